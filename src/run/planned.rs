//! What a plan says of records: what a load would do with each, field by field.

use serde::Serialize;

use crate::ledger::{Because, ChangedBy, RunId};
use crate::report::RunReport;

/// What a load would do with a record, or what it would leave as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// The ERP does not hold it: it would be made.
    Create,
    /// The ERP holds it with other values: it would be changed.
    Change,
    /// It would be sent, and the ERP holds it as it would be sent: nothing changes.
    Alike,
    /// It is to be made, and the ERP holds another record under its key: the ERP would refuse it, or a person decides.
    Taken,
    /// The ledger knows it under an id, and the ERP does not return it any more: nothing makes it again.
    Gone,
    /// It is to be changed and not made, and the ERP does not hold it: a load refuses it.
    NotThere,
    /// It is as an earlier run loaded it, and somebody has changed it in the ERP since: a load leaves it alone.
    Drifted,
    /// It is as an earlier run loaded it, and so is the ERP's: a load leaves it alone. Counted, not listed.
    Unchanged,
    /// The ERP holds it, and the source has no record with its key.
    OnlyErp,
    /// The ERP holds one more record under a key.
    Duplicate,
    /// Rejected here: nothing is sent of it. Counted, not listed: `rejects` lists what was found.
    Rejected,
    /// Not wanted by the mapping, or a copy of another. Counted, not listed.
    Skipped,
}

impl Fate {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 12] = [
        Self::Create,
        Self::Change,
        Self::Alike,
        Self::Unchanged,
        Self::Taken,
        Self::Gone,
        Self::NotThere,
        Self::Drifted,
        Self::Duplicate,
        Self::OnlyErp,
        Self::Rejected,
        Self::Skipped,
    ];
}

/// A value that a load would change. Texts may be shown: personal values are hidden.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlannedField {
    /// The attribute: `addresses[2].City`.
    pub path: String,
    /// What the ERP holds.
    pub old: String,
    /// What would be sent.
    pub new: String,
    /// Where the new value comes from: `vendors.csv:3, column 2 (Vendor Name)`.
    pub origin: String,
}

/// One record of a plan. Texts may be shown: what is personal is hidden.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlannedRecord {
    /// The object.
    pub object: String,
    /// What would become of it.
    pub fate: Fate,
    /// Its business key.
    pub key: String,
    /// The id under which the ERP holds it; empty where it does not.
    pub target_id: String,
    /// Where it comes from; empty for what only the ERP has.
    pub origin: String,
    /// Why it would be sent again; none where no run loaded it.
    pub because: Option<Because>,
    /// What differs; for a record that was changed in the ERP since it was loaded, what was.
    pub fields: Vec<PlannedField>,
}

/// What a plan came to for one object.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PlannedObject {
    /// The object.
    pub object: String,
    /// The action by which records are changed, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// Whether records are only changed: nothing is sent of what is there as it is to be.
    #[serde(skip)]
    pub only_changes: bool,
    /// Records by what would become of them, in the order of [`Fate::ALL`]; those of which there are none are left out.
    pub records: Vec<FateCount>,
    /// Records loaded before that would be sent again, by why.
    pub because: ChangedBy,
    /// Records that a load would hold back, since one with their key is in doubt.
    pub held_back: u64,
}

/// How many records share a fate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FateCount {
    /// The fate.
    pub fate: Fate,
    /// How many.
    pub records: u64,
}

impl PlannedObject {
    /// How many records have a fate.
    pub fn count(&self, fate: Fate) -> u64 {
        let mut counts = self.records.iter();
        counts
            .find(|line| line.fate == fate)
            .map_or(0, |line| line.records)
    }
}

/// How a plan ended.
#[derive(Debug)]
pub struct Planned {
    /// Its run: what was found is in the ledger under it.
    pub run: RunId,
    /// Per object, in load order; those that were not reached are missing.
    pub objects: Vec<PlannedObject>,
    /// The report of the run, as of a check.
    pub report: RunReport,
    /// Whether every extract was read to its end: of others a load sends nothing.
    pub whole: bool,
    /// Why the ERP could not be read, where it could not.
    pub target: Option<landbridge_contract::Fault>,
    /// Whether somebody asked to stop.
    pub cancelled: bool,
    /// Whether rejects, or records with warnings or single causes, are more than the project allows.
    pub over_rejects: bool,
}
