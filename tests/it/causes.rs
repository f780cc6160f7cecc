//! Many findings of few causes: one line each, whatever their number.

use std::fmt::Write as _;

use crate::support::{Erp, Project};

/// Records without a number and with a country that no crosswalk knows, half of them with too long a name.
fn vendors(records: usize) -> String {
    let long = "x".repeat(370);
    let mut csv = String::with_capacity(records * 220);
    csv.push_str("Vendor ID,Vendor Name,Country\n");
    for number in 1..=records {
        let name = if number % 2 == 0 { "Vendor" } else { &long };
        writeln!(csv, ",{name},?{number}").unwrap();
    }
    csv
}

#[test]
fn two_hundred_thousand_findings_of_three_causes_are_three_lines() {
    let erp = Erp::start();
    let project = Project::init();
    project.write("data/vendors.csv", vendors(80_000));
    let arguments = ["check", "--without-copies"];
    let ran = project.run(&erp, &arguments).code(4);
    assert!(
        ran.stdout.contains("Causes, worst first (3 of 3)"),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.lines().count() < 40, "{}", ran.stdout);

    let report = project.report(&erp);
    let causes = report["objects"][0]["causes"].as_array().unwrap();
    let mut counts: Vec<(&str, u64, usize)> = causes
        .iter()
        .map(|cause| {
            let samples = cause["samples"].as_array().unwrap().len();
            let count = cause["count"].as_u64().unwrap();
            (cause["code"].as_str().unwrap(), count, samples)
        })
        .collect();
    counts.sort_unstable();
    let expected = [
        ("KEY-MISSING", 80_000, 5),
        ("MAP-UNMAPPED-CODE", 80_000, 5),
        ("VAL-LENGTH", 40_000, 5),
    ];
    assert_eq!(counts, expected);
    assert!(report.to_string().len() < 20_000, "the document is small");

    let html = std::fs::read_to_string(project.path().join("reports/run-1.html")).unwrap();
    assert!(html.len() < 120_000, "the page has {} bytes", html.len());
}

/// So many keys, each twice and with other content.
fn conflicts(keys: usize) -> String {
    let mut csv = String::from("Vendor ID,Vendor Name,Country\n");
    for turn in ["First", "Second"] {
        for number in 1..=keys {
            writeln!(csv, "{number},{turn} {number},NOR").unwrap();
        }
    }
    csv
}

/// What a check of these records takes in memory at the most, in KiB.
#[cfg(target_os = "linux")]
fn peak(records: String) -> u64 {
    let erp = Erp::start();
    let project = Project::init();
    project.write("data/vendors.csv", records);
    let mut child = project.spawn(&erp, &["check", "--without-copies"]);
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    // The high-water mark only grows: the last one read is the greatest.
    while child.try_wait().unwrap().is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        peak = kib.unwrap_or(peak);
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    peak
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_findings() {
    let (few, many) = (peak(vendors(10_000)), peak(vendors(80_000)));
    println!("peak memory: {few} KiB with 25,000 findings, {many} KiB with 200,000");
    assert!(many < few + few / 2 + 24_000, "{few} KiB, then {many} KiB");
}

/// What shows only across records waits on disk until all of it is known, and comes back whole.
#[test]
fn every_record_of_thousands_of_conflicts_is_rejected_with_its_own_finding() {
    const KEYS: usize = 3_001;
    let project = Project::init();
    project.write("data/vendors.csv", conflicts(KEYS));
    let erp = Erp::start();
    project.run(&erp, &["check"]).code(4);
    let report = project.report(&erp);
    let object = &report["objects"][0];
    assert_eq!(object["funnel"]["rejected"]["validate"], 2 * KEYS);
    let causes = object["causes"].as_array().unwrap();
    assert_eq!(causes[0]["code"], "KEY-CONFLICT");
    assert_eq!(causes[0]["count"], 2 * KEYS);
    // The last record of the extract, long on disk, is found at its own line.
    let last = project.look("rejects", &["--format", "json"]);
    let line = format!("vendors.csv:{}", 2 * KEYS + 1);
    assert!(last.ok().stdout.contains(&line));
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_conflicts_between_records() {
    let (few, many) = (peak(conflicts(5_000)), peak(conflicts(50_000)));
    println!("peak memory: {few} KiB with 10,000 conflicts, {many} KiB with 100,000");
    assert!(many < few + few / 2 + 24_000, "{few} KiB, then {many} KiB");
}
