//! Schemas come from where they live: an ERP that is asked to describe itself, a service's metadata.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;

use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};

use crate::odata::{OData, TOKEN};
use crate::support::{Erp, PASSWORD, Project, USER, run};

fn line_of(project: &Project, file: &str) -> Json {
    let lines = project.read("schemas/pulled.jsonl");
    let mut lines = lines
        .lines()
        .map(|line| serde_json::from_str::<Json>(line).unwrap());
    lines.find(|line| line["file"] == file).unwrap()
}

fn sha256(text: &str) -> String {
    use std::fmt::Write as _;
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().fold(String::new(), |mut digits, byte| {
        write!(digits, "{byte:02x}").unwrap();
        digits
    })
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|one| one.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// A project whose schemas are still to come.
fn without_schemas() -> Project {
    let project = Project::init();
    std::fs::remove_dir_all(project.path().join("schemas")).unwrap();
    project
}

#[test]
fn a_pull_keeps_what_the_erp_describes_with_its_hash_and_its_address() {
    let erp = Erp::start();
    let project = without_schemas();
    // The project has a mapping whose schema is not there yet: that is what the pull is for.
    let ran = project.run(&erp, &["schema", "pull", "erp"]).ok();
    assert!(
        ran.stdout.starts_with("schemas/suppliers.json: new\n"),
        "{}",
        ran.stdout
    );
    let kept = project.read("schemas/suppliers.json");
    let served = erp.ask(
        "GET",
        "/fscmRestApi/resources/11.13.18.05/suppliers/describe",
        None,
    );
    assert_eq!(serde_json::from_str::<Json>(&kept).unwrap(), served);
    let line = line_of(&project, "suppliers.json");
    assert_eq!(line["sha256"], sha256(&kept).as_str());
    assert_eq!(line["bytes"], kept.len());
    assert_eq!(line["target"], "erp");
    let address = format!("{}/fscmRestApi/resources/11.13.18.05/suppliers", erp.url());
    assert_eq!(line["address"], address.as_str());
    assert!(line["pulled"].as_str().unwrap().ends_with('Z'));
    let manifest = project.read("schemas/pulled.jsonl");
    for secret in [USER, PASSWORD] {
        assert!(
            !manifest.contains(secret) && !ran.stdout.contains(secret),
            "{secret}"
        );
    }
    assert_eq!(
        names(&project.path().join("schemas")),
        ["pulled.jsonl", "suppliers.json"]
    );
    let again = project
        .run(&erp, &["schema", "pull", "erp", "suppliers"])
        .ok();
    assert!(
        again
            .stdout
            .starts_with("schemas/suppliers.json: unchanged\n"),
        "{}",
        again.stdout
    );
    // What was pulled is what records are held against.
    project.write(
        "data/vendors.csv",
        format!("Vendor ID,Vendor Name,Country\n1,{},NOR\n", "x".repeat(361)),
    );
    project.run(&erp, &["check"]);
    let said = project.run(&erp, &["rejects"]).ok().stdout;
    assert!(said.contains("expected at most 360 characters"), "{said}");
}

#[test]
fn a_pull_says_what_changed_since_the_last_and_which_lines_break() {
    let erp = Erp::start();
    let project = without_schemas();
    project.run(&erp, &["schema", "pull", "erp"]).ok();
    // As if the last pull had been before a release that shortened an attribute and added a list.
    let kept = project.read("schemas/suppliers.json");
    let mut old: Json = serde_json::from_str(&kept).unwrap();
    for attribute in old["Resources"]["suppliers"]["attributes"]
        .as_array_mut()
        .unwrap()
    {
        if attribute["name"] == "Supplier" {
            attribute["precision"] = 400.into();
        }
    }
    let old = old.to_string();
    project.write("schemas/suppliers.json", &old);
    let manifest = project.read("schemas/pulled.jsonl");
    project.write(
        "schemas/pulled.jsonl",
        manifest.replace(&sha256(&kept), &sha256(&old)),
    );
    let ran = project.run(&erp, &["schema", "pull", "erp"]).code(3);
    assert!(
        ran.stdout.starts_with("schemas/suppliers.json: changed\n"),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains("suppliers: 1 change; 1 mapping line may break\n  may break  Supplier: 360 characters at the most, was 400\n"), "{}", ran.stdout);
    assert!(
        ran.stdout
            .contains("mappings/suppliers.yaml:15:3 may break: values of `Vendor Name`"),
        "{}",
        ran.stdout
    );
    assert_eq!(project.read("schemas/suppliers.json"), kept);
    assert_eq!(
        project.read("schemas/pulled.jsonl").replace(
            line_of(&project, "suppliers.json")["pulled"]
                .as_str()
                .unwrap(),
            ""
        ),
        manifest.replace(
            serde_json::from_str::<Json>(&manifest).unwrap()["pulled"]
                .as_str()
                .unwrap(),
            ""
        )
    );
}

#[test]
fn a_schema_that_somebody_wrote_or_changed_is_left_alone_until_it_is_to_be_replaced() {
    let erp = Erp::start();
    let project = Project::init();
    let by_hand = project.read("schemas/suppliers.json");
    let ran = project
        .run(&erp, &["schema", "pull", "erp", "--format", "json"])
        .code(3);
    let said: Json = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(said["files"][0]["kept"], "left-alone");
    assert!(ran.stderr.contains("say --replace"), "{}", ran.stderr);
    assert_eq!(project.read("schemas/suppliers.json"), by_hand);
    let ran = project.run(&erp, &["schema", "pull", "erp", "--replace"]);
    assert!(
        ran.stdout.starts_with("schemas/suppliers.json: changed\n"),
        "{}",
        ran.stdout
    );
    let pulled = project.read("schemas/suppliers.json");
    assert_eq!(
        line_of(&project, "suppliers.json")["sha256"],
        sha256(&pulled).as_str()
    );

    project.write(
        "schemas/suppliers.json",
        pulled.replace("\"precision\":360", "\"precision\":361"),
    );
    let said = project.run(&erp, &["check"]).stderr;
    assert!(said.contains("warning[MAPPING-SCHEMA-ALTERED]: schema was changed after it was pulled\n  --> mappings/suppliers.yaml:10:19"), "{said}");
    assert!(
        said.contains("found:    suppliers.json, changed by hand since 20"),
        "{said}"
    );
    let ran = project.run(&erp, &["schema", "pull", "erp"]).code(3);
    assert!(
        ran.stdout.contains("suppliers.json: left alone"),
        "{}",
        ran.stdout
    );
    project.write("schemas/suppliers.json", &pulled);
    let said = project.run(&erp, &["check"]).stderr;
    assert!(!said.contains("ALTERED"), "{said}");
}

#[test]
fn a_pull_that_fails_changes_nothing() {
    let erp = Erp::start();
    let project = without_schemas();
    let mut command = project.command(&erp.url(), &["schema", "pull", "erp"]);
    command.env("LANDBRIDGE_PASSWORD", "not-the-password");
    let ran = run(&mut command).code(6);
    assert!(ran.stderr.contains("credentials"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("not-the-password"), "{}", ran.stderr);
    assert!(!project.path().join("schemas").exists());

    // One object that the target does not have, and nothing of the other is kept.
    let ran = project
        .run(&erp, &["schema", "pull", "erp", "suppliers", "supplierz"])
        .code(3);
    assert!(
        ran.stderr.contains("found:    object \"supplierz\"")
            && ran.stderr.contains("nearest:  suppliers"),
        "{}",
        ran.stderr
    );
    assert!(!project.path().join("schemas").exists());
    let ran = project.run(&erp, &["schema", "pull", "epr"]).code(3);
    assert!(
        ran.stderr.contains("found:    target \"epr\""),
        "{}",
        ran.stderr
    );
}

/// Answers one request with these bytes, and closes.
fn answering(body: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            drop(stream.read(&mut [0; 4096]));
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            drop(stream.write_all(head.as_bytes()));
            drop(stream.write_all(body));
        }
    });
    format!("http://{address}/odata")
}

