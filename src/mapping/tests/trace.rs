use std::fmt::Write as _;

use insta::assert_snapshot;
use landbridge_contract::Value;

use super::{RUN, VENDORS, crosswalks, plan, text};
use crate::mapping::functions::ALL;
use crate::mapping::{Mapped, Plan, TraceEvent};

/// What is done to one vendor, a line an event.
fn traced(plan: &Plan, values: &[(&str, Value)]) -> String {
    let (layout, record) = VENDORS.record(plan.projection(), values);
    let crosswalks = crosswalks();
    let mut evaluator = plan.traced(&crosswalks, RUN);
    evaluator.evaluate(&record, &layout, &[], &mut Mapped::default());
    let mut shown = String::new();
    for event in evaluator.into_watch().events {
        match event {
            TraceEvent::Nested(field, origin) => writeln!(shown, "{field} at {origin}"),
            TraceEvent::NestedEnded(sent) => writeln!(shown, "nested ended, sent: {sent}"),
            TraceEvent::Rule(field) => writeln!(shown, "{field}"),
            TraceEvent::Read(column, origin, value) => {
                writeln!(shown, "  read {value} of {} at {origin}", column.unwrap())
            }
            TraceEvent::Step(key, value) => writeln!(shown, "  {key}: {value}"),
            TraceEvent::Sent(Some(value)) => writeln!(shown, "  sent {value}"),
            TraceEvent::Sent(None) => writeln!(shown, "  not sent"),
            TraceEvent::Found(one) => writeln!(shown, "  {} found {}", one.code, one.found),
        }
        .unwrap();
    }
    shown
}

#[test]
fn every_step_of_a_rule_is_told_with_what_it_made() {
    let plan = plan(
        r#"
fields:
  SupplierNumber: { from: Vendor ID, clean: [trim], split: { at: "-", part: 2 }, case: upper, pad: 5 }
  Supplier: { first_of: [Type, Vendor Name] }
  CreditLimit: { from: Limit, number: de }
  CreationDate: { from: Created, date: "%d/%m/%Y", default: 2020-01-01 }
  Country: { from: Country, crosswalk: countries, when: 'Status != "OLD"' }
  Type: { value: CORPORATION }
  Sites: { expr: '1 + 1' }
  Active: { from: Status }
  Parent: { ref: suppliers, from: Phone }
"#,
    );
    let values = [
        ("Vendor ID", text(" x-a7 ")),
        ("Vendor Name", text("Acme")),
        ("Limit", text("1.234,50")),
        ("Country", text("ALLEMAGNE")),
        ("Status", text("perhaps")),
        ("Phone", text("0017")),
    ];
    assert_snapshot!(traced(&plan, &values), @r#"
    SupplierNumber
      read " x-a7 " of Vendor ID at vendors.xlsx › Vendors!A17
      clean: "x-a7"
      split: "a7"
      case: "A7"
      pad: "000A7"
      type: "000A7"
      sent "000A7"
    Supplier
      read nothing of Type at vendors.xlsx › Vendors!C17
      read "Acme" of Vendor Name at vendors.xlsx › Vendors!B17
      first_of: "Acme"
      type: "Acme"
      sent "Acme"
    CreditLimit
      read "1.234,50" of Limit at vendors.xlsx › Vendors!F17
      number: 1234.50
      type: 1234.50
      sent 1234.50
    CreationDate
      read nothing of Created at vendors.xlsx › Vendors!D17
      default: 2020-01-01
      sent 2020-01-01
    Country
      when: true
      read "ALLEMAGNE" of Country at vendors.xlsx › Vendors!E17
      crosswalk: "DE"
      type: "DE"
      sent "DE"
    Type
      value: "CORPORATION"
      type: "CORPORATION"
      sent "CORPORATION"
    Sites
      expr: 2
      type: 2
      sent 2
    Active
      read "perhaps" of Status at vendors.xlsx › Vendors!G17
      MAP-TYPE found "perhaps"
    Parent
      read "0017" of Phone at vendors.xlsx › Vendors!H17
      ref: → suppliers 0017
      sent → suppliers 0017
    "#);
}

#[test]
fn every_shaping_key_is_a_step_that_makes_what_the_reference_shows() {
    for doc in ALL {
        let (rule, before, after) = doc.example;
        let (attribute, column) = match doc.key {
            "number" => ("CreditLimit", "Limit"),
            "date" => ("CreationDate", "Created"),
            _ => ("Supplier", "Vendor Name"),
        };
        let plan = plan(&format!(
            "fields:\n  SupplierNumber: {{ value: \"1\" }}\n  {attribute}: {{ from: {column}, {rule} }}\n"
        ));
        let shown = traced(&plan, &[(column, text(before))]);
        let mut steps = shown.lines().map(|line| line.trim().replace('"', ""));
        let step = format!("{}: {after}", doc.key);
        assert!(steps.any(|line| line == step), "{step}\n{shown}");
    }
}

#[test]
fn personal_values_are_not_shown_at_any_step() {
    let plan = plan(
        "fields:\n  SupplierNumber: { value: \"1\" }\n  Supplier: { from: Vendor Name, clean: [trim], personal: true }\n  \
         Phone: { from: Vendor Name, case: upper }\n",
    );
    let shown = traced(&plan, &[("Vendor Name", text("Wanjiku"))]);
    assert!(!shown.to_lowercase().contains("wanjiku"), "{shown}");
    assert_eq!(
        shown.matches("‹personal value, not shown›").count(),
        8,
        "{shown}"
    );
}
