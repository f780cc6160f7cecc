//! One JSON object a record: typed values, each with its origin. Described in `docs/peek.md`.

use std::io::Write;

use landbridge_contract::{Batch, Layout, LayoutKind, PathStep, Place, Record, Slot, Value};
use serde_json::{Map, Value as Json, json};

use crate::cli::exit::Failure;
use crate::profile::notice;

/// Writes the records of a batch, then what could not be read.
pub(super) fn show(out: &mut dyn Write, layout: &Layout, batch: &Batch) -> Result<(), Failure> {
    for record in &batch.records {
        let root = Root {
            layout,
            place: record.place,
        };
        let json = of_record(&root, layout, &mut Vec::new(), record);
        crate::cli::print(out, &json.to_string())?;
    }
    for fault in &batch.faults {
        let json = json!({
            "origin": fault.origin.to_string(),
            "fault": { "found": fault.found, "expected": fault.expected },
        });
        crate::cli::print(out, &json.to_string())?;
    }
    Ok(())
}

/// The record to which nested ones belong.
struct Root<'a> {
    layout: &'a Layout,
    place: Place,
}

impl Root<'_> {
    fn origin(&self, steps: &[PathStep], slot: Option<usize>, line: u64) -> Json {
        let origin = self.layout.origin(self.place, steps, slot, line);
        origin.to_string().into()
    }
}

fn of_record(root: &Root<'_>, layout: &Layout, steps: &mut Vec<PathStep>, record: &Record) -> Json {
    let mut members = Map::new();
    members.insert("origin".to_owned(), root.origin(steps, None, 0));
    let mut fields = Map::new();
    let empty = Slot::default();
    for (index, name) in layout.names.iter().enumerate() {
        let slot = record.slots.get(index).unwrap_or(&empty);
        let mut field = typed(&slot.value);
        if let Some(shown) = &slot.shown {
            field.insert("shown".to_owned(), (&**shown).into());
        }
        let origin = root.origin(steps, Some(index), slot.line);
        field.insert("origin".to_owned(), origin);
        fields.insert(name.to_string(), field.into());
    }
    members.insert("fields".to_owned(), fields.into());
    if !layout.children.is_empty() {
        let children = children(root, layout, steps, record);
        members.insert("children".to_owned(), children.into());
    }
    let notices = notices(root, layout, steps, record);
    if !notices.is_empty() {
        members.insert("notices".to_owned(), notices.into());
    }
    members.into()
}

fn children(
    root: &Root<'_>,
    layout: &Layout,
    steps: &mut Vec<PathStep>,
    record: &Record,
) -> Map<String, Json> {
    let mut children = Map::new();
    for (child, (records, layout)) in record.children.iter().zip(&layout.children).enumerate() {
        let name = match &layout.kind {
            LayoutKind::Elements { path } => path.to_string(),
            LayoutKind::Cells { sheet } => sheet.to_string(),
            LayoutKind::Lines => format!("nested {}", child + 1),
        };
        let mut nested = Vec::with_capacity(records.len());
        for one in records {
            steps.push(PathStep {
                child,
                place: one.place,
            });
            nested.push(of_record(root, layout, steps, one));
            steps.pop();
        }
        children.insert(name, nested.into());
    }
    children
}

fn notices(root: &Root<'_>, layout: &Layout, steps: &[PathStep], record: &Record) -> Vec<Json> {
    let notice = |noticed: &landbridge_contract::Notice| {
        let slot = noticed.slot.and_then(|slot| usize::try_from(slot).ok());
        let line = slot
            .and_then(|slot| record.slots.get(slot))
            .map_or(0, |slot| slot.line);
        let mut members = Map::new();
        members.insert("kind".to_owned(), notice::code(noticed.kind).into());
        members.insert("about".to_owned(), notice::words(noticed.kind).into());
        if let Some(name) = slot.and_then(|slot| layout.names.get(slot)) {
            members.insert("field".to_owned(), name.to_string().into());
        }
        if !noticed.found.is_empty() {
            members.insert("found".to_owned(), noticed.found.clone().into());
        }
        members.insert("origin".to_owned(), root.origin(steps, slot, line));
        Json::from(members)
    };
    record.notices.iter().map(notice).collect()
}

/// `type` and `value` of a value.
fn typed(value: &Value) -> Map<String, Json> {
    let mut members = Map::new();
    members.insert("type".to_owned(), type_word(value).into());
    members.insert("value".to_owned(), plain(value));
    members
}

/// A value as text, a list as an array, named parts as an object of typed values.
fn plain(value: &Value) -> Json {
    match value {
        Value::List(items) => items.iter().map(plain).collect(),
        Value::Record(fields) => {
            let fields = fields.iter();
            let fields = fields.map(|(name, value)| (name.to_string(), typed(value).into()));
            Json::Object(fields.collect())
        }
        value => value.to_string().into(),
    }
}

fn type_word(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Integer(_) => "integer",
        Value::Decimal(_) => "decimal",
        // A source never yields a reference; its words are text.
        Value::Text(_) | Value::Reference(_) => "text",
        Value::Date(_) => "date",
        Value::DateTime(_) => "date-time",
        Value::List(_) => "list",
        Value::Record(_) => "record",
    }
}
