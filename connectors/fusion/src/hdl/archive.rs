//! The archive that is uploaded, the same bytes for the same file.

use std::io::{Cursor, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// The body of `uploadFile`: the file as the only one of an archive. An archive in memory does not fail; should
/// it, the reason comes back.
pub(super) fn body(object: &str, text: &str, archive: &str) -> Result<Vec<u8>, String> {
    let zipped = zipped(object, text).map_err(|error| error.to_string())?;
    let mut body = br#"{"content":""#.to_vec();
    body.extend_from_slice(STANDARD.encode(zipped).as_bytes());
    body.extend_from_slice(br#"","fileName":""#);
    // Letters and digits only: nothing to escape.
    body.extend_from_slice(archive.as_bytes());
    body.extend_from_slice(br#".zip"}"#);
    Ok(body)
}

fn zipped(object: &str, text: &str) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(text.len() / 4)));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    zip.start_file(format!("{object}.dat"), options)?;
    zip.write_all(text.as_bytes())?;
    Ok(zip.finish()?.into_inner())
}

/// A name for an archive and its data set: letters and digits of what is given.
pub(super) fn name_of(attempt: &str) -> String {
    let plain = attempt.chars().filter(char::is_ascii_alphanumeric);
    plain.take(100).collect()
}
