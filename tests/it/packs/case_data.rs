//! Case data stays out: a mapping that touches it without a purpose and an approver is refused.

use std::fs;

use super::programme;
use crate::golden::{golden, scene};
use crate::support::Erp;

#[test]
fn a_mapping_that_touches_case_data_without_purpose_and_approver_is_refused_by_name() {
    let erp = Erp::start();
    let project = programme();
    let refused = project.path().join("case-data/refused/register.yaml");
    let taken = project.path().join("case-data/mappings/register.yaml");
    fs::copy(refused, taken).unwrap();
    let ran = project.run(&erp, &["check"]);
    assert!(
        ran.stderr.contains("purpose") && ran.stderr.contains("approver"),
        "{}",
        ran.stderr
    );
    golden!(
        "packs-case-data-refused",
        scene(&project, &["check"], &ran.code(3))
    );
    assert_eq!(erp.counters().requests, 0);
}
