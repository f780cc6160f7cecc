//! Reads the part of the shared strings.

use landbridge_contract::{Scratch, SourceFault};
use memchr::memchr;

use super::scan::{self, Halt, Kind};
use super::strings::{Builder, Strings};
use super::text;
use super::window::Window;
use crate::fault::Place;

/// Reads all strings of a part of this size, inflated.
pub(crate) fn read(
    place: &Place,
    mut window: Window,
    size: u64,
    scratch: Scratch,
) -> Result<Strings, SourceFault> {
    let mut builder = Builder::new(scratch);
    let mut open = false;
    loop {
        let mut rest = window.rest();
        let before = rest.len();
        let item = item(&mut rest, builder.text());
        let used = before - rest.len();
        match item {
            Ok(item) => {
                window.consume(used);
                match item {
                    Item::String => builder.end().map_err(|error| place.io(&error))?,
                    Item::Table { count } => {
                        open = true;
                        check_count(place, count, size)?;
                    }
                    Item::End => open = false,
                    Item::Other => {}
                }
            }
            Err(Halt::More) => {
                if window.grow()? {
                    continue;
                }
                if open {
                    return Err(window.halted(place, Halt::More));
                }
                return builder.finish().map_err(|error| place.io(&error));
            }
            Err(halt) => return Err(window.halted(place, halt)),
        }
    }
}

enum Item {
    String,
    Table { count: Option<u128> },
    End,
    Other,
}

/// Takes the next item; where it is a string, appends its text. Text that was appended before
/// scanning halted is taken back.
fn item(rest: &mut &[u8], text: &mut String) -> Result<Item, Halt> {
    if plain(rest, text)? {
        return Ok(Item::String);
    }
    let piece = scan::next(rest)?;
    match (piece.local(), piece.kind) {
        (b"si", Kind::Start) => {
            let inner = *rest;
            scan::skip(rest)?;
            let length = inner.len() - rest.len();
            let start = text.len();
            text::rich(inner.get(..length).unwrap_or_default(), text)
                .inspect_err(|_| text.truncate(start))?;
            Ok(Item::String)
        }
        (b"si", Kind::Empty) => Ok(Item::String),
        (b"sst", Kind::End) => Ok(Item::End),
        (b"sst", Kind::Start) => {
            let count = piece
                .attribute(b"uniqueCount")
                .and_then(|count| std::str::from_utf8(count).ok());
            Ok(Item::Table {
                count: count.and_then(|count| count.trim().parse().ok()),
            })
        }
        _ => Ok(Item::Other),
    }
}

/// Takes a string of the form in which nearly all are written. False where it is written otherwise,
/// or does not end here.
fn plain(rest: &mut &[u8], text: &mut String) -> Result<bool, Halt> {
    let bytes = *rest;
    let (inner, keeps) = if let Some(inner) = bytes.strip_prefix(b"<si><t>") {
        (inner, false)
    } else if let Some(inner) = bytes.strip_prefix(b"<si><t xml:space=\"preserve\">") {
        (inner, true)
    } else {
        return Ok(false);
    };
    let Some((raw, tail)) = memchr(b'<', inner).and_then(|end| inner.split_at_checked(end)) else {
        return Ok(false);
    };
    let Some(after) = tail.strip_prefix(b"</t></si>") else {
        return Ok(false);
    };
    text.push_str(&text::untagged(raw, keeps)?);
    *rest = after;
    Ok(true)
}

/// The count of strings that a part declares must fit its size.
fn check_count(place: &Place, count: Option<u128>, size: u64) -> Result<(), SourceFault> {
    /// Bytes of the shortest string element, `<si/>`.
    const SHORTEST: u64 = 5;
    match count {
        Some(count) if count > u128::from(size / SHORTEST) => Err(place.limit(
            format!("{count} shared strings in {size} bytes"),
            "no more strings than the part can hold",
        )),
        _ => Ok(()),
    }
}
