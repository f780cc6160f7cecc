//! A load that is steered: it stops by its own rules, sends the first records before the rest, and waits while somebody paused it.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use landbridge_sandbox::{Faults, SandboxConfig};
use serde_json::json;

use crate::golden::{golden, redacted, without_numbers};
use crate::support::{Erp, PASSWORD, Project, Ran, USER};

const SUPPLIERS: &str = "/fscmRestApi/resources/11.13.18.05/suppliers";

/// So many vendors; some have the name of the first, which the ERP takes only once.
fn project(settings: &str, records: usize, refused: impl Fn(usize) -> bool) -> Project {
    let project = Project::init();
    let file = project.read("landbridge.yaml");
    let file = file.replace("requests_per_second: 10", "requests_per_second: 5000");
    let file = file.replace("concurrency: 4", "concurrency: 1");
    let file = file.replace("gates:\n", &format!("{settings}\ngates:\n"));
    project.write("landbridge.yaml", file);
    project.believe_at_once();
    vendors(&project, records, refused);
    project
}

fn vendors(project: &Project, records: usize, refused: impl Fn(usize) -> bool) {
    let mut csv = String::from("Vendor ID,Vendor Name,Country\n");
    for number in 1..=records {
        let name = if refused(number) { 1 } else { number };
        writeln!(csv, "{number},Vendor {name},NOR").unwrap();
    }
    project.write("data/vendors.csv", csv);
}

fn there(erp: &Erp) -> usize {
    erp.all("suppliers", "").len()
}

#[test]
fn refusals_in_a_row_stop_a_load_that_goes_on_once_the_cause_is_mended() {
    let erp = Erp::start();
    let refused = |number| (11..=60).contains(&number);
    let project = project("stop: { refused_in_a_row: 5 }", 100, refused);
    let ran = project.run(&erp, &["load", "--log-level", "error"]).code(9);
    // How much was in flight is a matter of chance.
    let said = without_numbers(&redacted(&ran.stderr, project.path()));
    golden!("stop-refused-in-a-row", said);
    let funnel = project.report(&erp)["objects"][0]["funnel"].clone();
    assert_eq!(funnel["loaded"]["created"], 10);
    let refused_so_far = funnel["refused"].as_u64().unwrap();
    assert!(
        (5..12).contains(&refused_so_far),
        "only what was in flight follows: {funnel}"
    );
    assert_eq!(there(&erp), 10);

    vendors(&project, 100, |_| false);
    project.run(&erp, &["load"]).ok();
    assert_eq!(there(&erp), 100);
    assert_eq!(erp.counters().objects["suppliers"].creates, 100);
}

#[test]
fn a_share_of_refusals_stops_a_run_before_anything_is_read_back() {
    let erp = Erp::start();
    let project = project("stop: { refused_max: \"10%\" }", 200, |number| {
        number % 4 == 0
    });
    let ran = project.run(&erp, &["run"]).code(9);
    assert!(ran.stderr.contains("and 10% are allowed"), "{}", ran.stderr);
    let report = project.report(&erp);
    assert_eq!(report["objects"][0]["reconciled"], false);
    let sent = report["objects"][0]["funnel"]["not_sent"].as_u64().unwrap();
    assert!(sent > 150, "it stopped early: {report}");
    // Whoever looks later is told what the operator was told.
    let ending = &report["ending"]["held"];
    assert!(
        ending.as_str().unwrap().contains("and 10% are allowed"),
        "{ending}"
    );
}

