//! The files that a mapping looks into beside its extracts, for joins and lookups: read, and held against those that an
//! earlier run read.

use std::path::Path;

use super::fault::RunFault;
use super::files;
use super::joins::Joined;
use super::lookups;
use crate::ledger::ExtractFacts;
use crate::mapping::{Lookups, Plan};

/// What stands beside the extracts of a mapping.
#[derive(Debug)]
pub(super) struct Beside {
    pub(super) joined: Joined,
    pub(super) lookups: Lookups,
    /// The files as they were read, in the order of reading.
    pub(super) files: Vec<ExtractFacts>,
}

impl Beside {
    /// Reads everything. A file that cannot be read to its end is a fault.
    pub(super) fn read(plan: &Plan, data: &Path) -> Result<Self, RunFault> {
        let mut files = Vec::new();
        Ok(Self {
            joined: Joined::read(plan, data, &mut files)?,
            lookups: lookups::read(plan, data, &mut files)?,
            files,
        })
    }
}

/// The files beside the extracts of a mapping as they are now; only their hashes are taken.
pub(super) fn present(plan: &Plan, data: &Path) -> Result<Vec<ExtractFacts>, RunFault> {
    let joins = plan.joins().iter().map(|join| &join.source);
    let lookups = plan.lookups().iter().map(|lookup| &lookup.source);
    let mut present = Vec::new();
    for source in joins.chain(lookups) {
        for file in files::matching(data, &source.pattern) {
            present.push(files::facts(&file)?);
        }
    }
    Ok(present)
}

/// The first file that is not what it was, in words; none where all are.
pub(super) fn changed(then: &[ExtractFacts], now: &[ExtractFacts]) -> Option<String> {
    for was in then {
        let Some(is) = now.iter().find(|is| is.file == was.file) else {
            return Some(format!("{} is not there any more", was.file));
        };
        if is.sha256 != was.sha256 {
            return Some(format!("{} is not what it was in the run", was.file));
        }
    }
    let mut now = now.iter();
    let new = now.find(|is| !then.iter().any(|was| was.file == is.file));
    new.map(|is| format!("the ledger does not say that the run read {}", is.file))
}

/// What keeps a file from being read, in words that show nothing of it; other faults are handed on.
pub(super) fn unreadable(fault: RunFault) -> Result<String, RunFault> {
    match fault {
        RunFault::File { file, .. } => Ok(format!("{file} cannot be read any more")),
        RunFault::Source(fault) => Ok(format!("{} cannot be read any more", fault.origin)),
        other => Err(other),
    }
}
