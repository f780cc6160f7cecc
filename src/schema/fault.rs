//! A published schema that cannot be used.

/// A published schema that cannot be used: where, what was found, what was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{at}: found {found}, expected {expected}")]
pub struct SchemaFault {
    /// Where in the document: `line 3, column 7`, or a path such as `Resources.suppliers`.
    pub at: String,
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: String,
    /// The nearest known name, where a name was not found.
    pub nearest: Option<String>,
}

impl SchemaFault {
    /// Makes a fault without a nearest name.
    pub(super) fn new(
        at: impl Into<String>,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> Self {
        Self {
            at: at.into(),
            found: found.into(),
            expected: expected.into(),
            nearest: None,
        }
    }
}
