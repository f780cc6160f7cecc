//! Sheets and rows of cells, whatever the form of the workbook.
//!
//! Workbooks of most forms are read by this crate's own readers, xls and ods by `calamine`, which is called
//! here only. Every such call runs inside [`guarded`]: whatever the reader
//! behind does with a file that it does not understand, this process goes on. Rows come in
//! order, each complete, with the cells in order of their columns; a file that has them in
//! another order is refused, as its rows could not be told apart.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use calamine::{
    Data, Dimensions, Ods, OdsError, Range, Reader as _, Sheet, SheetType, SheetVisible, Xls,
    XlsError,
};
use landbridge_contract::{ReadSeek, Scratch, SourceFault};

use crate::area::Area;
use crate::biff::Found;
use crate::detect::{Detected, Format};
use crate::fault::Place;
use crate::hidden::Concealed;
use crate::limits::{COLUMNS_MAX, ROW_TEXT_MAX, ROWS_MAX};
use crate::spreadsheetml::{self, Problem};
use crate::value::Cell;
use crate::xlsb;
use crate::xlsx::Book;

type Bytes = BufReader<Box<dyn ReadSeek>>;

enum Kind {
    Xlsx(Arc<Book>),
    Xlsb(Box<xlsb::Book>),
    Xls(Box<Xls<Bytes>>),
    Ods(Box<Ods<Bytes>>),
    SpreadsheetMl(Box<spreadsheetml::Book>),
}

/// A workbook whose cells can be read.
pub(crate) struct Cells {
    kind: Kind,
    file: Arc<str>,
    sheets: Vec<SheetInfo>,
    /// What was found of the sheets before, by name.
    found: BTreeMap<String, Found>,
    shown: bool,
}

/// A sheet of cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SheetInfo {
    pub(crate) name: Arc<str>,
    pub(crate) visibility: Visibility,
}

impl SheetInfo {
    /// Whether its tab is not shown.
    pub(crate) fn hidden(&self) -> bool {
        self.visibility != Visibility::Visible
    }
}

/// Whether the tab of a sheet is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Visibility {
    Visible,
    Hidden,
    /// Hidden so that only a program shows it again.
    VeryHidden,
}

impl Visibility {
    /// The word for it; nothing for what is shown.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Visible => "",
            Self::Hidden => "hidden",
            Self::VeryHidden => "very hidden",
        }
    }
}

/// A row that holds at least one cell.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'r, 'a> {
    /// Number of the row, from 1.
    pub(crate) number: u32,
    /// Its cells that are not empty, by column from 0, increasing.
    pub(crate) cells: &'r [(u32, Cell<'a>)],
}

impl<'a> Row<'_, 'a> {
    /// The cell in a column.
    pub(crate) fn cell(&self, column: u32) -> Option<&Cell<'a>> {
        let index = self
            .cells
            .binary_search_by_key(&column, |(column, _)| *column);
        index
            .ok()
            .and_then(|index| self.cells.get(index))
            .map(|(_, cell)| cell)
    }

    /// Whether a person sees nothing in it.
    pub(crate) fn is_blank(&self) -> bool {
        self.cells.iter().all(|(_, cell)| cell.is_blank())
    }
}

/// What is done with each row: takes it, and says whether to go on.
pub(crate) type Visit<'v> = dyn FnMut(Row<'_, '_>) -> ControlFlow<()> + 'v;

