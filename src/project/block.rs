//! Named values of a file, taken out one key at a time; what nobody asked for is a mistake.

use landbridge_contract::{OptionValue, Value};
use rust_decimal::Decimal;

use super::keys::KeyTable;
use super::mistake::{mistake, unknown_name};
use super::yaml::{Entry, Node, Scalar, Tree};
use crate::diagnose::{Diagnostics, Location, codes};
use crate::mapping::Parameters;
use crate::mapping::parameters::OPENING;

/// Named values while they are being read.
#[derive(Debug)]
pub(crate) struct Block<'a> {
    pub(crate) at: &'a Location,
    entries: &'a [Entry],
    asked: Vec<&'static str>,
}

/// A value with its place.
#[derive(Debug, Clone)]
pub(crate) struct Stated<T> {
    pub(crate) value: T,
    pub(crate) at: Location,
}

impl<'a> Block<'a> {
    /// The named values of a node; says so where it is something else.
    pub(crate) fn of(node: &'a Node, expected: &str, out: &mut Diagnostics) -> Option<Self> {
        match &node.tree {
            Tree::Map(entries) => Some(Self {
                at: &node.at,
                entries,
                asked: Vec::new(),
            }),
            Tree::Null | Tree::Scalar(_) | Tree::List(_) => {
                out.push(wrong_form(node, expected));
                None
            }
        }
    }

    /// The entry of a key.
    pub(crate) fn entry(&mut self, key: &'static str) -> Option<&'a Entry> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// Whether a key is there and not null; does not count as asking for it.
    pub(crate) fn has(&self, key: &str) -> bool {
        let mut entries = self.entries.iter();
        entries.any(|entry| entry.key == key && !matches!(entry.node.tree, Tree::Null))
    }

    /// The value of a key, where it is not null.
    pub(crate) fn node(&mut self, key: &'static str) -> Option<&'a Node> {
        self.entry(key)
            .map(|entry| &entry.node)
            .filter(|node| !matches!(node.tree, Tree::Null))
    }

    /// The text of a key; a plain number is given as its digits.
    pub(crate) fn text(
        &mut self,
        key: &'static str,
        out: &mut Diagnostics,
    ) -> Option<Stated<String>> {
        let node = self.node(key)?;
        scalar(node, "text", out).map(|scalar| Stated {
            value: scalar.text.clone(),
            at: node.at.clone(),
        })
    }

    /// The truth value of a key.
    pub(crate) fn bool(&mut self, key: &'static str, out: &mut Diagnostics) -> Option<bool> {
        let node = self.node(key)?;
        let parsed = as_scalar(node).and_then(Scalar::as_bool);
        if parsed.is_none() {
            out.push(wrong_form(node, "true or false"));
        }
        parsed
    }

    /// The whole number of a key, not negative.
    pub(crate) fn number<T: TryFrom<i64>>(
        &mut self,
        key: &'static str,
        out: &mut Diagnostics,
    ) -> Option<T> {
        let node = self.node(key)?;
        whole_number(node, out)
    }

    /// The texts of a key: a list, or one text.
    pub(crate) fn texts(
        &mut self,
        key: &'static str,
        out: &mut Diagnostics,
    ) -> Option<Vec<Stated<String>>> {
        Some(texts(self.node(key)?, out))
    }

    /// What nobody asked for, taken out for another to judge.
    pub(crate) fn rest(&mut self) -> Vec<&'a Entry> {
        let rest: Vec<&Entry> = self
            .entries
            .iter()
            .filter(|entry| !self.asked.contains(&entry.key.as_str()))
            .collect();
        self.entries = &[];
        rest
    }

    /// The keys that were asked for.
    pub(crate) fn asked(&self) -> Vec<&'static str> {
        self.asked.clone()
    }

    /// Says which keys are not known in such a block.
    pub(crate) fn finish(self, table: &'static KeyTable, out: &mut Diagnostics) {
        self.held_against(table);
        self.finish_among(&[table], out);
    }

