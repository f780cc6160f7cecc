//! Writes records with their nested children, collecting everything that is wrong with a payload.
//!
//! All of it happens in one transaction. A payload with problems is written as far as it goes, so
//! that the rest of it is checked too; the caller then refuses, and nothing is committed.

mod filling;

use jiff::Timestamp;
use rusqlite::Connection;
use serde_json::{Map, Value};

use crate::check::{check, decimal, key_text, moment_text};
use crate::counters::Change;
use crate::model::{Changes, Object};
use crate::refusal::Problem;
use crate::store::{self, Stored};

pub(crate) type Payload = Map<String, Value>;

/// What became of a record that was saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Saved {
    Created,
    Updated,
}

/// A write under way.
#[derive(Debug)]
pub(crate) struct Writing<'a> {
    db: &'a Connection,
    user: &'a str,
    now: Timestamp,
    /// Whether nested children that exist are updated instead of refused.
    upsert: bool,
    /// Whether unique keys that are taken refuse nothing.
    pub(crate) duplicates_admitted: bool,
    pub(crate) problems: Vec<Problem>,
    pub(crate) changes: Vec<(&'static str, Change)>,
}

/// A payload cut into what belongs to the record and what to its children.
#[derive(Debug, Default)]
struct Parts {
    given: Payload,
    children: Vec<(&'static Object, Vec<Value>)>,
    /// Attributes that were refused, so that no second problem is found with them.
    bad: Vec<String>,
}

impl<'a> Writing<'a> {
    pub(crate) fn new(db: &'a Connection, user: &'a str, upsert: bool) -> Self {
        let (problems, changes) = (Vec::new(), Vec::new());
        Self {
            db,
            user,
            now: Timestamp::now(),
            upsert,
            duplicates_admitted: false,
            problems,
            changes,
        }
    }

    /// Updates the record that the payload names by id or by an alternate key, or creates it.
    pub(super) fn save(
        &mut self,
        object: &'static Object,
        parent: i64,
        payload: Payload,
        path: &str,
    ) -> rusqlite::Result<(i64, Saved)> {
        match self.existing(object, parent, &payload)? {
            Some(record) => {
                let id = record.id;
                self.update(object, record, payload, path)?;
                Ok((id, Saved::Updated))
            }
            None => Ok((self.create(object, parent, payload, path)?, Saved::Created)),
        }
    }

    fn existing(
        &mut self,
        object: &'static Object,
        parent: i64,
        payload: &Payload,
    ) -> rusqlite::Result<Option<Stored>> {
        if let Some(id) = payload.get(object.id).and_then(Value::as_i64) {
            let found = store::get(self.db, object.collection, id)?;
            return Ok(found.filter(|record| record.parent == parent));
        }
        // A key may name its record by another form of a reference, such as the supplier's name.
        let mut named = payload.clone();
        let known = self.problems.len();
        self.resolve(object, parent, payload, &mut named, "", &mut Vec::new())?;
        // What is wrong with them is said when the record is written.
        self.problems.truncate(known);
        for key in object.keys {
            if let Some(id) = self.holder(object, parent, key, &named)? {
                return store::get(self.db, object.collection, id);
            }
        }
        Ok(None)
    }

