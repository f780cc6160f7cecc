//! How a run came to its end, as the ledger tells whoever only looks at it.

use super::RunWords;
use crate::diagnose::{Severity, codes, counted};
use crate::ledger::{CanaryState, Ledger, RunId, RunLine, RunState};
use crate::report::{Command, Ending, GateKind, GateReport, RunReport};
use crate::run::fault::RunFault;

const UNREAD: &str = "not all of its records were read: it is under way, or was broken off";
const NOT_WHOLE: &str = "an extract is not whole (it could not be read to its end, or its own totals do not agree), so \
                         nothing was sent";
const UNSENT: &str = "it did not come to sending: it is under way, or was broken off";
const LOADING: &str = "it did not come to its end: it is under way, or was broken off";
const UNPROVEN: &str = "all was sent, and it was stopped before the ERP was read back to the end";
const GIVEN_UP: &str = "it was given up: a later run stages anew what it did not send";

/// The command that ran knows how it ended, and says so in `words`. Without it the state of the run tells.
pub(super) fn ending(
    ledger: &Ledger,
    line: &RunLine,
    words: &RunWords,
    report: &RunReport,
) -> Result<Ending, RunFault> {
    if words.ending != Ending::Completed || words.http.is_some() {
        return Ok(words.ending.clone());
    }
    let interrupted = |why: &str| Ok(Ending::Interrupted(why.to_owned()));
    if line.state == RunState::Staging {
        return interrupted(UNREAD);
    }
    if !is_whole(ledger, line.run, report)? {
        return interrupted(NOT_WHOLE);
    }
    let sends = !report.command.is_dry() && report.command != Command::Reconcile;
    match line.state {
        RunState::Staged if sends => interrupted(UNSENT),
        RunState::Loading => loading(ledger, line, report),
        RunState::Abandoned => Ok(given_up(report)),
        RunState::Staging | RunState::Staged | RunState::Loaded | RunState::Reconciled => {
            Ok(Ending::Completed)
        }
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

fn loading(ledger: &Ledger, line: &RunLine, report: &RunReport) -> Result<Ending, RunFault> {
    if line.ended.is_none() {
        return Ok(Ending::Interrupted(LOADING.to_owned()));
    }
    if canary_waits(ledger, line.run, report)? {
        return Ok(Ending::Held(format!(
            "its first records were sent, and the rest waits for `landbridge go {}`",
            line.run.0
        )));
    }
    let funnel = report.funnel();
    let mut open = Vec::new();
    if funnel.not_sent > 0 {
        let waiting = counted(funnel.not_sent, "record waits", "records wait");
        open.push(format!("{waiting} to be sent"));
    }
    if funnel.in_doubt > 0 {
        let doubts = counted(funnel.in_doubt, "record is", "records are");
        open.push(format!("{doubts} in doubt"));
    }
    Ok(Ending::Interrupted(if open.is_empty() {
        UNPROVEN.to_owned()
    } else {
        format!("it stopped before all was done, and {}", open.join(" and "))
    }))
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
