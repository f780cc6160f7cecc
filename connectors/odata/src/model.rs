//! What the metadata document of a service says of its types: keys, properties, navigation.
//!
//! OData Version 4.01 CSDL XML. Of the document only that is kept which decides how a request is
//! written; what the ERP accepts is the business of schemas.

mod parse;

use std::collections::BTreeMap;
use std::sync::Arc;

use landbridge_contract::Name;

use crate::edm::Edm;

/// Types that extend one another, at the most.
const BASES_MAX: usize = 32;

/// The types of a service, by qualified name.
#[derive(Debug, Default)]
pub(crate) struct Model {
    /// Entity sets and their types.
    sets: BTreeMap<String, String>,
    types: BTreeMap<String, Structure>,
    enums: Vec<String>,
    /// Type definitions and what they stand for.
    definitions: BTreeMap<String, String>,
}

/// An entity type or a complex type.
#[derive(Debug, Default)]
struct Structure {
    base: Option<String>,
    key: Vec<String>,
    /// Names and types of properties.
    properties: Vec<(String, String)>,
    /// Names and types of navigation properties.
    navigations: Vec<(String, String)>,
}

/// A structured type as requests need it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shape {
    /// The key: names and types, in their order.
    pub(crate) key: Vec<(String, Edm)>,
    /// What is known of its parts.
    parts: BTreeMap<String, Part>,
}

/// A part of a structured type.
#[derive(Debug, Clone)]
pub(crate) enum Part {
    /// A value.
    Value(Edm),
    /// Nested records; `expand` where they are read only on demand.
    Nested {
        /// Their type.
        shape: Arc<Shape>,
        /// Whether they stand behind a navigation property.
        expand: bool,
    },
}

impl Shape {
    pub(crate) fn part(&self, name: &str) -> Option<&Part> {
        self.parts.get(name)
    }

    /// The type of a value under a path like `Address.City`.
    pub(crate) fn edm(&self, path: &str) -> Option<&Edm> {
        let (first, rest) = match path.split_once(['.', '/']) {
            Some((first, rest)) => (first, Some(rest)),
            None => (path, None),
        };
        match (self.parts.get(first)?, rest) {
            (Part::Value(edm), None) => Some(edm),
            (Part::Nested { shape, .. }, Some(rest)) => shape.edm(rest),
            _ => None,
        }
    }

    /// Whether key attributes are the key of the entity.
    pub(crate) fn is_key(&self, attributes: &[Name]) -> bool {
        !self.key.is_empty()
            && self.key.len() == attributes.len()
            && self
                .key
                .iter()
                .all(|(name, _)| attributes.iter().any(|attribute| **attribute == **name))
    }
}

impl Model {
    /// Reads a metadata document. The error says what is wrong, in one line.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        parse::model(text)
    }

    /// The shape of an entity set as far as paths of attributes lead; where there is no set of that
    /// name, nothing.
    pub(crate) fn shape(&self, set: &str, attributes: &[Name]) -> Option<Shape> {
        let of = self.sets.get(set)?;
        Some(self.shape_of(of, "", attributes))
    }

    /// The names of the entity sets.
    pub(crate) fn sets(&self) -> impl Iterator<Item = &str> {
        self.sets.keys().map(String::as_str)
    }

    fn shape_of(&self, of: &str, within: &str, attributes: &[Name]) -> Shape {
        let mut shape = Shape::default();
        let mut key: &[String] = &[];
        let mut next = Some(of);
        for _ in 0..BASES_MAX {
            let Some(structure) = next.and_then(|name| self.types.get(name)) else {
                break;
            };
            if !structure.key.is_empty() {
                key = &structure.key;
            }
            let values = structure.properties.iter().map(|one| (one, false));
            let navigations = structure.navigations.iter().map(|one| (one, true));
            for ((name, of), expand) in values.chain(navigations) {
                let path = format!("{within}{name}");
                if let Some(part) = self.part(of, expand, &path, attributes) {
                    shape.parts.entry(name.clone()).or_insert(part);
                }
            }
            next = structure.base.as_deref();
        }
        for name in key {
            let edm = shape.edm(name).cloned().unwrap_or(Edm::Text);
            shape.key.push((name.clone(), edm));
        }
        shape
    }

    /// A part; nested records only where the mapping leads to them, since navigation leads through
    /// the whole service and back.
    fn part(&self, of: &str, expand: bool, path: &str, attributes: &[Name]) -> Option<Part> {
        let of = parse::inner(of);
        if !self.types.contains_key(of) {
            return Some(Part::Value(self.edm(of)));
        }
        let wanted = attributes.iter().any(|attribute| **attribute == *path);
        wanted.then(|| Part::Nested {
            shape: Arc::new(self.shape_of(of, &format!("{path}."), attributes)),
            expand,
        })
    }

    fn edm(&self, of: &str) -> Edm {
        if let Some(underlying) = self.definitions.get(of) {
            return Edm::of(underlying);
        }
        if self.enums.iter().any(|one| one == of) {
            return Edm::Enum(Arc::from(of));
        }
        Edm::of(of)
    }
}
