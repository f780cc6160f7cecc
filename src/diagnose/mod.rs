//! What is wrong, where, and what to do: the vocabulary of every message. Knows no domain.
//!
//! A [`Finding`] is about data: one rule's verdict on one value, collected and reported.
//! A [`Diagnostic`] is about a plan: a mistake in a project or mapping file, with its line.

mod code;
pub mod codes;
mod diagnostic;
mod examples;
mod figures;
mod finding;
mod hidden;
mod nearest;

pub use code::Code;
pub(crate) use diagnostic::source_line;
pub use diagnostic::{Diagnostic, Diagnostics, Location, Sources};
pub use examples::Example;
pub use figures::{counted, grouped, grouped_digits};
pub use finding::{Finding, Severity, Stage, masked};
pub use hidden::{HIDDEN, Hidden};
pub use nearest::nearest;

#[cfg(test)]
mod tests;
