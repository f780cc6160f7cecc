//! An opened workbook: its sheets, columns, and what is bound for reading.

use std::sync::Arc;

use landbridge_contract::{
    ColumnInfo, Input, Layout, LayoutKind, Name, Origin, Projection, RecordReader, Source,
    SourceFault, SourceFaultKind, SourcePart,
};

use crate::area::{Area, split_sheet};
use crate::detect::{Detected, detect};
use crate::fault::Place;
use crate::header::Header;
use crate::options::{Block, HeaderChoice, Settings, SheetChoice};
use crate::reader::{Plan, Reader, Wanted};
use crate::workbook::{Cells, SheetInfo, Visibility};
use crate::xlsx::{Book, Records, Table};

/// An opened workbook.
pub(crate) struct Workbook {
    file: Arc<str>,
    settings: Settings,
    detected: Detected,
    cells: Cells,
    /// The sheets to read, in their order, each with its header. Sheets chosen along with
    /// others that hold nothing are left out.
    chosen: Vec<(SheetInfo, Header)>,
}

impl Workbook {
    /// Opens a workbook and finds the headers of the sheets asked for.
    pub(crate) fn open(input: Input, settings: Settings) -> Result<Self, SourceFault> {
        let Input {
            file,
            mut bytes,
            scratch,
        } = input;
        let mut settings = settings;
        let mut detected = detect(&file, &mut bytes)?;
        let mut cells = Cells::open(&file, &mut detected, bytes, scratch)?;
        if let Some(fault) = beyond(&file, &settings, &cells, &detected) {
            return Err(fault);
        }
        let (sheets, area) = blocks(&file, &cells, &mut settings)?;
        let several = sheets.len() > 1;
        let mut chosen = Vec::new();
        for sheet in sheets {
            let header = Header::find(&mut cells, &file, &sheet.name, area, &settings)?;
            if header.empty && settings.header != HeaderChoice::Letters && !several {
                return Err(Place::row(&file, &sheet.name, 1).fault(
                    SourceFaultKind::Header,
                    "an empty sheet",
                    "a sheet with column names and records",
                    format!("set `sheet` to one of: {}", names(cells.sheets())),
                ));
            }
            if !(header.empty && several) {
                chosen.push((sheet, header));
            }
        }
        if chosen.is_empty() {
            return Err(Place::file(&file).fault(
                SourceFaultKind::Header,
                "only empty sheets",
                "a sheet with column names and records",
                format!("set `sheet` to one of: {}", names(cells.sheets())),
            ));
        }
        Ok(Self {
            file,
            settings,
            detected,
            cells,
            chosen,
        })
    }

    fn plan(&self, sheet: &SheetInfo, header: &Header, projection: &Projection) -> Plan {
        let resolver = header.resolver();
        let columns = projection.fields.iter().map(|name| resolver.column(name));
        let columns: Vec<u32> = columns.map(Option::unwrap_or_default).collect();
        let first_column = header.columns.first().map_or(0, |column| column.column);
        Plan {
            hidden: sheet.hidden(),
            area: header.area,
            wanted: Wanted {
                fill_merged: self.settings.fill_merged,
                formulas: self.settings.formulas,
                shown: projection.shown,
            },
            from_1904: self.cells.dates_from_1904(),
            data_from: header.data_from,
            until: self.settings.until.clone().map(|text| (first_column, text)),
            layout: Arc::new(Layout {
                file: Arc::clone(&self.file),
                kind: LayoutKind::Cells {
                    sheet: Arc::clone(&sheet.name),
                },
                names: projection.fields.clone(),
                columns: columns.clone(),
                children: projection
                    .children
                    .iter()
                    .map(|child| self.nested(child))
                    .collect(),
                pieces: Vec::new(),
            }),
            sheet: Arc::clone(&sheet.name),
            columns,
        }
    }

    /// A workbook has no nested records: the layout of what is always empty.
    fn nested(&self, child: &landbridge_contract::ChildProjection) -> Layout {
        Layout {
            file: Arc::clone(&self.file),
            kind: LayoutKind::Elements {
                path: Arc::clone(&child.path),
            },
            names: child.projection.fields.clone(),
            columns: Vec::new(),
            children: child
                .projection
                .children
                .iter()
                .map(|child| self.nested(child))
                .collect(),
            pieces: Vec::new(),
        }
    }

