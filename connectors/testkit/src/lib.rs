//! The conformance suite that every connector passes.
//!
//! A connector's own tests hand it sample files or canned answers; the suite then checks what
//! the contract promises of any connector, whatever the format. It must never know a format.
//!
//! Reading order: [`support`] (inputs and draining), [`conformance`] (sources), [`target`].

pub mod conformance;
pub mod support;
pub mod target;
