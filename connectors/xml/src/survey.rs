//! What is in a file, from its first part: candidate record paths, and the paths in records.

use std::collections::BTreeMap;

use landbridge_contract::{ChildProjection, Name, Projection, SourcePart};

use crate::attributes::ATTRIBUTES_MAX;
use crate::names::declared_prefix;
use crate::plan::ELEMENT_NAME;
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
    workbook: bool,
    whole: bool,
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
            workbook: false,
            whole: false,
        }
    }

    /// Says that the file has been surveyed to its end.
    pub(crate) fn finish(&mut self) {
        self.whole = true;
    }

    /// True where the root is that of a workbook of Excel 2003.
    pub(crate) fn workbook(&self) -> bool {
        self.workbook
    }

    /// Takes a start tag.
    pub(crate) fn start(&mut self, tag: &Tag<'_>) {
        if self.nodes.len() == 1 {
            self.workbook = is_workbook(tag);
        }
        let visit = self.enter(tag.name);
        if let Some(node) = visit
            .as_ref()
            .and_then(|visit| self.nodes.get_mut(visit.node))
        {
            for attribute in tag.attributes {
                let name = tag.text.get(attribute.name.clone()).unwrap_or_default();
                let declares = declared_prefix(name).is_some();
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
                    found.push(self.part(&path, node.count));
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
        found.extend(root.map(|root| self.part(&format!("/{}", root.name), root.count)));
        found
    }

    fn part(&self, path: &str, count: u64) -> SourcePart {
        let elements = if count == 1 { "element" } else { "elements" };
        SourcePart {
            name: path.to_owned(),
            note: format!("{count} {elements}{}", self.extent()),
        }
    }

    fn extent(&self) -> &'static str {
        if self.whole {
            ""
        } else {
            " in the first part of the file"
        }
    }

    /// The path that is most likely that of the records, with the evidence for it.
    ///
    /// A root that is the plural of its only child holds records. Otherwise the records are the
    /// elements that repeat beside each other and take up most of the file, where that is a good
    /// part of it; then the only child of the root, as of an envelope around one document; then
    /// whatever repeats; then the root.
    pub(crate) fn guess(&self) -> Option<(String, String)> {
        let sizes = self.sizes();
        let size = |node: usize| sizes.get(node).copied().unwrap_or(0);
        let root = self.nodes.get(1)?;
        let only = match root.children.as_slice() {
            &[only] if !root.has_text => Some(only),
            _ => None,
        };
        let plural = only.filter(|only| {
            self.nodes
                .get(*only)
                .is_some_and(|node| is_plural(&root.name, &node.name))
        });
        let repeating = self.largest(1, &sizes);
        let much = repeating.filter(|node| size(*node) * 10 >= size(1) * 3);
        let much = much.map(|node| self.inner(node, &sizes));
        let node = plural.or(much).or(only).or(repeating).unwrap_or(1);
        let path = self.path_of(node)?;
        let count = self.nodes.get(node)?.count;
        let evidence = format!("{count} of {path}{}", self.extent());
        Some((path, evidence))
    }

    /// Elements at each path and below it.
    fn sizes(&self) -> Vec<u64> {
        let mut sizes: Vec<u64> = self.nodes.iter().map(|node| node.count).collect();
        // Every child comes after its parent.
        for (number, node) in self.nodes.iter().enumerate().rev() {
            let below: u64 = node
                .children
                .iter()
                .filter_map(|child| sizes.get(*child))
                .sum();
            if let Some(size) = sizes.get_mut(number) {
                *size += below;
            }
        }
        sizes
    }

    /// The path below a node whose elements repeat and take up most; the outermost of equals.
    fn largest(&self, below: usize, sizes: &[u64]) -> Option<usize> {
        let mut best: Option<(u64, usize)> = None;
        let mut level = vec![below];
        while !level.is_empty() {
            let children = level.iter().filter_map(|number| self.nodes.get(*number));
            level = children
                .flat_map(|node| node.children.iter().copied())
                .collect();
            for &number in &level {
                let repeats = self.nodes.get(number).is_some_and(|node| node.together > 1);
                let size = sizes.get(number).copied().unwrap_or(0);
                if repeats && best.is_none_or(|(most, _)| size > most) {
                    best = Some((size, number));
                }
            }
        }
        best.map(|(_, number)| number)
    }

    /// What repeats inside a few large elements is more likely a record than they are.
    fn inner(&self, node: usize, sizes: &[u64]) -> usize {
        let count = |number: usize| self.nodes.get(number).map_or(0, |node| node.count);
        let size = |number: usize| sizes.get(number).copied().unwrap_or(0);
        match self.largest(node, sizes) {
            Some(inner)
                if count(node) < 10
                    && count(inner) >= 10 * count(node)
                    && size(inner) * 2 >= size(node) =>
            {
                inner
            }
            Some(_) | None => node,
        }
    }

    fn path_of(&self, wanted: usize) -> Option<String> {
        let mut path = String::new();
        let mut at = wanted;
        while at != 0 {
            path = format!("/{}{path}", self.nodes.get(at)?.name);
            at = self
                .nodes
                .iter()
                .position(|node| node.children.contains(&at))?;
        }
        Some(path)
    }

    /// A projection of all that was met inside the records.
    pub(crate) fn projection(&self) -> Projection {
        let mut projection = Projection::default();
        let document = self.nodes.first();
        if document.is_some_and(|document| document.children.len() > 1) {
            add_field(&mut projection, ELEMENT_NAME);
        }
        for root in document.iter().flat_map(|document| &document.children) {
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
            add_field(into, &format!("{path}{slash}@{attribute}"));
        }
        let leaf = node.children.is_empty() && (!path.is_empty() || node.attributes.is_empty());
        if leaf || node.has_text {
            add_field(into, if path.is_empty() { "." } else { path });
        }
        for &child in &node.children {
            let Some(inner) = self.nodes.get(child) else {
                continue;
            };
            let below = format!("{path}{slash}{}", inner.name);
            if inner.together > 1 {
                let mut known = into.children.iter_mut();
                if let Some(same) = known.find(|other| *other.path == *below) {
                    self.collect(child, "", &mut same.projection);
                    continue;
                }
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

fn add_field(into: &mut Projection, path: &str) {
    if !into.fields.iter().any(|known| **known == *path) {
        into.fields.push(Name::from(path));
    }
}

/// A workbook as Excel 2002 and 2003 write it as XML.
fn is_workbook(tag: &Tag<'_>) -> bool {
    let local = tag.name.rsplit(':').next().unwrap_or_default();
    local == "Workbook"
        && tag
            .text
            .contains("urn:schemas-microsoft-com:office:spreadsheet")
}

/// Whether a name is the plural of another, by the ways that names of elements are formed.
fn is_plural(many: &str, one: &str) -> bool {
    let local = |name: &str| -> String {
        let local = name.rsplit(':').next().unwrap_or_default();
        local.to_ascii_lowercase()
    };
    let (many, one) = (local(many), local(one));
    let ies = one.strip_suffix('y').map(|stem| format!("{stem}ies"));
    many == format!("{one}s")
        || many == format!("{one}es")
        || Some(&many) == ies.as_ref()
        || many == format!("{one}list")
}
