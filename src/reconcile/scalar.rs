//! Whether two values say the same, whatever form the ERP returns them in.
//!
//! Payloads come back from the ledger as JSON, where a date is text; the ERP returns truth values
//! as `Y`/`N` on some resources and numbers as text on others. What counts as equal:
//!
//! * numbers by exact value: 12.50 is 12.5. A number that the ERP returns as text is read in the
//!   plain form; a text that was sent is a number only when it has no leading zero, so that the
//!   lost zeros of `00123` are a difference;
//! * a date, and a date-time at midnight in whatever zone it states (Fusion returns some dates so);
//! * date-times by instant; one without a zone is in the rules' zone;
//! * true, `Y`, `true`; and false, `N`, `false`;
//! * text exactly, but for white space at its end, which the ERP trims; and text of nothing but
//!   white space is nothing, as the ERP stores it.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use landbridge_contract::Value;
use rust_decimal::Decimal;

use super::BreakKind;

/// How two values relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Equal,
    Differs(BreakKind),
    /// Two numbers that differ: found minus expected, where it can be told.
    DiffersBy(Option<Decimal>),
}

/// Compares two values that are no lists or records.
pub(super) fn compare(expected: &Value, found: &Value, zone: Offset) -> Outcome {
    if expected.is_blank() && found.is_blank() {
        return Outcome::Equal;
    }
    if expected == found && matches!(expected, Value::Reference(_)) {
        return Outcome::Equal;
    }
    if matches!(expected, Value::Reference(_)) || matches!(found, Value::Reference(_)) {
        return Outcome::Differs(BreakKind::Ambiguous);
    }
    if let Some((sent, held)) = numbers(expected, found) {
        if sent == held {
            return Outcome::Equal;
        }
        return Outcome::DiffersBy(held.checked_sub(sent));
    }
    if let Some(equal) = moments(expected, found, zone) {
        return verdict(equal, BreakKind::Date);
    }
    verdict(same_text(expected, found), kind_of(expected, found))
}

fn verdict(equal: bool, kind: BreakKind) -> Outcome {
    if equal {
        Outcome::Equal
    } else {
        Outcome::Differs(kind)
    }
}

/// The kind of break where the two values are not of one kind.
fn kind_of(expected: &Value, found: &Value) -> BreakKind {
    let telling = if expected.is_blank() { found } else { expected };
    match telling {
        Value::Integer(_) | Value::Decimal(_) => BreakKind::Amount,
        Value::Date(_) | Value::DateTime(_) => BreakKind::Date,
        Value::Text(text) if Moment::of_text(text).is_some() => BreakKind::Date,
        _ => BreakKind::Text,
    }
}

fn same_text(expected: &Value, found: &Value) -> bool {
    match (expected, found) {
        (Value::Text(sent), Value::Text(held)) => sent.trim_end() == held.trim_end(),
        (Value::Bool(sent), other) | (other, Value::Bool(sent)) => truth(other) == Some(*sent),
        _ => expected == found,
    }
}

fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(value) => Some(*value),
        Value::Text(text) => match text.trim_end() {
            "Y" | "true" => Some(true),
            "N" | "false" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// Both as numbers, where at least one is a number and the other can be read as one.
pub(super) fn numbers(expected: &Value, found: &Value) -> Option<(Decimal, Decimal)> {
    match (expected.as_decimal(), found.as_decimal()) {
        (Some(sent), Some(held)) => Some((sent, held)),
        (Some(sent), None) => Some((sent, plain_number(found.as_text()?)?)),
        (None, Some(held)) => Some((plain_number(expected.as_text()?)?, held)),
        (None, None) => None,
    }
}

/// The exact number of a value that the ERP returned, also where it returned it as text.
pub fn amount(value: &Value) -> Option<Decimal> {
    let of_text = || value.as_text().and_then(plain_number);
    value.as_decimal().or_else(of_text)
}

/// A number in the plain form, without signs or zeros that a number would lose.
fn plain_number(text: &str) -> Option<Decimal> {
    let text = text.trim_end();
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.')
        && digits.starts_with(|first: char| first.is_ascii_digit())
        && (!digits.starts_with('0') || digits == "0" || digits.starts_with("0."));
    if !plain {
        return None;
    }
    Decimal::from_str_exact(text).ok()
}

/// Whether two moments are the same, where both values are moments.
fn moments(expected: &Value, found: &Value, zone: Offset) -> Option<bool> {
    let sent = Moment::of(expected)?;
    let held = Moment::of(found)?;
    Some(match (sent, held) {
        (Moment::Day(sent), held) => held.as_day() == Some(sent),
        (sent, Moment::Day(held)) => sent.as_day() == Some(held),
        (sent, held) => match (sent.instant(zone), held.instant(zone)) {
            (Some(sent), Some(held)) => sent == held,
            _ => false,
        },
    })
}

/// A date or date-time as it was written.
#[derive(Debug, Clone, Copy)]
pub(super) enum Moment {
    Day(Date),
    Time(DateTime, Option<Offset>),
}

impl Moment {
    pub(super) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Date(date) => Some(Self::Day(*date)),
            Value::DateTime(date_time) => Some(Self::Time(*date_time, None)),
            Value::Text(text) => Self::of_text(text),
            _ => None,
        }
    }

    /// `2023-08-07`, `2023-08-07T07:39:10`, `2023-08-07T07:39:10.027+00:00`, `…Z`. Nothing that
    /// only resembles these: other text is compared as text.
    fn of_text(text: &str) -> Option<Self> {
        const DAY_LENGTH: usize = 10;
        let text = text.trim_end();
        let bytes = text.as_bytes();
        let day = bytes.get(..DAY_LENGTH)?;
        let is_day = day.iter().enumerate().all(|(index, byte)| match index {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
        if !is_day {
            return None;
        }
        match bytes.get(DAY_LENGTH) {
            None => text.parse().ok().map(Self::Day),
            Some(b'T') => Self::of_date_time(text),
            Some(_) => None,
        }
    }

    fn of_date_time(text: &str) -> Option<Self> {
        let (day, time) = text.split_once('T')?;
        if let Some(wall) = time.strip_suffix('Z') {
            let wall = format!("{day}T{wall}").parse().ok()?;
            return Some(Self::Time(wall, Some(Offset::UTC)));
        }
        let Some(sign) = time.rfind(['+', '-']) else {
            return Some(Self::Time(text.parse().ok()?, None));
        };
        let (wall, offset) = time.split_at_checked(sign)?;
        let wall = format!("{day}T{wall}").parse().ok()?;
        Some(Self::Time(wall, Some(offset_of(offset)?)))
    }

    /// The day, where this is one or is midnight.
    fn as_day(self) -> Option<Date> {
        match self {
            Self::Day(date) => Some(date),
            Self::Time(wall, _) => (wall.time() == Time::midnight()).then(|| wall.date()),
        }
    }

    /// The day; of a moment with a zone that of the instant in `zone`, or as it is written where there is none.
    pub(super) fn day_in(self, zone: Option<Offset>) -> Option<Date> {
        match (self, zone) {
            (Self::Day(date), _) => Some(date),
            (Self::Time(_, Some(offset)), Some(zone)) => {
                let instant = self.instant(offset)?;
                Some(zone.to_datetime(instant).date())
            }
            (Self::Time(wall, _), _) => Some(wall.date()),
        }
    }

    pub(super) fn instant(self, zone: Offset) -> Option<Timestamp> {
        match self {
            Self::Day(date) => zone.to_timestamp(date.to_datetime(Time::midnight())).ok(),
            Self::Time(wall, offset) => offset.unwrap_or(zone).to_timestamp(wall).ok(),
        }
    }
}

/// `+05:30`, `-0600`, `+00`.
fn offset_of(text: &str) -> Option<Offset> {
    let negative = text.starts_with('-');
    let digits: String = text.chars().skip(1).filter(|one| *one != ':').collect();
    if !matches!(digits.len(), 2 | 4) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let hours: i32 = digits.get(..2)?.parse().ok()?;
    let minutes: i32 = digits
        .get(2..)
        .filter(|rest| !rest.is_empty())
        .map_or(Some(0), |rest| rest.parse().ok())?;
    let seconds = (hours * 60 + minutes) * 60;
    Offset::from_seconds(if negative { -seconds } else { seconds }).ok()
}
