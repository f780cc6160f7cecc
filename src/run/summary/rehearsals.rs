//! A run beside earlier ones of its ledger, for the report.

use std::collections::{BTreeMap, BTreeSet};

use super::{Detail, RunWords, drawn};
use crate::ledger::{Ledger, RunId, RunLine, RunState};
use crate::project::Project;
use crate::report::rehearsals::{compare, rehearsal};
use crate::report::{ComparedReport, RunReport};
use crate::run::fault::RunFault;

/// Runs of a history at most, the run itself among them.
const HISTORY_MAX: usize = 8;

/// Which earlier run a report is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// None.
    Nothing,
    /// The latest earlier one of the same command into the same target, where there is one.
    Latest,
    /// This one.
    Run(RunId),
}

/// For each object of a project those that must be loaded before it.
pub(in crate::run) fn after(project: &Project) -> BTreeMap<String, Vec<String>> {
    let after = project.mappings.iter().map(|mapping| {
        let references = mapping.references().into_iter();
        let names: BTreeSet<String> = references.map(|named| named.name.to_string()).collect();
        (mapping.object.to_string(), names.into_iter().collect())
    });
    after.collect()
}

/// Requests a second that the targets of a project permit.
pub(in crate::run) fn permitted(project: &Project) -> BTreeMap<String, u32> {
    let targets = project.targets.iter();
    let stated = targets.filter_map(|one| Some((one.name.clone(), one.requests_per_second?)));
    stated.collect()
}

/// A run held against an earlier one.
pub(super) fn compared(
    ledger: &Ledger,
    run: RunId,
    report: &RunReport,
    words: &RunWords,
) -> Result<Option<ComparedReport>, RunFault> {
    let mut earlier = earlier_runs(ledger, run)?;
    let earlier_run = match words.against {
        Against::Nothing => return Ok(None),
        Against::Latest => earlier.first().map(|line| line.run),
        Against::Run(run) => Some(run),
    };
    let Some(earlier_run) = earlier_run else {
        return Ok(None);
    };
    let mut cut_short = BTreeSet::new();
    for one in [earlier_run, run] {
        let names: BTreeMap<_, _> = ledger.staged_objects(one)?.into_iter().collect();
        let extracts = ledger.extracts(one)?.into_iter();
        let broken = extracts.filter(|extract| !extract.complete);
        cut_short.extend(broken.filter_map(|extract| names.get(&extract.object).cloned()));
    }
    earlier.truncate(HISTORY_MAX - 1);
    let mut history = Vec::new();
    for line in earlier.iter().rev() {
        history.push(rehearsal(&drawn(ledger, line.run, words, Detail::Sketch)?));
    }
    history.push(rehearsal(report));
    let earlier = drawn(ledger, earlier_run, words, Detail::Sketch)?;
    Ok(Some(compare(&earlier, report, &cut_short, history)))
}

/// The runs before a run that did the same with the same target, the latest first; those that were given up are none.
fn earlier_runs(ledger: &Ledger, run: RunId) -> Result<Vec<RunLine>, RunFault> {
    let runs = ledger.runs()?;
    let Some(own) = runs.iter().find(|line| line.run == run) else {
        return Ok(Vec::new());
    };
    let facts = own.facts.clone();
    let alike = |line: &RunLine| {
        let same = line.facts.command == facts.command && line.facts.target == facts.target;
        same && line.run < run && line.state != RunState::Abandoned
    };
    Ok(runs.into_iter().filter(alike).collect())
}
