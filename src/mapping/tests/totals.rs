use landbridge_contract::Value;
use rust_decimal::Decimal;

use super::{map, plan, show, text};
use crate::mapping::{Mapped, MappedVerdict};

const REST: &str = r#"
where: 'Status != "CLOSED"'
fields:
  SupplierNumber: { from: Vendor ID }
  CreditLimit: { from: Limit, number: de }
  Country: { from: Country, crosswalk: countries }
control_totals:
  - { sum: Limit, by: Country }
  - { name: doubled, expr: 'number(Limit, "de") * 2', against: CreditLimit }
  - { sum: Type, number: en }
"#;

fn contributions(mapped: &Mapped) -> Vec<(usize, &str, String)> {
    mapped
        .contributions
        .iter()
        .map(|one| (one.total, &*one.group, one.amount.to_string()))
        .collect()
}

#[test]
fn totals_are_taken_in_the_form_and_groups_of_the_rules() {
    let plan = plan(REST);
    let told: Vec<_> = plan
        .totals()
        .iter()
        .map(|one| {
            (
                &*one.name,
                one.against.as_deref(),
                one.against_by.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("Limit by Country", Some("CreditLimit"), Some("Country")),
            ("doubled", Some("CreditLimit"), None),
            ("Type", None, None),
        ]
    );
    let mapped = map(
        &plan,
        &[
            ("Vendor ID", text("1")),
            ("Limit", text("1.000,10-")),
            ("Country", text("ALLEMAGNE")),
            ("Type", Value::Integer(3)),
        ],
    );
    assert_eq!(
        contributions(&mapped),
        [
            (0, "DE", "-1000.10".to_owned()),
            (1, "", "-2000.20".to_owned()),
            (2, "", "3".to_owned()),
        ]
    );
}

#[test]
fn skipped_and_rejected_records_count_too() {
    let plan = plan(REST);
    let values = |status: &str| {
        [
            ("Limit", text("5")),
            ("Country", text("SUISSE")),
            ("Status", text(status)),
        ]
    };
    let skipped = map(&plan, &values("CLOSED"));
    assert_eq!(skipped.verdict, MappedVerdict::Filtered);
    let rejected = map(&plan, &values("OPEN"));
    assert_eq!(rejected.verdict, MappedVerdict::Rejected);
    assert_eq!(contributions(&skipped), contributions(&rejected));
    assert_eq!(contributions(&skipped)[0], (0, "SUISSE", "5".to_owned()));
}

#[test]
fn a_value_that_is_no_number_is_said_once() {
    let plan = plan(REST);
    let mapped = map(&plan, &[("Vendor ID", text("1")), ("Limit", text("1,0.0"))]);
    let codes: Vec<&str> = mapped.findings.iter().map(|one| one.code.id).collect();
    assert_eq!(codes, ["MAP-NUMBER-FORMAT"], "{}", show(&mapped));
    let skipped = map(&plan, &[("Status", text("CLOSED")), ("Type", text("x"))]);
    assert_eq!(skipped.verdict, MappedVerdict::Filtered);
    assert_eq!(skipped.findings.len(), 1);
    assert!(contributions(&skipped).is_empty());
}

#[test]
fn empty_values_add_nothing() {
    let mapped = map(&plan(REST), &[("Vendor ID", text("1"))]);
    let sum: Decimal = mapped.contributions.iter().map(|one| one.amount).sum();
    assert_eq!(sum, Decimal::ZERO);
}
