//! Values that stand in another file than the record.

use super::{findings, project};
use crate::support::{Erp, Project};

const SCHEMA: &str = r#"{ "type": "object", "required": ["InvoiceNumber"], "properties": {
    "InvoiceNumber": { "type": "string" }, "Supplier": { "type": "string", "maxLength": 20 },
    "InvoiceCurrency": { "type": "string" }, "InvoiceAmount": { "type": "number" },
    "InvoiceDate": { "type": "string", "format": "date" }, "BusinessUnit": { "type": "string" } } }"#;

const MAPPING: &str = "source: { delimited: invoices.csv }
lookups:
  vendors: { delimited: vendor-master.csv }
  rates: { delimited: countries.csv }
business_key: InvoiceNumber
fields:
  InvoiceNumber: { from: Invoice }
  InvoiceAmount: { from: Amount }
  InvoiceDate: { value: 2026-01-31 }
  BusinessUnit: { value: Africa BU }
  Supplier: { lookup: vendors, on: { Vendor: VendorNo }, take: Name }
  InvoiceCurrency: { lookup: rates, on: Country, take: Currency, missing: empty, default: USD }
control_totals:
  - { sum: Amount }
";

const COUNTRIES: &str = "Country,Currency\nKEN,KES\nNOR,NOK\n";

fn invoices(master: &str) -> Project {
    let invoices =
        "Invoice,Vendor,Country,Amount\nA1,17,KEN,10.10\nA2,17.0,XXX,20.20\nA3, 18 ,NOR,5\n";
    let files = [
        ("invoices.csv", invoices),
        ("vendor-master.csv", master),
        ("countries.csv", COUNTRIES),
    ];
    project(&files, SCHEMA, MAPPING)
}

#[test]
fn invoices_get_names_and_currencies_from_two_other_files_and_agree_with_the_erp() {
    let erp = Erp::start();
    let project = invoices("VendorNo,Name\n18,Fjord\n17,Baobab\n17, Baobab\n19,Unused\n");
    project.run(&erp, &["check"]).code(4);
    // `17.0` is text in a file of text: a join would not find it either.
    assert_eq!(
        findings(&project, &erp),
        ["invoices.csv:3, column 2 (Vendor) MAP-LOOKUP-MISSING: \"17.0\""]
    );
    assert_eq!(erp.counters().writes_committed, 0);
    let mended = project.read("data/invoices.csv").replace("17.0", "17");
    project.write("data/invoices.csv", mended);
    super::supplier(&erp, "Baobab");
    super::supplier(&erp, "Fjord");
    project.run(&erp, &["check"]).ok();
    project.run(&erp, &["load"]).ok();
    project.run(&erp, &["reconcile"]).ok();
    let mut loaded: Vec<String> = erp
        .all("invoices", "")
        .iter()
        .map(|one| {
            format!(
                "{} {} {}",
                one["InvoiceNumber"], one["Supplier"], one["InvoiceCurrency"]
            )
        })
        .collect();
    loaded.sort();
    assert_eq!(
        loaded,
        [
            "\"A1\" \"Baobab\" \"KES\"",
            "\"A2\" \"Baobab\" \"USD\"",
            "\"A3\" \"Fjord\" \"NOK\"",
        ]
    );
}

#[test]
fn a_finding_names_the_cell_of_the_other_file_and_its_owner_gets_it_there() {
    let erp = Erp::start();
    let project =
        invoices("VendorNo,Name\n17,Baobab\n18,A name that is much too long\n17,Kilimanjaro\n");
    let mended = project.read("data/invoices.csv").replace("17.0", "17");
    project.write("data/invoices.csv", mended);
    project.run(&erp, &["check"]).code(4);
    assert_eq!(
        findings(&project, &erp),
        [
            "vendor-master.csv:2, column 2 (Name) MAP-LOOKUP-AMBIGUOUS: \"Baobab\", and \"Kilimanjaro\" at \
             vendor-master.csv:4, column 2 (Name)",
            "vendor-master.csv:2, column 2 (Name) MAP-LOOKUP-AMBIGUOUS: \"Baobab\", and \"Kilimanjaro\" at \
             vendor-master.csv:4, column 2 (Name)",
            "vendor-master.csv:3, column 2 (Name) VAL-LENGTH: \"A name that is much too long\"",
        ]
    );
    let copies = project.path().join("reports/findings-1");
    let names: Vec<String> = std::fs::read_dir(copies)
        .unwrap()
        .map(|file| file.unwrap().file_name().to_str().unwrap().to_owned())
        .collect();
    assert!(
        names.iter().any(|name| name.starts_with("vendor-master")),
        "{names:?}"
    );
}

#[test]
fn a_file_to_look_up_that_cannot_be_read_to_its_end_stops_the_run() {
    let erp = Erp::start();
    let project = invoices("VendorNo,Name\n17,Baobab\n18,Fjord\n");
    let mapping = project.read("mappings/things.yaml");
    let mapping = mapping.replace(
        "{ delimited: vendor-master.csv }",
        "{ xml: master.xml, records: /all/one }",
    );
    project.write("mappings/things.yaml", mapping);
    project.write(
        "data/master.xml",
        "<all><one><VendorNo>17</VendorNo><Name>Baobab</Name></one><one><VendorNo>18",
    );
    let ran = project.run(&erp, &["load"]).code(3);
    let said = format!("{}{}", ran.stdout, ran.stderr);
    assert!(said.contains("master.xml"), "{said}");
    assert_eq!(erp.counters().writes_committed, 0);
}
