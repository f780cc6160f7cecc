//! What is known of an object's attributes, as a JSON Schema: the pod describes none of its files.
//!
//! Objects stay open: a pod has attributes beside these, and more that it was configured to have.

use landbridge_contract::{Event, Exchange, ObjectSpec, Reply, Step};
use serde_json::{Map, Value as Json, json};

use super::layout::last;
use super::object_of;
use super::objects::{self, Component};

/// Attributes that hold numbers.
const NUMBERS: &[&str] = &["SalaryAmount", "Duration", "NormalHours"];

/// Says what is known, without asking anybody.
pub(super) struct Described(String);

impl Described {
    pub(super) fn new(spec: &ObjectSpec) -> Self {
        let object = object_of(&spec.name).unwrap_or_default();
        let components = objects::table(object).map_or(&[][..], |table| table.components);
        let mut schema = opened(components.first());
        for component in components {
            if component.path.is_empty() || component.name != last(component.path) {
                continue;
            }
            let nested = json!({"type": "array", "items": opened(Some(component))});
            put(&mut schema, component.path, nested);
        }
        schema.insert(
            "$schema".to_owned(),
            "https://json-schema.org/draft/2020-12/schema".into(),
        );
        schema.insert("title".to_owned(), spec.name.to_string().into());
        let text = serde_json::to_string_pretty(&Json::Object(schema));
        Self(text.unwrap_or_default())
    }
}

impl Exchange for Described {
    fn advance(&mut self, _event: Event) -> Step {
        Step::Done(vec![Reply::Description(std::mem::take(&mut self.0))])
    }
}

/// An open object with the attributes of a component.
fn opened(component: Option<&Component>) -> Map<String, Json> {
    let columns = component.map_or(&[][..], |component| component.columns);
    let properties: Map<String, Json> = columns
        .iter()
        .map(|name| ((*name).to_owned(), attribute(name)))
        .collect();
    let mut schema = Map::new();
    schema.insert("type".to_owned(), "object".into());
    schema.insert("additionalProperties".to_owned(), true.into());
    schema.insert("properties".to_owned(), Json::Object(properties));
    schema
}

fn attribute(name: &str) -> Json {
    if NUMBERS.contains(&name) {
        return json!({"type": "number"});
    }
    if name.contains("Date") {
        return json!({"type": "string", "format": "date"});
    }
    if name.ends_with("Flag") {
        return json!({"type": "string", "enum": ["Y", "N"]});
    }
    json!({"type": "string"})
}

/// Puts a nested collection at its path, within those around it.
fn put(schema: &mut Map<String, Json>, path: &str, nested: Json) {
    let Some(properties) = schema.get_mut("properties").and_then(Json::as_object_mut) else {
        return;
    };
    match path.split_once('.') {
        None => {
            properties.insert(path.to_owned(), nested);
        }
        Some((within, rest)) => {
            let around = properties
                .get_mut(within)
                .and_then(|around| around.get_mut("items"));
            if let Some(around) = around.and_then(Json::as_object_mut) {
                put(around, rest, nested);
            }
        }
    }
}
