//! Files that come as XML and are something else: recognised by how they begin, and refused
//! with their name and what to do, before a parser stumbles over them.

use crate::fault::Problem;

/// What a file is, and what to do about it.
struct Impostor {
    begins: &'static [u8],
    what: &'static str,
    fix: &'static str,
}

const fn impostor(begins: &'static [u8], what: &'static str, fix: &'static str) -> Impostor {
    Impostor { begins, what, fix }
}

/// The first bytes of forms that are met where XML is expected.
const IMPOSTORS: &[Impostor] = &[
    impostor(
        b"PK\x03\x04",
        "a ZIP archive or a workbook of Excel 2007 or later",
        "unpack it, or read it with `spreadsheet:`",
    ),
    impostor(
        b"\xD0\xCF\x11\xE0",
        "an OLE file: a workbook of Excel 97 to 2003",
        "read it with `spreadsheet:`",
    ),
    impostor(b"\x1F\x8B", "a file packed with gzip", "unpack it"),
    impostor(b"%PDF", "a PDF document", "ask for the data as XML"),
    impostor(
        b"{\\rtf",
        "a text document (RTF)",
        "ask for the data as XML",
    ),
    impostor(
        b"\xFF\xFE\0\0",
        "text in UTF-32",
        "have the file written in UTF-8",
    ),
    impostor(
        b"\0\0\xFE\xFF",
        "text in UTF-32",
        "have the file written in UTF-8",
    ),
    impostor(
        b"\x4C\x6F\xA7\x94",
        "XML in EBCDIC",
        "have the file converted to UTF-8 when it leaves the host",
    ),
    impostor(
        b"{1:F",
        "a SWIFT message (MT940 or another)",
        "ask the bank for camt.053, which is XML",
    ),
    impostor(
        b":20:",
        "a SWIFT message (MT940 or another)",
        "ask the bank for camt.053, which is XML",
    ),
    impostor(b"UNA", "an EDIFACT message", "have it converted to XML"),
    impostor(b"UNB+", "an EDIFACT message", "have it converted to XML"),
    impostor(b"ISA*", "an X12 message", "have it converted to XML"),
    impostor(b"{", "JSON", "read it with a source for JSON"),
    impostor(b"[", "JSON", "read it with a source for JSON"),
];

/// The problem of a file that begins with `sample` and is no XML, where its form is known.
pub(crate) fn recognise(sample: &[u8]) -> Result<(), Problem> {
    let body = sample.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(sample);
    let body = body.trim_ascii_start();
    if body.starts_with(b"OFXHEADER:") {
        return Err(old_ofx(body));
    }
    let lower: Vec<u8> = body.iter().take(32).map(u8::to_ascii_lowercase).collect();
    if lower.starts_with(b"<html") || lower.starts_with(b"<!doctype html>") {
        return Err(other(
            "an HTML page",
            "ask for the data as XML; a table saved as `.xls` from a browser is such a page",
        ));
    }
    let known = IMPOSTORS.iter().find(|form| body.starts_with(form.begins));
    known.map_or(Ok(()), |form| Err(other(form.what, form.fix)))
}

/// OFX before version 2: a header of colons, then SGML whose tags do not close
/// (Open Financial Exchange 1.6, chapter 2.2).
fn old_ofx(body: &[u8]) -> Problem {
    let text = String::from_utf8_lossy(body.get(..512).unwrap_or(body)).into_owned();
    let field = |name: &str| -> Option<String> {
        let (_, after) = text.split_once(name)?;
        let value: String = after
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        (!value.is_empty()).then_some(value)
    };
    let version = field("VERSION:").unwrap_or_else(|| "100".to_owned());
    let digits: Vec<String> = version.chars().map(String::from).collect();
    other(
        &format!(
            "an OFX file of version {}, which is SGML (a header of colons, tags that do not close)",
            digits.join(".")
        ),
        "ask the bank for OFX of version 2, which is XML, or for camt.053; or have the file \
         converted",
    )
}

fn other(what: &str, fix: &str) -> Problem {
    Problem::format(what, "an XML document").fix(fix)
}
