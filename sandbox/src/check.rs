//! Checks one value of a payload against its attribute, and brings it into the stored form.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::{Number, Value};

use crate::model::{Attribute, Kind};
use crate::refusal::Problem;

/// The stored form of `value`, or why the attribute does not take it.
///
/// Null and the empty text are both null, as the ERP's database has it. Types are not coerced.
pub(crate) fn check(attribute: &Attribute, value: Value) -> Result<Value, Problem> {
    let wrong = || Problem::wrong_type(attribute.name, attribute.kind.name());
    let value = match (attribute.kind, value) {
        (_, Value::Null) => return Ok(Value::Null),
        (Kind::Text { max }, Value::String(text)) => checked_text(attribute, text, max)?,
        (Kind::Boolean, Value::Bool(flag)) => Value::Bool(flag),
        (Kind::Integer, Value::Number(number)) => {
            let integer: i64 = number.as_str().parse().map_err(|_error| wrong())?;
            Value::Number(integer.into())
        }
        (Kind::Number { digits, scale }, Value::Number(number)) => {
            checked_number(attribute, number, digits, scale)?
        }
        (Kind::Date, Value::String(text)) => {
            if text.is_empty() {
                return Ok(Value::Null);
            }
            if !is_date(&text) {
                return Err(wrong());
            }
            Value::String(text)
        }
        (Kind::DateTime, Value::String(text)) => {
            if text.is_empty() {
                return Ok(Value::Null);
            }
            let moment: Timestamp = text.parse().map_err(|_error| wrong())?;
            Value::String(moment_text(moment))
        }
        _ => return Err(wrong()),
    };
    match &value {
        Value::String(text) if !attribute.values.accepts(text) => {
            Err(Problem::not_in_list(attribute.name))
        }
        _ => Ok(value),
    }
}

fn checked_text(attribute: &Attribute, text: String, max: u32) -> Result<Value, Problem> {
    if text.is_empty() {
        return Ok(Value::Null);
    }
    let characters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    if characters > max {
        return Err(Problem::too_long(attribute.name, &text, max));
    }
    Ok(Value::String(text))
}

fn checked_number(
    attribute: &Attribute,
    number: Number,
    digits: u32,
    scale: u32,
) -> Result<Value, Problem> {
    let Some(decimal) = decimal(number.as_str()) else {
        return Err(Problem::wrong_precision(
            attribute.name,
            number.as_str(),
            digits,
            scale,
        ));
    };
    let plain = decimal.normalize();
    let whole = plain.trunc().abs();
    let whole_digits = if whole.is_zero() {
        0
    } else {
        u32::try_from(whole.to_string().len()).unwrap_or(u32::MAX)
    };
    if plain.scale() > scale || whole_digits > digits - scale {
        return Err(Problem::wrong_precision(
            attribute.name,
            number.as_str(),
            digits,
            scale,
        ));
    }
    Ok(Value::Number(number))
}

/// The exact decimal that a JSON number or a literal spells, if it fits 28 digits.
pub(crate) fn decimal(text: &str) -> Option<Decimal> {
    Decimal::from_str_exact(text)
        .or_else(|_error| Decimal::from_scientific(text))
        .ok()
}

pub(crate) fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<Date>().is_ok()
}

/// A moment as the ERP writes it: UTC, three fractional digits.
pub(crate) fn moment_text(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%S%.3f+00:00").to_string()
}

/// Today in UTC, `YYYY-MM-DD`.
pub(crate) fn today() -> String {
    Timestamp::now().strftime("%Y-%m-%d").to_string()
}

/// The form in which a value is compared and indexed, so that 1, 1.0 and 1e0 are one key.
pub(crate) fn key_text(value: &Value) -> Option<String> {
    match value {
        Value::Null | Value::Array(_) | Value::Object(_) => None,
        Value::Bool(flag) => Some(flag.to_string()),
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(match decimal(number.as_str()) {
            Some(decimal) => decimal.normalize().to_string(),
            None => number.to_string(),
        }),
    }
}
