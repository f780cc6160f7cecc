//! Columns and their names, from the header rows of a sheet.
//!
//! Names are trimmed, and line breaks and runs of spaces in them become one space. A repeated
//! name is followed by ` (2)`, ` (3)`; a column without a name that holds data is called
//! `column C` after its letters. Texts of several header rows are joined with ` / `.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use calamine::Dimensions;
use landbridge_contract::{Name, SourceFault, SourceFaultKind, column_letters};

use crate::fault::Place;
use crate::limits::{COLUMNS_MAX, SAMPLE_ROWS};
use crate::options::{HeaderChoice, Settings};
use crate::workbook::{Cells, Row};

/// Between the texts of header rows.
const JOINT: &str = " / ";

/// A column that has a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: Name,
    /// From 0.
    pub(crate) column: u32,
}

/// The columns of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    /// Rows of the names, from 1; empty where there are none.
    pub(crate) rows: Vec<u32>,
    /// The columns that have a name or hold data, by column.
    pub(crate) columns: Vec<Column>,
    /// The first row that may be a record, from 1.
    pub(crate) data_from: u32,
    /// Whether the sheet holds nothing at all.
    pub(crate) empty: bool,
}

type Titles = BTreeMap<u32, String>;

/// What is gathered from the first rows of a sheet.
#[derive(Default)]
struct Gathered {
    /// Titles by header row.
    titles: BTreeMap<u32, Titles>,
    /// Columns that hold data.
    used: BTreeSet<u32>,
    sampled: usize,
    any: bool,
}

impl Header {
    /// Finds the header of a sheet, and looks for unnamed columns in the rows after it.
    pub(crate) fn find(
        cells: &mut Cells,
        file: &Arc<str>,
        sheet: &str,
        settings: &Settings,
    ) -> Result<Self, SourceFault> {
        let from_1904 = cells.dates_from_1904();
        let mut rows = match &settings.header {
            HeaderChoice::Rows(rows) => rows.clone(),
            HeaderChoice::First | HeaderChoice::Letters => Vec::new(),
        };
        let mut gathered = Gathered::default();
        let first = settings.header == HeaderChoice::First;
        cells.each_row(sheet, &mut |row| {
            if row.is_blank() {
                return ControlFlow::Continue(());
            }
            if first && rows.is_empty() {
                rows.push(row.number);
            }
            gathered.take(row, &rows, settings, from_1904)
        })?;
        let after_header = rows.last().map_or(1, |last| last.saturating_add(1));
        let data_from = settings.data_from.unwrap_or(after_header);
        if data_from < after_header {
            return Err(Place::row(file, sheet, u64::from(data_from)).fault(
                SourceFaultKind::Option,
                format!("`data_from` {data_from}, which is not after the header"),
                format!("a row from {after_header}, after the column names that were found"),
                "set `header` as well, to 0 where there are no column names",
            ));
        }
        let columns = if settings.header == HeaderChoice::Letters {
            gathered
                .used
                .iter()
                .map(|column| lettered(*column))
                .collect()
        } else {
            if gathered.any && gathered.titles.values().all(BTreeMap::is_empty) {
                return Err(no_titles(file, sheet, &rows));
            }
            let merged = if rows.len() > 1 {
                cells.merged(sheet)?
            } else {
                None
            };
            name_columns(&gathered, &rows, merged.as_deref())
        };
        Ok(Self {
            rows,
            columns,
            data_from,
            empty: !gathered.any,
        })
    }

    /// The column that a mapping means: by its name; by `column C`, where column C has no name;
    /// or by its letters, where the sheet has no header.
    pub(crate) fn resolve(&self, name: &str) -> Option<u32> {
        let squeezed = squeeze(name);
        let named = self.columns.iter().find(|column| *column.name == *squeezed);
        if let Some(named) = named {
            return Some(named.column);
        }
        let letters = if self.rows.is_empty() {
            squeezed.as_str()
        } else {
            squeezed.strip_prefix("column ")?
        };
        let column = column_number(letters)?;
        let taken = self.columns.iter().any(|known| known.column == column);
        (!taken || self.rows.is_empty()).then_some(column)
    }
}