    /// A fault for the columns that some sheet lacks; all of them, of all sheets.
    fn missing(&self, projection: &Projection) -> Option<SourceFault> {
        let mut lacking: Vec<(&SheetInfo, &Header, Vec<&Name>)> = Vec::new();
        for (sheet, header) in &self.chosen {
            let resolver = header.resolver();
            let missing = projection
                .fields
                .iter()
                .filter(|name| resolver.column(name).is_none());
            let missing: Vec<&Name> = missing.collect();
            if !missing.is_empty() {
                lacking.push((sheet, header, missing));
            }
        }
        let (sheet, header, _) = lacking.first()?;
        let found = lacking.iter().map(|(sheet, _, missing)| {
            let missing: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
            format!(
                "no column {} in sheet \"{}\"",
                missing.join(", "),
                sheet.name
            )
        });
        let there: Vec<&str> = header.columns.iter().map(|column| &*column.name).collect();
        let row = header.rows.last().copied().unwrap_or(1);
        Some(Place::row(&self.file, &sheet.name, u64::from(row)).fault(
            SourceFaultKind::Header,
            found.collect::<Vec<_>>().join("; "),
            format!("one of the columns {}", there.join(", ")),
            "correct the names in the mapping, or set `header` to the row that holds them",
        ))
    }
}

impl Source for Workbook {
    fn parts(&mut self) -> Result<Vec<SourcePart>, SourceFault> {
        let parts = self.cells.sheets().iter().map(|sheet| SourcePart {
            name: sheet.name.to_string(),
            note: sheet.visibility.word().to_owned(),
        });
        Ok(parts.collect())
    }

    /// The columns of the first sheet read.
    fn columns(&mut self) -> Result<Option<Vec<ColumnInfo>>, SourceFault> {
        let Some((sheet, header)) = self.chosen.first() else {
            return Ok(None);
        };
        let row = header.rows.last().copied().unwrap_or(header.data_from);
        let columns = header.columns.iter().map(|column| ColumnInfo {
            name: Arc::clone(&column.name),
            column: column.column,
            origin: Origin::Cell {
                file: Arc::clone(&self.file),
                sheet: Arc::clone(&sheet.name),
                row: u64::from(row),
                column: Some(column.column),
            },
        });
        Ok(Some(columns.collect()))
    }

    /// Of an xlsx workbook this reads the sheets to their ends, behind which their merged cells stand.
    fn detected(&mut self) -> Vec<(&'static str, String)> {
        let system = if self.cells.dates_from_1904() {
            "1904"
        } else {
            "1900"
        };
        let mut all = vec![
            ("format", self.detected.format.label().to_owned()),
            ("dates", format!("counted from {system}")),
        ];
        if self.detected.macros {
            all.push(("macros", "present, not run".to_owned()));
        }
        for (sheet, header) in &self.chosen {
            let hidden = match sheet.visibility {
                Visibility::Visible => String::new(),
                hidden => format!(", {}", hidden.word()),
            };
            all.push(("sheet", format!("{}{hidden}", sheet.name)));
            if header.area != Area::WHOLE {
                all.push(("cells", header.area.to_string()));
            }
            let rows: Vec<String> = header.rows.iter().map(u32::to_string).collect();
            let rows = match rows.as_slice() {
                [] => "none, columns have their letters".to_owned(),
                [row] => format!("row {row}"),
                rows => format!("rows {}", rows.join(", ")),
            };
            all.push(("header", rows));
            match self.cells.merged(&sheet.name) {
                Ok(merged) if merged.is_empty() => {}
                Ok(merged) => all.push(("merged", blocks_in_words(&merged))),
                Err(fault) => all.push(("merged", format!("cannot be told: {}", fault.found))),
            }
        }
        all
    }

    /// All columns of the first sheet read: those that have a name, and those without one that
    /// hold data within the first 1,000 rows.
    fn everything(&mut self) -> Result<Projection, SourceFault> {
        let columns = self.chosen.first().map(|(_, header)| header.columns.iter());
        let names = columns
            .into_iter()
            .flatten()
            .map(|column| Arc::clone(&column.name));
        Ok(Projection {
            fields: names.collect(),
            children: Vec::new(),
            ..Projection::default()
        })
    }

