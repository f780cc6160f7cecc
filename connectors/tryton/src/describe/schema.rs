//! The JSON Schema of an object.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value as Json, json};

use crate::model::{Field, Kind, Model};
use crate::object::Object;

/// What was learnt of one model.
pub(super) struct Described {
    /// The collection that holds its records; empty for the object itself.
    pub(super) field: String,
    pub(super) model: Arc<Model>,
    /// Fields that a new record has without being told.
    pub(super) filled: Vec<String>,
}

/// The schema as text. Its order is that of the names, so that two texts can be compared.
pub(super) fn text(object: &Object, described: &[Described]) -> String {
    let mut described = described.iter();
    let Some(root) = described.next() else {
        return String::new();
    };
    let collections: BTreeMap<&str, &Described> =
        described.map(|one| (one.field.as_str(), one)).collect();
    let mut schema = Map::new();
    schema.insert(
        "$schema".to_owned(),
        json!("https://json-schema.org/draft/2020-12/schema"),
    );
    schema.insert("title".to_owned(), json!(object.model));
    let body = of_model(root, None, object, &collections);
    schema.extend(body);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

fn of_model(
    one: &Described,
    parent: Option<&Described>,
    object: &Object,
    collections: &BTreeMap<&str, &Described>,
) -> Map<String, Json> {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (name, field) in &one.model.fields {
        // What leads back from a nested record is filled by its being nested.
        if is_own(name) || parent.is_some_and(|parent| leads_back(name, one, parent)) {
            continue;
        }
        let inner = parent
            .is_none()
            .then(|| collections.get(name.as_str()))
            .flatten();
        let mut property = match inner {
            Some(inner) => {
                let items = of_model(inner, Some(one), object, collections);
                let mut list = Map::new();
                list.insert("type".to_owned(), json!("array"));
                list.insert("items".to_owned(), Json::Object(items));
                list
            }
            None => of_field(field),
        };
        if let Some(label) = field.said.get("string") {
            property.insert("title".to_owned(), label.clone());
        }
        // Fields that actions reach are stated, though nobody writes them.
        let reached = parent.is_none() && object.is_reached(name);
        if field.says("readonly") && !reached {
            property.insert("readOnly".to_owned(), Json::Bool(true));
        }
        if must_be_sent(name, field, one, parent) {
            required.push(Json::from(name.as_str()));
        }
        properties.insert(name.clone(), Json::Object(property));
    }
    let mut schema = Map::new();
    schema.insert("type".to_owned(), json!("object"));
    schema.insert("additionalProperties".to_owned(), Json::Bool(false));
    schema.insert("properties".to_owned(), Json::Object(properties));
    if !required.is_empty() {
        schema.insert("required".to_owned(), Json::Array(required));
    }
    schema
}

/// What the server keeps for itself.
fn is_own(name: &str) -> bool {
    const OWN: &[&str] = &[
        "create_date",
        "create_uid",
        "id",
        "last_modified_at",
        "rec_name",
        "write_date",
        "write_uid",
        "xml_id",
    ];
    OWN.contains(&name)
}

fn leads_back(name: &str, one: &Described, parent: &Described) -> bool {
    let field = parent.model.fields.get(&one.field);
    field.is_some_and(|field| field.back == name)
}

/// Whether a new record lacks something without this field: it is required, the server does not fill it in, and it is
/// no mirror of the record around it. The server does not say which fields it computes; those of a nested record that
/// have the name and the type of one of the record's own are taken from there.
fn must_be_sent(name: &str, field: &Field, one: &Described, parent: Option<&Described>) -> bool {
    let mirrors = parent
        .and_then(|parent| parent.model.fields.get(name))
        .is_some_and(|same| same.kind == field.kind);
    let filled = one.filled.iter().any(|filled| filled == name);
    field.says("required") && !field.says("readonly") && !filled && !mirrors
}

fn of_field(field: &Field) -> Map<String, Json> {
    let mut property = Map::new();
    let (kind, more): (&str, &[(&str, Json)]) = match field.kind {
        Kind::Boolean => ("boolean", &[]),
        Kind::Integer | Kind::One => ("integer", &[]),
        Kind::Numeric | Kind::Float | Kind::Span => ("number", &[]),
        Kind::Date => ("string", &[("format", json!("date"))]),
        Kind::DateTime(_) => ("string", &[("format", json!("date-time"))]),
        Kind::Char(_) | Kind::Text | Kind::Time | Kind::Bytes => ("string", &[]),
        Kind::Children => ("array", &[("items", json!({ "type": "object" }))]),
        Kind::Many => ("array", &[("items", json!({ "type": "integer" }))]),
        Kind::Other => return property,
    };
    property.insert("type".to_owned(), json!(kind));
    for (name, value) in more {
        property.insert((*name).to_owned(), value.clone());
    }
    if let Some(size) = field.said.get("size").and_then(Json::as_u64) {
        property.insert("maxLength".to_owned(), json!(size));
    }
    if let Some(values) = selection(field) {
        property.insert("enum".to_owned(), Json::Array(values));
    }
    property
}

/// The values of a selection; none where the server computes them, or where they are not text.
fn selection(field: &Field) -> Option<Vec<Json>> {
    if field.said.get("type")?.as_str()? != "selection" {
        return None;
    }
    let pairs = field.said.get("selection")?.as_array()?.iter();
    let values = pairs.map(|pair| pair.as_array()?.first().cloned());
    let values: Vec<Json> = values.collect::<Option<_>>()?;
    let values: Vec<Json> = values.into_iter().filter(Json::is_string).collect();
    (!values.is_empty()).then_some(values)
}
