//! Landbridge carries legacy data over to a cloud ERP and proves that all of it arrived.
//!
//! Modules in reading order: what messages are made of ([`diagnose`]),
//! what the target accepts ([`schema`]), whether the books agree ([`reconcile`]).

pub mod diagnose;
pub mod reconcile;
pub mod schema;
