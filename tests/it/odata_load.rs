//! Loading into an OData server that nobody here wrote: what arrives, what it refuses, what is
//! changed, what became of a lost answer, and that all agrees in the end.

use crate::odata::{OData, TOKEN, say};
use crate::support::{Project, run};

const MAPPING: &str = r#"version: 1
object: suppliers
source: { delimited: vendors.csv }
business_key: Code
target: { object: Vendors, write: upsert }
schema: { file: schemas/Vendors.xml, form: odata, object: Vendors }
fields:
  Code:        { from: Vendor ID }
  Name:        { from: Vendor Name }
  CreditLimit: { from: Limit }
  ValidFrom:   { from: Since, date: "%d/%m/%Y" }
  Sites:
    each: { delimited: sites.csv }
    on: Vendor ID
    fields:
      Name: { from: Site }
control_totals:
  - { name: credit, sum: Limit, against: CreditLimit }
"#;

const VENDORS: &str = "\
Vendor ID,Vendor Name,Limit,Since
V-1,Acme,1000.10,31/01/2024
V-O'2,Ølgod & Søn,250.25,29/02/2024
V-3,Acme closed,10.00,01/03/2024
V-4,Basel Werke,0.05,01/03/2024
V-5,Cairo Cotton,99999999.99,01/03/2024
";

const SITES: &str = "Vendor ID,Site\nV-1,North\nV-1,South\nV-4,Basel\n";

/// A project whose target is this server.
fn project(server: &OData) -> Project {
    let data = &[("vendors.csv", VENDORS), ("sites.csv", SITES)];
    server.project("Vendors", data, ("suppliers.yaml", MAPPING))
}

/// What the server holds, asked past the program, page by page.
fn held(server: &OData) -> Vec<serde_json::Value> {
    let script = "(async () => { const all = []; for (;;) { \
        const answer = await fetch(process.argv[1] + '/Vendors?$skip=' + all.length, \
        { headers: { authorization: 'Bearer ' + process.argv[2] } }); \
        const page = (await answer.json()).value; if (page.length === 0) break; all.push(...page); } \
        console.log(JSON.stringify(all)); })()";
    let mut node = std::process::Command::new("node");
    let ran = run(node.args(["-e", script, &server.url, TOKEN])).ok();
    serde_json::from_str(&ran.stdout).unwrap()
}

fn report(project: &Project) -> serde_json::Value {
    let ran = say(project, &["report", "--format", "json"]).ok();
    serde_json::from_str(&ran.stdout).unwrap()
}

/// Records made, changed, refused and left as they are in the last run.
fn counts(report: &serde_json::Value) -> [u64; 4] {
    let funnel = &report["objects"][0]["funnel"];
    let loaded = &funnel["loaded"];
    [
        &loaded["created"],
        &loaded["updated"],
        &funnel["refused"],
        &funnel["skipped"]["unchanged"],
    ]
    .map(|count| count.as_u64().unwrap())
}

fn vendor<'a>(held: &'a [serde_json::Value], code: &str) -> &'a serde_json::Value {
    let mut found = held.iter().filter(|one| one["Code"] == code);
    let one = found
        .next()
        .unwrap_or_else(|| panic!("{code} is not there"));
    assert!(found.next().is_none(), "{code} is there twice");
    one
}

fn sites(vendor: &serde_json::Value) -> Vec<&str> {
    let sites = vendor["Sites"].as_array().unwrap().iter();
    sites.map(|site| site["Name"].as_str().unwrap()).collect()
}

#[test]
fn vendors_with_nested_sites_are_loaded_partly_refused_mended_changed_and_reconciled() {
    // The server gives two records a page, and says of the rest nothing but their number.
    let server = OData::with(&[("PAGE", "2")]);
    let project = project(&server);
    say(&project, &["run"]).code(4);

    // The server's own words stand on the record that it refused, and on no other.
    let first = report(&project);
    assert_eq!(counts(&first), [4, 0, 1, 0]);
    let causes = first["objects"][0]["causes"].as_array().unwrap();
    assert_eq!(causes.len(), 1);
    assert_eq!(causes[0]["code"], "LOAD-REFUSED");
    let samples = causes[0]["samples"].as_array().unwrap();
    assert_eq!(samples.len(), 1);
    assert_eq!(samples[0]["key"], "V-3");
    assert_eq!(samples[0]["origin"], "vendors.csv:4");
    assert_eq!(
        samples[0]["found"],
        "422: A vendor that is closed cannot be entered."
    );
    // What is there agrees to the cent, with its nested records, whatever signs a key holds.
    let there = held(&server);
    assert_eq!(there.len(), 4);
    assert_eq!(sites(vendor(&there, "V-1")), ["North", "South"]);
    assert_eq!(vendor(&there, "V-O'2")["ValidFrom"], "2024-02-29");
    let object = &first["objects"][0];
    assert_eq!(
        (&object["compared"], &object["breaks_open"]),
        (&4.into(), &0.into())
    );
    assert_eq!(object["totals"][0]["erp"], "100001250.39");

    // The refused record is mended and another one changed; the rest is not sent again.
    let mended = VENDORS.replace("Acme closed", "Acme open");
    project.write("data/vendors.csv", mended.replace("1000.10", "1500.10"));
    project.write("data/sites.csv", format!("{SITES}V-1,West\n"));
    say(&project, &["run"]).ok();
    let second = report(&project);
    assert_eq!(counts(&second), [1, 1, 0, 3]);
    let there = held(&server);
    assert_eq!(there.len(), 5);
    assert_eq!(sites(vendor(&there, "V-1")), ["North", "South", "West"]);
    assert_eq!(vendor(&there, "V-1")["CreditLimit"], 1500.1);
    let object = &second["objects"][0];
    assert_eq!(
        (&object["compared"], &object["breaks_open"]),
        (&5.into(), &0.into())
    );
}

