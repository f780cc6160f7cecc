//! Whether the forecast of the cut-over comes true: the example, rehearsed twice with faults mended in between, then loaded
//! whole, each time into a fresh sandbox with the same limit of requests.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::process::{Command, Stdio};
use std::time::Instant;

use serde_json::Value;

use super::Bench;
use super::rate::sandbox;
use crate::{Outcome, say};

/// Requests a second that every sandbox admits and the project asks for: few enough to say how long a run takes.
const LIMIT: u32 = 200;
/// Percent by which the forecast may be wrong.
const WRONG_MAX: u128 = 15;
/// What is done, by the name of its target.
const RUNS: [(&str, &str); 3] = [
    ("first", "rehearsal:1"),
    ("second", "rehearsal:2"),
    ("cut-over", "cut-over"),
];

/// Measures it. `LANDBRIDGE_LIMIT` takes another limit.
pub(super) fn run(bench: &Bench) -> Outcome {
    let stated = std::env::var("LANDBRIDGE_LIMIT").ok();
    let limit = stated.and_then(|text| text.parse().ok()).unwrap_or(LIMIT);
    let folder = bench.folder.join("forecast");
    drop(std::fs::remove_dir_all(&folder));
    let mut demo = Command::new(&bench.program);
    demo.args(["demo", "--into"])
        .arg(&folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    // The example has rejects and breaks on purpose; what matters are its files.
    demo.status()?;
    for made in [".landbridge", "reports"] {
        std::fs::remove_dir_all(folder.join(made))?;
    }
    let settings = folder.join("landbridge.yaml");
    let example = std::fs::read_to_string(&settings)?;
    let mut forecast: Option<(u64, u64)> = None;
    for (number, (target, purpose)) in RUNS.iter().enumerate() {
        // Each into a target of its own, as test instances are: nothing of the one before is there.
        let own = example
            .replace(
                "  sandbox:\n",
                &format!("  {target}:\n    requests_per_second: {limit}\n"),
            )
            .replace("target: sandbox", &format!("target: {target}"));
        std::fs::write(&settings, own)?;
        if number == 1 {
            mend(&folder)?;
        }
        let (served, address) = sandbox(bench, limit)?;
        let begun = Instant::now();
        let said = landbridge(bench, &folder, &address)
            .args(["run", "--purpose", purpose, "--format", "json"])
            .output()?;
        let took = u64::try_from(begun.elapsed().as_millis())?;
        drop(served);
        let report: Value = serde_json::from_slice(&said.stdout)?;
        tell(target, &report, took);
        if let Some((then, at_limit)) = forecast.take().filter(|_| number == 2) {
            judge(then, at_limit, took);
        }
        forecast = expected(&report);
    }
    compared(bench, &folder)
}

/// A command on the project.
fn landbridge(bench: &Bench, folder: &std::path::Path, address: &str) -> Command {
    let mut command = Command::new(&bench.program);
    command
        .current_dir(folder)
        .env("LANDBRIDGE_URL", format!("http://{address}"))
        .env("LANDBRIDGE_USER", "sandbox")
        .env("LANDBRIDGE_PASSWORD", "sandbox")
        .stderr(Stdio::null());
    command
}

/// The types of vendors that nobody knew are known: what is planted says them in its notes.
fn mend(folder: &std::path::Path) -> Outcome {
    let planted = std::fs::read_to_string(folder.join("planted.json"))?;
    let planted: Value = serde_json::from_str(&planted)?;
    let path = folder.join("crosswalks/vendor-types.csv");
    let mut text = std::fs::read_to_string(&path)?;
    let known = text.lines().nth(1).and_then(|line| line.split(',').nth(1));
    let known = known.ok_or("no type of vendors is known")?.to_owned();
    let findings = planted.get("findings").and_then(Value::as_array);
    let notes = findings.into_iter().flatten();
    let notes = notes.filter_map(|one| one.get("note").and_then(Value::as_str));
    let codes: BTreeSet<&str> = notes
        .filter_map(|note| {
            note.strip_prefix("type ")?
                .strip_suffix(" is not in the crosswalk")
        })
        .collect();
    if codes.is_empty() {
        return Err("no type of vendors is planted as unknown".into());
    }
    for code in codes {
        writeln!(text, "{code},{known}")?;
    }
    Ok(std::fs::write(&path, text)?)
}

fn number(report: &Value, path: &str) -> Option<u64> {
    report.pointer(path).and_then(Value::as_u64)
}

/// What a run forecasts, at its measured rate and at the permitted limit.
fn expected(report: &Value) -> Option<(u64, u64)> {
    Some((
        number(report, "/forecast/in_sequence_ms")?,
        number(report, "/forecast/in_sequence_at_limit_ms")?,
    ))
}

fn tell(target: &str, report: &Value, took: u64) {
    let objects = report.get("objects").and_then(Value::as_array);
    let sum = |path: &str| -> u64 {
        let objects = objects.into_iter().flatten();
        objects.filter_map(|one| number(one, path)).sum()
    };
    say(&format!(
        "{target:<9} {took:>6} ms from start to end, {} ms as the report says; {} read, {} loaded, {} requests",
        number(report, "/duration_ms").unwrap_or(0),
        sum("/funnel/read"),
        sum("/funnel/loaded/created") + sum("/funnel/loaded/updated"),
        number(report, "/http/requests").unwrap_or(0)
    ));
    let timings = report.get("timings").and_then(Value::as_array);
    for one in timings.into_iter().flatten() {
        let word = |name: &str| one.get(name).and_then(Value::as_str).unwrap_or_default();
        say(&format!(
            "    {:<10} {:<10} {:>6} ms {:>6} records",
            word("object"),
            word("stage"),
            number(one, "/duration_ms").unwrap_or(0),
            number(one, "/records").unwrap_or(0)
        ));
    }
}

/// Says how far the forecast was from what the run took.
fn judge(then: u64, at_limit: u64, took: u64) {
    let off = |expected: u64| {
        let (expected, took) = (i128::from(expected), i128::from(took.max(1)));
        (expected - took) * 1_000 / took
    };
    let said = |expected: u64| {
        let tenths = off(expected);
        let sign = if tenths < 0 { "-" } else { "+" };
        let tenths = tenths.unsigned_abs();
        format!("{expected} ms, {sign}{}.{}%", tenths / 10, tenths % 10)
    };
    say(&format!(
        "forecast at the measured rate: {}; at the permitted limit: {}; the run took {took} ms",
        said(then),
        said(at_limit)
    ));
    let holds = off(then).unsigned_abs() <= WRONG_MAX * 10;
    say(&format!(
        "asked: within {WRONG_MAX}%: {}",
        if holds { "holds" } else { "does not hold" }
    ));
}

/// What the second rehearsal says of the first.
fn compared(bench: &Bench, folder: &std::path::Path) -> Outcome {
    let said = landbridge(bench, folder, "127.0.0.1:9")
        .args(["report", "2", "--against", "1", "--format", "json"])
        .output()?;
    let report: Value = serde_json::from_slice(&said.stdout)?;
    let causes = report.pointer("/compared/causes").and_then(Value::as_array);
    let causes = causes.ok_or("the rehearsals are not compared")?;
    let of = |standing: &str| {
        let own = causes.iter();
        own.filter(|one| one.get("standing").and_then(Value::as_str) == Some(standing))
            .count()
    };
    say(&format!(
        "causes since the first rehearsal: {} fixed, {} new, {} still there",
        of("fixed"),
        of("new"),
        of("remains")
    ));
    Ok(())
}
