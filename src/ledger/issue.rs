//! What shows only across the records of a stage.

use compact_str::CompactString;
use landbridge_contract::Place;
use rust_decimal::Decimal;

use super::model::{ExtractId, RecordId, RunId, StagedReference};

/// The number under which [`super::StagedRecord::uniques`] holds what the rows of a record are grouped by; no `unique`
/// check of a mapping has it.
pub const WHOLE_GROUPS: u16 = u16::MAX;

/// Something that only shows when all records of an object are staged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Issue {
    /// Records with the same `unique` values: this one, and the first of them.
    NotUnique {
        /// Index of the check.
        check: u16,
        /// Place of the first record with these values.
        other: Place,
        /// Its extract.
        other_extract: ExtractId,
    },
    /// Rows of one record that stand in several places: this part, and another.
    GroupCut {
        /// Place of another part.
        other: Place,
        /// Its extract.
        other_extract: ExtractId,
    },
    /// Records with the same key and different content: this one, and another.
    KeyConflict {
        /// The key.
        key: CompactString,
        /// Place of another record with this key.
        other: Place,
        /// Its extract.
        other_extract: ExtractId,
    },
    /// A record of a group whose amounts do not add up to nothing.
    Unbalanced {
        /// Index of the check.
        check: u16,
        /// What they add up to; none for a sum of more than 28 digits.
        sum: Option<Decimal>,
        /// Ready records of the group.
        records: u64,
        /// Place of the first of them.
        first: Place,
        /// Its extract.
        first_extract: ExtractId,
    },
    /// A record whose span of time overlaps with another's of its group.
    Overlap {
        /// Index of the check.
        check: u16,
        /// Place of the other record.
        other: Place,
        /// Its extract.
        other_extract: ExtractId,
    },
    /// A value that no list of the ERP has, or a reference to a record that is not there, or several times.
    NotInErp {
        /// What was asked for; its object is what the question is about.
        reference: StagedReference,
        /// How many were found.
        found: u64,
    },
    /// Values that must be unique, and that a record has which an earlier run loaded.
    LoadedBefore {
        /// Index of the check.
        check: u16,
        /// The record.
        other: RecordId,
        /// The run that loaded it.
        other_run: RunId,
    },
    /// A reference to a record that is nowhere, or that was rejected or refused.
    Dangling {
        /// The reference.
        reference: StagedReference,
        /// Whether there is such a record, though it cannot be loaded.
        rejected: bool,
    },
}
