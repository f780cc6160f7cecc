//! Each pack has a page that says what whoever moves its data must know.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use regex::Regex;
use serde_json::Value as Json;

use crate::support::home;

/// What every page says, each under a heading or at the head of a paragraph.
const PARTS: [&str; 7] = [
    "Order",
    "Bulk or REST",
    "Keys",
    "Control totals",
    "Reconciliation",
    "What a data owner must supply",
    "Typical faults",
];

/// What a page leaves out.
fn left_out(page: &str, names: &[String]) -> Vec<String> {
    let begins = |part: &str, line: &str| {
        let heading = line.trim_start_matches('#');
        let heading = heading.len() < line.len() && heading.trim().starts_with(part);
        heading || line.starts_with(&format!("**{part}"))
    };
    let parts = PARTS
        .iter()
        .filter(|part| !page.lines().any(|line| begins(part, line)));
    let parts = parts.map(|part| (*part).to_owned());
    let names = names
        .iter()
        .filter(|name| !page.contains(&format!("`{name}`")));
    parts.chain(names.cloned()).collect()
}

/// The folders of the packs, each with the names of its mappings.
fn packs() -> Vec<(PathBuf, Vec<String>)> {
    let mut packs = Vec::new();
    for pack in fs::read_dir(home().join("mappings")).unwrap() {
        let pack = pack.unwrap().path();
        let mut files = Vec::new();
        for folder in ["mappings", "by-file"] {
            files.extend(fs::read_dir(pack.join(folder)).into_iter().flatten());
        }
        if files.is_empty() || pack.ends_with("demo") {
            continue;
        }
        let names = files.into_iter().map(|file| {
            let text = fs::read_to_string(file.unwrap().path()).unwrap();
            let object = text.lines().find_map(|line| line.strip_prefix("object: "));
            object.unwrap().trim().to_owned()
        });
        packs.push((pack, names.collect()));
    }
    packs
}

#[test]
fn every_page_says_the_same_seven_things_and_names_every_mapping_of_its_pack() {
    let mut pages = 0;
    let mut all = Vec::new();
    for (pack, names) in packs() {
        let page = fs::read_to_string(pack.join("README.md")).unwrap();
        let missing = left_out(&page, &names);
        all.extend(
            missing
                .iter()
                .map(|what| format!("{}: {what}", pack.display())),
        );
        pages += 1;
    }
    assert_eq!(pages, 13);
    assert!(all.is_empty(), "{}", all.join("\n"));
}

/// The codes that stand in the part of a page about typical faults.
fn codes_of_faults(page: &str) -> BTreeSet<String> {
    let code = Regex::new("`([A-Z]+(?:-[A-Z]+)+)`").unwrap();
    let part = page
        .split_once("Typical faults")
        .map_or("", |(_, part)| part);
    let part = part.split("\n## ").next().unwrap_or_default();
    code.captures_iter(part)
        .map(|found| found[1].to_owned())
        .collect()
}

#[test]
fn every_code_that_a_page_calls_typical_is_planted_in_the_samples_of_its_pack() {
    let key = fs::read_to_string(home().join("mappings/planted.json")).unwrap();
    let key: Json = serde_json::from_str(&key).unwrap();
    let mut told = 0;
    for (pack, names) in packs() {
        let findings = key["findings"].as_array().unwrap().iter();
        let own = findings.filter(|one| names.iter().any(|name| one["object"] == **name));
        let planted: BTreeSet<&str> = own.map(|one| one["code"].as_str().unwrap()).collect();
        let page = fs::read_to_string(pack.join("README.md")).unwrap();
        for code in codes_of_faults(&page) {
            assert!(
                planted.contains(&*code),
                "{}: {code} is typical and not planted",
                pack.display()
            );
            told += 1;
        }
    }
    assert!(told >= 20, "{told}");
}

#[test]
fn a_page_without_a_part_is_told_by_it() {
    let page = "# Pack\n\n## Order\n\n**Keys.** `vendors`\n";
    let told = left_out(page, &["vendors".to_owned(), "banks".to_owned()]);
    assert_eq!(
        told,
        [
            "Bulk or REST",
            "Control totals",
            "Reconciliation",
            "What a data owner must supply",
            "Typical faults",
            "banks"
        ]
    );
}
