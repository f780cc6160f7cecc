//! What became of records in doubt once the ERP was asked.

use crate::ledger::{Outcome, Settled};

/// What the ERP said of records in doubt.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Recovered {
    /// They are there as they were sent.
    pub(super) there: u64,
    /// They are not there, or not as they were sent, and are sent again.
    pub(super) again: u64,
    /// Somebody has to decide.
    pub(super) refused: u64,
}

impl Recovered {
    pub(super) fn add(&mut self, settled: &[Settled]) {
        for one in settled {
            match &one.outcome {
                Outcome::Loaded { .. } => self.there += 1,
                Outcome::Ready => self.again += 1,
                Outcome::Refused { .. } => self.refused += 1,
                Outcome::InDoubt { .. } => {}
            }
        }
    }

    /// How many of so many doubts are settled, in words.
    pub(super) fn words(self, doubts: u64) -> String {
        let left = doubts.saturating_sub(self.there + self.again + self.refused);
        let parts = [
            (self.there, "in the ERP as sent"),
            (self.again, "to be sent again"),
            (self.refused, "there and different, for a person to decide"),
            (left, "still in doubt"),
        ];
        let said: Vec<String> = parts
            .into_iter()
            .filter(|(records, _)| *records > 0)
            .map(|(records, what)| format!("{} {what}", crate::diagnose::grouped(records)))
            .collect();
        said.join("; ")
    }
}
