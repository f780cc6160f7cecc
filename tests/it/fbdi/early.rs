//! What the files of an import cannot hold is told before anything is sent.

use serde_json::{Value as Json, json};

use super::{INVOICES, RECORDS, SUPPLIERS, invoices, object, project, suppliers, with_acme};
use crate::support::{Erp, Project};

/// Field, place, found and expected of each sample of what a file cannot hold.
fn misfits(project: &Project, erp: &Erp) -> Vec<[String; 4]> {
    let told = object(project, erp);
    let causes = told["causes"].as_array().unwrap().iter();
    let of_file = causes.filter(|cause| cause["code"] == "VAL-FILE");
    let mut found = Vec::new();
    for cause in of_file {
        let text = |of: &Json, name: &str| of[name].as_str().unwrap().to_owned();
        for sample in cause["samples"].as_array().unwrap() {
            let place = text(sample, "origin");
            found.push([
                text(cause, "field"),
                place,
                text(sample, "found"),
                text(cause, "expected"),
            ]);
        }
    }
    found.sort();
    found
}

#[test]
fn what_the_file_cannot_hold_is_told_by_a_check_at_its_place_and_the_others_go() {
    let erp = Erp::start();
    with_acme(&erp);
    let before = erp.counters().writes_attempted;
    let mut records = invoices();
    records[2]["date"] = "31/02/2026".into();
    records[4]["lines"][0]["booked"] = "in March".into();
    // What `where` leaves out is in no file.
    records[4]["lines"] = json!([{"line": 9, "amount": 1}, records[4]["lines"][0]]);
    let mapping = INVOICES
        .replace(
            "    each: lines\n",
            "    each: lines\n    where: 'line != 9'\n",
        )
        .replace(
            "      LineType",
            "      AccountingDate: { from: booked }\n      LineType",
        );
    let invoices = project("invoices", &mapping, &records);
    invoices.run(&erp, &["check"]).code(4);
    let told = misfits(&invoices, &erp);
    let told: Vec<[&str; 4]> = told
        .iter()
        .map(|one| one.each_ref().map(String::as_str))
        .collect();
    assert_eq!(
        told,
        [
            [
                "InvoiceDate",
                "invoices.jsonl:3 /date",
                "\"31/02/2026\"",
                "a day as YYYY-MM-DD (`INVOICE_DATE` of ApInvoicesInterface.csv)",
            ],
            [
                "invoiceLines.AccountingDate",
                "invoices.jsonl:5 /lines[2]/booked",
                "\"in March\"",
                "a day as YYYY-MM-DD (`ACCOUNTING_DATE` of ApInvoiceLinesInterface.csv)",
            ],
        ]
    );
    assert_eq!(
        erp.counters().writes_attempted,
        before,
        "a check writes nothing"
    );

    invoices.run(&erp, &["load"]).code(4);
    let funnel = &object(&invoices, &erp)["funnel"];
    assert_eq!(funnel["loaded"]["created"], RECORDS - 2);
    assert_eq!(funnel["refused"], 0, "nothing of it came as far as the ERP");
}

#[test]
fn what_is_personal_and_does_not_fit_its_column_is_told_without_its_value() {
    let erp = Erp::start();
    let mut records = suppliers();
    records[0]["contacts"][0]["until"] = "canary-day".into();
    let mapping = format!("{SUPPLIERS}      InactiveDate: {{ from: until, personal: true }}\n");
    let suppliers = project("suppliers", &mapping, &records);
    let ran = suppliers.run(&erp, &["check"]).code(4);
    let rejects = suppliers.run(&erp, &["rejects"]);
    for text in [&ran.stdout, &ran.stderr, &rejects.stdout] {
        assert!(!text.contains("canary"), "{text}");
    }
    let told = misfits(&suppliers, &erp);
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0][0], "contacts.InactiveDate");
}
