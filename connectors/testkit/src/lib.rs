//! The conformance suite that every connector passes.
//!
//! A connector's own tests hand it sample files; the suite then checks what the contract
//! promises of any connector, whatever the format. It must never know a format itself.
//!
//! Reading order: [`support`] (inputs and draining), [`conformance`] (the checks).

pub mod conformance;
pub mod support;
