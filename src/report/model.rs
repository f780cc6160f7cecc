//! What a report is made of. Plain data: the engine fills it, the renderings read it.
//!
//! Texts are given as they are (already masked where a field is personal); the renderings make
//! them harmless. No credentials belong in any of them.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::encode;
use crate::diagnose::{Severity, Stage};

mod asked;
pub(crate) mod ending;
mod followed;
mod funnel;
mod gate;
mod keys;
mod patterns;
mod rehearsals;
mod retried;
mod terms;
mod total;

pub use asked::AskedReport;
pub use ending::{Ending, KeptIn, Refused, Refuser, Shown};
pub use followed::{FollowedAttempt, FollowedFinding, FollowedReport, FollowedValue};
pub use funnel::{Equation, Funnel, Loaded, Rejected, Skipped};
pub use gate::{GateKind, GateReport};
pub use keys::{KeyTotalReport, KeysReport};
pub use patterns::{AllowedReport, DecidedCount, ProposalReport};
pub use rehearsals::{
    ComparedCause, ComparedReport, ComparedStage, ForecastObject, ForecastReport, ReadinessReport,
    RehearsalObject, RehearsalReport, Standing,
};
pub use retried::RetriedReport;
pub use terms::{ApprovalReport, CrosswalkReport, ParameterReport, TermsReport};
pub use total::TotalReport;

/// Everything that is reported about one run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunReport {
    /// Name of the project.
    pub project: String,
    /// Number of the run in the ledger.
    pub run: u64,
    /// What the run was for.
    pub purpose: Purpose,
    /// The command that ran.
    pub command: Command,
    /// Who ran it: a login; empty where the ledger did not keep it yet.
    #[serde(default)]
    pub operator: String,
    /// When it began.
    #[serde(with = "encode::instant")]
    pub started: Timestamp,
    /// When it ended.
    #[serde(with = "encode::instant")]
    pub ended: Timestamp,
    /// How long it took, in milliseconds, by a clock that is never set back.
    pub duration_ms: u64,
    /// Version of Landbridge.
    pub program: String,
    /// The target.
    pub target: TargetReport,
    /// How the run came to its end.
    pub ending: Ending,
    /// One entry an object, in load order.
    pub objects: Vec<ObjectReport>,
    /// How long each stage of each object took, in the order in which they ran.
    pub timings: Vec<TimingReport>,
    /// The legacy files that were read.
    pub extracts: Vec<ExtractReport>,
    /// What held in the run beside its plan.
    #[serde(default)]
    pub terms: TermsReport,
    /// What passed over the wire; none where the run sent nothing.
    pub http: Option<HttpReport>,
    /// What the ERP was asked about the records, and what it was not.
    #[serde(default)]
    pub asked: Vec<AskedReport>,
    /// What a retry did about the run that it retried, by object; empty for any other run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub retried: Vec<RetriedReport>,
    /// The gates that the run does not pass.
    #[serde(default)]
    pub gates_failed: Vec<GateReport>,
    /// All gates that it is judged by.
    #[serde(default)]
    pub gates: Vec<GateReport>,
    /// Whether these are the gates that held when it ran; otherwise, in an old ledger, those of today.
    #[serde(default)]
    pub gates_kept: bool,
    /// How ready each object is for the cut-over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readiness: Vec<ReadinessReport>,
    /// How long the cut-over would take; none where nothing was loaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forecast: Option<ForecastReport>,
    /// The run beside an earlier one, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared: Option<ComparedReport>,
    /// Who accepted the run.
    pub sign_offs: Vec<SignOffReport>,
}

/// What a run was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// A rehearsal, with its number.
    Rehearsal(u32),
    /// The cut-over.
    CutOver,
}

/// The command that ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// A dry run: nothing is written to the ERP.
    Check,
    /// Stage and load.
    Load,
    /// Check, load and reconcile.
    Run,
    /// Read back and compare.
    Reconcile,
    /// Read the ERP and say what a load would do: nothing is written to it.
    Plan,
    /// Send what an earlier run rejected, and what is rejected no more.
    Retry,
}

/// The target, without anything that opens it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetReport {
    /// Its name in the project.
    pub name: String,
    /// Its host name, without scheme, user or password.
    pub host: String,
}

