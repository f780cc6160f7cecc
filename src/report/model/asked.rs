//! What the ERP was asked about the records of a run.

use serde::{Deserialize, Serialize};

use crate::report::format::count;
use crate::report::language::Language;

/// What the ERP was asked about one subject for the records of an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedReport {
    /// The object.
    pub object: String,
    /// What was asked for: `business keys`, `records of suppliers`, `values of TermsLOV`.
    pub subject: String,
    /// Distinct questions that it answered.
    pub asked: u64,
    /// Answers that are not what the records need.
    pub amiss: u64,
    /// What was not asked.
    pub unasked: u64,
    /// Requests that it took.
    pub requests: u64,
    /// Why something was not asked; empty where all was.
    pub why: String,
}

impl AskedReport {
    /// What came of it, in one line of English.
    pub fn line(&self) -> String {
        self.line_in(&Language::english())
    }

    /// What came of it, in one line.
    pub(crate) fn line_in(&self, words: &Language) -> String {
        let values = [
            ("object", &*self.object),
            ("asked", &*count(self.asked)),
            ("subject", &*self.subject_in(words)),
            ("requests", &*words.counted("n-requests", self.requests)),
            ("amiss", &*count(self.amiss)),
        ];
        let line = words.with("asked-line", &values);
        match self.unasked {
            0 => line,
            some => {
                let values = [("line", &*line), ("unasked", &*count(some))];
                words.with("asked-unasked", &values)
            }
        }
    }

    /// What was asked for.
    pub(crate) fn subject_in(&self, words: &Language) -> String {
        for (beginning, id) in [
            ("records of ", "subject-records"),
            ("values of ", "subject-values"),
        ] {
            if let Some(of) = self.subject.strip_prefix(beginning) {
                return words.with(id, &[("of", of)]);
            }
        }
        match &*self.subject {
            "business keys" => words.say("subject-keys"),
            other => other.to_owned(),
        }
    }
}
