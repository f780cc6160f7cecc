//! Guards the workbook stream of an xls file.
//!
//! The reader behind holds each sheet as a full rectangle from its first cell to its last: two
//! cells in opposite corners cost as much as a full sheet. So the rectangles are measured first.
//! (Facts: Microsoft, \[MS-XLS\] Excel Binary File Format.)

use std::collections::BTreeMap;
use std::sync::Arc;

use landbridge_contract::SourceFault;

use crate::area::Area;
use crate::bytes::{u16_at, u32_at};
use crate::fault::Place;
use crate::format::Format;
use crate::hidden::{Concealed, Gather};
use crate::limits::{BIFF_RECORDS_MAX, HELD_CELLS_MAX, HIDDEN_RANGES_MAX};

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
const FILE_PASS: u16 = 0x002F;
const BOUND_SHEET: u16 = 0x0085;
const DIMENSIONS: u16 = 0x0200;
const FORMAT: u16 = 0x041E;
const STYLE: u16 = 0x00E0;
/// The version of Excel 97 and later.
const BIFF8: u16 = 0x0600;
const MUL_RK: u16 = 0x00BD;
const ROW: u16 = 0x0208;
const COLUMN_INFO: u16 = 0x007D;
/// Flag of a row that is hidden, by hand or with its height set to nothing.
const ROW_HIDDEN: u16 = 0x0020;
/// Flag of columns that are hidden.
const COLUMN_HIDDEN: u16 = 0x0001;
/// Records that hold one cell: formula, number, labels, truth value or error, `RK`.
const CELLS: [u16; 7] = [0x0006, 0x0203, 0x0204, 0x00D6, 0x0205, 0x027E, 0x00FD];

/// Cells whose styles are kept, of a sheet: as many as can be held.
const STYLED_MAX: usize = 8_000_000;

/// Cells that a sheet of this form can have: 65,536 rows of 256 columns.
const SHEET_CELLS_MAX: u64 = 65_536 * 256;

struct Walk<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Walk<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = u16_at(self.rest, 0)?;
        let length = usize::from(u16_at(self.rest, 2)?);
        let data = self.rest.get(4..4 + length)?;
        self.rest = self.rest.get(4 + length..)?;
        Some((kind, data))
    }
}

/// What the guards find of a sheet beside its size.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Found {
    pub(crate) concealed: Concealed,
    /// The merged cells of an ods sheet; those of xls are told by its reader.
    pub(crate) merged: Vec<Area>,
    /// Cells, as row times 256 and column, with the number of their style; in order, those
    /// without a format left out.
    pub(crate) styled: Vec<(u32, u16)>,
    /// The formats of the styles of the workbook.
    pub(crate) formats: Arc<[Option<Format>]>,
}

impl Found {
    /// Looks formats up of cells that are asked for in order.
    pub(crate) fn lookup<'f>(&'f self) -> impl FnMut(u32, u32) -> Option<&'f Format> {
        let mut styled = self.styled.iter().copied().peekable();
        move |row, column| {
            let at = row.saturating_mul(256).saturating_add(column);
            while styled.next_if(|(position, _)| *position < at).is_some() {}
            let (_, style) = styled.peek().filter(|(position, _)| *position == at)?;
            self.formats.get(usize::from(*style))?.as_ref()
        }
    }
}

/// The rectangle from the first cell to the last.
#[derive(Default)]
struct Extent {
    first: Option<(u16, u16)>,
    last: (u16, u16),
}

impl Extent {
    fn add(&mut self, row: u16, column: u16) {
        let first = self.first.get_or_insert((row, column));
        *first = (first.0.min(row), first.1.min(column));
        self.last = (self.last.0.max(row), self.last.1.max(column));
    }

    fn cells(&self) -> u64 {
        self.first.map_or(0, |(row, column)| {
            let rows = u64::from(self.last.0.saturating_sub(row)) + 1;
            let columns = u64::from(self.last.1.saturating_sub(column)) + 1;
            rows * columns
        })
    }
}

