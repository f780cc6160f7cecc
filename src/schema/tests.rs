mod fbdi;
mod forms;
mod odata;
mod openapi;

use std::collections::BTreeSet;

use jiff::civil::date;
use landbridge_contract::{Fields, Name, Reference, Text, Value};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{AllowChanges, Attribute, AttributeKind, ObjectSchema, Violation, read};
use crate::diagnose::codes;

fn decimal(digits: &str) -> Value {
    Value::Decimal(digits.parse().unwrap())
}

/// What an attribute says of a value: the expectations that are violated.
fn says(attribute: &Attribute, value: &Value) -> Vec<String> {
    let mut out = Vec::new();
    attribute.check(value, &mut out);
    out.into_iter()
        .map(|violation| violation.expected)
        .collect()
}

fn violations(attribute: &Attribute, value: &Value) -> Vec<Violation> {
    let mut out = Vec::new();
    attribute.check(value, &mut out);
    out
}

const NONE: [&str; 0] = [];

#[test]
fn text_longer_than_the_erp_accepts_is_said_with_the_limit_and_not_with_what_was_found() {
    let mut name = Attribute::new("Supplier", AttributeKind::Text);
    name.length_max = Some(5);
    assert_eq!(says(&name, &Value::text("Tools")), NONE);
    assert_eq!(
        says(&name, &Value::text("Tools!")),
        ["at most 5 characters"]
    );
    assert_eq!(
        says(&name, &Value::text("Tools and more")),
        ["at most 5 characters"]
    );
    assert_eq!(
        violations(&name, &Value::text("Tools!"))[0].code,
        &codes::VAL_LENGTH
    );
}

#[test]
fn length_counts_characters_and_not_bytes() {
    let mut name = Attribute::new("City", AttributeKind::Text);
    name.length_max = Some(5);
    assert_eq!(says(&name, &Value::text("Åžñōé")), NONE);
    name.length_min = Some(6);
    assert_eq!(
        says(&name, &Value::text("Åžñōé")),
        ["at least 6 characters"]
    );
}

#[test]
fn an_empty_value_is_judged_by_required_alone() {
    let mut code = Attribute::new("Code", AttributeKind::Text);
    code.pattern = Some(regex::Regex::new("^[A-Z]+$").unwrap());
    code.allow_changes = AllowChanges::Never;
    assert_eq!(says(&code, &Value::Null), NONE);
    code.required = true;
    assert_eq!(says(&code, &Value::Null), ["a value"]);
    assert_eq!(says(&code, &Value::text("  ")), ["a value"]);
    assert_eq!(
        violations(&code, &Value::Null)[0].code,
        &codes::VAL_REQUIRED
    );
}

#[test]
fn each_kind_accepts_its_own_values_only() {
    use AttributeKind as Kind;
    let text = Value::text("1");
    let integer = Value::Integer(1);
    let day = Value::Date(date(2026, 3, 1));
    let moment = Value::DateTime(date(2026, 3, 1).at(10, 0, 0, 0));
    let whole = decimal("3.00");
    let fraction = decimal("3.50");
    let truth = Value::Bool(true);
    let all = [&text, &integer, &day, &moment, &whole, &fraction, &truth];
    let accepted = |kind: Kind| -> Vec<&Value> {
        let attribute = Attribute::new("A", kind);
        all.iter()
            .copied()
            .filter(|value| says(&attribute, value).is_empty())
            .collect()
    };
    assert_eq!(accepted(Kind::Text), [&text]);
    assert_eq!(accepted(Kind::Integer), [&integer, &whole]);
    assert_eq!(accepted(Kind::Number), [&integer, &whole, &fraction]);
    assert_eq!(accepted(Kind::Boolean), [&truth]);
    assert_eq!(accepted(Kind::Date), [&day]);
    assert_eq!(accepted(Kind::DateTime), [&day, &moment]);
    assert_eq!(accepted(Kind::Any).len(), all.len());
}

#[test]
fn a_value_of_the_wrong_type_is_not_judged_by_other_rules() {
    let mut amount = Attribute::new("Amount", AttributeKind::Number);
    amount.allowed = Some(BTreeSet::from([Name::from("1")]));
    assert_eq!(says(&amount, &Value::text("n/a")), ["a number"]);
}

#[test]
fn a_reference_is_accepted_everywhere_but_where_nothing_may_be_sent() {
    let reference = Value::Reference(Box::new(Reference {
        object: Name::from("suppliers"),
        key: Text::from("S1"),
    }));
    let mut id = Attribute::new("SupplierId", AttributeKind::Integer);
    id.precision = Some(3);
    assert_eq!(says(&id, &reference), NONE);
    id.allow_changes = AllowChanges::Never;
    assert_eq!(says(&id, &reference), ["no value: the ERP fills it itself"]);
}

