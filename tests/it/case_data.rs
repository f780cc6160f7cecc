//! Case data of internal justice in the shipped packs: the register is refused whoever asks for it, and what may leave are
//! counts, under a purpose that somebody approved.

use crate::support::{Erp, Project, home};

/// The shipped packs, with something in their settings replaced.
fn packs(from: &str, to: &str) -> Project {
    let project = Project::copy_of(&home().join("mappings"));
    let settings = project.read("landbridge.yaml");
    assert!(settings.contains(from), "{settings}");
    project.write("landbridge.yaml", settings.replace(from, to));
    project
}

#[test]
fn a_mapping_of_the_register_is_refused_by_every_command_that_would_read_it() {
    let erp = Erp::start();
    let project = packs(
        "  - case-data/mappings\n",
        "  - case-data/mappings\n  - case-data/refused\n",
    );
    for command in ["check", "load", "run"] {
        let asked = [command, "--object", "case-register"];
        let ran = project.run(&erp, &asked).code(3);
        for word in ["MAPPING-CONFIDENTIAL", "hq/case-data/register.xlsx"] {
            assert!(ran.stderr.contains(word), "{command}: {}", ran.stderr);
        }
    }
    assert_eq!(erp.counters().requests, 0);
}

#[test]
fn counts_arrive_with_their_approval_and_no_small_count_is_among_them() {
    let erp = Erp::start();
    // The samples are so few that the planted faults are more than the gate takes.
    let project = packs("rejects_max: \"8%\"", "rejects_max: \"50%\"");
    let ran = project.run(&erp, &["run", "--object", "case-counts"]).ok();
    assert!(
        ran.stdout.contains("chief.of.justice@meridian.example"),
        "{}",
        ran.stdout
    );
    let report = project.report(&erp);
    let counts = &report["objects"][0];
    assert_eq!(counts["breaks_open"], 0, "{counts:#}");
    let totals = counts["totals"].as_array().unwrap();
    assert!(
        totals.iter().all(|total| total["agrees"] == true),
        "{totals:?}"
    );
    let loaded = counts["funnel"]["loaded"]["created"].as_u64();
    assert!(loaded > Some(0), "{counts:#}");
    let small = counts["funnel"]["rejected"]["validate"].as_u64();
    assert_eq!(small, Some(1), "{counts:#}");
}
