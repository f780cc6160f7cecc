//! Dates, times and durations.

use std::fmt::Write as _;

use jiff::Span;
use jiff::civil;

use super::digits::Digits;
use super::{DateSystem, names};

/// The last day that Excel knows, 31 December 9999, counted from 1900.
const LAST: i64 = 2_958_465;
/// Days between day 0 of both systems.
const BETWEEN: i64 = 1_462;
/// 29 February 1900, which never was.
const PHANTOM: i64 = 60;
/// Digits of a second that Excel shows.
const FINEST: usize = 3;

/// A piece of a date format. A count is how often the letter stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Literal(Box<str>),
    Year(usize),
    /// The year of the Buddhist calendar.
    Buddhist(usize),
    Month(usize),
    Day(usize),
    Hour(usize),
    Minute(usize),
    Second(usize),
    /// A point and this many digits of a second.
    Fraction(usize),
    /// What is written before and after noon.
    Noon(&'static str, &'static str),
    /// All hours, minutes or seconds.
    Hours(usize),
    Minutes(usize),
    Seconds(usize),
}

/// A moment taken apart.
struct Moment {
    year: i64,
    month: usize,
    day: i64,
    /// From Sunday, 0.
    weekday: usize,
    /// Since day 0.
    seconds: i64,
    /// Thousandths of a second.
    thousandths: i64,
}

/// Appends a serial number as a moment. False where it is outside the calendar.
pub(super) fn show(
    parts: &[Part],
    digits: Digits,
    system: DateSystem,
    language: u32,
    out: &mut String,
) -> bool {
    if digits.negative && system == DateSystem::From1900 {
        return false;
    }
    let Some(moment) = Moment::of(digits, finest(parts), system) else {
        return false;
    };
    if digits.negative {
        out.push('-');
    }
    let noon = parts.iter().any(|part| matches!(part, Part::Noon(..)));
    for part in parts {
        moment.show(part, noon, language, out);
    }
    true
}

/// Digits of a second to round to: a time is rounded as a whole, so that 59.96 seconds with one
/// digit make a minute.
fn finest(parts: &[Part]) -> usize {
    let digits = parts.iter().map(|part| match part {
        Part::Fraction(digits) => (*digits).min(FINEST),
        _ => 0,
    });
    digits.max().unwrap_or(0)
}

impl Moment {
    fn of(digits: Digits, finest: usize, system: DateSystem) -> Option<Self> {
        let unit = 10_u64.pow(u32::try_from(FINEST - finest).ok()?);
        let ticks = digits.times(86_400_000 / unit)? * u128::from(unit);
        let ticks = i64::try_from(ticks).ok()?;
        let (seconds, thousandths) = (ticks / 1_000, ticks % 1_000);
        let serial = match system {
            DateSystem::From1900 => seconds / 86_400,
            DateSystem::From1904 => seconds / 86_400 + BETWEEN,
        };
        if serial > LAST {
            return None;
        }
        let (year, month, day) = calendar(serial)?;
        Some(Self {
            year,
            month,
            day,
            weekday: usize::try_from((serial + 6) % 7).ok()?,
            seconds,
            thousandths,
        })
    }

    fn show(&self, part: &Part, noon: bool, language: u32, out: &mut String) {
        let names = names::of(language);
        let hour = self.seconds / 3_600 % 24;
        let (number, width) = match part {
            Part::Literal(literal) => return out.push_str(literal),
            Part::Fraction(digits) => return self.show_fraction(*digits, out),
            Part::Noon(before, after) => {
                return out.push_str(if hour < 12 { before } else { after });
            }
            Part::Month(3) => return out.extend(names.short_months.get(self.month).copied()),
            Part::Month(5) => {
                let name = names.months.get(self.month);
                return out.extend(name.and_then(|name| name.chars().next()));
            }
            Part::Month(4..) => return out.extend(names.months.get(self.month).copied()),
            Part::Day(3) => return out.extend(names.short_days.get(self.weekday).copied()),
            Part::Day(4..) => return out.extend(names.days.get(self.weekday).copied()),
            Part::Year(..=2) => (self.year % 100, 2),
            Part::Year(_) => (self.year, 4),
            Part::Buddhist(..=2) => ((self.year + 543) % 100, 2),
            Part::Buddhist(_) => (self.year + 543, 4),
            Part::Month(width) => (i64::try_from(self.month).unwrap_or(0) + 1, *width),
            Part::Day(width) => (self.day, *width),
            Part::Hour(width) if noon => ((hour + 11) % 12 + 1, *width),
            Part::Hour(width) => (hour, *width),
            Part::Minute(width) => (self.seconds / 60 % 60, *width),
            Part::Second(width) => (self.seconds % 60, *width),
            Part::Hours(width) => (self.seconds / 3_600, *width),
            Part::Minutes(width) => (self.seconds / 60, *width),
            Part::Seconds(width) => (self.seconds, *width),
        };
        write!(out, "{number:0width$}").expect("writing to memory does not fail");
    }

    fn show_fraction(&self, digits: usize, out: &mut String) {
        out.push('.');
        let mut rest = self.thousandths;
        for _ in 0..digits {
            rest *= 10;
            let digit = u32::try_from(rest / 1_000).ok();
            out.extend(digit.and_then(|digit| char::from_digit(digit, 10)));
            rest %= 1_000;
        }
    }
}

/// Year, month from 0 and day of a day counted from 1900. Day 0 is shown as 0 January.
fn calendar(serial: i64) -> Option<(i64, usize, i64)> {
    if serial == 0 {
        return Some((1900, 0, 0));
    }
    if serial == PHANTOM {
        return Some((1900, 1, 29));
    }
    let zero = if serial < PHANTOM { 31 } else { 30 };
    let days = Span::new().try_days(serial).ok()?;
    let date = civil::date(1899, 12, zero).checked_add(days).ok()?;
    let month = usize::try_from(date.month()).ok()?.checked_sub(1)?;
    Some((date.year().into(), month, date.day().into()))
}
