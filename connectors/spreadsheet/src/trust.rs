//! Which files are decoded by a library that they can kill.

use std::io::{BufReader, Read as _, Seek as _, SeekFrom};

use landbridge_contract::Input;
use zip::ZipArchive;

/// Whether this file is decoded by `calamine` (xls, ods), which panics on some broken files and
/// asks for unbounded memory on others. Leaves the bytes at the start.
pub(crate) fn wants_isolation(input: &mut Input) -> bool {
    let mut head = Vec::new();
    let read = (&mut *input.bytes).take(8).read_to_end(&mut head);
    let decoded_elsewhere = match (read, head.as_slice()) {
        (Ok(_), [0xD0, 0xCF, 0x11, 0xE0, ..]) => true,
        (Ok(_), [b'P', b'K', ..]) => holds_other_parts(input),
        _ => false,
    };
    input.bytes.seek(SeekFrom::Start(0)).is_ok() && decoded_elsewhere
}

/// A container with the parts of an ods workbook.
fn holds_other_parts(input: &mut Input) -> bool {
    let Ok(archive) = ZipArchive::new(BufReader::new(&mut input.bytes)) else {
        return false;
    };
    archive.file_names().flatten().any(|name| {
        let name = name.trim_start_matches('/').to_ascii_lowercase();
        name == "content.xml" || name == "mimetype"
    })
}
