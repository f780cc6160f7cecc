//! What breaks have in common, what was decided about them, and what rules let pass.

use serde::{Deserialize, Serialize};

use super::BreakKind;
use crate::report::language::Language;

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
    /// In one line of English.
    pub fn line(&self) -> String {
        self.line_in(&Language::english())
    }

    /// In one line.
    pub(crate) fn line_in(&self, words: &Language) -> String {
        let differences = words.counted("n-differences", self.differences);
        let values = [
            ("differences", &*differences),
            ("field", &*self.field),
            ("rule", &*self.rule),
            ("owner", &*self.owner),
            ("reason", &*self.reason),
        ];
        words.with("allowed-line", &values)
    }
}

impl DecidedCount {
    /// `12 accepted`, in English.
    pub fn line(&self) -> String {
        self.line_in(&Language::english())
    }

    /// `12 accepted`.
    pub(crate) fn line_in(&self, words: &Language) -> String {
        words.counted(&format!("decided-{}", self.decision), self.count)
    }
}
