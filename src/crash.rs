//! Named points at which a build for tests can die, so that tests reach every gap between two steps.
//!
//! With `LANDBRIDGE_CRASH_AT=POINT[:N]` a debug build kills itself, as SIGKILL would, when it passes the
//! point for the N-th time. Release builds hold nothing of it. Every step of loading, settling and
//! recovering is listed in [`Step`], and nowhere else: the ledger writes a fact, and the loader talks to the
//! target, only with a step in hand, so that a new one has its points from the day on which it is written.

/// A step of the protocol. Each has a point before and after it; one that is a transaction has a third within,
/// when everything is written and nothing is committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The right to write to the ledger is taken over from whoever had it.
    TakeOver,
    /// What was being sent when another process died becomes in doubt.
    Doubt,
    /// A run is opened.
    OpenRun,
    /// The staging of an object begins.
    BeginStage,
    /// Records are appended.
    Stage,
    /// The staging of an object ends.
    EndStage,
    /// Records of one key and content are marked.
    SkipDuplicates,
    /// Records that the ERP holds already are marked.
    SkipUnchanged,
    /// Findings are written.
    AddFindings,
    /// What only settling a stage needs is forgotten.
    EndSettling,
    /// A run's state changes.
    RunState,
    /// An entry over the rows of a run that ended is chained to the one before.
    Entry,
    /// Refused records are made ready again.
    Reopen,
    /// The intent to send records is noted.
    Intent,
    /// A record is sent and its answer awaited.
    Send,
    /// What finds a job again is noted with its attempt.
    Note,
    /// A job of an earlier process is gone on with.
    Resume,
    /// One request of a job, of whichever process, and its answer.
    JobRequest,
    /// A job that runs is waited for.
    JobWait,
    /// A record is looked up and the answer awaited.
    LookUp,
    /// Answers are settled.
    Settle,
}

/// Where at a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Nothing of it has happened.
    Before,
    /// All of it is written, and nothing is committed.
    Within,
    /// It has happened; nothing that follows from it has.
    After,
}

impl Step {
    /// All steps.
    pub const ALL: [Self; 21] = [
        Self::TakeOver,
        Self::Doubt,
        Self::OpenRun,
        Self::BeginStage,
        Self::Stage,
        Self::EndStage,
        Self::SkipDuplicates,
        Self::SkipUnchanged,
        Self::AddFindings,
        Self::EndSettling,
        Self::RunState,
        Self::Entry,
        Self::Reopen,
        Self::Intent,
        Self::Send,
        Self::Note,
        Self::Resume,
        Self::JobRequest,
        Self::JobWait,
        Self::LookUp,
        Self::Settle,
    ];

    /// The word for it in the name of a point.
    pub fn word(self) -> &'static str {
        match self {
            Self::TakeOver => "take-over",
            Self::Doubt => "doubt",
            Self::OpenRun => "open-run",
            Self::BeginStage => "begin-stage",
            Self::Stage => "stage",
            Self::EndStage => "end-stage",
            Self::SkipDuplicates => "skip-duplicates",
            Self::SkipUnchanged => "skip-unchanged",
            Self::AddFindings => "add-findings",
            Self::EndSettling => "end-settling",
            Self::RunState => "run-state",
            Self::Entry => "entry",
            Self::Reopen => "reopen",
            Self::Intent => "intent",
            Self::Send => "send",
            Self::Note => "note",
            Self::Resume => "resume",
            Self::JobRequest => "job-request",
            Self::JobWait => "job-wait",
            Self::LookUp => "look-up",
            Self::Settle => "settle",
        }
    }

    /// The moments at which it has a point.
    pub fn moments(self) -> &'static [Moment] {
        match self {
            Self::Send | Self::Resume | Self::JobRequest | Self::JobWait | Self::LookUp => {
                &[Moment::Before, Moment::After]
            }
            _ => &[Moment::Before, Moment::Within, Moment::After],
        }
    }
}

impl Moment {
    fn word(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::Within => "within",
            Self::After => "after",
        }
    }
}

/// The names of all points.
pub fn points() -> Vec<String> {
    Step::ALL.into_iter().flat_map(points_of).collect()
}

/// The names of the points that only loads pass whose records go as jobs.
pub fn job_points() -> Vec<String> {
    let steps = [Step::Note, Step::Resume, Step::JobRequest, Step::JobWait];
    steps.into_iter().flat_map(points_of).collect()
}

fn points_of(step: Step) -> impl Iterator<Item = String> {
    let moments = step.moments().iter();
    moments.map(move |moment| format!("{}.{}", step.word(), moment.word()))
}

/// Passes a point.
#[cfg(not(debug_assertions))]
#[inline]
pub(crate) fn here(_step: Step, _moment: Moment) {}

/// Passes a point, and dies there where somebody wants it.
#[cfg(debug_assertions)]
pub(crate) fn here(step: Step, moment: Moment) {
    #[cfg(test)]
    rehearsal::here(step, moment);
    armed::here(step, moment);
}

/// Death by the environment's wish.
#[cfg(debug_assertions)]
mod armed {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::{Moment, Step};

    struct Armed {
        point: String,
        passes_left: AtomicU64,
    }

    static ARMED: OnceLock<Option<Armed>> = OnceLock::new();

    fn wish() -> Option<Armed> {
        let text = std::env::var("LANDBRIDGE_CRASH_AT").ok()?;
        let (point, pass) = text.split_once(':').unwrap_or((&text, "1"));
        Some(Armed {
            point: point.to_owned(),
            passes_left: AtomicU64::new(pass.parse().unwrap_or(1)),
        })
    }

    pub(super) fn here(step: Step, moment: Moment) {
        let Some(armed) = ARMED.get_or_init(wish) else {
            return;
        };
        let point = armed.point.split_once('.');
        if point != Some((step.word(), moment.word())) {
            return;
        }
        if armed.passes_left.fetch_sub(1, Ordering::SeqCst) == 1 {
            die();
        }
    }

    /// Dies without a word and without cleaning up.
    fn die() -> ! {
        #[cfg(unix)]
        rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL)
            .ok();
        std::process::abort()
    }
}

/// Death of one simulated process among several in a test: what it does unwinds, the test goes on.
#[cfg(test)]
pub(crate) mod rehearsal {
    use std::cell::Cell;

    use super::{Moment, Step};

    thread_local! {
        static WISH: Cell<Option<(Step, Moment, u32)>> = const { Cell::new(None) };
    }

    /// What a simulated death unwinds with.
    #[derive(Debug)]
    pub(crate) struct Died;

    /// Wishes a death when a point is passed for the n-th time from now on, or none any more.
    pub(crate) fn arm(wish: Option<(Step, Moment, u32)>) {
        WISH.set(wish);
    }

    pub(super) fn here(step: Step, moment: Moment) {
        match WISH.get() {
            Some((at, when, passes)) if at == step && when == moment => {
                if passes <= 1 {
                    WISH.set(None);
                    std::panic::resume_unwind(Box::new(Died));
                }
                WISH.set(Some((at, when, passes - 1)));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_point_has_a_name_of_its_own() {
        let mut names = points();
        let all = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all);
        assert!(names.contains(&"intent.within".to_owned()));
    }
}
