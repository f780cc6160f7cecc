//! What a gate says of a run.

use serde::{Deserialize, Serialize};

use crate::report::format::{count, counted};

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
    /// What it limits, and by how much that is exceeded.
    pub fn in_short(&self) -> String {
        let what = match &self.kind {
            GateKind::Rejects => "rejects",
            GateKind::Warnings => "warnings",
            GateKind::Breaks => "breaks",
            GateKind::Code(code) => code,
        };
        let of = self
            .object
            .as_ref()
            .map_or_else(String::new, |object| format!(" of {object}"));
        format!("{what}{of}, {} too many", count(self.excess))
    }

    /// The sentence that says it, without a full stop.
    pub fn sentence(&self) -> String {
        let records = match &self.object {
            None => format!("{} records", count(self.of)),
            Some(object) => format!("{} records of {object}", count(self.of)),
        };
        let what = match &self.kind {
            GateKind::Rejects => format!("{} of {records} are rejected", count(self.found)),
            GateKind::Warnings => format!("{} of {records} have warnings", count(self.found)),
            GateKind::Breaks => {
                let breaks = counted(self.found, "break is open", "breaks are open");
                format!("{breaks} over {records}")
            }
            GateKind::Code(code) => format!("{} of {records} have {code}", count(self.found)),
        };
        format!("{what}, and the gate allows {}", self.allowed)
    }
}
