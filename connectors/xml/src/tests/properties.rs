//! What must hold for all files.

use std::fmt::Write as _;

use landbridge_contract::{Options, Projection, SourceConnector as _, Value};
use landbridge_testkit::support;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

use super::child;
use crate::XmlConnector;

/// An order: its texts, and its lines with a text each.
#[derive(Debug, Clone)]
struct Order {
    id: String,
    note: String,
    lines: Vec<String>,
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z ]{0,5}", "[<>&'\"\\]\n\t ]{1,6}", "\\PC{0,20}"]
}

fn order() -> impl Strategy<Value = Order> {
    (text(), text(), vec(text(), 0..4)).prop_map(|(id, note, lines)| Order { id, note, lines })
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for sign in text.chars() {
        match sign {
            '<' | '>' | '&' | '\'' | '"' | '\n' | '\t' => {
                write!(out, "&#{};", u32::from(sign)).unwrap();
            }
            other => out.push(other),
        }
    }
    out
}

fn written(orders: &[Order], space: &str) -> String {
    let mut xml = format!("<?xml version='1.0'?>{space}<orders>");
    for order in orders {
        let id = escaped(&order.id);
        write!(xml, "{space}<order id=\"{id}\">{space}").unwrap();
        for line in &order.lines {
            let qty = escaped(line);
            write!(xml, "<lines><line><qty>{qty}</qty>{space}</line></lines>").unwrap();
        }
        let note = escaped(&order.note);
        write!(xml, "<note>{note}</note><!-- {space} --></order>").unwrap();
    }
    write!(xml, "{space}</orders>").unwrap();
    xml
}

fn value(text: &str) -> Value {
    if text.is_empty() {
        Value::Null
    } else {
        Value::text(text)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_orders_read_back_equal_with_true_lines_in_any_batch(
        orders in vec(order(), 0..6),
        space in prop::sample::select(vec!["", "\n", "\r\n  ", "\r", " \n\t\n"]),
        size in 1..5_usize,
    ) {
        let xml = written(&orders, space);
        let wanted = Projection {
            children: vec![child("lines/line", ["qty"], vec![])],
            ..support::projection(["@id", "note"])
        };
        let stated = support::options(&json!({"records": "/orders/order"}));
        let source = XmlConnector.open(support::input("orders.xml", xml.clone()), &stated).unwrap();
        let drained = support::drain(source, &wanted, size).unwrap();
        prop_assert_eq!(&drained.ended_by, &None);
        prop_assert_eq!(drained.records.len(), orders.len());
        for (yielded, order) in drained.records.iter().zip(&orders) {
            let record = &yielded.record;
            prop_assert_eq!(&record.slots[0].value, &value(&order.id));
            prop_assert_eq!(&record.slots[1].value, &value(&order.note));
            let lines: Vec<Value> = record.children[0].iter().map(|line| line.slots[0].value.clone()).collect();
            let expected: Vec<Value> = order.lines.iter().map(|line| value(line)).collect();
            prop_assert_eq!(lines, expected);
            let byte = usize::try_from(record.place.byte).unwrap();
            let (before, after) = xml.split_at(byte);
            prop_assert!(after.starts_with("<order "));
            let before = before.replace("\r\n", "\n").replace('\r', "\n");
            let line = u64::try_from(before.matches('\n').count()).unwrap() + 1;
            prop_assert_eq!(record.place.line, line);
        }
    }

    #[test]
    fn any_text_is_read_or_refused_without_a_panic(xml in "[<>/!?\\[\\]='\"&; abo:\\-]{0,80}", size in 1..4_usize) {
        let text = format!("<r><o>{xml}</o></r>");
        for bytes in [xml.into_bytes(), text.into_bytes()] {
            let stated = support::options(&json!({"records": "//o"}));
            if let Ok(mut source) = XmlConnector.open(support::input("o.xml", bytes), &stated)
                && let Ok(everything) = source.everything()
                && let Ok(drained) = support::drain(source, &everything, size)
            {
                prop_assert!(drained.breaches.is_empty());
            }
        }
    }

    #[test]
    fn any_path_is_read_or_refused_without_a_panic(path in "[/@\\[\\]{}.*:='a1 ]{0,20}") {
        let check = XmlConnector.check(&support::options(&json!({ "records": path })));
        prop_assert!(check.len() <= 1);
        let source = XmlConnector.open(support::input("o.xml", "<a/>"), &Options::default());
        drop(source.unwrap().read(&support::projection([path.as_str()])));
    }
}
