//! How a run came to its end, as the ledger tells whoever only looks at it.

use super::RunWords;
use crate::diagnose::{Severity, codes, counted};
use crate::ledger::{CanaryState, Ledger, RunId, RunLine, RunState};
use crate::report::model::ending::{
    GIVEN_UP, GO, LOADING, NOT_WHOLE, STOPPED_BEFORE, UNPROVEN, UNREAD, UNSENT,
};
use crate::report::{Command, Ending, GateKind, GateReport, RunReport};
use crate::run::fault::RunFault;

#[cfg(test)]
mod tests;

/// What tells how a run ended.
struct Told<'a> {
    state: RunState,
    /// Whether a command came to its end with it.
    is_over: bool,
    /// Whether every extract is whole.
    is_whole: bool,
    /// Whether its first records are sent, and the rest waits for a person.
    canary_waits: bool,
    report: &'a RunReport,
}

/// How a run ended: the same whether the command that ran says it or somebody looks later. What stopped the command it says in
/// `words`, and keeps in the ledger; where nothing did, the ledger tells whether all was done.
pub(super) fn ending(
    ledger: &Ledger,
    line: &RunLine,
    words: &RunWords,
    report: &RunReport,
) -> Result<Ending, RunFault> {
    if words.ending != Ending::Completed {
        return Ok(words.ending.clone());
    }
    let told = Told {
        state: line.state,
        is_over: line.ended.is_some(),
        is_whole: is_whole(ledger, line.run, report)?,
        canary_waits: line.state == RunState::Loading && canary_waits(ledger, line.run, report)?,
        report,
    };
    Ok(match told.ending() {
        Ending::Completed => Ending::Completed,
        other => kept_ending(ledger, line.run)?.unwrap_or(other),
    })
}

/// What the last command of a run said of its end, where it ended before all was done.
pub fn kept_ending(ledger: &Ledger, run: RunId) -> Result<Option<Ending>, RunFault> {
    let Some(text) = ledger.ending(run)? else {
        return Ok(None);
    };
    let read = serde_json::from_str(&text);
    read.map(Some)
        .map_err(|error| RunFault::Defect(format!("a stored ending is not one: {error}")))
}

impl Told<'_> {
    fn ending(&self) -> Ending {
        let interrupted = |why: &str| Ending::Interrupted(why.to_owned());
        let command = self.report.command;
        let sends = !command.is_dry() && command != Command::Reconcile;
        match self.state {
            RunState::Staging => interrupted(UNREAD),
            _ if !self.is_whole => interrupted(NOT_WHOLE),
            RunState::Staged if sends => interrupted(UNSENT),
            RunState::Loading => self.loading(),
            RunState::Abandoned => given_up(self.report),
            RunState::Staged | RunState::Loaded | RunState::Reconciled => Ending::Completed,
        }
    }

    fn loading(&self) -> Ending {
        if !self.is_over {
            return Ending::Interrupted(LOADING.to_owned());
        }
        if self.canary_waits {
            return Ending::Held(format!(
                "its first records were sent, and {GO} {}`",
                self.report.run
            ));
        }
        let funnel = self.report.funnel();
        let mut open = Vec::new();
        if funnel.not_sent > 0 {
            let waiting = counted(funnel.not_sent, "record waits", "records wait");
            open.push(format!("{waiting} to be sent"));
        }
        if funnel.in_doubt > 0 {
            let doubts = counted(funnel.in_doubt, "record is", "records are");
            open.push(format!("{doubts} in doubt"));
        }
        Ending::Interrupted(if open.is_empty() {
            UNPROVEN.to_owned()
        } else {
            format!("{STOPPED_BEFORE}{}", open.join(" and "))
        })
    }
}

/// Whether every extract was read to its end, and agrees with what it states of itself.
fn is_whole(ledger: &Ledger, run: RunId, report: &RunReport) -> Result<bool, RunFault> {
    if ledger.extracts(run)?.iter().any(|line| !line.complete) {
        return Ok(false);
    }
    let mut causes = report.objects.iter().flat_map(|object| &object.causes);
    let is_short = causes
        .any(|cause| cause.code == codes::SRC_DECLARED.id && cause.severity == Severity::Error);
    Ok(!is_short)
}

/// Whether the first records of every object with more to come are sent, and nobody let the rest follow.
fn canary_waits(ledger: &Ledger, run: RunId, report: &RunReport) -> Result<bool, RunFault> {
    let Some(CanaryState::Holds(first)) = ledger.canary(run)? else {
        return Ok(false);
    };
    let mut waits = false;
    for (object, name) in ledger.staged_objects(run)? {
        let mut own = report.objects.iter();
        let more = own.any(|one| one.name == name && one.funnel.not_sent > 0);
        if more && ledger.sent(run, object)? < first {
            return Ok(false);
        }
        waits |= more;
    }
    Ok(waits)
}

/// A run that its gates kept from sending is given up like one that a later run took over.
fn given_up(report: &RunReport) -> Ending {
    let funnel = report.funnel();
    let is_sent = funnel.loaded.total() > 0 || funnel.refused > 0 || funnel.in_doubt > 0;
    let over = report.gates_failed.iter();
    let over = over.filter(|gate| gate.kind != GateKind::Breaks);
    let reasons: Vec<String> = over.map(GateReport::sentence).collect();
    if report.command == Command::Run && !is_sent && !reasons.is_empty() {
        return Ending::StoppedAtGate(reasons.join("; "));
    }
    Ending::Interrupted(GIVEN_UP.to_owned())
}
