//! Loading into an ERP that nobody here wrote: vendors with nested addresses, journal entries with lines. What
//! arrives, what it refuses and in which words, what is changed, what became of a lost answer and of a session that ran
//! out, and that all agrees in the end.

mod behind;
mod interrupted;
mod undone;
mod warnings;

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use crate::support::{Project, Ran, run};
use crate::tryton::{PASSWORD, READER, READER_PASSWORD, Tryton, USER};

const VENDORS_MAPPING: &str = r#"version: 1
object: vendors
source: { delimited: vendors.csv }
business_key: code
target:
  object: party.party
  write: upsert
  domain: [[code, like, "V-%"]]
  child_keys: { addresses: party_name, identifiers: type }
  absent_children: delete
schema: { file: schemas/party.party.json, form: json-schema }
fields:
  code: { from: Vendor ID }
  name: { from: Vendor Name }
  addresses:
    each: { delimited: sites.csv }
    on: Vendor ID
    fields:
      party_name:          { from: Site }
      street_unstructured: { from: Street }
      postal_code:         { from: Post code }
      city:                { from: City }
      country:             { from: Country, ref: { object: country.country, in: erp, by: code } }
  identifiers:
    each: { delimited: tax.csv }
    on: Vendor ID
    fields:
      type: { value: eu_vat }
      code: { from: VAT }
"#;

const VENDORS: &str = "\
Vendor ID,Vendor Name
V-1,Acme
V-2,\u{00d8}lgod & S\u{00f8}n
V-3,Basel Werke
V-4,Cairo Cotton
V-5,Nairobi \"Tea\" Ltd
";

const SITES: &str = "\
Vendor ID,Site,Street,Post code,City,Country
V-1,North,Bahnhofstr. 1,8001,Z\u{00fc}rich,CH
V-1,South,Via Nassa 2,6900,Lugano,CH
V-2,Main,Torvegade 3,6870,\u{00d8}lgod,DK
V-4,Main,12 Tahrir Square,11511,Cairo,EG
V-5,Main,1 Tea Lane,00100,Nairobi,KE
";

/// The check digits of the second are wrong, which only the server knows.
const TAX: &str = "Vendor ID,VAT\nV-2,DK13585628\nV-3,DK13585627\n";

const JOURNALS_MAPPING: &str = r#"version: 1
object: journals
source: { delimited: entries.csv }
business_key: description
target:
  object: account.move
  write: create
  actions: [post]
  finished: { state: posted }
  domain: [[description, like, "LB-%"]]
  child_keys: { lines: description }
schema: { file: schemas/account.move.json, form: json-schema }
fields:
  description: { from: Entry }
  journal:     { from: Journal, ref: { object: account.journal, in: erp, by: code } }
  period:      { from: Period, ref: { object: account.period, in: erp, by: name } }
  date:        { from: Date, date: "%d/%m/%Y" }
  lines:
    each: { delimited: lines.csv }
    on: Entry
    fields:
      description: { from: Line }
      account:     { from: Account, ref: { object: account.account, in: erp, by: code } }
      party:       { from: Vendor, ref: vendors }
      debit:       { from: Debit, number: en, default: 0 }
      credit:      { from: Credit, number: en, default: 0 }
control_totals:
  - { name: debits, each: lines, sum: Debit, number: en, against: lines.debit }
  - { trial_balance: balances, each: lines, account: Account, debit: Debit, credit: Credit, number: en }
"#;

const ENTRIES: &str = "\
Entry,Journal,Period,Date
LB-1,MISC,2024-01,31/01/2024
LB-2,MISC,2024-02,29/02/2024
LB-3,EXP,2024-03,31/03/2024
LB-4,MISC,2025-12,31/12/2025
";

/// The third does not balance.
const LINES: &str = "\
Entry,Line,Account,Vendor,Debit,Credit
LB-1,1,1.3.1,,100.10,
LB-1,2,2.1.1,V-1,,100.10
LB-2,1,1.3.1,,0.05,
LB-2,2,1.3.2,,99999999.95,
LB-2,3,2.1.1,V-2,,100000000.00
LB-3,1,1.3.1,,10.00,
LB-3,2,2.1.1,V-1,,9.99
LB-4,1,1.1.1,,7.00,
LB-4,2,1.3.1,,,7.00
";

