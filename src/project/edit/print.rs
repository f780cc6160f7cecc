//! Writes parts of a YAML file on one line, each in one way only, so that equal parts are equal texts.

use std::fmt::Write as _;

use super::super::yaml::{Entry, Node, Tree};
use super::tree;

/// A part in its form on one line: `{ width: 8, side: left }`, `[trim, squeeze]`, `"007"`.
pub(crate) fn flow(node: &Node) -> String {
    match &node.tree {
        Tree::Null => "null".to_owned(),
        Tree::Scalar(one) if one.plain => scalar(&one.text),
        Tree::Scalar(one) => quoted(&one.text),
        Tree::List(items) => {
            let items: Vec<String> = items.iter().map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        Tree::Map(entries) if entries.is_empty() => "{}".to_owned(),
        Tree::Map(entries) => {
            let entries: Vec<String> = entries.iter().map(entry).collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}

fn entry(entry: &Entry) -> String {
    format!("{}: {}", scalar(&entry.key), flow(&entry.node))
}

/// A text as it was typed: without quotes where it stays this text, a number or a truth value
/// without them, in quotes otherwise.
pub(crate) fn scalar(text: &str) -> String {
    if !text.chars().any(unprintable) && stays(text) {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// Reads named values as people write them, with or without the brackets around them.
pub(crate) fn named_values(text: &str) -> Result<Vec<Entry>, String> {
    let text = text.trim();
    let whole = if text.starts_with('{') && text.ends_with('}') {
        format!("{text}\n")
    } else {
        format!("{{ {text}\n}}\n")
    };
    match tree(&whole).map(|node| node.tree) {
        Ok(Tree::Map(entries)) => Ok(entries),
        Ok(Tree::Null | Tree::Scalar(_) | Tree::List(_)) | Err(_) => Err(format!(
            "found \"{text}\", expected named values as `pad: 8, case: upper`"
        )),
    }
}

/// Whether a text without quotes, within brackets, is read as this text.
fn stays(text: &str) -> bool {
    let Ok(Tree::Map(entries)) = tree(&format!("{{ k: {text} }}")).map(|node| node.tree) else {
        return false;
    };
    let [only] = entries.as_slice() else {
        return false;
    };
    matches!(&only.node.tree, Tree::Scalar(one) if one.plain && one.text == text)
}

/// What would not be seen, or would end a line.
fn unprintable(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

fn quoted(text: &str) -> String {
    let awkward = text.contains(['"', '\\']) && !text.contains('\'');
    if awkward && !text.chars().any(unprintable) {
        return format!("'{text}'");
    }
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(c);
            }
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if unprintable(c) => {
                write!(quoted, "\\u{:04X}", u32::from(c)).expect("writing to memory does not fail");
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
