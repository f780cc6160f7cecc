//! Makes the tokens of a record, when the values that they are made of are there.

use landbridge_contract::{Fields, Name, Record, Value};

use super::value::Filled;
use super::{Evaluator, Frame, RuleOutcome, sent};
use crate::mapping::mapped::Mapped;
use crate::mapping::plan::BoundRule;
use crate::mapping::trace::Watch;

impl<W: Watch> Evaluator<'_, W> {
    pub(super) fn tokens(
        &mut self,
        record: &Record,
        frame: &Frame<'_>,
        payload: &mut Fields,
        out: &mut Mapped,
    ) {
        let plan = self.plan;
        for token in &plan.tokens {
            let Some(BoundRule::Value(rule)) = plan.body.rules.get(token.rule) else {
                continue;
            };
            self.watch.found(&out.findings);
            self.watch.rule(&rule.field, rule.personal);
            let mut parts = token.parts.iter();
            let failed = parts.any(|part| self.outcomes.get(*part) == Some(&RuleOutcome::Failed));
            // What a token is made of has a finding: one cause makes one finding.
            let filled = if failed {
                Filled::Failed
            } else {
                let values = token.parts.iter();
                let values = values.map(|part| sent(&self.outcomes, *part, payload));
                let made = Value::Text(token.token(values));
                self.watch.step("token", &made);
                self.token(rule, made, record, frame, out)
            };
            self.watch.found(&out.findings);
            let outcome = match filled {
                Filled::Value(value) => {
                    self.watch.sent(Some(&value));
                    payload.push((Name::clone(&rule.attribute), value));
                    RuleOutcome::Sent(payload.len() - 1)
                }
                Filled::Empty => {
                    self.watch.sent(None);
                    RuleOutcome::Empty
                }
                Filled::Failed => RuleOutcome::Failed,
            };
            if let Some(place) = self.outcomes.get_mut(token.rule) {
                *place = outcome;
            }
        }
    }
}
