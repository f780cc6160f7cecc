//! Which sheets are read.

use landbridge_contract::{
    NoticeKind, OptionValue, Options, SourceConnector as _, SourceFaultKind,
};
use landbridge_spreadsheet::Spreadsheet;
use landbridge_testkit::support;
use rust_xlsxwriter::{Format, Workbook};

use crate::made::{FILE, fault, noticed, ods, options, read, read_with, sheet, shown, text, write};

/// `Notes` (hidden), `Q1`, `Q2` (other column order), `Empty`, `Sites`.
fn book() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheets: [(&str, &[&[&str]]); 5] = [
        ("Notes", &[&["Id", "Name"], &["1", "secret"]]),
        ("Q1", &[&["Id", "Name"], &["7", "Acme"], &["8", "Bolt"]]),
        ("Q2", &[&[], &["Name", "Id"], &["Cask", "9"]]),
        ("Empty", &[]),
        ("Sites", &[&["Site"], &["Oslo"]]),
    ];
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        write(sheet, rows);
        if name == "Notes" {
            sheet.set_hidden(true);
        } else if name == "Q1" {
            sheet.set_active(true);
            sheet.set_first_tab(true);
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn the_first_visible_sheet_is_read() {
    let drained = read_with(&book(), &Options::default()).unwrap();
    assert_eq!(
        shown(&drained),
        [
            "Q1, row 2: text 7 | text Acme",
            "Q1, row 3: text 8 | text Bolt"
        ]
    );
}

#[test]
fn sheets_of_a_pattern_follow_each_other_each_with_its_header() {
    let drained = read_with(&book(), &options([("sheet", text("q*"))])).unwrap();
    assert_eq!(
        shown(&drained),
        [
            "Q1, row 2: text 7 | text Acme",
            "Q1, row 3: text 8 | text Bolt",
            "Q2, row 3: text 9 | text Cask",
        ]
    );
    let ordinals: Vec<u64> = drained.records.iter().map(|y| y.record.ordinal).collect();
    assert_eq!(ordinals, [1, 2, 3]);
    assert_eq!(drained.records[2].layout.columns, [1, 0]);
}

#[test]
fn a_sheet_is_found_by_name_number_or_in_a_list() {
    for choice in [text("sites"), OptionValue::Integer(5), text("5")] {
        let drained = read_with(&book(), &options([("sheet", choice)])).unwrap();
        assert_eq!(shown(&drained), ["Sites, row 2: text Oslo"]);
    }
    let list = OptionValue::List(vec![text("Q2"), text("Q1"), text("Q*"), text("Empty")]);
    let drained = read_with(&book(), &options([("sheet", list)])).unwrap();
    assert_eq!(drained.records.len(), 3);
    assert!(shown(&drained)[0].starts_with("Q2, row 3"));
}

#[test]
fn records_of_a_hidden_sheet_are_noticed_and_the_sheet_is_known() {
    let drained = read_with(&book(), &options([("sheet", text("Notes"))])).unwrap();
    let found = "hidden sheet \"Notes\"".to_owned();
    assert_eq!(
        noticed(&drained),
        [("Notes, row 2".to_owned(), NoticeKind::Hidden, found)]
    );

    let input = support::input(FILE, book());
    let mut source = Spreadsheet.open(input, &Options::default()).unwrap();
    let parts = source.parts().unwrap();
    assert_eq!(
        (parts[0].name.as_str(), parts[0].note.as_str()),
        ("Notes", "hidden")
    );
    assert_eq!((parts[1].name.as_str(), parts[1].note.as_str()), ("Q1", ""));
}

/// Sheet `A & B`: rows 2 (filtered away), 4 and 5 (by hand), 7 (no height) are hidden; before it
/// a sheet whose name sorts after it, and in which row 3 is hidden.
fn book_with_hidden_rows(header_hidden: bool) -> Vec<u8> {
    let mut book = Workbook::new();
    let rows: &[&[&str]] = &[&["Id"], &["2"], &["3"], &["4"], &["5"], &["6"], &["7"]];
    let other = book.add_worksheet().set_name("Other").unwrap();
    write(other, rows);
    other.set_row_hidden(2).unwrap();
    let sheet = book.add_worksheet().set_name("A & B").unwrap();
    write(sheet, rows);
    for row in [1, 3, 4] {
        sheet.set_row_hidden(row).unwrap();
    }
    sheet.set_row_height(6, 0).unwrap();
    if header_hidden {
        sheet.set_row_hidden(0).unwrap();
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn records_of_hidden_rows_are_noticed_but_a_hidden_header_is_not() {
    for header_hidden in [false, true] {
        let book = book_with_hidden_rows(header_hidden);
        let drained = read_with(&book, &options([("sheet", text("A & B"))])).unwrap();
        assert_eq!(drained.records.len(), 6);
        let expected = [2, 4, 5, 7].map(|row| {
            let place = format!("A & B, row {row}");
            (place, NoticeKind::Hidden, "hidden row".to_owned())
        });
        assert_eq!(noticed(&drained), expected);
        let slots = drained.records.iter().flat_map(|y| &y.record.notices);
        assert!(slots.into_iter().all(|notice| notice.slot.is_none()));
    }
}

#[test]
fn each_sheet_has_its_own_hidden_rows() {
    let drained = read_with(
        &book_with_hidden_rows(false),
        &options([("sheet", text("*"))]),
    )
    .unwrap();
    let places: Vec<String> = noticed(&drained).into_iter().map(|n| n.0).collect();
    let rows = ["Other, row 3", "A & B, row 2", "A & B, row 4"];
    assert_eq!(places[..3], rows);
    assert_eq!(places.len(), 5);
}

#[test]
fn a_hidden_row_of_a_hidden_sheet_is_noticed_once() {
    let mut book = Workbook::new();
    write(book.add_worksheet(), &[&["Id"], &["1"]]);
    let notes = book.add_worksheet().set_name("Notes").unwrap();
    write(notes, &[&["Id"], &["1"], &["2"]]);
    notes.set_hidden(true).set_row_hidden(2).unwrap();
    let book = book.save_to_buffer().unwrap();
    let drained = read_with(&book, &options([("sheet", text("Notes"))])).unwrap();
    let found: Vec<String> = noticed(&drained).into_iter().map(|n| n.2).collect();
    let expected = [
        "hidden sheet \"Notes\"",
        "hidden row of the hidden sheet \"Notes\"",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_missing_sheet_is_told_with_those_that_are_there() {
    let fault = fault(&book(), &options([("sheet", text("Vendors"))]));
    assert_eq!(fault.kind, SourceFaultKind::Part);
    assert_eq!(
        fault.to_string(),
        "vendors.xlsx: found no sheet \"Vendors\", expected one of the sheets \"Notes\" (hidden), \
         \"Q1\", \"Q2\", \"Empty\", \"Sites\""
    );
}

#[test]
fn one_missing_sheet_of_a_list_is_a_fault_though_others_are_there() {
    let list = OptionValue::List(vec![text("Q1"), text("Q9"), OptionValue::Integer(9)]);
    let fault = fault(&book(), &options([("sheet", list)]));
    assert_eq!(fault.kind, SourceFaultKind::Part);
    assert_eq!(fault.found, "no sheet \"Q9\", no sheet number 9");
}

#[test]
fn columns_missing_in_any_sheet_are_told_before_the_first_record() {
    let list = OptionValue::List(vec![text("Q1"), text("Sites")]);
    let input = support::input(FILE, book());
    let source = Spreadsheet
        .open(input, &options([("sheet", list)]))
        .unwrap();
    let fault = source.read(&support::projection(["Id"])).err().unwrap();
    assert_eq!(fault.kind, SourceFaultKind::Header);
    assert!(fault.found.contains("`Id` in sheet \"Sites\""), "{fault}");
}

#[test]
fn an_empty_sheet_alone_is_a_fault() {
    let fault = fault(&book(), &options([("sheet", text("Empty"))]));
    assert_eq!(fault.kind, SourceFaultKind::Header);
    assert!(fault.found.contains("empty sheet"), "{fault}");
}

#[test]
fn what_was_found_out_is_told() {
    let input = support::input(FILE, book());
    let mut source = Spreadsheet
        .open(input, &options([("sheet", text("Q2"))]))
        .unwrap();
    let detected: Vec<String> = source
        .detected()
        .iter()
        .map(|(what, found)| format!("{what}: {found}"))
        .collect();
    let expected = [
        "format: xlsx (Office Open XML)",
        "dates: counted from 1900",
        "sheet: Q2",
        "header: row 2",
    ];
    assert_eq!(detected, expected);
}

/// The merged cells that a source tells of its first sheet.
fn merged(bytes: Vec<u8>) -> Option<String> {
    let mut source = Spreadsheet
        .open(support::input(FILE, bytes), &Options::default())
        .unwrap();
    let mut detected = source.detected().into_iter();
    detected
        .find(|(what, _)| *what == "merged")
        .map(|(_, cells)| cells)
}

#[test]
fn merged_cells_are_told_of_every_form() {
    let xlsx = sheet(|sheet| {
        let format = Format::new();
        sheet.write_string(0, 0, "Region").unwrap();
        sheet.merge_range(1, 0, 3, 0, "North", &format).unwrap();
        sheet.merge_range(1, 1, 1, 2, "x", &format).unwrap();
    });
    assert_eq!(merged(xlsx).as_deref(), Some("A2:A4, B2:C2"));
    let cell = |spans: &str| {
        format!(
            "<table:table-cell {spans} office:value-type=\"string\"><text:p>x</text:p></table:table-cell>"
        )
    };
    let (down, across) = (
        cell("table:number-rows-spanned=\"3\""),
        cell("table:number-columns-spanned=\"2\" table:number-rows-spanned=\"1\""),
    );
    let rows = format!(
        "<table:table table:name=\"A\"><table:table-row>{}</table:table-row>\
         <table:table-row>{down}{across}<table:covered-table-cell/></table:table-row></table:table>",
        cell(""),
    );
    assert_eq!(merged(ods(&rows)).as_deref(), Some("A2:A4, B2:C2"));
    let spreadsheetml = "<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet' \
         xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'><Worksheet ss:Name='A'><Table>\
         <Row><Cell><Data ss:Type='String'>Region</Data></Cell></Row>\
         <Row><Cell ss:MergeDown='2'><Data ss:Type='String'>North</Data></Cell></Row>\
         </Table></Worksheet></Workbook>";
    assert_eq!(merged(spreadsheetml.into()).as_deref(), Some("A2:A4"));
}

#[test]
fn of_many_merged_cells_the_first_are_told() {
    let xlsx = sheet(|sheet| {
        let format = Format::new();
        sheet.write_string(0, 0, "Region").unwrap();
        for row in 1..=23 {
            sheet.merge_range(row, 0, row, 1, "x", &format).unwrap();
        }
    });
    let told = merged(xlsx).unwrap();
    assert!(told.starts_with("A2:B2, A3:B3, "), "{told}");
    assert!(told.ends_with("A21:B21, and 3 more"), "{told}");
}

#[test]
fn hidden_rows_and_columns_of_an_ods_are_noticed() {
    let cell = |text: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let row = |hidden: &str, text: &str| {
        let cells = [cell(text), cell("x"), cell("y")].concat();
        format!("<table:table-row {hidden}>{cells}</table:table-row>")
    };
    let table = [
        "<table:table table:name=\"A\"><table:table-column/>".to_owned(),
        "<table:table-column table:visibility=\"collapse\" table:number-columns-repeated=\"2\"/>"
            .to_owned(),
        row("", "Id"),
        row("table:visibility=\"filter\"", "b"),
        row("", "c"),
        row("table:visibility=\"collapse\"", "d"),
        "</table:table>".to_owned(),
    ];
    let drained = read(&ods(&table.concat()));
    let found = noticed(&drained);
    let expected = [
        ("A, row 2", NoticeKind::Hidden, "hidden row"),
        ("A!B2", NoticeKind::HiddenColumn, "hidden column B"),
        ("A!C2", NoticeKind::HiddenColumn, "hidden column C"),
        ("A, row 4", NoticeKind::Hidden, "hidden row"),
    ];
    let expected = expected.map(|(place, kind, found)| (place.to_owned(), kind, found.to_owned()));
    assert_eq!(found, expected);
}
