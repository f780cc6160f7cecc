//! What is in a file, from its first part: candidate record paths, and the paths in records.

use std::collections::BTreeMap;

use landbridge_contract::{ChildProjection, Name, Projection, SourcePart};

use crate::attributes::{ATTRIBUTES_MAX, Attribute};
use crate::pull::Tag;

/// Different paths kept; what comes after them is not surveyed.
const PATHS_MAX: usize = 10_000;

/// Candidates shown.
const CANDIDATES_MAX: usize = 20;

/// A tree of the elements met, each path once.
#[derive(Debug)]
pub(crate) struct Survey {
    nodes: Vec<Node>,
    /// The open elements; none for those that found no room.
    stack: Vec<Option<Visit>>,
}

#[derive(Debug, Default)]
struct Node {
    name: String,
    children: Vec<usize>,
    by_name: BTreeMap<String, usize>,
    attributes: Vec<String>,
    count: u64,
    /// The most under one parent.
    together: u64,
    has_text: bool,
}

#[derive(Debug, Default)]
struct Visit {
    node: usize,
    counts: BTreeMap<usize, u64>,
}

impl Survey {
    pub(crate) fn new() -> Self {
        Self {
            nodes: vec![Node::default()],
            stack: vec![Some(Visit::default())],
        }
    }

    /// Takes a start tag; `attributes` are those of the tag.
    pub(crate) fn start(&mut self, tag: &Tag<'_>, attributes: &[Attribute]) {
        let visit = self.enter(tag.name);
        if let Some(node) = visit
            .as_ref()
            .and_then(|visit| self.nodes.get_mut(visit.node))
        {
            for attribute in attributes {
                let name = tag
                    .attributes
                    .get(attribute.name.clone())
                    .unwrap_or_default();
                let declares = name == "xmlns" || name.starts_with("xmlns:");
                let room = node.attributes.len() < ATTRIBUTES_MAX;
                if room && !declares && !node.attributes.iter().any(|known| known == name) {
                    node.attributes.push(name.to_owned());
                }
            }
        }
        self.stack.push(visit);
    }

    fn enter(&mut self, name: &str) -> Option<Visit> {
        let room = self.nodes.len();
        let around = self.stack.last_mut()?.as_mut()?;
        let parent = self.nodes.get_mut(around.node)?;
        let node = match parent.by_name.get(name) {
            Some(node) => *node,
            None if room >= PATHS_MAX => return None,
            None => {
                parent.by_name.insert(name.to_owned(), room);
                parent.children.push(room);
                self.nodes.push(Node {
                    name: name.to_owned(),
                    ..Node::default()
                });
                room
            }
        };
        let count = around.counts.entry(node).or_insert(0);
        *count += 1;
        let met = self.nodes.get_mut(node)?;
        met.count += 1;
        met.together = met.together.max(*count);
        Some(Visit {
            node,
            counts: BTreeMap::new(),
        })
    }

    /// Takes text.
    pub(crate) fn text(&mut self, text: &str) {
        let visit = self.stack.last().and_then(Option::as_ref);
        if let Some(node) = visit.and_then(|visit| self.nodes.get_mut(visit.node)) {
            node.has_text |= !text.trim().is_empty();
        }
    }

    /// Takes the end of the innermost element.
    pub(crate) fn end(&mut self) {
        self.stack.pop();
    }

    /// Paths that could be records: those that repeat, those further out first; then the root.
    pub(crate) fn candidates(&self) -> Vec<SourcePart> {
        let mut found = Vec::new();
        let mut level: Vec<(usize, String)> = vec![(0, String::new())];
        while !level.is_empty() {
            let mut deeper = Vec::new();
            for (number, path) in level {
                let Some(node) = self.nodes.get(number) else {
                    continue;
                };
                if node.together > 1 {
                    found.push(part(&path, node.count));
                }
                for &child in &node.children {
                    let name = self.nodes.get(child).map(|child| child.name.as_str());
                    deeper.push((child, format!("{path}/{}", name.unwrap_or_default())));
                }
            }
            level = deeper;
        }
        found.truncate(CANDIDATES_MAX);
        let root = self.nodes.get(1);
        found.extend(root.map(|root| part(&format!("/{}", root.name), root.count)));
        found
    }

    /// A projection of all that was met inside the records.
    pub(crate) fn projection(&self) -> Projection {
        let root = self
            .nodes
            .first()
            .and_then(|document| document.children.first());
        let mut projection = Projection::default();
        if let Some(root) = root {
            self.collect(*root, "", &mut projection);
        }
        projection
    }

    fn collect(&self, number: usize, path: &str, into: &mut Projection) {
        let Some(node) = self.nodes.get(number) else {
            return;
        };
        let slash = if path.is_empty() { "" } else { "/" };
        for attribute in &node.attributes {
            into.fields
                .push(Name::from(format!("{path}{slash}@{attribute}")));
        }
        let leaf = node.children.is_empty() && (!path.is_empty() || node.attributes.is_empty());
        if leaf || node.has_text {
            into.fields
                .push(Name::from(if path.is_empty() { "." } else { path }));
        }
        for &child in &node.children {
            let Some(inner) = self.nodes.get(child) else {
                continue;
            };
            let below = format!("{path}{slash}{}", inner.name);
            if inner.together > 1 {
                let mut projection = Projection::default();
                self.collect(child, "", &mut projection);
                into.children.push(ChildProjection {
                    path: Name::from(below),
                    projection,
                });
            } else {
                self.collect(child, &below, into);
            }
        }
    }
}

fn part(path: &str, count: u64) -> SourcePart {
    let elements = if count == 1 { "element" } else { "elements" };
    SourcePart {
        name: path.to_owned(),
        note: format!("{count} {elements} in the first part of the file"),
    }
}
