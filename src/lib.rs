//! Landbridge carries legacy data over to a cloud ERP and proves that all of it arrived.
//!
//! Modules in reading order: what messages are made of ([`diagnose`]), what the target accepts
//! ([`schema`]), the durable book ([`ledger`]), the way to the target ([`transport`]).

pub mod diagnose;
pub mod ledger;
pub mod schema;
pub mod transport;
