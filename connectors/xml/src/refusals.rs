//! What no file may hold, in words.

use landbridge_contract::SourceFaultKind;

use crate::fault::Problem;
use crate::pull::{DEPTH_MAX, NAME_BYTES_MAX, RECORD_BYTES_MAX};

/// Characters of a name shown.
const SHOWN_CHARS: usize = 40;

/// Judges whether a file may end here.
pub(crate) fn judge_end(path: &str, root_seen: bool, line: u64) -> Result<(), Problem> {
    if !path.is_empty() {
        let found = format!("the end of the file on line {line} inside `{path}`");
        return Err(truncated(found, "its end tag"));
    }
    if root_seen {
        return Ok(());
    }
    Err(Problem::format(
        "nothing: the file has no element",
        "an XML document",
    ))
}

/// What stands last in the file and is not whole.
pub(crate) fn cut_short(rest: &str) -> Problem {
    let what = [
        ("<!--", "a comment"),
        ("<![CDATA[", "CDATA"),
        ("<!DOCTYPE", "the document type"),
        ("<?", "a processing instruction"),
    ];
    let known = what.into_iter().find(|(begin, _)| rest.starts_with(begin));
    let what = known.map_or("a tag", |(_, what)| what);
    truncated(
        format!("the end of the file inside {what}"),
        "the rest of it",
    )
}

fn truncated(found: String, expected: &str) -> Problem {
    Problem::new(SourceFaultKind::Truncated, found, expected).fix("ask for the whole file again")
}

/// Text outside the root element: only white space may stand there.
pub(crate) fn outside_root(text: &str) -> Result<(), Problem> {
    if text.trim().is_empty() {
        return Ok(());
    }
    Err(text_outside())
}

/// The problem of text outside the root element.
pub(crate) fn text_outside() -> Problem {
    Problem::format("text outside the root element", "an XML document")
        .fix("check that the file is XML")
}

/// The length of a document type without declarations, which is passed over: nothing is ever
/// fetched, and no reference to it is known. None where it does not end in `text`.
pub(crate) fn document_type(
    text: &str,
    done: bool,
    root_seen: bool,
) -> Result<Option<usize>, Problem> {
    if root_seen {
        let expected = "elements: a document type stands before the root";
        return Err(Problem::format("`<!DOCTYPE` inside the document", expected));
    }
    let mut quote = None;
    for (at, sign) in text.char_indices() {
        match (quote, sign) {
            (Some(open), sign) if open == sign => quote = None,
            (None, '"' | '\'') => quote = Some(sign),
            (None, '>') => return Ok(Some(at + 1)),
            (None, '[') => {
                let subset = text.get(at + 1..).unwrap_or_default().trim_start();
                if subset.is_empty() || (!subset.contains('>') && !done) {
                    return Ok(None);
                }
                if !subset.starts_with(']') {
                    return Err(declarations(subset));
                }
            }
            (Some(_) | None, _) => {}
        }
    }
    Ok(None)
}

fn declarations(subset: &str) -> Problem {
    let what = if subset.contains("<!ENTITY") {
        "entity declarations in the document type"
    } else {
        "declarations in the document type"
    };
    Problem::new(
        SourceFaultKind::Refused,
        what,
        "a file without them: entities can swell without bound or read other files",
    )
    .fix("have the file written without `<!DOCTYPE … [ … ]>`")
}

/// An end tag that ends another element than the open one, or none.
pub(crate) fn wrong_end(name: &str, open: Option<&str>) -> Problem {
    let expected = match open {
        Some(open) => format!("`</{}>`", shown(open)),
        None => "no end tag: no element is open".to_owned(),
    };
    Problem::format(format!("`</{}>`", shown(name)), expected)
}

/// A second element beside the root.
pub(crate) fn second_root(name: &str) -> Problem {
    let found = format!("a second root element `<{}>`", shown(name));
    Problem::format(found, "one root element")
}

/// A `<` that no name follows.
pub(crate) fn nameless() -> Problem {
    Problem::format("a tag without a name", "`<name …>`")
        .fix("where `<` is meant as a character, write `&lt;`")
}

/// Judges how many elements are open around another.
#[inline]
pub(crate) fn judge_depth(open: usize) -> Result<(), Problem> {
    if open < DEPTH_MAX {
        return Ok(());
    }
    Err(Problem::limit(
        format!("more than {DEPTH_MAX} elements inside each other"),
        format!("at most {DEPTH_MAX}"),
    ))
}

/// A name that is too long.
pub(crate) fn long_name() -> Problem {
    Problem::limit(
        format!("a name of more than {NAME_BYTES_MAX} bytes"),
        "a shorter name",
    )
}

/// More text than a record, a tag or a text may have.
pub(crate) fn too_long() -> Problem {
    Problem::limit(
        format!("more than {} MiB", RECORD_BYTES_MAX / 1024 / 1024),
        "a smaller record, tag or text",
    )
}

/// Bytes that could not be read.
pub(crate) fn unreadable(fault: &std::io::Error) -> Problem {
    Problem::new(SourceFaultKind::Io, fault, "bytes that can be read")
        .fix("check the file and the disk it is on, then run again")
}

fn shown(name: &str) -> String {
    name.chars().take(SHOWN_CHARS).collect()
}
