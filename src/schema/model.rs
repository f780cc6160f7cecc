//! The target schema model.

use std::collections::BTreeSet;

use landbridge_contract::Name;
use rust_decimal::Decimal;

use crate::diagnose::Code;

/// What the target accepts for an object, or for a nested part of one.
#[derive(Debug, Clone)]
pub struct ObjectSchema {
    /// The object's name, or the nested collection's.
    pub name: Name,
    /// Attributes in the order of the published schema.
    pub attributes: Vec<Attribute>,
    /// Nested collections.
    pub children: Vec<ObjectSchema>,
    /// Whether attributes that are not listed are accepted.
    pub open: bool,
}

/// One attribute.
#[derive(Debug, Clone)]
pub struct Attribute {
    /// Name as sent.
    pub name: Name,
    /// Type.
    pub kind: AttributeKind,
    /// Whether a new record must have it.
    pub required: bool,
    /// Characters at the most (Unicode scalar values).
    pub length_max: Option<u32>,
    /// Significant digits at the most.
    pub precision: Option<u32>,
    /// Decimals at the most.
    pub scale: Option<u32>,
    /// The only values accepted.
    pub allowed: Option<BTreeSet<Name>>,
    /// A regular expression that the whole text must match.
    pub pattern: Option<regex::Regex>,
    /// Smallest number accepted.
    pub minimum: Option<Decimal>,
    /// Greatest number accepted.
    pub maximum: Option<Decimal>,
    /// When it may be set.
    pub allow_changes: AllowChanges,
    /// Whether records can be found by it.
    pub queryable: bool,
}

/// The type of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttributeKind {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// A decimal number.
    Number,
    /// True or false.
    Boolean,
    /// A calendar date.
    Date,
    /// A date and time.
    DateTime,
    /// Anything.
    Any,
}

/// When an attribute may be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AllowChanges {
    /// At any time.
    Always,
    /// Only when the record is made.
    InCreate,
    /// Never: the target fills it.
    Never,
}

/// One way in which a value is not what the target accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Which kind.
    pub code: &'static Code,
    /// What is expected; the same text for every violation of the same cause.
    pub expected: String,
}