/// A project whose target is this server; the schemas are what the server says of its models.
fn project(server: &Tryton) -> Project {
    let project = Project::empty();
    let file = format!(
        "version: 1\nproject: legacy\ntargets:\n  erp:\n    tryton: {{ context: {{ company: 1 }}, page_size: 2 }}\n    \
         url: {}\n    visible_within_seconds: 0\n    \
         auth: {{ basic: {{ user: {{ env: ERP_USER }}, password: {{ env: ERP_PASSWORD }} }} }}\ntarget: erp\n",
        server.url
    );
    project.write("landbridge.yaml", file);
    for (name, text) in [
        ("vendors", VENDORS),
        ("sites", SITES),
        ("tax", TAX),
        ("entries", ENTRIES),
        ("lines", LINES),
    ] {
        project.write(&format!("data/{name}.csv"), text);
    }
    project
}

fn pull(project: &Project) {
    let ran = say(
        project,
        &["schema", "pull", "erp", "party.party", "account.move"],
    );
    ran.ok();
}

fn say_as(project: &Project, (user, password): (&str, &str), arguments: &[&str]) -> Ran {
    let mut command = project.command("http://127.0.0.1:9", arguments);
    let ran = run(command.env("ERP_USER", user).env("ERP_PASSWORD", password));
    for text in [&ran.stdout, &ran.stderr] {
        assert!(!text.contains("canary"), "the password is shown:\n{text}");
    }
    ran
}

fn say(project: &Project, arguments: &[&str]) -> Ran {
    say_as(project, (USER, PASSWORD), arguments)
}

fn report(project: &Project) -> Json {
    let ran = say(project, &["report", "--format", "json"]).ok();
    serde_json::from_str(&ran.stdout).unwrap()
}

fn object<'r>(report: &'r Json, name: &str) -> &'r Json {
    let mut objects = report["objects"].as_array().unwrap().iter();
    objects
        .find(|one| one["name"] == name)
        .unwrap_or_else(|| panic!("no {name}: {report:#}"))
}

/// Records made, changed, refused and left as they are in the last run.
fn counts(report: &Json, name: &str) -> [u64; 4] {
    let funnel = &object(report, name)["funnel"];
    let loaded = &funnel["loaded"];
    [
        &loaded["created"],
        &loaded["updated"],
        &funnel["refused"],
        &funnel["skipped"]["unchanged"],
    ]
    .map(|count| count.as_u64().unwrap())
}

/// Refused records and what the server said of them.
fn refusals(report: &Json, name: &str) -> Vec<(String, String, String)> {
    let causes = object(report, name)["causes"].as_array().unwrap().iter();
    let samples = causes.flat_map(|cause| cause["samples"].as_array().unwrap());
    let text = |sample: &Json, name: &str| sample[name].as_str().unwrap().to_owned();
    let mut all: Vec<_> = samples
        .map(|sample| {
            (
                text(sample, "key"),
                text(sample, "origin"),
                text(sample, "found"),
            )
        })
        .collect();
    all.sort();
    all
}

fn vendors(server: &Tryton) -> Vec<Json> {
    let fields = [
        "code",
        "name",
        "addresses.party_name",
        "addresses.city",
        "addresses.country.code",
    ];
    server.records("party.party", json!([["code", "like", "V-%"]]), &fields)
}

fn entries(server: &Tryton) -> Vec<Json> {
    let fields = [
        "state",
        "date",
        "description",
        "lines.debit",
        "lines.credit",
        "lines.party.code",
    ];
    server.records("account.move", json!([]), &fields)
}

/// Names and cities of a vendor's addresses, in the order of the names.
fn addresses(server: &Tryton, code: &str) -> Vec<(String, String)> {
    let all = vendors(server);
    let vendor = all.iter().find(|one| one["code"] == code).unwrap();
    let text = |one: &Json, name: &str| one[name].as_str().unwrap_or("-").to_owned();
    let addresses = vendor["addresses."].as_array().unwrap().iter();
    let mut addresses: Vec<_> = addresses
        .map(|one| (text(one, "party_name"), text(one, "city")))
        .collect();
    addresses.sort();
    addresses
}

