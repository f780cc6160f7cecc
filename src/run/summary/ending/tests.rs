//! How a run ended, as its state and figures tell.

use super::Told;
use crate::ledger::RunState;
use crate::report::model::ending::{GIVEN_UP, LOADING, NOT_WHOLE, UNPROVEN, UNREAD, UNSENT};
use crate::report::sample::run as report;
use crate::report::{Command, Ending, GateKind, GateReport, RunReport};

/// A report in which nothing waits, nothing is in doubt and no gate is missed.
fn settled(command: Command) -> RunReport {
    let mut settled = report();
    settled.command = command;
    settled.gates_failed.clear();
    for object in &mut settled.objects {
        object.funnel.not_sent = 0;
        object.funnel.in_doubt = 0;
    }
    settled
}

fn told(state: RunState, report: &RunReport) -> Told<'_> {
    Told {
        state,
        is_over: true,
        is_whole: true,
        canary_waits: false,
        report,
    }
}

fn interrupted(why: &str) -> Ending {
    Ending::Interrupted(why.to_owned())
}

#[test]
fn a_run_that_came_to_its_end_is_completed() {
    for (state, command) in [
        (RunState::Staged, Command::Check),
        (RunState::Staged, Command::Plan),
        (RunState::Loaded, Command::Load),
        (RunState::Loaded, Command::Retry),
        (RunState::Reconciled, Command::Run),
        (RunState::Reconciled, Command::Reconcile),
    ] {
        let report = settled(command);
        assert_eq!(told(state, &report).ending(), Ending::Completed);
    }
}

#[test]
fn a_run_that_was_not_staged_to_its_end_or_never_sent_is_interrupted() {
    let report = settled(Command::Load);
    assert_eq!(
        told(RunState::Staging, &report).ending(),
        interrupted(UNREAD)
    );
    assert_eq!(
        told(RunState::Staged, &report).ending(),
        interrupted(UNSENT)
    );
    let broken = Told {
        is_whole: false,
        ..told(RunState::Loaded, &report)
    };
    assert_eq!(broken.ending(), interrupted(NOT_WHOLE));
    let dying = Told {
        is_over: false,
        ..told(RunState::Loading, &report)
    };
    assert_eq!(dying.ending(), interrupted(LOADING));
}

#[test]
fn records_that_wait_or_are_in_doubt_are_counted() {
    let mut report = settled(Command::Load);
    let ending = |report: &RunReport| told(RunState::Loading, report).ending();
    assert_eq!(ending(&report), interrupted(UNPROVEN));
    report.objects[0].funnel.in_doubt = 3;
    let doubts = "it stopped before all was done, and 3 records are in doubt";
    assert_eq!(ending(&report), interrupted(doubts));
    report.objects[0].funnel.not_sent = 1;
    let both =
        "it stopped before all was done, and 1 record waits to be sent and 3 records are in doubt";
    assert_eq!(ending(&report), interrupted(both));
    let canary = Told {
        canary_waits: true,
        ..told(RunState::Loading, &report)
    };
    assert!(matches!(canary.ending(), Ending::Held(why) if why.contains("landbridge go ")));
}

#[test]
fn a_run_that_its_gates_kept_from_sending_stopped_at_them_and_another_was_given_up() {
    let mut report = settled(Command::Run);
    let ending = |report: &RunReport| told(RunState::Abandoned, report).ending();
    let gate = |kind| GateReport {
        object: None,
        kind,
        found: 5,
        of: 10,
        allowed: "0".to_owned(),
        excess: 5,
    };
    report.gates_failed.push(gate(GateKind::Rejects));
    // It sent something: its gates did not keep it from that.
    assert_eq!(ending(&report), interrupted(GIVEN_UP));
    for object in &mut report.objects {
        object.funnel.loaded = crate::report::Loaded::default();
        object.funnel.refused = 0;
    }
    assert!(matches!(ending(&report), Ending::StoppedAtGate(_)));
    report.gates_failed = vec![gate(GateKind::Breaks)];
    assert_eq!(ending(&report), interrupted(GIVEN_UP));
}
