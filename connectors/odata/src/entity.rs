//! An entity set as requests address it: its path, its key, what is read of it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use landbridge_contract::{BusinessKey, Fields, Found, Name, ObjectSpec, Text, Value, json};
use serde_json::{Map, Value as Json};

use crate::address;
use crate::edm::Edm;
use crate::model::{Model, Part, Shape};

/// Names listed of what a service has instead.
const NAMES_MAX: usize = 12;

/// An entity set with the shape of its records.
#[derive(Debug, Clone)]
pub(crate) struct Entity {
    /// Its path, beginning with `/`.
    pub(crate) path: String,
    pub(crate) shape: Shape,
    attributes: Vec<Name>,
}

/// A record read, with what its change must name.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    pub(crate) found: Found,
    /// Its version; nothing where the service keeps none.
    pub(crate) etag: Option<String>,
}

impl Entity {
    /// The entity set of an object. The error says what the service has instead.
    pub(crate) fn of(model: &Model, object: &ObjectSpec) -> Result<Self, String> {
        let set = object.path.rsplit('/').next().unwrap_or_default();
        let Some(shape) = model.shape(set, &object.attributes) else {
            let known: Vec<&str> = model.sets().take(NAMES_MAX).collect();
            return Err(format!(
                "the service has no entity set `{set}`; it has {}; check `object` and `entity_set` of the mapping's target",
                known.join(", ")
            ));
        };
        if shape.key.is_empty() {
            return Err(format!("the metadata tells no key of `{set}`"));
        }
        Ok(Self {
            path: object.path.clone(),
            shape,
            attributes: object.attributes.clone(),
        })
    }

    /// The same, of which only the key and these attributes are read.
    pub(crate) fn with_attributes(&self, attributes: &BusinessKey) -> Self {
        let key = self
            .shape
            .key
            .iter()
            .map(|(name, _)| Name::from(name.as_str()));
        let parts = attributes.parts.iter().map(|(name, _)| Arc::clone(name));
        Self {
            attributes: key.chain(parts).collect(),
            ..self.clone()
        }
    }

    /// Whether a record has another text in its business key than was asked for: some services
    /// compare without regard to case or signs, and the record is not the one that is meant.
    pub(crate) fn is_another(&self, found: &Found, key: &BusinessKey) -> bool {
        key.parts.iter().any(|(name, asked)| {
            let held = found.attribute(name);
            let texts = asked.as_text().zip(held.as_text());
            self.shape.edm(name) == Some(&Edm::Text)
                && texts.is_some_and(|(asked, held)| asked != held)
        })
    }

    /// The query that reads what is mapped and nothing else: `$select=…&$expand=…`.
    pub(crate) fn selection(&self) -> String {
        if self.attributes.is_empty() {
            return String::new();
        }
        let (select, expand) = self.level("", &self.shape);
        let mut query = format!("$select={}", address::encode(&select));
        if !expand.is_empty() {
            query.push_str("&$expand=");
            query.push_str(&address::encode(&expand));
        }
        query
    }

    fn level(&self, within: &str, shape: &Shape) -> (String, String) {
        let mut select: BTreeSet<&str> = shape.key.iter().map(|(name, _)| name.as_str()).collect();
        let mut expand = Vec::new();
        for attribute in &self.attributes {
            let Some(name) = attribute.strip_prefix(within) else {
                continue;
            };
            if name.contains('.') {
                continue;
            }
            match shape.part(name) {
                Some(Part::Nested {
                    shape,
                    expand: true,
                }) => {
                    let (select, deeper) = self.level(&format!("{within}{name}."), shape);
                    let deeper = if deeper.is_empty() {
                        deeper
                    } else {
                        format!(";$expand={deeper}")
                    };
                    expand.push(format!("{name}($select={select}{deeper})"));
                }
                _ => {
                    select.insert(name);
                }
            }
        }
        let select: Vec<&str> = select.into_iter().collect();
        (select.join(","), expand.join(","))
    }

    /// The path of the record with this target id.
    pub(crate) fn record_path(&self, id: &str) -> Option<String> {
        address::record_path(&self.path, &self.shape.key, id)
    }

    /// The target id of a record as the service shows it; where its key is missing, that in its address.
    pub(crate) fn target_id(&self, members: &Map<String, Json>) -> Option<Text> {
        let value = |name: &str| match members.get(name)? {
            Json::String(text) => Some(Cow::Borrowed(text.as_str())),
            Json::Number(number) => Some(Cow::Owned(number.to_string())),
            Json::Bool(value) => Some(Cow::Owned(value.to_string())),
            _ => None,
        };
        let shown = address::target_id(&self.shape.key, value);
        let addresses = ["@odata.id", "@id", "@odata.editLink", "@editLink"];
        shown.or_else(|| {
            let mut addresses = addresses
                .iter()
                .filter_map(|name| members.get(*name)?.as_str());
            addresses.find_map(|address| address::id_in(address, &self.shape.key))
        })
    }

    /// A record read; nothing where it is no record or has no key.
    pub(crate) fn held(&self, item: &Json) -> Option<Held> {
        let members = item.as_object()?;
        let etag = members.get("@odata.etag").or_else(|| members.get("@etag"));
        Some(Held {
            found: Found {
                target_id: self.target_id(members)?,
                attributes: fields(members, Some(&self.shape)),
            },
            etag: etag.and_then(Json::as_str).map(str::to_owned),
        })
    }
}

/// The attributes of a record, without annotations.
fn fields(members: &Map<String, Json>, shape: Option<&Shape>) -> Fields {
    members
        .iter()
        .filter(|(name, _)| !name.contains('@'))
        .map(|(name, value)| {
            let part = shape.and_then(|shape| shape.part(name));
            (Name::from(name.as_str()), value_of(value, part))
        })
        .collect()
}

fn value_of(found: &Json, part: Option<&Part>) -> Value {
    match (found, part) {
        (Json::Array(items), _) => {
            Value::List(items.iter().map(|item| value_of(item, part)).collect())
        }
        (Json::Object(members), Some(Part::Nested { shape, .. })) => {
            Value::Record(fields(members, Some(shape)))
        }
        (Json::Object(members), _) => Value::Record(fields(members, None)),
        // Numbers that travel as text keep all their digits.
        (Json::String(text), Some(Part::Value(Edm::Decimal | Edm::Long | Edm::Float))) => {
            json::from_number(text)
        }
        (simple, _) => json::from_json(simple),
    }
}
