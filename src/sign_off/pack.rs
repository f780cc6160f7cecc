//! The evidence pack: a zip whose bytes depend on its files alone.

use std::io::{Cursor, Read, Seek, Write as _};

use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::statement::{SignedFile, sum_line};
use crate::hex::hex;

/// The page that says how to verify.
pub const PACKED_PAGE: &str = "VERIFY.txt";
/// The list of all other files, as `sha256sum -c` reads it.
pub const PACKED_SUMS: &str = "SHA256SUMS";
/// Bytes of all files of a pack at the most, unpacked: a pack holds reports and settings, no data.
const BYTES_MAX: u64 = 1 << 30;
/// Bytes of the list of hashes at the most: a hundred thousand files.
const SUMS_BYTES_MAX: usize = 16 << 20;
/// Bytes unpacked at once.
const BLOCK: usize = 64 * 1024;

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

/// The files of a pack with their hashes, in its order; the bytes of the list itself come beside them. Whatever the pack
/// claims to hold, only the list is kept in memory, and what unpacks to more than a pack can have is a fault.
pub fn unpack(pack: impl Read + Seek) -> Result<(Vec<SignedFile>, Vec<u8>), PackFault> {
    unpack_at_most(BYTES_MAX, pack)
}

/// The same with another limit.
pub(super) fn unpack_at_most(
    bytes_max: u64,
    pack: impl Read + Seek,
) -> Result<(Vec<SignedFile>, Vec<u8>), PackFault> {
    let mut zip = ZipArchive::new(pack)?;
    let mut files = Vec::new();
    let mut sums = Vec::new();
    let mut left = bytes_max;
    for index in 0..zip.len() {
        let mut file = zip.by_index(index)?;
        let path = file.name()?.into_owned();
        if path == PACKED_SUMS {
            sums.clear();
            each_block(&mut file, &mut left, |block| {
                let fits = sums.len() + block.len() <= SUMS_BYTES_MAX;
                sums.extend_from_slice(if fits { block } else { &[] });
                fits
            })?;
            continue;
        }
        let mut hasher = Sha256::new();
        each_block(&mut file, &mut left, |block| {
            hasher.update(block);
            true
        })?;
        let sha256 = hex(&hasher.finalize());
        files.push(SignedFile { path, sha256 });
    }
    Ok((files, sums))
}

/// Hands on the bytes of a file block by block, as long as they are taken and there are not more of them than are left.
fn each_block(
    file: &mut impl Read,
    left: &mut u64,
    mut take: impl FnMut(&[u8]) -> bool,
) -> Result<(), PackFault> {
    let mut block = vec![0; BLOCK];
    loop {
        let read = file.read(&mut block)?;
        let Some(part) = block.get(..read).filter(|part| !part.is_empty()) else {
            return Ok(());
        };
        let rest = left.checked_sub(part.len() as u64);
        match rest.filter(|_| take(part)) {
            Some(rest) => *left = rest,
            None => return Err(PackFault("it unpacks to more than a pack holds".to_owned())),
        }
    }
}
