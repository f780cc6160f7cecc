//! What an XML source promises, told by small files.

mod around;
mod bytes;
mod conformance;
mod hostile;
mod paths;
mod properties;
mod shared;
mod survey;
mod values;

use std::sync::Arc;

use landbridge_contract::{
    ChildProjection, Layout, PathStep, Projection, Record, SourceConnector as _, SourceFault, Value,
};
use landbridge_testkit::support::{self, Drained};
use serde_json::json;

use crate::XmlConnector;

/// Reads a file with options given as JSON.
fn read_with(
    bytes: impl Into<Vec<u8>>,
    options: &serde_json::Value,
    wanted: &Projection,
) -> Result<Drained, SourceFault> {
    let input = support::input("orders.xml", bytes);
    let source = XmlConnector.open(input, &support::options(options))?;
    support::drain(source, wanted, 100)
}

/// Reads the fields of records; the file must open.
fn read<'a>(bytes: &str, records: &str, fields: impl IntoIterator<Item = &'a str>) -> Drained {
    let wanted = support::projection(fields);
    read_with(bytes, &json!({ "records": records }), &wanted).unwrap()
}

/// The values of each record, joined by ` | `, nothing as `-`.
fn shown(drained: &Drained) -> Vec<String> {
    let records = drained.records.iter();
    records
        .map(|yielded| show_record(&yielded.record))
        .collect()
}

fn show_record(record: &Record) -> String {
    let mut text = String::new();
    for (index, slot) in record.slots.iter().enumerate() {
        text.push_str(if index > 0 { " | " } else { "" });
        text.push_str(&show(&slot.value));
    }
    for nested in &record.children {
        let nested: Vec<String> = nested.iter().map(show_record).collect();
        text = format!("{text} {{{}}}", nested.join("; "));
    }
    text
}

fn show(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::List(_) => format!("[{value}]"),
        other => other.to_string(),
    }
}

/// The origins of all values that are there, nested ones too.
fn origins(drained: &Drained) -> Vec<String> {
    let mut found = Vec::new();
    for yielded in &drained.records {
        origins_of(
            &yielded.layout,
            &yielded.record,
            &mut Vec::new(),
            &yielded.record,
            &mut found,
        );
    }
    found
}

fn origins_of(
    layout: &Arc<Layout>,
    outer: &Record,
    steps: &mut Vec<PathStep>,
    record: &Record,
    found: &mut Vec<String>,
) {
    for (index, slot) in record.slots.iter().enumerate() {
        if slot.value != Value::Null {
            let origin = layout.origin(outer.place, steps, Some(index), slot.line);
            found.push(origin.to_string());
        }
    }
    for (child, nested) in record.children.iter().enumerate() {
        for inner in nested {
            steps.push(PathStep {
                child,
                place: inner.place,
            });
            origins_of(layout, outer, steps, inner, found);
            steps.pop();
        }
    }
}

/// A nested part.
fn child<'a>(
    path: &str,
    fields: impl IntoIterator<Item = &'a str>,
    children: Vec<ChildProjection>,
) -> ChildProjection {
    ChildProjection {
        path: Arc::from(path),
        projection: Projection {
            children,
            ..support::projection(fields)
        },
    }
}
