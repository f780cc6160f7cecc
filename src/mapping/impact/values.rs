//! Values that a rule is known to give, held against what is accepted now.

use landbridge_contract::Value;

use super::{Concern, Impact};
use crate::diagnose::{Diagnostics, HIDDEN, masked};
use crate::mapping::conform::shaped_type;
use crate::mapping::convert::convert;
use crate::mapping::model::{FieldRule, RuleInput, RuleKind, ValueRule};
use crate::schema::{Attribute, AttributeKind, Bound, ChangeKind, ObjectSchema};

/// Codes of a crosswalk that are named in one line.
const CODES_SHOWN: usize = 6;

impl Concern<'_> {
    /// The lines of a rule whose values must be others now.
    pub(super) fn values(&self, rule: &FieldRule) -> Vec<Impact> {
        let (RuleKind::Value(value), Some(is)) =
            (&rule.kind, attribute(self.new, &self.change.path))
        else {
            return Vec::new();
        };
        // The target id of another record is no value that a mapping gives.
        if value.reference.is_some() {
            return Vec::new();
        }
        let Some(was) = attribute(self.old, &self.change.path) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        let shaping = &value.shaping;
        let shaped =
            shaping.crosswalk.is_some() || shaping.date.is_some() || shaping.number.is_some();
        if let Some(default) = &value.default
            && let Some(expected) = refused_now(default, was, is)
        {
            let shown = masked(default, value.personal);
            let how = format!("its default {shown} is refused now: expected {expected}");
            found.push(Impact::breaks(&rule.attribute.at, how));
        }
        match &value.input {
            RuleInput::Constant(constant, at) if !shaped => {
                if let Some(expected) = refused_now(constant, was, is) {
                    let shown = masked(constant, value.personal);
                    let how = format!("the value {shown} is refused now: expected {expected}");
                    found.push(Impact::breaks(at, how));
                }
                return found;
            }
            _ => {}
        }
        if shaping.crosswalk.is_some() {
            found.extend(self.crosswalk(value, was, is));
            return found;
        }
        if let Some(breaks) = shaped_wrongly(rule, value, is, &self.change.kind) {
            found.push(breaks);
        } else if !takes_all(&self.change.kind) {
            let how = format!(
                "values of {} may be refused: {}",
                source(value),
                self.change.kind.words()
            );
            found.push(Impact::may_break(&rule.attribute.at, how));
        }
        found
    }

    /// A rule whose values all come from a crosswalk: the codes that are refused now.
    fn crosswalk(&self, value: &ValueRule, was: &Attribute, is: &Attribute) -> Option<Impact> {
        let named = value.shaping.crosswalk.as_ref()?;
        let pairs = self.crosswalks.get(&named.name)?.pairs();
        let refused: Vec<_> = pairs
            .into_iter()
            .filter(|(_, to)| refused_now(&Value::Text((*to).clone()), was, is).is_some())
            .collect();
        if refused.is_empty() {
            return None;
        }
        let personal = value.personal || self.mapping.personal_crosswalks().contains(&named.name);
        let shown: Vec<String> = refused
            .iter()
            .take(CODES_SHOWN)
            .map(|(from, to)| format!("{from} → {to}"))
            .collect();
        let mut shown = shown.join(", ");
        if personal {
            HIDDEN.clone_into(&mut shown);
        } else if let Some(more @ 1..) = refused.len().checked_sub(CODES_SHOWN) {
            shown = format!("{shown} and {more} more");
        }
        let codes = if refused.len() == 1 {
            "1 code".to_owned()
        } else {
            format!("{} codes", refused.len())
        };
        let how = format!(
            "the crosswalk `{}` gives {codes} that `{}` refuses now: {shown}",
            named.name, self.change.path
        );
        Some(Impact::may_break(&named.at, how))
    }
}

/// The attribute at a path.
fn attribute<'a>(schema: &'a ObjectSchema, path: &str) -> Option<&'a Attribute> {
    match path.split_once('.') {
        Some((part, rest)) => attribute(schema.child(part)?, rest),
        None => schema.attribute(path),
    }
}

/// What is expected now of a value that was accepted.
fn refused_now(value: &Value, was: &Attribute, is: &Attribute) -> Option<String> {
    if value.is_blank() || refused(value, was).is_some() {
        return None;
    }
    refused(value, is)
}

fn refused(value: &Value, accepted: &Attribute) -> Option<String> {
    match convert(value.clone(), accepted.kind) {
        Err((_, expected)) => Some(expected.to_owned()),
        Ok(converted) => {
            let mut violations = Vec::new();
            accepted.check(&converted, &mut violations);
            violations.into_iter().next().map(|one| one.expected)
        }
    }
}

/// Rules that can give nothing else than what is refused now.
fn shaped_wrongly(
    rule: &FieldRule,
    value: &ValueRule,
    is: &Attribute,
    change: &ChangeKind,
) -> Option<Impact> {
    let at = &rule.attribute.at;
    if matches!(change, ChangeKind::Type(..)) {
        let mut wrong = Diagnostics::default();
        shaped_type(value, is, &mut wrong);
        let wrong = wrong.0.into_iter().next()?;
        let how = format!("gives {}, expected {} now", wrong.found, wrong.expected);
        return Some(Impact::breaks(wrong.at.as_ref().unwrap_or(at), how));
    }
    if let (ChangeKind::Narrower(Bound::Length, ..), Some(pad)) = (change, &value.shaping.pad)
        && let Some(longest) = is.length_max
        && pad.width() > usize::try_from(longest).unwrap_or(usize::MAX)
    {
        let how = format!(
            "pads to {} characters, of {longest} at the most",
            pad.width()
        );
        return Some(Impact::breaks(at, how));
    }
    None
}

/// Whether every value of the earlier type is one of the new one: a mapping converts it.
fn takes_all(change: &ChangeKind) -> bool {
    matches!(
        change,
        ChangeKind::Type(_, AttributeKind::Text)
            | ChangeKind::Type(AttributeKind::Integer, AttributeKind::Number)
            | ChangeKind::Type(AttributeKind::Date, AttributeKind::DateTime)
    )
}

/// Where the values come from.
fn source(rule: &ValueRule) -> String {
    let columns: Vec<String> = rule
        .columns()
        .map(|one| format!("`{}`", one.name))
        .collect();
    match columns.as_slice() {
        [] => "the expression".to_owned(),
        names => names.join(", "),
    }
}
