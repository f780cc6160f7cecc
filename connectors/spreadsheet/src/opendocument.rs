//! Guards the content of an ods workbook.
//!
//! An ods cell or row may say that it repeats a million times, and the reader behind holds all
//! sheets in memory and waits for end tags that may never come. So the content is walked once:
//! it must be well formed, and the cells must be as many as memory can hold.

use std::io::BufRead;

use landbridge_contract::{SourceFault, SourceFaultKind};
use quick_xml::events::{BytesStart, Event};

use crate::area::Area;
use crate::biff::Found;
use crate::fault::Place;
use crate::hidden::Gather;
use crate::limits::{COLUMNS_MAX, HELD_CELLS_MAX, HIDDEN_RANGES_MAX, MERGES_MAX, ROWS_MAX};

/// Spaces that one element may stand for; a cell holds at most 32,767 characters.
const SPACES_MAX: u64 = 32_767;

/// Depth of nested elements; office programs stay below twenty.
const DEPTH_MAX: usize = 256;

#[derive(Default)]
struct Count {
    /// Cells held of closed sheets.
    closed: u64,
    /// Of the sheet being walked: cells listed, rows to the last filled one, rows walked, width.
    listed: u64,
    rows_filled: u64,
    rows: u64,
    width: u64,
    /// Of the row being walked: columns walked, columns to the last filled one.
    columns: u64,
    columns_filled: u64,
    row_repeats: u64,
    /// Of the cell being walked.
    cell_repeats: u64,
    cell_filled: bool,
    /// Columns described of the sheet being walked, and whether the row is hidden.
    described: u64,
    row_hidden: bool,
    hidden: Gather,
    /// Merged cells of the sheet being walked.
    merged: Vec<Area>,
    /// Those of all sheets so far.
    merges: usize,
    /// Ranges of the sheets before.
    ranges: usize,
    found: Vec<Found>,
}

/// Walks `content.xml`, and tells what is not shown of each sheet.
pub(crate) fn examine(place: &Place, content: impl BufRead) -> Result<Vec<Found>, SourceFault> {
    let mut xml = quick_xml::Reader::from_reader(content);
    let mut buffer = Vec::new();
    let mut depth = 0_usize;
    let mut count = Count::default();
    loop {
        buffer.clear();
        let event = xml.read_event_into(&mut buffer);
        let event = event.map_err(|error| place.broken(format!("broken content ({error})")))?;
        match event {
            Event::Start(element) => {
                depth += 1;
                count.open(place, &element)?;
            }
            Event::Empty(element) => {
                count.open(place, &element)?;
                count.close(place, element.name().as_ref())?;
            }
            Event::End(element) => {
                depth = depth.saturating_sub(1);
                count.close(place, element.name().as_ref())?;
            }
            Event::Text(text) if !text.trim().is_empty() => count.cell_filled = true,
            Event::Eof if depth > 0 => {
                return Err(place.fault(
                    SourceFaultKind::Truncated,
                    "content that ends in the middle",
                    "a whole workbook",
                    "ask for the file again",
                ));
            }
            Event::Eof => return Ok(count.found),
            _ => {}
        }
        if depth > DEPTH_MAX {
            let found = format!("elements nested more than {DEPTH_MAX} deep");
            return Err(place.limit(found, "a workbook as office programs write it"));
        }
    }
}