/// A target that is only asked for its metadata, with a token.
fn add_target(project: &Project, url: &str) {
    let file = project.read("landbridge.yaml");
    let target = format!(
        "targets:\n  legacy:\n    url: {url}\n    description: /$metadata?sap-client=100\n    auth: {{ bearer: {{ env: LEGACY_TOKEN }} }}\n"
    );
    project.write("landbridge.yaml", file.replacen("targets:\n", &target, 1));
}

fn pull_legacy(project: &Project, arguments: &[&str]) -> crate::support::Ran {
    let arguments = [&["schema", "pull", "legacy"], arguments].concat();
    let mut command = project.command("http://127.0.0.1:9", &arguments);
    run(command.env("LEGACY_TOKEN", TOKEN))
}

#[test]
fn an_answer_that_is_no_schema_or_not_whole_is_never_kept() {
    let page = b"<html><body>Please log in</body></html>";
    let broken = b"<edmx:Edmx Version=\"4.0\"><edmx:DataServices>";
    for (body, said) in [
        (
            &page[..],
            "found:    /$metadata?sap-client=100, line 1: the element <html>",
        ),
        (&broken[..], "line 1: an end inside <DataServices>"),
        (&b"\xff\xfe<\0"[..], "bytes that are not UTF-8"),
    ] {
        let project = without_schemas();
        project.write("schemas/legacy.xml", "what was pulled before");
        add_target(&project, &answering(body));
        let ran = pull_legacy(&project, &["Vendors"]).code(3);
        assert!(ran.stderr.contains(said), "{}", ran.stderr);
        assert_eq!(project.read("schemas/legacy.xml"), "what was pulled before");
        assert_eq!(names(&project.path().join("schemas")), ["legacy.xml"]);
    }
}

