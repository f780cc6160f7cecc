//! ZIPs of import files: the same records make the same bytes.

use std::borrow::Cow;
use std::io::{Cursor, Read, Write};

use landbridge_contract::{Fields, TargetMessage};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::rows::{Lines, Numbers, Parameters};
use super::templates::Load;

/// Bytes of a downloaded ZIP's files, unpacked and together, that are looked at: reports of a job with 50,000 lines are
/// far smaller.
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
                early: false,
                misfits: Vec::new(),
            };
            if let Some(misfit) = written.write(payload, number).first() {
                return Err(Some((*place, misfit.message())));
            }
            if !sound {
                return Err(None);
            }
        }
        packed.lines.push((file.name, lines));
    }
    packed.bytes = zip.finish().map_err(|_unwritable| None)?.into_inner();
    Ok(packed)
}

/// Endings of the files that reports are read from.
const READ: [&str; 3] = [".log", ".txt", ".csv"];

/// The reports of a downloaded ZIP, name and text, in its order; what is no ZIP holds none.
pub(super) fn unpack(bytes: &[u8]) -> Vec<(String, String)> {
    unpack_within(bytes, REPORT_BYTES_MAX)
}

/// The same, of so many bytes of text at the most: of the file that passes them only whole lines, and none after it.
fn unpack_within(bytes: &[u8], mut room: u64) -> Vec<(String, String)> {
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
        let ending = name.to_ascii_lowercase();
        if !READ.iter().any(|read| ending.ends_with(read)) {
            continue;
        }
        let mut content = Vec::new();
        let read = file.take(room.saturating_add(1)).read_to_end(&mut content);
        let length = u64::try_from(content.len()).unwrap_or(u64::MAX);
        let whole = length <= room;
        if !whole {
            let last = content.iter().rposition(|byte| *byte == b'\n');
            content.truncate(last.map_or(0, |last| last + 1));
        }
        room = room.saturating_sub(length);
        if read.is_ok() {
            files.push((name, String::from_utf8_lossy(&content).into_owned()));
        }
        if !whole {
            break;
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zip(files: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in files {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn names(files: &[(String, String)]) -> Vec<&str> {
        files.iter().map(|(name, _)| name.as_str()).collect()
    }

    #[test]
    fn only_reports_are_unpacked_and_only_so_much_of_them_together() {
        let bytes = zip(&[
            ("big.xml", "0123456789"),
            ("1.LOG", "one\n"),
            ("2.txt", "two\nthree\n"),
            ("3.csv", "four\n"),
        ]);
        assert_eq!(names(&unpack(&bytes)), ["1.LOG", "2.txt", "3.csv"]);
        let some = unpack_within(&bytes, 12);
        assert_eq!(names(&some), ["1.LOG", "2.txt"]);
        assert_eq!(some[1].1, "two\n");
        assert_eq!(names(&unpack_within(&bytes, 19)).len(), 3);
    }
}
