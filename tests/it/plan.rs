//! A plan says what a load would do, field by field, and writes nothing to the ERP.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use crate::golden::{golden, redacted};
use crate::support::{Erp, Project};

const SUPPLIERS: &str = "/fscmRestApi/resources/11.13.18.05/suppliers";

fn project(write: &str, vendors: &[(&str, &str)]) -> Project {
    let project = Project::init();
    let settings = project.read("landbridge.yaml");
    project.write(
        "landbridge.yaml",
        settings.replace("requests_per_second: 10", "requests_per_second: 5000"),
    );
    let mapping = project.read("mappings/suppliers.yaml");
    project.write(
        "mappings/suppliers.yaml",
        mapping.replace("write: create", &format!("write: {write}")),
    );
    extract(&project, vendors);
    project
}

fn extract(project: &Project, vendors: &[(&str, &str)]) {
    let mut csv = String::from("Vendor ID,Vendor Name,Country\n");
    for (id, name) in vendors {
        writeln!(csv, "{id},{name},NOR").unwrap();
    }
    project.write("data/vendors.csv", csv);
}

/// Somebody changes a supplier by hand.
fn rename(erp: &Erp, number: &str, name: &str) {
    let suppliers = erp.all("suppliers", "");
    let mut suppliers = suppliers.iter();
    let one = suppliers
        .find(|one| one["SupplierNumber"] == number)
        .unwrap();
    let path = format!("{SUPPLIERS}/{}", one["SupplierId"]);
    erp.ask(
        "PATCH",
        &path,
        Some(&json!({ "Supplier": name }).to_string()),
    );
}

/// Somebody makes a supplier by hand.
fn make(erp: &Erp, number: &str, name: &str) {
    let body = json!({ "Supplier": name, "SupplierNumber": number, "TaxOrganizationType": "Corporation",
        "BusinessRelationship": "Spend Authorized" });
    let made = erp.ask("POST", SUPPLIERS, Some(&body.to_string()));
    assert!(made["SupplierId"].is_number(), "{made}");
}

/// A plan as a program gets it; nothing is written meanwhile.
fn planned(project: &Project, erp: &Erp) -> Json {
    let before = erp.counters();
    let ran = project.run(erp, &["plan", "--format", "json"]).ok();
    let after = erp.counters();
    assert_eq!(after.writes_attempted, before.writes_attempted);
    let requests = |counters: &landbridge_sandbox::Counters| {
        counters.requests - counters.by_method.get("GET").copied().unwrap_or(0)
    };
    assert_eq!(requests(&after), requests(&before), "only GET");
    assert!(after.requests > before.requests, "the ERP was read");
    serde_json::from_str(&ran.stdout).unwrap()
}

/// Fate and key of every record that is listed.
fn fates(plan: &Json) -> Vec<String> {
    let records = plan["records"].as_array().unwrap().iter();
    let text = |value: &Json| value.as_str().unwrap().to_owned();
    records
        .map(|one| format!("{} {}", text(&one["fate"]), text(&one["key"])))
        .collect()
}

fn without_ids(text: &str) -> String {
    let ids = regex::Regex::new(r"3000\d{8,}").unwrap();
    ids.replace_all(text, "[id]").into_owned()
}

/// Five suppliers are loaded; then the source, the ERP and what the source lacks go apart.
fn gone_apart(erp: &Erp) -> Project {
    let vendors = [
        ("1", "Aurora"),
        ("2", "Borealis"),
        ("3", "Corvus"),
        ("4", "Draco"),
        ("5", "Equuleus"),
    ];
    let project = project("upsert", &vendors);
    project.run(erp, &["load"]).ok();
    rename(erp, "000004", "Draco by hand");
    make(erp, "000099", "Zeta");
    extract(
        &project,
        &[
            ("1", "Aurora"),
            ("2", "Borealis Inc"),
            ("4", "Draco"),
            ("5", "Equuleus"),
            ("6", "Fornax"),
        ],
    );
    project
}

