//! A retry sends what was refused, and rejects whose cause is gone; nothing else that has changed meanwhile.

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
