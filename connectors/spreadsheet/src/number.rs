//! The number that a person sees in a cell, out of the binary number in the file.
//!
//! A workbook stores 64-bit binary numbers; a person sees at most 15 significant digits of them
//! (Excel specifications and limits, "Number precision: 15 digits"). So 0.1 + 0.2, stored as
//! 0.30000000000000004, reads 0.3. All conversion goes through text: no arithmetic is done on
//! binary numbers.

use landbridge_contract::{NoticeKind, Value};
use rust_decimal::Decimal;

use crate::value::Read;

/// Significant digits that are sure.
const SURE: usize = 15;

/// Digits after the point that a decimal can hold.
const SCALE_MAX: i32 = 28;

/// Reads a number. Whole numbers become integers, all others decimals.
///
/// From 16 digits before the point on, the digits of the file are kept and
/// [`NoticeKind::DigitsLost`] is noticed: an identifier typed into Excel has had its last
/// digits replaced by zeros. A number too large or too fine for a decimal is noticed too.
pub(crate) fn read(number: f64) -> Read {
    let shortest = format!("{number:e}");
    let Some(parts) = Parts::parse(&shortest) else {
        return Read::noticed(Value::Null, NoticeKind::ErrorCell, shortest); // infinite
    };
    let long = parts.exponent >= i32::try_from(SURE).unwrap_or(i32::MAX);
    if !long && parts.digits() > SURE {
        let sure = format!("{number:.14e}");
        return Parts::parse(&sure).map_or(Read::plain(Value::Null), |parts| parts.read(&shortest));
    }
    let read = parts.read(&shortest);
    if long && read.notice.is_none() {
        let found = read.value.to_string();
        return Read::noticed(read.value, NoticeKind::DigitsLost, found);
    }
    read
}

/// Reads a number from its digits as they stand in a file; none where they are no number.
///
/// A number of at most 15 significant digits in plain notation is what a person sees, so that no
/// binary number is needed.
pub(crate) fn parse(digits: &[u8]) -> Option<Read> {
    match plain(digits) {
        Some(value) => Some(Read::plain(value)),
        None => parse_binary(digits),
    }
}

fn parse_binary(digits: &[u8]) -> Option<Read> {
    let text = std::str::from_utf8(digits).ok()?;
    let is_number = text.bytes().any(|byte| byte.is_ascii_digit()); // not `inf` or `nan`
    is_number.then(|| text.parse().ok().map(read))?
}