#[test]
fn what_is_only_changed_is_found_by_its_key_whoever_made_it() {
    let server = OData::with(&[]);
    say(&project(&server), &["load"]).code(4);
    let (before, rest) = MAPPING.split_once("  Sites:").unwrap();
    let (_, totals) = rest.split_once("control_totals").unwrap();
    let updates = format!("{before}control_totals{totals}").replace("upsert", "update");
    let vendors = "Vendor ID,Vendor Name,Limit,Since\n\
        V-1,Acme,1500.10,31/01/2024\nV-4,Basel Werke,0.05,01/03/2024\nV-9,Nobody,1.00,01/03/2024\n";
    let data = &[("vendors.csv", vendors)];
    let other = server.project("Vendors", data, ("suppliers.yaml", &updates));
    say(&other, &["load"]).code(4);
    assert_eq!(counts(&report(&other)), [0, 2, 1, 0]);
    let there = held(&server);
    assert_eq!(there.len(), 4, "none is made");
    assert_eq!(vendor(&there, "V-1")["CreditLimit"], 1500.1);
    assert_eq!(sites(vendor(&there, "V-1")), ["North", "South"]);
    let causes = &report(&other)["objects"][0]["causes"];
    assert_eq!(causes[0]["code"], "LOAD-NOT-THERE");
}

#[test]
fn records_go_together_in_batches_and_each_gets_its_own_answer() {
    // The server refuses every write that comes alone.
    let server = OData::with(&[("TOGETHER", "1")]);
    let project = project(&server);
    let file = project.read("landbridge.yaml");
    let batches = "odata: { batch: json, batch_records: 3 }";
    project.write(
        "landbridge.yaml",
        file.replace("odata: { page_size: 2 }", batches),
    );
    say(&project, &["run"]).code(4);
    let told = report(&project);
    assert_eq!(counts(&told), [4, 0, 1, 0]);
    let sample = &told["objects"][0]["causes"][0]["samples"][0];
    assert_eq!(sample["origin"], "vendors.csv:4");
    assert_eq!(
        sample["found"],
        "422: A vendor that is closed cannot be entered."
    );
    assert_eq!(told["objects"][0]["breaks_open"], 0);

    let mended = VENDORS.replace("Acme closed", "Acme open");
    project.write("data/vendors.csv", mended.replace("1000.10", "1500.10"));
    say(&project, &["run"]).ok();
    let told = report(&project);
    assert_eq!(counts(&told), [1, 1, 0, 3]);
    assert_eq!(told["objects"][0]["breaks_open"], 0);
    assert_eq!(held(&server).len(), 5);
}

#[test]
fn a_write_whose_answer_got_lost_is_looked_up_and_never_made_twice() {
    let server = OData::with(&[("LOSE", "3")]);
    let project = project(&server);
    say(&project, &["run"]).code(4);
    let told = report(&project);
    // The lost ones are found as they were sent; a refusal that got lost is made again, and told.
    assert_eq!(told["objects"][0]["funnel"]["in_doubt"], 0);
    let [created, updated, refused, _] = counts(&told);
    assert_eq!((created + updated, refused), (4, 1), "{told:#}");
    assert_eq!(told["objects"][0]["breaks_open"], 0);
    let there = held(&server);
    assert_eq!(there.len(), 4);
    for code in ["V-1", "V-O'2", "V-4", "V-5"] {
        vendor(&there, code);
    }
}

/// A request past the program; gives its status.
fn ask(server: &OData, method: &str, path: &str, body: &str) -> String {
    let script = "fetch(process.argv[1], { method: process.argv[3], body: process.argv[4] || undefined, \
        headers: { 'content-type': 'application/json', authorization: 'Bearer ' + process.argv[2] } })\
        .then((answer) => console.log(answer.status))";
    let address = format!("{}{path}", server.url);
    let mut node = std::process::Command::new("node");
    run(node.args(["-e", script, &address, TOKEN, method, body]))
        .ok()
        .stdout
}

