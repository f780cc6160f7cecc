//! One record: what was sent, held against what the ERP returns.

use std::collections::BTreeMap;

use landbridge_contract::{Fields, Name, Value};

use super::allowance;
use super::field_break::{BreakKind, FieldBreak};
use super::form::Form;
use super::rules::CompareRules;
use super::scalar::{self, Outcome};

/// Compares every attribute that was sent with what the ERP returns; the breaks come in the
/// order in which the attributes were sent. What the ERP holds beside them is its own affair.
///
/// Which values count as equal, in whatever form the ERP returns them, stands in the module
/// `scalar`; nested records are paired by key or position as [`CompareRules::child_keys`] says.
pub fn compare(expected: &Fields, found: &Fields, rules: &CompareRules) -> Vec<FieldBreak> {
    compare_counting(expected, found, rules, &mut Allowed::new())
}

/// How many differences a mapping's rules let pass, by attribute.
pub type Allowed = BTreeMap<String, u64>;

/// As [`compare`], and counts the differences that rules let pass.
pub fn compare_counting(
    expected: &Fields,
    found: &Fields,
    rules: &CompareRules,
    allowed: &mut Allowed,
) -> Vec<FieldBreak> {
    let mut comparison = Comparison {
        rules,
        breaks: Vec::new(),
        allowed,
    };
    comparison.fields(expected, found, &Path::Root);
    comparison.breaks
}

/// A place in the record. Most places are never named, so the text is made only when asked for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Path<'p> {
    /// The record itself.
    Root,
    /// An attribute of what stands at the parent.
    Attribute(&'p Path<'p>, &'p str),
    /// An element of the list at the parent, counted from 0 here and from 1 in its text.
    Element(&'p Path<'p>, usize),
}

impl Path<'_> {
    /// `lines[3].Amount`.
    pub(super) fn numbered(&self) -> String {
        match self {
            Self::Root => String::new(),
            Self::Attribute(parent, name) => joined(parent.numbered(), name),
            Self::Element(parent, index) => format!("{}[{}]", parent.numbered(), index + 1),
        }
    }

    /// `lines.Amount`, as rules name it.
    pub(super) fn plain(&self) -> String {
        match self {
            Self::Root => String::new(),
            Self::Attribute(parent, name) => joined(parent.plain(), name),
            Self::Element(parent, _) => parent.plain(),
        }
    }
}

fn joined(mut parent: String, name: &str) -> String {
    if !parent.is_empty() {
        parent.push('.');
    }
    parent.push_str(name);
    parent
}

pub(super) struct Comparison<'a> {
    pub(super) rules: &'a CompareRules,
    pub(super) breaks: Vec<FieldBreak>,
    allowed: &'a mut Allowed,
}

