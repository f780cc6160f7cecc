//! What a record costs the loader itself: requests a second beside `wrk`, which only sends, and processor time.
//!
//! Both send the same payload, with a new key every time, to the same server on the same two cores, in turns, since other
//! work on the machine comes and goes. There are two servers, which both read what they are sent, keep it, and refuse a
//! record that they have. The sandbox works for longer at a record than the loader: of the rate to reach, it is the
//! measure, but whoever sends there waits for nearly every answer, and pays for going to sleep, waking up and finding the caches
//! emptied, `wrk` no less than the loader. The other one keeps records in memory alone and answers sooner than the loader
//! asks: processor time there is that of the sender's own work.
//!
//! Of the load's time and processor time only those of a check of the same records are taken off; that a load keeps
//! their payloads, and a check does not, counts as loading.

use std::fmt;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::Bench;
use super::load::{project, surroundings};
use super::process::{Served, measure};
use super::rate::{counter, sandbox};
use super::small_erp::{Manner, Shown, SmallErp};
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
/// Microseconds of processor time for a record that are asked for at the most.
const CPU_MAX: u128 = 40;
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

/// Where records go.
enum Destination {
    Sandbox,
    Small(Shown),
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sandbox => "the sandbox",
            Self::Small(_) => "an ERP on one core",
        })
    }
}

/// A server that takes records, as long as it is held.
enum Serving {
    Sandbox(
        String,
        #[expect(dead_code, reason = "it ends with this")] Served,
    ),
    Small(SmallErp),
}

impl Serving {
    fn start(bench: &Bench, into: &Destination) -> Result<Self, Box<dyn std::error::Error>> {
        Ok(match into {
            Destination::Sandbox => {
                let (served, address) = sandbox(bench, UNLIMITED)?;
                Self::Sandbox(address, served)
            }
            Destination::Small(shown) => {
                Self::Small(SmallErp::start(Manner::Keeping(shown.clone()))?)
            }
        })
    }

    fn address(&self) -> &str {
        match self {
            Self::Sandbox(address, _) => address,
            Self::Small(erp) => &erp.address,
        }
    }

    /// Records that it took.
    fn taken(&self) -> Result<u64, Box<dyn std::error::Error>> {
        match self {
            Self::Sandbox(address, _) => counter(address, "writes_committed"),
            Self::Small(erp) => Ok(erp.taken()),
        }
    }
}

/// Has `wrk` send, and a load of as many records as the project holds, in turns.
pub(super) fn run(bench: &Bench) -> Outcome {
    say(&format!(
        "the cost alone: {RECORDS} records, {CONCURRENCY} requests at a time, no faults; {ROUNDS} times, wrk before and after"
    ));
    let small = Destination::Small(shown(bench)?);
    for into in [Destination::Sandbox, small] {
        beside_wrk(bench, &into)?;
    }
    Ok(())
}

fn beside_wrk(bench: &Bench, into: &Destination) -> Outcome {
    let (mut sent, mut loaded) = (Vec::new(), Vec::new());
    sent.extend(wrk(bench, into)?);
    for _ in 0..ROUNDS {
        loaded.push(load(bench, into)?);
        sent.extend(wrk(bench, into)?);
    }
    let rate = median(loaded.iter().map(|one| u128::from(one.rate)));
    let each = median(loaded.iter().map(|one| one.each));
    let (share_asked, cpu_asked) = match into {
        Destination::Sandbox => (format!("; asked: at least {SHARE_MIN}%"), String::new()),
        Destination::Small(_) => (String::new(), format!("; asked: less than {CPU_MAX} µs")),
    };
    say(&format!(
        "into {into}, in the middle: {rate} records/s, {each} µs of processor time for a record{cpu_asked}"
    ));
    if !sent.is_empty() {
        let reached = median(sent.iter().map(|one| u128::from(one.rate)));
        let wrk_each = median(sent.iter().map(|one| one.each));
        say(&format!(
            "{}% of what wrk reaches{share_asked}; wrk takes {wrk_each} µs for the same",
            rate * 100 / reached.max(1)
        ));
    }
    Ok(())
}

fn median(figures: impl Iterator<Item = u128>) -> u128 {
    let mut figures: Vec<u128> = figures.collect();
    figures.sort_unstable();
    figures.get(figures.len() / 2).copied().unwrap_or_default()
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
    Ok(Shown {
        before: format!("{before}{name}"),
        behind: behind.to_owned(),
    })
}

/// A check, whose time and processor time are taken off, and a load.
fn load(bench: &Bench, into: &Destination) -> Result<Took, Box<dyn std::error::Error>> {
    let serving = Serving::start(bench, into)?;
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
    surroundings(&mut load, serving.address());
    let (before, cost) = (processor_time()?, measure(load)?);
    let spent = processor_time()?.saturating_sub(before);
    if cost.code != 0 {
        return Err(format!("the load ended with {}", cost.code).into());
    }
    let written = serving.taken()?;
    if written != u64::from(RECORDS) {
        return Err(format!("{written} were written").into());
    }
    let sending = cost.wall.saturating_sub(staging.wall);
    let took = Took {
        rate: u64::from(RECORDS) * 1_000 / u64::try_from(sending.as_millis())?.max(1),
        each: spent.saturating_sub(staged).as_micros() / u128::from(RECORDS),
    };
    say(&format!(
        "landbridge load into {into}: {} records/s sent, {} µs of processor time each",
        took.rate, took.each
    ));
    Ok(took)
}

/// `wrk` with the same payload, one thread and as many connections; none where there is no `wrk`.
fn wrk(bench: &Bench, into: &Destination) -> Result<Option<Took>, Box<dyn std::error::Error>> {
    let script = bench.folder.join("wrk.lua");
    std::fs::write(&script, include_str!("peers/wrk.lua"))?;
    let serving = Serving::start(bench, into)?;
    let mut wrk = Command::new("wrk");
    wrk.args(["--threads", "1", "--connections", &CONCURRENCY.to_string()]);
    wrk.args(["--duration", &SENT.as_secs().to_string()]);
    wrk.arg("--script").arg(&script);
    wrk.arg(format!(
        "http://{}/fscmRestApi/resources/11.13.18.05/suppliers",
        serving.address()
    ));
    let Some((said, spent)) = timed(wrk)? else {
        say("wrk: left out, it cannot be run here (on Debian: apt-get install wrk)");
        return Ok(None);
    };
    let written = serving.taken()?;
    let took = Took {
        rate: written / SENT.as_secs(),
        each: spent.as_micros() / u128::from(written.max(1)),
    };
    say(&format!(
        "wrk into {into}: {} requests/s were written, {} µs of its processor time each",
        took.rate, took.each
    ));
    if written == 0 {
        return Err(format!("wrk wrote nothing: {said}").into());
    }
    Ok(Some(took))
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
