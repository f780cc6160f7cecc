//! Fields of a line as the resource keeps them.

use serde_json::{Number, Value};

use super::business::Part;
use super::dat::{Row, Said};
use crate::check::{decimal, is_date};
use crate::model::{Attribute, Kind, Object};
use crate::rest::Payload;

/// What clears an attribute.
const CLEAR: &str = "#NULL";

/// The payload that a line makes for its record; what is wrong with the line is said of it.
pub(super) fn payload(part: &Part, object: &Object, row: &Row, wrong: &mut Vec<Said>) -> Payload {
    let mut payload = Payload::new();
    for (name, list, values) in part.lists {
        if let Some(value) = row.value(name).filter(|value| *value != CLEAR)
            && !values.contains(&value)
        {
            wrong.push(row.says(format!(
                "The {value} value for the {name} attribute is invalid and doesn't exist in the {list} list of values."
            )));
        }
    }
    for (name, kept) in part.attributes {
        let Some(value) = row.value(name) else {
            continue;
        };
        let is_day = name.contains("Date") && *name != "LastUpdateDate";
        if is_day && value != CLEAR && day(value).is_none() {
            wrong.push(row.says(format!(
                "The {value} value for the {name} attribute isn't a date in the format YYYY/MM/DD."
            )));
            continue;
        }
        let Some(attribute) = object.attribute(kept) else {
            continue;
        };
        match kept_value(attribute, value) {
            Some(value) => {
                payload.insert((*kept).to_owned(), value);
            }
            None => wrong.push(row.says(format!(
                "The {value} value for the {name} attribute isn't valid."
            ))),
        }
    }
    payload
}

fn kept_value(attribute: &Attribute, value: &str) -> Option<Value> {
    if value == CLEAR {
        return Some(Value::Null);
    }
    Some(match attribute.kind {
        Kind::Text { .. } | Kind::DateTime => value.into(),
        Kind::Integer => value.parse::<i64>().ok()?.into(),
        Kind::Number { .. } => {
            decimal(value)?;
            Value::Number(value.parse::<Number>().ok()?)
        }
        Kind::Boolean => match value {
            "Y" => true.into(),
            "N" => false.into(),
            _ => return None,
        },
        Kind::Date => day(value)?.into(),
    })
}

/// `2026/01/31` as `2026-01-31`.
pub(super) fn day(text: &str) -> Option<String> {
    let day = text.replace('/', "-");
    (text.contains('/') && is_date(&day)).then_some(day)
}
