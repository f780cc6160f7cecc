//! What a gate says of a run.

use serde::{Deserialize, Serialize};

use crate::report::format::count;
use crate::report::language::Language;

/// A gate with what a run shows of it, and by how much it is exceeded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateReport {
    /// The object whose records it is about; none where it is over the whole run.
    pub object: Option<String>,
    /// What it limits.
    pub kind: GateKind,
    /// What was found.
    pub found: u64,
    /// Records read.
    pub of: u64,
    /// What it allows, as landbridge.yaml says it: `10`, `2%`.
    pub allowed: String,
    /// By how much it is exceeded; nothing where the run passes it.
    pub excess: u64,
}

/// What a gate limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GateKind {
    /// Records rejected here or refused by the ERP.
    Rejects,
    /// Records with a warning.
    Warnings,
    /// Open breaks.
    Breaks,
    /// Records with a finding of this code.
    Code(String),
}

impl GateReport {
    /// What it limits, and by how much that is exceeded, in English.
    pub fn in_short(&self) -> String {
        self.in_short_in(&Language::english())
    }

    /// What it limits, and by how much that is exceeded.
    pub(crate) fn in_short_in(&self, words: &Language) -> String {
        let mut what = match &self.kind {
            GateKind::Rejects => words.say("gate-what-rejects"),
            GateKind::Warnings => words.say("gate-what-warnings"),
            GateKind::Breaks => words.say("gate-what-breaks"),
            GateKind::Code(code) => code.clone(),
        };
        if let Some(object) = &self.object {
            what = words.with("gate-what-of", &[("what", &what), ("object", object)]);
        }
        let excess = count(self.excess);
        words.with("gate-short", &[("what", &what), ("excess", &excess)])
    }

    /// The sentence that says it, without a full stop, in English.
    pub fn sentence(&self) -> String {
        self.sentence_in(&Language::english())
    }

    /// The sentence that says it, without a full stop.
    pub(crate) fn sentence_in(&self, words: &Language) -> String {
        let of = count(self.of);
        let records = match &self.object {
            None => words.with("gate-records", &[("of", &of)]),
            Some(object) => words.with("gate-records-of", &[("of", &of), ("object", object)]),
        };
        let (id, code) = match &self.kind {
            GateKind::Rejects => ("gate-rejected", ""),
            GateKind::Warnings => ("gate-warned", ""),
            GateKind::Breaks => ("gate-open", ""),
            GateKind::Code(code) => ("gate-coded", code.as_str()),
        };
        let values = [
            ("found", &*count(self.found)),
            ("records", &*records),
            ("code", code),
            ("breaks", &*words.counted("n-breaks-are-open", self.found)),
        ];
        let what = words.with(id, &values);
        words.with(
            "gate-allows",
            &[("what", &what), ("allowed", &self.allowed)],
        )
    }
}
