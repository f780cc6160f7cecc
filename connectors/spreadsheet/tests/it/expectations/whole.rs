//! A whole workbook, read through the connector as any user of it would: all cells of all
//! sheets, with their values and what was noticed of them.

use std::collections::BTreeMap;

use landbridge_contract::{
    Batch, Flow, Input, NoticeKind, OptionValue, Options, SourceConnector as _, SourceFault, Value,
    column_letters,
};
use landbridge_spreadsheet::Spreadsheet;

/// Columns asked for; all that the samples have and some more, so that cells too many are seen.
const COLUMNS: u32 = 64;

/// A workbook.
#[derive(Debug, Default)]
pub(crate) struct Book {
    /// What the connector found out.
    pub(crate) detected: Vec<(&'static str, String)>,
    pub(crate) sheets: Vec<Sheet>,
}

/// A sheet.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    /// What a person should know of it, such as `hidden`.
    pub(crate) note: String,
    /// Its cells by row, from 1, and column, from 0.
    pub(crate) cells: BTreeMap<(u32, u32), Cell>,
    /// The rows that were noticed, with kind and words.
    pub(crate) rows: Vec<(u32, NoticeKind, String)>,
    /// Its merged cells, as `A1:C2`.
    pub(crate) merged: Vec<String>,
}

/// A cell that is not empty.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cell {
    pub(crate) value: Value,
    /// What Excel shows, where the connector tells it.
    pub(crate) shown: Option<String>,
    pub(crate) notices: Vec<(NoticeKind, String)>,
}

impl Book {
    pub(crate) fn sheet(&self, name: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| sheet.name == name)
    }
}

impl Sheet {
    /// The cell at an address such as `B12`.
    pub(crate) fn at(&self, address: &str) -> Option<&Cell> {
        self.cells.get(&position(address)?)
    }
}

impl Cell {
    pub(crate) fn noticed(&self, kind: NoticeKind) -> Option<&str> {
        let mut notices = self.notices.iter();
        notices
            .find(|(noticed, _)| *noticed == kind)
            .map(|(_, found)| found.as_str())
    }

    /// Kind and text in the words of the expectations. A time of day and a duration have no kind
    /// of value of their own: the connector gives them as text.
    pub(crate) fn told(&self) -> (&'static str, String) {
        match &self.value {
            Value::Bool(value) => ("bool", value.to_string()),
            Value::Integer(value) => ("number", value.to_string()),
            Value::Decimal(value) => ("number", value.normalize().to_string()),
            Value::Date(date) => ("datetime", format!("{date}T00:00:00")),
            Value::DateTime(moment) => ("datetime", moment.to_string()),
            Value::Null => {
                let error = self.noticed(NoticeKind::ErrorCell).unwrap_or_default();
                ("error", error.to_owned())
            }
            value => ("text", value.to_string()),
        }
    }
}

/// Row, from 1, and column, from 0, of an address such as `B12`.
pub(crate) fn position(address: &str) -> Option<(u32, u32)> {
    let digits = address.find(|character: char| character.is_ascii_digit())?;
    let (letters, row) = address.split_at(digits);
    let column = letters.bytes().fold(0, |column, letter| {
        column * 26 + u32::from(letter - b'A') + 1
    });
    Some((row.parse().ok()?, column.checked_sub(1)?))
}

/// Reads a workbook; `open` gives its bytes anew for every sheet.
pub(crate) fn read(open: &dyn Fn() -> Input) -> Result<Book, SourceFault> {
    let mut first = Spreadsheet.open(open(), &options(1))?;
    let parts = first.parts()?;
    let mut book = Book {
        detected: first.detected(),
        sheets: Vec::new(),
    };
    for (number, part) in (1..).zip(parts) {
        let mut sheet = Sheet {
            name: part.name,
            note: part.note,
            ..Sheet::default()
        };
        fill(&mut sheet, open(), &options(number))?;
        book.sheets.push(sheet);
    }
    Ok(book)
}

/// Counts the cells of a workbook of this many sheets that hold formulas.
pub(crate) fn formulas(open: &dyn Fn() -> Input, sheets: usize) -> Result<usize, SourceFault> {
    let mut count = 0;
    for number in (1..).take(sheets) {
        let mut options = options(number);
        options
            .0
            .insert("formulas".to_owned(), OptionValue::Bool(true));
        let mut sheet = Sheet::default();
        fill(&mut sheet, open(), &options)?;
        let texts = sheet.cells.values().filter_map(|cell| cell.value.as_text());
        count += texts.filter(|text| text.starts_with('=')).count();
    }
    Ok(count)
}

pub(crate) fn options(sheet: i64) -> Options {
    let pairs = [("sheet", sheet), ("header", 0)];
    let pairs = pairs.map(|(name, number)| (name.to_owned(), OptionValue::Integer(number)));
    Options(pairs.into_iter().collect())
}

fn fill(sheet: &mut Sheet, input: Input, options: &Options) -> Result<(), SourceFault> {
    let mut source = Spreadsheet.open(input, options)?;
    for (what, found) in source.detected() {
        if what == "merged" {
            sheet.merged = found.split(", ").map(str::to_owned).collect();
        }
    }
    let mut projection = source.everything()?;
    projection.fields = (0..COLUMNS)
        .map(|column| column_letters(column).into())
        .collect();
    projection.shown = true;
    let mut reader = source.read(&projection)?;
    let mut batch = Batch::default();
    loop {
        let flow = reader.next_batch(&mut batch, 1_000)?;
        for record in &batch.records {
            let row = u32::try_from(record.place.line).unwrap_or(0);
            for (column, slot) in (0..).zip(&record.slots) {
                let notices = record.notices.iter();
                let notices = notices.filter(|notice| notice.slot == Some(column));
                let cell = Cell {
                    value: slot.value.clone(),
                    shown: slot.shown.as_deref().map(str::to_owned),
                    notices: notices
                        .map(|notice| (notice.kind, notice.found.clone()))
                        .collect(),
                };
                // Nothing is an empty cell, but for an error, which is told beside it.
                if cell.value != Value::Null || cell.noticed(NoticeKind::ErrorCell).is_some() {
                    sheet.cells.insert((row, column), cell);
                }
            }
            let rows = record.notices.iter().filter(|notice| notice.slot.is_none());
            sheet
                .rows
                .extend(rows.map(|notice| (row, notice.kind, notice.found.clone())));
        }
        if flow == Flow::End {
            return Ok(());
        }
    }
}
