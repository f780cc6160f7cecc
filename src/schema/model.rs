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
    /// Whether a new record must have it; of meaning only for nested parts.
    pub required: bool,
    /// Whether it is a list of records; false for one nested record. True for an object.
    pub many: bool,
    /// What the published schema says and is not checked here, in sentences.
    pub notes: Vec<String>,
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
    /// Characters at the least (Unicode scalar values).
    pub length_min: Option<u32>,
    /// Characters at the most (Unicode scalar values).
    pub length_max: Option<u32>,
    /// Significant digits at the most.
    pub precision: Option<u32>,
    /// Decimals at the most.
    pub scale: Option<u32>,
    /// The only values accepted; numbers in plain digits without zeros at the end.
    pub allowed: Option<BTreeSet<Name>>,
    /// A regular expression that the text must match somewhere; `^` and `$` tie it to the whole.
    pub pattern: Option<regex::Regex>,
    /// Smallest number accepted.
    pub minimum: Option<Decimal>,
    /// Greatest number accepted.
    pub maximum: Option<Decimal>,
    /// When it may be set.
    pub allow_changes: AllowChanges,
    /// Whether records can be found by it.
    pub queryable: bool,
    /// The list of the ERP that it takes its values from, where the schema does not hold them.
    pub list: Option<ListOfValues>,
}

/// A list of values that the ERP keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListOfValues {
    /// Its name: `PaymentTermsLOV`.
    pub name: Name,
    /// The attribute of its members that holds the value.
    pub attribute: Name,
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

impl ObjectSchema {
    /// Makes a closed object without attributes.
    pub fn new(name: &str) -> Self {
        Self {
            name: Name::from(name),
            attributes: Vec::new(),
            children: Vec::new(),
            open: false,
            required: false,
            many: true,
            notes: Vec::new(),
        }
    }

    /// What it is for records that are only changed: nothing has to be sent, as all of it is there.
    #[must_use]
    pub fn of_changes(mut self) -> Self {
        for attribute in &mut self.attributes {
            attribute.required = false;
        }
        for child in &mut self.children {
            child.required = false;
        }
        self
    }

    /// What it is for records that an action changes: nothing of them is sent, so that rules may state what the ERP fills
    /// itself. Parameters are the action's own, of whatever type.
    #[must_use]
    pub fn of_action(self, parameters: &[Name]) -> Self {
        let mut schema = self.of_changes();
        for attribute in &mut schema.attributes {
            attribute.allow_changes = AllowChanges::Always;
        }
        for parameter in parameters {
            if schema.attribute(parameter).is_none() && schema.child(parameter).is_none() {
                let own = Attribute::new(parameter, AttributeKind::Any);
                schema.attributes.push(own);
            }
        }
        schema
    }

    /// The attribute of that name.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|one| &*one.name == name)
    }

    /// The nested part of that name.
    pub fn child(&self, name: &str) -> Option<&ObjectSchema> {
        self.children.iter().find(|one| &*one.name == name)
    }

    /// The names of attributes, then of nested parts: for "did you mean".
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let attributes = self.attributes.iter().map(|one| &*one.name);
        attributes.chain(self.children.iter().map(|one| &*one.name))
    }
}

impl Attribute {
    /// Makes an attribute that accepts every value of its kind, at any time.
    pub fn new(name: &str, kind: AttributeKind) -> Self {
        Self {
            name: Name::from(name),
            kind,
            required: false,
            length_min: None,
            length_max: None,
            precision: None,
            scale: None,
            allowed: None,
            pattern: None,
            minimum: None,
            maximum: None,
            allow_changes: AllowChanges::Always,
            queryable: true,
            list: None,
        }
    }

    /// Whether whoever makes a record must send it: it is required, and not filled by the target.
    pub fn must_be_sent(&self) -> bool {
        self.required && self.allow_changes != AllowChanges::Never
    }
}

impl AttributeKind {
    /// What values of this kind are called in messages: `expected a date`.
    pub fn described(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "a whole number",
            Self::Number => "a number",
            Self::Boolean => "true or false",
            Self::Date => "a date",
            Self::DateTime => "a date and time",
            Self::Any => "any value",
        }
    }
}