#[test]
fn zeros_at_the_end_of_a_fraction_are_no_digits() {
    let mut amount = Attribute::new("Amount", AttributeKind::Number);
    amount.precision = Some(6);
    amount.scale = Some(2);
    assert_eq!(says(&amount, &decimal("1234.5600")), NONE);
    assert_eq!(says(&amount, &decimal("-0.05")), NONE);
    let expected = ["at most 4 digits before and 2 after the decimal point"];
    assert_eq!(says(&amount, &decimal("12345.6")), expected);
    assert_eq!(says(&amount, &decimal("0.125")), expected);
    assert_eq!(says(&amount, &Value::Integer(99_999)), expected);
}

#[test]
fn precision_and_scale_are_also_kept_alone() {
    let mut number = Attribute::new("N", AttributeKind::Number);
    number.precision = Some(3);
    assert_eq!(says(&number, &decimal("12.34")), ["at most 3 digits"]);
    number.precision = None;
    number.scale = Some(0);
    assert_eq!(says(&number, &decimal("12.34")), ["no decimals"]);
}

#[test]
fn a_value_outside_the_list_is_said_with_the_list() {
    let mut kind = Attribute::new("Type", AttributeKind::Text);
    kind.allowed = Some(["SUPPLIER", "CONTRACTOR"].map(Name::from).into());
    assert_eq!(says(&kind, &Value::text("SUPPLIER")), NONE);
    assert_eq!(
        says(&kind, &Value::text("supplier")),
        ["one of CONTRACTOR, SUPPLIER"]
    );
    let many: BTreeSet<Name> = (0..250).map(|n| Name::from(format!("C{n:03}"))).collect();
    kind.allowed = Some(many);
    let expected = &says(&kind, &Value::text("X"))[0];
    assert!(
        expected.starts_with("one of 250 values: C000, C001, "),
        "{expected}"
    );
    assert!(expected.ends_with("C011, …"), "{expected}");
}

#[test]
fn allowed_numbers_are_compared_by_value() {
    let mut rate = Attribute::new("Rate", AttributeKind::Number);
    rate.allowed = Some(["7.5", "19"].map(Name::from).into());
    assert_eq!(says(&rate, &decimal("7.50")), NONE);
    assert_eq!(says(&rate, &decimal("19.00")), NONE);
    assert_eq!(says(&rate, &Value::Integer(7)), ["one of 19, 7.5"]);
}

#[test]
fn bounds_are_included_in_the_range() {
    let mut quantity = Attribute::new("Quantity", AttributeKind::Number);
    quantity.minimum = Some(Decimal::ZERO);
    assert_eq!(says(&quantity, &Value::Integer(0)), NONE);
    assert_eq!(
        says(&quantity, &decimal("-0.01")),
        ["a number of at least 0"]
    );
    quantity.maximum = Some(Decimal::TEN);
    assert_eq!(
        says(&quantity, &Value::Integer(11)),
        ["a number from 0 to 10"]
    );
}

fn invoices() -> ObjectSchema {
    let document = r#"{"Resources": {"invoices": {
        "attributes": [
            {"name": "InvoiceNumber", "type": "string", "mandatory": true, "queryable": true,
             "updatable": true, "allowChanges": "inCreate", "precision": 50},
            {"name": "InvoiceAmount", "type": "number", "mandatory": true, "precision": 18, "scale": 2},
            {"name": "InvoiceId", "type": "integer", "allowChanges": "never", "precision": 18}],
        "children": {"invoiceLines": {"attributes": [
            {"name": "LineNumber", "type": "integer", "mandatory": true},
            {"name": "LineType", "type": "string", "allowedValues": ["Item", "Freight"]}]}}}}}"#;
    read(document, "invoices").unwrap()
}

fn paths(schema: &ObjectSchema, payload: &Fields) -> Vec<String> {
    let found = schema.check_payload(payload);
    found
        .iter()
        .map(|(path, one)| format!("{path}: {}", one.expected))
        .collect()
}

fn fields(parts: &[(&str, Value)]) -> Fields {
    parts
        .iter()
        .map(|(name, value)| (Name::from(*name), value.clone()))
        .collect()
}

#[test]
fn everything_wrong_in_a_payload_is_said_at_once_with_its_path() {
    let line = |parts| Value::Record(fields(parts));
    let payload = fields(&[
        ("InvoiceAmount", decimal("12.345")),
        ("InvoiceNumbr", Value::text("INV-1")),
        ("InvoiceId", Value::Integer(1)),
        (
            "invoiceLines",
            Value::List(vec![
                line(&[
                    ("LineNumber", Value::Integer(1)),
                    ("LineType", Value::text("Item")),
                ]),
                line(&[("LineType", Value::text("Tax"))]),
                Value::text("no line"),
            ]),
        ),
    ]);
    assert_eq!(
        paths(&invoices(), &payload),
        [
            "InvoiceAmount: at most 16 digits before and 2 after the decimal point",
            "InvoiceNumbr: an attribute of invoices; the nearest is `InvoiceNumber`",
            "InvoiceId: no value: the ERP fills it itself",
            "invoiceLines[2].LineType: one of Freight, Item",
            "invoiceLines[2].LineNumber: a value",
            "invoiceLines[3]: a list of nested records",
            "InvoiceNumber: a value",
        ]
    );
}

