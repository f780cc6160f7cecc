//! Brings a value to the type of its attribute. Strict: what is not plain is not guessed.

use std::borrow::Cow;

use jiff::civil::{Date, DateTime, Time};
use landbridge_contract::{Text, Value};
use rust_decimal::Decimal;

use super::functions::plain_number;
use crate::schema::AttributeKind;

/// Stands between the parts of a key that is made of several values; in none that a person types.
pub(crate) const SEPARATOR: char = '\u{1f}';

/// The value as an attribute of this kind takes it; what is expected where it cannot be.
pub(crate) fn convert(value: Value, kind: AttributeKind) -> Result<Value, (Value, &'static str)> {
    match kind {
        AttributeKind::Any => Ok(value),
        AttributeKind::Text => Ok(match value {
            text @ Value::Text(_) => text,
            other => Value::Text(plain_text(&other).into_owned()),
        }),
        AttributeKind::Integer => integer(value),
        AttributeKind::Number => number(value),
        AttributeKind::Boolean => boolean(value),
        AttributeKind::Date => date(value),
        AttributeKind::DateTime => date_time(value),
    }
}

/// Text as it is, anything else as its digits: `42.0` and `42` are the same code.
pub(crate) fn plain_text(value: &Value) -> Cow<'_, Text> {
    match value {
        Value::Text(text) => Cow::Borrowed(text),
        Value::Decimal(number) if number.is_integer() => {
            Cow::Owned(Text::from(number.normalize().to_string()))
        }
        Value::Integer(number) => {
            Cow::Owned(compact_str::ToCompactString::to_compact_string(number))
        }
        other => Cow::Owned(Text::from(other.to_string())),
    }
}

fn number(value: Value) -> Result<Value, (Value, &'static str)> {
    const EXPECTED: &str = "a number as 1234.56; other forms need `number`";
    match &value {
        Value::Integer(_) | Value::Decimal(_) => Ok(value),
        Value::Text(text) => match plain_number(text.trim()) {
            Some(number) => Ok(Value::Decimal(number)),
            None => Err((value, EXPECTED)),
        },
        _ => Err((value, EXPECTED)),
    }
}

fn integer(value: Value) -> Result<Value, (Value, &'static str)> {
    const EXPECTED: &str = "a whole number as 1234; other forms need `number`";
    let exact: Option<Decimal> = match &value {
        Value::Integer(_) => return Ok(value),
        Value::Decimal(number) => Some(*number),
        Value::Text(text) => plain_number(text.trim()),
        _ => None,
    };
    match exact.filter(Decimal::is_integer) {
        Some(whole) => Ok(i64::try_from(whole).map_or(Value::Decimal(whole), Value::Integer)),
        None => Err((value, EXPECTED)),
    }
}

fn boolean(value: Value) -> Result<Value, (Value, &'static str)> {
    let truth = match &value {
        Value::Bool(truth) => Some(*truth),
        Value::Text(text) => match text.trim() {
            "Y" | "y" | "true" | "TRUE" | "True" => Some(true),
            "N" | "n" | "false" | "FALSE" | "False" => Some(false),
            _ => None,
        },
        _ => None,
    };
    truth
        .map(Value::Bool)
        .ok_or((value, "true or false, Y or N; other words need a crosswalk"))
}

fn date(value: Value) -> Result<Value, (Value, &'static str)> {
    const EXPECTED: &str = "a date as YYYY-MM-DD; other forms need `date`";
    match &value {
        Value::Date(_) => Ok(value),
        Value::DateTime(date_time) if date_time.time() == Time::midnight() => {
            Ok(Value::Date(date_time.date()))
        }
        Value::DateTime(_) => Err((value, "a date without a time of day")),
        Value::Text(text) => match iso_date(text.trim()) {
            Some(date) => Ok(Value::Date(date)),
            None => Err((value, EXPECTED)),
        },
        _ => Err((value, EXPECTED)),
    }
}

fn date_time(value: Value) -> Result<Value, (Value, &'static str)> {
    const EXPECTED: &str = "a date and time as YYYY-MM-DDTHH:MM:SS; other forms need `date`";
    match &value {
        Value::DateTime(_) => Ok(value),
        Value::Date(date) => Ok(midnight(*date)),
        Value::Text(text) => {
            let text = text.trim();
            match iso_date(text).map(midnight).or_else(|| iso_date_time(text)) {
                Some(parsed) => Ok(parsed),
                None => Err((value, EXPECTED)),
            }
        }
        _ => Err((value, EXPECTED)),
    }
}

fn midnight(date: Date) -> Value {
    Value::DateTime(DateTime::from_parts(date, Time::midnight()))
}

/// `YYYY-MM-DD` and nothing else; the library's own reader takes more.
fn iso_date(text: &str) -> Option<Date> {
    const SHAPE: &[u8] = b"dddd-dd-dd";
    has_shape(text, SHAPE).then(|| text.parse().ok()).flatten()
}

fn iso_date_time(text: &str) -> Option<Value> {
    const SHAPE: &[u8] = b"dddd-dd-ddTdd:dd:dd";
    let parsed = has_shape(text, SHAPE).then(|| text.parse::<DateTime>().ok());
    parsed.flatten().map(Value::DateTime)
}

fn has_shape(text: &str, shape: &[u8]) -> bool {
    text.len() == shape.len()
        && text.bytes().zip(shape).all(|(byte, wanted)| match wanted {
            b'd' => byte.is_ascii_digit(),
            other => byte == *other,
        })
}
