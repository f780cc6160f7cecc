//! Objects of several files and several jobs.

use std::time::Duration;

use landbridge_sandbox::Faults;
use serde_json::{Value as Json, json};

use super::{RECORDS, SUPPLIERS, object, project, refusals, suppliers};
use crate::support::{Erp, Ran};

const ASSETS: &str = "version: 1
object: assets
source: { json: assets.jsonl }
business_key: AssetNumber
target: { object: fixedAssets, fbdi: assets, parameters: { book: GENEVA } }
fields:
  AssetNumber: { from: number }
  BookTypeCode: { value: GENEVA }
  Description: { value: Pump }
  CategoryCode: { from: category }
  Cost: { from: cost }
  DateInService: { value: '2026-01-15' }
  Units: { value: 1 }
  LocationCode: { value: CHE-GVA }
  PRORATE_CONVENTION_CODE: { value: MONTH }
";

const PROJECTS: &str = "version: 1
object: projects
source: { json: projects.jsonl }
business_key: ProjectNumber
target: { object: projects, fbdi: projects }
fields:
  ProjectNumber: { from: number }
  ProjectName: { from: name }
  SourceTemplateNumber: { from: template }
  ProjectStartDate: { value: '2026-01-01' }
  Tasks:
    each: tasks
    fields:
      TaskNumber: { from: number }
      TaskName: { from: name }
";

#[test]
fn assets_are_prepared_and_posted_and_what_cannot_be_is_told() {
    let erp = Erp::start();
    let asset = |number: usize| json!({"number": format!("A-{number}"), "category": "PUMPS-WATER", "cost": "1200.50"});
    let mut records: Vec<Json> = (1..=RECORDS).map(asset).collect();
    records[4]["category"] = "UNKNOWN-WATER".into();
    let assets = project("assets", ASSETS, &records);
    assets.run(&erp, &["run"]).code(4);
    let told = object(&assets, &erp);
    assert_eq!(told["funnel"]["loaded"]["created"], RECORDS - 1);
    // A column that no attribute stands for is not read back, and so not compared.
    assert_eq!(told["breaks_open"], 0);
    let refused = refusals(&assets, &erp);
    assert_eq!(refused.keys().collect::<Vec<_>>(), ["A-5"]);
    assert!(refused["A-5"].contains("FA_MAJOR_CATEGORY"), "{refused:?}");
}

#[test]
fn projects_go_with_their_tasks() {
    let erp = Erp::start();
    let one = |number: usize| {
        json!({"number": format!("P-{number}"), "name": format!("Wells {number}"), "template": "T-1",
            "tasks": [{"number": "1", "name": "Drill"}, {"number": "2", "name": "Line"}]})
    };
    let mut records: Vec<Json> = (1..=RECORDS).map(one).collect();
    records[0]["template"] = "".into();
    let projects = project("projects", PROJECTS, &records);
    projects.run(&erp, &["run"]).code(4);
    let told = object(&projects, &erp);
    assert_eq!(told["funnel"]["loaded"]["created"], RECORDS - 1);
    assert_eq!(told["breaks_open"], 0);
    let tasks = erp.counters().objects["projects/Tasks"].creates;
    assert_eq!(tasks, 2 * (RECORDS as u64 - 1));
    let refused = refusals(&projects, &erp);
    assert!(refused["P-1"].contains("template number"), "{refused:?}");
}

#[test]
fn suppliers_whose_load_dies_between_its_files_are_there_once_with_all_that_belongs_to_them() {
    let deaths = [
        "job-request.after:2",
        "job-request.after:6",
        "note.after:5",
        "job-request.before:14",
        "note.within:8",
    ];
    std::thread::scope(|scope| {
        for death in deaths {
            scope.spawn(move || dies_and_goes_on(death));
        }
    });
}

fn dies_and_goes_on(death: &str) {
    let erp = Erp::start();
    erp.set_faults(Faults {
        job_latency: Duration::from_millis(80),
        ..Faults::default()
    });
    let vendors = project("suppliers", SUPPLIERS, &suppliers());
    let mut killed = vendors.command(&erp.url(), &["run"]);
    let killed = Ran::from(killed.env("LANDBRIDGE_CRASH_AT", death).output().unwrap());
    assert_eq!(killed.code, -1, "{death} was not passed: {}", killed.stderr);
    let ran = vendors.run(&erp, &["run"]);
    assert_eq!(ran.code, 0, "{death}: {}{}", ran.stdout, ran.stderr);
    assert_eq!(object(&vendors, &erp)["breaks_open"], 0, "{death}");
    let made = |name: &str| erp.counters().objects[name].creates;
    let one = RECORDS as u64;
    let all = [
        "suppliers",
        "suppliers/addresses",
        "suppliers/sites",
        "suppliers/contacts",
    ]
    .map(made);
    assert_eq!(all, [one, 2 * one, one, one], "{death}");
}
