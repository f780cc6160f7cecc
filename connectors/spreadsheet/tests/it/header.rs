//! Column names, from one header row or several, and which rows are records.

use landbridge_contract::{OptionValue, Options, SourceConnector as _, SourceFaultKind};
use landbridge_spreadsheet::Spreadsheet;
use landbridge_testkit::support;
use rust_xlsxwriter::Format;

use crate::made::{
    FILE, columns, fault, options, read, read_with, sheet, shown, text, texts, write,
};

#[test]
fn the_first_row_that_is_not_empty_is_the_header() {
    let drained = read(&texts(&[&[], &["", " "], &["Id", "Name"], &["7", "Acme"]]));
    assert_eq!(shown(&drained), ["Vendors, row 4: text 7 | text Acme"]);
}

#[test]
fn names_are_squeezed_made_unique_and_given_to_unnamed_columns() {
    let bytes = texts(&[
        &[" Vendor\n  Id ", "Site", "", "Site", "Site (2)", ""],
        &["7", "Oslo", "x", "Rome", "Bern", ""],
    ]);
    let names = ["Vendor Id", "Site", "column C", "Site (3)", "Site (2)"];
    assert_eq!(columns(&bytes, &Options::default()), names);
}

#[test]
fn titles_over_merged_cells_are_joined_with_the_names_below() {
    let bytes = sheet(|sheet| {
        let format = Format::new();
        sheet.merge_range(0, 0, 1, 0, "Region", &format).unwrap();
        sheet.merge_range(0, 2, 0, 3, "Budget", &format).unwrap();
        write(
            sheet,
            &[
                &[],
                &["", "Code", "2024", "2025"],
                &["North", "N", "10", "20"],
            ],
        );
    });
    let rows = OptionValue::List(vec![OptionValue::Integer(1), OptionValue::Integer(2)]);
    let options = options([("header", rows)]);
    assert_eq!(
        columns(&bytes, &options),
        ["Region", "Code", "Budget / 2024", "Budget / 2025"]
    );
    let drained = read_with(&bytes, &options).unwrap();
    assert_eq!(
        shown(&drained),
        ["Vendors, row 3: text North | text N | text 10 | text 20"]
    );
}

#[test]
fn without_merged_cells_a_title_applies_until_the_next_title() {
    let bytes = texts(&[
        &["Report of 2024"],
        &["", "Q1", "", "Q2", "", "Total"],
        &["Region", "Plan", "Actual", "Plan", "Actual", ""],
        &["North", "1", "2", "3", "4", "10"],
    ]);
    let names = [
        "Region",
        "Q1 / Plan",
        "Q1 / Actual",
        "Q2 / Plan",
        "Q2 / Actual",
        "Total",
    ];
    assert_eq!(columns(&bytes, &options([("header", text("2-3"))])), names);
}

#[test]
fn without_a_header_columns_have_their_letters() {
    let bytes = texts(&[&["7", "", "Acme"], &["8", "", "Bolt"]]);
    let options = options([("header", OptionValue::Integer(0))]);
    assert_eq!(columns(&bytes, &options), ["A", "C"]);
    let drained = read_with(&bytes, &options).unwrap();
    let expected = [
        "Vendors, row 1: text 7 | text Acme",
        "Vendors, row 2: text 8 | text Bolt",
    ];
    assert_eq!(shown(&drained), expected);
}

#[test]
fn records_begin_and_end_where_the_mapping_says() {
    let bytes = texts(&[
        &["Id", "Amount"],
        &["(text)", "(EUR)"],
        &["7", "10"],
        &[],
        &["8", "20"],
        &["Total", "30"],
        &["printed by Ann", ""],
    ]);
    let from = OptionValue::Integer(3);
    let options = options([("data_from", from), ("until", text("Total"))]);
    let drained = read_with(&bytes, &options).unwrap();
    assert_eq!(
        shown(&drained),
        [
            "Vendors, row 3: text 7 | text 10",
            "Vendors, row 5: text 8 | text 20"
        ]
    );
    assert_eq!(drained.tally.blank, 1);
}

#[test]
fn blank_rows_are_counted_and_rows_keep_their_numbers() {
    let bytes = texts(&[&[], &["Id"], &[], &["7"], &[" "], &[], &["8"], &[" "]]);
    let drained = read(&bytes);
    assert_eq!(
        shown(&drained),
        ["Vendors, row 4: text 7", "Vendors, row 7: text 8"]
    );
    assert_eq!(drained.tally.blank, 3);
}

#[test]
fn an_unnamed_column_can_be_asked_for_though_its_data_begin_late() {
    let mut rows: Vec<&[&str]> = vec![&["Id", ""]];
    rows.extend(std::iter::repeat_n::<&[&str]>(&["7", ""], 1_500));
    rows.push(&["8", "late"]);
    let input = support::input(FILE, texts(&rows));
    let source = Spreadsheet.open(input, &Options::default()).unwrap();
    let drained = support::drain(source, &support::projection(["column B"]), 100).unwrap();
    assert_eq!(drained.records[1_500].record.value(0).to_string(), "late");
}

#[test]
fn missing_columns_are_all_named_with_those_that_are_there() {
    let input = support::input(FILE, texts(&[&["Id", "Name"], &["7", "Acme"]]));
    let source = Spreadsheet.open(input, &Options::default()).unwrap();
    let wanted = support::projection(["Name", "IBAN", "BIC", "column A"]);
    let fault = source.read(&wanted).err().unwrap();
    assert_eq!(fault.kind, SourceFaultKind::Header);
    assert_eq!(
        fault.to_string(),
        "vendors.xlsx › Vendors, row 1: found no column `IBAN`, `BIC`, `column A` in sheet \
         \"Vendors\", expected one of the columns Id, Name"
    );
}

#[test]
fn a_header_row_that_is_empty_is_a_fault() {
    let bytes = texts(&[&["Id"], &[], &["7"]]);
    let fault = fault(&bytes, &options([("header", OptionValue::Integer(2))]));
    assert_eq!(fault.kind, SourceFaultKind::Header);
    assert!(fault.to_string().contains("row 2"), "{fault}");
}

#[test]
fn data_may_not_begin_in_the_header() {
    let bytes = texts(&[&[], &["Id"], &["7"]]);
    let fault = fault(&bytes, &options([("data_from", OptionValue::Integer(2))]));
    assert_eq!(fault.kind, SourceFaultKind::Option);
}
