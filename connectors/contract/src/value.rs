//! Values as they travel from a legacy cell to the wire and back.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use rust_decimal::Decimal;

/// Text of a value; up to 24 bytes live without an allocation.
pub type Text = compact_str::CompactString;

/// A name that many values share: an attribute, a column, an object.
pub type Name = Arc<str>;

/// The named parts of a nested value, in the order in which they are sent.
pub type Fields = Vec<(Name, Value)>;

/// One value. No variant holds a binary float: amounts stay exact decimals throughout.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub enum Value {
    /// No value: an empty cell, a missing element, a JSON null.
    #[default]
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number that fits 64 bits.
    Integer(i64),
    /// An exact decimal: up to 28 significant digits.
    Decimal(#[serde(with = "rust_decimal::serde::str")] Decimal),
    /// Text, as it stood in the source (not trimmed).
    Text(Text),
    /// A calendar date without a zone.
    Date(Date),
    /// A calendar date and wall-clock time without a zone.
    DateTime(DateTime),
    /// Several values.
    List(Vec<Value>),
    /// Named parts.
    Record(Fields),
    /// The target id of another record, not yet known.
    Reference(Box<Reference>),
}

/// Stands for the target id of the record of `object` with the business key `key`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// The object (its mapping's name) whose record is meant.
    pub object: Name,
    /// The business key of that record, as its mapping builds it.
    pub key: Text,
}

impl Value {
    /// Makes a text value.
    pub fn text(text: impl AsRef<str>) -> Self {
        Self::Text(Text::from(text.as_ref()))
    }

    /// True for [`Value::Null`] and for text that is empty or only white space.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Text(text) => text.trim().is_empty(),
            Self::List(items) => items.is_empty(),
            Self::Bool(_)
            | Self::Integer(_)
            | Self::Decimal(_)
            | Self::Date(_)
            | Self::DateTime(_)
            | Self::Record(_)
            | Self::Reference(_) => false,
        }
    }

    /// The text, where this is text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The exact number, where this is an integer or a decimal (text is not parsed).
    pub fn as_decimal(&self) -> Option<Decimal> {
        match self {
            Self::Integer(number) => Some(Decimal::from(*number)),
            Self::Decimal(number) => Some(*number),
            _ => None,
        }
    }

    /// The word for this kind of value in messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "true/false",
            Self::Integer(_) => "integer",
            Self::Decimal(_) => "decimal",
            Self::Text(_) => "text",
            Self::Date(_) => "date",
            Self::DateTime(_) => "date-time",
            Self::List(_) => "list",
            Self::Record(_) => "nested record",
            Self::Reference(_) => "reference",
        }
    }
}

/// Writes the value as a person would read it: dates as `YYYY-MM-DD`, decimals in plain
/// digits with their scale, nothing as an empty string.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Integer(value) => write!(f, "{value}"),
            Self::Decimal(value) => write!(f, "{value}"),
            Self::Text(value) => f.write_str(value),
            Self::Date(value) => write!(f, "{value}"),
            Self::DateTime(value) => write!(f, "{value}"),
            Self::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        f.write_str("; ")?;
                    }
                    write!(f, "{item}")?;
                }
                Ok(())
            }
            Self::Record(fields) => {
                for (index, (name, value)) in fields.iter().enumerate() {
                    if index > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{name}: {value}")?;
                }
                Ok(())
            }
            Self::Reference(reference) => write!(f, "→ {} {}", reference.object, reference.key),
        }
    }
}

/// The attribute that holds a reference without a target id, at any depth.
pub fn unresolved(payload: &Fields) -> Option<&Name> {
    fn holds(value: &Value) -> bool {
        match value {
            Value::Reference(_) => true,
            Value::List(items) => items.iter().any(holds),
            Value::Record(fields) => unresolved(fields).is_some(),
            _ => false,
        }
    }
    payload
        .iter()
        .find(|(_, value)| holds(value))
        .map(|(name, _)| name)
}
