//! Journals whose lines are the rows of a flat file, on a server that nobody here wrote.

use serde_json::Value as Json;

use crate::odata::{OData, TOKEN, say};
use crate::support::{Project, run};

const MAPPING: &str = r#"version: 1
object: journals
source: { delimited: journal-lines.csv, group: { by: Journal, into: lines, gather: true } }
business_key: Number
target: { object: Journals }
schema: { file: schemas/Journals.xml, form: odata, object: Journals }
fields:
  Number:   { from: Journal }
  Posted:   { from: Posted, date: "%d/%m/%Y" }
  Currency: { from: Currency }
  Lines:
    each: lines
    fields:
      Number:  { from: Line }
      Account: { from: Account }
      Debit:   { from: Debit, number: en }
      Credit:  { from: Credit, number: en }
control_totals:
  - { name: journals, expr: '1' }
  - { name: rows, each: lines, expr: '1' }
  - { name: debit, each: lines, sum: Debit, by: Currency }
  - { name: credit, each: lines, sum: Credit, by: Currency }
"#;

/// Sorted by account, as the ledger that it came from prints it: the lines of a journal stand anywhere.
const ROWS: &str = "\
Journal,Posted,Currency,Line,Account,Debit,Credit
J-1,31/01/2019,CHF,1,1000,\"1,200.10\",
J-2,28/02/2019,EUR,1,1000,0.30,
J-3,28/02/2019,CHF,1,1000,5.00,
J-1,31/01/2019,CHF,2,3400,,\"1,000.00\"
J-2,28/02/2019,EUR,3,3400,,0.20
J-1,31/01/2019,CHF,3,6000,,200.10
J-2,28/02/2019,EUR,2,6000,,0.10
J-3,28/02/2019,CHF,2,6000,,4.00
";

fn project(server: &OData) -> Project {
    let data = &[("journal-lines.csv", ROWS)];
    server.project("Journals", data, ("journals.yaml", MAPPING))
}

fn report(project: &Project) -> Json {
    let ran = say(project, &["report", "--format", "json"]).ok();
    serde_json::from_str::<Json>(&ran.stdout).unwrap()["objects"][0].clone()
}

/// A total in the three books: source, loaded, ERP; without zeros at the end, which the server does not keep.
fn total(object: &Json, name: &str, group: &str) -> [String; 3] {
    let mut totals = object["totals"].as_array().unwrap().iter();
    let found = totals.find(|one| one["name"] == name && one["group"] == group);
    let found = found.unwrap_or_else(|| panic!("no total {name} {group} in {object:#}"));
    ["source", "loaded", "erp"].map(|book| {
        let amount: Option<rust_decimal::Decimal> =
            found[book].as_str().map(|it| it.parse().unwrap());
        amount.map_or_else(
            || "none".to_owned(),
            |amount| amount.normalize().to_string(),
        )
    })
}

/// What the server holds, asked past the program: each journal with the accounts of its lines.
fn held(server: &OData) -> Vec<(String, Vec<String>)> {
    let script = "(async () => { const all = []; for (;;) { \
        const answer = await fetch(process.argv[1] + '/Journals?$skip=' + all.length, \
        { headers: { authorization: 'Bearer ' + process.argv[2] } }); \
        const page = (await answer.json()).value; if (page.length === 0) break; all.push(...page); } \
        console.log(JSON.stringify(all)); })()";
    let mut node = std::process::Command::new("node");
    let ran = run(node.args(["-e", script, &server.url, TOKEN])).ok();
    let all: Json = serde_json::from_str(&ran.stdout).unwrap();
    let text = |value: &Json| value.as_str().unwrap().to_owned();
    let journals = all.as_array().unwrap().iter();
    let journal = |one: &Json| {
        let lines = one["Lines"].as_array().unwrap().iter();
        (
            text(&one["Number"]),
            lines.map(|line| text(&line["Account"])).collect(),
        )
    };
    let mut all: Vec<_> = journals.map(journal).collect();
    all.sort();
    all
}

