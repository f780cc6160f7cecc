use serde_json::{Value, json};

use super::*;
use crate::store::{Reader, Store, Stored};

fn supplier(body: Value) -> Stored {
    let Value::Object(body) = body else {
        panic!("an object")
    };
    Stored {
        id: 300_000_000_000_001,
        parent: 0,
        version: 1,
        created: 0,
        body,
    }
}

fn invoices() -> &'static Object {
    crate::objects::find(crate::objects::Area::Fscm, "invoices").unwrap()
}

fn holds(framework: u8, q: &str) -> bool {
    let record = supplier(json!({
        "InvoiceNumber": "O'Hara 10%", "InvoiceAmount": serde_json::from_str::<Value>("10.10").unwrap(),
        "InvoiceDate": "2025-03-01", "Description": "Blue chairs", "CanceledFlag": false,
        "CreationDate": "2025-03-01T10:00:00.000+00:00",
    }));
    let store = Store::in_memory().unwrap();
    parse(invoices(), q, framework)
        .unwrap_or_else(|refusal| panic!("{q}: {refusal:?}"))
        .holds(&record, Reader::Shared(&store))
        .unwrap()
}

fn refused(framework: u8, q: &str) -> String {
    let refusal = parse(invoices(), q, framework).expect_err(q);
    assert_eq!(refusal.status, 400);
    refusal.problems[0].detail.clone()
}

#[test]
fn every_operator_of_the_expression_language_works() {
    for q in [
        "InvoiceNumber = 'O''Hara 10%'",
        "InvoiceNumber=\"O'Hara 10%\"",
        "InvoiceAmount = 10.1",
        "InvoiceAmount = '10.100'",
        "InvoiceAmount > 10.09 and InvoiceAmount < 10.11",
        "InvoiceAmount >= 10.1 and InvoiceAmount <= 10.1",
        "InvoiceAmount != 10 and InvoiceAmount <> 11",
        "InvoiceAmount in (1, 10.1)",
        "InvoiceAmount not in (1, 2)",
        "InvoiceDate between '2025-01-01' and '2025-12-31'",
        "InvoiceDate > 2025-02-28",
        "not (InvoiceDate between '2026-01-01' and '2026-12-31')",
        "Description like 'Blue%'",
        "Description like '*chairs'",
        "Description LIKE '%e ch%'",
        "Description not like 'Red%'",
        "upper(Description) = 'BLUE CHAIRS'",
        "UPPER(Description) like upper('blue%')",
        "SupplierSite is null and Description is not null",
        "SupplierSite = 'X' or Description = 'Blue chairs'",
        "(SupplierSite = 'X' or CanceledFlag = false) and InvoiceId = 300000000000001",
        "CreationDate > '2025-03-01T09:59:59+00:00'",
    ] {
        assert!(holds(2, q), "{q}");
        assert!(holds(4, q), "{q}");
    }
}

#[test]
fn a_comparison_with_null_is_unknown_and_so_is_its_negation() {
    assert!(!holds(2, "SupplierSite = 'X'"));
    assert!(!holds(2, "not SupplierSite = 'X'"));
    assert!(!holds(2, "SupplierSite != 'X'"));
}

#[test]
fn the_query_by_example_of_version_1_works() {
    for q in [
        "InvoiceNumber=O'Hara 10%",
        "InvoiceNumber='O''Hara 10%'",
        "Description=Blue*;InvoiceAmount>5",
        "Description LIKE 'Blue%'",
        "Description=Blue chairs; InvoiceDate=2025-03-01;",
        "InvoiceAmount!=5",
    ] {
        assert!(holds(1, q), "{q}");
    }
    assert!(!holds(1, "Description=Red*;InvoiceAmount>5"));
}

#[test]
fn the_separator_of_version_1_is_refused_by_version_2() {
    refused(2, "Description='Blue';InvoiceAmount>5");
}

#[test]
fn unknown_attributes_bad_values_and_bad_syntax_are_refused() {
    assert!(refused(2, "Nonsense = 1").contains("Nonsense"));
    assert!(refused(1, "Nonsense=1").contains("Nonsense"));
    assert!(refused(2, "InvoiceAmount = 'abc'").contains("abc"));
    assert!(refused(2, "InvoiceDate = '2025-02-30'").contains("2025-02-30"));
    for q in [
        "",
        "Description",
        "Description =",
        "(Description = 'x'",
        "Description = 'x",
        "= 1",
        "Description = 'a' 'b'",
        "nothing.City = 'x'",
        "Description in ()",
        "Description is 1",
    ] {
        refused(2, q);
    }
    refused(2, &"(".repeat(100_000));
    refused(2, &"not ".repeat(100_000));
}

#[test]
fn equality_on_an_indexed_attribute_narrows_the_search() {
    let hint = |q: &str| {
        parse(invoices(), q, 2)
            .unwrap()
            .hint()
            .map(|hint| hint.values)
    };
    assert_eq!(hint("InvoiceNumber = 'A'"), Some(vec!["A".to_owned()]));
    assert_eq!(
        hint("Description like 'x%' and InvoiceNumber in ('A', 'B')"),
        Some(vec!["A".to_owned(), "B".to_owned()])
    );
    assert_eq!(
        hint("InvoiceNumber = 'A' or InvoiceNumber = 'B'"),
        Some(vec!["A".to_owned(), "B".to_owned()])
    );
    assert_eq!(hint("InvoiceNumber = 'A' or SupplierId = 1"), None);
    assert_eq!(hint("not InvoiceNumber = 'A'"), None);
    assert_eq!(hint("upper(InvoiceNumber) = 'A'"), None);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    #[test]
    fn any_quoted_text_finds_itself(text in "[ -~éß\u{4e00}]{1,20}") {
        let record = supplier(json!({"Description": text}));
        let store = Store::in_memory().unwrap();
        let q = format!("Description = '{}'", text.replace('\'', "''"));
        let condition = parse(invoices(), &q, 2).unwrap();
        proptest::prop_assert!(condition.holds(&record, Reader::Shared(&store)).unwrap());
    }

    #[test]
    fn no_text_makes_the_parser_panic(q in ".{0,40}", framework in 1_u8..5) {
        drop(parse(invoices(), &q, framework));
    }
}
