//! The place that a path names: a collection or an item, under its parents.

use rusqlite::Connection;
use serde_json::{Map, Value};

use crate::model::Object;
use crate::objects::{self, Area};
use crate::refusal::Refusal;
use crate::store::{self, Stored};

/// What follows the collection or the item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Tail {
    Nothing,
    Describe,
    Action(String),
}

/// A place.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The chain of records above, from the top.
    pub(super) parents: Vec<(&'static Object, i64)>,
    pub(super) object: &'static Object,
    /// The item; none is the collection.
    pub(super) id: Option<i64>,
    pub(super) tail: Tail,
}

impl Place {
    /// Finds the place of decoded path segments, the first being the name of a resource.
    pub(super) fn find(area: Area, path: &[String]) -> Result<Self, Refusal> {
        let (name, mut rest) = path.split_first().ok_or_else(Refusal::not_found)?;
        let object = objects::find(area, name).ok_or_else(Refusal::not_found)?;
        let mut place = Self {
            parents: Vec::new(),
            object,
            id: None,
            tail: Tail::Nothing,
        };
        loop {
            let words: Vec<&str> = rest.iter().map(String::as_str).collect();
            match (place.id, words.as_slice()) {
                (_, []) => return Ok(place),
                (_, ["describe"]) => {
                    place.tail = Tail::Describe;
                    return Ok(place);
                }
                (_, ["action", name]) => {
                    place.tail = Tail::Action((*name).to_owned());
                    return Ok(place);
                }
                (Some(id), ["child", name, ..]) => {
                    let child = place
                        .object
                        .child_named(name)
                        .ok_or_else(Refusal::not_found)?;
                    place.parents.push((place.object, id));
                    place.object = child;
                    place.id = None;
                    rest = rest.get(2..).unwrap_or_default();
                }
                (None, [id, ..]) => {
                    let id = place.object.id_of(id).ok_or_else(Refusal::not_found)?;
                    place.id = Some(id);
                    rest = rest.get(1..).unwrap_or_default();
                }
                _ => return Err(Refusal::not_found()),
            }
        }
    }

    /// The id of the record that the collection hangs under; 0 for a top-level collection.
    pub(super) fn parent(&self) -> i64 {
        self.parents.last().map_or(0, |(_, id)| *id)
    }

    /// The address of the collection.
    pub(super) fn href(&self, root: &str) -> String {
        let mut href = root.to_owned();
        for (object, id) in &self.parents {
            href = format!("{href}/{}/{}/child", object.name, object.address_of(*id));
        }
        format!("{href}/{}", self.object.name)
    }

    /// Makes sure that every record above exists, and the item if the place is one, and was created
    /// by `found_until`; gives the item.
    pub(super) fn check(
        &self,
        connection: &Connection,
        found_until: i64,
    ) -> Result<Option<Stored>, Refusal> {
        let mut above = 0;
        let mut item = None;
        let last = self.id.map(|id| (self.object, id));
        for (object, id) in self.parents.iter().copied().chain(last) {
            let record = match standing(object, id) {
                Some(record) => Some(record),
                None => store::get(connection, object.collection, id)?,
            };
            let record = record
                .filter(|record| record.parent == above && record.created <= found_until)
                .ok_or_else(Refusal::not_found)?;
            above = id;
            item = Some(record);
        }
        Ok(item.filter(|_| self.id.is_some()))
    }
}

/// A record that is there from the start: nothing is kept of it but its code.
fn standing(object: &Object, id: i64) -> Option<Stored> {
    let (code, _) = object.standing.iter().find(|(_, known)| *known == id)?;
    let name = format!("{}Code", object.singular);
    Some(Stored {
        id,
        parent: 0,
        version: 1,
        created: 0,
        body: Map::from_iter([(name, Value::from(*code))]),
    })
}
