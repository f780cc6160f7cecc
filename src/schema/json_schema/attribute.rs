//! Attributes of a JSON Schema: types, formats, allowed values, patterns.

use std::collections::BTreeSet;

use landbridge_contract::Name;
use serde_json::Value as Json;

use super::gather::{Keywords, Reader, admits_null, place};
use super::{bounds, scalar_text};
use crate::schema::document::kind;
use crate::schema::{AllowChanges, Attribute, AttributeKind, SchemaFault};

/// Keywords of an attribute that are honoured.
const KNOWN: &[&str] = &[
    "maxLength",
    "minLength",
    "pattern",
    "enum",
    "const",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "format",
];

/// The types that a place admits.
#[derive(Debug)]
pub(super) struct Types<'a> {
    /// None where any is admitted.
    names: Option<BTreeSet<&'a str>>,
    /// Whether null is admitted.
    pub(super) null: bool,
}

impl<'a> Types<'a> {
    /// The types that all of these schemas admit.
    pub(super) fn of(gathered: &[&'a Keywords], at: &str) -> Result<Self, SchemaFault> {
        let mut names: Option<BTreeSet<&'a str>> = None;
        let nullable =
            |one: &&Keywords| one.get("nullable") == Some(&Json::Bool(true)) || admits_null(one);
        let mut null = gathered.iter().any(nullable);
        for stated in gathered.iter().filter_map(|one| one.get("type")) {
            let mut listed = listed(stated, at)?;
            null |= listed.remove("null");
            names = Some(match names {
                None => listed,
                Some(earlier) => both(&earlier, &listed),
            });
        }
        Ok(Self { names, null })
    }

    pub(super) fn admits(&self, name: &str) -> bool {
        self.names.as_ref().is_none_or(|names| names.contains(name))
    }

    pub(super) fn is_only(&self, name: &str) -> bool {
        self.names
            .as_ref()
            .is_some_and(|names| names.len() == 1 && names.contains(name))
    }

    pub(super) fn described(&self) -> String {
        let names: Vec<&str> = self.names.iter().flatten().copied().collect();
        format!("a JSON Schema of type {}", names.join(", "))
    }

    /// The kind of attribute; none where the model has none for these types.
    fn kind(&self) -> Option<AttributeKind> {
        let names: Vec<&str> = self.names.as_ref()?.iter().copied().collect();
        match names.as_slice() {
            ["string"] => Some(AttributeKind::Text),
            ["integer"] => Some(AttributeKind::Integer),
            ["number"] | ["integer", "number"] => Some(AttributeKind::Number),
            ["boolean"] => Some(AttributeKind::Boolean),
            _ => None,
        }
    }
}

/// What both admit; every integer is a number.
fn both<'a>(left: &BTreeSet<&'a str>, right: &BTreeSet<&'a str>) -> BTreeSet<&'a str> {
    let mut both: BTreeSet<&'a str> = left.intersection(right).copied().collect();
    for (one, other) in [(left, right), (right, left)] {
        if one.contains("integer") && other.contains("number") {
            both.insert("integer");
        }
    }
    both
}

fn listed<'a>(stated: &'a Json, at: &str) -> Result<BTreeSet<&'a str>, SchemaFault> {
    let fault =
        |found: &Json| SchemaFault::new(place(at), kind(found), "a type or a list of types");
    let name = |one: &'a Json| one.as_str().ok_or_else(|| fault(one));
    match stated {
        Json::String(one) => Ok(BTreeSet::from([one.as_str()])),
        Json::Array(list) => list.iter().map(name).collect(),
        other => Err(fault(other)),
    }
}