#[test]
fn flat_rows_of_journals_are_loaded_with_their_lines_one_is_refused_mended_and_all_agree() {
    let server = OData::with(&[("PAGE", "2")]);
    let project = project(&server);
    say(&project, &["run"]).code(4);

    // Eight rows are three journals; the one that does not balance is refused in the server's own words.
    let first = report(&project);
    assert_eq!(first["funnel"]["read"], 3, "{first:#}");
    assert_eq!(first["funnel"]["loaded"]["created"], 2);
    assert_eq!(first["funnel"]["refused"], 1);
    let sample = &first["causes"][0]["samples"][0];
    assert_eq!(
        [&sample["key"], &sample["origin"], &sample["found"]],
        [
            "J-3",
            "journal-lines.csv:4",
            "422: The journal does not balance."
        ]
    );
    let lines = |accounts: &[&str]| accounts.iter().map(|one| (*one).to_owned()).collect();
    let balanced: [(String, Vec<String>); 2] = [
        ("J-1".to_owned(), lines(&["1000", "3400", "6000"])),
        ("J-2".to_owned(), lines(&["1000", "3400", "6000"])),
    ];
    assert_eq!(held(&server), balanced);
    // The source's figures are those of all eight rows, by hand; the other books are without J-3.
    assert_eq!(total(&first, "rows", "")[..2], ["8", "6"]);
    assert_eq!(total(&first, "journals", "")[..2], ["3", "2"]);
    assert_eq!(
        total(&first, "debit", "CHF"),
        ["1205.1", "1200.1", "1200.1"]
    );
    assert_eq!(
        total(&first, "credit", "CHF"),
        ["1204.1", "1200.1", "1200.1"]
    );
    assert_eq!(total(&first, "debit", "EUR"), ["0.3", "0.3", "0.3"]);
    assert_eq!(total(&first, "credit", "EUR"), ["0.3", "0.3", "0.3"]);
    assert_eq!(
        (&first["compared"], &first["breaks_open"]),
        (&2.into(), &0.into())
    );

    project.write("data/journal-lines.csv", ROWS.replace(",4.00", ",5.00"));
    say(&project, &["run"]).ok();
    let second = report(&project);
    assert_eq!(second["funnel"]["loaded"]["created"], 1, "{second:#}");
    assert_eq!(second["funnel"]["skipped"]["unchanged"], 2);
    assert_eq!(total(&second, "rows", "")[0], "8");
    assert_eq!(total(&second, "debit", "CHF")[2], "1205.1");
    assert_eq!(total(&second, "credit", "CHF")[2], "1205.1");
    assert_eq!(
        (&second["compared"], &second["breaks_open"]),
        (&3.into(), &0.into())
    );
    assert_eq!(held(&server).len(), 3);
}

#[test]
fn a_line_that_cannot_be_mapped_holds_its_whole_journal_back_at_its_own_cell() {
    let server = OData::start();
    let project = project(&server);
    project.write(
        "data/journal-lines.csv",
        ROWS.replace("0.20", "none").replace(",4.00", ",5.00"),
    );
    say(&project, &["load"]).code(4);
    let told = report(&project);
    assert_eq!(told["funnel"]["rejected"]["map"], 1, "{told:#}");
    let sample = &told["causes"][0]["samples"][0];
    assert_eq!(sample["origin"], "journal-lines.csv:6, column 7 (Credit)");
    let numbers: Vec<String> = held(&server).into_iter().map(|one| one.0).collect();
    assert_eq!(numbers, ["J-1", "J-3"]);
}

/// A budget: a line an account, a column a month, debit positive and credit negative.
const BUDGET: &str = "\
Account,Text,Jan,Feb,Mar
1000,Cash,-10.50,-20,
6000,Paper,10.50,5,
6100,Travel,,15,
9999,Nothing,,,
";

const BUDGETED: &str = r#"version: 1
object: journals
source:
  delimited: journal-lines.csv
  explode: { columns: { Amount: [Jan, Feb, Mar] }, name: Month }
  group: { by: Month, into: lines, gather: true }
business_key: Number
target: { object: Journals }
schema: { file: schemas/Journals.xml, form: odata, object: Journals }
fields:
  Number:   { expr: '"B-" + Month' }
  Posted:   { value: 2026-01-31 }
  Currency: { value: CHF }
  Lines:
    each: lines
    fields:
      Number:  { from: Account, number: plain }
      Account: { from: Account }
      Debit:   { from: Amount, when: 'number(Amount) > 0' }
      Credit:  { expr: '-number(Amount)', when: 'number(Amount) < 0' }
control_totals:
  - { name: cells, each: lines, expr: '1' }
  - { name: budget, each: lines, expr: 'number(Amount)' }
"#;

#[test]
fn a_budget_with_a_column_for_each_month_becomes_a_journal_for_each_month() {
    let server = OData::start();
    let project = project(&server);
    project.write("data/journal-lines.csv", BUDGET);
    project.write("mappings/journals.yaml", BUDGETED);
    say(&project, &["run"]).ok();
    let told = report(&project);
    assert_eq!(told["funnel"]["loaded"]["created"], 2, "{told:#}");
    assert_eq!(total(&told, "cells", "")[..2], ["5", "5"]);
    assert_eq!(total(&told, "budget", "")[..2], ["0", "0"]);
    assert_eq!(told["breaks_open"], 0, "{told:#}");
    let lines = |accounts: &[&str]| accounts.iter().map(|one| (*one).to_owned()).collect();
    let journals: [(String, Vec<String>); 2] = [
        ("B-Feb".to_owned(), lines(&["1000", "6000", "6100"])),
        ("B-Jan".to_owned(), lines(&["1000", "6000"])),
    ];
    assert_eq!(held(&server), journals);
    // A cell that is no amount holds its journal back, and is named.
    project.write("data/journal-lines.csv", BUDGET.replace(",15,", ",15 x,"));
    say(&project, &["check"]).code(4);
    let told = report(&project);
    let origins: Vec<&str> = told["causes"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|cause| cause["samples"].as_array().unwrap())
        .map(|sample| sample["origin"].as_str().unwrap())
        .collect();
    assert!(!origins.is_empty(), "{told:#}");
    for origin in origins {
        assert_eq!(origin, "journal-lines.csv:4, column 4 (Feb)");
    }
}
