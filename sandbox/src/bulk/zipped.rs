//! ZIPs, read and written.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Bytes of an unpacked file at the most.
const FILE_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// The files of a ZIP; nothing where it is none.
pub(super) fn read(bytes: &[u8]) -> Option<Vec<(String, String)>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut files = Vec::new();
    for at in 0..archive.len() {
        let file = archive.by_index(at).ok()?;
        let name = file.name().ok()?.into_owned();
        let mut content = Vec::new();
        file.take(FILE_BYTES_MAX).read_to_end(&mut content).ok()?;
        files.push((name, String::from_utf8(content).ok()?));
    }
    Some(files)
}

/// A ZIP of these files.
pub(super) fn write(files: &[(String, String)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        let begun = zip.start_file(name.as_str(), SimpleFileOptions::default());
        if begun.is_ok() && zip.write_all(text.as_bytes()).is_err() {
            break;
        }
    }
    zip.finish().map(Cursor::into_inner).unwrap_or_default()
}