#[test]
fn a_plan_tells_what_is_made_changed_left_alone_and_only_there() {
    let erp = Erp::start();
    let project = gone_apart(&erp);
    let plan = planned(&project, &erp);
    assert_eq!(
        fates(&plan),
        [
            "change 000002",
            "only_erp 000003",
            "drifted 000004",
            "create 000006",
            "only_erp 000099"
        ]
    );
    let changed = &plan["records"][0];
    assert_eq!(changed["because"], "data");
    let [field] = changed["fields"].as_array().unwrap().as_slice() else {
        panic!("one field changes: {changed}");
    };
    assert_eq!(
        *field,
        json!({ "path": "Supplier", "old": "\"Borealis\"", "new": "\"Borealis Inc\"",
            "origin": "vendors.csv:3, column 2 (Vendor Name)" })
    );
    let object = &plan["objects"][0];
    let counts: Vec<String> = object["records"]
        .as_array()
        .unwrap()
        .iter()
        .map(Json::to_string)
        .collect();
    assert_eq!(
        counts,
        [
            r#"{"fate":"create","records":1}"#,
            r#"{"fate":"change","records":1}"#,
            r#"{"fate":"unchanged","records":2}"#,
            r#"{"fate":"drifted","records":1}"#,
            r#"{"fate":"only_erp","records":2}"#,
        ]
    );
    assert_eq!((&plan["whole"], &plan["form"]), (&json!(true), &json!(1)));
}

#[test]
fn a_plan_is_read_by_people_in_80_columns() {
    let erp = Erp::start();
    let project = gone_apart(&erp);
    let ran = project.run(&erp, &["plan"]).ok();
    for line in ran.stdout.lines() {
        assert!(line.chars().count() <= 80, "over 80 columns: {line}");
    }
    golden!("plan", without_ids(&redacted(&ran.stdout, project.path())));
    let ran = project.run(&erp, &["plan", "--limit", "1"]).ok();
    assert!(ran.stdout.contains("and 1 more"), "{}", ran.stdout);
}

#[test]
fn a_load_does_what_the_plan_said_and_a_second_plan_finds_nothing_to_do() {
    let erp = Erp::start();
    let project = gone_apart(&erp);
    project.run(&erp, &["plan"]).ok();
    let before = erp.counters().objects["suppliers"];
    let load = project.run(&erp, &["load"]).ok();
    let after = erp.counters().objects["suppliers"];
    assert_eq!(after.creates - before.creates, 1);
    assert_eq!(after.updates - before.updates, 1);
    let said = "1 record of suppliers changed since loading: 1 by data";
    assert!(load.stderr.contains(said), "{}", load.stderr);
    let listed = fates(&planned(&project, &erp));
    assert_eq!(
        listed,
        ["only_erp 000003", "drifted 000004", "only_erp 000099"]
    );
}

#[test]
fn what_the_mapping_changes_is_told_apart_from_what_the_data_changes() {
    let erp = Erp::start();
    let vendors = [("1", "Aurora"), ("2", "Borealis"), ("3", "Corvus")];
    let project = project("upsert", &vendors);
    project.run(&erp, &["load"]).ok();
    let mapping = project.read("mappings/suppliers.yaml");
    let upper = mapping.replace(
        "clean: [trim, squeeze]",
        "clean: [trim, squeeze], case: upper",
    );
    assert_ne!(upper, mapping);
    project.write("mappings/suppliers.yaml", &upper);
    extract(
        &project,
        &[("1", "Aurora"), ("2", "Borealis"), ("3", "Corvus AS")],
    );
    let plan = planned(&project, &erp);
    assert_eq!(
        plan["objects"][0]["because"],
        json!({ "data": 1, "mapping": 2, "either": 0 })
    );
    let ran = project.run(&erp, &["load"]).ok();
    let said = "3 records of suppliers changed since loading: 1 by data, 2 by the mapping";
    assert!(ran.stderr.contains(said), "{}", ran.stderr);

    // A mapping that reads other columns than before: nothing tells the two apart.
    let (without, _) = upper.split_once("  TaxpayerCountry:").unwrap();
    project.write("mappings/suppliers.yaml", without);
    let plan = planned(&project, &erp);
    assert_eq!(
        plan["objects"][0]["because"],
        json!({ "data": 0, "mapping": 0, "either": 3 })
    );
}

