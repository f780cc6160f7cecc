//! One budget for four processes: how much of a limit they use together, and how soon they find a lower one.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::Bench;
use super::load::faults;
use super::process::Served;
use super::rate::{counter, sandbox};
use crate::command::{cargo, run as run_command};
use crate::{Outcome, say};

/// Requests a second that the sandbox admits and the budget is told of.
const LIMIT: u32 = 200;
/// What the sandbox admits later, without a word.
const LATER: u32 = 50;
/// Processes that share the budget.
const PROCESSES: usize = 4;
/// How long they are watched.
const WATCHED: Duration = Duration::from_secs(30);
/// Time in which they must find the lower limit.
const FOUND_WITHIN: Duration = Duration::from_secs(3);
/// How long they are watched after it.
const WATCHED_AFTER: Duration = Duration::from_secs(20);

/// Runs the processes and watches the sandbox's counters.
pub(super) fn run(bench: &Bench) -> Outcome {
    run_command(cargo(
        &bench.root,
        &[
            "build",
            "--release",
            "--locked",
            "--workspace",
            "--bin",
            "landbridge-paced",
        ],
    ))?;
    let worker = bench.root.join("target/release/landbridge-paced");
    let budget = bench.folder.join("pace");
    // What was learnt last time is not what is measured.
    drop(std::fs::remove_file(&budget));
    let (sandbox, address) = sandbox(bench, LIMIT)?;
    let seconds = WATCHED + FOUND_WITHIN + WATCHED_AFTER + Duration::from_secs(10);
    let workers: Vec<Served> = (0..PROCESSES)
        .map(|_| start(&worker, &address, &budget, seconds).map(Served))
        .collect::<Result<_, _>>()?;
    sleep(Duration::from_secs(2));
    say(&format!(
        "{PROCESSES} processes, {LIMIT} requests a second:"
    ));
    let (used, refused) = watch(&address, LIMIT, WATCHED)?;
    say(&format!(
        "  {used}‰ of the limit over {} s; answers 429: {refused}\n  asked: at least 950‰, no 429",
        WATCHED.as_secs()
    ));
    faults(
        &address,
        &format!("{{\"throttle\":{{\"per_second\":{LATER}}}}}"),
    )?;
    let (_, refused) = watch(&address, LATER, FOUND_WITHIN)?;
    say(&format!(
        "{LATER} a second from now on: answers 429 within {} s: {refused}",
        FOUND_WITHIN.as_secs()
    ));
    let (used, refused) = watch(&address, LATER, WATCHED_AFTER)?;
    say(&format!(
        "  {used}‰ of the limit over {} s after them; answers 429: {refused}",
        WATCHED_AFTER.as_secs()
    ));
    drop(workers);
    drop(sandbox);
    Ok(())
}

fn start(worker: &Path, address: &str, budget: &Path, time: Duration) -> std::io::Result<Child> {
    Command::new(worker)
        .arg(format!("http://{address}"))
        .arg(budget)
        .args([LIMIT.to_string(), time.as_secs().to_string()])
        .stdout(Stdio::null())
        .spawn()
}

/// Thousandths of a limit that were used over a time, and answers 429 in it.
fn watch(
    address: &str,
    limit: u32,
    time: Duration,
) -> Result<(u128, u64), Box<dyn std::error::Error>> {
    let read = || -> Result<(u64, u64), Box<dyn std::error::Error>> {
        Ok((
            counter(address, "requests")?,
            counter(address, "throttled")?,
        ))
    };
    let (begun, before) = (Instant::now(), read()?);
    sleep(time);
    let (took, after) = (begun.elapsed(), read()?);
    let refused = after.1 - before.1;
    let admitted = (after.0 - before.0).saturating_sub(refused);
    let permitted = u128::from(limit) * took.as_micros() / 1_000_000;
    Ok((u128::from(admitted) * 1_000 / permitted.max(1), refused))
}
