//! Shapes one value: from what a source gave to what the target takes, or to one finding.

use std::borrow::Cow;

use landbridge_contract::{Record, Reference, Text, Value};

use super::convert::{convert, plain_text};
use super::crosswalk::Crosswalk;
use super::functions::country_of;
use super::plan::{BoundCountry, BoundForm, BoundShape, BoundValue};
use super::tables::Tables;
use super::trace::Watch;
use crate::diagnose::{Code, codes};
use crate::schema::AttributeKind;

/// What shaping knows beside the value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Beside<'a> {
    /// The rule's crosswalk.
    pub(crate) crosswalk: Option<&'a Crosswalk>,
    /// The tables of the project.
    pub(crate) tables: &'a Tables,
    /// The record that the value is of.
    pub(crate) record: &'a Record,
}

/// What came of shaping.
#[derive(Debug)]
pub(crate) enum Shaped {
    /// A value of the attribute's type.
    Value(Value),
    /// Nothing, after `clean`.
    Empty,
    /// The value cannot be shaped.
    Failed {
        code: &'static Code,
        /// The value as it was when that showed.
        found: Value,
        expected: String,
    },
}

/// Applies a rule's functions in their order, then brings the value to the attribute's type.
pub(crate) fn shape(
    rule: &BoundValue,
    value: Value,
    beside: Beside<'_>,
    watch: &mut impl Watch,
) -> Shaped {
    let value = cleaned(&rule.shape, value, watch);
    let value = match divided(rule, value, beside.record, watch) {
        Ok(value) => value,
        Err(failed) => return failed,
    };
    let Some(value) = tidy(&rule.shape, value, watch) else {
        return Shaped::Empty;
    };
    let read = read(rule, value, beside, watch);
    let value = match read.and_then(|value| formed(rule, value, beside.record, watch)) {
        Ok(value) => value,
        Err(failed) => return failed,
    };
    if let Some(object) = &rule.reference {
        let reference = Value::Reference(Box::new(Reference {
            object: object.clone(),
            key: plain_text(&value).into_owned(),
        }));
        watch.step("ref", &reference);
        return Shaped::Value(reference);
    }
    let kind = rule
        .accepted
        .as_ref()
        .map_or(AttributeKind::Any, |accepted| accepted.kind);
    match convert(value, kind) {
        Ok(value) => {
            if kind != AttributeKind::Any {
                watch.step("type", &value);
            }
            Shaped::Value(value)
        }
        Err((found, expected)) => Shaped::Failed {
            code: &codes::MAP_TYPE,
            found,
            expected: expected.to_owned(),
        },
    }
}

/// `clean`.
fn cleaned(shape: &BoundShape, mut value: Value, watch: &mut impl Watch) -> Value {
    if !shape.clean.is_empty() {
        if let Value::Text(text) = &mut value {
            for clean in &shape.clean {
                clean.apply(text);
            }
        }
        watch.step("clean", &value);
    }
    value
}

/// `name` and `address`.
fn divided(
    rule: &BoundValue,
    value: Value,
    record: &Record,
    watch: &mut impl Watch,
) -> Result<Value, Shaped> {
    let shape = &rule.shape;
    if shape.name.is_none() && shape.address.is_none() {
        return Ok(value);
    }
    if value.is_blank() {
        return Ok(value);
    }
    let mut part = plain_text(&value).into_owned();
    if let Some(name) = shape.name {
        if let Err(expected) = name.apply(&mut part) {
            return Err(failed(&codes::MAP_NAME, value, expected.to_owned()));
        }
        watch.step("name", &Value::Text(part.clone()));
    }
    if let Some((address, from)) = shape.address {
        let stated = match from {
            BoundCountry::Slot(slot) => plain_text(record.value(slot)),
            BoundCountry::Stated(two) => Cow::Owned(Text::from(two)),
        };
        let divided = match country_of(&stated) {
            Some(two) => address.apply(&mut part, two),
            None => Err("an address whose country is a code of ISO 3166".to_owned()),
        };
        if let Err(why) = divided {
            let expected = if rule.personal {
                "an address in the manner of its country".to_owned()
            } else {
                why
            };
            return Err(failed(&codes::MAP_ADDRESS, value, expected));
        }
        watch.step("address", &Value::Text(part.clone()));
    }
    Ok(Value::Text(part))
}

