//! Rows that make up one record: how they are put together, and what they must have in common.

mod common;
mod levels;

pub use common::GroupPlan;
pub(super) use common::spread_personal;
pub use levels::Levels;
