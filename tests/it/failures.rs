//! What goes wrong ends with the documented exit code and words that say what to do.

use crate::support::{Erp, PASSWORD, Project, Ran, run};

/// The command failed with this code, and says what to do, without a panic and without a secret.
#[track_caller]
fn fails(ran: Ran, code: i32, words: &[&str]) {
    let ran = ran.code(code);
    for word in words {
        assert!(
            ran.stderr.contains(word),
            "\"{word}\" is not said:\n{}",
            ran.stderr
        );
    }
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    assert!(!format!("{}{}", ran.stdout, ran.stderr).contains(PASSWORD));
}

#[test]
fn an_unknown_command_is_a_usage_error() {
    let erp = Erp::start();
    fails(Project::init().run(&erp, &["lode"]), 2, &["load"]);
}

#[test]
fn a_wrong_password_says_where_it_comes_from() {
    let erp = Erp::start();
    let project = Project::init();
    let mut command = project.command(&erp.url(), &["load"]);
    command.env("LANDBRIDGE_PASSWORD", "not-the-password");
    fails(
        run(&mut command),
        6,
        &["the credentials were refused", "Run the same command again"],
    );
    assert_eq!(erp.counters().writes_committed, 0);
    project.run(&erp, &["load"]).ok();
    assert_eq!(erp.counters().writes_committed, 3, "the next load goes on");
}

#[test]
fn a_secret_that_is_not_set_is_named() {
    let erp = Erp::start();
    let project = Project::init();
    let mut command = project.command(&erp.url(), &["load"]);
    command.env_remove("LANDBRIDGE_PASSWORD");
    fails(
        run(&mut command),
        3,
        &["LANDBRIDGE_PASSWORD", "landbridge.yaml"],
    );
}

#[test]
fn a_ledger_of_a_newer_program_is_left_alone() {
    let erp = Erp::start();
    let project = Project::init();
    project.run(&erp, &["check"]).ok();
    let ledger = project.path().join(".landbridge/ledger.db");
    let raw = rusqlite::Connection::open(ledger).unwrap();
    raw.pragma_update(None, "user_version", 99).unwrap();
    drop(raw);
    fails(
        project.run(&erp, &["load"]),
        7,
        &["format 99", "version of landbridge"],
    );
    assert_eq!(erp.counters().requests, 0);
}

#[test]
fn a_file_that_cannot_be_read_stops_before_anything_is_sent() {
    let erp = Erp::start();
    let project = Project::init();
    std::fs::remove_file(project.path().join("data/vendors.csv")).unwrap();
    fails(
        project.run(&erp, &["run"]),
        3,
        &["vendors.csv", "FILE-MISSING"],
    );
    assert_eq!(erp.counters().requests, 0);
}

#[test]
fn mistakes_of_a_mapping_are_all_said_at_once() {
    let erp = Erp::start();
    let project = Project::init();
    let mapping = project.read("mappings/suppliers.yaml");
    let mapping = mapping
        .replace("from: Vendor Name", "from: Vendor Nmae")
        .replace("crosswalk: countries", "crosswalk: countrys")
        .replace("  BusinessRelationship:", "  BusinesRelationship:");
    project.write("mappings/suppliers.yaml", mapping);
    fails(
        project.run(&erp, &["check"]),
        3,
        &[
            "MAPPING-COLUMN",
            "Vendor Name",
            "MAPPING-CROSSWALK",
            "MAPPING-ATTRIBUTE",
            "MAPPING-REQUIRED",
            "mappings/suppliers.yaml:",
        ],
    );
}
