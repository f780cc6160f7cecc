//! Type: the value is of a kind that the attribute accepts.
//!
//! Text accepts text alone: the mapping has brought numbers to text before. A decimal without a
//! fraction is a whole number; a date is a date-time at midnight.
//! Example: `InvoiceAmount` is a number and the value is the text `n/a`: *expected a number*.

use landbridge_contract::Value;

use crate::diagnose::codes;
use crate::schema::{Attribute, AttributeKind, Violation};

/// Adds the violation; true where there is none.
pub(super) fn check(attribute: &Attribute, value: &Value, out: &mut Vec<Violation>) -> bool {
    let accepted = accepts(attribute.kind, value);
    if !accepted {
        out.push(Violation {
            code: &codes::MAP_TYPE,
            expected: attribute.kind.described().to_owned(),
        });
    }
    accepted
}

fn accepts(kind: AttributeKind, value: &Value) -> bool {
    match kind {
        AttributeKind::Text => matches!(value, Value::Text(_)),
        AttributeKind::Integer => match value {
            Value::Integer(_) => true,
            Value::Decimal(number) => number.is_integer(),
            _ => false,
        },
        AttributeKind::Number => matches!(value, Value::Integer(_) | Value::Decimal(_)),
        AttributeKind::Boolean => matches!(value, Value::Bool(_)),
        AttributeKind::Date => matches!(value, Value::Date(_)),
        AttributeKind::DateTime => matches!(value, Value::Date(_) | Value::DateTime(_)),
        AttributeKind::Any => true,
    }
}
