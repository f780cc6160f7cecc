//! JSON as it goes over the wire: numbers keep their digits in both directions.

use std::io::Write as _;

use rust_decimal::Decimal;

use crate::value::{Name, Reference, Text, Value};

/// The member that marks an unresolved reference in a stored payload. Never sent.
pub const REFERENCE_MEMBER: &str = "$landbridge-ref";

/// Appends `value` as JSON. Decimals are written as numbers with all their digits, dates as
/// ISO 8601 strings, references as `{"$landbridge-ref": [object, key]}`.
pub fn write_value(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::Integer(number) => write_display(number, out),
        Value::Decimal(number) => write_display(number, out),
        Value::Text(text) => write_string(text, out),
        Value::Date(date) => write_quoted(date, out),
        Value::DateTime(date_time) => write_quoted(date_time, out),
        Value::List(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                write_value(item, out);
            }
            out.push(b']');
        }
        Value::Record(fields) => write_fields(fields, out),
        Value::Reference(reference) => {
            out.extend_from_slice(b"{\"");
            out.extend_from_slice(REFERENCE_MEMBER.as_bytes());
            out.extend_from_slice(b"\":[");
            write_string(&reference.object, out);
            out.push(b',');
            write_string(&reference.key, out);
            out.extend_from_slice(b"]}");
        }
    }
}

/// Appends named parts as a JSON object, in their order.
pub fn write_fields(fields: &[(Name, Value)], out: &mut Vec<u8>) {
    out.push(b'{');
    for (index, (name, value)) in fields.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write_string(name, out);
        out.push(b':');
        write_value(value, out);
    }
    out.push(b'}');
}

fn write_display(value: &impl std::fmt::Display, out: &mut Vec<u8>) {
    write!(out, "{value}").expect("writing to memory does not fail");
}

fn write_quoted(value: &impl std::fmt::Display, out: &mut Vec<u8>) {
    out.push(b'"');
    write_display(value, out);
    out.push(b'"');
}

fn write_string(text: &str, out: &mut Vec<u8>) {
    serde_json::to_writer(out, text).expect("a string is always JSON");
}

/// Turns parsed JSON into a [`Value`]. Strings stay text (a date is not guessed). A number
/// that fits neither 64 bits nor 28 decimal digits is kept as text, digit by digit.
pub fn from_json(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(value) => Value::Bool(*value),
        serde_json::Value::Number(number) => from_number(&number.to_string()),
        serde_json::Value::String(text) => Value::text(text),
        serde_json::Value::Array(items) => Value::List(items.iter().map(from_json).collect()),
        serde_json::Value::Object(members) => {
            if let Some(reference) = as_reference(members) {
                return Value::Reference(Box::new(reference));
            }
            let fields = members
                .iter()
                .map(|(name, value)| (Name::from(name.as_str()), from_json(value)));
            Value::Record(fields.collect())
        }
    }
}

fn as_reference(members: &serde_json::Map<String, serde_json::Value>) -> Option<Reference> {
    let pair = members.get(REFERENCE_MEMBER)?.as_array()?;
    let [object, key] = pair.as_slice() else {
        return None;
    };
    Some(Reference {
        object: Name::from(object.as_str()?),
        key: Text::from(key.as_str()?),
    })
}

/// Turns the digits of a JSON number into a value: an integer, else an exact decimal. A number
/// that fits neither 64 bits nor 28 decimal digits is text, digit by digit.
pub fn from_number(digits: &str) -> Value {
    if let Ok(integer) = digits.parse::<i64>() {
        return Value::Integer(integer);
    }
    let exact = match digits.split_once(['e', 'E']) {
        None => Decimal::from_str_exact(digits),
        // `from_scientific` rounds what stands before the exponent, unless it is exact.
        Some((base, _)) => {
            Decimal::from_str_exact(base).and_then(|_| Decimal::from_scientific(digits))
        }
    };
    exact.map_or_else(|_| Value::text(digits), Value::Decimal)
}
