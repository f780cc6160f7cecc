//! What a retry did about the run that it retried.

use serde::{Deserialize, Serialize};

use crate::report::format::count;
use crate::report::language::Language;

/// What a retry did about one object of the run that it retried, in records. The report's other figures are those of the rejects that
/// it sent as a run of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetriedReport {
    /// The object.
    pub object: String,
    /// The run that was retried.
    pub run: u64,
    /// Refused ones of that run that were sent again.
    pub resent: u64,
    /// Of these, loaded now.
    pub loaded: u64,
    /// Of these, refused again.
    pub refused: u64,
    /// Of these, in doubt or not sent.
    pub unsettled: u64,
    /// Rejects of that run.
    pub rejects: u64,
    /// Of these, rejected no more: they are what this run sends.
    pub mended: u64,
}

impl RetriedReport {
    /// What came of it, in one line of English.
    pub fn line(&self) -> String {
        self.line_in(&Language::english())
    }

    /// What came of it, in one line.
    pub(crate) fn line_in(&self, words: &Language) -> String {
        let became = [
            ("resent-loaded", self.loaded),
            ("resent-refused", self.refused),
            ("resent-unsettled", self.unsettled),
        ];
        let became = became.into_iter().filter(|(_, number)| *number > 0);
        let became: Vec<String> = became
            .map(|(id, number)| words.counted(id, number))
            .collect();
        let resent = match self.resent {
            0 => words.say("retried-none"),
            some => words.counted_with("n-resent", some, &[("became", &became.join(", "))]),
        };
        let values = [
            ("object", &*self.object),
            ("run", &*count(self.run)),
            ("resent", &*resent),
            ("mended", &*count(self.mended)),
            ("rejects", &*words.counted("n-rejects", self.rejects)),
        ];
        words.with("retried-line", &values)
    }
}
