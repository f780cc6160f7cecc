//! Ageing: open items by how many days lie between a date of theirs and the day that they are looked at.
//!
//! Both sides name their buckets here, the source as it is read and the ERP as it is read back, so that the same date is in the same
//! bucket on both.

use jiff::civil::Date;
use landbridge_contract::{Text, Value};

/// Not past its date: the day itself is not late.
const NOT_DUE: &str = "not due";
/// Without a date, or with something in its place that is none.
const NO_DATE: &str = "no date";
/// Begins the name of the last bucket.
const OVER: &str = "over ";
/// Between the first and the last day of a bucket.
const TO: char = '–';

/// Buckets of days past a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ageing {
    /// The last day of each bucket but the last, rising.
    last_days: Vec<u32>,
    /// The day that ages are counted to; none for the day of the run.
    at: Option<Date>,
}

impl Ageing {
    /// Buckets that end after so many days each; none where they do not rise from one day up.
    pub fn new(last_days: Vec<u32>, at: Option<Date>) -> Option<Self> {
        let from_one = last_days.first().is_some_and(|first| *first > 0);
        let rising = last_days.is_sorted_by(|one, next| one < next);
        (from_one && rising).then_some(Self { last_days, at })
    }

    /// Whether ages are counted to the day of the run.
    pub fn needs_run_date(&self) -> bool {
        self.at.is_none()
    }

    /// The name of the bucket that a date is in; what is no date has none.
    pub fn bucket(&self, date: &Value, run_date: Date) -> Text {
        let Some(date) = day(date) else {
            return Text::from(NO_DATE);
        };
        let to = self.at.unwrap_or(run_date);
        let late = days_between(date, to);
        if late <= 0 {
            return Text::from(NOT_DUE);
        }
        let mut first = 1;
        for last in &self.last_days {
            if late <= i64::from(*last) {
                return Text::from(format!("{first}{TO}{last}"));
            }
            first = last.saturating_add(1);
        }
        Text::from(format!("{OVER}{}", first - 1))
    }
}

/// Days from one date to another; negative where the other is earlier.
fn days_between(from: Date, to: Date) -> i64 {
    const HOURS_A_DAY: i64 = 24;
    // Dates have no clock changes: each day is of 24 hours.
    to.duration_since(from).as_hours() / HOURS_A_DAY
}

/// The day of a date, of a date with a time, or of a text that begins with one as `2026-05-31`.
fn day(value: &Value) -> Option<Date> {
    const LENGTH: usize = 10;
    match value {
        Value::Date(date) => Some(*date),
        Value::DateTime(moment) => Some(moment.date()),
        Value::Text(text) => {
            let (day, rest) = text.trim().split_at_checked(LENGTH)?;
            let ends = rest.is_empty() || rest.starts_with(['T', ' ']);
            ends.then(|| day.parse().ok()).flatten()
        }
        Value::Null
        | Value::Bool(_)
        | Value::Integer(_)
        | Value::Decimal(_)
        | Value::List(_)
        | Value::Record(_)
        | Value::Reference(_) => None,
    }
}

/// A bucket, in the order in which they stand: what is not due first, then by days, and what has no date behind them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bucket {
    /// Not past its date.
    NotDue,
    /// From so many days on, up to the next bucket.
    From(u32),
    /// More than so many days.
    Over(u32),
    /// Without a date.
    NoDate,
}

impl Bucket {
    /// The bucket of this name, as groups of control totals have it; none for another text.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            NOT_DUE => return Some(Self::NotDue),
            NO_DATE => return Some(Self::NoDate),
            _ => {}
        }
        if let Some(days) = name.strip_prefix(OVER) {
            return days.parse().ok().map(Self::Over);
        }
        let (first, _) = name.split_once(TO)?;
        first.parse().ok().map(Self::From)
    }

    /// Where it stands among the others.
    pub fn rank(self) -> u64 {
        match self {
            Self::NotDue => 0,
            Self::From(days) => days.into(),
            Self::Over(days) => u64::from(days) + 1,
            Self::NoDate => u64::MAX,
        }
    }
}

#[cfg(test)]
mod tests;
