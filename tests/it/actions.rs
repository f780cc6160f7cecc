//! Records that are only changed: found first, left alone where they are as they are to be, brought into a state by an action once.

use std::fmt::Write as _;

use landbridge_sandbox::{Counters, Faults, Share};
use serde_json::{Value as Json, json};

use crate::golden::{golden, redacted};
use crate::support::{Erp, Project, run};

const RESOURCES: &str = "/fscmRestApi/resources/11.13.18.05";

const PROJECT: &str = "version: 1
project: orders
targets:
  erp:
    fusion: { framework_version: 4, batch_records: 50 }
    url: { env: LANDBRIDGE_URL }
    auth: { basic: { user: { env: LANDBRIDGE_USER }, password: { env: LANDBRIDGE_PASSWORD } } }
    visible_within_seconds: 0
target: erp
";

const SUBMISSIONS: &str = "version: 1
object: submissions
source: { delimited: orders.csv }
business_key: OrderNumber
target: { object: purchaseOrders, write: update, action: submit }
schema: { file: orders.json, object: purchaseOrders }
fields:
  OrderNumber: { from: No }
  Status: { value: OPEN }
";

/// Orders of a file that are to be submitted. The status is the ERP's own, and an order needs more than is said here.
fn project(numbers: &[&str]) -> Project {
    let project = Project::empty();
    project.write("landbridge.yaml", PROJECT);
    let attribute = |name: &str, mandatory: bool, changes: &str| json!({ "name": name, "type": "string", "queryable": true, "mandatory": mandatory, "allowChanges": changes });
    let attributes = [
        attribute("OrderNumber", false, "inCreate"),
        attribute("Supplier", true, "always"),
        attribute("Description", false, "always"),
        attribute("Status", false, "never"),
    ];
    let schema = json!({ "Resources": { "purchaseOrders": { "attributes": attributes } } });
    project.write("orders.json", schema.to_string());
    project.write("mappings/submissions.yaml", SUBMISSIONS);
    project.write("data/orders.csv", format!("No\n{}\n", numbers.join("\n")));
    project
}

/// An ERP with drafts of orders.
fn erp(numbers: &[&str]) -> Erp {
    let erp = Erp::start();
    let supplier = json!({ "Supplier": "Acme Tools", "SupplierNumber": "V-1", "TaxOrganizationType": "Corporation",
        "BusinessRelationship": "Spend Authorized" });
    erp.ask(
        "POST",
        &format!("{RESOURCES}/suppliers"),
        Some(&supplier.to_string()),
    );
    for number in numbers {
        let order = json!({ "OrderNumber": number, "ProcurementBU": "Africa BU", "SupplierNumber": "V-1",
            "CurrencyCode": "KES", "lines": [] });
        let path = format!("{RESOURCES}/draftPurchaseOrders");
        let made = erp.ask("POST", &path, Some(&order.to_string()));
        assert!(made["POHeaderId"].is_number(), "{made}");
    }
    erp
}

/// Numbers and statuses of the ERP's orders.
fn statuses(erp: &Erp) -> Vec<String> {
    let orders = erp.all("purchaseOrders", "");
    let text = |order: &Json, name: &str| order[name].as_str().unwrap().to_owned();
    let mut all: Vec<String> = orders
        .iter()
        .map(|order| format!("{} {}", text(order, "OrderNumber"), text(order, "Status")))
        .collect();
    all.sort();
    all
}

fn posts(counters: &Counters) -> u64 {
    counters.by_method.get("POST").copied().unwrap_or(0)
}

/// What a command sends, in requests that write.
fn sent(erp: &Erp, work: impl FnOnce()) -> u64 {
    let before = erp.counters();
    work();
    let after = erp.counters();
    assert_eq!(
        after.writes_attempted - before.writes_attempted,
        posts(&after) - posts(&before),
        "only actions"
    );
    posts(&after) - posts(&before)
}

