//! Encodings: the one that mark, declaration and option agree on.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use landbridge_contract::SourceFaultKind;

use crate::fault::Problem;

/// The encoding of a file and how it became known.
#[derive(Debug, Clone)]
pub(crate) struct Detected {
    pub(crate) encoding: &'static Encoding,
    /// For people: `byte order mark`.
    pub(crate) evidence: &'static str,
    /// Bytes of the byte order mark.
    pub(crate) mark: usize,
}

/// Finds the encoding of a file that begins with `sample`.
pub(crate) fn detect(
    sample: &[u8],
    stated: Option<&'static Encoding>,
) -> Result<Detected, Problem> {
    let (shape, mark, evidence) = match Encoding::for_bom(sample) {
        Some((encoding, mark)) => (Some(encoding), mark, "byte order mark"),
        None => (wide(sample), 0, "every other byte is zero"),
    };
    if let Some(stated) = stated {
        return match shape {
            Some(shape) if shape != stated => {
                let said = format!("{} stated", stated.name());
                Err(contradiction(shape, &said, evidence)
                    .fix("remove the option `encoding`, or correct it"))
            }
            _ => Ok(detected(stated, "stated", mark)),
        };
    }
    let body = sample.get(mark..).unwrap_or_default();
    let (text, _) = shape.unwrap_or(UTF_8).decode_without_bom_handling(body);
    let label = declared_label(&text);
    let known = label.map(by_label).transpose()?;
    let said = format!("{} declared", label.unwrap_or("nothing"));
    match (shape, known) {
        (Some(shape), Some(known)) if shape != known && !(is_wide(shape) && is_wide(known)) => {
            Err(contradiction(shape, &said, evidence)
                .fix("set the option `encoding` to the true encoding"))
        }
        (Some(encoding), _) => Ok(detected(encoding, evidence, mark)),
        (None, Some(known)) if is_wide(known) => Err(Problem::format(
            format!("{said}, and bytes that are not"),
            "a declaration that is true",
        )
        .fix("set the option `encoding` to the true encoding, such as `utf-8`")),
        (None, Some(known)) if known.is_single_byte() && is_utf8(sample) => {
            let fix = format!(
                "set the option `encoding` to `utf-8`, or to `{}` if the declaration is right",
                known.name().to_ascii_lowercase()
            );
            Err(contradiction(UTF_8, &said, "letters of several bytes").fix(fix))
        }
        (None, known) => Ok(detected(
            known.unwrap_or(UTF_8),
            undoubted(known, is_valid(sample)),
            0,
        )),
    }
}

fn detected(encoding: &'static Encoding, evidence: &'static str, mark: usize) -> Detected {
    Detected {
        encoding,
        evidence,
        mark,
    }
}

/// The evidence for an encoding that only a declaration tells, or nothing; `valid` where the
/// bytes are UTF-8.
fn undoubted(known: Option<&'static Encoding>, valid: bool) -> &'static str {
    match known {
        Some(known) if known == UTF_8 && !valid => {
            "declared, and bytes that are not: state the true one as `encoding`"
        }
        Some(_) => "declared",
        None if valid => "none declared",
        None => "none declared, and bytes that are not: state the true one as `encoding`",
    }
}

fn by_label(label: &str) -> Result<&'static Encoding, Problem> {
    Encoding::for_label(label.as_bytes()).ok_or_else(|| {
        Problem::format(
            format!("the unknown encoding `{label}` declared"),
            "an encoding of the WHATWG list",
        )
        .fix("set the option `encoding`, for example to `windows-1252`")
    })
}

fn contradiction(shape: &'static Encoding, said: &str, evidence: &str) -> Problem {
    Problem::new(
        SourceFaultKind::Format,
        format!("{said}, and {} by the bytes ({evidence})", shape.name()),
        "one encoding",
    )
}

fn is_wide(encoding: &'static Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}

/// True of bytes that are UTF-8. The last letter may be cut.
fn is_valid(sample: &[u8]) -> bool {
    match std::str::from_utf8(sample) {
        Ok(_) => true,
        Err(fault) => fault.error_len().is_none(),
    }
}

/// True of bytes that hold letters beyond ASCII, and all of them as UTF-8 has them.
fn is_utf8(sample: &[u8]) -> bool {
    let (text, _) = UTF_8.decode_without_bom_handling(sample);
    is_valid(sample)
        && text
            .chars()
            .any(|sign| !sign.is_ascii() && sign != '\u{FFFD}')
}

/// UTF-16 without a mark, by the first two characters.
fn wide(sample: &[u8]) -> Option<&'static Encoding> {
    match sample {
        [b'<', 0, _, 0, ..] => Some(UTF_16LE),
        [0, b'<', 0, _, ..] => Some(UTF_16BE),
        _ => None,
    }
}

/// The label in `<?xml … encoding="label"?>`.
fn declared_label(text: &str) -> Option<&str> {
    let (declaration, _) = text.strip_prefix("<?xml")?.split_once("?>")?;
    let (_, after) = declaration.split_once("encoding")?;
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = value
        .chars()
        .next()
        .filter(|sign| matches!(sign, '"' | '\''))?;
    value
        .strip_prefix(quote)?
        .split_once(quote)
        .map(|(label, _)| label)
}
