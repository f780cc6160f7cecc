//! The measured share of right proposals on three public files.

use super::answers::{Case, project, propose, score};
use crate::support::{home, public_file};

/// Of a hundred columns that have a counterpart, so many must be proposed right.
const RIGHT_MIN: usize = 80;

fn measured(name: &str, folder: &str, file: &str, schema: &str, object: &str) {
    let Some(source) = public_file(folder, file) else {
        return;
    };
    let case = Case {
        source: &source,
        schema: &home().join("tests/real-files").join(schema),
        object,
        answers: &home()
            .join("tests/suggest/real")
            .join(format!("{name}.tsv")),
    };
    let mapping = propose(&project(), &case);
    println!("{mapping}");
    let score = score(&mapping, case.answers);
    score.say(file);
    assert!(score.per_cent() >= RIGHT_MIN, "{score:?}");
}

#[test]
fn columns_of_vendors_are_proposed_right() {
    measured(
        "dynamics_sl_vendors",
        "delimited",
        "dynamics_sl_vendors.csv",
        "dynamics-vendors/schemas/suppliers.json",
        "suppliers",
    );
}

#[test]
fn columns_of_a_register_of_property_are_proposed_right() {
    measured(
        "ne_1033_excess_property",
        "spreadsheet",
        "ne_1033_excess_property.xlsx",
        "excess-property/schemas/fixedAssets.json",
        "fixedAssets",
    );
}

#[test]
fn columns_of_vendors_of_a_later_system_are_proposed_right() {
    measured(
        "dynamics_bc_vendors_expected",
        "delimited",
        "dynamics_bc_vendors_expected.csv",
        "dynamics-vendors/schemas/suppliers.json",
        "suppliers",
    );
}
