//! ZIPs of import files: the same records make the same bytes.

use std::borrow::Cow;
use std::io::{Cursor, Read, Write};

use landbridge_contract::{Fields, TargetMessage};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::rows::{Lines, Numbers, Parameters};
use super::templates::Load;

/// Bytes of one downloaded file that are looked at: reports of a job with 50,000 lines are far smaller.
const REPORT_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// A packed load.
#[derive(Debug, Default)]
pub(super) struct Packed {
    pub(super) bytes: Vec<u8>,
    /// For each file the record of each line, by the record's place in the batch.
    pub(super) lines: Vec<(&'static str, Vec<u32>)>,
}

impl Packed {
    /// Whether no record has a line.
    pub(super) fn is_empty(&self) -> bool {
        self.lines.iter().all(|(_, lines)| lines.is_empty())
    }

    /// A number that two loads with other lines hardly share.
    pub(super) fn hash(&self) -> u64 {
        // FNV-1a, 64 bits.
        self.bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        })
    }

    /// The record of a line (from 1) of a file, by its place in the batch.
    pub(super) fn record(&self, file: &str, line: usize) -> Option<usize> {
        let same = |name: &str| {
            let stem = |text: &str| text.trim_end_matches(".csv").to_ascii_lowercase();
            stem(name) == stem(file)
        };
        let (_, lines) = self.lines.iter().find(|(name, _)| same(name))?;
        lines
            .get(line.checked_sub(1)?)
            .and_then(|record| usize::try_from(*record).ok())
    }
}

/// Packs the records of a load. `records` are their places in the batch with their payloads; each is numbered from 1. The
/// error is the place of a record whose values do not fit, or nothing where no ZIP could be written.
pub(super) fn pack(
    load: &Load,
    records: &[(u32, &Fields)],
    parameters: &Parameters,
) -> Result<Packed, Option<(u32, TargetMessage)>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut packed = Packed::default();
    let mut line = Vec::new();
    for file in &load.files {
        let mut numbers = Numbers::new();
        let mut lines = Vec::new();
        let mut begun = false;
        for ((place, payload), number) in records.iter().zip(1..) {
            let mut sound = true;
            let mut written = Lines {
                file,
                parameters,
                numbers: &mut numbers,
                take: &mut |line: &[u8]| {
                    sound &= begun || zip.start_file(file.name, options).is_ok();
                    begun = true;
                    sound &= zip.write_all(line).is_ok();
                    lines.push(*place);
                },
                line: &mut line,
            };
            let fits = written.write(payload, number);
            fits.map_err(|message| Some((*place, message)))?;
            if !sound {
                return Err(None);
            }
        }
        packed.lines.push((file.name, lines));
    }
    packed.bytes = zip.finish().map_err(|_unwritable| None)?.into_inner();
    Ok(packed)
}

/// The files of a downloaded ZIP, name and text, in its order; what is no ZIP holds none.
pub(super) fn unpack(bytes: &[u8]) -> Vec<(String, String)> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return Vec::new();
    };
    let mut files = Vec::new();
    for at in 0..archive.len() {
        let Ok(file) = archive.by_index(at) else {
            continue;
        };
        let Ok(name) = file.name().map(Cow::into_owned) else {
            continue;
        };
        let mut content = Vec::new();
        if file
            .take(REPORT_BYTES_MAX)
            .read_to_end(&mut content)
            .is_ok()
        {
            files.push((name, String::from_utf8_lossy(&content).into_owned()));
        }
    }
    files
}
