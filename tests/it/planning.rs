//! A budget into EPM Planning, by slices and by an import job: what arrives, which cells are rejected and why, who dies
//! meanwhile, and that all agrees in the end.

use std::time::Duration;

use landbridge_sandbox::Faults;
use serde_json::{Value as Json, json};

use crate::support::{Erp, Project, run};

const PROJECT: &str = "version: 1
project: budget
targets:
  planning:
    epm: { application: Planning }
    visible_within_seconds: 0
    url: { env: LANDBRIDGE_URL }
    auth: { basic: { user: { env: LANDBRIDGE_USER }, password: { env: LANDBRIDGE_PASSWORD } } }
target: planning
";

/// `JOB` stands for what names an import job, or for nothing.
const BUDGET: &str = r#"version: 1
object: budget
source:
  delimited: budget.csv
  explode: { columns: { Amount: [Jan, Feb, Mar] }, name: Month }
business_key: [Scenario, Version, Year, Currency, Period, Entity, Account]
target:
  object: Plan1
  write: upsert
  pov: [Scenario, Version, Year, Currency]
  columns: [Period]
  rows: [Entity, Account]
  JOB
  read:
    Scenario: Budget
    Version: Working
    Year: FY26
    Currency: USD
    Period: [Jan, Feb, Mar]
    Entity: "ILvl0Descendants(Total Entity)"
    Account: "ILvl0Descendants(Total Account)"
fields:
  Scenario: { value: Budget }
  Version:  { value: Working }
  Year:     { value: FY26 }
  Currency: { value: USD }
  Period:   { from: Month }
  Entity:   { from: Office }
  Account:  { from: Account }
  Amount:   { from: Amount, number: en }
control_totals:
  - { name: budget, sum: Amount, number: en, against: Amount }
"#;

/// One office is unknown, one is a sum that takes no data, and one month is empty.
const AMOUNTS: &str = "\
Office,Account,Jan,Feb,Mar
E_101,A_5000,100.10,200.00,0.05
E_102,A_5000,\"1,234,567.89\",,-3
E_999,A_5000,1,2,3
Total Entity,A_6000,4,5,6
E_103,A_6000,7,8,9
";

fn project(job: &str) -> Project {
    let project = Project::empty();
    project.write("landbridge.yaml", PROJECT);
    project.write("mappings/budget.yaml", BUDGET.replace("JOB", job));
    project.write("data/budget.csv", AMOUNTS);
    let pull = ["schema", "pull", "planning", "Plan1"];
    run(&mut project.command("http://127.0.0.1:9", &pull)).ok();
    project
}

/// Entity, account and the three months of every row in the cube.
fn cube(erp: &Erp) -> Json {
    let all =
        |dimension: &str, members: Json| json!({"dimensions": [dimension], "members": [members]});
    let body = json!({"exportPlanningData": false, "gridDefinition": {"suppressMissingBlocks": true,
        "pov": {"dimensions": ["Scenario", "Version", "Year", "Currency"], "members": [["Budget"], ["Working"], ["FY26"], ["USD"]]},
        "columns": [all("Period", json!(["Jan", "Feb", "Mar"]))],
        "rows": [{"dimensions": ["Entity", "Account"],
            "members": [["ILvl0Descendants(Total Entity)"], ["ILvl0Descendants(Total Account)"]]}]}});
    let path = "/HyperionPlanning/rest/v3/applications/Planning/plantypes/Plan1/exportdataslice";
    erp.ask("POST", path, Some(&body.to_string()))["rows"].clone()
}

fn report(project: &Project, erp: &Erp) -> Json {
    let report = project.report(erp);
    report["objects"][0].clone()
}

