//! Entity and complex types of a metadata document, with what is nested in them.

use std::collections::BTreeSet;

use super::{Model, last, named, of_collection};
use crate::schema::xml::Element;
use crate::schema::{AllowChanges, ObjectSchema, SchemaFault};

/// Levels of nested records that are read. Objects of real services that are written at once have
/// three; navigation that is followed without end leads through the whole service.
const DEPTH_MAX: usize = 4;

/// Notes of one object at the most.
const NOTES_MAX: usize = 500;

/// Attributes and parts of one object at the most; what is nested beyond that is not checked.
const PARTS_MAX: usize = 20_000;

/// Reads an entity type as the schema of `object`.
pub(super) fn read(model: &Model, of: &str, object: &str) -> Result<ObjectSchema, SchemaFault> {
    let mut reader = Reader {
        model,
        notes: Vec::new(),
        parts: 0,
        path: Vec::new(),
    };
    let mut schema = reader.structure(of, object, object)?;
    schema.notes = reader.notes;
    Ok(schema)
}

pub(super) struct Reader<'a> {
    pub(super) model: &'a Model,
    notes: Vec<String>,
    parts: usize,
    /// The types between the object and what is being read.
    path: Vec<&'a str>,
}

/// What nested records are made of.
struct Nested<'a> {
    name: &'a str,
    of: String,
    many: bool,
    required: bool,
}

impl<'a> Reader<'a> {
    /// Notes what is not checked; where navigation leads everywhere, the first of many.
    pub(super) fn note(&mut self, note: String) {
        match self.notes.len() {
            0..NOTES_MAX => self.notes.push(note),
            NOTES_MAX => {
                let more = format!("more than {NOTES_MAX} places are not checked");
                self.notes.push(more);
            }
            _ => {}
        }
    }

    fn structure(&mut self, of: &str, name: &str, at: &str) -> Result<ObjectSchema, SchemaFault> {
        let mut schema = ObjectSchema::new(name);
        let model = self.model;
        let known = model.entities.get_key_value(of);
        let Some((of, _)) = known.or_else(|| model.complex.get_key_value(of)) else {
            let found = format!("the type `{of}`, which the document does not declare");
            return Err(SchemaFault::new(at, found, "a declared type"));
        };
        self.path.push(of);
        let mut single: Vec<&str> = Vec::new();
        let mut listed: Vec<&str> = Vec::new();
        let chain = self.with_bases(of);
        let base = chain.first().and_then(|(_, first)| first.get("BaseType"));
        if let Some(base) = base.map(|base| model.resolve(base))
            && !model.declares(&base)
        {
            self.note(format!(
                "{at}: extends the type `{base}`, which the document does not declare; what comes of it is not checked"
            ));
            schema.open = true;
        }
        for (owner, element) in chain {
            schema.open |= element.get("OpenType") == Some("true");
            for property in element.all("Property") {
                self.property(&mut schema, property, owner, at, &mut listed)?;
            }
            for navigation in element.all("NavigationProperty") {
                let nested = self.navigation(navigation)?;
                if nested.many {
                    self.nested(&mut schema, &nested, at)?;
                } else {
                    single.push(nested.name);
                }
            }
        }
        self.path.pop();
        if !listed.is_empty() {
            let listed = listed.join(", ");
            self.note(format!(
                "{at}: the ERP takes the values of {listed} from lists that the document does not hold; \
                 they are not checked"
            ));
        }
        if !single.is_empty() {
            let single = single.join(", ");
            self.note(format!(
                "{at}: {single} lead to records of other objects and are no part of this one"
            ));
        }
        Ok(schema)
    }

    /// A type behind those that it extends.
    fn with_bases(&self, of: &'a str) -> Vec<(&'a str, &'a Element)> {
        let mut chain: Vec<(&str, &Element)> = Vec::new();
        let mut seen = BTreeSet::new();
        let mut next = Some(of.to_owned());
        while let Some(name) = next.take() {
            let model = self.model;
            let known = model.entities.get_key_value(&name);
            let Some((name, element)) = known.or_else(|| model.complex.get_key_value(&name)) else {
                break;
            };
            // A type that extends itself has nothing more to add.
            if !seen.insert(name) {
                break;
            }
            chain.push((name, element));
            next = element.get("BaseType").map(|base| model.resolve(base));
        }
        chain.reverse();
        chain
    }

