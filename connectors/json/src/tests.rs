//! What a JSON source promises, told by small files.

mod conformance;
mod properties;

use landbridge_contract::{SourceFault, SourceFaultKind, Value};
use landbridge_testkit::support::{self, Drained};
use rust_decimal::Decimal;
use serde_json::json;

use crate::{DEPTH_MAX, JsonConnector, RECORD_BYTES_MAX};

fn read_as(
    file: &str,
    bytes: impl Into<Vec<u8>>,
    options: &serde_json::Value,
) -> Result<Drained, SourceFault> {
    let options = support::options(options);
    support::collect(&JsonConnector, support::input(file, bytes), &options)
}

fn lines(bytes: impl Into<Vec<u8>>) -> Drained {
    read_as("vendors.jsonl", bytes, &json!({})).unwrap()
}

fn document(bytes: impl Into<Vec<u8>>, records: &str) -> Drained {
    read_as("vendors.json", bytes, &json!({ "records": records })).unwrap()
}

/// Each value with its origin, nested records after their parents.
fn origins(drained: &Drained) -> Vec<String> {
    let mut shown = Vec::new();
    for yielded in &drained.records {
        let (layout, record) = (&yielded.layout, &yielded.record);
        for (slot, held) in record.slots.iter().enumerate() {
            let origin = layout.origin(record.place, &[], Some(slot), held.line);
            shown.push(format!("{origin} = {}", held.value));
        }
        for (child, nested) in record.children.iter().enumerate() {
            for inner in nested {
                let step = landbridge_contract::PathStep {
                    child,
                    place: inner.place,
                };
                for (slot, held) in inner.slots.iter().enumerate() {
                    let origin = layout.origin(record.place, &[step], Some(slot), held.line);
                    shown.push(format!("{origin} = {}", held.value));
                }
            }
        }
    }
    shown
}

fn faults(drained: &Drained) -> Vec<String> {
    let faults = drained.faults.iter();
    faults
        .map(|fault| format!("{}: {}", fault.origin, fault.found))
        .collect()
}

#[test]
fn every_value_of_a_line_has_its_line_and_path() {
    let drained = lines("{\"id\": 1, \"address\": {\"city\": \"Oslo\"}}\n\n{\"id\": 2}\r\n");
    assert_eq!(
        origins(&drained),
        [
            "vendors.jsonl:1 /id = 1",
            "vendors.jsonl:1 /address/city = Oslo",
            "vendors.jsonl:3 /id = 2",
            "vendors.jsonl:3 /address/city = ",
        ]
    );
    assert_eq!((drained.tally.records, drained.tally.blank), (2, 1));
}

#[test]
fn records_of_a_document_keep_lines_numbers_and_nested_records() {
    let text = "{ \"page\": 1,\n \"data\": { \"items\": [\n  {\"id\": \"A\",\n   \"lines\": [ {\"sku\": \"x\"},\n  {\"sku\": \"y\"} ] },\n  {\"id\": \"B\", \"lines\": {\"sku\": \"z\"}}\n ] }, \"more\": [[]] }";
    let drained = document(text, "/data/items");
    assert_eq!(
        origins(&drained),
        [
            "vendors.json:3 /data/items[1]/id = A",
            "vendors.json:4 /data/items[1]/lines/sku = x; y",
            "vendors.json:4 /data/items[1]/lines[1]/sku = x",
            "vendors.json:5 /data/items[1]/lines[2]/sku = y",
            "vendors.json:6 /data/items[2]/id = B",
            "vendors.json:6 /data/items[2]/lines/sku = z",
            "vendors.json:6 /data/items[2]/lines[1]/sku = z",
        ]
    );
}

#[test]
fn amounts_are_exact_whatever_their_form() {
    let drained = lines(
        "{\"a\": 0.1, \"b\": 1.10, \"c\": 12345678901234567890, \"d\": 1e2, \
         \"e\": 123456789012345678901234567890.5, \"f\": -7, \"g\": 1e400}\n",
    );
    let record = &drained.records[0].record;
    let exact = |digits: &str| Value::Decimal(Decimal::from_str_exact(digits).unwrap());
    let values: Vec<&Value> = (0..7).map(|slot| record.value(slot)).collect();
    assert_eq!(
        values,
        [
            &exact("0.1"),
            &exact("1.10"),
            &exact("12345678901234567890"),
            &exact("100"),
            &Value::text("123456789012345678901234567890.5"),
            &Value::Integer(-7),
            &Value::text("1e400"),
        ]
    );
    assert_eq!(record.value(1).to_string(), "1.10");
}

