//! A load that is stopped: politely it finishes what is in flight, and either way the next run
//! goes on and says what it found.

use std::fmt::Write as _;
use std::io::Read as _;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use landbridge_sandbox::{Faults, SandboxConfig};

use crate::golden::{golden, redacted, without_numbers};
use crate::support::{Erp, PASSWORD, Project, Ran, USER};

const RECORDS: usize = 60;

fn slow_erp() -> Erp {
    Erp::with(SandboxConfig::with_user(USER, PASSWORD).faults(Faults {
        latency: Duration::from_millis(400),
        ..Faults::default()
    }))
}

fn project() -> Project {
    let project = Project::init();
    let mut csv = String::from("Vendor ID,Vendor Name,Country\n");
    for number in 1..=RECORDS {
        writeln!(csv, "{number},Vendor {number},NOR").unwrap();
    }
    project.write("data/vendors.csv", csv);
    let settings = project.read("landbridge.yaml");
    let settings = settings.replace("requests_per_second: 10", "requests_per_second: 100");
    project.write("landbridge.yaml", settings);
    project.believe_at_once();
    project
}

/// Starts a load and waits until some records are there and more are on their way.
fn under_way(project: &Project, erp: &Erp) -> Child {
    command_under_way("load", project, erp)
}

fn command_under_way(command: &str, project: &Project, erp: &Erp) -> Child {
    let child = project.spawn(erp, &[command, "--log-level", "error"]);
    let begun = Instant::now();
    while erp.counters().writes_committed < 6 {
        assert!(begun.elapsed() < Duration::from_mins(1), "nothing is sent");
        std::thread::sleep(Duration::from_millis(10));
    }
    child
}

fn signal(child: &Child, name: &str) {
    let id = child.id().to_string();
    let mut kill = Command::new("sh");
    kill.args(["-c", "kill -\"$0\" \"$1\"", name, &id]);
    assert!(kill.status().unwrap().success());
}

/// Reads what a child says until a line begins with these words.
fn said_until(child: &mut Child, words: &str) -> String {
    let stderr = child.stderr.as_mut().unwrap();
    let (mut said, mut line, mut letter) = (String::new(), Vec::new(), [0]);
    while stderr.read(&mut letter).unwrap() == 1 {
        line.push(letter[0]);
        if letter == *b"\n" {
            said.push_str(std::str::from_utf8(&line).unwrap());
            if line.starts_with(words.as_bytes()) {
                return said;
            }
            line.clear();
        }
    }
    panic!("it ended without saying \"{words}\": {said}");
}

/// Waits until nothing more arrives at the ERP.
fn quiet(erp: &Erp) {
    let mut before = u64::MAX;
    while erp.counters().writes_committed != before {
        before = erp.counters().writes_committed;
        std::thread::sleep(Duration::from_secs(1));
    }
}

fn ended(mut child: Child) -> Ran {
    let (mut stdout, mut stderr) = (String::new(), String::new());
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut stdout)
        .unwrap();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut stderr)
        .unwrap();
    let code = child.wait().unwrap().code().unwrap_or(-1);
    Ran {
        code,
        stdout,
        stderr,
    }
}

/// The next run brings the rest, and no record is there twice.
fn the_next_run_goes_on(project: &Project, erp: &Erp) -> Ran {
    erp.set_faults(Faults::default());
    let next = project.run(erp, &["load"]).ok();
    assert_eq!(erp.counters().objects["suppliers"].creates, RECORDS as u64);
    assert_eq!(erp.counters().refused, 0, "nothing was sent twice");
    next
}

fn stops_gracefully(name: &str) {
    let erp = slow_erp();
    let project = project();
    let child = under_way(&project, &erp);
    signal(&child, name);
    let ran = ended(child).code(9);
    let report = project.report(&erp);
    let funnel = &report["objects"][0]["funnel"];
    let there = erp.counters().writes_committed;
    assert!(
        there < RECORDS as u64,
        "the load was over before it was stopped"
    );
    assert_eq!(
        funnel["loaded"]["created"], there,
        "what was in flight is settled"
    );
    assert_eq!(funnel["in_doubt"], 0);
    assert_eq!(funnel["not_sent"], RECORDS as u64 - there);
    let said = without_numbers(&redacted(&ran.stderr, project.path()));
    golden!("stop-politely", said);
    let next = the_next_run_goes_on(&project, &erp);
    let said = without_numbers(&redacted(&next.stderr, project.path()));
    golden!("stop-politely-next-run", said);
}

#[test]
fn a_terminated_load_settles_what_is_in_flight_and_says_how_to_go_on() {
    stops_gracefully("TERM");
}

#[test]
fn an_interrupted_load_settles_what_is_in_flight_and_says_how_to_go_on() {
    stops_gracefully("INT");
}

/// What a scheduler sees of a job that it ends, and starts again.
#[test]
fn a_terminated_run_ends_with_the_code_of_what_can_be_carried_on_and_the_next_one_reconciles() {
    let erp = slow_erp();
    let project = project();
    let child = command_under_way("run", &project, &erp);
    signal(&child, "TERM");
    ended(child).code(9);
    let there = erp.counters().writes_committed;
    let report = project.report(&erp);
    let funnel = &report["objects"][0]["funnel"];
    assert_eq!(funnel["loaded"]["created"], there);
    assert_eq!(funnel["in_doubt"], 0);
    erp.set_faults(Faults::default());
    let next = project.run(&erp, &["run"]).ok();
    assert!(
        next.stderr.contains("carries on with run 1"),
        "{}",
        next.stderr
    );
    assert_eq!(erp.counters().objects["suppliers"].creates, RECORDS as u64);
    assert_eq!(project.report(&erp)["objects"][0]["breaks_open"], 0);
}

#[test]
fn asked_twice_a_load_stops_at_once_and_the_next_one_asks_the_erp() {
    let erp = slow_erp();
    let project = project();
    let mut child = under_way(&project, &erp);
    // Whoever is in flight now is answered only after a minute.
    erp.set_faults(Faults {
        latency: Duration::from_mins(1),
        ..Faults::default()
    });
    quiet(&erp);
    let begun = Instant::now();
    signal(&child, "INT");
    let before = said_until(&mut child, "stopping");
    signal(&child, "INT");
    let ran = ended(child).code(9);
    assert!(
        begun.elapsed() < Duration::from_secs(50),
        "it did not wait a minute"
    );
    let said = before + ran.stderr.as_str();
    let said = without_numbers(&redacted(&said, project.path()));
    golden!("stop-at-once", said);
    let next = the_next_run_goes_on(&project, &erp);
    assert!(
        next.stderr.contains("asked the ERP about "),
        "{}",
        next.stderr
    );
}

#[test]
fn after_a_load_that_was_killed_the_next_one_says_what_it_recovered() {
    let erp = slow_erp();
    let project = project();
    let child = under_way(&project, &erp);
    signal(&child, "KILL");
    ended(child).code(-1);
    // What had left when the process died still arrives.
    quiet(&erp);
    let next = the_next_run_goes_on(&project, &erp);
    let said = without_numbers(&redacted(&next.stderr, project.path()));
    // What had left by then is a matter of chance.
    let (before, after) = said.split_once("  of these: ").unwrap();
    let (found, after) = after.split_once('\n').unwrap();
    assert!(found.contains("in the ERP as sent") || found.contains("to be sent again"));
    golden!(
        "stop-killed-next-run",
        format!("{before}  of these: [what the ERP said]\n{after}")
    );
}
