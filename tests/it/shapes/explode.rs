//! Rows that hold several records, or several nested ones.

use rust_xlsxwriter::Workbook;
use serde_json::Value as Json;

use super::{exported, findings, project, supplier};
use crate::support::{Erp, Project};

const SCHEMA: &str = r#"{ "type": "object", "required": ["InvoiceNumber"], "properties": {
    "InvoiceNumber": { "type": "string" }, "Supplier": { "type": "string" },
    "InvoiceCurrency": { "type": "string" }, "InvoiceAmount": { "type": "number" },
    "InvoiceDate": { "type": "string", "format": "date" }, "BusinessUnit": { "type": "string" },
    "invoiceLines": { "type": "array", "items": { "type": "object", "properties": {
      "LineNumber": { "type": "integer" }, "LineType": { "type": "string" }, "LineAmount": { "type": "number" },
      "Description": { "type": "string" } } } } } }"#;

const FIXED: &str = "  Supplier: { from: Vendor }
  InvoiceCurrency: { from: Currency }
  InvoiceDate: { value: 2026-01-31 }
  BusinessUnit: { value: Africa BU }
";

/// A contract a row, with what is billed each month.
const CONTRACTS: &str = "Contract,Vendor,Currency,Jan,Feb,Mar,Year
K1,Baobab,EUR,10.10,,30.30,40.40
K2,Baobab,CHF,,,,
K3,Baobab,CHF,1,2,,3
";

