//! Reads JSON as records: an object a line (`.jsonl`, `.ndjson`), or the objects of an array in a
//! document (`.json`). The smallest source connector, and the one to copy for a new one.
//!
//! # The way through
//!
//! `options` judges what a mapping states. `source` opens a file and finds its form. `cutter` cuts
//! the text into records and knows the line of each; it holds one record at a time. `taker` takes
//! the wanted values out of a record, as `plan` says. `reader` fills batches. `survey` finds what
//! the first records have, for `peek`.
//!
//! # Rules
//!
//! - A field is a key (`name`) or a path of keys (`address/city`), relative to the record; `.` is
//!   the record itself. In a path `~1` stands for `/` in a key and `~0` for `~`, as in a JSON
//!   Pointer (RFC 6901).
//! - Nested records are the elements of an array (or the one object that stands in its place) at
//!   such a path.
//! - A field that leads to several values (an array, or a key inside the objects of an array) is a
//!   list, with a notice `Repeated`. An empty array and `null` are nothing.
//! - Numbers are exact, and keep their digits; one that no decimal holds is text, digit by digit.
//! - A repeated key in an object, an element that is no object, or more than [`DEPTH_MAX`] levels
//!   make a record a fault; reading goes on. So does a broken line; a broken document ends there.
//! - The text is UTF-8 or UTF-16, as the byte order mark or the zeros of the first bytes tell.
//!   Lines end with LF or CR LF.
//! - What stands in a document outside its records is held against its brackets and strings only.

mod cutter;
mod options;
mod plan;
mod reader;
mod source;
mod survey;
mod taker;

#[cfg(test)]
mod tests;

pub use cutter::RECORD_BYTES_MAX;
pub use source::JsonConnector;
pub use taker::DEPTH_MAX;
