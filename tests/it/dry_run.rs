//! A check writes nothing, a second run writes nothing, and a change sends what changed.

use std::fmt::Write as _;

use crate::support::{Erp, Project};

fn vendors(records: usize, changed: &[usize]) -> String {
    let mut csv = String::from("Vendor ID,Vendor Name,Country\n");
    for number in 1..=records {
        let name = if changed.contains(&number) {
            "Renamed vendor"
        } else {
            "Vendor"
        };
        writeln!(csv, "{number},{name} {number},NOR").unwrap();
    }
    csv
}

fn fast(project: &Project) {
    let settings = project.read("landbridge.yaml");
    project.write(
        "landbridge.yaml",
        settings.replace("requests_per_second: 10", "requests_per_second: 5000"),
    );
}

fn writes(erp: &Erp) -> u64 {
    erp.counters().writes_attempted
}

fn only_what_changed_is_sent(write: &str) {
    let erp = Erp::start();
    let project = Project::init();
    fast(&project);
    let mapping = project.read("mappings/suppliers.yaml");
    let mapping = mapping.replace("write: create", &format!("write: {write}"));
    project.write("mappings/suppliers.yaml", mapping);
    project.write("data/vendors.csv", vendors(100, &[]));

    project.run(&erp, &["check"]).ok();
    assert_eq!(writes(&erp), 0, "a check writes nothing");

    project.run(&erp, &["run"]).ok();
    assert_eq!(writes(&erp), 100);

    let second = project.run(&erp, &["run"]).ok();
    assert_eq!(writes(&erp), 100, "a second run writes nothing");
    let said = "All is unchanged: all 100 records read are as an earlier run loaded them, and";
    let words: Vec<&str> = second.stdout.split_whitespace().collect();
    assert!(words.join(" ").contains(said), "{}", second.stdout);
    let funnel = project.report(&erp)["objects"][0]["funnel"].clone();
    assert_eq!(
        funnel["skipped"]["unchanged"], 100,
        "all is unchanged, and said so"
    );

    project.write("data/vendors.csv", vendors(100, &[3, 50, 99]));
    project.run(&erp, &["run"]).ok();
    assert_eq!(
        writes(&erp),
        103,
        "exactly the three changed records are sent"
    );
    let renamed = erp.all("suppliers", "").into_iter();
    let renamed = renamed.filter(|one| one["Supplier"].as_str().unwrap().starts_with("Renamed"));
    assert_eq!(renamed.count(), 3);
}

#[test]
fn after_a_change_to_three_records_exactly_three_are_sent() {
    only_what_changed_is_sent("create");
}

#[test]
fn after_a_change_to_three_records_exactly_three_are_upserted() {
    only_what_changed_is_sent("upsert");
}

#[test]
fn the_same_file_twice_is_noticed_and_read_once() {
    let erp = Erp::start();
    let project = Project::init();
    let mapping = project.read("mappings/suppliers.yaml");
    let mapping = mapping.replace("delimited: vendors.csv", "delimited: \"**/*.csv\"");
    project.write("mappings/suppliers.yaml", mapping);
    project.write("data/vendors.csv", vendors(10, &[]));
    project.write("data/kenya/copy of vendors.csv", vendors(10, &[]));
    project.run(&erp, &["check"]).ok();
    let report = project.report(&erp);
    assert_eq!(report["objects"][0]["funnel"]["read"], 10);
    let causes = report["objects"][0]["causes"].as_array().unwrap();
    let noticed = causes.iter().find(|cause| cause["code"] == "SRC-SAME-FILE");
    assert!(noticed.is_some(), "{causes:#?}");
}

#[test]
fn rejects_over_the_gate_stop_a_run_before_anything_is_sent() {
    let erp = Erp::start();
    let project = Project::init();
    project.write(
        "data/vendors.csv",
        "Vendor ID,Vendor Name,Country\n1,Good,NOR\n2,Bad,???\n",
    );
    project.run(&erp, &["run"]).code(4);
    assert_eq!(writes(&erp), 0);
}

#[test]
fn open_breaks_over_the_gate_end_a_run_with_their_own_code() {
    let erp = Erp::start();
    let project = Project::init();
    project.run(&erp, &["run"]).ok();
    let supplier = &erp.all("suppliers", "")[0];
    let path = format!(
        "/fscmRestApi/resources/11.13.18.05/suppliers/{}",
        supplier["SupplierId"]
    );
    erp.ask("PATCH", &path, Some("{\"Supplier\":\"Renamed by hand\"}"));
    project.run(&erp, &["reconcile"]).code(5);
}
