//! A ledger that is verified: it is opened so that nothing of it can change, whatever its bytes are.
//!
//! An altered file is not trusted to be a ledger. What cannot be read is told, and is never more than a fault.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};
use sha2::{Digest, Sha256};

use super::digest::digest;
use super::entries::entries;
use super::unopenable;
use crate::hex::hex;
use crate::ledger::{Depth, EntryLine, LedgerFault, RunDigest, RunId};

/// Bytes hashed at once.
const BLOCK: usize = 256 * 1024;
/// Problems that are told of a damaged file.
const PROBLEMS_MAX: u32 = 5;

/// A ledger that is only looked at.
#[derive(Debug)]
pub struct SealedLedger {
    connection: Connection,
}

impl SealedLedger {
    /// Opens a ledger for reading. The file is neither brought to another format nor touched.
    pub fn open(path: &Path) -> Result<Self, LedgerFault> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_URI;
        let path = path
            .canonicalize()
            .map_err(|error| unopenable(path, &error))?;
        let mut address = url::Url::from_file_path(&path)
            .map_err(|()| LedgerFault::Impossible("its path has no address".to_owned()))?;
        // Nothing waits beside the file: then it can be read as it is, without a trace of the reader.
        if !has_waiting(&path) {
            address.set_query(Some("immutable=1"));
        }
        let connection = Connection::open_with_flags(address.as_str(), flags)
            .map_err(|error| unopenable(&path, &error))?;
        connection.pragma_update(None, "trusted_schema", "off")?;
        connection.pragma_update(None, "cell_size_check", "on")?;
        Ok(Self { connection })
    }

    /// All entries in their order.
    pub fn entries(&self) -> Result<Vec<EntryLine>, LedgerFault> {
        entries(&self.connection)
    }

    /// The digest over all rows of a run.
    pub fn run_digest(&self, run: RunId) -> Result<RunDigest, LedgerFault> {
        digest(&self.connection, run, Depth::Whole)
    }

    /// What the database itself finds wrong with its pages; nothing where it is whole.
    pub fn damage(&self) -> Result<Vec<String>, LedgerFault> {
        let query = format!("PRAGMA integrity_check({PROBLEMS_MAX})");
        let mut statement = self.connection.prepare(&query)?;
        let lines = statement.query_map([], |row| row.get::<_, String>(0))?;
        let mut lines: Vec<String> = lines.collect::<Result<_, _>>()?;
        lines.retain(|line| line != "ok");
        Ok(lines)
    }
}

/// Whether something was recorded that is not yet in the file itself.
pub fn has_waiting(path: &Path) -> bool {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
        .metadata()
        .is_ok_and(|file| file.len() > 0)
}

/// The SHA-256 of a file's bytes, hexadecimal.
pub fn file_sha256(path: &Path) -> std::io::Result<String> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut block = vec![0; BLOCK];
    loop {
        let read = file.read(&mut block)?;
        let Some(part) = block.get(..read).filter(|part| !part.is_empty()) else {
            return Ok(hex(&hasher.finalize()));
        };
        hasher.update(part);
    }
}
