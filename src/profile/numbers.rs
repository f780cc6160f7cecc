//! What a column gathers of its numbers and dates.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::date::{self, DateLook, DayOrMonth, Order};
use super::limits::EXTREMES_MAX;
use super::number::{Evidence, Form, NumberLook};
use super::sketch::Drawn;
use super::spot::{At, Spot, Tally, kept};

/// The smallest and largest values with where they stand.
#[derive(Debug, Clone)]
pub(super) struct Extremes<T> {
    /// Smallest first.
    pub(super) low: Vec<(T, Spot)>,
    /// Largest first.
    pub(super) high: Vec<(T, Spot)>,
}

impl<T> Default for Extremes<T> {
    fn default() -> Self {
        Self {
            low: Vec::new(),
            high: Vec::new(),
        }
    }
}

impl<T: Ord + Copy> Extremes<T> {
    fn add(&mut self, value: T, at: &At<'_>) {
        insert(&mut self.low, value, at, |value, other| value < other);
        insert(&mut self.high, value, at, |value, other| other < value);
    }
}

fn insert<T: Copy>(
    kept: &mut Vec<(T, Spot)>,
    value: T,
    at: &At<'_>,
    before: impl Fn(&T, &T) -> bool,
) {
    let full = kept.len() >= EXTREMES_MAX;
    if full && kept.last().is_some_and(|(last, _)| !before(&value, last)) {
        return;
    }
    let index = kept.partition_point(|(other, _)| !before(&value, other));
    kept.insert(index, (value, at.keep()));
    kept.truncate(EXTREMES_MAX);
}

/// Numbers under one reading.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    pub(super) count: u64,
    /// None where the sum needs more than 28 digits.
    pub(super) sum: Option<Decimal>,
    pub(super) extremes: Extremes<Decimal>,
    /// The number of the last record that has one, with the record's ordinal.
    pub(super) last: Option<(u64, Decimal)>,
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            count: 0,
            sum: Some(Decimal::ZERO),
            extremes: Extremes::default(),
            last: None,
        }
    }
}

impl Reading {
    fn add(&mut self, number: Decimal, ordinal: u64, at: &At<'_>) {
        self.count += 1;
        self.sum = self.sum.and_then(|sum| sum.checked_add(number));
        self.extremes.add(number, at);
        self.last = Some((ordinal, number));
    }
}

/// All numbers of a column, under both readings while they may differ.
#[derive(Debug, Default)]
pub(super) struct NumberTally {
    pub(super) point: Reading,
    /// None while both readings agree.
    comma: Option<Reading>,
    pub(super) drawn: Drawn<(Option<Decimal>, Option<Decimal>)>,
    pub(super) by_point: Tally,
    pub(super) by_comma: Tally,
    pub(super) ambiguous: Tally,
    /// Of those, how many have a comma; the others have a point.
    ambiguous_by_comma: u64,
    pub(super) forms: BTreeMap<Form, Tally>,
    pub(super) leading_zeros: Tally,
    /// More than 15 digits.
    pub(super) long: Tally,
    /// Values of digits only, by how many digits, the last for all longer ones.
    pub(super) lengths: BTreeMap<usize, Tally>,
    pub(super) fractions: u64,
}

/// How the numbers of a column are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Convention {
    /// Both readings agree, or all say point.
    Point,
    Comma,
    /// Some only make sense with a point, some only with a comma.
    Mixed,
    /// There are separators, and none tells.
    Ambiguous,
}

impl NumberTally {
    pub(super) fn add_exact(&mut self, number: Decimal, ordinal: u64, at: &At<'_>) {
        self.point.add(number, ordinal, at);
        if let Some(comma) = &mut self.comma {
            comma.add(number, ordinal, at);
        }
        self.drawn.add((Some(number), Some(number)));
        if number.scale() > 0 && !number.fract().is_zero() {
            self.fractions += 1;
        }
    }

    pub(super) fn add_text(&mut self, look: &NumberLook, text: &str, ordinal: u64, at: &At<'_>) {
        match look.evidence {
            Evidence::None => {}
            Evidence::Point => self.by_point.add(at, text),
            Evidence::Comma => self.by_comma.add(at, text),
            Evidence::Ambiguous => {
                self.ambiguous.add(at, text);
                self.ambiguous_by_comma += u64::from(text.contains(','));
            }
        }
        for form in &look.forms {
            self.forms.entry(*form).or_default().add(at, text);
        }
        if look.leading_zero {
            self.leading_zeros.add(at, text);
        }
        if look.digits > 15 {
            self.long.add(at, text);
        }
        if look.digits_only {
            self.add_length(text, at);
        }
        if look.evidence != Evidence::None && self.comma.is_none() {
            self.comma = Some(self.point.clone());
        }
        if let Some(number) = look.point {
            self.point.add(number, ordinal, at);
        }
        if let (Some(number), Some(comma)) = (look.comma, &mut self.comma) {
            comma.add(number, ordinal, at);
        }
        if [look.point, look.comma]
            .iter()
            .flatten()
            .any(|number| !number.fract().is_zero())
        {
            self.fractions += 1;
        }
        self.drawn.add((look.point, look.comma));
    }

