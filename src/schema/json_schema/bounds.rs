//! Bounds of a JSON Schema: lengths, ranges, decimals.

use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::gather::place;
use crate::schema::document::kind;
use crate::schema::{Attribute, AttributeKind, SchemaFault};

/// Keywords that bound a length or a number, beside `multipleOf`.
pub(super) const KEYWORDS: &[&str] = &[
    "maxLength",
    "minLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
];

/// Adds one bound to the attribute: the tighter one counts. What cannot be honoured comes back
/// as a note.
pub(super) fn apply(
    attribute: &mut Attribute,
    keyword: &str,
    stated: &Json,
    at: &str,
) -> Result<Option<String>, SchemaFault> {
    let number = number(stated, keyword, at)?;
    match keyword {
        "maxLength" => tighten(&mut attribute.length_max, length(number, at)?, u32::min),
        "minLength" => tighten(&mut attribute.length_min, length(number, at)?, u32::max),
        "minimum" => tighten(&mut attribute.minimum, number, Ord::max),
        "maximum" => tighten(&mut attribute.maximum, number, Ord::min),
        "multipleOf" => return Ok(multiple_of(attribute, number)),
        // An exclusive bound is as good as the next number that is kept.
        _ => match (step(attribute), keyword) {
            (Some(step), "exclusiveMinimum") => {
                let bound = above(number, step);
                tighten(&mut attribute.minimum, bound, Ord::max);
            }
            (Some(step), _) => {
                let bound = -above(-number, step);
                tighten(&mut attribute.maximum, bound, Ord::min);
            }
            (None, "exclusiveMinimum") => {
                tighten(&mut attribute.minimum, number, Ord::max);
                return Ok(Some(format!(
                    "{number} itself is accepted, although `{keyword}` excludes it"
                )));
            }
            (None, _) => {
                tighten(&mut attribute.maximum, number, Ord::min);
                return Ok(Some(format!(
                    "{number} itself is accepted, although `{keyword}` excludes it"
                )));
            }
        },
    }
    Ok(None)
}

/// A number of JSON, exactly; none beyond 28 digits.
pub(super) fn decimal(digits: &str) -> Option<Decimal> {
    Decimal::from_str_exact(digits)
        .or_else(|_| Decimal::from_scientific(digits))
        .ok()
}

fn number(stated: &Json, keyword: &str, at: &str) -> Result<Decimal, SchemaFault> {
    let fault = || {
        let expected = format!("a number of at most 28 digits in `{keyword}`");
        SchemaFault::new(place(at), kind(stated), expected)
    };
    let Json::Number(number) = stated else {
        return Err(fault());
    };
    decimal(&number.to_string()).ok_or_else(fault)
}

fn length(number: Decimal, at: &str) -> Result<u32, SchemaFault> {
    let whole = number.is_integer().then(|| u32::try_from(number));
    match whole {
        Some(Ok(length)) => Ok(length),
        _ => Err(SchemaFault::new(
            place(at),
            format!("a length of {number}"),
            "a whole number from 0 to 4294967295",
        )),
    }
}

fn tighten<T: Copy>(bound: &mut Option<T>, stated: T, choose: fn(T, T) -> T) {
    *bound = Some(bound.map_or(stated, |earlier| choose(earlier, stated)));
}

/// `multipleOf: 0.01` says two decimals, `multipleOf: 1` none.
fn multiple_of(attribute: &mut Attribute, number: Decimal) -> Option<String> {
    let number = number.normalize();
    if number.mantissa() == 1 {
        tighten(&mut attribute.scale, number.scale(), u32::min);
        return None;
    }
    Some(format!("`multipleOf` {number} is not checked"))
}

/// The smallest distance between two numbers that the attribute keeps.
fn step(attribute: &Attribute) -> Option<Decimal> {
    let scale = match (attribute.kind, attribute.scale) {
        (AttributeKind::Integer, _) => 0,
        (_, Some(scale)) => scale,
        (_, None) => return None,
    };
    Decimal::try_new(1, scale).ok()
}

/// The smallest multiple of `step` that is greater than `number`.
fn above(number: Decimal, step: Decimal) -> Decimal {
    let floor = number.round_dp_with_strategy(
        step.scale(),
        rust_decimal::RoundingStrategy::ToNegativeInfinity,
    );
    floor.saturating_add(step)
}
