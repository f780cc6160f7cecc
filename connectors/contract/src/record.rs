//! Records as sources yield them: values in slots, addressed by number.
//!
//! A source is told once, by a [`crate::Projection`], which fields are wanted; from then on a
//! field is an index into [`Record::slots`] and a nested part an index into
//! [`Record::children`]. Names and origins are looked up in the [`Layout`] only when shown.

use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use std::sync::Arc;

use crate::origin::{Origin, Place};
use crate::value::{Name, Value};

/// One value of a record, with what is needed to tell its origin.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Slot {
    /// The value; [`Value::Null`] where the source has none.
    pub value: Value,
    /// The line on which the value stands where that differs from the record's, else 0.
    pub line: u64,
    /// What the program that the file belongs to shows for the value (`1.50 €` for 1.5 under a
    /// currency format), where [`crate::Projection::shown`] asked for it and it differs from how
    /// the value itself is written.
    pub shown: Option<Box<str>>,
}

/// One legacy row or element with its nested parts.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Record {
    /// Number of the record in its extract, from 1, over all parts read; strictly increasing.
    pub ordinal: u64,
    /// Where it stands.
    pub place: Place,
    /// Values in the order of [`crate::Projection::fields`].
    pub slots: Vec<Slot>,
    /// Nested records in the order of [`crate::Projection::children`].
    pub children: Vec<Vec<Record>>,
    /// What the source noticed about values of this record; empty for most.
    pub notices: Vec<Notice>,
}

impl Record {
    /// The value in a slot; nothing where the record is shorter than its layout.
    pub fn value(&self, slot: usize) -> &Value {
        self.slots
            .get(slot)
            .map_or(&Value::Null, |slot| &slot.value)
    }
}

/// Something about a value that a person should know, though the value could be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The slot concerned; none when it concerns the record.
    pub slot: Option<u32>,
    /// What was noticed.
    pub kind: NoticeKind,
    /// The value as it stands in the file, where that says more than the value read.
    pub found: String,
}

/// What a source can notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum NoticeKind {
    /// A spreadsheet number of more than 15 significant digits: the last ones are lost.
    DigitsLost,
    /// A cell holds an error such as `#N/A`; the value read is nothing.
    ErrorCell,
    /// The record stands in a hidden row or sheet.
    Hidden,
    /// A single value was asked for and several were found; the value is a list.
    Repeated,
    /// Bytes that are not valid in the encoding were replaced.
    Undecodable,
    /// A field is not of the form that its layout states (letters in a number, a date that does not
    /// exist); the value read is nothing.
    Malformed,
    /// The line has more or fewer fields than the header.
    Ragged,
    /// The record or the value stands in a hidden column.
    HiddenColumn,
    /// A cell is covered by a merged range whose value stands in another cell.
    Merged,
    /// A line repeats the header in the middle of the records and was passed over.
    RepeatedHeader,
    /// A date cell falls on the day that the 1900 date system invents (29 February 1900).
    PhantomDate,
    /// A part of the record may be missing: a row that could not be read may belong to it.
    Incomplete,
}

/// A record that could not be read; the source goes on after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordFault {
    /// Number of the record in its extract.
    pub ordinal: u64,
    /// Where it was found.
    pub origin: Origin,
    /// What was found, in words.
    pub found: String,
    /// What was expected, in words.
    pub expected: String,
}

/// One step on the way from a record into its nested parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Index into [`Record::children`].
    pub child: usize,
    /// Place of the nested record, as in [`Record::place`].
    pub place: Place,
}

/// The column of a value that was not read from one, such as a number given to the record; its
/// origin is the whole row or line.
pub const NO_COLUMN: u32 = u32::MAX;

/// What the slots of an extract's records mean, and how their origins are written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// File name as the project names it.
    pub file: Arc<str>,
    /// How origins are written.
    pub kind: LayoutKind,
    /// The name of each slot: the column's name, or the path relative to the record.
    pub names: Vec<Name>,
    /// For cells and lines: the column (from 0) of each slot, [`NO_COLUMN`] for a value that
    /// stands in none. Empty for elements.
    pub columns: Vec<u32>,
    /// Layouts of nested parts. The path of a child stands in its own kind.
    pub children: Vec<Layout>,
    /// Where the records stand that one row was taken apart into, by [`Place::piece`]; the last holds for
    /// all that follow. Empty where rows are records.
    pub pieces: Vec<Piece>,
}

