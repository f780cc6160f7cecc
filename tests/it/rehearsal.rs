//! Rehearsals in one pod do not meet, and nothing of them gets into the cut-over; and a token finds a record again.

use crate::support::{Erp, Project, home, run};

const PROJECT: &str = "version: 1
project: rollout
targets:
  erp:
    fusion: { framework_version: 4 }
    url: { env: LANDBRIDGE_URL }
    auth: { basic: { user: { env: LANDBRIDGE_USER }, password: { env: LANDBRIDGE_PASSWORD } } }
  live:
    fusion: { framework_version: 4 }
    url: { env: LANDBRIDGE_URL }
    auth: { basic: { user: { env: LANDBRIDGE_USER }, password: { env: LANDBRIDGE_PASSWORD } } }
    production: true
target: erp
rehearsal: { prefix: 'R{n}-' }
crosswalks:
  countries: { delimited: crosswalks/countries.csv, from: legacy, to: erp }
";

/// Invoices that refer to suppliers.
pub(crate) const INVOICES: &str = "version: 1
object: invoices
source: { delimited: invoices.csv }
business_key: InvoiceNumber
target: { object: invoices, write: create }
fields:
  InvoiceNumber:   { from: Number }
  SupplierId:      { ref: suppliers, from: Vendor, pad: 6 }
  BusinessUnit:    { value: Meridian Kenya }
  InvoiceType:     { value: STANDARD }
  InvoiceDate:     { from: Date }
  InvoiceAmount:   { from: Amount }
  InvoiceCurrency: { value: USD }
";

fn project() -> Project {
    let project = Project::init();
    project.write("landbridge.yaml", PROJECT);
    project.write("crosswalks/countries.csv", "legacy,erp\nKEN,KE\n");
    project.write(
        "data/vendors.csv",
        "Vendor ID,Vendor Name,Country\n1,Acme,KEN\n2,Beta,KEN\n",
    );
    project.write(
        "data/invoices.csv",
        "Number,Vendor,Date,Amount\nI-1,1,2025-01-31,10.50\nI-2,2,2025-02-28,20\n",
    );
    let schema = home().join("mappings/demo/schemas/invoices.json");
    project.write("schemas/invoices.json", std::fs::read(schema).unwrap());
    project.write("mappings/invoices.yaml", INVOICES);
    let mapping = project.read("mappings/suppliers.yaml");
    project.write(
        "mappings/suppliers.yaml",
        mapping.replace(
            "target:",
            "rehearsal_prefix: [SupplierNumber, Supplier]\ntarget:",
        ),
    );
    project
}

fn texts(all: &[serde_json::Value], name: &str) -> Vec<String> {
    let mut found: Vec<String> = all
        .iter()
        .map(|one| one[name].as_str().unwrap().to_owned())
        .collect();
    found.sort();
    found
}

#[test]
fn two_rehearsals_load_the_same_extract_into_one_pod_and_references_follow_the_prefix() {
    let erp = Erp::start();
    let project = project();
    project.run(&erp, &["run", "--purpose", "rehearsal:1"]).ok();
    project.run(&erp, &["run", "--purpose", "rehearsal:2"]).ok();
    let suppliers = erp.all("suppliers", "");
    assert_eq!(
        texts(&suppliers, "SupplierNumber"),
        ["R1-000001", "R1-000002", "R2-000001", "R2-000002"]
    );
    assert_eq!(
        texts(&suppliers, "Supplier"),
        ["R1-Acme", "R1-Beta", "R2-Acme", "R2-Beta"]
    );
    let invoices = erp.all("invoices", "");
    assert_eq!(
        texts(&invoices, "InvoiceNumber"),
        ["R1-I-1", "R1-I-2", "R2-I-1", "R2-I-2"]
    );
    for invoice in &invoices {
        let number = invoice["InvoiceNumber"].as_str().unwrap();
        let wanted = format!("{}00000{}", &number[..3], &number[5..]);
        let of = suppliers
            .iter()
            .find(|one| one["SupplierNumber"] == wanted.as_str())
            .unwrap();
        assert_eq!(invoice["SupplierId"], of["SupplierId"], "{number}");
    }
    project.run(&erp, &["show", "R2-I-1"]).ok();
    // What the other rehearsal left is no break of this one, and what nobody loaded is.
    for run in ["1", "2"] {
        project.run(&erp, &["reconcile", "--run", run]).ok();
    }
    let stranger = r#"{"Supplier": "Stranger", "SupplierNumber": "7", "TaxOrganizationType": "Corporation",
        "BusinessRelationship": "Spend Authorized"}"#;
    erp.ask(
        "POST",
        "/fscmRestApi/resources/11.13.18.05/suppliers",
        Some(stranger),
    );
    let said = project
        .run(&erp, &["reconcile", "--run", "1"])
        .code(5)
        .stdout;
    assert!(said.contains("1 unexpected"), "{said}");
}

#[test]
fn the_cut_over_has_no_prefix_and_rejects_a_key_that_has_one() {
    let erp = Erp::start();
    let project = project();
    project.run(&erp, &["load", "--purpose", "cut-over"]).ok();
    assert_eq!(
        texts(&erp.all("suppliers", ""), "SupplierNumber"),
        ["000001", "000002"]
    );
    project.write(
        "data/vendors.csv",
        "Vendor ID,Vendor Name,Country\n1,Acme,KEN\nR12-000002,Beta,KEN\n",
    );
    project
        .run(
            &erp,
            &["load", "--purpose", "cut-over", "--object", "suppliers"],
        )
        .code(4);
    let said = project.run(&erp, &["rejects"]).ok().stdout;
    for word in ["KEY-REHEARSAL", "vendors.csv:3", "R12-000002"] {
        assert!(said.contains(word), "no word of {word}:\n{said}");
    }
    assert_eq!(erp.all("suppliers", "").len(), 2);
}

