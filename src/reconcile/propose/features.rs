//! What is told of a record: the values of its attributes that few records share out among themselves, the months of its dates, its file.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use landbridge_contract::{Fields, Value};

use crate::reconcile::rules::is_in;

/// Attributes looked at.
const ATTRIBUTES_MAX: usize = 80;
/// Values of an attribute beyond which it tells records apart, and not groups of them.
const VALUES_MAX: usize = 200;
/// Letters of a value beyond which it is no code.
const LETTERS_MAX: usize = 60;
/// Nested records looked at.
const NESTED_MAX: usize = 50;
/// Of a hundred breaks, those that must share a feature.
const COVERED_MIN: u64 = 95;
/// Breaks that are few.
const FEW: u64 = 5;
/// Features named at the most, where several say the same.
const NAMED_MAX: usize = 3;

/// An attribute and one of its values, by their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Feature {
    attribute: u16,
    value: u16,
}

/// The features met so far, with how many records have them.
#[derive(Debug, Default)]
pub(super) struct Features {
    personal: BTreeSet<String>,
    attributes: Vec<Attribute>,
    numbers: HashMap<String, u16>,
    records: u64,
    own: Vec<Feature>,
    path: String,
}

#[derive(Debug)]
struct Attribute {
    /// What is said of a record that has one of its values: `Currency is`.
    title: String,
    values: HashMap<Box<str>, u16>,
    counts: Vec<u64>,
    /// None where it has too many values, or is personal.
    counted: bool,
}

impl Attribute {
    /// The number of a value; none where there are too many to tell groups apart.
    fn number(&mut self, text: &str) -> Option<u16> {
        if let Some(value) = self.values.get(text) {
            return Some(*value);
        }
        if self.counts.len() >= VALUES_MAX {
            self.counted = false;
            self.values = HashMap::new();
            self.counts = Vec::new();
            return None;
        }
        let value = u16::try_from(self.counts.len()).ok()?;
        self.values.insert(Box::from(text), value);
        self.counts.push(0);
        Some(value)
    }
}

/// What is taken of a value beside itself.
#[derive(Debug, Clone, Copy)]
enum Aspect {
    Itself,
    Month,
    Sign,
}

impl Features {
    pub(super) fn new(personal: BTreeSet<String>) -> Self {
        Self {
            personal,
            ..Self::default()
        }
    }

