//! What files call a column otherwise.

use landbridge_contract::Name;

/// The headings under which files have a column, beside the name that the mapping uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headings {
    /// The name in the mapping.
    pub name: Name,
    /// Those in files.
    pub others: Vec<Name>,
}
