//! Texts with places: `/companies({company})/vendors/{id}`.
//!
//! What stands in a place is encoded where the text goes: a value never leaves the part of a path or query
//! that its place has. Two braces mean one: `{{`, `}}`.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but the characters that never need encoding (RFC 3986, "unreserved").
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A text with places.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Template(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Place(Slot),
}

/// What can stand in a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Slot {
    /// The target id of the record.
    Id,
    /// Its version.
    Version,
    /// A text that is the same whenever the same record is sent with the same content.
    Idempotency,
    /// The comparisons of the business key.
    Filter,
    /// Name of an attribute of the business key.
    Name,
    /// Its value as a literal.
    Literal,
    /// The value of that attribute of the business key, as it is.
    Key(String),
    /// Records read so far.
    Offset,
    /// The same, counted from 1: the number of the next record.
    Position,
    /// The number of the page.
    Page,
    /// What the page before said of the next one.
    Cursor,
    /// Records wanted in a page.
    Size,
    /// The attributes that are mapped, with commas between them.
    Attributes,
    /// What the project states under that name.
    Parameter(String),
}

/// The places that a text may have, beside parameters.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Places(pub(crate) &'static [&'static str]);

/// Places of what is written anew.
pub(crate) const CREATING: Places = Places(&["idempotency", "key.ATTRIBUTE"]);
/// Places of what is asked or changed of one record.
pub(crate) const ONE: Places = Places(&["id", "version", "idempotency"]);
/// Places of a search.
pub(crate) const FINDING: Places = Places(&[
    "filter",
    "key.ATTRIBUTE",
    "offset",
    "position",
    "page",
    "cursor",
    "size",
    "attributes",
]);
/// Places of a reading.
pub(crate) const READING: Places =
    Places(&["offset", "position", "page", "cursor", "size", "attributes"]);
/// Places of a comparison.
pub(crate) const COMPARING: Places = Places(&["name", "literal"]);
/// Places of what concerns no record.
pub(crate) const PLAIN: Places = Places(&[]);

/// What is wrong with a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// A brace without its other.
    Brace,
    /// A place that cannot stand there.
    Place(String),
}

/// Gives what stands in a place; nothing where there is nothing.
pub(crate) type Values<'v> = dyn Fn(&Slot) -> Option<String> + 'v;

impl Template {
    /// The template of a text. `constants` are places whose text is known already; `parameters` are the names
    /// that the project states values for.
    pub(crate) fn parse(
        text: &str,
        places: Places,
        constants: &[(&str, &str)],
        parameters: &[String],
    ) -> Result<Self, Wrong> {
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, from) = rest.split_at_checked(at).ok_or(Wrong::Brace)?;
            literal.push_str(before);
            if let Some(after) = from.strip_prefix("{{").or_else(|| from.strip_prefix("}}")) {
                literal.extend(from.chars().next());
                rest = after;
                continue;
            }
            let inner = from.strip_prefix('{').ok_or(Wrong::Brace)?;
            let (name, after) = inner.split_once('}').ok_or(Wrong::Brace)?;
            rest = after;
            if let Some((_, constant)) = constants.iter().find(|(known, _)| *known == name) {
                literal.push_str(constant);
                continue;
            }
            let slot =
                slot(name, places, parameters).ok_or_else(|| Wrong::Place(name.to_owned()))?;
            if !literal.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut literal)));
            }
            parts.push(Part::Place(slot));
        }
        literal.push_str(rest);
        if !literal.is_empty() {
            parts.push(Part::Text(literal));
        }
        Ok(Self(parts))
    }

    /// The text as it is; nothing where a place has nothing.
    pub(crate) fn text(&self, values: &Values<'_>) -> Option<String> {
        let mut text = String::new();
        for part in &self.0 {
            match part {
                Part::Text(literal) => text.push_str(literal),
                Part::Place(slot) => text.push_str(&values(slot)?),
            }
        }
        Some(text)
    }

    /// The text as a path: what stands in a place stays within its segment. The error names no value.
    pub(crate) fn path(&self, values: &Values<'_>) -> Result<String, String> {
        let mut path = String::new();
        for part in &self.0 {
            match part {
                Part::Text(literal) => {
                    for sign in literal.chars() {
                        if sign.is_ascii_graphic() && !matches!(sign, '?' | '#' | '\\' | '%') {
                            path.push(sign);
                        } else {
                            let mut bytes = [0; 4];
                            path.push_str(&encode(sign.encode_utf8(&mut bytes)));
                        }
                    }
                }
                Part::Place(slot) => {
                    let value = values(slot).filter(|value| !value.is_empty());
                    let value = value.ok_or_else(|| format!("there is no {slot} for the path"))?;
                    path.push_str(&encode(&value));
                }
            }
        }
        // Segments of dots are taken as "here" and "up", whoever wrote them.
        if path.split('/').any(|segment| matches!(segment, "." | "..")) {
            return Err("a value of dots cannot stand in a path".to_owned());
        }
        Ok(path)
    }

    /// Whether it has such a place.
    pub(crate) fn has(&self, wanted: impl Fn(&Slot) -> bool) -> bool {
        let mut parts = self.0.iter();
        parts.any(|part| matches!(part, Part::Place(slot) if wanted(slot)))
    }

    /// Whether nothing but this place stands in it.
    pub(crate) fn is_only(&self, wanted: &Slot) -> bool {
        matches!(self.0.as_slice(), [Part::Place(slot)] if slot == wanted)
    }

    /// Whether it begins with this text.
    pub(crate) fn begins_with(&self, start: &str) -> bool {
        matches!(self.0.first(), Some(Part::Text(text)) if text.starts_with(start))
    }
}

