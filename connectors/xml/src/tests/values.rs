//! Values, nested records, lines and origins.

use landbridge_contract::{NoticeKind, Place, Projection, Value};
use landbridge_testkit::support::projection;
use serde_json::json;

use super::{child, origins, read, read_with, shown};

const ORDERS: &str = r#"<?xml version="1.0"?>
<orders>
  <order id="7">
    <to>Ann</to>
    <lines>
      <line qty="2"><part>bolt</part><tax>1</tax><tax>2</tax></line>
      <line
        qty="3"
        unit="kg"/>
    </lines>
  </order>
  <order id="8"><to/></order>
</orders>
"#;

#[test]
fn the_value_of_an_element_is_its_text_and_that_of_all_below_it() {
    let xml = "<r><o><a>x<b>y</b>z</a></o></r>";
    assert_eq!(
        shown(&read(xml, "/r/o", ["a", "a/b", "."])),
        ["xyz | y | xyz"]
    );
}

#[test]
fn cdata_and_references_are_text_and_comments_are_not() {
    let xml =
        "<r><o a='&lt;&#65;&#x42;&apos;'>1 <!-- no -->&lt; 2 <![CDATA[<&> ]]>&#233;&quot;</o></r>";
    assert_eq!(
        shown(&read(xml, "/r/o", [".", "@a"])),
        ["1 < 2 <&> é\" | <AB'"]
    );
}

#[test]
fn layout_between_elements_is_no_text_but_nothing_else_is_trimmed() {
    let xml = "<r><o>\n  <a> x </a>\n  <b>\n</b>\n  <c>p <i>q</i> <i>r</i> </c>\n</o></r>";
    assert_eq!(
        shown(&read(xml, "/r/o", ["a", "b", "c"])),
        [" x  | \n | p q r "]
    );
    assert_eq!(
        shown(&read(
            "<r><o>\n <a>x</a>\n <a>y</a>\n</o></r>",
            "/r/o",
            ["."]
        )),
        ["xy"]
    );
}

#[test]
fn what_is_missing_or_empty_is_nothing() {
    let xml = "<r><o a=''><x/><y></y></o></r>";
    assert_eq!(
        shown(&read(xml, "/r/o", ["@a", "x", "y", "z", "@b", "."])),
        ["- | - | - | - | - | -"]
    );
}

#[test]
fn line_ends_are_one_sign_in_text_and_spaces_in_attributes() {
    let xml = "<r><o a='1\r\n2\t3'>x\r\ny\rz</o></r>";
    assert_eq!(shown(&read(xml, "/r/o", ["@a", "."])), ["1 2 3 | x\ny\nz"]);
}

#[test]
fn several_matches_make_a_list_and_a_notice() {
    let drained = read(
        "<r><o><a>1</a><a/><a>2</a><a>3</a><b/><b>4</b></o></r>",
        "/r/o",
        ["a", "b"],
    );
    assert_eq!(
        shown(&drained),
        ["[1; 2; 3] | 4"],
        "an empty one is nothing"
    );
    let notices = &drained.records[0].record.notices;
    assert_eq!(notices.len(), 1, "one notice whatever the number");
    assert_eq!(
        (notices[0].slot, notices[0].kind),
        (Some(0), NoticeKind::Repeated)
    );
}

#[test]
fn nested_records_go_to_any_depth_and_keep_their_places() {
    let wanted = Projection {
        fields: projection(["@id", "to"]).fields,
        children: vec![child(
            "lines/line",
            ["@qty", "part", "@unit"],
            vec![child("tax", ["."], vec![])],
        )],
        ..Projection::default()
    };
    let drained = read_with(ORDERS, &json!({"records": "/orders/order"}), &wanted).unwrap();
    assert_eq!(
        shown(&drained),
        ["7 | Ann {2 | bolt | - {1; 2}; 3 | - | kg {}}", "8 | - {}"]
    );
    assert_eq!(
        origins(&drained),
        [
            "orders.xml:3 /orders/order[1]/@id",
            "orders.xml:4 /orders/order[1]/to",
            "orders.xml:6 /orders/order[1]/lines/line[1]/@qty",
            "orders.xml:6 /orders/order[1]/lines/line[1]/part",
            "orders.xml:6 /orders/order[1]/lines/line[1]/tax[1]",
            "orders.xml:6 /orders/order[1]/lines/line[1]/tax[2]",
            "orders.xml:8 /orders/order[1]/lines/line[2]/@qty",
            "orders.xml:9 /orders/order[1]/lines/line[2]/@unit",
            "orders.xml:12 /orders/order[2]/@id",
        ]
    );
}

#[test]
fn places_tell_line_number_and_byte() {
    let drained = read(ORDERS, "//line", ["@qty"]);
    let places: Vec<Place> = drained
        .records
        .iter()
        .map(|yielded| yielded.record.place)
        .collect();
    let byte = |text| u64::try_from(ORDERS.find(text).unwrap()).unwrap();
    assert_eq!(
        places[0],
        Place {
            line: 6,
            number: 1,
            byte: byte("<line qty"),
            piece: 0,
        }
    );
    assert_eq!(
        places[1],
        Place {
            line: 7,
            number: 2,
            byte: byte("<line\n"),
            piece: 0,
        }
    );
    let layout = &drained.records[1].layout;
    assert_eq!(
        layout.origin(places[1], &[], None, 0).to_string(),
        "orders.xml:7 /orders/order/lines/line[2]"
    );
}

#[test]
fn one_element_can_fill_several_slots_and_a_nested_record() {
    let wanted = Projection {
        fields: projection(["a", "a/@k", "*", "a"]).fields,
        children: vec![child("a", [".", "@k"], vec![])],
        ..Projection::default()
    };
    let drained = read_with(
        "<r><o><a k='1'>x</a></o></r>",
        &json!({"records": "/r/o"}),
        &wanted,
    );
    assert_eq!(shown(&drained.unwrap()), ["x | 1 | x | x {x | 1}"]);
}

#[test]
fn a_record_inside_another_is_a_fault_of_its_own() {
    let drained = read("<r><o k='1'>\n<o k='2'/></o><o k='3'/></r>", "//o", ["@k"]);
    assert_eq!(shown(&drained), ["1", "3"]);
    assert_eq!(drained.faults.len(), 1);
    assert_eq!(drained.faults[0].origin.to_string(), "orders.xml:2 /r/o[1]");
    assert_eq!(drained.tally.faults, 1);
}

#[test]
fn numbers_stay_text() {
    let drained = read("<r><o>007.10</o></r>", "/r/o", ["."]);
    assert_eq!(
        drained.records[0].record.slots[0].value,
        Value::text("007.10")
    );
}
