//! What a record costs the loader itself: requests a second beside `wrk`, which only sends, and processor time.
//!
//! Both send the same payload, with a new key every time, to the same server on the same cores, which the server shares;
//! it looks for duplicates of both. `wrk` goes before and after each load, since other work on the machine comes and
//! goes. Then loads go to an ERP that answers as much and does nothing else: the sandbox, which works for longer at a record
//! than the loader, takes turns with it on two cores, and each turn costs the loader what it had in the caches, as no ERP
//! on a machine of its own does. Of the load's time and processor time only those of a check of the same records are taken off; that a load keeps
//! their payloads, and a check does not, counts as loading.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::Bench;
use super::load::{project, surroundings};
use super::mute_erp::{MuteErp, Shown};
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
const SHARE_MIN: u128 = 60;
/// Microseconds of processor time for a record that are asked for at the most, on a machine where `wrk` takes
/// [`PLAIN_CPU`] for a plain request.
const CPU_MAX: u128 = 40;
/// Microseconds of processor time that `wrk` takes for a plain request on that machine: a GET without a script, which is
/// half of what it takes to write records.
const PLAIN_CPU: u128 = 8;
/// Plain requests at a time, as they were measured there.
const PLAIN_CONCURRENCY: u32 = 64;
/// Loads that are measured.
const ROUNDS: usize = 3;
/// A limit that nobody reaches.
const UNLIMITED: u32 = 1_000_000;

/// What one of them took.
struct Took {
    /// Requests a second.
    rate: u64,
    /// Microseconds of processor time for each.
    each: u128,
}

/// Has `wrk` send, and a load of as many records as the project holds, in turns.
pub(super) fn run(bench: &Bench) -> Outcome {
    say(&format!(
        "the cost alone: {RECORDS} records, {CONCURRENCY} requests at a time, no faults; {ROUNDS} times, wrk before and after"
    ));
    let (plain, shown) = (plain(bench)?, shown(bench)?);
    let (mut sent, mut loaded) = (Vec::new(), Vec::new());
    sent.extend(wrk(bench)?);
    let mut alone = Vec::new();
    for _ in 0..ROUNDS {
        loaded.push(load(bench)?);
        sent.extend(wrk(bench)?);
        alone.push(load_alone(bench, shown.clone())?);
    }
    let rate = median(loaded.iter().map(|one| u128::from(one.rate)));
    let each = median(loaded.iter().map(|one| one.each));
    say(&format!(
        "in the middle: {rate} records/s, {each} µs of processor time for a record beside a sandbox that works"
    ));
    if !sent.is_empty() {
        let reached = median(sent.iter().map(|one| u128::from(one.rate)));
        let wrk_each = median(sent.iter().map(|one| one.each)).max(1);
        say(&format!(
            "{}% of what wrk reaches; asked: at least {SHARE_MIN}%\n{}% of the processor time that wrk takes for the same",
            rate * 100 / reached.max(1),
            each * 100 / wrk_each
        ));
    }
    let alone = median(alone.iter().map(|one| one.each));
    say(&format!(
        "{alone} µs of processor time for a record before an ERP that does nothing; asked: at most {CPU_MAX}"
    ));
    if let Some(plain) = plain {
        say(&format!(
            "{} µs on a machine where wrk takes {PLAIN_CPU} µs for a plain request, as where {CPU_MAX} are asked",
            alone * PLAIN_CPU * 1_000 / plain.max(1)
        ));
    }
    Ok(())
}

fn median(figures: impl Iterator<Item = u128>) -> u128 {
    let mut figures: Vec<u128> = figures.collect();
    figures.sort_unstable();
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}

/// A load into the sandbox.
fn load(bench: &Bench) -> Result<Took, Box<dyn std::error::Error>> {
    let (served, address) = sandbox(bench, UNLIMITED)?;
    let took = load_into(bench, &address)?;
    let written = counter(&address, "writes_committed")?;
    drop(served);
    say_took("into the sandbox", &took);
    enough(took, written)
}

/// A load into an ERP that shows records as the sandbox does, and does nothing else.
fn load_alone(bench: &Bench, shown: Shown) -> Result<Took, Box<dyn std::error::Error>> {
    let erp = MuteErp::showing(shown)?;
    let took = load_into(bench, &erp.address)?;
    say_took("into an ERP that does nothing", &took);
    enough(took, erp.taken())
}

fn say_took(into: &str, took: &Took) {
    say(&format!(
        "landbridge load {into}: {} records/s sent, {} µs of processor time each",
        took.rate, took.each
    ));
}

fn enough(took: Took, written: u64) -> Result<Took, Box<dyn std::error::Error>> {
    if written < u64::from(RECORDS) {
        return Err(format!("{written} were written").into());
    }
    Ok(took)
}

