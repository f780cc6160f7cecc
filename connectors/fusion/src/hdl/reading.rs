//! Reads records that were loaded through the REST resource of their object, in the words of the file.

use landbridge_contract::{
    BusinessKey, Event, Exchange, Fields, Found, LookUp, Name, ObjectSpec, Reply, Step, Value,
};

use super::layout::{ID_COLUMN, OWNER_COLUMN, last, stated};
use super::object_of;
use super::objects::{self, Component};

/// What ends the name of a column that holds another record's source key.
const BY_SOURCE_KEY: &str = "(SourceSystemId)";

/// How an object is read.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    /// The object as its resource has it.
    pub(super) rest: ObjectSpec,
    /// Paths of a file's attributes and collections with their names in the resource.
    names: Vec<(String, String)>,
    /// Day at which is read; today where none is stated.
    day: Option<String>,
    key: Vec<Name>,
}

impl Reading {
    /// How an object is read; nothing where it cannot be.
    pub(super) fn of(spec: &ObjectSpec) -> Option<Self> {
        if spec.read_path.is_empty() || spec.key_attributes.is_empty() {
            return None;
        }
        let object = object_of(&spec.name)?;
        let mut names = stated(&spec.options, "read_as");
        for component in components(object) {
            if !component.read.is_empty() {
                names.push((component.path.to_owned(), last(component.read).to_owned()));
            }
            for (name, read) in component.read_as {
                let path = joined(component.path, name);
                names.push((path, (*read).to_owned()));
            }
        }
        let renamed = |path: &str| renamed(&names, path);
        let key = |name: &Name| Name::from(renamed(name).as_str());
        let children = spec.children.iter().map(|(path, id)| {
            let mut here = String::new();
            let mut there = Vec::new();
            for segment in path.split('.') {
                here = joined(&here, segment);
                there.push(renamed(&here));
            }
            (Name::from(there.join(".").as_str()), id.clone())
        });
        let rest = ObjectSpec {
            path: spec.read_path.clone(),
            key_attributes: spec.key_attributes.iter().map(key).collect(),
            children: children.collect(),
            attributes: Vec::new(),
            child_keys: Vec::new(),
            ..spec.clone()
        };
        Some(Self {
            rest,
            names,
            day: spec.options.text("effective_date"),
            key: spec.key_attributes.clone(),
        })
    }

    /// A business key in the resource's words.
    pub(super) fn key(&self, key: &BusinessKey) -> BusinessKey {
        let parts = key.parts.iter().map(|(name, value)| {
            let name = renamed(&self.names, name);
            (Name::from(name.as_str()), value.clone())
        });
        BusinessKey {
            parts: parts.collect(),
        }
    }

    /// The text of the business key of a record that was read, as that of a record that is sent.
    pub(super) fn key_of(&self, found: &Found) -> String {
        let parts = self.rest.key_attributes.iter();
        let texts: Vec<String> = parts
            .map(|name| found.attribute(name).to_string())
            .collect();
        match texts.as_slice() {
            [only] => only.clone(),
            several => {
                let escaped = several.iter();
                let escaped = escaped.map(|text| text.replace('%', "%25").replace(':', "%3A"));
                escaped.collect::<Vec<_>>().join(":")
            }
        }
    }

    /// What is added to a query so that a day's state is read.
    pub(super) fn dated(&self) -> String {
        match &self.day {
            Some(day) => format!("&effectiveDate={}", crate::wire::encode(day)),
            None => String::new(),
        }
    }

    fn reply(&self, reply: Reply) -> Reply {
        match reply {
            Reply::Found(found) => Reply::Found(self.found(found)),
            Reply::LookUp(look_up) => Reply::LookUp(LookUp {
                key: BusinessKey {
                    parts: self
                        .key
                        .iter()
                        .cloned()
                        .zip(look_up.key.parts.into_iter().map(|(_, value)| value))
                        .collect(),
                },
                found: look_up
                    .found
                    .into_iter()
                    .map(|one| self.found(one))
                    .collect(),
            }),
            other @ (Reply::Receipt(_) | Reply::Description(_)) => other,
        }
    }

    fn found(&self, found: Found) -> Found {
        Found {
            attributes: self.fields(found.attributes, ""),
            ..found
        }
    }

    /// Attributes at a path of the file, out of those of the resource.
    fn fields(&self, fields: Fields, within: &str) -> Fields {
        let names = fields.into_iter().map(|(name, value)| {
            let here = self.names.iter().find_map(|(path, read)| {
                let (above, own) = path.rsplit_once('.').unwrap_or(("", path));
                (above == within && **read == *name).then_some(own)
            });
            let name = here.map_or(name, Name::from);
            let path = joined(within, &name);
            let value = match value {
                Value::Record(fields) => Value::Record(self.fields(fields, &path)),
                Value::List(items) => Value::List(
                    items
                        .into_iter()
                        .map(|item| match item {
                            Value::Record(fields) => Value::Record(self.fields(fields, &path)),
                            other => other,
                        })
                        .collect(),
                ),
                other => other,
            };
            (name, value)
        });
        names.collect()
    }
}

/// Whether reading does not give an attribute or a component that a mapping fills, by its path.
pub(super) fn is_unread(spec: &ObjectSpec, path: &str) -> bool {
    let Some(object) = object_of(&spec.name) else {
        return false;
    };
    let stated = stated(&spec.options, "read_as");
    if let Some((_, read)) = stated.iter().find(|(known, _)| known == path) {
        return read.is_empty();
    }
    let is_read = |path: &str| spec.children.iter().any(|(child, _)| **child == *path);
    let mut others = spec.attributes.iter();
    let is_collection = others.any(|other| {
        let rest = other.strip_prefix(path);
        rest.is_some_and(|rest| rest.starts_with('.'))
    });
    let within = path.rsplit_once('.').map(|(within, _)| within);
    if within.is_some_and(|within| !is_read(within)) || (is_collection && !is_read(path)) {
        return true;
    }
    let name = last(path);
    let is_key = name == ID_COLUMN || name == OWNER_COLUMN || name.ends_with(BY_SOURCE_KEY);
    let mut known = components(object).iter();
    is_key
        || known.any(|component| {
            let mut unread = component.unread.iter();
            unread.any(|unread| path == joined(component.path, unread))
        })
}

fn components(object: &str) -> &'static [Component] {
    objects::table(object).map_or(&[], |table| table.components)
}

fn renamed(names: &[(String, String)], path: &str) -> String {
    let found = names.iter().find(|(known, _)| known == path);
    let read = found
        .map(|(_, read)| read.as_str())
        .filter(|read| !read.is_empty());
    read.unwrap_or_else(|| last(path)).to_owned()
}

fn joined(within: &str, name: &str) -> String {
    if within.is_empty() {
        name.to_owned()
    } else {
        format!("{within}.{name}")
    }
}

/// An exchange of the resource whose records come in the words of the file.
pub(super) struct Translated {
    pub(super) inner: Box<dyn Exchange>,
    pub(super) reading: Reading,
}

impl Exchange for Translated {
    fn advance(&mut self, event: Event) -> Step {
        let told = |replies: Vec<Reply>| {
            let replies = replies.into_iter();
            replies.map(|reply| self.reading.reply(reply)).collect()
        };
        match self.inner.advance(event) {
            Step::Yield(replies) => Step::Yield(told(replies)),
            Step::Done(replies) => Step::Done(told(replies)),
            other => other,
        }
    }
}
