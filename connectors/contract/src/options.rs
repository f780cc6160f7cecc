//! The options of a connector, as a mapping states them.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use serde_json::Value as Json;

/// One stated option.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum OptionValue {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Text.
    Text(String),
    /// Several values.
    List(Vec<OptionValue>),
    /// Named values.
    Map(BTreeMap<String, OptionValue>),
}

/// The stated options by name; only what the mapping says, no defaults filled in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Options(pub BTreeMap<String, OptionValue>);

/// What a connector accepts under one name. From these come the unknown-option diagnostics and
/// the option tables of the reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OptionSpec {
    /// Name as written in a mapping.
    pub name: &'static str,
    /// Form of the value.
    pub kind: OptionKind,
    /// What it does and its default, in one sentence.
    pub about: &'static str,
}

/// The form of an option's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptionKind {
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Integer,
    /// Text.
    Text,
    /// A list of texts.
    Texts,
    /// A whole number, a text or a list of whole numbers: the connector says which.
    Any,
    /// Named values.
    Map,
    /// The name of a text file, relative to the project folder. [`crate::SourceConnector::check`]
    /// sees the name; for [`crate::SourceConnector::open`] the engine has put the file's text (UTF-8)
    /// in its place, since a connector does no I/O. So it is with [`crate::TargetConnector::check`] and
    /// [`crate::TargetConnector::build`]; between them the text goes to
    /// [`crate::TargetConnector::check_file`].
    File,
}

/// Something in the text of a file that an option names ([`OptionKind::File`]) that cannot be accepted; the
/// engine adds the file's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFault {
    /// Line, counted from 1.
    pub line: u32,
    /// Column in characters, counted from 1.
    pub column: u32,
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: String,
    /// Where a name is not known: the name, and those that are, of which the engine shows the nearest.
    pub unknown: Option<(String, Vec<String>)>,
}

/// An option that cannot be accepted; the engine adds file, line and column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionFault {
    /// Name of the option.
    pub option: String,
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: String,
}

impl OptionFault {
    /// What is wrong with an option.
    pub fn new(
        option: impl Into<String>,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> Self {
        Self {
            option: option.into(),
            found: found.into(),
            expected: expected.into(),
        }
    }
}

impl Options {
    /// An option's text; a number is given as its digits.
    pub fn text(&self, name: &str) -> Option<String> {
        match self.0.get(name)? {
            OptionValue::Text(text) => Some(text.clone()),
            OptionValue::Integer(number) => Some(number.to_string()),
            OptionValue::Bool(value) => Some(value.to_string()),
            OptionValue::List(_) | OptionValue::Map(_) => None,
        }
    }

    /// An option's whole number.
    pub fn integer(&self, name: &str) -> Option<i64> {
        match self.0.get(name)? {
            OptionValue::Integer(number) => Some(*number),
            _ => None,
        }
    }

    /// An option's truth value.
    pub fn bool(&self, name: &str) -> Option<bool> {
        match self.0.get(name)? {
            OptionValue::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// An option's whole number, which must be in a range; a fault and nothing where it is not.
    pub fn ranged(
        &self,
        name: &str,
        least: u32,
        most: u32,
        faults: &mut Vec<OptionFault>,
    ) -> Option<u32> {
        let number = self.integer(name)?;
        let fit = u32::try_from(number).ok();
        let fit = fit.filter(|number| (least..=most).contains(number));
        if fit.is_none() {
            let expected = format!("a whole number from {least} to {most}");
            faults.push(OptionFault::new(name, number.to_string(), expected));
        }
        fit
    }

    /// The texts of an option's list; none where nothing is stated.
    pub fn texts(&self, name: &str) -> Vec<String> {
        let Some(OptionValue::List(items)) = self.0.get(name) else {
            return Vec::new();
        };
        let text = |item: &OptionValue| match item {
            OptionValue::Text(text) => Some(text.clone()),
            _ => None,
        };
        items.iter().filter_map(text).collect()
    }

    /// Checks names and forms against what the connector accepts; all faults at once.
    pub fn check(&self, specs: &[OptionSpec]) -> Vec<OptionFault> {
        let mut faults = Vec::new();
        for (name, value) in &self.0 {
            let Some(spec) = specs.iter().find(|spec| spec.name == name) else {
                let known: Vec<&str> = specs.iter().map(|spec| spec.name).collect();
                let expected = format!("one of {}", known.join(", "));
                faults.push(OptionFault::new(name, format!("option `{name}`"), expected));
                continue;
            };
            if !spec.kind.accepts(value) {
                let expected = spec.kind.describe();
                faults.push(OptionFault::new(name, value.describe(), expected));
            }
        }
        faults
    }
}

/// What [`is_path`] expects, in words.
pub const PATH: &str = "a path that begins with `/`, without `?`, `#` or blanks";

/// True for a path that can stand in a request line as it is.
pub fn is_path(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && path
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'?' | b'#' | b'\\'))
        && path
            .split('/')
            .all(|segment| !matches!(segment, "." | ".."))
}

impl OptionKind {
    fn accepts(self, value: &OptionValue) -> bool {
        match (self, value) {
            (Self::Any, _)
            | (Self::Bool, OptionValue::Bool(_))
            | (Self::Integer, OptionValue::Integer(_))
            | (Self::Text, OptionValue::Text(_) | OptionValue::Integer(_))
            | (Self::File, OptionValue::Text(_))
            | (Self::Map, OptionValue::Map(_)) => true,
            (Self::Texts, OptionValue::List(items)) => items
                .iter()
                .all(|item| matches!(item, OptionValue::Text(_))),
            _ => false,
        }
    }

    /// The form in words.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Bool => "true or false",
            Self::Integer => "a whole number",
            Self::Text => "text",
            Self::Texts => "a list of texts",
            Self::Any => "a value",
            Self::Map => "named values",
            Self::File => "the name of a file",
        }
    }
}

impl OptionValue {
    /// The value in words, for messages.
    pub fn describe(&self) -> String {
        match self {
            Self::Bool(value) => value.to_string(),
            Self::Integer(number) => number.to_string(),
            Self::Text(text) => format!("\"{text}\""),
            Self::List(items) => format!("a list of {}", items.len()),
            Self::Map(items) => format!("named values ({})", items.len()),
        }
    }

    /// Reads an option from parsed JSON or YAML; numbers with a fraction become text.
    pub fn from_json(json: &Json) -> Option<Self> {
        Some(match json {
            Json::Null => return None,
            Json::Bool(value) => Self::Bool(*value),
            Json::Number(number) => number
                .as_i64()
                .map_or_else(|| Self::Text(number.to_string()), Self::Integer),
            Json::String(text) => Self::Text(text.clone()),
            Json::Array(items) => Self::List(items.iter().filter_map(Self::from_json).collect()),
            Json::Object(members) => Self::Map(
                members
                    .iter()
                    .filter_map(|(name, value)| Some((name.clone(), Self::from_json(value)?)))
                    .collect(),
            ),
        })
    }
}