/// `split`, `case` and `pad`; none where nothing is left.
fn tidy(shape: &BoundShape, mut value: Value, watch: &mut impl Watch) -> Option<Value> {
    if let Some(split) = &shape.split {
        if let Value::Text(text) = &mut value {
            split.apply(text);
        }
        watch.step("split", &value);
    }
    if value.is_blank() {
        return None;
    }
    if let Some(case) = shape.case {
        if let Value::Text(text) = &mut value {
            case.apply(text);
        }
        watch.step("case", &value);
    }
    if let Some(pad) = shape.pad {
        let mut text: Text = match value {
            Value::Text(text) => text,
            Value::Integer(_) => plain_text(&value).into_owned(),
            Value::Decimal(number) if number.is_integer() => plain_text(&value).into_owned(),
            other => return Some(other),
        };
        pad.apply(&mut text);
        value = Value::Text(text);
        watch.step("pad", &value);
    }
    Some(value)
}

/// `number`.
fn numbered(shape: &BoundShape, value: Value, watch: &mut impl Watch) -> Result<Value, Shaped> {
    let Some(form) = shape.number else {
        return Ok(value);
    };
    let read = match &value {
        Value::Integer(_) | Value::Decimal(_) => Some(value.clone()),
        Value::Text(text) => form.parse(text).map(Value::Decimal),
        _ => None,
    };
    let Some(number) = read else {
        return Err(failed(&codes::MAP_NUMBER_FORMAT, value, form.describe()));
    };
    watch.step("number", &number);
    Ok(number)
}

/// `number`, `convert`, `date`, `period` and `crosswalk`.
fn read(
    rule: &BoundValue,
    value: Value,
    beside: Beside<'_>,
    watch: &mut impl Watch,
) -> Result<Value, Shaped> {
    let shape = &rule.shape;
    let mut value = numbered(shape, value, watch)?;
    if let Some(convert) = &shape.convert {
        let converted = convert.apply(value, beside.record, beside.tables);
        value = converted.map_err(|why| {
            let told = if rule.personal {
                why.general.to_owned()
            } else {
                why.expected
            };
            failed(why.code, why.found, told)
        })?;
        watch.step("convert", &value);
    }
    if let Some(patterns) = &shape.date
        && !matches!(value, Value::Date(_) | Value::DateTime(_))
    {
        let parsed = match &value {
            Value::Text(_) | Value::Integer(_) | Value::Decimal(_) => {
                patterns.parse(&plain_text(&value))
            }
            _ => None,
        };
        value = if let Some(date) = parsed {
            date
        } else {
            let expected = patterns.expected().to_owned();
            return Err(failed(&codes::MAP_DATE_FORMAT, value, expected));
        };
        watch.step("date", &value);
    }
    if let Some(period) = &shape.period {
        value = match period.apply(&value, beside.record, beside.tables) {
            Ok(name) => name,
            Err((code, expected)) => {
                // The periods that are named tell the day.
                let told = if rule.personal {
                    "a day in an open period".to_owned()
                } else {
                    expected
                };
                return Err(failed(code, value, told));
            }
        };
        watch.step("period", &value);
    }
    if let Some(crosswalk) = beside.crosswalk {
        let target = crosswalk.get(&plain_text(&value)).cloned();
        value = if let Some(code) = target {
            Value::Text(code)
        } else {
            let name = shape.crosswalk.as_ref().map_or("", |(_, name)| name);
            let expected = format!("a code of the crosswalk `{name}`");
            return Err(failed(&codes::MAP_UNMAPPED_CODE, value, expected));
        };
        watch.step("crosswalk", &value);
    }
    Ok(value)
}

/// `is`.
fn formed(
    rule: &BoundValue,
    value: Value,
    record: &Record,
    watch: &mut impl Watch,
) -> Result<Value, Shaped> {
    let Some(BoundForm { form, country }) = &rule.shape.form else {
        return Ok(value);
    };
    let stated = match country {
        Some(BoundCountry::Slot(slot)) => {
            let text = plain_text(record.value(*slot));
            (!text.trim().is_empty()).then_some(text)
        }
        Some(BoundCountry::Stated(two)) => Some(Cow::Owned(Text::from(*two))),
        None => None,
    };
    let mut text = plain_text(&value).into_owned();
    match form.apply(&mut text, stated.as_ref().map(|text| text.as_str())) {
        Ok(()) => {
            let formed = Value::Text(text);
            watch.step("is", &formed);
            Ok(formed)
        }
        Err(why) => {
            let expected = form.expected(&why, rule.personal);
            Err(failed(&codes::MAP_FORM, value, expected))
        }
    }
}

fn failed(code: &'static Code, found: Value, expected: String) -> Shaped {
    Shaped::Failed {
        code,
        found,
        expected,
    }
}
