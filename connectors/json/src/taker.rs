//! Takes the wanted values out of the text of one record.

use std::fmt;

use landbridge_contract::json::from_number;
use landbridge_contract::{Name, Notice, NoticeKind, Place, Record, Slot, Text, Value};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::plan::Plan;

/// The most levels of objects and arrays in a record.
pub const DEPTH_MAX: usize = 64;

/// What is wrong with a record.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// Lines below the record's first.
    pub(crate) below: u64,
    pub(crate) found: String,
    pub(crate) expected: &'static str,
    /// True where the text is no JSON, so that what follows it cannot be trusted in a document.
    pub(crate) broken: bool,
}

/// The text of one record.
pub(crate) struct Taker<'a> {
    text: &'a str,
    /// The offset of each line end in it.
    ends: Vec<usize>,
    line: u64,
    /// True where replaced characters are to be noticed.
    decoded: bool,
}

impl<'a> Taker<'a> {
    /// Judges the form of a record's text, which begins on `line`.
    pub(crate) fn new(bytes: &'a [u8], line: u64, decoded: bool) -> Result<Self, Problem> {
        let text = std::str::from_utf8(bytes).map_err(|why| Problem {
            below: 0,
            found: format!(
                "bytes that are no UTF-8 after {} bytes of the record",
                why.valid_up_to()
            ),
            expected: "text in UTF-8 or UTF-16",
            broken: true,
        })?;
        let text = text.trim_end_matches(['\r', '\n']);
        let ends = text.match_indices('\n').map(|(at, _)| at).collect();
        let taker = Self {
            text,
            ends,
            line,
            decoded,
        };
        Ok(taker)
    }

    /// Fills a record, whose ordinal and place stand already.
    pub(crate) fn take(&self, plan: &Plan, record: &mut Record) -> Result<(), Problem> {
        let raw: &RawValue = serde_json::from_str(self.text).map_err(|why| broken(&why))?;
        if !raw.get().starts_with('{') {
            return Err(Problem {
                below: 0,
                found: described(raw).to_owned(),
                expected: "an object",
                broken: false,
            });
        }
        prepare(plan, record);
        self.walk(raw, Some(plan), record, 1)
    }

    /// Walks through a value. Repeated keys are found everywhere, also where nothing is wanted.
    fn walk(
        &self,
        raw: &RawValue,
        plan: Option<&Plan>,
        record: &mut Record,
        depth: usize,
    ) -> Result<(), Problem> {
        if depth > DEPTH_MAX {
            return Err(Problem {
                below: self.below(raw),
                found: format!("more than {DEPTH_MAX} levels"),
                expected: "a record of reasonable depth",
                broken: false,
            });
        }
        match raw.get().as_bytes().first() {
            Some(b'{') => {
                for (key, value) in self.members(raw)? {
                    let below = plan.and_then(|plan| plan.members.get(&*key));
                    self.walk(value, below, record, depth + 1)?;
                }
                match plan {
                    Some(plan) => self.set(raw, plan, record, depth),
                    None => Ok(()),
                }
            }
            Some(b'[') => {
                for item in items(raw)? {
                    self.item(item, plan, record, depth)?;
                }
                Ok(())
            }
            first => {
                // Half a character is found only where the text is unescaped.
                if first == Some(&b'"') && raw.get().contains("\\u") {
                    self.parsed::<Text>(raw, raw.get())?;
                }
                match plan {
                    Some(plan) => self.set(raw, plan, record, depth),
                    None => Ok(()),
                }
            }
        }
    }

    /// Walks through an element of an array, which may be a nested record as well.
    fn item(
        &self,
        raw: &RawValue,
        plan: Option<&Plan>,
        record: &mut Record,
        depth: usize,
    ) -> Result<(), Problem> {
        self.walk(raw, plan, record, depth + 1)?;
        // Objects are taken as nested records where they are walked through.
        if raw.get().starts_with(['{', '[']) {
            return Ok(());
        }
        for (part, nested) in plan.into_iter().flat_map(|plan| &plan.children) {
            self.nest(raw, *part, nested, record, depth)?;
        }
        Ok(())
    }

    fn nest(
        &self,
        raw: &RawValue,
        part: usize,
        plan: &Plan,
        record: &mut Record,
        depth: usize,
    ) -> Result<(), Problem> {
        let before = record.children.get(part).map_or(0, Vec::len);
        let number = u64::try_from(before).unwrap_or(u64::MAX) + 1;
        let mut child = Record {
            ordinal: number,
            place: Place {
                line: self.line + self.below(raw),
                number,
                byte: 0,
                piece: 0,
            },
            ..Record::default()
        };
        prepare(plan, &mut child);
        self.walk(raw, Some(plan), &mut child, depth)?;
        if let Some(siblings) = record.children.get_mut(part) {
            siblings.push(child);
        }
        Ok(())
    }

