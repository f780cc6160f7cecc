//! What is known of the schemas that were pulled: one line of JSON a file, beside the files.
//!
//! The line tells where a schema came from and what it was when it came, so that a change by hand
//! is seen. Addresses stand there without a user, a password or a query.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::files;

/// The file of the lines, in the folder of the schemas.
pub const PULLED_FILE: &str = "pulled.jsonl";

/// A schema that was pulled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pulled {
    /// Its file, relative to the folder of the schemas.
    pub file: String,
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// When it was pulled, in UTC.
    pub pulled: String,
    /// The project's name of the target.
    pub target: String,
    /// Where it was read.
    pub address: String,
}

/// The lines of a folder of schemas, by file.
#[derive(Debug, Clone, Default)]
pub struct PulledSchemas {
    lines: Vec<Pulled>,
}

impl PulledSchemas {
    /// Reads them; none where nothing was pulled yet.
    pub fn read(schemas_dir: &Path) -> io::Result<Self> {
        let text = match files::read_text(&place(schemas_dir)) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(error),
        };
        let mut lines = Vec::new();
        for (line, number) in text.lines().zip(1..) {
            if line.trim().is_empty() {
                continue;
            }
            lines.push(serde_json::from_str(line).map_err(|error| {
                let why = format!("line {number}: {error}");
                io::Error::new(io::ErrorKind::InvalidData, why)
            })?);
        }
        Ok(Self { lines })
    }

    /// What is known of a file; `name` is relative to the folder.
    pub fn of(&self, name: &str) -> Option<&Pulled> {
        self.lines.iter().find(|line| line.file == name)
    }

    /// Takes a line, in the place of an earlier one about the same file.
    pub fn put(&mut self, line: Pulled) {
        self.lines.retain(|known| known.file != line.file);
        self.lines.push(line);
        self.lines.sort_by(|left, right| left.file.cmp(&right.file));
    }

    /// Writes all lines, or changes nothing.
    pub fn write(&self, schemas_dir: &Path) -> io::Result<()> {
        let mut text = String::new();
        for line in &self.lines {
            text.push_str(&serde_json::to_string(line)?);
            text.push('\n');
        }
        files::replace(&place(schemas_dir), text.as_bytes())
    }
}

fn place(schemas_dir: &Path) -> PathBuf {
    schemas_dir.join(PULLED_FILE)
}
