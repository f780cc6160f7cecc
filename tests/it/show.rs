//! Somebody follows one record from its cell to the ERP, and back to the same cell.

use std::fmt::Write as _;

use serde_json::Value as Json;

use crate::golden::{golden, redacted};
use crate::rehearsal::INVOICES;
use crate::support::{Erp, Project, home};

/// One vendor, loaded, renamed in the ERP, and reconciled.
fn reconciled() -> (Erp, Project) {
    let (erp, project) = (Erp::start(), Project::init());
    project.believe_at_once();
    project.write(
        "data/vendors.csv",
        "Vendor ID,Vendor Name,Country\n17,  Baobab  Stationery ,KEN\n",
    );
    project.run(&erp, &["load"]).ok();
    let one = &erp.all("suppliers", "")[0];
    let path = format!(
        "/fscmRestApi/resources/11.13.18.05/suppliers/{}",
        one["SupplierId"]
    );
    erp.ask("PATCH", &path, Some(r#"{"Supplier":"Renamed by hand"}"#));
    project.run(&erp, &["reconcile"]).code(5);
    (erp, project)
}

#[test]
fn every_value_is_followed_from_its_cell_to_the_erp_and_back() {
    let (erp, project) = reconciled();
    let ran = project.run(&erp, &["show", "000017"]).ok();
    golden!(
        "show-lineage",
        redacted(ran.stdout.trim_end(), project.path())
    );
    let ran = project
        .run(&erp, &["show", "000017", "--format", "json"])
        .ok();
    let told: Json = serde_json::from_str(&ran.stdout).unwrap();
    let lineage = told["lineage"].as_array().unwrap();
    let of = |name: &str| -> &Json { lineage.iter().find(|one| one["attribute"] == name).unwrap() };
    let name = of("Supplier");
    assert_eq!(name["cell"], "vendors.csv:2, column 2 (Vendor Name)");
    assert_eq!(name["rule"]["file"], "mappings/suppliers.yaml");
    assert_eq!(name["payload"], "\"Baobab Stationery\"");
    assert_eq!(name["erp"], "\"Renamed by hand\"");
    assert_eq!(name["agrees"], false);
    assert_eq!(of("SupplierNumber")["agrees"], true);
    assert_eq!(of("TaxpayerCountry")["erp"], "\"KE\"");
}

#[test]
fn where_the_extract_or_the_project_has_changed_the_lineage_says_so() {
    let (erp, project) = reconciled();
    let said = |why: &str| {
        let ran = project.run(&erp, &["show", "000017"]).ok();
        assert!(
            ran.stdout.contains(&format!("not told: {why}")),
            "{}",
            ran.stdout
        );
    };
    let vendors = project.read("data/vendors.csv");
    project.write("data/vendors.csv", format!("{vendors}18,Other,NOR\n"));
    said("vendors.csv is not what it was in the run");
    project.write("data/vendors.csv", vendors);
    let mapping = project.read("mappings/suppliers.yaml");
    project.write(
        "mappings/suppliers.yaml",
        mapping.replace("CORPORATION", "PARTNERSHIP"),
    );
    said("the project is not what it was in the run");
}

/// The lineage of a record, by attribute.
fn lineage(erp: &Erp, project: &Project, key: &str) -> impl Fn(&str) -> Json {
    let ran = project.run(erp, &["show", key, "--format", "json"]).ok();
    let told: Json = serde_json::from_str(&ran.stdout).unwrap();
    let lineage = told["lineage"].as_array().unwrap().clone();
    move |name| {
        let own = lineage.iter().find(|one| one["attribute"] == name);
        own.unwrap().clone()
    }
}

#[test]
fn a_reference_agrees_where_the_erp_holds_the_record_that_is_meant() {
    let (erp, project) = (Erp::start(), Project::init());
    project.believe_at_once();
    project.write(
        "data/vendors.csv",
        "Vendor ID,Vendor Name,Country\n17,Baobab,KEN\n18,Acacia,KEN\n",
    );
    project.write(
        "data/invoices.csv",
        "Number,Vendor,Date,Amount\nI-1,17,2025-01-31,10.50\n",
    );
    let schema = home().join("mappings/demo/schemas/invoices.json");
    project.write("schemas/invoices.json", std::fs::read(schema).unwrap());
    project.write("mappings/invoices.yaml", INVOICES);
    project.run(&erp, &["run"]).ok();
    let of = lineage(&erp, &project, "I-1");
    let supplier = of("SupplierId");
    assert_eq!(supplier["agrees"], true, "{supplier:#}");
    assert_eq!(supplier["payload"], "\"→ suppliers 000017\"");
    let suppliers = erp.all("suppliers", "");
    let meant = suppliers
        .iter()
        .find(|one| one["SupplierNumber"] == "000017");
    let id = meant.unwrap()["SupplierId"].to_string();
    assert_eq!(supplier["erp"], id.as_str());
}

#[test]
fn what_a_rule_of_the_mapping_lets_pass_or_leaves_out_is_told_as_such() {
    let (erp, project) = (Erp::start(), Project::init());
    project.believe_at_once();
    project.write(
        "data/vendors.csv",
        "Vendor ID,Vendor Name,Country\n17,Baobab,KEN\n",
    );
    let mapping = project.read("mappings/suppliers.yaml");
    project.write(
        "mappings/suppliers.yaml",
        format!(
            "{mapping}reconcile:\n\
             \x20 Supplier: {{ alike: [case], owner: ann@example.org, reason: Capitals. }}\n\
             \x20 TaxpayerCountry: {{ compared: false, owner: ann@example.org, reason: Looked up. }}\n"
        ),
    );
    project.run(&erp, &["load"]).ok();
    let id = erp.all("suppliers", "")[0]["SupplierId"].to_string();
    let path = format!("/fscmRestApi/resources/11.13.18.05/suppliers/{id}");
    let changed = r#"{"Supplier":"BAOBAB","TaxpayerCountry":"NO"}"#;
    erp.ask("PATCH", &path, Some(changed));
    project.run(&erp, &["reconcile"]).ok();
    let of = lineage(&erp, &project, "000017");
    assert_eq!(of("Supplier")["agrees"], true);
    assert_eq!(of("TaxpayerCountry")["agrees"], Json::Null);
    let ran = project.run(&erp, &["show", "000017"]).ok();
    for said in [
        "\"BAOBAB\", let pass by a rule of the mapping",
        "\"NO\", not compared",
    ] {
        assert!(ran.stdout.contains(said), "{said}: {}", ran.stdout);
    }
}

#[test]
fn a_large_extract_is_read_only_where_the_lineage_is_asked_for() {
    let (erp, project) = (Erp::start(), Project::init());
    let mut vendors = "Vendor ID,Vendor Name,Country,Remarks\n".to_owned();
    // A few records of many bytes are as large as many of few.
    let remarks = "x".repeat(60_000);
    for number in 1..=150 {
        writeln!(vendors, "{number},Vendor {number},KEN,{remarks}").unwrap();
    }
    project.write("data/vendors.csv", vendors);
    project.run(&erp, &["load"]).ok();
    let ran = project.run(&erp, &["show", "000120"]).ok();
    let why =
        "lineage    not told: vendors.csv would be read for it, 8 MB; `show --lineage` does it";
    assert!(ran.stdout.contains(why), "{}", ran.stdout);
    assert!(ran.stdout.contains("state      loaded"), "{}", ran.stdout);
    let asked = ["show", "000120", "--lineage", "--format", "json"];
    let ran = project.run(&erp, &asked).ok();
    let told: Json = serde_json::from_str(&ran.stdout).unwrap();
    let lineage = told["lineage"].as_array().unwrap();
    let name = lineage.iter().find(|one| one["attribute"] == "Supplier");
    assert_eq!(
        name.unwrap()["cell"],
        "vendors.csv:121, column 2 (Vendor Name)"
    );
}