#[test]
fn an_open_object_accepts_attributes_that_it_does_not_list() {
    let mut schema = ObjectSchema::new("anything");
    let payload = fields(&[("Colour", Value::text("green"))]);
    assert_eq!(paths(&schema, &payload).len(), 1);
    schema.open = true;
    assert_eq!(paths(&schema, &payload), NONE);
}

#[test]
fn describe_documents_give_lengths_digits_and_when_an_attribute_may_be_set() {
    let schema = invoices();
    let number = schema.attribute("InvoiceNumber").unwrap();
    assert_eq!(number.kind, AttributeKind::Text);
    assert_eq!(number.length_max, Some(50));
    assert_eq!(number.precision, None);
    assert!(number.required && number.queryable);
    assert_eq!(number.allow_changes, AllowChanges::InCreate);
    let amount = schema.attribute("InvoiceAmount").unwrap();
    assert_eq!((amount.precision, amount.scale), (Some(18), Some(2)));
    assert_eq!(schema.child("invoiceLines").unwrap().attributes.len(), 2);
    assert!(!schema.open);
    assert_eq!(
        schema.names().collect::<Vec<_>>(),
        [
            "InvoiceNumber",
            "InvoiceAmount",
            "InvoiceId",
            "invoiceLines"
        ]
    );
}

#[test]
fn bounds_that_a_description_leaves_open_are_no_bounds() {
    let document = r#"{"Resources": {"rates": {"attributes": [
        {"name": "Code", "type": "string", "precision": 0},
        {"name": "Rate", "type": "number", "precision": 0, "scale": 0},
        {"name": "Share", "type": "number", "precision": -1, "scale": -127}]}}}"#;
    let schema = read(document, "rates").unwrap();
    let payload = fields(&[
        ("Code", Value::text("ANY LENGTH")),
        ("Rate", decimal("1.234567")),
        ("Share", decimal("0.5")),
    ]);
    assert_eq!(paths(&schema, &payload), NONE);
}

#[test]
fn lists_that_a_description_only_refers_to_are_noted() {
    let document = r#"{"Resources": {"suppliers": {"attributes": [
        {"name": "Type", "type": "string", "lov": {"childRef": "types"}},
        {"name": "Kind", "type": "string", "lov": {"childRef": "kinds", "values": []}},
        {"name": "Blob", "type": "attachment"}]}}}"#;
    let schema = read(document, "suppliers").unwrap();
    let notes = schema.notes.join("\n");
    assert!(
        notes.contains("takes the values of Type, Kind from lists"),
        "{notes}"
    );
    assert!(
        notes.contains("`Blob`, of type `attachment`, are not checked"),
        "{notes}"
    );
}

#[test]
fn an_object_that_is_not_described_is_a_fault_with_the_nearest_name() {
    let fault = read(r#"{"Resources": {"suppliers": {}}}"#, "supplier").unwrap_err();
    assert_eq!(
        fault.to_string(),
        "Resources: found 1 objects: suppliers, expected the object `supplier`"
    );
    assert_eq!(fault.nearest.as_deref(), Some("suppliers"));
}

#[test]
fn what_is_no_schema_is_a_fault_that_says_what_was_found() {
    let found = |text: &str| read(text, "suppliers").unwrap_err().to_string();
    assert!(found("{").starts_with("line 1, column 1: found text that is not JSON"));
    assert!(found("[1]").starts_with("document: found a list, expected a Fusion describe"));
    assert!(found(r#"{"items": [], "count": 0}"#).contains("the members items, count"));
    let text = r#"{"Resources": {"suppliers": {"attributes": [{"name": 7}]}}}"#;
    assert_eq!(
        found(text),
        "Resources.suppliers.attributes[1].name: found a number, expected text"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_is_taken_for_a_schema_without_being_one(text in "[ -~]{0,40}") {
        prop_assert!(read(&text, "suppliers").is_err());
    }

    #[test]
    fn digits_are_counted_as_they_are_written(whole in 1_u64..1_000_000_000, cents in 1_u32..100) {
        let written = format!("{whole}.{cents:02}");
        let digits = written.trim_end_matches('0').replace('.', "").len();
        let mut number = Attribute::new("N", AttributeKind::Number);
        number.precision = Some(u32::try_from(digits).unwrap());
        prop_assert!(violations(&number, &decimal(&written)).is_empty());
        number.precision = Some(u32::try_from(digits - 1).unwrap());
        prop_assert_eq!(violations(&number, &decimal(&written)).len(), 1);
    }
}
