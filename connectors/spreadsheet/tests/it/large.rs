//! Few bytes of a file that stand for much: what they stand for is measured, and the process lives.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use landbridge_contract::{Batch, OptionValue, Options, SourceFaultKind};
use landbridge_spreadsheet::Spreadsheet;
use landbridge_testkit::support;

use crate::made::{FILE, by_hand, fault, options, read_with};
use crate::xlsb::{book, cell, header, row};

const TEXT: usize = 32_767;

fn letters(column: u32) -> String {
    landbridge_contract::column_letters(column)
}

fn without_header() -> Options {
    options([("header", OptionValue::Integer(0))])
}

/// A sheet of a title, and below it a row of so many cells with this content each.
fn wide_row(cells: u32, content: impl Fn(u32) -> String) -> String {
    let mut sheet =
        String::from("<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"2\">");
    for column in 0..cells {
        let (letters, content) = (letters(column), content(column));
        write!(sheet, "<c r=\"{letters}2\"{content}</c>").unwrap();
    }
    sheet + "</row></sheetData>"
}

fn shared_text() -> String {
    format!("<si><t>{}</t></si>", "x".repeat(TEXT))
}

#[test]
fn a_row_whose_cells_share_a_text_beyond_the_limit_is_a_fault_of_its_row() {
    let sheet = wide_row(2_100, |_| " t=\"s\"><v>0</v>".to_owned());
    let fault = fault(&by_hand(&sheet, &shared_text()), &without_header());
    assert_eq!(fault.kind, SourceFaultKind::Limit);
    assert_eq!(
        fault.to_string(),
        format!(
            "{FILE} › Vendors, row 2: found a row whose cells stand for more text, expected \
             at most {} bytes",
            64 << 20
        )
    );
}

#[test]
fn a_row_of_copied_formulas_beyond_the_limit_is_a_fault_and_so_is_a_formula_that_nobody_wrote() {
    let formulas = options([
        ("header", OptionValue::Integer(0)),
        ("formulas", OptionValue::Bool(true)),
    ]);
    let long = format!("LEN(\"{}\")", "x".repeat(60_000));
    let copied = |column| match column {
        0 => format!("><f t=\"shared\" si=\"0\" ref=\"A2:XFD2\">{long}</f><v>1</v>"),
        _ => "><f t=\"shared\" si=\"0\"/><v>1</v>".to_owned(),
    };
    let sheet = by_hand(&wide_row(1_200, copied), "");
    let told = fault(&sheet, &formulas);
    assert_eq!(told.kind, SourceFaultKind::Limit, "{told}");
    assert!(told.found.contains("more text"), "{told}");
    // Nobody asked for formulas: their results are read.
    let drained = read_with(&sheet, &without_header()).unwrap();
    assert_eq!((drained.records.len(), drained.ended_by), (2, None));

    let longer = format!("LEN(\"{}\")", "x".repeat(70_000));
    let sheet = wide_row(1, |_| format!("><f>{longer}</f><v>1</v>"));
    let told = fault(&by_hand(&sheet, ""), &formulas);
    assert_eq!(told.kind, SourceFaultKind::Limit, "{told}");
    assert_eq!(told.found, "a formula of 70007 bytes");
}

#[test]
fn more_shared_formulas_than_can_be_held_are_a_fault() {
    let mut sheet = String::from("<sheetData>");
    for row in 1_u32..=1_200 {
        // Words that differ, so that the part does not grow suspiciously when it is unpacked.
        let words = (0_u32..100).map(|word| (row * 100 + word).wrapping_mul(2_654_435_761));
        let words: String = words.map(|word| word.to_string()).collect();
        let long = format!("LEN(\"{words}{}\")", "x".repeat(59_000));
        write!(
            sheet,
            "<row r=\"{row}\"><c r=\"A{row}\"><f t=\"shared\" si=\"{row}\" ref=\"A{row}\">{long}</f><v>1</v></c></row>"
        )
        .unwrap();
    }
    let formulas = options([
        ("header", OptionValue::Integer(0)),
        ("formulas", OptionValue::Bool(true)),
    ]);
    let told = fault(&by_hand(&(sheet + "</sheetData>"), ""), &formulas);
    assert_eq!(told.kind, SourceFaultKind::Limit, "{told}");
    assert_eq!(told.found, "more shared formulas than can be held");
}

