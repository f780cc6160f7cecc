//! Reads files whose fields stand at fixed positions: lines of text, mainframe records that a COBOL
//! copybook describes, bank files and `IDocs` with several kinds of lines.
//!
//! What it must never do: confuse characters with bytes, take a number that is none for zero, or
//! let a line of another kind pass for a record.
//!
//! # The way through
//!
//! `options` judges what a mapping states and makes a `shape` of each kind of record, from `layout`
//! or by `copybook` over `picture`. `source` opens a file and finds its framing, `reader` cuts it
//! into records, tells their kind, and fills batches, `filling` each record, `lifting` what records take from lines below them, and `declared` the totals that lines state; `cells` finds a field's bytes or characters,
//! `value` turns them into a value.
//!
//! # Rules
//!
//! - A position counts from 1, in characters or in bytes as `positions` says. A copybook's are
//!   bytes.
//! - Blanks at the end of text are padding and left out; those before it stay. A field of blanks
//!   alone is nothing; in a field of COBOL's numeric forms so are bytes that are all zero.
//! - Numbers are exact, with the point where the layout or the picture implies it. What is no number,
//!   or no date, is nothing with a notice `Malformed`, so that whoever reads it rejects the record.
//! - A line that ends before its last field has nothing in the missing ones and a notice `Ragged`,
//!   or is a fault (`ragged: refuse`). Text beyond a stated `length` is a fault.
//! - Bytes that are invalid in the encoding become U+FFFD, and NUL characters are taken out, each
//!   with a notice `Undecodable`.
//! - Lines of a kind that is `in` another are nested records of the line of that kind before them;
//!   elements of a table (`OCCURS`) are nested records of their own record. What cannot be read of
//!   them makes a fault of the whole record.
//! - `KIND/FIELD` is a field of the nested record of a kind, as a value of the record around it;
//!   several make a list with a notice `Repeated`.
//! - In files without line ends the line of an origin is the number of the record.

mod bound;
mod cells;
mod copybook;
mod declared;
mod descriptor;
mod filling;
mod form;
mod layout;
mod lifting;
mod options;
mod picture;
mod reader;
mod shape;
mod source;
mod value;

#[cfg(test)]
mod tests;

pub use reader::RECORD_BYTES_MAX;
pub use source::FixedWidthConnector;
