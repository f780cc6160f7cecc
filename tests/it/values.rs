//! Values that have a form of their own, told as a data team meets them.

use crate::support::{Erp, Project};

/// A project whose suppliers have these fields beside their number and name, and this file.
fn project(csv: &str, fields: &str) -> Project {
    let project = Project::init();
    project.write("data/vendors.csv", csv);
    let mapping = project.read("mappings/suppliers.yaml");
    let change = format!("source: {{ delimited: vendors.csv }}\nfields:\n{fields}");
    project.write(
        "mappings/suppliers.yaml",
        crate::explain::example::changed(&mapping, &change),
    );
    project
}

/// What a check finds, one finding a line.
fn findings(project: &Project) -> Vec<String> {
    let erp = Erp::start();
    project.run(&erp, &["check"]).code(4);
    assert_eq!(erp.counters().writes_committed, 0);
    let lines = project.run(&erp, &["rejects", "--format", "json"]).ok();
    lines
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|one| {
            let text = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
            format!(
                "{} {}: {}, expected {}",
                text("origin"),
                text("code"),
                text("found"),
                text("expected")
            )
        })
        .collect()
}

#[test]
fn what_is_not_of_its_form_is_found_in_its_cell_with_the_reason() {
    let csv = "Vendor ID,Vendor Name,Country,Account\n\
               17,+254 20 762 1234,KE,CH93 0076 2011 6238 5295 7\n\
               18,020 762 1234,KE,CH93 0076 2011 6238 5295 8\n\
               19,020 762,KE,CH93 0076 2011 6238 5295\n";
    let fields = "  TaxpayerCountry: { from: Country, is: country }\n  \
                  Supplier: { from: Vendor Name, is: { phone_of: Country } }\n  \
                  TaxOrganizationType: { from: Account, is: iban }\n";
    let project = project(csv, fields);
    assert_eq!(
        findings(&project),
        [
            "vendors.csv:3, column 4 (Account) MAP-FORM: \"CH93 0076 2011 6238 5295 8\", expected an IBAN: check \
             digits that agree; here a character is wrong, or two changed places",
            "vendors.csv:4, column 2 (Vendor Name) MAP-FORM: \"020 762\", expected a telephone number: a number that \
             the plan of numbers under +254 has",
            "vendors.csv:4, column 4 (Account) MAP-FORM: \"CH93 0076 2011 6238 5295\", expected an IBAN: 21 characters \
             for CH, here are 20",
        ]
    );
}

#[test]
fn what_is_loaded_is_written_in_the_manner_of_its_form() {
    let csv = "Vendor ID,Vendor Name,Country\n17,020 762 1234,ken\n";
    let fields = "  TaxpayerCountry: { from: Country, is: country }\n  \
                  Supplier: { from: Vendor Name, is: { phone_of: Country } }\n";
    let project = project(csv, fields);
    let erp = Erp::start();
    project.run(&erp, &["run"]).ok();
    let loaded = erp.all("suppliers", "");
    assert_eq!(loaded[0]["Supplier"], "+254207621234");
    assert_eq!(loaded[0]["TaxpayerCountry"], "KE");
}
