//! The suite that every source passes.

use landbridge_testkit::conformance::{Ending, SourceCase, source};
use landbridge_testkit::support::options;
use serde_json::json;

use crate::XmlConnector;

#[test]
fn keeps_the_contract_of_sources() {
    let case = |name, bytes: &[u8], records, stated| SourceCase {
        name,
        file: "orders.xml",
        bytes: bytes.to_vec(),
        options: options(&stated),
        ending: Ending::Marked,
        records,
    };
    let orders = br#"<?xml version="1.0"?>
<!-- from the old system --><orders at="2019">
  <order id="1"><to>Ann</to><line n="1"><qty>2</qty></line><line n="2"><qty>3</qty></line></order>
  <order id="2"><to>Bob &amp; Co</to><note><![CDATA[a < b]]></note></order>
  <order id="3"/>
</orders>
"#;
    let wide: Vec<u8> = "\u{FEFF}<r><o>1</o><o>ż</o></r>"
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    let inner = b"<r><o a='1'><o a='2'/><o a='3'/></o><o a='4'/></r>";
    source(
        &XmlConnector,
        &[
            case("nested", orders, 3, json!({"records": "/orders/order"})),
            case("any depth", orders, 2, json!({"records": "//line"})),
            case("wide", &wide, 2, json!({"records": "/r/o"})),
            case("records in records", inner, 2, json!({"records": "//o"})),
            case("none", b"<orders/>", 0, json!({"records": "/orders/order"})),
        ],
    );
}
