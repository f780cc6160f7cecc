//! OpenAPI 3: the schemas of its components, and what a collection takes when something is posted to it.
//!
//! An object is either the name of a component (`SupplierInput`) or the last part of a path
//! (`suppliers` of `/suppliers`); then the body of its `post` is meant. Everything else is JSON Schema,
//! with the words that OpenAPI 3.0 has of its own (`nullable`, `exclusiveMinimum: true`).

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::document::no_object;
use super::{ObjectSchema, SchemaFault, json_schema};

/// Whether a document describes an object.
pub(super) fn holds(document: &Json, object: &str) -> bool {
    find(document, object).is_some()
}

fn find<'a>(document: &'a Json, object: &str) -> Option<&'a Json> {
    let mut all = components(document).chain(posted(document));
    all.find(|(name, _)| *name == object)
        .map(|(_, schema)| schema)
}

/// Reads the schema of `object`.
pub(super) fn read(document: &Json, object: &str) -> Result<ObjectSchema, SchemaFault> {
    version(document)?;
    match find(document, object) {
        Some(schema) => json_schema::read_at(document, schema, object),
        None => Err(no_object(
            "components.schemas",
            object,
            names(document).iter().map(String::as_str),
        )),
    }
}

/// What can be read: what is posted first, then the components.
pub(super) fn names(document: &Json) -> Vec<String> {
    let mut known = BTreeSet::new();
    let all = posted(document).chain(components(document));
    let new = all.filter(|(name, _)| known.insert(*name));
    new.map(|(name, _)| name.to_owned()).collect()
}

fn version(document: &Json) -> Result<(), SchemaFault> {
    let stated = document.get("openapi").unwrap_or(&Json::Null);
    let text = stated.as_str().unwrap_or_default();
    if text == "3" || text.starts_with("3.") {
        return Ok(());
    }
    Err(SchemaFault::new("openapi", stated.to_string(), "\"3.x\""))
}

fn components(document: &Json) -> impl Iterator<Item = (&str, &Json)> {
    let schemas = document.pointer("/components/schemas");
    let schemas = schemas.and_then(Json::as_object).into_iter().flatten();
    schemas.map(|(name, schema)| (name.as_str(), schema))
}

/// The last part of each path that takes a post, with the schema of the body.
fn posted(document: &Json) -> impl Iterator<Item = (&str, &Json)> {
    let paths = document.get("paths").and_then(Json::as_object);
    paths.into_iter().flatten().filter_map(|(path, item)| {
        let name = path.rsplit('/').next()?;
        // `/suppliers/{id}` is one record, and no collection.
        if name.is_empty() || name.contains('{') {
            return None;
        }
        Some((name, body(document, item)?))
    })
}

fn body<'a>(document: &'a Json, item: &'a Json) -> Option<&'a Json> {
    let mut body = item.get("post")?.get("requestBody")?;
    if let Some(reference) = body.get("$ref").and_then(Json::as_str) {
        body = document.pointer(reference.strip_prefix('#')?)?;
    }
    let content = body.get("content")?.as_object()?;
    let mut kinds = content.iter();
    let (_, media) = kinds.find(|(kind, _)| {
        let kind = kind.split(';').next().unwrap_or_default().trim();
        kind.ends_with("/json") || kind.ends_with("+json")
    })?;
    media.get("schema")
}
