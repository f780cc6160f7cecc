//! A project whose mappings go to several targets: one run for each.

use std::fs;

use crate::support::{Erp, Project};

/// Two mappings of the project that `landbridge init` makes, the second to a target of its own.
fn two_targets() -> Project {
    let project = Project::init();
    let settings = project.read("landbridge.yaml");
    let (before, after) = settings.split_once("target: erp").unwrap();
    let second = "  other:\n    fusion: { framework_version: 4 }\n    url: { env: LANDBRIDGE_URL }\n    auth:\n      \
        basic: { user: { env: LANDBRIDGE_USER }, password: { env: LANDBRIDGE_PASSWORD } }\ntarget: erp";
    project.write("landbridge.yaml", format!("{before}{second}{after}"));
    let mapping = project.read("mappings/suppliers.yaml");
    let mapping = mapping
        .replace("object: suppliers\nabout", "object: partners\nabout")
        .replace("write: create", "write: create, to: other")
        .replace(
            "from: Vendor Name, clean",
            "expr: '\"P \" + `Vendor Name`', clean",
        )
        .replace("pad: 6", "pad: 7");
    project.write("mappings/partners.yaml", &mapping);
    project
}

#[test]
fn a_run_goes_to_each_target_in_turn_and_keeps_its_own_report() {
    let erp = Erp::start();
    let project = two_targets();
    // Both names lead to the same ERP, where the second run finds what the first made.
    let ran = project.run(&erp, &["run"]).code(5);
    assert_eq!(
        ran.stdout
            .matches("Everything that was sent arrived")
            .count(),
        1,
        "{}",
        ran.stdout
    );
    assert_eq!(erp.counters().objects["suppliers"].creates, 6);
    let runs = project.run(&erp, &["runs", "--format", "json"]).ok().stdout;
    assert_eq!(runs.lines().count(), 2, "{runs}");
    assert!(project.path().join("reports/run-1.html").exists());
    assert!(project.path().join("reports/run-2.html").exists());
}

#[test]
fn a_load_ends_with_the_first_target_that_does_not_end_well_and_a_check_tells_all() {
    let erp = Erp::start();
    let project = two_targets();
    fs::write(
        project.path().join("data/vendors.csv"),
        "Vendor ID,Vendor Name,Country\n17,,KEN\n",
    )
    .unwrap();
    let ran = project.run(&erp, &["run"]).code(4);
    assert!(
        ran.stderr.contains("not run: the mappings of other"),
        "{}",
        ran.stderr
    );
    assert_eq!(ran.stdout.matches("Adds up").count(), 1);
    let ran = project.run(&erp, &["check"]).code(4);
    assert_eq!(ran.stdout.matches("Adds up").count(), 2);
}
