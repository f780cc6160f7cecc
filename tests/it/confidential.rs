//! What is confidential is read only for a stated purpose that a named person approved, and is shown nowhere.

use std::path::Path;

use crate::support::{Erp, Project};

/// A value of the confidential file that must be seen nowhere.
const SECRET: &str = "CNRYSALARY";

fn project(classed: &str) -> Project {
    let project = Project::init();
    project.write(
        "data/vendors.csv",
        format!("Vendor ID,Vendor Name,Country\n{SECRET}1,{SECRET} Ltd,Norway\n{SECRET}2,{SECRET}-B,{SECRET}\n"),
    );
    let file = project.read("landbridge.yaml");
    project.write(
        "landbridge.yaml",
        format!("{file}\nconfidential: {classed}\n"),
    );
    project
}

fn approve(project: &Project) {
    let mapping = project.read("mappings/suppliers.yaml");
    let approval =
        "confidential: { purpose: Payment of open invoices, approver: Jane Doe }\nbusiness_key:";
    project.write(
        "mappings/suppliers.yaml",
        mapping.replace("business_key:", approval),
    );
}

#[test]
fn a_mapping_of_a_confidential_source_is_refused_until_it_says_for_what_and_who_approved() {
    let erp = Erp::start();
    for classed in ["vendors.csv", "[\"v*.csv\"]", "[\"**/vendors.csv\", hr]"] {
        let project = project(classed);
        for command in ["check", "load", "run"] {
            let said = project.run(&erp, &[command]).code(3).stderr;
            for word in [
                "MAPPING-CONFIDENTIAL",
                "the mapping `suppliers` reads \"vendors.csv\"",
                "without a purpose and an approver",
                "mappings/suppliers.yaml:7",
            ] {
                assert!(said.contains(word), "no word of {word}:\n{said}");
            }
        }
        approve(&project);
        project.run(&erp, &["check"]).code(4);
    }
    let project = project("salaries.csv");
    project.run(&erp, &["check"]).code(4);
    assert_eq!(erp.counters().requests, 0);
}

#[test]
fn an_approval_that_leaves_out_who_or_what_for_is_none() {
    let erp = Erp::start();
    let project = project("vendors.csv");
    let mapping = project.read("mappings/suppliers.yaml");
    for (approval, missing) in [
        ("{ purpose: Payments }", "without an approver"),
        ("{ approver: Jane }", "without a purpose"),
        (
            "{ purpose: \" \", approver: \"\" }",
            "without a purpose and an approver",
        ),
    ] {
        let approval = format!("confidential: {approval}\nbusiness_key:");
        project.write(
            "mappings/suppliers.yaml",
            mapping.replace("business_key:", &approval),
        );
        let said = project.run(&erp, &["check"]).code(3).stderr;
        assert!(said.contains(missing), "no word of {missing}:\n{said}");
    }
}

/// What the program wrote for people: all files of a project but the legacy ones and the ledger, workbooks
/// part by part.
fn written(folder: &Path) -> String {
    let mut text = String::new();
    let mut workbooks = 0;
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if !path.ends_with("data") && !path.ends_with(".landbridge") {
                    folders.push(path);
                }
                continue;
            }
            if path.extension().is_none_or(|ending| ending != "xlsx") {
                text.push_str(&std::fs::read_to_string(&path).unwrap());
                continue;
            }
            workbooks += 1;
            let file = std::fs::File::open(&path).unwrap();
            let mut archive = zip::ZipArchive::new(file).unwrap();
            for index in 0..archive.len() {
                let mut part = archive.by_index(index).unwrap();
                text.push_str(&std::io::read_to_string(&mut part).unwrap());
            }
        }
    }
    assert!(
        workbooks >= 3,
        "findings, open codes and the mapping workbook: {workbooks}"
    );
    text
}

#[test]
fn no_output_shows_a_value_of_a_confidential_source_and_the_report_shows_the_approval() {
    let erp = Erp::start();
    let project = project("vendors.csv");
    approve(&project);
    let mut said = String::new();
    let file = project.read("data/vendors.csv");
    for data in [
        file.clone(),
        format!("{file}\"{SECRET}\"x\",1\n{SECRET},\n"),
    ] {
        project.write("data/vendors.csv", data);
        for (arguments, code) in [
            (&["check"][..], 4),
            (&["load"], 4),
            (&["rejects"], 0),
            (&["rejects", "--format", "json"], 0),
            (&["crosswalk", "open"], 0),
            (&["report", "--format", "json"], 0),
            (&["mapping", "export"], 0),
        ] {
            let ran = project.run(&erp, arguments).code(code);
            said.push_str(&ran.stdout);
            said.push_str(&ran.stderr);
        }
    }
    let page = project.run(&erp, &["report", "--output", "r.html"]).ok();
    said.push_str(&page.stdout);
    said.push_str(&project.read("r.html"));
    said.push_str(&written(project.path()));
    assert!(!said.contains(SECRET), "{said}");
    assert!(said.contains("‹personal value, not shown›"), "{said}");
    let shown = project
        .run(&erp, &["show", &format!("{SECRET}1")])
        .ok()
        .stdout;
    assert!(!shown.contains(SECRET), "{shown}");
    assert!(
        shown.contains("approved   vendors.csv for Payment of open invoices, by Jane Doe"),
        "{shown}"
    );
    let report = project.report(&erp);
    assert_eq!(
        report["terms"]["approvals"],
        serde_json::json!([{
            "object": "suppliers", "source": "vendors.csv", "purpose": "Payment of open invoices", "approver": "Jane Doe",
        }])
    );
    assert!(project.read("r.html").contains("Jane Doe"));
}

#[test]
fn a_confidential_rule_hides_its_value_and_its_column_as_a_personal_one_does() {
    let erp = Erp::start();
    let project = project("[]");
    let mapping = project.read("mappings/suppliers.yaml");
    project.write(
        "mappings/suppliers.yaml",
        mapping.replace(
            "crosswalk: countries }",
            "crosswalk: countries, confidential: true }",
        ),
    );
    project.run(&erp, &["check"]).code(4);
    let said = project.run(&erp, &["rejects"]).ok().stdout;
    assert!(
        said.contains("MAP-UNMAPPED-CODE") && !said.contains(SECRET),
        "{said}"
    );
}
