//! What finds a data set again after a crash.

use landbridge_contract::Text;
use serde::{Deserialize, Serialize};

/// What is noted of a data set: nothing secret, nothing of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Note {
    /// The name of the archive, which the data set has too.
    pub(super) name: String,
    /// The id of what was uploaded.
    pub(super) content: String,
    /// The data set's number; empty before it is known.
    #[serde(default)]
    pub(super) request: String,
    /// What tells this file from others ([`super::file::DatFile::mark`]): another mark says that the file cannot
    /// be written again as it was, and that its lines are not known any more.
    pub(super) mark: String,
}

impl Note {
    pub(super) fn text(&self) -> Text {
        serde_json::to_string(self).unwrap_or_default().into()
    }

    pub(super) fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}
