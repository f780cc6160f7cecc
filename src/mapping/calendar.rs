//! Calendars of accounting periods: which period a day belongs to, and whether it is open.

use std::collections::HashMap;

use jiff::civil::Date;
use landbridge_contract::Text;

/// More periods than fit a century of weeks are a mistake.
const PERIODS_MAX: usize = 5_300;

/// A span of days that is booked into together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// What it is called.
    pub name: Text,
    /// Its first day.
    pub first: Date,
    /// Its last day.
    pub last: Date,
    /// Whether it may be booked into.
    pub open: bool,
}

/// The periods of an accounting calendar.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    periods: Vec<Period>,
    by_name: HashMap<Text, usize>,
}

/// Why a day or a name has no period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoPeriod<'a> {
    /// There is none.
    None,
    /// It is not open.
    Closed(&'a Period),
    /// Two that are open have this day.
    Two(&'a Period, &'a Period),
}

impl Calendar {
    /// Adds a period; the error says what is wrong with it.
    pub fn insert(&mut self, period: Period) -> Result<(), String> {
        if period.name.is_empty() {
            return Err("a name of the period".to_owned());
        }
        if period.last < period.first {
            return Err(format!("a last day that is not before {}", period.first));
        }
        if self.periods.len() >= PERIODS_MAX {
            return Err(format!("{PERIODS_MAX} periods at the most"));
        }
        if let Some(other) = self.named(&period.name) {
            return Err(format!(
                "a name of its own; the period from {} has it",
                other.first
            ));
        }
        self.by_name.insert(period.name.clone(), self.periods.len());
        self.periods.push(period);
        Ok(())
    }

    /// The period of a name.
    pub fn named(&self, name: &str) -> Option<&Period> {
        self.periods.get(*self.by_name.get(name)?)
    }

    /// The open period of a day.
    pub fn of(&self, day: Date) -> Result<&Period, NoPeriod<'_>> {
        let mut found: Result<&Period, NoPeriod<'_>> = Err(NoPeriod::None);
        for period in &self.periods {
            if !(period.first <= day && day <= period.last) {
                continue;
            }
            found = match found {
                Ok(first) if period.open => return Err(NoPeriod::Two(first, period)),
                Err(_) if period.open => Ok(period),
                Err(NoPeriod::None) => Err(NoPeriod::Closed(period)),
                other => other,
            };
        }
        found
    }

    /// The days from the first open period to the last.
    pub fn open(&self) -> Option<(Date, Date)> {
        let open = || self.periods.iter().filter(|period| period.open);
        let first = open().map(|period| period.first).min()?;
        let last = open().map(|period| period.last).max()?;
        Some((first, last))
    }

    /// The number of periods.
    pub fn len(&self) -> usize {
        self.periods.len()
    }

    /// True where there are none.
    pub fn is_empty(&self) -> bool {
        self.periods.is_empty()
    }
}

/// How the months of a fiscal year are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthNames {
    pattern: String,
    /// The month in which the fiscal year starts.
    start: i8,
}

impl MonthNames {
    /// The parts of a pattern, and what each stands for in the first month of a year from July on.
    pub const PARTS: [(&'static str, &'static str); 9] = [
        ("{Mon}", "Jul"),
        ("{MON}", "JUL"),
        ("{Month}", "July"),
        ("{mm}", "07"),
        ("{yy}", "18"),
        ("{yyyy}", "2018"),
        ("{pp}", "01"),
        ("{fy}", "19"),
        ("{fyyy}", "2019"),
    ];

    /// None where the pattern has a part that is not known, or the start is no month.
    pub fn new(pattern: &str, start: i8) -> Option<Self> {
        let mut rest = pattern.to_owned();
        for (part, _) in Self::PARTS {
            rest = rest.replace(part, "");
        }
        let known = !rest.contains(['{', '}']) && rest != pattern;
        (known && (1..=12).contains(&start)).then(|| Self {
            pattern: pattern.to_owned(),
            start,
        })
    }

    /// The name of the month that begins on a day. A fiscal year is called by the year in which it ends.
    pub fn name(&self, first: Date) -> Text {
        let number = (first.month() - self.start).rem_euclid(12) + 1;
        let ends_later = self.start > 1 && first.month() >= self.start;
        let fiscal = first.year() + i16::from(ends_later);
        let mut name = self.pattern.clone();
        let mut put = |part: &str, text: String| name = name.replace(part, &text);
        put("{Mon}", first.strftime("%b").to_string());
        put("{MON}", first.strftime("%b").to_string().to_uppercase());
        put("{Month}", first.strftime("%B").to_string());
        put("{mm}", format!("{:02}", first.month()));
        put("{yy}", format!("{:02}", first.year().rem_euclid(100)));
        put("{yyyy}", first.year().to_string());
        put("{pp}", format!("{number:02}"));
        put("{fy}", format!("{:02}", fiscal.rem_euclid(100)));
        put("{fyyy}", fiscal.to_string());
        Text::from(name)
    }

