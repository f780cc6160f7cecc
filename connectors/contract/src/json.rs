//! JSON as it goes over the wire: numbers keep their digits in both directions.

use std::fmt;
use std::io::Write as _;

use rust_decimal::Decimal;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::value::{Fields, Name, Reference, Value};

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

fn write_display(value: &impl fmt::Display, out: &mut Vec<u8>) {
    write!(out, "{value}").expect("writing to memory does not fail");
}

fn write_quoted(value: &impl fmt::Display, out: &mut Vec<u8>) {
    out.push(b'"');
    write_display(value, out);
    out.push(b'"');
}

fn write_string(text: &str, out: &mut Vec<u8>) {
    if needs_escapes(text) {
        serde_json::to_writer(out, text).expect("a string is always JSON");
        return;
    }
    out.reserve(text.len() + 2);
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
}

/// Whether a text has characters that JSON wants escaped (RFC 8259, section 7). Nearly no text has any: eight bytes are
/// looked at together, in each of which the highest bit tells.
fn needs_escapes(text: &str) -> bool {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let (eights, rest) = text.as_bytes().as_chunks();
    // A byte less than the limit borrows from its highest bit; one with that bit set is none of these.
    let below = |bytes: u64, limit: u8| bytes.wrapping_sub(EACH * u64::from(limit)) & !bytes;
    let any_of_eight = |bytes: &[u8; 8]| {
        let bytes = u64::from_le_bytes(*bytes);
        let is = |sign: u8| below(bytes ^ (EACH * u64::from(sign)), 1);
        (below(bytes, 0x20) | is(b'"') | is(b'\\')) & (EACH << 7) != 0
    };
    let is_one = |&byte: &u8| byte < 0x20 || byte == b'"' || byte == b'\\';
    eights.iter().any(any_of_eight) || rest.iter().any(is_one)
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
            let fields = members
                .iter()
                .map(|(name, value)| (Name::from(name.as_str()), from_json(value)));
            record_or_reference(fields.collect())
        }
    }
}

/// Reads a value back that [`write_value`] wrote, without the tree in between that [`from_json`] takes.
///
/// # Errors
///
/// What is no JSON.
pub fn read_value(bytes: &[u8]) -> Result<Value, serde_json::Error> {
    serde_json::from_slice(bytes).map(|Read(value)| value)
}

/// The name by which `serde_json` hands over a number that is no integer of 64 bits, with all its digits: as a map of this
/// one member. As a binary float it is not taken.
const DIGITS: &str = "$serde_json::private::Number";

struct Read(Value);

impl<'de> Deserialize<'de> for Read {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reading).map(Self)
    }
}

struct Reading;

impl<'de> Visitor<'de> for Reading {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Integer(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(i64::try_from(number).map_or_else(|_| from_number(&number.to_string()), Value::Integer))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Read(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut fields = Fields::new();
        while let Some(NameRead(name)) = members.next_key()? {
            if &*name == DIGITS {
                let digits: String = members.next_value()?;
                return Ok(from_number(&digits));
            }
            let Read(value) = members.next_value()?;
            fields.push((name, value));
        }
        Ok(record_or_reference(fields))
    }
}

/// A name, made without a copy in between.
struct NameRead(Name);

impl<'de> Deserialize<'de> for NameRead {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visited;
        impl Visitor<'_> for Visited {
            type Value = NameRead;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_str<E>(self, name: &str) -> Result<NameRead, E> {
                Ok(NameRead(Name::from(name)))
            }
        }
        deserializer.deserialize_str(Visited)
    }
}

fn record_or_reference(fields: Fields) -> Value {
    match referred(&fields) {
        Some(reference) => Value::Reference(Box::new(reference)),
        None => Value::Record(fields),
    }
}

fn referred(fields: &[(Name, Value)]) -> Option<Reference> {
    let marks = |(name, _): &&(Name, Value)| &**name == REFERENCE_MEMBER;
    let (_, Value::List(pair)) = fields.iter().find(marks)? else {
        return None;
    };
    let [Value::Text(object), Value::Text(key)] = pair.as_slice() else {
        return None;
    };
    Some(Reference {
        object: Name::from(object.as_str()),
        key: key.clone(),
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value as Json, json};

    use super::*;

    fn any_json() -> impl Strategy<Value = Json> {
        let number = prop_oneof![
            any::<i64>().prop_map(|number| number.to_string()),
            any::<u64>().prop_map(|number| number.to_string()),
            "-?(0|[1-9][0-9]{0,40})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?",
        ];
        let number = number.prop_map(|digits| serde_json::from_str(&digits).unwrap());
        let simple = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::Bool),
            number,
            any::<String>().prop_map(Json::String),
        ];
        simple.prop_recursive(4, 32, 5, |part| {
            prop_oneof![
                prop::collection::vec(part.clone(), 0..5).prop_map(Json::Array),
                prop::collection::vec((any::<String>(), part), 0..5)
                    .prop_map(|members| Json::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        /// Numbers with all their digits, texts with all their characters.
        #[test]
        fn what_is_read_at_once_is_what_is_read_by_way_of_a_tree(value in any_json()) {
            let text = value.to_string();
            prop_assert_eq!(read_value(text.as_bytes()).unwrap(), from_json(&value), "{}", text);
        }

        #[test]
        fn a_text_is_written_as_json_has_it(text in "[a-z\u{1}-\u{ff}]{0,40}") {
            let mut written = Vec::new();
            write_value(&Value::text(&text), &mut written);
            prop_assert_eq!(written, serde_json::to_vec(&text).unwrap());
        }
    }

    #[test]
    fn every_character_that_must_be_escaped_is() {
        for code in 0..=0x10_FFFF {
            let Some(character) = char::from_u32(code) else {
                continue;
            };
            let mut written = Vec::new();
            write_value(&Value::text(character.to_string()), &mut written);
            let read: String = serde_json::from_slice(&written).unwrap();
            assert_eq!(read, character.to_string(), "{code:x}");
        }
    }

    #[test]
    fn a_reference_is_read_back_and_nothing_else_is_taken_for_one() {
        for (json, is_reference) in [
            (json!({REFERENCE_MEMBER: ["vendors", "V-1"]}), true),
            (json!({REFERENCE_MEMBER: ["vendors"]}), false),
            (json!({REFERENCE_MEMBER: ["vendors", 1]}), false),
            (json!({REFERENCE_MEMBER: "vendors"}), false),
            (json!({"vendors": ["vendors", "V-1"]}), false),
        ] {
            let read = read_value(json.to_string().as_bytes()).unwrap();
            assert_eq!(read, from_json(&json));
            assert_eq!(matches!(read, Value::Reference(_)), is_reference, "{json}");
        }
    }

    #[test]
    fn what_is_cut_or_followed_by_more_is_no_value() {
        for text in ["", "{", "{\"a\":1", "1 2", "{} x"] {
            assert!(read_value(text.as_bytes()).is_err(), "{text}");
        }
    }
}
