//! What the packs call personal or confidential, hunted in every output of the whole programme.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value as Json;

use super::RUNS;
use crate::canaries::hunt::Hunt;
use crate::support::{Erp, PASSWORD, Project, USER};

/// Shorter values stand in an output by chance.
const LETTERS_MIN: usize = 8;

/// The attributes that a mapping fills, those that it marks as personal apart.
fn attributes(mapping: &str, personal: bool) -> BTreeSet<String> {
    let rules = mapping.lines().filter(|line| line.contains(": {"));
    let meant = rules.filter(|line| line.contains("personal: true") == personal);
    let names = meant.filter_map(|line| line.trim().split_once(':'));
    names.map(|(name, _)| name.to_owned()).collect()
}

/// Whether a value is told apart from all others: no street is called by it.
fn is_telling(text: &str) -> bool {
    text.chars().count() >= LETTERS_MIN
        && text.contains(|letter: char| letter.is_ascii_digit() || letter == '@')
}

/// All texts under those names, however deep.
fn values(payload: &Json, names: &BTreeSet<String>, into: &mut BTreeSet<String>) {
    match payload {
        Json::Object(members) => {
            for (name, value) in members {
                match value {
                    Json::String(text) if names.contains(name) && is_telling(text) => {
                        into.insert(text.clone());
                    }
                    other => values(other, names, into),
                }
            }
        }
        Json::Array(items) => items.iter().for_each(|item| values(item, names, into)),
        _ => {}
    }
}

/// The personal values that the programme carried, as the ERP now holds them.
fn carried(folder: &Path, erp: &Path) -> BTreeSet<String> {
    let names = personal(folder);
    let held = rusqlite::Connection::open(erp).unwrap();
    let mut statement = held.prepare("SELECT body FROM record").unwrap();
    let bodies = statement.query_map([], |row| row.get::<_, String>(0));
    let mut carried = BTreeSet::new();
    for body in bodies.unwrap() {
        let body: Json = serde_json::from_str(&body.unwrap()).unwrap();
        values(&body, &names, &mut carried);
    }
    carried
}

/// The attributes that are personal wherever a mapping of the packs fills them.
fn personal(folder: &Path) -> BTreeSet<String> {
    let (mut personal, mut open) = (BTreeSet::new(), BTreeSet::new());
    for pack in fs::read_dir(folder).unwrap() {
        let files = fs::read_dir(pack.unwrap().path().join("mappings"));
        for file in files.into_iter().flatten() {
            let text = fs::read_to_string(file.unwrap().path()).unwrap();
            personal.extend(attributes(&text, true));
            open.extend(attributes(&text, false));
        }
    }
    personal.retain(|name| !open.contains(name));
    personal
}

/// No output of the programme shows what its packs call personal; `state` is what the ERP holds.
pub(super) fn nothing_is_sung(project: &Project, erp: &Erp, state: &Path) {
    let personal: Vec<String> = carried(project.path(), state).into_iter().collect();
    println!("{} personal values", personal.len());
    assert!(personal.len() > 100, "{personal:?}");
    let mut hunt = Hunt::new(USER, &[PASSWORD], &personal);
    for format in ["text", "json"] {
        for run in RUNS {
            let arguments = ["rejects", "--run", run, "--format", format];
            hunt.run(&mut project.command(&erp.url(), &arguments));
        }
        hunt.run(
            project
                .command(&erp.url(), &["runs"])
                .args(["--format", format]),
        );
    }
    for format in ["html", "json", "xlsx", "markdown"] {
        for run in RUNS {
            hunt.run(&mut project.command(&erp.url(), &["report", run, "--format", format]));
        }
    }
    hunt.run(&mut project.command(&erp.url(), &["reconcile"]));
    hunt.search_project(project.path());
    hunt.found_nothing();
}
