//! What a file has: candidate record paths and the fields of records.

use landbridge_contract::{SourceConnector as _, SourceFaultKind};
use landbridge_testkit::support::{self, options, projection};
use serde_json::json;

use super::{read_with, shown};
use crate::XmlConnector;

const ORDERS: &str = "<orders xmlns:x='urn:x'><head><by>Ann</by></head>\
    <order id='1'><to><town code='7'>Oslo</town></to><lines><line n='1'>a</line><line n='2'><q>5</q></line></lines></order>\
    <order id='2'><to>Bern</to><tag>p</tag><tag>q</tag></order></orders>";

#[test]
fn candidates_are_the_paths_that_repeat_and_the_root() {
    let mut source = XmlConnector
        .open(support::input("orders.xml", ORDERS), &options(&json!({})))
        .unwrap();
    let parts = source.parts().unwrap();
    let names: Vec<(&str, &str)> = parts
        .iter()
        .map(|part| (part.name.as_str(), part.note.as_str()))
        .collect();
    assert_eq!(
        names,
        [
            ("/orders/order", "2 elements"),
            ("/orders/order/tag", "2 elements"),
            ("/orders/order/lines/line", "2 elements"),
            ("/orders", "1 element"),
        ]
    );
    assert!(source.columns().unwrap().is_none());
}

#[test]
fn without_a_record_path_the_candidates_are_told() {
    let fault = read_with(ORDERS, &json!({}), &projection(["@id"])).unwrap_err();
    assert_eq!(fault.kind, SourceFaultKind::Option);
    assert_eq!(
        fault.to_string(),
        "orders.xml: found no option `records`, expected the path of the records; this file has \
         `/orders/order`, `/orders/order/tag`, `/orders/order/lines/line`, `/orders`"
    );
}

#[test]
fn a_record_path_that_leads_nowhere_is_a_fault_with_candidates() {
    for records in ["/orders/head/order", "/order", "//orden"] {
        let fault = read_with(ORDERS, &json!({ "records": records }), &projection(["@id"]));
        let fault = fault.map(|drained| shown(&drained));
        if records == "/orders/head/order" {
            assert_eq!(
                fault.unwrap(),
                Vec::<String>::new(),
                "the head is there, and holds none"
            );
            continue;
        }
        let fault = fault.unwrap_err();
        assert_eq!(fault.kind, SourceFaultKind::Part);
        assert_eq!(fault.found, format!("no element at `{records}`"));
        assert!(fault.expected.contains("`/orders/order`"));
    }
}

#[test]
fn everything_is_fields_and_the_elements_that_repeat_as_nested_records() {
    let stated = options(&json!({"records": "/orders/order"}));
    let mut source = XmlConnector
        .open(support::input("orders.xml", ORDERS), &stated)
        .unwrap();
    let all = source.everything().unwrap();
    let fields: Vec<&str> = all.fields.iter().map(|name| &**name).collect();
    assert_eq!(fields, ["@id", "to", "to/town/@code", "to/town"]);
    let children: Vec<(&str, Vec<&str>)> = all
        .children
        .iter()
        .map(|child| {
            (
                &*child.path,
                child.projection.fields.iter().map(|name| &**name).collect(),
            )
        })
        .collect();
    assert_eq!(
        children,
        [("lines/line", vec!["@n", ".", "q"]), ("tag", vec!["."])]
    );
    let drained = support::drain(source, &all, 10).unwrap();
    assert_eq!(
        shown(&drained),
        [
            "1 | Oslo | 7 | Oslo {1 | a | -; 2 | 5 | 5} {}",
            "2 | Bern | - | - {} {p; q}"
        ]
    );
}