#[test]
fn the_metadata_of_a_real_odata_service_is_pulled_and_holds_a_mapping() {
    let server = OData::start();
    let project = without_schemas();
    add_target(&project, &server.url);
    let ran = pull_legacy(&project, &["Vendors"]).ok();
    assert!(
        ran.stdout.starts_with("schemas/legacy.xml: new\n"),
        "{}",
        ran.stdout
    );
    let kept = project.read("schemas/legacy.xml");
    assert!(kept.contains("<EntityType Name=\"Vendor\">"), "{kept}");
    let line = line_of(&project, "legacy.xml");
    // The query may hold what is not for everybody.
    assert_eq!(line["address"], format!("{}/$metadata", server.url));
    assert_eq!(line["sha256"], sha256(&kept).as_str());
    assert!(!project.read("schemas/pulled.jsonl").contains(TOKEN));

    // A mapping into it is held against lengths, digits, what is required and what is nested.
    project.write("mappings/suppliers.yaml", VENDORS);
    project.write(
        "data/vendors.csv",
        "Vendor ID,Vendor Name,Town,Limit\n1,Acme,,1.005\n2,,Oslo,1.25\n",
    );
    let erp = Erp::start();
    project.run(&erp, &["check"]).code(4);
    let said = project.run(&erp, &["rejects"]).ok().stdout;
    assert!(
        said.contains("at most 16 digits before and 2 after the decimal point"),
        "{said}"
    );
    assert!(
        said.contains("Name\n") && said.contains("expected a value"),
        "{said}"
    );

    // The service changes: what was pulled before is compared with what it says now.
    let old = kept.replace("MaxLength=\"360\"", "MaxLength=\"500\"");
    assert_ne!(old, kept);
    project.write("schemas/legacy.xml", &old);
    let manifest = project.read("schemas/pulled.jsonl");
    project.write(
        "schemas/pulled.jsonl",
        manifest.replace(&sha256(&kept), &sha256(&old)),
    );
    let ran = pull_legacy(&project, &["Vendors"]);
    assert!(
        ran.stdout
            .contains("may break  Name: 360 characters at the most, was 500"),
        "{}",
        ran.stdout
    );
    assert_eq!(project.read("schemas/legacy.xml"), kept);
}

const VENDORS: &str = r"version: 1
object: suppliers
source:
  delimited: vendors.csv
business_key: Code
target: { object: suppliers, write: create }
schema: { file: schemas/legacy.xml, form: odata, object: Vendors }
fields:
  Code:        { from: Vendor ID }
  Name:        { from: Vendor Name }
  CreditLimit: { from: Limit }
";

#[test]
fn the_real_service_refuses_who_does_not_know_its_token_and_nothing_is_kept() {
    let server = OData::start();
    let project = without_schemas();
    add_target(&project, &server.url);
    let mut command = project.command(
        "http://127.0.0.1:9",
        &["schema", "pull", "legacy", "Vendors"],
    );
    let ran = run(command.env("LEGACY_TOKEN", "another-token-of-somebody")).code(6);
    assert!(
        ran.stderr.contains("HTTP 401") && !ran.stderr.contains("another-token"),
        "{}",
        ran.stderr
    );
    assert!(!project.path().join("schemas").exists());
}

#[test]
fn a_target_without_a_connector_is_described_and_not_loaded_into() {
    let project = Project::init();
    add_target(&project, "http://127.0.0.1:9/odata");
    let mapping = project.read("mappings/suppliers.yaml");
    project.write(
        "mappings/suppliers.yaml",
        mapping.replace("write: create", "write: create, to: legacy"),
    );
    let said = project.look("check", &[]).code(3).stderr;
    assert!(
        said.contains("found:    target `legacy`, which has no connector"),
        "{said}"
    );
}

#[test]
fn a_description_whose_only_object_has_another_name_says_how_the_mapping_names_it() {
    let erp = Erp::start();
    let project = without_schemas();
    let ran = project
        .run(&erp, &["schema", "pull", "erp", "purchaseOrders"])
        .code(3);
    let fix = "fix:      say in the mapping that the schema calls it so: schema: { object: draftPurchaseOrders }";
    assert!(ran.stderr.contains(fix), "{}", ran.stderr);
    let mapping = project.read("mappings/suppliers.yaml");
    let orders = mapping
        .replace("object: suppliers", "object: purchaseOrders")
        .replace(
            "defaults:",
            "schema: { object: draftPurchaseOrders }\ndefaults:",
        );
    project.write("mappings/orders.yaml", orders);
    let ran = project.run(&erp, &["schema", "pull", "erp"]).ok();
    assert!(
        ran.stdout
            .contains("schemas/draftPurchaseOrders.json: new\n"),
        "{}",
        ran.stdout
    );
    let found = project
        .run(&erp, &["check", "--object", "purchaseOrders"])
        .code(3)
        .stderr;
    assert!(
        found.contains("error[MAPPING-ATTRIBUTE]") && !found.contains("MAPPING-SCHEMA"),
        "{found}"
    );
}
