//! How much of a permitted rate a load uses: a sandbox of its own process enforces the limit and
//! counts what arrives.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::Bench;
use super::load::project;
use super::process::Served;
use crate::{Outcome, say};

/// Requests a second that the sandbox admits and the project asks for.
const LIMIT: u32 = 100;
/// How long it is watched, once it runs.
const WATCHED: Duration = Duration::from_secs(20);
/// Percent of the limit that is asked for.
const USED_MIN: u64 = 97;
/// Records, more than the limit lets through while it is watched.
const RECORDS: u32 = 3_500;

/// Loads through the limit and watches the sandbox's counters.
pub(super) fn run(bench: &Bench) -> Outcome {
    let folder = bench.folder.join("rate");
    project(bench, &folder, RECORDS, LIMIT, 4)?;
    let (sandbox, address) = sandbox(bench, LIMIT)?;
    let load = Command::new(&bench.program)
        .arg("load")
        .current_dir(&folder)
        .env("LANDBRIDGE_URL", format!("http://{address}"))
        .env("LANDBRIDGE_USER", "sandbox")
        .env("LANDBRIDGE_PASSWORD", "sandbox")
        .stdout(Stdio::null())
        .spawn()?;
    let load = Served(load);
    let begun = Instant::now();
    while counter(&address, "writes_attempted")? < u64::from(LIMIT) {
        if begun.elapsed() > Duration::from_secs(30) {
            return Err("the load did not begin within 30 s".into());
        }
        sleep(Duration::from_millis(50));
    }
    let (first, watch) = (counter(&address, "requests")?, Instant::now());
    sleep(WATCHED);
    let (last, watched) = (counter(&address, "requests")?, watch.elapsed());
    let throttled = counter(&address, "throttled")?;
    drop(load);
    drop(sandbox);
    let permitted = u128::from(LIMIT) * watched.as_micros() / 1_000_000;
    let used = u128::from(last - first) * 1_000 / permitted.max(1);
    say(&format!(
        "limit {LIMIT}/s over {:.1} s: {} requests, {}.{}% of the limit; answers 429: {throttled}\n\
         asked: at least {USED_MIN}%, no 429",
        watched.as_secs_f64(),
        last - first,
        used / 10,
        used % 10
    ));
    Ok(())
}

/// A sandbox of its own process that admits so many requests a second, and its address.
pub(super) fn sandbox(
    bench: &Bench,
    limit: u32,
) -> Result<(Served, String), Box<dyn std::error::Error>> {
    let mut child = Command::new(&bench.program)
        .args([
            "sandbox",
            "--port",
            "0",
            "--requests-per-second",
            &limit.to_string(),
        ])
        .stdout(Stdio::piped())
        .spawn()?;
    let stdout = child.stdout.take().ok_or("the sandbox has no output")?;
    let served = Served(child);
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line)?;
    let address = line
        .trim()
        .rsplit("http://")
        .next()
        .unwrap_or_default()
        .to_owned();
    Ok((served, address))
}

/// One of the sandbox's counters. The page is not counted and not limited.
pub(super) fn counter(address: &str, name: &str) -> Result<u64, Box<dyn std::error::Error>> {
    let mut stream = TcpStream::connect(address)?;
    write!(
        stream,
        "GET /sandbox/counters HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (_, body) = answer.split_once("\r\n\r\n").ok_or("no answer")?;
    let counters: Value = serde_json::from_str(body)?;
    counters
        .get(name)
        .and_then(Value::as_u64)
        .ok_or_else(|| format!("no counter {name}").into())
}