#[test]
fn broken_lines_and_repeated_keys_are_faults_and_reading_goes_on() {
    let drained = lines(
        "{\"id\": 1}\n{\"id\": 2\n[3]\n{\"id\": 4, \"x\": {\"k\": 1, \"k\": 2}}\n\
         {\"id\": \"\\ud800\"}\n{\"id\": 6}\n",
    );
    assert_eq!(
        faults(&drained),
        [
            "vendors.jsonl:2: broken JSON at column 8: EOF while parsing an object",
            "vendors.jsonl:3: an array",
            "vendors.jsonl:4: the key `k` more than once in an object",
            "vendors.jsonl:5: a text: unexpected end of hex escape",
        ]
    );
    assert_eq!(drained.records.len(), 2);
    assert!(drained.whole());
}

#[test]
fn a_document_that_breaks_ends_there_and_keeps_what_was_read() {
    let drained = document("[{\"id\": 1},\n{\"id\": tru}, {\"id\": 3}]", "/");
    assert_eq!(drained.records.len(), 1);
    let fault = drained.ended_by.unwrap();
    assert_eq!(
        (fault.kind, fault.origin.to_string().as_str()),
        (SourceFaultKind::Format, "vendors.json:2")
    );
    let cut = document("{\"r\": [{\"id\": 1}]", "/r").ended_by.unwrap();
    assert_eq!(cut.kind, SourceFaultKind::Truncated);
    let missing_comma = document("[{} {}]", "/").ended_by.unwrap();
    assert_eq!(missing_comma.found, "`{`");
}

#[test]
fn several_values_for_one_field_are_a_list_with_a_notice() {
    let drained = lines("{\"tags\": [\"a\", \"b\"], \"one\": [\"c\"], \"none\": [null]}\n");
    let record = &drained.records[0].record;
    assert_eq!(
        record.value(0),
        &Value::List(vec![Value::text("a"), Value::text("b")])
    );
    assert_eq!(
        (record.value(1), record.value(2)),
        (&Value::text("c"), &Value::Null)
    );
    assert_eq!(record.notices.len(), 1);
}

#[test]
fn the_form_is_told_by_name_first_line_and_options() {
    let count = |file, text: &str, stated| read_as(file, text, &stated).unwrap().records.len();
    assert_eq!(count("a.json", "{\"a\":1}\n{\"a\":2}\n", json!({})), 2);
    assert_eq!(count("a.json", "[{\"a\":1},{\"a\":2}]", json!({})), 2);
    assert_eq!(count("a.json", "{\"a\":1}", json!({"records": "/"})), 1);
    assert_eq!(count("a.txt", "{\"a\":1}", json!({"lines": true})), 1);
}

#[test]
fn a_document_without_a_path_is_refused_with_the_arrays_that_it_has() {
    let text = "{\"page\": {\"items\": [{\"a/b\": 1}]}, \"x\": []}";
    let fault = read_as("a.json", text, &json!({})).unwrap_err();
    assert_eq!(fault.kind, SourceFaultKind::Part);
    assert!(
        fault
            .expected
            .ends_with("this document has `/page/items`, `/x`")
    );
    let drained = document(text, "/page/items");
    assert_eq!(
        origins(&drained),
        ["vendors.json:1 /page/items[1]/a~1b = 1"]
    );
    let fault = read_as("a.json", text, &json!({"records": "/pages"})).unwrap_err();
    assert_eq!(fault.found, "no array or object at `/pages`");
}

#[test]
fn wide_text_and_marks_are_understood() {
    let text = "{\"n\": \"Zoë\"}\n{\"n\": \"Łódź\"}\n";
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = format!("\u{FEFF}{text}").into_bytes();
    let big: Vec<u8> = format!("\u{FEFF}{text}")
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    for bytes in [text.as_bytes().to_vec(), little, marked, big] {
        let drained = lines(bytes);
        assert_eq!(drained.records[1].record.value(0), &Value::text("Łódź"));
    }
    let broken = lines(b"{\"n\": \"\xFF\"}\n{\"n\": \"b\"}\n".to_vec());
    assert_eq!(faults(&broken).len(), 1);
    assert_eq!(broken.records.len(), 1);
}

#[test]
fn deep_and_long_records_are_refused_without_being_held() {
    let deep = format!(
        "{{\"a\": {}1{}}}\n{{\"a\": 2}}\n",
        "[".repeat(DEPTH_MAX + 1),
        "]".repeat(DEPTH_MAX + 1)
    );
    let drained = lines(deep);
    assert_eq!(
        faults(&drained),
        [format!("vendors.jsonl:1: more than {DEPTH_MAX} levels")]
    );
    let long = format!(
        "{{\"a\": \"{}\"}}\n{{\"a\": 2}}\n",
        "x".repeat(RECORD_BYTES_MAX)
    );
    let drained = lines(long.clone());
    assert_eq!((drained.faults.len(), drained.records.len()), (1, 1));
    let fault = document(format!("[{}]", long.lines().next().unwrap()), "/");
    assert_eq!(fault.ended_by.unwrap().kind, SourceFaultKind::Limit);
    let brackets = read_as("a.json", "[".repeat(100_000), &json!({})).unwrap();
    assert_eq!(brackets.ended_by.unwrap().kind, SourceFaultKind::Limit);
}
