//! Comparing three books: the source, the ledger, and what the ERP holds. Pure.
//!
//! [`pair()`] brings the records of two sorted streams together by business key, [`compare()`] holds
//! what was sent against what the ERP returns, [`TotalSheet`] follows control totals through all
//! three books, and [`Closing`] is the equation that every report must satisfy. Works over views
//! that others supply; never reads a ledger, asks a target, or knows a clock.

mod allowance;
mod closing;
mod compare;
mod field_break;
mod form;
mod nested;
mod pair;
mod propose;
mod rules;
mod scalar;
mod sum;
mod totals;

pub use closing::Closing;
pub use compare::{Allowed, compare, compare_counting};
pub use field_break::{BreakKind, FieldBreak};
pub use pair::{Keyed, OutOfOrder, Pair, Side, pair};
pub use propose::{Proposal, Proposals};
pub use rules::CompareRules;
pub use scalar::amount;
pub use sum::Sum;
pub use totals::{Agreement, Book, TotalKey, TotalLine, TotalSheet};
