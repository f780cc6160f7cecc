//! XML of others as a tree of elements: bounded, without a document type, nothing expanded.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::SchemaFault;

/// Levels of elements at the most.
const DEPTH_MAX: usize = 64;

/// Elements and attributes at the most; the metadata of the largest services has some hundred thousand.
const PARTS_MAX: usize = 2_000_000;

/// An element.
#[derive(Debug)]
pub(super) struct Element {
    /// Its name without a prefix.
    pub(super) name: String,
    /// Its attributes, named as they are written.
    attributes: Vec<(String, String)>,
    pub(super) children: Vec<Element>,
    /// The text directly in it, without outer white space.
    pub(super) text: String,
    line: usize,
}

impl Element {
    /// The value of an attribute, named as it is written.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The children of a name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> + 'a {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// Where it stands, for messages.
    pub(super) fn place(&self) -> String {
        format!("line {}", self.line)
    }
}

/// Reads a document into its root element.
pub(super) fn parse(text: &str) -> Result<Element, SchemaFault> {
    let mut tree = Tree {
        text,
        seen: 0,
        line: 1,
        parts: 0,
        open: Vec::new(),
        root: None,
    };
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    loop {
        let event = reader.read_event();
        tree.advance(reader.buffer_position());
        match event {
            Ok(Event::Start(tag)) => tree.start(&tag)?,
            Ok(Event::End(_)) => tree.end(),
            Ok(Event::Text(text)) => tree.push_text(&text.xml10_content()),
            Ok(Event::CData(text)) => tree.push_text(&text.xml10_content()),
            Ok(Event::GeneralRef(reference)) => {
                let name = reference.xml10_content();
                let known = quick_xml::escape::unescape(&format!("&{name};"))
                    .map(std::borrow::Cow::into_owned);
                match known {
                    Ok(text) => tree.push_text(&text),
                    Err(_unknown) => return Err(tree.fault(format!("the entity `&{name};`"))),
                }
            }
            Ok(Event::DocType(_)) => return Err(tree.fault("a document type (`<!DOCTYPE`)")),
            Ok(Event::Eof) => return tree.finish(),
            Ok(Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::Empty(_)) => {}
            Err(error) => return Err(tree.fault(format!("text that is not XML ({error})"))),
        }
    }
}

struct Tree<'a> {
    text: &'a str,
    /// Bytes whose lines were counted.
    seen: usize,
    line: usize,
    parts: usize,
    open: Vec<Element>,
    root: Option<Element>,
}

impl Tree<'_> {
    fn advance(&mut self, position: u64) {
        let position = usize::try_from(position).unwrap_or(usize::MAX);
        let passed = self.text.get(self.seen..position).unwrap_or_default();
        self.line += passed.matches('\n').count();
        self.seen = self.seen.max(position);
    }

    fn fault(&self, found: impl Into<String>) -> SchemaFault {
        let at = format!("line {}", self.line);
        SchemaFault::new(at, found, "an OData metadata document in plain XML")
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), SchemaFault> {
        if self.open.len() >= DEPTH_MAX {
            return Err(self.fault(format!("elements deeper than {DEPTH_MAX} levels")));
        }
        if self.open.is_empty() && self.root.is_some() {
            return Err(self.fault("a second root element"));
        }
        self.parts += 1;
        let mut attributes = Vec::new();
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|error| self.fault(error.to_string()))?;
            self.parts += 1;
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|error| self.fault(error.to_string()))?;
            attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
        }
        if self.parts > PARTS_MAX {
            return Err(self.fault(format!("more than {PARTS_MAX} elements and attributes")));
        }
        self.open.push(Element {
            name: tag.local_name().as_ref().to_owned(),
            attributes,
            children: Vec::new(),
            text: String::new(),
            line: self.line,
        });
        Ok(())
    }

    fn push_text(&mut self, text: &str) {
        if let Some(element) = self.open.last_mut() {
            element.text.push_str(text);
        }
    }

    fn end(&mut self) {
        let Some(mut element) = self.open.pop() else {
            return;
        };
        let trimmed = element.text.trim().to_owned();
        element.text = trimmed;
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
    }

    fn finish(mut self) -> Result<Element, SchemaFault> {
        if let Some(open) = self.open.pop() {
            return Err(self.fault(format!("an end inside <{}>", open.name)));
        }
        match self.root.take() {
            Some(root) => Ok(root),
            None => Err(self.fault("no element")),
        }
    }
}