#[test]
fn vendors_with_addresses_are_loaded_partly_refused_mended_changed_and_reconciled() {
    let server = Tryton::start();
    let project = project(&server);
    pull(&project);
    project.write("mappings/vendors.yaml", VENDORS_MAPPING);
    say(&project, &["run"]).code(4);

    // The server's own words stand on the record that it refused, and on no other.
    let first = report(&project);
    assert_eq!(counts(&first, "vendors"), [4, 0, 1, 0]);
    let words = "The European VAT Number \"DK13585627\" for party \"Basel Werke\" is not valid.";
    assert_eq!(
        refusals(&first, "vendors"),
        [(
            "V-3".to_owned(),
            "vendors.csv:4".to_owned(),
            words.to_owned()
        )]
    );
    assert_eq!(object(&first, "vendors")["compared"], 4);
    assert_eq!(object(&first, "vendors")["breaks_open"], 0);
    let there = vendors(&server);
    assert_eq!(there.len(), 4);
    let names: Vec<&str> = there
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert!(names.contains(&"\u{00d8}lgod & S\u{00f8}n"), "{names:?}");
    let expected = [("North", "Z\u{00fc}rich"), ("South", "Lugano")];
    assert_eq!(
        addresses(&server, "V-1"),
        expected.map(|(name, city)| (name.to_owned(), city.to_owned()))
    );

    // Mended, renamed, an address moved, one gone, one new. The rest is not sent again.
    project.write(
        "data/tax.csv",
        TAX.replace("V-3,DK13585627", "V-3,DK13585628"),
    );
    project.write(
        "data/vendors.csv",
        VENDORS.replace("Cairo Cotton", "Cairo Cotton Company"),
    );
    let sites = SITES.replace(
        "V-1,South,Via Nassa 2,6900,Lugano,CH",
        "V-1,West,Rue 4,1200,Gen\u{00e8}ve,CH",
    );
    project.write(
        "data/sites.csv",
        sites.replace("8001,Z\u{00fc}rich", "8002,Z\u{00fc}rich-Enge"),
    );
    say(&project, &["run"]).ok();
    let second = report(&project);
    assert_eq!(counts(&second, "vendors"), [1, 2, 0, 2]);
    assert_eq!(object(&second, "vendors")["compared"], 5);
    assert_eq!(object(&second, "vendors")["breaks_open"], 0);
    let there = vendors(&server);
    assert_eq!(there.len(), 5);
    let expected = [("North", "Z\u{00fc}rich-Enge"), ("West", "Gen\u{00e8}ve")];
    assert_eq!(
        addresses(&server, "V-1"),
        expected.map(|(name, city)| (name.to_owned(), city.to_owned()))
    );
}

#[test]
fn balanced_journals_are_posted_and_one_that_does_not_balance_is_refused_and_leaves_nothing() {
    let server = Tryton::start();
    let project = project(&server);
    pull(&project);
    project.write("data/tax.csv", "Vendor ID,VAT\n");
    project.write("mappings/vendors.yaml", VENDORS_MAPPING);
    project.write("mappings/journals.yaml", JOURNALS_MAPPING);
    say(&project, &["run"]).code(4);

    let first = report(&project);
    assert_eq!(counts(&first, "journals"), [3, 0, 1, 0]);
    let told = refusals(&first, "journals");
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].1, "entries.csv:4");
    assert!(
        told[0]
            .2
            .contains("you must balance all its lines debits and credits"),
        "{told:?}"
    );
    let there = entries(&server);
    assert_eq!(there.len(), 3, "the refused one was taken back: {there:#?}");
    assert!(there.iter().all(|one| one["state"] == "posted"));
    assert_eq!(object(&first, "journals")["compared"], 3);
    assert_eq!(object(&first, "journals")["breaks_open"], 0);

    // Mended, the refused one goes as well, and no other a second time.
    project.write("data/lines.csv", LINES.replace("9.99", "10.00"));
    say(&project, &["run"]).ok();
    let second = report(&project);
    assert_eq!(counts(&second, "journals"), [1, 0, 0, 3]);
    assert_eq!(entries(&server).len(), 4);
    let journals = object(&second, "journals");
    assert_eq!(
        (&journals["compared"], &journals["breaks_open"]),
        (&json!(4), &json!(0))
    );
    let totals = journals["totals"].as_array().unwrap();
    let debits = totals.iter().find(|total| total["name"] == "debits");
    assert_eq!(debits.unwrap()["erp"], "100000117.10");
    // The server holds accounts by its own ids; the trial balance has those of the legacy files, and agrees account by account.
    let trial: Vec<_> = (totals.iter())
        .filter(|total| total["name"] == "balances: debit")
        .collect();
    assert!(trial.len() > 1, "{totals:#?}");
    for total in totals {
        assert_eq!(total["agrees"], true, "{total}");
        let group = total["group"].as_str().unwrap();
        let accounts = ["", "1.1.1", "1.3.1", "1.3.2", "2.1.1"];
        assert!(accounts.contains(&group), "{total}");
    }
}

