//! What held in a run beside its plan: parameters, crosswalks, approvals.

use serde::{Deserialize, Serialize};

/// What held in a run beside its plan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermsReport {
    /// The parameters in force.
    pub parameters: Vec<ParameterReport>,
    /// The crosswalks that its mappings use.
    pub crosswalks: Vec<CrosswalkReport>,
    /// The approvals under which confidential sources were read.
    pub approvals: Vec<ApprovalReport>,
}

/// A parameter in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParameterReport {
    /// For which object; empty for all of the run.
    pub object: String,
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// A crosswalk as it was in the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrosswalkReport {
    /// Its name.
    pub name: String,
    /// Who keeps it up; may be empty.
    pub owner: String,
    /// Which state of it this is, in its owner's words; may be empty.
    pub version: String,
    /// SHA-256 of its content, in hexadecimal.
    pub sha256: String,
    /// Legacy codes in it.
    pub codes: u64,
}

/// An approval to read a confidential source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalReport {
    /// For which object.
    pub object: String,
    /// The source.
    pub source: String,
    /// For what.
    pub purpose: String,
    /// By whom.
    pub approver: String,
}

impl ParameterReport {
    /// `business_unit = Geneva BU`, with the object where it does not hold for all.
    pub fn shown(&self) -> String {
        let Self {
            object,
            name,
            value,
        } = self;
        if object.is_empty() {
            format!("{name} = {value}")
        } else {
            format!("{name} = {value} ({object})")
        }
    }
}

impl CrosswalkReport {
    /// What identifies its state: the version, or the beginning of the hash.
    pub fn state(&self) -> String {
        let hash: String = self.sha256.chars().take(12).collect();
        if self.version.is_empty() {
            hash
        } else {
            format!("{} ({hash})", self.version)
        }
    }
}
