//! Columns and their names, from the header rows of a sheet.
//!
//! Names are trimmed, and line breaks and runs of spaces in them become one space. A repeated
//! name is followed by ` (2)`, ` (3)`; a column without a name that holds data is called
//! `column C` after its letters. Texts of several header rows are joined with ` / `.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use landbridge_contract::{Name, SourceFault, SourceFaultKind, column_letters};

use crate::area::{Area, column_number};
use crate::fault::Place;
use crate::limits::{COLUMNS_MAX, HEADER_WITHIN, SAMPLE_ROWS};
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
    /// The block in which header and records stand.
    pub(crate) area: Area,
}

/// Looks for the rows of the header.
struct Search<'s> {
    rows: Vec<u32>,
    /// Whether the next row that is not blank is the header.
    first: bool,
    /// The names that the header row must hold, until it is found.
    names: Option<&'s [String]>,
    /// The last row in which it may be.
    until: u32,
    /// The row that held most of the names, and those that it lacked.
    nearest: Option<(u32, Vec<&'s str>)>,
}

impl<'s> Search<'s> {
    fn of(choice: &'s HeaderChoice, area: Area) -> Self {
        let mut search = Self {
            rows: Vec::new(),
            first: false,
            names: None,
            until: area.first_row.saturating_add(HEADER_WITHIN - 1),
            nearest: None,
        };
        match choice {
            HeaderChoice::Rows(rows) => search.rows.clone_from(rows),
            HeaderChoice::First if area == Area::WHOLE => search.first = true,
            HeaderChoice::First => search.rows.push(area.first_row),
            HeaderChoice::Names(names) => search.names = Some(names),
            HeaderChoice::Letters | HeaderChoice::Given(_) => {}
        }
        search
    }

    /// Looks at a row that is not blank. Breaks off where the header can no longer come.
    fn look(&mut self, row: Row<'_, '_>, from_1904: bool) -> ControlFlow<()> {
        if self.first {
            self.first = false;
            self.rows.push(row.number);
        }
        let Some(names) = self.names else {
            return ControlFlow::Continue(());
        };
        if row.number > self.until {
            return ControlFlow::Break(());
        }
        let titles = row.cells.iter();
        let titles: HashSet<String> = titles
            .map(|(_, cell)| squeeze(&cell.read(from_1904).value.to_string()))
            .collect();
        let lacking = names.iter().filter(|name| !titles.contains(*name));
        let lacking: Vec<&str> = lacking.map(String::as_str).collect();
        if lacking.is_empty() {
            self.names = None;
            self.rows.push(row.number);
        } else if self
            .nearest
            .as_ref()
            .is_none_or(|(_, before)| lacking.len() < before.len())
        {
            self.nearest = Some((row.number, lacking));
        }
        ControlFlow::Continue(())
    }

