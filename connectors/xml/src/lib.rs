//! Reads XML files as records: streaming, one record in memory at a time.
//!
//! What it must never do: open another file or address, expand an entity that a file declares,
//! hold a document, or leave out a record element without saying so.
//!
//! # The way through
//!
//! `impostors` and `encoding` look at the first bytes. `window` turns bytes into UTF-8, with
//! lines and offsets; `pull` finds tags and text in it and judges them; `parse` reads paths and
//! `plan` compiles them; `builder` follows the plan and yields records, `around` follows what
//! is wanted outside of them; `reader` fills batches. `survey` finds what a file has.
//!
//! The scanner is the project's own, for speed and for exact places: an element that holds text
//! alone is one token, and `memo` tries each name once. Properties hold it against `quick-xml`.
//!
//! # Paths
//!
//! The option `records` names the record elements: `/orders/order`, `//order` (at any depth),
//! `//transaction[@flow='incoming']`, `//E1EDKA1[PARVW='AG']`, several with `|` between them.
//! Fields are relative to the record: `Reference`, `Part/@UnitPrice`, `@id`, `line[2]/qty`,
//! `date[@type='start']/@iso-date`, `E1EDKA1[PARVW='AG']/NAME1`, `Dtls//Amt`, `.` (the record's
//! own text), `name()` (the name of its element). Nested records are paths without an attribute
//! at the end, of any number of steps: `LineItems/LineItem`. The grammar stands in `path`.
//!
//! A field of a record can stand around it: `../@id`, `../../Acct/Id/IBAN` at an element that
//! holds the record, `/AuditFile/Header/DateCreated` from the root. Attributes and elements
//! without child elements are kept, of open elements alone, and must stand before the record:
//! one that follows a record it belongs to ends the reading with a fault.
//!
//! The option `declared` names totals outside of the records; they are told by
//! [`RecordReader::declared`](landbridge_contract::RecordReader::declared).
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
//! - Bytes that are invalid in the encoding become U+FFFD, with a notice `Undecodable`; text of a
//!   one-byte encoding whose bytes are UTF-8 has the same notice.
//! - The line of a value is that of its element's start tag, or of the attribute itself.
//!
//! # Refused
//!
//! Files that are no XML, by their name. A document type with declarations
//! ([`SourceFaultKind::Refused`]); one that only names an outer file is passed over, and nothing
//! is opened. References other than the
//! five of XML and character numbers, more than [`DEPTH_MAX`] elements inside each other,
//! [`ATTRIBUTES_MAX`] attributes on one, a name of more than [`NAME_BYTES_MAX`] bytes, [`RECORD_BYTES_MAX`] bytes or [`VALUES_MAX`] values in
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
