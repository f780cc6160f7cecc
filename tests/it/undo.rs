//! An undo tells what a run made, and takes back only that, once, whatever dies on the way.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use landbridge_sandbox::{Faults, SandboxConfig};
use serde_json::{Value as Json, json};

use crate::golden::{golden, redacted, without_numbers};
use crate::support::{Erp, PASSWORD, Project, Ran, USER, run};

const RESOURCES: &str = "/fscmRestApi/resources/11.13.18.05";
const RECORDS: usize = 4;

/// Suppliers, which Fusion only takes out of use, and an invoice of each, which it deletes.
fn project() -> Project {
    let project = Project::init();
    let file = project.read("landbridge.yaml");
    let file = file.replace("requests_per_second: 10", "requests_per_second: 5000");
    // One after the other, so that what a killed undo leaves is the same every time.
    project.write(
        "landbridge.yaml",
        file.replace("concurrency: 4", "concurrency: 1"),
    );
    project.believe_at_once();
    let mapping = project.read("mappings/suppliers.yaml");
    project.write(
        "mappings/suppliers.yaml",
        mapping.replace("write: create", "write: upsert"),
    );
    let schema = json!({ "type": "object", "required": ["InvoiceNumber"], "properties": {
        "InvoiceNumber": { "type": "string" }, "InvoiceCurrency": { "type": "string" },
        "InvoiceAmount": { "type": "number" }, "InvoiceDate": { "type": "string", "format": "date" },
        "BusinessUnit": { "type": "string" }, "Description": { "type": "string" },
        "SupplierId": { "type": "integer" } } });
    project.write("schemas/invoices.json", schema.to_string());
    project.write(
        "mappings/invoices.yaml",
        "version: 1\nobject: invoices\nsource: { delimited: invoices.csv }\nbusiness_key: InvoiceNumber\n\
         target: { object: invoices }\nfields:\n  InvoiceNumber: { from: No }\n  \
         InvoiceCurrency: { value: USD }\n  InvoiceAmount: { from: Amount, number: plain }\n  \
         InvoiceDate: { value: 2026-01-31 }\n  BusinessUnit: { value: Headquarters }\n  \
         Description: { from: Text }\n  SupplierId: { from: Vendor, pad: 6, ref: suppliers }\n",
    );
    extracts(&project, "first");
    project
}

fn extracts(project: &Project, text: &str) {
    let mut vendors = String::from("Vendor ID,Vendor Name,Country\n");
    let mut invoices = String::from("No,Vendor,Amount,Text\n");
    for number in 1..=RECORDS {
        writeln!(vendors, "{number},Vendor {number},NOR").unwrap();
        let text = if number == 2 { text } else { "first" };
        writeln!(invoices, "I-{number},{number},{number}0.50,{text}").unwrap();
    }
    project.write("data/vendors.csv", vendors);
    project.write("data/invoices.csv", invoices);
}

fn invoices(erp: &Erp) -> Vec<String> {
    let all = erp.all("invoices", "");
    let mut numbers: Vec<String> = all
        .iter()
        .map(|one| one["InvoiceNumber"].as_str().unwrap().to_owned())
        .collect();
    numbers.sort();
    numbers
}

fn in_use(erp: &Erp) -> Vec<String> {
    let all = erp.all("suppliers", "");
    let mut numbers: Vec<String> = all
        .iter()
        .filter(|one| one["InactiveDate"].is_null())
        .map(|one| one["SupplierNumber"].as_str().unwrap().to_owned())
        .collect();
    numbers.sort();
    numbers
}

fn change(erp: &Erp, number: &str, attributes: &Json) {
    let all = erp.all("invoices", "");
    let one = all
        .iter()
        .find(|one| one["InvoiceNumber"] == number)
        .unwrap();
    let path = format!("{RESOURCES}/invoices/{}", one["InvoiceId"]);
    erp.ask("PATCH", &path, Some(&attributes.to_string()));
}

fn deletes(erp: &Erp) -> u64 {
    erp.counters()
        .objects
        .get("invoices")
        .map_or(0, |one| one.deletes)
}

fn without_ids(text: &str) -> String {
    let ids = regex::Regex::new(r"\b\d{10,}\b").unwrap();
    ids.replace_all(text, "[id]").into_owned()
}

