//! Length: text has no fewer and no more characters than the ERP accepts.
//!
//! A character is a Unicode scalar value: `é` written as one counts as one.
//! Example: `SupplierSite` holds 15 characters and the text has 18: *expected at most 15
//! characters*.

use landbridge_contract::Value;

use crate::diagnose::codes;
use crate::schema::{Attribute, Violation};

pub(super) fn check(attribute: &Attribute, value: &Value, out: &mut Vec<Violation>) {
    let Value::Text(text) = value else { return };
    if let Some(max) = attribute.length_max {
        // No character takes less than a byte, so most texts need no counting.
        if text.len() > size(max) && text.chars().count() > size(max) {
            out.push(violation("most", max));
        }
    }
    if let Some(min) = attribute.length_min
        && text.chars().count() < size(min)
    {
        out.push(violation("least", min));
    }
}

fn violation(bound: &str, limit: u32) -> Violation {
    let plural = if limit == 1 { "" } else { "s" };
    Violation {
        code: &codes::VAL_LENGTH,
        expected: format!("at {bound} {limit} character{plural}"),
    }
}

fn size(limit: u32) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}
