//! Rates of exchange by the day on which they come into force.

use std::collections::BTreeMap;

use jiff::civil::Date;
use landbridge_contract::Text;
use rust_decimal::Decimal;

/// More lines than the rates of all currencies for every day of ten years make.
const LINES_MAX: usize = 1_000_000;

/// The rates of one table.
#[derive(Debug, Clone, Default)]
pub struct Rates {
    /// By currency from and to: the rates, by day once the table is whole.
    pairs: BTreeMap<(Text, Text), Vec<Rate>>,
    lines: usize,
}

/// What one line says, and whether another says something else of the same day.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Rate {
    day: Date,
    factor: Decimal,
    line: u32,
    /// The line that contradicts.
    other: Option<u32>,
}

/// Why there is no rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoRate {
    /// No line for these two currencies.
    Pair,
    /// None for the day, nor within the days before; the latest before, where there is one.
    Day(Option<Date>),
    /// Two lines say different rates for this day.
    Two(Date, u32, u32),
}

impl Rates {
    /// Adds a line; false where the table is longer than any should be.
    #[must_use]
    pub fn insert(&mut self, from: Text, to: Text, day: Date, rate: Decimal, line: u32) -> bool {
        self.lines += 1;
        if self.lines > LINES_MAX {
            return false;
        }
        let rates = self.pairs.entry((from, to)).or_default();
        rates.push(Rate {
            day,
            factor: rate,
            line,
            other: None,
        });
        true
    }

    /// Puts the rates in the order of their days, once all lines are read.
    pub fn settle(&mut self) {
        for rates in self.pairs.values_mut() {
            rates.sort_by_key(|rate| (rate.day, rate.line));
            rates.dedup_by(|later, first| {
                let same_day = later.day == first.day;
                if same_day && later.factor != first.factor && first.other.is_none() {
                    first.other = Some(later.line);
                }
                same_day
            });
        }
    }

    /// The rate in force on a day: that of the day, or the latest of so many days before.
    pub fn find(&self, from: &Text, to: &Text, day: Date, days: u32) -> Result<Decimal, NoRate> {
        // One currency has one rate for itself, whatever a table says.
        if from == to {
            return Ok(Decimal::ONE);
        }
        let pair = (from.clone(), to.clone());
        let rates = self.pairs.get(&pair).ok_or(NoRate::Pair)?;
        let after = rates.partition_point(|rate| rate.day <= day);
        let latest = after.checked_sub(1).and_then(|index| rates.get(index));
        let Some(found) = latest else {
            return Err(NoRate::Day(None));
        };
        let age = day
            .since(found.day)
            .map_or(i32::MAX, |span| span.get_days());
        if u32::try_from(age).map_or(true, |age| age > days) {
            return Err(NoRate::Day(Some(found.day)));
        }
        match found.other {
            Some(other) => Err(NoRate::Two(found.day, found.line, other)),
            None => Ok(found.factor),
        }
    }

    /// The number of lines that were read.
    pub fn len(&self) -> usize {
        self.lines
    }

    /// True where there are none.
    pub fn is_empty(&self) -> bool {
        self.lines == 0
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn table() -> Rates {
        let mut rates = Rates::default();
        for (day, rate, line) in [
            (date(2019, 2, 1), "1.10", 2),
            (date(2019, 1, 1), "1.05", 3),
            (date(2019, 3, 1), "1.20", 4),
            (date(2019, 3, 1), "1.20", 5),
            (date(2019, 4, 1), "1.30", 6),
            (date(2019, 4, 1), "1.31", 7),
        ] {
            let rate = Decimal::from_str_exact(rate).unwrap();
            assert!(rates.insert("EUR".into(), "USD".into(), day, rate, line));
        }
        rates.settle();
        rates
    }

    fn find(day: Date, days: u32) -> Result<String, NoRate> {
        let found = table().find(&"EUR".into(), &"USD".into(), day, days);
        found.map(|rate| rate.to_string())
    }

    #[test]
    fn the_rate_is_that_of_the_day_or_the_latest_of_the_days_before() {
        assert_eq!(find(date(2019, 2, 1), 0).as_deref(), Ok("1.10"));
        assert_eq!(find(date(2019, 2, 28), 31).as_deref(), Ok("1.10"));
        assert_eq!(find(date(2019, 1, 31), 30).as_deref(), Ok("1.05"));
        assert_eq!(find(date(2019, 3, 9), 31).as_deref(), Ok("1.20"));
    }

    #[test]
    fn a_rate_that_is_missing_too_old_or_there_twice_is_none() {
        assert_eq!(find(date(2018, 12, 31), 99), Err(NoRate::Day(None)));
        assert_eq!(
            find(date(2019, 2, 28), 7),
            Err(NoRate::Day(Some(date(2019, 2, 1))))
        );
        assert_eq!(
            find(date(2019, 4, 2), 7),
            Err(NoRate::Two(date(2019, 4, 1), 6, 7))
        );
        let none = table().find(&"USD".into(), &"EUR".into(), date(2019, 2, 1), 0);
        assert_eq!(none, Err(NoRate::Pair), "no rate is turned around");
        let same = table().find(&"JPY".into(), &"JPY".into(), date(2019, 2, 1), 0);
        assert_eq!(same, Ok(Decimal::ONE));
    }
}
