//! Sources of another shape than the ERP's records: values of another file, rows that make up one
//! record, records that are several.

mod explode;
mod group;
mod headings;
mod journals;
mod lookup;

use crate::support::{Erp, Project};

/// A project with these legacy files and this mapping into invoices of the ERP.
fn project(files: &[(&str, &str)], schema: &str, mapping: &str) -> Project {
    let project = Project::init();
    std::fs::remove_file(project.path().join("mappings/suppliers.yaml")).unwrap();
    std::fs::remove_file(project.path().join("data/vendors.csv")).unwrap();
    for (name, text) in files {
        project.write(&format!("data/{name}"), text);
    }
    project.write("schemas/things.json", schema);
    let head =
        "version: 1\nobject: things\ntarget: { object: invoices }\nschema: schemas/things.json\n";
    project.write("mappings/things.yaml", format!("{head}{mapping}"));
    project
}

/// The findings of the last run, one a line: origin, code, what was found.
fn findings(project: &Project, erp: &Erp) -> Vec<String> {
    let lines = project.run(erp, &["rejects", "--format", "json"]).ok();
    lines
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|one| {
            let text = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
            format!("{} {}: {}", text("origin"), text("code"), text("found"))
        })
        .collect()
}

/// What stands in these sheets of the workbook that the mappings are exported to.
fn exported<const SHEETS: usize>(project: &Project, sheets: [&str; SHEETS]) -> [String; SHEETS] {
    let export = ["export", "--output", "book.xlsx"];
    project.look("mapping", &export).ok();
    sheets.map(|sheet| {
        let of_sheet = ["book.xlsx", "--sheet", sheet];
        let all = ["--format", "jsonl", "--limit", "1000"];
        let arguments = [&of_sheet[..], &all[..]].concat();
        project.look("peek", &arguments).ok().stdout
    })
}

/// Puts a supplier into the ERP, for invoices to name.
fn supplier(erp: &Erp, name: &str) {
    let body = format!(
        "{{ \"Supplier\": \"{name}\", \"TaxOrganizationType\": \"CORPORATION\", \
         \"BusinessRelationship\": \"SPEND_AUTHORIZED\" }}"
    );
    let path = "/fscmRestApi/resources/11.13.18.05/suppliers";
    let made = erp.ask("POST", path, Some(&body));
    assert_eq!(made["Supplier"], name, "{made}");
}
