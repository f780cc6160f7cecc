//! `check --with-target`: what only the ERP can say is asked of it, before anything is sent.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use crate::support::{Erp, Project, run};

const ROOT: &str = "/fscmRestApi/resources/11.13.18.05";

/// What a check found, one finding a line: origin, code, what was found.
fn findings(project: &Project, erp: &Erp) -> Vec<String> {
    let lines = project.run(erp, &["rejects", "--format", "json"]).ok();
    let parsed = lines.stdout.lines();
    let parsed = parsed.map(|line| serde_json::from_str::<Json>(line).unwrap());
    parsed
        .map(|one| {
            let text = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
            format!("{} {}: {}", text("origin"), text("code"), text("found"))
        })
        .collect()
}

/// A supplier that somebody made by hand, and its id.
fn supplier(erp: &Erp, number: &str) -> i64 {
    let body = json!({ "SupplierNumber": number, "Supplier": format!("By hand {number}"),
        "TaxOrganizationType": "CORPORATION", "BusinessRelationship": "SPEND_AUTHORIZED" });
    let made = erp.ask(
        "POST",
        &format!("{ROOT}/suppliers"),
        Some(&body.to_string()),
    );
    made["SupplierId"].as_i64().unwrap()
}

/// A description of suppliers as pods give it: it names the lists and does not hold their values.
fn describe_without_values(erp: &Erp, project: &Project) {
    let mut described = erp.ask("GET", &format!("{ROOT}/suppliers/describe"), None);
    let attributes = &mut described["Resources"]["suppliers"]["attributes"];
    for attribute in attributes.as_array_mut().unwrap() {
        if let Some(list) = attribute.get_mut("lov") {
            list.as_object_mut().unwrap().remove("values");
        }
    }
    project.write("schemas/suppliers.json", described.to_string());
}

fn with_currencies(project: &Project, list: &str, currencies: &[&str]) {
    let mut csv = "Vendor ID,Vendor Name,Country,Currency\n".to_owned();
    for (index, currency) in currencies.iter().enumerate() {
        let number = index + 1;
        writeln!(csv, "{number},Vendor {number},NOR,{currency}").unwrap();
    }
    project.write("data/vendors.csv", csv);
    let mapping = project.read("mappings/suppliers.yaml");
    let rule = "  PreferredFunctionalCurrencyCode: { from: Currency }\n";
    project.write(
        "mappings/suppliers.yaml",
        mapping.trim_end().to_owned() + "\n" + rule,
    );
    let schema = project.read("schemas/suppliers.json");
    project.write(
        "schemas/suppliers.json",
        schema.replace("PreferredFunctionalCurrencyCodeLOV", list),
    );
}

#[test]
fn values_are_looked_for_in_the_lists_of_the_erp_each_once() {
    let erp = Erp::start();
    let project = Project::init();
    describe_without_values(&erp, &project);
    let currencies = [
        "USD", "EUR", "ZZZ", "USD", "ZZZ", "EUR", "USD", "O'1", "CHF",
    ];
    with_currencies(&project, "PreferredFunctionalCurrencyCodeLOV", &currencies);
    project.run(&erp, &["check"]).ok();

    let before = erp.counters();
    let ran = project.run(&erp, &["check", "--with-target"]).code(4);
    assert_eq!(
        findings(&project, &erp),
        [
            "vendors.csv:4, column 4 (Currency) VAL-ALLOWED: \"ZZZ\"",
            "vendors.csv:6, column 4 (Currency) VAL-ALLOWED: \"ZZZ\"",
            "vendors.csv:9, column 4 (Currency) VAL-ALLOWED: \"O'1\"",
        ]
    );
    let after = erp.counters();
    assert_eq!(after.writes_attempted, 0);
    assert_eq!(
        after.by_method.get("GET"),
        Some(&after.requests),
        "only GET"
    );
    let asked = project.report(&erp)["asked"].clone();
    let line = |subject: &str| {
        let mut lines = asked.as_array().unwrap().iter();
        lines
            .find(|line| line["subject"] == subject)
            .cloned()
            .unwrap()
    };
    let currencies = line("values of PreferredFunctionalCurrencyCodeLOV");
    // Five distinct currencies, two of which the list does not have; whatever the number of records.
    assert_eq!(
        (&currencies["asked"], &currencies["amiss"]),
        (&json!(5), &json!(2))
    );
    assert_eq!(currencies["unasked"], 0);
    let requests: u64 = asked
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["requests"].as_u64().unwrap())
        .sum();
    assert_eq!(
        after.requests - before.requests,
        requests,
        "the report counts them"
    );
    assert!(ran.stdout.contains("Asked of the ERP"), "{}", ran.stdout);
}

