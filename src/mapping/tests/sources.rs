//! Where a value may come from, and when a rule gives one.

use landbridge_contract::Value;

use super::{map, plan, show, text};

const RULES: &str = r#"
fields:
  SupplierNumber: { first_of: [Vendor ID, Limit], split: { at: "-", part: -1 } }
  Supplier: { join: [Vendor Name, Country], with: ", " }
  CreationDate: { when: 'Status == "OPEN"', from: Created, date: "%d/%m/%Y", required: true }
  Phone: { from: Phone, default: { from: Type } }
"#;

fn shown(values: &[(&str, Value)]) -> String {
    show(&map(&plan(RULES), values))
}

#[test]
fn the_first_value_that_is_not_empty_is_taken_and_part_of_it_kept() {
    let first = shown(&[("Vendor ID", text("GVA-42")), ("Limit", text("7"))]);
    assert_eq!(first, "Ready {\"SupplierNumber\":\"42\"}\n");
    let second = shown(&[("Vendor ID", text("  ")), ("Limit", text("7"))]);
    assert_eq!(second, "Ready {\"SupplierNumber\":\"7\"}\n");
}

#[test]
fn a_finding_names_the_cell_whose_value_was_taken() {
    let long = text("12345678901");
    let found = shown(&[("Limit", long)]);
    assert!(
        found.contains("SupplierNumber at vendors.xlsx › Vendors!F17"),
        "{found}"
    );
    let neither = shown(&[]);
    assert!(
        neither.contains("KEY-MISSING SupplierNumber at vendors.xlsx › Vendors!A17"),
        "{neither}"
    );
}

#[test]
fn values_are_joined_without_the_empty_ones() {
    let number = ("Vendor ID", text("1"));
    let both = [
        number.clone(),
        ("Vendor Name", text(" Acme ")),
        ("Country", text("FR")),
    ];
    assert!(shown(&both).contains(r#""Supplier":"Acme, FR""#));
    let one = [number.clone(), ("Country", Value::Integer(33))];
    assert!(shown(&one).contains(r#""Supplier":"33""#));
    assert!(!shown(&[number]).contains("Supplier\":\"\""));
}

#[test]
fn a_rule_gives_nothing_where_its_condition_does_not_hold() {
    let number = ("Vendor ID", text("1"));
    let created = ("Created", text("03/02/2019"));
    let open = [number.clone(), created.clone(), ("Status", text("OPEN"))];
    assert!(shown(&open).contains(r#""CreationDate":"2019-02-03""#));
    let closed = [
        number.clone(),
        ("Created", text("never")),
        ("Status", text("CLOSED")),
    ];
    assert_eq!(shown(&closed), "Ready {\"SupplierNumber\":\"1\"}\n");
    // Its own `required` is asked only where it holds.
    let missing = shown(&[number, ("Status", text("OPEN"))]);
    assert!(missing.contains("VAL-REQUIRED CreationDate"), "{missing}");
}

#[test]
fn what_the_erp_requires_stays_required_where_a_condition_does_not_hold() {
    let rest = "fields:\n  SupplierNumber: { when: 'Status == \"OPEN\"', from: Vendor ID }\n";
    let mapped = map(&plan(rest), &[("Vendor ID", text("1"))]);
    assert!(
        show(&mapped).contains("KEY-MISSING SupplierNumber"),
        "{}",
        show(&mapped)
    );
}

#[test]
fn an_empty_value_is_taken_from_another_column_and_judged_there() {
    let number = ("Vendor ID", text("1"));
    let own = [number.clone(), ("Phone", text("12")), ("Type", text("34"))];
    assert!(shown(&own).contains(r#""Phone":"12""#));
    let other = [number.clone(), ("Type", text("34"))];
    assert!(shown(&other).contains(r#""Phone":"34""#));
    let long = shown(&[number, ("Type", text("a text too long"))]);
    assert!(
        long.contains("VAL-LENGTH Phone at vendors.xlsx › Vendors!C17"),
        "{long}"
    );
}

#[test]
fn a_personal_value_that_is_joined_or_stands_in_is_personal() {
    let rest = "fields:\n  SupplierNumber: { from: Vendor ID }\n  \
                Supplier: { join: [Vendor Name, Phone] }\n  \
                Country: { from: Country, default: { from: Phone } }\n  \
                Phone: { from: Phone, personal: true }\n";
    let plan = plan(rest);
    let names: Vec<&str> = plan
        .personal_attributes()
        .iter()
        .map(|one| &**one)
        .collect();
    assert_eq!(names, ["Supplier", "Country", "Phone"]);
}
