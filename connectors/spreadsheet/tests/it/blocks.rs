//! Tables, ranges, and headers that are found by their names.

use landbridge_contract::{OptionValue, SourceConnector as _, SourceFaultKind};
use landbridge_spreadsheet::Spreadsheet;
use landbridge_testkit::support;
use rust_xlsxwriter::{Table, TableColumn, TableFunction, Workbook};

use crate::made::{
    FILE, columns, fault, ods, options, read_with, sheet, shown, text, texts, write,
};

/// `Notes` before `Vendors`, on which the table `Ledger` stands at D7 with a totals row, among
/// other cells; and on `Bare` the table `Headless`.
fn book() -> Vec<u8> {
    let mut book = Workbook::new();
    write(
        book.add_worksheet().set_name("Notes").unwrap(),
        &[&["Note"], &["n"]],
    );
    let sheet = book.add_worksheet().set_name("It's all").unwrap();
    let names = ["Id", "Amount"].map(|name| TableColumn::new().set_header(name));
    let [id, amount] = names;
    let amount = amount.set_total_function(TableFunction::Sum);
    let table = Table::new()
        .set_name("Ledger")
        .set_columns(&[id, amount])
        .set_total_row(true);
    sheet.add_table(6, 3, 10, 4, &table).unwrap();
    for (row, id, amount) in [(7, "7", 10), (9, "9", 30)] {
        sheet.write_string(row, 3, id).unwrap();
        sheet.write_number(row, 4, amount).unwrap();
    }
    sheet.write_string(8, 0, "beside").unwrap();
    sheet.write_string(0, 0, "Report").unwrap();
    sheet.write_string(12, 3, "printed by Ann").unwrap();
    book.define_name("Few", "='It''s all'!$D$7:$E$8").unwrap();
    book.define_name("Notes!Local", "=Notes!$A$1:$A$2").unwrap();
    book.define_name("Rate", "=0.2").unwrap();
    let bare = book.add_worksheet().set_name("Bare").unwrap();
    write(bare, &[&[], &["", "1", "x"], &["", "2", "y"]]);
    let columns = ["Key", "Word"].map(|name| TableColumn::new().set_header(name));
    let table = Table::new()
        .set_name("Headless")
        .set_columns(&columns)
        .set_header_row(false);
    bare.add_table(1, 1, 2, 2, &table).unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_table_is_read_wherever_it_stands_without_its_totals() {
    for name in ["Ledger", "ledger"] {
        let drained = read_with(&book(), &options([("table", text(name))])).unwrap();
        assert_eq!(
            shown(&drained),
            [
                "It's all, row 8: text 7 | integer 10",
                "It's all, row 10: text 9 | integer 30"
            ]
        );
        assert_eq!(
            drained.tally.blank, 1,
            "what stands beside is no part of it"
        );
        let record = &drained.records[1];
        let origin = record.layout.origin(record.record.place, &[], Some(1), 0);
        assert_eq!(origin.to_string(), "vendors.xlsx › It's all!E10");
    }
}

#[test]
fn a_table_without_a_header_row_has_its_own_names() {
    let table = options([("table", text("Headless"))]);
    assert_eq!(columns(&book(), &table), ["Key", "Word"]);
    let drained = read_with(&book(), &table).unwrap();
    assert_eq!(
        shown(&drained),
        [
            "Bare, row 2: text 1 | text x",
            "Bare, row 3: text 2 | text y"
        ]
    );
}

#[test]
fn columns_beside_a_block_are_not_there() {
    let input = support::input(FILE, book());
    let source = Spreadsheet
        .open(input, &options([("table", text("Ledger"))]))
        .unwrap();
    let fault = source
        .read(&support::projection(["column A", "Id"]))
        .err()
        .unwrap();
    assert_eq!(fault.kind, SourceFaultKind::Header);
}

#[test]
fn a_missing_table_is_told_with_those_that_are_there() {
    let fault = fault(&book(), &options([("table", text("Vendors"))]));
    assert_eq!(fault.kind, SourceFaultKind::Part);
    assert!(
        fault
            .to_string()
            .contains("one of the tables `Ledger`, `Headless`"),
        "{fault}"
    );
}

#[test]
fn a_range_is_a_reference_or_a_name() {
    let expected = ["It's all, row 8: text 7 | integer 10"];
    for range in ["'It''s all'!D7:E8", "few", "'it''s ALL'!$D$7:$E$8"] {
        let drained = read_with(&book(), &options([("range", text(range))])).unwrap();
        assert_eq!(shown(&drained), expected, "{range}");
    }
    let beside = options([("range", text("D7:E8")), ("sheet", text("It's all"))]);
    assert_eq!(shown(&read_with(&book(), &beside).unwrap()), expected);
    let local = read_with(&book(), &options([("range", text("Local"))])).unwrap();
    assert_eq!(shown(&local), ["Notes, row 2: text n"]);
}

#[test]
fn a_range_that_is_none_is_a_fault_that_names_those_there() {
    let none = fault(&book(), &options([("range", text("Vendors"))]));
    assert_eq!(none.kind, SourceFaultKind::Option);
    assert!(none.expected.contains("Few, Local"), "{none}");
    let constant = fault(&book(), &options([("range", text("Rate"))]));
    assert!(constant.found.contains("stands for `0.2`"), "{constant}");
    let sheet = fault(&book(), &options([("range", text("Sites!A1:B2"))]));
    assert_eq!(sheet.kind, SourceFaultKind::Part);
    let empty = fault(&book(), &options([("range", text("Notes!D1:E9"))]));
    assert_eq!(empty.kind, SourceFaultKind::Header);
}

#[test]
fn a_range_of_an_ods_sheet_is_read_and_a_table_is_not() {
    let row = |texts: [&str; 2]| {
        let cells = texts.map(|text| {
            format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
        });
        format!("<table:table-row>{}</table:table-row>", cells.concat())
    };
    let rows = [row(["x", "Id"]), row(["y", "7"]), row(["z", "8"])].concat();
    let bytes = ods(&format!(
        "<table:table table:name=\"A\">{rows}</table:table>"
    ));
    let drained = read_with(&bytes, &options([("range", text("B1:B2"))])).unwrap();
    assert_eq!(shown(&drained), ["A, row 2: text 7"]);
    for (option, value) in [
        ("table", text("A")),
        ("formulas", OptionValue::Bool(true)),
        ("fill_merged", OptionValue::Bool(true)),
    ] {
        let fault = fault(&bytes, &options([(option, value)]));
        assert_eq!(fault.kind, SourceFaultKind::Option);
        assert!(
            fault.found.contains(option) && fault.expected.contains("xlsx"),
            "{fault}"
        );
    }
}

fn names(names: &[&str]) -> OptionValue {
    OptionValue::List(names.iter().map(|name| text(name)).collect())
}

#[test]
fn a_header_that_moves_is_found_by_its_names() {
    let header = options([("header", names(&["Amount", "Vendor Id"]))]);
    for above in 0..5 {
        let mut rows: Vec<&[&str]> = vec![&["Id", "Amount"]; above];
        rows.push(&["Vendor  Id ", "Amount"]);
        rows.push(&["7", "10"]);
        let drained = read_with(&texts(&rows), &header).unwrap();
        let row = above + 2;
        assert_eq!(
            shown(&drained),
            [format!("Vendors, row {row}: text 7 | text 10")]
        );
    }
}

#[test]
fn a_header_that_is_not_found_is_told_with_the_nearest_row() {
    let bytes = texts(&[&["Report"], &["Vendor", "Amount"], &["7", "10"]]);
    let fault_of = |wanted: &[&str]| fault(&bytes, &options([("header", names(wanted))]));
    let near = fault_of(&["Vendor", "Amount", "IBAN"]);
    assert_eq!(near.kind, SourceFaultKind::Header);
    assert_eq!(
        near.to_string(),
        "vendors.xlsx › Vendors, row 2: found a row without `IBAN`, expected a row, up to row 200, \
         that holds `Vendor`, `Amount`, `IBAN`"
    );
    assert!(fault_of(&["IBAN"]).found.contains("no row with any"));
    let late = sheet(|sheet| {
        write(sheet, &[&["Report"]]);
        sheet.write_string(200, 0, "IBAN").unwrap();
    });
    let fault = fault(&late, &options([("header", names(&["IBAN"]))]));
    assert_eq!(fault.kind, SourceFaultKind::Header);
}
