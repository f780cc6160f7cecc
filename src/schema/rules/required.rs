//! Required: an attribute that a new record must have has a value.
//!
//! Text of nothing but white space is no value: the ERP stores it as nothing.
//! Example: `Supplier` is required and the cell is empty: *expected a value*.

use landbridge_contract::Value;

use crate::diagnose::codes;
use crate::schema::{Attribute, Violation};

/// The words for a value that is missing.
pub(in crate::schema) const EXPECTED: &str = "a value";

pub(super) fn check(attribute: &Attribute, value: &Value, out: &mut Vec<Violation>) {
    if attribute.required && value.is_blank() {
        out.push(violation());
    }
}

/// The violation of a required attribute that is not there at all.
pub(in crate::schema) fn violation() -> Violation {
    Violation {
        code: &codes::VAL_REQUIRED,
        expected: EXPECTED.to_owned(),
    }
}
