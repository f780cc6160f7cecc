//! What a profile says at its root, and of values.

use std::num::NonZeroU32;

use landbridge_contract::FileFault;
use serde_json::Value as Json;

use super::block::{Block, Reader, json};
use super::{Limits, Object, Others, Profile, Statuses, keys, objects};
use crate::values::is_form;
use crate::yaml::{Node, Tree};

/// How values are written and read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ValueForms {
    /// Decimals as text instead of numbers.
    pub(crate) decimals_as_text: bool,
    /// Integers as text instead of numbers.
    pub(crate) integers_as_text: bool,
    /// What true and false are written as.
    pub(crate) booleans: [Json; 2],
    /// The form of dates, in the directives of `strftime`.
    pub(crate) dates: String,
    pub(crate) date_times: String,
    /// Other forms that dates are read in.
    pub(crate) dates_read: Vec<String>,
    pub(crate) empty: Empty,
    /// Kinds of attributes, by their paths, that are turned back when they are read.
    pub(crate) kinds: Vec<(String, Kind)>,
}

/// What is sent of an attribute without a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Empty {
    Null,
    Omit,
    Text,
}

/// What an attribute holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Boolean,
    Date,
    Decimal,
}

/// The form of dates in some services' JSON: `/Date(1539993600000+0000)/`.
pub(crate) const JSON_DATE: &str = "json_date";

impl Default for ValueForms {
    fn default() -> Self {
        Self {
            decimals_as_text: false,
            integers_as_text: false,
            booleans: [Json::Bool(true), Json::Bool(false)],
            dates: "%Y-%m-%d".to_owned(),
            date_times: "%Y-%m-%dT%H:%M:%S".to_owned(),
            dates_read: Vec::new(),
            empty: Empty::Null,
            kinds: Vec::new(),
        }
    }
}

pub(super) fn profile(root: &Node, text: &str, faults: &mut Vec<FileFault>) -> Option<Profile> {
    let mut reader = Reader {
        faults,
        parameters: &[],
        object: "",
    };
    let block = reader.block(root, &keys::PROFILE)?;
    if let Some(version) = block.need("version", "1", &mut reader)
        && json(version) != Some(Json::from(1))
    {
        let expected = "1, the form that this program reads";
        reader.say(version.place.fault(version.describe(), expected));
    }
    if let Some(about) = block.get("about") {
        reader.text(about, "text");
    }
    let parameters = parameters(&block, &mut reader);
    let limits = block
        .get("limits")
        .and_then(|node| limits(node, &mut reader));
    let statuses = block
        .get("statuses")
        .and_then(|node| statuses(node, &mut reader));
    let others = block.truth("other_objects", &mut reader).unwrap_or(false);
    let none = nothing_in(root);
    let defaults = block.get("defaults").unwrap_or(&none);
    let listed = reader.entries(block.get("objects"), "objects by their names");
    if listed.is_empty() && !others {
        let expected = "`objects`, or `other_objects: true` with `defaults` that say all";
        reader.say(root.place.fault("no object", expected));
    }
    let mut read = Vec::new();
    for entry in listed {
        let node = match entry.node.tree {
            Tree::Nothing => nothing_in(&entry.node),
            _ => entry.node.clone(),
        };
        let mut reader = Reader {
            faults: &mut *reader.faults,
            parameters: &parameters,
            object: &entry.key,
        };
        read.extend(objects::object(&node.over(defaults), &mut reader));
    }
    if others {
        // Held against the rules under a name that stands for any.
        let mut reader = Reader {
            faults: &mut *reader.faults,
            parameters: &parameters,
            object: "other_objects",
        };
        objects::object(defaults, &mut reader);
    }
    Some(Profile {
        parameters,
        limits: limits.unwrap_or_default(),
        statuses: statuses.unwrap_or_default(),
        objects: read,
        others: others.then(|| Others(text.to_owned())),
    })
}

fn nothing_in(node: &Node) -> Node {
    Node {
        place: node.place,
        tree: Tree::Map(Vec::new()),
    }
}

/// An object that the profile does not list. The profile was held against the rules before.
pub(super) fn other(root: &Node, name: &str, parameters: &[String]) -> Option<Object> {
    let mut faults = Vec::new();
    let mut reader = Reader {
        faults: &mut faults,
        parameters,
        object: name,
    };
    let block = reader.block(root, &keys::PROFILE)?;
    objects::object(block.get("defaults")?, &mut reader)
}

