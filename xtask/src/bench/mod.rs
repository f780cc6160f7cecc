//! `cargo xtask bench`: what the program costs, measured on the release build.
//!
//! Speed and memory are said here and never asserted in tests, whose machines are shared and noisy. Each
//! benchmark prints its figures, and what was asked of them; it fails only where it could not measure.

mod check;
mod check_memory;
mod faulty_ledger;
mod forecast;
mod ledger;
mod load;
mod load_cost;
mod load_memory;
mod organisation;
mod pace;
mod process;
mod rate;
mod readme;
mod reconcile;
mod reconcile_peers;
mod report;
mod small_erp;
mod sources;
mod vendor_ledger;

use std::path::{Path, PathBuf};

use crate::command::{cargo, run};
use crate::{Outcome, say};

type Benchmark = fn(&Bench) -> Outcome;

const ALL: &[(&str, &str, Benchmark)] = &[
    (
        "rate",
        "how much of a limit of 100 requests a second a load uses",
        rate::run,
    ),
    (
        "pace",
        "how four processes share a limit of 200 requests a second, and find one of 50",
        pace::run,
    ),
    (
        "memory",
        "peak memory of `check` on 1,000,000 and 3,000,000 records of 20 columns",
        check_memory::run,
    ),
    (
        "check",
        "a whole check of 1,000,000 × 20 with planted faults, beside what others need",
        check::run,
    ),
    (
        "forecast",
        "whether the forecast of the cut-over comes true, from the second of two rehearsals to the full run",
        forecast::run,
    ),
    (
        "ledger",
        "how soon a ledger of 5,000,000 records answers",
        ledger::run,
    ),
    (
        "load",
        "what a load over a hostile network leaves behind, beside other tools, and what a record costs",
        load::run,
    ),
    (
        "load_cost",
        "what a record costs alone, beside wrk; the end of `load`",
        load_cost::run,
    ),
    (
        "load_memory",
        "peak memory of loads of 50,000, 200,000 and 1,000,000 records",
        load_memory::run,
    ),
    (
        "reconcile",
        "a reconciliation of 1,000,000 × 20 with planted differences, beside what others find",
        reconcile::run,
    ),
    (
        "report",
        "the report of 1,000,000 records with 100,000 findings and 10,000 breaks, in a browser and as a workbook",
        report::run,
    ),
    (
        "organisation",
        "a whole organisation of 100 offices from its files into the sandbox, every planted fault found",
        organisation::run,
    ),
    (
        "sources",
        "how fast files are read, beside the floor and the peers",
        sources::run_all,
    ),
];

/// Where benchmarks run.
pub(crate) struct Bench {
    /// The workspace.
    pub(crate) root: PathBuf,
    /// A folder for their files, kept between runs.
    pub(crate) folder: PathBuf,
    /// The program, as people get it.
    pub(crate) program: PathBuf,
}

/// Runs the benchmarks named, or all.
pub(crate) fn run_named(root: &Path, names: &[String]) -> Outcome {
    if let Some(unknown) = names
        .iter()
        .find(|name| !ALL.iter().any(|one| one.0 == **name))
    {
        let known: Vec<String> = ALL
            .iter()
            .map(|one| format!("{}: {}", one.0, one.1))
            .collect();
        return Err(format!("no benchmark `{unknown}`; there are\n{}", known.join("\n")).into());
    }
    run(cargo(
        root,
        &["build", "--release", "--locked", "--workspace", "--bins"],
    ))?;
    let target = root.join("target");
    let bench = Bench {
        root: root.to_path_buf(),
        folder: target.join("bench"),
        program: target.join("release/landbridge"),
    };
    std::fs::create_dir_all(&bench.folder)?;
    for (name, about, benchmark) in ALL {
        if names.is_empty() || names.iter().any(|wanted| wanted == name) {
            say(&format!("── {name}: {about}"));
            benchmark(&bench)?;
        }
    }
    Ok(())
}
