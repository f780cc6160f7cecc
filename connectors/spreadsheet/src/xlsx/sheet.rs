//! Reads a sheet from its start: what stands before the rows, then row by row.

use std::sync::Arc;

use landbridge_contract::SourceFault;

use super::cells::{self, Before, Names, Taken, Visit, is_nothing, whole};
use super::outline::is_set;
use super::scan::{self, Halt, Kind, Piece};
use super::window::Window;
use crate::fault::Place;
use crate::hidden::HiddenColumns;
use crate::limits::COLUMNS_MAX;

/// A sheet that is being read.
pub(crate) struct Sheet {
    file: Arc<str>,
    name: Arc<str>,
    window: Window,
    names: Names,
    before: Before,
    over: bool,
    /// Whether the sheet has ended with its first tag, or before its rows.
    rootless: bool,
    hidden_columns: HiddenColumns,
}

impl Sheet {
    /// Starts to read a sheet, up to its rows.
    pub(crate) fn open(
        file: &Arc<str>,
        name: &Arc<str>,
        window: Window,
    ) -> Result<Self, SourceFault> {
        let mut sheet = Self {
            file: Arc::clone(file),
            name: Arc::clone(name),
            window,
            names: Names::default(),
            before: Before::default(),
            over: false,
            rootless: false,
            hidden_columns: HiddenColumns::default(),
        };
        let mut root = false;
        loop {
            let mut rest = sheet.window.rest();
            let before = rest.len();
            let piece = scan::next(&mut rest);
            let used = before - rest.len();
            match piece {
                Ok(piece) if !root => {
                    root = true;
                    sheet.names = Names::of_root(piece.name);
                    sheet.over = piece.kind != Kind::Start;
                    sheet.rootless = sheet.over;
                }
                Ok(piece) => match (sheet.names.local(piece.name), piece.kind) {
                    (b"sheetData", Kind::Start) => {
                        sheet.window.consume(used);
                        return Ok(sheet);
                    }
                    (b"sheetData", _) => sheet.over = true,
                    (b"worksheet", Kind::End) => {
                        sheet.over = true;
                        sheet.rootless = true;
                    }
                    (b"col", _) => {
                        if let Some((first, last)) = hidden_column(&piece) {
                            sheet.hidden_columns.hide(first, last);
                        }
                    }
                    _ => {}
                },
                Err(Halt::More) => {
                    if sheet.window.grow()? {
                        continue;
                    }
                    return Err(sheet.halted(Halt::More));
                }
                Err(halt) => return Err(sheet.halted(halt)),
            }
            sheet.window.consume(used);
            if sheet.over {
                return Ok(sheet);
            }
        }
    }

    /// Whether a column, from 0, is not shown.
    pub(crate) fn is_hidden(&self, column: u32) -> bool {
        self.hidden_columns.holds(column)
    }

    /// Reads the next row that has cells; none after the last.
    pub(crate) fn next_row<V: Visit>(
        &mut self,
        visitor: &mut V,
    ) -> Result<Option<u32>, SourceFault> {
        while !self.over {
            let mut rest = self.window.rest();
            let before = rest.len();
            let taken = cells::take(&mut rest, &self.names, self.before, visitor);
            let used = before - rest.len();
            match taken {
                Ok(taken) => {
                    self.window.consume(used);
                    match taken {
                        Taken::Row(row) => {
                            self.before = Before {
                                counted: row,
                                last: row,
                            };
                            return Ok(Some(row));
                        }
                        Taken::Bare(row) => self.before.counted = row,
                        Taken::Other => {}
                        Taken::End => self.over = true,
                    }
                }
                Err(Halt::More) => {
                    if !self.window.grow()? {
                        return Err(self.halted(Halt::More));
                    }
                }
                Err(halt) => return Err(self.halted(halt)),
            }
        }
        Ok(None)
    }

    /// Reads what stands after the rows, so that a part that is broken there is told.
    pub(crate) fn finish(&mut self) -> Result<(), SourceFault> {
        let mut closed = self.rootless;
        self.window.each(&mut |piece| {
            closed |= piece.kind == Kind::End && scan::local(piece.name) == b"worksheet";
            Ok(())
        })?;
        if closed {
            return Ok(());
        }
        Err(self.halted(Halt::More))
    }

    pub(super) fn halted(&self, halt: Halt) -> SourceFault {
        let row = self.before.counted.saturating_add(1);
        let place = Place::row(&self.file, &self.name, u64::from(row));
        self.window.halted(&place, halt)
    }
}

/// First and last of the columns of an element `col`, from 0, where it hides them.
fn hidden_column(piece: &Piece<'_>) -> Option<(u32, u32)> {
    let number = |name: &[u8]| {
        let number = whole(piece.attribute(name)?.trim_ascii())?;
        (1..=COLUMNS_MAX).contains(&number).then(|| number - 1)
    };
    let flat = piece.attribute(b"width").is_some_and(is_nothing);
    let hidden = is_set(piece, b"hidden") || (flat && is_set(piece, b"customWidth"));
    hidden.then(|| Some((number(b"min")?, number(b"max")?)))?
}
