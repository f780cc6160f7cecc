//! What no file may hold, and the parser's faults, in words.

use landbridge_contract::SourceFaultKind;
use quick_xml::Error;
use quick_xml::errors::IllFormedError;

use crate::fault::Problem;
use crate::pull::RECORD_BYTES_MAX;
use crate::references::lone_ampersand;
use crate::stream::TextStream;

/// Judges whether a file may end here.
pub(crate) fn judge_end(path: &str, root_seen: bool, line: u64) -> Result<(), Problem> {
    if !path.is_empty() {
        let found = format!("the end of the file on line {line} inside `{path}`");
        return Err(
            Problem::new(SourceFaultKind::Truncated, found, "its end tag")
                .fix("ask for the whole file again"),
        );
    }
    if root_seen {
        return Ok(());
    }
    Err(Problem::format(
        "nothing: the file has no element",
        "an XML document",
    ))
}

/// Text outside the root element: only white space may stand there.
pub(crate) fn outside_root(text: &str) -> Result<(), Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(());
    }
    if text.starts_with("OFXHEADER") {
        return Err(Problem::format(
            "an OFX file of version 1, which is SGML (tags that do not close)",
            "an XML document",
        )
        .fix("ask the bank for OFX of version 2 or for camt.053"));
    }
    Err(
        Problem::format("text outside the root element", "an XML document")
            .fix("check that the file is XML"),
    )
}

/// A document type without declarations is passed over; nothing is ever fetched.
pub(crate) fn refuse_subset(text: &str) -> Result<(), Problem> {
    let Some((_, subset)) = text.split_once('[') else {
        return Ok(());
    };
    if subset.trim().trim_end_matches(']').trim().is_empty() {
        return Ok(());
    }
    let what = if subset.contains("<!ENTITY") {
        "entity declarations in the document type"
    } else {
        "declarations in the document type"
    };
    Err(Problem::new(
        SourceFaultKind::Refused,
        what,
        "a file without them: entities can swell without bound or read other files",
    )
    .fix("have the file written without `<!DOCTYPE … [ … ]>`"))
}

/// The parser's fault in our words.
pub(crate) fn explain(fault: &Error, stream: &TextStream) -> Problem {
    match fault {
        Error::Io(_) if stream.exhausted() => Problem::limit(
            format!("more than {} MiB", RECORD_BYTES_MAX / 1024 / 1024),
            "a smaller record, tag or text",
        ),
        Error::Io(fault) => Problem::new(SourceFaultKind::Io, fault, "bytes that can be read")
            .fix("check the file and the disk it is on, then run again"),
        Error::Syntax(quick_xml::errors::SyntaxError::InvalidBangMarkup) => Problem::format(
            "`<!` that begins nothing known",
            "a comment, CDATA or a tag",
        ),
        Error::Syntax(fault) => Problem::new(
            SourceFaultKind::Truncated,
            format!("the end of the file: {fault}"),
            "the rest of it",
        )
        .fix("ask for the whole file again"),
        Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
            Problem::format(format!("`</{found}>`"), format!("`</{expected}>`"))
        }
        Error::IllFormed(IllFormedError::UnmatchedEndTag(name)) => {
            Problem::format(format!("`</{name}>`"), "no end tag: no element is open")
        }
        Error::IllFormed(IllFormedError::UnclosedReference) => lone_ampersand(),
        other => Problem::format(other, "well-formed XML"),
    }
}
