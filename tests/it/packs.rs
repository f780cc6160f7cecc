//! The packs of mappings, all of them as one programme, on the samples that are shipped beside them.

mod canaries;
mod case_data;
mod coverage;
mod files;
mod pages;
mod programme;
mod two_ways;

use std::fs;

use landbridge_sandbox::{SandboxConfig, State};
use serde_json::Value as Json;

use crate::support::{Erp, PASSWORD, Project, USER, copy, home};

/// One run serves all three, as it waits for many jobs.
#[test]
fn the_whole_programme_arrives_is_found_to_the_last_fault_and_shows_nothing_personal() {
    let state = tempfile::tempdir().unwrap();
    let state = state.path().join("erp.db");
    let config = SandboxConfig::with_user(USER, PASSWORD).state(State::File(state.clone()));
    let erp = Erp::with(config);
    let project = programme();
    project.run(&erp, &["run"]).ok();
    programme::all_is_there(&project, &erp);
    files::are_as_agreed(&erp);
    canaries::nothing_is_sung(&project, &erp, &state);
}

/// The programme as it is shipped, without the example that stands beside it.
fn programme() -> Project {
    let project = Project::empty();
    for entry in fs::read_dir(home().join("mappings")).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name();
        let name = name.to_str().unwrap();
        if ["demo", "reports"].contains(&name) || name.starts_with('.') {
            continue;
        }
        let to = project.path().join(name);
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
    project
}

/// The runs of the programme, one for each target.
const RUNS: [&str; 2] = ["1", "2"];

/// The objects of both runs' reports.
fn objects(project: &Project, erp: &Erp) -> Vec<Json> {
    let mut objects = Vec::new();
    for run in RUNS {
        let told = project.run(erp, &["report", run, "--format", "json"]).ok();
        let report: Json = serde_json::from_str(&told.stdout).unwrap();
        objects.extend(report["objects"].as_array().unwrap().iter().cloned());
    }
    objects
}

/// The key of right answers that the generator wrote beside the samples.
fn answers(project: &Project) -> Json {
    serde_json::from_str(&project.read("planted.json")).unwrap()
}
