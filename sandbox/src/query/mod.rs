//! The `q` parameter: a condition over the attributes of an object.
//!
//! Framework version 1 writes it as a query by example (`example`), from version 2 on it is an
//! expression (`expression`). Both give a [`Condition`], already checked against the object, so that
//! evaluation cannot fail. Comparisons with null are unknown, as in SQL.

mod evaluate;
mod example;
mod expression;
mod lexer;

use rust_decimal::Decimal;
use serde_json::Value;

use crate::check::{decimal, is_date};
use crate::model::{Attribute, Kind, Object};
use crate::refusal::Refusal;

/// The deepest nesting of parentheses and `not`.
const DEPTH_MAX: u32 = 64;

/// A checked condition.
#[derive(Debug)]
pub(crate) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Compare {
        operand: Operand,
        comparison: Comparison,
        value: Bound,
    },
    In {
        operand: Operand,
        values: Vec<Bound>,
    },
    Between {
        operand: Operand,
        from: Bound,
        to: Bound,
    },
    Like {
        operand: Operand,
        pattern: Pattern,
    },
    IsNull(Operand),
    /// True when a child record satisfies it.
    SomeChild {
        child: &'static Object,
        condition: Box<Condition>,
    },
}

/// What is compared: an attribute, or its upper case.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Operand {
    pub(crate) object: &'static Object,
    pub(crate) attribute: &'static Attribute,
    pub(crate) upper: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A literal in the type of the attribute that it is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Bound {
    Text(String),
    Number(Decimal),
    Flag(bool),
    Moment(jiff::Timestamp),
}

/// A text with wildcards, as a list of characters and gaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern(Vec<Option<char>>);

impl Pattern {
    fn new(text: &str, wildcards: &[char]) -> Self {
        Self(
            text.chars()
                .map(|c| {
                    if wildcards.contains(&c) {
                        None
                    } else {
                        Some(c)
                    }
                })
                .collect(),
        )
    }
}

/// Parses `q` as the framework version has it.
pub(crate) fn parse(
    object: &'static Object,
    text: &str,
    framework: u8,
) -> Result<Condition, Refusal> {
    if framework < 2 {
        example::parse(object, text)
    } else {
        expression::parse(object, text)
    }
}

/// The attribute of that name, if it may be searched by.
pub(crate) fn queryable(
    object: &'static Object,
    name: &str,
) -> Result<&'static Attribute, Refusal> {
    match object.attribute(name) {
        Some(attribute) if attribute.queryable => Ok(attribute),
        Some(_) => Err(Refusal::invalid_query(format!(
            "URL request parameter q cannot be used with the attribute {name}, which isn't queryable."
        ))),
        None => Err(Refusal::invalid_query(format!(
            "The attribute {name} specified in URL request parameter q isn't defined for the resource \
             {}.",
            object.name
        ))),
    }
}

/// Brings a literal into the type of the attribute.
pub(crate) fn bind(attribute: &Attribute, literal: &str) -> Result<Bound, Refusal> {
    let invalid = || {
        Refusal::invalid_query(format!(
            "The value {literal} in URL request parameter q isn't valid for the attribute {} of type \
             {}.",
            attribute.name,
            attribute.kind.name()
        ))
    };
    match attribute.kind {
        Kind::Text { .. } => Ok(Bound::Text(literal.to_owned())),
        Kind::Integer | Kind::Number { .. } => {
            decimal(literal).map(Bound::Number).ok_or_else(invalid)
        }
        Kind::Boolean => match literal {
            "true" | "TRUE" | "True" => Ok(Bound::Flag(true)),
            "false" | "FALSE" | "False" => Ok(Bound::Flag(false)),
            _ => Err(invalid()),
        },
        Kind::Date if is_date(literal) => Ok(Bound::Text(literal.to_owned())),
        Kind::Date => Err(invalid()),
        Kind::DateTime => {
            let text = if is_date(literal) {
                format!("{literal}T00:00:00Z")
            } else {
                literal.to_owned()
            };
            text.parse().map(Bound::Moment).map_err(|_error| invalid())
        }
    }
}

impl Bound {
    /// The form in which the state indexes the value.
    pub(crate) fn key_text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.normalize().to_string(),
            Self::Flag(flag) => flag.to_string(),
            Self::Moment(moment) => crate::check::moment_text(*moment),
        }
    }
}

/// An indexed attribute and the only values that can satisfy a condition.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Hint {
    pub(crate) attribute: &'static str,
    pub(crate) values: Vec<String>,
}

impl Condition {
    /// What the index can narrow the search to, if anything.
    pub(crate) fn hint(&self) -> Option<Hint> {
        match self {
            Self::All(parts) => parts.iter().find_map(Self::hint),
            Self::Any(parts) => {
                let mut merged: Option<Hint> = None;
                for part in parts {
                    let hint = part.hint()?;
                    match &mut merged {
                        None => merged = Some(hint),
                        Some(known) if known.attribute == hint.attribute => {
                            known.values.extend(hint.values);
                        }
                        Some(_) => return None,
                    }
                }
                merged
            }
            Self::Compare {
                operand,
                comparison: Comparison::Equal,
                value,
            } => hint_for(*operand, std::slice::from_ref(value)),
            Self::In { operand, values } => hint_for(*operand, values),
            _ => None,
        }
    }
}

fn hint_for(operand: Operand, values: &[Bound]) -> Option<Hint> {
    (operand.attribute.indexed && !operand.upper).then(|| Hint {
        attribute: operand.attribute.name,
        values: values.iter().map(Bound::key_text).collect(),
    })
}

/// The value of an attribute in a record whose id is kept apart.
pub(crate) fn value_of<'a>(
    object: &Object,
    attribute: &Attribute,
    record: &'a crate::store::Stored,
) -> std::borrow::Cow<'a, Value> {
    use std::borrow::Cow;
    if attribute.name == object.id {
        return Cow::Owned(Value::from(record.id));
    }
    match record.body.get(attribute.name) {
        Some(value) => Cow::Borrowed(value),
        None => Cow::Owned(Value::Null),
    }
}

#[cfg(test)]
mod tests;
