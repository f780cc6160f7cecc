//! Every rule of the packs has a case: computed from the mappings, so that a rule that is added without one is found.
//!
//! Of a field rule the payload of some case has the attribute, and for each of its keys that can refuse a value some case is
//! refused for it; of what the ERP requires some case lacks it. What is only known between records has no cases. Conditions
//! and checks are taken away one by one, and each time a case must notice.

mod notes;
mod tree;

use std::collections::BTreeSet;

use landbridge::project::keys::VALUE_RULE;
use serde_json::Value as Json;

use self::notes::Notes;
use self::tree::{Mapping, mappings, texts};
use super::programme;
use crate::support::{Project, run};

/// What any value and any expression may raise: no rule of their own says so.
const OF_ANY_VALUE: [&str; 2] = ["MAP-TYPE", "MAP-EXPRESSION"];

/// The codes that a key of a field rule raises of one value by itself.
fn codes_of(key: &str) -> Vec<&'static str> {
    let known = VALUE_RULE.keys.iter().find(|known| known.name == key);
    let codes = known.map_or("", |known| known.fails).split_whitespace();
    let of_values = codes.filter(|code| code.starts_with("MAP-") && !OF_ANY_VALUE.contains(code));
    of_values.collect()
}

/// What the cases of a mapping leave out, rule by rule.
fn gaps(mapping: &Mapping, notes: &Notes) -> Vec<String> {
    let mut gaps = Vec::new();
    let blanks = mapping.pieces();
    mapping.each_rule(&mut |path, rule, within| {
        let told = |what: &str| format!("{}: {path}: {what}", mapping.object);
        if !notes.sent.contains(path) {
            gaps.push(told("no case sends it"));
        }
        let keys = rule.as_object().into_iter().flatten();
        for (key, value) in keys {
            let optional = key == "lookup" && rule["missing"] == "empty";
            let codes = codes_of(key);
            if !codes.is_empty() && !optional && !codes.iter().any(|code| notes.found(code, path)) {
                gaps.push(told(&format!(
                    "no case is refused for `{key}: {value}` ({})",
                    codes.join(" or ")
                )));
            }
        }
        if mapping.may_lack(path, rule, within, &blanks)
            && !["VAL-REQUIRED", "KEY-MISSING"]
                .iter()
                .any(|code| notes.found(code, path))
        {
            gaps.push(told("no case lacks it, and it must be there"));
        }
    });
    if mapping.tree.get("where").is_some() && !notes.skips {
        gaps.push(format!("{}: no case is skipped by `where`", mapping.object));
    }
    gaps
}

#[test]
fn every_field_rule_has_a_case_that_sends_it_and_one_for_each_way_in_which_it_refuses() {
    let project = programme();
    let mappings = mappings(&project);
    assert!(mappings.len() >= 45, "{}", mappings.len());
    let cases = Notes::of_all(project.path());
    let mut all = Vec::new();
    for mapping in &mappings {
        let none = Notes::default();
        all.extend(gaps(mapping, cases.get(&mapping.object).unwrap_or(&none)));
    }
    assert!(all.is_empty(), "{} gaps:\n{}", all.len(), all.join("\n"));
}

/// The mappings of which a case does not come out as it says.
fn failing(project: &Project) -> BTreeSet<String> {
    let mut test = project.command(
        "http://127.0.0.1:9",
        &["mapping", "test", "--format", "json"],
    );
    let ran = run(&mut test);
    assert!(!ran.stderr.contains("error["), "{}", ran.stderr);
    let lines = ran.stdout.lines();
    let outcomes = lines.map(|line| serde_json::from_str::<Json>(line).unwrap());
    let failed = outcomes.filter(|one| one["outcome"] != "ok");
    failed
        .map(|one| one["mapping"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn no_condition_and_no_check_can_be_taken_away_without_a_case_that_notices() {
    let project = programme();
    let mappings = mappings(&project);
    // Written anew, they say the same.
    for mapping in &mappings {
        mapping.write(&project, &mapping.own);
    }
    assert_eq!(failing(&project), BTreeSet::new());
    let weakened: Vec<Vec<(String, Json)>> = mappings.iter().map(Mapping::weakened).collect();
    let rounds = weakened.iter().map(Vec::len).max().unwrap_or_default();
    let of_all: usize = weakened.iter().map(Vec::len).sum();
    assert!(of_all >= 80, "{of_all}");
    let mut unnoticed = Vec::new();
    for round in 0..rounds {
        let mut named = Vec::new();
        for (mapping, weakened) in mappings.iter().zip(&weakened) {
            let changed = weakened.get(round);
            mapping.write(&project, changed.map_or(&mapping.own, |(_, tree)| tree));
            named.extend(changed.map(|(what, _)| (&mapping.object, what)));
        }
        let noticed = failing(&project);
        let missed = named
            .into_iter()
            .filter(|(object, _)| !noticed.contains(*object));
        unnoticed.extend(missed.map(|(object, what)| format!("{object}: {what}")));
    }
    assert!(unnoticed.is_empty(), "{}", unnoticed.join("\n"));
}

/// A rule without a case is found: this test can fail.
#[test]
fn a_rule_without_a_case_is_a_gap() {
    let project = programme();
    let mut all = mappings(&project);
    let cases = Notes::of_all(project.path());
    let donors = all.iter_mut().find(|one| one.object == "donors").unwrap();
    donors.tree["fields"]["Nickname"] = serde_json::json!({ "from": "Short", "date": "%Y" });
    donors.tree["fields"]["CountryCode"]["crosswalk"] = "donor-kinds".into();
    assert_eq!(
        gaps(donors, &cases["donors"]),
        [
            "donors: CountryCode: no case is refused for `crosswalk: \"donor-kinds\"` (MAP-UNMAPPED-CODE)",
            "donors: Nickname: no case sends it",
            "donors: Nickname: no case is refused for `date: \"%Y\"` (MAP-DATE-FORMAT)",
        ]
    );
    assert_eq!(texts(&donors.tree["business_key"]), ["SponsorNumber"]);
}
