//! Allowed values: the value is one of the list that the attribute takes its values from.
//!
//! Spelling and case count. Numbers are compared as plain digits without zeros at the end.
//! Example: `SupplierType` accepts two codes and the value is a third: *expected one of
//! CONTRACTOR, SUPPLIER*.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use landbridge_contract::{Name, Text, Value};

use crate::diagnose::codes;
use crate::schema::{Attribute, Violation};

/// Values named in a message; of longer lists it says how many there are.
const SHOWN_MAX: usize = 12;

pub(super) fn check(attribute: &Attribute, value: &Value, out: &mut Vec<Violation>) {
    let Some(allowed) = &attribute.allowed else {
        return;
    };
    if !contains(allowed, value) {
        out.push(Violation {
            code: &codes::VAL_ALLOWED,
            expected: described(allowed),
        });
    }
}

fn contains(allowed: &BTreeSet<Name>, value: &Value) -> bool {
    match value {
        Value::Text(text) => allowed.contains(text.as_str()),
        Value::Bool(true) => allowed.contains("true"),
        Value::Bool(false) => allowed.contains("false"),
        Value::Null | Value::Reference(_) => true,
        Value::List(items) => items.iter().all(|item| contains(allowed, item)),
        Value::Decimal(number) => allowed.contains(inline(&number.normalize()).as_str()),
        Value::Integer(number) => allowed.contains(inline(number).as_str()),
        Value::Date(date) => allowed.contains(inline(date).as_str()),
        Value::DateTime(date_time) => allowed.contains(inline(date_time).as_str()),
        Value::Record(_) => false,
    }
}

/// The value's text, without an allocation while it is short.
fn inline(value: &impl std::fmt::Display) -> Text {
    let mut text = Text::default();
    write!(text, "{value}").expect("writing to memory does not fail");
    text
}

fn described(allowed: &BTreeSet<Name>) -> String {
    if allowed.is_empty() {
        return "no value: the list of allowed values is empty".to_owned();
    }
    let shown: Vec<&str> = allowed.iter().take(SHOWN_MAX).map(|one| &**one).collect();
    let shown = shown.join(", ");
    if allowed.len() > SHOWN_MAX {
        return format!("one of {} values: {shown}, …", allowed.len());
    }
    format!("one of {shown}")
}
