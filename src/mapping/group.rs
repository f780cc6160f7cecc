//! Rows that make up one record: how they are put together, and what they must have in common.

use landbridge_contract::{ColumnInfo, Name, PartColumns};

use super::model::GroupSpec;

mod common;
mod levels;

pub use common::GroupPlan;
pub(super) use common::spread_personal;
pub use levels::Levels;
pub(super) use levels::places;

/// The nested parts of grouped records, where the rows have these columns and parts.
pub(crate) fn parts_of_groups(
    spec: &GroupSpec,
    columns: &[ColumnInfo],
    parts: Vec<PartColumns>,
) -> Vec<PartColumns> {
    let parts = match &spec.inner {
        Some(inner) => parts_of_groups(inner, columns, parts),
        None => parts,
    };
    vec![PartColumns {
        path: Name::clone(&spec.into.name),
        columns: columns.to_vec(),
        parts,
    }]
}
