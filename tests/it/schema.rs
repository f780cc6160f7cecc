//! A new release of the ERP says which mapping lines it breaks.

use serde_json::Value as Json;

use crate::golden::{golden, scene};
use crate::support::Project;

/// What the ERP publishes today.
const TODAY: &str = r#"{"Resources": {"suppliers": {"attributes": [
    {"name": "SupplierNumber", "type": "string", "mandatory": true, "queryable": true, "precision": 30},
    {"name": "Supplier", "type": "string", "mandatory": true, "precision": 360},
    {"name": "AlternateName", "type": "string", "precision": 360},
    {"name": "TaxOrganizationType", "type": "string", "allowedValues": ["CORPORATION", "INDIVIDUAL"]},
    {"name": "BusinessRelationship", "type": "string", "allowedValues": ["PROSPECTIVE", "SPEND_AUTHORIZED"]},
    {"name": "TaxpayerCountry", "type": "string", "precision": 80},
    {"name": "DUNSNumber", "type": "string", "precision": 30}],
  "children": {"sites": {"attributes": [{"name": "SupplierSite", "type": "string", "precision": 240}]}}}}}"#;

/// What its next release will: an attribute removed, two shortened, one required, a list of values changed.
const TOMORROW: &str = r#"{"Resources": {"suppliers": {"attributes": [
    {"name": "SupplierNumber", "type": "string", "mandatory": true, "queryable": true, "precision": 30},
    {"name": "Supplier", "type": "string", "mandatory": true, "precision": 240},
    {"name": "AlternativeName", "type": "string", "precision": 360},
    {"name": "TaxOrganizationType", "type": "string", "allowedValues": ["COMPANY", "INDIVIDUAL"]},
    {"name": "BusinessRelationship", "type": "string", "allowedValues": ["PROSPECTIVE", "SPEND_AUTHORIZED", "CLOSED"]},
    {"name": "TaxpayerCountry", "type": "string", "precision": 2},
    {"name": "DUNSNumber", "type": "string", "precision": 30, "mandatory": true},
    {"name": "RegistrationType", "type": "string", "mandatory": true}],
  "children": {"sites": {"attributes": [{"name": "SupplierSite", "type": "string", "precision": 15}]}}}}}"#;

const MAPPING: &str = r"version: 1
object: suppliers
source:
  delimited: vendors.csv
business_key: SupplierNumber
target: { object: suppliers, write: create }
fields:
  SupplierNumber:       { from: Vendor ID, pad: 6 }
  Supplier:             { from: Vendor Name }
  AlternateName:        { from: Known As }
  TaxOrganizationType:  { value: CORPORATION }
  BusinessRelationship: { value: SPEND_AUTHORIZED }
  TaxpayerCountry:      { from: Country, crosswalk: countries }
  DUNSNumber:           { from: DUNS }
  sites:
    each: Sites
    fields:
      SupplierSite: { from: Site }
checks:
  - { unique: [AlternateName] }
";

fn project() -> Project {
    let project = Project::init();
    project.write("mappings/suppliers.yaml", MAPPING);
    project.write("schemas/suppliers.json", TODAY);
    project.write("new/suppliers.json", TOMORROW);
    project.write(
        "crosswalks/countries.csv",
        "legacy,erp\nNOR,NO\nFRA,FRANCE\nGBR,GB\n",
    );
    project
}

const DIFF: [&str; 4] = [
    "schema",
    "diff",
    "schemas/suppliers.json",
    "new/suppliers.json",
];

#[test]
fn a_new_release_of_the_erp_names_each_mapping_line_that_it_breaks() {
    let project = project();
    let ran = project.look("schema", &DIFF[1..]).code(3);
    golden!("schema-diff", scene(&project, &DIFF, &ran));
}

