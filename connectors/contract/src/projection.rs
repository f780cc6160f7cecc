//! What of a source's records is wanted, told before reading so that the rest is never built.

use crate::value::Name;
use serde::{Deserialize, Serialize};

/// The fields and nested parts wanted of each record. The order gives the slot numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Projection {
    /// Column names, or paths relative to the record (`Part/@UnitPrice`, `date[@type='start']`,
    /// `.` for the element's own text).
    pub fields: Vec<Name>,
    /// Nested parts; only sources with nested records have any.
    pub children: Vec<ChildProjection>,
    /// Whether [`crate::Slot::shown`] is wanted: what a person sees where that is not the value
    /// itself. Costs time, so that only commands that show values ask for it. Sources whose values
    /// are shown as they are stored ignore it.
    pub shown: bool,
}

/// A nested part that repeats inside a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChildProjection {
    /// Path of the repeating element, relative to the record that holds it.
    pub path: Name,
    /// What is wanted of each nested record.
    pub projection: Projection,
}
