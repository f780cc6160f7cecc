//! The JSON Schema (draft 2020-12) of landbridge.yaml and of mapping files, from the tables of keys and
//! the options of connectors.
//!
//! It accepts what the checker accepts of the form of a file. What it cannot know is whether names lead
//! somewhere: columns, attributes, crosswalks, other mappings.

use landbridge_contract::{OptionKind, OptionSpec};
use serde_json::{Map, Value as Json, json};

use crate::project::keys::{self, Form, KeyTable, Rest};
use crate::registry;

/// The JSON Schema of landbridge.yaml.
pub fn project_schema() -> Json {
    document("landbridge.yaml", &keys::PROJECT)
}

/// The JSON Schema of mapping files.
pub fn mapping_schema() -> Json {
    document("a mapping of Landbridge", &keys::MAPPING)
}

fn document(title: &str, root: &'static KeyTable) -> Json {
    let mut definitions = Definitions::default();
    definitions.table(root);
    let mut members = Map::new();
    let mut member = |name: &str, value: Json| members.insert(name.to_owned(), value);
    member(
        "$schema",
        json!("https://json-schema.org/draft/2020-12/schema"),
    );
    member("title", json!(title));
    member("$ref", reference(root.name));
    member("$defs", Json::Object(definitions.0));
    Json::Object(members)
}

fn reference(name: &str) -> Json {
    json!(format!("#/$defs/{name}"))
}

/// The definitions of a document, by name.
#[derive(Debug, Default)]
struct Definitions(Map<String, Json>);

impl Definitions {
    /// Defines the blocks of a table, and all that they lead to.
    fn table(&mut self, table: &'static KeyTable) {
        if self.0.contains_key(table.name) {
            return;
        }
        // Stands in while the definition is made: tables lead to each other.
        self.0.insert(table.name.to_owned(), Json::Null);
        let mut properties = Map::new();
        for key in table.keys {
            let mut schema = self.form(key.form);
            if !key.needed && !table.one_of.contains(&key.name) {
                schema = or_nothing(schema);
            }
            if let Json::Object(members) = &mut schema {
                members.insert("description".to_owned(), json!(key.about));
                members.insert("examples".to_owned(), json!([key.example]));
            }
            properties.insert(key.name.to_owned(), schema);
        }
        let schema = match table.rest {
            Rest::Nothing => closed(table, properties),
            Rest::Source => source(table, &properties),
            Rest::Target => target(table, &properties),
            Rest::ObjectOptions => {
                for connector in registry::targets() {
                    properties.extend(options(connector.object_options()));
                }
                closed(table, properties)
            }
        };
        self.0.insert(table.name.to_owned(), schema);
    }

