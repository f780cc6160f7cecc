//! The report of a large run: how big the page is, how soon a browser has it open, what the workbook with the full lists
//! takes.
//!
//! A vendor ledger of 1,000,000 × 20, of which one record in ten has a date that is rejected, held against what an ERP
//! would return, with 10,000 names that differ.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use super::process::measure;
use super::{Bench, check_memory, vendor_ledger};
use crate::generate::Prng;
use crate::{Outcome, say};

const RECORDS: u64 = 1_000_000;
const BREAKS: u64 = 10_000;
/// Megabytes that the page may have.
const PAGE_MAX: u64 = 15;
/// Milliseconds within which a browser has it open.
const OPEN_MAX: u64 = 3_000;

/// Measures it. `LANDBRIDGE_RECORDS` takes fewer records.
pub(super) fn run(bench: &Bench) -> Outcome {
    let stated = std::env::var("LANDBRIDGE_RECORDS").ok();
    let records = stated.and_then(|text| text.parse().ok()).unwrap_or(RECORDS);
    let folder = bench.folder.join(format!("report-{records}"));
    check_memory::project(&folder)?;
    vendor_ledger::csv(&folder.join("data/vendors.csv"), records)?;
    let breaks = BREAKS.min(records / 10);
    held(&folder.join("erp.csv"), records, breaks)?;
    let mut fill = program(bench, &folder);
    fill.args(["reconcile", "--against", "erp.csv", "--object", "suppliers"]);
    let cost = measure(fill)?;
    // Open breaks are over the gate.
    if cost.code != 5 {
        return Err(format!("the reconciliation ended with {}", cost.code).into());
    }
    let page = folder.join("reports/run-1.html");
    for (format, file) in [("html", "run-1.html"), ("xlsx", "run-1.xlsx")] {
        let mut report = program(bench, &folder);
        report.args(["report", "--format", format]);
        let cost = measure(report)?;
        if cost.code != 0 {
            return Err(format!("the report as {format} ended with {}", cost.code).into());
        }
        let bytes = std::fs::metadata(folder.join("reports").join(file))?.len();
        say(&format!(
            "report --format {format:<5} {:>7} ms, {:>4} MB at the peak, {} KB written",
            cost.wall.as_millis(),
            cost.megabytes(),
            bytes / 1_000
        ));
    }
    let bytes = std::fs::metadata(&page)?.len();
    let opened = opened(bench, &page)?;
    say(&format!(
        "{records} records, {breaks} breaks; asked: a page under {PAGE_MAX} MB, open within {OPEN_MAX} ms; \
         measured: {} KB, {opened} ms",
        bytes / 1_000
    ));
    Ok(())
}

fn program(bench: &Bench, folder: &Path) -> Command {
    let mut command = Command::new(&bench.program);
    command
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::inherit());
    command
}

/// Writes what the ERP holds of the records that are good, where it is not there yet: names only, some of them changed.
fn held(path: &Path, records: u64, breaks: u64) -> std::io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    let unfinished = path.with_extension("part");
    let mut out = BufWriter::with_capacity(1 << 20, File::create(&unfinished)?);
    writeln!(out, "VendorId,Name")?;
    // The same numbers as the ledger's.
    let mut prng = Prng::new(20);
    let (mut fields, mut left) = (Vec::new(), breaks);
    for number in 1..=records {
        vendor_ledger::record(number, &mut prng, &mut fields);
        let (Some(key), Some(name), Some(created)) = (fields.first(), fields.get(1), fields.get(9))
        else {
            continue;
        };
        if created.contains('.') {
            continue;
        }
        if number % 80 == 0 && left > 0 {
            left -= 1;
            writeln!(out, "{key},{}", name.replacen(' ', "_", 1))?;
        } else {
            writeln!(out, "{key},{name}")?;
        }
    }
    out.into_inner()?.sync_all()?;
    std::fs::rename(unfinished, path)
}

/// Milliseconds until Chromium has a page open; the median of three.
fn opened(bench: &Bench, page: &Path) -> Result<u64, Box<dyn std::error::Error>> {
    let mut install = Command::new(bench.root.join("tests/servers/browser/install.sh"));
    let installed = install.arg(bench.root.join("target/servers")).output()?;
    let driver = String::from_utf8(installed.stdout)?;
    let driver = Path::new(driver.trim()).join("look.js");
    let mut times = Vec::new();
    for _ in 0..3 {
        let mut look = Command::new("node");
        let pictures = bench.folder.join("pictures");
        look.arg(&driver).args([page, &pictures]).arg("open");
        let said = look.output()?;
        let said: serde_json::Value = match serde_json::from_slice(&said.stdout) {
            Ok(said) => said,
            Err(error) => {
                let words = String::from_utf8_lossy(&said.stderr);
                return Err(format!("{error}: {words}").into());
            }
        };
        let time = said.get("opened_ms").and_then(serde_json::Value::as_u64);
        times.push(time.ok_or("the browser says no time")?);
    }
    times.sort_unstable();
    Ok(times.get(1).copied().unwrap_or(u64::MAX))
}
