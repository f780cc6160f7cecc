//! Fills an attribute with a value of another source.
//!
//! What is found of the value is said at its own cell, there; what is found of the key at the cell that
//! holds it here.

use landbridge_contract::{Record, Text, Value};

use super::frame::Frame;
use super::notices;
use super::value::{Filled, refused};
use super::{Evaluator, JoinedRecord};
use crate::diagnose::{Stage, codes, masked};
use crate::mapping::convert::SEPARATOR;
use crate::mapping::lookup::BoundLookup;
use crate::mapping::mapped::Mapped;
use crate::mapping::plan::BoundValue;
use crate::mapping::trace::Watch;
use crate::mapping::values::Shaped;

impl<W: Watch> Evaluator<'_, W> {
    pub(super) fn looked_up(
        &mut self,
        rule: &BoundValue,
        bound: &BoundLookup,
        record: &Record,
        frame: &Frame<'_>,
        out: &mut Mapped,
    ) -> Filled {
        for slot in &bound.here {
            self.tell_read(record, frame, *slot);
        }
        if bound.here.iter().any(|slot| frame.is_bad(*slot)) {
            return Filled::Failed;
        }
        let slot = bound.here.first().copied();
        let Some(key) = bound.key(record) else {
            return self.otherwise(rule, slot, record, frame, out);
        };
        let (there, other) = match self.lookups.find(bound.lookup, &key, bound.take) {
            Some(found) => found,
            None if bound.missing_is_empty => {
                return self.otherwise(rule, slot, record, frame, out);
            }
            None => {
                self.no_such_key(rule, bound, &key, record, frame, out);
                return Filled::Failed;
            }
        };
        let inner = Frame::new(there.record, there.layout);
        if let Some(other) = other {
            self.two_values(rule, bound, there, other, out);
            return Filled::Failed;
        }
        self.tell_read(there.record, &inner, bound.take);
        notices::say_of_slot(self.plan, rule, bound.take, there.record, &inner, out);
        if inner.is_bad(bound.take) {
            return Filled::Failed;
        }
        match self.shaped_value(rule, there.record.value(bound.take), record) {
            Shaped::Empty if rule.default_slot.is_some() => {
                self.otherwise(rule, slot, record, frame, out)
            }
            shaped => self.finish(rule, shaped, Some(bound.take), there.record, &inner, out),
        }
    }

    fn no_such_key(
        &self,
        rule: &BoundValue,
        bound: &BoundLookup,
        key: &Text,
        record: &Record,
        frame: &Frame<'_>,
        out: &mut Mapped,
    ) {
        let (name, columns) = self.named(bound);
        let shown = Value::text(key.replace(SEPARATOR, ", ").as_str());
        out.findings.push(refused(
            rule,
            frame.origin(record, bound.here.first().copied()),
            (&codes::MAP_LOOKUP_MISSING, Stage::Map),
            masked(&shown, bound.personal_key),
            format!("a record of `{name}` with this {columns}"),
        ));
    }

    /// Two records of one key that say different things: nobody can tell which is meant.
    fn two_values(
        &self,
        rule: &BoundValue,
        bound: &BoundLookup,
        first: JoinedRecord<'_>,
        second: JoinedRecord<'_>,
        out: &mut Mapped,
    ) {
        let (name, columns) = self.named(bound);
        let shown = |one: JoinedRecord<'_>| masked(one.record.value(bound.take), rule.personal);
        let at = |one: JoinedRecord<'_>| {
            Frame::new(one.record, one.layout).origin(one.record, Some(bound.take))
        };
        out.findings.push(refused(
            rule,
            at(first),
            (&codes::MAP_LOOKUP_AMBIGUOUS, Stage::Map),
            format!("{}, and {} at {}", shown(first), shown(second), at(second)),
            format!(
                "one {} for each {columns} of `{name}` that is asked for",
                bound.column
            ),
        ));
    }

    /// The name of the lookup, and the columns that make its key.
    fn named(&self, bound: &BoundLookup) -> (&str, String) {
        let plan = self.plan.lookups.get(bound.lookup);
        let keys: Vec<&str> = plan
            .iter()
            .flat_map(|plan| &plan.keys)
            .map(AsRef::as_ref)
            .collect();
        let name = plan.map_or("", |plan| &plan.name);
        (name, keys.join(" and "))
    }
}