#[test]
fn a_list_that_is_not_there_does_not_look_as_if_all_were_well() {
    let erp = Erp::start();
    let project = Project::init();
    describe_without_values(&erp, &project);
    with_currencies(&project, "UnpublishedLOV", &["USD", "EUR"]);
    let ran = project.run(&erp, &["check", "--with-target"]).ok();
    assert!(ran.stdout.contains("NEEDS A PERSON"), "{}", ran.stdout);
    let said = ran
        .stdout
        .contains("suppliers: 2 values of UnpublishedLOV not asked for");
    assert!(said, "{}", ran.stdout);
    let found = findings(&project, &erp);
    assert_eq!(found.len(), 1, "{found:?}");
    let beginning =
        "mappings/suppliers.yaml VAL-UNASKED: 2 values of UnpublishedLOV not asked for: ";
    assert!(
        found[0].starts_with(beginning) && found[0].contains("HTTP 404"),
        "{found:?}"
    );
    // Whoever wants it may make a gate of it.
    let file = project.read("landbridge.yaml");
    let gate = "gates:\n  by_code: { VAL-UNASKED: 0 }\n";
    project.write("landbridge.yaml", file.replace("gates:\n", gate));
    project.run(&erp, &["check", "--with-target"]).code(4);
}

#[test]
fn a_key_that_the_erp_holds_already_is_told_before_the_load() {
    let erp = Erp::start();
    let project = Project::init();
    let csv = "Vendor ID,Vendor Name,Country\n16,Aurora,NOR\n17,Borealis,NOR\n";
    project.write("data/vendors.csv", csv);
    let id = supplier(&erp, "000017");
    project.run(&erp, &["check"]).ok();
    let written = erp.counters().writes_attempted;
    project.run(&erp, &["check", "--with-target"]).code(4);
    let expected = format!(
        "vendors.csv:3, column 1 (Vendor ID) KEY-EXISTS: \"000017\", which the ERP holds as {id}"
    );
    assert_eq!(findings(&project, &erp), [expected]);
    assert_eq!(
        erp.counters().writes_attempted,
        written,
        "a check writes nothing"
    );

    // One that may change what is there has nothing to ask.
    let mapping = project.read("mappings/suppliers.yaml");
    project.write(
        "mappings/suppliers.yaml",
        mapping.replace("write: create", "write: upsert"),
    );
    project.run(&erp, &["check", "--with-target"]).ok();
    assert_eq!(project.report(&erp)["asked"], json!([]));
}

#[test]
fn a_target_that_does_not_answer_ends_the_check_with_its_own_code() {
    let erp = Erp::start();
    let project = Project::init();
    let arguments = ["check", "--with-target"];
    let ran = run(&mut project.command("http://127.0.0.1:9", &arguments)).code(6);
    assert!(
        ran.stderr.contains("the target is not available"),
        "{}",
        ran.stderr
    );
    assert!(ran.stdout.contains("not asked for"), "{}", ran.stdout);
    assert_eq!(erp.counters().requests, 0);
}

/// Invoices whose suppliers somebody made by hand.
fn invoices(project: &Project, place: &str) {
    std::fs::remove_file(project.path().join("mappings/suppliers.yaml")).unwrap();
    let csv = "No,Vendor,Amount\n1,A-1,10.50\n2,A-2,20\n3,A-9,30\n";
    project.write("data/invoices.csv", csv);
    let schema = json!({ "type": "object", "required": ["InvoiceNumber"], "properties": {
        "InvoiceNumber": { "type": "string" }, "InvoiceCurrency": { "type": "string" },
        "InvoiceAmount": { "type": "number" }, "InvoiceDate": { "type": "string", "format": "date" },
        "BusinessUnit": { "type": "string" }, "Supplier": { "type": "string" }, "SupplierId": { "type": "integer" } } });
    project.write("schemas/invoices.json", schema.to_string());
    project.write(
        "mappings/invoices.yaml",
        format!(
            "version: 1\nobject: invoices\nsource: {{ delimited: invoices.csv }}\nbusiness_key: InvoiceNumber\n\
             target: {{ object: invoices }}\nfields:\n  InvoiceNumber: {{ from: No }}\n  \
             InvoiceCurrency: {{ value: USD }}\n  InvoiceAmount: {{ from: Amount, number: plain }}\n  \
             InvoiceDate: {{ value: 2026-01-31 }}\n  BusinessUnit: {{ value: Headquarters }}\n  \
             Supplier: {{ from: Vendor, split: {{ at: '-', part: 3 }} }}\n  \
             SupplierId: {{ from: Vendor, ref: {place} }}\n"
        ),
    );
    let file = project.read("landbridge.yaml");
    project.write(
        "landbridge.yaml",
        file.replace("rejects_max: 0", "rejects_max: 1"),
    );
}

