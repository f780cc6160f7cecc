//! A run beside earlier ones, how ready its objects are, and how long the cut-over would take.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Purpose, encode};
use crate::diagnose::{Severity, Stage};
use crate::report::format::{count, duration};
use crate::report::language::Language;

/// A run held against an earlier one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparedReport {
    /// Number of the earlier run.
    pub run: u64,
    /// What it was for.
    pub purpose: Purpose,
    /// When it began.
    #[serde(with = "encode::instant")]
    pub started: Timestamp,
    /// Causes of either: those that are new first, then what is still there, then what is fixed.
    pub causes: Vec<ComparedCause>,
    /// Causes that are not listed, where there were too many to list.
    pub causes_omitted: u64,
    /// Objects that only one of the two runs has, or did not read to the end: nothing is said of their causes.
    pub not_compared: Vec<String>,
    /// Stages that both runs timed.
    pub stages: Vec<ComparedStage>,
    /// What was rejected and what broke, run by run, the earliest first; the last is the run itself.
    pub history: Vec<RehearsalReport>,
}

/// What became of a cause between two runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Found now, and not then.
    New,
    /// Found both times.
    Remains,
    /// Found then, and not now.
    Fixed,
}

/// One cause in two runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparedCause {
    /// What became of it.
    pub standing: Standing,
    /// The object.
    pub object: String,
    /// The stable code.
    pub code: String,
    /// One line.
    pub title: String,
    /// How much it weighs.
    #[serde(with = "encode::severity")]
    pub severity: Severity,
    /// The attribute or column; empty for the record.
    pub field: String,
    /// Records concerned then.
    pub then: u64,
    /// Records concerned now.
    pub now: u64,
}

/// One stage of one object in two runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparedStage {
    /// The object.
    pub object: String,
    /// The stage.
    #[serde(with = "encode::stage")]
    pub stage: Stage,
    /// Milliseconds then.
    pub then_ms: u64,
    /// Records then.
    pub then_records: u64,
    /// Milliseconds now.
    pub now_ms: u64,
    /// Records now.
    pub now_records: u64,
}

/// One run of several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RehearsalReport {
    /// Its number.
    pub run: u64,
    /// What it was for.
    pub purpose: Purpose,
    /// When it began.
    #[serde(with = "encode::instant")]
    pub started: Timestamp,
    /// Its objects.
    pub objects: Vec<RehearsalObject>,
}

/// An object in one of several runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RehearsalObject {
    /// Its name.
    pub object: String,
    /// Records read.
    pub read: u64,
    /// Records rejected here or refused by the ERP.
    pub rejects: u64,
    /// Open breaks.
    pub breaks: u64,
}

/// How ready an object is for the cut-over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadinessReport {
    /// The object.
    pub object: String,
    /// Of a hundred records so many are where they should be, rounded down; at most 99 while anything is missing.
    pub score: u8,
    /// What is missing, each in a few words.
    pub missing: Vec<String>,
}

/// How long the cut-over would take by what this run measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForecastReport {
    /// The objects in load order.
    pub objects: Vec<ForecastObject>,
    /// What a run takes beside its stages, in milliseconds: it starts, asks the ERP, settles what shows only across records.
    #[serde(default)]
    pub around_ms: u64,
    /// One object after the other, as the program works, in milliseconds, with what is around them.
    pub in_sequence_ms: u64,
    /// The same where the permitted requests are used to the full; none without a limit.
    pub in_sequence_at_limit_ms: Option<u64>,
    /// The objects of the critical path: no order of the work is shorter, since each needs the one before.
    pub critical_path: Vec<String>,
    /// How long that takes, in milliseconds.
    pub critical_ms: u64,
    /// Requests a second that the target permits; none where the project states no limit.
    pub permitted_per_second: Option<u32>,
    /// Objects of which nothing was measured, so that they are not in the forecast.
    pub not_measured: Vec<String>,
}

/// One object of a forecast.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForecastObject {
    /// Its name.
    pub object: String,
    /// Records to load.
    pub records: u64,
    /// Reading, mapping, checking, loading and reading back at the measured rate, in milliseconds.
    pub measured_ms: u64,
    /// The same where loading uses the permitted requests to the full; none without a limit.
    pub at_limit_ms: Option<u64>,
    /// Objects that must be loaded before it.
    pub after: Vec<String>,
    /// Whether it is on the critical path.
    pub critical: bool,
}

impl Standing {
    /// The word for people.
    pub(crate) fn word_in(self, words: &Language) -> String {
        words.say(match self {
            Self::New => "standing-new",
            Self::Remains => "standing-remains",
            Self::Fixed => "standing-fixed",
        })
    }
}

impl ComparedReport {
    /// What became of the causes, in one sentence.
    pub(crate) fn sentence_in(&self, words: &Language) -> String {
        let of = |standing| {
            let own = self.causes.iter().filter(|one| one.standing == standing);
            count(u64::try_from(own.count()).unwrap_or(u64::MAX))
        };
        let values = [
            ("new", &*of(Standing::New)),
            ("remains", &*of(Standing::Remains)),
            ("fixed", &*of(Standing::Fixed)),
        ];
        words.with("since-sentence", &values)
    }
}

impl ForecastReport {
    /// What is expected, in a few sentences.
    pub(crate) fn sentence_in(&self, words: &Language) -> String {
        let time = duration(self.in_sequence_ms);
        let mut said = vec![words.with("forecast-measured", &[("time", &time)])];
        if let (Some(limit), Some(ms)) = (self.permitted_per_second, self.in_sequence_at_limit_ms) {
            let limit = words.counted("n-a-second", u64::from(limit));
            let values = [("limit", &*limit), ("time", &*duration(ms))];
            said.push(words.with("forecast-permitted", &values));
        }
        let (path, time) = (self.critical_path.join(" → "), duration(self.critical_ms));
        said.push(words.with("forecast-path", &[("path", &path), ("time", &time)]));
        if !self.not_measured.is_empty() {
            let left = self.not_measured.join(", ");
            said.push(words.with("forecast-left", &[("objects", &left)]));
        }
        said.join(" ")
    }
}
