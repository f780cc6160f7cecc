//! Which form a text has, by its content or by name.

use std::fmt::Write as _;

use proptest::prelude::*;

use crate::schema::{Document, Form};

const DESCRIBE: &str =
    r#"{"Resources": {"suppliers": {"attributes": []}, "invoices": {"attributes": []}}}"#;
const JSON_SCHEMA: &str = r#"{"properties": {"Name": {"type": "string"}}}"#;
const OPENAPI: &str =
    "openapi: 3.1.0\ncomponents:\n  schemas:\n    Supplier: {type: object, properties: {}}\n";
const ODATA: &str = r#"<?xml version="1.0"?><edmx:Edmx Version="4.0"><edmx:DataServices><Schema Namespace="N">
    <EntityType Name="Vendor"><Property Name="Id" Type="Edm.String"/></EntityType></Schema></edmx:DataServices></edmx:Edmx>"#;
const FBDI: &str =
    "csv_file\tposition\tcolumn\tkind\tsqlldr_width\tdate_mask\nA.csv\t1\tNAME\tchar\t10\t\n";

fn fault(text: &str, form: Option<Form>) -> String {
    Document::parse(text, form).unwrap_err().to_string()
}

#[test]
fn the_form_of_a_document_is_told_by_its_content() {
    for (text, form, objects) in [
        (DESCRIBE, Form::Describe, &["suppliers", "invoices"][..]),
        (JSON_SCHEMA, Form::JsonSchema, &[]),
        (OPENAPI, Form::OpenApi, &["Supplier"]),
        (ODATA, Form::OData, &["Vendor"]),
        (FBDI, Form::Fbdi, &["A"]),
    ] {
        let document = Document::parse(text, None).unwrap();
        assert_eq!(
            (document.form(), &*document.objects()),
            (
                form,
                &objects.iter().map(ToString::to_string).collect::<Vec<_>>()[..]
            )
        );
        let named = Document::parse(text, Some(form)).unwrap();
        assert_eq!(named.form(), form, "{}", form.word());
        assert_eq!(Form::of(form.word()), Some(form));
    }
}

#[test]
fn a_document_of_another_form_than_the_one_named_is_refused() {
    let found = fault(ODATA, Some(Form::Describe));
    assert_eq!(
        found,
        "document: found XML, expected a Fusion describe document (`Resources`)"
    );
    let found = fault(DESCRIBE, Some(Form::OpenApi));
    assert!(
        found.contains("the members Resources, expected an OpenAPI 3 document"),
        "{found}"
    );
    assert!(fault(FBDI, Some(Form::OData)).contains("found a table of columns"));
}

#[test]
fn an_object_without_marks_is_a_json_schema_only_where_it_is_named_so() {
    let text = r#"{"type": "object", "required": ["Name"]}"#;
    assert!(fault(text, None).contains("the members type, required"));
    let document = Document::parse(text, Some(Form::JsonSchema)).unwrap();
    assert!(
        document
            .object("suppliers")
            .unwrap()
            .attribute("Name")
            .unwrap()
            .required
    );
}

#[test]
fn a_byte_order_mark_and_white_space_before_a_document_are_passed_over() {
    let text = format!("\u{feff}\n  {ODATA}");
    // The declaration of XML must stand first, and nobody is served by insisting.
    assert_eq!(Document::parse(&text, None).unwrap().form(), Form::OData);
}

#[test]
fn faults_of_yaml_say_line_and_column() {
    assert!(fault("openapi: 3.0.0\ninfo: {a: [1}\n", None).starts_with("line 2, column "));
    let twice = fault("openapi: 3.0.0\npaths: {}\nopenapi: 3.0.1\n", None);
    assert_eq!(
        twice,
        "line 3, column 1: found `openapi` a second time, expected each key once"
    );
}

#[test]
fn nesting_without_end_is_a_fault_and_fills_no_memory() {
    let yaml = format!("a: {}", "[".repeat(200_000));
    assert!(
        fault(&yaml, None).contains("line 1, column"),
        "{}",
        fault(&yaml, None)
    );
    let json = "[".repeat(200_000);
    assert!(fault(&json, None).starts_with("line 1, column "));
    let wide = format!("[{}1]", "1,".repeat(4_000_001));
    assert!(fault(&wide, None).ends_with("expected 4000000 parts at the most"));
    let xml = "<a>".repeat(200_000);
    assert!(fault(&xml, None).contains("elements deeper than 64 levels"));
}

#[test]
fn an_alias_in_yaml_stands_for_a_copy_and_copies_of_copies_fill_no_memory() {
    let text = "openapi: 3.0.0\ncomponents:\n  schemas:\n    A: { type: object, properties: &p { Name: { type: string, maxLength: 5 } } }\n    \
                B: { type: object, properties: *p }\n    C: { type: object, properties: { <<: *p, Code: { type: string } } }\n";
    let document = Document::parse(text, None).unwrap();
    for (object, names) in [("B", &["Name"][..]), ("C", &["Code", "Name"])] {
        let schema = document.object(object).unwrap();
        assert_eq!(schema.names().collect::<Vec<_>>(), names);
        assert_eq!(schema.attribute("Name").unwrap().length_max, Some(5));
    }
    // Every line names the line before it ten times.
    let mut bomb = "openapi: 3.0.0\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for line in 1..40 {
        let before = format!("*a{}", line - 1);
        writeln!(
            bomb,
            "a{line}: &a{line} [{}]",
            [before.as_str(); 10].join(", ")
        )
        .unwrap();
    }
    assert!(fault(&bomb, None).ends_with("found more values, expected 2000000 at the most"));
    // Every line names the line before it once, one level deeper.
    let mut tower = "openapi: 3.0.0\na0: &a0 [x]\n".to_owned();
    for line in 1..200 {
        writeln!(tower, "a{line}: &a{line} [*a{}]", line - 1).unwrap();
    }
    assert!(fault(&tower, None).contains("found deeper nesting"));
    assert!(fault("openapi: 3.0.0\na: *nobody\n", None).starts_with("line 2, column "));
}

/// A document with one of its bytes changed, a part cut out, or a part doubled.
fn broken(document: usize, at: usize, length: usize, with: &str) -> String {
    let documents = [
        DESCRIBE,
        JSON_SCHEMA,
        OPENAPI,
        ODATA,
        FBDI,
        super::odata::V4,
        super::odata::V2,
        super::openapi::SUPPLIERS,
    ];
    let text: Vec<char> = documents[document % documents.len()].chars().collect();
    let at = at % text.len();
    let end = (at + length).min(text.len());
    let [before, after] = [&text[..at], &text[end..]].map(|part| part.iter().collect::<String>());
    format!("{before}{with}{after}")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn a_broken_document_is_read_or_refused_with_a_place_and_never_more(
        document in 0..8_usize, at in 0..10_000_usize, length in 0..40_usize, with in "[\\x00-\\x7fé]{0,6}",
    ) {
        let text = broken(document, at, length, &with);
        match Document::parse(&text, None) {
            Err(fault) => prop_assert!(!fault.at.is_empty() && !fault.expected.is_empty()),
            Ok(document) => {
                for object in document.objects().iter().map(String::as_str).chain(["suppliers"]) {
                    if let Err(fault) = document.object(object) {
                        prop_assert!(!fault.at.is_empty() && !fault.found.is_empty(), "{fault:?}");
                    }
                }
            }
        }
    }
}
