//! The suite that every source passes.

use landbridge_testkit::conformance::{Ending, SourceCase, source};
use landbridge_testkit::support::options;
use serde_json::json;

use crate::JsonConnector;

#[test]
fn keeps_the_contract_of_sources() {
    let case = |name, file, text: &str, records, stated, ending| SourceCase {
        name,
        file,
        bytes: text.as_bytes().to_vec(),
        options: options(&stated),
        ending,
        records,
    };
    let nested = "{\"orders\": [\n {\"id\": 1, \"to\": {\"name\": \"Ann\"}, \"lines\": [{\"q\": 1}, {\"q\": 2.50}]},\n {\"id\": 2, \"tags\": [\"a\", \"b\"]},\n {}\n], \"count\": 3}\n";
    source(
        &JsonConnector,
        &[
            case(
                "lines",
                "orders.jsonl",
                "{\"id\": 1, \"to\": \"Ann\"}\n{\"id\": 2}\n\n{\"id\": 3, \"to\": null}",
                3,
                json!({}),
                Ending::Open,
            ),
            case(
                "faults between",
                "orders.ndjson",
                "{\"id\": 1}\n{\"id\": \n7\n{\"id\": 2, \"id\": 3}\n{\"id\": 4}\n",
                2,
                json!({}),
                Ending::Open,
            ),
            case(
                "document",
                "orders.json",
                nested,
                3,
                json!({"records": "/orders"}),
                Ending::Marked,
            ),
            case(
                "array",
                "orders.json",
                "[{\"id\": 1}, {\"id\": 2}]",
                2,
                json!({}),
                Ending::Marked,
            ),
        ],
    );
}