#[test]
fn the_same_is_said_to_programs_with_file_line_and_column() {
    let project = project();
    let arguments = [&DIFF[1..], &["--format", "json"]].concat();
    let ran = project.look("schema", &arguments).code(3);
    let said: Json = serde_json::from_str(&ran.stdout).unwrap();
    let changes = said["objects"][0]["changes"].as_array().unwrap();
    let lines = |attribute: &str, change: &str| -> Vec<(u64, String)> {
        let one = changes
            .iter()
            .find(|one| one["attribute"] == attribute && one["change"] == change);
        let one = one.unwrap_or_else(|| panic!("no {change} of {attribute} in {said:#}"));
        let lines = one["lines"].as_array().unwrap().iter();
        lines
            .map(|line| {
                assert_eq!(line["file"], "mappings/suppliers.yaml");
                (
                    line["line"].as_u64().unwrap(),
                    line["effect"].as_str().unwrap().to_owned(),
                )
            })
            .collect()
    };
    let breaks = |line| (line, "breaks".to_owned());
    let may = |line| (line, "may break".to_owned());
    assert_eq!(lines("AlternateName", "removed"), [breaks(10), breaks(20)]);
    assert_eq!(lines("Supplier", "shorter"), [may(9)]);
    assert_eq!(lines("sites.SupplierSite", "shorter"), [may(18)]);
    assert_eq!(lines("TaxpayerCountry", "shorter"), [may(13)]);
    assert_eq!(lines("TaxOrganizationType", "values-removed"), [breaks(11)]);
    assert_eq!(lines("DUNSNumber", "required"), [may(14)]);
    assert_eq!(lines("RegistrationType", "required"), [breaks(7)]);
    assert_eq!(lines("BusinessRelationship", "values-added"), []);
    assert_eq!(
        (said["breaks"].as_u64(), said["may_break"].as_u64()),
        (Some(4), Some(4))
    );
    // The gravest first.
    let gravity: Vec<&str> = changes
        .iter()
        .map(|one| one["gravity"].as_str().unwrap())
        .collect();
    let rank = |word: &&str| {
        ["breaks", "may break", "harmless"]
            .iter()
            .position(|one| one == word)
    };
    assert!(gravity.is_sorted_by_key(rank), "{gravity:?}");
}

#[test]
fn a_release_that_breaks_no_line_ends_well() {
    let project = project();
    let longer = TODAY.replace("\"precision\": 360", "\"precision\": 500");
    project.write("new/suppliers.json", &longer);
    let ran = project.look("schema", &DIFF[1..]).ok();
    assert!(
        ran.stdout
            .starts_with("suppliers: 2 changes; no mapping line is concerned\n"),
        "{}",
        ran.stdout
    );
    project.write("new/suppliers.json", TODAY);
    assert_eq!(
        project.look("schema", &DIFF[1..]).ok().stdout,
        "nothing changed\n"
    );
}

#[test]
fn an_object_that_is_gone_breaks_the_mapping_that_loads_into_it() {
    let project = project();
    project.write(
        "new/suppliers.json",
        TOMORROW.replace("\"suppliers\": {", "\"vendors\": {"),
    );
    let said = project.look("schema", &DIFF[1..]).code(3).stdout;
    assert!(said.contains("breaks     suppliers: is gone"), "{said}");
    assert!(
        said.contains("mappings/suppliers.yaml:6:19 breaks: loads into `suppliers`, which is gone"),
        "{said}"
    );
    assert!(said.contains("harmless   vendors: is new"), "{said}");
}

#[test]
fn schemas_of_different_forms_can_be_compared_without_a_project() {
    let folder = Project::empty();
    folder.write(
        "vendors.json",
        r#"{"type": "object", "properties": {"Name": {"type": "string", "maxLength": 30}}}"#,
    );
    folder.write("vendors.yaml", "openapi: 3.0.0\ncomponents:\n  schemas:\n    vendors:\n      type: object\n      properties: { Name: { type: string, maxLength: 20 } }\n");
    let ran = folder
        .look("schema", &["diff", "vendors.json", "vendors.yaml"])
        .ok();
    assert!(
        ran.stdout
            .contains("may break  Name: 20 characters at the most, was 30"),
        "{}",
        ran.stdout
    );
    assert!(ran.stderr.contains("no project here"), "{}", ran.stderr);
    assert!(
        ran.stdout
            .starts_with("vendors: 1 change; mappings were not looked at\n"),
        "{}",
        ran.stdout
    );
    let arguments = ["diff", "vendors.json", "vendors.yaml", "--format", "json"];
    let ran = folder.look("schema", &arguments).ok();
    let said: Json = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(said["mappings_looked_at"], false);
    assert_eq!(said["objects"][0]["mappings"], Json::Null);
    let ran = folder
        .look(
            "schema",
            &["diff", "vendors.json", "vendors.yaml", "--form", "openapi"],
        )
        .code(3);
    golden!(
        "failure-schema-form",
        scene(
            &folder,
            &[
                "schema",
                "diff",
                "vendors.json",
                "vendors.yaml",
                "--form",
                "openapi"
            ],
            &ran
        )
    );
    folder
        .look(
            "schema",
            &[
                "diff",
                "vendors.json",
                "vendors.yaml",
                "--project",
                "nowhere",
            ],
        )
        .code(3);
}