/// What the sandbox answers to a write, parted at the record's id.
fn shown(bench: &Bench) -> Result<Shown, Box<dyn std::error::Error>> {
    let (served, address) = sandbox(bench, UNLIMITED)?;
    let body = r#"{"SupplierNumber":"000001","Supplier":"Vendor 1","TaxOrganizationType":"CORPORATION","BusinessRelationship":"SPEND_AUTHORIZED","TaxpayerCountry":"Norway"}"#;
    let mut stream = TcpStream::connect(&address)?;
    write!(
        stream,
        "POST /fscmRestApi/resources/11.13.18.05/suppliers HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nREST-Framework-Version: 4\r\nAuthorization: Basic c2FuZGJveDpzYW5kYm94\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    drop(served);
    let (_, shown) = answer.split_once("\r\n\r\n").ok_or("no answer")?;
    let name = "\"SupplierId\":";
    let (before, rest) = shown.split_once(name).ok_or("the answer has no id")?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let behind = rest.get(digits..).unwrap_or_default();
    Ok((format!("{before}{name}"), behind.to_owned()))
}

/// A check, whose time and processor time are taken off, and a load.
fn load_into(bench: &Bench, address: &str) -> Result<Took, Box<dyn std::error::Error>> {
    let folder = bench.folder.join("load-cost");
    project(bench, &folder, RECORDS, UNLIMITED, CONCURRENCY)?;
    let mut check = Command::new(&bench.program);
    check
        .args(["check", "--without-copies"])
        .current_dir(&folder);
    check.stdout(Stdio::null()).stderr(Stdio::null());
    let (before, staging) = (processor_time()?, measure(check)?);
    let staged = processor_time()?.saturating_sub(before);
    let mut load = Command::new(&bench.program);
    load.arg("load").current_dir(&folder);
    load.stdout(Stdio::null()).stderr(Stdio::null());
    surroundings(&mut load, address);
    let (before, cost) = (processor_time()?, measure(load)?);
    let spent = processor_time()?.saturating_sub(before);
    if cost.code != 0 {
        return Err(format!("the load ended with {}", cost.code).into());
    }
    let sending = cost.wall.saturating_sub(staging.wall);
    Ok(Took {
        rate: u64::from(RECORDS) * 1_000 / u64::try_from(sending.as_millis())?.max(1),
        each: spent.saturating_sub(staged).as_micros() / u128::from(RECORDS),
    })
}

/// `wrk` with the same payload to the same ERP; none where there is no `wrk`.
fn wrk(bench: &Bench) -> Result<Option<Took>, Box<dyn std::error::Error>> {
    let script = bench.folder.join("wrk.lua");
    std::fs::write(&script, include_str!("peers/wrk.lua"))?;
    let (served, address) = sandbox(bench, UNLIMITED)?;
    let mut wrk = wrk_with(CONCURRENCY);
    wrk.arg("--script").arg(&script);
    wrk.arg(format!(
        "http://{address}/fscmRestApi/resources/11.13.18.05/suppliers"
    ));
    let Some((said, spent)) = timed(wrk)? else {
        say("wrk: left out, it cannot be run here (on Debian: apt-get install wrk)");
        return Ok(None);
    };
    let written = counter(&address, "writes_committed")?;
    drop(served);
    let took = Took {
        rate: written / SENT.as_secs(),
        each: spent.as_micros() / u128::from(written.max(1)),
    };
    say(&format!(
        "wrk: {} requests/s were written, {} µs of its processor time each",
        took.rate, took.each
    ));
    if written == 0 {
        return Err(format!("wrk wrote nothing: {said}").into());
    }
    Ok(Some(took))
}

/// Nanoseconds of processor time that `wrk` takes for a request that asks for nothing; none where there is no `wrk`.
fn plain(bench: &Bench) -> Result<Option<u128>, Box<dyn std::error::Error>> {
    let (served, address) = sandbox(bench, UNLIMITED)?;
    let mut wrk = wrk_with(PLAIN_CONCURRENCY);
    wrk.arg(format!("http://{address}/sandbox/nothing"));
    let Some((said, spent)) = timed(wrk)? else {
        return Ok(None);
    };
    drop(served);
    let sent = said
        .split_once(" requests in ")
        .and_then(|(before, _)| before.split_whitespace().next_back())
        .and_then(|number| number.parse::<u128>().ok())
        .ok_or_else(|| format!("wrk does not say how many requests it sent: {said}"))?;
    let each = spent.as_nanos() / sent.max(1);
    say(&format!(
        "wrk, plain requests: {} a second, {}.{} µs of its processor time each",
        sent / u128::from(SENT.as_secs()),
        each / 1_000,
        each % 1_000 / 100
    ));
    Ok(Some(each))
}

/// `wrk` with one thread and so many connections, for as long as it sends.
fn wrk_with(connections: u32) -> Command {
    let mut wrk = Command::new("wrk");
    wrk.args(["--threads", "1", "--connections", &connections.to_string()]);
    wrk.args(["--duration", &SENT.as_secs().to_string()]);
    wrk
}

/// What `wrk` says, and its processor time; none where it cannot be run.
fn timed(wrk: Command) -> Result<Option<(String, Duration)>, Box<dyn std::error::Error>> {
    let begun = processor_time()?;
    let Ok(said) = output(wrk) else {
        return Ok(None);
    };
    let spent = processor_time()?.saturating_sub(begun);
    Ok(Some((String::from_utf8_lossy(&said).into_owned(), spent)))
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