impl Cells {
    /// Opens a workbook that [`crate::detect::detect`] has found safe.
    pub(crate) fn open(
        file: &Arc<str>,
        detected: &mut Detected,
        bytes: Box<dyn ReadSeek>,
        scratch: Scratch,
    ) -> Result<Self, SourceFault> {
        let place = Place::file(file);
        let before = std::mem::take(&mut detected.found);
        let mut found = BTreeMap::new();
        let (kind, sheets) = match detected.format {
            Format::Xlsx => {
                let parts = std::mem::take(&mut detected.parts);
                let book = Arc::new(Book::open(file, bytes, parts, scratch)?);
                let sheets = book.sheets().collect();
                (Kind::Xlsx(book), sheets)
            }
            Format::Xlsb => {
                let parts = std::mem::take(&mut detected.parts);
                let book = xlsb::Book::open(file, BufReader::new(bytes), parts)?;
                let sheets = book.sheets();
                (Kind::Xlsb(Box::new(book)), sheets)
            }
            Format::SpreadsheetMl => guarded(&place, || {
                let book = spreadsheetml::Book::open(BufReader::new(bytes), &place)?;
                let sheets = book.sheets();
                Ok((Kind::SpreadsheetMl(Box::new(book)), sheets))
            })?,
            format => guarded(&place, || {
                let opened = behind(format, BufReader::new(bytes));
                let (kind, metadata) = opened.map_err(|trouble| trouble.fault(&place))?;
                let names = metadata.iter().map(|sheet| sheet.name.clone());
                for (name, before) in names.zip(before) {
                    found.entry(name).or_insert(before); // of two of one name, the first is read
                }
                Ok((kind, metadata.iter().filter_map(info).collect()))
            })?,
        };
        Ok(Self {
            kind,
            file: Arc::clone(file),
            sheets,
            found,
            shown: false,
        })
    }

    /// The workbook, where this crate's own reader reads it.
    pub(crate) fn own(&self) -> Option<&Arc<Book>> {
        match &self.kind {
            Kind::Xlsx(book) => Some(book),
            Kind::Xlsb(_) | Kind::Xls(_) | Kind::Ods(_) | Kind::SpreadsheetMl(_) => None,
        }
    }

    /// Its sheets of cells, in their order. Charts and macro sheets are left out.
    pub(crate) fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    /// Whether its dates are counted from 1904.
    pub(crate) fn dates_from_1904(&self) -> bool {
        match &self.kind {
            Kind::Xlsx(book) => book.dates_from_1904(),
            Kind::Xlsb(book) => book.dates_from_1904(),
            Kind::Xls(book) => book.has_1904_epoch(),
            Kind::Ods(_) => false,
            Kind::SpreadsheetMl(book) => book.dates_from_1904(),
        }
    }

    /// What of a sheet is not shown, as far as it is known before its cells are read.
    pub(crate) fn concealed(&mut self, sheet: &str) -> Result<Concealed, SourceFault> {
        Ok(match &mut self.kind {
            Kind::SpreadsheetMl(book) => book.concealed(sheet),
            Kind::Xlsb(book) => book.concealed(sheet)?,
            Kind::Xlsx(_) | Kind::Xls(_) | Kind::Ods(_) => {
                let found = self.found.get(sheet).map(|found| found.concealed.clone());
                found.unwrap_or_default()
            }
        })
    }

    /// Asks for what a person sees of the cells, where the form tells it.
    pub(crate) fn show(&mut self) {
        self.shown = true;
        match &mut self.kind {
            Kind::SpreadsheetMl(book) => book.show(),
            Kind::Xlsb(book) => book.show(),
            Kind::Xlsx(_) | Kind::Xls(_) | Kind::Ods(_) => {}
        }
    }

    /// The merged cells of a sheet. For xlsx this reads the sheet to its end.
    pub(crate) fn merged(&mut self, sheet: &str) -> Result<Vec<Area>, SourceFault> {
        let place = Place::file(&self.file);
        match &mut self.kind {
            Kind::Xlsx(book) => book.merges(sheet),
            Kind::SpreadsheetMl(book) => Ok(book.merged(sheet)),
            Kind::Xls(book) => guarded(&place, || {
                let merged = book.merge_cells_by_sheet_name(sheet);
                let merged = merged.map_err(|error| Trouble::from(error).fault(&place))?;
                Ok(merged.iter().map(area).collect())
            }),
            Kind::Xlsb(book) => book.merged(sheet),
            Kind::Ods(_) => {
                let found = self.found.get(sheet).map(|found| found.merged.clone());
                Ok(found.unwrap_or_default())
            }
        }
    }

