//! The worksheet of codes that no crosswalk has, for people to fill in.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, XlsxError};

/// A line of the worksheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeLine<'a> {
    /// The crosswalk.
    pub crosswalk: &'a str,
    /// Who keeps the crosswalk up; may be empty.
    pub owner: &'a str,
    /// The legacy code.
    pub code: &'a str,
    /// What is proposed, and why; empty for nothing.
    pub proposal: (&'a str, String),
    /// Records that it holds up.
    pub records: u64,
    /// Where it was found first.
    pub origin: &'a str,
}

/// The titles of the columns, with their widths in characters.
const COLUMNS: [(&str, f64); 8] = [
    ("Crosswalk", 18.0),
    ("Legacy code", 24.0),
    ("ERP code", 24.0),
    ("Proposal", 18.0),
    ("Why proposed", 34.0),
    ("Records held up", 16.0),
    ("First found at", 46.0),
    ("Owner", 28.0),
];

/// The workbook, as bytes. Codes are text, so that none loses its zeros; only the column `ERP code` is
/// read when it comes back.
pub fn worksheet(lines: &[CodeLine<'_>]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let head = Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0x1F_3A_5F))
        .set_font_color(Color::White)
        .set_align(FormatAlign::Left);
    let text = Format::new().set_num_format("@");
    let fill = Format::new()
        .set_num_format("@")
        .set_background_color(Color::RGB(0xFF_F8_DC))
        .set_border(FormatBorder::Thin)
        .set_border_color(Color::RGB(0xC8_B8_80));
    let sheet = workbook.add_worksheet();
    sheet.set_name("Codes")?;
    sheet.set_freeze_panes(1, 2)?;
    for (column, (title, width)) in (0..).zip(COLUMNS) {
        sheet.write_string_with_format(0, column, title, &head)?;
        sheet.set_column_width(column, width)?;
    }
    let mut row = 0;
    for line in lines {
        row += 1;
        sheet.write_string_with_format(row, 0, line.crosswalk, &text)?;
        sheet.write_string_with_format(row, 1, line.code, &text)?;
        sheet.write_blank(row, 2, &fill)?;
        if !line.proposal.0.is_empty() {
            sheet.write_string_with_format(row, 3, line.proposal.0, &text)?;
            sheet.write_string_with_format(row, 4, &line.proposal.1, &text)?;
        }
        // A count beyond four thousand million is shown as that.
        let records = u32::try_from(line.records).unwrap_or(u32::MAX);
        sheet.write_number(row, 5, records)?;
        sheet.write_string_with_format(row, 6, line.origin, &text)?;
        sheet.write_string_with_format(row, 7, line.owner, &text)?;
    }
    sheet.autofilter(0, 0, row, 7)?;
    workbook.save_to_buffer()
}
