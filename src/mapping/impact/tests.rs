//! One test for each way in which a change of the schema concerns a line of a mapping.

use landbridge_contract::{Name, Value};

use super::{Impact, impacts};
use crate::mapping::{Crosswalk, Crosswalks};
use crate::project::test_support::read_mapping;
use crate::schema::{diff, read};

/// Line 9 is the business key, the rules begin in line 14.
const MAPPING: &str = r#"version: 1
object: suppliers
about: Vendors.
owner: a@example.org
source:
  delimited: vendors.csv


business_key: Number
target: { object: suppliers, write: upsert }


fields:
  Number:  { from: Vendor ID, pad: 8 }
  Name:    { from: Vendor Name }
  Kind:    { from: Type, crosswalk: vendor-types, default: OTHER }
  Group:   { value: LOCAL }
  Since:   { from: Created, date: "%d/%m/%Y" }
  Rank:    { expr: 'Ranking + 1' }
  Parent:  { from: Parent, ref: suppliers }
  sites:
    each: Sites
    fields:
      City: { from: Town }
checks:
  - { unique: [Name] }
  - { that: "Name != Number", else: the same }
"#;

const OLD: &str = r#""Number": {"type": "string"}, "Name": {"type": "string"}, "Kind": {"type": "string"}, "Group": {"type": "string"},
    "Since": {"type": "string", "format": "date"}, "Rank": {"type": "integer"}, "Parent": {"type": "string"},
    "sites": {"type": "array", "items": {"type": "object", "properties": {"City": {"type": "string"}}}}"#;

fn schema(properties: &str, rest: &str) -> String {
    format!(
        r#"{{"type": "object", "additionalProperties": false, "properties": {{{properties}}}{rest}}}"#
    )
}

/// The lines that are concerned when the schema becomes `new`.
fn concerned(new: &str) -> Vec<String> {
    let old = schema(OLD, "");
    let (mapping, wrong, _) = read_mapping(MAPPING, &old);
    assert!(!wrong.has_errors(), "{wrong:?}");
    let mut types = Crosswalk::default();
    for (from, to) in [("V", "VENDOR"), ("C", "CONTRACTOR"), ("E", "EMPLOYEE")] {
        types.insert(&Value::text(from), &Value::text(to)).unwrap();
    }
    let mut crosswalks = Crosswalks::default();
    crosswalks.insert(Name::from("vendor-types"), types);
    let (old, new) = (
        read(&old, "suppliers").unwrap(),
        read(new, "suppliers").unwrap(),
    );
    let changes = diff(&old, &new);
    assert!(!changes.is_empty());
    let lines = changes
        .iter()
        .flat_map(|change| impacts(&mapping, &crosswalks, change, &old, &new));
    lines
        .map(|Impact { at, gravity, how }| {
            format!("{}:{} {}: {how}", at.line, at.column, gravity.word())
        })
        .collect()
}

/// The same where one property is described otherwise.
fn with(old: &str, new: &str) -> Vec<String> {
    assert!(OLD.contains(old), "{old}");
    concerned(&schema(&OLD.replace(old, new), ""))
}

const NAME: &str = r#""Name": {"type": "string"}"#;

