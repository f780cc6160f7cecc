//! Objects of a JSON Schema: properties, nested parts, what is required.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::attribute::Types;
use super::gather::{DEPTH_MAX, Keywords, Reader, place};
use crate::schema::document::kind;
use crate::schema::{ObjectSchema, SchemaFault};

/// Keywords of an object that are honoured.
const KNOWN: &[&str] = &["properties", "required", "additionalProperties"];

/// Keywords of a list that are honoured.
const KNOWN_OF_LIST: &[&str] = &["items"];

impl<'a> Reader<'a> {
    /// Reads a part of the document as the schema of `object`.
    pub(super) fn root(
        &mut self,
        root: &'a Json,
        object: &str,
    ) -> Result<ObjectSchema, SchemaFault> {
        let gathered = self.gather(&[root], "")?.ok_or_else(|| {
            SchemaFault::new("document", "a schema that refers to itself", "an object")
        })?;
        let types = Types::of(&gathered, "")?;
        if !types.admits("object") {
            let expected = "the schema of one record, of type object";
            return Err(SchemaFault::new("document", types.described(), expected));
        }
        self.object(&gathered, object, "")
    }

    fn object(
        &mut self,
        gathered: &[&'a Keywords],
        name: &str,
        at: &str,
    ) -> Result<ObjectSchema, SchemaFault> {
        self.note_unknown(gathered, KNOWN, at);
        let mut schema = ObjectSchema::new(name);
        schema.open = self.is_open(gathered, at)?;
        let required = required(gathered, at)?;
        for (property, schemas) in properties(gathered, at)? {
            let here = if at.is_empty() {
                property.to_owned()
            } else {
                format!("{at}.{property}")
            };
            self.property(
                &mut schema,
                property,
                &schemas,
                required.contains(property),
                &here,
            )?;
        }
        for name in required {
            if schema.names().all(|known| known != name) {
                self.note(
                    at,
                    &format!("`{name}` is required and has no schema of its own"),
                );
                schema.attributes.push(unchecked(name, true));
            }
        }
        Ok(schema)
    }

    /// Reads one property into an attribute or a nested part.
    fn property(
        &mut self,
        parent: &mut ObjectSchema,
        name: &str,
        schemas: &[&'a Json],
        required: bool,
        at: &str,
    ) -> Result<(), SchemaFault> {
        self.count_part(at)?;
        if self.depth >= DEPTH_MAX {
            self.note(
                at,
                &format!("nested deeper than {DEPTH_MAX} levels; not checked"),
            );
            parent.attributes.push(unchecked(name, required));
            return Ok(());
        }
        let followed = self.followed.len();
        self.depth += 1;
        let read = self.part(parent, name, schemas, required, at);
        self.depth -= 1;
        self.followed.truncate(followed);
        read
    }

    fn part(
        &mut self,
        parent: &mut ObjectSchema,
        name: &str,
        schemas: &[&'a Json],
        required: bool,
        at: &str,
    ) -> Result<(), SchemaFault> {
        let Some(gathered) = self.gather(schemas, at)? else {
            self.note(at, "leads back to itself; what it holds is not checked");
            parent.attributes.push(unchecked(name, required));
            return Ok(());
        };
        let types = Types::of(&gathered, at)?;
        let nested = if types.is_only("array") {
            self.note_unknown(&gathered, KNOWN_OF_LIST, at);
            self.list(&gathered, name, at)?
        } else if types.is_only("object") && has_properties(&gathered) {
            let mut nested = self.object(&gathered, name, at)?;
            nested.many = false;
            Some(nested)
        } else {
            let attribute = self.attribute(&gathered, &types, name, required, at)?;
            parent.attributes.push(attribute);
            return Ok(());
        };
        let needed = required && !types.null;
        if let Some(mut nested) = nested {
            nested.required = needed;
            parent.children.push(nested);
        } else {
            parent.attributes.push(unchecked(name, needed));
        }
        Ok(())
    }

    /// A list of nested records; none for a list of anything else.
    fn list(
        &mut self,
        gathered: &[&'a Keywords],
        name: &str,
        at: &str,
    ) -> Result<Option<ObjectSchema>, SchemaFault> {
        let items: Vec<&'a Json> = gathered.iter().filter_map(|one| one.get("items")).collect();
        if let Some(gathered) = self.gather(&items, at)? {
            if Types::of(&gathered, at)?.is_only("object") && has_properties(&gathered) {
                return self.object(&gathered, name, at).map(Some);
            }
            self.note(at, "what the list holds is not checked");
        } else {
            self.note(at, "leads back to itself; what it holds is not checked");
        }
        Ok(None)
    }

    /// Closed as soon as one of the schemas closes it. Strictly, one schema of an `allOf` would
    /// close itself against the properties of the others too; nobody who writes that means it.
    fn is_open(&mut self, gathered: &[&'a Keywords], at: &str) -> Result<bool, SchemaFault> {
        let mut open = true;
        for stated in gathered
            .iter()
            .filter_map(|one| one.get("additionalProperties"))
        {
            match stated {
                Json::Bool(false) => open = false,
                Json::Bool(true) => {}
                Json::Object(_) => {
                    self.note(at, "`additionalProperties` with a schema is not checked");
                }
                other => {
                    return Err(SchemaFault::new(
                        place(at),
                        kind(other),
                        "true, false or a schema in `additionalProperties`",
                    ));
                }
            }
        }
        Ok(open)
    }
}

/// An attribute of which only its presence is checked.
fn unchecked(name: &str, required: bool) -> crate::schema::Attribute {
    let kind = crate::schema::AttributeKind::Any;
    let mut attribute = crate::schema::Attribute::new(name, kind);
    attribute.required = required;
    attribute
}

fn has_properties(gathered: &[&Keywords]) -> bool {
    gathered.iter().any(|one| one.contains_key("properties"))
}

/// Each property with every schema that applies to it, in the order of the document.
fn properties<'a>(
    gathered: &[&'a Keywords],
    at: &str,
) -> Result<Vec<(&'a str, Vec<&'a Json>)>, SchemaFault> {
    let mut properties: Vec<(&'a str, Vec<&'a Json>)> = Vec::new();
    let mut places = std::collections::BTreeMap::new();
    for stated in gathered.iter().filter_map(|one| one.get("properties")) {
        let Json::Object(members) = stated else {
            let expected = "an object in `properties`";
            return Err(SchemaFault::new(place(at), kind(stated), expected));
        };
        for (name, schema) in members {
            let index = *places.entry(name.as_str()).or_insert(properties.len());
            match properties.get_mut(index) {
                Some((_, schemas)) => schemas.push(schema),
                None => properties.push((name, vec![schema])),
            }
        }
    }
    Ok(properties)
}

fn required<'a>(gathered: &[&'a Keywords], at: &str) -> Result<BTreeSet<&'a str>, SchemaFault> {
    let mut required = BTreeSet::new();
    for stated in gathered.iter().filter_map(|one| one.get("required")) {
        let fault = |found: &Json| {
            SchemaFault::new(place(at), kind(found), "a list of names in `required`")
        };
        for name in stated.as_array().ok_or_else(|| fault(stated))? {
            required.insert(name.as_str().ok_or_else(|| fault(name))?);
        }
    }
    Ok(required)
}
