//! The query by example of framework version 1: `Attribute=value;Attribute2>5`.
//!
//! `;` is and, `*` in a value is a wildcard, a value may be quoted, and `Attribute LIKE 'x%'` works.
//! An unquoted value reaches to the next `;`.

use super::expression::comparison_named;
use super::lexer::{operator, prefix, quoted};
use super::{Comparison, Condition, Operand, Pattern, bind, queryable};
use crate::model::Object;
use crate::refusal::Refusal;

pub(super) fn parse(object: &'static Object, text: &str) -> Result<Condition, Refusal> {
    let mut parts = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (part, after) = example(object, rest)?;
        parts.push(part);
        rest = after.trim_start();
    }
    if parts.is_empty() {
        return Err(Refusal::invalid_query("URL request parameter q is empty."));
    }
    Ok(Condition::All(parts))
}

fn example<'a>(object: &'static Object, text: &'a str) -> Result<(Condition, &'a str), Refusal> {
    let name = prefix(text, |c| c.is_ascii_alphanumeric() || "_$.".contains(c));
    let invalid = || {
        Refusal::invalid_query(format!(
            "URL request parameter q cannot be parsed: expected Attribute=value, found {text}."
        ))
    };
    if name.is_empty() {
        return Err(invalid());
    }
    let operand = Operand {
        object,
        attribute: queryable(object, name)?,
        upper: false,
    };
    let rest = text.get(name.len()..).unwrap_or_default().trim_start();
    let (sign, rest) = match (operator(rest), rest.get(..5)) {
        (Some(sign), _) => (sign, rest.get(sign.len()..).unwrap_or_default()),
        (None, Some(word)) if word.eq_ignore_ascii_case("like ") => {
            ("like", rest.get(5..).unwrap_or_default())
        }
        _ => return Err(invalid()),
    };
    let (value, after) = value(rest.trim_start()).map_err(|_error| invalid())?;
    let comparison = comparison_named(sign);
    let condition = if sign == "like" {
        Condition::Like {
            operand,
            pattern: Pattern::new(&value, &['%', '*']),
        }
    } else if comparison == Comparison::Equal && value.contains('*') {
        Condition::Like {
            operand,
            pattern: Pattern::new(&value, &['*']),
        }
    } else {
        Condition::Compare {
            operand,
            comparison,
            value: bind(operand.attribute, &value)?,
        }
    };
    Ok((condition, after))
}

/// The value at the beginning, and what follows its `;`.
fn value(text: &str) -> Result<(String, &str), ()> {
    let Some(quote) = text.chars().next().filter(|c| *c == '\'' || *c == '"') else {
        let value = prefix(text, |c| c != ';');
        let after = text.get(value.len()..).unwrap_or_default();
        return Ok((
            value.trim_end().to_owned(),
            after.strip_prefix(';').unwrap_or(after),
        ));
    };
    let (value, length) = quoted(text, quote).map_err(|_refusal| ())?;
    let after = text.get(length..).unwrap_or_default().trim_start();
    match after.strip_prefix(';') {
        Some(after) => Ok((value, after)),
        None if after.is_empty() => Ok((value, after)),
        None => Err(()),
    }
}