fn plain(digits: &[u8]) -> Option<Value> {
    let (negative, digits) = match digits {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    let (mut coefficient, mut significant, mut scale) = (0_i64, 0_usize, 0_u32);
    let (mut point, mut any) = (false, false);
    for byte in digits {
        match byte {
            b'0'..=b'9' => {
                any = true;
                significant += usize::from(coefficient > 0 || *byte != b'0');
                if significant > SURE {
                    return None;
                }
                coefficient = coefficient * 10 + i64::from(byte - b'0');
                scale += u32::from(point);
            }
            b'.' if !point => point = true,
            _ => return None,
        }
    }
    if !any {
        return None;
    }
    while scale > 0 && coefficient % 10 == 0 {
        coefficient /= 10;
        scale -= 1;
    }
    let coefficient = if negative { -coefficient } else { coefficient };
    if scale == 0 {
        return Some(Value::Integer(coefficient));
    }
    (scale <= SCALE_MAX.unsigned_abs()).then(|| Value::Decimal(Decimal::new(coefficient, scale)))
}

/// A number as its significant digits, without zeros at their end, and the power of ten of the
/// first digit.
struct Parts {
    coefficient: i128,
    exponent: i32,
}

impl Parts {
    /// Parses scientific notation as the standard library writes it.
    fn parse(text: &str) -> Option<Self> {
        let (digits, exponent) = text.split_once('e')?;
        let digits = digits.replace('.', "");
        let trimmed = digits.trim_end_matches('0');
        let coefficient = match trimmed {
            "" | "-" => 0,
            digits => digits.parse().ok()?,
        };
        Some(Self {
            coefficient,
            exponent: exponent.parse().ok()?,
        })
    }

    fn digits(&self) -> usize {
        self.coefficient.unsigned_abs().to_string().len()
    }

    fn read(&self, shortest: &str) -> Read {
        if self.coefficient == 0 {
            return Read::plain(Value::Integer(0));
        }
        let width = i32::try_from(self.digits()).unwrap_or(i32::MAX);
        let scale = width - 1 - self.exponent;
        if scale <= 0 {
            return self.whole(scale.unsigned_abs(), shortest);
        }
        if let Ok(scale) = u32::try_from(scale)
            && let Ok(decimal) = Decimal::try_from_i128_with_scale(self.coefficient, scale)
        {
            return Read::plain(Value::Decimal(decimal));
        }
        // Finer than a decimal can hold: rounded to its last digit, mostly to nothing.
        let cut = u32::try_from(scale.saturating_sub(SCALE_MAX)).unwrap_or(0);
        let power = 10_i128.checked_pow(cut).unwrap_or(i128::MAX);
        let half = power / 2 * self.coefficient.signum();
        let coefficient = self.coefficient.saturating_add(half) / power;
        let scale = SCALE_MAX.unsigned_abs();
        let decimal = Decimal::try_from_i128_with_scale(coefficient, scale).unwrap_or_default();
        let value = Value::Decimal(decimal.normalize());
        Read::noticed(value, NoticeKind::DigitsLost, shortest)
    }

    fn whole(&self, zeros: u32, shortest: &str) -> Read {
        let whole = 10_i128
            .checked_pow(zeros)
            .and_then(|power| self.coefficient.checked_mul(power));
        let integer = whole.and_then(|whole| i64::try_from(whole).ok());
        if let Some(integer) = integer {
            return Read::plain(Value::Integer(integer));
        }
        match whole.and_then(|whole| Decimal::try_from_i128_with_scale(whole, 0).ok()) {
            Some(decimal) => Read::plain(Value::Decimal(decimal)),
            None => Read::noticed(Value::text(shortest), NoticeKind::DigitsLost, shortest),
        }
    }
}

#[cfg(test)]
mod tests {
    use landbridge_contract::{NoticeKind, Value};
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::{parse, read};

    fn plain(number: f64) -> String {
        let read = read(number);
        assert_eq!(read.notice, None, "{number:e}");
        read.value.to_string()
    }

    #[test]
    fn what_a_person_sees_is_read() {
        assert_eq!(plain(0.1 + 0.2), "0.3");
        assert_eq!(plain(1.1 + 2.2), "3.3");
        assert_eq!(plain(5_430_787.55), "5430787.55");
        assert_eq!(plain(-0.07), "-0.07");
        assert_eq!(plain(1e-7), "0.0000001");
        assert_eq!(plain(-0.0), "0");
        assert_eq!(plain(0.999_999_999_999_999_9), "1");
        assert_eq!(plain(123_456_789_012.345_67), "123456789012.346");
    }

    #[test]
    fn what_is_no_number_is_not_parsed() {
        for digits in ["", "-", ".", "1,5", "inf", "NaN", "1-", "0x1F", "١"] {
            assert_eq!(parse(digits.as_bytes()), None, "{digits}");
        }
        for (digits, value) in [("-0", "0"), ("007.50", "7.5"), ("+5", "5"), (".5", "0.5")] {
            assert_eq!(parse(digits.as_bytes()).unwrap().value.to_string(), value);
        }
    }

    #[test]
    fn whole_numbers_are_integers() {
        assert_eq!(read(5.0).value, Value::Integer(5));
        assert_eq!(read(-31_001.0).value, Value::Integer(-31_001));
        assert_eq!(
            read(999_999_999_999_999.0).value,
            Value::Integer(999_999_999_999_999)
        );
        assert_eq!(read(0.5).value, Value::Decimal(Decimal::new(5, 1)));
    }

    #[test]
    fn sixteen_digits_are_kept_and_noticed() {
        let card = read(4_111_111_111_111_111.0);
        assert_eq!(card.value, Value::Integer(4_111_111_111_111_111));
        let found = "4111111111111111".to_owned();
        assert_eq!(card.notice, Some((NoticeKind::DigitsLost, found)));
        assert_eq!(
            read(12_345_678_901_234_500.0).notice.unwrap().0,
            NoticeKind::DigitsLost
        );
    }

    #[test]
    fn numbers_beyond_a_decimal_are_noticed() {
        for number in [
            1e300,
            -1e29,
            1.5e-30,
            1.234_567_890_123_45e-20,
            f64::MIN_POSITIVE,
        ] {
            assert_eq!(
                read(number).notice.unwrap().0,
                NoticeKind::DigitsLost,
                "{number:e}"
            );
        }
        assert_eq!(read(1e300).value, Value::text("1e300"));
        assert_eq!(read(1.5e-30).value.to_string(), "0");
        assert_eq!(read(f64::INFINITY).notice.unwrap().0, NoticeKind::ErrorCell);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn amounts_of_up_to_fifteen_digits_read_back_exactly(
            coefficient in -999_999_999_999_999_i64..=999_999_999_999_999,
            scale in 0_u32..=8,
        ) {
            let decimal = Decimal::new(coefficient, scale);
            let number: f64 = decimal.to_string().parse().unwrap();
            let value = read(number).value;
            prop_assert_eq!(value.as_decimal().unwrap(), decimal);
        }

        #[test]
        fn digits_read_as_the_number_that_they_are(
            coefficient in any::<i64>(),
            scale in 0_u32..=28,
            cut in 0_u32..=18,
        ) {
            let decimal = Decimal::new(coefficient / 10_i64.pow(cut), scale);
            let digits = decimal.to_string();
            prop_assert_eq!(parse(digits.as_bytes()), Some(read(digits.parse().unwrap())));
            let scientific = format!("{:e}", digits.parse::<f64>().unwrap());
            prop_assert_eq!(parse(scientific.as_bytes()), Some(read(scientific.parse().unwrap())));
        }
    }
}
