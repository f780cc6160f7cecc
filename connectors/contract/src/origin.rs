//! Where a value came from, in words that its owner can follow.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// Where a record stands in its extract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The sheet row or text line on which the record begins, counted from 1.
    pub line: u64,
    /// The number of the record's element among its siblings of the same name, from 1;
    /// 0 where the source has no elements.
    pub number: u64,
    /// The byte offset at which the record begins; 0 where the source cannot tell.
    pub byte: u64,
    /// Which of the records that one row was taken apart into, from 1; 0 for a row that is one record.
    pub piece: u32,
}

/// The origin of one value, record or file. Built only for what is shown: the hot path
/// carries a [`Place`] and a slot.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Origin {
    /// A cell of a workbook: `vendors.xlsx › Vendors!C17`.
    Cell {
        /// File name as the project names it.
        file: Arc<str>,
        /// Sheet name.
        sheet: Arc<str>,
        /// Row, counted from 1.
        row: u64,
        /// Column, counted from 0; none for the whole row.
        column: Option<u32>,
    },
    /// A field of a text line: `invoices.csv:812, column 4 (Amount)`.
    Line {
        /// File name as the project names it.
        file: Arc<str>,
        /// Line, counted from 1.
        line: u64,
        /// Column number counted from 1, and its name; none for the whole line.
        column: Option<(u32, Arc<str>)>,
    },
    /// An element or attribute: `orders.xml:812 /orders/order[41]/line[2]/@qty`.
    Element {
        /// File name as the project names it.
        file: Arc<str>,
        /// Line, counted from 1.
        line: u64,
        /// Path from the root; empty for the root itself, and for a line that is a record.
        path: Arc<str>,
    },
    /// The whole file.
    File {
        /// File name as the project names it.
        file: Arc<str>,
    },
}

impl Origin {
    /// The file that the value came from.
    pub fn file(&self) -> &str {
        match self {
            Self::Cell { file, .. }
            | Self::Line { file, .. }
            | Self::Element { file, .. }
            | Self::File { file } => file,
        }
    }

    /// The cell or row that a written origin means, in a file whose name is known; none for one that is no
    /// cell of it.
    pub fn parse(text: &str, file: &str) -> Option<Self> {
        let rest = text.strip_prefix(file)?.strip_prefix(" › ")?;
        let at = |sheet: &str, row: &str, column| {
            Some(Self::Cell {
                file: Arc::from(file),
                sheet: Arc::from(sheet),
                row: row.parse().ok()?,
                column,
            })
        };
        if let Some((sheet, cell)) = rest.rsplit_once('!') {
            let digits = cell.find(|c: char| c.is_ascii_digit())?;
            let (letters, row) = cell.split_at(digits);
            if let Some(column) = column_number(letters)
                && let Some(origin) = at(sheet, row, Some(column))
            {
                return Some(origin);
            }
        }
        let (sheet, row) = rest.rsplit_once(", row ")?;
        at(sheet, row, None)
    }
}

/// The column, counted from 0, that letters name: `A` is 0, `AA` is 26. None for anything but one to three
/// capital letters.
pub fn column_number(letters: &str) -> Option<u32> {
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let number = letters.bytes().try_fold(0_u32, |number, letter| {
        let place = letter
            .is_ascii_uppercase()
            .then(|| u32::from(letter - b'A') + 1)?;
        Some(number * 26 + place)
    })?;
    number.checked_sub(1)
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cell {
                file,
                sheet,
                row,
                column: Some(column),
            } => {
                write!(f, "{file} › {sheet}!{}{row}", column_letters(*column))
            }
            Self::Cell {
                file,
                sheet,
                row,
                column: None,
            } => write!(f, "{file} › {sheet}, row {row}"),
            Self::Line {
                file,
                line,
                column: Some((number, name)),
            } => {
                write!(f, "{file}:{line}, column {number} ({name})")
            }
            Self::Line {
                file,
                line,
                column: None,
            } => write!(f, "{file}:{line}"),
            Self::Element { file, line, path } if path.is_empty() => write!(f, "{file}:{line}"),
            Self::Element { file, line, path } => write!(f, "{file}:{line} {path}"),
            Self::File { file } => f.write_str(file),
        }
    }
}

/// The letters of a spreadsheet column counted from 0: 0 is `A`, 26 is `AA`.
pub fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}
