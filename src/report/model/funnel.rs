//! The funnel from read to loaded, and the closing equation over it.

use serde::{Deserialize, Serialize};

use super::saturating_sum;

/// What became of the records of an object, in records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Funnel {
    /// Records read from the extracts.
    pub read: u64,
    /// Left out on purpose.
    pub skipped: Skipped,
    /// Refused by Landbridge, never sent.
    pub rejected: Rejected,
    /// In the ERP, as its receipts say.
    pub loaded: Loaded,
    /// Sent, and refused by the ERP.
    pub refused: u64,
    /// Sent, effect unknown.
    pub in_doubt: u64,
    /// Ready, and not sent yet.
    pub not_sent: u64,
}

/// Records that were left out on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Skipped {
    /// The mapping's `where` does not want them.
    pub filtered: u64,
    /// The same record stood in the extracts before.
    pub duplicate: u64,
    /// Loaded by an earlier run, and the same since.
    pub unchanged: u64,
    /// Loaded, and taken back since.
    #[serde(default, skip_serializing_if = "is_none")]
    pub taken_back: u64,
    /// No part of a retry, which sends only what an earlier run rejected.
    #[serde(default, skip_serializing_if = "is_none")]
    pub not_asked: u64,
}

/// Records that were refused before sending, by the first stage that refused them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Rejected {
    /// Could not be read.
    pub extract: u64,
    /// Could not be turned into a business object.
    pub map: u64,
    /// Not what the ERP or a check accepts.
    pub validate: u64,
    /// Refers to a record that does not exist or was rejected.
    pub reference: u64,
}

/// Records that the ERP took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Loaded {
    /// Made anew.
    pub created: u64,
    /// Changed.
    pub updated: u64,
}

/// read = skipped + rejected + loaded + refused + in doubt + not yet sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Equation {
    /// The left side: records read.
    pub read: u64,
    /// The right side: records accounted for.
    pub accounted: u64,
}

/// Left out of JSON where there are none, as in reports of before.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the form that serde wants"
)]
fn is_none(records: &u64) -> bool {
    *records == 0
}

impl Skipped {
    /// All of them.
    pub fn total(&self) -> u64 {
        saturating_sum(
            [
                self.filtered,
                self.duplicate,
                self.unchanged,
                self.taken_back,
                self.not_asked,
            ]
            .into_iter(),
        )
    }
}

impl Rejected {
    /// All of them.
    pub fn total(&self) -> u64 {
        saturating_sum([self.extract, self.map, self.validate, self.reference].into_iter())
    }
}

impl Loaded {
    /// All of them.
    pub fn total(&self) -> u64 {
        self.created.saturating_add(self.updated)
    }
}

impl Funnel {
    /// The closing equation over these figures.
    pub fn equation(&self) -> Equation {
        Equation {
            read: self.read,
            accounted: saturating_sum(
                [
                    self.skipped.total(),
                    self.rejected.total(),
                    self.loaded.total(),
                    self.refused,
                    self.in_doubt,
                    self.not_sent,
                ]
                .into_iter(),
            ),
        }
    }

    /// Records that somebody must look at: rejected, refused or in doubt.
    pub fn need_a_person(&self) -> u64 {
        saturating_sum([self.rejected.total(), self.refused, self.in_doubt].into_iter())
    }

    /// These and those together.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self {
            read: self.read.saturating_add(other.read),
            skipped: Skipped {
                filtered: self.skipped.filtered.saturating_add(other.skipped.filtered),
                duplicate: (self.skipped.duplicate).saturating_add(other.skipped.duplicate),
                unchanged: (self.skipped.unchanged).saturating_add(other.skipped.unchanged),
                taken_back: (self.skipped.taken_back).saturating_add(other.skipped.taken_back),
                not_asked: (self.skipped.not_asked).saturating_add(other.skipped.not_asked),
            },
            rejected: Rejected {
                extract: self.rejected.extract.saturating_add(other.rejected.extract),
                map: self.rejected.map.saturating_add(other.rejected.map),
                validate: (self.rejected.validate).saturating_add(other.rejected.validate),
                reference: (self.rejected.reference).saturating_add(other.rejected.reference),
            },
            loaded: Loaded {
                created: self.loaded.created.saturating_add(other.loaded.created),
                updated: self.loaded.updated.saturating_add(other.loaded.updated),
            },
            refused: self.refused.saturating_add(other.refused),
            in_doubt: self.in_doubt.saturating_add(other.in_doubt),
            not_sent: self.not_sent.saturating_add(other.not_sent),
        }
    }
}

impl Equation {
    /// Whether both sides are equal.
    pub fn holds(self) -> bool {
        self.read == self.accounted
    }

    /// Records read that are not accounted for; negative where more are accounted for than read.
    pub fn difference(self) -> i128 {
        i128::from(self.read) - i128::from(self.accounted)
    }
}