fn slot(name: &str, places: Places, parameters: &[String]) -> Option<Slot> {
    if parameters.iter().any(|parameter| parameter == name) {
        return Some(Slot::Parameter(name.to_owned()));
    }
    if let Some(attribute) = name.strip_prefix("key.") {
        let may = places.0.contains(&"key.ATTRIBUTE") && !attribute.is_empty();
        return may.then(|| Slot::Key(attribute.to_owned()));
    }
    if !places.0.contains(&name) {
        return None;
    }
    Some(match name {
        "id" => Slot::Id,
        "version" => Slot::Version,
        "idempotency" => Slot::Idempotency,
        "filter" => Slot::Filter,
        "name" => Slot::Name,
        "literal" => Slot::Literal,
        "offset" => Slot::Offset,
        "position" => Slot::Position,
        "page" => Slot::Page,
        "cursor" => Slot::Cursor,
        "size" => Slot::Size,
        "attributes" => Slot::Attributes,
        _ => return None,
    })
}

/// Text percent-encoded for a query or a path segment.
pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

/// A query of rendered texts, encoded: `a=1&b=2`.
pub(crate) fn query(parts: impl IntoIterator<Item = (String, String)>) -> String {
    let mut query = String::new();
    for (name, value) in parts {
        if !query.is_empty() {
            query.push('&');
        }
        write!(query, "{}={}", encode(&name), encode(&value)).ok();
    }
    query
}

/// In words, for messages.
impl std::fmt::Display for Slot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Id => f.write_str("target id"),
            Self::Version => f.write_str("version"),
            Self::Key(name) => write!(f, "`{name}` in the business key"),
            Self::Parameter(name) => write!(f, "`{name}` among `parameters` of the target"),
            _ => f.write_str("value"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use percent_encoding::percent_decode_str;
    use proptest::prelude::*;

    fn template(text: &str) -> Template {
        Template::parse(text, ONE, &[("object", "Vendors")], &["company".to_owned()]).unwrap()
    }

    #[test]
    fn places_are_filled_and_two_braces_are_one() {
        let template = template("/c({company})/{object}/{id}?{{x}}");
        let values = |slot: &Slot| match slot {
            Slot::Parameter(name) => Some(format!("<{name}>")),
            Slot::Id => Some("a/b".to_owned()),
            _ => None,
        };
        assert_eq!(
            template.text(&values).unwrap(),
            "/c(<company>)/Vendors/a/b?{x}"
        );
        assert_eq!(
            template.path(&values).unwrap(),
            "/c(%3Ccompany%3E)/Vendors/a%2Fb%3F{x}"
        );
        assert_eq!(template.text(&|_| None), None);
    }

    #[test]
    fn a_place_that_cannot_stand_there_is_told() {
        let parse = |text| Template::parse(text, READING, &[], &[]);
        assert_eq!(parse("{id}"), Err(Wrong::Place("id".to_owned())));
        assert_eq!(parse("{key.A}"), Err(Wrong::Place("key.A".to_owned())));
        assert_eq!(parse("{offset"), Err(Wrong::Brace));
        assert_eq!(parse("a}b"), Err(Wrong::Brace));
        assert!(parse("{offset} {{}}").is_ok());
    }

    proptest! {
        /// Whatever the id: it stays one segment, and nothing of it is lost.
        #[test]
        fn a_value_stays_in_its_segment(id in "[ -~äß€]{1,20}") {
            let path = template("/a/{id}/b").path(&|_| Some(id.clone()));
            if let Ok(path) = path {
                let segments: Vec<&str> = path.split('/').collect();
                prop_assert_eq!(segments.len(), 4);
                prop_assert!(!path.contains(['?', '#']));
                let decoded = percent_decode_str(segments[2]).decode_utf8().unwrap();
                prop_assert_eq!(decoded.as_ref(), &*id);
            } else {
                prop_assert!(matches!(&*id, "." | ".."));
            }
        }
    }
}
