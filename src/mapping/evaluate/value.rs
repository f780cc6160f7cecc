//! Fills one attribute: from the columns that a rule reads to a value that the schema accepts.

use landbridge_contract::{Name, Origin, Record, Reference, Text, Value};

use super::frame::Frame;
use super::{Evaluator, reads_bad};
use crate::diagnose::{Code, Finding, Severity, Stage, codes, masked};
use crate::mapping::convert::plain_text;
use crate::mapping::crosswalk::Crosswalk;
use crate::mapping::mapped::{Mapped, ReferenceUse};
use crate::mapping::plan::{BoundInput, BoundValue};
use crate::mapping::rehearsal::Rehearsing;
use crate::mapping::trace::Watch;
use crate::mapping::values::{Beside, Shaped, shape};

impl<'a, W: Watch> Evaluator<'a, W> {
    pub(super) fn value(
        &mut self,
        rule: &BoundValue,
        record: &Record,
        frame: &Frame<'_>,
        out: &mut Mapped,
    ) -> Filled {
        if let Some(when) = &rule.when {
            let holds = self.holds(&rule.field, when, record, frame, out);
            if let Some(holds) = holds {
                self.watch.step("when", &Value::Bool(holds));
            }
            match holds {
                Some(true) => {}
                Some(false) => return not_wanted(rule, record, frame, out),
                None => return Filled::Failed,
            }
        }
        if rule.shape.beside.iter().any(|slot| frame.is_bad(*slot)) {
            return Filled::Failed;
        }
        if let BoundInput::Lookup(bound) = &rule.input {
            return self.looked_up(rule, bound, record, frame, out);
        }
        let slot = rule.input.slot_in(record);
        match self.input(rule, slot, record, frame, out) {
            None => Filled::Failed,
            Some(Shaped::Empty) => self.otherwise(rule, slot, record, frame, out),
            Some(shaped) => self.finish(rule, shaped, slot, record, frame, out),
        }
    }

    /// Where nothing was found: the column that stands for it, or what an empty value comes to.
    pub(super) fn otherwise(
        &mut self,
        rule: &BoundValue,
        slot: Option<usize>,
        record: &Record,
        frame: &Frame<'_>,
        out: &mut Mapped,
    ) -> Filled {
        match rule.default_slot {
            Some(other) if frame.is_bad(other) => Filled::Failed,
            Some(other) => {
                self.tell_read(record, frame, other);
                let shaped = self.shaped(rule, other, record);
                self.finish(rule, shaped, Some(other), record, frame, out)
            }
            None => self.finish(rule, Shaped::Empty, slot, record, frame, out),
        }
    }

    /// What a shaped value comes to; `slot` is where it stands in the record.
    pub(super) fn finish(
        &mut self,
        rule: &BoundValue,
        shaped: Shaped,
        slot: Option<usize>,
        record: &Record,
        frame: &Frame<'_>,
        out: &mut Mapped,
    ) -> Filled {
        match shaped {
            Shaped::Value(value) => self.accept(rule, value, slot, record, frame, out),
            Shaped::Empty => {
                let filled = empty(rule, slot, record, frame, out);
                if let (Some(default), Filled::Value(_)) = (&rule.default, &filled) {
                    self.watch.step("default", default);
                }
                filled
            }
            Shaped::Failed {
                code,
                found,
                expected,
            } => {
                let stage = stage_of(code);
                let found = masked(&found, rule.personal);
                let at = frame.origin(record, slot);
                out.findings
                    .push(refused(rule, at, (code, stage), found, expected));
                Filled::Failed
            }
        }
    }

    /// What a rule reads, shaped; none where it may not be used, or could not be computed, which is said.
    fn input(
        &mut self,
        rule: &BoundValue,
        slot: Option<usize>,
        record: &Record,
        frame: &Frame<'_>,
        out: &mut Mapped,
    ) -> Option<Shaped> {
        match &rule.input {
            BoundInput::Slot(slot) => {
                self.tell_read(record, frame, *slot);
                if frame.is_bad(*slot) {
                    return None;
                }
                Some(self.shaped(rule, *slot, record))
            }
            BoundInput::Slots { slots, join } => {
                for slot in slots {
                    self.tell_read(record, frame, *slot);
                }
                let used = if join.is_none() {
                    slot.as_slice()
                } else {
                    slots
                };
                if used.iter().any(|slot| frame.is_bad(*slot)) {
                    return None;
                }
                Some(self.several(rule, used, join.as_ref(), record))
            }
            BoundInput::Token => Some(Shaped::Empty),
            // Fills its attribute by itself: its values stand in another source.
            BoundInput::Lookup(_) => None,
            BoundInput::Constant(value) => {
                self.watch.step("value", value);
                Some(self.shape(rule, value.clone(), record))
            }
            BoundInput::Expression(bound) => {
                self.tell_inputs(bound, record, frame);
                if reads_bad(bound, frame) {
                    return None;
                }
                match self.compute(bound, record) {
                    Ok(operand) => {
                        let value = operand.to_value();
                        self.watch.step("expr", &value);
                        Some(self.shape(rule, value, record))
                    }
                    Err(complaint) => {
                        self.complain(&rule.field, bound, &complaint, record, frame, out);
                        None
                    }
                }
            }
        }
    }

