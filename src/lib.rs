//! Landbridge carries legacy data over to a cloud ERP and proves that all of it arrived.
//!
//! Modules in reading order: what messages are made of ([`diagnose`]),
//! what the target accepts ([`schema`]), what people read after a run ([`report`]).

pub mod diagnose;
pub mod report;
pub mod schema;
