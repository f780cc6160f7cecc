//! Faults with their place.

use std::sync::Arc;

use landbridge_contract::{Origin, SourceFault, SourceFaultKind};

/// Where a fault stands: the file, or a row of a sheet.
#[derive(Debug, Clone)]
pub(crate) struct Place(Origin);

impl Place {
    pub(crate) fn file(file: &Arc<str>) -> Self {
        Self(Origin::File {
            file: Arc::clone(file),
        })
    }

    /// A row counted from 1.
    pub(crate) fn row(file: &Arc<str>, sheet: &str, row: u64) -> Self {
        Self(Origin::Cell {
            file: Arc::clone(file),
            sheet: Arc::from(sheet),
            row,
            column: None,
        })
    }

    pub(crate) fn fault(
        &self,
        kind: SourceFaultKind,
        found: impl Into<String>,
        expected: impl Into<String>,
        fix: impl Into<String>,
    ) -> SourceFault {
        SourceFault {
            kind,
            origin: self.0.clone(),
            found: found.into(),
            expected: expected.into(),
            fix: fix.into(),
        }
    }

    /// The bytes could not be read.
    pub(crate) fn io(&self, error: &std::io::Error) -> SourceFault {
        self.fault(
            SourceFaultKind::Io,
            format!("a read that failed: {error}"),
            "a file that can be read",
            "check the disk, the network share and the permissions, then try again",
        )
    }

    /// The file is broken.
    pub(crate) fn broken(&self, found: impl Into<String>) -> SourceFault {
        self.fault(
            SourceFaultKind::Format,
            found,
            "a whole workbook",
            "open the file in its office program, save it anew as xlsx and try again",
        )
    }

    /// The file breaks a limit.
    pub(crate) fn limit(
        &self,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> SourceFault {
        self.fault(
            SourceFaultKind::Limit,
            found,
            expected,
            "if the file is genuine, save it anew, as xlsx, or split it",
        )
    }

    /// The file is protected by a password.
    pub(crate) fn protected(&self) -> SourceFault {
        self.fault(
            SourceFaultKind::Protected,
            "a workbook that is protected by a password",
            "a workbook that opens without a password",
            "remove the password in the office program (File, Info, Protect Workbook) and save",
        )
    }
}