    /// A token that was made, where its rule wants it.
    pub(super) fn token(
        &mut self,
        rule: &BoundValue,
        made: Value,
        record: &Record,
        frame: &Frame<'_>,
        out: &mut Mapped,
    ) -> Filled {
        if let Some(when) = &rule.when {
            match self.holds(&rule.field, when, record, frame, out) {
                Some(true) => {}
                Some(false) => return not_wanted(rule, record, frame, out),
                None => return Filled::Failed,
            }
        }
        self.accept(rule, made, None, record, frame, out)
    }

    /// The value of the only slot that is used, or those of all of them joined.
    fn several(
        &mut self,
        rule: &BoundValue,
        used: &[usize],
        join: Option<&Text>,
        record: &Record,
    ) -> Shaped {
        match join {
            None => {
                let Some(slot) = used.first() else {
                    return Shaped::Empty;
                };
                self.watch.step("first_of", record.value(*slot));
                self.shaped(rule, *slot, record)
            }
            Some(with) => match joined_text(used, with, record) {
                Ok(value) => {
                    self.watch.step("join", &value);
                    self.shape(rule, value, record)
                }
                Err(list) => repeated(list),
            },
        }
    }

    pub(super) fn shaped(&mut self, rule: &BoundValue, slot: usize, record: &Record) -> Shaped {
        self.shaped_value(rule, record.value(slot), record)
    }

    /// The same for a value of another source, beside this record.
    pub(super) fn shaped_value(
        &mut self,
        rule: &BoundValue,
        value: &Value,
        record: &Record,
    ) -> Shaped {
        match value {
            list @ Value::List(_) => repeated(list),
            value => self.shape(rule, value.clone(), record),
        }
    }

    fn shape(&mut self, rule: &BoundValue, value: Value, record: &Record) -> Shaped {
        let beside = self.beside(rule, record);
        shape(rule, value, beside, &mut self.watch)
    }

    /// What shaping a value of this record may look at.
    pub(in crate::mapping) fn beside<'b>(&self, rule: &BoundValue, record: &'b Record) -> Beside<'b>
    where
        'a: 'b,
    {
        Beside {
            crosswalk: self.crosswalk(rule),
            tables: self.tables,
            record,
        }
    }

    fn crosswalk(&self, rule: &BoundValue) -> Option<&'a Crosswalk> {
        /// Stands in for a crosswalk that was not loaded: it has no code, so every one is said.
        static NONE: std::sync::LazyLock<Crosswalk> = std::sync::LazyLock::new(Crosswalk::default);
        let (index, _) = rule.shape.crosswalk.as_ref()?;
        let index = *index;
        Some(
            self.crosswalks
                .get(index)
                .copied()
                .flatten()
                .unwrap_or(&NONE),
        )
    }

    /// Holds a value against the schema.
    fn accept(
        &mut self,
        rule: &BoundValue,
        value: Value,
        slot: Option<usize>,
        record: &Record,
        frame: &Frame<'_>,
        out: &mut Mapped,
    ) -> Filled {
        let value = match self.rehearsed(rule, value) {
            Ok(value) => value,
            Err(expected) => {
                let at = frame.origin(record, slot);
                let found = masked(&expected.0, rule.personal);
                let of = (&codes::KEY_REHEARSAL, Stage::Validate);
                out.findings.push(refused(rule, at, of, found, expected.1));
                return Filled::Failed;
            }
        };
        let value = match value {
            Value::Reference(reference) => refer(rule, reference, frame.origin(record, slot), out),
            value => value,
        };
        if matches!(value, Value::Reference(_)) {
            return Filled::Value(value);
        }
        let Some(accepted) = &rule.accepted else {
            return Filled::Value(value);
        };
        accepted.check(&value, &mut self.violations);
        if self.violations.is_empty() {
            if let (true, Some(subject)) = (self.asks_lists, &rule.asks)
                && subject.is_list()
            {
                out.questions.push(ReferenceUse {
                    reference: Reference {
                        object: Name::clone(subject.text()),
                        key: plain_text(&value).into_owned(),
                    },
                    field: rule.field.clone(),
                    origin: frame.origin(record, slot),
                    personal: rule.personal,
                });
            }
            return Filled::Value(value);
        }
        let mut failed = false;
        for violation in self.violations.drain(..) {
            let at = frame.origin(record, slot);
            let found = masked(&value, rule.personal);
            let of = (violation.code, Stage::Validate);
            let severity = self.plan.severities.of(violation.code, Severity::Error);
            failed |= severity == Severity::Error;
            out.findings.push(Finding {
                severity,
                ..refused(rule, at, of, found, violation.expected)
            });
        }
        // What the mapping only warns of is sent as it is.
        if failed {
            Filled::Failed
        } else {
            Filled::Value(value)
        }
    }
}

