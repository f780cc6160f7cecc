//! What is written into a copy of a workbook, so that its owner sees in their own file what to mend.

use std::io::{Seek, Write};

/// Where the copy is written to.
pub trait WriteSeek: Write + Seek {}
impl<T: Write + Seek> WriteSeek for T {}

/// A list of findings as a sheet of its own, and marks at the cells that they are about.
#[derive(Debug, Clone, Default)]
pub struct Annotation {
    /// Name of the sheet with the list; a number is added where the workbook has one of that name.
    pub sheet: String,
    /// Sentences above the list.
    pub about: Vec<String>,
    /// Titles of the list's columns, with their widths in characters.
    pub titles: Vec<(String, u32)>,
    /// Who the notes are from.
    pub author: String,
    /// The list.
    pub lines: Vec<AnnotationLine>,
}

/// A line of the list.
#[derive(Debug, Clone, Default)]
pub struct AnnotationLine {
    /// A text for each title.
    pub cells: Vec<String>,
    /// The cell that it is about; the line's first cell links there.
    pub mark: Option<CellMark>,
}

/// A cell that is coloured and gets a note. Marks of one cell are put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellMark {
    /// The sheet.
    pub sheet: String,
    /// The row, from 1.
    pub row: u64,
    /// The column, from 0; none marks the first cell of the row.
    pub column: Option<u32>,
    /// Whether the record is rejected for it; else it is a warning.
    pub grave: bool,
    /// What the note says.
    pub note: String,
}
