//! One test for each kind of change: what is said, and how grave it is.

use crate::schema::{Change, Gravity, ObjectSchema, diff, read};

/// A description of suppliers with these attributes, and these children.
fn suppliers(attributes: &str, children: &str) -> ObjectSchema {
    let document = format!(
        r#"{{"Resources": {{"suppliers": {{"attributes": [{attributes}], "children": {{{children}}}}}}}}}"#
    );
    read(&document, "suppliers").unwrap()
}

fn attribute(rest: &str) -> String {
    format!(r#"{{"name": "Supplier", "type": "string"{rest}}}"#)
}

fn said(changes: &[Change]) -> Vec<String> {
    changes
        .iter()
        .map(|one| {
            let kind = &one.kind;
            format!(
                "{} {}: {} ({})",
                kind.gravity().word(),
                one.path,
                kind.words(),
                kind.word()
            )
        })
        .collect()
}

/// What is said of an attribute that was and is described so.
fn change(was: &str, is: &str) -> Vec<String> {
    let old = suppliers(&attribute(was), "");
    let new = suppliers(&attribute(is), "");
    said(&diff(&old, &new))
}

#[test]
fn nothing_is_said_of_what_is_the_same() {
    let same = r#", "mandatory": true, "precision": 30, "allowedValues": ["A"]"#;
    assert!(change(same, same).is_empty());
}

#[test]
fn an_attribute_that_is_gone_is_said_with_the_new_one_that_is_like_it() {
    let old = suppliers(
        r#"{"name": "AlternateName", "type": "string"}, {"name": "Fax", "type": "string"}"#,
        "",
    );
    let new = suppliers(r#"{"name": "AlternativeName", "type": "string"}"#, "");
    assert_eq!(
        said(&diff(&old, &new)),
        [
            "breaks AlternateName: is gone; `AlternativeName` is new and much like it (removed)",
            "breaks Fax: is gone (removed)",
            "harmless AlternativeName: is new (added)",
        ]
    );
}

#[test]
fn a_new_attribute_that_is_required_breaks_what_is_sent_today() {
    let old = suppliers("", "");
    let new = suppliers(&attribute(r#", "mandatory": true"#), "");
    assert_eq!(
        said(&diff(&old, &new)),
        ["breaks Supplier: is new and required (required)"]
    );
}

#[test]
fn an_attribute_that_is_required_now_and_one_that_is_not_any_more() {
    let mandatory = r#", "mandatory": true"#;
    assert_eq!(
        change("", mandatory),
        ["may break Supplier: is required now (required)"]
    );
    assert_eq!(
        change(mandatory, ""),
        ["harmless Supplier: need not be filled any more (optional)"]
    );
}

#[test]
fn an_attribute_that_the_erp_fills_itself_now() {
    let never = r#", "allowChanges": "never""#;
    assert_eq!(
        change("", never),
        ["breaks Supplier: is filled by the ERP itself now (read-only)"]
    );
    assert_eq!(
        change(never, ""),
        ["harmless Supplier: can be set more freely (writable)"]
    );
    let create = r#", "allowChanges": "inCreate""#;
    assert_eq!(
        change("", create),
        ["may break Supplier: can be set only when the record is made (only-in-create)"]
    );
}

#[test]
fn a_length_that_is_shorter_and_one_that_is_longer() {
    let (long, short) = (r#", "precision": 360"#, r#", "precision": 240"#);
    assert_eq!(
        change(long, short),
        ["may break Supplier: 240 characters at the most, was 360 (shorter)"]
    );
    assert_eq!(
        change(short, long),
        ["harmless Supplier: 360 characters at the most, was 240 (longer)"]
    );
    assert_eq!(
        change("", short),
        ["may break Supplier: 240 characters at the most, was no bound (shorter)"]
    );
    assert_eq!(
        change(long, ""),
        ["harmless Supplier: no bound, was 360 characters at the most (longer)"]
    );
}

#[test]
fn a_list_of_values_that_changes_says_which_are_gone_and_which_are_new() {
    let list = |values: &str| format!(r#", "allowedValues": [{values}]"#);
    assert_eq!(
        change(&list(r#""A", "B""#), &list(r#""B", "C""#)),
        [
            "may break Supplier: no longer takes A (values-removed)",
            "harmless Supplier: takes C too (values-added)",
        ]
    );
    assert_eq!(
        change("", &list(r#""A", "B""#)),
        ["may break Supplier: takes only the 2 values of a list now (values-limited)"]
    );
    assert_eq!(
        change(&list(r#""A""#), ""),
        ["harmless Supplier: takes any value now, where a list limited it (values-freed)"]
    );
}

#[test]
fn a_list_of_values_that_a_description_states_in_its_lov_is_compared_too() {
    let lov = |values: &str| format!(r#", "lov": {{"childRef": "x", "values": [{values}]}}"#);
    assert_eq!(
        change(
            &lov(r#"{"value": "Alpha", "code": "A"}, {"value": "B", "meaning": "b"}"#),
            &lov(r#"{"value": "B"}"#)
        ),
        ["may break Supplier: no longer takes A, Alpha (values-removed)"]
    );
}

#[test]
fn another_type_and_a_type_that_is_not_stated_any_more() {
    let old = suppliers(&attribute(""), "");
    let new = suppliers(r#"{"name": "Supplier", "type": "number"}"#, "");
    assert_eq!(
        said(&diff(&old, &new)),
        ["may break Supplier: takes a number, took text (type)"]
    );
    let unknown = suppliers(r#"{"name": "Supplier", "type": "blob"}"#, "");
    assert_eq!(
        said(&diff(&old, &unknown)),
        ["harmless Supplier: its type is not stated any more (any-type)"]
    );
}

#[test]
fn digits_and_decimals_that_are_fewer() {
    let amount = |rest: &str| {
        suppliers(
            &format!(r#"{{"name": "Amount", "type": "number"{rest}}}"#),
            "",
        )
    };
    let old = amount(r#", "precision": 18, "scale": 4"#);
    let new = amount(r#", "precision": 15, "scale": 2"#);
    assert_eq!(
        said(&diff(&old, &new)),
        [
            "may break Amount: 15 digits at the most, was 18 (narrower)",
            "may break Amount: 2 decimals at the most, was 4 (narrower)",
        ]
    );
    assert!(
        diff(&new, &old)
            .iter()
            .all(|one| one.kind.gravity() == Gravity::Harmless)
    );
}

#[test]
fn an_attribute_by_which_records_cannot_be_found_any_more() {
    let yes = r#", "queryable": true"#;
    assert_eq!(
        change(yes, ""),
        ["may break Supplier: no longer finds records (not-queryable)"]
    );
    assert_eq!(
        change("", yes),
        ["harmless Supplier: finds records now (queryable)"]
    );
}

fn json(properties: &str, rest: &str) -> ObjectSchema {
    let text = format!(r#"{{"type": "object", "properties": {{{properties}}}{rest}}}"#);
    read(&text, "suppliers").unwrap()
}

#[test]
fn patterns_ranges_and_least_lengths_that_are_narrower() {
    let old = json(
        r#""Code": {"type": "string"}, "Rank": {"type": "integer", "minimum": 0, "maximum": 9}"#,
        "",
    );
    let new = json(
        r#""Code": {"type": "string", "pattern": "^[A-Z]+$", "minLength": 2}, "Rank": {"type": "integer", "minimum": 1, "maximum": 5}"#,
        "",
    );
    assert_eq!(
        said(&diff(&old, &new)),
        [
            "may break Code: 2 characters at the least, was no bound (narrower)",
            "may break Rank: 5 at the most, was 9 (narrower)",
            "may break Rank: 1 at the least, was 0 (narrower)",
            "may break Code: must match `^[A-Z]+$` now (pattern)",
        ]
    );
    assert_eq!(
        said(&diff(&new, &old)),
        [
            "harmless Code: no bound, was 2 characters at the least (wider)",
            "harmless Code: need not match a pattern any more (pattern-freed)",
            "harmless Rank: 9 at the most, was 5 (wider)",
            "harmless Rank: 0 at the least, was 1 (wider)",
        ]
    );
}

#[test]
fn an_object_that_no_longer_takes_attributes_that_it_does_not_list() {
    let open = json("", "");
    let closed = json("", r#", "additionalProperties": false"#);
    assert_eq!(
        said(&diff(&open, &closed)),
        ["breaks : attributes that are not listed are refused now (closed)"]
    );
    assert_eq!(
        said(&diff(&closed, &open)),
        ["harmless : attributes that are not listed are accepted now (opened)"]
    );
}

#[test]
fn an_attribute_that_an_open_object_no_longer_lists_may_break() {
    let old = json(
        r#""AlternateName": {"type": "string"}, "Fax": {"type": "string"}"#,
        "",
    );
    let new = json(r#""AlternativeName": {"type": "string"}"#, "");
    assert_eq!(
        said(&diff(&old, &new)),
        [
            "may break AlternateName: is no longer listed; `AlternativeName` is new and much like it (removed)",
            "may break Fax: is no longer listed (removed)",
            "harmless AlternativeName: is new (added)",
        ]
    );
}

#[test]
fn nested_parts_are_compared_with_their_paths() {
    let child = |attributes: &str| {
        suppliers(
            "",
            &format!(r#""addresses": {{"attributes": [{attributes}]}}"#),
        )
    };
    let old = child(r#"{"name": "City", "type": "string", "precision": 60}"#);
    let new = child(
        r#"{"name": "City", "type": "string", "precision": 40}, {"name": "Country", "type": "string", "mandatory": true}"#,
    );
    assert_eq!(
        said(&diff(&old, &new)),
        [
            "breaks addresses.Country: is new and required (required)",
            "may break addresses.City: 40 characters at the most, was 60 (shorter)",
        ]
    );
    assert_eq!(
        said(&diff(&old, &suppliers("", ""))),
        ["breaks addresses: is gone (removed)"]
    );
}

#[test]
fn a_value_that_has_parts_now_and_a_list_that_is_one_record() {
    let value = json(r#""address": {"type": "string"}"#, "");
    let inner = r#"{"type": "object", "properties": {"City": {"type": "string"}}}"#;
    let record = json(&format!(r#""address": {inner}"#), "");
    let records = json(
        &format!(r#""address": {{"type": "array", "items": {inner}}}"#),
        "",
    );
    assert_eq!(
        said(&diff(&value, &record)),
        ["breaks address: is one nested record, was one value (shape)"]
    );
    assert_eq!(
        said(&diff(&records, &record)),
        ["breaks address: is one nested record, was a list of nested records (shape)"]
    );
}
