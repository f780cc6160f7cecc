//! What the generated example promises to those who test with it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use super::demo;

fn file(name: &str) -> Vec<u8> {
    let files = demo::files().unwrap();
    files
        .into_iter()
        .find(|(known, _)| *known == name)
        .unwrap()
        .1
}

fn json(name: &str) -> Value {
    serde_json::from_slice(&file(name)).unwrap()
}

#[test]
fn the_same_files_come_out_each_time_and_are_the_ones_in_the_repository() {
    super::run(&crate::root(), &["--check".to_owned()]).unwrap();
}

#[test]
fn two_hundred_faults_of_many_kinds_are_planted() {
    let planted = json("planted.json");
    let listed = ["findings", "duplicates"].map(|list| planted[list].as_array().unwrap().len());
    assert_eq!(planted["planted"], 200);
    assert_eq!(listed.iter().sum::<usize>(), 200);
    assert!(planted["kinds"].as_object().unwrap().len() >= 15);
}

#[test]
fn every_planted_code_is_one_that_landbridge_has() {
    let codes = std::fs::read_to_string(crate::root().join("src/diagnose/codes.rs")).unwrap();
    for list in [
        json("planted.json")["findings"].clone(),
        json("tampering.json"),
    ] {
        for entry in list.as_array().unwrap() {
            let code = entry["code"].as_str().unwrap();
            assert!(codes.contains(&format!("= \"{code}\",")), "{code}");
        }
    }
}

#[test]
fn no_record_has_two_planted_faults() {
    // Or it could not be told which finding came from which.
    let planted = json("planted.json");
    let mut seen = BTreeMap::new();
    for fault in planted["findings"].as_array().unwrap() {
        let origin = fault["origin"].as_str().unwrap();
        let record = (origin.split('!').next().unwrap_or_default(), &fault["line"]);
        let record = format!("{record:?}");
        assert!(seen.insert(record, origin).is_none(), "{origin}");
    }
}

#[test]
fn tampering_touches_no_record_with_a_planted_fault() {
    let tampering = json("tampering.json");
    let invoices = file("data/invoices.csv");
    let text: String = invoices.iter().map(|byte| char::from(*byte)).collect();
    let planted = json("planted.json");
    let faulty: BTreeSet<u64> = ["findings", "duplicates"]
        .into_iter()
        .flat_map(|list| planted[list].as_array().unwrap().clone())
        .filter(|fault| fault["object"] == "invoices")
        .map(|fault| fault["line"].as_u64().unwrap())
        .collect();
    let changed = tampering
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["object"] == "invoices");
    for change in changed {
        let key = change["key"][0].as_str().unwrap();
        let lines: Vec<usize> = text
            .lines()
            .enumerate()
            .filter(|(_, line)| line.starts_with(&format!("{key};")))
            .map(|(index, _)| index + 1)
            .collect();
        assert_eq!(lines.len(), 1, "{key} stands once in the file");
        assert!(!faulty.contains(&u64::try_from(lines[0]).unwrap()), "{key}");
    }
}

#[test]
fn the_files_are_small_enough_to_keep_in_the_repository() {
    let limits = [
        ("data/vendors.xlsx", 700),
        ("data/invoices.csv", 1000),
        ("data/orders.xml", 1500),
    ];
    for (name, kilobytes) in limits {
        let size = file(name).len();
        assert!(size < kilobytes * 1000, "{name}: {size} bytes");
    }
}

#[test]
fn every_crosswalk_of_the_project_is_there() {
    let folder = crate::root().join("mappings/demo");
    let project = std::fs::read_to_string(folder.join("landbridge.yaml")).unwrap();
    let named = project
        .lines()
        .filter_map(|line| line.split("{ delimited: ").nth(1));
    for path in named.filter_map(|rest| rest.split(',').next()) {
        assert!(Path::exists(&folder.join(path)), "{path}");
    }
}
