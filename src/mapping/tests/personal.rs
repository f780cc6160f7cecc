use landbridge_contract::{Notice, NoticeKind, Value};

use super::{VENDORS, map_record, plan, text};
use crate::mapping::Mapped;

const CANARY: &str = "canary-0791234567";

/// Rules, checks and totals that all read a personal column and all fail.
const REST: &str = r#"
where: 'Phone != 3'
fields:
  SupplierNumber: { from: Vendor ID }
  Phone: { from: Phone, personal: true }
  Supplier: { from: Phone }
  Country: { from: Phone, crosswalk: countries }
  CreationDate: { from: Phone, date: "%d/%m/%Y" }
  CreditLimit: { expr: 'number(Phone)' }
  Sites: { expr: 'Phone + 1' }
  Active: { expr: 'year(Phone) == 3' }
  Type: { from: Phone }
checks:
  - { that: 'Supplier == "x"', else: wrong }
  - { that: 'length(Phone) < 3', else: wrong }
  - { that: 'abs(Phone) < 3', else: wrong }
control_totals:
  - { sum: Phone }
  - { name: n, expr: 'number(Phone)' }
"#;

fn findings(value: Value) -> Mapped {
    let plan = plan(REST);
    let (layout, mut record) = VENDORS.record(
        plan.projection(),
        &[("Vendor ID", text("1")), ("Phone", value)],
    );
    let slot = plan
        .projection()
        .fields
        .iter()
        .position(|one| &**one == "Phone");
    for slot in [slot.map(|slot| u32::try_from(slot).unwrap()), None] {
        record.notices.push(Notice {
            slot,
            kind: NoticeKind::Ragged,
            found: CANARY.to_owned(),
        });
    }
    assert_eq!(plan.personal_columns(), ["Phone".into()]);
    map_record(&plan, &record, &layout, &[])
}

#[test]
fn a_personal_value_stands_in_no_finding() {
    let lists = Value::List(vec![text(CANARY), text(CANARY)]);
    for value in [text(CANARY), lists] {
        let mapped = findings(value);
        assert!(mapped.findings.len() >= 10, "{}", mapped.findings.len());
        for one in &mapped.findings {
            let shown = format!("{one:?}");
            assert!(!shown.contains("canary"), "{shown}");
        }
    }
}

#[test]
fn attributes_that_read_a_personal_column_are_personal() {
    let plan = plan(REST);
    let names: Vec<&str> = plan
        .personal_attributes()
        .iter()
        .map(|one| &**one)
        .collect();
    assert!(names.contains(&"Supplier") && names.contains(&"CreditLimit"));
    assert!(!names.contains(&"SupplierNumber"));
}