#[test]
fn an_action_is_sent_once_to_what_does_not_show_yet_what_it_comes_to() {
    let erp = erp(&["PO-1", "PO-2", "PO-3"]);
    let project = project(&["PO-1", "PO-2"]);
    // Somebody submits one by hand: the sandbox would refuse a second time.
    project.write("data/orders.csv", "No\nPO-2\n");
    let by_hand = sent(&erp, || drop(project.run(&erp, &["load"]).ok()));
    assert_eq!(by_hand, 1);
    assert_eq!(
        statuses(&erp),
        ["PO-1 INCOMPLETE", "PO-2 OPEN", "PO-3 INCOMPLETE"]
    );

    let fresh = self::project(&["PO-1", "PO-2"]);
    assert_eq!(sent(&erp, || drop(fresh.run(&erp, &["load"]).ok())), 1);
    assert_eq!(
        statuses(&erp),
        ["PO-1 OPEN", "PO-2 OPEN", "PO-3 INCOMPLETE"]
    );
    let report = fresh.report(&erp);
    assert_eq!(
        report["objects"][0]["funnel"]["loaded"]["created"], 0,
        "{report:#}"
    );
    assert_eq!(
        report["objects"][0]["funnel"]["loaded"]["updated"], 2,
        "{report:#}"
    );

    assert_eq!(sent(&erp, || drop(fresh.run(&erp, &["load"]).ok())), 0);
    assert_eq!(erp.counters().refused, 0, "nothing was tried in vain");
}

#[test]
fn an_action_whose_answer_got_lost_is_settled_by_what_the_record_shows() {
    let erp = erp(&["PO-1", "PO-2"]);
    let project = project(&["PO-1", "PO-2"]);
    erp.set_faults(Faults {
        lost_reply_share: Share::ALL,
        ..Faults::default()
    });
    assert_eq!(sent(&erp, || drop(project.run(&erp, &["load"]).ok())), 2);
    assert_eq!(erp.counters().lost_replies, 2);
    assert_eq!(statuses(&erp), ["PO-1 OPEN", "PO-2 OPEN"]);
    assert_eq!(sent(&erp, || drop(project.run(&erp, &["load"]).ok())), 0);
}

#[test]
fn whoever_dies_around_an_action_leaves_it_to_be_sent_once() {
    for point in [
        "intent.after",
        "look-up.before",
        "look-up.after",
        "send.before",
        "send.after",
        "settle.before",
        "settle.within",
        "settle.after",
    ] {
        let erp = erp(&["PO-1"]);
        let project = project(&["PO-1"]);
        let actions = sent(&erp, || {
            let mut killed = project.command(&erp.url(), &["load"]);
            run(killed.env("LANDBRIDGE_CRASH_AT", point)).code(-1);
            project.run(&erp, &["load"]).ok();
        });
        assert_eq!(actions, 1, "{point}");
        assert_eq!(statuses(&erp), ["PO-1 OPEN"], "{point}");
    }
}

#[test]
fn what_is_not_there_is_refused_and_never_made() {
    let erp = erp(&["PO-1"]);
    let project = project(&["PO-1", "PO-9"]);
    assert_eq!(sent(&erp, || drop(project.run(&erp, &["load"]))), 1);
    assert_eq!(statuses(&erp), ["PO-1 OPEN"]);
    let rejects = project.look("rejects", &[]).stdout;
    assert!(rejects.contains("LOAD-NOT-THERE"), "{rejects}");
}

#[test]
fn a_plan_names_the_action_and_what_it_changes() {
    let erp = erp(&["PO-1", "PO-2", "PO-3"]);
    let by_hand = project(&["PO-3"]);
    by_hand.run(&erp, &["load"]).ok();
    let project = project(&["PO-1", "PO-2", "PO-3", "PO-9"]);
    let ran = project.run(&erp, &["plan"]).ok();
    let ids = regex::Regex::new(r"3000\d{8,}").unwrap();
    let told = redacted(&ran.stdout, project.path());
    golden!("action-plan", ids.replace_all(&told, "[id]"));
}

