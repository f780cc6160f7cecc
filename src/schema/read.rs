//! Recognising the form in which a schema was published.

use serde_json::Value as Json;

use super::{ObjectSchema, SchemaFault, describe, json_schema};

/// What can be read, for messages.
const FORMS: &str = "a Fusion describe document (`Resources`) or a JSON Schema (`properties`)";

/// Reads the published schema of `object`: a Fusion describe document or a JSON Schema, told
/// apart by their content.
///
/// `object` is the ERP's name of the object. A describe document may hold many objects and must
/// hold this one; a JSON Schema describes one object and is taken to be about this one.
///
/// # Errors
///
/// [`SchemaFault`] where the text is not JSON, is of neither form, or does not hold the object.
pub fn read(text: &str, object: &str) -> Result<ObjectSchema, SchemaFault> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document: Json = serde_json::from_str(text).map_err(|error| not_json(&error))?;
    let Json::Object(members) = &document else {
        return Err(SchemaFault::new("document", kind(&document), FORMS));
    };
    if let Some(resources) = members.get("Resources") {
        return describe::read(resources, object);
    }
    if json_schema::MARKS
        .iter()
        .any(|mark| members.contains_key(*mark))
    {
        return json_schema::read(&document, object);
    }
    let names: Vec<&str> = members.keys().take(8).map(String::as_str).collect();
    let found = format!("an object with the members {}", names.join(", "));
    Err(SchemaFault::new("document", found, FORMS))
}

/// The objects that a describe document holds, in its order; none for a schema of another form.
pub fn objects(text: &str) -> Vec<String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document: Option<Json> = serde_json::from_str(text).ok();
    let resources = document
        .as_ref()
        .and_then(|document| document.get("Resources")?.as_object());
    resources
        .into_iter()
        .flat_map(|named| named.keys().cloned())
        .collect()
}

fn not_json(error: &serde_json::Error) -> SchemaFault {
    let at = format!("line {}, column {}", error.line(), error.column());
    SchemaFault::new(at, format!("text that is not JSON ({error})"), FORMS)
}

/// The word for a kind of JSON value in messages.
pub(super) fn kind(json: &Json) -> &'static str {
    match json {
        Json::Null => "null",
        Json::Bool(_) => "true or false",
        Json::Number(_) => "a number",
        Json::String(_) => "text",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    }
}
