//! What a record adds to control totals, whatever becomes of it.

use landbridge_contract::{Record, Text, Value};
use rust_decimal::Decimal;

use super::convert::plain_text;
use super::evaluate::{Evaluator, Frame, JoinedRecord};
use super::expression::{Complaint, Operand};
use super::functions::NumberForm;
use super::mapped::{Contribution, Mapped, MappedVerdict};
use super::plan::{
    BoundExpression, BoundInput, BoundName, BoundRule, BoundValue, GROUP_PARTS, Plan, TotalAmount,
    TotalGroup, TotalOver, TotalPlan,
};
use super::trace::{Unwatched, Watch};
use super::values::{Shaped, shape};
use crate::diagnose::{Finding, Severity, Stage, codes, masked};

impl<W: Watch> Evaluator<'_, W> {
    /// Adds the record's contributions. A value that is no number is said once: not where a
    /// rule has said it of the same cell.
    pub(super) fn tally(
        &mut self,
        record: &Record,
        frame: &Frame<'_>,
        joined: &[&[JoinedRecord<'_>]],
        out: &mut Mapped,
    ) {
        let plan = self.plan;
        for (index, total) in plan.totals.iter().enumerate() {
            match &total.over {
                TotalOver::Records => {
                    let group = self.group(total, &[record]);
                    self.add(index, total, &group, record, frame, out);
                }
                TotalOver::Children(path) => {
                    let mut above = vec![record];
                    self.tally_children((index, total), path, &mut above, frame, out);
                }
                TotalOver::Join(join) => {
                    for inner in joined.get(*join).copied().unwrap_or_default() {
                        let inner_frame = Frame::new(inner.record, inner.layout);
                        let group = self.group(total, &[record, inner.record]);
                        self.add(index, total, &group, inner.record, &inner_frame, out);
                    }
                }
            }
        }
    }

    /// Adds what nested records contribute; `above` are the records around them, the outermost first.
    fn tally_children(
        &mut self,
        (index, total): (usize, &TotalPlan),
        path: &[usize],
        above: &mut Vec<&Record>,
        frame: &Frame<'_>,
        out: &mut Mapped,
    ) {
        let Some(&record) = above.last() else { return };
        let Some((child, rest)) = path.split_first() else {
            let group = self.group(total, above);
            return self.add(index, total, &group, record, frame, out);
        };
        for inner in record.children.get(*child).into_iter().flatten() {
            above.push(inner);
            let inner_frame = frame.child(*child, inner);
            self.tally_children((index, total), rest, above, &inner_frame, out);
            above.pop();
        }
    }

    /// Says why an expression gives no amount.
    fn say(
        &self,
        total: &TotalPlan,
        bound: &BoundExpression,
        complaint: &Complaint,
        record: &Record,
        frame: &Frame<'_>,
        out: &mut Mapped,
    ) {
        if said_already(bound, record, frame, out) {
            return;
        }
        self.complain(&total.name, bound, complaint, record, frame, out);
        let severity = weight(out);
        if let Some(last) = out.findings.last_mut() {
            last.severity = severity;
        }
    }

    /// The name of the group that a record is in; `above` are the records from the main one down to it.
    fn group(&mut self, total: &TotalPlan, above: &[&Record]) -> Text {
        let mut name = Text::default();
        for (nth, part) in total.groups.iter().enumerate() {
            if nth > 0 {
                name.push_str(GROUP_PARTS);
            }
            let Some(record) = above.get(part.level) else {
                continue;
            };
            let value = self.part(part, record);
            let is_last = nth + 1 == total.groups.len();
            if let Some(ageing) = total.ageing.as_ref().filter(|_| is_last) {
                name.push_str(&ageing.bucket(&value, self.run.run_date));
            } else {
                name.push_str(&plain_text(&value));
            }
        }
        name
    }

    /// A part of a group's name, as its rule shapes it.
    fn part(&mut self, part: &TotalGroup, record: &Record) -> Value {
        let rule = part.rule.as_ref();
        let rule = rule.and_then(|path| value_rule(self.plan, path));
        let raw = match (part.slot, rule.map(|rule| &rule.input)) {
            (Some(slot), _) => record.value(slot).clone(),
            // What an expression complains of is said by the rule itself.
            (None, Some(BoundInput::Expression(bound))) => self
                .compute(bound, record)
                .map_or(Value::Null, |operand| operand.to_value()),
            (None, _) => Value::Null,
        };
        if let Some(rule) = rule
            && let Shaped::Value(value) =
                shape(rule, raw.clone(), self.beside(rule, record), &mut Unwatched)
        {
            return value;
        }
        Value::text(plain_text(&raw).trim())
    }

    fn add(
        &mut self,
        index: usize,
        total: &TotalPlan,
        group: &Text,
        record: &Record,
        frame: &Frame<'_>,
        out: &mut Mapped,
    ) {
        let amount = match &total.amount {
            TotalAmount::Slot { column, slot, form } => {
                if frame.is_bad(*slot) {
                    return;
                }
                let value = record.value(*slot);
                if let Ok(amount) = read(value, *form) {
                    amount
                } else {
                    let origin = frame.origin(record, Some(*slot));
                    let said = out.findings.iter().any(|one| one.origin == origin);
                    if !said {
                        out.findings.push(Finding {
                            code: &codes::MAP_NUMBER_FORMAT,
                            severity: weight(out),
                            stage: Stage::Map,
                            field: Text::from(&**column),
                            origin,
                            found: masked(value, total.personal),
                            expected: form.describe(),
                        });
                    }
                    return;
                }
            }
            TotalAmount::Expression(bound) if reads_nothing(bound, record) => None,
            TotalAmount::Expression(bound) => match self.compute(bound, record) {
                Ok(Operand::Nothing) => None,
                Ok(Operand::Number(amount)) => Some(amount),
                Ok(other) => {
                    let complaint = Complaint {
                        found: other.to_value(),
                        expected: "a number".to_owned(),
                    };
                    return self.say(total, bound, &complaint, record, frame, out);
                }
                Err(complaint) => return self.say(total, bound, &complaint, record, frame, out),
            },
        };
        if let Some(amount) = amount {
            out.contributions.push(Contribution {
                total: index,
                group: group.clone(),
                amount,
            });
        }
    }
}

/// The rule of a value, by its place in the rules of each level.
fn value_rule<'p>(plan: &'p Plan, path: &[usize]) -> Option<&'p BoundValue> {
    let (last, levels) = path.split_last()?;
    let mut rules = &plan.body.rules;
    for level in levels {
        match rules.get(*level)? {
            BoundRule::Nested(nested) => rules = &nested.body.rules,
            BoundRule::Value(_) => return None,
        }
    }
    match rules.get(*last)? {
        BoundRule::Value(rule) => Some(rule),
        BoundRule::Nested(_) => None,
    }
}

