//! Payloads as OData wants them.
//!
//! What the metadata tells of a type decides how a value is written: a point in time gets its zone,
//! a number of a text property becomes text, and long numbers travel as text where that is asked for.

use landbridge_contract::{Fields, Value, json};

use crate::edm::{Edm, moment};
use crate::model::{Part, Shape};

/// The payload as JSON.
pub(crate) fn of(payload: &Fields, shape: &Shape, numbers_as_text: bool) -> Vec<u8> {
    let mut body = Vec::with_capacity(512);
    let writer = Writer { numbers_as_text };
    writer.fields(payload, Some(shape), &mut body);
    body
}

struct Writer {
    numbers_as_text: bool,
}

impl Writer {
    fn fields(&self, fields: &Fields, shape: Option<&Shape>, out: &mut Vec<u8>) {
        out.push(b'{');
        for (index, (name, value)) in fields.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            json::write_value(&Value::text(&**name), out);
            out.push(b':');
            self.value(value, shape.and_then(|shape| shape.part(name)), out);
        }
        out.push(b'}');
    }

    fn value(&self, value: &Value, part: Option<&Part>, out: &mut Vec<u8>) {
        match (value, part) {
            (Value::List(items), _) => {
                out.push(b'[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(b',');
                    }
                    self.value(item, part, out);
                }
                out.push(b']');
            }
            (Value::Record(fields), Some(Part::Nested { shape, .. })) => {
                self.fields(fields, Some(shape), out);
            }
            (Value::Record(fields), _) => self.fields(fields, None, out),
            (_, Some(Part::Value(edm))) => self.simple(value, edm, out),
            (_, _) => json::write_value(value, out),
        }
    }

    fn simple(&self, value: &Value, edm: &Edm, out: &mut Vec<u8>) {
        match (value, edm) {
            (Value::Integer(_) | Value::Decimal(_), Edm::Text) => {
                json::write_value(&Value::text(value.to_string()), out);
            }
            (Value::Integer(_) | Value::Decimal(_), Edm::Decimal | Edm::Long)
                if self.numbers_as_text =>
            {
                json::write_value(&Value::text(value.to_string()), out);
            }
            (Value::Text(_) | Value::Date(_) | Value::DateTime(_), Edm::Moment) => {
                let text = value.to_string();
                // What is no point in time is left to the service to refuse.
                json::write_value(&Value::text(moment(&text).unwrap_or(text)), out);
            }
            _ => json::write_value(value, out),
        }
    }
}