    /// Counts a value of digits only by its length.
    pub(super) fn add_length(&mut self, digits: &str, at: &At<'_>) {
        self.lengths
            .entry(digits.len().min(40))
            .or_default()
            .add(at, digits);
    }

    pub(super) fn convention(&self) -> Convention {
        match (
            self.by_point.count,
            self.by_comma.count,
            self.ambiguous.count,
        ) {
            (_, 0, 0) | (1.., 0, _) => Convention::Point,
            (0, 1.., _) => Convention::Comma,
            (0, 0, 1..) => match self.grouped() {
                Some(',') => Convention::Point,
                Some(_) => Convention::Comma,
                None => Convention::Ambiguous,
            },
            (1.., 1.., _) => Convention::Mixed,
        }
    }

    /// The separator that groups thousands, where nothing else tells: were it decimal, some whole
    /// number without it would have more than three digits, or none would be whole.
    pub(super) fn grouped(&self) -> Option<char> {
        let (small, large): (Vec<_>, Vec<_>) = self.lengths.iter().partition(|(len, _)| **len <= 3);
        let whole: u64 = small.iter().map(|(_, tally)| tally.count).sum();
        if !large.is_empty() || whole < 3 || self.ambiguous.count == 0 {
            return None;
        }
        match self.ambiguous_by_comma {
            0 => Some('.'),
            all if all == self.ambiguous.count => Some(','),
            _ => None,
        }
    }

    /// The numbers as they are to be read; nothing where that is not known.
    pub(super) fn reading(&self) -> Option<&Reading> {
        match self.convention() {
            Convention::Point => Some(&self.point),
            Convention::Comma => self.comma.as_ref(),
            Convention::Mixed | Convention::Ambiguous => None,
        }
    }

    /// The numbers drawn by lot under that reading, sorted.
    pub(super) fn drawn(&self) -> Vec<Decimal> {
        let comma = self.convention() == Convention::Comma;
        self.drawn
            .sorted(|(point, as_comma)| if comma { *as_comma } else { *point })
    }
}

/// All dates of a column, with the day and with the month first.
#[derive(Debug, Default)]
pub(super) struct DateTally {
    pub(super) count: u64,
    pub(super) forms: BTreeMap<date::Form, Tally>,
    pub(super) first_over_12: Tally,
    pub(super) second_over_12: Tally,
    pub(super) either: Tally,
    pub(super) impossible: Tally,
    day_first: Extremes<Date>,
    month_first: Extremes<Date>,
    drawn: Drawn<(Option<Date>, Option<Date>)>,
}

impl DateTally {
    pub(super) fn add_exact(&mut self, date: Date, at: &At<'_>) {
        self.count += 1;
        self.day_first.add(date, at);
        self.month_first.add(date, at);
        self.drawn.add((Some(date), Some(date)));
    }

    pub(super) fn add_text(&mut self, look: &DateLook, text: &str, at: &At<'_>) {
        self.count += 1;
        self.forms.entry(look.form).or_default().add(at, text);
        if look.day_first.is_none() && look.month_first.is_none() {
            self.impossible.add(at, text);
            return;
        }
        if look.form.order == Order::Numbers {
            match date::day_or_month(text) {
                DayOrMonth::DayFirst => self.first_over_12.add(at, text),
                DayOrMonth::MonthFirst => self.second_over_12.add(at, text),
                DayOrMonth::Ambiguous => self.either.add(at, text),
            }
        }
        if let Some(date) = look.day_first {
            self.day_first.add(date, at);
        }
        if let Some(date) = look.month_first {
            self.month_first.add(date, at);
        }
        self.drawn.add((look.day_first, look.month_first));
    }

    /// Whether the day comes first; nothing where that is not known. True where nothing needs
    /// telling.
    pub(super) fn is_day_first(&self) -> Option<bool> {
        match (
            self.first_over_12.count,
            self.second_over_12.count,
            self.either.count,
        ) {
            (1.., 0, _) | (0, 0, 0) => Some(true),
            (0, 1.., _) => Some(false),
            (1.., 1.., _) | (0, 0, 1..) => None,
        }
    }

    pub(super) fn extremes(&self) -> Option<&Extremes<Date>> {
        let day_first = self.is_day_first()?;
        Some(if day_first {
            &self.day_first
        } else {
            &self.month_first
        })
    }

    /// The dates drawn by lot, sorted; none where day and month cannot be told apart.
    pub(super) fn drawn(&self) -> Vec<Date> {
        let Some(day_first) = self.is_day_first() else {
            return Vec::new();
        };
        self.drawn
            .sorted(|(day, month)| if day_first { *day } else { *month })
    }
}

/// A sample as it is shown.
pub(super) fn sample_of(
    value: impl std::fmt::Display,
    spot: &Spot,
) -> (Spot, landbridge_contract::Text) {
    (spot.clone(), kept(&value.to_string()))
}
