//! What must hold for all files.

use landbridge_contract::Value;
use landbridge_contract::json::{from_json, write_value};
use landbridge_testkit::support;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

use crate::JsonConnector;

/// Text that is nearly JSON.
fn nearly() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec!["{", "}", "[", "]", ",", ":", "\"a\"", "\"b\"", "1", "-0.5e3", "null", "true", "\n", " ", "\\", "\"", "\\u00"]).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..4),
    ];
    vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_are_read_or_refused_without_a_panic(
        bytes in nearly(),
        lines in any::<bool>(),
        size in 1..4_usize,
    ) {
        for stated in [json!({"lines": lines}), json!({"records": "/a"}), json!({})] {
            let input = support::input("table.json", bytes.clone());
            let opened = support::everything(&JsonConnector, input, &support::options(&stated));
            if let Ok((source, everything)) = opened
                && let Ok(drained) = support::drain(source, &everything, size)
            {
                prop_assert!(drained.breaches.is_empty());
            }
        }
    }

    #[test]
    fn texts_and_numbers_read_back_as_written(text in "\\PC{0,20}", digits in "-?[1-9][0-9]{0,15}(\\.[0-9]{1,10})?") {
        let mut line = b"{\"text\": ".to_vec();
        write_value(&Value::text(&text), &mut line);
        line.extend_from_slice(format!(", \"number\": {digits}}}\n").as_bytes());
        let input = support::input("table.jsonl", line);
        let drained = support::collect(&JsonConnector, input, &support::options(&json!({}))).unwrap();
        let record = &drained.records[0].record;
        prop_assert_eq!(record.value(0), &Value::text(&text));
        prop_assert_eq!(record.value(1).to_string(), digits.clone());
        prop_assert_eq!(record.value(1), &from_json(&serde_json::from_str(&digits).unwrap()));
    }
}