    fn read(
        self: Box<Self>,
        projection: &Projection,
    ) -> Result<Box<dyn RecordReader>, SourceFault> {
        if let Some(fault) = self.missing(projection) {
            return Err(fault);
        }
        let chosen = self.chosen.iter();
        let plans = chosen
            .map(|(sheet, header)| self.plan(sheet, header, projection))
            .collect();
        if let Some(book) = self.cells.own() {
            return Ok(Box::new(Records::new(Arc::clone(book), plans)?));
        }
        Ok(Box::new(Reader::start(&self.file, self.cells, plans)?))
    }
}

/// Blocks of cells for people, who look at the first of many.
fn blocks_in_words(areas: &[Area]) -> String {
    const TOLD: usize = 20;
    let told = areas.iter().take(TOLD).map(Area::to_string);
    let told = told.collect::<Vec<_>>().join(", ");
    match areas.len().checked_sub(TOLD) {
        None | Some(0) => told,
        Some(more) => format!("{told}, and {more} more"),
    }
}

fn names(sheets: &[SheetInfo]) -> String {
    let names = sheets.iter().map(|sheet| match sheet.visibility {
        Visibility::Visible => format!("\"{}\"", sheet.name),
        hidden => format!("\"{}\" ({})", sheet.name, hidden.word()),
    });
    names.collect::<Vec<_>>().join(", ")
}

/// A fault where an option asks for what only the reader of xlsx workbooks can do.
fn beyond(
    file: &Arc<str>,
    settings: &Settings,
    cells: &Cells,
    detected: &Detected,
) -> Option<SourceFault> {
    if cells.own().is_some() {
        return None;
    }
    let asked = [
        ("table", matches!(settings.block, Block::Table(_))),
        ("fill_merged", settings.fill_merged),
        ("formulas", settings.formulas),
    ];
    let (option, _) = asked.into_iter().find(|(_, asked)| *asked)?;
    Some(Place::file(file).fault(
        SourceFaultKind::Option,
        format!(
            "`{option}` for a workbook of the form {}",
            detected.format.label()
        ),
        "an xlsx or xlsm workbook",
        format!("save the workbook as xlsx, or leave `{option}` out"),
    ))
}

/// The sheets to read, and the block of each. A table without a header row sets the names of the
/// columns.
fn blocks(
    file: &Arc<str>,
    cells: &Cells,
    settings: &mut Settings,
) -> Result<(Vec<SheetInfo>, Area), SourceFault> {
    match &settings.block {
        Block::Whole => Ok((choose(file, cells.sheets(), &settings.sheets)?, Area::WHOLE)),
        Block::Table(name) => {
            let tables = cells
                .own()
                .map_or_else(|| Ok(Vec::new()), |book| book.tables())?;
            let table = find_table(file, tables, name)?;
            if let Some(names) = table.names {
                settings.header = HeaderChoice::Given(names);
            }
            Ok((vec![table.sheet], table.area))
        }
        Block::Range(text) => {
            let mut sheets = choose(file, cells.sheets(), &settings.sheets)?;
            let (sheet, area) = range(file, cells.own(), &sheets, text)?;
            if let Some(sheet) = sheet {
                sheets = choose(file, cells.sheets(), &[SheetChoice::Name(sheet)])?;
            }
            Ok((sheets, area))
        }
    }
}

fn find_table(file: &Arc<str>, tables: Vec<Table>, name: &str) -> Result<Table, SourceFault> {
    let known: Vec<String> = tables
        .iter()
        .map(|table| format!("`{}`", table.name))
        .collect();
    let mut tables = tables.into_iter();
    let found = tables.find(|table| table.name.to_lowercase() == name.to_lowercase());
    found.ok_or_else(|| {
        let known = match known.as_slice() {
            [] => "a workbook with tables".to_owned(),
            known => format!("one of the tables {}", known.join(", ")),
        };
        let found = format!("no table `{name}`");
        Place::file(file).fault(SourceFaultKind::Part, found, known, "correct `table`")
    })
}

