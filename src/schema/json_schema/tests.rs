use rust_decimal::Decimal;

use crate::schema::{AllowChanges, AttributeKind, ObjectSchema, SchemaFault, read};

fn schema(text: &str) -> ObjectSchema {
    read(text, "orders").unwrap()
}

fn fault(text: &str) -> SchemaFault {
    read(text, "orders").unwrap_err()
}

#[test]
fn properties_become_attributes_and_objects_in_lists_become_nested_parts() {
    let orders = schema(
        r#"{"type": "object", "additionalProperties": false, "required": ["number", "lines"],
            "properties": {
                "number": {"type": "string", "minLength": 1, "maxLength": 20, "pattern": "^PO-\\d+$"},
                "placed": {"type": "string", "format": "date"},
                "seen": {"type": ["string", "null"], "format": "date-time"},
                "urgent": {"type": "boolean"},
                "total": {"type": "number", "multipleOf": 0.01, "minimum": 0, "maximum": 1e9},
                "id": {"type": "integer", "readOnly": true},
                "terms": {"type": "object", "properties": {"code": {"type": "string"}}},
                "lines": {"type": "array", "items": {"type": "object", "required": ["line"],
                    "properties": {"line": {"type": "integer"}}}}}}"#,
    );
    assert!(!orders.open);
    let kind = |name: &str| orders.attribute(name).unwrap().kind;
    assert_eq!(kind("number"), AttributeKind::Text);
    assert_eq!(kind("placed"), AttributeKind::Date);
    assert_eq!(kind("seen"), AttributeKind::DateTime);
    assert_eq!(kind("urgent"), AttributeKind::Boolean);
    assert_eq!(kind("total"), AttributeKind::Number);
    let number = orders.attribute("number").unwrap();
    assert!(number.required);
    assert_eq!((number.length_min, number.length_max), (Some(1), Some(20)));
    assert!(number.pattern.as_ref().unwrap().is_match("PO-17"));
    assert!(
        !number.pattern.as_ref().unwrap().is_match("PO-१७"),
        "digits are ASCII digits"
    );
    let total = orders.attribute("total").unwrap();
    assert_eq!(total.scale, Some(2));
    assert_eq!(total.maximum, Some(Decimal::from(1_000_000_000)));
    assert_eq!(
        orders.attribute("id").unwrap().allow_changes,
        AllowChanges::Never
    );
    let lines = orders.child("lines").unwrap();
    assert!(lines.many && lines.required && lines.open);
    assert!(lines.attribute("line").unwrap().required);
    assert!(!orders.child("terms").unwrap().many);
    assert_eq!(orders.notes, [""; 0]);
}

#[test]
fn references_and_all_of_are_read_as_one_and_the_tighter_bound_counts() {
    let orders = schema(
        r##"{"$schema": "https://json-schema.org/draft/2020-12/schema",
            "allOf": [{"$ref": "#/$defs/base"}, {"$ref": "#/$defs/extra"}],
            "$defs": {
                "base": {"type": "object", "required": ["code"],
                    "properties": {"code": {"$ref": "#/$defs/code", "maxLength": 8}}},
                "extra": {"$ref": "#/$defs/base",
                    "properties": {"code": {"maxLength": 5}, "note": {"type": "string"}}},
                "code": {"type": "string", "maxLength": 30}}}"##,
    );
    let code = orders.attribute("code").unwrap();
    assert_eq!(code.length_max, Some(5));
    assert!(code.required);
    assert!(orders.attribute("note").is_some());
    assert_eq!(orders.notes, [""; 0]);
}

#[test]
fn allowed_values_come_from_enum_and_const_and_null_is_left_to_required() {
    let orders = schema(
        r#"{"properties": {
            "status": {"enum": ["OPEN", "CLOSED", null]},
            "rate": {"type": "number", "enum": [7.50, 19]},
            "kind": {"allOf": [{"enum": ["A", "B"]}, {"const": "B"}]}}}"#,
    );
    let allowed = |name: &str| -> Vec<String> {
        let allowed = orders.attribute(name).unwrap().allowed.as_ref().unwrap();
        allowed.iter().map(ToString::to_string).collect()
    };
    assert_eq!(allowed("status"), ["CLOSED", "OPEN"]);
    assert_eq!(allowed("rate"), ["19", "7.5"]);
    assert_eq!(allowed("kind"), ["B"]);
}

