//! The whole programme runs from a clean folder: every object arrives, every planted fault is found, every total agrees.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::time::Instant;

use serde_json::Value as Json;

use super::{RUNS, answers, objects};
use crate::support::{Erp, Project, home};

type Where = [String; 4];

fn place(one: &Json) -> Where {
    ["object", "code", "field", "origin"]
        .map(|name| one[name].as_str().unwrap_or_default().to_owned())
}

fn found(project: &Project, erp: &Erp) -> BTreeMap<Where, usize> {
    let mut found = BTreeMap::new();
    for run in RUNS {
        let arguments = [
            "rejects", "--run", run, "--format", "json", "--limit", "100000",
        ];
        let listed = project.run(erp, &arguments).ok().stdout;
        for line in listed.lines() {
            let one: Json = serde_json::from_str(line).unwrap();
            *found.entry(place(&one)).or_default() += 1;
        }
    }
    found
}

/// What of the one is not in the other, so often.
fn beyond(one: &BTreeMap<Where, usize>, other: &BTreeMap<Where, usize>) -> Vec<(Where, usize)> {
    let beyond = one
        .iter()
        .filter(|(at, count)| other.get(*at) != Some(count));
    beyond.map(|(at, count)| (at.clone(), *count)).collect()
}

/// The sum of the counts under a name of a funnel.
fn sum(object: &Json, part: &str) -> u64 {
    let counts = object["funnel"][part].as_object().unwrap();
    counts.values().map(|count| count.as_u64().unwrap()).sum()
}

/// Every planted fault is found with its origin and no other, every object arrives, and every total agrees.
pub(super) fn all_is_there(project: &Project, erp: &Erp) {
    let answers = answers(project);
    let mut planted = BTreeMap::new();
    for one in answers["findings"].as_array().unwrap() {
        *planted.entry(place(one)).or_default() += 1;
    }
    let found = found(project, erp);
    let (missed, invented) = (beyond(&planted, &found), beyond(&found, &planted));
    assert!(
        missed.is_empty() && invented.is_empty(),
        "missed {missed:#?}, invented {invented:#?}"
    );

    let objects = objects(project, erp);
    let expected = answers["objects"].as_object().unwrap();
    let known: BTreeSet<&str> = expected.keys().map(String::as_str).collect();
    let ran: BTreeSet<&str> = objects
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        ran, known,
        "every mapping has answers, and every object with answers ran"
    );
    for object in &objects {
        let name = object["name"].as_str().unwrap();
        let right = &expected[name];
        let counted = [
            object["funnel"]["read"].as_u64().unwrap(),
            object["funnel"]["skipped"]["filtered"].as_u64().unwrap(),
            object["funnel"]["skipped"]["duplicate"].as_u64().unwrap(),
            sum(object, "rejected"),
        ];
        let right_counts = ["read", "filtered", "duplicates", "rejected"]
            .map(|part| right[part].as_u64().unwrap());
        assert_eq!(
            counted, right_counts,
            "{name}: read, filtered, duplicates, rejected"
        );
        assert_eq!(object["funnel"]["refused"], 0, "{name}");
        assert_eq!(object["funnel"]["in_doubt"], 0, "{name}");
        assert_eq!(object["funnel"]["not_sent"], 0, "{name}");
        assert_eq!(object["equation"]["holds"], true, "{name}");
        assert_eq!(object["breaks_open"], 0, "{name}: {}", object["breaks"]);
        totals_are_right(name, object, &right["totals"]);
    }
}

/// The source's totals are those that the generator wrote into the files, and all three books agree.
fn totals_are_right(name: &str, object: &Json, right: &Json) {
    let totals = object["totals"].as_array().unwrap();
    for total in totals {
        assert_eq!(total["agrees"], true, "{name}: {total}");
    }
    for (total, groups) in right.as_object().unwrap() {
        for (group, amount) in groups.as_object().unwrap() {
            let told = totals
                .iter()
                .find(|one| one["name"] == **total && one["group"] == **group);
            let told = told.unwrap_or_else(|| panic!("{name}: no total {total} of {group}"));
            let source: rust_decimal::Decimal = told["source"].as_str().unwrap().parse().unwrap();
            let amount: rust_decimal::Decimal = amount.as_str().unwrap().parse().unwrap();
            assert_eq!(source, amount, "{name}: {total} of {group}");
        }
    }
}

#[test]
fn every_mapping_has_cases_and_they_pass_in_a_few_seconds() {
    let begun = Instant::now();
    let mut test = std::process::Command::new(crate::support::program());
    test.args(["mapping", "test"])
        .arg(home().join("mappings"))
        .args(["--format", "json"]);
    let told = crate::support::run(&mut test).ok().stdout;
    println!("all cases of the packs: {} ms", begun.elapsed().as_millis());
    let mut tested = BTreeSet::new();
    for line in told.lines() {
        let one: Json = serde_json::from_str(line).unwrap();
        tested.insert(one["mapping"].as_str().unwrap_or_default().to_owned());
    }
    for mapping in mappings() {
        assert!(tested.contains(&mapping), "{mapping} has no case");
    }
}

/// The names of all mappings of the programme.
fn mappings() -> Vec<String> {
    let mut names = Vec::new();
    for pack in fs::read_dir(home().join("mappings")).unwrap() {
        let folder = pack.unwrap().path().join("mappings");
        if folder.parent().unwrap().ends_with("demo") {
            continue;
        }
        for file in fs::read_dir(folder).into_iter().flatten() {
            let text = fs::read_to_string(file.unwrap().path()).unwrap();
            let object = text.lines().find_map(|line| line.strip_prefix("object: "));
            names.push(object.unwrap().trim().to_owned());
        }
    }
    names
}
