//! Loads side by side: the same source, the same limits and faults of one ERP, and what each tool leaves there.
//!
//! The ERP is the sandbox in a process of its own. It admits 200 requests a second, loses answers, cuts connections,
//! times out after it committed, and knows no unique keys: what is sent twice is there twice.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::process::measure;
use super::rate::{counter, sandbox};
use super::readme::{self, thousands};
use super::sources::python_environment;
use super::{Bench, load_cost};
use crate::{Outcome, say};

/// Requests a second that the ERP admits, and that every tool is told of.
const LIMIT: u32 = 200;
/// Records, each a request of its own.
const RECORDS: u32 = 4_000;
/// Of every request one in a hundred for each fault.
const FAULTS: &str = r#""unavailable_share":"0.01","lost_reply_share":"0.01","cut_before_share":"0.01","gateway_timeout_share":"0.01","duplicates_admitted":true"#;
/// `sandbox:sandbox`, as basic authentication writes it (RFC 7617).
const BASIC: &str = "c2FuZGJveDpzYW5kYm94";

/// What a tool left in the ERP.
struct Left {
    distinct: usize,
    duplicates: usize,
    lost: u64,
    throttled: u64,
    requests: u64,
}

/// Has every tool load, and prints what each left; then what a record costs.
pub(super) fn run(bench: &Bench) -> Outcome {
    let folder = bench.folder.join("load");
    let csv = project(bench, &folder, RECORDS, LIMIT, 8)?;
    say(&format!(
        "{RECORDS} records, {LIMIT} requests a second; of all requests 1% each: 503, answer lost, cut before, 504 after the commit\n\
         {:<22} {:>7} {:>10} {:>5} {:>9} {:>6} {:>8} {:>5}",
        "", "there", "duplicates", "lost", "requests", "429", "wall", "exit"
    ));
    let mut rows = vec![contend(bench, "landbridge", |address| {
        let mut load = Command::new(&bench.program);
        load.arg("load").current_dir(&folder);
        surroundings(&mut load, address);
        load
    })?];
    for (name, package, script) in [
        ("drt-core", "drt-core", include_str!("peers/drt_load.py")),
        (
            "dlt, custom destination",
            "dlt",
            include_str!("peers/dlt_load.py"),
        ),
    ] {
        let Some(python) = python_environment(bench, &format!("python-{package}"), &[package])
        else {
            say(&format!(
                "{name}: left out, python3 or {package} cannot be had here"
            ));
            continue;
        };
        let own = bench.folder.join(format!("load-{package}"));
        drop(std::fs::remove_dir_all(&own));
        std::fs::create_dir_all(&own)?;
        let path = own.join("load.py");
        std::fs::write(&path, script)?;
        rows.push(contend(bench, name, |address| {
            let mut load = Command::new(&python);
            load.arg(&path).arg(&csv).arg(&own);
            load.arg(format!("http://{address}"));
            load.args(["sandbox", "sandbox", &LIMIT.to_string()]);
            load
        })?);
    }
    // Without a peer there is nothing to compare.
    if rows.len() > 1 {
        readme::write(&bench.root, "load", &table(&rows))?;
    }
    load_cost::run(bench)
}

/// What README shows.
fn table(rows: &[String]) -> String {
    format!(
        "| {} records, each a request of its own | there | duplicates | lost | requests | refused as too many | time |\n\
         |---|--:|--:|--:|--:|--:|--:|\n\
         {}\n\n\
         The same file, the same ERP with a limit of {LIMIT} requests a second, which knows no unique keys, and the same \
         faults: of all requests 1% each\nmet a 503, lost their answer, were cut before they arrived, or timed out at a \
         gateway after the ERP had committed them.",
        thousands(u64::from(RECORDS)),
        rows.join("\n")
    )
}

