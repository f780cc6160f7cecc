//! How much findings of a code weigh in one mapping, where it says so.
//!
//! A finding about the schema may be lowered to a warning where the value is whole and a pod can accept it
//! all the same: it may be set up wider than its description. What a source noticed may be raised to an
//! error. All else keeps its weight: where there is no value, a wrong one, or no key, nothing can be
//! loaded, and rules of the mapping itself state their own `severity`.

use crate::diagnose::{Code, Severity, codes};

/// Errors that a mapping may lower.
static LOWERED: [&Code; 5] = [
    &codes::VAL_LENGTH,
    &codes::VAL_PRECISION,
    &codes::VAL_ALLOWED,
    &codes::VAL_PATTERN,
    &codes::VAL_RANGE,
];

/// Warnings that a mapping may raise.
static RAISED: [&Code; 4] = [
    &codes::SRC_HIDDEN,
    &codes::SRC_MERGED,
    &codes::SRC_RAGGED,
    &codes::SRC_REPEATED_HEADER,
];

/// The codes whose severity a mapping may state.
pub fn changeable() -> impl Iterator<Item = &'static Code> + Clone {
    LOWERED.iter().chain(&RAISED).copied()
}

/// What a mapping states of severities.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Severities(pub Vec<(&'static Code, Severity)>);

impl Severities {
    /// How much a finding of a code weighs that weighs so much by itself.
    pub fn of(&self, code: &'static Code, own: Severity) -> Severity {
        let stated = self.0.iter().find(|(stated, _)| *stated == code);
        stated.map_or(own, |(_, severity)| *severity)
    }
}
