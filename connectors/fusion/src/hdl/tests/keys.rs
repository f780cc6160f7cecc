//! What a line lacks so that the pod would not know whose it is.

use landbridge_contract::{OptionValue, Options, Target};

use super::{object, options, payload, target};

/// The misfits of a payload, whose attributes are those that the mapping fills.
#[track_caller]
fn check(
    (name, keys): (&str, &[&str]),
    stated: &Options,
    filled: &[&str],
    json: &str,
    told: &[&str],
) {
    let mut spec = object(name, keys, stated);
    spec.attributes = filled.iter().map(|name| (*name).into()).collect();
    let form = target().file_form(&spec).unwrap();
    let misfits = form.misfits(&payload(json)).into_iter();
    let misfits: Vec<String> = misfits
        .map(|one| format!("{}: {}", one.path, one.expected))
        .collect();
    assert_eq!(misfits, told);
}

fn by_user_keys() -> Options {
    options(&[("source_keys", OptionValue::Bool(false))])
}

const WORKER: (&str, &[&str]) = ("Worker.dat", &["PersonNumber"]);
const SALARY: (&str, &[&str]) = ("Salary.dat", &["AssignmentNumber", "DateFrom"]);

#[test]
fn a_source_key_of_ones_own_needs_its_owner_where_the_mapping_states_owners() {
    let filled = ["PersonNumber", "SourceSystemId", "SourceSystemOwner"];
    let told = ["SourceSystemOwner: the owner of the source key that stands in SourceSystemId"];
    let without = r#"{"PersonNumber": "1", "SourceSystemId": "X1"}"#;
    check(WORKER, &Options::default(), &filled, without, &told);
    let whole = r#"{"PersonNumber": "1", "SourceSystemId": "X1", "SourceSystemOwner": "OLD"}"#;
    check(WORKER, &Options::default(), &filled, whole, &[]);
    // Where no mapping states owners, the one of the target is meant.
    check(WORKER, &Options::default(), &filled[..2], without, &[]);
    // Without a source key of its own one is made, with the owner of the target.
    check(
        WORKER,
        &Options::default(),
        &filled,
        r#"{"PersonNumber": "1"}"#,
        &[],
    );
}

#[test]
fn without_source_keys_none_is_made_in_the_place_of_one_that_is_missing() {
    let filled = ["PersonNumber", "SourceSystemId"];
    let told = [
        "SourceSystemId: the record's source key in the ERP: with `source_keys: false` none is made",
    ];
    check(
        WORKER,
        &by_user_keys(),
        &filled,
        r#"{"PersonNumber": "1"}"#,
        &told,
    );
    let whole = r#"{"PersonNumber": "1", "SourceSystemId": "X1"}"#;
    check(WORKER, &by_user_keys(), &filled, whole, &[]);
}

#[test]
fn without_source_keys_each_line_has_a_user_key() {
    let filled = [
        "PersonNumber",
        "PersonEmail",
        "PersonEmail.PersonNumber",
        "PersonEmail.EmailAddress",
    ];
    let whole =
        r#"{"PersonNumber": "1", "PersonEmail": [{"PersonNumber": "1", "EmailAddress": "a"}]}"#;
    check(WORKER, &by_user_keys(), &filled, whole, &[]);
    let without = r#"{"PersonNumber": "1", "PersonEmail": [{"EmailAddress": "a"}]}"#;
    let told = [
        "PersonEmail: a user key in each PersonEmail line (PersonNumber, or another number): with `source_keys: false` nothing else \
         tells whose it is",
    ];
    check(WORKER, &by_user_keys(), &filled, without, &told);
    check(WORKER, &Options::default(), &filled, without, &[]);
}

#[test]
fn a_source_key_of_another_record_that_is_empty_needs_that_records_number() {
    let filled = [
        "AssignmentNumber",
        "AssignmentId(SourceSystemId)",
        "DateFrom",
    ];
    let told = [
        "AssignmentId(SourceSystemId): the source key of the record that it belongs to, or AssignmentNumber",
    ];
    let neither = r#"{"DateFrom": "2026-01-01", "AssignmentNumber": ""}"#;
    check(SALARY, &Options::default(), &filled, neither, &told);
    let number = r#"{"DateFrom": "2026-01-01", "AssignmentNumber": "W1"}"#;
    check(SALARY, &Options::default(), &filled, number, &[]);
}