/// A run made four suppliers less one that was there, and four invoices; then one was changed by hand and one by a later run.
fn loaded(erp: &Erp) -> Project {
    let project = project();
    let body = json!({ "Supplier": "Vendor 1", "SupplierNumber": "000001", "TaxOrganizationType": "Corporation",
        "BusinessRelationship": "Spend Authorized" });
    erp.ask(
        "POST",
        &format!("{RESOURCES}/suppliers"),
        Some(&body.to_string()),
    );
    project.run(erp, &["load"]).ok();
    change(erp, "I-1", &json!({ "Description": "by hand" }));
    extracts(&project, "second");
    project.run(erp, &["load"]).ok();
    project
}

#[test]
fn a_dry_run_tells_what_would_be_taken_back_and_what_is_left_and_writes_nothing() {
    let erp = Erp::start();
    let project = loaded(&erp);
    let before = erp.counters().writes_attempted;
    let ran = project.run(&erp, &["load", "--undo", "1"]).ok();
    assert_eq!(
        erp.counters().writes_attempted,
        before,
        "a dry run writes nothing"
    );
    for line in ran.stdout.lines() {
        assert!(line.chars().count() <= 80, "over 80 columns: {line}");
    }
    golden!(
        "undo-dry-run",
        without_ids(&redacted(&ran.stdout, project.path()))
    );
}

