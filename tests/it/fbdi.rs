//! Loads by file: what a mapping says becomes files, jobs of the ERP take them up, and whatever dies meanwhile, every
//! record is there once in the end.

mod accepted;
mod doubled;
mod early;
mod objects;
#[cfg(unix)]
mod stopped;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use landbridge_sandbox::{Faults, SandboxConfig, Share, User};
use serde_json::{Value as Json, json};

use crate::support::dice::Dice;
use crate::support::{Erp, PASSWORD, Project, Ran, USER};

const RECORDS: usize = 12;

const SETTINGS: &str = "version: 1
project: bulk
targets:
  erp:
    fusion: { framework_version: 4, poll_seconds: 1, lost_call_seconds: 1, lost_job_seconds: 1, imported_within_seconds: 1 }
    url: { env: LANDBRIDGE_URL }
    visible_within_seconds: 1
    auth: { basic: { user: { env: LANDBRIDGE_USER }, password: { env: LANDBRIDGE_PASSWORD } } }
target: erp
";

const SUPPLIERS: &str = "version: 1
object: suppliers
source: { json: suppliers.jsonl }
business_key: SupplierNumber
target: { object: suppliers, fbdi: suppliers }
fields:
  Supplier: { from: name }
  SupplierNumber: { from: number }
  TaxOrganizationTypeCode: { value: CORPORATION }
  BusinessRelationshipCode: { value: SPEND_AUTHORIZED }
  TaxpayerCountryCode: { from: country }
  addresses:
    each: addresses
    fields:
      AddressName: { from: name }
      CountryCode: { from: country }
      AddressLine1: { from: street }
      City: { from: city }
      AddressPurposeOrderingFlag: { value: true }
  sites:
    each: sites
    fields:
      SupplierSite: { from: code }
      ProcurementBU: { value: Geneva BU }
      SupplierAddressName: { from: address }
      SitePurposePurchasingFlag: { value: true }
      SitePurposePayFlag: { value: false }
  contacts:
    each: contacts
    fields:
      FirstName: { from: first }
      LastName: { from: last }
      Email: { from: email }
";

const INVOICES: &str = "version: 1
object: invoices
source: { json: invoices.jsonl }
business_key: InvoiceNumber
target: { object: invoices, fbdi: payables-invoices, parameters: { source: Legacy, ledger_id: 300 } }
fields:
  InvoiceNumber: { from: number }
  InvoiceAmount: { from: amount }
  InvoiceDate: { from: date }
  InvoiceCurrency: { value: USD }
  BusinessUnit: { value: Geneva BU }
  Supplier: { from: supplier }
  invoiceLines:
    each: lines
    fields:
      LineNumber: { from: line }
      LineType: { value: ITEM }
      LineAmount: { from: amount }
";

const JOURNALS: &str = "version: 1
object: journals
source: { json: journals.jsonl }
business_key: JeBatchName
target: { object: journalBatches, fbdi: journals, parameters: { source: Legacy, ledger_id: 300 } }
fields:
  JeBatchName: { from: batch }
  LedgerName: { value: Main }
  journalHeaders:
    each: journals
    fields:
      JournalName: { from: name }
      AccountingDate: { from: date }
      UserJeCategoryName: { value: Adjustment }
      CurrencyCode: { value: USD }
      journalLines:
        each: lines
        fields:
          AccountCombination: { from: account }
          EnteredDrAmount: { from: debit }
          EnteredCrAmount: { from: credit }
";

fn project(name: &str, mapping: &str, records: &[Json]) -> Project {
    let project = Project::empty();
    project.write("landbridge.yaml", SETTINGS);
    project.write(&format!("mappings/{name}.yaml"), mapping);
    // What an import takes is held against its columns; this schema says nothing of its own.
    let open = r#"{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}"#;
    for object in [
        "suppliers",
        "invoices",
        "journalBatches",
        "fixedAssets",
        "projects",
    ] {
        project.write(&format!("schemas/{object}.json"), open);
    }
    let mut lines = String::new();
    for record in records {
        writeln!(lines, "{record}").unwrap();
    }
    project.write(&format!("data/{name}.jsonl"), lines);
    project
}

fn suppliers() -> Vec<Json> {
    let supplier = |number: usize| {
        json!({
            "name": format!("Vendor {number}, \"Ltd\""), "number": format!("S-{number}"), "country": "NO",
            "addresses": [
                {"name": "HQ", "country": "NO", "street": "1 Gate", "city": "Oslo"},
                {"name": "Store", "country": "CH", "street": "2 Rue", "city": "Genève"}],
            "sites": [{"code": "MAIN", "address": "HQ"}],
            "contacts": [{"first": "Ann", "last": "Example", "email": format!("ann{number}@example.org")}],
        })
    };
    (1..=RECORDS).map(supplier).collect()
}

