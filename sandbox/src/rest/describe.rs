//! The describe documents: what an object is made of, for clients.
//!
//! The envelope follows Oracle's REST documentation ("Access Metadata"); the inner keys of a list of
//! values are less certain there.

use serde_json::{Map, Value, json};

use super::place::Place;
use super::{Call, Media, Outcome, VERSION};
use crate::model::{Attribute, Changes, Kind, Object, Values};
use crate::objects;
use crate::refusal::Refusal;

const REQUESTS: [&str; 2] = [
    "application/json",
    "application/vnd.oracle.adf.resourceitem+json",
];

/// The root document: versions and framework versions.
pub(super) fn root(call: &Call) -> Outcome {
    let href = format!("{}/{VERSION}", call.base);
    let json = json!({
        "items": [{
            "version": VERSION,
            "isLatest": true,
            "adf:extension": {
                "defaultFrameworkVersion": call.framework_default.to_string(),
                "allowedFrameworkVersions": ["1", "2", "3", "4", "5", "6", "7", "8", "9"],
            },
            "links": [
                {"rel": "self", "href": href, "name": "self", "kind": "item"},
                {"rel": "describe", "href": format!("{href}/describe"), "name": "describe",
                 "kind": "describe"},
            ],
        }],
    });
    Outcome::ok(json, Media::Collection)
}

/// Every resource, with its children unless only a list is asked for.
pub(super) fn catalog(call: &Call) -> Result<Outcome, Refusal> {
    let mut minimal = false;
    for (name, value) in &call.query {
        match name.as_str() {
            "metadataMode" => minimal = value == "minimal" || value == "list",
            "includeChildren" | "showAnnotations" => {}
            other => return Err(Refusal::unusable_parameter(other)),
        }
    }
    let root = call.root();
    let mut resources = Map::new();
    for object in objects::catalog(call.area) {
        let href = format!("{root}/{}", object.name);
        let description = if minimal {
            json!({"title": title(object.name), "links": [
                {"rel": "describe", "href": format!("{href}/describe"), "name": "describe",
                 "kind": "describe"},
            ]})
        } else {
            described(object, &href, None)
        };
        resources.insert(object.name.to_owned(), description);
    }
    Ok(Outcome::ok(
        json!({ "Resources": resources }),
        Media::Description,
    ))
}

/// One resource, or one item of it.
pub(super) fn resource(call: &Call, place: &Place) -> Result<Outcome, Refusal> {
    for (name, _) in &call.query {
        if !["includeChildren", "showAnnotations"].contains(&name.as_str()) {
            return Err(Refusal::unusable_parameter(name));
        }
    }
    let description = described(place.object, &place.href(&call.root()), place.id);
    let json = json!({"Resources": {place.object.name: description}});
    Ok(Outcome::ok(json, Media::Description))
}

fn described(object: &Object, href: &str, id: Option<i64>) -> Value {
    let own = id.map_or_else(
        || format!("{href}/{{id}}"),
        |id| format!("{href}/{}", object.address_of(id)),
    );
    let children: Map<String, Value> = object
        .children
        .iter()
        .map(|child| {
            let href = format!("{own}/child/{}", child.name);
            (child.name.to_owned(), described(child, &href, None))
        })
        .collect();
    json!({
        "discrColumnType": false,
        "title": title(object.name),
        "titlePlural": title(object.name),
        "attributes": object.attributes.iter().map(attribute).collect::<Vec<_>>(),
        "collection": collection(object, href),
        "item": item(object, &own),
        "children": children,
        "links": [
            {"rel": "self", "href": format!("{href}/describe"), "name": "self", "kind": "describe"},
        ],
    })
}

