//! Finds the hidden rows of the sheets of an xlsx workbook, which the reader behind does not tell.
//!
//! While a part is unpacked for its check, [`Trace`] looks for the marks that a hidden row must
//! leave. Only sheets with such marks are then walked once more as XML, so that workbooks
//! without hidden rows pay next to nothing. Hidden is a row that says so (by hand, by a filter,
//! or as a folded group), and a row whose height was set to zero.
//!
//! What is broken is passed over here, and so is UTF-16, which the reader behind refuses: both
//! are told where the cells are read.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Seek};
use std::iter::{Copied, Peekable};
use std::slice::Iter;
use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use crate::limits::ROWS_MAX;

/// First and last row, from 1.
type Range = (u32, u32);

/// The hidden rows of a sheet, as ranges in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct HiddenRows(Arc<[Range]>);

impl HiddenRows {
    /// Takes ranges of rows, first and last, from 1, in order.
    pub(crate) fn of(ranges: Vec<Range>) -> Self {
        Self(Arc::from(ranges))
    }

    /// Looks rows up that are asked for in increasing order.
    pub(crate) fn lookup(&self) -> Lookup<'_> {
        Lookup(self.0.iter().copied().peekable())
    }
}

/// Goes along the hidden rows, so that a row costs no search.
pub(crate) struct Lookup<'a>(Peekable<Copied<Iter<'a, Range>>>);

impl Lookup<'_> {
    /// Whether a row, counted from 1 and not before the one asked for last, is hidden.
    pub(crate) fn holds(&mut self, row: u32) -> bool {
        while self.0.next_if(|(_, last)| *last < row).is_some() {}
        self.0.peek().is_some_and(|(first, _)| *first <= row)
    }
}

/// Bytes of a mark but one: so many are kept to find a mark that two chunks share.
const BEFORE: usize = 4;

/// Looks for marks of hidden rows in the bytes of a part as they come.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    found: bool,
    /// The last bytes of the chunk before.
    tail: Vec<u8>,
}

impl Trace {
    /// Takes the next bytes.
    pub(crate) fn take(&mut self, chunk: &[u8]) {
        if self.found {
            return;
        }
        let mut joint = std::mem::take(&mut self.tail);
        joint.extend(chunk.iter().take(BEFORE));
        self.found |= is_marked(&joint) || is_marked(chunk);
        self.tail = match chunk.last_chunk::<BEFORE>() {
            Some(last) => last.to_vec(),
            None => joint.split_off(joint.len().saturating_sub(BEFORE)),
        };
    }

    /// Whether the part may tell of hidden rows.
    pub(crate) fn found(&self) -> bool {
        self.found
    }
}

/// Whether the start of `hidden` stands in the bytes, or a height (`ht`) that may be zero.
///
/// Folds to the end instead of breaking off, which compilers turn into vector code.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "lazy operators are branches, which keep this from becoming vector code"
)]
fn is_marked(bytes: &[u8]) -> bool {
    let any = bytes.array_windows().fold(false, |found, [a, b]| {
        found | ((*a == b'h') & ((*b == b'i') | (*b == b't')))
    });
    any && bytes.array_windows().fold(false, |found, [a, b, c, d, e]| {
        let hidden = (*b == b'i') & (*c == b'd');
        let equals = (*c == b'=') & !(b'1'..=b'9').contains(e);
        let spaced = (*c <= b' ') & ((*d == b'=') | (*d <= b' '));
        found | ((*a == b'h') & (hidden | ((*b == b't') & (equals | spaced))))
    })
}

/// More ranges of hidden rows than may be held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooMany;

/// The hidden rows by name of sheet, of the sheets whose parts are marked.
///
/// `names` are those of the parts in lower case, `marked` the indexes of those whose [`Trace`]
/// found something, in order, and `room` is how many ranges may be held in all.
pub(crate) fn by_sheet<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    names: &[&str],
    marked: &[usize],
    mut room: usize,
) -> Result<BTreeMap<String, HiddenRows>, TooMany> {
    let mut hidden = BTreeMap::new();
    for (sheet, path) in sheets(archive, names) {
        let index = index_of(names, &path).filter(|index| marked.binary_search(index).is_ok());
        let Some(part) = index.and_then(|index| archive.by_index(index).ok()) else {
            continue;
        };
        let rows = rows(BufReader::new(part), room)?;
        room = room.saturating_sub(rows.len());
        if !rows.is_empty() {
            // Of two sheets of one name the first is read.
            hidden.entry(sheet).or_insert(HiddenRows(Arc::from(rows)));
        }
    }
    Ok(hidden)
}

