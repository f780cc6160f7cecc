//! Rows and columns that are not shown.

use std::iter::{Copied, Peekable};
use std::slice::Iter;
use std::sync::Arc;

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

/// What of a sheet is not shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Concealed {
    pub(crate) rows: HiddenRows,
    /// First and last column, from 0.
    pub(crate) columns: Vec<(u32, u32)>,
}

/// Gathers what of a sheet is not shown.
#[derive(Debug, Default)]
pub(crate) struct Gather {
    rows: Vec<Range>,
    columns: Vec<(u32, u32)>,
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
        self.columns.push((first, last));
    }

    /// How many ranges it holds.
    pub(crate) fn len(&self) -> usize {
        self.rows.len() + self.columns.len()
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

impl Concealed {
    /// Whether a column, from 0, is hidden.
    pub(crate) fn holds_column(&self, column: u32) -> bool {
        let mut columns = self.columns.iter();
        columns.any(|(first, last)| (*first..=*last).contains(&column))
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
