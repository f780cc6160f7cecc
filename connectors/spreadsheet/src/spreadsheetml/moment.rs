//! Dates as this form writes them, to serial numbers.

use jiff::civil::{DateTime, date};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

/// The serial number of a date and time; none where it is no date, or lies before the dates of
/// the workbook begin. A time without a date stands on day 0.
pub(super) fn serial(text: &str, from_1904: bool) -> Option<f64> {
    let text = text.trim().trim_end_matches('Z');
    if let Some(time) = text.strip_prefix("1900-02-29").filter(|_| !from_1904) {
        // The day that never was; the time is the same on any day.
        let moment = format!("1900-02-28{time}").parse().ok()?;
        return number(moment, date(1899, 12, 30));
    }
    let moment: DateTime = text
        .parse()
        .ok()
        .filter(|_| text.len() >= "YYYY-MM-DD".len())?;
    let timeless = moment.date() == date(1899, 12, 31); // a time of day, whatever the system
    let epoch = if from_1904 && !timeless {
        date(1904, 1, 1)
    } else if moment.date() < date(1900, 3, 1) {
        date(1899, 12, 31)
    } else {
        date(1899, 12, 30)
    };
    number(moment, epoch)
}

fn number(moment: DateTime, epoch: jiff::civil::Date) -> Option<f64> {
    let days = moment.date().since(epoch).ok()?.get_days();
    let time = moment.time().since(jiff::civil::Time::midnight()).ok()?;
    let nanoseconds = time.total(jiff::Unit::Nanosecond).ok()?.to_i64()?;
    let part = Decimal::from(nanoseconds).checked_div(Decimal::from(86_400_000_000_000_i64))?;
    let serial = Decimal::from(days).checked_add(part)?;
    if serial.is_sign_negative() && !serial.is_zero() {
        return None;
    }
    serial.to_string().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::serial;

    #[test]
    fn dates_are_counted_as_excel_counts() {
        let from_1900 = [
            ("2017-03-09T00:00:00.000", Some(42_803.0)),
            ("2017-03-09T12:00:00.000", Some(42_803.5)),
            ("1899-12-31T06:00:00.000", Some(0.25)),
            ("1900-01-01T00:00:00", Some(1.0)),
            ("1900-02-28T00:00:00.000", Some(59.0)),
            ("1900-02-29T12:00:00.000", Some(60.5)),
            ("1900-03-01T00:00:00.000", Some(61.0)),
            ("9999-12-31T00:00:00.000", Some(2_958_465.0)),
            ("1850-05-01T00:00:00.000", None),
            ("12:00:00", None),
            ("31 March", None),
        ];
        for (text, expected) in from_1900 {
            assert_eq!(serial(text, false), expected, "{text}");
        }
        assert_eq!(serial("1904-01-01T00:00:00.000", true), Some(0.0));
        assert_eq!(serial("1899-12-31T06:00:00.000", true), Some(0.25));
        assert_eq!(serial("2021-01-01T00:00:00.000", true), Some(42_735.0));
    }
}
