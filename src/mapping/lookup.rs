//! Values of other sources, found by key.

use std::collections::HashMap;
use std::sync::Arc;

use landbridge_contract::{Layout, Name, Projection, Record, Text, Value};

use super::evaluate::JoinedRecord;
use super::model::SourceSpec;
use super::plan::join_key;

/// A source whose records are found by these columns. Rules that find them alike share it.
#[derive(Debug)]
pub struct LookupPlan {
    /// What the mapping calls the source.
    pub name: Name,
    /// Where the records are.
    pub source: SourceSpec,
    /// What is wanted of each.
    pub projection: Projection,
    pub(crate) keys: Vec<Name>,
    pub(crate) key_slots: Vec<usize>,
}

impl LookupPlan {
    /// The key of one of its records; none where all of it is empty, and nothing finds it.
    fn key(&self, record: &Record) -> Option<Text> {
        join_key(record, &self.key_slots)
    }
}

/// How a rule finds its value.
#[derive(Debug)]
pub(crate) struct BoundLookup {
    /// Index into [`super::Plan::lookups`].
    pub(crate) lookup: usize,
    /// The slots here that make the key.
    pub(crate) here: Box<[usize]>,
    /// The slot there that holds the value.
    pub(crate) take: usize,
    /// What is taken, as the mapping writes it.
    pub(crate) column: Name,
    pub(crate) missing_is_empty: bool,
    /// Whether no message shows the key.
    pub(crate) personal_key: bool,
}

impl BoundLookup {
    /// The key that a record asks for; none where all of it is empty.
    pub(crate) fn key(&self, record: &Record) -> Option<Text> {
        join_key(record, &self.here)
    }
}

/// The records of all lookups of a plan, by key.
#[derive(Debug, Default)]
pub struct Lookups {
    by_plan: Vec<HashMap<Text, Lines>>,
}

/// The records of one key. Nearly always it is one, which then costs no list.
#[derive(Debug)]
struct Lines {
    first: Line,
    others: Vec<Line>,
}

#[derive(Debug)]
struct Line {
    record: Record,
    layout: Arc<Layout>,
}

impl Lookups {
    /// Keeps a record of the lookup that [`super::Plan::lookups`] has at this index, and tells whether
    /// it had to be kept: one without a key is never asked for, and one that differs from the first of its
    /// key only where another does adds nothing.
    pub fn insert(
        &mut self,
        index: usize,
        plan: &LookupPlan,
        record: Record,
        layout: &Arc<Layout>,
    ) -> bool {
        if self.by_plan.len() <= index {
            self.by_plan.resize_with(index + 1, HashMap::new);
        }
        let Some((key, lines)) = plan.key(&record).zip(self.by_plan.get_mut(index)) else {
            return false;
        };
        let line = Line {
            record,
            layout: Arc::clone(layout),
        };
        match lines.get_mut(&key) {
            None => {
                let others = Vec::new();
                lines.insert(
                    key,
                    Lines {
                        first: line,
                        others,
                    },
                );
                true
            }
            Some(known) => {
                let adds = known.lacks(&line.record);
                if adds {
                    known.others.push(line);
                }
                adds
            }
        }
    }

    /// The record of this key, and the first that gives another value in this slot.
    pub(super) fn find(
        &self,
        index: usize,
        key: &str,
        slot: usize,
    ) -> Option<(JoinedRecord<'_>, Option<JoinedRecord<'_>>)> {
        let lines = self.by_plan.get(index)?.get(key)?;
        let value = lines.first.record.value(slot);
        let other = lines
            .others
            .iter()
            .find(|other| !same(value, other.record.value(slot)));
        Some((lines.first.seen(), other.map(Line::seen)))
    }
}

impl Lines {
    /// Whether a record gives another value than the first one where none did. Only such are kept, so that
    /// there are never more of them than values, however often a key stands.
    fn lacks(&self, record: &Record) -> bool {
        let differs = |one: &Record, slot| !same(self.first.record.value(slot), one.value(slot));
        let known = |slot| self.others.iter().any(|other| differs(&other.record, slot));
        (0..record.slots.len()).any(|slot| differs(record, slot) && !known(slot))
    }
}

impl Line {
    fn seen(&self) -> JoinedRecord<'_> {
        JoinedRecord {
            record: &self.record,
            layout: &self.layout,
        }
    }
}

/// Outer white space tells no values apart, and neither do two ways to be empty.
pub(super) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Text(one), Value::Text(other)) => one.trim() == other.trim(),
        (one, other) => one == other || (one.is_blank() && other.is_blank()),
    }
}