/// The sheet, where it is named, and the block of cells that a text means: a reference, or the
/// name of a range.
fn range(
    file: &Arc<str>,
    book: Option<&Arc<Book>>,
    sheets: &[SheetInfo],
    text: &str,
) -> Result<(Option<String>, Area), SourceFault> {
    let (sheet, block) = split_sheet(text);
    if let Some(area) = Area::parse(block) {
        return Ok((sheet, area));
    }
    let within = sheets.first().map(|sheet| &*sheet.name);
    let named = book.and_then(|book| book.named(text, within));
    if let Some((sheet, block)) = named.map(split_sheet)
        && let Some(area) = Area::parse(block)
    {
        return Ok((sheet, area));
    }
    let names = book.map(|book| book.range_names()).unwrap_or_default();
    let found = match named {
        Some(stands_for) => format!("the name `{text}`, which stands for `{stands_for}`"),
        None => format!("no range `{text}`"),
    };
    let expected = match names.as_slice() {
        [] => "a block of cells such as `A1:D20`".to_owned(),
        names => format!(
            "a block of cells such as `A1:D20`, or one of {}",
            names.join(", ")
        ),
    };
    Err(Place::file(file).fault(SourceFaultKind::Option, found, expected, "correct `range`"))
}

/// The sheets asked for, in the order of the choices; of a pattern, in that of the workbook.
fn choose(
    file: &Arc<str>,
    sheets: &[SheetInfo],
    choices: &[SheetChoice],
) -> Result<Vec<SheetInfo>, SourceFault> {
    let mut chosen: Vec<SheetInfo> = Vec::new();
    if choices.is_empty() {
        let visible = sheets.iter().find(|sheet| !sheet.hidden());
        chosen.extend(visible.or(sheets.first()).cloned());
    }
    let mut missing = Vec::new();
    for choice in choices {
        let found: Vec<&SheetInfo> = match choice {
            SheetChoice::Number(number) => sheets.get(number - 1).into_iter().collect(),
            SheetChoice::Name(name) => named(sheets, name).into_iter().collect(),
            SheetChoice::Pattern(pattern) => {
                let matching = |sheet: &&SheetInfo| matches(pattern, &sheet.name.to_lowercase());
                sheets.iter().filter(matching).collect()
            }
        };
        if found.is_empty() {
            missing.push(match choice {
                SheetChoice::Number(number) => format!("no sheet number {number}"),
                SheetChoice::Name(name) => format!("no sheet \"{name}\""),
                SheetChoice::Pattern(pattern) => format!("no sheet like \"{pattern}\""),
            });
        }
        for sheet in found {
            if !chosen.contains(sheet) {
                chosen.push(sheet.clone());
            }
        }
    }
    if missing.is_empty() && !chosen.is_empty() {
        return Ok(chosen);
    }
    let found = if missing.is_empty() {
        "a workbook without sheets of cells".to_owned()
    } else {
        missing.join(", ")
    };
    Err(Place::file(file).fault(
        SourceFaultKind::Part,
        found,
        format!("one of the sheets {}", names(sheets)),
        "set `sheet` to one of them",
    ))
}

/// By its name; without regard to case and outer spaces where no name is equal; by its number
/// where a text of digits is no name (a command line knows only texts).
fn named<'s>(sheets: &'s [SheetInfo], name: &str) -> Option<&'s SheetInfo> {
    let alike = |sheet: &&SheetInfo| sheet.name.trim().to_lowercase() == name.to_lowercase();
    sheets
        .iter()
        .find(|sheet| *sheet.name == *name)
        .or_else(|| sheets.iter().find(alike))
        .or_else(|| sheets.get(name.parse::<usize>().ok()?.checked_sub(1)?))
}

/// Whether a text is like a pattern in which `*` stands for any text.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut rest) = text.strip_prefix(head) else {
        return false;
    };
    let mut parts: Vec<&str> = tail.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, text, expected) in [
            ("q*", "q1", true),
            ("q*", "p1", false),
            ("*2024*", "q1 2024 final", true),
            ("*a*a", "a", false),
            ("*a*a", "aba", true),
            ("*", "", true),
            ("a*b*c", "abbc", true),
            ("a*b", "ab c", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }
}
