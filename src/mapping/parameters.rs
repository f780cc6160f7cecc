//! Parameters: constants that a project states by name, and that hold for a wave or for a target.
//!
//! They are written `${name}`, in constants and in expressions alike, and stand for their value before a
//! mapping is bound: no record pays for them.

use std::collections::BTreeMap;

use landbridge_contract::{Name, Text, Value};

use super::convert::plain_text;
use crate::diagnose::{Diagnostic, Location, codes};
use crate::project::{mistake, unknown_name};

/// What a parameter begins with.
pub(crate) const OPENING: &str = "${";

/// Parameters with their values.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parameters(BTreeMap<Name, Value>);

impl Parameters {
    /// The value of a parameter.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&Name, &Value)> {
        self.0.iter()
    }

    /// Gives a parameter its value, in the place of another.
    pub fn set(&mut self, name: Name, value: Value) {
        self.0.insert(name, value);
    }

    /// These, where others do not say otherwise.
    pub(crate) fn under(&self, others: &Self) -> Self {
        let mut all = self.clone();
        all.0.extend(
            others
                .0
                .iter()
                .map(|(name, value)| (name.clone(), value.clone())),
        );
        all
    }

    /// Says that there is no such parameter.
    pub(crate) fn unknown(&self, name: &str, at: &Location) -> Diagnostic {
        let known = self.0.keys().map(|name| &**name);
        unknown_name(&codes::MAPPING_PARAMETER, at, "parameter", name, known)
    }

    /// A constant's text with the values of its parameters; a text that is one parameter and nothing
    /// else is its value, number or truth value as it is.
    pub(crate) fn filled_in(
        &self,
        text: &str,
        at: &Location,
        text_at: Option<&Location>,
    ) -> Result<Value, Diagnostic> {
        let place = |offset: usize| {
            text_at.map_or_else(
                || at.clone(),
                |start| super::expression::place(start, offset, true),
            )
        };
        let mut filled = Text::default();
        let (mut rest, mut offset) = (text, 0);
        while let Some((before, behind)) = rest.split_once(OPENING) {
            let opens = offset + before.chars().count();
            // `$${` is what a text with `${` in it is written as.
            if let Some(before) = before.strip_suffix('$') {
                filled.push_str(before);
                filled.push_str(OPENING);
                (rest, offset) = (behind, opens + OPENING.len());
                continue;
            }
            let Some((name, after)) = closed(behind) else {
                let found = format!("`{OPENING}` without a name and `}}` behind it");
                return Err(mistake(
                    &codes::MAPPING_PARAMETER,
                    &place(opens),
                    found,
                    FORM,
                ));
            };
            let Some(value) = self.get(name) else {
                return Err(self.unknown(name, &place(opens)));
            };
            if before.is_empty() && after.is_empty() && filled.is_empty() {
                return Ok(value.clone());
            }
            filled.push_str(before);
            filled.push_str(&plain_text(value));
            (rest, offset) = (after, opens + OPENING.len() + name.chars().count() + 1);
        }
        filled.push_str(rest);
        Ok(Value::Text(filled))
    }
}

/// How a parameter is written.
const FORM: &str = "a parameter as ${name}, or $${ for a text with ${ in it";

/// The name at the beginning of what stands behind `${`, and what follows its `}`.
pub(crate) fn closed(behind: &str) -> Option<(&str, &str)> {
    behind
        .split_once('}')
        .filter(|(name, _)| is_parameter_name(name))
}

/// Whether a text may name a parameter: letters, digits and `_`, not beginning with a digit.
pub(crate) fn is_parameter_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