#[test]
fn a_reference_into_the_erp_is_asked_for_and_sent_as_the_id_that_it_has_there() {
    let erp = Erp::start();
    let project = Project::init();
    invoices(&project, "{ object: suppliers, in: erp }");
    let ids = ["A-1", "A-2"].map(|number| supplier(&erp, number));

    let plain = project.run(&erp, &["check"]).ok();
    assert!(plain.stdout.contains("NEEDS A PERSON"), "{}", plain.stdout);
    assert!(plain.stdout.contains("VAL-UNASKED"), "{}", plain.stdout);

    project.run(&erp, &["check", "--with-target"]).ok();
    let missing = "invoices.csv:4, column 2 (Vendor) REF-MISSING: \"A-9\"";
    assert_eq!(findings(&project, &erp), [missing]);

    project.run(&erp, &["run"]).ok();
    let mut loaded: Vec<(String, i64)> = erp
        .all("invoices", "")
        .iter()
        .map(|one| {
            let number = one["InvoiceNumber"].as_str().unwrap().to_owned();
            (number, one["SupplierId"].as_i64().unwrap())
        })
        .collect();
    loaded.sort();
    assert_eq!(loaded, [("1".to_owned(), ids[0]), ("2".to_owned(), ids[1])]);
}

#[test]
fn a_reference_into_an_earlier_wave_needs_neither_its_mapping_nor_its_file() {
    let erp = Erp::start();
    let project = Project::init();
    let csv = "Vendor ID,Vendor Name,Country\nA-1,Aurora,NOR\nA-2,Borealis,NOR\n";
    project.write("data/vendors.csv", csv);
    let mapping = project.read("mappings/suppliers.yaml");
    project.write("mappings/suppliers.yaml", mapping.replace(", pad: 6", ""));
    project.run(&erp, &["run"]).ok();
    std::fs::remove_file(project.path().join("data/vendors.csv")).unwrap();

    invoices(&project, "{ object: suppliers, in: ledger }");
    project.run(&erp, &["check"]).ok();
    assert_eq!(
        findings(&project, &erp),
        ["invoices.csv:4, column 2 (Vendor) REF-MISSING: \"A-9\""]
    );
    project.run(&erp, &["run"]).ok();
    assert_eq!(erp.all("invoices", "").len(), 2);
}

#[test]
fn a_value_that_must_be_unique_is_held_against_what_earlier_runs_loaded() {
    let erp = Erp::start();
    let project = Project::init();
    let mapping = project.read("mappings/suppliers.yaml");
    let checks = "\nchecks:\n  - { unique: [Supplier] }\n";
    project.write("mappings/suppliers.yaml", mapping + checks);
    let head = "Vendor ID,Vendor Name,Country\n";
    project.write(
        "data/vendors.csv",
        format!("{head}1,Aurora,NOR\n2,Borealis,NOR\n"),
    );
    project.run(&erp, &["run"]).ok();

    // The same records again are no repetition, nor is one that takes another name.
    project.write(
        "data/vendors.csv",
        format!("{head}1,Aurora,NOR\n2,Cassiopeia,NOR\n"),
    );
    project.run(&erp, &["check"]).ok();
    assert!(findings(&project, &erp).is_empty());

    project.write(
        "data/vendors.csv",
        format!("{head}3,Aurora,NOR\n4,Draco,NOR\n"),
    );
    project.run(&erp, &["check"]).code(4);
    assert_eq!(
        findings(&project, &erp),
        [
            "vendors.csv:2, column 2 (Vendor Name) VAL-UNIQUE: the same value as vendors.csv:2, which run 1 loaded"
        ]
    );
}
