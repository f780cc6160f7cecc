//! Drives the stages: staging, loading, reading back. Owns progress, cancelling and recovery.
//!
//! A [`Session`] is one project with its ledger, prepared for one command. Its methods are the
//! commands: [`Session::check`], [`Session::load`], [`Session::reconcile`], [`Session::run`].

mod against_extract;
mod annotated;
mod answers;
mod archive;
mod asking;
mod beside;
mod brake;
mod canary;
mod cases;
mod connect;
mod copies;
mod crosswalk_files;
mod crosswalks;
mod declared;
mod doubts;
mod erp_totals;
mod explode;
mod extract_form;
mod fault;
mod files;
mod full_lists;
mod gates;
mod group;
mod headed;
mod held;
mod hiding;
mod independent;
mod jobs;
mod joins;
mod keeper;
mod load;
mod lookups;
pub mod mapping_book;
mod open;
pub mod option_files;
mod pipeline;
mod planned;
mod planning;
mod prepare;
mod progress;
mod read_back;
mod recovered;
mod refusal;
mod rehearsal;
mod rows;
mod schema_changes;
mod schema_pull;
mod session;
mod settle;
pub mod sign_offs;
mod source_hash;
mod spool;
mod stage;
mod stage_worker;
mod state;
mod summary;
mod tables;
mod talk;
mod terms;
mod trace;
mod undo;
mod uniques;

pub use annotated::{Annotated, AnnotatedFile, annotated};
pub use cases::{CaseResult, Tested, test_cases};
pub use crosswalks::{Filled, OpenCode, OpenCodes, WORKSHEET, fill, open_codes};
pub use extract_form::record_origin;
pub use fault::RunFault;
pub use full_lists::{ListFault, fill_lists};
pub use held::{HeldRecord, held_in_run};
pub use hiding::Hiding;
pub use planned::{Fate, FateCount, Planned, PlannedField, PlannedObject, PlannedRecord};
pub use prepare::{
    Prepared, PreparedObject, Registered, Selection, Unprepared, prepare, prepare_run, targets,
};
pub use progress::{Progress, Silent};
pub use rehearsal::prepare as rehearse;
pub use schema_changes::{Concerned, Live, ObjectChanges, object_changes};
pub use schema_pull::{Kept, PullRequest, PulledFile, pull};
pub use session::{Ended, Session, Settings, Undone};
pub use state::Halt;
pub use summary::{Against, ObjectWords, RunWords, summarise};
pub use trace::{TracedRecord, Which, trace, trace_in_run};
pub use undo::{UndoFate, UndoneRecord};
