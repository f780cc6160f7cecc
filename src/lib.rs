//! Landbridge carries legacy data over to a cloud ERP and proves that all of it arrived.
//!
//! Modules in reading order: what messages are made of ([`diagnose`]), what the target accepts
//! ([`schema`]), what a mapping says and does ([`project`], [`mapping`]), the durable book
//! ([`ledger`]), the way to the target ([`transport`]), comparing ([`reconcile`]), what a file holds
//! ([`profile`]), a first mapping from that ([`suggest`]), what a mapping is tested with ([`cases`]), what is shown ([`report`]), keys that sign ([`signing`]) and what they sign ([`sign_off`]), the reference of mappings ([`mod@reference`]),
//! the stages ([`run`]) and the command line ([`cli`]).

pub mod cases;
pub mod cli;
pub mod clock;
pub mod crash;
pub mod diagnose;
mod hex;
mod isolate;
pub mod ledger;
pub mod lie;
pub mod mapping;
mod mixed;
pub mod profile;
pub mod project;
pub mod reconcile;
pub mod reference;
mod registry;
pub mod report;
pub mod run;
pub mod schema;
pub mod sign_off;
pub mod signing;
pub mod suggest;
pub mod transport;
