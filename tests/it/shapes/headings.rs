//! One form that offices keep in several languages: columns under other headings.

use super::{findings, project};
use crate::support::{Erp, Project};

const SCHEMA: &str = r#"{ "type": "object", "required": ["InvoiceNumber"], "properties": {
    "InvoiceNumber": { "type": "string" }, "Supplier": { "type": "string", "maxLength": 20 },
    "InvoiceCurrency": { "type": "string" }, "InvoiceAmount": { "type": "number" },
    "InvoiceDate": { "type": "string", "format": "date" }, "BusinessUnit": { "type": "string" } } }"#;

const MAPPING: &str = "source:
  delimited: invoices-*.csv
  encoding: utf-8
  headings: { Invoice: [Facture, Factura], Vendor: [Fournisseur, Proveedor], Amount: [Montant, Importe], Day: [Date, Fecha] }
business_key: InvoiceNumber
fields:
  InvoiceNumber: { from: Invoice }
  InvoiceAmount: { from: Amount, number: de }
  InvoiceDate: { from: Day, date: [\"%d.%m.%Y\", \"%d/%m/%Y\"] }
  InvoiceCurrency: { value: USD }
  BusinessUnit: { value: Africa BU }
  Supplier: { from: Vendor, personal: true }
control_totals:
  - { sum: Amount }
";

const ENGLISH: &str = "Invoice,Vendor,Amount,Day\nK1,Baobab,\"1.234,50\",31.01.2026\n";
const FRENCH: &str = "Date,Montant,Fournisseur,Facture\n31/01/2026,\"10,25\",Fjord,S1\n";

fn invoices(files: &[(&str, &str)]) -> Project {
    project(files, SCHEMA, MAPPING)
}

#[test]
fn files_in_several_languages_are_one_source_and_its_total_is_that_of_all() {
    let erp = Erp::start();
    super::supplier(&erp, "Baobab");
    super::supplier(&erp, "Fjord");
    let project = invoices(&[("invoices-ke.csv", ENGLISH), ("invoices-sn.csv", FRENCH)]);
    project.run(&erp, &["run"]).ok();
    let report = project.report(&erp);
    let object = &report["objects"][0];
    assert_eq!(object["funnel"]["loaded"]["created"], 2);
    assert_eq!(object["totals"][0]["source"], "1244.75");
    assert_eq!(object["totals"][0]["agrees"], true);
}

#[test]
fn a_fault_is_told_with_the_heading_that_stands_in_the_file_and_what_is_personal_is_hidden_there_too()
 {
    let erp = Erp::start();
    let french = "Date,Montant,Fournisseur,Facture\nmardi,dix,Caf\u{e9} canary,S1\n";
    let project = invoices(&[("invoices-ke.csv", ENGLISH)]);
    // In another encoding than stated: the source notices it at the cell of the name.
    let bytes: Vec<u8> = french
        .chars()
        .map(|letter| u8::try_from(u32::from(letter)).unwrap())
        .collect();
    project.write("data/invoices-sn.csv", bytes);
    project.run(&erp, &["check"]).code(4);
    let mut found = findings(&project, &erp);
    found.sort();
    let places: Vec<&str> = found
        .iter()
        .map(|one| one.split(':').nth(1).unwrap())
        .collect();
    assert_eq!(
        places,
        [
            "2, column 1 (Date) MAP-DATE-FORMAT",
            "2, column 2 (Montant) MAP-NUMBER-FORMAT",
            "2, column 3 (Fournisseur) SRC-UNDECODABLE"
        ],
        "{found:?}"
    );
    assert!(!found.concat().contains("canary"), "{found:?}");
}

#[test]
fn two_headings_of_one_column_in_a_file_are_told_before_anything_is_read() {
    let erp = Erp::start();
    let both = "Facture,Factura,Vendor,Amount,Day\nS1,S2,Fjord,1,31.01.2026\n";
    let project = invoices(&[("invoices-sn.csv", both)]);
    let ran = project.run(&erp, &["check"]);
    assert_ne!(ran.code, 0);
    assert!(
        ran.stderr
            .contains("two headings of `Invoice`: \"Facture\" and \"Factura\""),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_heading_is_of_one_column() {
    let erp = Erp::start();
    let project = invoices(&[("invoices-ke.csv", ENGLISH)]);
    let twice = MAPPING.replace("Day: [Date, Fecha]", "Day: [Date, Montant]");
    let mapping = project.read("mappings/things.yaml");
    project.write("mappings/things.yaml", mapping.replace(MAPPING, &twice));
    let ran = project.run(&erp, &["check"]).code(3);
    let told = "\"Montant\", which is a heading of `Amount` as well";
    assert!(ran.stderr.contains(told), "{}", ran.stderr);
}
