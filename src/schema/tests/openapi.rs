//! OpenAPI 3, in YAML and in JSON.

use landbridge_contract::Value;

use super::{decimal, fields, paths, says};
use crate::schema::{AllowChanges, AttributeKind, Document, ObjectSchema, read};

pub(super) const SUPPLIERS: &str = r##"
openapi: 3.0.3
info: { title: Suppliers, version: "1" }
paths:
  /suppliers:
    get: { responses: { "200": { description: a page } } }
    post:
      requestBody:
        content:
          application/json; charset=utf-8: { schema: { $ref: "#/components/schemas/SupplierInput" } }
      responses: { "201": { description: created } }
  /suppliers/{id}:
    get: { responses: { "200": { description: one } } }
components:
  schemas:
    Party:
      type: object
      required: [Name]
      properties:
        Id: { type: integer, format: int64, readOnly: true }
        Name: { type: string, maxLength: 360 }
    SupplierInput:
      allOf:
        - $ref: "#/components/schemas/Party"
        - type: object
          additionalProperties: false
          required: [Type, Id]
          properties:
            Type: { type: string, enum: [SUPPLIER, CONTRACTOR] }
            Note: { type: string, nullable: true }
            CreditLimit: { type: number, minimum: 0, exclusiveMinimum: true, multipleOf: 0.01, maximum: 9999999999999999.99 }
            Parent: { $ref: "#/components/schemas/SupplierInput" }
            addresses:
              type: array
              items: { $ref: "#/components/schemas/Address" }
    Address:
      type: object
      required: [City]
      properties:
        City: { type: string, maxLength: 60 }
        lines:
          type: array
          items: { type: object, properties: { Text: { type: string } } }
"##;

fn suppliers(object: &str) -> ObjectSchema {
    read(SUPPLIERS, object).unwrap()
}

#[test]
fn an_object_is_a_component_or_what_a_collection_takes() {
    let document = Document::parse(SUPPLIERS, None).unwrap();
    assert_eq!(
        document.objects(),
        ["suppliers", "Party", "SupplierInput", "Address"]
    );
    for object in ["suppliers", "SupplierInput"] {
        let names = suppliers(object);
        let names: Vec<&str> = names.names().collect();
        assert_eq!(
            names,
            [
                "Id",
                "Name",
                "Type",
                "Note",
                "CreditLimit",
                "Parent",
                "addresses"
            ]
        );
    }
    let fault = read(SUPPLIERS, "supplier").unwrap_err();
    assert_eq!(fault.nearest.as_deref(), Some("suppliers"));
    assert_eq!(fault.at, "components.schemas");
}

#[test]
fn all_of_several_schemas_is_read_as_one() {
    let schema = suppliers("suppliers");
    assert!(schema.attribute("Name").unwrap().required);
    assert!(schema.attribute("Type").unwrap().required);
    assert!(!schema.open);
    assert_eq!(schema.attribute("Name").unwrap().length_max, Some(360));
    let kind = schema.attribute("Type").unwrap();
    assert_eq!(
        says(kind, &Value::text("OTHER")),
        ["one of CONTRACTOR, SUPPLIER"]
    );
}

#[test]
fn what_the_target_fills_is_not_required_of_what_is_sent() {
    let id = suppliers("suppliers");
    let id = id.attribute("Id").unwrap();
    assert_eq!(id.allow_changes, AllowChanges::Never);
    assert!(!id.required && !id.must_be_sent());
}

#[test]
fn an_exclusive_bound_in_the_manner_of_3_0_excludes_the_bound_beside_it() {
    let schema = suppliers("suppliers");
    let limit = schema.attribute("CreditLimit").unwrap();
    assert_eq!(limit.kind, AttributeKind::Number);
    assert_eq!(limit.scale, Some(2));
    // No digit of a bound is lost on the way through YAML.
    assert_eq!(limit.maximum, Some("9999999999999999.99".parse().unwrap()));
    assert_eq!(
        says(limit, &decimal("0.00")),
        ["a number from 0.01 to 9999999999999999.99"]
    );
    assert!(says(limit, &decimal("0.01")).is_empty());
}

#[test]
fn nested_lists_become_nested_records_and_a_circle_ends_with_a_note() {
    let schema = suppliers("suppliers");
    let addresses = schema.child("addresses").unwrap();
    assert!(addresses.many);
    assert!(
        addresses
            .child("lines")
            .unwrap()
            .attribute("Text")
            .is_some()
    );
    let payload = fields(&[
        ("Name", Value::text("A")),
        ("Type", Value::text("SUPPLIER")),
        ("addresses", Value::List(vec![Value::Record(fields(&[]))])),
    ]);
    assert_eq!(paths(&schema, &payload), ["addresses[1].City: a value"]);
    let notes = schema.notes.join("\n");
    assert!(
        notes.contains("Parent.Parent: leads back to itself")
            || notes.contains("Parent: leads back to itself"),
        "{notes}"
    );
}

#[test]
fn json_says_the_same_as_yaml() {
    let json = r#"{"openapi": "3.1.0", "components": {"schemas": {"Note": {
        "type": "object", "required": ["Text"], "properties": {"Text": {"type": ["string", "null"], "maxLength": 5}}}}}}"#;
    let schema = read(json, "Note").unwrap();
    assert_eq!(schema.attribute("Text").unwrap().length_max, Some(5));
    assert!(!schema.attribute("Text").unwrap().required);
}

#[test]
fn documents_of_other_versions_are_refused_with_their_version() {
    let swagger = Document::parse(r#"{"swagger": "2.0", "definitions": {}}"#, None).unwrap_err();
    assert_eq!(
        swagger.to_string(),
        "document: found Swagger 2 (`swagger`), expected OpenAPI 3 (`openapi`)"
    );
    let four = read(r#"{"openapi": "4.0.0"}"#, "a")
        .unwrap_err()
        .to_string();
    assert_eq!(four, "openapi: found \"4.0.0\", expected \"3.x\"");
}

#[test]
fn a_reference_that_leads_out_of_the_document_is_a_fault_with_its_path() {
    let text = "openapi: 3.0.0\ncomponents: {schemas: {A: {type: object, properties: {B: {$ref: 'other.yaml#/C'}}}}}\n";
    let fault = read(text, "A").unwrap_err();
    assert_eq!(
        (fault.at.as_str(), fault.found.as_str()),
        ("B", "`$ref` to \"other.yaml#/C\"")
    );
}