impl<W: Watch> Evaluator<'_, W> {
    /// A key with the prefix of the rehearsal, and a reference that follows it; the error is a key that has such
    /// a prefix where none may, and what is expected.
    fn rehearsed(&mut self, rule: &BoundValue, value: Value) -> Result<Value, (Value, String)> {
        let rehearsing = &self.plan.rehearsing;
        match (rehearsing, value) {
            (Rehearsing::Off, value) => Ok(value),
            (_, Value::Reference(mut reference)) => {
                rehearsing.follow(&mut reference);
                Ok(Value::Reference(reference))
            }
            (_, value) if !rule.prefixed => Ok(value),
            (Rehearsing::Put { prefix, .. }, value) => {
                let mut key = prefix.clone();
                key.push_str(&plain_text(&value));
                let key = Value::Text(key);
                self.watch.step("rehearsal_prefix", &key);
                Ok(key)
            }
            (Rehearsing::Refuse(prefix), value) => {
                if prefix.begins(&plain_text(&value)) {
                    return Err((value, "a key without the prefix of a rehearsal".to_owned()));
                }
                Ok(value)
            }
        }
    }
}

/// Notes what a record refers to; gives what stands for it in the payload.
fn refer(rule: &BoundValue, reference: Box<Reference>, origin: Origin, out: &mut Mapped) -> Value {
    let (object, uses) = match &rule.asks {
        Some(subject) => (Name::clone(subject.text()), &mut out.questions),
        None => (Name::clone(&reference.object), &mut out.references),
    };
    let key = reference.key.clone();
    uses.push(ReferenceUse {
        reference: Reference { object, key },
        field: rule.field.clone(),
        origin,
        personal: rule.personal,
    });
    if rule.gives_key {
        Value::Text(reference.key)
    } else {
        Value::Reference(reference)
    }
}

/// What came of filling an attribute.
pub(super) enum Filled {
    Value(Value),
    Empty,
    Failed,
}

/// What stands for an empty value.
pub(super) fn empty(
    rule: &BoundValue,
    slot: Option<usize>,
    record: &Record,
    frame: &Frame<'_>,
    out: &mut Mapped,
) -> Filled {
    if let Some(default) = &rule.default {
        return Filled::Value(default.clone());
    }
    if rule.required || rule.is_key {
        return missing(rule, slot, record, frame, out);
    }
    if rule.send_null {
        return Filled::Value(Value::Null);
    }
    Filled::Empty
}

/// A rule whose `when` does not hold gives nothing; what the ERP cannot do without is missed still.
fn not_wanted(rule: &BoundValue, record: &Record, frame: &Frame<'_>, out: &mut Mapped) -> Filled {
    let needed = rule.accepted.as_ref().is_some_and(|one| one.required);
    if needed || rule.is_key {
        return missing(rule, rule.input.slot(), record, frame, out);
    }
    Filled::Empty
}

fn missing(
    rule: &BoundValue,
    slot: Option<usize>,
    record: &Record,
    frame: &Frame<'_>,
    out: &mut Mapped,
) -> Filled {
    let code = if rule.is_key {
        &codes::KEY_MISSING
    } else {
        &codes::VAL_REQUIRED
    };
    let at = frame.origin(record, slot);
    let (found, expected) = ("nothing".to_owned(), "a value".to_owned());
    let of = (code, Stage::Validate);
    out.findings.push(refused(rule, at, of, found, expected));
    Filled::Failed
}

/// What is wrong with the value of a rule.
pub(super) fn refused(
    rule: &BoundValue,
    origin: Origin,
    (code, stage): (&'static Code, Stage),
    found: String,
    expected: String,
) -> Finding {
    Finding {
        code,
        severity: Severity::Error,
        stage,
        field: rule.field.clone(),
        origin,
        found,
        expected,
    }
}

/// The stage at which a value that cannot be shaped is refused.
fn stage_of(code: &'static Code) -> Stage {
    if code == &codes::SRC_REPEATED {
        Stage::Extract
    } else {
        Stage::Map
    }
}

fn repeated(list: &Value) -> Shaped {
    Shaped::Failed {
        code: &codes::SRC_REPEATED,
        found: list.clone(),
        expected: "one value".to_owned(),
    }
}

/// The values that are not empty, one after the other; a list among them is no value to join.
fn joined_text<'r>(slots: &[usize], with: &Text, record: &'r Record) -> Result<Value, &'r Value> {
    let mut text = Text::default();
    let mut is_empty = true;
    for slot in slots {
        let value = record.value(*slot);
        if matches!(value, Value::List(_)) {
            return Err(value);
        }
        if value.is_blank() {
            continue;
        }
        if !std::mem::replace(&mut is_empty, false) {
            text.push_str(with);
        }
        text.push_str(plain_text(value).trim());
    }
    Ok(if is_empty {
        Value::Null
    } else {
        Value::Text(text)
    })
}

impl BoundInput {
    /// The slot that a value of this record comes from, for its origin: of several the first that is
    /// not empty.
    pub(super) fn slot_in(&self, record: &Record) -> Option<usize> {
        match self {
            Self::Slots { slots, .. } => slots
                .iter()
                .copied()
                .find(|slot| !record.value(*slot).is_blank())
                .or(slots.first().copied()),
            _ => self.slot(),
        }
    }
}
