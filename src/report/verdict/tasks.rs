//! What remains to be done after a run, the most urgent first.

use super::{Task, TaskKind, differing_totals, logins, reasons, unbalanced};
use crate::report::format::{count, signed_count};
use crate::report::language::Language;
use crate::report::model::{
    AskedReport, Command, Ending, Funnel, GateReport, RetriedReport, RunReport, ending,
    saturating_sum,
};

pub(super) fn tasks(report: &RunReport, funnel: &Funnel, words: &Language) -> Vec<Task> {
    let mut tasks = Vec::new();
    for object in unbalanced(report) {
        let gap = signed_count(object.funnel.equation().difference());
        tasks.push(Task {
            kind: TaskKind::Equation,
            what: words.with("task-equation", &[("object", &object.name), ("gap", &gap)]),
            action: words.say("do-equation"),
        });
    }
    tasks.extend(logins::task(report, words));
    let again =
        |figure: fn(&RetriedReport) -> u64| saturating_sum(report.retried.iter().map(figure));
    let sends = !report.command.is_dry() && report.command != Command::Reconcile;
    let waiting = if sends { funnel.not_sent } else { 0 };
    let numbers = [
        (
            TaskKind::Total,
            differing_totals(report),
            "n-totals-differ",
            "do-total",
        ),
        (
            TaskKind::Break,
            report.breaks(),
            "n-open-breaks",
            "do-break",
        ),
        (TaskKind::InDoubt, funnel.in_doubt, "task-doubt", "do-doubt"),
        (
            TaskKind::Refused,
            funnel.refused,
            "task-refused",
            "do-refused",
        ),
        (
            TaskKind::Rejected,
            funnel.rejected.total(),
            "task-rejected",
            "do-rejected",
        ),
        (
            TaskKind::InDoubt,
            again(|one| one.unsettled),
            "task-again-doubt",
            "do-doubt",
        ),
        (
            TaskKind::Refused,
            again(|one| one.refused),
            "task-again-refused",
            "do-again-refused",
        ),
        (TaskKind::NotSent, waiting, "task-not-sent", "do-not-sent"),
    ];
    let numbers = numbers.into_iter().filter(|(_, number, _, _)| *number > 0);
    tasks.extend(numbers.map(|(kind, number, what, action)| Task {
        kind,
        what: words.counted(what, number),
        action: words.say(action),
    }));
    let gates = report.gates_failed.iter();
    tasks.extend(gates.map(|gate| over_a_gate(gate, words)));
    let open = report.asked.iter().filter(|one| one.unasked > 0);
    tasks.extend(open.map(|one| unasked(one, words)));
    tasks.extend(stopped(report, funnel, words));
    tasks
}

fn over_a_gate(gate: &GateReport, words: &Language) -> Task {
    let (short, sentence) = (gate.in_short_in(words), gate.sentence_in(words));
    let advice = words.say("over-a-gate");
    Task {
        kind: TaskKind::Gate,
        what: words.with("task-gate", &[("gate", &short)]),
        action: words.with("do-gate", &[("sentence", &sentence), ("advice", &advice)]),
    }
}

fn unasked(asked: &AskedReport, words: &Language) -> Task {
    let values = [
        ("object", &*asked.object),
        ("number", &*count(asked.unasked)),
        ("subject", &*asked.subject_in(words)),
    ];
    Task {
        kind: TaskKind::Unasked,
        what: words.with("task-unasked", &values),
        action: words.with("do-unasked", &[("why", &asked.why)]),
    }
}

fn stopped(report: &RunReport, funnel: &Funnel, words: &Language) -> Option<Task> {
    let advice = match &report.ending {
        // Before all else: `logins::task`.
        Ending::LoginRefused(_) => return None,
        Ending::Completed => return unproven(report, funnel, words),
        // Where it stopped for its gates, they are said already.
        Ending::StoppedAtGate(_) if !report.gates_failed.is_empty() => return None,
        Ending::StoppedAtGate(_) => "over-a-gate",
        Ending::TargetUnavailable(_) => "do-target",
        Ending::Held(_) => "do-held",
        Ending::Interrupted(why) if why == ending::NOT_WHOLE => "do-not-whole",
        Ending::Interrupted(why) if why == ending::UNREAD => "do-unread",
        Ending::Interrupted(_) => "do-interrupted",
    };
    let reason = reasons::reason(report, funnel, words);
    Some(Task {
        kind: TaskKind::Ending,
        what: words.with("task-stopped", &[("reason", &reason)]),
        action: words.say(advice),
    })
}

/// What the ERP said, but nobody read back.
fn unproven(report: &RunReport, funnel: &Funnel, words: &Language) -> Option<Task> {
    if report.command.is_dry() {
        return None;
    }
    // Of an object that was read back, a total without the ERP's figure is one that no attribute
    // carries over (a hash total): reading back again would not bring it.
    let open = report.objects.iter().filter(|object| !object.reconciled);
    let totals = open.flat_map(|object| &object.totals);
    let not_read_back = totals.filter(|total| total.erp.is_none()).count();
    let what = if funnel.loaded.total() > 0 && !report.reconciled() {
        words.say("task-unproven")
    } else if not_read_back > 0 {
        let number = u64::try_from(not_read_back).unwrap_or(u64::MAX);
        words.counted("task-unproven-totals", number)
    } else {
        return None;
    };
    Some(Task {
        kind: TaskKind::Unproven,
        what,
        action: words.say("do-unproven"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;
    use crate::report::verdict::judge;

    fn stopped_for(why: &str) -> (String, String) {
        let mut report = sample::flawless();
        report.ending = Ending::Interrupted(why.to_owned());
        let verdict = judge(&report);
        let task = verdict
            .tasks
            .iter()
            .find(|task| task.kind == TaskKind::Ending);
        (verdict.sentence, task.unwrap().action.clone())
    }

    /// What was not read waits nowhere but in its file, and running again alone mends nothing.
    #[test]
    fn a_file_that_is_not_whole_is_to_be_mended_before_the_next_run() {
        let (sentence, action) = stopped_for(ending::NOT_WHOLE);
        assert!(
            sentence.contains("before its files are whole"),
            "{sentence}"
        );
        assert!(!sentence.contains("waits in the ledger"), "{sentence}");
        assert!(action.starts_with("Have the file mended"), "{action}");
        let (sentence, action) = stopped_for(ending::UNREAD);
        assert!(sentence.contains("stands in its files"), "{sentence}");
        assert!(action.contains("read from the beginning"), "{action}");
    }

    #[test]
    fn what_was_staged_and_not_sent_waits_in_the_ledger() {
        let (sentence, action) = stopped_for(ending::UNSENT);
        assert!(sentence.contains("waits in the ledger"), "{sentence}");
        assert!(action.contains("carries on"), "{action}");
    }
}
