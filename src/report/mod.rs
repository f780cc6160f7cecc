//! The report of a run: what was read, what became of every record, and what the ERP holds.
//!
//! The engine fills a [`RunReport`] from the ledger; [`html`], [`json`] and [`terminal`] turn it
//! into one page, one document, one summary. Nothing here reads a file, a socket or a clock,
//! and nothing here trusts the text it shows: every value may hold markup, control characters
//! or writing from right to left.
//!
//! Figures that follow from others (the closing equation, whether totals agree, the verdict) are
//! worked out here and not taken from the engine, so that a report cannot contradict itself.

mod ages;
pub mod committee;
mod encode;
pub mod findings_book;
pub(crate) mod format;
pub mod html;
pub mod json;
pub mod junit;
pub mod language;
pub mod mapping_book;
pub mod markdown;
pub mod model;
pub mod profile;
pub mod rehearsals;
pub mod terminal;
pub(crate) mod text;
mod verdict;
pub mod workbook;
pub mod worksheet;

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod sample_extracts;
#[cfg(test)]
mod sample_followed;
#[cfg(test)]
mod tests;

pub use html::difference;
pub use model::{
    AllowedReport, ApprovalReport, AskedReport, BreakCount, BreakKind, BreakReport, CauseReport,
    Command, ComparedCause, ComparedReport, ComparedStage, CrosswalkReport, DecidedCount, Ending,
    Equation, ExtractReport, FollowedAttempt, FollowedFinding, FollowedReport, FollowedValue,
    ForecastObject, ForecastReport, Funnel, GateKind, GateReport, HttpReport, KeptIn,
    KeyTotalReport, KeysReport, Loaded, ObjectReport, ParameterReport, ProposalReport, Purpose,
    ReadinessReport, Refused, Refuser, RehearsalObject, RehearsalReport, Rejected, RetriedReport,
    RunReport, SampleReport, Shown, SignOffReport, Skipped, Standing, TargetReport, TermsReport,
    TimingReport, TotalReport,
};
pub use verdict::{Level, RunVerdict, Task, TaskKind, judge, login_refused, login_refused_to_ask};
