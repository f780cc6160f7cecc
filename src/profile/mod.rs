//! What a file holds, column by column, and what its owner should look at.
//!
//! A [`Profiler`] sees every record once, in order, and gives a [`Profile`]: for each column the
//! mix of types, empties, distinct and frequent values, ranges, shapes, forms of dates and
//! numbers, and what is suspicious, with origins. Nothing here reads a file, a socket or a clock;
//! the same records give the same profile, whatever the batches in which they come.
//!
//! Memory does not grow with the file. What would need all values is a sketch of a stated size
//! with fixed seeds ([`limits`]), and a figure that comes from a sketch says so.
//!
//! Words: a *judgement* looks at what a column has gathered and gives a [`Suspicion`]; its
//! [`Severity`] says whether the data must be mended, should be looked at, or is good to know.

mod column;
mod date;
mod frequent;
mod judge;
mod key;
pub mod limits;
mod look;
pub mod model;
pub mod notice;
mod number;
mod numbers;
mod profiler;
mod shape;
mod sketch;
mod spot;

#[cfg(test)]
mod tests;

pub use model::{
    Bar, ColumnProfile, DateForm, Dates, Distinct, Duplicate, FaultSample, Frequent, KeyProfile,
    Kind, KindCount, Noticed, Numbers, Profile, Sample, Severity, ShapeCount, Suspicion,
    TableProfile,
};
pub use profiler::Profiler;