    /// The record that has this alternate key, if the values name all of it.
    fn holder(
        &self,
        object: &Object,
        parent: i64,
        key: &[&'static str],
        values: &Payload,
    ) -> rusqlite::Result<Option<i64>> {
        let wanted: Option<Vec<String>> = key
            .iter()
            .map(|name| values.get(*name).and_then(key_text))
            .collect();
        let (Some(wanted), Some(first)) = (wanted, key.first()) else {
            return Ok(None);
        };
        let Some(first_value) = wanted.first() else {
            return Ok(None);
        };
        let ids = store::ids_by_key(self.db, (object.collection, first), parent, first_value)?;
        if key.len() == 1 {
            return Ok(ids.first().copied());
        }
        for id in ids {
            let Some(record) = store::get(self.db, object.collection, id)? else {
                continue;
            };
            let same = key.iter().zip(&wanted).all(|(name, value)| {
                record.body.get(*name).and_then(key_text).as_ref() == Some(value)
            });
            if same {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    pub(crate) fn create(
        &mut self,
        object: &'static Object,
        parent: i64,
        payload: Payload,
        path: &str,
    ) -> rusqlite::Result<i64> {
        let id = store::next_id(self.db)?;
        let mut parts = self.split(object, payload, None, path);
        let now = moment_text(self.now);
        let mut body: Payload = parts
            .given
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(clone_entry)
            .collect();
        self.resolve(
            object,
            parent,
            &parts.given,
            &mut body,
            path,
            &mut parts.bad,
        )?;
        self.pair_up(object, &mut body, path, &mut parts.bad);
        self.fill(object, id, parent, &mut body)?;
        self.pair_up(object, &mut body, path, &mut parts.bad);
        for (name, value) in [("CreatedBy", self.user), ("CreationDate", &now)] {
            body.insert(name.to_owned(), value.into());
        }
        let created = self.now.as_millisecond();
        let mut record = Stored {
            id,
            parent,
            version: 1,
            created,
            body,
        };
        self.stamp(&mut record.body);
        self.complete(object, &record, path, &parts.bad)?;
        if let Some((child, text, code)) = object.needs {
            let brought =
                |(one, rows): &(&Object, Vec<Value>)| one.name == child && !rows.is_empty();
            if !parts.children.iter().any(brought) {
                let problem = Problem::new(text).code(code);
                self.problems.push(problem.at(format!("{path}/{child}")));
            }
        }
        store::insert(self.db, object.collection, &record)?;
        for (name, value) in indexed(object, &record.body) {
            store::insert_key(self.db, (object.collection, name), parent, &value, id)?;
        }
        self.changes.push((object.collection, Change::Created));
        self.children(parts.children, id, path)?;
        Ok(id)
    }

    pub(crate) fn update(
        &mut self,
        object: &'static Object,
        mut record: Stored,
        payload: Payload,
        path: &str,
    ) -> rusqlite::Result<()> {
        let mut parts = self.split(object, payload, Some(&record), path);
        let before = indexed(object, &record.body);
        for (name, value) in &parts.given {
            if value.is_null() {
                record.body.remove(name);
            } else {
                record.body.insert(name.clone(), value.clone());
            }
        }
        for pair in &object.pairs {
            match (
                parts.given.contains_key(pair.meaning),
                parts.given.contains_key(pair.code),
            ) {
                (true, false) => drop(record.body.remove(pair.code)),
                (false, true) => drop(record.body.remove(pair.meaning)),
                _ => {}
            }
        }
        let parent = record.parent;
        self.resolve(
            object,
            parent,
            &parts.given,
            &mut record.body,
            path,
            &mut parts.bad,
        )?;
        self.pair_up(object, &mut record.body, path, &mut parts.bad);
        record.version += 1;
        self.stamp(&mut record.body);
        self.complete(object, &record, path, &parts.bad)?;
        self.store_changed(object, &record, &before)?;
        self.children(parts.children, record.id, path)
    }

    /// Writes a changed record and moves it in the index.
    fn store_changed(
        &mut self,
        object: &'static Object,
        record: &Stored,
        before: &[(&'static str, String)],
    ) -> rusqlite::Result<()> {
        store::update(self.db, record)?;
        let after = indexed(object, &record.body);
        for (name, value) in before.iter().filter(|entry| !after.contains(entry)) {
            let key = (object.collection, *name);
            store::delete_key(self.db, key, record.parent, value, record.id)?;
        }
        for (name, value) in after.iter().filter(|entry| !before.contains(entry)) {
            let key = (object.collection, *name);
            store::insert_key(self.db, key, record.parent, value, record.id)?;
        }
        self.changes.push((object.collection, Change::Updated));
        Ok(())
    }

    /// Sets attributes as an action does, without regard to what clients may set.
    pub(super) fn act(
        &mut self,
        object: &'static Object,
        mut record: Stored,
        sets: &[(&'static str, &'static str)],
    ) -> rusqlite::Result<()> {
        let before = indexed(object, &record.body);
        for (name, value) in sets {
            record.body.insert((*name).to_owned(), set_by_action(value));
        }
        record.version += 1;
        self.stamp(&mut record.body);
        self.store_changed(object, &record, &before)
    }

    /// Deletes a record with everything below it.
    pub(super) fn delete(
        &mut self,
        object: &'static Object,
        record: &Stored,
    ) -> rusqlite::Result<()> {
        for child in &object.children {
            let range = store::Range {
                collection: child.collection,
                parent: record.id,
                created_until: i64::MAX,
            };
            loop {
                let below = store::page(self.db, range, 0, 500)?;
                if below.is_empty() {
                    break;
                }
                for record in &below {
                    self.delete(child, record)?;
                }
            }
        }
        for (name, value) in indexed(object, &record.body) {
            let key = (object.collection, name);
            store::delete_key(self.db, key, record.parent, &value, record.id)?;
        }
        store::delete(self.db, record.id)?;
        self.changes.push((object.collection, Change::Deleted));
        Ok(())
    }

    fn children(
        &mut self,
        children: Vec<(&'static Object, Vec<Value>)>,
        parent: i64,
        path: &str,
    ) -> rusqlite::Result<()> {
        for (child, rows) in children {
            for (index, row) in rows.into_iter().enumerate() {
                let path = format!("{path}/{}/{index}", child.name);
                let Value::Object(row) = row else {
                    self.problems
                        .push(Problem::wrong_type(child.name, "object").at(path));
                    continue;
                };
                if self.upsert {
                    self.save(child, parent, row, &path)?;
                } else {
                    self.create(child, parent, row, &path)?;
                }
            }
        }
        Ok(())
    }

    /// Cuts a payload apart and checks every value; `current` is the record that it changes.
    fn split(
        &mut self,
        object: &'static Object,
        payload: Payload,
        current: Option<&Stored>,
        path: &str,
    ) -> Parts {
        let mut parts = Parts::default();
        for (name, value) in payload {
            let at = format!("{path}/{name}");
            if let Some(child) = object.child_named(&name) {
                match value {
                    Value::Array(rows) => parts.children.push((child, rows)),
                    _ => self
                        .problems
                        .push(Problem::wrong_type(&name, "array").at(at)),
                }
                continue;
            }
            let Some(attribute) = object.attribute(&name) else {
                self.problems.push(Problem::unknown_attribute(&name).at(at));
                continue;
            };
            let unchanged = current.is_some_and(|record| {
                let known = if attribute.name == object.id {
                    Some(record.id.to_string())
                } else {
                    record.body.get(&name).and_then(key_text)
                };
                known == key_text(&value)
            });
            let settable = match attribute.changes {
                Changes::Always => true,
                Changes::InCreate => current.is_none() || unchanged,
                Changes::Never => unchanged,
            };
            let checked = if settable {
                check(attribute, value)
            } else {
                Err(Problem::not_settable(&name, object.singular))
            };
            match checked {
                // The id is kept beside the body.
                Ok(_) if attribute.name == object.id => {}
                Ok(value) => drop(parts.given.insert(name, value)),
                Err(problem) => {
                    self.problems.push(problem.at(at));
                    parts.bad.push(name);
                }
            }
        }
        // In the order of the object's children: a site refers to an address of the same payload.
        parts.children.sort_by_key(|(child, _)| {
            object
                .children
                .iter()
                .position(|known| known.name == child.name)
        });
        parts
    }

    fn stamp(&self, body: &mut Payload) {
        body.insert("LastUpdatedBy".to_owned(), self.user.into());
        body.insert("LastUpdateDate".to_owned(), moment_text(self.now).into());
    }

    /// Checks what only the whole record shows: required attributes and unique keys.
    fn complete(
        &mut self,
        object: &'static Object,
        record: &Stored,
        path: &str,
        bad: &[String],
    ) -> rusqlite::Result<()> {
        for attribute in object
            .attributes
            .iter()
            .filter(|attribute| attribute.mandatory)
        {
            let name = attribute.name;
            if !record.body.contains_key(name) && !bad.iter().any(|bad| bad == name) {
                let problem = Problem::required(name, object.singular);
                self.problems.push(problem.at(format!("{path}/{name}")));
            }
        }
        let unique = if self.duplicates_admitted {
            &[]
        } else {
            object.keys
        };
        for key in unique {
            let holder = self.holder(object, record.parent, key, &record.body)?;
            if holder.is_some_and(|id| id != record.id) {
                let values: Vec<String> = key
                    .iter()
                    .map(|name| {
                        let value = record
                            .body
                            .get(*name)
                            .and_then(key_text)
                            .unwrap_or_default();
                        format!("{name} {value}")
                    })
                    .collect();
                let at = format!("{path}/{}", key.first().copied().unwrap_or_default());
                let problem = match object.taken {
                    Some((text, code)) => Problem::new(text).code(code),
                    None => Problem::duplicate(&values.join(", ")),
                };
                self.problems.push(problem.at(at));
            }
        }
        debug_assert!(record.body.values().all(|value| match value {
            Value::Number(number) => decimal(number.as_str()).is_some(),
            other => !other.is_null(),
        }));
        Ok(())
    }
}

fn clone_entry((name, value): (&String, &Value)) -> (String, Value) {
    (name.clone(), value.clone())
}

/// The indexed attributes of a record that have a value.
fn indexed(object: &'static Object, body: &Payload) -> Vec<(&'static str, String)> {
    object
        .attributes
        .iter()
        .filter(|attribute| attribute.indexed && attribute.name != object.id)
        .filter_map(|attribute| {
            Some((attribute.name, body.get(attribute.name).and_then(key_text)?))
        })
        .collect()
}

/// The value that an action sets, as its table writes it.
pub(super) fn set_by_action(text: &str) -> Value {
    match text {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        text => text.into(),
    }
}
