//! The records of a sheet as cells.

use std::borrow::Cow;
use std::io::Read;

use compact_str::format_compact;
use landbridge_contract::SourceFault;
use zip::read::ZipFile;

use super::book::{Bytes, Styles};
use super::records::{Records, text};
use super::strings::Strings;
use crate::area::Area;
use crate::bytes::u32_at;
use crate::fault::Place;
use crate::format::{Format, Kind};
use crate::hidden::{Concealed, Gather};
use crate::limits::{COLUMNS_MAX, HIDDEN_RANGES_MAX, ROWS_MAX};
use crate::value::Cell;

const ROW: u32 = 0;
/// The last of the records of cells: 1 to 11 name their column, 12 to 18 follow the one before.
const LAST_CELL: u32 = 18;
const RICH_TEXT_CELL: u32 = 62;
const COLUMN_INFO: u32 = 60;
const END_OF_ROWS: u32 = 146;
const MERGED: u32 = 176;

/// Merged ranges held of a sheet.
const MERGED_MAX: usize = 1_000_000;

/// What a walk of its own finds of a sheet.
#[derive(Debug, Default)]
pub(super) struct Survey {
    pub(super) concealed: Concealed,
    pub(super) merged: Vec<Area>,
}

impl Survey {
    pub(super) fn take<R: Read>(
        mut records: Records<R>,
        place: &Place,
    ) -> Result<Self, SourceFault> {
        let mut hidden = Gather::default();
        let mut merged = Vec::new();
        while let Some(kind) = records.next(|kind| [ROW, COLUMN_INFO, MERGED].contains(&kind))? {
            let data = &records.data;
            let number = |offset| u32_at(data, offset).unwrap_or(u32::MAX);
            match kind {
                // Rows hold outline levels in the lowest bits of their twelfth byte, then whether
                // they are folded, then whether they have no height.
                ROW if data.get(11).is_some_and(|flags| flags & 0x10 != 0) => {
                    let row = number(0).saturating_add(1).min(ROWS_MAX);
                    hidden.hide_rows(row, row);
                }
                COLUMN_INFO if data.get(16).is_some_and(|flags| flags & 1 != 0) => {
                    hidden.hide_columns(number(0), number(4));
                }
                MERGED => merged.push(Area {
                    first_row: number(0).saturating_add(1),
                    last_row: number(4).saturating_add(1),
                    first_column: number(8),
                    last_column: number(12),
                }),
                _ => {}
            }
            if hidden.len() > HIDDEN_RANGES_MAX || merged.len() > MERGED_MAX {
                let expected = format!("at most {HIDDEN_RANGES_MAX} and {MERGED_MAX}");
                return Err(place.limit("more hidden rows or merged cells in a sheet", expected));
            }
        }
        let concealed = hidden.finish();
        Ok(Self { concealed, merged })
    }
}

/// A cell with its row and column, from 0.
type Positioned<'b> = ((u32, u32), Cell<'b>);

/// Yields the cells of a sheet.
pub(crate) struct SheetCells<'b> {
    records: Records<ZipFile<'b, Bytes>>,
    strings: &'b Strings,
    styles: &'b Styles,
    from_1904: bool,
    shown: bool,
    row: u32,
    /// The column after the last cell.
    column: u32,
}

impl<'b> SheetCells<'b> {
    pub(super) fn new(
        records: Records<ZipFile<'b, Bytes>>,
        strings: &'b Strings,
        styles: &'b Styles,
        from_1904: bool,
        shown: bool,
    ) -> Self {
        Self {
            records,
            strings,
            styles,
            from_1904,
            shown,
            row: 0,
            column: 0,
        }
    }