impl Count {
    fn open(&mut self, place: &Place, element: &BytesStart<'_>) -> Result<(), SourceFault> {
        match element.name().as_ref() {
            "table:table" => {
                (self.listed, self.rows_filled, self.rows, self.width) = (0, 0, 0, 0);
                self.described = 0;
            }
            "table:table-column" => {
                let repeats = number(element, "table:number-columns-repeated").unwrap_or(1);
                let first = self.described;
                self.described = first.saturating_add(repeats).min(u64::from(COLUMNS_MAX));
                if is_hidden(element)
                    && let (Ok(first), Ok(end)) = (first.try_into(), u32::try_from(self.described))
                {
                    self.hidden.hide_columns(first, end.saturating_sub(1));
                }
            }
            "table:table-row" => {
                self.row_hidden = is_hidden(element);
                (self.columns, self.columns_filled) = (0, 0);
                let repeats = number(element, "table:number-rows-repeated").unwrap_or(1);
                self.row_repeats = repeats.min(u64::from(ROWS_MAX));
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let repeats = number(element, "table:number-columns-repeated").unwrap_or(1);
                self.cell_repeats = repeats.min(u64::from(COLUMNS_MAX));
                self.cell_filled = element.attributes().flatten().any(|attribute| {
                    let key = attribute.key;
                    ["office:value-type", "table:formula"].contains(&key.as_ref())
                        || key.as_ref().ends_with("-value")
                });
                self.merge(place, element)?;
            }
            "text:s" if number(element, "text:c").is_some_and(|spaces| spaces > SPACES_MAX) => {
                let expected = format!("at most {SPACES_MAX} spaces in a cell");
                return Err(place.limit("an element that stands for more spaces", expected));
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, place: &Place, name: &str) -> Result<(), SourceFault> {
        match name {
            "table:table-cell" | "table:covered-table-cell" => {
                self.columns = (self.columns + self.cell_repeats).min(u64::from(COLUMNS_MAX));
                if self.cell_filled {
                    self.columns_filled = self.columns;
                }
                self.cell_filled = false;
            }
            "table:table-row" => {
                let before = self.rows;
                self.rows = (self.rows + self.row_repeats).min(u64::from(ROWS_MAX));
                if self.row_hidden
                    && let (Ok(before), Ok(last)) = (u32::try_from(before), self.rows.try_into())
                {
                    self.hidden.hide_rows(before + 1, last);
                }
                if self.columns_filled > 0 {
                    self.listed = self.listed.saturating_add(self.columns_filled);
                    self.width = self.width.max(self.columns_filled);
                    self.rows_filled = self.rows;
                }
            }
            "table:table" => {
                self.closed = self.closed.saturating_add(self.held());
                self.ranges = self.ranges.saturating_add(self.hidden.len());
                let concealed = self.hidden.finish();
                self.found.push(Found {
                    concealed,
                    merged: std::mem::take(&mut self.merged),
                    ..Found::default()
                });
                (self.listed, self.rows_filled, self.rows, self.width) = (0, 0, 0, 0);
            }
            _ => return Ok(()),
        }
        if self.ranges.saturating_add(self.hidden.len()) > HIDDEN_RANGES_MAX {
            let expected = format!("at most {HIDDEN_RANGES_MAX} ranges of hidden rows");
            return Err(place.limit("a workbook with more ranges of hidden rows", expected));
        }
        if self.closed.saturating_add(self.held()) > HELD_CELLS_MAX {
            return Err(place.limit(
                "sheets that span more cells than can be held in memory",
                format!("at most {HELD_CELLS_MAX} cells in an ods workbook"),
            ));
        }
        Ok(())
    }

    /// Takes the cells that a cell spans (ODF 1.2 part 1, `table:number-columns-spanned`).
    fn merge(&mut self, place: &Place, element: &BytesStart<'_>) -> Result<(), SourceFault> {
        let spans = |name: &str| number(element, name).unwrap_or(1).max(1);
        let across = spans("table:number-columns-spanned");
        let down = spans("table:number-rows-spanned");
        if across == 1 && down == 1 {
            return Ok(());
        }
        let within = |last: u64, max: u32| u32::try_from(last).unwrap_or(max).min(max);
        self.merged.push(Area {
            first_row: within(self.rows + 1, ROWS_MAX),
            last_row: within(self.rows.saturating_add(down), ROWS_MAX),
            first_column: within(self.columns, COLUMNS_MAX - 1),
            last_column: within(self.columns.saturating_add(across - 1), COLUMNS_MAX - 1),
        });
        self.merges += 1;
        if self.merges > MERGES_MAX {
            let expected = format!("at most {MERGES_MAX} merged ranges");
            return Err(place.limit("a workbook with more merged ranges", expected));
        }
        Ok(())
    }

    fn held(&self) -> u64 {
        self.rows_filled.saturating_mul(self.width).max(self.listed)
    }
}

/// Whether a row or column is hidden, by hand or by a filter (ODF 1.2 part 1, `table:visibility`).
fn is_hidden(element: &BytesStart<'_>) -> bool {
    let mut attributes = element.attributes().flatten();
    attributes.any(|attribute| {
        attribute.key.as_ref() == "table:visibility"
            && ["collapse", "filter"].contains(&&*attribute.value)
    })
}

fn number(element: &BytesStart<'_>, name: &str) -> Option<u64> {
    let mut attributes = element.attributes().flatten();
    let attribute = attributes.find(|attribute| attribute.key.as_ref() == name)?;
    // What is no number, or too large for one, counts as too many.
    Some(attribute.value.trim().parse().unwrap_or(u64::MAX))
}
