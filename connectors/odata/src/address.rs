//! Addresses: percent-encoding, key predicates, and the target ids that stand in them.
//!
//! The target id of a record is the value of its key where the key is one property, and the key
//! predicate without parentheses (`Company='1000',Number=7`) where it is several. Addresses are made
//! here from the id: those that servers send are not reliable for keys with quotes.

use landbridge_contract::Text;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::edm::Edm;

/// All but the characters that never need encoding (RFC 3986, "unreserved").
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// In predicates what separates stays readable: `Company='1000',Number=7`.
const IN_PREDICATE: &AsciiSet = &ENCODED.remove(b'\'').remove(b',').remove(b'=').remove(b':');

/// Text percent-encoded for a query value.
pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

/// The path of the record with this target id; nothing where the id cannot be one.
pub(crate) fn record_path(set: &str, key: &[(String, Edm)], id: &str) -> Option<String> {
    let predicate = match key {
        // Without metadata the id says by its form what it is.
        [] => Edm::Long
            .literal(id)
            .or_else(|| Edm::Guid.literal(id))
            .or_else(|| Edm::Text.literal(id)),
        [(_, edm)] => edm.literal(id),
        several => {
            // Made by us of literals, or read from an address that the server made.
            let parts = split(id);
            let names = parts
                .iter()
                .map(|part| part.split_once('=').map(|(name, _)| name));
            let known = several.iter().map(|(name, _)| Some(name.as_str()));
            names.eq(known).then(|| id.to_owned())
        }
    }?;
    if id.is_empty() {
        return None;
    }
    let predicate = utf8_percent_encode(&predicate, IN_PREDICATE);
    Some(format!("{set}({predicate})"))
}

/// The target id of key values, in the order of the key; nothing where one is missing.
pub(crate) fn target_id<'a>(
    key: &[(String, Edm)],
    value: impl Fn(&str) -> Option<std::borrow::Cow<'a, str>>,
) -> Option<Text> {
    if let [(name, _)] = key {
        let text = value(name)?;
        return (!text.is_empty()).then(|| Text::from(text.as_ref()));
    }
    let mut id = Text::default();
    for (name, edm) in key {
        if !id.is_empty() {
            id.push(',');
        }
        id.push_str(name);
        id.push('=');
        id.push_str(&edm.literal(&value(name)?)?);
    }
    (!id.is_empty()).then_some(id)
}

/// The target id in an address like `Suppliers('V-1')`, relative or not.
pub(crate) fn id_in(address: &str, key: &[(String, Edm)]) -> Option<Text> {
    let path = address.split(['?', '#']).next()?.trim_end_matches('/');
    let decoded = percent_decode_str(path).decode_utf8().ok()?;
    let predicate = decoded.strip_suffix(')')?;
    // The first parenthesis of the last segment; a quoted key may hold more of both.
    let open = segment_start(predicate);
    let (_, predicate) = predicate.get(open..)?.split_once('(')?;
    if key.len() > 1 {
        let parts = split(predicate);
        // In the order of the key, whatever the server's.
        let part = |name: &str| {
            let part = parts.iter().find(|part| {
                part.strip_prefix(name)
                    .is_some_and(|rest| rest.starts_with('='))
            });
            part.copied()
        };
        let ordered: Option<Vec<&str>> = key.iter().map(|(name, _)| part(name)).collect();
        return ordered.map(|parts| Text::from(parts.join(",")));
    }
    let literal = match key {
        [(name, _)] => predicate
            .strip_prefix(name.as_str())
            .and_then(|rest| rest.strip_prefix('='))
            .unwrap_or(predicate),
        _ => predicate,
    };
    let id = Edm::text_of(literal);
    (!id.is_empty()).then(|| Text::from(id))
}

/// Where the last segment of a path begins; a slash inside quotes is part of a key.
fn segment_start(path: &str) -> usize {
    let mut quoted = false;
    let mut start = 0;
    for (at, sign) in path.char_indices() {
        match sign {
            '\'' => quoted = !quoted,
            '/' if !quoted => start = at + 1,
            _ => {}
        }
    }
    start
}

/// The parts of a predicate: a comma inside quotes is part of a value.
fn split(predicate: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut quoted = false;
    let mut start = 0;
    for (at, sign) in predicate.char_indices() {
        match sign {
            '\'' => quoted = !quoted,
            ',' if !quoted => {
                parts.extend(predicate.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.extend(predicate.get(start..));
    parts
}
