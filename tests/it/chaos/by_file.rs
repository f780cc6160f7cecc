//! ERPs that take records by file: what their projects say, and what they hold in the end.
//!
//! Suppliers go as imports (FBDI): a load of suppliers and one of their addresses, so that a death between the two is
//! among them. Workers go as data sets of HCM Data Loader.

use std::fmt::Write as _;
use std::time::Duration;

use landbridge_sandbox::{Faults, SandboxConfig};
use serde_json::{Value as Json, json};

use super::lane::Vendor;
use super::shore::{AMBIGUOUS, Held, shows_late};
use crate::support::{Erp, PASSWORD, Project, USER, run};

/// How records go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Import,
    DataSet,
}

/// The waits are above the time for which the proxy holds a request, and above that of the longest job.
const IMPORT_SETTINGS: &str = "version: 1
project: legacy
targets:
  erp:
    fusion: { framework_version: 4, poll_seconds: 1, lost_call_seconds: 1, lost_job_seconds: 2, imported_within_seconds: 2 }
    url: { env: LANDBRIDGE_URL }
    visible_within_seconds: 1
    look_ups: 2
    auth: { basic: { user: { env: LANDBRIDGE_USER }, password: { env: LANDBRIDGE_PASSWORD } } }
target: erp
gates: { rejects_max: \"100%\", breaks_max: 0 }
";

const IMPORT_MAPPING: &str = "version: 1
object: vendors
source: { json: vendors.jsonl }
business_key: SupplierNumber
target: { object: suppliers, fbdi: suppliers }
fields:
  Supplier: { from: name }
  SupplierNumber: { from: number }
  TaxOrganizationTypeCode: { from: kind }
  BusinessRelationshipCode: { value: SPEND_AUTHORIZED }
  TaxpayerCountryCode: { value: NO }
  addresses:
    each: addresses
    fields:
      AddressName: { from: name }
      CountryCode: { value: NO }
      AddressLine1: { value: 1 Gate }
      City: { value: Oslo }
      AddressPurposeOrderingFlag: { value: true }
";

const DATA_SET_SETTINGS: &str = "version: 1
project: legacy
targets:
  erp:
    fusion: { framework_version: 4 }
    url: { env: LANDBRIDGE_URL }
    visible_within_seconds: 1
    look_ups: 2
    auth: { basic: { user: { env: LANDBRIDGE_USER }, password: { env: LANDBRIDGE_PASSWORD } } }
target: erp
gates: { rejects_max: \"100%\", breaks_max: 0 }
";

const DATA_SET_MAPPING: &str = "version: 1
object: vendors
source: { json: vendors.jsonl }
business_key: PersonNumber
target: { object: Worker.dat, write: upsert, poll_seconds: 1, hidden_seconds: 2 }
fields:
  PersonNumber: { from: number }
  StartDate:    { value: 2020-01-01 }
  ActionCode:   { value: HIRE }
  PersonName:
    each: names
    fields:
      LegislationCode: { value: US }
      LastName:        { from: last }
  WorkRelationship:
    each: contracts
    fields:
      LegalEmployerName: { value: US1 Legal Entity }
      DateStart:         { value: 2020-01-01 }
      WorkerType:        { value: E }
      PrimaryFlag:       { value: \"Y\" }
      Assignment:
        each: assignments
        fields:
          AssignmentNumber:         { from: number }
          AssignmentName:           { from: number }
          AssignmentStatusTypeCode: { value: ACTIVE_PROCESS }
          PersonTypeCode:           { value: Employee }
          PrimaryAssignmentFlag:    { value: \"Y\" }
  PersonEmail:
    each: emails
    fields:
      EmailType:    { from: kind }
      EmailAddress: { from: address }
      PrimaryFlag:  { value: \"Y\" }
";

/// An ERP whose jobs take their time; in every second lane it shows late what is new.
pub(super) fn erp(number: u64) -> Erp {
    let late = shows_late(number);
    let delay = |milliseconds| Duration::from_millis(if late { milliseconds } else { 0 });
    Erp::with(SandboxConfig::with_user(USER, PASSWORD).faults(Faults {
        visibility_delay: delay(200),
        data_set_not_found_delay: delay(300),
        data_set_delay: Duration::from_millis(250),
        job_latency: Duration::from_millis(120),
        ..Faults::default()
    }))
}

impl Kind {
    /// A project that loads by file.
    pub(super) fn project(self) -> Project {
        let project = Project::empty();
        match self {
            Self::Import => {
                project.write("landbridge.yaml", IMPORT_SETTINGS);
                let open = r#"{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}"#;
                project.write("schemas/suppliers.json", open);
                project.write("mappings/vendors.yaml", IMPORT_MAPPING);
            }
            Self::DataSet => {
                project.write("landbridge.yaml", DATA_SET_SETTINGS);
                // Nobody is asked: what is known of the file stands in the program.
                let nobody = "http://127.0.0.1:9";
                run(&mut project.command(nobody, &["schema", "pull", "erp", "Worker.dat"])).ok();
                project.write("mappings/vendors.yaml", DATA_SET_MAPPING);
            }
        }
        project
    }

    /// The extract, with two records under one key among the others.
    pub(super) fn extract(self, project: &Project, vendors: &[Vendor]) {
        let mut lines = String::new();
        for (number, vendor) in vendors.iter().enumerate() {
            let record = self.record(&format!("{number:06}"), &vendor.name, vendor.refused);
            writeln!(lines, "{record}").unwrap();
        }
        for name in ["Vendor one", "Vendor two"] {
            writeln!(lines, "{}", self.record(AMBIGUOUS, name, false)).unwrap();
        }
        project.write("data/vendors.jsonl", lines);
    }

    /// One record; the ERP does not know the kind of one that it is to refuse.
    fn record(self, number: &str, name: &str, refused: bool) -> Json {
        match self {
            Self::Import => json!({
                "number": number, "name": name,
                "kind": if refused { "NOWHERE" } else { "CORPORATION" },
                "addresses": [{"name": "HQ"}, {"name": "Store"}],
            }),
            Self::DataSet => json!({
                "number": number, "names": [{"last": name}],
                "contracts": [{"assignments": [{"number": number}]}],
                "emails": [{"kind": if refused { "ZZINVALID" } else { "W1" }, "address": "one@example.org"}],
            }),
        }
    }

    /// All that the ERP holds. Where nested records are not there once each, the name says so.
    pub(super) fn held(self, erp: &Erp) -> Vec<Held> {
        let (all, number, id) = match self {
            Self::Import => (
                erp.all("suppliers", "addresses"),
                "SupplierNumber",
                "SupplierId",
            ),
            Self::DataSet => (workers(erp), "PersonNumber", "PersonId"),
        };
        let all = all.into_iter();
        all.map(|one| Held {
            key: one[number].as_str().unwrap_or_default().to_owned(),
            name: self.name(&one),
            id: one[id].to_string(),
        })
        .collect()
    }

    fn name(self, one: &Json) -> String {
        let count = |nested: &Json| {
            let items = nested["items"].as_array().or_else(|| nested.as_array());
            items.map_or(0, Vec::len)
        };
        let (name, nested, wanted) = match self {
            Self::Import => (
                &one["Supplier"],
                vec![count(&one["addresses"])],
                vec![2_usize],
            ),
            Self::DataSet => (
                &one["names"]["items"][0]["LastName"],
                ["names", "emails", "workRelationships"]
                    .map(|nested| count(&one[nested]))
                    .to_vec(),
                vec![1, 1, 1],
            ),
        };
        let name = name.as_str().unwrap_or_default();
        if nested == wanted {
            return name.to_owned();
        }
        format!("{name} with {nested:?} nested records instead of {wanted:?}")
    }
}

fn workers(erp: &Erp) -> Vec<Json> {
    let mut all = Vec::new();
    loop {
        let path = format!(
            "/hcmRestApi/resources/11.13.18.05/workers?expand=names,emails,workRelationships\
             &orderBy=PersonNumber&onlyData=true&limit=500&offset={}",
            all.len()
        );
        let page = erp.ask("GET", &path, None);
        all.extend(page["items"].as_array().unwrap().iter().cloned());
        if page["hasMore"] != true {
            return all;
        }
    }
}
