//! What must hold for all files.

use std::fmt::Write as _;

use landbridge_contract::{Options, Projection, SourceConnector as _, Value};
use landbridge_testkit::support;
use proptest::collection::vec;
use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::Event;
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

/// What was done to a document.
#[derive(Debug, Clone)]
enum Harm {
    Truncate(prop::sample::Index),
    Flip(prop::sample::Index, u8),
    Double(prop::sample::Index),
    Insert(prop::sample::Index, &'static str),
}

fn harm() -> impl Strategy<Value = Harm> {
    let place = any::<prop::sample::Index>;
    let pieces = [
        "<",
        ">",
        "</",
        "/>",
        "&",
        "&#0;",
        "]]>",
        "<!--",
        "<![CDATA[",
        "\"",
        "'",
        "\r",
        "<order>",
        "</order>",
        " id='1'",
    ];
    prop_oneof![
        place().prop_map(Harm::Truncate),
        (place(), any::<u8>()).prop_map(|(at, mask)| Harm::Flip(at, mask)),
        place().prop_map(Harm::Double),
        (place(), prop::sample::select(pieces.to_vec()))
            .prop_map(|(at, piece)| Harm::Insert(at, piece)),
    ]
}

/// Does harm to a document.
fn harmed(xml: &str, harms: &[Harm]) -> Vec<u8> {
    let mut bytes = xml.as_bytes().to_vec();
    for harm in harms {
        let at = |place: &prop::sample::Index| place.index(bytes.len().max(1));
        match harm {
            Harm::Truncate(place) => bytes.truncate(at(place)),
            Harm::Flip(place, mask) => {
                let at = at(place);
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= mask;
                }
            }
            Harm::Double(place) => {
                // From a tag to the next one.
                let begin = at(place);
                let piece: Vec<u8> = bytes.iter().skip(begin).take(20).copied().collect();
                bytes.splice(begin..begin, piece);
            }
            Harm::Insert(place, piece) => {
                let at = at(place).min(bytes.len());
                bytes.splice(at..at, piece.bytes());
            }
        }
    }
    bytes
}

/// What `quick-xml` makes of a document: the number of `order` elements that end, and whether it
/// is sound to the end.
fn by_another_reader(bytes: &[u8]) -> (usize, bool) {
    let mut reader = Reader::from_reader(bytes);
    let (mut orders, mut depth, mut roots) = (0, 0_usize, 0);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) => {
                roots += usize::from(depth == 0);
                depth += 1;
                if tag.attributes().any(|attribute| attribute.is_err()) {
                    return (orders, false);
                }
            }
            Ok(Event::Empty(tag)) => {
                roots += usize::from(depth == 0);
                orders += usize::from(depth == 1 && tag.name().0 == "order");
            }
            Ok(Event::End(tag)) => {
                depth = depth.saturating_sub(1);
                orders += usize::from(depth == 1 && tag.name().0 == "order");
            }
            Ok(Event::Eof) => return (orders, depth == 0 && roots == 1),
            Ok(_) => {}
            Err(_) => return (orders, false),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

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

    #[test]
    fn harmed_documents_are_read_or_refused_and_never_more_whole_than_another_reader_finds(
        orders in vec(order(), 0..5),
        harms in vec(harm(), 1..4),
        size in 1..4_usize,
    ) {
        let bytes = harmed(&written(&orders, "\n  "), &harms);
        let wanted = Projection {
            children: vec![child("lines/line[qty]", ["qty", "."], vec![])],
            ..support::projection(["@id", "note", "lines/line[qty='a']/qty", "../@x", "/orders/y", "."])
        };
        let stated = support::options(&json!({"records": "/orders/order", "declared": ["note"]}));
        let Ok(source) = XmlConnector.open(support::input("orders.xml", bytes.clone()), &stated) else {
            return Ok(());
        };
        let Ok(drained) = support::drain(source, &wanted, size) else {
            return Ok(());
        };
        prop_assert!(drained.breaches.is_empty());
        let (ended, sound) = by_another_reader(&bytes);
        // The other reader ends at bytes that are invalid.
        if drained.whole() && std::str::from_utf8(&bytes).is_ok() {
            prop_assert!(sound, "another reader does not find this sound: {}", String::from_utf8_lossy(&bytes));
            prop_assert_eq!(drained.records.len(), ended);
        }
        for yielded in &drained.records {
            let byte = usize::try_from(yielded.record.place.byte).unwrap();
            prop_assert!(bytes[byte..].starts_with(b"<order"), "every record has its byte");
            let before = String::from_utf8_lossy(&bytes[..byte]).replace("\r\n", "\n").replace('\r', "\n");
            let line = u64::try_from(before.matches('\n').count()).unwrap() + 1;
            prop_assert_eq!(yielded.record.place.line, line);
        }
    }

    #[test]
    fn a_document_cut_anywhere_is_never_whole(orders in vec(order(), 1..4), at in any::<prop::sample::Index>()) {
        let xml = written(&orders, "\n");
        let cut = at.index(xml.len());
        let stated = support::options(&json!({"records": "/orders/order"}));
        let opened = XmlConnector.open(support::input("orders.xml", &xml.as_bytes()[..cut]), &stated);
        if let Ok(source) = opened
            && let Ok(drained) = support::drain(source, &support::projection(["@id"]), 2)
        {
            let fault = drained.ended_by;
            prop_assert!(fault.is_some(), "cut at {} of {}", cut, xml.len());
        }
    }
}