fn journals() -> Vec<Json> {
    let journal = |number: usize| {
        json!({
            "batch": format!("B-{number}"),
            "journals": [{"name": "J", "date": "2026-07-01", "lines": [
                {"account": "101-10-62520", "debit": 10.5, "credit": null},
                {"account": "101-10-11010", "debit": null, "credit": 10.5}]}],
        })
    };
    (1..=RECORDS).map(journal).collect()
}

fn invoices() -> Vec<Json> {
    let invoice = |number: usize| {
        json!({
            "number": format!("I-{number}"), "amount": "15.50", "date": "2026-07-03", "supplier": "Acme",
            "lines": [{"line": 1, "amount": 15.5}],
        })
    };
    (1..=RECORDS).map(invoice).collect()
}

/// A supplier that invoices are for.
fn with_acme(erp: &Erp) {
    let acme = r#"{"Supplier":"Acme","TaxOrganizationType":"Corporation","BusinessRelationship":"Spend Authorized"}"#;
    let made = erp.ask(
        "POST",
        "/fscmRestApi/resources/11.13.18.05/suppliers",
        Some(acme),
    );
    assert_eq!(made["Supplier"], "Acme");
}

fn object(project: &Project, erp: &Erp) -> Json {
    project.report(erp)["objects"][0].clone()
}

