//! The workbook of findings for sources that cannot be annotated themselves: text, XML, old workbooks.

use landbridge_contract::Annotation;
use rust_xlsxwriter::{Color, Format, FormatAlign, Workbook, XlsxError};

/// The workbook, as bytes: the list that an annotated workbook has as its first sheet.
pub fn findings_book(list: &Annotation) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let text = Format::new()
        .set_num_format("@")
        .set_align(FormatAlign::Top)
        .set_text_wrap();
    let head = Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0x1F_3A_5F))
        .set_font_color(Color::White);
    let grave = text.clone().set_background_color(Color::RGB(0xF8_C1_BC));
    let sheet = workbook.add_worksheet();
    sheet.set_name(&list.sheet)?;
    let mut row = 0;
    for sentence in &list.about {
        sheet.write_string(row, 0, sentence)?;
        row += 1;
    }
    row += 1;
    sheet.set_freeze_panes(row + 1, 1)?;
    for (column, (title, width)) in (0..).zip(&list.titles) {
        sheet.write_string_with_format(row, column, title, &head)?;
        sheet.set_column_width(column, *width)?;
    }
    let begin = row;
    for line in &list.lines {
        row += 1;
        for (column, words) in (0..).zip(&line.cells) {
            let is_grave = line.mark.as_ref().is_none_or(|mark| mark.grave);
            let format = if column == 1 && is_grave {
                &grave
            } else {
                &text
            };
            sheet.write_string_with_format(row, column, words, format)?;
        }
    }
    let last = u16::try_from(list.titles.len().saturating_sub(1)).unwrap_or(0);
    sheet.autofilter(begin, 0, row, last)?;
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    workbook.save_to_buffer()
}