/// Everything that is reported about one object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ObjectReport {
    /// Name of the object.
    pub name: String,
    /// What its mapping says it is; may be empty.
    pub about: String,
    /// Who owns the data; may be empty.
    pub owner: String,
    /// What became of its records.
    pub funnel: Funnel,
    /// Its control totals, one entry a total and group.
    pub totals: Vec<TotalReport>,
    /// What was found, one entry a cause; the renderings put the worst first.
    pub causes: Vec<CauseReport>,
    /// Causes that are not listed, where there were too many to list.
    pub causes_omitted: u64,
    /// The first differences between what was sent and what the ERP holds.
    pub breaks: Vec<BreakReport>,
    /// All differences that are open, by kind, also those that are not listed.
    pub break_counts: Vec<BreakCount>,
    /// How many breaks are not open any more, by what was decided about them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decided: Vec<DecidedCount>,
    /// What breaks have in common: proposals of their causes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proposals: Vec<ProposalReport>,
    /// Differences that rules of the mapping let pass.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed: Vec<AllowedReport>,
    /// A few records from their place in the legacy file to the ERP: of the first breaks, and of each state.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub followed: Vec<FollowedReport>,
    /// Whether the ERP was read back and compared to the end.
    pub reconciled: bool,
    /// Records that were compared with the ERP.
    pub compared: u64,
    /// Hash totals over its business keys; none where it was not reconciled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys: Option<KeysReport>,
}

/// One cause: findings with the same code, field and expectation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CauseReport {
    /// The stable code: `MAP-UNMAPPED-CODE`.
    pub code: String,
    /// One line, lower case, no full stop.
    pub title: String,
    /// How much it weighs.
    #[serde(with = "encode::severity")]
    pub severity: Severity,
    /// The stage at which it was found.
    #[serde(with = "encode::stage")]
    pub stage: Stage,
    /// The attribute or column concerned; empty for the record.
    pub field: String,
    /// What was expected.
    pub expected: String,
    /// Findings.
    pub count: u64,
    /// Records that have at least one of these findings.
    pub records: u64,
    /// A few of the findings.
    pub samples: Vec<SampleReport>,
    /// What to do about it, in sentences.
    pub remedy: String,
}

/// One finding as an example of its cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleReport {
    /// Where the value came from: `vendors.xlsx › Vendors!C17`.
    pub origin: String,
    /// The business key of the record; empty where it has none.
    pub key: String,
    /// What was found.
    pub found: String,
}

/// Kinds of breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BreakKind {
    /// Loaded, and not in the ERP.
    Missing,
    /// In the ERP more than once.
    Duplicate,
    /// An amount differs.
    Amount,
    /// In the ERP, and not loaded.
    Unexpected,
    /// A date differs.
    Date,
    /// A text differs.
    Text,
    /// A record that is referred to is another one.
    Reference,
    /// Several records could be the one that was sent.
    Ambiguous,
    /// The ledger does not hold what the extract holds.
    Ledger,
}

/// One difference between what was sent and what the ERP holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakReport {
    /// Which kind.
    pub kind: BreakKind,
    /// The business key of the record.
    pub key: String,
    /// The attribute that differs; empty where the whole record is concerned.
    pub field: String,
    /// The value in the legacy file; none where there is none.
    pub source: Option<String>,
    /// The value that was sent.
    pub sent: Option<String>,
    /// The value that the ERP holds.
    pub erp: Option<String>,
    /// Where the value came from.
    pub origin: Option<String>,
    /// The id that the ERP gave.
    pub target_id: Option<String>,
    /// What was decided about it and by whom; none while it is open.
    pub disposition: Option<String>,
    /// The record's number in the ledger, where it is one of the ledger's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<u64>,
}

/// How many breaks of one kind are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakCount {
    /// Which kind.
    pub kind: BreakKind,
    /// How many, also those that are not listed.
    pub count: u64,
}

/// How long one stage took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimingReport {
    /// Name of the object.
    pub object: String,
    /// The stage.
    #[serde(with = "encode::stage")]
    pub stage: Stage,
    /// From its first record to its last, in milliseconds; stages overlap.
    pub duration_ms: u64,
    /// Records that went through it.
    pub records: u64,
}

/// One legacy file as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtractReport {
    /// Name of the object.
    pub object: String,
    /// File name as the project names it.
    pub file: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Records read from it.
    pub records: u64,
    /// Blank rows passed over, and rows that hold nothing of what is taken apart.
    pub blank: u64,
}

