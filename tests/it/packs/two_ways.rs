//! Vendors by file and by REST leave the same state behind.

use super::programme;
use crate::support::{Erp, Project};

/// The programme with vendors going that way, and with a gate that the planted faults of one mapping do not close.
fn vendors(way: &str) -> Project {
    let project = programme();
    let settings = project.read("landbridge.yaml");
    let settings = settings
        .replace(
            "  - supply-chain/by-file",
            &format!("  - supply-chain/{way}"),
        )
        .replace("rejects_max: \"8%\"", "rejects_max: \"50%\"");
    assert!(settings.contains(way));
    project.write("landbridge.yaml", settings);
    project
}

#[test]
fn vendors_by_file_and_by_rest_leave_the_same_state_as_reconciliation_sees_it() {
    let (by_file, by_rest) = (Erp::start(), Erp::start());
    let (file, rest) = (vendors("by-file"), vendors("by-rest"));
    let load = ["run", "--object", "suppliers"];
    file.run(&by_file, &load).ok();
    rest.run(&by_rest, &load).ok();
    let created = |erp: &Erp, object: &str| erp.counters().objects[object].creates;
    for object in [
        "suppliers",
        "suppliers/addresses",
        "suppliers/sites",
        "suppliers/contacts",
    ] {
        assert_eq!(
            created(&by_file, object),
            created(&by_rest, object),
            "{object}"
        );
        assert!(created(&by_file, object) > 0, "{object}");
    }
    assert!(by_rest.uploads().is_empty() && !by_file.uploads().is_empty());

    // What one way sent is held against what the other way left.
    rest.run(&by_file, &["reconcile"]).ok();
    let told = rest.report(&by_file);
    let suppliers = &told["objects"][0];
    assert_eq!(suppliers["breaks_open"], 0, "{}", suppliers["breaks"]);
    assert_eq!(
        suppliers["compared"],
        suppliers["funnel"]["loaded"]["created"]
    );
    let totals = suppliers["totals"].as_array().unwrap();
    assert!(
        totals.iter().all(|total| total["agrees"] == true),
        "{totals:?}"
    );
}