    /// The months from one day to another, all open; the days must begin and end months.
    pub fn calendar(&self, from: Date, to: Date) -> Result<Calendar, String> {
        if from != from.first_of_month() || to != to.last_of_month() {
            return Err("the first day of a month, and the last day of one".to_owned());
        }
        let mut calendar = Calendar::default();
        let mut first = from;
        while first <= to {
            let last = first.last_of_month();
            calendar.insert(Period {
                name: self.name(first),
                first,
                last,
                open: true,
            })?;
            first = match last.tomorrow() {
                Ok(next) => next,
                Err(_) => break,
            };
        }
        if calendar.is_empty() {
            return Err("a last day that is not before the first".to_owned());
        }
        Ok(calendar)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn months_are_called_as_the_pattern_says_and_years_by_their_end() {
        for (part, shown) in MonthNames::PARTS {
            let names = MonthNames::new(part, 7).unwrap();
            assert_eq!(names.name(date(2018, 7, 1)), shown, "{part}");
        }
        let name = |pattern, start, day| MonthNames::new(pattern, start).unwrap().name(day);
        assert_eq!(name("{Mon}-{yy}", 1, date(2019, 1, 1)), "Jan-19");
        assert_eq!(name("P{pp}-{fyyy}", 1, date(2019, 12, 1)), "P12-2019");
        assert_eq!(name("P{pp}-{fyyy}", 4, date(2019, 3, 1)), "P12-2019");
        assert_eq!(name("P{pp}-{fyyy}", 4, date(2019, 4, 1)), "P01-2020");
        assert_eq!(MonthNames::new("{month}", 1), None);
        assert_eq!(MonthNames::new("January", 1), None);
        assert_eq!(MonthNames::new("{Mon}", 13), None);
    }

    #[test]
    fn every_day_of_the_months_has_one_period_and_no_other_day_has() {
        let names = MonthNames::new("{Mon}-{yy}", 1).unwrap();
        let year = names
            .calendar(date(2019, 1, 1), date(2020, 12, 31))
            .unwrap();
        assert_eq!(year.len(), 24);
        let mut day = date(2019, 1, 1);
        while day <= date(2020, 12, 31) {
            let period = year.of(day).unwrap();
            assert_eq!(period.name, day.strftime("%b-%y").to_string().as_str());
            assert_eq!(year.named(&period.name), Some(period));
            day = day.tomorrow().unwrap();
        }
        assert_eq!(year.of(date(2018, 12, 31)), Err(NoPeriod::None));
        assert_eq!(year.of(date(2021, 1, 1)), Err(NoPeriod::None));
    }

    #[test]
    fn months_that_share_a_name_and_days_within_months_are_refused() {
        let calendar = |pattern, from, to| {
            let names = MonthNames::new(pattern, 1).unwrap();
            names.calendar(from, to).map(|calendar| calendar.len())
        };
        let (from, to) = (date(2019, 1, 1), date(2020, 12, 31));
        assert!(
            calendar("{Mon}", from, to)
                .unwrap_err()
                .contains("2019-01-01")
        );
        assert!(calendar("{Mon}{yy}", date(2019, 1, 2), to).is_err());
        assert!(calendar("{Mon}{yy}", to.first_of_month(), from.last_of_month()).is_err());
    }

    #[test]
    fn of_periods_that_share_a_day_the_only_open_one_counts() {
        let mut calendar = Calendar::default();
        let mut add = |name: &str, first, last, open| {
            calendar
                .insert(Period {
                    name: name.into(),
                    first,
                    last,
                    open,
                })
                .unwrap();
        };
        add("Dec-19", date(2019, 11, 25), date(2019, 12, 31), true);
        add("ADJ-19", date(2019, 12, 31), date(2019, 12, 31), false);
        add("Jan-20", date(2020, 1, 1), date(2020, 1, 28), false);
        assert_eq!(calendar.of(date(2019, 12, 31)).unwrap().name, "Dec-19");
        let closed = calendar.of(date(2020, 1, 5));
        assert!(matches!(closed, Err(NoPeriod::Closed(period)) if period.name == "Jan-20"));
        assert_eq!(
            calendar.open(),
            Some((date(2019, 11, 25), date(2019, 12, 31)))
        );
        calendar
            .insert(Period {
                name: "Wk-52".into(),
                first: date(2019, 12, 30),
                last: date(2020, 1, 5),
                open: true,
            })
            .unwrap();
        assert!(matches!(
            calendar.of(date(2019, 12, 31)),
            Err(NoPeriod::Two(..))
        ));
    }
}
