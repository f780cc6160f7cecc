//! Several mappings of one project into one object of the ERP.

use serde_json::Value as Json;

use crate::support::{Erp, Project};

const PROJECT: &str = "version: 1
project: parties
targets:
  erp:
    fusion: { framework_version: 4 }
    url: { env: LANDBRIDGE_URL }
    auth: { basic: { user: { env: LANDBRIDGE_USER }, password: { env: LANDBRIDGE_PASSWORD } } }
target: erp
";

fn mapping(object: &str) -> String {
    format!(
        "version: 1
object: {object}
source: {{ delimited: {object}.csv }}
business_key: SupplierNumber
target: {{ object: suppliers }}
schema: suppliers.json
fields:
  SupplierNumber: {{ from: No }}
  Supplier: {{ from: Name }}
  YearEstablished: {{ from: Founded }}
  TaxOrganizationType: {{ value: Corporation }}
  BusinessRelationship: {{ value: Spend Authorized }}
control_totals:
  - {{ name: founded, sum: Founded }}
"
    )
}

/// Two files of suppliers, each with a mapping of its own.
fn project() -> Project {
    let project = Project::empty();
    project.write("landbridge.yaml", PROJECT);
    let names = [
        "SupplierNumber",
        "Supplier",
        "TaxOrganizationType",
        "BusinessRelationship",
    ];
    let texts = names.map(|name| {
        format!("{{\"name\": \"{name}\", \"type\": \"string\", \"queryable\": true, \"allowChanges\": \"always\"}}")
    });
    let year = "{\"name\": \"YearEstablished\", \"type\": \"integer\", \"queryable\": true, \"allowChanges\": \"always\"}";
    let schema = format!(
        "{{\"Resources\": {{\"suppliers\": {{\"attributes\": [{}, {year}]}}}}}}",
        texts.join(", ")
    );
    project.write("suppliers.json", schema);
    project.write("mappings/vendors.yaml", mapping("vendors"));
    project.write("mappings/partners.yaml", mapping("partners"));
    project.write(
        "data/vendors.csv",
        "No,Name,Founded\nV1,Acme Tools,1990\nV2,Boreal Works,2001\n",
    );
    project.write(
        "data/partners.csv",
        "No,Name,Founded\nP1,Cedar Foundation,1980\n",
    );
    project
}

fn objects(project: &Project, erp: &Erp) -> Vec<Json> {
    let report = project.report(erp);
    report["objects"].as_array().unwrap().clone()
}

#[test]
fn what_another_mapping_loaded_into_the_object_is_not_unexpected() {
    let erp = Erp::start();
    let project = project();
    project.run(&erp, &["run"]).ok();
    for object in objects(&project, &erp) {
        assert_eq!(object["breaks_open"], 0, "{object:#}");
        let total = &object["totals"][0];
        assert_eq!(total["loaded"], total["erp"], "{object:#}");
    }
}

#[test]
fn what_nobody_loaded_into_the_object_is_unexpected_to_each() {
    let erp = Erp::start();
    let project = project();
    let stranger = r#"{"Supplier": "Dune Traders", "SupplierNumber": "X1", "YearEstablished": 7,
        "TaxOrganizationType": "Corporation", "BusinessRelationship": "Spend Authorized"}"#;
    let path = "/fscmRestApi/resources/11.13.18.05/suppliers";
    erp.ask("POST", path, Some(stranger));
    project.run(&erp, &["run"]).code(5);
    for object in objects(&project, &erp) {
        let breaks = object["breaks"].as_array().unwrap().iter();
        let unexpected = breaks.filter(|one| one["kind"] == "unexpected");
        assert_eq!(unexpected.count(), 1, "{object:#}");
    }
}
