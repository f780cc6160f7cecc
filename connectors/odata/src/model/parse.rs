//! Reads a metadata document in one pass.

use std::collections::BTreeMap;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::{Model, Structure};

/// Reads the document.
pub(super) fn model(text: &str) -> Result<Model, String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut pass = Pass::default();
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => pass.start(&tag)?,
            Ok(Event::End(tag)) => pass.end(tag.local_name().as_ref()),
            Ok(Event::DocType(_)) => return Err("it has a document type".to_owned()),
            Ok(Event::Eof) => return pass.finish(),
            Ok(_) => {}
            Err(error) => return Err(format!("it is not XML ({error})")),
        }
    }
}

/// The type inside `Collection(…)`, or the type itself.
pub(super) fn inner(stated: &str) -> &str {
    let inner = stated.strip_prefix("Collection(");
    inner
        .and_then(|inner| inner.strip_suffix(')'))
        .unwrap_or(stated)
}

#[derive(Default)]
struct Pass {
    model: Model,
    aliases: BTreeMap<String, String>,
    namespace: String,
    is_metadata: bool,
    /// The structured type that is open.
    open: Option<(String, Structure)>,
    depth: usize,
}

/// Attributes of an element.
struct Attributes(Vec<(String, String)>);

impl Attributes {
    fn of(tag: &BytesStart<'_>) -> Result<Self, String> {
        let mut attributes = Vec::new();
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|error| format!("it is not XML ({error})"))?;
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|error| format!("it is not XML ({error})"))?;
            attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
        }
        Ok(Self(attributes))
    }

    fn take(&mut self, name: &str) -> Option<String> {
        let found = self.0.iter_mut().find(|(known, _)| known == name);
        found.map(|(_, value)| std::mem::take(value))
    }
}

impl Pass {
    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        let mut stated = Attributes::of(tag)?;
        let mut take = |name: &str| stated.take(name).unwrap_or_default();
        self.depth += 1;
        match tag.local_name().as_ref() {
            "Edmx" => {
                let version = take("Version");
                if !version.starts_with('4') {
                    return Err(format!("it is of version {version}; expected version 4"));
                }
                self.is_metadata = true;
            }
            "Schema" => {
                self.namespace = take("Namespace");
                let alias = take("Alias");
                if !alias.is_empty() {
                    self.aliases.insert(alias, self.namespace.clone());
                }
            }
            "EntityType" | "ComplexType" => {
                let base = take("BaseType");
                let structure = Structure {
                    base: (!base.is_empty()).then_some(base),
                    ..Structure::default()
                };
                self.open = Some((self.qualified(&take("Name")), structure));
            }
            "PropertyRef" => {
                if let Some((_, structure)) = &mut self.open {
                    structure.key.push(take("Name"));
                }
            }
            "Property" => {
                if let Some((_, structure)) = &mut self.open {
                    structure.properties.push((take("Name"), take("Type")));
                }
            }
            "NavigationProperty" => {
                if let Some((_, structure)) = &mut self.open {
                    structure.navigations.push((take("Name"), take("Type")));
                }
            }
            "EnumType" => {
                let name = self.qualified(&take("Name"));
                self.model.enums.push(name);
            }
            "TypeDefinition" => {
                let name = self.qualified(&take("Name"));
                self.model.definitions.insert(name, take("UnderlyingType"));
            }
            "EntitySet" => {
                self.model.sets.insert(take("Name"), take("EntityType"));
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) {
        self.depth = self.depth.saturating_sub(1);
        if matches!(name, "EntityType" | "ComplexType")
            && let Some((name, structure)) = self.open.take()
        {
            self.model.types.insert(name, structure);
        }
    }

    fn qualified(&self, name: &str) -> String {
        format!("{}.{name}", self.namespace)
    }

    fn finish(self) -> Result<Model, String> {
        if !self.is_metadata {
            return Err("it is no OData metadata document (`<edmx:Edmx>`)".to_owned());
        }
        if self.depth > 0 {
            return Err("it ends too early".to_owned());
        }
        let (mut model, aliases) = (self.model, self.aliases);
        // An alias may be declared behind its first use.
        let resolve = |name: &mut String| {
            let (inside, many) = (inner(name), inner(name) != name.as_str());
            if let Some((prefix, last)) = inside.rsplit_once('.')
                && let Some(namespace) = aliases.get(prefix)
            {
                let whole = format!("{namespace}.{last}");
                *name = if many {
                    format!("Collection({whole})")
                } else {
                    whole
                };
            }
        };
        model.sets.values_mut().for_each(resolve);
        for structure in model.types.values_mut() {
            structure.base.iter_mut().for_each(resolve);
            let properties = structure.properties.iter_mut();
            let parts = properties.chain(&mut structure.navigations);
            parts.map(|(_, of)| of).for_each(resolve);
        }
        Ok(model)
    }
}
