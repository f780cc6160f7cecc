//! JSON Schema, drafts 7 to 2020-12: the subset that a target schema model can hold.
//!
//! Everything that applies to one place (`$ref`, `allOf`, and the schema itself) is gathered and
//! read as one: all of it must hold. A keyword that cannot be honoured becomes a note of the
//! object, never nothing. References lead within the document only.

mod attribute;
mod bounds;
mod gather;
mod object;

use serde_json::Value as Json;

use super::{ObjectSchema, SchemaFault};
use gather::Reader;

/// Members of which a JSON Schema of an object has at least one.
pub(super) const MARKS: &[&str] = &["$schema", "properties", "$ref", "allOf", "$defs"];

/// Reads the schema of `object`: the whole document.
pub(super) fn read(document: &Json, object: &str) -> Result<ObjectSchema, SchemaFault> {
    read_at(document, document, object)
}

/// Reads a schema that is a part of a document; references lead anywhere within the document.
pub(super) fn read_at<'a>(
    document: &'a Json,
    root: &'a Json,
    object: &str,
) -> Result<ObjectSchema, SchemaFault> {
    let mut reader = Reader::new(document);
    let mut schema = reader.root(root, object)?;
    schema.notes = reader.into_notes();
    Ok(schema)
}

/// A scalar as it stands in a list of allowed values; numbers without zeros at the end.
pub(super) fn scalar_text(json: &Json) -> Option<String> {
    match json {
        Json::String(text) => Some(text.clone()),
        Json::Bool(value) => Some(value.to_string()),
        Json::Number(number) => Some(bounds::decimal(&number.to_string()).map_or_else(
            || number.to_string(),
            |number| number.normalize().to_string(),
        )),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

#[cfg(test)]
mod tests;
