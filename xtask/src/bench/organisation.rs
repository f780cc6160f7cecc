//! The whole programme of an organisation, from its files into the sandbox and back.

#![expect(clippy::indexing_slicing, reason = "what JSON does not have is null")]

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::Bench;
use super::process::{Served, measure};
use super::readme::{self, thousands};
use crate::generate;
use crate::{Outcome, say};

/// Megabytes that a run may take.
const MEGABYTES_MAX: u64 = 300;

/// Who the sandbox lets in.
const USER: &str = "migration";
const PASSWORD: &str = "migration";

/// The runs of the programme, one for each of its targets.
const RUNS: [&str; 2] = ["1", "2"];

/// Size of the estate: offices, and the scale, as `LANDBRIDGE_BENCH_SCALE` may say otherwise.
const OFFICES: &str = "100";
const SCALE: &str = "1";

/// Writes the estate, runs the programme, holds it against the key of right answers, and writes the table of README.
pub(super) fn run(bench: &Bench) -> Outcome {
    let scale = std::env::var("LANDBRIDGE_BENCH_SCALE").unwrap_or_else(|_| SCALE.to_owned());
    let folder = bench.folder.join("organisation");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let path = folder.display().to_string();
    let words = [
        "organisation",
        "--offices",
        OFFICES,
        "--scale",
        &scale,
        "--out",
        &path,
    ];
    generate::run(&bench.root, &words.map(str::to_owned))?;
    let (sandbox, url) = sandbox(bench)?;
    let landbridge = |arguments: &[&str]| {
        let mut command = Command::new(&bench.program);
        command
            .args(arguments)
            .current_dir(&folder)
            .env("LANDBRIDGE_URL", &url)
            .env("LANDBRIDGE_USER", USER)
            .env("LANDBRIDGE_PASSWORD", PASSWORD);
        command
    };
    let mut command = landbridge(&["run"]);
    command.stdout(Stdio::null());
    let cost = measure(command)?;
    say(&format!(
        "landbridge run: exit {}, {:.0} s, {} MB at the most (asked: {MEGABYTES_MAX})",
        cost.code,
        cost.wall.as_secs_f64(),
        cost.megabytes()
    ));
    let mut report = Value::Null;
    let mut rejects = Vec::new();
    for run in RUNS {
        let output = landbridge(&["report", run, "--format", "json"]).output()?;
        united(&mut report, serde_json::from_slice(&output.stdout)?);
        let listed = [
            "rejects", "--run", run, "--format", "json", "--limit", "1000000",
        ];
        rejects.extend(landbridge(&listed).output()?.stdout);
    }
    drop(sandbox);
    stages(&report);
    planted(&folder, &rejects)?;
    let table = table(&report, cost.wall.as_secs(), cost.megabytes());
    say(&table);
    if scale == SCALE {
        readme::write(&bench.root, "organisation", &table)?;
    }
    if cost.code == 0 {
        return Ok(());
    }
    Err(format!("the run ended with {}; its report is in {path}", cost.code).into())
}

/// Puts what the runs of the programme tell into one.
fn united(all: &mut Value, report: Value) {
    if all.is_null() {
        *all = report;
        return;
    }
    for part in ["objects", "timings"] {
        let more = report[part].as_array().cloned().unwrap_or_default();
        if let Some(list) = all[part].as_array_mut() {
            list.extend(more);
        }
    }
}

/// A sandbox of its own process, and its address.
fn sandbox(bench: &Bench) -> Result<(Served, String), Box<dyn std::error::Error>> {
    let mut command = Command::new(&bench.program);
    command
        .args(["sandbox", "--port", "0", "--user", USER])
        .args(["--password", PASSWORD])
        .stdout(Stdio::piped());
    let mut child = command.spawn()?;
    let stdout = child.stdout.take().ok_or("the sandbox says nothing")?;
    let served = Served(child);
    let mut first = String::new();
    BufReader::new(stdout).read_line(&mut first)?;
    let url = first.trim().rsplit(' ').next().unwrap_or_default();
    Ok((served, url.to_owned()))
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_default()
}