/// True where a rule has found fault with one of the cells that an expression reads.
fn said_already(bound: &BoundExpression, record: &Record, frame: &Frame<'_>, out: &Mapped) -> bool {
    bound.inputs.iter().any(|input| match input {
        BoundName::Slot(slot) => {
            let origin = frame.origin(record, Some(*slot));
            out.findings.iter().any(|one| one.origin == origin)
        }
        BoundName::Attribute(_) | BoundName::RunDate => false,
    })
}

/// True where all columns that an expression reads are empty: then there is no amount.
fn reads_nothing(bound: &BoundExpression, record: &Record) -> bool {
    !bound.inputs.is_empty()
        && bound.inputs.iter().all(|input| match input {
            BoundName::Slot(slot) => record.value(*slot).is_blank(),
            BoundName::Attribute(_) | BoundName::RunDate => true,
        })
}

/// The amount of a value; none where it is empty.
fn read(value: &Value, form: NumberForm) -> Result<Option<Decimal>, ()> {
    match value {
        blank if blank.is_blank() => Ok(None),
        Value::Integer(number) => Ok(Some(Decimal::from(*number))),
        Value::Decimal(number) => Ok(Some(*number)),
        Value::Text(text) => form.parse(text).map(Some).ok_or(()),
        _ => Err(()),
    }
}

/// A total that misses a value of a record that is not wanted anyway does not reject it.
fn weight(out: &Mapped) -> Severity {
    if out.verdict == MappedVerdict::Filtered {
        Severity::Warning
    } else {
        Severity::Error
    }
}