/// Where one of the records stands that a row was taken apart into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// The cell that it was made of.
    pub cell: PieceCell,
    /// Slots whose values stand elsewhere than [`Layout::columns`] and [`Layout::names`] say.
    pub slots: Vec<(u32, PieceCell)>,
}

/// A cell of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PieceCell {
    /// Its column (from 0); [`NO_COLUMN`] where the source has none.
    pub column: u32,
    /// The column's name, or the path relative to the row.
    pub name: Name,
}

/// The form of the origins of an extract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum LayoutKind {
    /// Cells of this sheet.
    Cells {
        /// Sheet name.
        sheet: Arc<str>,
    },
    /// Fields of text lines.
    Lines,
    /// Elements at this path: absolute for records, relative for nested parts. A nested part with an
    /// absolute path, or with none, is a record of the file that was put into another.
    Elements {
        /// For example `/orders/order`, or `line` for a nested part.
        path: Arc<str>,
    },
}

impl Layout {
    /// The column and the name of the cell that a slot was read from, or that a piece of a row was made of.
    fn cell(&self, piece: u32, slot: Option<usize>) -> Option<(u32, &Name)> {
        let index = usize::try_from(piece).ok()?.checked_sub(1);
        let piece = index.and_then(|index| self.pieces.get(index).or(self.pieces.last()));
        let Some(slot) = slot else {
            return piece.map(|piece| (piece.cell.column, &piece.cell.name));
        };
        let mut elsewhere = piece.into_iter().flat_map(|piece| &piece.slots);
        let own = elsewhere.find(|(own, _)| usize::try_from(*own) == Ok(slot));
        if let Some((_, cell)) = own {
            return Some((cell.column, &cell.name));
        }
        let column = self.columns.get(slot).copied().unwrap_or(NO_COLUMN);
        Some((column, self.names.get(slot)?))
    }

    /// The origin of a slot, or of the record itself, at `place`; `steps` lead into nested parts.
    pub fn origin(&self, place: Place, steps: &[Step], slot: Option<usize>, line: u64) -> Origin {
        let innermost = steps.last().map_or(place, |step| step.place);
        let line = if line == 0 { innermost.line } else { line };
        let own = steps
            .iter()
            .try_fold(self, |layout, step| layout.children.get(step.child));
        let cell = own.and_then(|own| own.cell(innermost.piece, slot));
        let in_column = cell.filter(|(column, _)| *column != NO_COLUMN);
        let file = Arc::clone(&self.file);
        match &self.kind {
            LayoutKind::Cells { sheet } => Origin::Cell {
                file,
                sheet: Arc::clone(sheet),
                row: line,
                column: in_column.map(|(column, _)| column),
            },
            LayoutKind::Lines => Origin::Line {
                file,
                line,
                column: in_column.map(|(column, name)| (column + 1, Arc::clone(name))),
            },
            LayoutKind::Elements { path } => Origin::Element {
                file,
                line,
                path: self.element(path, place, steps, cell.map(|(_, name)| name)),
            },
        }
    }

    /// The path to a nested part and to what is called `name` in it.
    fn element(&self, path: &str, place: Place, steps: &[Step], name: Option<&Name>) -> Arc<str> {
        let mut written = String::from(path);
        push_number(&mut written, place.number);
        let mut layout = self;
        for step in steps {
            let Some(child) = layout.children.get(step.child) else {
                break;
            };
            if let LayoutKind::Elements { path } = &child.kind {
                if path.is_empty() || path.starts_with('/') {
                    written.clear();
                } else {
                    written.push('/');
                }
                written.push_str(path);
                push_number(&mut written, step.place.number);
            }
            layout = child;
        }
        if let Some(name) = name
            && &**name != "."
        {
            written.push('/');
            written.push_str(name);
        }
        Arc::from(written)
    }
}

fn push_number(path: &mut String, number: u64) {
    if number > 0 {
        write!(path, "[{number}]").expect("writing to memory does not fail");
    }
}