/// What passed over the wire.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HttpReport {
    /// Requests that left, retries among them.
    pub requests: u64,
    /// Requests that were sent again.
    pub retries: u64,
    /// Answers that asked to slow down (429, 503 with `Retry-After`).
    pub throttled: u64,
    /// Requests without a usable answer (time-outs, cut connections, 5xx).
    pub failed: u64,
    /// Bytes of request bodies.
    pub bytes_sent: u64,
    /// Bytes of answer bodies.
    pub bytes_received: u64,
    /// Half of the answers came within this time, in milliseconds.
    pub latency_ms_median: u64,
    /// 95 of 100 answers came within this time, in milliseconds.
    pub latency_ms_p95: u64,
    /// The slowest answer, in milliseconds.
    pub latency_ms_max: u64,
}

/// A named person accepted the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignOffReport {
    /// Who.
    pub by: String,
    /// When.
    #[serde(with = "encode::instant")]
    pub at: Timestamp,
    /// What they said; may be empty.
    pub note: String,
}

impl RunReport {
    /// What became of the records of all objects together.
    pub fn funnel(&self) -> Funnel {
        self.objects
            .iter()
            .fold(Funnel::default(), |sum, object| sum.plus(&object.funnel))
    }

    /// Open breaks of all objects.
    pub fn breaks(&self) -> u64 {
        saturating_sum(self.objects.iter().map(ObjectReport::breaks_total))
    }

    /// Whether every object was read back and compared to the end.
    pub fn reconciled(&self) -> bool {
        !self.objects.is_empty() && self.objects.iter().all(|object| object.reconciled)
    }
}

impl ObjectReport {
    /// Records that are loaded by the ERP's own word alone, since nothing shows them.
    pub fn unshown(&self) -> u64 {
        if self.reconciled && self.compared == 0 {
            self.funnel.loaded.total()
        } else {
            0
        }
    }

    /// Open breaks, also those that are not listed.
    pub fn breaks_total(&self) -> u64 {
        let counted = saturating_sum(self.break_counts.iter().map(|entry| entry.count));
        let listed = self.breaks.iter().filter(|b| b.disposition.is_none());
        // The larger of the two: a list that the counts forgot must not make breaks vanish.
        counted.max(u64::try_from(listed.count()).unwrap_or(u64::MAX))
    }

    /// The causes, worst first: errors before warnings, then by the records concerned.
    pub fn causes_worst_first(&self) -> Vec<&CauseReport> {
        let mut causes: Vec<&CauseReport> = self.causes.iter().collect();
        causes.sort_by(|a, b| worse(a).cmp(&worse(b)).then_with(|| a.code.cmp(&b.code)));
        causes
    }
}

/// Smaller is worse.
pub(super) fn worse(cause: &CauseReport) -> (std::cmp::Reverse<Severity>, std::cmp::Reverse<u64>) {
    use std::cmp::Reverse;
    (Reverse(cause.severity), Reverse(cause.records.max(1)))
}

impl BreakKind {
    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Duplicate => "duplicate",
            Self::Amount => "amount",
            Self::Unexpected => "unexpected",
            Self::Date => "date",
            Self::Text => "text",
            Self::Reference => "reference",
            Self::Ambiguous => "ambiguous",
            Self::Ledger => "ledger",
        }
    }

    /// What it means, for somebody who meets it for the first time.
    pub fn means(self) -> &'static str {
        match self {
            Self::Missing => "loaded, but not found in the ERP",
            Self::Duplicate => "in the ERP more than once",
            Self::Amount => "the amount differs",
            Self::Unexpected => "in the ERP, but never loaded",
            Self::Date => "the date differs",
            Self::Text => "the text differs",
            Self::Reference => "refers to another record than was meant",
            Self::Ambiguous => "several ERP records could be this one",
            Self::Ledger => "the ledger does not hold what the extract holds",
        }
    }
}

impl Command {
    /// The word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Load => "load",
            Self::Run => "run",
            Self::Reconcile => "reconcile",
            Self::Plan => "plan",
            Self::Retry => "retry",
        }
    }

    /// Whether nothing was to be written to the ERP, nor held against it as loaded.
    pub fn is_dry(self) -> bool {
        matches!(self, Self::Check | Self::Plan)
    }
}

pub(super) fn saturating_sum(numbers: impl Iterator<Item = u64>) -> u64 {
    numbers.fold(0, u64::saturating_add)
}

/// Adds decimals; none where the sum has too many digits.
pub(super) fn checked_sum(numbers: &[Decimal]) -> Option<Decimal> {
    numbers
        .iter()
        .try_fold(Decimal::ZERO, |sum, number| sum.checked_add(*number))
}