    fn property(
        &mut self,
        schema: &mut ObjectSchema,
        element: &'a Element,
        owner: &str,
        at: &str,
        listed: &mut Vec<&'a str>,
    ) -> Result<(), SchemaFault> {
        let name = named(element, "Name")?;
        if schema.names().any(|known| known == name) {
            let found = format!("property `{name}` a second time");
            return Err(SchemaFault::new(
                element.place(),
                found,
                "each property once",
            ));
        }
        let (of, many) = of_collection(named(element, "Type")?);
        let of = self.model.resolve(of);
        if self.model.complex.contains_key(&of) {
            let required = !many && element.get("Nullable") == Some("false");
            let nested = Nested {
                name,
                of,
                many,
                required,
            };
            return self.nested(schema, &nested, at);
        }
        self.parts += 1;
        let mut annotations: Vec<&Element> = element.all("Annotation").collect();
        let outside = self.model.annotations.get(&format!("{owner}/{name}"));
        annotations.extend(outside.into_iter().flatten());
        let attribute = self.attribute(element, &of, many, &annotations, at)?;
        let has_list = element.get("sap:value-list").is_some()
            || annotations
                .iter()
                .any(|one| one.get("Term").map(last) == Some("ValueList"));
        if has_list && attribute.allowed.is_none() && attribute.allow_changes != AllowChanges::Never
        {
            listed.push(name);
        }
        schema.attributes.push(attribute);
        Ok(())
    }

    /// Where a navigation property leads.
    fn navigation(&self, element: &'a Element) -> Result<Nested<'a>, SchemaFault> {
        let name = named(element, "Name")?;
        let (of, many) = match element.get("Type") {
            Some(stated) => {
                let (of, many) = of_collection(stated);
                (self.model.resolve(of), many)
            }
            None => self.end_of_association(element)?,
        };
        Ok(Nested {
            name,
            of,
            many,
            required: false,
        })
    }

    /// Versions before 4 state the two ends of an association by themselves.
    fn end_of_association(&self, element: &Element) -> Result<(String, bool), SchemaFault> {
        let association = self.model.resolve(named(element, "Relationship")?);
        let role = named(element, "ToRole")?;
        let ends = self.model.associations.get(&association);
        let mut ends = ends.into_iter().flat_map(|one| one.all("End"));
        let Some(end) = ends.find(|end| end.get("Role") == Some(role)) else {
            let found = format!("the role `{role}` of `{association}`, which is not declared");
            return Err(SchemaFault::new(
                element.place(),
                found,
                "a declared association",
            ));
        };
        let of = self.model.resolve(named(end, "Type")?);
        Ok((of, end.get("Multiplicity") == Some("*")))
    }

    fn nested(
        &mut self,
        parent: &mut ObjectSchema,
        nested: &Nested<'_>,
        at: &str,
    ) -> Result<(), SchemaFault> {
        let here = format!("{at}.{}", nested.name);
        self.parts += 1;
        let of = nested.of.as_str();
        let unchecked = if !self.model.declares(of) {
            // It may stand in another document, which this one only refers to.
            Some(format!(
                "is of the type `{of}`, which the document does not declare; not checked"
            ))
        } else if self.path.contains(&of) {
            Some("leads back to itself; what it holds is not checked".to_owned())
        } else if self.path.len() > DEPTH_MAX {
            Some(format!(
                "nested deeper than {DEPTH_MAX} levels; not checked"
            ))
        } else if self.parts >= PARTS_MAX {
            Some(format!(
                "behind more than {PARTS_MAX} attributes and parts; not checked"
            ))
        } else {
            None
        };
        let mut child = match unchecked {
            None => self.structure(of, nested.name, &here)?,
            Some(note) => {
                self.note(format!("{here}: {note}"));
                let mut open = ObjectSchema::new(nested.name);
                open.open = true;
                open
            }
        };
        child.many = nested.many;
        child.required = nested.required;
        parent.children.push(child);
        Ok(())
    }
}