#[test]
fn the_first_records_wait_for_a_person_and_then_the_rest_goes() {
    let erp = Erp::start();
    let project = project("canary: 5", 30, |_| false);
    let ran = project.run(&erp, &["load"]).code(9);
    golden!("canary", redacted(&ran.stderr, project.path()));
    assert_eq!(there(&erp), 5);
    let ending = project.report(&erp)["ending"].clone();
    assert!(
        ending["held"].as_str().unwrap().contains("landbridge go 1"),
        "{ending}"
    );
    // Whoever calls again changes nothing: only a person does.
    project.run(&erp, &["load"]).code(9);
    assert_eq!(there(&erp), 5);
    let ran = project.run(&erp, &["go"]).ok();
    assert!(ran.stdout.contains("30"), "{}", ran.stdout);
    assert_eq!(there(&erp), 30);
    assert_eq!(erp.counters().objects["suppliers"].creates, 30);
    let ran = project.run(&erp, &["go"]).code(2);
    assert!(
        ran.stderr.contains("nothing of run 1 waits"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_run_whose_first_records_were_read_back_still_goes_on() {
    let erp = Erp::start();
    let project = project("canary: 5", 30, |_| false);
    project.run(&erp, &["load"]).code(9);
    project.run(&erp, &["reconcile"]);
    project.run(&erp, &["go"]).ok();
    assert_eq!(there(&erp), 30);
}

#[test]
fn a_run_reads_back_after_a_person_let_it_go_on() {
    let erp = Erp::start();
    let project = project(
        "waves:\n  first: { mappings: [suppliers], canary: 3 }",
        10,
        |_| false,
    );
    project.run(&erp, &["run", "first"]).code(9);
    assert_eq!(there(&erp), 3);
    // A retry does not let it go on.
    project.run(&erp, &["retry"]).code(9);
    assert_eq!(there(&erp), 3);
    let ran = project.run(&erp, &["go", "1"]).ok();
    let words: Vec<&str> = ran.stdout.split_whitespace().collect();
    let said = "10 of 10 records read are loaded and were found in the ERP";
    assert!(words.join(" ").contains(said), "{}", ran.stdout);
    assert_eq!(there(&erp), 10);
}

#[test]
fn behind_a_gate_the_rest_goes_by_itself_where_all_is_there_as_it_was_sent() {
    let erp = Erp::start();
    let project = project("canary: { records: 5, then: gate }", 30, |_| false);
    project.run(&erp, &["load"]).ok();
    assert_eq!(there(&erp), 30);
}

#[test]
fn behind_a_gate_a_refusal_or_a_record_that_differs_keeps_the_rest() {
    let erp = Erp::start();
    let gated = "canary: { records: 5, then: gate }";
    let refused = project(gated, 30, |number| number == 2);
    let ran = refused.run(&erp, &["load"]).code(9);
    assert!(
        ran.stderr.contains("1 of suppliers refused"),
        "{}",
        ran.stderr
    );

    let erp = Erp::start();
    let altered = project(gated, 30, |_| false);
    let mut load = altered.command(&erp.url(), &["load"]);
    let ran = crate::support::run(load.env("LANDBRIDGE_LIE", "alter-sent:000003")).code(9);
    let said = "1 of suppliers not in the ERP as sent";
    assert!(ran.stderr.contains(said), "{}", ran.stderr);
    assert_eq!(there(&erp), 5);
}

#[test]
fn while_the_ledger_is_paused_nothing_is_sent_and_then_all_of_it() {
    let erp = Erp::with(SandboxConfig::with_user(USER, PASSWORD).faults(Faults {
        latency: Duration::from_millis(50),
        ..Faults::default()
    }));
    let project = project("", 100, |_| false);
    let load = project.spawn(&erp, &["load"]);
    let begun = Instant::now();
    while erp.counters().writes_committed < 5 {
        assert!(begun.elapsed() < Duration::from_mins(1), "nothing is sent");
        std::thread::sleep(Duration::from_millis(10));
    }
    let said = project.run(&erp, &["pause"]).ok().stdout;
    assert!(said.contains("landbridge pause --resume"), "{said}");
    // What was in flight arrives.
    std::thread::sleep(Duration::from_millis(700));
    let paused_at = erp.counters().writes_attempted;
    assert!(paused_at < 100, "it was over before it was paused");
    std::thread::sleep(Duration::from_millis(1_500));
    assert_eq!(
        erp.counters().writes_attempted,
        paused_at,
        "nothing is sent"
    );
    project.run(&erp, &["pause", "--resume"]).ok();
    let ran = Ran::from(load.wait_with_output().unwrap()).ok();
    assert!(
        ran.stderr.contains("paused by loader at "),
        "{}",
        ran.stderr
    );
    assert_eq!(there(&erp), 100);
    let again = project.run(&erp, &["pause", "--resume"]).ok();
    assert!(again.stdout.contains("was not paused"), "{}", again.stdout);
}

/// Two vendors and an invoice of each.
fn with_invoices(project: &Project) {
    project.write(
        "data/invoices.csv",
        "No,Vendor,Amount\nI-1,1,10.50\nI-2,2,20\n",
    );
    let schema = json!({ "type": "object", "required": ["InvoiceNumber"], "properties": {
        "InvoiceNumber": { "type": "string" }, "InvoiceCurrency": { "type": "string" },
        "InvoiceAmount": { "type": "number" }, "InvoiceDate": { "type": "string", "format": "date" },
        "BusinessUnit": { "type": "string" }, "Supplier": { "type": "string" }, "SupplierId": { "type": "integer" } } });
    project.write("schemas/invoices.json", schema.to_string());
    project.write(
        "mappings/invoices.yaml",
        "version: 1\nobject: invoices\nsource: { delimited: invoices.csv }\nbusiness_key: InvoiceNumber\n\
         target: { object: invoices }\nfields:\n  InvoiceNumber: { from: No }\n  \
         InvoiceCurrency: { value: USD }\n  InvoiceAmount: { from: Amount, number: plain }\n  \
         InvoiceDate: { value: 2026-01-31 }\n  BusinessUnit: { value: Headquarters }\n  \
         SupplierId: { from: Vendor, pad: 6, ref: suppliers }\n",
    );
}

#[test]
fn a_record_is_held_while_the_one_it_refers_to_is_refused_and_goes_with_it() {
    let erp = Erp::start();
    let project = project("", 2, |_| false);
    with_invoices(&project);
    // Somebody has the second vendor's name already.
    let taken = json!({ "Supplier": "Vendor 2", "SupplierNumber": "X-1", "TaxOrganizationType": "Corporation",
        "BusinessRelationship": "Spend Authorized" });
    let made = erp.ask("POST", SUPPLIERS, Some(&taken.to_string()));
    project.run(&erp, &["load"]).code(4);
    assert_eq!(erp.all("invoices", "").len(), 1);
    let rejects = project
        .run(&erp, &["rejects", "--code", "REF-REJECTED"])
        .ok()
        .stdout;
    assert!(rejects.contains("000002"), "the parent is named: {rejects}");
    assert!(rejects.contains("held until"), "{rejects}");

    // The cause is still there: both stay.
    project.run(&erp, &["retry"]).code(4);
    assert_eq!(erp.all("invoices", "").len(), 1);

    let path = format!("{SUPPLIERS}/{}", made["SupplierId"]);
    erp.ask("PATCH", &path, Some("{\"Supplier\":\"Another\"}"));
    project.run(&erp, &["retry"]).ok();
    assert_eq!(there(&erp), 3);
    assert_eq!(erp.all("invoices", "").len(), 2);
}

#[test]
fn in_the_canary_only_what_refers_to_records_that_are_there_is_sent() {
    let erp = Erp::start();
    let project = project("canary: 1", 2, |_| false);
    with_invoices(&project);
    project.write(
        "data/invoices.csv",
        "No,Vendor,Amount\nI-2,2,20\nI-1,1,10.50\n",
    );
    project.run(&erp, &["load"]).code(9);
    let invoices = erp.all("invoices", "");
    assert_eq!(invoices.len(), 1);
    assert_eq!(invoices[0]["InvoiceNumber"], "I-1");
    project.run(&erp, &["go"]).ok();
    assert_eq!(erp.all("invoices", "").len(), 2);
}
