//! Keys and literals (OData Version 4.01 Part 2, "Canonical URL" and "Primitive Literals").

use super::*;
use crate::address::{id_in, record_path};
use crate::edm::Edm;
use crate::filter::expression;
use crate::model::Model;

fn model() -> Model {
    Model::parse(METADATA).unwrap()
}

#[test]
fn the_key_of_a_base_type_and_the_types_behind_an_alias_are_known() {
    let shape = model().shape("Suppliers", &[]).unwrap();
    assert_eq!(shape.key, [("Id".to_owned(), Edm::Long)]);
    let shape = model().shape("Journals", &[]).unwrap();
    assert_eq!(
        shape.edm("Kind"),
        Some(&Edm::Enum("com.example.legacy.Kind".into()))
    );
    assert_eq!(shape.edm("Batch"), Some(&Edm::Guid));
}

#[test]
fn a_document_that_is_no_metadata_of_version_4_is_told() {
    for (text, said) in [
        ("<html></html>", "no OData metadata document"),
        (
            "<edmx:Edmx Version=\"1.0\"/>",
            "version 1.0; expected version 4",
        ),
        ("<edmx:Edmx Version=\"4.0\"><a>", "ends too early"),
        ("plain", "no OData metadata document"),
    ] {
        let why = Model::parse(text).unwrap_err();
        assert!(why.contains(said), "{why}");
    }
}

#[test]
fn literals_are_spelt_by_the_type_and_never_leave_their_place() {
    let guid = "21ec2020-3aea-1069-a2dd-08002b30309d";
    for (edm, text, literal) in [
        (Edm::Text, "O'Neill", Some("'O''Neill'")),
        (Edm::Text, "17", Some("'17'")),
        (Edm::Guid, guid, Some(guid)),
        (Edm::Guid, "x' or 1 eq 1", None),
        (Edm::Long, "9007199254740993", Some("9007199254740993")),
        (Edm::Long, "1.5", None),
        (Edm::Long, "1 or true", None),
        (Edm::Decimal, "-10.50", Some("-10.50")),
        (Edm::Bool, "true", Some("true")),
        (Edm::Date, "2024-01-31", Some("2024-01-31")),
        (Edm::Date, "31.01.2024", None),
        (
            Edm::Moment,
            "2024-01-31T10:00:00",
            Some("2024-01-31T10:00:00Z"),
        ),
        (
            Edm::Moment,
            "2024-01-31T10:00:00+02:00",
            Some("2024-01-31T10:00:00+02:00"),
        ),
        (Edm::Moment, "2024-01-31", Some("2024-01-31T00:00:00Z")),
        (Edm::Duration, "PT1H", Some("duration'PT1H'")),
        (Edm::Enum("n.Kind".into()), "Actual", Some("n.Kind'Actual'")),
        (Edm::Other, "x", None),
    ] {
        assert_eq!(edm.literal(text).as_deref(), literal, "{edm:?} {text}");
    }
}

#[test]
fn filters_compare_by_the_type_that_the_metadata_tells() {
    let shape = model()
        .shape("Suppliers", &object("Suppliers").attributes)
        .unwrap();
    let key = BusinessKey {
        parts: fields(&[
            // The ledger keeps dates as text.
            ("Born", Value::text("2024-01-31")),
            ("Code", Value::Integer(17)),
            ("Address.City", Value::text("L'Aquila")),
            ("Name", Value::Null),
        ]),
    };
    assert_eq!(
        expression(&key, &shape).unwrap(),
        "Born eq 2024-01-31 and Code eq '17' and Address/City eq 'L''Aquila' and Name eq null"
    );
    // A service keeps empty text as nothing, or as it is.
    let empty = expression(&super::key("Code", Value::text("")), &shape).unwrap();
    assert_eq!(empty, "(Code eq null or Code eq '')");
    let why = expression(&super::key("Born", Value::text("soon 1234")), &shape).unwrap_err();
    assert!(why.contains("`Born`") && !why.contains("1234"), "{why}");
    assert!(expression(&super::key("Code eq 1 or Id", Value::Integer(1)), &shape).is_err());
}

#[test]
fn addresses_are_made_of_the_id_and_read_back_in_whatever_form() {
    let text = [("Code".to_owned(), Edm::Text)];
    let path = record_path("/Suppliers", &text, "O'Neill/North (1)").unwrap();
    assert_eq!(path, "/Suppliers('O''Neill%2FNorth%20%281%29')");
    assert_eq!(id_in(&path, &text).unwrap(), "O'Neill/North (1)");
    assert_eq!(
        id_in("https://erp/odata/Suppliers(Code='x')?a=b", &text).unwrap(),
        "x"
    );
    let several = [
        ("Company".to_owned(), Edm::Text),
        ("Number".to_owned(), Edm::Integer),
    ];
    let id = id_in("Journals(Number=7,Company='1,0')", &several).unwrap();
    assert_eq!(id, "Company='1,0',Number=7");
    let path = record_path("/Journals", &several, &id).unwrap();
    assert_eq!(path, "/Journals(Company='1,0',Number=7)");
    assert_eq!(record_path("/Journals", &several, "7"), None);
    let number = [("Id".to_owned(), Edm::Long)];
    assert_eq!(record_path("/Suppliers", &number, "1)/x("), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Whatever the key, its address leads back to it, and is nothing but a path.
    #[test]
    fn an_address_leads_back_to_its_id(id in "[a-z'/ ,=()%?#é]{1,20}") {
        let key = [("Code".to_owned(), Edm::Text)];
        let path = record_path("/Suppliers", &key, &id).unwrap();
        prop_assert!(path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'?' && byte != b'#'));
        prop_assert_eq!(path.matches('/').count(), 1);
        let back = id_in(&path, &key).unwrap();
        prop_assert_eq!(back.as_str(), id);
    }
}
