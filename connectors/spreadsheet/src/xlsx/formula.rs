//! The texts of formulas, also of those that are only told by the cell that they were copied from.

use std::collections::HashMap;
use std::fmt::Write as _;

use landbridge_contract::column_letters;

use super::cells::{RawCell, whole};
use super::scan::Halt;
use super::text;
use crate::limits::{
    COLUMNS_MAX, FORMULA_MAX, ROWS_MAX, SHARED_FORMULAS_BYTES_MAX, SHARED_FORMULAS_MAX,
};

/// The shared formulas of a sheet met so far.
#[derive(Debug, Default)]
pub(crate) struct Formulas {
    /// Where each stands, and its text.
    shared: HashMap<u32, (u32, u32, String)>,
    /// Bytes of their texts.
    bytes: usize,
}

impl Formulas {
    /// The formula of a cell, with an equals sign before it; none where the cell has none.
    pub(crate) fn text(&mut self, cell: &RawCell<'_>) -> Result<Option<String>, Halt> {
        let Some(formula) = &cell.formula else {
            return Ok(None);
        };
        let mut shared = None;
        let mut is_shared = false;
        for (name, value) in formula.attributes.clone() {
            match name {
                b"si" => shared = whole(value.trim_ascii()),
                b"t" => is_shared = value == b"shared",
                _ => {}
            }
        }
        if formula.text.len() > FORMULA_MAX {
            let found = format!("a formula of {} bytes", formula.text.len());
            return Err(Halt::Limit(found, format!("at most {FORMULA_MAX}")));
        }
        let text = text::escaped(formula.text)?;
        let Some(shared) = shared.filter(|_| is_shared) else {
            return Ok((!text.is_empty()).then(|| format!("={text}")));
        };
        if text.is_empty() {
            let moved = self.shared.get(&shared).map(|(row, column, text)| {
                let rows = i64::from(cell.row) - i64::from(*row);
                let columns = i64::from(cell.column) - i64::from(*column);
                format!("={}", moved(text, rows, columns))
            });
            return Ok(moved);
        }
        let master = (cell.row, cell.column, text.to_string());
        self.bytes += text.len();
        // A row is seen again where more of the file was needed for it.
        let before = self.shared.insert(shared, master);
        self.bytes -= before.map_or(0, |(.., text)| text.len());
        if self.shared.len() > SHARED_FORMULAS_MAX || self.bytes > SHARED_FORMULAS_BYTES_MAX {
            return Err(Halt::Limit(
                "more shared formulas than can be held".to_owned(),
                format!(
                    "at most {SHARED_FORMULAS_MAX} in a sheet, of {SHARED_FORMULAS_BYTES_MAX} bytes"
                ),
            ));
        }
        Ok(Some(format!("={text}")))
    }
}

/// A formula copied by so many rows and columns: its relative references move along.
fn moved(formula: &str, rows: i64, columns: i64) -> String {
    let mut out = String::with_capacity(formula.len());
    let mut rest = formula;
    // Whether what stands before belongs to a name, in which no reference begins.
    let mut in_name = false;
    while let Some(first) = rest.chars().next() {
        if first == '"' || first == '\'' {
            let end = rest.get(1..).and_then(|tail| tail.find(first));
            let length = end.map_or(rest.len(), |end| end + 2);
            let (quoted, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
            out.push_str(quoted);
            rest = after;
            in_name = false;
            continue;
        }
        if !in_name && let Some((reference, after)) = Reference::take(rest) {
            reference.write(&mut out, rows, columns);
            rest = after;
            in_name = true;
            continue;
        }
        out.push(first);
        in_name = first.is_alphanumeric() || matches!(first, '_' | '.' | '\\');
        rest = rest.get(first.len_utf8()..).unwrap_or_default();
    }
    out
}

/// A reference to a cell; the marks say that a part of it does not move.
struct Reference {
    column_fixed: bool,
    column: u32,
    row_fixed: bool,
    row: u32,
}

impl Reference {
    /// A reference at the start of a text, unless more of a name or a function follows it.
    fn take(text: &str) -> Option<(Self, &str)> {
        let (column_fixed, rest) = fixed(text);
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (letters, rest) = rest.split_at_checked(letters)?;
        let (row_fixed, rest) = fixed(rest);
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = rest.split_at_checked(digits)?;
        let cell = format!("{letters}{digits}");
        let (column, row, _) = super::cells::reference(cell.as_bytes())?;
        let next = rest.chars().next();
        let goes_on =
            next.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '(' | '!'));
        let inside = column < COLUMNS_MAX && row <= ROWS_MAX && !goes_on;
        let reference = Self {
            column_fixed,
            column,
            row_fixed,
            row,
        };
        inside.then_some((reference, rest))
    }

    fn write(&self, out: &mut String, rows: i64, columns: i64) {
        let by = |fixed: bool, by: i64| if fixed { 0 } else { by };
        let row = i64::from(self.row) + by(self.row_fixed, rows);
        let column = i64::from(self.column) + by(self.column_fixed, columns);
        let row = u32::try_from(row)
            .ok()
            .filter(|row| (1..=ROWS_MAX).contains(row));
        let column = u32::try_from(column)
            .ok()
            .filter(|column| *column < COLUMNS_MAX);
        let (Some(row), Some(column)) = (row, column) else {
            out.push_str("#REF!");
            return;
        };
        let mark = |fixed: bool| if fixed { "$" } else { "" };
        let letters = column_letters(column);
        let (column_mark, row_mark) = (mark(self.column_fixed), mark(self.row_fixed));
        write!(out, "{column_mark}{letters}{row_mark}{row}")
            .expect("writing to memory does not fail");
    }
}

fn fixed(text: &str) -> (bool, &str) {
    match text.strip_prefix('$') {
        Some(rest) => (true, rest),
        None => (false, text),
    }
}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn relative_references_move_along_and_nothing_else_does() {
        for (formula, expected) in [
            ("A1*B1", "B3*C3"),
            ("$A1+A$1+$A$1", "$A3+B$1+$A$1"),
            ("SUM(A1:B2)&\"A1\"", "SUM(B3:C4)&\"A1\""),
            ("'A1 x'!A1+Sheet2!A1", "'A1 x'!B3+Sheet2!B3"),
            ("LOG10(A1)+Q1_total+x.A1", "LOG10(B3)+Q1_total+x.A1"),
            ("XFD1", "#REF!"),
            ("10+A1E", "10+A1E"),
        ] {
            assert_eq!(moved(formula, 2, 1), expected, "{formula}");
        }
    }
}
