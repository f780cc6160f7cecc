//! Nested collections that came truncated: where they are, and filling them.

use landbridge_contract::ObjectSpec;
use serde_json::{Map, Value as Json};

use super::id_of_child;
use crate::{item, wire};

/// A nested collection of which only a part came.
pub(super) struct Hole {
    /// Its own path.
    pub(super) path: String,
    /// Its name with those of its parents: `lines.schedules`.
    pub(super) child: String,
    /// The way to it inside the page: record number and child name, repeated.
    way: Vec<(usize, String)>,
}

impl Hole {
    /// Puts the whole list in its place; false where the place is not there.
    pub(super) fn fill(&self, items: &mut Vec<Json>, whole: Vec<Json>) -> bool {
        let mut records = items;
        let mut ways = self.way.iter().peekable();
        while let Some((number, name)) = ways.next() {
            let Some(place) = records
                .get_mut(*number)
                .and_then(|record| record.get_mut(name.as_str()))
            else {
                return false;
            };
            if ways.peek().is_none() {
                *place = Json::Array(whole);
                return true;
            }
            let nested = match place {
                Json::Array(nested) => Some(nested),
                Json::Object(members) => members.get_mut("items").and_then(Json::as_array_mut),
                _ => None,
            };
            let Some(nested) = nested else {
                return false;
            };
            records = nested;
        }
        false
    }
}

/// The first truncated nested collection of a page. The error says why one cannot be completed.
pub(super) fn find(items: &[Json], object: &ObjectSpec) -> Result<Option<Hole>, String> {
    let mut search = Search {
        object,
        way: Vec::new(),
        ids: Vec::new(),
    };
    search.in_records(items, &object.id_attribute)
}

struct Search<'a> {
    object: &'a ObjectSpec,
    way: Vec<(usize, String)>,
    /// The path segments of the records on the way, where they are known.
    ids: Vec<Option<String>>,
}

impl Search<'_> {
    fn in_records(&mut self, records: &[Json], id: &str) -> Result<Option<Hole>, String> {
        for (number, record) in records.iter().enumerate() {
            let Some(members) = record.as_object() else {
                continue;
            };
            if !members.values().any(is_nested) {
                continue;
            }
            let own_id = item::target_id(members, id);
            self.ids.push(own_id.map(|id| id.to_string()));
            let hole = self.in_record(number, members);
            self.ids.pop();
            if let Some(hole) = hole? {
                return Ok(Some(hole));
            }
        }
        Ok(None)
    }

    fn in_record(
        &mut self,
        number: usize,
        members: &Map<String, Json>,
    ) -> Result<Option<Hole>, String> {
        for (name, value) in members.iter().filter(|(name, _)| *name != "links") {
            let (records, truncated) = match (item::collection(value), value) {
                (Some((records, collection)), _) => (
                    records,
                    collection.get("hasMore") == Some(&Json::Bool(true)),
                ),
                (None, Json::Array(records)) => (records, false),
                _ => continue,
            };
            self.way.push((number, name.clone()));
            let child = self.child();
            let hole = if truncated {
                self.hole(child).map(Some)
            } else {
                let object = self.object;
                self.in_records(records, id_of_child(object, &child))
            };
            self.way.pop();
            if let Some(hole) = hole? {
                return Ok(Some(hole));
            }
        }
        Ok(None)
    }

    fn child(&self) -> String {
        let names: Vec<&str> = self.way.iter().map(|(_, name)| name.as_str()).collect();
        names.join(".")
    }

    fn hole(&self, child: String) -> Result<Hole, String> {
        let mut path = self.object.read_path.clone();
        for ((_, name), id) in self.way.iter().zip(&self.ids) {
            let record = id.as_deref().and_then(|id| wire::item_path(&path, id));
            let Some(record) = record else {
                return Err(format!(
                    "`{child}` came truncated and cannot be completed: a record above it has no id"
                ));
            };
            path = format!("{record}/child/{}", wire::encode(name));
        }
        Ok(Hole {
            path,
            child,
            way: self.way.clone(),
        })
    }
}

fn is_nested(value: &Json) -> bool {
    value.is_array() || item::collection(value).is_some()
}
