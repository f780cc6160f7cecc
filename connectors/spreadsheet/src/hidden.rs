//! Rows and columns that are not shown.

use std::iter::{Copied, Peekable};
use std::slice::Iter;
use std::sync::Arc;

use crate::limits::COLUMNS_MAX;

/// First and last row, from 1.
type Range = (u32, u32);

/// The hidden rows of a sheet, as ranges in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct HiddenRows(Arc<[Range]>);

impl HiddenRows {
    /// Takes ranges in order.
    fn of(ranges: Vec<Range>) -> Self {
        Self(Arc::from(ranges))
    }

    /// Looks rows up that are asked for in increasing order.
    pub(crate) fn lookup(&self) -> Lookup<'_> {
        Lookup(self.0.iter().copied().peekable())
    }
}

/// The hidden columns of a sheet, a bit each, however often and in which pieces a file names them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct HiddenColumns(Vec<u64>);

/// Bits of one word.
const WORD: u32 = 64;

impl HiddenColumns {
    /// Takes columns, first and last, from 0; those that no sheet has are left out.
    pub(crate) fn hide(&mut self, first: u32, last: u32) {
        let last = last.min(COLUMNS_MAX - 1);
        let words = usize::try_from(COLUMNS_MAX / WORD).unwrap_or(0);
        self.0.resize(words, 0);
        for number in first / WORD..=last / WORD {
            let word = usize::try_from(number).ok();
            let Some(word) = word.and_then(|word| self.0.get_mut(word)) else {
                return;
            };
            let begin = number * WORD;
            let from = first.saturating_sub(begin);
            let to = (last - begin).min(WORD - 1);
            if from <= to {
                *word |= (u64::MAX << from) & (u64::MAX >> (WORD - 1 - to));
            }
        }
    }

    /// Whether a column, from 0, is hidden.
    pub(crate) fn holds(&self, column: u32) -> bool {
        let word = usize::try_from(column / WORD).ok();
        let word = word.and_then(|word| self.0.get(word));
        word.is_some_and(|word| word >> (column % WORD) & 1 == 1)
    }
}

/// What of a sheet is not shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Concealed {
    pub(crate) rows: HiddenRows,
    pub(crate) columns: HiddenColumns,
}

/// Gathers what of a sheet is not shown.
#[derive(Debug, Default)]
pub(crate) struct Gather {
    rows: Vec<Range>,
    columns: HiddenColumns,
}

impl Gather {
    /// Takes rows, first and last, from 1.
    pub(crate) fn hide_rows(&mut self, first: u32, last: u32) {
        match self.rows.last_mut() {
            Some((_, end)) if end.checked_add(1) == Some(first) => *end = last,
            _ => self.rows.push((first, last)),
        }
    }

    /// Takes columns, first and last, from 0.
    pub(crate) fn hide_columns(&mut self, first: u32, last: u32) {
        self.columns.hide(first, last);
    }

    /// How many ranges of rows it holds.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// What was gathered; nothing is left.
    pub(crate) fn finish(&mut self) -> Concealed {
        let mut rows = std::mem::take(&mut self.rows);
        if !rows.is_sorted() {
            rows.sort_unstable();
        }
        Concealed {
            rows: HiddenRows::of(rows),
            columns: std::mem::take(&mut self.columns),
        }
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

#[cfg(test)]
mod tests {
    use super::HiddenColumns;
    use crate::limits::COLUMNS_MAX;

    #[test]
    fn columns_are_hidden_in_pieces_that_may_overlap_and_end_anywhere() {
        let mut columns = HiddenColumns::default();
        assert!(!columns.holds(0));
        for (first, last) in [
            (1, 2),
            (2, 2),
            (63, 64),
            (100, 260),
            (COLUMNS_MAX - 1, u32::MAX),
        ] {
            columns.hide(first, last);
        }
        columns.hide(7, 6);
        columns.hide(COLUMNS_MAX, u32::MAX);
        let hidden: Vec<u32> = (0..COLUMNS_MAX + 70)
            .filter(|at| columns.holds(*at))
            .collect();
        let expected = [1..=2, 63..=64, 100..=260, COLUMNS_MAX - 1..=COLUMNS_MAX - 1];
        assert_eq!(hidden, expected.into_iter().flatten().collect::<Vec<_>>());
    }
}
