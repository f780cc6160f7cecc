//! What the target accepts for an object: one model, whatever form it was published in. Pure.
//!
//! [`Document`] recognises the form of a published schema and brings its objects to [`ObjectSchema`]s;
//! [`Attribute::check`] holds one value against it, [`ObjectSchema::check_payload`] a whole
//! payload; [`diff()`] says what changed between two of them. What a published schema says and this model cannot hold stands in
//! [`ObjectSchema::notes`]: nothing is left out silently. Never reads a file or asks a target.

mod describe;
mod diff;
mod document;
mod fault;
mod fbdi;
mod json_schema;
mod model;
mod odata;
mod openapi;
mod payload;
mod rules;
mod xml;
mod yaml;

pub use diff::{Bound, Change, ChangeKind, Gravity, Slot, diff};
pub use document::{Document, Form, read};
pub use fault::SchemaFault;
pub use model::{AllowChanges, Attribute, AttributeKind, ListOfValues, ObjectSchema, Violation};

#[cfg(test)]
mod tests;
