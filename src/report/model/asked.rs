//! What the ERP was asked about the records of a run.

use serde::{Deserialize, Serialize};

use crate::report::format::{count, counted};

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
    /// What came of it, in one line.
    pub fn line(&self) -> String {
        let line = format!(
            "{}: {} of {} asked for in {}, {} amiss",
            self.object,
            count(self.asked),
            self.subject,
            counted(self.requests, "request", "requests"),
            count(self.amiss)
        );
        match self.unasked {
            0 => line,
            some => format!("{line}, {} not asked for", count(some)),
        }
    }
}
