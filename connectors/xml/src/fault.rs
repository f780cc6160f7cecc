//! What can go wrong, before it is known where in which file.

use std::fmt::Display;
use std::sync::Arc;

use landbridge_contract::{Origin, SourceFault, SourceFaultKind};

/// A fault without its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) kind: SourceFaultKind,
    pub(crate) found: String,
    pub(crate) expected: String,
    pub(crate) fix: String,
}

impl Problem {
    pub(crate) fn new(kind: SourceFaultKind, found: impl Display, expected: impl Display) -> Self {
        Self {
            kind,
            found: found.to_string(),
            expected: expected.to_string(),
            fix: "mend the file, or have it written again".to_owned(),
        }
    }

    /// A part that is not well-formed.
    pub(crate) fn format(found: impl Display, expected: impl Display) -> Self {
        Self::new(SourceFaultKind::Format, found, expected)
    }

    /// A part that breaks a limit.
    pub(crate) fn limit(found: impl Display, expected: impl Display) -> Self {
        let problem = Self::new(SourceFaultKind::Limit, found, expected);
        problem.fix("check that the file is what it should be, or split it")
    }

    pub(crate) fn fix(self, fix: impl Display) -> Self {
        Self {
            fix: fix.to_string(),
            ..self
        }
    }

    /// The fault at an element of a file; without a path, at its line alone.
    pub(crate) fn at(self, file: &Arc<str>, line: u64, path: &str) -> SourceFault {
        SourceFault {
            kind: self.kind,
            origin: Origin::Element {
                file: Arc::clone(file),
                line,
                path: Arc::from(if path.is_empty() { "/" } else { path }),
            },
            found: self.found,
            expected: self.expected,
            fix: self.fix,
        }
    }

    /// The fault of the whole file.
    pub(crate) fn of_file(self, file: &Arc<str>) -> SourceFault {
        SourceFault {
            kind: self.kind,
            origin: Origin::File {
                file: Arc::clone(file),
            },
            found: self.found,
            expected: self.expected,
            fix: self.fix,
        }
    }
}
