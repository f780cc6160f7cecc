//! Checks over one record, and what is compared between records.

use landbridge_contract::{Fields, Name, Record, Text, Value};
use rhai::Dynamic;

use super::frame::Frame;
use super::{Evaluator, RuleOutcome, reads_bad, sent};
use crate::diagnose::{Finding, Stage, codes, masked};
use crate::mapping::convert::plain_text;
use crate::mapping::expression::{Complaint, Operand, to_dynamic};
use crate::mapping::mapped::Mapped;
use crate::mapping::plan::{BoundExpression, BoundName, CheckPlan};
use crate::mapping::trace::Watch;

impl<W: Watch> Evaluator<'_, W> {
    pub(super) fn checks(
        &mut self,
        record: &Record,
        frame: &Frame<'_>,
        payload: &Fields,
        out: &mut Mapped,
    ) {
        let plan = self.plan;
        for check in &plan.checks {
            let bound = &check.that;
            if reads_bad(bound, frame) || self.reads_failed(bound) {
                continue;
            }
            let outcomes = &self.outcomes;
            let run_date = self.run.run_date;
            let read = |index: usize| match bound.inputs.get(index) {
                Some(BoundName::Slot(slot)) => Some(record.value(*slot)),
                Some(BoundName::Attribute(rule)) => sent(outcomes, *rule, payload),
                Some(BoundName::RunDate) | None => None,
            };
            let verdict = bound.expression.evaluate(&mut self.runtime, |index| {
                if bound.inputs.get(index) == Some(&BoundName::RunDate) {
                    return Dynamic::from(run_date);
                }
                read(index).map_or(Dynamic::UNIT, to_dynamic)
            });
            match verdict {
                Ok(Operand::Bool(true)) => {}
                Ok(Operand::Bool(false)) => {
                    let finding = self.does_not_hold(check, &read, record, frame);
                    out.findings.push(finding);
                }
                Ok(_) => {
                    let complaint = Complaint {
                        found: Value::Null,
                        expected: "true or false".to_owned(),
                    };
                    self.complain("", bound, &complaint, record, frame, out);
                }
                Err(complaint) => self.complain("", bound, &complaint, record, frame, out),
            }
        }
    }

    /// Shows every value that a check reads, in the place of the first.
    fn does_not_hold<'v>(
        &self,
        check: &CheckPlan,
        read: &impl Fn(usize) -> Option<&'v Value>,
        record: &Record,
        frame: &Frame<'_>,
    ) -> Finding {
        let bound = &check.that;
        let found: Vec<String> = bound
            .expression
            .names
            .iter()
            .zip(&bound.inputs)
            .enumerate()
            .filter(|(_, (_, input))| **input != BoundName::RunDate)
            .map(|(index, (named, _))| {
                let value = read(index).unwrap_or(&Value::Null);
                format!("{} {}", named.name, masked(value, bound.personal))
            })
            .collect();
        let field = bound.expression.names.first();
        Finding {
            code: &codes::VAL_CHECK,
            severity: check.severity,
            stage: Stage::Validate,
            field: field.map_or_else(Text::default, |one| Text::from(&*one.name)),
            origin: frame.origin(record, self.first_slot(bound)),
            found: found.join(", "),
            expected: format!("`{}` ({})", bound.expression.text, check.otherwise),
        }
    }

    fn reads_failed(&self, bound: &BoundExpression) -> bool {
        bound.inputs.iter().any(|input| match input {
            BoundName::Attribute(rule) => self.outcomes.get(*rule) == Some(&RuleOutcome::Failed),
            BoundName::Slot(_) | BoundName::RunDate => false,
        })
    }

    /// The business key and the values that must differ.
    pub(super) fn keys(&self, payload: &Fields, out: &mut Mapped) {
        for (name, rule) in &self.plan.business_key {
            if let Some(value) = sent(&self.outcomes, *rule, payload) {
                let value = match value {
                    // `42.0` and `42` are the same key.
                    Value::Decimal(number) => Value::Decimal(number.normalize()),
                    other => other.clone(),
                };
                out.key.parts.push((Name::clone(name), value));
            }
        }
        for (index, unique) in self.plan.uniques.iter().enumerate() {
            let mut text = Text::default();
            let mut is_empty = true;
            let mut is_whole = true;
            for (position, rule) in unique.rules.iter().enumerate() {
                if position > 0 {
                    text.push_str(" | ");
                }
                is_whole &= self.outcomes.get(*rule) != Some(&RuleOutcome::Failed);
                if let Some(value) = sent(&self.outcomes, *rule, payload) {
                    is_empty &= value.is_blank();
                    text.push_str(&plain_text(value));
                }
            }
            if is_whole && !is_empty {
                out.uniques.push((index, text));
            }
        }
    }
}
