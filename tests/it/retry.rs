//! A retry sends what was refused, and rejects whose cause is gone; nothing else that has changed meanwhile.

use landbridge_sandbox::{Faults, Share};
use serde_json::json;

use crate::golden::{golden, redacted, scene};
use crate::support::{Erp, Project};

const HEAD: &str = "Vendor ID,Vendor Name,Country\n";

fn project(vendors: &str) -> Project {
    let project = Project::init();
    let file = project.read("landbridge.yaml");
    project.write(
        "landbridge.yaml",
        file.replace("rejects_max: 0", "rejects_max: 5"),
    );
    project.believe_at_once();
    project.write("data/vendors.csv", format!("{HEAD}{vendors}"));
    project
}

fn names(erp: &Erp) -> Vec<String> {
    let mut names: Vec<String> = erp
        .all("suppliers", "")
        .iter()
        .map(|one| one["Supplier"].as_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn only_rejects_whose_cause_is_gone_are_sent() {
    let erp = Erp::start();
    let project = project("1,Aurora,NOR\n2,Borealis,???\n3,Corvus,???\n4,Draco,NOR\n");
    project.run(&erp, &["load"]).ok();
    assert_eq!(names(&erp), ["Aurora", "Draco"]);

    // The second is mended, the third is not; the fourth has changed, and the fifth is new.
    let now = "1,Aurora,NOR\n2,Borealis,KEN\n3,Corvus,???\n4,Draco Ltd,NOR\n5,Equuleus,NOR\n";
    project.write("data/vendors.csv", format!("{HEAD}{now}"));
    let ran = project.run(&erp, &["retry"]).ok();
    let said = "1 of 2 rejects of run 1 are rejected no more, and are sent as run 2";
    assert!(ran.stderr.contains(said), "{}", ran.stderr);
    assert_eq!(names(&erp), ["Aurora", "Borealis", "Draco"]);
    let funnel = project.report(&erp)["objects"][0]["funnel"].clone();
    assert_eq!(funnel["skipped"]["not_asked"], 2, "{funnel}");
    assert_eq!(funnel["skipped"]["unchanged"], 1);
    assert_eq!(funnel["rejected"]["map"], 1);
    assert_eq!(funnel["loaded"]["created"], 1);

    // The next retry goes on from there: what went is there, and is not sent again.
    let now = now.replace("???", "BRA");
    project.write("data/vendors.csv", format!("{HEAD}{now}"));
    project.run(&erp, &["retry"]).ok();
    assert_eq!(names(&erp), ["Aurora", "Borealis", "Corvus", "Draco"]);

    // What else has changed is the next load's.
    project.run(&erp, &["load"]).ok();
    assert_eq!(
        names(&erp),
        ["Aurora", "Borealis", "Corvus", "Draco Ltd", "Equuleus"]
    );
}

#[test]
fn what_a_run_over_its_gate_held_back_is_not_sent_by_a_retry() {
    let erp = Erp::start();
    let project = project("1,Aurora,NOR\n2,Borealis,???\n");
    let file = project.read("landbridge.yaml");
    project.write(
        "landbridge.yaml",
        file.replace("rejects_max: 5", "rejects_max: 0"),
    );
    project.run(&erp, &["run"]).code(4);
    assert!(names(&erp).is_empty());
    let now = "1,Aurora,NOR\n2,Borealis,KEN\n";
    project.write("data/vendors.csv", format!("{HEAD}{now}"));
    let ran = project.run(&erp, &["retry"]).code(2);
    assert!(ran.stderr.contains("run 1 was given up"), "{}", ran.stderr);
    assert!(names(&erp).is_empty());
    project.run(&erp, &["run"]).ok();
    assert_eq!(names(&erp), ["Aurora", "Borealis"]);
}

#[test]
fn one_key_is_retried_alone_and_a_record_without_a_key_is_known_by_its_place() {
    let erp = Erp::start();
    let project = project("1,Aurora,???\n,Borealis,NOR\n3,Corvus,???\n");
    project.run(&erp, &["load"]).ok();
    let mended = "1,Aurora,NOR\n2,Borealis,NOR\n3,Corvus,NOR\n";
    project.write("data/vendors.csv", format!("{HEAD}{mended}"));
    project.run(&erp, &["retry", "--key", "000003"]).ok();
    assert_eq!(names(&erp), ["Corvus"]);
    project.run(&erp, &["load"]).ok();
    assert_eq!(names(&erp), ["Aurora", "Borealis", "Corvus"]);
}

#[test]
fn a_reject_without_a_key_goes_once_it_has_one() {
    let erp = Erp::start();
    let project = project("1,Aurora,NOR\n,Borealis,NOR\n");
    project.run(&erp, &["load"]).ok();
    assert_eq!(names(&erp), ["Aurora"]);
    project.write(
        "data/vendors.csv",
        format!("{HEAD}1,Aurora Inc,NOR\n2,Borealis,NOR\n"),
    );
    project.run(&erp, &["retry"]).ok();
    assert_eq!(names(&erp), ["Aurora", "Borealis"]);
}

#[test]
fn a_retry_speaks_of_what_was_refused_and_of_what_was_rejected() {
    let erp = Erp::start();
    let project = project("1,Aurora,NOR\n2,Borealis,???\n3,Corvus,NOR\n");
    let suppliers = "/fscmRestApi/resources/11.13.18.05/suppliers";
    // Somebody has the third vendor's name already.
    let taken = json!({ "Supplier": "Corvus", "SupplierNumber": "X-1", "TaxOrganizationType": "Corporation",
        "BusinessRelationship": "Spend Authorized" });
    let made = erp.ask("POST", suppliers, Some(&taken.to_string()));
    project.run(&erp, &["load"]).ok();
    let file = project.read("landbridge.yaml");
    project.write(
        "landbridge.yaml",
        file.replace("rejects_max: 5", "rejects_max: 0"),
    );

    // The second is mended; the cause of the third is still there, and is more than the gate allows.
    let now = "1,Aurora,NOR\n2,Borealis,KEN\n3,Corvus,NOR\n";
    project.write("data/vendors.csv", format!("{HEAD}{now}"));
    let ran = project.run(&erp, &["retry"]).code(4);
    golden!(
        "retry-of-both",
        redacted(&scene(&project, &["retry"], &ran), project.path())
    );
    let report = project.report(&erp);
    let of_both = json!([{ "object": "suppliers", "run": 1, "resent": 1, "loaded": 0, "refused": 1,
        "unsettled": 0, "rejects": 1, "mended": 1 }]);
    assert_eq!(report["retried"], of_both);
    assert_eq!(report["objects"][0]["funnel"]["loaded"]["created"], 1);
    assert_eq!(report["verdict"]["level"], "attention");
    let before = project.read("reports/run-1.html");
    assert!(before.contains("run 1"), "its report is written anew");

    // Once the name is free, nothing is left to say.
    let path = format!("{suppliers}/{}", made["SupplierId"]);
    erp.ask("PATCH", &path, Some("{\"Supplier\":\"Another\"}"));
    project.run(&erp, &["retry"]).ok();
    let report = project.report(&erp);
    assert_eq!(report["retried"][0]["loaded"], 1);
    assert_eq!(report["retried"][0]["refused"], 0);
}

#[test]
fn a_load_that_leaves_doubts_ends_the_same_whoever_asks() {
    let erp = Erp::start();
    let project = project("1,Aurora,NOR\n2,Borealis,NOR\n3,Corvus,NOR\n");
    // What cannot be looked up stays in doubt where its answer is lost.
    let mapping = project.read("mappings/suppliers.yaml");
    let once = mapping.replace("write: create", "write: create, at_most_once: true");
    assert_ne!(mapping, once);
    project.write("mappings/suppliers.yaml", once);
    erp.set_faults(Faults {
        lost_reply_share: Share::ALL,
        ..Faults::default()
    });
    let ran = project.run(&erp, &["load", "--format", "json"]).code(6);
    let live: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert!(live["objects"][0]["funnel"]["in_doubt"].as_u64() > Some(0));
    erp.set_faults(Faults::default());
    let ran = project.run(&erp, &["load", "--format", "json"]).code(6);
    let live: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let later = project.report(&erp);
    assert!(live["objects"][0]["funnel"]["in_doubt"].as_u64() > Some(0));
    assert_eq!(live["ending"], later["ending"]);
    assert_eq!(live["verdict"]["sentence"], later["verdict"]["sentence"]);
    assert!(
        live["ending"]["interrupted"]
            .as_str()
            .unwrap()
            .contains("in doubt")
    );
}
