//! Real legacy files, held against the facts that a correct reader finds in them.
//!
//! The files are not part of this repository. They and `expectations.json` are looked for in
//! `../shared/data` beside the workspace; where they are not there the test says so and passes, but
//! fails where the environment variable `CI` is set.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::too_many_lines,
    reason = "a test that cannot go on should stop where it stands"
)]

mod bank;
mod cobol;
mod facts;
mod flat;
mod ledger;
mod musts;
mod tables;

use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use facts::Facts;

/// The folder of the legacy files, where it is there.
fn folder() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = root.join("../shared/data");
    folder
        .join("delimited/expectations.json")
        .is_file()
        .then_some(folder)
}

fn expectations(folder: &Path, part: &str) -> Json {
    let text = std::fs::read_to_string(folder.join(part).join("expectations.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn every_fact_of_the_legacy_files_holds() {
    let Some(folder) = folder() else {
        assert!(
            std::env::var_os("CI").is_none(),
            "the legacy files are not there"
        );
        println!("skipped: no legacy files in ../shared/data");
        return;
    };
    let mut all = Vec::new();
    let known = expectations(&folder, "delimited");
    for (file, entry) in known["files"].as_object().unwrap() {
        let mut facts = Facts::new(&folder.join("delimited"), file, entry);
        match file.as_str() {
            "sie4_ovningsbolaget.se" => ledger::sie(&mut facts),
            "nacha_20110805A.ach" => bank::nacha(&mut facts),
            "mt940_abnamro.sta" => bank::mt940(&mut facts),
            "us_census2000_geo_fixed.upl" => flat::census(&mut facts),
            "cobol_display_num.dat" => cobol::display(&mut facts),
            "sap_idoc_ORDERS05_flat.txt" => flat::idoc(&mut facts),
            "datev_EXTF_Buchungsstapel.csv" => ledger::datev(&mut facts),
            _ => tables::table(&mut facts),
        }
        all.push(facts);
    }
    let hostile = expectations(&folder, "hostile");
    let name = "csv_injection_payloads.csv";
    let mut facts = Facts::new(&folder.join("hostile"), name, &hostile["files"][name]);
    musts::injection(&mut facts);
    all.push(facts);

    let mut failures = Vec::new();
    for facts in &all {
        println!("{}: {} of {}", facts.file, facts.passed, facts.total);
        for short in &facts.shorts {
            println!("short: {short}");
        }
        failures.extend(
            facts
                .failures
                .iter()
                .map(|why| format!("{}: {why}", facts.file)),
        );
        failures.extend(
            facts
                .unheld()
                .map(|fact| format!("{}: nothing holds `{fact}`", facts.file)),
        );
    }
    for part in ["delimited", "hostile"] {
        let own = all.iter().filter(|facts| facts.folder.ends_with(part));
        let (passed, total) = own.fold((0, 0), |(passed, total), facts| {
            (passed + facts.passed, total + facts.total)
        });
        println!("{part}: {passed} of {total} facts hold");
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
