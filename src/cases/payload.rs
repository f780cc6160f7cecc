//! A payload as a list of paths and values: `addresses[1].Country`.

use landbridge_contract::{Fields, Value};

use crate::diagnose::Location;
use crate::mapping::{CheckedMapping, RuleKind};

/// The values of a payload with their paths, in the order in which they are sent. Parts are counted
/// from 1; a list or a record without parts is a value of its own.
pub fn flatten(fields: &Fields) -> Vec<(String, Value)> {
    let mut flat = Vec::new();
    push_fields("", fields, &mut flat);
    flat
}

fn push_fields(within: &str, fields: &Fields, flat: &mut Vec<(String, Value)>) {
    for (name, value) in fields {
        let path = if within.is_empty() {
            name.to_string()
        } else {
            format!("{within}.{name}")
        };
        push(path, value, flat);
    }
}

fn push(path: String, value: &Value, flat: &mut Vec<(String, Value)>) {
    match value {
        Value::Record(fields) if !fields.is_empty() => push_fields(&path, fields, flat),
        Value::List(items) if !items.is_empty() => {
            for (number, item) in (1..).zip(items) {
                push(format!("{path}[{number}]"), item, flat);
            }
        }
        other => flat.push((path, other.clone())),
    }
}

/// A path without the numbers of its parts: `addresses.Country`.
pub(super) fn without_numbers(path: &str) -> String {
    let mut plain = String::with_capacity(path.len());
    let mut is_number = false;
    for sign in path.chars() {
        match sign {
            '[' => is_number = true,
            ']' => is_number = false,
            other if !is_number => plain.push(other),
            _ => {}
        }
    }
    plain
}

/// Where the rule stands that fills an attribute, named with its path; of a path that is longer than
/// the rules go, the last rule on it.
pub fn rule_at<'a>(mapping: &'a CheckedMapping, path: &str) -> Option<&'a Location> {
    let plain = without_numbers(path);
    let mut rules = &mapping.fields;
    let mut found = None;
    for name in plain.split('.') {
        let Some(rule) = rules.iter().find(|rule| *rule.attribute.name == *name) else {
            return found;
        };
        found = Some(&rule.attribute.at);
        match &rule.kind {
            RuleKind::Nested(nested) => rules = &nested.fields,
            RuleKind::Value(_) => return found,
        }
    }
    found
}

/// Whether two values are the same on the wire: numbers by what they amount to, dates as they are
/// written.
pub(super) fn same(expected: &Value, got: &Value) -> bool {
    if let (Some(left), Some(right)) = (expected.as_decimal(), got.as_decimal()) {
        return left == right;
    }
    match (expected, got) {
        (Value::Text(text), date @ (Value::Date(_) | Value::DateTime(_)))
        | (date @ (Value::Date(_) | Value::DateTime(_)), Value::Text(text)) => {
            date.to_string() == text.as_str()
        }
        (left, right) => left == right,
    }
}
