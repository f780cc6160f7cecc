//! The streaming reader of xlsx and xlsm workbooks.
//!
//! A sheet is inflated on a thread of its own, in blocks whose memory goes round (`stream`), and
//! looked at through a window that moves along (`window`). Rows and cells are found by scanning
//! bytes (`scan`, `cells`, `sheet`); a cell that nobody asked for is passed over undecoded. Shared
//! strings stay bytes in blocks, mostly outside memory (`strings`). What is decoded (`values`)
//! goes straight into the slots of records whose memory is used again (`records`).
//!
//! Parts are found through their relations (`container`, `outline`). Nothing is inflated before it
//! is needed, so that a container that is broken in the middle of a sheet gives the records before
//! it, and then a fault.

mod cells;
mod container;
mod formula;
mod merges;
mod outline;
mod records;
mod scan;
mod sheet;
mod shown;
mod stream;
mod string_table;
mod strings;
mod styles;
mod tables;
mod text;
mod values;
mod window;

use std::ops::ControlFlow;
use std::sync::Arc;

use landbridge_contract::{ReadSeek, Scratch, SourceFault, SourceFaultKind, Value};

use self::cells::{RawCell, RowStart, Visit};
use self::container::Container;
pub(crate) use self::container::{relations_of, resolve};
use self::outline::{Outline, SheetPart};
pub(crate) use self::records::Records;
use self::scan::Halt;
use self::sheet::Sheet;
use self::strings::{Builder, Strings};
use self::styles::Styles;
pub(crate) use self::tables::Table;
use self::values::Decoder;
use crate::area::Area;
use crate::fault::Place;
use crate::package::Part;
use crate::value::{Cell, Read};
use crate::workbook::{Row, SheetInfo};

/// An opened workbook.
#[derive(Debug)]
pub(crate) struct Book {
    file: Arc<str>,
    container: Container,
    outline: Outline,
    strings: Arc<Strings>,
    styles: Arc<Styles>,
}

impl Book {
    /// Opens a container that was found safe: reads what describes the workbook, and its shared
    /// strings.
    pub(crate) fn open(
        file: &Arc<str>,
        bytes: Box<dyn ReadSeek>,
        parts: Vec<Part>,
        scratch: Scratch,
    ) -> Result<Self, SourceFault> {
        let place = Place::file(file);
        let container = Container::open(file, bytes, parts)?;
        let outline = Outline::read(&container)?;
        let styles = match &outline.styles {
            Some(path) => container.describe(path)?.map(Styles::read).transpose()?,
            None => None,
        };
        let strings = outline
            .strings
            .as_deref()
            .and_then(|path| container.find(path));
        let strings = match strings.and_then(|index| Some((index, container.part(index)?.size))) {
            Some((index, size)) => {
                string_table::read(&place, container.read(index)?, size, scratch)?
            }
            None => Builder::new(scratch)
                .finish()
                .map_err(|error| place.io(&error))?,
        };
        Ok(Self {
            file: Arc::clone(file),
            container,
            outline,
            strings: Arc::new(strings),
            styles: Arc::new(styles.unwrap_or_default()),
        })
    }

    /// Its sheets of cells, in their order.
    pub(crate) fn sheets(&self) -> impl Iterator<Item = SheetInfo> {
        self.outline.sheets.iter().map(|sheet| sheet.info.clone())
    }

    /// Whether its dates are counted from 1904.
    pub(crate) fn dates_from_1904(&self) -> bool {
        self.outline.from_1904
    }

    /// The merged ranges of a sheet. Inflates the sheet to its end, as they stand behind the rows.
    pub(crate) fn merges(&self, sheet: &str) -> Result<Vec<Area>, SourceFault> {
        merges::read(self.container.read(self.sheet_part(sheet)?)?)
    }

    /// Visits the rows of a block of a sheet until the visitor breaks off.
    pub(crate) fn each_row(
        &self,
        sheet: &str,
        area: Area,
        visit: &mut dyn FnMut(Row<'_, '_>) -> ControlFlow<()>,
    ) -> Result<(), SourceFault> {
        let mut rows = self.open_sheet(sheet)?;
        let mut gather = Gather {
            decoder: self.decoder(),
            area,
            cells: Vec::new(),
        };
        while let Some(number) = rows.next_row(&mut gather)? {
            if number > area.last_row {
                return Ok(());
            }
            let row = Row {
                number,
                cells: &gather.cells,
            };
            if !row.cells.is_empty() && visit(row).is_break() {
                return Ok(());
            }
        }
        rows.finish()
    }

    fn decoder(&self) -> Decoder {
        let (strings, styles) = (Arc::clone(&self.strings), Arc::clone(&self.styles));
        Decoder::new(strings, styles, self.outline.from_1904)
    }

    fn open_sheet(&self, name: &str) -> Result<Sheet, SourceFault> {
        let window = self.container.read(self.sheet_part(name)?)?;
        let sheet = self.sheet(name).map(|sheet| Arc::clone(&sheet.info.name));
        Sheet::open(
            &self.file,
            &sheet.unwrap_or_else(|| Arc::from(name)),
            window,
        )
    }

    /// The first sheet of a name.
    fn sheet(&self, name: &str) -> Option<&SheetPart> {
        self.outline
            .sheets
            .iter()
            .find(|sheet| &*sheet.info.name == name)
    }

    /// The index of a sheet's part.
    fn sheet_part(&self, name: &str) -> Result<usize, SourceFault> {
        let sheet = self.sheet(name);
        let path = sheet.and_then(|sheet| sheet.path.as_deref());
        let index = path.and_then(|path| self.container.find(path));
        index.ok_or_else(|| {
            Place::file(&self.file).fault(
                SourceFaultKind::Format,
                format!("no part for the sheet \"{name}\""),
                "a whole workbook",
                "open the file in its office program, save it anew as xlsx and try again",
            )
        })
    }

    /// Bytes of a sheet's part, inflated.
    fn sheet_size(&self, name: &str) -> u64 {
        let index = self.sheet_part(name).ok();
        let part = index.and_then(|index| self.container.part(index));
        part.map_or(0, |part| part.size)
    }
}

/// Gathers the cells of one row.
struct Gather {
    decoder: Decoder,
    area: Area,
    cells: Vec<(u32, Cell<'static>)>,
}

impl Visit for Gather {
    fn row(&mut self, _: RowStart) {
        self.decoder.begin_row();
        self.cells.clear();
    }

    fn cell(&mut self, cell: &RawCell<'_>) -> Result<(), Halt> {
        if !self.area.holds_row(cell.row) || !self.area.holds_column(cell.column) {
            return Ok(());
        }
        let mut value = Value::Null;
        let notice = self.decoder.read(cell, &mut value)?;
        if value != Value::Null || notice.is_some() {
            let read = Read { value, notice };
            self.cells.push((cell.column, Cell::Done(read)));
        }
        Ok(())
    }
}
