//! How values are spelt in the cells of a table.
//!
//! A cell is text. `= ` stands before what is not: `= 42.50`, `= 2026-05-04`, `= true`, `= null`.
//! Text in double quotes is written as in JSON, for white space around it and other signs that do not
//! show. An empty cell is nothing. `→ suppliers 00001042` is a reference.

use jiff::civil::{Date, DateTime};
use landbridge_contract::{Name, Reference, Text, Value, json::from_number};

/// What a cell may hold, in the words of a message.
pub(super) const FORMS: &str =
    "text, or = before a number, YYYY-MM-DD, YYYY-MM-DDTHH:MM:SS, true, false, null";

/// Reads a cell; none where its spelling is of no known form.
pub(super) fn read(cell: &str) -> Option<Value> {
    if cell.is_empty() {
        return Some(Value::Null);
    }
    if let Some(typed) = cell.strip_prefix('=') {
        return read_typed(typed.trim());
    }
    if let Some(reference) = cell.strip_prefix('→').or_else(|| cell.strip_prefix("->")) {
        let (object, key) = reference.trim().split_once(' ')?;
        return Some(Value::Reference(Box::new(Reference {
            object: Name::from(object),
            key: Text::from(key.trim()),
        })));
    }
    if cell.len() > 1 && cell.starts_with('"') && cell.ends_with('"') {
        return serde_json::from_str::<String>(cell).ok().map(Value::text);
    }
    Some(Value::text(cell))
}

fn read_typed(typed: &str) -> Option<Value> {
    match typed {
        "null" => return Some(Value::Null),
        "true" => return Some(Value::Bool(true)),
        "false" => return Some(Value::Bool(false)),
        "[]" => return Some(Value::List(Vec::new())),
        "{}" => return Some(Value::Record(Vec::new())),
        _ => {}
    }
    // An amount may be as long as a date, and have a hyphen too: -123456.78.
    if typed.len() == 10
        && typed.contains('-')
        && let Ok(date) = typed.parse::<Date>()
    {
        return Some(Value::Date(date));
    }
    if typed.contains('T') {
        return typed.parse::<DateTime>().ok().map(Value::DateTime);
    }
    match from_number(typed) {
        Value::Text(_) => None,
        number => Some(number),
    }
}

/// The spelling of a value that has no parts.
pub fn spell(value: &Value) -> String {
    match value {
        Value::Null => "= null".to_owned(),
        Value::Text(text) => spell_text(text),
        Value::Reference(_) => value.to_string(),
        Value::List(items) if items.is_empty() => "= []".to_owned(),
        Value::Record(fields) if fields.is_empty() => "= {}".to_owned(),
        other => format!("= {other}"),
    }
}

fn spell_text(text: &str) -> String {
    let is_plain = !text.is_empty()
        && text.trim() == text
        && !text.starts_with(['=', '"', '→'])
        && !text.starts_with("->")
        && !text.contains(char::is_control)
        && !text.contains('\\');
    if is_plain {
        return text.to_owned();
    }
    serde_json::Value::from(text).to_string()
}

/// A spelling as a cell of a table, where `|` is a border.
pub(super) fn in_cell(spelt: &str) -> String {
    if spelt.starts_with('"') {
        return spelt.replace('|', "\\u007c");
    }
    spelt.replace('|', "\\|")
}