/// All that the ERP holds, without what it gives of its own: ids, days, who.
fn state(erp: &Erp, object: &str, expand: &str) -> Vec<String> {
    fn strip(value: &mut Json) {
        match value {
            Json::Object(members) => {
                members.retain(|name, _| {
                    let own = ["Id", "Date", "By", "links"]
                        .iter()
                        .any(|end| name.ends_with(end));
                    !own || name.starts_with("Accounting") || name == "InactiveDate"
                });
                members.values_mut().for_each(strip);
            }
            Json::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut all = erp.all(object, expand);
    all.iter_mut().for_each(strip);
    let mut all: Vec<String> = all.iter().map(ToString::to_string).collect();
    all.sort();
    all
}

#[test]
fn suppliers_by_file_and_by_rest_leave_the_same_state() {
    let (by_file, by_rest) = (Erp::start(), Erp::start());
    let file = project("suppliers", SUPPLIERS, &suppliers());
    file.run(&by_file, &["run"]).ok();
    let told = object(&file, &by_file);
    assert_eq!(told["funnel"]["loaded"]["created"], RECORDS);
    assert_eq!(told["breaks_open"], 0);

    let rest = project(
        "suppliers",
        &SUPPLIERS.replace(", fbdi: suppliers", ""),
        &suppliers(),
    );
    rest.run(&by_rest, &["run"]).ok();
    let expand = "addresses,sites,contacts";
    let states = [&by_file, &by_rest].map(|erp| state(erp, "suppliers", expand));
    assert_eq!(states[0].len(), RECORDS);
    assert_eq!(states[0], states[1]);
    // Four files, each sent once: no request a record.
    assert_eq!(by_file.counters().by_method["POST"], 4);
    let again = file.run(&by_file, &["run"]).ok();
    assert_eq!(
        by_file.counters().objects["suppliers"].creates,
        RECORDS as u64,
        "{}",
        again.stderr
    );
}

#[test]
fn journals_go_by_file_and_are_read_back() {
    let erp = Erp::start();
    let journals = project("journals", JOURNALS, &journals());
    journals.run(&erp, &["run"]).ok();
    let told = object(&journals, &erp);
    assert_eq!(told["funnel"]["loaded"]["created"], RECORDS);
    assert_eq!(told["breaks_open"], 0);
    assert_eq!(
        erp.counters().objects["journalBatches"].creates,
        RECORDS as u64
    );
    // By a request each for uploading, loading and importing, the same comes of it.
    let apart = JOURNALS.replace("fbdi: journals", "fbdi: journals, import_apart: true");
    let erp = Erp::start();
    let journals = project("journals", &apart, &self::journals());
    journals.run(&erp, &["run"]).ok();
    assert_eq!(
        object(&journals, &erp)["funnel"]["loaded"]["created"],
        RECORDS
    );
    assert_eq!(erp.counters().by_method["POST"], 3);
}

/// What was refused, by key.
fn refusals(project: &Project, erp: &Erp) -> BTreeMap<String, String> {
    let told = object(project, erp);
    let mut found = BTreeMap::new();
    for cause in told["causes"].as_array().unwrap() {
        for sample in cause["samples"].as_array().unwrap() {
            let text = |name: &str| sample[name].as_str().unwrap().to_owned();
            found.insert(text("key"), text("found"));
        }
    }
    found
}

#[test]
fn what_an_import_does_not_want_stands_on_its_own_record_in_the_words_of_the_erp() {
    let erp = Erp::start();
    let mut records = journals();
    records[3]["journals"][0]["lines"][0]["account"] = "101-10-99999".into();
    let journals = project("journals", JOURNALS, &records);
    journals.run(&erp, &["run"]).code(4);
    let told = object(&journals, &erp);
    assert_eq!(told["funnel"]["loaded"]["created"], RECORDS - 1);
    let refused = refusals(&journals, &erp);
    assert_eq!(refused.keys().collect::<Vec<_>>(), ["B-4"]);
    assert!(
        refused["B-4"].contains("FLEX-VALUE DOES NOT EXIST"),
        "{refused:?}"
    );
}

#[test]
fn a_line_that_the_loader_cannot_take_costs_its_own_record_and_no_other() {
    let erp = Erp::start();
    with_acme(&erp);
    let mut records = invoices();
    records[7]["amount"] = "15,50".into();
    let invoices = project("invoices", INVOICES, &records);
    invoices.run(&erp, &["run"]).code(4);
    let told = object(&invoices, &erp);
    assert_eq!(told["funnel"]["loaded"]["created"], RECORDS - 1);
    let refused = refusals(&invoices, &erp);
    assert_eq!(refused.keys().collect::<Vec<_>>(), ["I-8"]);
    let text = &refused["I-8"];
    assert!(
        text.contains("ORA-01722") && text.contains("took none of the file"),
        "{text}"
    );
}

#[test]
fn an_import_that_succeeds_and_takes_nothing_is_explained() {
    let erp = Erp::start();
    with_acme(&erp);
    let other = INVOICES.replace(
        "fields:\n  InvoiceNumber",
        "fields:\n  GROUP_ID: { value: '77' }\n  InvoiceNumber",
    );
    let invoices = project("invoices", &other, &invoices());
    let ran = invoices.run(&erp, &["load"]).code(4);
    let refused = refusals(&invoices, &erp);
    let one = refused
        .values()
        .next()
        .unwrap_or_else(|| panic!("{}", ran.stderr));
    assert!(
        one.contains("took none of the lines") && one.contains("group"),
        "{one}"
    );
    assert_eq!(object(&invoices, &erp)["funnel"]["refused"], RECORDS);
}

fn who_may_not_import() -> Faults {
    Faults {
        may_not_import: vec![USER.to_owned()],
        ..Faults::default()
    }
}

#[test]
fn who_may_load_and_not_import_is_told_so_and_the_import_goes_on_later() {
    let erp = Erp::start();
    erp.set_faults(who_may_not_import());
    let journals = project("journals", JOURNALS, &journals());
    let ran = journals.run(&erp, &["load"]).code(6);
    let said = format!("{}{}", ran.stdout, ran.stderr);
    assert!(
        said.contains("FUN-720397") && said.contains("import_auth"),
        "{said}"
    );
    erp.set_faults(Faults::default());
    let ran = journals.run(&erp, &["load"]).ok();
    assert!(
        ran.stderr.contains("goes on with the job of attempt 1"),
        "{}",
        ran.stderr
    );
    assert_eq!(
        object(&journals, &erp)["funnel"]["loaded"]["created"],
        RECORDS
    );
    assert_eq!(
        erp.counters().objects["journalBatches"].creates,
        RECORDS as u64
    );
}

#[test]
fn another_user_may_import_what_was_loaded() {
    let mut config = SandboxConfig::with_user(USER, PASSWORD);
    config.users.push(User {
        name: "importer".to_owned(),
        password: "canary-import-77".to_owned(),
    });
    let erp = Erp::with(config.faults(who_may_not_import()));
    let journals = project("journals", JOURNALS, &journals());
    let login = "    import_auth: { basic: { user: importer, password: { env: IMPORT_PASSWORD } } }\ntarget: erp\n";
    let settings = SETTINGS.replace("target: erp\n", login);
    journals.write("landbridge.yaml", settings);
    let mut command = journals.command(&erp.url(), &["run"]);
    let ran = Ran::from(
        command
            .env("IMPORT_PASSWORD", "canary-import-77")
            .output()
            .unwrap(),
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(
        erp.counters().objects["journalBatches"].creates,
        RECORDS as u64
    );
    let said = format!("{}{}", ran.stdout, ran.stderr);
    assert!(!said.contains("canary-import"), "{said}");
}

#[test]
fn an_answer_that_gets_lost_is_looked_for_and_nothing_is_imported_twice() {
    for apart in ["", ", import_apart: true"] {
        let erp = Erp::start();
        erp.set_faults(Faults {
            lost_reply_share: Share::ALL,
            job_latency: Duration::from_millis(300),
            ..Faults::default()
        });
        let mapping = JOURNALS.replace("fbdi: journals", &format!("fbdi: journals{apart}"));
        let journals = project("journals", &mapping, &journals());
        if !apart.is_empty() {
            // An upload without an answer is repeated for as long as none comes.
            erp.set_faults(Faults::default());
        }
        let ran = journals.run(&erp, &["run"]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert_eq!(
            object(&journals, &erp)["funnel"]["loaded"]["created"],
            RECORDS
        );
        assert_eq!(
            erp.counters().objects["journalBatches"].creates,
            RECORDS as u64
        );
    }
}

/// Points at which a load by file dies, each at a pass of its own.
fn deaths() -> Vec<String> {
    let mut deaths = vec![
        "intent.before",
        "intent.within",
        "intent.after",
        "send.before",
        "send.after",
        "settle.before",
        "settle.within",
        "settle.after",
    ];
    let passed = [
        ("note", &["before", "within", "after"][..], 2),
        ("job-request", &["before", "after"][..], 5),
        ("job-wait", &["before", "after"][..], 1),
    ];
    let mut named: Vec<String> = deaths.drain(..).map(str::to_owned).collect();
    for (step, moments, passes) in passed {
        for moment in moments {
            for pass in 1..=passes {
                named.push(format!("{step}.{moment}:{pass}"));
            }
        }
    }
    named
}

#[test]
fn killed_at_any_point_of_a_job_the_next_load_goes_on_and_nothing_is_there_twice() {
    let deaths = deaths();
    let next = std::sync::Mutex::new(deaths.iter());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let death = next.lock().unwrap().next();
                    let Some(death) = death else {
                        return;
                    };
                    die_and_go_on(death);
                }
            });
        }
    });
}