    fn form(&mut self, form: Form) -> Json {
        for table in form.tables() {
            self.table(table);
        }
        match form {
            Form::Version => json!({ "const": 1 }),
            Form::Text | Form::Expression => text(),
            Form::Texts => json!({ "anyOf": [text(), { "type": "array", "items": text() }] }),
            Form::Some(least, most) => {
                let list = json!({ "type": "array", "items": text(), "minItems": least, "maxItems": most });
                if least > 1 {
                    list
                } else {
                    json!({ "anyOf": [text(), list] })
                }
            }
            Form::Character => json!({ "anyOf": [
                { "type": "string", "minLength": 1, "maxLength": 1 },
                { "type": "integer", "minimum": 0, "maximum": 9 } ] }),
            Form::Sign => json!({ "type": "string", "pattern": "^[^\\p{L}\\p{N}()+-]$" }),
            Form::Bool => json!({ "type": "boolean" }),
            Form::Whole(least) => json!({ "type": "integer", "minimum": least }),
            Form::Integer => json!({ "type": "integer" }),
            Form::Constant => json!({ "type": ["string", "number", "boolean", "null"] }),
            Form::Amount => json!({ "anyOf": [
                { "type": "number", "minimum": 0 },
                { "type": "string", "pattern": "^[0-9]+([.][0-9]+)?$" } ] }),
            Form::Gate => json!({ "anyOf": [
                { "type": "integer", "minimum": 0 },
                { "type": "string", "pattern": "^([0-9]+|[0-9]+([.][0-9]+)? *%)$" } ] }),
            Form::Similarity => json!({ "anyOf": [
                { "type": "integer", "minimum": 50, "maximum": 100 },
                { "type": "string", "pattern": "^([5-9][0-9]|100) *%?$" } ] }),
            // Of a parameter it is not known here what it holds.
            Form::Day => json!({
                "type": "string", "pattern": "^([0-9]{4}-[0-9]{2}-[0-9]{2}|.*[$][{].*)$" }),
            Form::Word(words) => json!({ "enum": words() }),
            Form::Words(words) => {
                let word = json!({ "enum": words() });
                json!({ "anyOf": [word.clone(), { "type": "array", "items": word }] })
            }
            Form::Block(table) => json!({ "$ref": reference(table.name) }),
            Form::Kept(table) => json!({ "anyOf": [text(), { "$ref": reference(table.name) }] }),
            Form::Named(inner) => {
                json!({ "type": "object", "additionalProperties": self.form(*inner) })
            }
            Form::List(inner) => {
                let one = self.form(*inner);
                json!({ "anyOf": [one.clone(), { "type": "array", "items": one }] })
            }
            Form::Either(forms) => {
                let forms: Vec<Json> = forms.iter().map(|form| self.form(*form)).collect();
                json!({ "anyOf": forms })
            }
            Form::Where(key, first, other) => json!({
                "if": { "type": "object", "required": [key] },
                "then": { "$ref": reference(first.name) },
                "else": { "$ref": reference(other.name) },
            }),
            Form::Joined => self.joined(),
        }
    }

    /// A source of its own, or options of the workbook that the mapping reads.
    fn joined(&mut self) -> Json {
        self.table(&keys::SOURCE);
        let exploded = keys::SOURCE.key("explode").map(|key| self.form(key.form));
        let of_workbooks = registry::sources()
            .iter()
            .filter(|source| source.options().iter().any(|one| one.name == "sheet"))
            .map(|source| {
                let mut properties = options(source.options());
                let exploded = exploded.clone();
                properties.extend(exploded.map(|form| ("explode".to_owned(), form)));
                json!({ "type": "object", "required": ["sheet"],
                    "properties": properties, "additionalProperties": false })
            });
        let source = json!({ "$ref": reference(keys::SOURCE.name) });
        let forms: Vec<Json> = std::iter::once(source).chain(of_workbooks).collect();
        json!({ "anyOf": forms })
    }
}

/// A source: for each connector a form of its own, chosen by the connector's word.
fn source(table: &'static KeyTable, own: &Map<String, Json>) -> Json {
    let connectors = registry::sources().iter().map(|connector| {
        let mut properties = own.clone();
        properties.insert(
            connector.kind().to_owned(),
            json!({ "type": ["string", "number", "boolean"], "description": "The file or a pattern." }),
        );
        properties.extend(options(connector.options()));
        (connector.kind(), properties)
    });
    chosen(table, connectors.collect())
}

/// A target: for each connector a form of its own.
fn target(table: &'static KeyTable, own: &Map<String, Json>) -> Json {
    let connectors = registry::targets().iter().map(|connector| {
        let mut properties = own.clone();
        properties.insert(
            connector.kind().to_owned(),
            json!({ "type": ["object", "null"], "properties": options(connector.options()),
                "additionalProperties": false }),
        );
        (connector.kind(), properties)
    });
    let mut schema = chosen(table, connectors.collect());
    // A target that is only asked to describe itself has no connector.
    let without = json!({ "not": { "anyOf": schema.get("oneOf").cloned().unwrap_or_default() } });
    let described = json!({ "required": ["description"], "not": without.get("not") });
    let form = json!({ "if": without, "then": closed(table, own.clone()) });
    for (member, one) in [("oneOf", described), ("allOf", form)] {
        if let Some(Json::Array(all)) = schema.get_mut(member) {
            all.push(one);
        }
    }
    schema
}

