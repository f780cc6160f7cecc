//! Values in the server's form, there and back.

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::model::Model;
use crate::wire::{self, Typed};

fn field(said: Json) -> crate::model::Field {
    let model = Model::read("a.model", &json!({ "field": said })).unwrap();
    model.fields["field"].clone()
}

/// What goes over the wire for a value in a field of this type; what was expected where nothing does.
fn sent(value: Value, said: Json) -> Result<String, &'static str> {
    let mut written = Vec::new();
    wire::write(&wire::typed(&value, &field(said))?, &mut written);
    Ok(String::from_utf8(written).unwrap())
}

fn of_type(value: Value, kind: &str) -> Result<String, &'static str> {
    sent(value, json!({ "type": kind }))
}

#[test]
fn values_are_typed_as_their_field_is() {
    let decimal = |text: &str| Value::Decimal(text.parse().unwrap());
    let cases = [
        (
            decimal("119.00"),
            "numeric",
            r#"{"__class__":"Decimal","decimal":"119.00"}"#,
        ),
        (
            Value::Integer(0),
            "numeric",
            r#"{"__class__":"Decimal","decimal":"0"}"#,
        ),
        (
            text("12345678901234567890123456789012.5"),
            "numeric",
            r#"{"__class__":"Decimal","decimal":"12345678901234567890123456789012.5"}"#,
        ),
        (
            text("2024-02-29"),
            "date",
            r#"{"__class__":"date","year":2024,"month":2,"day":29}"#,
        ),
        (
            text("2024-01-31T10:20:30.5"),
            "datetime",
            r#"{"__class__":"datetime","year":2024,"month":1,"day":31,"hour":10,"minute":20,"second":30,"microsecond":0}"#,
        ),
        (
            text("2024-01-31T10:20:30.5000009"),
            "timestamp",
            r#"{"__class__":"datetime","year":2024,"month":1,"day":31,"hour":10,"minute":20,"second":30,"microsecond":500000}"#,
        ),
        (
            text("2024-01-31T10:20:30+02:00"),
            "timestamp",
            r#"{"__class__":"datetime","year":2024,"month":1,"day":31,"hour":8,"minute":20,"second":30,"microsecond":0}"#,
        ),
        (
            text("10:20:30.75"),
            "time",
            r#"{"__class__":"time","hour":10,"minute":20,"second":30,"microsecond":0}"#,
        ),
        (
            decimal("5400.5"),
            "timedelta",
            r#"{"__class__":"timedelta","seconds":5400.5}"#,
        ),
        (
            text("aGVs\nbG8="),
            "binary",
            r#"{"__class__":"bytes","base64":"aGVsbG8="}"#,
        ),
        (decimal("2.50"), "float", "2.50"),
        (Value::Integer(7), "many2one", "7"),
        (text("7"), "many2one", "7"),
        (Value::Bool(false), "boolean", "false"),
        (Value::Integer(5), "text", "\"5\""),
        (text("party.party,5"), "reference", "\"party.party,5\""),
        (Value::Null, "date", "null"),
    ];
    for (value, kind, expected) in cases {
        assert_eq!(of_type(value, kind).as_deref(), Ok(expected), "{kind}");
    }
}

#[test]
fn what_has_no_form_is_told_and_not_sent() {
    for (value, kind, expected) in [
        ("2023-02-29", "date", "a day that exists, YYYY-MM-DD"),
        ("2024-01-31T00:00", "date", "a day that exists, YYYY-MM-DD"),
        ("20240131", "date", "a day that exists, YYYY-MM-DD"),
        ("25:00", "time", "a time of day, HH:MM:SS"),
        ("yes", "boolean", "true or false"),
        ("1,5", "numeric", "a number"),
        ("1e5", "numeric", "a number"),
        ("1.5", "integer", "a whole number"),
        (
            "7.9",
            "many2one",
            "the number of a record; in a mapping: ref",
        ),
        (
            "DE",
            "many2one",
            "the number of a record; in a mapping: ref",
        ),
    ] {
        assert_eq!(of_type(text(value), kind), Err(expected), "{kind} {value}");
    }
}

/// What is finer than the server keeps is no difference, or a record would be changed by every load.
#[test]
fn a_fraction_of_a_second_that_the_server_drops_is_no_difference() {
    let same = |kind: &str, sent: &str, kept: &str| {
        let field = field(json!({ "type": kind }));
        let (sent, kept) = (text(sent), text(kept));
        let typed = |value| wire::typed(value, &field).unwrap();
        wire::same(&typed(&sent), &typed(&kept))
    };
    assert!(same(
        "datetime",
        "2024-01-31T10:20:30.9",
        "2024-01-31T10:20:30"
    ));
    assert!(same("time", "10:20:30.9", "10:20:30"));
    let kept = "2024-01-31T10:20:30.123456";
    assert!(same("timestamp", "2024-01-31T10:20:30.1234567", kept));
    assert!(!same("timestamp", "2024-01-31T10:20:30.2", kept));
}

#[test]
fn blanks_go_where_the_server_takes_them_away() {
    let strip = |strip: Json| sent(text(" a b "), json!({"type": "char", "strip": strip})).unwrap();
    assert_eq!(strip(json!(true)), "\"a b\"");
    assert_eq!(strip(json!("leading")), "\"a b \"");
    assert_eq!(strip(json!("trailing")), "\" a b\"");
    assert_eq!(strip(json!(false)), "\" a b \"");
    assert_eq!(
        sent(text("   "), json!({"type": "char", "strip": true})).unwrap(),
        "\"\""
    );
}

#[test]
fn a_class_that_is_not_known_stays_as_it_came() {
    let given = json!({"__class__": "Point", "x": 1});
    assert_eq!(wire::read(&given).to_string(), "__class__: Point, x: 1");
}

fn value() -> impl Strategy<Value = (Value, &'static str)> {
    prop_oneof![
        (any::<i64>(), 0..20_u32).prop_map(|(number, scale)| {
            (Value::Decimal(Decimal::new(number, scale)), "numeric")
        }),
        any::<i64>().prop_map(|number| (Value::Integer(number), "integer")),
        any::<bool>().prop_map(|value| (Value::Bool(value), "boolean")),
        "\\PC*".prop_map(|value| (text(&value), "text")),
        (1_i16..9999, 1_i8..13, 1_i8..29).prop_map(|(year, month, day)| {
            (Value::Date(jiff::civil::date(year, month, day)), "date")
        }),
        (1_i16..9999, 0_i8..24, 0_i8..60, 0_i32..1_000_000).prop_map(
            |(year, hour, second, micro)| {
                let moment = jiff::civil::date(year, 6, 15).at(hour, 30, second, micro * 1_000);
                (Value::DateTime(moment), "timestamp")
            }
        ),
    ]
}

proptest! {
    #[test]
    fn what_is_sent_comes_back_the_same((value, kind) in value()) {
        let field = field(json!({ "type": kind }));
        let typed = wire::typed(&value, &field).unwrap();
        let mut written = Vec::new();
        wire::write(&typed, &mut written);
        let given: Json = serde_json::from_slice(&written).unwrap();
        let back = wire::read(&given);
        let back = wire::typed(&back, &field).unwrap();
        prop_assert!(wire::same(&typed, &back), "{typed:?} and {back:?}");
        prop_assert_eq!(matches!(typed, Typed::Null), false);
    }

    #[test]
    fn no_answer_can_make_a_reader_panic(body in "\\PC{0,200}") {
        let response = response(200, &body);
        prop_assert!(matches!(crate::rpc::said(&response), crate::rpc::Said::Nonsense(_)));
    }
}
