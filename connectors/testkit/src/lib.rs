//! The conformance suite that every connector passes.

pub mod target;
