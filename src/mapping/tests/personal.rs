use landbridge_contract::{Notice, NoticeKind, Value};

use super::{VENDORS, map_record, mapping, plan, text};
use crate::mapping::{Mapped, SourceColumns, bind};

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

#[test]
fn rules_that_read_the_same_part_share_what_is_personal_in_it() {
    let rest = r"
fields:
  SupplierNumber: { from: Vendor ID }
  addresses:
    each: site
    fields:
      AddressName: { from: Name }
      Phone: { from: Mail, personal: true }
  lines:
    each: site
    fields:
      parts:
        each: person
        fields:
          Part: { from: Mail }
      Number: { from: Mail }
";
    let mapping = mapping("{ xml: vendors.xml, records: /v/vendor }", rest);
    assert_eq!(
        mapping.personal_attributes(),
        ["addresses.Phone", "lines.Number"]
    );
}

#[test]
fn a_mapping_that_is_not_bound_to_files_knows_the_same_attributes() {
    let mapping = mapping("{ spreadsheet: vendors.xlsx, sheet: Vendors }", REST);
    let of_plan = plan(REST);
    let of_plan: Vec<&str> = of_plan
        .personal_attributes()
        .iter()
        .map(|one| &**one)
        .collect();
    assert_eq!(mapping.personal_attributes(), of_plan);
    assert_eq!(mapping.personal_crosswalks(), ["countries".into()]);
    assert!(!mapping.key_is_personal());
    let keyed = REST.replace("from: Vendor ID", "from: Phone");
    let keyed = super::mapping("{ spreadsheet: vendors.xlsx, sheet: Vendors }", &keyed);
    assert!(keyed.key_is_personal(), "its column is personal");
}

#[test]
fn a_control_total_grouped_by_a_personal_column_is_a_mistake() {
    let grouped = format!("{REST}  - {{ name: g, sum: Limit, by: Phone }}\n");
    let mapping = mapping("{ spreadsheet: vendors.xlsx, sheet: Vendors }", &grouped);
    let wrong = bind(&mapping, SourceColumns::default()).unwrap_err();
    let codes: Vec<&str> = wrong.0.iter().map(|one| one.code.id).collect();
    assert_eq!(codes, ["MAPPING-PERSONAL"]);
}
