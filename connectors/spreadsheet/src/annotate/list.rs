//! The sheet with the list of findings, whose lines lead to their cells.

use landbridge_contract::{Annotation, column_letters};

use super::styles::ListStyles;
use super::xml::{put, text};

/// The sheet's part. `places` are the cells that lines lead to, in the order of the lines.
pub(super) fn sheet(
    annotation: &Annotation,
    places: &[Option<(String, u64, u32)>],
    styles: &ListStyles,
) -> Vec<u8> {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
         <sheetPr><tabColor rgb=\"FFC0392B\"/></sheetPr><sheetViews><sheetView workbookViewId=\"0\">",
    );
    let head = annotation.about.len() + 2;
    put(
        &mut out,
        format_args!(
            "<pane ySplit=\"{head}\" topLeftCell=\"A{}\" activePane=\"bottomLeft\" state=\"frozen\"/>\
         </sheetView></sheetViews><cols>",
            head + 1
        ),
    );
    for (column, (_, width)) in (1..).zip(&annotation.titles) {
        put(
            &mut out,
            format_args!(
                "<col min=\"{column}\" max=\"{column}\" width=\"{width}\" customWidth=\"1\"/>"
            ),
        );
    }
    out.push_str("</cols><sheetData>");
    for (row, sentence) in (1_usize..).zip(&annotation.about) {
        let cell = cell(0, row, 0, sentence);
        put(&mut out, format_args!("<row r=\"{row}\">{cell}</row>"));
    }
    let titles: String = (0..)
        .zip(&annotation.titles)
        .map(|(column, (title, _))| cell(column, head, styles.title, title))
        .collect();
    put(&mut out, format_args!("<row r=\"{head}\">{titles}</row>"));
    let links = lines(&mut out, head, annotation, places, styles);
    out.push_str("</sheetData>");
    if let Some(last) = annotation
        .titles
        .len()
        .checked_sub(1)
        .and_then(|last| u32::try_from(last).ok())
    {
        let end = head + annotation.lines.len();
        put(
            &mut out,
            format_args!(
                "<autoFilter ref=\"A{head}:{}{end}\"/>",
                column_letters(last)
            ),
        );
    }
    if !links.is_empty() {
        put(&mut out, format_args!("<hyperlinks>{links}</hyperlinks>"));
    }
    out.push_str("</worksheet>");
    out.into_bytes()
}

/// Appends the lines below the titles; what links them to their cells.
fn lines(
    out: &mut String,
    head: usize,
    annotation: &Annotation,
    places: &[Option<(String, u64, u32)>],
    styles: &ListStyles,
) -> String {
    let mut links = String::new();
    for ((row, line), place) in (head + 1..).zip(&annotation.lines).zip(places) {
        put(out, format_args!("<row r=\"{row}\">"));
        for (column, words) in (0..).zip(&line.cells) {
            let grave = line.mark.as_ref().is_none_or(|mark| mark.grave);
            let style = match column {
                0 if place.is_some() => styles.link,
                1 if grave => styles.grave,
                1 => styles.warning,
                _ => styles.text,
            };
            out.push_str(&cell(column, row, style, words));
        }
        out.push_str("</row>");
        if let Some((sheet, to, column)) = place {
            let to = format!(
                "'{}'!{}{to}",
                sheet.replace('\'', "''"),
                column_letters(*column)
            );
            put(
                &mut links,
                format_args!("<hyperlink ref=\"A{row}\" location=\"{}\"/>", text(&to)),
            );
        }
    }
    links
}

fn cell(column: u32, row: usize, style: u32, words: &str) -> String {
    format!(
        "<c r=\"{}{row}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
        column_letters(column),
        text(words)
    )
}
