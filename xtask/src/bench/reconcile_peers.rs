//! What others find of the differences that were planted, on the same two files.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::Bench;
use super::process::measure;
use super::sources::python_environment;
use crate::say;

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

/// Seconds after which a comparison by reladiff is stopped, as `LANDBRIDGE_RELADIFF_SECONDS` may say otherwise.
const RELADIFF_SECONDS: u64 = 1_200;

/// What one way of comparing took and found.
pub(super) struct Finding {
    pub(super) what: String,
    pub(super) wall: Duration,
    /// The peak of its own process.
    pub(super) megabytes: u64,
    /// The peak of the server that works for it.
    pub(super) server_megabytes: Option<u64>,
    /// Planted differences that it found.
    pub(super) found: usize,
    /// Planted differences that it passed.
    pub(super) passed: usize,
    /// What it named that was not planted.
    pub(super) invented: usize,
    /// Whether it came to its end.
    pub(super) ended: bool,
}

impl Finding {
    /// Of a tool that names records: a planted difference counts as found where its key is named.
    fn by_key(mut self, named: &BTreeSet<&str>, planted: &BTreeSet<&str>) -> Self {
        self.found = planted.intersection(named).count();
        self.passed = planted.len() - self.found;
        self.invented = named.difference(planted).count();
        self
    }
}

/// With polars, as one would write it today.
pub(super) fn polars(
    bench: &Bench,
    folder: &Path,
    planted: &BTreeSet<&str>,
) -> Fallible<Vec<Finding>> {
    let Some(python) = python_environment(bench, "python-reconcile", &["polars"]) else {
        say("left out: python3 or polars cannot be had here");
        return Ok(Vec::new());
    };
    let named = folder.join("polars.txt");
    let mut command = Command::new(&python);
    command
        .arg(bench.root.join("xtask/src/bench/peers/polars_join.py"))
        .current_dir(folder)
        .stdout(File::create(&named)?)
        .stderr(Stdio::inherit());
    let cost = measure(command)?;
    if cost.code != 0 {
        return Err(format!("polars ended with {}", cost.code).into());
    }
    let named = std::fs::read_to_string(&named)?;
    let finding = Finding {
        what: "polars, the two files joined by key".to_owned(),
        wall: cost.wall,
        megabytes: cost.megabytes(),
        server_megabytes: None,
        found: 0,
        passed: 0,
        invented: 0,
        ended: true,
    };
    Ok(vec![finding.by_key(&named.lines().collect(), planted)])
}

/// As tables of a `PostgreSQL`, compared by reladiff with both of its algorithms.
pub(super) fn reladiff(
    bench: &Bench,
    folder: &Path,
    planted: &BTreeSet<&str>,
) -> Fallible<Vec<Finding>> {
    let binaries = Command::new(bench.root.join("tests/servers/postgres/binaries.sh")).output()?;
    let packages = ["reladiff", "psycopg2-binary"];
    let Some(python) = python_environment(bench, "python-reladiff", &packages)
        .filter(|_| binaries.status.success())
    else {
        say("left out: reladiff or PostgreSQL cannot be had here");
        return Ok(Vec::new());
    };
    let stated = std::env::var("LANDBRIDGE_RELADIFF_SECONDS").ok();
    let seconds = stated.and_then(|text| text.parse().ok());
    let seconds = seconds.unwrap_or(RELADIFF_SECONDS);
    let answer = folder.join("reladiff.json");
    let mut command = Command::new(&python);
    command
        .arg(bench.root.join("xtask/src/bench/peers/reladiff_tables.py"))
        .arg(String::from_utf8(binaries.stdout)?.trim())
        .arg(folder)
        .arg(seconds.to_string())
        .stdout(File::create(&answer)?)
        .stderr(Stdio::inherit());
    let cost = measure(command)?;
    if cost.code != 0 {
        return Err(format!("reladiff ended with {}", cost.code).into());
    }
    let said: Value = serde_json::from_slice(&std::fs::read(&answer)?)?;
    say(&format!(
        "PostgreSQL took both files in in {} ms, before reladiff began",
        figure(&said, "filling_ms")?
    ));
    let both = ["hashdiff", "joindiff"];
    both.iter()
        .map(|algorithm| compared(&said, algorithm, seconds, planted))
        .collect()
}

/// What one algorithm did, by what the script says of it.
fn compared(
    said: &Value,
    algorithm: &str,
    seconds: u64,
    planted: &BTreeSet<&str>,
) -> Fallible<Finding> {
    let one = said.get(algorithm).ok_or("an algorithm is not told of")?;
    let flag = |name: &str| one.get(name).and_then(Value::as_bool) == Some(true);
    let (ended, stopped) = (flag("ended"), flag("stopped"));
    let end = match (ended, stopped) {
        (true, _) => String::new(),
        (false, true) => format!(" (stopped after {seconds} s without an end)"),
        (false, false) => " (it failed)".to_owned(),
    };
    let keys = one.get("keys").and_then(Value::as_array);
    let named = keys.into_iter().flatten().filter_map(Value::as_str);
    let finding = Finding {
        what: format!("reladiff on PostgreSQL, {algorithm}{end}"),
        wall: Duration::from_millis(figure(one, "took_ms")?),
        megabytes: figure(one, "client_kib")? * 1_024 / 1_000_000,
        server_megabytes: Some(figure(one, "server_kib")? * 1_024 / 1_000_000),
        found: 0,
        passed: 0,
        invented: 0,
        ended,
    };
    Ok(finding.by_key(&named.collect(), planted))
}

fn figure(of: &Value, name: &str) -> Fallible<u64> {
    let figure = of.get(name).and_then(Value::as_u64);
    Ok(figure.ok_or_else(|| format!("no figure `{name}`"))?)
}
