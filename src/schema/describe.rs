//! Fusion describe documents (Oracle REST documentation, "Describe a Resource").
//!
//! `{"Resources": {"suppliers": {"attributes": […], "children": {…}}}}`. An attribute's
//! `precision` is the greatest length of text, or the number of digits. A list of values (`lov`)
//! is only referred to; where a server states the values themselves they stand in
//! `allowedValues`, or in the `values` of the list.

use std::collections::BTreeSet;

use landbridge_contract::Name;
use serde_json::{Map, Value as Json};

use super::document::{kind, no_object};
use super::{AllowChanges, Attribute, AttributeKind, ListOfValues, ObjectSchema, SchemaFault};

/// Levels of nested collections that are read; published resources have at most four.
const DEPTH_MAX: usize = 12;

/// The objects of a describe document.
pub(super) fn names(document: &Json) -> Vec<String> {
    let resources = document.get("Resources").and_then(Json::as_object);
    resources.into_iter().flat_map(Map::keys).cloned().collect()
}

/// Whether a describe document holds an object.
pub(super) fn holds(document: &Json, object: &str) -> bool {
    let resources = document.get("Resources");
    resources.is_some_and(|resources| resources.get(object).is_some())
}

/// Reads `object` from a describe document.
pub(super) fn read(document: &Json, object: &str) -> Result<ObjectSchema, SchemaFault> {
    let resources = document.get("Resources").unwrap_or(&Json::Null);
    let resources = members(resources, "Resources")?;
    let Some(resource) = resources.get(object) else {
        let known = resources.keys().map(String::as_str);
        return Err(no_object("Resources", object, known));
    };
    let mut notes = Vec::new();
    let mut schema = collection(
        resource,
        object,
        &format!("Resources.{object}"),
        0,
        &mut notes,
    )?;
    schema.notes = notes;
    Ok(schema)
}

fn collection(
    resource: &Json,
    name: &str,
    at: &str,
    depth: usize,
    notes: &mut Vec<String>,
) -> Result<ObjectSchema, SchemaFault> {
    let resource = members(resource, at)?;
    let mut schema = ObjectSchema::new(name);
    let here = format!("{at}.attributes");
    let stated = resource.get("attributes").unwrap_or(&Json::Null);
    let Json::Array(attributes) = stated else {
        return Err(SchemaFault::new(here, kind(stated), "a list of attributes"));
    };
    let mut seen = BTreeSet::new();
    let mut listed = Vec::new();
    for (index, stated) in attributes.iter().enumerate() {
        let place = format!("{here}[{}]", index + 1);
        let attribute = attribute(members(stated, &place)?, &place, notes)?;
        if !seen.insert(Name::clone(&attribute.name)) {
            let found = format!("attribute `{}` a second time", attribute.name);
            return Err(SchemaFault::new(place, found, "each attribute once"));
        }
        if stated.get("lov").is_some() && attribute.allowed.is_none() {
            listed.push(attribute.name.to_string());
        }
        schema.attributes.push(attribute);
    }
    if !listed.is_empty() {
        notes.push(format!(
            "{at}: the ERP takes the values of {} from lists that the description does not hold; \
             `check --with-target` asks the ERP for them",
            listed.join(", ")
        ));
    }
    let Some(children) = resource.get("children") else {
        return Ok(schema);
    };
    let here = format!("{at}.children");
    if depth >= DEPTH_MAX {
        notes.push(format!(
            "{here}: nested deeper than {DEPTH_MAX} levels; not checked"
        ));
        schema.open = true;
        return Ok(schema);
    }
    for (name, child) in members(children, &here)? {
        let place = format!("{here}.{name}");
        schema
            .children
            .push(collection(child, name, &place, depth + 1, notes)?);
    }
    Ok(schema)
}

fn attribute(
    stated: &Map<String, Json>,
    at: &str,
    notes: &mut Vec<String>,
) -> Result<Attribute, SchemaFault> {
    let name = text(stated, "name", at)?;
    let stated_type = text(stated, "type", at)?;
    let kind = kind_of(stated_type).unwrap_or_else(|| {
        notes.push(format!(
            "{at}: values of `{name}`, of type `{stated_type}`, are not checked"
        ));
        AttributeKind::Any
    });
    let mut attribute = Attribute::new(name, kind);
    attribute.required = flag(stated, "mandatory", at)?.unwrap_or(false);
    attribute.queryable = flag(stated, "queryable", at)?.unwrap_or(false);
    attribute.allow_changes = allow_changes(stated, at)?;
    attribute.allowed = allowed(stated, at)?;
    attribute.list = list(stated, name).filter(|_| attribute.allowed.is_none());
    let precision = limit(stated, "precision", at)?.filter(|precision| *precision > 0);
    match kind {
        AttributeKind::Text => attribute.length_max = precision,
        AttributeKind::Integer | AttributeKind::Number => {
            attribute.precision = precision;
            // A scale of 0 without a precision is how an unbounded number is described.
            attribute.scale = limit(stated, "scale", at)?.filter(|scale| {
                kind == AttributeKind::Number && (precision.is_some() || *scale > 0)
            });
        }
        AttributeKind::Boolean
        | AttributeKind::Date
        | AttributeKind::DateTime
        | AttributeKind::Any => {}
    }
    Ok(attribute)
}