    /// Counts a record, and gives its features.
    pub(super) fn of(&mut self, fields: &Fields, file: &str) -> &[Feature] {
        self.own.clear();
        self.records += 1;
        if !file.is_empty() {
            self.add("", "the file", file);
        }
        for (name, value) in fields {
            self.path.clear();
            self.path.push_str(name);
            self.value(value);
        }
        &self.own
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::List(items) => self.nested(items),
            Value::Record(_) => self.nested(std::slice::from_ref(value)),
            Value::Reference(reference) => self.aspect(Aspect::Itself, &reference.key),
            Value::Text(text) => {
                self.aspect(Aspect::Itself, text);
                if let Some(month) = month(text) {
                    self.aspect(Aspect::Month, month);
                }
            }
            Value::Date(_) | Value::DateTime(_) => {
                let text = value.to_string();
                if let Some(month) = month(&text) {
                    self.aspect(Aspect::Month, month);
                }
                self.aspect(Aspect::Itself, &text);
            }
            Value::Integer(_) | Value::Decimal(_) => {
                let number = value.as_decimal().unwrap_or_default();
                let sign = match number {
                    number if number.is_zero() => "nought",
                    number if number.is_sign_negative() => "below nought",
                    _ => "above nought",
                };
                self.aspect(Aspect::Sign, sign);
                self.aspect(Aspect::Itself, &number.normalize().to_string());
            }
            Value::Bool(truth) => {
                self.aspect(Aspect::Itself, if *truth { "true" } else { "false" });
            }
            Value::Null => self.aspect(Aspect::Itself, ""),
        }
    }

    /// A value that all nested records have is one of the record.
    fn nested(&mut self, items: &[Value]) {
        let outer = self.path.len();
        let Some(Value::Record(first)) = items.first() else {
            return;
        };
        if items.len() > NESTED_MAX {
            return;
        }
        for (name, value) in first {
            let shared = items.iter().skip(1).all(|item| match item {
                Value::Record(fields) => fields
                    .iter()
                    .any(|(other, held)| other == name && held == value),
                _ => false,
            });
            if shared && !matches!(value, Value::List(_) | Value::Record(_)) {
                self.path.push('.');
                self.path.push_str(name);
                self.value(value);
                self.path.truncate(outer);
            }
        }
    }

    fn aspect(&mut self, aspect: Aspect, text: &str) {
        let path = std::mem::take(&mut self.path);
        match aspect {
            Aspect::Itself => self.add("", &path, text),
            Aspect::Month => self.add("the month of ", &path, text),
            Aspect::Sign => self.add("the sign of ", &path, text),
        }
        self.path = path;
    }

    fn add(&mut self, before: &str, path: &str, text: &str) {
        let number = if before.is_empty() {
            self.numbers.get(path).copied()
        } else {
            self.numbers.get(&format!("{before}{path}")).copied()
        };
        let number = match number {
            Some(number) => number,
            None => self.new_attribute(before, path),
        };
        let Some(attribute) = self.attributes.get_mut(usize::from(number)) else {
            return;
        };
        if !attribute.counted || text.len() > LETTERS_MAX * 4 || text.chars().count() > LETTERS_MAX
        {
            return;
        }
        let Some(value) = attribute.number(text) else {
            return;
        };
        if let Some(count) = attribute.counts.get_mut(usize::from(value)) {
            *count += 1;
        }
        self.own.push(Feature {
            attribute: number,
            value,
        });
    }

    fn new_attribute(&mut self, before: &str, path: &str) -> u16 {
        let number = u16::try_from(self.attributes.len()).unwrap_or(u16::MAX);
        if self.attributes.len() >= ATTRIBUTES_MAX {
            return u16::MAX;
        }
        let title = format!("{before}{path}");
        self.attributes.push(Attribute {
            values: HashMap::new(),
            counts: Vec::new(),
            counted: !is_in(&self.personal, path),
            title: title.clone(),
        });
        self.numbers.insert(title, number);
        number
    }

    /// What tells the records of these breaks from the others, best first: nothing where nothing does. Several features that
    /// fit equally are all named, since only a person knows which of them it is.
    pub(super) fn condition(&self, breaks: u64, counts: &BTreeMap<Feature, u64>) -> Vec<String> {
        // Few are alike by chance: then no other record may have the feature.
        let few = breaks < FEW;
        let judged = counts.iter().filter_map(|(feature, within)| {
            let attribute = self.attributes.get(usize::from(feature.attribute))?;
            let all = *attribute.counts.get(usize::from(feature.value))?;
            let covered = if few {
                *within == breaks && all == breaks
            } else {
                *within * 100 >= breaks * COVERED_MIN
            };
            let outside = self.records.saturating_sub(all);
            // A feature that nearly all records have tells none apart, and one of chance has little lift.
            let tells =
                covered && outside > 0 && outside * 10 >= self.records && all <= self.records / 2
                    || covered && outside > 0 && *within * 2 >= all;
            // Of a million: the share of the breaks less that of the others.
            let others = self.records.saturating_sub(breaks).max(1);
            let surplus = all.saturating_sub(*within) * 1_000_000 / others;
            let score = (*within * 1_000_000 / breaks.max(1)).saturating_sub(surplus);
            (tells && score >= 500_000).then_some((score, feature, *within, all))
        });
        let mut judged: Vec<_> = judged.collect();
        judged.sort_by_key(|(score, feature, ..)| (std::cmp::Reverse(*score), **feature));
        let best = judged.first().map_or(0, |(score, ..)| *score);
        let equal = judged.into_iter().take_while(|(score, ..)| *score == best);
        let named = equal
            .take(NAMED_MAX)
            .filter_map(|(_, feature, within, all)| self.named(*feature, within, all, breaks));
        named.collect()
    }

    fn named(&self, feature: Feature, within: u64, all: u64, breaks: u64) -> Option<String> {
        let attribute = self.attributes.get(usize::from(feature.attribute))?;
        let value = attribute
            .values
            .iter()
            .find(|(_, number)| **number == feature.value)?
            .0;
        let value: &str = if value.is_empty() { "empty" } else { value };
        Some(super::words::feature(
            &attribute.title,
            value,
            (within, all, breaks),
        ))
    }
}

/// `2019-12` of `2019-12-31`, and of what begins with it.
fn month(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let day = bytes.get(..10)?;
    let is_day = day.iter().enumerate().all(|(index, byte)| match index {
        4 | 7 => *byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    if is_day { text.get(..7) } else { None }
}
