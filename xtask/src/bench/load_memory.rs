//! Memory of a load: it must not grow with the records.

use std::process::{Command, Stdio};

use super::Bench;
use super::load::{project, surroundings};
use super::process::{Cost, measure};
use super::small_erp::{Manner, SmallErp};
use crate::{Outcome, say};

/// Records of each load, the fewest first.
const SIZES: [u32; 3] = [50_000, 200_000, 1_000_000];
/// Requests at a time.
const CONCURRENCY: u32 = 16;
/// A limit that nobody reaches.
const UNLIMITED: u32 = 1_000_000;
/// How much more the largest load may take than the one before it, in percent.
const GROWTH_MAX: u64 = 10;

/// Measures all sizes and says what was asked.
pub(super) fn run(bench: &Bench) -> Outcome {
    let mut peaks = Vec::new();
    for records in SIZES {
        let cost = load(bench, records)?;
        say(&format!(
            "load of {records}: {} MB at the peak, {:.1} s, {} records/s",
            cost.megabytes(),
            cost.wall.as_secs_f64(),
            u128::from(records) * 1_000 / cost.wall.as_millis().max(1)
        ));
        peaks.push(cost.peak_kib);
    }
    if let [.., middle, largest] = peaks.as_slice() {
        say(&format!(
            "{}% more for five times the records; asked: at most {GROWTH_MAX}%",
            (largest * 100 / middle.max(&1)).saturating_sub(100)
        ));
    }
    Ok(())
}

fn load(bench: &Bench, records: u32) -> Result<Cost, Box<dyn std::error::Error>> {
    let folder = bench.folder.join("load-memory");
    project(bench, &folder, records, UNLIMITED, CONCURRENCY)?;
    let erp = SmallErp::start(Manner::Mute)?;
    let mut load = Command::new(&bench.program);
    load.arg("load").current_dir(&folder).stdout(Stdio::null());
    load.stderr(std::fs::File::create(bench.folder.join("load.log"))?);
    surroundings(&mut load, &erp.address);
    let cost = measure(load)?;
    let taken = erp.taken();
    if cost.code != 0 || taken != u64::from(records) {
        return Err(format!("the load ended with {}, {taken} were taken", cost.code).into());
    }
    drop(std::fs::remove_dir_all(&folder));
    Ok(cost)
}
