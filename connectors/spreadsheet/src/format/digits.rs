//! Numbers as their significant digits, for decimal rounding.

use compact_str::format_compact;

/// A number of at most 15 significant digits (Excel specifications and limits, "Number
/// precision"): `coefficient` times ten to the `exponent`, without zeros at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Digits {
    pub(super) negative: bool,
    coefficient: u64,
    exponent: i32,
}

impl Digits {
    /// The digits of a number; none where it is not finite.
    pub(super) fn of(number: f64) -> Option<Self> {
        let text = format_compact!("{number:.14e}");
        let (mantissa, exponent) = text.split_once('e')?;
        let mut coefficient = 0;
        for byte in mantissa.bytes().filter(u8::is_ascii_digit) {
            coefficient = coefficient * 10 + u64::from(byte - b'0');
        }
        let exponent: i32 = exponent.parse().ok()?;
        let negative = coefficient != 0 && mantissa.starts_with('-');
        Some(Self::new(negative, coefficient, exponent - 14))
    }

    /// The digits of a whole number.
    pub(super) fn whole(number: u32) -> Self {
        Self::new(false, u64::from(number), 0)
    }

    fn new(negative: bool, mut coefficient: u64, mut exponent: i32) -> Self {
        if coefficient == 0 {
            exponent = 0;
        }
        while coefficient != 0 && coefficient.is_multiple_of(10) {
            coefficient /= 10;
            exponent += 1;
        }
        Self {
            negative,
            coefficient,
            exponent,
        }
    }

    pub(super) fn is_zero(self) -> bool {
        self.coefficient == 0
    }

    /// The power of ten of the first digit; none for zero.
    pub(super) fn top(self) -> Option<i32> {
        let digits = i32::try_from(self.coefficient.checked_ilog10()?).ok()?;
        Some(self.exponent + digits)
    }

    /// The power of ten of the last digit that is not zero; 0 for zero.
    pub(super) fn last(self) -> i32 {
        self.exponent
    }

    /// The digit at a power of ten.
    pub(super) fn digit(self, power: i32) -> char {
        let shift = u32::try_from(power - self.exponent).ok();
        let divisor = shift.and_then(|shift| 10_u64.checked_pow(shift));
        let digit = divisor.map_or(0, |divisor| self.coefficient / divisor % 10);
        u32::try_from(digit)
            .ok()
            .and_then(|digit| char::from_digit(digit, 10))
            .unwrap_or('0')
    }

    /// Times a power of ten.
    pub(super) fn scaled(self, power: i32) -> Self {
        let exponent = if self.is_zero() {
            0
        } else {
            self.exponent + power
        };
        Self { exponent, ..self }
    }

    /// Rounded to a multiple of a power of ten, half away from zero. The sign stays, as Excel
    /// shows `-0.00`.
    pub(super) fn rounded(self, power: i32) -> Self {
        let Ok(shift) = u32::try_from(power - self.exponent) else {
            return self;
        };
        let Some(unit) = 10_u64.checked_pow(shift) else {
            return Self::new(self.negative, 0, 0);
        };
        let whole = (self.coefficient + unit / 2) / unit;
        Self::new(self.negative, whole, power)
    }

    /// The whole number nearest to the magnitude times `factor`; none where it is larger than
    /// a calendar or a fraction needs (10 to the 30).
    pub(super) fn times(self, factor: u64) -> Option<u128> {
        let product = u128::from(self.coefficient) * u128::from(factor);
        let power = 10_u128.checked_pow(self.exponent.unsigned_abs());
        if self.exponent >= 0 {
            let whole = product.checked_mul(power?)?;
            return (whole < 10_u128.pow(30)).then_some(whole);
        }
        Some(power.map_or(0, |power| (product + power / 2) / power))
    }
}
