//! Binary workbooks (xlsb): the parts of an Open XML container as records instead of XML.
//! (Facts: Microsoft, \[MS-XLSB\] Excel Binary File Format, sections 2.4 and 2.5.)
//!
//! The container was inflated once to its end before, so that what is cut or altered is known. A sheet
//! is read as a stream of records, of which one is held at a time; what stands before and behind
//! its rows (hidden columns, merged cells) and which rows are hidden is found by a walk of its own.

mod book;
mod cells;
mod records;
mod strings;

pub(crate) use book::Book;
