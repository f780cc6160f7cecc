//! One record: what was sent, held against what the ERP returns.

use landbridge_contract::{Fields, Name, Value};

use super::field_break::{BreakKind, FieldBreak, shown};
use super::rules::CompareRules;
use super::scalar::{self, Outcome};

/// Compares every attribute that was sent with what the ERP returns; the breaks come in the
/// order in which the attributes were sent. What the ERP holds beside them is its own affair.
///
/// Which values count as equal, in whatever form the ERP returns them, stands in the module
/// `scalar`; nested records are paired by key or position as [`CompareRules::child_keys`] says.
pub fn compare(expected: &Fields, found: &Fields, rules: &CompareRules) -> Vec<FieldBreak> {
    let mut comparison = Comparison {
        rules,
        breaks: Vec::new(),
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
}

impl Comparison<'_> {
    pub(super) fn fields(
        &mut self,
        expected: &[(Name, Value)],
        found: &[(Name, Value)],
        path: &Path<'_>,
    ) {
        for (name, sent) in expected {
            let here = Path::Attribute(path, name);
            let not_compared = &self.rules.not_compared;
            if !not_compared.is_empty() && not_compared.contains(&here.plain()) {
                continue;
            }
            match attribute(found, name) {
                Some(held) => self.value(sent, held, &here),
                None if sent.is_blank() => {}
                None => self.not_returned(sent, &here),
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
        match scalar::compare(sent, held, self.rules.zone) {
            Outcome::Equal => {}
            Outcome::Differs(kind) => self.push(kind, sent, held, path),
            Outcome::DiffersBy(difference) => {
                let tolerance = self.rules.tolerances.get(&path.plain());
                let allowed = tolerance
                    .zip(difference)
                    .is_some_and(|(tolerance, by)| by.abs() <= tolerance.amount);
                if !allowed {
                    self.push(BreakKind::Amount, sent, held, path);
                    if let Some(last) = self.breaks.last_mut() {
                        last.difference =
                            difference.filter(|_| !self.rules.is_personal(&path.plain()));
                    }
                }
            }
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
        let expected = shown(sent, self.hides(sent, path));
        let found = "nothing (the ERP does not return this attribute)".to_owned();
        self.breaks
            .push(FieldBreak::new(kind, &path.numbered(), expected, found));
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
