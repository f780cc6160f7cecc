//! `period`: the accounting period of a day, or a period's name held against a day.

use std::sync::LazyLock;

use jiff::civil::Date;
use landbridge_contract::{Record, Text, Value};

use super::calendar::{Calendar, NoPeriod};
use super::convert::plain_text;
use super::functions::DatePatterns;
use super::model::PeriodRule;
use super::tables::Tables;
use crate::diagnose::{Code, codes};

/// How a period is found, with its column bound.
#[derive(Debug)]
pub(crate) struct BoundPeriod {
    pub(crate) rule: PeriodRule,
    /// The slot of the day that the period must hold, where the value is its name.
    pub(crate) holds: Option<usize>,
}

/// What is expected of a value that gives no period.
pub(crate) type NoName = (&'static Code, String);

/// Stands in for a calendar that was not loaded.
static NO_CALENDAR: LazyLock<Calendar> = LazyLock::new(Calendar::default);

impl BoundPeriod {
    /// The name of the period.
    pub(crate) fn apply(
        &self,
        value: &Value,
        record: &Record,
        tables: &Tables,
    ) -> Result<Value, NoName> {
        let name = &*self.rule.calendar.name;
        let calendar = tables.calendars.get(name).unwrap_or(&NO_CALENDAR);
        let found = match self.holds {
            None => self.of_day(value, calendar)?,
            Some(slot) => self.named(&plain_text(value), record.value(slot), calendar)?,
        };
        Ok(Value::Text(found))
    }

    fn of_day(&self, value: &Value, calendar: &Calendar) -> Result<Text, NoName> {
        let Some(day) = day_of(value, None) else {
            let expected = "a date; text as 03/02/2019 needs `date`".to_owned();
            return Err((&codes::MAP_DATE_FORMAT, expected));
        };
        match calendar.of(day) {
            Ok(period) => Ok(period.name.clone()),
            Err(why) => Err(self.outside(why, calendar)),
        }
    }

    fn named(&self, name: &str, stated: &Value, calendar: &Calendar) -> Result<Text, NoName> {
        let table = &self.rule.calendar.name;
        let Some(period) = calendar.named(name.trim()) else {
            let expected = format!("the name of a period of `{table}`");
            return Err((&codes::MAP_PERIOD, expected));
        };
        if !period.open {
            return Err(self.outside(NoPeriod::Closed(period), calendar));
        }
        let day = day_of(stated, self.rule.dates.as_ref());
        if day.is_some_and(|day| period.first <= day && day <= period.last) {
            return Ok(period.name.clone());
        }
        let column = self.rule.holds.as_ref().map_or("", |one| &*one.name);
        Err((
            &codes::MAP_PERIOD,
            format!(
                "the period that holds the day in \"{column}\"; {} is {} to {}",
                period.name, period.first, period.last
            ),
        ))
    }

    fn outside(&self, why: NoPeriod<'_>, calendar: &Calendar) -> NoName {
        let table = &self.rule.calendar.name;
        let expected = match why {
            NoPeriod::None => match calendar.open() {
                Some((first, last)) => {
                    format!(
                        "a day in an open period of `{table}`; these are from {first} to {last}"
                    )
                }
                None => format!("a day in an open period of `{table}`; none is open"),
            },
            NoPeriod::Closed(period) => {
                format!("an open period of `{table}`; {} is not", period.name)
            }
            NoPeriod::Two(first, second) => format!(
                "a day in one open period of `{table}`; {} and {} have it",
                first.name, second.name
            ),
        };
        (&codes::MAP_PERIOD, expected)
    }
}

/// The day of a value; of text as the patterns have it, or `YYYY-MM-DD`.
fn day_of(value: &Value, patterns: Option<&DatePatterns>) -> Option<Date> {
    match value {
        Value::Date(day) => Some(*day),
        Value::DateTime(moment) => Some(moment.date()),
        Value::Text(text) => match patterns {
            Some(patterns) => match patterns.parse(text)? {
                Value::Date(day) => Some(day),
                Value::DateTime(moment) => Some(moment.date()),
                _ => None,
            },
            None if text.trim().len() == 10 => text.trim().parse().ok(),
            None => None,
        },
        _ => None,
    }
}
