//! What the file cannot hold in which a record goes, told at the cell that it comes from.

use landbridge_contract::{Fields, Misfit, Origin, Record, Text, Value};

use super::frame::Frame;
use super::{Evaluator, JoinedRecord};
use crate::diagnose::{Finding, Severity, Stage, codes, masked};
use crate::mapping::mapped::Mapped;
use crate::mapping::plan::{BoundNested, BoundRule, NestedFrom};
use crate::mapping::trace::Watch;

/// Where a value came from.
struct Came {
    field: Text,
    origin: Origin,
    personal: bool,
}

impl<W: Watch> Evaluator<'_, W> {
    /// Says what the file cannot hold. What a rule has found fault with is in no payload, and not said twice.
    pub(super) fn misfits(
        &mut self,
        (record, frame, joined): (&Record, &Frame<'_>, &[&[JoinedRecord<'_>]]),
        payload: &Fields,
        out: &mut Mapped,
    ) {
        let Some(form) = &self.plan.form else {
            return;
        };
        for misfit in form.misfits(payload) {
            let came = self.came_from(&misfit, (record, frame, joined));
            let found = match value_at(payload, &misfit) {
                Some(value) => masked(value, came.personal),
                None => misfit.found,
            };
            out.findings.push(Finding {
                code: &codes::VAL_FILE,
                severity: Severity::Error,
                stage: Stage::Validate,
                field: came.field,
                origin: came.origin,
                found,
                expected: misfit.expected,
            });
        }
    }

    /// Follows the path of a misfit through the rules. Where it leads to no value, it is about the record that it leads to.
    fn came_from<'r>(
        &mut self,
        misfit: &Misfit,
        (record, frame, joined): (&'r Record, &Frame<'r>, &[&[JoinedRecord<'r>]]),
    ) -> Came {
        let plan = self.plan;
        let mut body = &plan.body;
        let mut here = (record, frame.clone());
        let mut items = misfit.items.iter();
        for name in misfit.path.split('.') {
            let mut rules = body.rules.iter();
            let own = rules.find(|rule| match rule {
                BoundRule::Value(rule) => &*rule.attribute == name,
                BoundRule::Nested(rule) => &*rule.attribute == name,
            });
            match own {
                Some(BoundRule::Value(rule)) => {
                    let (record, frame) = &here;
                    return Came {
                        field: rule.field.clone(),
                        origin: frame.origin(record, rule.input.slot_in(record)),
                        personal: rule.personal,
                    };
                }
                Some(BoundRule::Nested(rule)) => {
                    let item = items.next().copied();
                    let inner = item.and_then(|item| self.nth(rule, item, &here, joined));
                    let Some(inner) = inner else {
                        break;
                    };
                    here = inner;
                    body = &rule.body;
                }
                None => break,
            }
        }
        let (record, frame) = &here;
        Came {
            field: Text::from(misfit.path.as_str()),
            origin: frame.origin(record, None),
            personal: !plan.personal_attributes.is_empty(),
        }
    }

    /// The nested record that stands at a place of the list that a rule makes: those that `where` does not want are not in it.
    fn nth<'r>(
        &mut self,
        rule: &BoundNested,
        item: usize,
        (record, frame): &(&'r Record, Frame<'r>),
        joined: &[&[JoinedRecord<'r>]],
    ) -> Option<(&'r Record, Frame<'r>)> {
        let mut unsaid = Mapped::default();
        let mut left = item;
        let mut wanted = |inner: &'r Record, frame: Frame<'r>| {
            let selected = self.is_selected(&rule.body, inner, &frame, &mut unsaid);
            if selected && left == 0 {
                return Some((inner, frame));
            }
            left -= usize::from(selected);
            None
        };
        match rule.from {
            NestedFrom::Child(child) => {
                let mut all = record.children.get(child)?.iter();
                all.find_map(|inner| wanted(inner, frame.child(child, inner)))
            }
            NestedFrom::Join(join) => {
                let mut all = joined.get(join)?.iter();
                all.find_map(|inner| wanted(inner.record, Frame::new(inner.record, inner.layout)))
            }
        }
    }
}

/// The value that a misfit is about; none where it is about a whole record.
fn value_at<'p>(payload: &'p Fields, misfit: &Misfit) -> Option<&'p Value> {
    let mut fields = payload;
    let mut items = misfit.items.iter();
    let mut names = misfit.path.split('.').peekable();
    while let Some(name) = names.next() {
        let (_, value) = fields.iter().find(|(known, _)| **known == *name)?;
        if names.peek().is_none() {
            return Some(value).filter(|value| !matches!(value, Value::List(_) | Value::Record(_)));
        }
        let value = match value {
            Value::List(all) => all.get(*items.next()?)?,
            other => {
                items.next();
                other
            }
        };
        let Value::Record(inner) = value else {
            return None;
        };
        fields = inner;
    }
    None
}
