//! What a retry did about the run that it retried.

use serde::{Deserialize, Serialize};

use crate::report::format::{count, counted};

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
    /// What came of it, in one line.
    pub fn line(&self) -> String {
        let resent = match self.resent {
            0 => "nothing was refused".to_owned(),
            some => {
                let sent = counted(some, "refused record", "refused records");
                let mut became = Vec::new();
                for (number, word) in [
                    (self.loaded, "loaded"),
                    (self.refused, "refused again"),
                    (self.unsettled, "not settled"),
                ] {
                    if number > 0 {
                        became.push(format!("{} {word}", count(number)));
                    }
                }
                format!("{sent} sent again, {}", became.join(", "))
            }
        };
        format!(
            "{} of run {}: {resent}; {} of {} mended, and sent as this run",
            self.object,
            count(self.run),
            count(self.mended),
            counted(self.rejects, "reject", "rejects"),
        )
    }
}