fn arrives(job: &str) {
    let erp = Erp::start();
    let project = project(job);
    project.run(&erp, &["check"]).ok();
    assert_eq!(erp.counters().requests, 0, "a check sends nothing");
    project.run(&erp, &["run"]).code(4);
    assert_eq!(
        cube(&erp),
        json!([
            {"headers": ["E_101", "A_5000"], "data": ["100.10", "200.00", "0.05"]},
            {"headers": ["E_102", "A_5000"], "data": ["1234567.89", "#missing", "-3"]},
            {"headers": ["E_103", "A_6000"], "data": ["7", "8", "9"]},
        ])
    );
    let budget = report(&project, &erp);
    assert_eq!(budget["funnel"]["loaded"]["created"], 8);
    assert_eq!(budget["funnel"]["refused"], 6);
    assert_eq!(budget["breaks_open"], 0, "{budget:#}");
    let causes = budget["causes"].as_array().unwrap().iter();
    let samples = causes.flat_map(|cause| cause["samples"].as_array().unwrap());
    let mut told: Vec<(String, String)> = samples
        .map(|sample| {
            ["origin", "found"]
                .map(|name| sample[name].as_str().unwrap().to_owned())
                .into()
        })
        .collect();
    told.sort();
    // Five samples of what is said: the cells are refused for two reasons.
    for words in [
        "The member E_999 does not exist",
        "The member Total Entity is read-only.",
    ] {
        let said = told.iter().filter(|(_, found)| found.contains(words));
        assert!(said.count() >= 2, "{words}: {told:#?}");
    }
    assert!(told.iter().all(
        |(origin, _)| origin.starts_with("budget.csv:4") || origin.starts_with("budget.csv:5")
    ));

    // What is mended goes alone.
    project.write(
        "data/budget.csv",
        AMOUNTS
            .replace("E_999", "E_104")
            .replace("Total Entity", "E_105"),
    );
    project.run(&erp, &["run"]).ok();
    let budget = report(&project, &erp);
    assert_eq!(budget["funnel"]["skipped"]["unchanged"], 8);
    assert_eq!(cube(&erp).as_array().unwrap().len(), 5);
}

#[test]
fn a_budget_arrives_by_slices_and_rejected_cells_are_told_of_their_own_records() {
    arrives("");
}

#[test]
fn a_budget_arrives_by_a_job_and_is_believed_only_where_the_cube_shows_it() {
    arrives("job: ImportBudget\n  poll_seconds: 1");
}

#[test]
fn whoever_dies_while_a_job_runs_waits_for_it_next_time() {
    let points = [
        "note.after:1",
        "job-request.after:2",
        "note.after:2",
        "job-wait.before",
        "job-request.after:3",
        "settle.within",
    ];
    std::thread::scope(|scope| {
        for point in points {
            scope.spawn(|| goes_on_after(point));
        }
    });
}

/// Kills a load at a point and loads again: every cell is there.
fn goes_on_after(point: &str) {
    let erp = Erp::start();
    erp.set_faults(Faults {
        data_set_delay: Duration::from_millis(1_500),
        ..Faults::default()
    });
    let project = project("job: ImportBudget\n  poll_seconds: 1");
    let mended = AMOUNTS.replace("E_999", "E_104");
    project.write("data/budget.csv", mended.replace("Total Entity", "E_105"));
    let mut load = project.command(&erp.url(), &["load", "--log-level", "error"]);
    let died = run(load.env("LANDBRIDGE_CRASH_AT", point));
    assert!(died.code != 0, "{point}");
    project.run(&erp, &["load"]).ok();
    let budget = report(&project, &erp);
    assert_eq!(budget["funnel"]["loaded"]["created"], 14, "{point}");
    project.run(&erp, &["reconcile"]).ok();
    assert_eq!(cube(&erp).as_array().unwrap().len(), 5, "{point}");
}

#[test]
fn mistakes_of_a_cube_are_told_at_once() {
    let erp = Erp::start();
    let project = project("columns: [Entity]");
    let mapping = project
        .read("mappings/budget.yaml")
        .replace("  columns: [Period]\n", "");
    project.write(
        "mappings/budget.yaml",
        mapping.replace("    Account: \"ILvl0", "    Colour: \"ILvl0"),
    );
    let said = project.run(&erp, &["check"]).code(3).stderr;
    for words in ["`Entity` twice", "nothing for `Account`"] {
        assert!(said.contains(words), "{words}: {said}");
    }
}
