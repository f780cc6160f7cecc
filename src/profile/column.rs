//! What is gathered of one column while records pass by.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use landbridge_contract::{Name, Text, Value};
use rust_decimal::Decimal;

use super::date;
use super::frequent::Counted;
use super::look::{self, TextKind};
use super::model::Kind;
use super::numbers::{DateTally, NumberTally};
use super::shape::Shapes;
use super::sketch::{Different, hash};
use super::spot::{At, Tally};

/// One column, so far.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: Name,
    pub(super) records: u64,
    pub(super) empty: u64,
    pub(super) kinds: BTreeMap<Kind, Tally>,
    pub(super) different: Different,
    pub(super) counted: Counted,
    /// Characters of the shortest and the longest value.
    pub(super) length: Option<(u64, u64)>,
    pub(super) numbers: NumberTally,
    pub(super) dates: DateTally,
    /// Eight digits that may be dates; numbers as long as not nearly all are.
    pub(super) compact_dates: DateTally,
    pub(super) shapes: Shapes,
    pub(super) padded: Tally,
    pub(super) control: Tally,
    pub(super) breaks: Tally,
    /// Values with a digit.
    pub(super) with_digit: u64,
    pub(super) garbled: Tally,
    pub(super) placeholders: BTreeMap<Text, Tally>,
    /// Values that are a word of the header again.
    pub(super) own_name: Tally,
    scratch: String,
}

impl Column {
    pub(super) fn new(name: Name, values_max: usize) -> Self {
        Self {
            name,
            records: 0,
            empty: 0,
            kinds: BTreeMap::new(),
            different: Different::default(),
            counted: Counted::new(values_max),
            length: None,
            numbers: NumberTally::default(),
            dates: DateTally::default(),
            compact_dates: DateTally::default(),
            shapes: Shapes::default(),
            padded: Tally::default(),
            control: Tally::default(),
            breaks: Tally::default(),
            with_digit: 0,
            garbled: Tally::default(),
            placeholders: BTreeMap::new(),
            own_name: Tally::default(),
            scratch: String::new(),
        }
    }

    /// Values that are neither empty nor placeholders.
    pub(super) fn filled(&self) -> u64 {
        let placeholders = self
            .kinds
            .get(&Kind::Placeholder)
            .map_or(0, |tally| tally.count);
        (self.records - self.empty).saturating_sub(placeholders)
    }

    /// Takes one value. Gives the hash of the value, for keys; none where it is empty.
    pub(super) fn add(&mut self, value: &Value, ordinal: u64, at: &At<'_>) -> Option<u64> {
        self.records += 1;
        if value.is_blank() {
            self.empty += 1;
            return None;
        }
        if let Value::Text(text) = value {
            return Some(self.add_text(text, ordinal, at));
        }
        let mut written = std::mem::take(&mut self.scratch);
        written.clear();
        write!(written, "{value}").expect("writing to memory does not fail");
        self.add_kind(kind_of(value), &written, at);
        self.add_typed(value, &written, ordinal, at);
        let hash = self.add_seen(&written);
        self.scratch = written;
        Some(hash)
    }

    fn add_typed(&mut self, value: &Value, written: &str, ordinal: u64, at: &At<'_>) {
        match value {
            Value::Integer(number) => {
                self.numbers.add_exact(Decimal::from(*number), ordinal, at);
                if *number >= 0 {
                    self.numbers.add_length(written, at);
                }
                if written.trim_start_matches('-').len() > 15 {
                    self.numbers.long.add(at, written);
                }
                if let Some(date) = date::compact(written) {
                    self.compact_dates.add_exact(date, at);
                }
            }
            Value::Decimal(number) => self.numbers.add_exact(*number, ordinal, at),
            Value::Date(date) => self.dates.add_exact(*date, at),
            Value::DateTime(date) => self.dates.add_exact(date.date(), at),
            _ => {}
        }
    }

