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

/// The record path guessed of a file, with the evidence for it.
fn guessed(xml: &str) -> String {
    let mut source = XmlConnector
        .open(support::input("orders.xml", xml), &options(&json!({})))
        .unwrap();
    source.detected().pop().unwrap().1
}

#[test]
fn the_elements_that_take_up_most_of_a_file_are_guessed_to_be_its_records() {
    let line = "<line><a/><b/></line>".repeat(30);
    let head = "<head><x/><x/></head>";
    for (xml, expected) in [
        (ORDERS.to_owned(), "2 of /orders/order"),
        (
            "<orders><order><a/></order></orders>".to_owned(),
            "1 of /orders/order",
        ),
        (
            "<entries><entry/></entries>".to_owned(),
            "1 of /entries/entry",
        ),
        (
            format!("<doc>{head}<lines>{line}</lines></doc>"),
            "30 of /doc/lines/line",
        ),
        (
            format!("<doc>{head}<stmt><n/>{line}</stmt><stmt>{line}</stmt></doc>"),
            "60 of /doc/stmt/line",
        ),
        (
            "<env><doc><a>1</a><b>2</b><c><d/><d/></c><e><f/><g/><h/></e></doc></env>".to_owned(),
            "1 of /env/doc",
        ),
        ("<doc><a>1</a><b>2</b></doc>".to_owned(), "1 of /doc"),
    ] {
        assert_eq!(guessed(&xml), expected, "{xml}");
    }
    let long = format!("<d>{}</d>", "<order>1</order>".repeat(300_000));
    assert!(guessed(&long).ends_with(" of /d/order in the first part of the file"));
}

#[test]
fn a_guess_serves_to_look_at_a_file_and_not_to_load_it() {
    let opened = || {
        let input = support::input("orders.xml", ORDERS);
        XmlConnector.open(input, &options(&json!({}))).unwrap()
    };
    assert_eq!(
        opened().read(&projection(["@id"])).err().unwrap().kind,
        SourceFaultKind::Option
    );
    let mut source = opened();
    let everything = source.everything().unwrap();
    let drained = support::drain(source, &everything, 10).unwrap();
    assert_eq!(drained.records.len(), 2);
}
