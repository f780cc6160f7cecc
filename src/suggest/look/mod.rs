//! What a column holds, as far as it tells which attribute it is.

mod codes;

use super::context::Place;
use super::likeness::Weighed;
use super::words::{Reading, readings};
use crate::diagnose::grouped;
use crate::profile::{ColumnProfile, Kind, TableProfile};

/// Of a hundred values, so many must be of a kind for the column to be.
const MOST: u64 = 90;
/// A word that stands in so many columns of a file tells little of each.
const PREFIX_COLUMNS_MIN: usize = 4;
/// Different values of a column of yes and no at the most.
const TRUTH_VALUES_MAX: u64 = 3;
/// What stands for yes and no, in small letters. An `x` beside nothing is a mark as well.
const TRUTH_VALUES: [&str; 18] = [
    "y", "n", "yes", "no", "true", "false", "o", "oui", "non", "s", "si", "sí", "j", "ja", "nein",
    "x", "0", "1",
];

/// A column, looked at.
#[derive(Debug)]
pub(super) struct Look<'a> {
    pub(super) column: &'a ColumnProfile,
    /// Records that have something in it.
    pub(super) filled: u64,
    /// Whether records have values of their own, but for some.
    pub(super) own: Option<Own>,
    /// What its values are.
    pub(super) holds: Holds,
    /// Whether they are short texts in capitals or digits.
    pub(super) is_code: bool,
    /// Characters of the longest value that is known, without white space around.
    pub(super) longest: u64,
    /// Values that are known, without white space around.
    pub(super) samples: Vec<Sample<'a>>,
    readings: Vec<Reading>,
    prefixes: Vec<String>,
}

/// A value that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sample<'a> {
    pub(super) text: &'a str,
    /// Records that have it or one of its shape.
    pub(super) count: u64,
}

/// Records that spoil a column whose values otherwise tell records apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Own {
    /// Records that repeat the value of an earlier one.
    pub(super) repeated: u64,
    /// Records without a value.
    pub(super) empty: u64,
}

impl Own {
    /// Whether nothing spoils it.
    pub(super) fn is_whole(self) -> bool {
        self.repeated == 0 && self.empty == 0
    }
}

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    Nothing,
    Dates,
    Numbers { whole: bool },
    Truth,
    Emails,
    Countries,
    Currencies,
    Phones,
    Links,
    Ibans,
    Texts,
}

impl Holds {
    /// In words.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Nothing => "nothing in any record",
            Self::Dates => "dates",
            Self::Numbers { whole: true } => "whole numbers",
            Self::Numbers { whole: false } => "numbers",
            Self::Truth => "yes or no",
            Self::Emails => "e-mail addresses",
            Self::Countries => "codes of countries",
            Self::Currencies => "codes of currencies",
            Self::Phones => "telephone numbers",
            Self::Links => "web addresses",
            Self::Ibans => "IBANs",
            Self::Texts => "text",
        }
    }
}

/// All columns of a table.
pub(super) fn all(table: &TableProfile) -> Vec<Look<'_>> {
    let read: Vec<Vec<Reading>> = (table.columns.iter())
        .map(|column| readings(&column.name))
        .collect();
    let prefixes = prefixes(&read);
    let columns = table.columns.iter().zip(read);
    columns
        .map(|(column, readings)| look(table, column, readings, &prefixes))
        .collect()
}

/// Words that many columns have.
fn prefixes(read: &[Vec<Reading>]) -> Vec<String> {
    let mut counts = std::collections::BTreeMap::<&str, usize>::new();
    for readings in read {
        let words = readings.iter().flat_map(|reading| &reading.words);
        let words: std::collections::BTreeSet<&str> = words.map(String::as_str).collect();
        for word in words {
            *counts.entry(word).or_default() += 1;
        }
    }
    let many = counts
        .into_iter()
        .filter(|(_, count)| *count >= PREFIX_COLUMNS_MIN);
    many.map(|(word, _)| word.to_owned()).collect()
}

fn look<'a>(
    table: &TableProfile,
    column: &'a ColumnProfile,
    readings: Vec<Reading>,
    prefixes: &[String],
) -> Look<'a> {
    let samples = samples(column);
    let lengths = samples.iter().map(|sample| sample.text.chars().count());
    let sampled = lengths.max().unwrap_or(0);
    let padded = column
        .suspicions
        .iter()
        .any(|one| one.code == "outer-space");
    let stated = column.length.map_or(0, |(_, longest)| longest);
    let sampled = u64::try_from(sampled).unwrap_or(u64::MAX);
    let own_key = |columns: &[String]| columns.len() == 1 && columns.contains(&column.name);
    let own = table
        .keys
        .iter()
        .find(|key| own_key(&key.columns))
        .map(|key| Own {
            repeated: key.duplicates,
            empty: key.empty,
        });
    Look {
        column,
        filled: column.records.saturating_sub(column.empty),
        own,
        holds: holds(column, &samples),
        is_code: most_are(&samples, is_code),
        longest: if padded || stated == 0 {
            sampled
        } else {
            stated
        },
        samples,
        readings,
        prefixes: prefixes.to_vec(),
    }
}

