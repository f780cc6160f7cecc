//! Nothing is lost and nothing is doubled, whatever dies, whenever.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Read as _;
use std::process::Child;
use std::time::Duration;

use landbridge_sandbox::{Faults, RateLimit, SandboxConfig, Share};

use crate::support::{Erp, PASSWORD, Project, USER};

const RECORDS: usize = 5_000;
const KILLS: usize = 50;

fn vendors(records: usize) -> String {
    let mut csv = String::from("Vendor ID,Vendor Name,Country\n");
    for number in 1..=records {
        writeln!(csv, "{number:06},Vendor number {number},KEN").unwrap();
    }
    csv
}

/// A small generator of pseudo-random numbers: the moments differ, the test repeats itself.
fn next(seed: &mut u64) -> u64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed
}

#[test]
fn killed_at_fifty_random_moments_every_record_arrives_exactly_once() {
    let erp = Erp::with(SandboxConfig::with_user(USER, PASSWORD).faults(Faults {
        latency: Duration::from_millis(20),
        lost_reply_share: Share::per_million(10_000),
        unavailable_share: Share::per_million(10_000),
        throttle: Some(RateLimit::per_second(300)),
        seed: 7,
        ..Faults::default()
    }));
    let project = Project::init();
    project.write("data/vendors.csv", vendors(RECORDS));
    let settings = project.read("landbridge.yaml");
    let settings = settings
        .replace("requests_per_second: 10", "requests_per_second: 340")
        .replace("concurrency: 4", "concurrency: 16");
    project.write("landbridge.yaml", settings);

    let mut seed = 0x9E37_79B9_7F4A_7C15;
    let mut kills = 0;
    let mut asked = 0;
    while kills < KILLS {
        let mut child = project.spawn(&erp, &["load"]);
        let moment = Duration::from_millis(next(&mut seed) % 500);
        if kills % 2 == 0 {
            // At any moment, staging and recovering too.
            std::thread::sleep(Duration::from_millis(80) + moment);
        } else {
            // While it talks to the ERP, however slow the machine is.
            begins_to_talk(&erp, &mut child);
            std::thread::sleep(moment / 2);
        }
        assert!(
            child.try_wait().unwrap().is_none(),
            "the load ended before it could be killed"
        );
        child.kill().unwrap();
        kills += 1;
        child.wait().unwrap();
        let mut said = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut said)
            .unwrap();
        asked += doubts(&said);
    }
    let arrived = erp.counters().objects["suppliers"].creates;
    assert!(
        arrived < RECORDS as u64,
        "all had arrived before the last kill"
    );
    let mut last = project.run(&erp, &["load"]);
    asked += doubts(&last.stderr);
    for _again in 0..5 {
        if last.code == 0 {
            break;
        }
        last = project.run(&erp, &["load"]);
        asked += doubts(&last.stderr);
    }
    last.ok();

    erp.set_faults(Faults::default());
    let mut copies: BTreeMap<String, usize> = BTreeMap::new();
    for supplier in erp.all("suppliers", "") {
        *copies
            .entry(supplier["SupplierNumber"].as_str().unwrap().to_owned())
            .or_default() += 1;
    }
    let duplicates = copies.values().filter(|copies| **copies > 1).count();
    let losses = RECORDS - copies.len();
    // The ERP refuses a second record under one key, so a record sent twice shows as a refusal.
    let sent_twice = erp.counters().refused;
    println!(
        "kills {kills}, doubts asked about {asked}, duplicates {duplicates}, losses {losses}, \
         sent twice {sent_twice}"
    );
    assert_eq!((kills, duplicates, losses, sent_twice), (KILLS, 0, 0, 0));
    assert!(
        asked > 0,
        "no kill left anything in doubt: the test does not test"
    );
}

/// Waits until a load sends requests.
fn begins_to_talk(erp: &Erp, child: &mut Child) {
    let before = erp.counters().requests;
    while erp.counters().requests == before && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// How many records in doubt a load says that it asked the ERP about.
fn doubts(said: &str) -> u64 {
    said.lines()
        .filter_map(|line| line.split_once("asked the ERP about "))
        .filter_map(|(_, rest)| rest.split_once(' '))
        .map(|(number, _)| number.replace(',', "").parse::<u64>().unwrap())
        .sum()
}
