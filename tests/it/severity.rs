//! How much a finding weighs is the mapping's to say, where a load could still succeed.

use crate::support::{Erp, Project};

fn project(severity: &str) -> Project {
    let project = Project::init();
    let long = "x".repeat(400);
    let csv = format!("Vendor ID,Vendor Name,Country\n1,{long},NOR\n2,Aurora\n");
    project.write("data/vendors.csv", csv);
    let mapping = project.read("mappings/suppliers.yaml");
    project.write(
        "mappings/suppliers.yaml",
        format!("{mapping}\nseverity: {severity}\n"),
    );
    project
}

/// Code and severity of what a check finds.
fn weights(project: &Project, code: i32) -> Vec<String> {
    let erp = Erp::start();
    project.run(&erp, &["check"]).code(code);
    let causes = project.report(&erp)["objects"][0]["causes"].clone();
    let causes = causes.as_array().unwrap().iter();
    let mut weights: Vec<String> = causes
        .map(|one| {
            format!(
                "{} {}",
                one["code"].as_str().unwrap(),
                one["severity"].as_str().unwrap()
            )
        })
        .collect();
    weights.sort();
    weights
}

#[test]
fn a_value_that_only_its_description_refuses_can_be_sent_with_a_warning() {
    assert_eq!(
        weights(&project("{}"), 4),
        ["SRC-RAGGED warning", "VAL-LENGTH error"]
    );
    let lowered = project("{ VAL-LENGTH: warning }");
    assert_eq!(
        weights(&lowered, 0),
        ["SRC-RAGGED warning", "VAL-LENGTH warning"]
    );
    // It is sent whole, and the ERP has the last word.
    let erp = Erp::start();
    lowered.run(&erp, &["load"]).code(4);
    assert_eq!(erp.counters().writes_attempted, 2);
    assert_eq!(erp.counters().writes_committed, 1);
}

#[test]
fn what_a_source_noticed_can_be_made_to_hold_a_record_back() {
    let raised = project("{ SRC-RAGGED: error, VAL-LENGTH: warning }");
    assert_eq!(
        weights(&raised, 4),
        ["SRC-RAGGED error", "VAL-LENGTH warning"]
    );
}

#[test]
fn what_can_never_be_loaded_keeps_its_weight() {
    let wrong = project("{ KEY-MISSING: warning, MAP-TYPE: warning, VAL-LENGTH: maybe }");
    let said = wrong.run(&Erp::start(), &["check"]).code(3).stderr;
    for word in ["KEY-MISSING", "MAP-TYPE", "\"maybe\"", "VAL-PRECISION"] {
        assert!(said.contains(word), "no word of {word}:\n{said}");
    }
}
