//! Landbridge carries legacy data over to a cloud ERP and proves that all of it arrived.
//!
//! Modules in reading order: what messages are made of ([`diagnose`]),
//! what the target accepts ([`schema`]), how a legacy record becomes a payload ([`mapping`]),
//! and the folder that holds it all ([`project`]).

pub mod diagnose;
pub mod mapping;
pub mod project;
pub mod schema;