/// What share of the time each stage took.
fn stages(report: &Value) {
    let mut stages: Vec<(String, u64)> = Vec::new();
    for timing in report["timings"].as_array().into_iter().flatten() {
        let stage = timing["stage"].as_str().unwrap_or_default();
        let took = number(&timing["duration_ms"]);
        match stages.iter_mut().find(|(known, _)| known == stage) {
            Some((_, sum)) => *sum += took,
            None => stages.push((stage.to_owned(), took)),
        }
    }
    let all: u64 = stages.iter().map(|(_, took)| took).sum();
    for (stage, took) in stages {
        let share = took * 100 / all.max(1);
        let (seconds, tenths) = (took / 1000, took % 1000 / 100);
        say(&format!(
            "{stage:<12} {seconds:>6}.{tenths} s  {share:>3} %"
        ));
    }
}

/// Holds what was found against what was planted: each with its origin, and no other.
fn planted(folder: &Path, rejects: &[u8]) -> Outcome {
    let key: Value = serde_json::from_slice(&fs::read(folder.join("planted.json"))?)?;
    let place = |one: &Value| {
        ["object", "code", "field", "origin"]
            .map(|name| one[name].as_str().unwrap_or_default().to_owned())
    };
    let mut expected: Vec<_> = key["findings"]
        .as_array()
        .into_iter()
        .flatten()
        .map(place)
        .collect();
    let lines = rejects
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty());
    let mut found = Vec::new();
    for line in lines {
        found.push(place(&serde_json::from_slice(line)?));
    }
    expected.sort();
    found.sort();
    let missed: Vec<_> = expected
        .iter()
        .filter(|one| found.binary_search(one).is_err())
        .collect();
    let invented: Vec<_> = found
        .iter()
        .filter(|one| expected.binary_search(one).is_err())
        .collect();
    say(&format!(
        "{} planted findings: {} missed, {} invented",
        expected.len(),
        missed.len(),
        invented.len()
    ));
    for (what, some) in [("missed", &missed), ("invented", &invented)] {
        for one in some.iter().take(10) {
            say(&format!("  {what}: {}", one.join(" · ")));
        }
    }
    if missed.is_empty() && invented.is_empty() && found.len() == expected.len() {
        return Ok(());
    }
    Err("what was found is not what was planted".into())
}

/// Numbers by object, as Markdown.
fn table(report: &Value, seconds: u64, megabytes: u64) -> String {
    let mut table = String::from(
        "| object | read | skipped | rejected | loaded | in the ERP | totals | agree |\n|---|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    let mut sums = [0; 7];
    for object in report["objects"].as_array().into_iter().flatten() {
        let funnel = &object["funnel"];
        let sum = |part: &str| -> u64 {
            let parts = funnel[part].as_object();
            parts
                .into_iter()
                .flatten()
                .map(|(_, count)| number(count))
                .sum()
        };
        let totals = object["totals"].as_array().map_or(&[][..], Vec::as_slice);
        let agree = totals
            .iter()
            .filter(|total| total["agrees"] == true)
            .count();
        let row = [
            number(&funnel["read"]),
            sum("skipped"),
            sum("rejected"),
            sum("loaded"),
            number(&object["keys"]["erp"]["keys"]),
            u64::try_from(totals.len()).unwrap_or_default(),
            u64::try_from(agree).unwrap_or_default(),
        ];
        line(&mut table, object["name"].as_str().unwrap_or_default(), row);
        for (sum, value) in sums.iter_mut().zip(row) {
            *sum += value;
        }
    }
    line(&mut table, "**all**", sums);
    let end = format!(
        "\n{seconds} s from files to the reconciled ERP on 2 cores, {megabytes} MB of memory at the most."
    );
    table + &end
}

fn line(table: &mut String, name: &str, row: [u64; 7]) {
    let numbers = row.map(thousands).join(" | ");
    table.push_str(&["| ", name, " | ", &numbers, " |\n"].concat());
}
