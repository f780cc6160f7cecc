//! Blocks of cells, and how they are written.

use std::fmt;

use landbridge_contract::column_letters;

use crate::limits::{COLUMNS_MAX, ROWS_MAX};

/// A block of cells, its corners included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Area {
    /// Rows, from 1.
    pub(crate) first_row: u32,
    pub(crate) last_row: u32,
    /// Columns, from 0.
    pub(crate) first_column: u32,
    pub(crate) last_column: u32,
}

impl Area {
    /// All cells of a sheet.
    pub(crate) const WHOLE: Self = Self {
        first_row: 1,
        last_row: ROWS_MAX,
        first_column: 0,
        last_column: COLUMNS_MAX - 1,
    };

    /// Reads `A1:D20`, `A1`, `A:D` or `2:20`, with or without `$`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (from, to) = text.split_once(':').unwrap_or((text, text));
        let ((left, top), (right, bottom)) = (corner(from)?, corner(to)?);
        let single = !text.contains(':');
        if left.is_some() != right.is_some()
            || top.is_some() != bottom.is_some()
            || (single && (left.is_none() || top.is_none()))
        {
            return None;
        }
        let (top, bottom) = (top.unwrap_or(1), bottom.unwrap_or(ROWS_MAX));
        let (left, right) = (left.unwrap_or(0), right.unwrap_or(COLUMNS_MAX - 1));
        Some(Self {
            first_row: top.min(bottom),
            last_row: top.max(bottom),
            first_column: left.min(right),
            last_column: left.max(right),
        })
    }

    pub(crate) fn holds_row(&self, row: u32) -> bool {
        (self.first_row..=self.last_row).contains(&row)
    }

    pub(crate) fn holds_column(&self, column: u32) -> bool {
        (self.first_column..=self.last_column).contains(&column)
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (left, right) = (
            column_letters(self.first_column),
            column_letters(self.last_column),
        );
        write!(f, "{left}{}:{right}{}", self.first_row, self.last_row)
    }
}

/// Column and row of a corner, of which one may be missing.
fn corner(text: &str) -> Option<(Option<u32>, Option<u32>)> {
    let text = text.trim();
    let text = text.strip_prefix('$').unwrap_or(text);
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, rest) = text.split_at_checked(letters)?;
    let column = if letters.is_empty() {
        None
    } else {
        Some(column_number(letters)?)
    };
    let digits = rest.strip_prefix('$').unwrap_or(rest);
    let row = if digits.is_empty() {
        None
    } else {
        Some(row_number(digits)?)
    };
    (column.is_some() || row.is_some()).then_some((column, row))
}

fn row_number(digits: &str) -> Option<u32> {
    let digits = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then_some(digits)?;
    digits
        .parse()
        .ok()
        .filter(|row| (1..=ROWS_MAX).contains(row))
}

/// The column, from 0, of letters such as `AB`.
pub(crate) fn column_number(letters: &str) -> Option<u32> {
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let number = letters.bytes().try_fold(0_u32, |number, byte| {
        let upper = byte.to_ascii_uppercase();
        let digit = upper
            .is_ascii_uppercase()
            .then(|| u32::from(upper - b'A') + 1)?;
        Some(number * 26 + digit)
    })?;
    (number <= COLUMNS_MAX).then(|| number - 1)
}

/// A reference to a block: the sheet, where it names one, and the block as text.
pub(crate) fn split_sheet(text: &str) -> (Option<String>, &str) {
    match text.rsplit_once('!') {
        None => (None, text),
        Some((sheet, block)) => {
            let quoted = sheet
                .strip_prefix('\'')
                .and_then(|sheet| sheet.strip_suffix('\''));
            let sheet = quoted.map_or_else(|| sheet.to_owned(), |sheet| sheet.replace("''", "'"));
            (Some(sheet), block)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Area, split_sheet};

    #[test]
    fn blocks_are_cells_columns_or_rows() {
        for (text, expected) in [
            ("A1:D20", "A1:D20"),
            ("$D$20:$A$1", "A1:D20"),
            ("b2", "B2:B2"),
            ("A:B", "A1:B1048576"),
            ("2:3", "A2:XFD3"),
        ] {
            assert_eq!(Area::parse(text).unwrap().to_string(), expected);
        }
        for wrong in [
            "", "A", "1", "A1:B", "A0:B1", "A1:B2:C3", "ZZZ1", "A1,B2", "#REF!",
        ] {
            assert_eq!(Area::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_block_may_name_its_sheet() {
        assert_eq!(split_sheet("A1:B2"), (None, "A1:B2"));
        assert_eq!(split_sheet("Sites!A1"), (Some("Sites".to_owned()), "A1"));
        let quoted = split_sheet("'It''s a !'!A1");
        assert_eq!(quoted, (Some("It's a !".to_owned()), "A1"));
    }
}
