//! Dates, times and durations, out of the serial numbers and ISO texts of a workbook.
//!
//! Which date a serial number means depends on the workbook: counted from 1900, with a
//! 29 February 1900 that never was (kept by Excel for the sake of Lotus 1-2-3), or from 1904.
//! A time of day without a date, and a duration, have no kind of value of their own: both are
//! text `HH:MM:SS`, with hours past 24 for durations, as a person sees them.

use jiff::civil::{Date, DateTime, Time};
use landbridge_contract::{NoticeKind, Value};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use crate::number;
use crate::value::Read;

/// Milliseconds of a day; serial numbers are sure to about one.
const DAY: i64 = 86_400_000;

/// The last serial number, 31 December 9999, counted from 1900.
const LAST_1900: i64 = 2_958_465;
/// The same counted from 1904.
const LAST_1904: i64 = 2_957_003;
/// The serial number of 29 February 1900.
const PHANTOM: i64 = 60;

/// The days from 1 January 1970 to the day of serial number 0, counted from 1900 (after the day
/// that never was) and from 1904.
const ZERO_1900: i64 = -25_569;
const ZERO_1904: i64 = -24_107;

/// Reads the serial number of a date-formatted cell. Whole days become dates. Below one day the
/// cell holds a time of day. What lies outside the calendar shows as `####` and reads as
/// nothing, with [`NoticeKind::ErrorCell`].
pub(crate) fn serial(number: f64, from_1904: bool) -> Read {
    exact(&number::read(number).value, from_1904).unwrap_or_else(|| outside(&number))
}

/// As [`serial`], for a number that was read already; `digits` is how it stands in the file.
pub(crate) fn moment(number: &Value, digits: &[u8], from_1904: bool) -> Read {
    exact(number, from_1904).unwrap_or_else(|| outside(&String::from_utf8_lossy(digits)))
}

fn exact(number: &Value, from_1904: bool) -> Option<Read> {
    let (days, time) = match number {
        Value::Integer(days) => (*days, 0),
        number => {
            let milliseconds = milliseconds(number)?;
            (milliseconds.div_euclid(DAY), milliseconds.rem_euclid(DAY))
        }
    };
    if days == 0 {
        return Some(Read::plain(Value::text(clock(time))));
    }
    let (zero, last) = match (from_1904, days) {
        (true, _) => (ZERO_1904, LAST_1904),
        (false, ..PHANTOM) => (ZERO_1900 + 1, LAST_1900),
        (false, _) => (ZERO_1900, LAST_1900),
    };
    if !(1..=last).contains(&days) {
        return None;
    }
    if days == PHANTOM && !from_1904 {
        let seen = if time == 0 {
            "1900-02-29".to_owned()
        } else {
            format!("1900-02-29 {}", clock(time))
        };
        return Some(Read::noticed(
            Value::text(&seen),
            NoticeKind::PhantomDate,
            seen,
        ));
    }
    let day = civil(zero + days)?;
    Some(Read::plain(if time == 0 {
        Value::Date(day)
    } else {
        Value::DateTime(day.to_datetime(time_of_day(time)?))
    }))
}

/// The date of a day counted from 1 January 1970. Years begin on 1 March here, so that the day
/// that not all have is their last (after Howard Hinnant, "chrono-compatible low-level date
/// algorithms").
fn civil(day: i64) -> Option<Date> {
    /// Days of 400 years, and from 1 March of year 0 to 1 January 1970.
    const ERA: i64 = 146_097;
    const BEFORE: i64 = 719_468;
    let day = day + BEFORE;
    let (era, of_era) = (day.div_euclid(ERA), day.rem_euclid(ERA));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    let (year, month) = (i16::try_from(year).ok()?, i8::try_from(month).ok()?);
    Date::new(year, month, i8::try_from(day).ok()?).ok()
}

/// Reads the serial number of a cell with a duration format such as `[h]:mm:ss`.
pub(crate) fn duration(number: f64) -> Read {
    let read = milliseconds(&number::read(number).value);
    read.map_or_else(
        || outside(&number),
        |read| Read::plain(Value::text(clock(read))),
    )
}

/// As [`duration`], for a number that was read already; `digits` is how it stands in the file.
pub(crate) fn lasting(number: &Value, digits: &[u8]) -> Read {
    let read = milliseconds(number);
    let outside = || outside(&String::from_utf8_lossy(digits));
    read.map_or_else(outside, |read| Read::plain(Value::text(clock(read))))
}

/// Reads an ISO 8601 date, date-time or time (ods; xlsx cells of type `d`). Other text is kept.
pub(crate) fn iso(text: &str) -> Value {
    let text = text.trim();
    let civil = text.strip_suffix('Z').unwrap_or(text);
    match civil.parse::<DateTime>() {
        Ok(moment) if civil.len() >= "YYYY-MM-DD".len() => whole_or_not(moment),
        _ => Value::text(text),
    }
}

/// Reads an ISO 8601 duration (`PT27H17M54S`, ods) as `HH:MM:SS`. Other text is kept.
pub(crate) fn iso_duration(text: &str) -> Value {
    Value::text(iso_clock(text.trim()).unwrap_or_else(|| text.to_owned()))
}

fn iso_clock(text: &str) -> Option<String> {
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |text| (-1, text));
    let mut rest = text.strip_prefix("PT")?;
    let mut total = Decimal::ZERO;
    for (unit, milliseconds) in [('H', 3_600_000), ('M', 60_000), ('S', 1_000)] {
        if let Some((number, after)) = rest.split_once(unit) {
            let number: Decimal = number.replace(',', ".").parse().ok()?;
            total = total.checked_add(number.checked_mul(Decimal::from(milliseconds))?)?;
            rest = after;
        }
    }
    rest.is_empty()
        .then(|| total.round().to_i64())?
        .map(|total| clock(sign * total))
}

