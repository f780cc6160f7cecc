//! Flat rows that make up one record with nested ones.

use super::{exported, findings, project, supplier};
use crate::support::{Erp, Project};

const SCHEMA: &str = r#"{ "type": "object", "required": ["InvoiceNumber"], "properties": {
    "InvoiceNumber": { "type": "string" }, "Supplier": { "type": "string" },
    "InvoiceCurrency": { "type": "string" }, "InvoiceAmount": { "type": "number" },
    "InvoiceDate": { "type": "string", "format": "date" }, "BusinessUnit": { "type": "string" },
    "invoiceLines": { "type": "array", "items": { "type": "object", "properties": {
      "LineNumber": { "type": "integer" }, "LineAmount": { "type": "number" },
      "invoiceDistributions": { "type": "array", "items": { "type": "object", "properties": {
        "DistributionLineNumber": { "type": "integer" }, "DistributionAmount": { "type": "number" } } } } } } } } }"#;

const FIELDS: &str = "business_key: InvoiceNumber
fields:
  InvoiceNumber: { from: Invoice }
  Supplier: { from: Vendor }
  InvoiceAmount: { from: Total }
  InvoiceCurrency: { value: EUR }
  InvoiceDate: { value: 2026-01-31 }
  BusinessUnit: { value: Africa BU }
  invoiceLines:
    each: lines
    fields:
      LineNumber: { from: Line }
      LineAmount: { from: Amount }
control_totals:
  - { sum: Total }
  - { name: line amounts, each: lines, sum: Amount, against: invoiceLines.LineAmount }
checks:
  - { sum: invoiceLines.LineAmount, equals: InvoiceAmount }
";

const HEAD: &str = "Invoice,Vendor,Total,Line,Amount\n";

fn invoices(rows: &str, group: &str) -> Project {
    let mapping = format!("source: {{ delimited: rows.csv, group: {group} }}\n{FIELDS}");
    project(&[("rows.csv", &format!("{HEAD}{rows}"))], SCHEMA, &mapping)
}

const BY: &str = "{ by: [Invoice, Vendor], into: lines }";

