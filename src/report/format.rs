//! Numbers, times and sizes as people read them. Exact: nothing is rounded that is added up.

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::model::{Purpose, TargetReport};
use super::text::visible;
pub(crate) use crate::diagnose::counted;
use crate::diagnose::{grouped, grouped_digits};

/// `1234567` as `1,234,567`.
pub(crate) fn count(number: u64) -> String {
    grouped(number)
}

/// `-3` as `-3`, `1234` as `1,234`.
pub(crate) fn signed_count(number: i128) -> String {
    let digits = grouped_digits(&number.unsigned_abs().to_string());
    if number < 0 {
        format!("-{digits}")
    } else {
        digits
    }
}

/// A decimal with thousands separators and the scale it has: `-1,234.50`.
pub(crate) fn decimal(number: Decimal) -> String {
    let text = number.to_string();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.as_str()),
    };
    match digits.split_once('.') {
        Some((whole, fraction)) => format!("{sign}{}.{fraction}", grouped_digits(whole)),
        None => format!("{sign}{}", grouped_digits(digits)),
    }
}

/// A difference: as [`decimal`], with a plus where it is more than nothing.
pub(crate) fn difference(number: Decimal) -> String {
    if number > Decimal::ZERO {
        format!("+{}", decimal(number))
    } else {
        decimal(number)
    }
}

/// A part of a whole in percent with one digit, cut and not rounded, so that only the whole is
/// 100 % and only nothing is 0 %.
pub(crate) fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let tenths = u128::from(part) * 1000 / u128::from(whole);
    if tenths == 0 && part > 0 {
        return "under 0.1 %".to_owned();
    }
    format!("{}.{} %", tenths / 10, tenths % 10)
}

/// `340 ms`, `12.3 s`, `4 min 12 s`, `2 h 03 min`.
pub(crate) fn duration(ms: u64) -> String {
    let seconds = ms / 1000;
    match ms {
        0..1_000 => format!("{ms} ms"),
        1_000..60_000 => format!("{seconds}.{} s", ms % 1000 / 100),
        60_000..3_600_000 => format!("{} min {:02} s", seconds / 60, seconds % 60),
        _ => format!("{} h {:02} min", count(seconds / 3600), seconds / 60 % 60),
    }
}

/// Records a second; none where the time is too short to tell.
pub(crate) fn throughput(records: u64, ms: u64) -> Option<String> {
    if ms == 0 {
        return None;
    }
    let tenths = u128::from(records) * 10_000 / u128::from(ms);
    let whole = u64::try_from(tenths / 10).unwrap_or(u64::MAX);
    Some(if whole < 10 {
        format!("{whole}.{}", tenths % 10)
    } else {
        count(whole)
    })
}

/// `21 Nov 2026, 18:00:03 UTC`.
pub(crate) fn instant(instant: Timestamp) -> String {
    instant.strftime("%-d %b %Y, %H:%M:%S UTC").to_string()
}

/// `rehearsal 3`, `cut-over`.
pub(crate) fn purpose(purpose: Purpose) -> String {
    match purpose {
        Purpose::Rehearsal(number) => format!("rehearsal {number}"),
        Purpose::CutOver => "cut-over".to_owned(),
    }
}

/// The first letter in upper case: titles are kept in lower case.
pub(crate) fn sentence_case(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// The target's name, with its host where the run spoke to it.
pub(crate) fn target(target: &TargetReport) -> String {
    let name = visible(&target.name);
    if target.host.is_empty() {
        return name;
    }
    format!("{name} ({})", visible(&target.host))
}

/// Hundredths of a percent: `1234` as `12.34%`.
pub(crate) fn hundredths(number: u64) -> String {
    format!("{}.{:02}%", number / 100, number % 100)
}

#[cfg(test)]
mod tests {
    use super::{count, decimal, difference, duration, percent, throughput};
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    #[test]
    fn numbers_are_grouped_and_keep_their_scale() {
        let text = |number: &str| decimal(number.parse().unwrap());
        assert_eq!(text("-1234567.50"), "-1,234,567.50");
        assert_eq!(text("0.000"), "0.000");
        assert_eq!(text("-999"), "-999");
        assert_eq!(difference("1000.10".parse().unwrap()), "+1,000.10");
        assert_eq!(count(1_000), "1,000");
    }

    #[test]
    fn only_the_whole_is_a_hundred_percent_and_only_nothing_is_none() {
        assert_eq!(percent(999_999, 1_000_000), "99.9 %");
        assert_eq!(percent(1, 1_000_000), "under 0.1 %");
        assert_eq!(percent(0, 5), "0.0 %");
        assert_eq!(percent(5, 5), "100.0 %");
    }

    #[test]
    fn times_are_short() {
        assert_eq!(duration(340), "340 ms");
        assert_eq!(duration(12_345), "12.3 s");
        assert_eq!(duration(252_000), "4 min 12 s");
        assert_eq!(duration(7_380_000), "2 h 03 min");
        assert_eq!(throughput(49, 10_000).as_deref(), Some("4.9"));
        assert_eq!(throughput(49, 0), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn a_decimal_without_its_commas_is_the_decimal(mantissa: i64, scale in 0_u32..10) {
            let number = Decimal::new(mantissa, scale);
            prop_assert_eq!(decimal(number).replace(',', ""), number.to_string());
        }
    }
}
