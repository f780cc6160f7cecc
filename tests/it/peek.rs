//! Looking into a file before there is a mapping.

use rust_xlsxwriter::{Format, Workbook};
use serde_json::Value as Json;

use crate::golden::golden;
use crate::support::Project;

fn lines_of_json(project: &Project, arguments: &[&str]) -> Vec<Json> {
    let mut all = vec!["--format", "jsonl"];
    all.extend(arguments);
    let text = project.look("peek", &all).ok().stdout;
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// A workbook with a currency format, a date, a hidden row and a hidden sheet.
fn vendors_workbook(project: &Project) {
    let mut workbook = Workbook::new();
    let euros = Format::new().set_num_format("0.00 \"€\"");
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let sheet = workbook.add_worksheet().set_name("Vendors").unwrap();
    for (column, name) in ["Vendor", "Balance", "Since"].into_iter().enumerate() {
        sheet
            .write_string(0, u16::try_from(column).unwrap(), name)
            .unwrap();
    }
    for (row, (vendor, balance, since)) in [
        ("Aria Ltd", 1.5, 45_000),
        ("Brook & Sons", 1200.0, 45_366),
        ("Cairn", 0.25, 44_197),
    ]
    .into_iter()
    .enumerate()
    {
        let row = u32::try_from(row).unwrap() + 1;
        sheet.write_string(row, 0, vendor).unwrap();
        sheet
            .write_number_with_format(row, 1, balance, &euros)
            .unwrap();
        sheet.write_number_with_format(row, 2, since, &day).unwrap();
    }
    sheet.set_row_hidden(2).unwrap();
    workbook
        .add_worksheet()
        .set_name("Old")
        .unwrap()
        .set_hidden(true);
    workbook.save(project.path().join("vendors.xlsx")).unwrap();
}

#[test]
fn flat_records_that_fit_are_a_table_with_what_was_detected_on_top() {
    let project = Project::empty();
    project.write(
        "vendors.csv",
        "Vendor;Country of registration;Balance;Remark\n\
         Aria Ltd;GB;1.200,50;\n Brook & Sons   ;IE;17,00;\nCairn;FR;0,25;\n",
    );
    golden!("peek-delimited", &project.shown("peek", &["vendors.csv"]));
}

#[test]
fn wide_records_are_blocks() {
    let project = Project::empty();
    let names: Vec<String> = (1..=12)
        .map(|n| format!("A rather long name {n}"))
        .collect();
    let values: Vec<String> = (1..=12)
        .map(|n| format!("a value with some words {n}"))
        .collect();
    project.write(
        "wide.csv",
        format!("{}\n{}\n", names.join(","), values.join(",")),
    );
    golden!("peek-wide", &project.shown("peek", &["wide.csv"]));
}

#[test]
fn notices_are_said_in_words_and_hidden_sheets_are_named() {
    let project = Project::empty();
    vendors_workbook(&project);
    golden!(
        "peek-spreadsheet",
        &project.shown("peek", &["vendors.xlsx"])
    );
}

#[test]
fn nested_records_are_blocks_set_in() {
    let project = Project::empty();
    project.write(
        "orders.xml",
        "<orders><order id=\"1\"><buyer>Aria</buyer><line qty=\"2\">Pens</line>\
         <line qty=\"7\">Ink</line></order><order id=\"2\"><buyer>Cairn</buyer>\
         <line qty=\"1\">Cups</line></order></orders>",
    );
    let text = project.shown("peek", &["orders.xml", "--records", "/orders/order"]);
    golden!("peek-xml", &text);
    let records = lines_of_json(&project, &["orders.xml", "--records", "/orders/order"]);
    let line = &records[0]["children"]["line"][1];
    assert_eq!(line["origin"], "orders.xml:1 /orders/order[1]/line[2]");
    assert_eq!(line["fields"]["@qty"]["value"], "7");
}

#[test]
fn programs_get_typed_values_with_their_origins() {
    let project = Project::empty();
    vendors_workbook(&project);
    let records = lines_of_json(&project, &["vendors.xlsx"]);
    assert_eq!(records.len(), 3);
    assert_eq!(records[0]["origin"], "vendors.xlsx › Vendors, row 2");
    let fields = &records[0]["fields"];
    assert_eq!(fields["Vendor"]["type"], "text");
    assert_eq!(fields["Balance"]["type"], "decimal");
    assert_eq!(fields["Balance"]["value"], "1.5");
    assert_eq!(fields["Balance"]["origin"], "vendors.xlsx › Vendors!B2");
    assert_eq!(fields["Balance"]["shown"], "1.50 €");
    assert_eq!(fields["Since"]["type"], "date");
    assert_eq!(fields["Since"]["value"], "2023-03-15");
    assert_eq!(records[1]["notices"][0]["kind"], "hidden");
}

#[test]
fn an_empty_field_and_a_record_that_cannot_be_read_are_json_too() {
    let project = Project::empty();
    project.write("some.csv", "a,b\n1,\n2,x,y\n");
    let records = lines_of_json(&project, &["some.csv"]);
    assert_eq!(records[0]["fields"]["b"]["type"], "null");
    assert_eq!(records[0]["fields"]["b"]["value"], "");
    assert_eq!(records[1]["origin"], "some.csv:3");
    assert!(records[1]["fault"]["found"].is_string());
}

#[test]
fn the_header_and_the_limit_can_be_said() {
    let project = Project::empty();
    project.write(
        "list.csv",
        "Made on Monday,\nName,Town\nAnn,Bath\nEve,York\n",
    );
    let records = lines_of_json(&project, &["list.csv", "--header", "2", "--limit", "1"]);
    assert_eq!(records.len(), 1);
    assert_eq!(records[0]["fields"]["Town"]["value"], "Bath");
}