/// Walks the sheets of a workbook stream, and tells what is not shown of each.
pub(crate) fn examine(place: &Place, stream: &[u8]) -> Result<Vec<Found>, SourceFault> {
    let mut starts = Vec::new();
    let mut styles = Styles::default();
    for (kind, data) in (Walk { rest: stream }) {
        match kind {
            FILE_PASS => return Err(place.protected()),
            BOUND_SHEET => starts.extend(u32_at(data, 0)),
            BOF => styles.wide = u16_at(data, 0) == Some(BIFF8),
            FORMAT => styles.define(data),
            STYLE => styles.ids.extend(u16_at(data, 2)),
            EOF => break,
            _ => {}
        }
    }
    let (mut held, mut walked) = (0_u64, 0_u64);
    let mut found = Vec::new();
    let formats = styles.formats();
    let mut ranges = 0_usize;
    for start in starts {
        let sheet = usize::try_from(start)
            .ok()
            .and_then(|start| stream.get(start..));
        let Some(sheet) = sheet else {
            return Err(place.broken("an xls file whose sheets lie behind its end"));
        };
        let mut gathered = Gathered {
            formats: Arc::clone(&formats),
            ..Gathered::default()
        };
        let extent = measure(place, sheet, &mut walked, &mut gathered)?;
        let Gathered {
            mut hidden,
            mut styled,
            ..
        } = gathered;
        ranges = ranges.saturating_add(hidden.len());
        if ranges > HIDDEN_RANGES_MAX {
            let expected = format!("at most {HIDDEN_RANGES_MAX} ranges of hidden rows");
            return Err(place.limit("a workbook with more ranges of hidden rows", expected));
        }
        if !styled.is_sorted() {
            styled.sort_unstable();
        }
        found.push(Found {
            concealed: hidden.finish(),
            merged: Vec::new(),
            styled,
            formats: Arc::clone(&formats),
        });
        held = held.saturating_add(extent.cells());
        if held > HELD_CELLS_MAX || walked > BIFF_RECORDS_MAX {
            return Err(place.limit(
                "sheets that span more cells than can be held in memory",
                format!("at most {HELD_CELLS_MAX} cells in an xls workbook"),
            ));
        }
    }
    Ok(found)
}

/// Measures one sheet, as far as its end record; charts inside it do not count.
fn measure(
    place: &Place,
    sheet: &[u8],
    walked: &mut u64,
    gathered: &mut Gathered,
) -> Result<Extent, SourceFault> {
    let mut extent = Extent::default();
    let mut depth = 0_usize;
    for (kind, data) in (Walk { rest: sheet }) {
        *walked += 1;
        if *walked > BIFF_RECORDS_MAX {
            break;
        }
        match kind {
            BOF => depth += 1,
            EOF if depth <= 1 => break,
            EOF => depth -= 1,
            _ if depth > 1 => {}
            DIMENSIONS => check_dimensions(place, data)?,
            ROW | COLUMN_INFO => conceal(kind, data, &mut gathered.hidden),
            MUL_RK => {
                if let (Some(row), Some(first)) = (u16_at(data, 0), u16_at(data, 2)) {
                    extent.add(row, first);
                    let more = data.len().saturating_sub(6) / 6;
                    let more = u16::try_from(more).unwrap_or(u16::MAX);
                    extent.add(row, first.saturating_add(more));
                    let styles = (4..).step_by(6).map_while(|offset| u16_at(data, offset));
                    for (column, style) in (first..=first.saturating_add(more)).zip(styles) {
                        gathered.style(row, column, style);
                    }
                }
            }
            _ if CELLS.contains(&kind) => {
                if let (Some(row), Some(column)) = (u16_at(data, 0), u16_at(data, 2)) {
                    extent.add(row, column);
                    if let Some(style) = u16_at(data, 4) {
                        gathered.style(row, column, style);
                    }
                }
            }
            _ => {}
        }
    }
    Ok(extent)
}

/// What is gathered of a sheet.
#[derive(Default)]
struct Gathered {
    hidden: Gather,
    styled: Vec<(u32, u16)>,
    formats: Arc<[Option<Format>]>,
}

impl Gathered {
    /// Keeps the style of a cell, where it has a format and the cell can be.
    fn style(&mut self, row: u16, column: u16, style: u16) {
        let format = self.formats.get(usize::from(style));
        if column < 256 && format.is_some_and(Option::is_some) && self.styled.len() < STYLED_MAX {
            self.styled
                .push((u32::from(row) * 256 + u32::from(column), style));
        }
    }
}

/// The styles of a workbook.
#[derive(Default)]
struct Styles {
    /// Whether texts are in Unicode (Excel 97 and later).
    wide: bool,
    codes: BTreeMap<u16, String>,
    /// The format of each style.
    ids: Vec<u16>,
}