fn milliseconds(days: &Value) -> Option<i64> {
    let days = days.as_decimal()?;
    days.checked_mul(Decimal::from(DAY))?.round().to_i64()
}

fn whole_or_not(moment: DateTime) -> Value {
    if moment.time() == Time::midnight() {
        Value::Date(moment.date())
    } else {
        Value::DateTime(moment)
    }
}

fn time_of_day(milliseconds: i64) -> Option<Time> {
    let part = |divisor: i64, below: i64| i8::try_from(milliseconds / divisor % below).ok();
    let nanoseconds = i32::try_from(milliseconds % 1_000 * 1_000_000).ok()?;
    let (hour, minute) = (part(3_600_000, 24)?, part(60_000, 60)?);
    Time::new(hour, minute, part(1_000, 60)?, nanoseconds).ok()
}

/// `HH:MM:SS`, with `.mmm` where there are parts of a second.
fn clock(milliseconds: i64) -> String {
    let sign = if milliseconds < 0 { "-" } else { "" };
    let all = milliseconds.unsigned_abs();
    let (hours, minutes) = (all / 3_600_000, all / 60_000 % 60);
    let (seconds, rest) = (all / 1_000 % 60, all % 1_000);
    let fraction = if rest == 0 {
        String::new()
    } else {
        format!(".{rest:03}")
    };
    format!("{sign}{hours:02}:{minutes:02}:{seconds:02}{fraction}")
}

fn outside(number: &dyn std::fmt::Display) -> Read {
    let found = format!("{number} formatted as a date");
    Read::noticed(Value::Null, NoticeKind::ErrorCell, found)
}

#[cfg(test)]
mod tests {
    use landbridge_contract::{NoticeKind, Value};

    use super::{duration, iso, iso_duration, moment, serial};

    fn seen(number: f64, from_1904: bool) -> String {
        let read = serial(number, from_1904);
        assert_eq!(read.notice, None, "{number}");
        format!("{} {}", read.value.kind(), read.value)
    }

    #[test]
    fn serial_numbers_are_dates_of_their_date_system() {
        assert_eq!(seen(44_197.0, false), "date 2021-01-01");
        assert_eq!(seen(42_735.0, true), "date 2021-01-01");
        assert_eq!(seen(1.0, false), "date 1900-01-01");
        assert_eq!(seen(59.0, false), "date 1900-02-28");
        assert_eq!(seen(61.0, false), "date 1900-03-01");
        assert_eq!(seen(60.0, true), "date 1904-03-01");
        assert_eq!(seen(2_958_465.0, false), "date 9999-12-31");
        assert_eq!(seen(2_957_003.0, true), "date 9999-12-31");
    }

    #[test]
    fn every_day_of_the_calendar_is_the_one_after_the_day_before() {
        let mut expected = jiff::civil::date(1900, 3, 1);
        for number in 61..=2_958_465 {
            let read = moment(&Value::Integer(number), b"", false).value;
            assert_eq!(read, Value::Date(expected), "{number}");
            expected = expected.tomorrow().unwrap_or(expected);
        }
    }

    #[test]
    fn a_part_of_a_day_makes_a_date_time() {
        assert_eq!(
            seen(1.333_333_333_333_333, false),
            "date-time 1900-01-01T08:00:00"
        );
        assert_eq!(seen(45_943.541, false), "date-time 2025-10-13T12:59:02.4");
        assert_eq!(seen(43_000.999_999_999_9, false), "date 2017-09-23");
    }

    #[test]
    fn a_time_without_a_date_is_text() {
        assert_eq!(seen(0.5, false), "text 12:00:00");
        assert_eq!(seen(0.0, false), "text 00:00:00");
    }

    #[test]
    fn the_day_that_never_was_is_noticed() {
        let read = serial(60.25, false);
        let found = "1900-02-29 06:00:00".to_owned();
        assert_eq!(read.value.to_string(), found);
        assert_eq!(read.notice, Some((NoticeKind::PhantomDate, found)));
    }

    #[test]
    fn what_shows_as_hash_marks_is_an_error_cell() {
        for number in [-1.0, 2_958_466.0, 1e300] {
            assert_eq!(
                serial(number, false).notice.unwrap().0,
                NoticeKind::ErrorCell
            );
        }
    }

    #[test]
    fn durations_run_past_a_day() {
        assert_eq!(
            duration(10.632_060_185_185_185).value.to_string(),
            "255:10:10"
        );
        assert_eq!(duration(-0.5).value.to_string(), "-12:00:00");
        assert_eq!(iso_duration("PT27H17M54S").to_string(), "27:17:54");
        assert_eq!(iso_duration("P1Y").to_string(), "P1Y");
    }

    #[test]
    fn iso_texts_are_dates_and_date_times() {
        let words = |text: &str| format!("{} {}", iso(text).kind(), iso(text));
        assert_eq!(words("2014-11-11"), "date 2014-11-11");
        assert_eq!(words("2014-11-11T00:00:00"), "date 2014-11-11");
        assert_eq!(
            words("2014-11-11T10:30:00Z"),
            "date-time 2014-11-11T10:30:00"
        );
        assert_eq!(words("10:30:00"), "text 10:30:00");
        assert_eq!(words("31 November"), "text 31 November");
    }
}
