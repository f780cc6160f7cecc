//! The evidence pack: a zip whose bytes depend on its files alone.

use std::io::{Cursor, Read as _, Write as _};

use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::statement::{SignedFile, sum_line};

/// The page that says how to verify.
pub const PACKED_PAGE: &str = "VERIFY.txt";
/// The list of all other files, as `sha256sum -c` reads it.
pub const PACKED_SUMS: &str = "SHA256SUMS";
/// Bytes of a file of a pack at the most, unpacked: a pack holds reports and settings, no data.
const FILE_BYTES_MAX: u64 = 1 << 30;

/// A pack that cannot be written or read.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct PackFault(String);

impl From<zip::result::ZipError> for PackFault {
    fn from(error: zip::result::ZipError) -> Self {
        Self(error.to_string())
    }
}

impl From<std::io::Error> for PackFault {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

/// Packs files by name, in the order of their names, with the list of their hashes. The same files give the same
/// bytes, whenever and wherever they are packed.
pub fn pack(mut files: Vec<(String, Vec<u8>)>) -> Result<Vec<u8>, PackFault> {
    files.sort();
    files.dedup_by(|one, other| one.0 == other.0);
    let sums: String = files
        .iter()
        .map(|(path, bytes)| {
            let file = SignedFile {
                path: path.clone(),
                sha256: hex(&Sha256::digest(bytes)),
            };
            sum_line(&file) + "\n"
        })
        .collect();
    files.push((PACKED_SUMS.to_owned(), sums.into_bytes()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in &files {
        zip.start_file(path.as_str(), options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// The files of a pack with their hashes, in its order; the bytes of the list itself come beside them.
pub fn unpack(bytes: &[u8]) -> Result<(Vec<SignedFile>, Vec<u8>), PackFault> {
    let mut zip = ZipArchive::new(Cursor::new(bytes))?;
    let mut files = Vec::new();
    let mut sums = Vec::new();
    for index in 0..zip.len() {
        let file = zip.by_index(index)?;
        let path = file.name()?.into_owned();
        let mut content = Vec::new();
        file.take(FILE_BYTES_MAX).read_to_end(&mut content)?;
        if path == PACKED_SUMS {
            sums = content;
            continue;
        }
        files.push(SignedFile {
            path,
            sha256: hex(&Sha256::digest(&content)),
        });
    }
    Ok((files, sums))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to memory does not fail");
        text
    })
}
