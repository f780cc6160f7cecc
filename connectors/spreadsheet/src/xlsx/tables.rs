//! Tables and named ranges: where in the workbook they are.

use landbridge_contract::SourceFault;

use super::Book;
use super::outline::{DefinedName, relations, value};
use super::scan::Kind;
use super::window::Window;
use crate::area::Area;
use crate::workbook::SheetInfo;

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) sheet: SheetInfo,
    /// Its header and records, without the totals row.
    pub(crate) area: Area,
    /// The names of its columns, where no row holds them.
    pub(crate) names: Option<Vec<String>>,
}

impl Book {
    /// The tables of all sheets.
    pub(crate) fn tables(&self) -> Result<Vec<Table>, SourceFault> {
        let mut tables = Vec::new();
        for sheet in &self.outline.sheets {
            let Some(path) = &sheet.path else { continue };
            for relation in relations(&self.container, path)? {
                if relation.kind == "table"
                    && let Some(window) = self.container.describe(&relation.path)?
                {
                    tables.extend(table(window, &sheet.info)?);
                }
            }
        }
        Ok(tables)
    }

    /// What a name stands for: first as the sheet knows it, else as the workbook does, else as any
    /// sheet does.
    pub(crate) fn named(&self, name: &str, sheet: Option<&str>) -> Option<&str> {
        let position = sheet
            .and_then(|sheet| self.sheet(sheet))
            .map(|sheet| sheet.position);
        let wanted = name.to_lowercase();
        let named = || {
            let names = self.outline.names.iter();
            names.filter(|known| known.name.to_lowercase() == wanted)
        };
        let find = |is: &dyn Fn(&DefinedName) -> bool| named().find(|known| is(known));
        find(&|known| known.sheet.is_some() && known.sheet == position)
            .or_else(|| find(&|known| known.sheet.is_none()))
            .or_else(|| find(&|_| true))
            .map(|known| known.text.as_str())
    }

    /// The names of ranges, for messages. Names that programs give (filters, print areas) are left
    /// out.
    pub(crate) fn range_names(&self) -> Vec<&str> {
        let names = self.outline.names.iter();
        let names = names.filter(|known| !known.name.starts_with('_') && known.text.contains('!'));
        names.map(|known| known.name.as_str()).collect()
    }
}

/// Reads the part of a table; none where its reference is none.
fn table(mut window: Window, sheet: &SheetInfo) -> Result<Option<Table>, SourceFault> {
    let mut found: Option<Table> = None;
    let mut headless = false;
    let mut names = Vec::new();
    window.each(&mut |piece| {
        match (piece.local(), piece.kind) {
            (b"table", Kind::Start) if found.is_none() => {
                let count = |name: &[u8], default: u32| {
                    let count = super::cells::whole(piece.attribute(name).unwrap_or_default());
                    count.unwrap_or(default)
                };
                let display = value(piece, b"displayName")?;
                let name = display.or(value(piece, b"name")?).unwrap_or_default();
                let area = Area::parse(&value(piece, b"ref")?.unwrap_or_default());
                headless = count(b"headerRowCount", 1) == 0;
                found = area.map(|mut area| {
                    let totals = count(b"totalsRowCount", 0);
                    area.last_row = area.last_row.saturating_sub(totals).max(area.first_row);
                    Table {
                        name,
                        sheet: sheet.clone(),
                        area,
                        names: None,
                    }
                });
            }
            (b"tableColumn", Kind::Start | Kind::Empty) => {
                names.push(value(piece, b"name")?.unwrap_or_default());
            }
            _ => {}
        }
        Ok(())
    })?;
    if let Some(table) = found.as_mut().filter(|_| headless) {
        table.names = Some(names);
    }
    Ok(found)
}