/// The part of a path, found as the reader behind does: without regard to case, the last one.
fn index_of(names: &[&str], path: &str) -> Option<usize> {
    let path = path.to_lowercase();
    names.iter().rposition(|name| *name == path)
}

/// The sheets by name, each with the path of its part, in the order of the workbook.
fn sheets<R: Read + Seek>(archive: &mut ZipArchive<R>, names: &[&str]) -> Vec<(String, String)> {
    let mut workbook = String::new();
    each(archive, names, "_rels/.rels", "Relationship", |element| {
        let kind = attribute(element, "Type").unwrap_or_default();
        if kind.ends_with("/relationships/officeDocument") {
            workbook = attribute(element, "Target").unwrap_or_default();
        }
    });
    let workbook = workbook.strip_prefix('/').unwrap_or(&workbook);
    let (folder, file) = match workbook.rsplit_once('/') {
        Some((folder, file)) => (format!("{folder}/"), file),
        None => (String::new(), workbook),
    };
    let mut targets = BTreeMap::new();
    let relations = format!("{folder}_rels/{file}.rels");
    each(archive, names, &relations, "Relationship", |element| {
        let target = attribute(element, "Target").unwrap_or_default();
        let path = match target.strip_prefix('/') {
            Some(path) => path.to_owned(),
            None => format!("{folder}{target}"),
        };
        targets.insert(attribute(element, "Id").unwrap_or_default(), path);
    });
    let mut sheets = Vec::new();
    each(archive, names, workbook, "sheet", |element| {
        let mut attributes = element.attributes().flatten();
        let id = attributes.find(|attribute| attribute.key.local_name().as_ref() == "id");
        let path = id.and_then(|id| targets.get(&*id.value));
        sheets.extend(attribute(element, "name").zip(path.cloned()));
    });
    sheets
}

/// Visits the elements of a part that have this name, whatever their prefix.
fn each<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    names: &[&str],
    path: &str,
    name: &str,
    mut visit: impl FnMut(&BytesStart<'_>),
) {
    let Some(part) = index_of(names, path).and_then(|index| archive.by_index(index).ok()) else {
        return;
    };
    let mut xml = reader(BufReader::new(part));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(element)) if element.local_name().as_ref() == name => visit(&element),
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

/// Reads XML as leniently as the reader behind, so that both see the same rows.
fn reader<R: BufRead>(xml: R) -> Reader<R> {
    let mut reader = Reader::from_reader(xml);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.expand_empty_elements = true;
    reader
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes().flatten();
    let attribute = attributes.find(|attribute| attribute.key.as_ref() == name)?;
    Some(unescape(&attribute.value).ok()?.into_owned())
}

/// The hidden rows of a sheet, sorted.
fn rows(xml: impl BufRead, room: usize) -> Result<Vec<Range>, TooMany> {
    let mut xml = reader(xml);
    let mut buffer = Vec::new();
    let mut ranges: Vec<Range> = Vec::new();
    let mut in_data = false;
    let mut row = 1_u32;
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(element)) => match element.local_name().as_ref() {
                "sheetData" => in_data = true,
                "row" if in_data => {
                    let number =
                        attribute(&element, "r").and_then(|number| number.trim().parse().ok());
                    row = number.unwrap_or(row); // without a number it follows the one before
                    if is_hidden(&element) && row <= ROWS_MAX {
                        push(&mut ranges, row);
                    }
                    if ranges.len() > room {
                        return Err(TooMany);
                    }
                }
                _ => {}
            },
            Ok(Event::End(element)) => match element.local_name().as_ref() {
                "row" if in_data => row = row.saturating_add(1),
                "sheetData" => break,
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    // Rows without cells may stand in any order; those with cells are refused if they do.
    if !ranges.is_sorted() {
        ranges.sort_unstable();
    }
    Ok(ranges)
}

fn push(ranges: &mut Vec<Range>, row: u32) {
    match ranges.last_mut() {
        Some((_, last)) if last.checked_add(1) == Some(row) => *last = row,
        _ => ranges.push((row, row)),
    }
}

fn is_hidden(row: &BytesStart<'_>) -> bool {
    let is_set = |name| attribute(row, name).is_some_and(|set| ["1", "true"].contains(&set.trim()));
    let height = || attribute(row, "ht").and_then(|height| height.trim().parse::<f64>().ok());
    is_set("hidden") || (height().is_some_and(|height| height <= 0.0) && is_set("customHeight"))
}

#[cfg(test)]
mod tests;
