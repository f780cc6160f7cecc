//! Nested lists: which element belongs to which.
//!
//! By the key that the rules name; else by the best evidence, an attribute whose name says that
//! it tells records apart and that does so in what was sent; else by position.

use std::collections::BTreeMap;

use landbridge_contract::{Name, Value};

use super::compare::{Comparison, Path, attribute};
use super::field_break::{BreakKind, FieldBreak, shown};

/// Ends of attribute names that tell records apart, the most telling first.
const TELLING_ENDS: &[&str] = &["Number", "Code", "Name", "Site", "Key", "Reference", "Id"];

/// Elements by their key, each with its number in the list.
type ByKey<'v> = BTreeMap<Vec<String>, Vec<(usize, &'v Value)>>;

impl Comparison<'_> {
    pub(super) fn list(&mut self, sent: &[Value], held: &[Value], path: &Path<'_>) {
        let stated = self.rules.child_keys.get(&path.plain());
        let key = stated.cloned().or_else(|| best_evidence(sent, held));
        match key {
            Some(key) => self.by_key(sent, held, &key, path),
            None => self.by_position(sent, held, path),
        }
    }

    fn by_position(&mut self, sent: &[Value], held: &[Value], path: &Path<'_>) {
        for (index, element) in sent.iter().enumerate() {
            let here = Path::Element(path, index);
            match held.get(index) {
                Some(other) => self.value(element, other, &here),
                None => self.push(BreakKind::Missing, element, &Value::Null, &here),
            }
        }
        for (index, element) in held.iter().enumerate().skip(sent.len()) {
            self.push(
                BreakKind::Unexpected,
                &Value::Null,
                element,
                &Path::Element(path, index),
            );
        }
    }

    fn by_key(&mut self, sent: &[Value], held: &[Value], key: &[Name], path: &Path<'_>) {
        let mut returned = by_key(held, key);
        let groups = by_key(sent, key);
        let mut repeated = BTreeMap::new();
        for (index, element) in sent.iter().enumerate() {
            let here = Path::Element(path, index);
            let of_element = key_of(element, key);
            let group = groups.get(&of_element).map_or(0, Vec::len);
            if group > 1 || of_element.iter().all(String::is_empty) {
                let matching = returned.remove(&of_element).unwrap_or_default().len();
                repeated.entry(of_element.clone()).or_insert(matching);
                let matching = repeated.get(&of_element).copied().unwrap_or_default();
                self.ambiguous(element, key, group, matching, &here);
                continue;
            }
            let Some(candidates) = returned.remove(&of_element) else {
                let expected = self.key_text(element, key, path);
                self.key_break(BreakKind::Missing, &here, expected, "nothing".to_owned());
                continue;
            };
            let mut candidates = candidates.into_iter();
            if let Some((_, other)) = candidates.next() {
                self.value(element, other, &here);
            }
            for (surplus, other) in candidates {
                let text = self.key_text(other, key, path);
                let there = Path::Element(path, surplus);
                self.key_break(
                    BreakKind::Duplicate,
                    &there,
                    text.clone(),
                    format!("{text} once more"),
                );
            }
        }
        let mut left: Vec<(usize, &Value)> = returned.into_values().flatten().collect();
        left.sort_unstable_by_key(|(index, _)| *index);
        for (index, element) in left {
            let found = self.key_text(element, key, path);
            let there = Path::Element(path, index);
            self.key_break(BreakKind::Unexpected, &there, "nothing".to_owned(), found);
        }
    }

    fn ambiguous(
        &mut self,
        element: &Value,
        key: &[Name],
        group: usize,
        matching: usize,
        here: &Path<'_>,
    ) {
        let text = self.key_text(element, key, here);
        let expected = match group {
            1 => format!("{text}, which tells nothing apart"),
            _ => format!("{text}, sent {group} times"),
        };
        let found = format!("{matching} nested records with it");
        self.key_break(BreakKind::Ambiguous, here, expected, found);
    }

    fn key_break(&mut self, kind: BreakKind, path: &Path<'_>, expected: String, found: String) {
        self.breaks
            .push(FieldBreak::new(kind, &path.numbered(), expected, found));
    }

    /// The key of an element as it may be shown: `LineNumber 3`.
    fn key_text(&self, element: &Value, key: &[Name], path: &Path<'_>) -> String {
        let part = |name: &Name| {
            let personal = self.rules.is_personal(&format!("{}.{name}", path.plain()));
            format!("{name} {}", shown(value_of(element, name), personal))
        };
        key.iter().map(part).collect::<Vec<_>>().join(", ")
    }
}

fn by_key<'v>(elements: &'v [Value], key: &[Name]) -> ByKey<'v> {
    let mut groups = ByKey::new();
    for (index, element) in elements.iter().enumerate() {
        let group = groups.entry(key_of(element, key)).or_default();
        group.push((index, element));
    }
    groups
}

fn key_of(element: &Value, key: &[Name]) -> Vec<String> {
    let part = |name: &Name| plain_text(value_of(element, name));
    key.iter().map(part).collect()
}

fn value_of<'v>(element: &'v Value, name: &str) -> &'v Value {
    match element {
        Value::Record(fields) => attribute(fields, name).unwrap_or(&Value::Null),
        _ => &Value::Null,
    }
}

/// The text by which keys are compared: numbers without zeros at the end, text without white
/// space at its end.
fn plain_text(value: &Value) -> String {
    match value.as_decimal() {
        Some(number) => number.normalize().to_string(),
        None => value.to_string().trim_end().to_owned(),
    }
}

/// The attribute that tells the elements sent apart, and most of whose values the ERP returns.
fn best_evidence(sent: &[Value], held: &[Value]) -> Option<Vec<Name>> {
    let Value::Record(first) = sent.first()? else {
        return None;
    };
    let end = |name: &str| TELLING_ENDS.iter().position(|end| name.ends_with(end));
    let candidates = first
        .iter()
        .filter_map(|(name, _)| Some((end(name)?, name)));
    let judged = candidates.filter_map(|(end, name)| {
        let key = [Name::clone(name)];
        let tells_apart = by_key(sent, &key).len() == sent.len()
            && sent.iter().all(|one| !value_of(one, name).is_blank());
        let is_returned = held.iter().all(|one| !value_of(one, name).is_blank());
        if !tells_apart || !is_returned {
            return None;
        }
        let returned = by_key(held, &key);
        let matched = sent
            .iter()
            .filter(|one| returned.contains_key(&key_of(one, &key)));
        Some((matched.count(), std::cmp::Reverse(end), key))
    });
    // Of equally good ones the first in the record: `max_by` keeps the last, so from the back.
    let judged: Vec<_> = judged.collect();
    let best = judged
        .into_iter()
        .rev()
        .max_by_key(|(matched, end, _)| (*matched, *end));
    best.map(|(_, _, key)| key.to_vec())
}
