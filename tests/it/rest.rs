//! Loading into an ERP that a profile describes: the sandbox, addressed as plain REST. What arrives, what is refused,
//! what is changed, what became of a lost answer, and what is said of mistakes in a profile.

use std::fmt::Write as _;

use landbridge::project::load;
use landbridge::run::Registered;
use landbridge_sandbox::{Faults, Share};

use crate::golden::{golden, scene};
use crate::support::{Erp, Project};

pub(crate) const PROFILE: &str = include_str!("rest/sandbox.yaml");
const OPENAPI: &str = include_str!("prism/openapi.yaml");

const MAPPING: &str = r#"version: 1
object: suppliers
source: { delimited: vendors.csv }
business_key: SupplierNumber
target: { object: suppliers, write: upsert }
schema: { file: schemas/suppliers.yaml, form: openapi, object: SupplierInput }
fields:
  SupplierNumber:       { from: Vendor ID }
  Supplier:             { from: Vendor Name }
  TaxOrganizationType:  { value: Corporation }
  BusinessRelationship: { value: Spend Authorized }
  InactiveDate:         { from: Until, date: "%d/%m/%Y" }
  CurrentYearPotentialRevenue: { from: Revenue }
  addresses:
    each: { delimited: addresses.csv }
    on: Vendor ID
    fields:
      AddressName: { from: Address }
      CountryCode: { from: Country }
control_totals:
  - { name: revenue, sum: Revenue, against: CurrentYearPotentialRevenue }
"#;

const VENDORS: &str = "\
Vendor ID,Vendor Name,Until,Revenue
V-1,Acme,31/01/2030,1000.10
V-O'2,Ølgod & Søn,,250.25
V-3,Dakar Dock,29/02/2028,10.00
V-4,Basel Werke,,0.05
V-5,Cairo Cotton,,99999999.99
";

/// The third one's country is none that the ERP knows.
const ADDRESSES: &str = "\
Vendor ID,Address,Country
V-1,North,NO
V-1,South,DE
V-3,Quay,QQ
V-4,Basel,CH
";

/// A project whose target is spoken to by this connector.
pub(crate) fn project(connector: &str) -> Project {
    let project = Project::empty();
    let file = format!(
        "version: 1\nproject: legacy\ntargets:\n  erp:\n    {connector}\n    url: {{ env: LANDBRIDGE_URL }}\n    \
         auth: {{ basic: {{ user: {{ env: LANDBRIDGE_USER }}, password: {{ env: LANDBRIDGE_PASSWORD }} }} }}\n\
         target: erp\n"
    );
    project.write("landbridge.yaml", file);
    project.write("profiles/sandbox.yaml", PROFILE);
    project.write("schemas/suppliers.yaml", OPENAPI);
    project.write("mappings/suppliers.yaml", MAPPING);
    project.write("data/vendors.csv", VENDORS);
    project.write("data/addresses.csv", ADDRESSES);
    project
}

pub(crate) const REST: &str = "rest: { profile_file: profiles/sandbox.yaml }";

/// The same without nested records, and by other requests of the profile.
pub(crate) fn flat(connector: &str, changes: &[(&str, &str)]) -> Project {
    let project = project(connector);
    let (before, after) = MAPPING.split_once("  addresses:\n").unwrap();
    let (_, after) = after.split_once("control_totals").unwrap();
    project.write(
        "mappings/suppliers.yaml",
        format!("{before}control_totals{after}"),
    );
    let mut profile = PROFILE.to_owned();
    for (old, new) in changes {
        assert!(profile.contains(old), "`{old}` is not in the profile");
        profile = profile.replace(old, new);
    }
    project.write("profiles/sandbox.yaml", profile);
    project
}

const UPSERT: &str =
    "  upsert: { method: POST, path: \"/{object}\", headers: { Upsert-Mode: \"true\" } }\n";

/// Records made, changed, refused and left as they are in the last run, and open breaks.
pub(crate) fn counts(report: &serde_json::Value) -> [u64; 5] {
    let object = &report["objects"][0];
    let funnel = &object["funnel"];
    let loaded = &funnel["loaded"];
    [
        &loaded["created"],
        &loaded["updated"],
        &funnel["refused"],
        &funnel["skipped"]["unchanged"],
        &object["breaks_open"],
    ]
    .map(|count| count.as_u64().unwrap())
}

