//! The cases of a mapping: records that are given, and what should come of them, as tables in
//! Markdown.
//!
//! A [`CaseFile`] is read from its text; [`carry_out`] puts the given records through the same plan
//! and evaluator as a check, and says where the outcome differs from what is expected; [`fill_in`]
//! writes the outcome of cases that expect nothing yet. Pure: no file, no clock.

mod carry;
mod compare;
mod file;
mod given;
mod markdown;
mod model;
mod parts;
mod payload;
mod spelling;
mod write;

pub use carry::{Bench, Carried, Outcome, carry_out};
pub use compare::Difference;
pub use file::read;
pub use model::{Case, CaseFile, Expectation, Expected, ExpectedFinding};
pub use payload::{flatten, rule_at};
pub use spelling::spell;
pub use write::fill_in;

#[cfg(test)]
mod tests;