impl Comparison<'_> {
    pub(super) fn fields(
        &mut self,
        expected: &[(Name, Value)],
        found: &[(Name, Value)],
        path: &Path<'_>,
    ) {
        // Breaks of single values here: the place in the list, the attribute, what was sent.
        let mut own: Vec<(usize, &Name, &Value)> = Vec::new();
        for (name, sent) in expected {
            let here = Path::Attribute(path, name);
            let not_compared = &self.rules.not_compared;
            if !not_compared.is_empty() && not_compared.contains(&here.plain()) {
                continue;
            }
            let before = self.breaks.len();
            match attribute(found, name) {
                Some(held) => self.value(sent, held, &here),
                None if sent.is_blank() => {}
                None => self.not_returned(sent, &here),
            }
            let single = !matches!(sent, Value::List(_) | Value::Record(_));
            if single && self.breaks.len() > before {
                own.push((before, name, sent));
            }
        }
        self.exchanged(expected, found, &own);
        self.filled_in(expected, found, path);
    }

    /// Tells of breaks whose value stands in another attribute, which is not meant to hold it.
    fn exchanged(
        &mut self,
        expected: &[(Name, Value)],
        found: &[(Name, Value)],
        own: &[(usize, &Name, &Value)],
    ) {
        for (place, name, sent) in own {
            // Nought and nothing stand everywhere.
            if sent.is_blank() || sent.as_decimal().is_some_and(|sent| sent.is_zero()) {
                continue;
            }
            let same = |left: &Value, right: &Value| {
                scalar::compare(left, right, self.rules.zone) == Outcome::Equal
            };
            let other = found.iter().find(|(other, held)| {
                let meant = attribute(expected, other);
                other != *name && same(sent, held) && !meant.is_some_and(|meant| same(meant, held))
            });
            let Some((other, _)) = other else { continue };
            let back = attribute(expected, other)
                .zip(attribute(found, name))
                .is_some_and(|(meant, held)| same(meant, held));
            let form = if back {
                Form::Exchanged(other.to_string())
            } else {
                Form::Elsewhere(other.to_string())
            };
            if let Some(one) = self.breaks.get_mut(*place) {
                one.forms.insert(0, form);
            }
        }
    }

    /// Holds what the ERP fills in by itself against what the rules say that it fills in.
    fn filled_in(&mut self, expected: &[(Name, Value)], found: &[(Name, Value)], path: &Path<'_>) {
        let rules = self.rules;
        let mut filled = rules.allowed.values();
        if !filled.any(|rule| rule.fills.is_some()) {
            return;
        }
        let within = path.plain();
        for rule in rules.allowed.values().filter(|rule| rule.fills.is_some()) {
            let whole = &*rule.attribute.name;
            let (parent, name) = whole.rsplit_once('.').unwrap_or(("", whole));
            if parent != within || attribute(expected, name).is_some() {
                continue;
            }
            if let Some(held) = attribute(found, name).filter(|held| !held.is_blank()) {
                let here = Path::Attribute(path, name);
                self.scalar(&Value::Null, held, &here);
            }
        }
    }

    /// Compares two values of one place.
    pub(super) fn value(&mut self, sent: &Value, held: &Value, path: &Path<'_>) {
        match (sent, held) {
            (Value::Record(sent), Value::Record(held)) => self.fields(sent, held, path),
            (Value::List(sent), Value::List(held)) => self.list(sent, held, path),
            // A single nested record is returned as a list by some resources, and the reverse.
            (Value::List(sent), Value::Record(_)) => {
                self.list(sent, std::slice::from_ref(held), path);
            }
            (Value::Record(_), Value::List(held)) => {
                self.list(std::slice::from_ref(sent), held, path);
            }
            (Value::List(sent), _) if held.is_blank() => self.list(sent, &[], path),
            (Value::Record(_), _) if held.is_blank() => {
                self.push(BreakKind::Missing, sent, held, path);
            }
            _ => self.scalar(sent, held, path),
        }
    }

    fn scalar(&mut self, sent: &Value, held: &Value, path: &Path<'_>) {
        let outcome = scalar::compare(sent, held, self.rules.zone);
        if outcome == Outcome::Equal {
            return;
        }
        let plain = path.plain();
        if let Some(rule) = self.rules.allowed.get(&plain)
            && allowance::passes(rule, sent, held, self.rules.zone)
        {
            *self.allowed.entry(plain).or_default() += 1;
            return;
        }
        let (kind, difference) = match outcome {
            Outcome::Equal => return,
            Outcome::Differs(kind) => (kind, None),
            Outcome::DiffersBy(difference) => (BreakKind::Amount, difference),
        };
        if self.rules.references.contains(&plain) {
            return self.push(BreakKind::Reference, sent, held, path);
        }
        self.push(kind, sent, held, path);
        if let Some(last) = self.breaks.last_mut() {
            last.difference = difference.filter(|_| !self.rules.is_personal(&plain));
        }
    }

    fn not_returned(&mut self, sent: &Value, path: &Path<'_>) {
        let kind = match sent {
            Value::List(_) | Value::Record(_) => BreakKind::Missing,
            _ => match scalar::compare(sent, &Value::Null, self.rules.zone) {
                Outcome::Differs(kind) => kind,
                Outcome::Equal | Outcome::DiffersBy(_) => BreakKind::Text,
            },
        };
        let kind = if self.rules.references.contains(&path.plain()) {
            BreakKind::Reference
        } else {
            kind
        };
        let found = "nothing (the ERP does not return this attribute)".to_owned();
        self.push(kind, sent, &Value::Null, path);
        if let Some(last) = self.breaks.last_mut() {
            last.found = found;
        }
    }

    pub(super) fn push(&mut self, kind: BreakKind, sent: &Value, held: &Value, path: &Path<'_>) {
        let personal = self.hides(sent, path) || self.hides(held, path);
        self.breaks.push(FieldBreak::of_values(
            kind,
            &path.numbered(),
            sent,
            held,
            personal,
        ));
    }

    /// Whether a value must not be shown: it is personal, or nested with something personal in it.
    fn hides(&self, value: &Value, path: &Path<'_>) -> bool {
        match value {
            Value::List(_) | Value::Record(_) => self.rules.holds_personal(&path.plain()),
            _ => self.rules.is_personal(&path.plain()),
        }
    }
}

/// The value of an attribute, where there is one.
pub(super) fn attribute<'a>(fields: &'a [(Name, Value)], name: &str) -> Option<&'a Value> {
    fields
        .iter()
        .find(|(known, _)| &**known == name)
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests;