fn numbers(erp: &Erp) -> Vec<String> {
    let held = erp.all("suppliers", "");
    let mut numbers: Vec<String> = held
        .iter()
        .map(|one| one["SupplierNumber"].as_str().unwrap().to_owned())
        .collect();
    numbers.sort();
    numbers
}

#[test]
fn suppliers_are_loaded_partly_refused_mended_changed_and_reconciled_by_a_profile() {
    let erp = Erp::start();
    let project = project(REST);
    project.run(&erp, &["run"]).code(4);
    let report = project.report(&erp);
    assert_eq!(counts(&report), [4, 0, 1, 0, 0]);
    let sample = &report["objects"][0]["causes"][0]["samples"][0];
    assert_eq!(
        (&sample["key"], &sample["origin"]),
        (&"V-3".into(), &"vendors.csv:4".into())
    );
    let found = sample["found"].as_str().unwrap();
    assert!(found.contains("CountryCode isn't valid"), "{found}");
    assert_eq!(report["objects"][0]["totals"][0]["erp"], "100001250.39");
    assert_eq!(numbers(&erp), ["V-1", "V-4", "V-5", "V-O'2"]);

    // The refused record is mended and another one changed; the rest is not sent again.
    project.write("data/addresses.csv", ADDRESSES.replace("QQ", "SN"));
    project.write("data/vendors.csv", VENDORS.replace("1000.10", "1500.10"));
    project.run(&erp, &["run"]).ok();
    let report = project.report(&erp);
    assert_eq!(counts(&report), [1, 1, 0, 3, 0]);
    assert_eq!(report["objects"][0]["compared"], 5);
    let held = erp.all("suppliers", "addresses");
    let first = held
        .iter()
        .find(|one| one["SupplierNumber"] == "V-1")
        .unwrap();
    assert_eq!(first["CurrentYearPotentialRevenue"], 1500.1);
    assert_eq!(first["addresses"]["items"].as_array().unwrap().len(), 2);
}

#[test]
fn what_exists_is_looked_up_and_changed_as_it_was_read_where_the_erp_knows_no_upsert() {
    let erp = Erp::start();
    let project = flat(REST, &[(UPSERT, "")]);
    project.run(&erp, &["run"]).ok();
    assert_eq!(counts(&project.report(&erp)), [5, 0, 0, 0, 0]);
    project.write(
        "data/vendors.csv",
        VENDORS.replace("Basel Werke", "Basel Works"),
    );
    project.run(&erp, &["run"]).ok();
    assert_eq!(counts(&project.report(&erp)), [0, 1, 0, 4, 0]);
    let patches = erp.counters().by_method["PATCH"];
    assert_eq!(patches, 1);

    // A record that somebody made meanwhile is changed, not made twice.
    let more = format!("{VENDORS}V-6,Delhi Dyes,,1\n").replace("Basel Werke", "Basel Works");
    project.write("data/vendors.csv", more);
    let by_hand = r#"{"SupplierNumber":"V-6","Supplier":"By hand","TaxOrganizationType":"Corporation","BusinessRelationship":"Prospective"}"#;
    erp.ask(
        "POST",
        "/fscmRestApi/resources/11.13.18.05/suppliers",
        Some(by_hand),
    );
    project.run(&erp, &["run"]).ok();
    assert_eq!(counts(&project.report(&erp)), [0, 1, 0, 5, 0]);
    assert_eq!(numbers(&erp), ["V-1", "V-3", "V-4", "V-5", "V-6", "V-O'2"]);
}

#[test]
fn what_is_there_already_is_told_from_other_refusals() {
    let erp = Erp::start();
    let project = flat(REST, &[]);
    let mapping = project.read("mappings/suppliers.yaml");
    project.write(
        "mappings/suppliers.yaml",
        mapping.replace("write: upsert", "write: create"),
    );
    let by_hand = r#"{"SupplierNumber":"V-4","Supplier":"By hand","TaxOrganizationType":"Corporation","BusinessRelationship":"Prospective"}"#;
    erp.ask(
        "POST",
        "/fscmRestApi/resources/11.13.18.05/suppliers",
        Some(by_hand),
    );
    project.run(&erp, &["run"]).code(4);
    let report = project.report(&erp);
    assert_eq!(counts(&report)[..3], [4, 0, 1]);
    let found = report["objects"][0]["causes"][0]["samples"][0]["found"].clone();
    let found = found.as_str().unwrap();
    assert!(
        found.contains("the target says that it has this record already"),
        "{found}"
    );
}

