//! Objects that keep their history by days.

use landbridge_contract::{Event, Options, Target, TargetConnector, Value, Write};

use super::batches::batching;
use super::{header, key, options, sent, supplier, target, text};
use crate::Fusion;

const DAY: (&str, &str) = ("effective_start", "2026-07-01");

fn stated(of: &[(&str, &str)]) -> Options {
    let of: Vec<_> = of
        .iter()
        .map(|(name, value)| (*name, text(value)))
        .collect();
    options(&of)
}

/// The header of a request that writes these.
fn effective_of(of: &[(&str, &str)], writes: Vec<Write>) -> Option<String> {
    let object = target().object("suppliers", &stated(of)).unwrap();
    let records = (1..)
        .zip(writes)
        .map(|(record, write)| supplier(record, write));
    let mut load = target().load(&object, records.collect());
    let request = sent(load.advance(Event::Start));
    header(&request, "effective-of").map(str::to_owned)
}

#[test]
fn what_is_made_holds_from_the_day_that_is_stated_and_a_change_says_how() {
    assert_eq!(effective_of(&[], vec![Write::Create]), None);
    let made = effective_of(&[DAY], vec![Write::Create]);
    assert_eq!(made.as_deref(), Some("RangeStartDate=2026-07-01"));
    let changed = effective_of(&[DAY], vec![Write::Update("8".into())]);
    assert_eq!(
        changed.as_deref(),
        Some("RangeMode=UPDATE;RangeStartDate=2026-07-01")
    );
    let corrected = effective_of(
        &[DAY, ("effective_mode", "CORRECTION")],
        vec![Write::Upsert],
    );
    assert_eq!(
        corrected.as_deref(),
        Some("RangeMode=CORRECTION;RangeStartDate=2026-07-01")
    );
}

#[test]
fn a_batch_holds_only_what_the_same_header_may_stand_over() {
    let object = target().object("suppliers", &stated(&[DAY])).unwrap();
    let records = vec![
        supplier(1, Write::Create),
        supplier(2, Write::Create),
        supplier(3, Write::Update("8".into())),
    ];
    let request = sent(batching(10).load(&object, records).advance(Event::Start));
    assert_eq!(
        header(&request, "effective-of"),
        Some("RangeStartDate=2026-07-01")
    );
    let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
    assert_eq!(body["parts"].as_array().unwrap().len(), 2);
}

/// A look-up as of today does not show a record that begins later, and would have it made twice.
#[test]
fn records_are_looked_up_and_read_back_as_of_the_day_from_which_they_hold() {
    let object = target().object("suppliers", &stated(&[DAY])).unwrap();
    let keys = vec![key("SupplierNumber", Value::text("V-1"))];
    let asked = sent(target().look_up(&object, keys).advance(Event::Start));
    assert!(
        asked.path.contains("effectiveDate=2026-07-01"),
        "{}",
        asked.path
    );
    let asked = sent(target().read_back(&object).advance(Event::Start));
    assert!(
        asked.path.contains("effectiveDate=2026-07-01"),
        "{}",
        asked.path
    );
}

#[test]
fn a_day_that_is_none_and_a_mode_that_is_none_are_told() {
    let options_told = |of: &[(&str, &str)]| -> Vec<String> {
        let faults = Fusion.check_object(&stated(of));
        faults.into_iter().map(|fault| fault.option).collect()
    };
    assert_eq!(
        options_told(&[("effective_start", "1/7/2026")]),
        ["effective_start"]
    );
    assert_eq!(
        options_told(&[DAY, ("effective_mode", "ZAP")]),
        ["effective_mode"]
    );
    assert_eq!(
        options_told(&[("effective_mode", "UPDATE")]),
        ["effective_mode"]
    );
    assert!(options_told(&[DAY, ("effective_mode", "UPDATE")]).is_empty());
}