fn collection(object: &Object, href: &str) -> Value {
    let mut actions = vec![json!({
        "name": "get", "method": "GET",
        "responseType": ["application/json", Media::Collection.name()],
    })];
    if object.operations.create {
        actions.push(json!({
            "name": "create", "method": "POST", "requestType": REQUESTS, "responseType": REQUESTS,
        }));
        actions.push(json!({
            "name": "upsert", "method": "POST", "header": "Upsert-Mode=true",
            "requestType": REQUESTS, "responseType": REQUESTS,
        }));
    }
    json!({
        "rangeSize": 25,
        "finders": [{
            "name": "PrimaryKey",
            "title": "Primary Key",
            "attributes": [{"name": object.id, "type": "integer", "required": true}],
        }],
        "links": [{"rel": "self", "href": href, "name": "self", "kind": "collection"}],
        "actions": actions,
    })
}

fn item(object: &Object, own: &str) -> Value {
    let mut actions = vec![json!({
        "name": "get", "method": "GET",
        "responseType": ["application/json", Media::Item.name()],
    })];
    if object.operations.update {
        actions.push(json!({
            "name": "update", "method": "PATCH", "requestType": REQUESTS, "responseType": REQUESTS,
        }));
    }
    if object.operations.delete {
        actions.push(json!({"name": "delete", "method": "DELETE"}));
    }
    for action in object.actions {
        actions.push(json!({
            "name": action.name, "parameters": [], "resultType": "string", "method": "POST",
            "requestType": ["application/vnd.oracle.adf.action+json"],
            "responseType": ["application/json", Media::ActionResult.name()],
        }));
    }
    let mut links = vec![json!({"rel": "self", "href": own, "name": "self", "kind": "item"})];
    for child in &object.children {
        links.push(json!({
            "rel": "child", "href": format!("{own}/child/{}", child.name), "name": child.name,
            "kind": "collection",
        }));
    }
    json!({"links": links, "actions": actions})
}

fn attribute(attribute: &Attribute) -> Value {
    let mut map = Map::new();
    let mut set = |name: &str, value: Value| drop(map.insert(name.to_owned(), value));
    set("name", attribute.name.into());
    set("type", attribute.kind.name().into());
    set("updatable", (attribute.changes == Changes::Always).into());
    set("mandatory", attribute.mandatory.into());
    set("queryable", attribute.queryable.into());
    set("allowChanges", attribute.changes.name().into());
    match attribute.kind {
        Kind::Text { max } => set("precision", max.into()),
        Kind::Number { digits, scale } => {
            set("precision", digits.into());
            set("scale", scale.into());
        }
        Kind::Integer => set("precision", 18.into()),
        Kind::Boolean | Kind::Date | Kind::DateTime => {}
    }
    if attribute.fill != crate::model::Fill::Nothing {
        set("hasDefaultValueExpression", true.into());
    }
    set("title", title(attribute.name).into());
    let values: Option<Vec<Value>> = match attribute.values {
        Values::Any => None,
        Values::List(list) => Some(list.iter().map(|value| json!({"value": value})).collect()),
        Values::Codes(pairs) => Some(
            pairs
                .iter()
                .map(|(code, meaning)| json!({"value": code, "meaning": meaning}))
                .collect(),
        ),
        Values::Meanings(pairs) => Some(
            pairs
                .iter()
                .map(|(code, meaning)| json!({"value": meaning, "code": code}))
                .collect(),
        ),
    };
    if let Some(values) = values {
        set(
            "lov",
            json!({"childRef": format!("{}LOV", attribute.name), "attributeMap": [
                {"source": "value", "target": attribute.name},
            ], "displayAttributes": ["value"], "values": values}),
        );
    }
    Value::Object(map)
}

/// `TaxOrganizationType` as `Tax Organization Type`.
fn title(name: &str) -> String {
    let mut title = String::with_capacity(name.len() + 8);
    let mut last_small = false;
    for (index, character) in name.chars().enumerate() {
        if index == 0 {
            title.extend(character.to_uppercase());
        } else {
            if character.is_ascii_uppercase() && last_small {
                title.push(' ');
            }
            title.push(character);
        }
        last_small = character.is_ascii_lowercase();
    }
    title
}
