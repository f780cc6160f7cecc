//! How fast files are read, beside the floor and the peers, in one run: workbooks beside `calamine` and
//! what Python has, XML beside the bare event loop of `quick-xml`, delimited text beside the byte records of
//! `csv`. The measuring programs are examples of the connectors.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::Bench;
use crate::command::{cargo, output, run};
use crate::{Outcome, say};

/// Readings of each kind, of which the median counts.
const ROUNDS: usize = 5;

/// What one reading took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Reading {
    wall_ms: u64,
    peak_mib: u64,
}

/// Measures all sources.
pub(super) fn run_all(bench: &Bench) -> Outcome {
    let ledger = ledger_example(bench)?;
    let examples = bench.root.join("target/release/examples");
    workbooks(bench, &ledger)?;
    for (name, example) in [
        ("xml, asked: at most 1.7 × the bare event loop", "xml_speed"),
        (
            "delimited, asked: at most 4 × the byte records of csv",
            "pace",
        ),
        ("fixed-width", "fixed_width_pace"),
    ] {
        say(&format!("── {name}"));
        let mut command = Command::new(examples.join(example));
        command.arg("1000000").current_dir(&bench.folder);
        say(String::from_utf8_lossy(&output(command)?).trim_end());
    }
    Ok(())
}

/// The program that reads ledgers alone, built with all other measuring programs.
pub(super) fn ledger_example(bench: &Bench) -> Result<PathBuf, Box<dyn std::error::Error>> {
    // In one command with the programs, so that what they share is built once.
    let build = [
        "build",
        "--release",
        "--locked",
        "--workspace",
        "--bins",
        "--examples",
    ];
    run(cargo(&bench.root, &build))?;
    Ok(bench.root.join("target/release/examples/ledger"))
}

fn workbooks(bench: &Bench, ledger: &Path) -> Outcome {
    say("── xlsx, 1,000,000 × 20: medians of five");
    let one = made(bench, ledger, "one.xlsx", &["1000000"])?;
    let (mut all, mut five, mut peer) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        peer.push(reading(ledger, &["calamine"], &one, &[])?);
        all.push(reading(ledger, &["read"], &one, &[])?);
        five.push(reading(ledger, &["read"], &one, &["5"])?);
    }
    let (peer, all, five) = (median(peer), median(all), median(five));
    tell("calamine, cells only", peer, peer, "");
    tell("20 columns into records", all, peer, "asked: at most 0.35");
    tell("5 of 20 columns", five, peer, "asked: at most 0.25");
    let three = made(bench, ledger, "three.xlsx", &["1000000", "3"])?;
    let three = reading(ledger, &["read"], &three, &[])?;
    say(&format!(
        "three times the records: {} MiB at the peak, {} MiB for one time",
        three.peak_mib, all.peak_mib
    ));
    python(bench, ledger)
}

/// A workbook made by the example, kept between runs.
fn made(
    bench: &Bench,
    ledger: &Path,
    name: &str,
    size: &[&str],
) -> Result<PathBuf, Box<dyn std::error::Error>> {
    let path = bench.folder.join(name);
    if !path.exists() {
        let unfinished = bench.folder.join(format!("part-{name}"));
        let mut command = Command::new(ledger);
        command.arg("make").arg(&unfinished).args(size);
        run(command)?;
        std::fs::rename(unfinished, &path)?;
    }
    Ok(path)
}

fn reading(
    ledger: &Path,
    how: &[&str],
    file: &Path,
    columns: &[&str],
) -> Result<Reading, Box<dyn std::error::Error>> {
    let mut command = Command::new(ledger);
    command.args(how).arg(file).args(columns);
    let said = String::from_utf8(output(command)?)?;
    let before = |unit: &str| -> Option<u64> {
        let (head, _) = said.split_once(unit)?;
        head.split_whitespace().next_back()?.parse().ok()
    };
    match (before(" ms wall"), before(" MiB")) {
        (Some(wall_ms), Some(peak_mib)) => Ok(Reading { wall_ms, peak_mib }),
        _ => Err(format!("no figures in: {said}").into()),
    }
}

fn median(mut readings: Vec<Reading>) -> Reading {
    readings.sort_unstable();
    let middle = readings.get(readings.len() / 2).copied();
    middle.unwrap_or(Reading {
        wall_ms: 0,
        peak_mib: 0,
    })
}

fn tell(what: &str, own: Reading, peer: Reading, asked: &str) {
    let ratio = own.wall_ms * 100 / peer.wall_ms.max(1);
    say(&format!(
        "{what:<26} {:>6} ms  {}.{:02} ×  {:>4} MiB  {asked}",
        own.wall_ms,
        ratio / 100,
        ratio % 100,
        own.peak_mib
    ));
}

/// The same with 100,000 records beside what Python has, in an environment of its own.
fn python(bench: &Bench, ledger: &Path) -> Outcome {
    const PEERS: [(&str, &str); 3] = [
        (
            "python-calamine",
            "import python_calamine as p; p.CalamineWorkbook.from_path(f).get_sheet_by_index(0).to_python()",
        ),
        ("polars (fastexcel)", "import polars; polars.read_excel(f)"),
        (
            "openpyxl, read only",
            "import openpyxl; [r for r in openpyxl.load_workbook(f, read_only=True).worksheets[0].iter_rows(values_only=True)]",
        ),
    ];
    say("── xlsx, 100,000 × 20, beside Python");
    let packages = ["python-calamine", "polars", "fastexcel", "openpyxl"];
    let Some(program) = python_environment(bench, "python", &packages) else {
        say("left out: python3 or its packages cannot be had here");
        return Ok(());
    };
    let file = made(bench, ledger, "small.xlsx", &["100000"])?;
    let own = reading(ledger, &["read"], &file, &[])?;
    tell("20 columns into records", own, own, "");
    for (name, code) in PEERS {
        let timed = format!(
            "import sys,time,resource\nf=sys.argv[1]\nt=time.time()\n{code}\n\
             print(int((time.time()-t)*1000),'ms wall, peak',resource.getrusage(resource.RUSAGE_SELF).ru_maxrss//1024,'MiB')"
        );
        let mut command = Command::new(&program);
        command.arg("-c").arg(timed).arg(&file);
        match output(command) {
            Ok(said) => say(&format!(
                "{name:<26} {}",
                String::from_utf8_lossy(&said).trim()
            )),
            Err(error) => say(&format!("{name:<26} failed: {error}")),
        }
    }
    Ok(())
}

/// A Python with these packages in an environment of its own; none where it cannot be had.
pub(super) fn python_environment(bench: &Bench, name: &str, packages: &[&str]) -> Option<PathBuf> {
    let environment = bench.folder.join(name);
    let program = environment.join("bin/python3");
    if program.exists() {
        return Some(program);
    }
    let mut make = Command::new("python3");
    make.args(["-m", "venv"]).arg(&environment);
    let mut install = Command::new(&program);
    install.args(["-m", "pip", "install", "--quiet"]);
    install.args(packages);
    let ready = run(make).is_ok() && run(install).is_ok();
    ready.then_some(program)
}
