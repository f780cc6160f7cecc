//! Range: a number lies between the bounds that the ERP accepts, bounds included.
//!
//! Example: `Quantity` is at least 0 and the number is -3: *expected a number of at least 0*.

use landbridge_contract::Value;

use crate::diagnose::codes;
use crate::schema::{Attribute, Violation};

pub(super) fn check(attribute: &Attribute, value: &Value, out: &mut Vec<Violation>) {
    if attribute.minimum.is_none() && attribute.maximum.is_none() {
        return;
    }
    let Some(number) = value.as_decimal() else {
        return;
    };
    let below = attribute.minimum.is_some_and(|minimum| number < minimum);
    let above = attribute.maximum.is_some_and(|maximum| number > maximum);
    if below || above {
        out.push(Violation {
            code: &codes::VAL_RANGE,
            expected: described(attribute),
        });
    }
}

fn described(attribute: &Attribute) -> String {
    match (attribute.minimum, attribute.maximum) {
        (Some(minimum), Some(maximum)) => format!("a number from {minimum} to {maximum}"),
        (Some(minimum), None) => format!("a number of at least {minimum}"),
        (None, Some(maximum)) => format!("a number of at most {maximum}"),
        (None, None) => "a number".to_owned(),
    }
}