#[test]
fn the_reconciliation_sees_what_an_action_did_not_come_to() {
    let erp = erp(&["PO-1"]);
    let project = project(&["PO-1"]);
    project.run(&erp, &["run"]).ok();
    // A record that is put back by somebody: its draft is made anew.
    let orders = erp.all("purchaseOrders", "");
    let path = format!(
        "{RESOURCES}/draftPurchaseOrders/{}",
        orders[0]["POHeaderId"]
    );
    erp.ask("DELETE", &path, None);
    let order = json!({ "OrderNumber": "PO-1", "ProcurementBU": "Africa BU", "SupplierNumber": "V-1",
        "CurrencyCode": "KES", "lines": [] });
    let path = format!("{RESOURCES}/draftPurchaseOrders");
    erp.ask("POST", &path, Some(&order.to_string()));
    project.run(&erp, &["reconcile"]).code(5);
    let report = project.report(&erp);
    let breaks = report["objects"][0]["breaks"].as_array().unwrap();
    assert!(
        breaks.iter().any(|one| one["kind"] == "text"),
        "{breaks:#?}"
    );
}

#[test]
fn an_undo_says_that_an_action_stands() {
    let erp = erp(&["PO-1"]);
    let project = project(&["PO-1"]);
    project.run(&erp, &["load"]).ok();
    let mut told = String::new();
    let actions = sent(&erp, || {
        let ran = project.run(&erp, &["load", "--undo", "1", "--confirm"]);
        told = format!("{}{}", ran.stdout, ran.stderr);
    });
    assert_eq!(actions, 0);
    assert!(told.contains("the action `submit`"), "{told}");
    assert_eq!(statuses(&erp), ["PO-1 OPEN"]);
}

#[test]
fn what_does_not_fit_an_action_is_told_by_a_check() {
    let mut told = String::new();
    for (from, to) in [
        ("write: update, ", ""),
        ("write: update", "write: upsert"),
        ("  Status: { value: OPEN }\n", ""),
        ("action: submit", "action: sub/mit"),
        (
            "action: submit",
            "action: submit, action_parameters: [Reasn]",
        ),
        (", action: submit", ", action_parameters: [Status]"),
        ("action: submit", "at_most_once: true"),
        (
            "purchaseOrders, write: update, action: submit",
            "invoices, write: update, fbdi: payables-invoices, parameters: { source: Legacy, ledger_id: 1 }",
        ),
    ] {
        let project = project(&["PO-1"]);
        let wrong = SUBMISSIONS.replace(from, to);
        assert_ne!(wrong, SUBMISSIONS, "{from}");
        project.write("mappings/submissions.yaml", wrong);
        let ran = project.look("check", &[]);
        assert_ne!(ran.code, 0, "{to}");
        let said = redacted(&format!("{}{}", ran.stdout, ran.stderr), project.path());
        writeln!(told, "--- {from} → {to}\n{said}").unwrap();
    }
    golden!("action-check", told);
}

#[test]
fn an_update_without_an_action_changes_what_is_there_and_makes_nothing() {
    let erp = erp(&["PO-1", "PO-2"]);
    let project = project(&["PO-1", "PO-2", "PO-9"]);
    let mapping = SUBMISSIONS
        .replace(", action: submit", "")
        .replace("Status: { value: OPEN }", "Description: { value: Wells }");
    project.write("mappings/submissions.yaml", mapping);
    project.run(&erp, &["load"]);
    let orders = erp.all("purchaseOrders", "");
    assert_eq!(orders.len(), 2);
    assert!(
        orders.iter().all(|order| order["Description"] == "Wells"),
        "{orders:#?}"
    );
    // Nobody needs to have loaded them before: another project leaves them alone.
    let before = erp.counters().writes_attempted;
    let fresh = self::project(&["PO-1", "PO-2"]);
    fresh.write(
        "mappings/submissions.yaml",
        project.read("mappings/submissions.yaml"),
    );
    fresh.run(&erp, &["load"]).ok();
    assert_eq!(erp.counters().writes_attempted, before);
}
