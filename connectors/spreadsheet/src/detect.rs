//! What a file is, told from its bytes.
//!
//! Endings lie: an `.xls` is often HTML or tab-separated text from a report server, an `.xlsx`
//! an old binary workbook renamed. A file that is no workbook is refused with its real name.

use std::io::{Read as _, SeekFrom};
use std::sync::Arc;

use landbridge_contract::{ReadSeek, SourceFault, SourceFaultKind};

use crate::biff::Found;
use crate::bytes::contains;
use crate::fault::Place;
use crate::package::Part;
use crate::spreadsheetml::is_spreadsheetml;
use crate::{ole, package};

/// Bytes looked at.
const HEAD: u64 = 4_096;

/// The forms that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// Office Open XML: xlsx, xlsm.
    Xlsx,
    /// Binary parts in a zip container.
    Xlsb,
    /// Excel 5.0 to 2003.
    Xls,
    /// Open document spreadsheet.
    Ods,
    /// XML Spreadsheet 2003.
    SpreadsheetMl,
}

/// What was found out about a file, which is now safe to read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Detected {
    /// Its form.
    pub(crate) format: Format,
    /// Whether it carries macros. They are never run.
    pub(crate) macros: bool,
    /// The parts of its zip container, in the order of its directory; none for other forms.
    pub(crate) parts: Vec<Part>,
    /// What else was found of the sheets, in their order; for xls and ods.
    pub(crate) found: Vec<Found>,
}

impl Format {
    /// The form in words.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx (Office Open XML)",
            Self::Xlsb => "xlsb (binary workbook)",
            Self::Xls => "xls (Excel 5.0 to 2003)",
            Self::Ods => "ods (OpenDocument)",
            Self::SpreadsheetMl => "XML Spreadsheet 2003",
        }
    }
}

/// Tells the form of a file, refuses what is no workbook or not safe to read, and leaves the
/// reader at the start.
pub(crate) fn detect(file: &Arc<str>, bytes: &mut dyn ReadSeek) -> Result<Detected, SourceFault> {
    let place = Place::file(file);
    let mut head = Vec::new();
    (|| {
        bytes.rewind()?;
        (&mut *bytes).take(HEAD).read_to_end(&mut head)?;
        bytes.seek(SeekFrom::Start(0))
    })()
    .map_err(|error| place.io(&error))?;

    let detected = if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        package::examine(&place, bytes)?
    } else if head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        ole::examine(&place, bytes)?
    } else if is_spreadsheetml(&head) {
        Detected {
            format: Format::SpreadsheetMl,
            macros: false,
            parts: Vec::new(),
            found: Vec::new(),
        }
    } else {
        return Err(no_workbook(&place, &head));
    };
    bytes.rewind().map_err(|error| place.io(&error))?;
    Ok(detected)
}

fn no_workbook(place: &Place, head: &[u8]) -> SourceFault {
    let (found, fix) = name(head);
    place.fault(
        SourceFaultKind::Format,
        found,
        "a workbook (xlsx, xlsm, xlsb, xls, ods or XML Spreadsheet 2003)",
        fix,
    )
}

const SAVE_ANEW: &str = "open it in an office program and save it as xlsx";

/// Names what the bytes are, and says what to do.
fn name(head: &[u8]) -> (&'static str, &'static str) {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let words: Vec<u8> = text
        .iter()
        .skip_while(|byte| byte.is_ascii_whitespace())
        .map(u8::to_ascii_lowercase)
        .collect();
    let begins = |with: &[u8]| words.starts_with(with);
    if head.is_empty() {
        ("an empty file", "ask for the file again")
    } else if let [0x09, 0x00 | 0x02 | 0x04, 0x04 | 0x06, 0x00, ..] = head {
        (
            "an Excel 4.0 (or older) worksheet",
            "open it in LibreOffice and save it as xlsx",
        )
    } else if begins(b"<!doctype html") || begins(b"<html") || contains(&words, b"<table") {
        ("a web page (HTML) named like a workbook", SAVE_ANEW)
    } else if contains(&words, b"office:spreadsheet") {
        ("a flat OpenDocument file (fods)", SAVE_ANEW)
    } else if begins(b"<") {
        ("an XML file", "read it as `xml`")
    } else if begins(b"%pdf") {
        ("a PDF document", "ask for the workbook it was made from")
    } else if begins(b"{\\rtf") {
        ("a rich text document", SAVE_ANEW)
    } else if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        (
            "UTF-16 text, such as tab-separated values, named like a workbook",
            "read it as `delimited`",
        )
    } else if head
        .iter()
        .all(|byte| *byte >= b' ' || b"\t\r\n\x0c\x1a".contains(byte))
    {
        (
            "plain text, such as CSV, named like a workbook",
            "read it as `delimited`",
        )
    } else {
        ("bytes of no known form", "ask for the file again")
    }
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn what_is_no_workbook_is_named() {
        let samples: [(&[u8], &str); 8] = [
            (b"", "empty"),
            (b"<HTML><body><table>", "HTML"),
            (b"\xEF\xBB\xBFid;name\r\n1;a", "CSV"),
            (b"\xFF\xFEi\0d\0", "UTF-16"),
            (b"%PDF-1.7", "PDF"),
            (b"<?xml version='1.0'?><orders/>", "XML file"),
            (b"\x09\x04\x06\x00\x00\x00\x10\x00", "Excel 4.0"),
            (b"\x00\x01\x02\x03", "no known form"),
        ];
        for (bytes, words) in samples {
            assert!(
                name(bytes).0.contains(words),
                "{bytes:?}: {:?}",
                name(bytes)
            );
        }
    }
}
