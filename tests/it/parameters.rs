//! One project for several pods: what differs between them is stated once, by name, and each run tells what it was.

use crate::support::{Erp, Project};

const PROJECT: &str = "version: 1
project: rollout
targets:
  erp:
    fusion: { framework_version: 4 }
    url: { env: LANDBRIDGE_URL }
    auth: { basic: { user: { env: LANDBRIDGE_USER }, password: { env: LANDBRIDGE_PASSWORD } } }
  pilot:
    fusion: { framework_version: 4 }
    url: { env: LANDBRIDGE_URL }
    auth: { basic: { user: { env: LANDBRIDGE_USER }, password: { env: LANDBRIDGE_PASSWORD } } }
    parameters: { relationship: PROSPECTIVE }
target: erp
parameters: { relationship: SPEND_AUTHORIZED, left_out: Test }
crosswalks:
  countries: { delimited: crosswalks/countries.csv, from: legacy, to: erp }
";

fn project() -> Project {
    let project = Project::init();
    project.write(
        "data/vendors.csv",
        "Vendor ID,Vendor Name,Country\n1,Acme,NOR\n2,Beta,NOR\n3,Test,NOR\n",
    );
    let mapping = project.read("mappings/suppliers.yaml");
    let mapping = mapping.replace(
        "{ value: SPEND_AUTHORIZED }",
        "{ value: \"${relationship}\" }",
    );
    let mapping = mapping.replace(
        "business_key:",
        "where: '`Vendor Name` != ${left_out}'\n\nbusiness_key:",
    );
    project.write("mappings/suppliers.yaml", mapping);
    project.write("crosswalks/countries.csv", "legacy,erp\nNOR,NO\n");
    project.write("landbridge.yaml", PROJECT);
    project
}

fn relationships(erp: &Erp) -> Vec<String> {
    let all = erp.all("suppliers", "");
    let one = |supplier: &serde_json::Value| {
        supplier["BusinessRelationshipCode"]
            .as_str()
            .or(supplier["BusinessRelationship"].as_str())
            .unwrap()
            .to_owned()
    };
    all.iter().map(one).collect()
}

#[test]
fn a_target_has_parameters_of_its_own_and_the_report_of_each_run_says_which_held() {
    let erp = Erp::start();
    let project = project();
    project.run(&erp, &["load"]).ok();
    let report = project.report(&erp);
    assert_eq!(
        report["terms"]["parameters"],
        serde_json::json!([
            { "object": "", "name": "left_out", "value": "Test" },
            { "object": "", "name": "relationship", "value": "SPEND_AUTHORIZED" },
        ])
    );
    assert_eq!(report["objects"][0]["funnel"]["skipped"]["filtered"], 1);
    let first = relationships(&erp);

    let pilot = Erp::start();
    let said = project
        .run(&pilot, &["run", "--target", "pilot"])
        .ok()
        .stdout;
    assert!(said.contains("relationship = PROSPECTIVE"), "{said}");
    assert_ne!(relationships(&pilot), first);
    // What looks at a run afterwards looks at it in the target that it went to.
    let said = project.run(&pilot, &["reconcile"]).ok().stdout;
    assert!(said.contains("pilot"), "{said}");
    let shown = project.run(&pilot, &["show", "000001"]).ok().stdout;
    for line in [
        "parameter  relationship = SPEND_AUTHORIZED",
        "parameter  relationship = PROSPECTIVE",
    ] {
        assert!(shown.contains(line), "{shown}");
    }
    project.run(&pilot, &["report", "--output", "r.html"]).ok();
    let page = project.read("r.html");
    assert!(page.contains("What held in this run") && page.contains("PROSPECTIVE"));
}

#[test]
fn a_target_that_nobody_stated_is_told_with_the_nearest() {
    let erp = Erp::start();
    let project = project();
    let said = project
        .run(&erp, &["check", "--target", "pilt"])
        .code(3)
        .stderr;
    for word in ["target \"pilt\"", "one of erp, pilot", "nearest:  pilot"] {
        assert!(said.contains(word), "no word of {word}:\n{said}");
    }
}

#[test]
fn a_trace_has_the_parameters_of_the_target_that_it_names() {
    let project = project();
    let said = |arguments: &[&str]| project.look("trace", arguments).ok().stdout;
    assert!(said(&["000001"]).contains("\"SPEND_AUTHORIZED\""));
    assert!(said(&["000001", "--target", "pilot"]).contains("\"PROSPECTIVE\""));
}