/// The most frequent values; where none is, one of each shape.
fn samples(column: &ColumnProfile) -> Vec<Sample<'_>> {
    let frequent = column
        .frequent
        .iter()
        .map(|one| (one.value.as_str(), one.count));
    let shaped = column
        .shapes
        .iter()
        .map(|one| (one.sample.value.as_str(), one.count));
    let all: Vec<(&str, u64)> = if column.frequent.is_empty() {
        shaped.collect()
    } else {
        frequent.collect()
    };
    let trimmed = all.into_iter().map(|(text, count)| Sample {
        text: text.trim(),
        count,
    });
    trimmed.filter(|sample| !sample.text.is_empty()).collect()
}

/// Whether the known values are of a kind, but for a few.
fn most_are(samples: &[Sample<'_>], is: fn(&str) -> bool) -> bool {
    let count = |sample: &Sample<'_>| sample.count;
    let all: u64 = samples.iter().map(count).sum();
    let good: u64 = samples
        .iter()
        .filter(|sample| is(sample.text))
        .map(count)
        .sum();
    all > 0 && good * 100 >= all * MOST
}

fn holds(column: &ColumnProfile, samples: &[Sample<'_>]) -> Holds {
    let count = |kinds: &[Kind]| -> u64 {
        let of = column.kinds.iter().filter(|one| kinds.contains(&one.kind));
        of.map(|one| one.count).sum()
    };
    let placeholders = count(&[Kind::Placeholder]);
    let filled = (column.records.saturating_sub(column.empty)).saturating_sub(placeholders);
    if filled == 0 {
        return Holds::Nothing;
    }
    let most = |kinds: &[Kind]| count(kinds) * 100 >= filled * MOST;
    let said = |code: &str| column.suspicions.iter().any(|one| one.code == code);
    if said("compact-date") || most(&[Kind::Date, Kind::DateTime, Kind::DateInText]) {
        Holds::Dates
    } else if most(&[Kind::Bool])
        || (column.distinct.count <= TRUTH_VALUES_MAX && most_are(samples, is_truth))
    {
        Holds::Truth
    } else if most_are(samples, is_email) {
        Holds::Emails
    } else if most_are(samples, is_link) {
        Holds::Links
    } else if most_are(samples, is_iban) {
        Holds::Ibans
    } else if most_are(samples, codes::is_country) {
        Holds::Countries
    } else if most_are(samples, codes::is_currency) {
        Holds::Currencies
    } else if most_are(samples, is_phone) {
        Holds::Phones
    } else if most(&[Kind::Integer, Kind::Decimal, Kind::NumberInText]) && !said("leading-zeros") {
        let whole = column.numbers.as_ref().is_some_and(|numbers| {
            numbers.min.is_integer() && numbers.max.is_integer() && count(&[Kind::Decimal]) == 0
        });
        Holds::Numbers { whole }
    } else {
        Holds::Texts
    }
}

impl Look<'_> {
    /// The ways to read its name, weighed where the attribute stands.
    pub(super) fn weighed(&self, place: &Place<'_>) -> Vec<Weighed> {
        let weigh =
            |reading| Weighed::new(reading, place.context(), place.object(), &self.prefixes);
        self.readings.iter().map(weigh).collect()
    }

    /// Whether a word stands in its name.
    pub(super) fn says(&self, word: &str) -> bool {
        let mut words = self.readings.iter().flat_map(|reading| &reading.words);
        words.any(|one| one == word)
    }

    /// Whether the profile says this of it.
    pub(super) fn said(&self, code: &str) -> bool {
        self.column.suspicions.iter().any(|one| one.code == code)
    }

    /// What it holds, in words that hold no value of it.
    pub(super) fn holds(&self) -> String {
        if self.holds == Holds::Nothing {
            return self.holds.words().to_owned();
        }
        let different = self.column.distinct.count;
        let about = if self.column.distinct.exact {
            ""
        } else {
            "about "
        };
        let words = if different == 1 {
            format!("{}, always the same", self.holds.words())
        } else {
            let different = grouped(different);
            format!("{}, {about}{different} different", self.holds.words())
        };
        if self.column.empty == 0 {
            return words;
        }
        let (empty, records) = (grouped(self.column.empty), grouped(self.column.records));
        format!("{words}, {empty} of {records} empty")
    }
}

fn is_truth(text: &str) -> bool {
    TRUTH_VALUES.contains(&text.to_lowercase().as_str())
}

fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else {
        return false;
    };
    !name.is_empty() && host.contains('.') && !text.contains(char::is_whitespace)
}

fn is_link(text: &str) -> bool {
    ["http://", "https://", "www."]
        .iter()
        .any(|start| text.to_lowercase().starts_with(start))
}

fn is_iban(text: &str) -> bool {
    let plain = text.replace(' ', "");
    let (Some(country), Some(digits)) = (plain.get(..2), plain.get(2..4)) else {
        return false;
    };
    (15..=34).contains(&plain.len())
        && codes::is_country(country)
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && plain.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Digits in groups; a plain run of digits is a number or a code.
fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let signs = text
        .chars()
        .all(|sign| sign.is_ascii_digit() || "+-()./ ".contains(sign));
    let spaced = text.starts_with(['+', '(']) || text.contains(' ');
    (7..=16).contains(&digits) && signs && spaced
}

fn is_code(text: &str) -> bool {
    /// Characters of a code at the most.
    const LENGTH_MAX: usize = 20;
    let sign =
        |sign: char| sign.is_ascii_uppercase() || sign.is_ascii_digit() || "-_/.".contains(sign);
    text.len() <= LENGTH_MAX && text.chars().all(sign)
}