impl Styles {
    /// Takes a format: its number, the length of its code, and the code.
    fn define(&mut self, data: &[u8]) {
        let Some(id) = u16_at(data, 0) else { return };
        let (begin, double) = if self.wide {
            (5, data.get(4).is_some_and(|flags| flags & 1 != 0))
        } else {
            (3, false)
        };
        let length = if self.wide {
            u16_at(data, 2).map(usize::from)
        } else {
            data.get(2).copied().map(usize::from)
        };
        let text = data.get(begin..).unwrap_or_default();
        let length = length.unwrap_or(0);
        let code: String = if double {
            let units = (0..length).map_while(|unit| u16_at(text, unit * 2));
            let characters = char::decode_utf16(units);
            characters
                .map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect()
        } else {
            // The lower halves of Unicode; before Excel 97, letters of some code page.
            text.iter().take(length).copied().map(char::from).collect()
        };
        self.codes.insert(id, code);
    }

    /// The formats of the styles; none for `General`.
    fn formats(&self) -> Arc<[Option<Format>]> {
        let mut parsed: BTreeMap<u16, Option<Format>> = BTreeMap::new();
        let formats = self.ids.iter().map(|id| {
            let parse = || match self.codes.get(id) {
                Some(code) => Some(Format::parse(code)),
                None => Format::builtin((*id).into()),
            };
            let format = parsed.entry(*id).or_insert_with(parse);
            format.clone().filter(|format| *format != Format::general())
        });
        formats.collect()
    }
}

/// Notes a hidden row, or hidden columns. Both records have 16-bit numbers at even offsets.
fn conceal(kind: u16, data: &[u8], hidden: &mut Gather) {
    let number = |offset| u16_at(data, offset).map(u32::from);
    let flag = |offset, flag| u16_at(data, offset).is_some_and(|flags| flags & flag != 0);
    if kind == ROW && flag(12, ROW_HIDDEN) {
        if let Some(row) = number(0) {
            hidden.hide_rows(row + 1, row + 1);
        }
    } else if kind == COLUMN_INFO
        && flag(8, COLUMN_HIDDEN)
        && let (Some(first), Some(last)) = (number(0), number(2))
    {
        hidden.hide_columns(first, last);
    }
}

