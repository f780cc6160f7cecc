//! What the contract promises of every connector, as checks that know no format.

mod source;

#[cfg(test)]
mod tests;

pub use source::{Ending, SourceCase, source, source_failures};
