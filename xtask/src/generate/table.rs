//! Rows of a sheet or of a text file, before they are written.

use super::planted::{Mark, Planted};

/// One cell or field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    Empty,
    Text(String),
    /// A number, by its digits.
    Number(String),
    /// A true date of a workbook: year, month, day.
    Date(u16, u8, u8),
    /// 29 February 1900, which only the calendar of workbooks has.
    PhantomDate,
    /// The result of a formula that failed.
    NotAvailable,
}

impl Cell {
    /// A text cell; an empty one for no text.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        let text: String = text.into();
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text)
        }
    }
}

/// One row with what was done to it.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) cells: Vec<Cell>,
    pub(crate) marks: Vec<Mark>,
}

impl Row {
    pub(crate) fn new(cells: Vec<Cell>) -> Self {
        Self {
            cells,
            marks: Vec::new(),
        }
    }

    /// Puts another value into a column.
    pub(crate) fn set(&mut self, column: usize, cell: Cell) {
        *self
            .cells
            .get_mut(column)
            .expect("the column is one of the table's") = cell;
    }

    pub(crate) fn get(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&Cell::Empty)
    }

    /// The text of a column; nothing where it is no text.
    pub(crate) fn text(&self, column: usize) -> &str {
        match self.get(column) {
            Cell::Text(text) | Cell::Number(text) => text,
            Cell::Empty | Cell::Date(..) | Cell::PhantomDate | Cell::NotAvailable => "",
        }
    }

    /// Spoils a column and remembers what was done.
    pub(crate) fn spoil(&mut self, cell: Cell, mark: Mark) {
        if let Some(column) = mark.column {
            self.set(column, cell);
        }
        self.marks.push(mark);
    }
}

/// The planted faults of a sheet whose first record stands in `first_line`.
pub(crate) fn planted_in_sheet(
    file: &'static str,
    sheet: &str,
    object: &'static str,
    first_line: usize,
    rows: &[Row],
) -> Vec<Planted> {
    let mut planted = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let line = first_line + index;
        for mark in &row.marks {
            let origin = match mark.column {
                Some(column) => format!("{file} › {sheet}!{}{line}", letter(column)),
                None => format!("{file} › {sheet}, row {line}"),
            };
            planted.push(Planted::new(file, object, line, origin, mark));
        }
    }
    planted
}

/// The letter of one of the first 26 columns.
fn letter(column: usize) -> char {
    char::from(b'A' + u8::try_from(column).unwrap_or(0).min(25))
}
