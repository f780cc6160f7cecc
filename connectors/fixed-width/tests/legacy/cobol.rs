//! A mainframe file with its copybook.

use std::fmt::Write as _;

use landbridge_contract::Value;
use landbridge_fixed_width::FixedWidthConnector;
use landbridge_testkit::support::Yielded;
use serde_json::{Value as Json, json};

use crate::facts::{Facts, number, texts};

/// Where the expected records take blanks for zero, though they take them for nothing in the field
/// beside it; here blanks are always nothing.
const BLANKS_ARE_NOTHING: (usize, &str) = (5, "WS_AMOUNT_FRACTION");

pub(crate) fn display(facts: &mut Facts) {
    let copybook = String::from_utf8(facts.bytes("cobol_display_num.cob")).unwrap();
    let stated = json!({"copybook": copybook, "encoding": "cp037"});
    let read = facts.read(&FixedWidthConnector, &stated);
    facts.hold("outcome", (read.whole(), read.faults.len()), (true, 0));
    let bytes = facts.bytes(&facts.file);
    facts.hold_json("bytes", &json!(bytes.len()));
    facts.hold_json("records", &json!(read.records.len()));
    let second = read.records[1].record.place.byte;
    facts.hold_json("record_length", &json!(second));
    let encoding = facts.detected(&FixedWidthConnector, &stated, "encoding");
    facts.hold("code_page", encoding.as_str(), "cp037 (stated)");

    let whole = json!({"layout": [{"name": "Text", "from": 1, "length": 80}], "length": 80, "framing": "blocks", "encoding": "cp037"});
    let line = facts.read(&FixedWidthConnector, &whole);
    let expected = facts.expect["record_1_text"]
        .as_str()
        .unwrap()
        .trim_end()
        .to_owned();
    facts.hold(
        "record_1_text",
        texts(&line.records[0].record).concat(),
        expected,
    );
    let first = bytes.iter().take(24).fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    });
    facts.hold_json("first_bytes_hex", &json!(first));

    let sidecar = String::from_utf8(facts.bytes("cobol_display_num.expected.jsonl")).unwrap();
    let expected: Vec<Json> = sidecar
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    facts.hold_json("expected_records_in_sidecar", &json!(expected.len()));
    let rule = "Expected records in cobol_display_num.expected.jsonl.";
    for (at, expected) in expected.iter().enumerate() {
        compare(facts, rule, at, &read.records[at], expected);
    }
    let (first, last) = (&read.records[0], &read.records[6]);
    compare(
        facts,
        "expected_record_1",
        0,
        first,
        &facts.expect["expected_record_1"].clone(),
    );
    compare(
        facts,
        "expected_last",
        6,
        last,
        &facts.expect["expected_last"].clone(),
    );
    let found = value(first, "WS_AMOUNT_FRACTION").to_string();
    facts.hold("9(8)V9(2) has an implied", found, "12134568.76".to_owned());
    // What is no number is told, not only left out.
    let found: Vec<&str> = last
        .record
        .notices
        .iter()
        .map(|notice| notice.found.split(' ').next().unwrap())
        .collect();
    facts.hold(rule, found, vec!["bytes"; 3]);
}

fn value<'a>(yielded: &'a Yielded, name: &str) -> &'a Value {
    let name = name.replace('_', "-");
    let slot = yielded
        .layout
        .names
        .iter()
        .position(|own| **own == *name)
        .unwrap();
    yielded.record.value(slot)
}

fn compare(facts: &mut Facts, rule: &str, at: usize, yielded: &Yielded, expected: &Json) {
    let names = yielded.layout.names.clone();
    for name in names.iter().map(|name| name.replace('-', "_")) {
        let found = value(yielded, &name);
        let wanted = match &expected[&name] {
            _ if (at, name.as_str()) == BLANKS_ARE_NOTHING => {
                assert_eq!(found, &Value::Null);
                facts.short(
                    rule,
                    "blanks are read as nothing in this field, as in the one beside it",
                );
                continue;
            }
            Json::Null => Value::Null,
            Json::String(text) => Value::text(text),
            other => {
                let number = number(&other.to_string()).unwrap();
                facts.hold(rule, found.as_decimal(), Some(number));
                continue;
            }
        };
        facts.hold(rule, found.clone(), wanted);
    }
}
