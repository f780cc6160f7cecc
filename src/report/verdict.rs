//! The verdict on a run: one sentence that a person can trust, and what remains to be done.
//!
//! The order of judgement is the order of danger: figures that do not add up, then books that
//! differ, then a run that stopped, then what is unproven, then what needs a person.

use std::collections::BTreeMap;

use serde::Serialize;

mod logins;
mod reasons;
mod tasks;

pub use logins::{login_refused, login_refused_to_ask};

use super::format::{count, signed_count};
use super::language::Language;
use super::model::{
    Command, Ending, Funnel, ObjectReport, RunReport, TotalReport, ending, saturating_sum,
};

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
    /// Whether the ERP holds something otherwise, and people decided about all of it: nothing is open, and not all is there.
    #[serde(skip)]
    decided: bool,
}

impl RunVerdict {
    /// The words beside the sentence, so that colour never says it alone.
    pub fn words(&self, words: &Language) -> String {
        words.say(match self.level {
            Level::Good if self.decided => "committee-decided",
            Level::Good => "committee-good",
            Level::Attention => "committee-attention",
            Level::Bad => "committee-bad",
        })
    }
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

/// Judges a run by its figures, in English.
pub fn judge(report: &RunReport) -> RunVerdict {
    judge_in(report, &Language::english())
}

/// Judges a run by its figures.
pub(super) fn judge_in(report: &RunReport, words: &Language) -> RunVerdict {
    let funnel = report.funnel();
    let tasks = tasks::tasks(report, &funnel, words);
    let has = |kind| tasks.iter().any(|task| task.kind == kind);
    let level = if has(TaskKind::Equation) || has(TaskKind::Total) || has(TaskKind::Break) {
        Level::Bad
    } else if tasks.is_empty() {
        Level::Good
    } else {
        Level::Attention
    };
    let told = Told {
        report,
        funnel: &funnel,
        words,
    };
    RunVerdict {
        level,
        sentence: told.sentence(),
        tasks,
        decided: told.decided().is_some(),
    }
}

/// What the end of a run says, whatever its figures are.
fn told_ending(report: &RunReport, words: &Language) -> String {
    let funnel = &report.funnel();
    let told = Told {
        report,
        funnel,
        words,
    };
    told.ending()
}

/// What people decided about, where the ERP holds something otherwise and nothing of it is open; nothing where all is as it was sent.
pub(super) fn decided_in(report: &RunReport, words: &Language) -> Option<String> {
    let mut decided: BTreeMap<&str, u64> = BTreeMap::new();
    for one in report.objects.iter().flat_map(|object| &object.decided) {
        *decided.entry(&one.decision).or_default() += one.count;
    }
    if decided.is_empty() || report.breaks() > 0 || differing_totals(report) > 0 {
        return None;
    }
    let decided = decided.into_iter();
    let told: Vec<String> = decided
        .map(|(decision, number)| words.counted(&format!("decided-{decision}"), number))
        .collect();
    let funnel = report.funnel();
    let held = match report.command {
        Command::Reconcile => funnel.not_sent,
        _ => funnel.loaded.total() + funnel.skipped.unchanged,
    };
    let values = [
        ("loaded", &*count(held)),
        ("read", &*count(funnel.read)),
        ("decided", &*words.list(&told)),
    ];
    let id = match report.command {
        Command::Reconcile => "verdict-decided-file",
        _ => "verdict-decided",
    };
    Some(words.with(id, &values))
}

/// Objects whose closing equation does not hold.
pub(super) fn unbalanced(report: &RunReport) -> Vec<&ObjectReport> {
    let broken = |object: &&ObjectReport| !object.funnel.equation().holds();
    report.objects.iter().filter(broken).collect()
}

/// Control totals that do not agree.
pub(super) fn differing_totals(report: &RunReport) -> u64 {
    let totals = report.objects.iter().flat_map(|object| &object.totals);
    let differing = totals.filter(|total| TotalReport::differs(total)).count();
    u64::try_from(differing).unwrap_or(u64::MAX)
}

/// A run that is told in a language.
struct Told<'a> {
    report: &'a RunReport,
    funnel: &'a Funnel,
    words: &'a Language,
}

