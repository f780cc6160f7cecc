//! The durable book of runs, records, attempts, receipts, totals and breaks.
//!
//! One file, one writer. A record goes through these states and no others:
//!
//! ```text
//! staged as    ready ─▶ sending ─▶ loaded | refused | in doubt
//!          or  rejected            in doubt ─▶ loaded | refused | ready   (after the ERP was asked)
//!          or  skipped  (filtered, duplicate, unchanged)
//! ```
//!
//! | event | from | to | effect |
//! |---|---|---|---|
//! | `note_intent`, `note_job` | ready | sending | the attempt is noted; the request may leave |
//! | `note` | – | – | what finds the attempt's job again is kept |
//! | `settle` with an answer | sending, in doubt | loaded, refused, ready | the attempt is over; later answers of it change nothing |
//! | `settle` without one | sending | in doubt | the ERP has to be asked |
//! | `doubt_what_was_sending` | sending | in doubt | whoever sent is dead |
//! | `reopen_refused` | refused | ready | somebody wants it sent again |
//! | `lock_for_writing` | – | – | facts of any earlier writer are refused from now on; an entry says who took over |
//! | `end_entry` | – | – | an entry with a digest over the run's rows follows the one before |
//!
//! Methods record facts. Each is one transaction: after a crash it has happened wholly or not at
//! all. What a second call does is said at each method. The ledger never decides what to send
//! and knows no clock: times are handed in. docs/exactly-once.md has the whole protocol.

mod delta;
mod entry;
mod fault;
mod issue;
mod model;
mod proof;
mod question;
mod sqlite;

pub use delta::{Because, ChangedBy};
pub use entry::{Depth, EntryFacts, EntryLine, RunDigest, broken_at};
pub use fault::LedgerFault;
pub use issue::{Issue, WHOLE_GROUPS};
pub use model::{
    ApprovalTerm, AttemptId, Book, BookTotal, CanaryState, Claimed, Contribution, CountLine,
    CrosswalkTerm, Doubted, ExtractFacts, ExtractId, ExtractLine, Noted, ObjectId, Outcome,
    ParameterTerm, Pause, RecordId, RecordLine, RecordState, RunFacts, RunId, RunLine, RunState,
    RunTerms, Settled, SkipReason, StagedRecord, StagedReference, Staging, TotalId, TotalLine,
    key_hash, payload_hash,
};
pub use proof::{
    AllowedLine, Break, BrokenRecord, Choice, Counted, Decision, Disposition, Effect, KeyBook,
    KeyTotal, OwnKeys, ProposalLine, StagedLine, TargetSide,
};
pub use question::{Answer, AskedLine, Question};
pub use sqlite::{
    AttemptLine, BreakLines, CauseLine, ComparedFindings, DIGEST_FORM, FindingLine, Ledger, Made,
    PlannedLine, RejectLine, Removed, RetriedLine, SealedLedger, UnmappedLine, WriterLock,
    file_sha256, has_waiting,
};

#[cfg(test)]
mod suite;