impl<'a> Reader<'a> {
    /// Reads all that applies to one attribute.
    pub(super) fn attribute(
        &mut self,
        gathered: &[&'a Keywords],
        types: &Types<'_>,
        name: &str,
        required: bool,
        at: &str,
    ) -> Result<Attribute, SchemaFault> {
        self.note_unknown(gathered, KNOWN, at);
        let allowed = allowed(gathered, at)?;
        let kind = self.kind(gathered, types, allowed.is_some(), at);
        let mut attribute = Attribute::new(name, kind);
        attribute.allowed = allowed;
        let read_only = gathered
            .iter()
            .any(|one| one.get("readOnly") == Some(&Json::Bool(true)));
        // What only the target fills is required of its answers, not of what is sent.
        attribute.required = required && !types.null && !read_only;
        if required && types.null {
            self.note(
                at,
                "must be sent even where it has no value (`omit: never`)",
            );
        }
        if read_only {
            attribute.allow_changes = AllowChanges::Never;
        }
        self.patterns(gathered, &mut attribute, at)?;
        self.bounds(gathered, &mut attribute, at)?;
        Ok(attribute)
    }

    fn kind(
        &mut self,
        gathered: &[&'a Keywords],
        types: &Types<'_>,
        listed: bool,
        at: &str,
    ) -> AttributeKind {
        let kind = types.kind().unwrap_or(AttributeKind::Any);
        if kind == AttributeKind::Any && !listed {
            self.note(at, "the type of the value is not checked");
        }
        let mut format_kind = None;
        for format in gathered.iter().filter_map(|one| one.get("format")) {
            match format.as_str() {
                Some("date") => format_kind = Some(AttributeKind::Date),
                Some("date-time") => format_kind = Some(AttributeKind::DateTime),
                // Formats of numbers say how they are kept, not which are accepted.
                Some("int32" | "int64" | "float" | "double") => {}
                _ => self.note(at, &format!("format {format} is not checked")),
            }
        }
        match kind {
            AttributeKind::Text | AttributeKind::Any => format_kind.unwrap_or(kind),
            _ => kind,
        }
    }

    fn patterns(
        &mut self,
        gathered: &[&'a Keywords],
        attribute: &mut Attribute,
        at: &str,
    ) -> Result<(), SchemaFault> {
        for stated in gathered.iter().filter_map(|one| one.get("pattern")) {
            let Json::String(pattern) = stated else {
                return Err(SchemaFault::new(
                    place(at),
                    kind(stated),
                    "text in `pattern`",
                ));
            };
            match regex::Regex::new(&ascii_classes(pattern)) {
                Ok(regex) if attribute.pattern.is_none() => attribute.pattern = Some(regex),
                Ok(_) => self.note(
                    at,
                    &format!("a second pattern, `{pattern}`, is not checked"),
                ),
                Err(_) => self.note(
                    at,
                    &format!(
                        "the pattern `{pattern}` is of a kind that is not understood; not checked"
                    ),
                ),
            }
        }
        Ok(())
    }

    fn bounds(
        &mut self,
        gathered: &[&'a Keywords],
        attribute: &mut Attribute,
        at: &str,
    ) -> Result<(), SchemaFault> {
        // `multipleOf` first: an exclusive bound is brought to the next number that is kept.
        for keyword in ["multipleOf"]
            .into_iter()
            .chain(bounds::KEYWORDS.iter().copied())
        {
            for stated in gathered.iter().filter_map(|one| stated(one, keyword)) {
                if let Some(note) = bounds::apply(attribute, keyword, stated, at)? {
                    self.note(at, &note);
                }
            }
        }
        Ok(())
    }
}

/// What a keyword states. OpenAPI 3.0 has `exclusiveMinimum: true` beside the bound that it makes exclusive.
fn stated<'a>(keywords: &'a Keywords, keyword: &str) -> Option<&'a Json> {
    match (keywords.get(keyword)?, keyword) {
        (Json::Bool(true), "exclusiveMinimum") => keywords.get("minimum"),
        (Json::Bool(true), "exclusiveMaximum") => keywords.get("maximum"),
        (Json::Bool(false), "exclusiveMinimum" | "exclusiveMaximum") => None,
        (stated, _) => Some(stated),
    }
}

/// The values of `enum` and `const` that all schemas admit; null is left to `required`.
fn allowed(gathered: &[&Keywords], at: &str) -> Result<Option<BTreeSet<Name>>, SchemaFault> {
    let mut allowed: Option<BTreeSet<Name>> = None;
    for keywords in gathered {
        let constant = keywords.get("const").map(std::slice::from_ref);
        let list = match keywords.get("enum") {
            Some(Json::Array(list)) => Some(list.as_slice()),
            Some(other) => {
                return Err(SchemaFault::new(place(at), kind(other), "a list in `enum`"));
            }
            None => None,
        };
        for stated in constant.into_iter().chain(list) {
            let mut values = BTreeSet::new();
            for value in stated.iter().filter(|value| !value.is_null()) {
                let text = scalar_text(value).ok_or_else(|| {
                    SchemaFault::new(place(at), kind(value), "texts, numbers, true or false")
                })?;
                values.insert(Name::from(text));
            }
            allowed = Some(match allowed {
                None => values,
                Some(earlier) => earlier.intersection(&values).cloned().collect(),
            });
        }
    }
    Ok(allowed)
}

/// JSON Schema's `\d` and `\w` mean ASCII only; here they would match the digits and letters of
/// every script.
fn ascii_classes(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            out.push(character);
            continue;
        }
        match characters.next() {
            Some('d') => out.push_str("[0-9]"),
            Some('D') => out.push_str("[^0-9]"),
            Some('w') => out.push_str("[A-Za-z0-9_]"),
            Some('W') => out.push_str("[^A-Za-z0-9_]"),
            Some('/') => out.push('/'),
            Some(other) => out.extend(['\\', other]),
            None => out.push('\\'),
        }
    }
    out
}