    /// Visits the rows of a block of a sheet until the visitor breaks off.
    pub(crate) fn each_row(
        &mut self,
        sheet: &str,
        area: Area,
        visit: &mut Visit<'_>,
    ) -> Result<(), SourceFault> {
        let file = Arc::clone(&self.file);
        let place = Place::file(&file);
        if let Kind::Xlsx(book) = &self.kind {
            return book.each_row(sheet, area, visit);
        }
        guarded(&place, || {
            let mut rows = Rows::new(&file, sheet, area, visit);
            match &mut self.kind {
                Kind::Xlsx(_) => Ok(()),
                Kind::Xlsb(book) => {
                    let mut cells = book.cells(sheet)?;
                    rows.drive(|| {
                        let cell = cells.next().map_err(Trouble::Broken)?;
                        Ok(cell.map(|(position, cell)| (position, Some(cell))))
                    })
                }
                Kind::Xls(book) => {
                    let range = book.worksheet_range(sheet);
                    let range = range.map_err(|error| Trouble::from(error).fault(&place))?;
                    let found = self.found.get(sheet).filter(|_| self.shown);
                    let from_1904 = book.has_1904_epoch();
                    let mut formats = found.map(Found::lookup);
                    rows.held(&range, |row, column, data| {
                        let cell = Cell::held(data)?;
                        Some(match &mut formats {
                            Some(format) => cell.under(format(row, column), from_1904),
                            None => cell,
                        })
                    })
                }
                Kind::Ods(book) => {
                    let range = book.worksheet_range(sheet);
                    let range = range.map_err(|error| Trouble::from(error).fault(&place))?;
                    rows.held(&range, |_, _, data| Cell::held_ods(data))
                }
                Kind::SpreadsheetMl(book) => {
                    let broken = |problem: Problem| Trouble::Broken(problem.found());
                    let cells = book.cells(sheet);
                    let mut cells = cells.map_err(|problem| broken(problem).fault(&place))?;
                    rows.drive(|| {
                        let cell = cells.next().map_err(broken)?;
                        Ok(cell.map(|(position, cell)| (position, Some(cell))))
                    })
                }
            }
        })
    }
}

/// Opens a workbook with the reader behind.
fn behind(format: Format, bytes: Bytes) -> Result<(Kind, Vec<Sheet>), Trouble> {
    let (kind, metadata) = match format {
        Format::Xls => {
            let book = Xls::new(bytes)?;
            let metadata = book.sheets_metadata().to_vec();
            (Kind::Xls(Box::new(book)), metadata)
        }
        Format::Ods | Format::Xlsb | Format::Xlsx | Format::SpreadsheetMl => {
            let book = Ods::new(bytes)?;
            let metadata = book.sheets_metadata().to_vec();
            (Kind::Ods(Box::new(book)), metadata)
        }
    };
    Ok((kind, metadata))
}

fn area(dimensions: &Dimensions) -> Area {
    Area {
        first_row: dimensions.start.0.saturating_add(1),
        last_row: dimensions.end.0.saturating_add(1),
        first_column: dimensions.start.1,
        last_column: dimensions.end.1,
    }
}

impl std::fmt::Debug for Cells {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cells")
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}

fn info(sheet: &Sheet) -> Option<SheetInfo> {
    (sheet.typ == SheetType::WorkSheet).then(|| SheetInfo {
        name: Arc::from(sheet.name.as_str()),
        visibility: match sheet.visible {
            SheetVisible::Visible => Visibility::Visible,
            SheetVisible::Hidden => Visibility::Hidden,
            SheetVisible::VeryHidden => Visibility::VeryHidden,
        },
    })
}

/// Puts cells together to rows.
struct Rows<'v, 'w, 'f> {
    file: &'f Arc<str>,
    sheet: &'f str,
    area: Area,
    visit: &'v mut Visit<'w>,
}

type Positioned<'a> = ((u32, u32), Option<Cell<'a>>);

impl<'v, 'w, 'f> Rows<'v, 'w, 'f> {
    fn new(file: &'f Arc<str>, sheet: &'f str, area: Area, visit: &'v mut Visit<'w>) -> Self {
        Self {
            file,
            sheet,
            area,
            visit,
        }
    }

