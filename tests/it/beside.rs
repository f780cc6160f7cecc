//! The files that a mapping looks into beside its extracts must be what they were where a run is looked at again.

use serde_json::Value as Json;

use crate::support::{Erp, Project};

/// Vendors whose revenue stands in a register of its own.
pub(crate) fn with_register(project: &Project) {
    project.write(
        "data/vendors.csv",
        "Vendor ID,Vendor Name,Country\n17,Baobab,KEN\n18,Acacia,NOR\n",
    );
    project.write("data/register.csv", "VendorNo,Revenue\n17,100.25\n");
    project.write("data/register-2.csv", "VendorNo,Revenue\n18,7\n");
    let mapping = project.read("mappings/suppliers.yaml");
    project.write(
        "mappings/suppliers.yaml",
        format!(
            "{mapping}  CurrentYearPotentialRevenue:\n\
             \x20   {{ lookup: register, on: {{ Vendor ID: VendorNo }}, take: Revenue, number: plain }}\n\
             lookups:\n\
             \x20 register: {{ delimited: register*.csv, ragged: refuse }}\n"
        ),
    );
    let mut schema: Json = serde_json::from_str(&project.read("schemas/suppliers.json")).unwrap();
    schema["properties"]["CurrentYearPotentialRevenue"] = serde_json::json!({ "type": "number" });
    project.write("schemas/suppliers.json", schema.to_string());
}

/// Reconciles, and says why the ledger was not held against the extracts.
fn not_held(erp: &Erp, project: &Project) -> String {
    project.run(erp, &["reconcile"]).ok();
    let report = project.report(erp);
    let why = &report["objects"][0]["keys"]["not_held"];
    why.as_str().unwrap().to_owned()
}

#[test]
fn a_file_of_lookups_that_changed_or_is_gone_is_no_break_of_the_ledger() {
    let (erp, project) = (Erp::start(), Project::init());
    with_register(&project);
    project.run(&erp, &["run"]).ok();
    assert_eq!(not_held(&erp, &project), "");
    let shown = |said: &str| {
        let ran = project.run(&erp, &["show", "000017"]).ok();
        assert!(ran.stdout.contains(said), "{said}: {}", ran.stdout);
    };
    shown("CurrentYearPotentialRevenue  mappings/suppliers.yaml");
    let register = project.read("data/register.csv");
    let changed = "register.csv is not what it was in the run";
    project.write("data/register.csv", register.replace("100.25", "100.26"));
    assert_eq!(not_held(&erp, &project), changed);
    shown(&format!("not told: {changed}"));
    project.write("data/register.csv", &register);
    let second = project.read("data/register-2.csv");
    std::fs::remove_file(project.path().join("data/register-2.csv")).unwrap();
    let gone = "register-2.csv is not there any more";
    assert_eq!(not_held(&erp, &project), gone);
    shown(&format!("not told: {gone}"));
    project.write("data/register-2.csv", &second);
    project.write("data/register-3.csv", &second);
    let new = "the ledger does not say that the run read register-3.csv";
    assert_eq!(not_held(&erp, &project), new);
    std::fs::remove_file(project.path().join("data/register-3.csv")).unwrap();
    // A row of one field is none that can be read.
    project.write("data/register.csv", format!("{register}19\n"));
    let unreadable = "register.csv cannot be read any more";
    assert_eq!(not_held(&erp, &project), unreadable);
    project.write("data/register.csv", register);
    assert_eq!(not_held(&erp, &project), "");
}

#[test]
fn a_load_that_was_stopped_is_not_carried_on_with_another_file_of_lookups() {
    let (erp, project) = (Erp::start(), Project::init());
    with_register(&project);
    let nobody = "http://127.0.0.1:9";
    let mut stopped = project.command(nobody, &["load"]);
    crate::support::run(&mut stopped).code(6);
    let register = project.read("data/register.csv");
    project.write("data/register.csv", register.replace("100.25", "100.26"));
    let ran = project.run(&erp, &["load"]).ok();
    assert!(!ran.stderr.contains("carries on"), "{}", ran.stderr);
    let suppliers = erp.all("suppliers", "");
    let one = suppliers
        .iter()
        .find(|one| one["SupplierNumber"] == "000017");
    assert_eq!(one.unwrap()["CurrentYearPotentialRevenue"], 100.26);
}