fn parameters(block: &Block<'_>, reader: &mut Reader<'_>) -> Vec<String> {
    let mut names = Vec::new();
    for entry in reader.entries(block.get("parameters"), "names with what each means") {
        reader.text(&entry.node, "what it means, in words");
        let plain = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
        if entry.key.is_empty() || !entry.key.chars().all(plain) {
            let expected = "a name of letters, digits and `_`";
            reader.say(entry.place.fault(format!("`{}`", entry.key), expected));
        }
        names.push(entry.key.clone());
    }
    names
}

fn limits(node: &Node, reader: &mut Reader<'_>) -> Option<Limits> {
    let block = reader.block(node, &keys::LIMITS)?;
    let mut limit = |key: &str, most: u32| {
        let node = block.get(key)?;
        NonZeroU32::new(reader.number(node, 1, most)?)
    };
    Some(Limits {
        records: limit("records", 10_000),
        bytes: limit("bytes", 1_000_000_000),
        requests_per_second: limit("requests_per_second", 10_000),
        requests_per_day: limit("requests_per_day", 1_000_000_000),
        concurrency: limit("concurrency", 1_000),
    })
}

fn statuses(node: &Node, reader: &mut Reader<'_>) -> Option<Statuses> {
    let block = reader.block(node, &keys::STATUSES)?;
    Some(Statuses {
        refused: status_list(&block, "refused", reader),
        throttled: status_list(&block, "throttled", reader),
        unavailable: status_list(&block, "unavailable", reader),
    })
}

pub(super) fn status_list(block: &Block<'_>, key: &str, reader: &mut Reader<'_>) -> Vec<u16> {
    let mut statuses = Vec::new();
    for item in block.items(key) {
        let status = reader.number(item, 300, 599);
        statuses.extend(status.and_then(|status| u16::try_from(status).ok()));
    }
    statuses
}

pub(super) fn values(object: &Block<'_>, reader: &mut Reader<'_>) -> ValueForms {
    let mut forms = ValueForms::default();
    let stated = object.get("values");
    if let Some(block) = stated.and_then(|node| reader.block(node, &keys::VALUES)) {
        value_forms(&block, &mut forms, reader);
    }
    let kinds = [
        ("boolean", Kind::Boolean),
        ("date", Kind::Date),
        ("decimal", Kind::Decimal),
    ];
    let types = object.get("types");
    for entry in reader.entries(types, "attributes with boolean, date or decimal") {
        if let Some(kind) = reader.word(&entry.node, &kinds) {
            forms.kinds.push((entry.key.clone(), kind));
        }
    }
    forms
}

fn value_forms(block: &Block<'_>, forms: &mut ValueForms, reader: &mut Reader<'_>) {
    let numbers = [("number", false), ("text", true)];
    let mut as_text = |key: &str| reader.word(block.get(key)?, &numbers);
    forms.decimals_as_text = as_text("decimals").unwrap_or(false);
    forms.integers_as_text = as_text("integers").unwrap_or(false);
    if let Some(node) = block.get("booleans") {
        let words: Vec<Json> = block.items("booleans").iter().filter_map(json).collect();
        match <[Json; 2]>::try_from(words) {
            Ok([yes, no]) if yes != no => forms.booleans = [yes, no],
            _ => {
                let expected = "what true and what false is written as, such as [Y, N]";
                reader.say(node.place.fault(node.describe(), expected));
            }
        }
    }
    for (key, form) in [
        ("dates", &mut forms.dates),
        ("date_times", &mut forms.date_times),
    ] {
        if let Some(stated) = block.get(key).and_then(|node| form_of(node, false, reader)) {
            *form = stated;
        }
    }
    for node in block.items("dates_read") {
        forms.dates_read.extend(form_of(node, true, reader));
    }
    let empty = [
        ("null", Empty::Null),
        ("omit", Empty::Omit),
        ("text", Empty::Text),
    ];
    // The word `null` is YAML's own word for nothing.
    if let Some(node) = block.get("empty")
        && !matches!(node.tree, Tree::Nothing)
    {
        forms.empty = reader.word(node, &empty).unwrap_or(Empty::Null);
    }
}

fn form_of(node: &Node, read: bool, reader: &mut Reader<'_>) -> Option<String> {
    let expected = if read {
        "directives such as %d/%m/%Y, or json_date"
    } else {
        "directives such as %Y-%m-%d and %H:%M:%S"
    };
    let text = reader.text(node, expected)?;
    if (read && text == JSON_DATE) || is_form(text) {
        return Some(text.to_owned());
    }
    reader.say(node.place.fault(format!("\"{text}\""), expected));
    None
}