fn die_and_go_on(death: &str) {
    let erp = Erp::start();
    erp.set_faults(Faults {
        job_latency: Duration::from_millis(150),
        ..Faults::default()
    });
    let journals = project("journals", JOURNALS, &journals());
    let mut killed = journals.command(&erp.url(), &["run"]);
    let killed = Ran::from(killed.env("LANDBRIDGE_CRASH_AT", death).output().unwrap());
    assert_eq!(killed.code, -1, "{death} was not passed: {}", killed.stderr);
    // Whoever goes on may die as well.
    let mut again = journals.command(&erp.url(), &["run"]);
    again
        .env("LANDBRIDGE_CRASH_AT", "resume.after")
        .output()
        .unwrap();
    let ran = journals.run(&erp, &["run"]);
    assert_eq!(ran.code, 0, "{death}: {}{}", ran.stdout, ran.stderr);
    let told = object(&journals, &erp);
    assert_eq!(told["breaks_open"], 0, "{death}");
    let creates = erp.counters().objects["journalBatches"].creates;
    assert_eq!(creates, RECORDS as u64, "{death}");
}

#[test]
fn killed_at_any_moment_over_lost_answers_every_journal_arrives_exactly_once() {
    let seed = std::env::var("LANDBRIDGE_SEED").map_or_else(
        |_| {
            let now = std::time::SystemTime::now();
            now.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs()
        },
        |text| text.parse().unwrap(),
    );
    println!("seed {seed}; again with LANDBRIDGE_SEED={seed}");
    let mut dice = Dice::new(seed);
    let erp = Erp::start();
    let journals = project("journals", JOURNALS, &[]);
    let mut records = Vec::new();
    let mut killed = 0;
    for round in 0..12 {
        for number in 0..10 {
            let mut one = self::journals()[number % RECORDS].clone();
            one["batch"] = format!("R{round}-{number}").into();
            records.push(one);
        }
        let lines: Vec<String> = records.iter().map(ToString::to_string).collect();
        journals.write("data/journals.jsonl", lines.join("\n") + "\n");
        let lost = u32::try_from(dice.below(400_000)).unwrap();
        erp.set_faults(Faults {
            lost_reply_share: Share::per_million(lost),
            job_latency: Duration::from_millis(dice.below(250)),
            seed: dice.draw(),
            ..Faults::default()
        });
        let mut child = journals.spawn(&erp, &["load"]);
        std::thread::sleep(Duration::from_millis(60 + dice.below(1_500)));
        killed += u32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait_with_output().unwrap();
    }
    assert!(killed > 0, "every load ended before it could be killed");
    erp.set_faults(Faults::default());
    journals.run(&erp, &["run"]).ok();
    let told = object(&journals, &erp);
    assert_eq!(told["breaks_open"], 0);
    let creates = erp.counters().objects["journalBatches"].creates;
    assert_eq!(creates, records.len() as u64);
}