fn kind_of(stated: &str) -> Option<AttributeKind> {
    Some(match stated {
        "string" => AttributeKind::Text,
        "integer" | "int" | "long" => AttributeKind::Integer,
        "number" | "decimal" | "double" | "float" => AttributeKind::Number,
        "boolean" => AttributeKind::Boolean,
        "date" => AttributeKind::Date,
        "datetime" | "date-time" | "timestamp" => AttributeKind::DateTime,
        _ => return None,
    })
}

fn allow_changes(stated: &Map<String, Json>, at: &str) -> Result<AllowChanges, SchemaFault> {
    match stated
        .get("allowChanges")
        .map(|one| one.as_str().unwrap_or_default())
    {
        Some("always") => Ok(AllowChanges::Always),
        Some("inCreate") => Ok(AllowChanges::InCreate),
        Some("never") => Ok(AllowChanges::Never),
        Some(other) => Err(SchemaFault::new(
            format!("{at}.allowChanges"),
            format!("\"{other}\""),
            "always, inCreate or never",
        )),
        None => Ok(match flag(stated, "updatable", at)? {
            Some(false) => AllowChanges::Never,
            Some(true) | None => AllowChanges::Always,
        }),
    }
}

fn allowed(stated: &Map<String, Json>, at: &str) -> Result<Option<BTreeSet<Name>>, SchemaFault> {
    let stated_here = stated.contains_key("allowedValues");
    let (values, here) = match (stated.get("allowedValues"), listed(stated)) {
        (Some(values), _) => (values, format!("{at}.allowedValues")),
        (None, Some(values)) => (values, format!("{at}.lov.values")),
        (None, None) => return Ok(None),
    };
    let Json::Array(values) = values else {
        return Err(SchemaFault::new(here, kind(values), "a list of values"));
    };
    let mut allowed = BTreeSet::new();
    // An attribute that takes the meaning of a code takes the code too.
    let stated = values.iter().flat_map(|value| match value {
        Json::Object(members) => [members.get("value"), members.get("code")],
        plain => [Some(plain), None],
    });
    let stated: Vec<&Json> = stated.flatten().collect();
    // A list without values is one that the description does not hold.
    if stated.is_empty() && !stated_here {
        return Ok(None);
    }
    for value in stated {
        let Some(text) = super::json_schema::scalar_text(value) else {
            let expected = "texts, numbers, true or false";
            return Err(SchemaFault::new(here, kind(value), expected));
        };
        allowed.insert(Name::from(text));
    }
    Ok(Some(allowed))
}

/// The list that an attribute takes its values from: its name, and the attribute of its members that is copied
/// into this one, or that is shown for it.
fn list(stated: &Map<String, Json>, name: &str) -> Option<ListOfValues> {
    let lov = stated.get("lov")?;
    let text = |json: Option<&Json>| json.and_then(Json::as_str).map(Name::from);
    let copied = lov.get("attributeMap").and_then(Json::as_array);
    let copied = copied.into_iter().flatten();
    let source = copied
        .filter(|pair| pair.get("target").and_then(Json::as_str) == Some(name))
        .find_map(|pair| text(pair.get("source")));
    let shown = lov
        .get("displayAttributes")
        .and_then(|all| text(all.get(0)));
    Some(ListOfValues {
        name: text(lov.get("childRef"))?,
        attribute: source.or(shown)?,
    })
}

/// The values of a list, where it states them.
fn listed(stated: &Map<String, Json>) -> Option<&Json> {
    stated.get("lov")?.get("values")
}

fn members<'a>(json: &'a Json, at: &str) -> Result<&'a Map<String, Json>, SchemaFault> {
    json.as_object()
        .ok_or_else(|| SchemaFault::new(at, kind(json), "an object"))
}

fn text<'a>(stated: &'a Map<String, Json>, name: &str, at: &str) -> Result<&'a str, SchemaFault> {
    let value = stated.get(name).unwrap_or(&Json::Null);
    value
        .as_str()
        .ok_or_else(|| SchemaFault::new(format!("{at}.{name}"), kind(value), "text"))
}

fn flag(stated: &Map<String, Json>, name: &str, at: &str) -> Result<Option<bool>, SchemaFault> {
    match stated.get(name) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::Bool(value)) => Ok(Some(*value)),
        Some(other) => Err(SchemaFault::new(
            format!("{at}.{name}"),
            kind(other),
            "true or false",
        )),
    }
}

/// A bound; a negative one is how "not bounded" is described.
fn limit(stated: &Map<String, Json>, name: &str, at: &str) -> Result<Option<u32>, SchemaFault> {
    let value = match stated.get(name) {
        None | Some(Json::Null) => return Ok(None),
        Some(value) => value,
    };
    match value.as_i64() {
        Some(negative) if negative < 0 => Ok(None),
        Some(limit) => u32::try_from(limit).map(Some).or(Ok(None)),
        None => Err(SchemaFault::new(
            format!("{at}.{name}"),
            kind(value),
            "a whole number",
        )),
    }
}
