//! What can go wrong with the ledger itself.

use std::path::PathBuf;

/// The ledger could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum LedgerFault {
    /// Another process writes to it.
    #[error("ledger {} is in use by another run", path.display())]
    Locked {
        /// The ledger's file.
        path: PathBuf,
    },
    /// Another process took over the right to write: its lock was removed, or is not known where it ran.
    #[error("another run took over ledger {} while this one was at work", path.display())]
    TakenOver {
        /// The ledger's file.
        path: PathBuf,
    },
    /// It was written by a newer program.
    #[error(
        "ledger {} has format {found}; this program knows formats up to {known}",
        path.display()
    )]
    Newer {
        /// The ledger's file.
        path: PathBuf,
        /// Its format.
        found: i64,
        /// The newest format known here.
        known: i64,
    },
    /// The file is not a ledger.
    #[error("{} is not a Landbridge ledger", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// The disk is full.
    #[error("no space left on the disk that holds the ledger; nothing was half written")]
    DiskFull,
    /// Another program holds a lock on the file, so that nothing can be written.
    #[error("the ledger is locked by another program")]
    Busy,
    /// The disk does not take what is written.
    #[error("the ledger cannot be written: {0}; nothing was half written")]
    Unwritable(String),
    /// The folder or file cannot be made or opened.
    #[error("ledger {} cannot be opened: {message}", path.display())]
    Unopenable {
        /// The ledger's file.
        path: PathBuf,
        /// The system's words.
        message: String,
    },
    /// The database failed.
    #[error("the ledger failed: {0}")]
    Database(rusqlite::Error),
    /// A state was met that the protocol excludes.
    #[error("the ledger is in a state that cannot be: {0}")]
    Impossible(String),
}

impl From<rusqlite::Error> for LedgerFault {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::DiskFull,
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => {
                Self::Busy
            }
            Some(rusqlite::ErrorCode::SystemIoFailure | rusqlite::ErrorCode::ReadOnly) => {
                Self::Unwritable(error.to_string())
            }
            _ => Self::Database(error),
        }
    }
}
