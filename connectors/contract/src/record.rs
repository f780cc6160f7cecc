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
    /// The column that a slot was read from; none where it was read from no column.
    fn column(&self, slot: usize) -> Option<u32> {
        let column = self.columns.get(slot).copied();
        column.filter(|column| *column != NO_COLUMN)
    }

    /// The origin of a slot, or of the record itself, at `place`; `steps` lead into nested parts.
    pub fn origin(&self, place: Place, steps: &[Step], slot: Option<usize>, line: u64) -> Origin {
        let innermost = steps.last().map_or(place, |step| step.place);
        let line = if line == 0 { innermost.line } else { line };
        let own = steps
            .iter()
            .try_fold(self, |layout, step| layout.children.get(step.child));
        let file = Arc::clone(&self.file);
        match &self.kind {
            LayoutKind::Cells { sheet } => Origin::Cell {
                file,
                sheet: Arc::clone(sheet),
                row: line,
                column: slot.zip(own).and_then(|(slot, own)| own.column(slot)),
            },
            LayoutKind::Lines => Origin::Line {
                file,
                line,
                column: slot.zip(own).and_then(|(slot, own)| {
                    Some((own.column(slot)? + 1, Arc::clone(own.names.get(slot)?)))
                }),
            },
            LayoutKind::Elements { path } => {
                let mut written = String::from(&**path);
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
                if let Some(name) = slot.and_then(|slot| layout.names.get(slot))
                    && &**name != "."
                {
                    written.push('/');
                    written.push_str(name);
                }
                Origin::Element {
                    file,
                    line,
                    path: Arc::from(written),
                }
            }
        }
    }
}

fn push_number(path: &mut String, number: u64) {
    if number > 0 {
        write!(path, "[{number}]").expect("writing to memory does not fail");
    }
}
