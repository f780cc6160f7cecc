//! What the server accepts once somebody has said so: two invoices that are alike.

use super::*;

const INVOICES_MAPPING: &str = r#"version: 1
object: invoices
source: { delimited: invoices.csv }
business_key: description
target:
  object: account.invoice
  write: create
  actions: [post]
  finished: { state: posted }
schema: { file: schemas/account.invoice.json, form: json-schema }
fields:
  description:     { from: Number }
  reference:       { from: Reference }
  type:            { value: in }
  party:           { from: Vendor, ref: vendors }
  invoice_address: { from: Site, ref: { object: party.address, in: erp, by: party_name } }
  account:         { from: Payable, ref: { object: account.account, in: erp, by: code } }
  journal:         { from: Journal, ref: { object: account.journal, in: erp, by: code } }
  currency:        { from: Currency, ref: { object: currency.currency, in: erp, by: code } }
  invoice_date:    { from: Date, date: "%d/%m/%Y" }
  lines:
    each: { delimited: invoice-lines.csv }
    on: Number
    fields:
      type:        { value: line }
      description: { from: Text }
      quantity:    { from: Quantity, number: en }
      unit_price:  { from: Price, number: en }
      account:     { from: Account, ref: { object: account.account, in: erp, by: code } }
"#;

#[test]
fn a_warning_of_the_server_refuses_its_record_until_the_mapping_accepts_it_by_name() {
    let server = Tryton::start();
    let project = project(&server);
    say(
        &project,
        &["schema", "pull", "erp", "party.party", "account.invoice"],
    )
    .ok();
    project.write("data/tax.csv", "Vendor ID,VAT\n");
    project.write("mappings/vendors.yaml", VENDORS_MAPPING);
    // Their addresses must be there before an invoice can refer to one.
    say(&project, &["run"]).ok();
    project.write("mappings/invoices.yaml", INVOICES_MAPPING);
    // Two invoices of one vendor with the same reference are alike.
    let line = "V-1,North,2.1.1,EXP,EUR,31/01/2024";
    project.write(
        "data/invoices.csv",
        format!("Number,Reference,Vendor,Site,Payable,Journal,Currency,Date\nI-1,R-1,{line}\nI-2,R-1,{line}\nI-3,R-3,{line}\n"),
    );
    project.write(
        "data/invoice-lines.csv",
        "Number,Text,Quantity,Price,Account\nI-1,Paper,2,10.0050,5.1.1\nI-2,Paper,2,10.0050,5.1.1\nI-3,Ink,1.5,7,5.1.1\n",
    );
    let state = |server: &Tryton| -> Vec<(String, String)> {
        let there = server.records("account.invoice", json!([]), &["description", "state"]);
        let text = |one: &Json, name: &str| one[name].as_str().unwrap().to_owned();
        let mut all: Vec<_> = there
            .iter()
            .map(|one| (text(one, "description"), text(one, "state")))
            .collect();
        all.sort();
        all
    };
    let posted = |numbers: &[&str]| -> Vec<(String, String)> {
        numbers
            .iter()
            .map(|number| ((*number).to_owned(), "posted".to_owned()))
            .collect()
    };
    say(&project, &["run"]).code(4);
    let told = report(&project);
    let words = refusals(&told, "invoices");
    assert!(
        !words.is_empty()
            && words.iter().all(|(_, _, found)| {
                found.starts_with("invoice_similar: The invoice ")
                    && found.contains("is similar to")
            }),
        "{words:?}"
    );
    let [created, ..] = counts(&told, "invoices");
    assert_eq!(created + words.len() as u64, 3);
    assert_eq!(
        state(&server).len() as u64,
        created,
        "refused ones are taken back"
    );

    let accepts = INVOICES_MAPPING.replace(
        "  write: create",
        "  write: create\n  accept_warnings: [invoice_similar]",
    );
    project.write("mappings/invoices.yaml", accepts);
    say(&project, &["retry"]);
    say(&project, &["run"]).ok();
    assert_eq!(state(&server), posted(&["I-1", "I-2", "I-3"]));
    assert_eq!(object(&report(&project), "invoices")["breaks_open"], 0);
}
