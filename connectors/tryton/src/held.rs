//! Records as the server shows them: `search_read` with dotted names for what is nested.

use std::sync::Arc;

use landbridge_contract::{Fields, Found, Name, Text, Value};
use serde_json::Value as Json;

use crate::model::Shape;
use crate::wire;

/// What stands for the moment of a record's last change.
pub(crate) const TIMESTAMP: &str = "_timestamp";

/// A record, with what its change must name.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Held {
    pub(crate) id: i64,
    /// When it was last changed, in the server's own form; nothing where that was not asked for.
    pub(crate) timestamp: Option<String>,
    /// Its own fields.
    fields: Fields,
    /// Its nested records, in the order in which they were made: the server has an order of its own for each
    /// model, which says nothing of the order in which they were sent.
    children: Vec<(Name, Vec<Held>)>,
}

impl Held {
    /// Reads a record; nothing where it is none or has no number.
    pub(crate) fn read(given: &Json, shape: &Shape) -> Option<Self> {
        let members = given.as_object()?;
        let mut held = Self {
            id: members.get("id")?.as_i64()?,
            timestamp: None,
            fields: Vec::with_capacity(members.len()),
            children: Vec::new(),
        };
        for (name, value) in members {
            match name.as_str() {
                "id" => continue,
                TIMESTAMP => {
                    held.timestamp = value.as_str().map(str::to_owned);
                    continue;
                }
                _ => {}
            }
            let nested = name.strip_suffix('.');
            match nested.and_then(|name| Some((name, shape.children.get(name)?))) {
                Some((name, shape)) => {
                    let items = value.as_array()?.iter();
                    let items: Option<Vec<Self>> =
                        items.map(|one| Self::read(one, shape)).collect();
                    let mut items = items?;
                    items.sort_by_key(|one| one.id);
                    held.children.push((Name::from(name), items));
                }
                None => held
                    .fields
                    .push((Name::from(name.as_str()), wire::read(value))),
            }
        }
        Some(held)
    }

    /// Its id as the ledger keeps it.
    pub(crate) fn target_id(&self) -> Text {
        Text::from(self.id.to_string())
    }

    /// The value of a field; nothing where it has none.
    pub(crate) fn value(&self, name: &str) -> &Value {
        let mut fields = self.fields.iter();
        fields
            .find(|(field, _)| **field == *name)
            .map_or(&Value::Null, |(_, value)| value)
    }

    /// Its nested records in a collection; nothing where the server does not show them.
    pub(crate) fn collection(&self, name: &str) -> Option<&[Self]> {
        let mut children = self.children.iter();
        children
            .find(|(collection, _)| **collection == *name)
            .map(|(_, items)| items.as_slice())
    }

    /// The record for the engine.
    pub(crate) fn found(self) -> Found {
        Found {
            target_id: self.target_id(),
            attributes: self.into_fields(),
        }
    }

    fn into_fields(self) -> Fields {
        let mut fields = self.fields;
        for (name, items) in self.children {
            let items = items
                .into_iter()
                .map(|one| Value::Record(one.into_fields()));
            let items = Value::List(items.collect());
            fields.push((Arc::clone(&name), items));
        }
        fields
    }
}
