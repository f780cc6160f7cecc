//! Files inside zip archives: an archive in a pattern is like a folder.

use std::fs::File;
use std::io::{BufReader, Error, ErrorKind, Read as _, Result, Seek as _};
use std::path::Path;

use tempfile::NamedTempFile;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::project;

/// Entries of an archive at most. Offices send some hundreds.
const ENTRIES_MAX: usize = 20_000;
/// Bytes of an entry at most, unpacked: what the largest workbook may have.
const ENTRY_BYTES_MAX: u64 = 8 << 30;
/// How many times larger than its packed form an entry may be, once it has [`RATIO_FREE`] bytes.
/// Text packs to a tenth, constant text to a hundredth.
const RATIO_MAX: u64 = 300;
/// Bytes below which the ratio does not matter.
const RATIO_FREE: u64 = 64 << 20;

/// A pattern up to and with an archive, and what is looked for in it; all of it where it names none.
pub(super) fn split(pattern: &str) -> (&str, Option<&str>) {
    let lower = pattern.to_ascii_lowercase();
    match lower.find(".zip/") {
        Some(at) => {
            let (outer, inner) = pattern.split_at_checked(at + 4).unwrap_or((pattern, ""));
            (outer, Some(inner.trim_start_matches('/')))
        }
        None => (pattern, None),
    }
}

/// Whether an entry's name matches what is looked for. A pattern without a folder finds names in any.
pub(super) fn matches(pattern: &str, entry: &str) -> bool {
    if !pattern.contains('/') {
        let name = entry.rsplit('/').next().unwrap_or(entry);
        return project::matches(pattern, name);
    }
    let (patterns, parts) = (pattern.split('/'), entry.split('/'));
    patterns.clone().count() == parts.clone().count()
        && patterns
            .zip(parts)
            .all(|(pattern, part)| project::matches(pattern, part))
}

/// The names of an archive's files, in their order; folders, and what macOS adds, are left out.
pub(super) fn entries(path: &Path) -> Result<Vec<String>> {
    let archive = open(path)?;
    let mut names = Vec::new();
    for name in archive.file_names() {
        let name = name.map_err(said)?;
        let last = name.rsplit('/').next().unwrap_or("");
        let own = !last.is_empty() && !last.starts_with('.') && !name.starts_with("__MACOSX/");
        if own {
            names.push(name.into_owned());
        }
    }
    Ok(names)
}

/// Unpacks an entry into a temporary file and goes to its start.
pub(super) fn unpack(path: &Path, entry: &str) -> Result<NamedTempFile> {
    let mut archive = open(path)?;
    let mut packed = archive.by_name(entry).map_err(said)?;
    let by_ratio = packed
        .compressed_size()
        .saturating_mul(RATIO_MAX)
        .max(RATIO_FREE);
    let bytes_max = by_ratio.min(ENTRY_BYTES_MAX);
    let mut unpacked = NamedTempFile::new()?;
    let mut limited = (&mut packed).take(bytes_max + 1);
    if std::io::copy(&mut limited, &mut unpacked)? > bytes_max {
        let message = format!(
            "`{entry}` unpacks to more than {bytes_max} bytes, far more than its kind does"
        );
        return Err(Error::new(ErrorKind::FileTooLarge, message));
    }
    unpacked.rewind()?;
    Ok(unpacked)
}

fn open(path: &Path) -> Result<ZipArchive<BufReader<File>>> {
    let archive = ZipArchive::new(BufReader::new(File::open(path)?)).map_err(said)?;
    if archive.len() > ENTRIES_MAX {
        let message = format!(
            "{} entries in the archive, {ENTRIES_MAX} at the most",
            archive.len()
        );
        return Err(Error::new(ErrorKind::FileTooLarge, message));
    }
    Ok(archive)
}

/// What the zip library says, in words for whoever has to mend the archive.
fn said(error: ZipError) -> Error {
    match error {
        ZipError::Io(error) => error,
        ZipError::FileNotFound => Error::new(ErrorKind::NotFound, "the archive has no such entry"),
        error if error.to_string().to_lowercase().contains("password") => Error::new(
            ErrorKind::PermissionDenied,
            "the entry is protected by a password; unpack it and put the files into the folder",
        ),
        error => Error::new(
            ErrorKind::InvalidData,
            format!("the archive cannot be read ({error}); ask for it again"),
        ),
    }
}

#[cfg(test)]
mod tests;
