//! OData metadata documents (`$metadata`, CSDL in XML): versions 2 and 3 as SAP writes them, and 4.
//!
//! An object is an entity set, or an entity type by its name. Properties become attributes, complex
//! properties nested parts, navigation to a collection a list of nested records. What a service says
//! in annotations counts too: computed, immutable, mandatory, patterns, ranges, allowed values, and
//! SAP's own `sap:creatable`, `sap:updatable`, `sap:filterable`. Navigation to one record of another
//! object is no part of an object.

mod annotations;
mod object;
mod property;

use std::collections::{BTreeMap, BTreeSet};

use super::document::no_object;
use super::xml::{self, Element};
use super::{ObjectSchema, SchemaFault};

/// What a metadata document declares, by qualified name.
#[derive(Debug, Default)]
pub(super) struct Model {
    /// Versions 2 and 3.
    before_4: bool,
    aliases: BTreeMap<String, String>,
    /// Entity types.
    entities: BTreeMap<String, Element>,
    /// Complex types.
    complex: BTreeMap<String, Element>,
    enums: BTreeMap<String, Element>,
    definitions: BTreeMap<String, Element>,
    associations: BTreeMap<String, Element>,
    /// What stands outside of what it is about, by target.
    annotations: BTreeMap<String, Vec<Element>>,
    /// Entity sets and their types, in the order of the document.
    sets: Vec<(String, String)>,
}

impl Model {
    /// Reads a document.
    pub(super) fn parse(text: &str) -> Result<Self, SchemaFault> {
        const EXPECTED: &str = "an OData metadata document (`<edmx:Edmx>`)";
        let root = xml::parse(text)?;
        if root.name != "Edmx" {
            let found = format!("the element <{}>", root.name);
            return Err(SchemaFault::new(root.place(), found, EXPECTED));
        }
        let mut model = Self {
            before_4: !root.get("Version").is_some_and(|one| one.starts_with('4')),
            ..Self::default()
        };
        let services = root.children.into_iter();
        let schemas: Vec<Element> = services
            .filter(|one| one.name == "DataServices")
            .flat_map(|one| one.children)
            .filter(|one| one.name == "Schema")
            .collect();
        for schema in &schemas {
            if let (Some(alias), Some(namespace)) = (schema.get("Alias"), schema.get("Namespace")) {
                model.aliases.insert(alias.to_owned(), namespace.to_owned());
            }
        }
        for schema in schemas {
            model.take(schema)?;
        }
        Ok(model)
    }

    fn take(&mut self, schema: Element) -> Result<(), SchemaFault> {
        let namespace = schema.get("Namespace").unwrap_or_default().to_owned();
        for element in schema.children {
            if element.name == "EntityContainer" {
                for set in element.all("EntitySet") {
                    let named = (named(set, "Name")?, named(set, "EntityType")?);
                    let (name, of) = (named.0.to_owned(), self.resolve(named.1));
                    self.sets.push((name, of));
                }
                continue;
            }
            if element.name == "Annotations" {
                let target = self.resolve(named(&element, "Target")?);
                let list = self.annotations.entry(target).or_default();
                list.extend(element.children);
                continue;
            }
            let map = match element.name.as_str() {
                "EntityType" => &mut self.entities,
                "ComplexType" => &mut self.complex,
                "EnumType" => &mut self.enums,
                "TypeDefinition" => &mut self.definitions,
                "Association" => &mut self.associations,
                _ => continue,
            };
            let name = qualified(&namespace, named(&element, "Name")?);
            let place = element.place();
            if map.insert(name.clone(), element).is_some() {
                let found = format!("`{name}` a second time");
                return Err(SchemaFault::new(place, found, "each type once"));
            }
        }
        Ok(())
    }

    /// A qualified name with its namespace instead of an alias of it. A target may go on with a path.
    fn resolve(&self, name: &str) -> String {
        let (of, path) = match name.split_once('/') {
            Some((of, path)) => (of, Some(path)),
            None => (name, None),
        };
        let mut whole = of.to_owned();
        if let Some((prefix, last)) = of.rsplit_once('.')
            && let Some(namespace) = self.aliases.get(prefix)
        {
            whole = qualified(namespace, last);
        }
        if let Some(path) = path {
            whole.push('/');
            whole.push_str(path);
        }
        whole
    }

    /// Whether a structured type is declared here.
    fn declares(&self, name: &str) -> bool {
        self.entities.contains_key(name) || self.complex.contains_key(name)
    }

    /// The entity sets; without any, the entity types.
    pub(super) fn names(&self) -> Vec<String> {
        if self.sets.is_empty() {
            let types = self.entities.keys();
            return types.map(|name| last(name).to_owned()).collect();
        }
        self.sets.iter().map(|(name, _)| name.clone()).collect()
    }

    /// Whether an entity set or type has this name.
    pub(super) fn holds(&self, object: &str) -> bool {
        let mut sets = self.sets.iter();
        sets.any(|(name, _)| name == object) || self.entity(object).is_ok()
    }

    /// Reads an object.
    pub(super) fn object(&self, object: &str) -> Result<ObjectSchema, SchemaFault> {
        let set = self.sets.iter().find(|(name, _)| name == object);
        let of = match set {
            Some((_, of)) => of.as_str(),
            None => self.entity(object)?,
        };
        object::read(self, of, object)
    }

    /// The qualified name of an entity type.
    fn entity(&self, object: &str) -> Result<&str, SchemaFault> {
        if let Some((name, _)) = self.entities.get_key_value(object) {
            return Ok(name);
        }
        let mut found = self.entities.keys().filter(|name| last(name) == object);
        match (found.next(), found.next()) {
            (Some(name), None) => Ok(name),
            (Some(first), Some(second)) => {
                let found = format!("the types {first} and {second}");
                Err(SchemaFault::new("document", found, "the name of one type"))
            }
            (None, _) => {
                let sets = self.sets.iter().map(|(name, _)| name.as_str());
                let types = self.entities.keys().map(|name| last(name));
                let known: BTreeSet<&str> = sets.chain(types).collect();
                Err(no_object("document", object, known))
            }
        }
    }
}

/// What an element must state.
fn named<'a>(element: &'a Element, attribute: &str) -> Result<&'a str, SchemaFault> {
    element.get(attribute).ok_or_else(|| {
        let found = format!("<{}> without `{attribute}`", element.name);
        SchemaFault::new(element.place(), found, format!("a `{attribute}`"))
    })
}

fn qualified(namespace: &str, name: &str) -> String {
    if namespace.is_empty() {
        return name.to_owned();
    }
    format!("{namespace}.{name}")
}

/// A name without its namespace.
fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// The type of what a collection holds, and whether it is one.
fn of_collection(stated: &str) -> (&str, bool) {
    let inner = stated.strip_prefix("Collection(");
    match inner.and_then(|inner| inner.strip_suffix(')')) {
        Some(inner) => (inner, true),
        None => (stated, false),
    }
}
