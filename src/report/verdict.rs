//! The verdict on a run: one sentence that a person can trust, and what remains to be done.
//!
//! The order of judgement is the order of danger: figures that do not add up, then books that
//! differ, then a run that stopped, then what is unproven, then what needs a person.

use serde::Serialize;

mod tasks;

use super::format::{count, counted, signed_count};
use super::model::{Command, Ending, Funnel, ObjectReport, RunReport, TotalReport, saturating_sum};

/// How good the news is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// All is there and proven.
    Good,
    /// Somebody has to do something.
    Attention,
    /// Do not rely on this run before it is understood.
    Bad,
}

/// What the report concludes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunVerdict {
    /// How good the news is.
    pub level: Level,
    /// One sentence.
    pub sentence: String,
    /// What remains to be done, the most urgent first.
    pub tasks: Vec<Task>,
}

/// One thing that remains to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Task {
    /// What kind of thing; tells where in the report to look.
    pub kind: TaskKind,
    /// What it is, in a few words with its number.
    pub what: String,
    /// What to do.
    pub action: String,
}

/// Kinds of things that remain to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskKind {
    /// The closing equation does not hold.
    Equation,
    /// A control total differs.
    Total,
    /// Breaks are open.
    Break,
    /// The run stopped before its end.
    Ending,
    /// Records are in doubt.
    InDoubt,
    /// The ERP refused records.
    Refused,
    /// Records were rejected.
    Rejected,
    /// A gate is exceeded.
    Gate,
    /// The ERP was not asked what only it can say.
    Unasked,
    /// Records wait to be sent.
    NotSent,
    /// The ERP was not read back.
    Unproven,
}

impl Level {
    /// The word beside the sentence, so that colour never says it alone.
    pub fn word(self) -> &'static str {
        match self {
            Self::Good => "All is there",
            Self::Attention => "Needs a person",
            Self::Bad => "Do not rely on this yet",
        }
    }
}

/// Judges a run by its figures.
pub fn judge(report: &RunReport) -> RunVerdict {
    let funnel = report.funnel();
    let tasks = tasks::tasks(report, &funnel);
    let has = |kind| tasks.iter().any(|task| task.kind == kind);
    let level = if has(TaskKind::Equation) || has(TaskKind::Total) || has(TaskKind::Break) {
        Level::Bad
    } else if tasks.is_empty() {
        Level::Good
    } else {
        Level::Attention
    };
    RunVerdict {
        level,
        sentence: sentence(report, &funnel),
        tasks,
    }
}

/// Objects whose closing equation does not hold.
pub(super) fn unbalanced(report: &RunReport) -> Vec<&ObjectReport> {
    let broken = |object: &&ObjectReport| !object.funnel.equation().holds();
    report.objects.iter().filter(broken).collect()
}

/// Control totals that do not agree.
pub(super) fn differing_totals(report: &RunReport) -> u64 {
    let totals = report.objects.iter().flat_map(|object| &object.totals);
    let differing = totals.filter(|total| !TotalReport::agrees(total)).count();
    u64::try_from(differing).unwrap_or(u64::MAX)
}

/// What is said of records that a run did not get to.
const WAITS: &str = "Nothing is lost: the rest waits in the ledger.";

fn sentence(report: &RunReport, funnel: &Funnel) -> String {
    let broken = unbalanced(report);
    if let Some(first) = broken.first() {
        let gap = first.funnel.equation().difference();
        let what = if gap > 0 {
            format!(
                "{} of {} records read are not accounted for",
                signed_count(gap),
                count(first.funnel.read)
            )
        } else {
            format!(
                "{} records read, {} accounted for",
                count(first.funnel.read),
                count(first.funnel.equation().accounted)
            )
        };
        return match broken.len() {
            1 => format!("The figures of {} do not add up: {what}.", first.name),
            n => format!(
                "The figures of {n} objects do not add up, those of {} first: {what}.",
                first.name
            ),
        };
    }
    let (breaks, totals) = (report.breaks(), differing_totals(report));
    if breaks > 0 || totals > 0 {
        let mut differences = Vec::new();
        if totals > 0 {
            differences.push(counted(
                totals,
                "control total differs",
                "control totals differ",
            ));
        }
        if breaks > 0 {
            differences.push(counted(breaks, "break is open", "breaks are open"));
        }
        let (held, what) = match report.command {
            Command::Reconcile => (funnel.not_sent, "would be sent"),
            _ => (funnel.loaded.total(), "are loaded"),
        };
        return format!(
            "{} of {} records read {what}, but the books do not agree: {}.",
            count(held),
            count(funnel.read),
            differences.join(" and ")
        );
    }
    match &report.ending {
        Ending::Completed => completed(report, funnel),
        Ending::StoppedAtGate(reason) => format!(
            "The run stopped at a gate, {}: {reason}.",
            if funnel.loaded.total() == 0 {
                "and nothing was sent".to_owned()
            } else {
                format!("after {} records were loaded", count(funnel.loaded.total()))
            }
        ),
        Ending::TargetUnavailable(reason) => format!(
            "The ERP was not available: {reason}. {}",
            so_far(funnel, "The rest waits in the ledger.")
        ),
        Ending::Held(reason) => format!("The run holds: {reason}. {}", so_far(funnel, WAITS)),
        Ending::Interrupted(reason) => format!(
            "The run was interrupted: {reason}. {}",
            so_far(funnel, WAITS)
        ),
    }
}