impl Told<'_> {
    fn sentence(&self) -> String {
        let broken = unbalanced(self.report);
        if let Some(first) = broken.first() {
            return self.unbalanced(first, broken.len());
        }
        let (breaks, totals) = (self.report.breaks(), differing_totals(self.report));
        if breaks > 0 || totals > 0 {
            return self.differing(breaks, totals);
        }
        self.ending()
    }

    /// What the end of the run says, whatever its figures are.
    fn ending(&self) -> String {
        let reason = reasons::reason(self.report, self.funnel, self.words);
        let stopped = |id: &str, rest: &str| {
            let so_far = self.so_far(rest);
            self.words
                .with(id, &[("reason", &reason), ("so-far", &so_far)])
        };
        match &self.report.ending {
            Ending::Completed => self.completed() + ".",
            Ending::StoppedAtGate(_) => {
                let loaded = self.funnel.loaded.total();
                let id = match loaded {
                    0 => "verdict-gate",
                    _ => "verdict-gate-after",
                };
                let loaded = count(loaded);
                self.words
                    .with(id, &[("reason", &reason), ("loaded", &loaded)])
            }
            Ending::TargetUnavailable(_) => stopped("verdict-target", "so-far-waits"),
            Ending::LoginRefused(refused) => stopped(logins::verdict(refused.by), "so-far-safe"),
            Ending::Held(_) => stopped("verdict-held", "so-far-safe"),
            // What was not read waits nowhere but in its files.
            Ending::Interrupted(why) if why == ending::NOT_WHOLE => {
                stopped("verdict-interrupted", "so-far-not-whole")
            }
            Ending::Interrupted(why) if why == ending::UNREAD => {
                stopped("verdict-interrupted", "so-far-unread")
            }
            Ending::Interrupted(_) => stopped("verdict-interrupted", "so-far-safe"),
        }
    }

    fn unbalanced(&self, first: &ObjectReport, number: usize) -> String {
        let equation = first.funnel.equation();
        let gap = equation.difference();
        let (read, accounted) = (count(equation.read), count(equation.accounted));
        let what = if gap > 0 {
            let gap = signed_count(gap);
            self.words
                .with("verdict-lost", &[("gap", &gap), ("read", &read)])
        } else {
            let values = [("read", &*read), ("accounted", &*accounted)];
            self.words.with("verdict-surplus", &values)
        };
        let id = match number {
            1 => "verdict-unbalanced",
            _ => "verdict-unbalanced-more",
        };
        let number = number.to_string();
        let values = [
            ("object", &*first.name),
            ("number", &number),
            ("what", &what),
        ];
        self.words.with(id, &values)
    }

    fn differing(&self, breaks: u64, totals: u64) -> String {
        let mut differences = Vec::new();
        if totals > 0 {
            differences.push(self.words.counted("n-totals-differ", totals));
        }
        if breaks > 0 {
            differences.push(self.words.counted("n-breaks-are-open", breaks));
        }
        let (held, id) = match self.report.command {
            Command::Reconcile => (self.funnel.not_sent, "verdict-books-file"),
            _ => (self.funnel.loaded.total(), "verdict-books"),
        };
        let values = [
            ("held", &*count(held)),
            ("read", &*count(self.funnel.read)),
            ("differences", &*self.words.list(&differences)),
        ];
        self.words.with(id, &values)
    }

    fn so_far(&self, rest: &str) -> String {
        let values = [
            ("loaded", &*count(self.funnel.loaded.total())),
            ("read", &*count(self.funnel.read)),
            ("rest", &*self.words.say(rest)),
        ];
        self.words.with("so-far", &values)
    }

    fn completed(&self) -> String {
        let (funnel, words) = (self.funnel, self.words);
        let (loaded, read) = (count(funnel.loaded.total()), count(funnel.read));
        if funnel.read == 0 {
            return words.say("verdict-nothing-read");
        }
        if funnel.skipped.unchanged > 0
            && funnel.loaded.total() + funnel.not_sent + funnel.in_doubt == 0
        {
            return self.unchanged();
        }
        let ready = count(funnel.not_sent);
        let of_ready = [("ready", &*ready), ("read", &*read)];
        if self.report.command.is_dry() {
            return self.joined(words.with("verdict-dry", &of_ready), self.rest(false));
        }
        if self.report.command == Command::Reconcile {
            let said = self.decided();
            let said = said.unwrap_or_else(|| words.with("verdict-file", &of_ready));
            return self.joined(said, self.rest(false));
        }
        let rest = self.rest(true);
        let of_loaded = [("loaded", &*loaded), ("read", &*read)];
        if !self.report.reconciled() {
            let said = self.joined(words.with("verdict-own-word", &of_loaded), rest);
            return self.joined(said, Some(words.say("verdict-no-proof")));
        }
        if let Some(decided) = self.decided() {
            return self.joined(decided, rest);
        }
        if funnel.loaded.total() == 0 {
            return self.joined(words.with("verdict-nothing-new", &of_loaded), rest);
        }
        let unshown = saturating_sum(self.report.objects.iter().map(ObjectReport::unshown));
        if unshown > 0 {
            let values = [
                ("loaded", &*count(funnel.loaded.total() - unshown)),
                ("read", &*read),
                ("unshown", &*count(unshown)),
            ];
            return self.joined(words.with("verdict-unshown", &values), rest);
        }
        let claim = words.say(if funnel.in_doubt > 0 {
            "claim-settled"
        } else if funnel.refused > 0 {
            "claim-accepted"
        } else {
            "claim-sent"
        });
        let values = [("claim", &*claim), ("loaded", &*loaded), ("read", &*read)];
        self.joined(words.with("verdict-arrived", &values), rest)
    }

    /// What people decided about, where the ERP holds something otherwise and nothing of it is open.
    fn decided(&self) -> Option<String> {
        decided_in(self.report, self.words)
    }

    fn unchanged(&self) -> String {
        let (funnel, words) = (self.funnel, self.words);
        let unchanged = funnel.skipped.unchanged;
        let sent = words.say(match self.report.command {
            Command::Check | Command::Plan => "nothing-to-send",
            _ => "nothing-was-sent",
        });
        let values = [
            ("unchanged", &*count(unchanged)),
            ("read", &*count(funnel.read)),
            ("sent", &*sent),
        ];
        if unchanged == funnel.read {
            return words.with("verdict-unchanged-all", &values);
        }
        self.joined(
            words.with("verdict-unchanged-some", &values),
            self.rest(false),
        )
    }

    fn joined(&self, first: String, then: Option<String>) -> String {
        match then {
            Some(then) => self
                .words
                .with("joined", &[("first", &first), ("then", &then)]),
            None => first,
        }
    }

    /// The records that are neither loaded nor ready, as the tail of a sentence.
    fn rest(&self, sending: bool) -> Option<String> {
        let funnel = self.funnel;
        let mut parts = Vec::new();
        let mut add = |id: &str, number: u64| {
            if number > 0 {
                parts.push(self.words.counted(id, number));
            }
        };
        add("rest-people", funnel.need_a_person());
        add("rest-waits", if sending { funnel.not_sent } else { 0 });
        let unchanged = funnel.skipped.unchanged;
        let some = unchanged < funnel.read && funnel.loaded.total() + funnel.not_sent > 0;
        add("rest-unchanged", if some { unchanged } else { 0 });
        add("rest-skipped", funnel.skipped.total() - unchanged);
        (!parts.is_empty()).then(|| self.words.list(&parts))
    }
}