    /// Gives a value to the slots and nested parts that want it.
    fn set(
        &self,
        raw: &RawValue,
        plan: &Plan,
        record: &mut Record,
        depth: usize,
    ) -> Result<(), Problem> {
        if raw.get().starts_with('{') {
            for (part, nested) in &plan.children {
                self.nest(raw, *part, nested, record, depth)?;
            }
        }
        for number in &plan.slots {
            let value = self.value(raw)?;
            let replaced =
                self.decoded && matches!(&value, Value::Text(text) if text.contains('\u{FFFD}'));
            let slot_number = u32::try_from(*number).ok();
            let Some(slot) = record.slots.get_mut(*number) else {
                continue;
            };
            if replaced {
                record.notices.push(Notice {
                    slot: slot_number,
                    kind: NoticeKind::Undecodable,
                    found: value.to_string(),
                });
            }
            let line = self.line + self.below(raw);
            if add(
                slot,
                value,
                if line == record.place.line { 0 } else { line },
            ) {
                record.notices.push(Notice {
                    slot: slot_number,
                    kind: NoticeKind::Repeated,
                    found: "several values".to_owned(),
                });
            }
        }
        Ok(())
    }

    fn value(&self, raw: &RawValue) -> Result<Value, Problem> {
        let json = raw.get();
        Ok(match json.as_bytes().first() {
            Some(b'n') => Value::Null,
            Some(b't') => Value::Bool(true),
            Some(b'f') => Value::Bool(false),
            Some(b'"') => Value::Text(self.parsed(raw, json)?),
            Some(b'{') => {
                let mut fields = Vec::new();
                for (key, value) in self.members(raw)? {
                    fields.push((Name::from(&*key), self.value(value)?));
                }
                Value::Record(fields)
            }
            Some(b'[') => {
                let values: Result<Vec<Value>, Problem> =
                    (items(raw)?.into_iter().map(|item| self.value(item))).collect();
                Value::List(values?)
            }
            _ => from_number(json),
        })
    }

    fn members<'r>(&self, raw: &'r RawValue) -> Result<Vec<(Text, &'r RawValue)>, Problem> {
        let Members(members) = self.parsed(raw, raw.get())?;
        let mut keys: Vec<&Text> = members.iter().map(|(key, _)| key).collect();
        keys.sort_unstable();
        for pair in keys.windows(2) {
            if let [one, other] = pair
                && one == other
            {
                return Err(Problem {
                    below: self.below(raw),
                    found: format!("the key `{one}` more than once in an object"),
                    expected: "each key once",
                    broken: false,
                });
            }
        }
        Ok(members)
    }

    fn parsed<'r, T: Deserialize<'r>>(&self, raw: &RawValue, json: &'r str) -> Result<T, Problem> {
        serde_json::from_str(json).map_err(|why| Problem {
            below: self.below(raw),
            found: format!("{}: {}", described(raw), words(&why)),
            expected: "text without broken escapes",
            broken: false,
        })
    }

    /// Lines from the record's first to that of a value in it.
    fn below(&self, raw: &RawValue) -> u64 {
        if self.ends.is_empty() {
            return 0;
        }
        let at = raw.get().as_ptr().addr() - self.text.as_ptr().addr();
        u64::try_from(self.ends.partition_point(|end| *end < at)).unwrap_or(0)
    }
}

/// The members of an object in their order, repeated keys included.
struct Members<'a>(Vec<(Text, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::with_capacity(map.size_hint().unwrap_or(8));
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

fn items(raw: &RawValue) -> Result<Vec<&RawValue>, Problem> {
    serde_json::from_str(raw.get()).map_err(|why| broken(&why))
}

/// Makes room for what the plan wants, and empties it.
fn prepare(plan: &Plan, record: &mut Record) {
    record.slots.clear();
    record.slots.resize_with(plan.width, Slot::default);
    record.children.clear();
    record.children.resize_with(plan.parts, Vec::new);
    record.notices.clear();
}

/// Adds a value to a slot; true where a second one makes a list of it.
fn add(slot: &mut Slot, value: Value, line: u64) -> bool {
    match (&mut slot.value, value) {
        (_, Value::Null) => false,
        (held @ Value::Null, value) => {
            *held = value;
            slot.line = line;
            false
        }
        (Value::List(values), value) => {
            values.push(value);
            false
        }
        (held, value) => {
            *held = Value::List(vec![std::mem::take(held), value]);
            true
        }
    }
}

fn broken(why: &serde_json::Error) -> Problem {
    Problem {
        below: u64::try_from(why.line().saturating_sub(1)).unwrap_or(0),
        found: format!("broken JSON at column {}: {}", why.column(), words(why)),
        expected: "an object in JSON",
        broken: true,
    }
}

/// What is wrong, without the place.
fn words(why: &serde_json::Error) -> String {
    let words = why.to_string();
    let place = format!(" at line {} column {}", why.line(), why.column());
    words.strip_suffix(&place).unwrap_or(&words).to_owned()
}

/// A value in words, without its content.
fn described(raw: &RawValue) -> &'static str {
    match raw.get().as_bytes().first() {
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b'"') => "a text",
        Some(b'n') => "null",
        Some(b't' | b'f') => "a truth value",
        _ => "a number",
    }
}
