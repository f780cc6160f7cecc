//! Writes the vendors' workbook: two sheets, each under a title, group titles and column names.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Formula, Workbook, Worksheet, XlsxError,
};

use super::table::{Cell, Row};

/// The row that holds the first record, counted from 1.
pub(crate) const FIRST_LINE: usize = 4;

/// One sheet to write.
#[derive(Debug)]
pub(crate) struct Sheet<'a> {
    pub(crate) name: &'a str,
    pub(crate) title: &'a str,
    /// Group title and column name of each column; equal neighbouring groups are merged.
    pub(crate) columns: &'a [(&'a str, &'a str)],
    pub(crate) rows: &'a [Row],
}

struct Formats {
    title: Format,
    group: Format,
    name: Format,
    date: Format,
    amount: Format,
}

/// The bytes of the workbook; the same bytes for the same sheets, on any day.
pub(crate) fn write(sheets: &[Sheet<'_>]) -> Result<Vec<u8>, XlsxError> {
    let formats = Formats {
        title: Format::new().set_bold().set_font_size(14),
        group: Format::new().set_bold().set_align(FormatAlign::Center),
        name: Format::new().set_bold().set_text_wrap(),
        date: Format::new().set_num_format("dd/mm/yyyy"),
        amount: Format::new().set_num_format("#,##0.00"),
    };
    let mut workbook = Workbook::new();
    // Without a fixed moment the file would carry the clock's and differ each time.
    let created = ExcelDateTime::from_ymd(2025, 1, 31)?;
    let properties = DocProperties::new()
        .set_title("Vendor master")
        .set_company("Meridian Relief Organisation (invented)")
        .set_creation_datetime(&created);
    workbook.set_properties(&properties);
    for sheet in sheets {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(sheet.name)?;
        write_head(worksheet, sheet, &formats)?;
        for (row, line) in sheet.rows.iter().zip(FIRST_LINE - 1..) {
            write_row(
                worksheet,
                u32::try_from(line).unwrap_or(u32::MAX),
                row,
                &formats,
            )?;
        }
        worksheet.set_freeze_panes(u32::try_from(FIRST_LINE - 1).unwrap_or(3), 0)?;
    }
    workbook.save_to_buffer()
}

fn write_head(
    worksheet: &mut Worksheet,
    sheet: &Sheet<'_>,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let last = u16::try_from(sheet.columns.len()).unwrap_or(1) - 1;
    worksheet.merge_range(0, 0, 0, last, sheet.title, &formats.title)?;
    let mut from = 0;
    for group in sheet.columns.chunk_by(|(one, _), (other, _)| one == other) {
        let to = from + u16::try_from(group.len()).unwrap_or(1) - 1;
        let title = group.first().map_or("", |(title, _)| title);
        if from == to {
            worksheet.write_with_format(1, from, title, &formats.group)?;
        } else {
            worksheet.merge_range(1, from, 1, to, title, &formats.group)?;
        }
        from = to + 1;
    }
    for ((_, name), column) in sheet.columns.iter().zip(0..) {
        worksheet.write_with_format(2, column, *name, &formats.name)?;
        worksheet.set_column_width(column, 16)?;
    }
    Ok(())
}

fn write_row(
    worksheet: &mut Worksheet,
    line: u32,
    row: &Row,
    formats: &Formats,
) -> Result<(), XlsxError> {
    for (cell, column) in row.cells.iter().zip(0..) {
        match cell {
            Cell::Empty => {}
            Cell::Text(text) => {
                worksheet.write_string(line, column, text)?;
            }
            Cell::Number(digits) => {
                let number: f64 = digits.parse().expect("the generator writes plain numbers");
                if digits.contains('.') {
                    worksheet.write_number_with_format(line, column, number, &formats.amount)?;
                } else {
                    worksheet.write_number(line, column, number)?;
                }
            }
            Cell::Date(year, month, day) => {
                let date = ExcelDateTime::from_ymd(*year, *month, *day)?;
                worksheet.write_datetime_with_format(line, column, &date, &formats.date)?;
            }
            Cell::PhantomDate => {
                worksheet.write_number_with_format(line, column, 60, &formats.date)?;
            }
            Cell::NotAvailable => {
                worksheet.write_formula(line, column, Formula::new("=NA()").set_result("#N/A"))?;
            }
        }
    }
    Ok(())
}