#[test]
fn what_others_deleted_changed_and_added_is_a_break_of_its_kind_with_the_value_of_the_erp() {
    let server = OData::start();
    let project = project(&server);
    project.write(
        "data/vendors.csv",
        VENDORS.replace("Acme closed", "Acme open"),
    );
    say(&project, &["run"]).ok();
    let there = held(&server);
    let path = |code: &str| format!("/Vendors({})", vendor(&there, code)["Id"]);
    assert_eq!(
        ask(&server, "PATCH", &path("V-4"), r#"{"CreditLimit":0.06}"#),
        "204\n"
    );
    assert_eq!(ask(&server, "DELETE", &path("V-5"), ""), "204\n");
    let other = r#"{"Code":"V-9","Name":"Nobody sent it"}"#;
    assert_eq!(ask(&server, "POST", "/Vendors", other), "201\n");

    say(&project, &["reconcile"]).code(5);
    let told = report(&project);
    let breaks = told["objects"][0]["breaks"].as_array().unwrap().iter();
    let mut breaks: Vec<[&str; 4]> = breaks
        .map(|one| ["kind", "key", "field", "erp"].map(|part| one[part].as_str().unwrap_or("")))
        .collect();
    breaks.sort_unstable();
    assert_eq!(
        breaks,
        [
            ["amount", "V-4", "CreditLimit", "0.06"],
            ["missing", "V-5", "", "nothing"],
            ["unexpected", "V-9", "", "\"V-9\""],
        ]
    );
}

#[test]
fn an_entity_set_that_is_not_there_is_told_before_anything_is_sent() {
    let server = OData::start();
    let project = project(&server);
    project.write(
        "mappings/suppliers.yaml",
        MAPPING.replace("object: Vendors, write", "object: Suppliers, write"),
    );
    let ran = say(&project, &["load"]);
    let said = format!("{}{}", ran.stdout, ran.stderr);
    assert!(
        said.contains("no entity set `Suppliers`; it has Journals, Vendors"),
        "{said}"
    );
    assert_eq!(held(&server).len(), 0);
}

/// The codes that the server holds, in their order, of records for which something holds.
fn codes(server: &OData, holds: impl Fn(&serde_json::Value) -> bool) -> Vec<String> {
    let there = held(server).into_iter();
    let mut codes: Vec<String> = there
        .filter(holds)
        .map(|one| one["Code"].as_str().unwrap().to_owned())
        .collect();
    codes.sort();
    codes
}

/// A server that holds one vendor that the extract has too and one that it has not, and a project that loaded the others.
fn loaded(says: &str) -> (OData, Project) {
    let server = OData::start();
    let project = project(&server);
    let mapping = MAPPING.replace("write: upsert }", &format!("write: upsert, {says} }}"));
    project.write("mappings/suppliers.yaml", mapping);
    project.write(
        "data/vendors.csv",
        VENDORS.replace("Acme closed", "Acme open"),
    );
    for (code, name) in [("V-1", "Was there"), ("V-9", "Nobody sent it")] {
        let body = format!(r#"{{"Code":"{code}","Name":"{name}"}}"#);
        assert_eq!(ask(&server, "POST", "/Vendors", &body), "201\n");
    }
    say(&project, &["load"]).ok();
    assert_eq!(counts(&report(&project)), [4, 1, 0, 0]);
    (server, project)
}

const MADE: [&str; 4] = ["V-3", "V-4", "V-5", "V-O'2"];

#[test]
fn an_undo_deletes_what_the_run_made_and_leaves_what_was_there_before() {
    let (server, project) = loaded("deletes: true");
    let told = say(&project, &["load", "--undo", "1"]).ok();
    assert_eq!(
        codes(&server, |_| true).len(),
        6,
        "a dry run deletes nothing: {}",
        told.stdout
    );
    say(&project, &["load", "--undo", "1", "--confirm"]).ok();
    assert_eq!(codes(&server, |_| true), ["V-1", "V-9"]);
    // Taken back, they go with the next load.
    say(&project, &["load"]).ok();
    assert_eq!(codes(&server, |_| true).len(), 6);
}

#[test]
fn what_may_not_be_deleted_is_taken_out_of_use_as_the_mapping_says() {
    let (server, project) = loaded("inactive: { Blocked: true }");
    let blocked = |one: &serde_json::Value| one["Blocked"] == true;
    let told = say(&project, &["load", "--undo", "1", "--format", "json"]).ok();
    assert!(told.stdout.contains("would_inactivate"), "{}", told.stdout);
    assert_eq!(codes(&server, blocked), [""; 0]);
    say(&project, &["load", "--undo", "1", "--confirm"]).ok();
    assert_eq!(codes(&server, blocked), MADE);
    assert_eq!(codes(&server, |_| true).len(), 6, "nothing is deleted");
    // What was there keeps what it had, and a second undo finds nothing to do.
    assert_eq!(vendor(&held(&server), "V-5")["CreditLimit"], 99_999_999.99);
    say(&project, &["load", "--undo", "1", "--confirm"]).ok();
    assert_eq!(codes(&server, blocked), MADE);
}