#[test]
fn a_removed_attribute_concerns_its_rule_and_every_line_that_names_it() {
    assert_eq!(
        with(NAME, r#""Names": {"type": "string"}"#),
        [
            "15:3 breaks: fills `Name`, which is gone; perhaps `Names` is meant now",
            "26:16 breaks: `unique` names `Name`, which is gone",
            "27:14 breaks: a check reads `Name`, which is gone",
        ]
    );
    let key = with(r#""Number": {"type": "string"}, "#, "");
    assert!(
        key.contains(&"9:15 breaks: the business key needs `Number`, which is gone".to_owned()),
        "{key:?}"
    );
}

#[test]
fn an_attribute_that_an_open_schema_no_longer_lists_may_break_the_same_lines() {
    let new = OLD.replace(NAME, r#""Names": {"type": "string"}"#);
    assert_eq!(
        concerned(&format!(r#"{{"type": "object", "properties": {{{new}}}}}"#)),
        [
            "15:3 may break: fills `Name`, which is no longer listed; perhaps `Names` is meant now",
            "26:16 may break: `unique` names `Name`, which is no longer listed",
            "27:14 may break: a check reads `Name`, which is no longer listed",
        ]
    );
}

#[test]
fn a_removed_part_concerns_its_rule_with_all_below_it() {
    let rest = OLD.rsplit_once(",\n    \"sites\"").unwrap().0;
    assert_eq!(
        concerned(&schema(rest, "")),
        ["21:3 breaks: fills `sites` with 1 rule below it, which is gone"]
    );
}

#[test]
fn a_shorter_length_may_break_a_column_and_breaks_what_is_padded_beyond_it() {
    assert_eq!(
        with(NAME, r#""Name": {"type": "string", "maxLength": 40}"#),
        [
            "15:3 may break: values of `Vendor Name` may be refused: 40 characters at the most, was no bound"
        ]
    );
    assert_eq!(
        with(
            r#""Number": {"type": "string"}"#,
            r#""Number": {"type": "string", "maxLength": 6}"#
        ),
        ["14:3 breaks: pads to 8 characters, of 6 at the most"]
    );
}

#[test]
fn a_changed_list_of_values_names_the_codes_of_the_crosswalk_and_the_default_that_are_refused() {
    assert_eq!(
        with(
            r#""Kind": {"type": "string"}"#,
            r#""Kind": {"type": "string", "enum": ["VENDOR", "EMPLOYEE"]}"#
        ),
        [
            "16:3 breaks: its default \"OTHER\" is refused now: expected one of EMPLOYEE, VENDOR",
            "16:37 may break: the crosswalk `vendor-types` gives 1 code that `Kind` refuses now: C → CONTRACTOR",
        ]
    );
}

#[test]
fn a_crosswalk_whose_codes_are_all_accepted_is_not_concerned() {
    let all =
        r#""Kind": {"type": "string", "enum": ["VENDOR", "EMPLOYEE", "CONTRACTOR", "OTHER"]}"#;
    assert!(with(r#""Kind": {"type": "string"}"#, all).is_empty());
}

#[test]
fn a_constant_that_is_refused_now_breaks_and_one_that_is_accepted_is_not_concerned() {
    let group = r#""Group": {"type": "string"}"#;
    assert_eq!(
        with(group, r#""Group": {"type": "string", "enum": ["GLOBAL"]}"#),
        ["17:21 breaks: the value \"LOCAL\" is refused now: expected one of GLOBAL"]
    );
    assert!(with(group, r#""Group": {"type": "string", "maxLength": 5}"#).is_empty());
}

#[test]
fn a_required_attribute_that_no_rule_fills_breaks_the_fields() {
    let more = format!(r#"{OLD}, "Country": {{"type": "string"}}"#);
    assert_eq!(
        concerned(&schema(&more, r#", "required": ["Country"]"#)),
        ["13:1 breaks: no rule fills `Country`, which is required now"]
    );
    let inner = OLD.replace(
        r#""properties": {"City""#,
        r#""required": ["Zip"], "properties": {"Zip": {"type": "string"}, "City""#,
    );
    assert_eq!(
        concerned(&schema(&inner, "")),
        ["23:5 breaks: no rule fills `sites.Zip`, which is required now"]
    );
}

#[test]
fn a_required_attribute_may_break_the_rule_that_may_give_nothing() {
    assert_eq!(
        concerned(&schema(
            OLD,
            r#", "required": ["Name", "Group", "Kind", "sites"]"#
        )),
        [
            "15:3 may break: may give nothing, and `Name` is required now",
            "21:3 may break: may give no records, and `sites` is required now",
        ]
    );
}

#[test]
fn an_attribute_that_the_erp_fills_itself_now_breaks_its_rule() {
    assert_eq!(
        with(NAME, r#""Name": {"type": "string", "readOnly": true}"#),
        ["15:3 breaks: fills `Name`, which the ERP fills itself now"]
    );
}

#[test]
fn another_type_breaks_a_rule_that_can_give_nothing_else_and_may_break_a_column() {
    assert_eq!(
        with(
            r#""Since": {"type": "string", "format": "date"}"#,
            r#""Since": {"type": "number"}"#
        ),
        ["18:35 breaks: gives a date (`date`), expected a number for `Since` now"]
    );
    assert_eq!(
        with(NAME, r#""Name": {"type": "boolean"}"#),
        ["15:3 may break: values of `Vendor Name` may be refused: takes true or false, took text"]
    );
    // Every value can be text, and every whole number is a number.
    assert!(
        with(
            r#""Rank": {"type": "integer"}"#,
            r#""Rank": {"type": "string"}"#
        )
        .is_empty()
    );
    assert!(
        with(
            r#""Rank": {"type": "integer"}"#,
            r#""Rank": {"type": "number"}"#
        )
        .is_empty()
    );
}

#[test]
fn the_target_id_of_another_record_is_no_value_of_the_mapping() {
    assert!(
        with(
            r#""Parent": {"type": "string"}"#,
            r#""Parent": {"type": "string", "maxLength": 3}"#
        )
        .is_empty()
    );
}

#[test]
fn a_part_that_the_mapping_does_not_fill_concerns_nobody() {
    let more = format!(
        r#"{OLD}, "banks": {{"type": "array", "items": {{"type": "object", "required": ["Iban"], "properties": {{"Iban": {{"type": "string"}}}}}}}}"#
    );
    assert!(concerned(&schema(&more, "")).is_empty());
}

#[test]
fn a_list_that_takes_one_record_now_may_break_and_a_value_in_its_place_does() {
    let sites = OLD.rsplit_once(r#""sites": "#).unwrap();
    let one = format!(
        r#"{}"sites": {{"type": "object", "properties": {{"City": {{"type": "string"}}}}}}"#,
        sites.0
    );
    assert_eq!(
        concerned(&schema(&one, "")),
        ["21:3 may break: may give several records, and `sites` takes one now"]
    );
    let value = format!(r#"{}"sites": {{"type": "string"}}"#, sites.0);
    assert_eq!(
        concerned(&schema(&value, "")),
        ["21:3 breaks: gives nested records, and `sites` is one value now"]
    );
}