#[test]
fn a_rehearsal_with_a_prefix_does_not_go_into_production() {
    let erp = Erp::start();
    let project = project();
    for command in ["check", "load", "run"] {
        let said = project
            .run(&erp, &[command, "--target", "live"])
            .code(3)
            .stderr;
        for word in [
            "MAPPING-REHEARSAL",
            "rehearsal 1 with a prefix, into `live`",
            "--purpose cut-over",
        ] {
            assert!(said.contains(word), "no word of {word}:\n{said}");
        }
    }
    assert_eq!(erp.all("suppliers", "").len(), 0);
    project
        .run(&erp, &["load", "--target", "live", "--purpose", "cut-over"])
        .ok();
    assert_eq!(
        texts(&erp.all("suppliers", ""), "SupplierNumber"),
        ["000001", "000002"]
    );
}

#[test]
fn what_a_rehearsal_left_is_not_carried_on_by_the_cut_over() {
    let erp = Erp::start();
    let project = project();
    let mut load = project.command(&erp.url(), &["load", "--purpose", "rehearsal:1"]);
    let died = run(load.env("LANDBRIDGE_CRASH_AT", "intent.after"));
    assert_ne!(died.code, 0);
    project.run(&erp, &["load", "--purpose", "cut-over"]).ok();
    assert_eq!(
        texts(&erp.all("suppliers", ""), "SupplierNumber"),
        ["000001", "000002"]
    );
}

#[test]
fn a_mapping_whose_key_could_have_the_prefix_in_several_places_must_say_where() {
    let erp = Erp::start();
    let project = project();
    let mapping = project.read("mappings/invoices.yaml");
    let several = mapping.replace(
        "business_key: InvoiceNumber",
        "business_key: [InvoiceNumber, InvoiceCurrency]",
    );
    project.write("mappings/invoices.yaml", &several);
    let said = project.run(&erp, &["check"]).code(3).stderr;
    assert!(
        said.contains("in which no one attribute can have the prefix"),
        "{said}"
    );
    for (stated, good) in [
        ("InvoiceNumber", true),
        ("false", true),
        ("InvoiceAmount", false),
        ("SupplierId", false),
        ("[InvoiceNumber, InvoiceDate]", false),
    ] {
        let stated = several.replace("target:", &format!("rehearsal_prefix: {stated}\ntarget:"));
        project.write("mappings/invoices.yaml", stated);
        project.run(&erp, &["check"]).code(if good { 0 } else { 3 });
    }
}

#[test]
fn a_token_is_sent_and_is_a_key_by_which_a_record_is_found_again() {
    let erp = Erp::start();
    let project = project();
    project.write(
        "landbridge.yaml",
        PROJECT.replace("rehearsal:", "about: none\n# rehearsal:"),
    );
    let mapping = project.read("mappings/invoices.yaml");
    project.write(
        "mappings/invoices.yaml",
        mapping
            .replace("business_key: InvoiceNumber", "business_key: Description")
            .replace("fields:", "fields:\n  Description: { token: { length: 30, prefix: LB-, of: [InvoiceNumber] } }"),
    );
    project.run(&erp, &["run"]).ok();
    let tokens = texts(&erp.all("invoices", ""), "Description");
    assert!(
        tokens
            .iter()
            .all(|token| token.starts_with("LB-") && token.len() == 30),
        "{tokens:?}"
    );
    assert_ne!(tokens[0], tokens[1]);
    // The same in another run and from another folder: nothing is loaded twice.
    let said = project.run(&erp, &["show", &tokens[0]]).ok().stdout;
    assert!(said.contains("loaded"), "{said}");
    project.run(&erp, &["run"]).ok();
    assert_eq!(texts(&erp.all("invoices", ""), "Description"), tokens);
    for (token, said) in [
        ("{ length: 12 }", "at least 16"),
        ("true", "a token of `Description`, which is a token"),
        ("false", "true, or { length: 26"),
        ("{ of: [InvoiceNumbr] }", "InvoiceNumbr"),
        ("{ length: 500, of: [InvoiceNumber] }", "Description"),
    ] {
        let text = project.read("mappings/invoices.yaml");
        let (before, rest) = text.split_once("{ token: ").unwrap();
        let (_, behind) = rest.split_once('\n').unwrap();
        project.write(
            "mappings/invoices.yaml",
            format!("{before}{{ token: {token} }}\n{behind}"),
        );
        let all = project.run(&erp, &["check"]).code(3).stderr;
        assert!(all.contains(said), "no word of {said}:\n{all}");
    }
}

#[test]
fn a_trace_is_that_of_a_run_of_its_purpose() {
    let project = project();
    let trace = |arguments: &[&str]| project.look("trace", arguments);
    let rehearsed = ["R3-000001", "--purpose", "rehearsal:3"];
    let said = trace(&rehearsed).ok().stdout;
    assert!(said.contains("\"R3-000001\""), "{said}");
    trace(&["R1-000001"]).ok();
    trace(&["000001", "--purpose", "rehearsal:3"]).code(2);
    let said = trace(&["000001", "--purpose", "cut-over"]).ok().stdout;
    assert!(!said.contains("R1-"), "{said}");
    trace(&["000001", "--target", "live"]).ok();
    trace(&["000001", "--purpose", "dress rehearsal"]).code(2);
}