#[test]
fn who_may_not_write_and_who_is_not_known_are_told_so() {
    let server = Tryton::start();
    let project = project(&server);
    pull(&project);
    project.write("data/tax.csv", "Vendor ID,VAT\n");
    project.write("mappings/vendors.yaml", VENDORS_MAPPING);
    // One try: more would lock the account.
    let ran = say_as(&project, (USER, "wrong"), &["load"]).code(6);
    let said = format!("{}{}", ran.stdout, ran.stderr);
    assert!(
        said.contains("the credentials were refused; check user and secret"),
        "{said}"
    );

    project.write("data/entries.csv", ENTRIES);
    project.write("mappings/journals.yaml", JOURNALS_MAPPING);
    say(&project, &["load", "--object", "vendors"]).ok();
    // The server hides what the user may not see: that is told before anything is sent.
    let ran = say_as(&project, (READER, READER_PASSWORD), &["load"]).code(6);
    let said = format!("{}{}", ran.stdout, ran.stderr);
    assert!(
        said.contains("account.move shows this user no field `lines`"),
        "{said}"
    );
    assert_eq!(entries(&server).len(), 0);

    project.write("data/vendors.csv", VENDORS.replace("Acme", "Acme Ltd"));
    let nowhere = VENDORS_MAPPING.replace("object: party.party", "object: party.nobody");
    project.write("mappings/vendors.yaml", nowhere);
    let ran = say(&project, &["load", "--object", "vendors"]);
    let said = format!("{}{}", ran.stdout, ran.stderr);
    assert!(said.contains("'party.nobody'"), "{said}");
}

/// A hundred and fifty vendors, of which three have a number that the server knows to be wrong.
fn many(project: &Project) {
    let (mut vendors, mut sites) = (
        String::from("Vendor ID,Vendor Name\n"),
        SITES.lines().next().unwrap().to_owned(),
    );
    sites.push('\n');
    for number in 0..150 {
        writeln!(vendors, "V-{number:03},Vendor {number}").unwrap();
        writeln!(
            sites,
            "V-{number:03},Main,Street {number},8000,Town {number},CH"
        )
        .unwrap();
    }
    project.write("data/vendors.csv", vendors);
    project.write("data/sites.csv", sites);
    project.write(
        "data/tax.csv",
        "Vendor ID,VAT\nV-007,DK13585627\nV-099,DK1\nV-149,DK13585627\n",
    );
    project.write("mappings/vendors.yaml", VENDORS_MAPPING);
}

#[test]
fn of_many_records_in_a_call_only_the_guilty_ones_are_refused() {
    let server = Tryton::start();
    let project = project(&server);
    pull(&project);
    many(&project);
    say(&project, &["run"]).code(4);
    let told = report(&project);
    assert_eq!(counts(&told, "vendors"), [147, 0, 3, 0]);
    let refused: Vec<String> = refusals(&told, "vendors")
        .into_iter()
        .map(|(key, ..)| key)
        .collect();
    assert_eq!(refused, ["V-007", "V-099", "V-149"]);
    assert_eq!(object(&told, "vendors")["compared"], 147);
    assert_eq!(object(&told, "vendors")["breaks_open"], 0);
    // What is made in one call has one moment.
    let there = server.records(
        "party.party",
        json!([["code", "like", "V-%"]]),
        &["create_date"],
    );
    assert_eq!(there.len(), 147);
    let moments: std::collections::BTreeSet<String> = there
        .iter()
        .map(|one| one["create_date"].to_string())
        .collect();
    assert!(
        moments.len() < 40,
        "{} calls made 147 records",
        moments.len()
    );
}
