//! Gathering all that applies to one place of a JSON Schema, and noting what is not checked.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use crate::schema::SchemaFault;
use crate::schema::document::kind;

/// A schema object with its keywords.
pub(super) type Keywords = Map<String, Json>;

/// Attributes and nested parts that are read from one document. A document whose references
/// multiply themselves ends here instead of filling the memory; real objects have some hundreds.
const PARTS_MAX: usize = 50_000;

/// Schemas that may apply to one place; a bound on chains of references.
const GATHERED_MAX: usize = 256;

/// Nested levels that are read; a bound on chains of references.
pub(super) const DEPTH_MAX: usize = 32;

/// Keywords that describe and demand nothing.
const ANNOTATIONS: &[&str] = &[
    "$schema",
    "$id",
    "$comment",
    "$defs",
    "definitions",
    "$anchor",
    "$vocabulary",
    "title",
    "description",
    "default",
    "examples",
    "example",
    "deprecated",
    "writeOnly",
    "externalDocs",
    "xml",
];

/// Reads one document.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    document: &'a Json,
    /// References followed between the root and the place being read.
    pub(super) followed: Vec<&'a str>,
    /// Nested levels between the root and the place being read.
    pub(super) depth: usize,
    notes: Vec<String>,
    noted: BTreeSet<String>,
    parts: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(document: &'a Json) -> Self {
        Self {
            document,
            followed: Vec::new(),
            depth: 0,
            notes: Vec::new(),
            noted: BTreeSet::new(),
            parts: 0,
        }
    }

    pub(super) fn into_notes(self) -> Vec<String> {
        self.notes
    }

    /// Notes something that is not checked, once.
    pub(super) fn note(&mut self, at: &str, what: &str) {
        let at = if at.is_empty() { "document" } else { at };
        let note = format!("{at}: {what}");
        if self.noted.insert(note.clone()) {
            self.notes.push(note);
        }
    }

    /// Counts a part; a fault where there are too many.
    pub(super) fn count_part(&mut self, at: &str) -> Result<(), SchemaFault> {
        self.parts += 1;
        if self.parts > PARTS_MAX {
            return Err(SchemaFault::new(
                at,
                format!("more than {PARTS_MAX} attributes"),
                "the schema of one object",
            ));
        }
        Ok(())
    }

    /// All schemas that apply to one place: these, what they refer to, and their `allOf`.
    /// None where one of them leads back to a place that is being read.
    pub(super) fn gather(
        &mut self,
        schemas: &[&'a Json],
        at: &str,
    ) -> Result<Option<Vec<&'a Keywords>>, SchemaFault> {
        let mut waiting: Vec<&'a Json> = schemas.iter().rev().copied().collect();
        let mut gathered = Vec::new();
        let before = self.followed.len();
        while let Some(schema) = waiting.pop() {
            let keywords = match schema {
                Json::Object(keywords) => keywords,
                Json::Bool(true) => continue,
                other => return Err(SchemaFault::new(place(at), kind(other), "a schema")),
            };
            if gathered.len() >= GATHERED_MAX {
                let found = format!("more than {GATHERED_MAX} schemas that apply at once");
                return Err(SchemaFault::new(place(at), found, "fewer references"));
            }
            gathered.push(keywords);
            if let Some(list) = keywords.get("allOf") {
                let list = list
                    .as_array()
                    .ok_or_else(|| SchemaFault::new(place(at), kind(list), "a list in `allOf`"))?;
                waiting.extend(list.iter().rev());
            }
            if let Some(reference) = keywords.get("$ref") {
                let reference = reference.as_str().ok_or_else(|| {
                    SchemaFault::new(place(at), kind(reference), "text in `$ref`")
                })?;
                let (earlier, here) = self.followed.split_at(before);
                if earlier.contains(&reference) {
                    return Ok(None);
                }
                if !here.contains(&reference) {
                    self.followed.push(reference);
                    waiting.push(self.resolve(reference, at)?);
                }
            }
            waiting.extend(only_alternative(keywords));
        }
        Ok(Some(gathered))
    }

    /// What a reference leads to, within the document.
    fn resolve(&self, reference: &str, at: &str) -> Result<&'a Json, SchemaFault> {
        let pointer = reference.strip_prefix('#');
        pointer
            .and_then(|pointer| self.document.pointer(pointer))
            .ok_or_else(|| {
                let expected = "a place in this document, such as `#/$defs/address`";
                SchemaFault::new(place(at), format!("`$ref` to \"{reference}\""), expected)
            })
    }

    /// Notes every keyword that is neither an annotation nor one that `known` honours.
    pub(super) fn note_unknown(&mut self, gathered: &[&'a Keywords], known: &[&str], at: &str) {
        const EVERYWHERE: &[&str] = &["$ref", "allOf", "type", "nullable", "readOnly"];
        for keywords in gathered {
            for (keyword, value) in *keywords {
                let name = keyword.as_str();
                let may_be_empty = matches!(name, "anyOf" | "oneOf") && optional(value).is_some();
                let read = may_be_empty
                    || name.starts_with("x-")
                    || ANNOTATIONS.contains(&name)
                    || EVERYWHERE.contains(&name)
                    || known.contains(&name);
                if !read {
                    self.note(at, &format!("`{name}` is not checked"));
                }
            }
        }
    }
}

/// `anyOf` and `oneOf` of one schema and `null` are how "may be empty" is often written.
fn only_alternative(keywords: &Keywords) -> impl Iterator<Item = &Json> {
    ["anyOf", "oneOf"]
        .iter()
        .filter_map(|keyword| optional(keywords.get(*keyword)?))
}

/// The one alternative beside `null`, where there are just these two.
fn optional(alternatives: &Json) -> Option<&Json> {
    let [left, right] = alternatives.as_array()?.as_slice() else {
        return None;
    };
    match (is_null(left), is_null(right)) {
        (false, true) => Some(left),
        (true, false) => Some(right),
        _ => None,
    }
}

fn is_null(schema: &Json) -> bool {
    schema.get("type").is_some_and(|stated| stated == "null")
}

/// Whether `anyOf` or `oneOf` admits `null`.
pub(super) fn admits_null(keywords: &Keywords) -> bool {
    let mut alternatives = ["anyOf", "oneOf"]
        .iter()
        .filter_map(|keyword| keywords.get(*keyword));
    alternatives.any(|one| optional(one).is_some())
}

pub(super) fn place(at: &str) -> String {
    if at.is_empty() {
        "document".to_owned()
    } else {
        at.to_owned()
    }
}