#[test]
fn what_may_be_null_needs_no_value() {
    let orders = schema(
        r#"{"required": ["a", "b", "c"], "properties": {
            "a": {"type": ["string", "null"]},
            "b": {"anyOf": [{"type": "string", "maxLength": 3}, {"type": "null"}]},
            "c": {"type": "string"}}}"#,
    );
    let required = |name: &str| orders.attribute(name).unwrap().required;
    assert!(!required("a") && !required("b") && required("c"));
    assert_eq!(orders.attribute("b").unwrap().length_max, Some(3));
    assert!(
        orders.notes[0].contains("omit: never"),
        "{:?}",
        orders.notes
    );
}

#[test]
fn a_keyword_that_cannot_be_honoured_is_noted_with_its_place() {
    let orders = schema(
        r#"{"type": "object", "if": {}, "then": {}, "properties": {
            "amount": {"type": "number", "multipleOf": 0.05, "exclusiveMinimum": 0},
            "mail": {"type": "string", "format": "email"},
            "word": {"type": "string", "pattern": "(?=a)b"},
            "either": {"oneOf": [{"type": "string"}, {"type": "integer"}]},
            "tags": {"type": "array", "items": {"type": "string"}, "minItems": 1}}}"#,
    );
    assert_eq!(
        orders.notes,
        [
            "document: `if` is not checked",
            "document: `then` is not checked",
            "amount: `multipleOf` 0.05 is not checked",
            "amount: 0 itself is accepted, although `exclusiveMinimum` excludes it",
            "mail: format \"email\" is not checked",
            "word: the pattern `(?=a)b` is of a kind that is not understood; not checked",
            "either: `oneOf` is not checked",
            "either: the type of the value is not checked",
            "tags: `minItems` is not checked",
            "tags: what the list holds is not checked",
        ]
    );
}

#[test]
fn an_exclusive_bound_is_the_next_number_that_is_kept() {
    let orders = schema(
        r#"{"properties": {
            "count": {"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 10},
            "price": {"type": "number", "exclusiveMinimum": 0, "multipleOf": 0.01}}}"#,
    );
    let count = orders.attribute("count").unwrap();
    assert_eq!(count.minimum, Some(Decimal::ONE));
    assert_eq!(count.maximum, Some(Decimal::from(9)));
    assert_eq!(
        orders.attribute("price").unwrap().minimum,
        Some("0.01".parse().unwrap())
    );
}

#[test]
fn a_schema_that_refers_to_itself_ends_with_a_note() {
    let orders = schema(
        r##"{"$ref": "#/$defs/node", "$defs": {"node": {"type": "object", "properties": {
            "name": {"type": "string"},
            "parent": {"$ref": "#/$defs/node"},
            "parts": {"type": "array", "items": {"$ref": "#/$defs/node"}}}}}}"##,
    );
    assert_eq!(
        orders.notes,
        [
            "parent: leads back to itself; what it holds is not checked",
            "parts: leads back to itself; what it holds is not checked",
        ]
    );
}

#[test]
fn a_document_whose_references_multiply_themselves_is_a_fault_and_fills_no_memory() {
    use std::fmt::Write as _;
    let mut definitions = String::new();
    for level in 0..30 {
        let next = level + 1;
        let reference = format!("{{\"$ref\": \"#/$defs/d{next}\"}}");
        write!(
            definitions,
            "\"d{level}\": {{\"type\": \"object\", \"properties\": {{\"l\": {reference}, \"r\": {reference}}}}},"
        )
        .unwrap();
    }
    let text = format!("{{\"$ref\": \"#/$defs/d0\", \"$defs\": {{{definitions} \"d30\": {{}}}}}}");
    assert!(fault(&text).found.starts_with("more than 50000 attributes"));
}

#[test]
fn malformed_schemas_say_where_and_what_was_expected() {
    assert_eq!(
        fault(r##"{"properties": {"a": {"$ref": "#/$defs/none"}}}"##).to_string(),
        "a: found `$ref` to \"#/$defs/none\", expected a place in this document, such as `#/$defs/address`"
    );
    assert_eq!(
        fault(r#"{"properties": {"a": {"maxLength": "5"}}}"#).to_string(),
        "a: found text, expected a number of at most 28 digits in `maxLength`"
    );
    assert_eq!(
        fault(r#"{"$schema": "x", "type": "array"}"#).to_string(),
        "document: found a JSON Schema of type array, expected the schema of one record, of type object"
    );
}