#[test]
fn a_text_merged_over_more_columns_than_can_be_held_is_a_fault_where_it_is_filled_in() {
    let cells = wide_row(1, |_| " t=\"s\"><v>0</v>".to_owned());
    // A cell at the end of the row makes a column of each cell under the merged range.
    let mut titles = String::new();
    for column in 0..2_100 {
        write!(titles, "<c r=\"{}1\"><v>{column}</v></c>", letters(column)).unwrap();
    }
    let cells = cells.replace("<c r=\"A1\"><v>1</v></c>", &titles);
    let merged = format!(
        "<mergeCells><mergeCell ref=\"A2:{}4\"/></mergeCells>",
        letters(2_099)
    );
    let filled = options([
        ("header", OptionValue::Integer(0)),
        ("fill_merged", OptionValue::Bool(true)),
    ]);
    let told = fault(&by_hand(&(cells + &merged), &shared_text()), &filled);
    assert_eq!(told.kind, SourceFaultKind::Limit, "{told}");
    assert!(told.found.contains("more text"), "{told}");
}

#[test]
fn a_batch_ends_where_its_rows_stand_for_much_text() {
    let mut sheet = String::from("<sheetData>");
    for row in 1..=10 {
        write!(sheet, "<row r=\"{row}\">").unwrap();
        for column in 0..100 {
            let letters = letters(column);
            write!(sheet, "<c r=\"{letters}{row}\" t=\"s\"><v>0</v></c>").unwrap();
        }
        sheet.push_str("</row>");
    }
    let bytes = by_hand(&(sheet + "</sheetData>"), &shared_text());
    let input = support::input(FILE, bytes);
    let (source, wanted) = support::everything(&Spreadsheet, input, &without_header()).unwrap();
    let mut reader = source.read(&wanted).unwrap();
    let mut batch = Batch::default();
    reader.next_batch(&mut batch, 1_000).unwrap();
    // Of 3,276,700 bytes each: three are the first that are more than 8 MiB.
    assert_eq!(batch.records.len(), 3);
}

#[test]
fn columns_hidden_two_hundred_thousand_times_cost_no_time() {
    let columns = "<col min=\"16384\" max=\"16384\" hidden=\"1\"/>".repeat(200_000);
    let cells = wide_row(16_384, |_| "><v>1</v>".to_owned());
    let begin = Instant::now();
    let bytes = by_hand(&format!("<cols>{columns}</cols>{cells}"), "");
    let drained = read_with(&bytes, &without_header()).unwrap();
    assert!(
        begin.elapsed() < Duration::from_secs(20),
        "{:?}",
        begin.elapsed()
    );
    assert_eq!(drained.records.len(), 2);
    let hidden = &drained.records[0].record.notices;
    let hidden: Vec<&str> = hidden.iter().map(|notice| notice.found.as_str()).collect();
    assert_eq!(hidden, ["hidden column XFD"]);
}

#[test]
fn a_row_of_an_xlsb_whose_cells_share_a_text_beyond_the_limit_is_a_fault_of_its_row() {
    let text = "x".repeat(1 << 20);
    let mut records = vec![header(), row(1, false)];
    records.extend((0..70).map(|column| cell(7, column, 0, &1_u32.to_le_bytes())));
    let told = fault(&book(&records, &["shared é", &text]), &Options::default());
    assert_eq!(told.kind, SourceFaultKind::Limit, "{told}");
    assert!(
        told.to_string()
            .contains("row 2: found a row whose cells stand for more text"),
        "{told}"
    );
}

#[test]
fn a_workbook_of_more_sheets_than_anybody_has_is_a_fault() {
    let sheets = "<sheet name=\"x\" sheetId=\"1\" r:id=\"rId1\"/>".repeat(10_001);
    let bytes = crate::made::replaced(
        &by_hand("<sheetData/>", ""),
        "xl/workbook.xml",
        "<sheets>",
        &format!("<sheets>{sheets}"),
    );
    let told = fault(&bytes, &Options::default());
    assert_eq!(
        (told.kind, told.found.as_str()),
        (SourceFaultKind::Limit, "a workbook of more sheets")
    );
}