#[test]
fn rows_of_an_invoice_are_loaded_as_one_with_its_lines_and_agree_with_the_erp() {
    let erp = Erp::start();
    supplier(&erp, "Baobab");
    let project = invoices(
        "A1,Baobab,30.30,1,10.10\nA1, Baobab ,30.30,2,20.20\nA2,Baobab,5,1,5\n",
        BY,
    );
    project.run(&erp, &["check"]).ok();
    project.run(&erp, &["load"]).ok();
    project.run(&erp, &["reconcile"]).ok();
    let report = project.report(&erp);
    assert_eq!(report["equation"]["read"], 2, "{report:#}");
    assert_eq!(report["verdict"]["level"], "good", "{report:#}");
    let invoices = erp.all("invoices", "invoiceLines");
    let lines = |number: &str| {
        let one = invoices.iter().find(|one| one["InvoiceNumber"] == number);
        one.unwrap()["invoiceLines"]["items"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!((lines("A1"), lines("A2")), (2, 1));
}

#[test]
fn a_value_that_differs_within_an_invoice_is_found_at_its_cell() {
    let erp = Erp::start();
    let project = invoices(
        "A1,Baobab,30,1,10\nA1,Baobab,31,2,20\nA2,Baobab,5,1,5\n",
        BY,
    );
    project.run(&erp, &["check"]).code(4);
    assert_eq!(
        findings(&project, &erp),
        ["rows.csv:3, column 3 (Total) GROUP-DIFFERS: \"31\""]
    );
}

#[test]
fn rows_of_an_invoice_that_stand_apart_are_never_two_invoices() {
    let erp = Erp::start();
    supplier(&erp, "Baobab");
    // The two parts hold the same, so that they would pass for duplicates of each other.
    let rows = "A1,Baobab,20,1,10\nA1,Baobab,20,2,10\nA2,Baobab,5,1,5\nA1,Baobab,20,1,10\nA1,Baobab,20,2,10\n";
    let project = invoices(rows, BY);
    project.run(&erp, &["load"]).code(4);
    assert_eq!(
        findings(&project, &erp),
        [
            "rows.csv:2 GROUP-CUT: rows of the record that rows.csv:5 begins as well",
            "rows.csv:5 GROUP-CUT: rows of the record that rows.csv:2 begins as well",
        ]
    );
    let loaded = erp.all("invoices", "");
    assert_eq!(loaded.len(), 1, "{loaded:?}");
    let funnel = &project.report(&erp)["objects"][0]["funnel"];
    assert_eq!(funnel["rejected"]["validate"], 2, "{funnel:#}");
    // By itself each part could be loaded: the extract, read once more, agrees with what the ledger says.
    project.run(&erp, &["reconcile"]).code(4);
    let object = &project.report(&erp)["objects"][0];
    assert_eq!(
        (&object["compared"], &object["breaks_open"]),
        (&1.into(), &0.into())
    );
    let together = invoices(
        "A1,Baobab,15,1,10\nA2,Baobab,5,1,5\nA1,Baobab,15,2,5\n",
        "{ by: [Invoice, Vendor], into: lines, gather: true }",
    );
    let erp = Erp::start();
    supplier(&erp, "Baobab");
    together.run(&erp, &["run"]).ok();
    assert_eq!(erp.all("invoices", "").len(), 2);
}

#[test]
fn an_invoice_whose_rows_stand_in_two_files_is_found() {
    let erp = Erp::start();
    let project = invoices("A1,Baobab,30,1,10\n", BY);
    project.write("data/rows-2.csv", format!("{HEAD}A1,Baobab,30,2,20\n"));
    let mapping = project.read("mappings/things.yaml");
    project.write(
        "mappings/things.yaml",
        mapping.replace("rows.csv", "rows*.csv"),
    );
    project.run(&erp, &["check"]).code(4);
    let cut: Vec<String> = findings(&project, &erp)
        .into_iter()
        .filter(|one| one.contains("GROUP-CUT"))
        .collect();
    assert_eq!(cut.len(), 2, "{cut:?}");
}

#[test]
fn rows_become_lines_and_distributions_inside_of_them() {
    let erp = Erp::start();
    supplier(&erp, "Baobab");
    let mapping = "source: { delimited: rows.csv, group: { by: Invoice, into: lines, group: { by: Line, into: parts } } }
business_key: InvoiceNumber
fields:
  InvoiceNumber: { from: Invoice }
  Supplier: { from: Vendor }
  InvoiceAmount: { from: Total }
  InvoiceCurrency: { value: EUR }
  InvoiceDate: { value: 2026-01-31 }
  BusinessUnit: { value: Africa BU }
  invoiceLines:
    each: lines
    fields:
      LineNumber: { from: Line }
      LineAmount: { from: Line Total }
      invoiceDistributions:
        each: parts
        fields:
          DistributionLineNumber: { from: Part }
          DistributionAmount: { from: Amount }
";
    let rows = "Invoice,Vendor,Total,Line,Line Total,Part,Amount\n\
        A1,Baobab,30,1,10,1,4\nA1,Baobab,30,2,20,1,20\nA1,Baobab,30,1,10,2,6\n";
    let project = project(&[("rows.csv", rows)], SCHEMA, mapping);
    project.run(&erp, &["run"]).ok();
    assert_eq!(project.report(&erp)["objects"][0]["breaks_open"], 0);
    // Each value is followed to its own place, however deep.
    let shown = project.run(&erp, &["show", "A1", "--format", "json"]).ok();
    let shown: serde_json::Value = serde_json::from_str(&shown.stdout).unwrap();
    let lineage = shown["lineage"].as_array().unwrap().iter();
    let amounts: Vec<(&str, &str, bool)> = lineage
        .map(|one| {
            let text = |name: &str| one[name].as_str().unwrap();
            (text("attribute"), text("payload"), one["agrees"] == true)
        })
        .filter(|(attribute, _, _)| attribute.ends_with("Amount"))
        .collect();
    assert_eq!(
        amounts,
        [
            ("InvoiceAmount", "30", true),
            ("invoiceLines[1].LineAmount", "10", true),
            (
                "invoiceLines[1].invoiceDistributions[1].DistributionAmount",
                "4",
                true
            ),
            (
                "invoiceLines[1].invoiceDistributions[2].DistributionAmount",
                "6",
                true
            ),
            ("invoiceLines[2].LineAmount", "20", true),
            (
                "invoiceLines[2].invoiceDistributions[1].DistributionAmount",
                "20",
                true
            ),
        ]
    );
    let all = erp.all("invoices", "invoiceLines.invoiceDistributions");
    let lines = all[0]["invoiceLines"]["items"].as_array().unwrap();
    let parts: Vec<usize> = lines
        .iter()
        .map(|line| {
            line["invoiceDistributions"]["items"]
                .as_array()
                .unwrap()
                .len()
        })
        .collect();
    assert_eq!(parts, [2, 1]);
    let wrong = rows.replace("A1,Baobab,30,1,10,2,6", "A1,Baobab,30,1,11,2,6");
    project.write("data/rows.csv", wrong);
    project.run(&erp, &["check"]).code(4);
    assert_eq!(
        findings(&project, &erp),
        ["rows.csv:4, column 5 (Line Total) GROUP-DIFFERS: \"11\""]
    );
}

#[test]
fn rows_that_differ_in_what_decides_over_an_invoice_are_told_and_those_of_unwanted_ones_are_not() {
    let erp = Erp::start();
    let rows = "A1,Baobab,30,1,10\nA1,Acacia,30,2,20\nA2,Old,5,1,5\nA2,Old,6,2,5\n";
    let project = invoices(rows, "{ by: Invoice, into: lines }");
    let mapping = project.read("mappings/things.yaml");
    project.write(
        "mappings/things.yaml",
        format!("{mapping}where: 'Vendor == \"Acacia\"'\n"),
    );
    project.run(&erp, &["check"]).code(4);
    assert_eq!(
        findings(&project, &erp),
        ["rows.csv:3, column 2 (Vendor) GROUP-DIFFERS: \"Acacia\""]
    );
    let funnel = &project.report(&erp)["objects"][0]["funnel"];
    assert_eq!(funnel["skipped"]["filtered"], 1, "{funnel:#}");
}

#[test]
fn joined_rows_are_found_one_by_one_and_cannot_be_grouped() {
    let erp = Erp::start();
    let mapping = "source: { delimited: rows.csv }
business_key: InvoiceNumber
fields:
  InvoiceNumber: { from: Invoice }
  invoiceLines:
    each: { delimited: lines.csv, group: { by: Invoice, into: lines } }
    on: Invoice
    fields:
      LineNumber: { from: Line }
";
    let files = [
        ("rows.csv", "Invoice\nA1\n"),
        ("lines.csv", "Invoice,Line\nA1,1\n"),
    ];
    let project = project(&files, SCHEMA, mapping);
    let said = project.run(&erp, &["check"]).code(3).stderr;
    assert!(said.contains("things.yaml:10:"), "{said}");
    assert!(
        said.contains("`group` of records that are found by key"),
        "{said}"
    );
}

#[test]
fn what_is_personal_of_a_record_is_not_shown_in_its_rows_either() {
    let erp = Erp::start();
    let project = invoices(
        "A1,Baobab,30,1,10\nA1,Acacia,30,2,20\n",
        "{ by: Invoice, into: lines }",
    );
    let mapping = project.read("mappings/things.yaml");
    project.write(
        "mappings/things.yaml",
        mapping.replace("{ from: Vendor }", "{ from: Vendor, personal: true }"),
    );
    project.run(&erp, &["check"]).code(4);
    let told = findings(&project, &erp);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("rows.csv:3, column 2 (Vendor) GROUP-DIFFERS"));
    let sheets = exported(&project, ["things", "Columns"]);
    let rejects = project.run(&erp, &["rejects"]).ok();
    assert!(sheets[1].contains("10 · 20"), "{}", sheets[1]);
    for said in [&told[0], &sheets[0], &sheets[1], &rejects.stdout] {
        assert!(
            !said.contains("Baobab") && !said.contains("Acacia"),
            "{said}"
        );
    }
}