    /// The fault where no row held all names.
    fn fault(&self, file: &Arc<str>, sheet: &str, area: Area) -> Option<SourceFault> {
        let names = self.names?;
        let quoted = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            names.join(", ")
        };
        let all: Vec<&str> = names.iter().map(String::as_str).collect();
        let near = self
            .nearest
            .as_ref()
            .filter(|(_, lacking)| lacking.len() < all.len());
        let (row, found) = match near {
            Some((row, lacking)) => (*row, format!("a row without {}", quoted(lacking))),
            None => (
                area.first_row,
                "no row with any of the column names".to_owned(),
            ),
        };
        Some(Place::row(file, sheet, u64::from(row)).fault(
            SourceFaultKind::Header,
            found,
            format!(
                "a row, up to row {}, that holds {}",
                self.until,
                quoted(&all)
            ),
            "correct the names under `header`, or set it to the number of the row",
        ))
    }
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
    /// Finds the header of a block of a sheet, and looks for unnamed columns in the rows after it.
    pub(crate) fn find(
        cells: &mut Cells,
        file: &Arc<str>,
        sheet: &str,
        area: Area,
        settings: &Settings,
    ) -> Result<Self, SourceFault> {
        let from_1904 = cells.dates_from_1904();
        let mut search = Search::of(&settings.header, area);
        let mut gathered = Gathered::default();
        cells.each_row(sheet, area, &mut |row| {
            if row.is_blank() {
                return ControlFlow::Continue(());
            }
            gathered.any = true;
            if search.look(row, from_1904).is_break() {
                return ControlFlow::Break(());
            }
            gathered.take(row, &search.rows, settings, from_1904)
        })?;
        if let Some(fault) = search.fault(file, sheet, area).filter(|_| gathered.any) {
            return Err(fault);
        }
        let rows = search.rows;
        let after_header = rows
            .last()
            .map_or(area.first_row, |last| last.saturating_add(1));
        let data_from = settings.data_from.unwrap_or(after_header);
        if data_from < after_header {
            return Err(Place::row(file, sheet, u64::from(data_from)).fault(
                SourceFaultKind::Option,
                format!("`data_from` {data_from}, which is not after the header"),
                format!("a row from {after_header}, after the column names that were found"),
                "set `header` as well, to 0 where there are no column names",
            ));
        }
        let columns = match &settings.header {
            HeaderChoice::Letters => {
                let used = gathered.used.iter();
                used.map(|column| lettered(*column)).collect()
            }
            HeaderChoice::Given(names) => {
                let named = (area.first_column..).zip(names);
                unique(named.map(|(column, name)| (column, squeeze(name))))
            }
            HeaderChoice::First | HeaderChoice::Rows(_) | HeaderChoice::Names(_) => {
                if gathered.any && gathered.titles.values().all(BTreeMap::is_empty) {
                    return Err(no_titles(file, sheet, &rows));
                }
                let merged = if rows.len() > 1 {
                    cells.merged(sheet)?
                } else {
                    Vec::new()
                };
                let mut columns = name_columns(&gathered, &rows, &merged);
                columns.retain(|column| area.holds_column(column.column));
                columns
            }
        };
        Ok(Self {
            rows,
            columns,
            data_from,
            empty: !gathered.any,
            area,
        })
    }

    /// Finds columns by what a mapping calls them.
    pub(crate) fn resolver(&self) -> Resolver<'_> {
        let mut names = HashMap::new();
        for column in &self.columns {
            names.entry(&*column.name).or_insert(column.column); // of two of one name, the first
        }
        Resolver {
            header: self,
            names,
            columns: self.columns.iter().map(|column| column.column).collect(),
        }
    }
}

/// Finds the columns of a header, of which a sheet may have 16,384.
pub(crate) struct Resolver<'h> {
    header: &'h Header,
    names: HashMap<&'h str, u32>,
    columns: HashSet<u32>,
}

impl Resolver<'_> {
    /// The column that a mapping means: by its name; by `column C`, where column C has no name;
    /// or by its letters, where the sheet has no header.
    pub(crate) fn column(&self, name: &str) -> Option<u32> {
        let squeezed = squeeze(name);
        if let Some(named) = self.names.get(squeezed.as_str()) {
            return Some(*named);
        }
        let bare = self.header.rows.is_empty();
        let letters = if bare {
            squeezed.as_str()
        } else {
            squeezed.strip_prefix("column ")?
        };
        let upper = !letters.bytes().any(|byte| byte.is_ascii_lowercase());
        let column = column_number(letters).filter(|_| upper)?;
        let column = self.header.area.holds_column(column).then_some(column)?;
        (bare || !self.columns.contains(&column)).then_some(column)
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
fn name_columns(gathered: &Gathered, rows: &[u32], merged: &[Area]) -> Vec<Column> {
    let last = rows.last().copied().unwrap_or(0);
    let header_merges: Vec<Area> = merged
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

fn covers(area: &Area, row: u32) -> bool {
    area.holds_row(row)
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
fn spread<'t>(titles: &'t Titles, row: u32, merged: &[Area]) -> Vec<(u32, &'t str)> {
    let mut all = Vec::new();
    for (column, title) in titles {
        let area = merged
            .iter()
            .find(|area| (area.first_row, area.first_column) == (row, *column));
        let last = area.map_or(*column, |area| area.last_column.min(COLUMNS_MAX));
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
