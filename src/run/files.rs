//! The legacy files: found by pattern, hashed before they are read.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use landbridge_contract::Scratch;
use sha2::{Digest, Sha256};

use super::fault::RunFault;
use crate::ledger::ExtractFacts;

/// Bytes hashed at once.
const BLOCK: usize = 256 * 1024;

/// A file of a mapping's source.
#[derive(Debug, Clone)]
pub(super) struct LegacyFile {
    /// Where it is.
    pub(super) path: PathBuf,
    /// Its name relative to the data folder, with `/` between folders.
    pub(super) name: String,
}

/// The files in `folder` that match `pattern` (`*` and `?` within a name, folders spelt out), in
/// order of their names.
pub(super) fn matching(folder: &Path, pattern: &str) -> Vec<LegacyFile> {
    let (sub, name_pattern) = pattern.rsplit_once('/').unwrap_or(("", pattern));
    let folder = folder.join(sub);
    let mut files = Vec::new();
    let Ok(entries) = std::fs::read_dir(&folder) else {
        return files;
    };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if matches(name_pattern, &name) && entry.path().is_file() {
            let name = if sub.is_empty() {
                name
            } else {
                format!("{sub}/{name}")
            };
            files.push(LegacyFile {
                path: entry.path(),
                name,
            });
        }
    }
    files.sort_by(|left, right| left.name.cmp(&right.name));
    files
}

/// Whether a name matches a pattern of `*` and `?`.
fn matches(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    // For each prefix of the pattern: which prefixes of the name it matches.
    let mut reach = vec![false; name.len() + 1];
    if let Some(first) = reach.first_mut() {
        *first = true;
    }
    for symbol in pattern {
        let mut next = vec![false; name.len() + 1];
        match symbol {
            '*' => {
                let mut any = false;
                for (to, from) in next.iter_mut().zip(&reach) {
                    any |= *from;
                    *to = any;
                }
            }
            symbol => {
                for ((to, from), letter) in next.iter_mut().skip(1).zip(&reach).zip(&name) {
                    *to = *from && (symbol == '?' || symbol == *letter);
                }
            }
        }
        reach = next;
    }
    reach.last().copied().unwrap_or(false)
}

/// What is known of a file: its size and the SHA-256 of its bytes.
pub(super) fn facts(file: &LegacyFile) -> Result<ExtractFacts, RunFault> {
    let unreadable = |error: std::io::Error| RunFault::File {
        file: file.name.clone(),
        message: error.to_string(),
    };
    let mut reader = File::open(&file.path).map_err(unreadable)?;
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

/// Opens a file for its connector.
pub(super) fn open(file: &LegacyFile) -> Result<landbridge_contract::Input, RunFault> {
    let bytes = File::open(&file.path).map_err(|error| RunFault::File {
        file: file.name.clone(),
        message: error.to_string(),
    })?;
    Ok(landbridge_contract::Input {
        file: file.name.as_str().into(),
        bytes: Box::new(bytes),
        scratch: scratch(),
    })
}

/// Scratch space for sources: files without a name, in the folder of the system for such.
pub(crate) fn scratch() -> Scratch {
    Scratch::new(|| Ok(Box::new(tempfile::tempfile()?)))
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

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_pattern_matches_whole_names() {
        for (pattern, name, expected) in [
            ("vendors-*.xlsx", "vendors-kenya.xlsx", true),
            ("vendors-*.xlsx", "vendors-.xlsx", true),
            ("vendors-*.xlsx", "old-vendors-1.xlsx", false),
            ("*.csv", "a.csv.bak", false),
            ("v?.csv", "v1.csv", true),
            ("v?.csv", "v.csv", false),
            ("*a*b*", "xxaxxbxx", true),
            ("plain.csv", "plain.csv", true),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} on {name}");
        }
    }
}
