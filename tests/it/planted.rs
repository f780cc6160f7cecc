//! Every planted fault of the example is found at its exact cell or line, and nothing else is.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::support::{Erp, Project, home};

type Where = (String, String, String, String);

fn key(one: &Json) -> Where {
    let text = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
    (text("object"), text("code"), text("field"), text("origin"))
}

fn counted(all: &[Json]) -> BTreeMap<Where, usize> {
    let mut counts = BTreeMap::new();
    for one in all {
        *counts.entry(key(one)).or_default() += 1;
    }
    counts
}

#[test]
fn every_planted_fault_is_found_and_nothing_that_is_right_is_reported() {
    let erp = Erp::start();
    let project = Project::copy_of(&home().join("mappings/demo"));
    project.run(&erp, &["check"]).ok();
    let listed = project
        .run(&erp, &["rejects", "--format", "json"])
        .ok()
        .stdout;
    let found: Vec<Json> = listed
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let planted: Json = serde_json::from_str(&project.read("planted.json")).unwrap();
    let expected = planted["findings"].as_array().unwrap();

    for (kind, count) in planted["kinds"].as_object().unwrap() {
        println!("planted {count:>3} × {kind}");
    }
    assert!(planted["kinds"].as_object().unwrap().len() >= 15);
    assert_eq!(planted["planted"], 200);
    let (found, expected) = (counted(&found), counted(expected));
    let missed: Vec<_> = expected
        .iter()
        .filter(|(at, n)| found.get(at) != Some(n))
        .collect();
    let invented: Vec<_> = found
        .iter()
        .filter(|(at, n)| expected.get(at) != Some(n))
        .collect();
    assert!(
        missed.is_empty() && invented.is_empty(),
        "missed {missed:#?}, invented {invented:#?}"
    );

    let duplicates = planted["duplicates"].as_array().unwrap().len() as u64;
    let report = project.report(&erp);
    let objects = report["objects"].as_array().unwrap().iter();
    let skipped: u64 = objects
        .map(|object| object["funnel"]["skipped"]["duplicate"].as_u64().unwrap())
        .sum();
    assert_eq!(
        skipped, duplicates,
        "identical copies are skipped, not reported"
    );
    assert_eq!(
        erp.counters().requests,
        0,
        "a check asks nothing of the ERP"
    );
}
