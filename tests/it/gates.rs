//! Gates: what a run may show and still go on, over all records, for one object, for one cause.

use std::fmt::Write as _;

use crate::support::{Erp, Project};

/// A project with these gates; of its vendors the first few have a country that no crosswalk knows, the next
/// few a name that is too long.
fn project(gates: &str, records: usize, unknown: usize, long: usize) -> Project {
    let project = Project::init();
    let file = project.read("landbridge.yaml");
    let stated = "gates:\n  rejects_max: 0\n  breaks_max: 0\n";
    let stated = file.replace(stated, &format!("gates: {gates}\n"));
    project.write("landbridge.yaml", stated);
    let mut csv = String::from("Vendor ID,Vendor Name,Country\n");
    for number in 1..=records {
        let country = if number <= unknown { "???" } else { "NOR" };
        let tail = if number > unknown && number <= unknown + long {
            "x".repeat(400)
        } else {
            String::new()
        };
        writeln!(csv, "{number},Vendor {number}{tail},{country}").unwrap();
    }
    project.write("data/vendors.csv", csv);
    project
}

/// The gates that failed, as the report has them, and as the terminal says them.
fn failed(project: &Project, erp: &Erp, said: &str) -> Vec<serde_json::Value> {
    let failed = project.report(erp)["gates_failed"].clone();
    let failed = failed.as_array().unwrap().clone();
    let words: Vec<&str> = said.split_whitespace().collect();
    for one in &failed {
        let excess = format!("{} too many", one["excess"]);
        assert!(words.join(" ").contains(&excess), "{said}");
    }
    failed
}

#[test]
fn a_gate_on_one_cause_is_named_with_how_much_it_is_exceeded() {
    let erp = Erp::start();
    let gates = "{ rejects_max: 50%, by_code: { VAL-LENGTH: 2, MAP-UNMAPPED-CODE: 10% } }";
    let project = project(gates, 40, 4, 5);
    let ran = project.run(&erp, &["run"]).code(4);
    assert_eq!(erp.counters().writes_attempted, 0, "nothing is sent");
    let failed = failed(&project, &erp, &ran.stdout);
    assert_eq!(failed.len(), 1, "{failed:?}");
    let expected = serde_json::json!({ "object": null, "kind": { "code": "VAL-LENGTH" }, "found": 5,
        "of": 40, "allowed": "2", "excess": 3 });
    assert_eq!(failed[0], expected);
    let words: Vec<&str> = ran.stdout.split_whitespace().collect();
    let sentence = "5 of 40 records have VAL-LENGTH, and the gate allows 2.";
    assert!(words.join(" ").contains(sentence), "{}", ran.stdout);
    let html = std::fs::read_to_string(project.path().join("reports/run-1.html")).unwrap();
    assert!(html.contains(sentence), "the page does not say it");
}

#[test]
fn within_its_gates_a_run_goes_on_with_what_is_good() {
    let erp = Erp::start();
    let project = project(
        "{ rejects_max: 10%, by_code: { MAP-UNMAPPED-CODE: 4 }, objects: { suppliers: { rejects_max: 4 } } }",
        40,
        4,
        0,
    );
    project.run(&erp, &["run"]).ok();
    assert_eq!(erp.counters().writes_committed, 36);
}

#[test]
fn a_gate_on_one_object_holds_where_that_of_the_run_would_let_it_pass() {
    let erp = Erp::start();
    let gates = "{ rejects_max: 7, objects: { suppliers: { rejects_max: 5% } } }";
    let project = project(gates, 40, 3, 0);
    let ran = project.run(&erp, &["check"]).code(4);
    let failed = failed(&project, &erp, &ran.stdout);
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert_eq!(failed[0]["object"], "suppliers");
    assert_eq!(failed[0]["excess"], 1);
    assert_eq!(failed[0]["allowed"], "5%");
}

#[test]
fn warnings_have_a_gate_of_their_own() {
    let erp = Erp::start();
    let project = project("{ warnings_max: 1 }", 10, 0, 0);
    let mapping = project.read("mappings/suppliers.yaml");
    let checks = "\nchecks:\n  - { that: 'SupplierNumber > \"7\"', else: an old number, severity: warning }\n";
    project.write("mappings/suppliers.yaml", mapping + checks);
    let ran = project.run(&erp, &["check"]).code(4);
    let failed = failed(&project, &erp, &ran.stdout);
    assert_eq!(failed[0]["kind"], "warnings");
    assert_eq!(
        failed[0]["excess"].as_u64(),
        failed[0]["found"].as_u64().map(|found| found - 1)
    );
    assert!(ran.stdout.contains("have warnings"), "{}", ran.stdout);
}

#[test]
fn a_gate_on_what_does_not_exist_is_a_mistake() {
    let gates =
        "{ by_code: { VAL-LENGHT: 1, REC-DATE: 0 }, objects: { supplier: { rejects_max: 1 } } }";
    let project = project(gates, 1, 0, 0);
    let said = project.run(&Erp::start(), &["check"]).code(3).stderr;
    for word in [
        "VAL-LENGHT",
        "VAL-LENGTH",
        "REC-DATE",
        "mapping \"supplier\"",
    ] {
        assert!(said.contains(word), "no word of {word}:\n{said}");
    }
}
