//! Reads delimited text files (csv, tsv, txt) as records.
//!
//! What it must never do: guess without saying so, drop a line without counting it, change a
//! value without a notice, or hold more of the file than one record and one batch.
//!
//! # The way through
//!
//! `landbridge-lines` turns bytes into UTF-8, `splitter` cuts them into records over `csv-core` and
//! keeps the true line numbers, `source` finds the header, `reader` fills batches. Files whose
//! lines begin with a tag (SIE, MT940) go another way: `tagged` knows a line's kind by a pattern and
//! puts details into their headers.
//!
//! # Rules
//!
//! - A line ends with CR, LF or CR LF, in any mixture. Line numbers are those of an editor that
//!   knows all three; a line break inside a quoted field counts.
//! - A line without text (nothing, delimiters, white space) is *blank*: passed over and counted.
//! - Values are text as it stands, not trimmed; an empty field is nothing.
//! - Column names are trimmed and inner white space is squeezed; a repeated name is followed by
//!   ` (2)`, an empty one is `column C` after its letters.
//! - A line that repeats the header is passed over, counted as blank and noticed on the record after
//!   it.
//! - A record with fewer fields than columns has nothing in the missing ones and a notice
//!   `Ragged`; with more, the extra ones must be empty, or the record is a fault.
//! - Bytes that are invalid in the encoding become U+FFFD, and NUL characters are taken out,
//!   each with a notice `Undecodable` on the slot.
//! - A quote that never closes ends the stream with a fault that names the line where it opened:
//!   after [`RECORD_BYTES_MAX`] bytes, or at the end of the file.

mod delimiter;
mod header;
mod lines;
mod options;
mod plan;
mod reader;
mod source;
mod splitter;
mod tagged;

#[cfg(test)]
mod tests;

pub use source::DelimitedConnector;
pub use splitter::RECORD_BYTES_MAX;
