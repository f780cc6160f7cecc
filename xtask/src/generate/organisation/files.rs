//! The forms of legacy files: delimited text, fixed positions, XML and workbooks, and how Landbridge names places in them.

use std::fs;
use std::path::{Path, PathBuf};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Formula, Workbook, XlsxError};

use super::super::table::Cell;
use super::answers::Answers;

/// Where the files go.
#[derive(Debug)]
pub(crate) struct Out {
    data: PathBuf,
    pub(crate) answers: Answers,
}

impl Out {
    /// Writes below the folder `data`.
    pub(crate) fn new(data: &Path) -> Self {
        Self {
            data: data.to_owned(),
            answers: Answers::default(),
        }
    }

    /// Writes one file of a module; `name` is its path below the data folder, with `/` between folders.
    pub(crate) fn put(
        &mut self,
        module: &'static str,
        name: &str,
        bytes: impl AsRef<[u8]>,
    ) -> std::io::Result<()> {
        let path = self.data.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, bytes)?;
        self.answers.file(module);
        Ok(())
    }
}

/// A line of delimited text, with quotes where a field needs them, and its line end.
pub(crate) fn delimited(into: &mut String, delimiter: char, fields: &[&str]) {
    for (at, field) in fields.iter().enumerate() {
        if at > 0 {
            into.push(delimiter);
        }
        if field.contains([delimiter, '"', '\n', '\r']) {
            into.push('"');
            into.push_str(&field.replace('"', "\"\""));
            into.push('"');
        } else {
            into.push_str(field);
        }
    }
    into.push_str("\r\n");
}

/// A line of fixed positions: each text in its width, cut where it is longer, digits and texts to the left.
pub(crate) fn fixed(into: &mut String, fields: &[(&str, usize)]) {
    for (text, width) in fields {
        let shown: String = text.chars().take(*width).collect();
        into.push_str(&format!("{shown:<width$}"));
    }
    let kept = into.trim_end_matches(' ').len();
    into.truncate(kept);
    into.push_str("\r\n");
}

/// Text as it stands between tags or in an attribute of XML.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// Text in the bytes of Windows-1252, as old Windows programs write it; what it does not have becomes `?`.
pub(crate) fn windows_1252(text: &str) -> Vec<u8> {
    let byte = |letter: char| match letter {
        '€' => 0x80,
        '’' => 0x92,
        '–' => 0x96,
        'œ' => 0x9C,
        'Œ' => 0x8C,
        'š' => 0x9A,
        'Š' => 0x8A,
        'ž' => 0x9E,
        'Ž' => 0x8E,
        'Ÿ' => 0x9F,
        other => u8::try_from(u32::from(other))
            .ok()
            .filter(|byte| !(0x80..0xA0).contains(byte))
            .unwrap_or(b'?'),
    };
    text.chars().map(byte).collect()
}

/// A sheet of a workbook: title rows, a row of column names, rows of cells.
#[derive(Debug)]
pub(crate) struct Sheet<'a> {
    pub(crate) name: &'a str,
    /// A line each above the column names; the names stand in the row behind them.
    pub(crate) titles: &'a [&'a str],
    pub(crate) columns: &'a [&'a str],
    pub(crate) rows: &'a [Vec<Cell>],
}

impl Sheet<'_> {
    /// The row of the sheet in which a record stands, by its number from 0.
    pub(crate) fn row(&self, record: usize) -> usize {
        self.titles.len() + 2 + record
    }
}

/// The bytes of a workbook; the same on any day.
pub(crate) fn workbook(title: &str, sheets: &[Sheet<'_>]) -> Result<Vec<u8>, XlsxError> {
    let bold = Format::new().set_bold();
    let date = Format::new().set_num_format("dd/mm/yyyy");
    let amount = Format::new().set_num_format("#,##0.00");
    let mut workbook = Workbook::new();
    // Without a fixed moment the file would carry the clock's and differ each time.
    let created = ExcelDateTime::from_ymd(2026, 1, 5)?;
    let properties = DocProperties::new()
        .set_title(title)
        .set_company("Meridian Relief Organisation (invented)")
        .set_creation_datetime(&created);
    workbook.set_properties(&properties);
    for sheet in sheets {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(sheet.name)?;
        let mut line = 0;
        for title in sheet.titles {
            worksheet.write_with_format(line, 0, *title, &bold)?;
            line += 1;
        }
        for (name, column) in sheet.columns.iter().zip(0..) {
            worksheet.write_with_format(line, column, *name, &bold)?;
            worksheet.set_column_width(column, 16)?;
        }
        for cells in sheet.rows {
            line += 1;
            for (cell, column) in cells.iter().zip(0..) {
                match cell {
                    Cell::Empty => {}
                    Cell::Text(text) => {
                        worksheet.write_string(line, column, text)?;
                    }
                    Cell::Number(digits) => {
                        let number: f64 = digits.parse().unwrap_or_default();
                        if digits.contains('.') {
                            worksheet.write_number_with_format(line, column, number, &amount)?;
                        } else {
                            worksheet.write_number(line, column, number)?;
                        }
                    }
                    Cell::Date(year, month, day) => {
                        let moment = ExcelDateTime::from_ymd(*year, *month, *day)?;
                        worksheet.write_datetime_with_format(line, column, &moment, &date)?;
                    }
                    Cell::PhantomDate => {
                        worksheet.write_number_with_format(line, column, 60, &date)?;
                    }
                    Cell::NotAvailable => {
                        let failed = Formula::new("=NA()").set_result("#N/A");
                        worksheet.write_formula(line, column, failed)?;
                    }
                }
            }
        }
    }
    workbook.save_to_buffer()
}

/// A true date of a workbook from `YYYY-MM-DD`; a text where it is none.
pub(crate) fn date_cell(date: &str) -> Cell {
    let mut parts = date.splitn(3, '-');
    let mut next = || parts.next().and_then(|part| part.parse::<u16>().ok());
    match (next(), next(), next()) {
        (Some(year), Some(month), Some(day)) => Cell::Date(
            year,
            u8::try_from(month).unwrap_or_default(),
            u8::try_from(day).unwrap_or_default(),
        ),
        _ => Cell::text(date),
    }
}

/// Where a cell stands, as Landbridge prints it: column counted from 0, row from 1.
pub(crate) fn at_cell(file: &str, sheet: &str, column: usize, row: usize) -> String {
    format!("{file} › {sheet}!{}{row}", letters(column))
}

/// Where a row of a sheet stands.
pub(crate) fn at_row(file: &str, sheet: &str, row: usize) -> String {
    format!("{file} › {sheet}, row {row}")
}

/// The letters of a column counted from 0.
fn letters(column: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(column % 26).unwrap_or_default());
    match column / 26 {
        0 => letter.to_string(),
        before => letters(before - 1) + &letter.to_string(),
    }
}