    /// Says which keys are known in none of these kinds of blocks.
    pub(crate) fn finish_among(self, tables: &[&'static KeyTable], out: &mut Diagnostics) {
        let known = || tables.iter().flat_map(|table| table.keys);
        for entry in self.entries {
            if !known().any(|key| key.name == entry.key) {
                out.push(unknown_name(
                    &codes::MAPPING_KEY,
                    &entry.at,
                    "key",
                    &entry.key,
                    known().map(|key| key.name),
                ));
            }
        }
    }

    /// Stops a developer who asks for a key that the table of such blocks lacks.
    pub(crate) fn held_against(&self, table: &'static KeyTable) {
        for asked in &self.asked {
            debug_assert!(
                table.key(asked).is_some(),
                "the parser asks for `{asked}`, which src/project/keys does not have in `{}`",
                table.name
            );
        }
        #[cfg(test)]
        super::tests::keys::note(table, &self.asked);
    }
}

impl Scalar {
    pub(crate) fn as_bool(&self) -> Option<bool> {
        match self.text.as_str() {
            "true" if self.plain => Some(true),
            "false" if self.plain => Some(false),
            _ => None,
        }
    }

    pub(crate) fn as_integer(&self) -> Option<i64> {
        if self.plain {
            self.text.parse().ok()
        } else {
            None
        }
    }
}

pub(crate) fn wrong_form(node: &Node, expected: &str) -> crate::diagnose::Diagnostic {
    mistake(&codes::MAPPING_TYPE, &node.at, node.describe(), expected)
}

pub(crate) fn as_scalar(node: &Node) -> Option<&Scalar> {
    match &node.tree {
        Tree::Scalar(scalar) => Some(scalar),
        Tree::Null | Tree::List(_) | Tree::Map(_) => None,
    }
}

/// The scalar of a node; says so where it is something else.
pub(crate) fn scalar<'a>(
    node: &'a Node,
    expected: &str,
    out: &mut Diagnostics,
) -> Option<&'a Scalar> {
    let found = as_scalar(node);
    if found.is_none() {
        out.push(wrong_form(node, expected));
    }
    found
}

pub(crate) fn whole_number<T: TryFrom<i64>>(node: &Node, out: &mut Diagnostics) -> Option<T> {
    let parsed = as_scalar(node)
        .and_then(Scalar::as_integer)
        .and_then(|number| T::try_from(number).ok());
    if parsed.is_none() {
        out.push(wrong_form(node, "a whole number, not negative"));
    }
    parsed
}

pub(crate) fn texts(node: &Node, out: &mut Diagnostics) -> Vec<Stated<String>> {
    let items: &[Node] = match &node.tree {
        Tree::List(items) => items,
        Tree::Null | Tree::Scalar(_) | Tree::Map(_) => std::slice::from_ref(node),
    };
    items
        .iter()
        .filter_map(|item| {
            scalar(item, "text or a list of texts", out).map(|scalar| Stated {
                value: scalar.text.clone(),
                at: item.at.clone(),
            })
        })
        .collect()
}

/// A connector's option as stated.
pub(crate) fn option_value(node: &Node) -> Option<OptionValue> {
    Some(match &node.tree {
        Tree::Null => return None,
        Tree::Scalar(scalar) => match (scalar.as_bool(), scalar.as_integer()) {
            (Some(value), _) => OptionValue::Bool(value),
            (None, Some(number)) => OptionValue::Integer(number),
            (None, None) => OptionValue::Text(scalar.text.clone()),
        },
        Tree::List(items) => OptionValue::List(items.iter().filter_map(option_value).collect()),
        Tree::Map(entries) => OptionValue::Map(
            entries
                .iter()
                .filter_map(|entry| Some((entry.key.clone(), option_value(&entry.node)?)))
                .collect(),
        ),
    })
}

/// A constant of a field rule.
pub(crate) fn constant(node: &Node, out: &mut Diagnostics) -> Option<Value> {
    if matches!(node.tree, Tree::Null) {
        return Some(Value::Null);
    }
    let scalar = scalar(node, "one value", out)?;
    if scalar.text.contains(OPENING) {
        let none = Parameters::default();
        let parameters = scalar.parameters.as_deref().unwrap_or(&none);
        let filled = parameters.filled_in(&scalar.text, &node.at, scalar.text_at.as_ref());
        return filled.map_err(|wrong| out.push(wrong)).ok();
    }
    if let Some(value) = scalar.as_bool() {
        return Some(Value::Bool(value));
    }
    // `007` is a code, not the number seven.
    let is_code =
        scalar.text.len() > 1 && scalar.text.starts_with('0') && !scalar.text.starts_with("0.");
    if scalar.plain && !is_code {
        if let Ok(number) = scalar.text.parse::<i64>() {
            return Some(Value::Integer(number));
        }
        if let Ok(number) = Decimal::from_str_exact(&scalar.text) {
            return Some(Value::Decimal(number));
        }
    }
    Some(Value::text(&scalar.text))
}
