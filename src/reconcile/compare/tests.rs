use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::date;
use jiff::tz::Offset;
use landbridge_contract::json::from_json;
use landbridge_contract::{Fields, Name, Origin, Reference, Text, Value};
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::diagnose::{Severity, Stage, codes};
use crate::mapping::functions::Rounding;
use crate::mapping::{Alike, CompareRule, Named};
use crate::reconcile::{Allowed, BreakKind, CompareRules, FieldBreak, compare, compare_counting};

/// A record, as JSON text brings it.
fn record(json: &str) -> Fields {
    match from_json(&serde_json::from_str(json).unwrap()) {
        Value::Record(fields) => fields,
        other => panic!("{other:?} is no record"),
    }
}

fn one(name: &str, value: Value) -> Fields {
    vec![(Name::from(name), value)]
}

fn said(breaks: &[FieldBreak]) -> Vec<String> {
    let say = |one: &FieldBreak| {
        format!(
            "{} {}: {} | {}",
            one.kind.word(),
            one.path,
            one.expected,
            one.found
        )
    };
    breaks.iter().map(say).collect()
}

fn check(expected: &str, found: &str, rules: &CompareRules) -> Vec<String> {
    said(&compare(&record(expected), &record(found), rules))
}

fn check_plain(expected: &str, found: &str) -> Vec<String> {
    check(expected, found, &CompareRules::default())
}

/// A rule for one attribute that allows nothing yet.
fn allowing(path: &str) -> CompareRule {
    let at = crate::diagnose::Location {
        file: Arc::from("mappings/suppliers.yaml"),
        line: 1,
        column: 1,
    };
    CompareRule {
        attribute: Named {
            name: Name::from(path),
            at,
        },
        tolerance: None,
        days: None,
        alike: Vec::new(),
        zone: None,
        rounded: None,
        fills: None,
        left_out: false,
        key: Vec::new(),
        owner: "finance@example.org".to_owned(),
        reason: "rounding of the old ledger".to_owned(),
    }
}

fn rules(rule: &CompareRule) -> CompareRules {
    let mut rules = CompareRules::default();
    rules.allow(rule);
    rules
}

fn tolerance(path: &str, amount: &str) -> CompareRules {
    rules(&CompareRule {
        tolerance: Some(amount.parse().unwrap()),
        ..allowing(path)
    })
}

fn personal(paths: &[&str]) -> CompareRules {
    CompareRules {
        personal: paths
            .iter()
            .map(ToString::to_string)
            .collect::<BTreeSet<_>>(),
        ..CompareRules::default()
    }
}

const NONE: [&str; 0] = [];

