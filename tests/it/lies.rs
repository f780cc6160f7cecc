//! A pipeline made to lie: whatever it does to a record behind everybody's back, reconciliation says so.
//!
//! The program is a debug build that is told, by its environment, to do what a defect would do.

use serde_json::Value as Json;

use crate::support::{Erp, Project, Ran, run};

const RECORDS: usize = 40;

/// Vendors with a revenue, which is a control total by country.
fn project() -> Project {
    let project = Project::init();
    let vendor = |number: usize| {
        let country = ["KEN", "NOR", "BRA"][number % 3];
        format!("{number},Vendor number {number},{country},{number}00.25\n")
    };
    let vendors: String = (1..=RECORDS).map(vendor).collect();
    project.write(
        "data/vendors.csv",
        format!("Vendor ID,Vendor Name,Country,Revenue\n{vendors}"),
    );
    let mapping = project.read("mappings/suppliers.yaml");
    project.write(
        "mappings/suppliers.yaml",
        format!(
            "{mapping}  CurrentYearPotentialRevenue: {{ from: Revenue, number: plain }}\n\
             control_totals: [ {{ sum: Revenue, by: Country }} ]\n"
        ),
    );
    let mut schema: Json = serde_json::from_str(&project.read("schemas/suppliers.json")).unwrap();
    schema["properties"]["CurrentYearPotentialRevenue"] = serde_json::json!({ "type": "number" });
    project.write("schemas/suppliers.json", schema.to_string());
    let settings = project
        .read("landbridge.yaml")
        .replace("requests_per_second: 10", "requests_per_second: 500");
    project.write("landbridge.yaml", settings);
    project.believe_at_once();
    project
}

/// Loads and reconciles with these lies, and gives what the run came to and its report.
fn told(lies: &str) -> (Ran, Json) {
    let (erp, project) = (Erp::start(), project());
    let mut command = project.command(&erp.url(), &["run"]);
    command.env("LANDBRIDGE_LIE", lies);
    let ran = run(&mut command);
    (ran, project.report(&erp))
}

/// The breaks of a report: kind, key and attribute.
fn breaks(report: &Json) -> Vec<(&str, &str, &str)> {
    let breaks = report["objects"][0]["breaks"].as_array().unwrap().iter();
    breaks
        .map(|one| {
            let text = |name: &str| one[name].as_str().unwrap();
            (text("kind"), text("key"), text("field"))
        })
        .collect()
}

#[test]
fn an_honest_pipeline_is_not_accused() {
    let (ran, report) = told("drop:999999,unsent:999999");
    let ran = ran.ok();
    assert!(ran.stdout.contains("ALL IS THERE"), "{}", ran.stdout);
    assert!(breaks(&report).is_empty());
    let keys = &report["objects"][0]["keys"];
    assert_eq!(keys["extract"]["keys"], RECORDS);
    assert_eq!(keys["not_held"], "");
    for book in ["ledger", "held", "erp"] {
        assert_eq!(keys["extract"], keys[book], "{book}");
    }
}

#[test]
fn every_lie_is_caught_and_names_the_record() {
    for (lie, expected) in [
        ("drop:000017", vec![("ledger", "000017", "")]),
        ("double:000017", vec![("ledger", "000017", "")]),
        (
            "alter:000017",
            vec![("ledger", "000017", "CurrentYearPotentialRevenue")],
        ),
        (
            "alter-kept:000017",
            vec![("ledger", "000017", "CurrentYearPotentialRevenue")],
        ),
        (
            "alter-sent:000017",
            vec![("amount", "000017", "CurrentYearPotentialRevenue")],
        ),
        ("unsent:000017", vec![("missing", "000017", "")]),
        // Two that make up for each other in every count.
        (
            "drop:000017,double:000018",
            vec![("ledger", "000017", ""), ("ledger", "000018", "")],
        ),
        // Lost before the ledger and at its end.
        (
            "drop:000001,drop:000040",
            vec![("ledger", "000001", ""), ("ledger", "000040", "")],
        ),
    ] {
        let (ran, report) = told(lie);
        assert_eq!(ran.code, 5, "{lie}: {}{}", ran.stdout, ran.stderr);
        assert_eq!(breaks(&report), expected, "{lie}");
        assert_eq!(report["verdict"]["level"], "bad", "{lie}");
    }
}

#[test]
fn what_is_lost_shows_in_the_source_s_own_figures_before_anything_is_read_back() {
    let (erp, project) = (Erp::start(), project());
    let mut command = project.command(&erp.url(), &["check", "--without-copies"]);
    command.env("LANDBRIDGE_LIE", "drop:000017,double:000018");
    run(&mut command);
    let report = project.report(&erp);
    // The counts agree; the sums do not.
    assert_eq!(report["objects"][0]["equation"]["holds"], true);
    let totals = report["objects"][0]["totals"].as_array().unwrap().iter();
    let mut differing: Vec<&str> = totals
        .filter(|total| total["agrees"] == false)
        .map(|total| total["unaccounted"].as_str().unwrap())
        .collect();
    differing.sort_unstable();
    assert_eq!(differing, ["-1800.25", "1700.25"]);
}

#[test]
fn extracts_that_are_not_what_they_were_are_not_held_against() {
    let (erp, project) = (Erp::start(), project());
    project.run(&erp, &["load"]).ok();
    let why = |project: &Project| {
        project.run(&erp, &["reconcile"]).ok();
        let report = project.report(&erp);
        report["objects"][0]["keys"]["not_held"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(why(&project), "");
    let vendors = project.read("data/vendors.csv");
    project.write("data/vendors.csv", format!("{vendors}41,New,KEN,1\n"));
    assert_eq!(why(&project), "vendors.csv is not what it was in the run");
    project.write("data/vendors.csv", vendors);
    let mapping = project.read("mappings/suppliers.yaml");
    project.write(
        "mappings/suppliers.yaml",
        mapping.replace("CORPORATION", "PARTNERSHIP"),
    );
    assert_eq!(why(&project), "the project is not what it was in the run");
}
