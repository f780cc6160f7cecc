//! Pattern: text has the form that the attribute's regular expression describes.
//!
//! Example: `CountryCode` must match `^[A-Z]{2}$` and the text is `Kenya`: *expected text that
//! matches `^[A-Z]{2}$`*.

use landbridge_contract::Value;

use crate::diagnose::codes;
use crate::schema::{Attribute, Violation};

pub(super) fn check(attribute: &Attribute, value: &Value, out: &mut Vec<Violation>) {
    let (Some(pattern), Value::Text(text)) = (&attribute.pattern, value) else {
        return;
    };
    if !pattern.is_match(text) {
        out.push(Violation {
            code: &codes::VAL_PATTERN,
            expected: format!("text that matches `{pattern}`"),
        });
    }
}