#[test]
fn a_write_whose_answer_got_lost_is_looked_up_and_never_made_twice() {
    let erp = Erp::start();
    // Made only, so that a second sending would be a second record or a refusal.
    let project = flat(REST, &[]);
    let mapping = project.read("mappings/suppliers.yaml");
    project.write(
        "mappings/suppliers.yaml",
        mapping.replace("write: upsert", "write: create"),
    );
    let mut vendors = "Vendor ID,Vendor Name,Until,Revenue\n".to_owned();
    for number in 1..=60 {
        writeln!(vendors, "W-{number},Vendor {number},,{number}.01").unwrap();
    }
    project.write("data/vendors.csv", vendors);
    erp.set_faults(Faults {
        lost_reply_share: Share::per_million(300_000),
        ..Faults::default()
    });
    project.run(&erp, &["run"]).ok();
    assert!(erp.counters().lost_replies > 0, "no answer got lost");
    assert_eq!(counts(&project.report(&erp)), [60, 0, 0, 0, 0]);
    assert_eq!(numbers(&erp).len(), 60);
}

#[test]
fn all_mistakes_in_a_profile_are_said_at_once_with_their_lines() {
    let erp = Erp::start();
    let wrong = [
        ("  version: etag", "  verson: etag"),
        ("\"/{object}/{id}\", headers", "\"/{objct}/{id}\", headers"),
        ("by: offset", "by: ofset"),
        ("items: /items\n    filter", "items: items\n    filter"),
    ];
    let project = flat(REST, &wrong);
    let ran = project.run(&erp, &["check"]).code(3);
    golden!("rest-profile-mistakes", scene(&project, &["check"], &ran));
    assert_eq!(erp.counters().requests, 0);

    project.write(
        "landbridge.yaml",
        project
            .read("landbridge.yaml")
            .replace("sandbox.yaml", "sandbx.yaml"),
    );
    let ran = project.run(&erp, &["check"]).code(3);
    assert!(
        ran.stderr.contains("profiles/sandbx.yaml"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("landbridge.yaml:5:13"),
        "{}",
        ran.stderr
    );
}

#[test]
fn what_the_profile_says_of_pace_holds_where_the_project_says_nothing() {
    let at_once = |project: &Project| {
        let erp = Erp::start();
        let vendors = (1..=40).map(|number| format!("W-{number},Vendor {number},,1\n"));
        let vendors: String = vendors.collect();
        project.write(
            "data/vendors.csv",
            format!("Vendor ID,Vendor Name,Until,Revenue\n{vendors}"),
        );
        erp.set_faults(Faults {
            latency: std::time::Duration::from_millis(20),
            ..Faults::default()
        });
        project.run(&erp, &["run"]).ok();
        erp.counters().in_flight_max
    };
    let limited = [("defaults:", "limits: { concurrency: 1 }\ndefaults:")];
    assert_eq!(at_once(&flat(REST, &limited)), 1);
    let project = flat(REST, &limited);
    let file = project.read("landbridge.yaml");
    project.write(
        "landbridge.yaml",
        file.replace("    url:", "    concurrency: 4\n    url:"),
    );
    assert!(at_once(&project) > 1, "the project goes before");
}

#[test]
fn a_changed_profile_is_another_plan() {
    let hash = |project: &Project| load(project.path(), &Registered).project.unwrap().hash;
    let one = flat(REST, &[]);
    let other = flat(REST, &[("size: 2", "size: 3")]);
    assert_eq!(hash(&one), hash(&flat(REST, &[])));
    assert_ne!(hash(&one), hash(&other));
}

#[test]
fn the_document_that_the_profile_names_is_pulled_as_the_schema() {
    let erp = Erp::start();
    let project = flat(REST, &[]);
    project
        .run(&erp, &["schema", "pull", "erp", "suppliers"])
        .ok();
    assert!(
        project
            .read("schemas/suppliers.json")
            .contains("\"SupplierNumber\"")
    );
}