/// A JSON Schema of suppliers with these properties; it does not say what it is about.
fn nameless(properties: &str) -> String {
    format!(r#"{{"type": "object", "properties": {{{properties}}}}}"#)
}

/// The project, with a schema that names no object.
fn nameless_project() -> Project {
    let project = project();
    project.write(
        "mappings/suppliers.yaml",
        format!("{MAPPING}schema: schemas/vendor-model.v1.json\n"),
    );
    let properties = r#""SupplierNumber": {"type": "string"}, "Supplier": {"type": "string"}"#;
    project.write("schemas/vendor-model.v1.json", nameless(properties));
    project.write(
        "new/vendor-model.v2.json",
        nameless(r#""Supplier": {"type": "string", "maxLength": 90}"#),
    );
    project
}

#[test]
fn a_schema_that_names_no_object_is_that_of_the_mapping_that_uses_it() {
    let project = nameless_project();
    let files = [
        "diff",
        "schemas/vendor-model.v1.json",
        "new/vendor-model.v2.json",
    ];
    let said = project.look("schema", &files).code(3).stdout;
    assert!(
        said.starts_with("suppliers: 2 changes; 3 mapping lines may break\n"),
        "{said}"
    );
    for line in [
        "  may break  SupplierNumber: is no longer listed\n",
        "mappings/suppliers.yaml:8:3 may break: fills `SupplierNumber`, which is no longer listed\n",
        "mappings/suppliers.yaml:5:15 may break: the business key needs `SupplierNumber`",
        "mappings/suppliers.yaml:9:3 may break: values of `Vendor Name` may be refused",
    ] {
        assert!(said.contains(line), "{line} in\n{said}");
    }
    let json = [&files[..], &["--format", "json"]].concat();
    let said: Json = serde_json::from_str(&project.look("schema", &json).stdout).unwrap();
    assert_eq!(said["mappings_looked_at"], true);
    assert_eq!(
        said["objects"][0]["mappings"],
        serde_json::json!(["suppliers"])
    );
}

#[test]
fn an_object_that_no_mapping_loads_into_is_told_from_one_that_is_not_concerned() {
    let project = nameless_project();
    let files = [
        "diff",
        "new/vendor-model.v2.json",
        "schemas/vendor-model.v1.json",
    ];
    let said = project.look("schema", &files).ok().stdout;
    assert!(
        said.starts_with("vendor-model: 2 changes; no mapping loads into `vendor-model`\n"),
        "{said}"
    );
    assert!(said.ends_with("\nMappings load into suppliers\n"), "{said}");

    let named = [&files[..], &["--object", "supliers"]].concat();
    let said = project.look("schema", &named).code(2).stderr;
    assert!(
        said.contains(
            "no object is called `supliers`; did you mean `suppliers`?\nMappings load into suppliers"
        ),
        "{said}"
    );
    let named = [&files[..], &["--object", "suppliers"]].concat();
    let said = project.look("schema", &named).code(0).stdout;
    assert!(
        said.starts_with("suppliers: 2 changes; no mapping line is concerned\n"),
        "{said}"
    );

    let named = [&DIFF[1..], &["--object", "invoices"]].concat();
    let said = project.look("schema", &named).code(2).stderr;
    assert!(
        said.contains("no object is called `invoices`\nThe documents describe suppliers\n"),
        "{said}"
    );
}

#[test]
fn a_line_that_several_changes_concern_is_counted_once_and_as_the_gravest() {
    let project = project();
    let twice = TODAY.replace(
        r#""type": "string", "precision": 30}],"#,
        r#""type": "number", "precision": 9, "mandatory": true}],"#,
    );
    assert_ne!(twice, TODAY);
    project.write("new/suppliers.json", twice);
    let said = project.look("schema", &DIFF[1..]).code(3).stdout;
    assert_eq!(said.matches("yaml:14:3 may break").count(), 3, "{said}");
    assert!(
        said.starts_with("suppliers: 4 changes; 1 mapping line may break\n"),
        "{said}"
    );
    let gone = TODAY.replace("\"DUNSNumber\"", "\"Rating\"");
    project.write("new/suppliers.json", gone);
    let said = project.look("schema", &DIFF[1..]).code(3).stdout;
    assert!(
        said.starts_with("suppliers: 2 changes; 1 mapping line breaks\n"),
        "{said}"
    );
}
