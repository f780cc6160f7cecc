//! What a record costs the loader itself: requests a second beside `wrk`, which only sends, and processor time.
//!
//! Both send the same payload to the same server on the same cores, which the server shares: it takes several times
//! what either of them does. `wrk` goes before and after the load, since other work on the machine comes and goes. Of
//! the load's time and processor time only those of a check of the same records are taken off; that a load keeps their
//! payloads, and a check does not, counts as loading.

use std::process::{Command, Stdio};
use std::time::Duration;

use super::Bench;
use super::load::{faults, project, surroundings};
use super::process::measure;
use super::rate::{counter, sandbox};
use crate::command::output;
use crate::{Outcome, say};

/// Records, each a request of its own.
const RECORDS: u32 = 50_000;
/// Requests at a time, of both.
const CONCURRENCY: u32 = 16;
/// How long `wrk` sends.
const SENT: Duration = Duration::from_secs(5);
/// Percent of what `wrk` reaches that are asked for.
const SHARE_MIN: u64 = 60;
/// Microseconds of processor time for a record that are asked for at the most.
const CPU_MAX: u64 = 40;
/// A limit that nobody reaches.
const UNLIMITED: u32 = 1_000_000;

/// Has `wrk` send, and a load of as many records as the project holds.
pub(super) fn run(bench: &Bench) -> Outcome {
    say(&format!(
        "the cost alone: {RECORDS} records, {CONCURRENCY} requests at a time, no faults"
    ));
    let before_it = reached_by_wrk(bench)?;
    let folder = bench.folder.join("load-cost");
    project(bench, &folder, RECORDS, UNLIMITED, CONCURRENCY)?;
    let mut check = Command::new(&bench.program);
    check
        .args(["check", "--without-copies"])
        .current_dir(&folder);
    check.stdout(Stdio::null()).stderr(Stdio::null());
    let (before, staging) = (processor_time()?, measure(check)?);
    let staged = processor_time()?.saturating_sub(before);
    let (served, address) = sandbox(bench, UNLIMITED)?;
    let mut load = Command::new(&bench.program);
    load.arg("load").current_dir(&folder);
    load.stdout(Stdio::null()).stderr(Stdio::null());
    surroundings(&mut load, &address);
    let (before, cost) = (processor_time()?, measure(load)?);
    let spent = processor_time()?.saturating_sub(before);
    let written = counter(&address, "writes_committed")?;
    drop(served);
    if cost.code != 0 || written < u64::from(RECORDS) {
        return Err(format!("the load ended with {}, {written} written", cost.code).into());
    }
    let sending = cost.wall.saturating_sub(staging.wall);
    let rate = u64::from(RECORDS) * 1_000 / u64::try_from(sending.as_millis())?.max(1);
    let each = spent.saturating_sub(staged).as_micros() / u128::from(RECORDS);
    say(&format!(
        "landbridge load: {} ms, of them {} ms of reading and checking; {rate} records/s sent, {} MB\n\
         {each} µs of processor time for a record beside reading and checking; asked: at most {CPU_MAX}",
        cost.wall.as_millis(),
        staging.wall.as_millis(),
        cost.megabytes()
    ));
    if let (Some(before_it), Some(after_it)) = (before_it, reached_by_wrk(bench)?) {
        let reached = u64::midpoint(before_it, after_it);
        say(&format!(
            "{}% of what wrk reaches; asked: at least {SHARE_MIN}%",
            rate * 100 / reached.max(1)
        ));
    }
    Ok(())
}

/// Requests a second that `wrk` sends with the same payload to the same ERP; none where there is no `wrk`.
fn reached_by_wrk(bench: &Bench) -> Result<Option<u64>, Box<dyn std::error::Error>> {
    let script = bench.folder.join("wrk.lua");
    std::fs::write(&script, include_str!("peers/wrk.lua"))?;
    let (served, address) = sandbox(bench, UNLIMITED)?;
    faults(&address, r#"{"duplicates_admitted":true}"#)?;
    let mut wrk = Command::new("wrk");
    wrk.args(["--threads", "1", "--connections", &CONCURRENCY.to_string()]);
    wrk.args(["--duration", &SENT.as_secs().to_string()]);
    wrk.arg("--script").arg(&script);
    wrk.arg(format!(
        "http://{address}/fscmRestApi/resources/11.13.18.05/suppliers"
    ));
    let begun = processor_time()?;
    let Ok(said) = output(wrk) else {
        say("wrk: left out, it cannot be run here (on Debian: apt-get install wrk)");
        return Ok(None);
    };
    let spent = processor_time()?.saturating_sub(begun);
    let written = counter(&address, "writes_committed")?;
    drop(served);
    let rate = written / SENT.as_secs();
    say(&format!(
        "wrk: {rate} requests/s were written, {} µs of its processor time each",
        spent.as_micros() / u128::from(written.max(1))
    ));
    if rate == 0 {
        return Err(format!("wrk wrote nothing: {}", String::from_utf8_lossy(&said)).into());
    }
    Ok(Some(rate))
}

/// Processor time of all programs that were run and have ended (fields 16 and 17 of `proc_pid_stat(5)`, in the
/// hundredths of a second that Linux reports in).
fn processor_time() -> Result<Duration, Box<dyn std::error::Error>> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let (_, fields) = stat
        .rsplit_once(')')
        .ok_or("no process in /proc/self/stat")?;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let mut ticks = 0;
    for field in 13..=14 {
        ticks += fields.get(field).ok_or("too few fields")?.parse::<u64>()?;
    }
    Ok(Duration::from_millis(ticks * 10))
}