/// One tool against an ERP of its own; its line in README.
fn contend(
    bench: &Bench,
    name: &str,
    load: impl FnOnce(&str) -> Command,
) -> Result<String, Box<dyn std::error::Error>> {
    let (served, address) = sandbox(bench, LIMIT)?;
    faults(
        &address,
        &format!("{{\"throttle\":{{\"per_second\":{LIMIT}}},{FAULTS},\"seed\":20261127}}"),
    )?;
    let mut command = load(&address);
    let log = std::fs::File::create(bench.folder.join("load.log"))?;
    command.stdout(log.try_clone()?).stderr(log);
    let cost = measure(command)?;
    let left = left(&address)?;
    drop(served);
    let wall = format!("{:.1} s", cost.wall.as_secs_f64());
    say(&format!(
        "{name:<22} {:>7} {:>10} {:>5} {:>9} {:>6} {wall:>8} {:>5}",
        left.distinct, left.duplicates, left.lost, left.requests, left.throttled, cost.code
    ));
    Ok(format!(
        "| {name} | {} | {} | {} | {} | {} | {wall} |",
        thousands(u64::try_from(left.distinct)?),
        left.duplicates,
        left.lost,
        thousands(left.requests),
        left.throttled
    ))
}

/// Asks the ERP for all it has, without faults.
fn left(address: &str) -> Result<Left, Box<dyn std::error::Error>> {
    let (requests, throttled) = (
        counter(address, "requests")?,
        counter(address, "throttled")?,
    );
    faults(address, r#"{"throttle":{"per_second":1000000}}"#)?;
    let mut found: BTreeMap<String, u64> = BTreeMap::new();
    let mut offset = 0;
    loop {
        let page = page(address, offset)?;
        let items = page.get("items").and_then(Value::as_array);
        let items = items.ok_or("a page without items")?;
        for item in items {
            let number = item.get("SupplierNumber").and_then(Value::as_str);
            *found
                .entry(number.unwrap_or_default().to_owned())
                .or_default() += 1;
        }
        offset += items.len();
        if page.get("hasMore") != Some(&Value::Bool(true)) {
            break;
        }
    }
    let lost = (1..=RECORDS).filter(|number| !found.contains_key(&format!("{number:06}")));
    Ok(Left {
        lost: u64::try_from(lost.count())?,
        distinct: found.len(),
        duplicates: offset - found.len(),
        throttled,
        requests,
    })
}

fn page(address: &str, offset: usize) -> Result<Value, Box<dyn std::error::Error>> {
    let mut stream = TcpStream::connect(address)?;
    write!(
        stream,
        "GET /fscmRestApi/resources/11.13.18.05/suppliers?fields=SupplierNumber&onlyData=true&limit=500\
         &offset={offset}&orderBy=SupplierId HTTP/1.1\r\nHost: {address}\r\nAuthorization: Basic {BASIC}\r\n\
         Connection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (_, body) = answer.split_once("\r\n\r\n").ok_or("no answer")?;
    Ok(serde_json::from_str(body)?)
}

/// Tells the sandbox what is to go wrong from now on.
pub(super) fn faults(address: &str, body: &str) -> Outcome {
    let mut stream = TcpStream::connect(address)?;
    write!(
        stream,
        "PUT /sandbox/faults HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    if answer.starts_with("HTTP/1.1 200") {
        return Ok(());
    }
    Err(format!("the sandbox does not take the faults: {answer}").into())
}

/// Where the project of [`project`] finds its ERP.
pub(super) fn surroundings(command: &mut Command, address: &str) {
    command
        .env("LANDBRIDGE_URL", format!("http://{address}"))
        .env("LANDBRIDGE_USER", "sandbox")
        .env("LANDBRIDGE_PASSWORD", "sandbox");
}

/// The project that `init` makes, with so many records, another limit and so many requests at a time; gives its extract.
pub(super) fn project(
    bench: &Bench,
    folder: &Path,
    records: u32,
    limit: u32,
    concurrency: u32,
) -> Result<PathBuf, Box<dyn std::error::Error>> {
    drop(std::fs::remove_dir_all(folder));
    let mut init = Command::new(&bench.program);
    init.arg("init").arg(folder).stdout(Stdio::null());
    if !init.status()?.success() {
        return Err("init failed".into());
    }
    let settings = folder.join("landbridge.yaml");
    let text = std::fs::read_to_string(&settings)?;
    let text = text
        .replace(
            "requests_per_second: 10",
            &format!("requests_per_second: {limit}"),
        )
        .replace("concurrency: 4", &format!("concurrency: {concurrency}"));
    std::fs::write(settings, text)?;
    let mut csv = b"Vendor ID,Vendor Name,Country\n".to_vec();
    for number in 1..=records {
        writeln!(csv, "{number},Vendor {number},NOR")?;
    }
    let path = folder.join("data/vendors.csv");
    std::fs::write(&path, csv)?;
    Ok(path)
}
