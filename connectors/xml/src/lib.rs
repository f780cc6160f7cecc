//! Reads XML files as records: streaming, one record in memory at a time.
//!
//! What it must never do: open another file or address, expand an entity that a file declares,
//! hold a document, or leave out a record element without saying so.
//!
//! # The way through
//!
//! `stream` turns bytes into UTF-8 and counts lines, `pull` takes tags and text over
//! `quick-xml` and judges them, `plan` holds the compiled paths, `builder` follows it and
//! yields records, `reader` fills batches. `survey` finds what a file has.
//!
//! # Paths
//!
//! The option `records` names the record elements: `/orders/order`, `//order` (at any depth),
//! `//transaction[@flow='incoming']`. Fields are relative to the record: `Reference`,
//! `Part/@UnitPrice`, `@id`, `line[2]/qty`, `date[@type='start']/@iso-date`, `Dtls//Amt`, `.`
//! (the record's own text). Nested records are paths without an attribute at the end, of any
//! number of steps: `LineItems/LineItem`. The grammar stands in `path`.
//!
//! How a name in a path is compared:
//!
//! | in the path | element or attribute in the file |
//! |---|---|
//! | `name` | written without a prefix, whatever the default namespace is; an element in the namespace bound to the empty prefix where `namespaces` binds that |
//! | `p:name`, `p` in `namespaces` | in that namespace, whatever its prefix |
//! | `p:name`, `p` not there | written so |
//! | `{uri}name` | in that namespace |
//! | `*:name` | of that name in any namespace |
//! | `*`, `p:*`, `{uri}*` | any; any so written or bound |
//!
//! Positions count among the siblings that the step's name and the predicates before it select.
//!
//! # Values
//!
//! - The value of an element is the text of the element and all below it, CDATA included, as
//!   `XPath` has it. White space alone beside child elements is layout and left out, unless text
//!   of the same element stands before it. Otherwise nothing is trimmed.
//! - Nothing found, or an empty element or attribute, is nothing.
//! - Several elements with text for one field make a list, with a notice `Repeated`.
//! - Line ends in text are LF; in attributes they and tabs are spaces, as the XML
//!   specification has it.
//! - Bytes that are invalid in the encoding become U+FFFD, with a notice `Undecodable`.
//! - The line of a value is that of its element's start tag, or of the attribute itself.
//!
//! # Refused
//!
//! A document type with declarations ([`SourceFaultKind::Refused`]), references other than the
//! five of XML and character numbers, more than [`DEPTH_MAX`] elements inside each other,
//! [`ATTRIBUTES_MAX`] attributes on one, [`RECORD_BYTES_MAX`] bytes or [`VALUES_MAX`] values in
//! one record. A record element inside another record is a fault of its own; reading goes on.
//!
//! A file without any record is read as such where the elements around the records are there
//! (`/orders` of `/orders/order`); otherwise the path is taken to be wrong.
//!
//! [`SourceFaultKind::Refused`]: landbridge_contract::SourceFaultKind::Refused

mod around;
mod attributes;
mod builder;
mod encoding;
mod fault;
mod impostors;
mod matching;
mod memo;
mod names;
mod options;
mod outside;
mod parse;
mod path;
mod plan;
mod pull;
mod reader;
mod references;
mod refusals;
mod slots;
mod source;
mod survey;
mod window;

#[cfg(test)]
mod tests;

pub use attributes::ATTRIBUTES_MAX;
pub use pull::{DEPTH_MAX, NAME_BYTES_MAX, RECORD_BYTES_MAX};
pub use slots::VALUES_MAX;
pub use source::XmlConnector;