#[test]
fn what_is_only_to_be_made_and_is_there_already_is_told_as_taken_or_alike() {
    let erp = Erp::start();
    let project = project("create", &[("1", "Aurora"), ("2", "Borealis")]);
    make(&erp, "000001", "Somebody else");
    make(&erp, "000002", "Borealis");
    let plan = planned(&project, &erp);
    let listed = fates(&plan);
    assert!(listed.contains(&"taken 000001".to_owned()), "{listed:?}");
    // What the ERP holds lacks what the mapping sends beside the name.
    assert_eq!(listed.len(), 2);
}

#[test]
fn nothing_of_a_plan_is_ever_sent_and_nothing_of_it_stays_but_its_verdicts() {
    let erp = Erp::start();
    let project = project("create", &[("1", "Aurora"), ("2", "Borealis")]);
    project.run(&erp, &["plan"]).ok();
    extract(&project, &[("3", "Corvus")]);
    project.run(&erp, &["load"]).ok();
    let held: Vec<Json> = erp.all("suppliers", "");
    assert_eq!(held.len(), 1, "only what the load staged is there");
    let runs = project.run(&erp, &["runs", "--format", "json"]).ok();
    assert!(runs.stdout.contains("\"plan\""), "{}", runs.stdout);
    let ledger = std::fs::read(project.path().join(".landbridge/ledger.db")).unwrap();
    let ledger = String::from_utf8_lossy(&ledger);
    assert!(ledger.contains("Corvus"), "what is loaded is kept");
}

#[test]
fn rejects_over_the_gate_and_a_target_that_is_away_have_the_codes_of_a_check() {
    let erp = Erp::start();
    let project = Project::init();
    project.write(
        "data/vendors.csv",
        "Vendor ID,Vendor Name,Country\n1,Good,NOR\n2,Bad,???\n",
    );
    let ran = project.run(&erp, &["plan"]).code(4);
    assert!(ran.stdout.contains("rejected"), "{}", ran.stdout);
    let away = crate::support::run(&mut project.command("http://127.0.0.1:9", &["plan"])).code(6);
    assert!(
        away.stderr.contains("the target is not available"),
        "{}",
        away.stderr
    );
}

#[test]
fn personal_values_and_keys_stand_in_no_plan() {
    let erp = Erp::start();
    let project = project("upsert", &[("71", "Aurora"), ("72", "Borealis")]);
    let mapping = project.read("mappings/suppliers.yaml");
    let private = mapping
        .replace(
            "clean: [trim, squeeze]",
            "clean: [trim, squeeze], personal: true",
        )
        .replace("pad: 6", "pad: 6, personal: true");
    project.write("mappings/suppliers.yaml", private);
    project.run(&erp, &["load"]).ok();
    rename(&erp, "000071", "Byhand");
    extract(&project, &[("72", "Borealissima"), ("73", "Corvus")]);
    for format in ["text", "json"] {
        let ran = project.run(&erp, &["plan", "--format", format]).ok();
        for secret in [
            "Aurora", "Byhand", "Borealis", "Corvus", "000071", "000072", "000073",
        ] {
            assert!(!ran.stdout.contains(secret), "{secret} in\n{}", ran.stdout);
            assert!(!ran.stderr.contains(secret), "{secret} in\n{}", ran.stderr);
        }
        assert!(ran.stdout.contains("‹personal"), "{}", ran.stdout);
    }
}