    fn add_text(&mut self, text: &str, ordinal: u64, at: &At<'_>) -> u64 {
        let trimmed = text.trim();
        if trimmed.len() != text.len() {
            self.padded.add(at, text);
        }
        if look::has_break(trimmed) {
            self.breaks.add(at, text);
        }
        if look::has_control(trimmed) {
            self.control.add(at, text);
        }
        if look::is_garbled(trimmed) {
            self.garbled.add(at, text);
        }
        let kind = match look::kind(trimmed) {
            TextKind::Placeholder | TextKind::Blank => {
                let folded = Text::from(trimmed);
                self.placeholders.entry(folded).or_default().add(at, text);
                self.add_kind(Kind::Placeholder, text, at);
                return self.add_seen(text);
            }
            TextKind::Number(number) => {
                self.numbers.add_text(&number, trimmed, ordinal, at);
                if number.digits_only
                    && let Some(date) = date::compact(trimmed)
                {
                    self.compact_dates.add_exact(date, at);
                }
                Kind::NumberInText
            }
            TextKind::Date(date) => {
                self.dates.add_text(&date, trimmed, at);
                Kind::DateInText
            }
            TextKind::Plain => {
                if trimmed == &*self.name {
                    self.own_name.add(at, text);
                }
                Kind::Text
            }
        };
        self.add_kind(kind, text, at);
        self.shapes.add(at, trimmed);
        self.add_seen(text)
    }

    fn add_kind(&mut self, kind: Kind, text: &str, at: &At<'_>) {
        self.kinds.entry(kind).or_default().add(at, text);
    }

    fn add_seen(&mut self, text: &str) -> u64 {
        let chars = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
        self.length = Some(match self.length {
            None => (chars, chars),
            Some((min, max)) => (min.min(chars), max.max(chars)),
        });
        self.with_digit += u64::from(text.bytes().any(|byte| byte.is_ascii_digit()));
        let hash = hash(text);
        self.different.add(hash);
        self.counted.add(hash, text);
        hash
    }

    /// Whether most values are numbers.
    pub(super) fn holds_numbers(&self) -> bool {
        let kinds = [Kind::Integer, Kind::Decimal, Kind::NumberInText];
        let numbers = kinds.iter().filter_map(|kind| self.kinds.get(kind));
        let numbers: u64 = numbers.map(|tally| tally.count).sum();
        numbers > 0 && numbers * 2 >= self.filled()
    }

    /// Whether nearly all values are eight digits that are dates.
    pub(super) fn is_compact_dates(&self) -> bool {
        let filled = self.filled();
        filled >= 3 && self.compact_dates.count * 100 >= filled * 95
    }

    /// Whether its digits are a code and not an amount: some have leading zeros, or the name says
    /// so. A code has no sum.
    pub(super) fn is_code(&self) -> bool {
        self.numbers.leading_zeros.count > 0 || named_as_code(&self.name)
    }
}

/// Words in the name of a column that holds codes.
const CODE_WORDS: [&str; 25] = [
    "id",
    "code",
    "key",
    "zip",
    "postal",
    "postcode",
    "number",
    "no",
    "nr",
    "num",
    "account",
    "acct",
    "phone",
    "fax",
    "tel",
    "iban",
    "ref",
    "reference",
    "sku",
    "fips",
    "category",
    "class",
    "type",
    "year",
    "month",
];

/// Words that say that a number of something is an amount: `Number of Individuals`.
const AMOUNT_WORDS: [&str; 4] = ["of", "amount", "total", "sum"];

/// Whether a name says that the column holds codes: one of its words is `id`, `zip`, `account`…
pub(super) fn named_as_code(name: &str) -> bool {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        let before_small = chars.peek().is_some_and(|next| next.is_lowercase());
        let starts = !before.is_alphanumeric()
            || (c.is_uppercase() && (before.is_lowercase() || before_small));
        if c.is_alphanumeric() {
            match words.last_mut() {
                Some(word) if !starts => word.extend(c.to_lowercase()),
                _ => words.push(c.to_lowercase().collect()),
            }
        }
        before = c;
    }
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&&**word));
    has(&CODE_WORDS) && !has(&AMOUNT_WORDS)
}

fn kind_of(value: &Value) -> Kind {
    match value {
        Value::Bool(_) => Kind::Bool,
        Value::Integer(_) => Kind::Integer,
        Value::Decimal(_) => Kind::Decimal,
        Value::Date(_) => Kind::Date,
        Value::DateTime(_) => Kind::DateTime,
        Value::List(_) => Kind::List,
        Value::Record(_) => Kind::Record,
        Value::Null | Value::Text(_) | Value::Reference(_) => Kind::Text,
    }
}
