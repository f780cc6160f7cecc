//! What breaks have in common, what was decided about them, and what rules let pass.

use serde::{Deserialize, Serialize};

use super::BreakKind;
use crate::report::format::{count, counted};

/// What breaks of one kind and attribute have in common: a proposal of their cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalReport {
    /// The kind.
    pub kind: BreakKind,
    /// The attribute; empty for whole records.
    pub field: String,
    /// The breaks that it is about.
    pub breaks: u64,
    /// All breaks of the kind and attribute, those that are not open included.
    pub of: u64,
    /// What it is: a sentence without a full stop.
    pub text: String,
}

/// About how many breaks what was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecidedCount {
    /// `fixed`, `explained` or `accepted`.
    pub decision: String,
    /// How many.
    pub count: u64,
}

/// Differences that a rule of the mapping let pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllowedReport {
    /// The attribute.
    pub field: String,
    /// What the rule allows.
    pub rule: String,
    /// Who answers for it.
    pub owner: String,
    /// Why.
    pub reason: String,
    /// How many.
    pub differences: u64,
}

impl AllowedReport {
    /// In one line.
    pub fn line(&self) -> String {
        format!(
            "{} of {}: {} ({}: {})",
            counted(self.differences, "difference", "differences"),
            self.field,
            self.rule,
            self.owner,
            self.reason
        )
    }
}

impl DecidedCount {
    /// `12 accepted`.
    pub fn line(&self) -> String {
        format!("{} {}", count(self.count), self.decision)
    }
}
