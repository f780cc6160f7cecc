//! Judgements on dates.

use jiff::civil::Date;

use super::{Remark, are};
use crate::diagnose::grouped;
use crate::profile::column::Column;
use crate::profile::model::Severity;
use crate::profile::numbers::{DateTally, sample_of};
use crate::profile::spot::Tally;

/// Years that business dates have.
const YEARS: std::ops::RangeInclusive<i16> = 1901..=2099;
/// Percent of the values that must be dates for the column to hold dates.
const PERCENT_MIN: u64 = 50;

fn holds_dates(column: &Column) -> bool {
    column.dates.count > 0 && column.dates.count * 100 >= column.filled() * PERCENT_MIN
}

/// The evidence for day or month first, in words; empty where nothing needs telling.
pub(super) fn evidence(dates: &DateTally) -> String {
    let (first, second) = (dates.first_over_12.count, dates.second_over_12.count);
    match (first, second, dates.either.count) {
        (0, 0, 0) => String::new(),
        (1.., 0, _) => format!(
            "day first: {} a first number over 12, none a second",
            are(first, "has", "have")
        ),
        (0, 1.., _) => format!(
            "month first: {} a second number over 12, none a first",
            are(second, "has", "have")
        ),
        (0, 0, either) => format!(
            "day or month first is ambiguous: no number is over 12 in any of {}",
            grouped(either)
        ),
        (1.., 1.., _) => format!(
            "day and month change places: {} a first number over 12, {} a second",
            are(first, "has", "have"),
            grouped(second)
        ),
    }
}

/// Day or month first.
pub(super) fn order(column: &Column) -> Option<Remark> {
    let dates = &column.dates;
    let text = evidence(dates);
    if text.is_empty() || !holds_dates(column) {
        return None;
    }
    let (code, severity, tally) = match (dates.first_over_12.count, dates.second_over_12.count) {
        (1.., 0) => ("day-first", Severity::Know, &dates.first_over_12),
        (0, 1..) => ("month-first", Severity::Know, &dates.second_over_12),
        (0, 0) => ("ambiguous-date", Severity::Look, &dates.either),
        (first, second) if first < second => {
            ("mixed-date-order", Severity::Mend, &dates.first_over_12)
        }
        _ => ("mixed-date-order", Severity::Mend, &dates.second_over_12),
    };
    Some(Remark::new(code, severity, tally, text))
}

/// Days that the calendar lacks.
pub(super) fn impossible(column: &Column) -> Option<Remark> {
    let tally = &column.dates.impossible;
    (tally.count > 0).then(|| {
        let text = format!(
            "{} that no calendar has",
            are(tally.count, "is a day", "are days")
        );
        Remark::new("impossible-date", Severity::Mend, tally, text)
    })
}

/// Several forms in one column.
pub(super) fn forms(column: &Column) -> Option<Remark> {
    let dates = &column.dates;
    if dates.forms.len() < 2 || !holds_dates(column) {
        return None;
    }
    let mut forms: Vec<_> = dates.forms.iter().collect();
    forms.sort_by_key(|(form, tally)| (std::cmp::Reverse(tally.count), **form));
    let words: Vec<String> = (forms.iter().take(4))
        .map(|(form, tally)| {
            format!(
                "{} ({})",
                form.words(dates.is_day_first()),
                grouped(tally.count)
            )
        })
        .collect();
    let mut rarer = Tally::default();
    for (_, tally) in forms.iter().skip(1) {
        rarer.count += tally.count;
        rarer.samples.extend(tally.samples.iter().take(2).cloned());
    }
    rarer.samples.truncate(crate::profile::limits::SAMPLES_MAX);
    let text = format!("dates in {} forms: {}", forms.len(), words.join(", "));
    Some(Remark::new("date-forms", Severity::Look, &rarer, text))
}

/// Years of two digits.
pub(super) fn short_years(column: &Column) -> Option<Remark> {
    let mut short = Tally::default();
    for (_, tally) in column.dates.forms.iter().filter(|(form, _)| form.year == 2) {
        short.count += tally.count;
        short.samples.extend(tally.samples.iter().cloned());
    }
    short.samples.truncate(crate::profile::limits::SAMPLES_MAX);
    (short.count > 0 && holds_dates(column)).then(|| {
        let text = format!("{} a year of two digits", are(short.count, "has", "have"));
        Remark::new("short-year", Severity::Look, &short, text)
    })
}

/// Dates of years that no business record has, and dates far from all others.
pub(super) fn far(column: &Column) -> Option<Remark> {
    let extremes = column.dates.extremes()?;
    let drawn = column.dates.drawn();
    let at = |percent: usize| drawn.get(drawn.len() * percent / 100).copied().map(day);
    let (low, high) = (at(5)?, at(95)?);
    let reach = (high - low) * 10 + 3_650;
    let enough = drawn.len() >= 20;
    let odd = |date: &Date| {
        let day = day(*date);
        !YEARS.contains(&date.year()) || (enough && (day < low - reach || high + reach < day))
    };
    let mut odd: Vec<_> = (extremes.low.iter().chain(&extremes.high))
        .filter(|(date, _)| odd(date))
        .collect();
    odd.sort_by_key(|(date, spot)| (*date, spot.place));
    odd.dedup();
    let count = u64::try_from(odd.len()).unwrap_or(u64::MAX);
    let samples = odd.iter().take(crate::profile::limits::SAMPLES_MAX);
    let tally = Tally {
        count,
        samples: samples.map(|(date, spot)| sample_of(date, spot)).collect(),
    };
    (count > 0).then(|| {
        let text = format!(
            "{} far from the rest",
            are(count, "date is", "dates or more are")
        );
        Remark::new("far-date", Severity::Look, &tally, text)
    })
}

/// Dates as eight digits.
pub(super) fn compact(column: &Column) -> Option<Remark> {
    column.is_compact_dates().then(|| {
        let tally = Tally {
            count: column.compact_dates.count,
            samples: Vec::new(),
        };
        let text = "dates as eight digits, YYYYMMDD".to_owned();
        Remark::new("compact-date", Severity::Know, &tally, text)
    })
}

/// Days since the beginning of the calendar.
pub(super) fn day(date: Date) -> i64 {
    date.duration_since(Date::ZERO).as_secs() / 86_400
}