#[test]
fn only_what_the_run_made_and_nobody_changed_since_is_taken_back() {
    let erp = Erp::start();
    let project = loaded(&erp);
    let arguments = ["load", "--undo", "1", "--confirm", "--format", "json"];
    let ran = project.run(&erp, &arguments).ok();
    assert_eq!(invoices(&erp), ["I-1", "I-2"]);
    assert_eq!(
        in_use(&erp),
        ["000001"],
        "what was there before stays in use"
    );
    let told: Vec<Json> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let told: Vec<String> = told
        .iter()
        .filter(|one| one.get("fate").is_some())
        .map(|one| {
            format!(
                "{} {}",
                one["fate"].as_str().unwrap(),
                one["key"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "left I-1",
            "left I-2",
            "deleted I-3",
            "deleted I-4",
            "inactivated 000002",
            "inactivated 000003",
            "inactivated 000004"
        ]
    );
    let report = project.run(&erp, &["report", "1", "--format", "json"]).ok();
    let report: Json = serde_json::from_str(&report.stdout).unwrap();
    let taken_back =
        |object: usize| report["objects"][object]["funnel"]["skipped"]["taken_back"].clone();
    assert_eq!((taken_back(0), taken_back(1)), (json!(3), json!(2)));

    // There is nothing to do a second time.
    let writes = erp.counters().writes_attempted;
    project
        .run(&erp, &["load", "--undo", "1", "--confirm"])
        .ok();
    assert_eq!(erp.counters().writes_attempted, writes);
}

#[test]
fn what_was_taken_back_is_loaded_again_by_the_next_load() {
    let erp = Erp::start();
    let project = project();
    project.run(&erp, &["load"]).ok();
    project
        .run(&erp, &["load", "--undo", "1", "--confirm"])
        .ok();
    assert!(invoices(&erp).is_empty());
    project.run(&erp, &["load"]).ok();
    assert_eq!(invoices(&erp).len(), RECORDS);
    assert_eq!(
        erp.counters().objects["invoices"].creates,
        2 * RECORDS as u64
    );
}

/// An undo that dies at a point.
fn killed_at(project: &Project, erp: &Erp, point: &str) -> Ran {
    let mut undo = project.command(&erp.url(), &["load", "--undo", "1", "--confirm"]);
    run(undo.env("LANDBRIDGE_CRASH_AT", point)).code(-1)
}

#[test]
fn an_undo_that_is_killed_anywhere_is_ended_by_the_next_and_deletes_nothing_twice() {
    for point in [
        "look-up.before:3",
        "look-up.after:3",
        "intent.before:2",
        "intent.within:2",
        "intent.after:2",
        "send.before:2",
        "send.after:2",
        "settle.before:2",
        "settle.within:2",
        "settle.after:2",
    ] {
        let erp = Erp::start();
        let project = project();
        project.run(&erp, &["load"]).ok();
        killed_at(&project, &erp, point);
        assert!(
            deletes(&erp) < RECORDS as u64,
            "{point}: it was over before it died"
        );
        project
            .run(&erp, &["load", "--undo", "1", "--confirm"])
            .ok();
        assert!(invoices(&erp).is_empty(), "{point}");
        assert_eq!(deletes(&erp), RECORDS as u64, "{point}");
        assert!(in_use(&erp).is_empty(), "{point}");
        // The ledger knows: all is made again.
        project.run(&erp, &["load"]).ok();
        assert_eq!(invoices(&erp).len(), RECORDS, "{point}");
    }
}

#[test]
fn an_undo_that_is_paused_takes_nothing_more_back_until_it_may_go_on() {
    const MADE: usize = 100;
    let erp = Erp::with(SandboxConfig::with_user(USER, PASSWORD).faults(Faults {
        latency: Duration::from_millis(25),
        ..Faults::default()
    }));
    let project = project();
    let mut invoices_csv = String::from("No,Vendor,Amount,Text\n");
    for number in 1..=MADE {
        writeln!(invoices_csv, "I-{number},1,{number}.50,first").unwrap();
    }
    project.write("data/invoices.csv", invoices_csv);
    project.run(&erp, &["load"]).ok();
    assert_eq!(invoices(&erp).len(), MADE);

    let undo = project.spawn(&erp, &["load", "--undo", "1", "--confirm"]);
    let begun = Instant::now();
    while deletes(&erp) < 3 {
        assert!(
            begun.elapsed() < Duration::from_mins(1),
            "nothing is taken back"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
    project.run(&erp, &["pause"]).ok();
    // What was under way ends.
    std::thread::sleep(Duration::from_millis(700));
    let paused_at = deletes(&erp);
    assert!(paused_at < 100, "it was over before it was paused");
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(deletes(&erp), paused_at, "nothing is taken back meanwhile");

    project.run(&erp, &["pause", "--resume"]).ok();
    let ran = Ran::from(undo.wait_with_output().unwrap()).ok();
    assert!(
        ran.stderr.contains("paused by loader at "),
        "{}",
        ran.stderr
    );
    assert_eq!(deletes(&erp), 100);
    assert_eq!(invoices(&erp), Vec::<String>::new());
}

#[test]
fn nothing_is_loaded_while_it_is_not_known_what_became_of_an_undo() {
    let erp = Erp::start();
    let project = project();
    project.run(&erp, &["load"]).ok();
    killed_at(&project, &erp, "send.before:1");
    extracts(&project, "second");
    let writes = erp.counters().writes_attempted;
    let ran = project.run(&erp, &["load"]).code(9);
    // How much was in flight is a matter of chance.
    let said = without_numbers(&redacted(&ran.stderr, project.path()));
    golden!("undo-is-open", said.replace("records:", "record:"));
    assert_eq!(erp.counters().writes_attempted, writes);
    project
        .run(&erp, &["load", "--undo", "1", "--confirm"])
        .ok();
    project.run(&erp, &["load"]).ok();
}

#[test]
fn what_the_erp_cannot_take_back_is_listed_with_its_target_id_and_what_to_do() {
    let erp = Erp::start();
    let project = project();
    let mapping = project.read("mappings/invoices.yaml");
    let kept = mapping.replace(
        "target: { object: invoices }",
        "target: { object: invoices, deletes: false }",
    );
    project.write("mappings/invoices.yaml", kept);
    project.run(&erp, &["load"]).ok();
    let ran = project
        .run(&erp, &["load", "--undo", "1", "--confirm"])
        .ok();
    assert_eq!(invoices(&erp).len(), RECORDS);
    assert!(
        ran.stdout.contains("to be taken back by hand"),
        "{}",
        ran.stdout
    );
    let id = erp.all("invoices", "")[0]["InvoiceId"].to_string();
    assert!(ran.stdout.contains(&id), "{id} in\n{}", ran.stdout);
}

#[test]
fn a_check_has_nothing_to_undo() {
    let erp = Erp::start();
    let project = project();
    project.run(&erp, &["check"]).ok();
    let ran = project.run(&erp, &["load", "--undo", "1"]).code(2);
    assert!(ran.stderr.contains("run 1"), "{}", ran.stderr);
    project.run(&erp, &["load", "--confirm"]).code(2);
}
