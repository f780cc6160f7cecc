//! Somebody asks what became of one record, and sees it go through every rule.

use serde_json::Value as Json;

use crate::golden::golden;
use crate::support::{Project, Ran, home};

fn demo() -> Project {
    Project::copy_of(&home().join("mappings/demo"))
}

fn trace(project: &Project, arguments: &[&str]) -> Ran {
    let dated = [arguments, &["--run-date", "2026-05-04"]].concat();
    project.look("trace", &dated)
}

#[test]
fn a_record_is_followed_from_its_cells_to_what_is_sent() {
    let project = demo();
    let ran = trace(&project, &["00000121"]).ok();
    for line in ran.stdout.lines() {
        assert!(line.chars().count() <= 80, "over 80 columns: {line}");
    }
    golden!("trace-vendor", ran.stdout.trim_end());
    // Nothing is made: neither a ledger nor a report.
    assert!(!project.path().join(".landbridge").exists());
}

#[test]
fn nested_elements_and_findings_stand_where_they_arise() {
    let project = demo();
    let mapping = "mappings/orders.yaml";
    let changed = project
        .read(mapping)
        .replace("crosswalk: units", "crosswalk: offices");
    project.write(mapping, changed);
    let ran = trace(&project, &["--record", "1", "--mapping", "orders"]).ok();
    for line in ran.stdout.lines() {
        assert!(line.chars().count() <= 80, "over 80 columns: {line}");
    }
    golden!("trace-order", ran.stdout.trim_end());
}

#[test]
fn programs_get_the_events_of_each_record() {
    let project = demo();
    let ran = trace(&project, &["DKR24-00001", "--format", "json"]).ok();
    let told: Json = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(told["mapping"], "invoices");
    assert_eq!(told["origin"], "invoices.csv:2");
    assert_eq!(told["outcome"], "can be loaded");
    let events = told["events"].as_array().unwrap();
    let amount = events
        .iter()
        .position(|event| event["attribute"] == "InvoiceAmount")
        .unwrap();
    assert_eq!(
        events[amount]["rule"]["text"],
        "InvoiceAmount: { from: Betrag, number: de }"
    );
    assert_eq!(events[amount + 1]["event"], "read");
    assert_eq!(
        events[amount + 1]["origin"],
        "invoices.csv:2, column 4 (Betrag)"
    );
    let last = events[amount + 1..]
        .iter()
        .find(|event| event["event"] == "sent")
        .unwrap();
    assert_eq!(last["value"], "63954.72");
}

#[test]
fn a_record_that_is_not_there_is_said_without_its_key() {
    let project = demo();
    let ran = trace(&project, &["canary-key"]).code(2);
    assert!(
        ran.stderr
            .contains("no record of the legacy files gets this business key")
    );
    assert!(!ran.stderr.contains("canary"));
    let ran = trace(&project, &["--record", "999999", "--mapping", "orders"]).code(2);
    assert!(
        ran.stderr.contains("have no record of this number"),
        "{}",
        ran.stderr
    );
    let ran = trace(&project, &["X", "--mapping", "nothing"]).code(3);
    assert!(ran.stderr.contains("object `nothing`"), "{}", ran.stderr);
    trace(&project, &[]).code(2);
}

#[test]
fn personal_values_are_not_shown() {
    let project = demo();
    let arguments = ["data/vendors.xlsx", "--sheet", "Sites", "--header", "3"];
    let rest = ["--format", "jsonl", "--limit", "200"];
    let sites = project
        .look("peek", &[&arguments[..], &rest].concat())
        .ok()
        .stdout;
    let mut sites = sites
        .lines()
        .map(|line| serde_json::from_str::<Json>(line).unwrap());
    let site = sites
        .find(|site| site["fields"]["E-mail"]["type"] == "text")
        .unwrap();
    let vendor = site["fields"]["Vendor ID"]["value"]
        .as_str()
        .unwrap()
        .trim();
    let ran = trace(&project, &[&format!("{vendor:0>8}")]).ok();
    assert!(ran.stdout.contains("addresses.Email"), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("‹personal value, not shown›"),
        "{}",
        ran.stdout
    );
    assert!(!ran.stdout.contains('@'), "{}", ran.stdout);
}

#[test]
fn records_are_numbered_through_the_files_with_those_that_cannot_be_read() {
    let project = Project::init();
    let mapping = project.read("mappings/suppliers.yaml");
    let source = "  delimited: v-*.csv\n  ragged: refuse";
    let changed = mapping.replace("  delimited: vendors.csv", source);
    project.write("mappings/suppliers.yaml", changed);
    let header = "Vendor ID,Vendor Name,Country";
    project.write("data/v-1.csv", format!("{header}\n1,One,KEN\n2,broken\n"));
    project.write("data/v-2.csv", format!("{header}\n3,Three,KEN\n"));
    let ran = trace(&project, &["--record", "3", "--mapping", "suppliers"]).ok();
    assert!(ran.stdout.contains("v-2.csv:2"), "{}", ran.stdout);
}
