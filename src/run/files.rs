//! The legacy files: found by pattern, hashed before they are read.

use std::fs::File;
use std::path::{Path, PathBuf};

use landbridge_contract::{Input, Options, ReadSeek, Source, SourceConnector};
use sha2::{Digest, Sha256};
use tempfile::TempPath;

use super::archive;
use super::fault::RunFault;
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

/// What is known of a file: its size and the SHA-256 of its bytes.
pub(super) fn facts(file: &LegacyFile) -> Result<ExtractFacts, RunFault> {
    let unreadable = |error: std::io::Error| RunFault::File {
        file: file.name.clone(),
        message: error.to_string(),
    };
    let mut reader = bytes(file).map_err(unreadable)?.bytes;
    let mut hasher = Sha256::new();
    let mut block = vec![0; BLOCK];
    let mut bytes = 0;
    loop {
        let read = reader.read(&mut block).map_err(unreadable)?;
        let Some(part) = block.get(..read).filter(|part| !part.is_empty()) else {
            break;
        };
        hasher.update(part);
        bytes += read as u64;
    }
    Ok(ExtractFacts {
        file: file.name.clone(),
        sha256: hex(&hasher.finalize()),
        bytes,
    })
}

/// The bytes of a file, which may stand unpacked in a temporary file.
struct Readable {
    bytes: Box<dyn ReadSeek>,
    /// Where they are; gone when the value is dropped, where they were unpacked.
    path: PathBuf,
    unpacked: Option<TempPath>,
}

fn bytes(file: &LegacyFile) -> std::io::Result<Readable> {
    let Some(entry) = &file.entry else {
        return Ok(Readable {
            bytes: Box::new(File::open(&file.path)?),
            path: file.path.clone(),
            unpacked: None,
        });
    };
    let (bytes, unpacked) = archive::unpack(&file.path, entry)?.into_parts();
    Ok(Readable {
        bytes: Box::new(bytes),
        path: unpacked.to_path_buf(),
        unpacked: Some(unpacked),
    })
}

/// Opens a file with its connector.
pub(super) fn open(
    file: &LegacyFile,
    connector: &dyn SourceConnector,
    options: &Options,
) -> Result<Box<dyn Source>, RunFault> {
    let opened = bytes(file).map_err(|error| RunFault::File {
        file: file.name.clone(),
        message: error.to_string(),
    })?;
    let input = Input {
        file: file.name.as_str().into(),
        bytes: opened.bytes,
        scratch: isolate::scratch(),
    };
    let source = isolate::open(connector, input, &opened.path, options)?;
    // Whoever reads it has it open by now.
    drop(opened.unpacked);
    Ok(source)
}

/// Bytes as hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        write!(text, "{byte:02x}").expect("writing to memory does not fail");
    }
    text
}