#[test]
fn invoice_off_by_more_than_tolerance_is_an_amount_break() {
    let rules = tolerance("Amount", "0.01");
    let breaks = compare(
        &record(r#"{"Amount": 100.00}"#),
        &record(r#"{"Amount": 99.98}"#),
        &rules,
    );
    assert_eq!(said(&breaks), ["amount Amount: 100.00 | 99.98"]);
    assert_eq!(breaks[0].difference, Some("-0.02".parse().unwrap()));
}

#[test]
fn a_difference_within_the_tolerance_is_no_break_and_without_one_every_cent_counts() {
    let (sent, held) = (r#"{"Amount": 100.00}"#, r#"{"Amount": 99.99}"#);
    assert_eq!(check(sent, held, &tolerance("Amount", "0.01")), NONE);
    assert_eq!(check(sent, held, &tolerance("Other", "0.01")).len(), 1);
    assert_eq!(check_plain(sent, held), ["amount Amount: 100.00 | 99.99"]);
}

#[test]
fn numbers_are_compared_by_value_in_whatever_form_they_come() {
    assert_eq!(
        check_plain(
            r#"{"A": 12.50, "B": 3, "C": 7}"#,
            r#"{"A": 12.5, "B": "3.00", "C": 7.0}"#
        ),
        NONE
    );
    assert_eq!(
        check_plain(r#"{"A": 12.50}"#, r#"{"A": "12,50"}"#),
        ["amount A: 12.50 | \"12,50\""]
    );
}

#[test]
fn text_that_lost_its_leading_zeros_is_a_break() {
    assert_eq!(
        check_plain(r#"{"Number": "00123"}"#, r#"{"Number": 123}"#),
        ["text Number: \"00123\" | 123"]
    );
    assert_eq!(
        check_plain(r#"{"Number": "123"}"#, r#"{"Number": 123}"#),
        NONE
    );
    assert_eq!(
        check_plain(r#"{"Item": "1.10"}"#, r#"{"Item": "1.1"}"#).len(),
        1
    );
}

#[test]
fn white_space_at_the_end_is_tolerated_and_nothing_else_of_a_text() {
    assert_eq!(
        check_plain(r#"{"Name": "Acme  "}"#, r#"{"Name": "Acme"}"#),
        NONE
    );
    assert_eq!(
        check_plain(r#"{"Name": " Acme"}"#, r#"{"Name": "Acme"}"#),
        ["text Name: \" Acme\" | \"Acme\""]
    );
    assert_eq!(
        check_plain(r#"{"Name": "Acme"}"#, r#"{"Name": "ACME"}"#).len(),
        1
    );
}

#[test]
fn dates_are_equal_to_date_times_at_midnight_and_to_no_other_time() {
    let sent = one("Day", Value::Date(date(2026, 3, 1)));
    let breaks = |held: &str| {
        compare(
            &sent,
            &one("Day", Value::text(held)),
            &CompareRules::default(),
        )
    };
    assert_eq!(breaks("2026-03-01"), []);
    assert_eq!(breaks("2026-03-01T00:00:00.000+00:00"), []);
    assert_eq!(breaks("2026-03-01T00:00:00-06:00"), []);
    assert_eq!(
        said(&breaks("2026-02-28T23:00:00.000+00:00")),
        ["date Day: \"2026-03-01\" | \"2026-02-28T23:00:00.000+00:00\""]
    );
    assert_eq!(breaks("2026-03-02")[0].kind, BreakKind::Date);
}

#[test]
fn dates_that_come_back_from_the_ledger_as_text_are_still_dates() {
    let sent = r#"{"Day": "2026-03-01"}"#;
    assert_eq!(
        check_plain(sent, r#"{"Day": "2026-03-01T00:00:00Z"}"#),
        NONE
    );
    assert!(check_plain(sent, r#"{"Day": "2026-03-11"}"#)[0].starts_with("date Day"));
    assert!(check_plain(sent, r#"{"Day": null}"#)[0].starts_with("date Day"));
}

#[test]
fn date_times_are_compared_by_instant_and_without_a_zone_are_in_the_zone_of_the_rules() {
    let written = r#"{"At": "2013-11-12T15:52:16.736-06:00"}"#;
    assert_eq!(
        check_plain(written, r#"{"At": "2013-11-12T21:52:16.736+00:00"}"#),
        NONE
    );
    assert_eq!(
        check_plain(written, r#"{"At": "2013-11-12T21:52:16.736Z"}"#),
        NONE
    );
    assert_eq!(
        check_plain(written, r#"{"At": "2013-11-12T15:52:16.736+00:00"}"#).len(),
        1
    );

    let sent = one("At", Value::DateTime(date(2026, 3, 1).at(10, 0, 0, 0)));
    let held = one("At", Value::text("2026-03-01T08:00:00.000+00:00"));
    let mut rules = CompareRules::default();
    assert_eq!(compare(&sent, &held, &rules)[0].kind, BreakKind::Date);
    rules.zone = Offset::from_hours(2).unwrap();
    assert_eq!(compare(&sent, &held, &rules), []);
}

#[test]
fn truth_values_are_compared_in_both_forms_of_the_erp() {
    assert_eq!(
        check_plain(
            r#"{"A": true, "B": false, "C": "Y"}"#,
            r#"{"A": "Y", "B": "N", "C": true}"#
        ),
        NONE
    );
    assert_eq!(
        check_plain(r#"{"A": true}"#, r#"{"A": "N"}"#),
        ["text A: \"true\" | \"N\""]
    );
    assert_eq!(check_plain(r#"{"A": true}"#, r#"{"A": 1}"#).len(), 1);
}

#[test]
fn nothing_is_equal_to_nothing_and_a_lost_value_is_a_break_of_its_kind() {
    assert_eq!(
        check_plain(r#"{"A": null, "B": " "}"#, r#"{"B": null}"#),
        NONE
    );
    assert_eq!(
        check_plain(
            r#"{"A": 5, "B": "x", "C": null}"#,
            r#"{"A": null, "C": "y"}"#
        ),
        [
            "amount A: 5 | nothing",
            "text B: \"x\" | nothing (the ERP does not return this attribute)",
            "text C: nothing | \"y\"",
        ]
    );
}

#[test]
fn what_the_erp_adds_of_its_own_is_not_compared() {
    assert_eq!(
        check_plain(r#"{"A": 1}"#, r#"{"A": 1, "CreatedBy": "load", "Id": 7}"#),
        NONE
    );
}

#[test]
fn attributes_that_are_not_compared_are_left_alone() {
    let rules = CompareRules {
        not_compared: BTreeSet::from(["lines.Token".to_owned()]),
        ..CompareRules::default()
    };
    let (sent, held) = (
        r#"{"lines": [{"Token": "a"}]}"#,
        r#"{"lines": [{"Token": "b"}]}"#,
    );
    assert_eq!(check(sent, held, &rules), NONE);
    assert_eq!(check_plain(sent, held).len(), 1);
}

#[test]
fn nested_records_are_paired_by_the_attribute_that_tells_them_apart() {
    let sent = r#"{"lines": [
        {"LineNumber": 1, "Amount": 10}, {"LineNumber": 2, "Amount": 20}, {"LineNumber": 3, "Amount": 30}]}"#;
    let held = r#"{"lines": [
        {"LineNumber": 3, "Amount": 31}, {"LineNumber": 4, "Amount": 40}, {"LineNumber": 1, "Amount": 10}]}"#;
    assert_eq!(
        check_plain(sent, held),
        [
            "missing lines[2]: LineNumber 2 | nothing",
            "amount lines[3].Amount: 30 | 31",
            "unexpected lines[2]: nothing | LineNumber 4",
        ]
    );
}

#[test]
fn a_nested_record_held_twice_is_a_duplicate() {
    let sent = r#"{"sites": [{"Site": "A"}, {"Site": "B"}]}"#;
    let held = r#"{"sites": [{"Site": "A"}, {"Site": "B"}, {"Site": "A"}]}"#;
    assert_eq!(
        check_plain(sent, held),
        ["duplicate sites[3]: Site \"A\" | Site \"A\" once more"]
    );
}

#[test]
fn without_a_telling_attribute_nested_records_are_paired_by_position() {
    let sent = r#"{"notes": [{"Line": "a"}, {"Line": "a"}, {"Line": "b"}]}"#;
    assert_eq!(
        check_plain(sent, r#"{"notes": [{"Line": "a"}, {"Line": "c"}]}"#),
        [
            "text notes[2].Line: \"a\" | \"c\"",
            "missing notes[3]: \"Line: b\" | nothing",
        ]
    );
    assert_eq!(
        check_plain(r#"{"tags": ["a", "b"]}"#, r#"{"tags": ["a", "c", "d"]}"#),
        [
            "text tags[2]: \"b\" | \"c\"",
            "unexpected tags[3]: nothing | \"d\"",
        ]
    );
}

#[test]
fn an_attribute_that_the_erp_does_not_return_pairs_nothing() {
    let sent = r#"{"lines": [{"LineName": "x", "Amount": 1}, {"LineName": "y", "Amount": 2}]}"#;
    let held = r#"{"lines": [{"Amount": 1}, {"Amount": 3}]}"#;
    let kinds: Vec<String> = check_plain(sent, held);
    assert_eq!(kinds.len(), 3, "{kinds:?}");
    assert!(kinds[2].starts_with("amount lines[2].Amount"), "{kinds:?}");
}

#[test]
fn a_stated_key_is_used_and_records_that_share_it_are_ambiguous() {
    let rules = CompareRules {
        child_keys: BTreeMap::from([("lines".to_owned(), vec![Name::from("Code")])]),
        ..CompareRules::default()
    };
    let sent = r#"{"lines": [{"LineNumber": 1, "Code": "X"}, {"LineNumber": 2, "Code": "X"}]}"#;
    let held = r#"{"lines": [{"LineNumber": 1, "Code": "X"}]}"#;
    let said = "Code \"X\", sent 2 times | 1 nested records with it";
    assert_eq!(
        check(sent, held, &rules),
        [
            format!("ambiguous lines[1]: {said}"),
            format!("ambiguous lines[2]: {said}")
        ]
    );
}

#[test]
fn nested_records_that_are_not_returned_are_missing() {
    let sent = r#"{"lines": [{"LineNumber": 1}]}"#;
    assert_eq!(
        check_plain(sent, r#"{"lines": []}"#),
        ["missing lines[1]: LineNumber 1 | nothing"]
    );
    assert_eq!(
        check_plain(sent, r#"{"lines": null}"#),
        ["missing lines[1]: LineNumber 1 | nothing"]
    );
    assert!(check_plain(sent, "{}")[0].starts_with("missing lines: "));
}

#[test]
fn a_personal_value_that_differs_says_so_and_is_not_shown() {
    let rules = personal(&["TaxpayerId", "contacts.Name", "Salary"]);
    let sent = r#"{"TaxpayerId": "11-22", "Salary": 5000, "contacts": [{"Name": "Ada"}]}"#;
    let held = r#"{"TaxpayerId": "11-23", "Salary": 5001, "contacts": [{"Name": "Bob"}]}"#;
    let breaks = compare(&record(sent), &record(held), &rules);
    let hidden = "‹personal value, not shown›";
    assert_eq!(
        said(&breaks),
        [
            format!("text TaxpayerId: {hidden} | {hidden}"),
            format!("amount Salary: {hidden} | {hidden}"),
            format!("missing contacts[1]: Name {hidden} | nothing"),
            format!("unexpected contacts[1]: nothing | Name {hidden}"),
        ]
    );
    assert!(breaks.iter().all(|one| one.difference.is_none()));
}

#[test]
fn a_nested_record_with_a_personal_part_is_hidden_as_a_whole() {
    let rules = personal(&["notes.Text"]);
    let breaks = check(
        r#"{"notes": [{"Text": "secret"}]}"#,
        r#"{"notes": []}"#,
        &rules,
    );
    assert_eq!(
        breaks,
        ["missing notes[1]: ‹personal value, not shown› | nothing"]
    );
    let all = check(r#"{"notes": [{"Text": "secret"}]}"#, "{}", &rules);
    assert!(!all[0].contains("secret"), "{all:?}");
}

#[test]
fn an_unresolved_reference_cannot_be_compared() {
    let reference = Value::Reference(Box::new(Reference {
        object: Name::from("suppliers"),
        key: Text::from("S1"),
    }));
    let breaks = compare(
        &one("Id", reference),
        &one("Id", Value::Integer(1)),
        &CompareRules::default(),
    );
    assert_eq!(breaks[0].kind, BreakKind::Ambiguous);
}

#[test]
fn a_break_becomes_a_finding_that_shows_both_sides() {
    let breaks = compare(
        &record(r#"{"Amount": 100.00}"#),
        &record(r#"{"Amount": 99.98}"#),
        &CompareRules::default(),
    );
    let origin = Origin::File {
        file: Arc::from("invoices.csv"),
    };
    let finding = breaks[0].finding(origin);
    assert_eq!(finding.code, &codes::REC_AMOUNT);
    assert_eq!(
        (finding.severity, finding.stage),
        (Severity::Error, Stage::Reconcile)
    );
    assert_eq!(finding.field, "Amount");
    assert_eq!(
        finding.found,
        "99.98 in the ERP, 100.00 was sent: under by 0.02"
    );
    assert_eq!(finding.expected, "the number that was sent");
}

#[test]
fn whole_records_break_with_their_key() {
    assert_eq!(
        said(&[FieldBreak::record_missing("S1", false)]),
        ["missing : \"S1\" | nothing"]
    );
    assert_eq!(
        said(&[FieldBreak::record_unexpected("S1", false)]),
        ["unexpected : nothing | \"S1\""]
    );
    assert_eq!(
        said(&[FieldBreak::record_duplicate("S1", &["7", "8"], true)]),
        ["duplicate : ‹personal value, not shown› | 2 records: 7, 8"]
    );
    assert_eq!(
        said(&[FieldBreak::record_duplicate("S1", &["8"], false)]),
        ["duplicate : \"S1\" | one more: 8"]
    );
}

/// Any value that a payload can hold.
fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Integer),
        (any::<i64>(), 0_u32..10)
            .prop_map(|(digits, scale)| Value::Decimal(Decimal::new(digits, scale))),
        "[ -~é]{0,12}".prop_map(Value::text),
        (1_i16..4000, 1_i8..13, 1_i8..29).prop_map(|(y, m, d)| Value::Date(date(y, m, d))),
    ];
    leaf.prop_recursive(3, 20, 4, |inner| {
        let fields =
            proptest::collection::btree_map("[A-Z][a-z]{0,3}(Number|Name)?", inner.clone(), 0..4);
        let record = fields.prop_map(|fields| {
            Value::Record(
                fields
                    .into_iter()
                    .map(|(name, value)| (Name::from(name), value))
                    .collect(),
            )
        });
        prop_oneof![
            proptest::collection::vec(inner, 0..4).prop_map(Value::List),
            record
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_record_equals_itself_also_after_its_way_through_json(value in values()) {
        let sent = one("Value", value);
        let rules = CompareRules::default();
        prop_assert_eq!(compare(&sent, &sent, &rules), []);
        let mut json = Vec::new();
        landbridge_contract::json::write_fields(&sent, &mut json);
        let held = record(std::str::from_utf8(&json).unwrap());
        prop_assert_eq!(compare(&sent, &held, &rules), []);
    }
}

/// The breaks under a rule for `A`, and how many differences it let pass.
fn under(rule: &CompareRule, expected: &str, found: &str) -> (Vec<String>, u64) {
    let mut allowed = Allowed::new();
    let breaks = compare_counting(
        &record(expected),
        &record(found),
        &rules(rule),
        &mut allowed,
    );
    (said(&breaks), allowed.values().sum())
}

#[test]
fn a_rule_lets_pass_what_it_says_and_nothing_else() {
    let rounded = CompareRule {
        rounded: Some((2, Rounding::HalfEven)),
        ..allowing("A")
    };
    assert_eq!(
        under(&rounded, r#"{"A": 1.125}"#, r#"{"A": 1.12}"#),
        (vec![], 1)
    );
    assert_eq!(
        under(&rounded, r#"{"A": 1.125}"#, r#"{"A": 1.13}"#).0.len(),
        1
    );
    let alike = CompareRule {
        alike: vec![Alike::Width, Alike::Case],
        ..allowing("A")
    };
    assert_eq!(
        under(&alike, r#"{"A": "Acme"}"#, r#"{"A": "ＡＣＭＥ"}"#),
        (vec![], 1)
    );
    assert_eq!(
        under(&alike, r#"{"A": "Acme"}"#, r#"{"A": "Acme Ltd"}"#)
            .0
            .len(),
        1
    );
    let filled = CompareRule {
        fills: Some(Value::text("OPEN")),
        ..allowing("A")
    };
    assert_eq!(
        under(&filled, r#"{"B": 1}"#, r#"{"B": 1, "A": "OPEN"}"#),
        (vec![], 1)
    );
    assert_eq!(under(&filled, r#"{"B": 1}"#, r#"{"B": 1}"#), (vec![], 0));
    assert_eq!(
        under(&filled, r#"{"B": 1}"#, r#"{"B": 1, "A": "SHUT"}"#).0,
        ["text A: nothing | \"SHUT\""]
    );
}

#[test]
fn a_zone_gives_a_moment_its_day() {
    let tokyo = CompareRule {
        zone: Some(Offset::constant(9)),
        ..allowing("A")
    };
    let moment = r#"{"A": "2025-12-31T15:00:00+00:00"}"#;
    assert_eq!(under(&tokyo, r#"{"A": "2026-01-01"}"#, moment), (vec![], 1));
    assert_eq!(under(&tokyo, r#"{"A": "2025-12-31"}"#, moment).0.len(), 1);
    assert_eq!(check_plain(r#"{"A": "2026-01-01"}"#, moment).len(), 1);
    let overnight = CompareRule {
        days: Some(1),
        ..allowing("A")
    };
    let day = |text: &str| format!(r#"{{"A": "{text}"}}"#);
    assert_eq!(
        under(&overnight, &day("2026-01-01"), &day("2025-12-31")),
        (vec![], 1)
    );
    assert_eq!(
        under(&overnight, &day("2026-01-02"), &day("2025-12-31"))
            .0
            .len(),
        1
    );
}

#[test]
fn a_reference_to_another_record_is_a_break_of_its_own_kind() {
    let rules = CompareRules {
        references: ["A".to_owned()].into(),
        ..CompareRules::default()
    };
    assert_eq!(
        check(r#"{"A": 7}"#, r#"{"A": 8}"#, &rules),
        ["reference A: 7 | 8"]
    );
    assert_eq!(check(r#"{"A": 7}"#, r#"{"A": 7}"#, &rules), [""; 0]);
}
