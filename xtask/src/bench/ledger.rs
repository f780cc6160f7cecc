//! How soon a ledger of five million records answers.

use std::path::Path;
use std::process::{Command, Stdio};

use super::process::{Cost, measure};
use super::small_erp::{Manner, SmallErp};
use super::{Bench, check_memory, vendor_ledger};
use crate::{Outcome, say};

/// Records of one run, and runs.
const RECORDS: u64 = 1_000_000;
const RUNS: u32 = 5;
/// Milliseconds in which a view must answer.
const ANSWER_MAX: u128 = 200;
/// Readings of which the median counts.
const ROUNDS: usize = 5;

/// Fills a ledger by checks and a load, and asks it.
pub(super) fn run(bench: &Bench) -> Outcome {
    let folder = bench.folder.join("ledger");
    check_memory::project(&folder)?;
    vendor_ledger::csv(&folder.join("data/vendors.csv"), RECORDS)?;
    for _ in 1..RUNS {
        fill(bench, &folder, &["check", "--without-copies"])?;
    }
    // Attempts, receipts and target ids are there as well.
    let erp = SmallErp::start(Manner::Mute)?;
    let settings = folder.join("landbridge.yaml");
    let nowhere = std::fs::read_to_string(&settings)?;
    let there = nowhere.replace(check_memory::NOWHERE, &format!("http://{}", erp.address));
    std::fs::write(&settings, there)?;
    fill(bench, &folder, &["load"])?;
    let taken = erp.taken();
    if taken < RECORDS / 2 {
        return Err(format!("the load sent {taken} records").into());
    }
    let bytes = std::fs::metadata(folder.join(".landbridge/ledger.db"))?.len();
    say(&format!(
        "{RUNS} runs of {RECORDS} records, {taken} of the last one loaded, {} MB; asked: an answer within {ANSWER_MAX} ms",
        bytes / 1_000_000
    ));
    let middle = format!("{:08}", RECORDS / 2);
    let last = format!("{RECORDS:08}");
    let mut slow = Vec::new();
    for arguments in [
        &["runs"][..],
        &["show", &middle],
        &["show", &last],
        &["rejects", "--limit", "100"],
        &["rejects", "--run", "1", "--limit", "100"],
    ] {
        let (milliseconds, megabytes) = answer(bench, &folder, arguments)?;
        say(&format!(
            "landbridge {:<30} {milliseconds:>6} ms {megabytes:>6} MB",
            arguments.join(" ")
        ));
        // Each opens the ledger anew, so that none can be quick where opening it is not.
        if milliseconds >= ANSWER_MAX {
            slow.push(arguments.join(" "));
        }
    }
    if slow.is_empty() {
        return Ok(());
    }
    Err(format!("over {ANSWER_MAX} ms: {}", slow.join("; ")).into())
}

/// One run that fills the ledger.
fn fill(bench: &Bench, folder: &Path, arguments: &[&str]) -> Outcome {
    let mut command = Command::new(&bench.program);
    command.args(arguments).current_dir(folder);
    command.stdout(Stdio::null());
    command.stderr(std::fs::File::create(bench.folder.join("ledger.log"))?);
    let cost = measure(command)?;
    if cost.code != 0 {
        return Err(format!("`{}` ended with {}", arguments.join(" "), cost.code).into());
    }
    Ok(())
}

/// The median of a few readings, with the start of the program in it, and the most memory.
fn answer(
    bench: &Bench,
    folder: &Path,
    arguments: &[&str],
) -> Result<(u128, u64), Box<dyn std::error::Error>> {
    let mut costs = Vec::new();
    for _ in 0..ROUNDS {
        let mut view = Command::new(&bench.program);
        view.args(arguments)
            .current_dir(folder)
            .stdout(Stdio::null());
        let cost = measure(view)?;
        if cost.code != 0 {
            return Err(format!("{} ended with {}", arguments.join(" "), cost.code).into());
        }
        costs.push(cost);
    }
    let most = costs.iter().map(Cost::megabytes).max();
    costs.sort_by_key(|cost| cost.wall);
    let median = costs.get(ROUNDS / 2).map(|cost| cost.wall.as_millis());
    Ok((median.unwrap_or_default(), most.unwrap_or_default()))
}
