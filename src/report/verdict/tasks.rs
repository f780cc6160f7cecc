//! What remains to be done after a run, the most urgent first.

use super::{Task, TaskKind, differing_totals, unbalanced};
use crate::report::format::{count, counted, signed_count};
use crate::report::model::{
    AskedReport, Command, Ending, Funnel, GateReport, RetriedReport, RunReport,
};

const OVER_A_GATE: &str = "Mend the causes, or raise the gate on purpose.";

pub(super) fn tasks(report: &RunReport, funnel: &Funnel) -> Vec<Task> {
    let mut tasks = Vec::new();
    let mut add = |kind, what: String, action: &str| {
        tasks.push(Task {
            kind,
            what,
            action: action.to_owned(),
        });
    };
    for object in unbalanced(report) {
        let gap = signed_count(object.funnel.equation().difference());
        add(
            TaskKind::Equation,
            format!("{}: {gap} records not accounted for", object.name),
            "Stop here: rely on no other figure of this object until this is understood.",
        );
    }
    let mut number = |kind, number: u64, one: &str, many: &str, action: &str| {
        if number > 0 {
            add(kind, counted(number, one, many), action);
        }
    };
    number(
        TaskKind::Total,
        differing_totals(report),
        "control total differs",
        "control totals differ",
        "Compare the three books below; the difference is in the row.",
    );
    number(
        TaskKind::Break,
        report.breaks(),
        "open break",
        "open breaks",
        "Correct it in the ERP or in the source, or record why it is accepted.",
    );
    number(
        TaskKind::InDoubt,
        funnel.in_doubt,
        "record in doubt",
        "records in doubt",
        "Run the load again: it asks the ERP before it resends anything.",
    );
    number(
        TaskKind::Refused,
        funnel.refused,
        "record refused by the ERP",
        "records refused by the ERP",
        "Read the ERP's words under the findings, mend the cause, then retry.",
    );
    number(
        TaskKind::Rejected,
        funnel.rejected.total(),
        "record rejected before sending",
        "records rejected before sending",
        "Mend the cells named under the findings, then check again.",
    );
    let again = |figure: fn(&RetriedReport) -> u64| {
        crate::report::model::saturating_sum(report.retried.iter().map(figure))
    };
    number(
        TaskKind::InDoubt,
        again(|one| one.unsettled),
        "record of the run before not settled by the retry",
        "records of the run before not settled by the retry",
        "Run the load again: it asks the ERP before it resends anything.",
    );
    number(
        TaskKind::Refused,
        again(|one| one.refused),
        "record of the run before refused again",
        "records of the run before refused again",
        "Read the ERP's words with `landbridge rejects`, mend the cause, then retry.",
    );
    if !report.command.is_dry() && report.command != Command::Reconcile {
        number(
            TaskKind::NotSent,
            funnel.not_sent,
            "record not sent yet",
            "records not sent yet",
            "Run the load again: it carries on where this run ended.",
        );
    }
    tasks.extend(report.gates_failed.iter().map(over_a_gate));
    let open = report.asked.iter().filter(|one| one.unasked > 0);
    tasks.extend(open.map(unasked));
    tasks.extend(ending(report, funnel));
    tasks
}

fn over_a_gate(gate: &GateReport) -> Task {
    Task {
        kind: TaskKind::Gate,
        what: format!("Over a gate: {}", gate.in_short()),
        action: format!("{}. {OVER_A_GATE}", gate.sentence()),
    }
}

fn unasked(asked: &AskedReport) -> Task {
    let (number, subject) = (count(asked.unasked), &asked.subject);
    Task {
        kind: TaskKind::Unasked,
        what: format!("{}: {number} {subject} not asked for", asked.object),
        action: format!("Nobody knows whether the ERP accepts them: {}.", asked.why),
    }
}

fn ending(report: &RunReport, funnel: &Funnel) -> Option<Task> {
    match &report.ending {
        Ending::Completed => unproven(report, funnel),
        // Where it stopped for its gates, they are said already.
        Ending::StoppedAtGate(_) if !report.gates_failed.is_empty() => None,
        ending => stopped(ending),
    }
}

/// Why the run did not come to its end.
fn stopped(ending: &Ending) -> Option<Task> {
    let (reason, action) = match ending {
        Ending::Completed => return None,
        Ending::StoppedAtGate(reason) => (reason, OVER_A_GATE),
        Ending::TargetUnavailable(reason) => (
            reason,
            "Run again when the ERP is back: nothing is sent twice.",
        ),
        Ending::Held(reason) => (
            reason,
            "Mend what it holds for, or let it go on: the rest waits in the ledger.",
        ),
        Ending::Interrupted(reason) => (reason, "Run again: it carries on where this run ended."),
    };
    Some(Task {
        kind: TaskKind::Ending,
        what: format!("Stopped early: {reason}"),
        action: action.to_owned(),
    })
}

/// What the ERP said, but nobody read back.
fn unproven(report: &RunReport, funnel: &Funnel) -> Option<Task> {
    if report.command.is_dry() {
        return None;
    }
    // Of an object that was read back, a total without the ERP's figure is one that no attribute
    // carries over (a hash total): reading back again would not bring it.
    let open = report.objects.iter().filter(|object| !object.reconciled);
    let totals = open.flat_map(|object| &object.totals);
    let not_read_back = totals.filter(|total| total.erp.is_none()).count();
    let what = if funnel.loaded.total() > 0 && !report.reconciled() {
        "The ERP was not read back to the end".to_owned()
    } else if not_read_back > 0 {
        counted(
            u64::try_from(not_read_back).unwrap_or(u64::MAX),
            "control total was not read back",
            "control totals were not read back",
        )
    } else {
        return None;
    };
    Some(Task {
        kind: TaskKind::Unproven,
        what,
        action: "Run `landbridge reconcile` to prove what arrived.".to_owned(),
    })
}
