use landbridge_contract::json::from_json;
use landbridge_contract::{Fields, Value};

use super::*;
use crate::reconcile::compare;

fn record(json: &str) -> Fields {
    match from_json(&serde_json::from_str(json).unwrap()) {
        Value::Record(fields) => fields,
        other => panic!("{other:?} is no record"),
    }
}

/// What is proposed for these records: what was sent, and what the ERP holds.
fn proposed(pairs: impl Iterator<Item = (String, String)>, rules: &CompareRules) -> Vec<String> {
    let mut proposals = Proposals::new(rules);
    for (sent, held) in pairs {
        let (sent, held) = (record(&sent), record(&held));
        let breaks = compare(&sent, &held, rules);
        proposals.record(&sent, "a.csv", &breaks);
    }
    let all = proposals.into_proposals().into_iter();
    all.map(|one| one.text).collect()
}

fn in_currency(number: u32) -> &'static str {
    if number.is_multiple_of(10) {
        "JPY"
    } else {
        "EUR"
    }
}

#[test]
fn a_factor_in_one_currency_is_named_with_the_currency() {
    let pairs = (1..=3_000_u32).map(|number| {
        let currency = in_currency(number);
        let held = if currency == "JPY" {
            number
        } else {
            number * 100
        };
        (
            format!(r#"{{ "Id": "{number}", "Currency": "{currency}", "Amount": {number}00 }}"#),
            format!(r#"{{ "Id": "{number}", "Currency": "{currency}", "Amount": {held} }}"#),
        )
    });
    assert_eq!(
        proposed(pairs, &CompareRules::default()),
        [
            "all 300 amount breaks of Amount: a factor of 100 too small; Currency is JPY (and no other record has it)"
        ]
    );
}

#[test]
fn nested_records_share_what_all_of_them_have() {
    let pairs = (1..=200_u32).map(|number| {
        let unit = if number.is_multiple_of(8) {
            "BOX"
        } else {
            "EA"
        };
        let line = |unit: &str, price: u32| format!(r#"{{ "Unit": "{unit}", "Price": {price} }}"#);
        let held = if unit == "BOX" { 5 * 12 } else { 5 };
        (
            format!(
                r#"{{ "Id": "{number}", "lines": [{}, {}] }}"#,
                line(unit, 5),
                line(unit, 5)
            ),
            format!(
                r#"{{ "Id": "{number}", "lines": [{}, {}] }}"#,
                line(unit, held),
                line(unit, 5)
            ),
        )
    });
    assert_eq!(
        proposed(pairs, &CompareRules::default()),
        [
            "all 25 amount breaks of lines.Price: 12 times what was sent; lines.Unit is BOX (and no other record has it)"
        ]
    );
}

#[test]
fn what_is_personal_is_neither_looked_at_nor_named() {
    let rules = CompareRules {
        personal: ["Grade".to_owned(), "Salary".to_owned()].into(),
        ..CompareRules::default()
    };
    let pairs = (1..=300_u32).map(|number| {
        let grade = if number.is_multiple_of(6) { "P5" } else { "P3" };
        let held = if grade == "P5" { 777 } else { number };
        (
            format!(r#"{{ "Grade": "{grade}", "Salary": {number} }}"#),
            format!(r#"{{ "Grade": "{grade}", "Salary": {held} }}"#),
        )
    });
    assert_eq!(proposed(pairs, &rules), [""; 0]);
}

#[test]
fn what_is_kept_does_not_grow_with_the_records() {
    let mut proposals = Proposals::new(&CompareRules::default());
    for number in 0..40_000_u32 {
        let sent = record(&format!(
            r#"{{ "Id": "{number}", "Name": "Vendor {number}", "Amount": {number}, "Kind": "{}" }}"#,
            number % 7
        ));
        let held = record(&format!(
            r#"{{ "Id": "{number}", "Name": "Other {number}", "Amount": {}, "Kind": "{}" }}"#,
            number * 3 % 1_009,
            number % 7
        ));
        let breaks = compare(&sent, &held, &CompareRules::default());
        proposals.record(&sent, "a.csv", &breaks);
    }
    let forms: usize = proposals
        .groups
        .values()
        .map(|group| group.forms.len())
        .sum();
    assert!(forms <= 2 * FORMS_MAX, "{forms}");
    assert!(proposals.counts < 60_000, "{}", proposals.counts);
}