fn so_far(funnel: &Funnel, rest: &str) -> String {
    format!(
        "{} of {} records read are loaded. {rest}",
        count(funnel.loaded.total()),
        count(funnel.read)
    )
}

fn completed(report: &RunReport, funnel: &Funnel) -> String {
    let (loaded, read) = (count(funnel.loaded.total()), count(funnel.read));
    if funnel.read == 0 {
        return "The extracts hold no records: nothing was read and nothing was loaded.".to_owned();
    }
    let unchanged = funnel.skipped.unchanged;
    if unchanged > 0 && funnel.loaded.total() + funnel.not_sent + funnel.in_doubt == 0 {
        let sent = match report.command {
            Command::Check | Command::Plan => "there is nothing to send",
            _ => "nothing was sent",
        };
        let (what, rest) = if unchanged == funnel.read {
            (format!("all {read} records read"), String::new())
        } else {
            let unchanged = count(unchanged);
            (
                format!("{unchanged} of {read} records read"),
                rest(funnel, false),
            )
        };
        return format!(
            "All is unchanged: {what} are as an earlier run loaded them, and {sent}{rest}."
        );
    }
    if report.command.is_dry() {
        return format!(
            "Nothing was written to the ERP: {} of {read} records read are ready to load{}.",
            count(funnel.not_sent),
            rest(funnel, false)
        );
    }
    if report.command == Command::Reconcile {
        return format!(
            "Nothing was sent: {} of {read} records read were held against a file in the place of the ERP, and the \
             two agree{}.",
            count(funnel.not_sent),
            rest(funnel, false)
        );
    }
    let rest = rest(funnel, true);
    if !report.reconciled() {
        return format!(
            "{loaded} of {read} records read are loaded by the ERP's own word{rest}; this is no \
             proof until they are read back."
        );
    }
    if funnel.loaded.total() == 0 {
        return format!("Nothing new was loaded of {read} records read{rest}.");
    }
    let claim = if funnel.refused > 0 {
        "Everything that the ERP accepted is there"
    } else {
        "Everything that was sent arrived"
    };
    let claim = if funnel.in_doubt > 0 {
        "Everything that is settled is there"
    } else {
        claim
    };
    let unshown = saturating_sum(report.objects.iter().map(ObjectReport::unshown));
    if unshown > 0 {
        return format!(
            "Everything that the ERP shows is there: {} of {read} records read are loaded and were found in it; {} are \
             loaded by its own word alone, since nothing shows them{rest}.",
            count(funnel.loaded.total() - unshown),
            count(unshown)
        );
    }
    format!("{claim}: {loaded} of {read} records read are loaded and were found in the ERP{rest}.")
}

/// The records that are neither loaded nor ready, as the tail of a sentence.
fn rest(funnel: &Funnel, sending: bool) -> String {
    let mut parts = Vec::new();
    let people = funnel.need_a_person();
    if people > 0 {
        let verb = if people == 1 { "needs" } else { "need" };
        parts.push(format!("{} {verb} a person", count(people)));
    }
    if sending && funnel.not_sent > 0 {
        let verb = if funnel.not_sent == 1 {
            "waits"
        } else {
            "wait"
        };
        parts.push(format!("{} {verb} to be sent", count(funnel.not_sent)));
    }
    let unchanged = funnel.skipped.unchanged;
    if unchanged > 0 && unchanged < funnel.read && funnel.loaded.total() + funnel.not_sent > 0 {
        let verb = if unchanged == 1 { "is" } else { "are" };
        parts.push(format!("{} {verb} unchanged", count(unchanged)));
    }
    let skipped = funnel.skipped.total() - unchanged;
    if skipped > 0 {
        let verb = if skipped == 1 { "was" } else { "were" };
        parts.push(format!("{} {verb} skipped", count(skipped)));
    }
    let tail = match parts.split_last() {
        None => return String::new(),
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
    };
    format!("; {tail}")
}
