//! Files whose lines begin with a tag, and that have no header: SIE, MT940 and their like.
//!
//! A pattern tells a line's kind. Lines of a kind that is `in` another become nested records of the
//! line of that kind before them. Lines of no kind are passed over and counted.

pub(crate) mod kinds;
mod reader;
mod source;
mod split;

pub(crate) use source::TaggedSource;
