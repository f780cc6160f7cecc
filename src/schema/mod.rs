//! What the target accepts for an object: one model, whatever form it was published in. Pure.
//!
//! [`read()`] recognises the form of a published schema and brings it to an [`ObjectSchema`];
//! [`Attribute::check`] holds one value against it, [`ObjectSchema::check_payload`] a whole
//! payload. What a published schema says and this model cannot hold stands in
//! [`ObjectSchema::notes`]: nothing is left out silently. Never reads a file or asks a target.

mod describe;
mod fault;
mod json_schema;
mod model;
mod payload;
mod read;
mod rules;

pub use fault::SchemaFault;
pub use model::{AllowChanges, Attribute, AttributeKind, ObjectSchema, Violation};
pub use read::{objects, read};

#[cfg(test)]
mod tests;