    fn place(&self, row: u32) -> Place {
        Place::row(self.file, self.sheet, u64::from(row) + 1)
    }

    fn held<'a>(
        &mut self,
        range: &'a Range<Data>,
        mut read: impl FnMut(u32, u32, &'a Data) -> Option<Cell<'a>>,
    ) -> Result<(), SourceFault> {
        let (first_row, first_column) = range.start().unwrap_or_default();
        let mut cells = range.used_cells();
        self.drive(|| {
            let Some((row, column, data)) = cells.next() else {
                return Ok(None);
            };
            let beyond = |_| Trouble::Broken("a cell beyond the last row or column".to_owned());
            let row = u32::try_from(row)
                .map_err(beyond)?
                .saturating_add(first_row);
            let column = u32::try_from(column)
                .map_err(beyond)?
                .saturating_add(first_column);
            Ok(Some(((row, column), read(row, column, data))))
        })
    }

    /// Draws cells until they end. Rows and columns are counted from 0.
    fn drive<'a>(
        &mut self,
        mut next: impl FnMut() -> Result<Option<Positioned<'a>>, Trouble>,
    ) -> Result<(), SourceFault> {
        let mut current = 0;
        let mut last: Option<(u32, u32)> = None;
        let mut cells: Vec<(u32, Cell<'a>)> = Vec::new();
        let mut text = 0;
        loop {
            // Rows that are complete go out before a fault is told.
            let drawn = next();
            let over = !matches!(&drawn, Ok(Some(((row, _), _))) if *row == current);
            if over && !cells.is_empty() && drawn.is_ok() {
                let number = current + 1;
                let row = Row {
                    number,
                    cells: &cells,
                };
                if (self.visit)(row).is_break() {
                    return Ok(());
                }
                cells.clear();
                text = 0;
            }
            let ((row, column), cell) = match drawn {
                Ok(Some(positioned)) => positioned,
                Ok(None) => return Ok(()),
                Err(trouble) => return Err(trouble.fault(&self.place(current))),
            };
            if row >= ROWS_MAX || column >= COLUMNS_MAX {
                return Err(self
                    .place(row)
                    .broken("a cell beyond the last row or column"));
            }
            if last.is_some_and(|last| last >= (row, column)) {
                let found = "cells that are out of order or there twice";
                return Err(self.place(row).broken(found));
            }
            last = Some((row, column));
            current = row;
            if row >= self.area.last_row {
                return Ok(()); // the rows before were handed over
            }
            if self.area.holds_row(row + 1) && self.area.holds_column(column) {
                text += cell.as_ref().map_or(0, Cell::text_length);
                if text > ROW_TEXT_MAX {
                    let expected = format!("at most {ROW_TEXT_MAX} bytes");
                    let found = "a row whose cells stand for more text";
                    return Err(self.place(row).limit(found, expected));
                }
                cells.extend(cell.map(|cell| (column, cell)));
            }
        }
    }
}

/// What the reader behind says.
enum Trouble {
    Password,
    Broken(String),
}

impl Trouble {
    fn of(error: &dyn Display) -> Self {
        Self::Broken(format!("a file that its reader cannot follow ({error})"))
    }

    fn fault(&self, place: &Place) -> SourceFault {
        match self {
            Self::Password => place.protected(),
            Self::Broken(found) => place.broken(found.as_str()),
        }
    }
}

impl From<XlsError> for Trouble {
    fn from(error: XlsError) -> Self {
        match error {
            XlsError::Password => Self::Password,
            error => Self::of(&error),
        }
    }
}

impl From<OdsError> for Trouble {
    fn from(error: OdsError) -> Self {
        match error {
            OdsError::Password => Self::Password,
            error => Self::of(&error),
        }
    }
}

/// Runs a call into the reader behind; a panic becomes a fault.
fn guarded<T>(
    place: &Place,
    call: impl FnOnce() -> Result<T, SourceFault>,
) -> Result<T, SourceFault> {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|_| {
        Err(place.broken("a file that its reader cannot follow (it gave up in the middle)"))
    })
}
