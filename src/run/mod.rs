//! Drives the stages: staging, loading, reading back. Owns progress, cancelling and recovery.
//!
//! A [`Session`] is one project with its ledger, prepared for one command. Its methods are the
//! commands: [`Session::check`], [`Session::load`], [`Session::reconcile`], [`Session::run`].

mod against_extract;
mod annotated;
mod answers;
mod archive;
mod asking;
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
mod gates;
mod group;
mod independent;
mod jobs;
mod joins;
mod load;
mod lookups;
pub mod mapping_book;
mod open;
pub mod option_files;
mod pipeline;
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
mod stage;
mod stage_worker;
mod state;
mod summary;
mod tables;
mod talk;
mod terms;
mod trace;
mod uniques;

pub use annotated::{Annotated, AnnotatedFile, annotated};
pub use cases::{CaseResult, Tested, test_cases};
pub use crosswalks::{Filled, OpenCode, OpenCodes, WORKSHEET, fill, open_codes};
pub use extract_form::record_origin;
pub use fault::RunFault;
pub use prepare::{Prepared, PreparedObject, Registered, Selection, Unprepared, prepare};
pub use progress::{Progress, Silent};
pub use schema_changes::{Concerned, Live, ObjectChanges, object_changes};
pub use schema_pull::{Kept, PullRequest, PulledFile, pull};
pub use session::{Ended, Session, Settings};
pub use summary::{ObjectWords, RunWords, summarise};
pub use trace::{TracedRecord, Which, trace, trace_in_run};