/// The rectangle that a sheet declares reserves memory: it must be one that a sheet can have.
fn check_dimensions(place: &Place, data: &[u8]) -> Result<(), SourceFault> {
    let wide = data.len() >= 14;
    let (first_row, end_row, columns) = if wide {
        (u32_at(data, 0), u32_at(data, 4), 8)
    } else {
        let short = |offset| u16_at(data, offset).map(u32::from);
        (short(0), short(2), 4)
    };
    let (first_row, end_row) = (first_row.unwrap_or(0), end_row.unwrap_or(0));
    let end_column = u16_at(data, columns + 2).unwrap_or(0);
    let rows = u64::from(end_row.saturating_sub(first_row));
    let backwards = end_row > 0 && end_column > 0 && end_row <= first_row;
    if backwards || rows.saturating_mul(u64::from(end_column)) > SHEET_CELLS_MAX {
        return Err(place.limit(
            format!("a sheet that claims rows {first_row} to {end_row} and {end_column} columns"),
            "at most 65,536 rows and 256 columns in an xls sheet",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use landbridge_contract::SourceFaultKind;

    use super::{
        BIFF8, BOF, BOUND_SHEET, COLUMN_INFO, DIMENSIONS, EOF, FILE_PASS, FORMAT, ROW, STYLE,
        examine,
    };
    use crate::fault::Place;
    use crate::format::Format;

    const NUMBER: u16 = 0x0203;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len()).unwrap();
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
    }

    fn cell(row: u16, column: u16) -> Vec<u8> {
        let position = [row.to_le_bytes(), column.to_le_bytes()].concat();
        record(NUMBER, &[position, vec![0; 10]].concat())
    }

    /// A stream with one sheet of these records.
    fn stream(globals: &[u8], sheet: &[Vec<u8>]) -> Vec<u8> {
        let begin = record(BOF, &[0; 16]);
        let end = record(EOF, &[]);
        let start = begin.len() + globals.len() + 12 + end.len();
        let start = u32::try_from(start).unwrap().to_le_bytes();
        let bound = record(BOUND_SHEET, &[&start[..], &[0; 4]].concat());
        let sheet = [begin.clone(), sheet.concat(), end.clone()].concat();
        [begin, globals.to_vec(), bound, end, sheet].concat()
    }

    fn kind(stream: &[u8]) -> Option<SourceFaultKind> {
        let place = Place::file(&Arc::from("vendors.xls"));
        examine(&place, stream).err().map(|fault| fault.kind)
    }

    #[test]
    fn a_sheet_of_some_cells_passes() {
        assert_eq!(kind(&stream(&[], &[cell(0, 0), cell(40_000, 12)])), None);
    }

    #[test]
    fn hidden_rows_and_columns_are_found() {
        let row = |number: u16, flags: u16| {
            let mut data = [0; 16];
            data[..2].copy_from_slice(&number.to_le_bytes());
            data[12..14].copy_from_slice(&flags.to_le_bytes());
            record(ROW, &data)
        };
        let columns = record(COLUMN_INFO, &[1, 0, 2, 0, 0, 0, 0, 0, 1, 0, 0, 0]);
        let shown = record(COLUMN_INFO, &[5, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let sheet = [
            columns,
            shown,
            row(3, 0x20),
            row(4, 0x20),
            row(5, 0x140),
            cell(3, 0),
        ];
        let place = Place::file(&Arc::from("vendors.xls"));
        let found = examine(&place, &stream(&[], &sheet)).unwrap();
        assert_eq!(found.len(), 1);
        let hidden = |column| found[0].concealed.columns.holds(column);
        assert_eq!([0, 1, 2, 3].map(hidden), [false, true, true, false]);
        let mut rows = found[0].concealed.rows.lookup();
        let hidden: Vec<u32> = (1..10).filter(|row| rows.holds(*row)).collect();
        assert_eq!(hidden, [4, 5]);
    }

    #[test]
    fn the_formats_of_cells_are_found() {
        let format = |id: u16, code: &str| {
            let length = u16::try_from(code.len()).unwrap().to_le_bytes();
            record(
                FORMAT,
                &[&id.to_le_bytes(), &length, &[0][..], code.as_bytes()].concat(),
            )
        };
        let style = |id: u16| record(STYLE, &[&[0, 0], &id.to_le_bytes()[..], &[0; 16]].concat());
        let version = record(BOF, &BIFF8.to_le_bytes());
        let globals = [version, format(164, "0.0"), style(0), style(164), style(9)].concat();
        let mut styled = cell(2, 1);
        styled[8] = 1; // the style, behind row and column
        let packed = [[2, 0, 3, 0, 2, 0], [0; 6], [0, 0, 0, 0, 4, 0]].concat();
        let sheet = [cell(2, 0), styled, record(super::MUL_RK, &packed)];
        let place = Place::file(&Arc::from("vendors.xls"));
        let found = examine(&place, &stream(&globals, &sheet)).unwrap();
        let mut format = found[0].lookup();
        assert_eq!(format(2, 0), None);
        assert_eq!(format(2, 1), Some(&Format::parse("0.0")));
        assert_eq!(format(2, 3), Some(&Format::parse("0%")));
        assert_eq!(format(2, 4), None);
    }

    #[test]
    fn two_cells_in_far_corners_are_refused() {
        let corners = [cell(0, 0), cell(65_535, 255)];
        assert_eq!(kind(&stream(&[], &corners)), Some(SourceFaultKind::Limit));
    }

    #[test]
    fn a_claim_that_would_reserve_all_memory_is_refused() {
        let claim = |rows: u32| {
            let rows = rows.to_le_bytes();
            let columns = [0, 0, 0, 1, 0, 0]; // columns 0 to 255
            record(DIMENSIONS, &[&[0; 4][..], &rows, &columns].concat())
        };
        assert_eq!(kind(&stream(&[], &[claim(65_536)])), None);
        assert_eq!(
            kind(&stream(&[], &[claim(u32::MAX)])),
            Some(SourceFaultKind::Limit)
        );
    }

    #[test]
    fn a_password_is_told() {
        let globals = record(FILE_PASS, &[1, 0]);
        assert_eq!(
            kind(&stream(&globals, &[])),
            Some(SourceFaultKind::Protected)
        );
    }

    #[test]
    fn a_sheet_behind_the_end_is_refused() {
        let bound = record(BOUND_SHEET, &u32::MAX.to_le_bytes());
        let stream = [record(BOF, &[0; 16]), bound, record(EOF, &[])].concat();
        assert_eq!(kind(&stream), Some(SourceFaultKind::Format));
    }
}
