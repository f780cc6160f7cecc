//! Two processes on one ledger: what one sends, the other does not.

use std::process::Child;
use std::time::Duration;

use landbridge_sandbox::{Faults, SandboxConfig};

use crate::support::{Erp, PASSWORD, Project, Ran, USER};

const RECORDS: usize = 60;

fn slow_erp() -> Erp {
    Erp::with(SandboxConfig::with_user(USER, PASSWORD).faults(Faults {
        latency: Duration::from_millis(60),
        ..Faults::default()
    }))
}

fn project() -> Project {
    let project = Project::init();
    let vendor = |number| format!("{number:06},Vendor number {number},KEN\n");
    let vendors: String = (1..=RECORDS).map(vendor).collect();
    project.write(
        "data/vendors.csv",
        format!("Vendor ID,Vendor Name,Country\n{vendors}"),
    );
    let settings = project.read("landbridge.yaml").replace(
        "requests_per_second: 10",
        "requests_per_second: 40\n    visible_within_seconds: 1",
    );
    project.write("landbridge.yaml", settings);
    project
}

/// Starts a load and waits until it has begun to send.
fn begun(project: &Project, erp: &Erp) -> Child {
    let mut child = project.spawn(erp, &["load"]);
    while erp.counters().writes_committed < 3 {
        assert!(child.try_wait().unwrap().is_none(), "it ended too early");
        std::thread::sleep(Duration::from_millis(5));
    }
    child
}

fn every_record_is_there_once(erp: &Erp) {
    assert_eq!(erp.all("suppliers", "").len(), RECORDS);
    let counters = erp.counters();
    assert_eq!(counters.objects["suppliers"].creates, RECORDS as u64);
    assert_eq!(counters.refused, 0, "something was sent twice");
}

#[test]
fn a_second_load_is_refused_while_the_first_is_at_work() {
    let (erp, project) = (slow_erp(), project());
    let first = begun(&project, &erp);
    for command in ["load", "run", "retry", "reconcile"] {
        let second = project.run(&erp, &[command]).code(7);
        assert!(
            second.stderr.contains("is in use by another run"),
            "{}",
            second.stderr
        );
    }
    Ran::from(first.wait_with_output().unwrap()).ok();
    every_record_is_there_once(&erp);
}

#[test]
fn where_the_lock_was_removed_the_second_takes_over_and_the_first_stops_sending() {
    let (erp, project) = (slow_erp(), project());
    let first = begun(&project, &erp);
    std::fs::remove_file(project.path().join(".landbridge/ledger.db.lock")).unwrap();
    let second = project.run(&erp, &["load"]).ok();
    assert!(
        second.stderr.contains("records in doubt"),
        "{}",
        second.stderr
    );
    let first = Ran::from(first.wait_with_output().unwrap()).code(7);
    assert!(
        first.stderr.contains("another run took over"),
        "{}",
        first.stderr
    );
    every_record_is_there_once(&erp);
}
