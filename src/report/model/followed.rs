//! A few records, followed from their place in the legacy file to what the ERP holds.

use serde::{Deserialize, Serialize};

use super::encode;
use crate::diagnose::Severity;

/// One record on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowedReport {
    /// Its number in the ledger.
    pub record: u64,
    /// Its business key; empty where it has none.
    pub key: String,
    /// Where it was read: `vendors.xlsx › Vendors!17`.
    pub origin: String,
    /// What became of it: `loaded`, `rejected`, `in doubt` …
    pub state: String,
    /// The id that the ERP gave.
    pub target_id: Option<String>,
    /// What was found on the way.
    pub findings: Vec<FollowedFinding>,
    /// The times at which it was sent.
    pub attempts: Vec<FollowedAttempt>,
    /// What was sent, value by value; nothing where no payload was kept.
    pub values: Vec<FollowedValue>,
    /// Values that are not listed, where there were too many to list.
    pub values_omitted: u64,
    /// Whether the ERP returned it when it was read back.
    pub returned: bool,
}

/// What was found of the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowedFinding {
    /// The stable code.
    pub code: String,
    /// How much it weighs.
    #[serde(with = "encode::severity")]
    pub severity: Severity,
    /// The attribute or column; empty for the record.
    pub field: String,
    /// Where.
    pub origin: String,
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: String,
}

/// One time at which the record was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowedAttempt {
    /// When, as RFC 3339.
    pub at: String,
    /// What became of it; none while it is open.
    pub outcome: Option<String>,
    /// The ERP's words, or why it is in doubt.
    pub message: Option<String>,
}

/// One value of the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowedValue {
    /// The attribute: `addresses[1].Country`.
    pub attribute: String,
    /// What was sent, or is to be.
    pub sent: String,
    /// What the ERP holds; none where it was not read back, or is not shown.
    pub erp: Option<String>,
    /// Whether the two agree; none where they were not compared.
    pub agrees: Option<bool>,
}
