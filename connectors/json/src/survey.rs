//! What the first records have: the paths in them, and the arrays that a document has.

use std::io::Read;
use std::sync::Arc;

use landbridge_contract::{ChildProjection, Name, Projection, SourceFault, SourcePart};
use serde_json::Value as Json;

use crate::cutter::Cutter;
use crate::plan::escaped;

/// Levels looked into.
const DEPTH_MAX: usize = 16;

/// Text of a document looked at to find arrays.
const BYTES_MAX: u64 = 1024 * 1024;

/// What was seen at one place of the records, in the order in which it was seen.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    value: bool,
    members: Vec<(String, Self)>,
    items: Option<Box<Self>>,
}

impl Seen {
    /// Takes note of a value.
    pub(crate) fn note(&mut self, json: &Json, depth: usize) {
        match json {
            Json::Object(members) if depth < DEPTH_MAX => {
                for (key, value) in members {
                    self.member(key).note(value, depth + 1);
                }
            }
            Json::Array(items) if depth < DEPTH_MAX => {
                for item in items {
                    if item.is_object() {
                        let seen = self.items.get_or_insert_default();
                        seen.note(item, depth + 1);
                    } else {
                        self.note(item, depth + 1);
                    }
                }
            }
            _ => self.value = true,
        }
    }

    fn member(&mut self, key: &str) -> &mut Self {
        let known = self.members.iter().position(|(own, _)| own == key);
        let at = known.unwrap_or_else(|| {
            self.members.push((key.to_owned(), Self::default()));
            self.members.len() - 1
        });
        // The element at `at` was found or pushed just above.
        &mut self.members.get_mut(at).expect("a member that is there").1
    }

    /// A projection of all that was seen.
    pub(crate) fn projection(&self) -> Projection {
        let mut projection = Projection::default();
        self.project("", &mut projection);
        projection
    }

    fn project(&self, path: &str, projection: &mut Projection) {
        let name = || Name::from(if path.is_empty() { "." } else { path });
        if self.value {
            projection.fields.push(name());
        }
        if let Some(items) = &self.items {
            projection.children.push(ChildProjection {
                path: name(),
                projection: items.projection(),
            });
        }
        for (key, seen) in &self.members {
            let key = escaped(key);
            let below = if path.is_empty() {
                key
            } else {
                format!("{path}/{key}")
            };
            seen.project(&below, projection);
        }
    }
}

/// The arrays of objects in a document, as far as its first part shows them.
pub(crate) fn arrays<R: Read>(cutter: &mut Cutter<R>) -> Result<Vec<SourcePart>, SourceFault> {
    let mut found = Vec::new();
    let result = look(cutter, "", 0, &mut found);
    // What stands before a break in the file can still be told.
    match result {
        Err(fault) if found.is_empty() => Err(fault),
        Ok(()) | Err(_) => Ok(found),
    }
}

fn look<R: Read>(
    cutter: &mut Cutter<R>,
    path: &str,
    depth: usize,
    found: &mut Vec<SourcePart>,
) -> Result<(), SourceFault> {
    match cutter.token()? {
        Some(b'{') if depth < DEPTH_MAX => {
            cutter.enter_object()?;
            while let Some(key) = cutter.next_key()? {
                let below = format!("{path}/{}", escaped(&key));
                look(cutter, &below, depth + 1, found)?;
                if cutter.consumed() > BYTES_MAX {
                    return Ok(());
                }
            }
            Ok(())
        }
        Some(b'[') => {
            // Said before the array is passed over: it may be longer than the file is looked at.
            found.push(SourcePart {
                name: if path.is_empty() { "/" } else { path }.to_owned(),
                note: String::new(),
            });
            if cutter.consumed() > BYTES_MAX || path.is_empty() {
                return Ok(());
            }
            cutter.skip_value()
        }
        _ => cutter.skip_value(),
    }
}

/// The paths of arrays, for messages.
pub(crate) fn listed(parts: &[SourcePart]) -> String {
    let names: Vec<String> = parts
        .iter()
        .map(|part| format!("`{}`", part.name))
        .collect();
    if names.is_empty() {
        "this document has none".to_owned()
    } else {
        format!("this document has {}", names.join(", "))
    }
}

/// The path that keys make; empty for the root.
pub(crate) fn path_of(keys: &[String]) -> Arc<str> {
    let mut path = String::new();
    for key in keys {
        path.push('/');
        path.push_str(&escaped(key));
    }
    Arc::from(path)
}