    /// The next cell that is not empty.
    pub(crate) fn next(&mut self) -> Result<Option<Positioned<'b>>, String> {
        let wanted = |kind| kind <= LAST_CELL || kind == RICH_TEXT_CELL || kind == END_OF_ROWS;
        loop {
            let kind = self.records.next(wanted).map_err(|fault| fault.found)?;
            let data = self.records.data.as_slice();
            match kind {
                None | Some(END_OF_ROWS) => return Ok(None),
                Some(ROW) => {
                    self.row = u32_at(data, 0).unwrap_or(u32::MAX);
                    self.column = 0;
                }
                Some(kind) => {
                    let short = (12..=LAST_CELL).contains(&kind);
                    let (at, kind) = if short { (0, kind - 11) } else { (4, kind) };
                    let column = if short {
                        Some(self.column)
                    } else {
                        u32_at(data, 0)
                    };
                    let style = u32_at(data, at);
                    let (Some(column), Some(style)) = (column, style) else {
                        return Err(format!("a cell that is cut short in row {}", self.row));
                    };
                    if column >= COLUMNS_MAX {
                        return Err("a cell beyond the last column".to_owned());
                    }
                    self.column = column + 1;
                    let format = self.styles.format(style & 0x00ff_ffff);
                    let value = data.get(at + 4..).unwrap_or_default();
                    let cell = self.cell(kind, value, format)?;
                    if let Some(cell) = cell {
                        return Ok(Some(((self.row, column), cell)));
                    }
                }
            }
        }
    }

    fn cell(
        &self,
        kind: u32,
        value: &[u8],
        format: Option<&Format>,
    ) -> Result<Option<Cell<'b>>, String> {
        let broken = || {
            format!(
                "a cell that is cut short in row {}",
                self.row.saturating_add(1)
            )
        };
        let first = value.first().copied();
        let cell = match kind {
            1 => return Ok(None),
            2 => number(packed(u32_at(value, 0).ok_or_else(broken)?), format),
            3 | 11 => Cell::Error(error(first.ok_or_else(broken)?)),
            4 | 10 => Cell::Bool(first.ok_or_else(broken)? != 0),
            5 | 9 => {
                let bytes = value.get(..8).and_then(|bytes| bytes.try_into().ok());
                number(f64::from_le_bytes(bytes.ok_or_else(broken)?), format)
            }
            7 => {
                let string = u32_at(value, 0).and_then(|number| self.strings.get(number));
                let missing = || "a cell with a shared string that is not there".to_owned();
                Cell::Text(Cow::Borrowed(string.ok_or_else(missing)?))
            }
            // Formatted text has a byte of flags before it.
            6 | 8 => Cell::Text(Cow::Owned(text(value, 0).ok_or_else(broken)?.0)),
            _ => Cell::Text(Cow::Owned(text(value, 1).ok_or_else(broken)?.0)),
        };
        if matches!(&cell, Cell::Text(text) if text.is_empty()) {
            return Ok(None);
        }
        Ok(Some(if self.shown {
            cell.under(format, self.from_1904)
        } else {
            cell
        }))
    }
}

fn number(number: f64, format: Option<&Format>) -> Cell<'static> {
    match format.map_or(Kind::General, Format::kind) {
        Kind::Moment => Cell::Serial(number),
        Kind::Duration => Cell::Duration(number),
        Kind::General | Kind::Number | Kind::Text => Cell::Number(number),
    }
}

/// A number in 30 bits: a whole one or the upper half of a binary one, and whether it is a
/// hundred times too large. Divided through its decimal text.
fn packed(packed: u32) -> f64 {
    let exponent = if packed & 1 == 0 { 0 } else { -2 };
    let text = if packed & 2 == 0 {
        let number = f64::from_bits(u64::from(packed & !3) << 32);
        if exponent == 0 {
            return number;
        }
        let shortest = format_compact!("{number:e}");
        let (digits, power) = shortest.split_once('e').unwrap_or((&shortest, "0"));
        let power = power.parse::<i32>().unwrap_or(0) + exponent;
        format_compact!("{digits}e{power}")
    } else {
        let whole = i32::from_le_bytes(packed.to_le_bytes()) >> 2;
        format_compact!("{whole}e{exponent}")
    };
    text.parse().unwrap_or(f64::NAN)
}

fn error(code: u8) -> String {
    let known = match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        0x2a => "#N/A",
        0x2b => "#GETTING_DATA",
        code => return format!("error {code}"),
    };
    known.to_owned()
}

#[cfg(test)]
mod tests {
    use super::packed;

    #[test]
    fn packed_numbers_are_unpacked() {
        for (bits, expected) in [
            (0x402a_0000, 13.0),
            (0x4072_f001, 3.03),
            (155 << 2 | 3, 1.55),
            (155 << 2 | 2, 155.0),
            (0xffff_fffe, -1.0),
        ] {
            assert_eq!(packed(bits).to_bits(), f64::to_bits(expected), "{bits:x}");
        }
    }
}
