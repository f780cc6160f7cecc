//! Changes single named values in the text of a YAML file and leaves everything else as it stands:
//! comments, order, white space, line ends. Pure.

mod print;

#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::Arc;

pub(crate) use print::{flow, named_values, scalar};

use super::yaml::{Entry, Node, Tree, parse};
use crate::diagnose::Diagnostics;

/// Where a key goes that is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place<'a> {
    First,
    /// Behind this key; at the end where it is not there.
    Behind(&'a str),
    Last,
}

/// A map in a text, found by the keys that lead to it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Within<'a>(pub(crate) &'a [String]);

/// Puts a value (as YAML on one line) behind `key`, or takes the key away with none. The error is why
/// that cannot be.
pub(crate) fn set(
    text: &str,
    within: Within<'_>,
    key: &str,
    value: Option<&str>,
    place: Place<'_>,
) -> Result<String, String> {
    let root = tree(text)?;
    let (map, entries) = within.find(&root)?;
    let flow = text.as_bytes().get(map.span.start) == Some(&b'{');
    let known = entries.iter().position(|entry| entry.key == key);
    let (range, new) = match (known, value) {
        (None, None) => return Ok(text.to_owned()),
        (Some(index), None) if flow => without(text, map, entries, index),
        (Some(index), None) => without_lines(text, entries, index),
        (Some(index), Some(value)) => replaced(text, entries, index, value),
        (None, Some(value)) => {
            let stated = format!("{}: {value}", scalar(key));
            added(text, (map, entries, flow), &stated, place)
                .ok_or_else(|| format!("`{key}` has no place in {}", within.0.join(".")))?
        }
    };
    let mut changed = text.to_owned();
    changed.replace_range(range, &new);
    Ok(changed)
}

/// The tree of a text that is known to be YAML.
pub(crate) fn tree(text: &str) -> Result<Node, String> {
    let mut out = Diagnostics::default();
    let root = parse(&Arc::from(""), text, &mut out);
    match (root, out.0.first()) {
        (Some(root), None) => Ok(root),
        (_, Some(wrong)) => Err(format!(
            "found {}, expected {}",
            wrong.found, wrong.expected
        )),
        (None, None) => Err("found nothing, expected YAML".to_owned()),
    }
}

impl Within<'_> {
    fn find(self, root: &Node) -> Result<(&Node, &[Entry]), String> {
        let mut node = root;
        for key in self.0 {
            let Tree::Map(entries) = &node.tree else {
                return Err(format!("`{key}` is not there"));
            };
            let entry = entries.iter().find(|entry| entry.key == *key);
            node = &entry.ok_or_else(|| format!("`{key}` is not there"))?.node;
        }
        match &node.tree {
            Tree::Map(entries) => Ok((node, entries)),
            Tree::Null | Tree::Scalar(_) | Tree::List(_) => {
                Err(format!("{} holds no named values", self.0.join(".")))
            }
        }
    }
}

type Change = (Range<usize>, String);

fn replaced(text: &str, entries: &[Entry], index: usize, value: &str) -> Change {
    let Some(entry) = entries.get(index) else {
        return (0..0, String::new());
    };
    let colon = behind_colon(text, entry);
    let written = entry.node.span.clone();
    let between = text.get(colon..written.start).unwrap_or_default();
    if written.is_empty() || between.contains('\n') {
        return (colon..end(text, entry), format!(" {value}"));
    }
    (written.start..end(text, entry), value.to_owned())
}

/// Takes an entry out of a map in brackets, with the comma before it or, for the first, behind it.
fn without(text: &str, map: &Node, entries: &[Entry], index: usize) -> Change {
    let Some(entry) = entries.get(index) else {
        return (0..0, String::new());
    };
    let own = entry.span.start..end(text, entry);
    let before = index.checked_sub(1).and_then(|before| entries.get(before));
    let before = before.map(|before| end(text, before)..own.start);
    let behind = entries.get(index + 1).map(|next| own.end..next.span.start);
    let plain = |gap: &Range<usize>| !text.get(gap.clone()).is_some_and(|gap| gap.contains('#'));
    // A comment between them belongs to what stays: then the key goes with one comma and nothing else.
    let range = match (before, behind) {
        (Some(gap), _) if plain(&gap) => gap.start..own.end,
        (None, Some(gap)) if plain(&gap) => own.start..gap.end,
        (_, Some(gap)) => {
            let comma = text.get(gap.clone()).and_then(|gap| gap.find(','));
            own.start..comma.map_or(own.end, |comma| gap.start + comma + 1)
        }
        // A comma behind the last value is allowed.
        (Some(_), None) => own,
        (None, None) => map.span.start + 1..map.span.end.saturating_sub(1),
    };
    (range, String::new())
}

/// Takes the lines of an entry out, with what is noted behind it.
fn without_lines(text: &str, entries: &[Entry], index: usize) -> Change {
    let Some(entry) = entries.get(index) else {
        return (0..0, String::new());
    };
    let begin = line_begin(text, entry.span.start);
    let end = line_end(text, end(text, entry));
    let behind = text.get(end..).unwrap_or_default();
    let more = match behind {
        _ if behind.starts_with("\r\n") => 2,
        _ if behind.starts_with('\n') => 1,
        _ => 0,
    };
    (begin..end + more, String::new())
}

fn added(
    text: &str,
    (map, entries, flow): (&Node, &[Entry], bool),
    stated: &str,
    place: Place<'_>,
) -> Option<Change> {
    let anchor = match place {
        Place::First => None,
        Place::Behind(key) => entries
            .iter()
            .find(|entry| entry.key == key)
            .or(entries.last()),
        Place::Last => entries.last(),
    };
    let first = entries.first();
    if flow {
        return Some(match (anchor, first) {
            (Some(anchor), _) => {
                let at = end(text, anchor);
                (at..at, format!(", {stated}"))
            }
            (None, Some(first)) => {
                let at = first.span.start;
                (at..at, format!("{stated}, "))
            }
            (None, None) => (map.span.clone(), format!("{{ {stated} }}")),
        });
    }
    let first = first?;
    let begin = line_begin(text, first.span.start);
    let indent = text.get(begin..first.span.start)?;
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    Some(match anchor {
        Some(anchor) => {
            let at = line_end(text, end(text, anchor));
            (at..at, format!("{newline}{indent}{stated}"))
        }
        None => (begin..begin, format!("{indent}{stated}{newline}")),
    })
}

/// Where the value of an entry ends, without white space and line ends that belong to a block.
fn end(text: &str, entry: &Entry) -> usize {
    if entry.node.span.is_empty() {
        return behind_colon(text, entry);
    }
    let written = text.get(..entry.end()).unwrap_or_default();
    written.trim_end_matches([' ', '\t', '\r', '\n']).len()
}

fn behind_colon(text: &str, entry: &Entry) -> usize {
    let behind = text.get(entry.span.end..).unwrap_or_default();
    entry.span.end + behind.find(':').map_or(0, |colon| colon + 1)
}

fn line_begin(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    before.rfind('\n').map_or(0, |newline| newline + 1)
}

/// Where the line ends, before its line end.
fn line_end(text: &str, at: usize) -> usize {
    let behind = text.get(at..).unwrap_or_default();
    let line = behind.split('\n').next().unwrap_or_default();
    at + line.trim_end_matches('\r').len()
}