const MONTHLY: &str = "source: { delimited: rows.csv, explode: { columns: { Amount: [Jan, Feb, Mar] }, name: Month } }
business_key: InvoiceNumber
fields:
  InvoiceNumber: { join: [Contract, Month], with: \"-\" }
  InvoiceAmount: { from: Amount }
";

fn monthly(rows: &str, more: &str) -> Project {
    let mapping = format!("{MONTHLY}{FIXED}{more}");
    project(&[("rows.csv", rows)], SCHEMA, &mapping)
}

fn total(report: &Json, name: &str, group: &str) -> [String; 3] {
    let mut totals = report["objects"][0]["totals"].as_array().unwrap().iter();
    let found = totals.find(|one| one["name"] == name && one["group"] == group);
    let found = found.unwrap_or_else(|| panic!("no total {name} {group} in {report:#}"));
    ["source", "loaded", "erp"].map(|book| found[book].as_str().unwrap_or_default().to_owned())
}

#[test]
fn a_column_for_each_month_becomes_an_invoice_for_each_month_and_agrees_with_the_erp() {
    let erp = Erp::start();
    supplier(&erp, "Baobab");
    let totals = "control_totals:\n  - { name: billed, sum: Amount, by: Currency }\n";
    let project = monthly(CONTRACTS, totals);
    project.run(&erp, &["run"]).ok();
    let report = project.report(&erp);
    // Of nine cells four have an amount; the row without any makes no invoice.
    assert_eq!(report["equation"]["read"], 4, "{report:#}");
    assert_eq!(report["verdict"]["level"], "good", "{report:#}");
    assert_eq!(report["extracts"][0]["blank"], 1, "{report:#}");
    // By hand: 10.10 + 30.30, and 1 + 2.
    assert_eq!(total(&report, "billed", "EUR"), ["40.40", "40.40", "40.40"]);
    assert_eq!(total(&report, "billed", "CHF"), ["3", "3", "3"]);
    let invoices = erp.all("invoices", "");
    let mut numbers: Vec<&str> = invoices
        .iter()
        .map(|one| one["InvoiceNumber"].as_str().unwrap())
        .collect();
    numbers.sort_unstable();
    assert_eq!(numbers, ["K1-Jan", "K1-Mar", "K3-Feb", "K3-Jan"]);

    // One month more is one invoice more; the others are not sent again.
    project.write("data/rows.csv", CONTRACTS.replace("10.10,,", "10.10,20,"));
    project.run(&erp, &["run"]).ok();
    let report = project.report(&erp);
    let funnel = &report["objects"][0]["funnel"];
    assert_eq!(funnel["loaded"]["created"], 1, "{funnel:#}");
    assert_eq!(funnel["skipped"]["unchanged"], 4);
    assert_eq!(total(&report, "billed", "EUR"), ["60.40", "60.40", "60.40"]);
}

#[test]
fn every_piece_is_found_at_its_own_cell_also_across_records_and_long_after() {
    let erp = Erp::start();
    supplier(&erp, "Baobab");
    let rows = "Contract,Vendor,Currency,Jan,Feb,Mar\nK1,Baobab,EUR,ten,2,\nK1,Baobab,EUR,,3,4\n";
    let project = monthly(rows, "");
    project.run(&erp, &["load"]).code(4);
    assert_eq!(
        findings(&project, &erp),
        [
            "rows.csv:2, column 4 (Jan) MAP-TYPE: \"ten\"",
            "rows.csv:2, column 5 (Feb) KEY-CONFLICT: \"K1-Feb\", which rows.csv:3, column 5 (Feb) has with other content",
            "rows.csv:3, column 5 (Feb) KEY-CONFLICT: \"K1-Feb\", which rows.csv:2, column 5 (Feb) has with other content",
        ]
    );
    // What the ledger keeps of the extract leads to the cell as well.
    let shown = project.run(&erp, &["show", "K1-Mar"]).ok().stdout;
    assert!(shown.contains("rows.csv:3, column 6 (Mar)"), "{shown}");
    let traced = project.look("trace", &["K1-Mar"]).ok().stdout;
    assert!(traced.contains("rows.csv:3, column 6 (Mar)"), "{traced}");
}

#[test]
fn a_key_and_a_total_over_what_all_pieces_share_are_told_before_anything_is_read() {
    let erp = Erp::start();
    supplier(&erp, "Baobab");
    let totals = "control_totals:\n  - { sum: Year }\n";
    let project = monthly(CONTRACTS, totals);
    let mapping = project.read("mappings/things.yaml");
    project.write(
        "mappings/things.yaml",
        mapping.replace(
            "{ join: [Contract, Month], with: \"-\" }",
            "{ from: Contract }",
        ),
    );
    let ran = project.run(&erp, &["check"]);
    let said = format!("{}{}", ran.stdout, ran.stderr);
    assert_eq!(said.matches("MAPPING-EXPLODE").count(), 2, "{said}");
    assert!(
        said.contains("a business key that is the same in all records of a row"),
        "{said}"
    );
    assert!(
        said.contains("\"Year\", which counts once for each record of a row"),
        "{said}"
    );
}

const LINES: &str = "source:
  delimited: rows.csv
  explode:
    - { columns: { Amount: [Item, Freight], Text: [Item Text, Freight Text] }, name: Kind, number: Line, into: charges }
    - { list: Notes, at: \"|\", number: Line, into: notes }
business_key: InvoiceNumber
fields:
  InvoiceNumber: { from: Invoice }
  InvoiceAmount: { from: Total }
  invoiceLines:
    each: charges
    fields:
      LineNumber: { from: Line }
      LineType: { from: Kind, case: upper }
      LineAmount: { from: Amount }
      Description: { from: Text }
checks:
  - { sum: invoiceLines.LineAmount, equals: InvoiceAmount }
control_totals:
  - { sum: Total }
  - { name: charges, each: charges, sum: Amount, against: invoiceLines.LineAmount }
";

fn charged(rows: &str) -> Project {
    let mapping = LINES.replace("  invoiceLines:", &format!("{FIXED}  invoiceLines:"));
    project(&[("rows.csv", rows)], SCHEMA, &mapping)
}

#[test]
fn columns_side_by_side_become_lines_of_one_invoice_and_agree_with_the_erp() {
    let erp = Erp::start();
    supplier(&erp, "Baobab");
    let rows = "Invoice,Vendor,Currency,Total,Item,Item Text,Freight,Freight Text,Notes\n\
        A1,Baobab,EUR,30.30,10.10,Paper,20.20,By sea,\nA2,Baobab,EUR,5,,,5,By air,a|b\n";
    let project = charged(rows);
    project.run(&erp, &["run"]).ok();
    let report = project.report(&erp);
    assert_eq!(report["equation"]["read"], 2, "{report:#}");
    assert_eq!(report["verdict"]["level"], "good", "{report:#}");
    assert_eq!(total(&report, "charges", ""), ["35.30", "35.30", "35.30"]);
    let invoices = erp.all("invoices", "invoiceLines");
    let lines = |number: &str| -> Vec<String> {
        let one = invoices.iter().find(|one| one["InvoiceNumber"] == number);
        let lines = one.unwrap()["invoiceLines"]["items"].as_array().unwrap();
        let line = |line: &Json| {
            format!(
                "{} {} {}",
                line["LineNumber"], line["LineType"], line["Description"]
            )
        };
        lines.iter().map(line).collect()
    };
    assert_eq!(
        lines("A1"),
        [r#"1 "ITEM" "Paper""#, r#"2 "FREIGHT" "By sea""#]
    );
    assert_eq!(lines("A2"), [r#"2 "FREIGHT" "By air""#]);
    let wrong = rows.replace("20.20,By sea", "many,By sea");
    project.write("data/rows.csv", wrong);
    project.run(&erp, &["check"]).code(4);
    assert_eq!(
        findings(&project, &erp),
        ["rows.csv:2, column 7 (Freight) MAP-TYPE: \"many\""]
    );
}

#[test]
fn what_is_personal_of_a_piece_is_shown_nowhere() {
    let erp = Erp::start();
    let rows =
        "Contract,Vendor,Currency,Jan,Feb,Mar,Year\nK1,Baobab,EUR,ten-canary,canary-2,,canary-3\n";
    let project = monthly(rows, "");
    let mapping = project.read("mappings/things.yaml");
    project.write(
        "mappings/things.yaml",
        mapping.replace("{ from: Amount }", "{ from: Amount, personal: true }"),
    );
    // Another mapping reads the same cells under their own names, and marks nothing.
    let other = "version: 1\nobject: others\ntarget: { object: invoices }\nschema: schemas/things.json\n\
        source: { delimited: rows.csv }\nbusiness_key: InvoiceNumber\nfields:\n  InvoiceNumber: { from: Contract }\n";
    project.write("mappings/others.yaml", other);
    let checked = project.run(&erp, &["check", "--object", "things"]).code(4);
    let told = findings(&project, &erp);
    assert_eq!(told.len(), 2, "{told:?}");
    let [columns] = exported(&project, ["Columns"]);
    assert!(columns.contains("canary-3"), "{columns}");
    let traced = project.look("trace", &["--mapping", "things", "K1-Jan"]);
    let told = told.join("\n");
    for said in [
        &told,
        &columns,
        &checked.stdout,
        &checked.stderr,
        &traced.stdout,
    ] {
        assert!(
            !said.contains("ten-canary") && !said.contains("canary-2"),
            "{said}"
        );
    }
}

#[test]
fn cells_that_another_mapping_marks_as_personal_are_no_samples_of_a_piece() {
    let rows = "Contract,Vendor,Currency,Jan,Feb,Mar,Year\nK1,Baobab,EUR,canary-1,canary-2,,open\n";
    let project = monthly(rows, "");
    let other = "version: 1\nobject: others\ntarget: { object: invoices }\nschema: schemas/things.json\n\
        source: { delimited: rows.csv }\nbusiness_key: InvoiceNumber\nfields:\n  InvoiceNumber: { from: Contract }\n  \
        Supplier: { from: Jan, personal: true }\n";
    project.write("mappings/others.yaml", other);
    let [columns] = exported(&project, ["Columns"]);
    assert!(columns.contains("open"), "{columns}");
    assert!(!columns.contains("canary-1"), "{columns}");
}

#[test]
fn joined_rows_are_taken_apart_too() {
    let erp = Erp::start();
    supplier(&erp, "Baobab");
    let mapping = format!(
        "source: {{ delimited: rows.csv }}\nbusiness_key: InvoiceNumber\nfields:\n  InvoiceNumber: {{ from: Invoice }}\n  \
         InvoiceAmount: {{ from: Total }}\n{FIXED}  invoiceLines:\n    \
         each: {{ delimited: lines.csv, explode: {{ columns: {{ Amount: [First, Second] }}, number: Line }} }}\n    \
         on: Invoice\n    fields:\n      LineNumber: {{ from: Line }}\n      LineAmount: {{ from: Amount }}\n"
    );
    let files = [
        (
            "rows.csv",
            "Invoice,Vendor,Currency,Total\nA1,Baobab,EUR,3\n",
        ),
        ("lines.csv", "Invoice,First,Second\nA1,1,2\nA9,4,\n"),
    ];
    let project = project(&files, SCHEMA, &mapping);
    project.run(&erp, &["check"]).ok();
    assert_eq!(
        findings(&project, &erp),
        ["lines.csv:3, column 1 (Invoice) JOIN-ORPHAN: \"A9\""]
    );
    project.write("data/lines.csv", "Invoice,First,Second\nA1,1,2\n");
    project.run(&erp, &["run"]).ok();
    let invoices = erp.all("invoices", "invoiceLines");
    assert_eq!(
        invoices[0]["invoiceLines"]["items"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn cells_of_a_workbook_are_found_and_marked_one_by_one() {
    let erp = Erp::start();
    let mapping = format!(
        "{}{FIXED}",
        MONTHLY.replace("delimited: rows.csv", "spreadsheet: rows.xlsx")
    );
    let project = project(&[], SCHEMA, &mapping);
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Budget").unwrap();
    for (column, name) in (0..).zip(["Contract", "Vendor", "Currency", "Jan", "Feb", "Mar"]) {
        sheet.write_string(0, column, name).unwrap();
    }
    for (column, text) in (0..).zip(["K1", "Baobab", "EUR"]) {
        sheet.write_string(1, column, text).unwrap();
    }
    sheet.write_number(1, 3, 10.5).unwrap();
    sheet.write_string(1, 5, "many").unwrap();
    workbook
        .save(project.path().join("data/rows.xlsx"))
        .unwrap();
    project.run(&erp, &["check"]).code(4);
    assert_eq!(
        findings(&project, &erp),
        ["rows.xlsx › Budget!F2 MAP-TYPE: \"many\""]
    );
    let copy = "reports/findings-1/rows.xlsx";
    let listed = project
        .look("peek", &[copy, "--format", "jsonl"])
        .ok()
        .stdout;
    assert!(listed.contains("Budget!F2"), "{listed}");
}