/// One of several forms, each known by a key that it must have.
fn chosen(table: &'static KeyTable, forms: Vec<(&'static str, Map<String, Json>)>) -> Json {
    let kinds: Vec<Json> = forms
        .iter()
        .map(|(kind, _)| json!({ "required": [kind] }))
        .collect();
    let forms: Vec<Json> = forms
        .into_iter()
        .map(|(kind, properties)| {
            let form = closed(table, properties);
            json!({ "if": { "required": [kind] }, "then": form })
        })
        .collect();
    json!({ "type": "object", "description": table.about, "oneOf": kinds, "allOf": forms })
}

/// Named values with these and no others.
fn closed(table: &'static KeyTable, properties: Map<String, Json>) -> Json {
    let needed: Vec<&str> = table
        .keys
        .iter()
        .filter(|key| key.needed)
        .map(|key| key.name)
        .collect();
    let beside: Map<String, Json> = table
        .keys
        .iter()
        .filter(|key| !key.beside.is_empty() && !key.beside.contains(' '))
        .map(|key| (key.name.to_owned(), json!([key.beside])))
        .collect();
    let mut members = Map::new();
    let mut member = |name: &str, value: Json| members.insert(name.to_owned(), value);
    member("type", json!("object"));
    member("description", json!(table.about));
    member("properties", Json::Object(properties));
    member("additionalProperties", json!(false));
    if !needed.is_empty() {
        member("required", json!(needed));
    }
    if !beside.is_empty() {
        member("dependentRequired", Json::Object(beside));
    }
    let one_beside: Map<String, Json> = table
        .keys
        .iter()
        .filter(|key| key.beside.contains(' '))
        .map(|key| {
            let others = key.beside.split(' ');
            let others: Vec<Json> = others.map(|one| json!({ "required": [one] })).collect();
            (key.name.to_owned(), json!({ "anyOf": others }))
        })
        .collect();
    if !one_beside.is_empty() {
        member("dependentSchemas", Json::Object(one_beside));
    }
    let where_block: Vec<Json> = table
        .keys
        .iter()
        .filter(|key| !key.block_beside.is_empty())
        .map(|key| {
            json!({ "if": { "required": [key.name], "properties": { key.name: { "type": "object" } } },
                "then": { "required": [key.block_beside] } })
        })
        .collect();
    if !where_block.is_empty() {
        member("allOf", json!(where_block));
    }
    if !table.one_of.is_empty() {
        let choices: Vec<Json> = table
            .one_of
            .iter()
            .map(|key| json!({ "required": [key] }))
            .collect();
        member("oneOf", json!(choices));
    }
    Json::Object(members)
}

/// A form, or nothing: a key without a value counts as not stated.
fn or_nothing(mut schema: Json) -> Json {
    for kind in ["type", "enum", "anyOf"] {
        let nothing = match kind {
            "type" => json!("null"),
            "enum" => Json::Null,
            _ => json!({ "type": "null" }),
        };
        match schema.get_mut(kind) {
            Some(Json::Array(forms)) => {
                if !forms.contains(&nothing) {
                    forms.push(nothing);
                }
                return schema;
            }
            Some(one @ Json::String(_)) => {
                *one = json!([one.take(), "null"]);
                return schema;
            }
            _ => {}
        }
    }
    json!({ "anyOf": [schema, { "type": "null" }] })
}

/// Text as the parser takes it: a number or a truth value counts as its text.
fn text() -> Json {
    json!({ "type": ["string", "number", "boolean"] })
}

fn options(specs: &[OptionSpec]) -> Map<String, Json> {
    specs
        .iter()
        .map(|spec| {
            let mut schema = match spec.kind {
                OptionKind::Bool => json!({ "type": "boolean" }),
                OptionKind::Integer => json!({ "type": "integer" }),
                OptionKind::Text => json!({ "type": ["string", "number"] }),
                OptionKind::Texts => json!({ "type": "array", "items": { "type": "string" } }),
                OptionKind::Any => json!({}),
                OptionKind::Map => json!({ "type": "object" }),
                OptionKind::File => json!({ "type": "string" }),
            };
            if spec.kind != OptionKind::Any {
                schema = or_nothing(schema);
            }
            if let Json::Object(members) = &mut schema {
                members.insert("description".to_owned(), json!(spec.about));
            }
            (spec.name.to_owned(), schema)
        })
        .collect()
}
