//! Merged ranges: only the first cell of each holds a value.

use landbridge_contract::{SourceFault, Value};
use memchr::{memmem, memrchr};

use super::cells::RawCell;
use super::scan::{Halt, Kind};
use super::text;
use super::window::Window;
use crate::area::Area;
use crate::limits::MERGES_MAX;

/// Reads the merged ranges of a sheet. They stand behind the rows, which are passed over without a
/// look at their cells.
pub(crate) fn read(mut window: Window) -> Result<Vec<Area>, SourceFault> {
    pass_rows(&mut window)?;
    let mut merges = Vec::new();
    window.each(&mut |piece| {
        if piece.local() == b"mergeCell" && piece.kind != Kind::End {
            let block = text::plain(piece.attribute(b"ref").unwrap_or_default())?;
            let area = Area::parse(&block);
            merges.push(area.ok_or_else(|| {
                Halt::Broken(format!("merged cells with the reference `{block}`"))
            })?);
            if merges.len() > MERGES_MAX {
                let found = "a sheet with more merged ranges".to_owned();
                let expected = format!("at most {MERGES_MAX} merged ranges");
                return Err(Halt::Limit(found, expected));
            }
        }
        Ok(())
    })?;
    Ok(merges)
}

/// Moves a window behind the rows; to the end where there is no end of rows.
fn pass_rows(window: &mut Window) -> Result<(), SourceFault> {
    const MARK: &[u8] = b"sheetData>";
    /// Bytes kept so that a mark that two blocks share is found: with a prefix before it.
    const KEPT: usize = 256;
    let finder = memmem::Finder::new(MARK);
    loop {
        let rest = window.rest();
        let closed = finder.find_iter(rest).find(|at| {
            let before = rest.get(..*at).unwrap_or_default();
            let tag = memrchr(b'<', before).and_then(|start| before.get(start + 1..));
            tag.is_some_and(|tag| tag.starts_with(b"/"))
        });
        if let Some(at) = closed {
            window.consume(at + MARK.len());
            return Ok(());
        }
        window.consume(rest.len().saturating_sub(KEPT));
        if !window.grow()? {
            let length = window.rest().len();
            window.consume(length);
            return Ok(());
        }
    }
}

/// The merged ranges that reach into the row that is being read.
#[derive(Debug)]
pub(crate) struct Merges {
    /// All ranges, by their first row.
    areas: Vec<Area>,
    next: usize,
    /// Those of this row, by their first column, each with the value of its first cell.
    active: Vec<(Area, Value)>,
}

impl Merges {
    /// Of the ranges of a sheet, those that reach into these columns; none where none does.
    pub(crate) fn of(mut areas: Vec<Area>, columns: &[u32]) -> Option<Self> {
        areas.retain(|area| {
            let several = area.first_row < area.last_row || area.first_column < area.last_column;
            several && columns.iter().any(|column| area.holds_column(*column))
        });
        areas.sort_by_key(|area| area.first_row);
        (!areas.is_empty()).then_some(Self {
            areas,
            next: 0,
            active: Vec::new(),
        })
    }

    /// Begins a row, from 1; not before the one begun last.
    pub(crate) fn row(&mut self, row: u32) {
        self.active.retain(|(area, _)| area.last_row >= row);
        while let Some(area) = self
            .areas
            .get(self.next)
            .filter(|area| area.first_row <= row)
        {
            if area.last_row >= row {
                let at = self
                    .active
                    .partition_point(|(known, _)| known.first_column <= area.first_column);
                // Ranges do not overlap; of those that do, the first counts.
                let taken = at.checked_sub(1).and_then(|before| self.active.get(before));
                if taken.is_none_or(|(known, _)| known.last_column < area.first_column) {
                    self.active.insert(at, (*area, Value::Null));
                }
            }
            self.next += 1;
        }
    }

    /// Where to keep the value of a cell, if it is the first of a range.
    pub(crate) fn corner(&mut self, cell: &RawCell<'_>) -> Option<&mut Value> {
        let (area, value) = self.active_at(cell.column)?;
        ((area.first_row, area.first_column) == (cell.row, cell.column)).then_some(value)
    }

    /// The range under which a cell lies, and its value; none for the first cell of a range.
    pub(crate) fn over(&mut self, row: u32, column: u32) -> Option<(Area, &Value)> {
        let (area, value) = self.active_at(column)?;
        let first = (area.first_row, area.first_column) == (row, column);
        (area.holds_row(row) && !first).then_some((*area, &*value))
    }

    fn active_at(&mut self, column: u32) -> Option<&mut (Area, Value)> {
        if self.active.is_empty() {
            return None;
        }
        let at = self
            .active
            .partition_point(|(area, _)| area.first_column <= column);
        let active = self.active.get_mut(at.checked_sub(1)?)?;
        active.0.holds_column(column).then_some(active)
    }
}