impl Gathered {
    fn take(
        &mut self,
        row: Row<'_, '_>,
        rows: &[u32],
        settings: &Settings,
        from_1904: bool,
    ) -> ControlFlow<()> {
        self.any = true;
        let cells = row.cells.iter().filter(|(_, cell)| !cell.is_blank());
        if rows.contains(&row.number) {
            let titles = cells
                .map(|(column, cell)| (*column, squeeze(&cell.read(from_1904).value.to_string())));
            let titles = titles.filter(|(_, title)| !title.is_empty()).collect();
            self.titles.insert(row.number, titles);
            return ControlFlow::Continue(());
        }
        let last_header = rows.last().copied().unwrap_or(0);
        if row.number <= last_header || row.number < settings.data_from.unwrap_or(0) {
            return ControlFlow::Continue(());
        }
        self.used.extend(cells.map(|(column, _)| *column));
        self.sampled += 1;
        if self.sampled < SAMPLE_ROWS {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    }
}

fn lettered(column: u32) -> Column {
    Column {
        name: Name::from(column_letters(column)),
        column,
    }
}

fn no_titles(file: &Arc<str>, sheet: &str, rows: &[u32]) -> SourceFault {
    let row = rows.first().copied().unwrap_or(1);
    Place::row(file, sheet, u64::from(row)).fault(
        SourceFaultKind::Header,
        "an empty row",
        "the column names",
        "set `header` to the row that holds the column names",
    )
}

/// Joins the titles above each column, then makes the names unique.
fn name_columns(gathered: &Gathered, rows: &[u32], merged: Option<&[Dimensions]>) -> Vec<Column> {
    let last = rows.last().copied().unwrap_or(0);
    let header_merges: Vec<Dimensions> = merged
        .unwrap_or_default()
        .iter()
        .filter(|area| rows.iter().any(|row| covers(area, *row)))
        .copied()
        .collect();
    let mut joined: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
    let none = Titles::new();
    for row in rows {
        let titles = gathered.titles.get(row).unwrap_or(&none);
        let spread = if *row == last && header_merges.is_empty() {
            titles
                .iter()
                .map(|(column, title)| (*column, title.as_str()))
                .collect()
        } else if header_merges.is_empty() {
            filled(titles, &below(gathered, rows, *row))
        } else {
            spread(titles, *row, &header_merges)
        };
        for (column, title) in spread {
            let texts = joined.entry(column).or_default();
            // A title merged over several rows stands in the first of them only; a title that
            // is repeated below itself says nothing more.
            if texts.last() != Some(&title) {
                texts.push(title);
            }
        }
    }
    for column in &gathered.used {
        joined.entry(*column).or_default();
    }
    unique(
        joined
            .into_iter()
            .map(|(column, texts)| (column, texts.join(JOINT))),
    )
}

fn covers(area: &Dimensions, row: u32) -> bool {
    (area.start.0..=area.end.0).contains(&(row.saturating_sub(1)))
}

/// The columns that have a title in a header row below this one.
fn below(gathered: &Gathered, rows: &[u32], row: u32) -> BTreeSet<u32> {
    let lower = rows.iter().filter(|lower| **lower > row);
    lower
        .filter_map(|lower| gathered.titles.get(lower))
        .flat_map(|titles| titles.keys().copied())
        .collect()
}

/// Without merged cells: a title applies to the columns to its right that have a title below,
/// until the next title.
fn filled<'t>(titles: &'t Titles, below: &BTreeSet<u32>) -> Vec<(u32, &'t str)> {
    let mut all: Vec<(u32, &str)> = Vec::new();
    for (column, title) in titles {
        let next = titles
            .range(column + 1..)
            .next()
            .map_or(COLUMNS_MAX, |(next, _)| *next);
        all.push((*column, title));
        all.extend(
            below
                .range(column + 1..next)
                .map(|right| (*right, title.as_str())),
        );
    }
    all
}

/// With merged cells: a title applies to the columns of its merged cell, else to its own.
fn spread<'t>(titles: &'t Titles, row: u32, merged: &[Dimensions]) -> Vec<(u32, &'t str)> {
    let mut all = Vec::new();
    for (column, title) in titles {
        let area = merged
            .iter()
            .find(|area| area.start == (row.saturating_sub(1), *column));
        let last = area.map_or(*column, |area| area.end.1.min(COLUMNS_MAX));
        all.extend((*column..=last.max(*column)).map(|column| (column, title.as_str())));
    }
    all
}

fn unique(joined: impl Iterator<Item = (u32, String)>) -> Vec<Column> {
    let named: Vec<(u32, String)> = joined
        .map(|(column, name)| {
            let name = if name.is_empty() {
                format!("column {}", column_letters(column))
            } else {
                name
            };
            (column, name)
        })
        .collect();
    // A name that stands in the header is never given to another column.
    let standing: HashSet<String> = named.iter().map(|(_, name)| name.clone()).collect();
    let mut taken: HashSet<String> = HashSet::new();
    let mut columns = Vec::new();
    for (column, name) in named {
        let mut given = name.clone();
        let mut number = 2_u32;
        while taken.contains(&given) || (number > 2 && standing.contains(&given)) {
            given = format!("{name} ({number})");
            number += 1;
        }
        taken.insert(given.clone());
        columns.push(Column {
            name: Name::from(given),
            column,
        });
    }
    columns
}

/// Trims, and turns line breaks and runs of white space into one space.
pub(crate) fn squeeze(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

/// The column, from 0, of letters such as `AB`.
fn column_number(letters: &str) -> Option<u32> {
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let number = letters.bytes().try_fold(0_u32, |number, byte| {
        let digit = byte
            .is_ascii_uppercase()
            .then(|| u32::from(byte - b'A') + 1)?;
        Some(number * 26 + digit)
    })?;
    (number <= COLUMNS_MAX).then(|| number - 1)
}
