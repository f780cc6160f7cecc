//! The ledger in one `SQLite` file.
//!
//! Write-ahead log with full synchronisation: what a method has recorded survives a crash of the
//! process and of the machine. Staging is append-only with integer keys in order of arrival.

mod beside;
mod breaks;
mod causes;
mod compared;
mod digest;
mod dispositions;
mod effects;
mod endings;
mod entries;
mod following;
mod groups;
mod integrity;
mod key_chunks;
mod lists;
mod loaded_uniques;
mod loading;
mod notes;
mod planning;
mod proof;
mod questions;
mod readback;
mod removing;
mod retrying;
mod runs;
mod seen_keys;
mod settling;
mod staging;
mod steering;
mod terms;
mod view;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicI64;
use std::sync::{Mutex, MutexGuard};

use rusqlite::{Connection, OpenFlags};

use super::LedgerFault;
pub use breaks::BreakLines;
pub use causes::CauseLine;
pub use compared::ComparedFindings;
pub use digest::DIGEST_FORM;
pub use integrity::{SealedLedger, file_sha256, has_waiting};
pub use lists::RejectLine;
pub use planning::PlannedLine;
pub use removing::{Made, Removed};
pub use retrying::RetriedLine;
pub use view::{AttemptLine, FindingLine, UnmappedLine};
pub use writer::WriterLock;

/// Format of the file. A file with a greater number is refused.
const FORMAT: i64 = 18;
/// What brings a file from each format to the next one. A step is never changed once it was shipped.
const STEPS: [&str; 18] = [
    include_str!("schema.sql"),
    include_str!("groups.sql"),
    include_str!("terms.sql"),
    include_str!("questions.sql"),
    include_str!("writer.sql"),
    include_str!("causes.sql"),
    include_str!("keys.sql"),
    include_str!("proof.sql"),
    include_str!("entries.sql"),
    include_str!("beside.sql"),
    include_str!("notes.sql"),
    include_str!("delta.sql"),
    include_str!("gates.sql"),
    include_str!("retried.sql"),
    include_str!("endings.sql"),
    include_str!("effects.sql"),
    include_str!("carried.sql"),
    include_str!("attempts.sql"),
];
/// Marks the file as a ledger ("LBRG").
const APPLICATION: i64 = 0x4C42_5247;
/// Pages of the write-ahead log from which on it is carried over into the file: loading changes the same pages again
/// and again, and each is written once for all.
const CHECKPOINT_PAGES: i64 = 4_000;
/// Kibibytes of pages kept in memory; the rest stays on disk.
const CACHE_KIB: i64 = 16_384;

/// The ledger.
#[derive(Debug)]
pub struct Ledger {
    connection: Mutex<Connection>,
    path: PathBuf,
    causes: Mutex<causes::Causes>,
    seen_keys: Mutex<seen_keys::SeenKeys>,
    key_chunk: Mutex<key_chunks::KeyChunk>,
    /// The writer that this process is; nought where it never took the right to write.
    writer: AtomicI64,
}

impl Ledger {
    /// Opens a ledger, making it where it is not there yet.
    pub fn open(path: &Path) -> Result<Self, LedgerFault> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| unopenable(path, &error))?;
        }
        let connection = Connection::open(path).map_err(|error| unopenable(path, &error))?;
        Self::prepare(connection, path)
    }

    /// Opens a ledger that must be there; nothing is made.
    pub fn open_existing(path: &Path) -> Result<Self, LedgerFault> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection =
            Connection::open_with_flags(path, flags).map_err(|error| unopenable(path, &error))?;
        Self::prepare(connection, path)
    }

    fn prepare(connection: Connection, path: &Path) -> Result<Self, LedgerFault> {
        let foreign = |error: rusqlite::Error| match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase) => LedgerFault::Foreign {
                path: path.to_owned(),
            },
            _ => LedgerFault::from(error),
        };
        let format: i64 = connection
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .map_err(foreign)?;
        if format > FORMAT {
            return Err(LedgerFault::Newer {
                path: path.to_owned(),
                found: format,
                known: FORMAT,
            });
        }
        let tables: i64 =
            connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        let application: i64 =
            connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
        if tables > 0 && application != APPLICATION {
            return Err(LedgerFault::Foreign {
                path: path.to_owned(),
            });
        }
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "full")?;
        connection.pragma_update(None, "temp_store", "file")?;
        connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
        connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
        connection.busy_timeout(std::time::Duration::from_secs(20))?;
        connection.set_prepared_statement_cache_capacity(64);
        migrate(&connection, format)?;
        Ok(Self {
            connection: Mutex::new(connection),
            path: path.to_owned(),
            causes: Mutex::default(),
            seen_keys: Mutex::default(),
            key_chunk: Mutex::default(),
            writer: AtomicI64::new(0),
        })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The keys of the object that is staged. What a write that failed added names keys to look at, no more.
    fn seen_keys(&self) -> MutexGuard<'_, seen_keys::SeenKeys> {
        self.seen_keys
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// The chunk of keys that is being filled.
    fn key_chunk(&self) -> MutexGuard<'_, key_chunks::KeyChunk> {
        self.key_chunk
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// The connection; a writer that panicked left no half transaction behind, so a poisoned
    /// lock is taken over.
    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// An empty ledger of an older format, as the program of that time made it.
#[cfg(test)]
pub(super) fn of_format(path: &Path, format: usize) -> Connection {
    let raw = Connection::open(path).unwrap();
    for step in STEPS.iter().take(format) {
        raw.execute_batch(step).unwrap();
    }
    raw.pragma_update(None, "application_id", APPLICATION)
        .unwrap();
    raw.pragma_update(None, "user_version", i64::try_from(format).unwrap())
        .unwrap();
    raw
}

fn unopenable(path: &Path, error: &dyn std::error::Error) -> LedgerFault {
    LedgerFault::Unopenable {
        path: path.to_owned(),
        message: error.to_string(),
    }
}

/// Brings an older file to the present format, one step after the other, in one transaction.
fn migrate(connection: &Connection, format: i64) -> Result<(), LedgerFault> {
    if format == FORMAT {
        return Ok(());
    }
    let known = usize::try_from(format).unwrap_or_default();
    let steps: Vec<&str> = STEPS.iter().skip(known).copied().collect();
    connection.execute_batch(&format!(
        "BEGIN IMMEDIATE;\n{}\nPRAGMA application_id = {APPLICATION};\nPRAGMA user_version = {FORMAT};\nCOMMIT;",
        steps.join("\n")
    ))?;
    Ok(())
}
