//! The legacy files: found by pattern, hashed before they are read.

use std::fs::File;
use std::path::{Path, PathBuf};

use landbridge_contract::{Input, Options, ReadSeek, Source, SourceConnector};
use sha2::{Digest, Sha256};
use tempfile::TempPath;

use super::archive;
use super::fault::RunFault;
use crate::hex::hex;
use crate::isolate;
use crate::ledger::ExtractFacts;
use crate::project::matching_files;

/// Bytes hashed at once.
const BLOCK: usize = 256 * 1024;

/// A file of a mapping's source.
#[derive(Debug, Clone)]
pub(super) struct LegacyFile {
    /// Where it is, or the archive that holds it.
    pub(super) path: PathBuf,
    /// The name of the entry that it is, in an archive.
    pub(super) entry: Option<String>,
    /// Its name relative to the data folder, with `/` between folders and behind an archive.
    pub(super) name: String,
}

/// The files in `folder` that match `pattern`, in order of their names: `*` and `?` within a name, `**`
/// for any folders. A part that ends with `.zip` is an archive, and what follows it is looked for among its
/// entries.
pub(super) fn matching(folder: &Path, pattern: &str) -> Vec<LegacyFile> {
    let (outer, inner) = archive::split(pattern);
    let mut files = Vec::new();
    for path in matching_files(folder, outer) {
        let relative = path.strip_prefix(folder).unwrap_or(&path);
        let parts = relative
            .components()
            .map(|part| part.as_os_str().to_string_lossy());
        let name = parts.collect::<Vec<_>>().join("/");
        let Some(inner) = inner else {
            files.push(LegacyFile {
                path,
                entry: None,
                name,
            });
            continue;
        };
        // An archive that cannot be read stands for itself: opening it says what is wrong.
        let entries = archive::entries(&path).unwrap_or_else(|_unreadable| vec![inner.to_owned()]);
        for entry in entries {
            if archive::matches(inner, &entry) {
                files.push(LegacyFile {
                    path: path.clone(),
                    name: format!("{name}/{entry}"),
                    entry: Some(entry),
                });
            }
        }
    }
    files.sort_by(|left, right| left.name.cmp(&right.name));
    files
}

/// A file that is open, and may stand unpacked in a temporary file.
pub(super) struct Readable {
    name: String,
    bytes: Box<dyn ReadSeek>,
    /// Where the bytes are; gone when the value is dropped, where they were unpacked.
    path: PathBuf,
    unpacked: Option<TempPath>,
}

impl Readable {
    /// Opens a file, unpacking it where it stands in an archive.
    pub(super) fn open(file: &LegacyFile) -> Result<Self, RunFault> {
        let name = file.name.clone();
        let opened = match &file.entry {
            None => File::open(&file.path).map(|bytes| Self {
                name,
                bytes: Box::new(bytes),
                path: file.path.clone(),
                unpacked: None,
            }),
            Some(entry) => archive::unpack(&file.path, entry).map(|unpacked| {
                let (bytes, unpacked) = unpacked.into_parts();
                Self {
                    name,
                    bytes: Box::new(bytes),
                    path: unpacked.to_path_buf(),
                    unpacked: Some(unpacked),
                }
            }),
        };
        opened.map_err(|error| unreadable(&file.name, &error))
    }

    /// What is known of the file: its size and the SHA-256 of its bytes. Goes back to the start.
    pub(super) fn facts(&mut self) -> Result<ExtractFacts, RunFault> {
        let mut hasher = Sha256::new();
        let mut block = vec![0; BLOCK];
        let mut bytes = 0;
        loop {
            let read = self.bytes.read(&mut block);
            let read = read.map_err(|error| unreadable(&self.name, &error))?;
            let Some(part) = block.get(..read).filter(|part| !part.is_empty()) else {
                break;
            };
            hasher.update(part);
            bytes += read as u64;
        }
        let back = self.bytes.rewind();
        back.map_err(|error| unreadable(&self.name, &error))?;
        Ok(ExtractFacts {
            file: self.name.clone(),
            sha256: hex(&hasher.finalize()),
            bytes,
        })
    }

    /// The file for a connector that copies it.
    pub(super) fn input(self) -> Input {
        Input {
            file: self.name.as_str().into(),
            bytes: self.bytes,
            scratch: isolate::scratch(),
        }
    }

    /// Hands the file to its connector.
    pub(super) fn source(
        self,
        connector: &dyn SourceConnector,
        options: &Options,
    ) -> Result<Box<dyn Source>, RunFault> {
        let input = Input {
            file: self.name.as_str().into(),
            bytes: self.bytes,
            scratch: isolate::scratch(),
        };
        let source = isolate::open(connector, input, &self.path, options)?;
        // Whoever reads it has it open by now.
        drop(self.unpacked);
        Ok(source)
    }
}

/// The size and hash of a file.
pub(super) fn facts(file: &LegacyFile) -> Result<ExtractFacts, RunFault> {
    Readable::open(file)?.facts()
}

fn unreadable(name: &str, error: &std::io::Error) -> RunFault {
    RunFault::File {
        file: name.to_owned(),
        message: error.to_string(),
    }
}
