//! What a delimited source promises, told by small files.

mod conformance;
mod files;
mod finding_out;
mod hostile;
mod properties;
mod tagged;
mod values;

use landbridge_contract::{Batch, Options, Projection, SourceConnector, SourceFault, Value};
use landbridge_testkit::support::{self, Drained};
use serde_json::json;

use crate::DelimitedConnector;

/// Reads a file with options given as JSON.
fn read_with(
    bytes: impl Into<Vec<u8>>,
    options: &serde_json::Value,
) -> Result<Drained, SourceFault> {
    let options = support::options(options);
    support::collect(
        &DelimitedConnector,
        support::input("vendors.csv", bytes),
        &options,
    )
}

/// Reads a file without options; it must open.
fn read(bytes: impl Into<Vec<u8>>) -> Drained {
    read_with(bytes, &json!({})).unwrap()
}

/// Each record as `line: value | value`, nothing as `-`.
fn shown(drained: &Drained) -> Vec<String> {
    let records = drained.records.iter().map(|yielded| &yielded.record);
    records
        .map(|record| {
            let values: Vec<String> = record.slots.iter().map(|slot| show(&slot.value)).collect();
            format!("{}: {}", record.place.line, values.join(" | "))
        })
        .collect()
}

fn show(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        other => other.to_string(),
    }
}

/// The faults of records as `origin: found`.
fn faults(drained: &Drained) -> Vec<String> {
    let faults = drained.faults.iter();
    faults
        .map(|fault| format!("{}: {}", fault.origin, fault.found))
        .collect()
}

/// The notices as `ordinal/slot: kind found`.
fn notices(drained: &Drained) -> Vec<String> {
    let mut lines = Vec::new();
    for yielded in &drained.records {
        for notice in &yielded.record.notices {
            let slot = notice.slot.map_or("-".to_owned(), |slot| slot.to_string());
            let ordinal = yielded.record.ordinal;
            lines.push(format!(
                "{ordinal}/{slot}: {:?} {}",
                notice.kind, notice.found
            ));
        }
    }
    lines
}

/// The column names.
fn columns(bytes: &str, options: &serde_json::Value) -> Vec<String> {
    let options = support::options(options);
    let input = support::input("vendors.csv", bytes);
    let mut source = DelimitedConnector.open(input, &options).unwrap();
    let columns = source.columns().unwrap().unwrap();
    columns
        .iter()
        .map(|column| column.name.to_string())
        .collect()
}

/// What the source says that it found out under a name.
fn detected(bytes: impl Into<Vec<u8>>, what: &str) -> String {
    let input = support::input("vendors.csv", bytes);
    let mut source = DelimitedConnector.open(input, &Options::default()).unwrap();
    let found = source
        .detected()
        .into_iter()
        .find(|(name, _)| *name == what);
    found.map(|(_, text)| text).unwrap_or_default()
}

#[test]
fn a_batch_is_refilled_in_place() {
    let input = support::input("vendors.csv", "Id,Name\n1,Ann\n2,\n3,Eve\n");
    let source = DelimitedConnector.open(input, &Options::default()).unwrap();
    let wanted = support::projection(["Name", "Id"]);
    let mut reader = source.read(&wanted).unwrap();
    let mut batch = Batch::default();
    reader.next_batch(&mut batch, 1).unwrap();
    let memory = batch.records[0].slots.as_ptr();
    reader.next_batch(&mut batch, 1).unwrap();
    assert_eq!(batch.records[0].slots[0].value, Value::Null);
    assert_eq!(batch.records[0].slots[1].value, Value::text("2"));
    assert_eq!(batch.records[0].slots.as_ptr(), memory);
}

#[test]
fn all_missing_columns_are_named_in_one_fault() {
    let input = support::input("vendors.csv", "Id,Name\n1,Ann\n");
    let source = DelimitedConnector.open(input, &Options::default()).unwrap();
    let wanted: Projection = support::projection(["Vendor", "Id", "Town"]);
    let fault = source.read(&wanted).err().unwrap();
    assert_eq!(
        fault.to_string(),
        "vendors.csv:1: found no column `Vendor`, `Town`, expected one of the columns `Id`, `Name`"
    );
}
