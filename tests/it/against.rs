//! A file in the place of the ERP, and what its breaks have in common.

use std::fmt::Write as _;

use serde_json::Value as Json;

use crate::report_forms::{rows, workbook};
use crate::support::{Erp, Project};

const RECORDS: usize = 900;

const PROJECT: &str = "\
version: 1
project: postings
targets:
  erp: { fusion: { framework_version: 4 }, url: http://127.0.0.1:9 }
target: erp
";

const MAPPING: &str = "\
version: 1
object: postings
about: Postings of the old ledger.
source: { delimited: postings.csv }
business_key: Id
target: { object: postings, path: /postings }
defaults: { clean: [trim] }
fields:
  Id: { from: Id }
  Period: { from: Period }
  Kind: { from: Kind }
  Office: { from: Office }
  Currency: { from: Currency }
  Amount: { from: Amount, number: plain }
  Balance: { from: Balance, number: plain }
  Rate: { from: Rate, number: plain }
  Debit: { from: Debit, number: plain }
  Credit: { from: Credit, number: plain }
  Posted: { from: Posted, date: \"%Y-%m-%d\" }
  Due: { from: Due, date: \"%Y-%m-%d\" }
  Name: { from: Name }
  Code: { from: Code }
  Note: { from: Note }
  City: { from: City }
";

const SCHEMA: &str = r#"{ "type": "object", "properties": {
  "Amount": { "type": "number" }, "Balance": { "type": "number" }, "Rate": { "type": "number" },
  "Debit": { "type": "number" }, "Credit": { "type": "number" },
  "Posted": { "type": "string", "format": "date" }, "Due": { "type": "string", "format": "date" } } }"#;

/// One posting, as the old ledger has it or as the ERP should.
#[derive(Clone)]
struct Posting {
    id: String,
    period: String,
    kind: &'static str,
    office: &'static str,
    currency: &'static str,
    amount: i64,
    balance: String,
    rate: String,
    debit: String,
    credit: String,
    posted: String,
    due: String,
    name: String,
    code: String,
    note: String,
    city: &'static str,
}

const HEADER: &str = "Id,Period,Kind,Office,Currency,Amount,Balance,Rate,Debit,Credit,Posted,Due,Name,Code,Note,City\n";

/// An amount in hundredths.
fn money(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn posting(number: usize) -> Posting {
    let n = i64::try_from(number).unwrap();
    let period = match number % 13 {
        12 => "2019-13".to_owned(),
        month => format!("2019-{:02}", month + 1),
    };
    let kind = ["invoice", "payment", "reversal", "credit note", "transfer"][number % 5];
    let office = ["Lyon", "Oslo", "Lima", "Suva", "Amman", "Dakar", "Quito"][number % 7];
    let (debit, credit) = if number.is_multiple_of(2) {
        (money(n * 317 + 1), String::new())
    } else {
        (String::new(), money(n * 317 + 1))
    };
    let name = if number.is_multiple_of(11) {
        format!("Water and Sanitation Company of District {number}")
    } else {
        format!("Vendor {number}")
    };
    Posting {
        id: format!("P{number:05}"),
        period,
        kind,
        office,
        currency: ["USD", "EUR", "JPY", "CHF"][number * 7 / 5 % 4],
        amount: n * 1_000 + 900,
        balance: money(n * 113 + 7),
        rate: format!("1.{:05}", n * 37 % 99_999 + 1),
        debit,
        credit,
        posted: format!("2019-{:02}-{:02}", number % 12 + 1, number % 27 + 2),
        due: format!("2020-{:02}-{:02}", number % 12 + 1, number % 11 + 1),
        name,
        code: format!("{:06}", n * 131 % 1_000_000),
        note: format!("See File {number}"),
        city: ["Genève", "Oslo", "Córdoba", "Suva"][number / 3 % 4],
    }
}

fn line(one: &Posting) -> String {
    let amount = money(one.amount);
    [
        &*one.id,
        &one.period,
        one.kind,
        one.office,
        one.currency,
        &amount,
        &one.balance,
        &one.rate,
        &one.debit,
        &one.credit,
        &one.posted,
        &one.due,
        &one.name,
        &one.code,
        &one.note,
        one.city,
    ]
    .join(",")
}

fn project() -> Project {
    let project = Project::empty();
    project.write("landbridge.yaml", PROJECT);
    project.write("mappings/postings.yaml", MAPPING);
    project.write("schemas/postings.json", SCHEMA);
    let mut text = HEADER.to_owned();
    for number in 1..=RECORDS {
        writeln!(text, "{}", line(&posting(number))).unwrap();
    }
    project.write("data/postings.csv", text);
    project
}

/// What the ERP holds, after something happened to some postings.
fn held(project: &Project, happens: impl Fn(&mut Posting) -> bool, more: &str) {
    let mut text = HEADER.to_owned();
    for number in 1..=RECORDS {
        let mut one = posting(number);
        if happens(&mut one) {
            writeln!(text, "{}", line(&one)).unwrap();
        }
    }
    project.write("erp.csv", text + more);
}

const RECONCILE: &[&str] = &["reconcile", "--against", "erp.csv", "--object", "postings"];

#[test]
fn a_file_that_holds_what_would_be_sent_ties_out_and_nothing_is_sent() {
    let (erp, project) = (Erp::start(), project());
    held(&project, |_| true, "");
    let ran = project.run(&erp, RECONCILE).ok();
    assert!(ran.stdout.contains("ALL IS THERE"), "{}", ran.stdout);
    assert!(
        ran.stdout
            .contains("900 of 900 records read were held against a file"),
        "{}",
        ran.stdout
    );
    assert_eq!(erp.counters().requests, 0);
    let report = project.report(&erp);
    let keys = &report["objects"][0]["keys"];
    assert_eq!(keys["erp"], keys["extract"]);
    // It ends as every run does: with an entry over its rows.
    let ledger = rusqlite::Connection::open(project.path().join(".landbridge/ledger.db")).unwrap();
    let last = "SELECT run, what, digest <> '' FROM entry ORDER BY number DESC LIMIT 1";
    let last: (i64, String, bool) = ledger
        .query_row(last, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap();
    assert_eq!(last, (1, "reconcile".to_owned(), true));
    // Nobody carries such a run on.
    let next = project.run(&erp, RECONCILE).ok();
    assert!(!next.stderr.contains("carries on"), "{}", next.stderr);
}

#[test]
fn what_the_file_has_no_column_for_is_not_compared() {
    let (erp, project) = (Erp::start(), project());
    let mut text = "Id,Amount\n".to_owned();
    for number in 1..=RECORDS {
        let one = posting(number);
        writeln!(text, "{},{}", one.id, money(one.amount)).unwrap();
    }
    project.write("erp.csv", text);
    project.run(&erp, RECONCILE).ok();
}

/// What a migration can do to all records of a kind, at once.
fn twelve_faults(one: &mut Posting) -> bool {
    if one.currency == "JPY" {
        one.amount /= 100;
    }
    if one.kind == "credit note" {
        one.balance = format!("-{}", one.balance);
    }
    if one.kind == "reversal" {
        std::mem::swap(&mut one.debit, &mut one.credit);
    }
    if one.office == "Suva" {
        let day: usize = one.posted[8..].parse().unwrap();
        one.posted = format!("{}{:02}", &one.posted[..8], day - 1);
    }
    if one.office == "Lima" {
        one.due = format!("2020-{}-{}", &one.due[8..], &one.due[5..7]);
    }
    one.name.truncate(30);
    one.code = one.code.trim_start_matches('0').to_owned();
    one.rate.truncate(4);
    if one.office == "Lyon" {
        one.note = one.note.to_uppercase();
    }
    one.city = match one.city {
        "Genève" => "Geneve",
        "Córdoba" => "C?rdoba",
        other => other,
    };
    if one.kind == "transfer" {
        one.currency = "EUR";
    }
    one.period != "2019-13"
}

/// The proposals that must be made: the attribute, and what is said.
const NAMED: &[(&str, &str)] = &[
    ("", "missing records: Period is 2019-13"),
    ("Amount", "a factor of 100 too small; Currency is JPY"),
    ("Balance", "the sign is turned round; Kind is credit note"),
    ("Debit", "Credit; Kind is reversal"),
    ("Posted", "1 day earlier; Office is Suva"),
    ("Due", "day and month are exchanged; Office is Lima"),
    ("Name", "cut after 30 characters"),
    ("Code", "noughts at the beginning are lost"),
    ("Rate", "rounded to 2 decimals"),
    ("Note", "capitals and small letters differ; Office is Lyon"),
    ("City", "letters with marks are lost or replaced"),
    ("Currency", "the ERP holds EUR; Kind is transfer"),
    ("", "unexpected records: Office is Nowhere"),
];

#[test]
fn systematic_faults_are_named_with_what_tells_their_records_apart() {
    let (erp, project) = (Erp::start(), project());
    let mut more = String::new();
    for number in 1..=6 {
        let stranger = Posting {
            id: format!("X{number}"),
            office: "Nowhere",
            ..posting(number * 5)
        };
        writeln!(more, "{}", line(&stranger)).unwrap();
    }
    held(&project, twelve_faults, &more);
    let ran = project.run(&erp, RECONCILE).code(5);
    println!("{}", ran.stdout);
    let report = project.report(&erp);
    let proposals = report["objects"][0]["proposals"].as_array().unwrap();
    let page = std::fs::read_dir(project.path().join("reports")).unwrap();
    let page = page.map(|entry| entry.unwrap().path()).max().unwrap();
    let page = std::fs::read_to_string(page).unwrap();
    for (field, said) in NAMED {
        let named = proposals.iter().find(|one| {
            let text = one["text"].as_str().unwrap();
            one["field"] == *field && text.contains(said)
        });
        let named = named.unwrap_or_else(|| panic!("{field}: {said} is not among {proposals:#?}"));
        assert!(page.contains(named["text"].as_str().unwrap()), "{named}");
    }
    let summary: String = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(summary.contains("What breaks have in common"), "{summary}");
    assert!(summary.contains("too small; Currency is JPY"), "{summary}");
}

#[test]
fn breaks_of_chance_are_given_no_cause() {
    let (erp, project) = (Erp::start(), project());
    held(
        &project,
        |one| {
            let number: usize = one.id[1..].parse().unwrap();
            if number * number % 97 == 1 {
                one.amount += i64::try_from(number * number % 1_013).unwrap() * 13 + 1;
            }
            number * number % 89 != 4
        },
        "",
    );
    project.run(&erp, RECONCILE).code(5);
    let report = project.report(&erp);
    let object = &report["objects"][0];
    assert!(object["breaks_open"].as_u64().unwrap() > 20);
    assert_eq!(object.get("proposals"), None, "{:#}", object["proposals"]);
}

#[test]
fn what_a_rule_lets_pass_is_counted_and_told_with_its_owner() {
    let (erp, project) = (Erp::start(), project());
    project.write(
        "mappings/postings.yaml",
        format!(
            "{MAPPING}reconcile:\n\
             \x20 Note: {{ alike: [case, squeeze], owner: ann@example.org, reason: The ERP keeps capitals. }}\n\
             \x20 Amount: {{ tolerance: 0.05, owner: bob@example.org, reason: Cash is rounded. }}\n\
             \x20 Rate: {{ decimals: 2, owner: bob@example.org, reason: The ERP keeps two. }}\n\
             \x20 Posted: {{ days: 1, owner: ann@example.org, reason: Posted overnight. }}\n\
             \x20 Credit: {{ fills: 0, owner: ann@example.org, reason: The ERP fills it. }}\n\
             \x20 City: {{ compared: false, owner: ann@example.org, reason: The ERP looks it up. }}\n"
        ),
    );
    held(
        &project,
        |one| {
            let number: usize = one.id[1..].parse().unwrap();
            one.note = one.note.to_uppercase().replace(' ', "  ");
            one.amount += if number == 77 { 6 } else { 5 };
            let rate: rust_decimal::Decimal = one.rate.parse().unwrap();
            let strategy = rust_decimal::RoundingStrategy::MidpointAwayFromZero;
            one.rate = rate.round_dp_with_strategy(2, strategy).to_string();
            let day: usize = one.posted[8..].parse().unwrap();
            one.posted = format!("{}{:02}", &one.posted[..8], day - 1);
            if one.credit.is_empty() {
                one.credit = "0.00".to_owned();
            }
            one.city = "Elsewhere";
            true
        },
        "",
    );
    let ran = project.run(&erp, RECONCILE).code(5);
    let report = project.report(&erp);
    let object = &report["objects"][0];
    let breaks = object["breaks"].as_array().unwrap();
    assert_eq!(breaks.len(), 1, "{breaks:#?}");
    assert_eq!(breaks[0]["key"], "P00077");
    let allowed = object["allowed"].as_array().unwrap();
    let of = |field: &str| -> &Json { allowed.iter().find(|one| one["field"] == field).unwrap() };
    assert_eq!(of("Amount")["differences"], 899);
    assert_eq!(of("Amount")["owner"], "bob@example.org");
    assert_eq!(of("Credit")["differences"], 450);
    assert_eq!(of("Note")["rule"], "alike but for squeeze, case");
    assert!(
        ran.stdout.contains("Let pass by rules of the mapping"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_rule_that_nobody_answers_for_or_that_means_nothing_is_a_mistake() {
    let (erp, project) = (Erp::start(), project());
    project.write(
        "mappings/postings.yaml",
        format!(
            "{MAPPING}reconcile:\n\
             \x20 Amont: {{ tolerance: 0.05, owner: bob@example.org, reason: Rounding. }}\n\
             \x20 Rate: {{ decimals: 2 }}\n\
             \x20 Note: {{ owner: ann@example.org, reason: None. }}\n"
        ),
    );
    let ran = project.run(&erp, &["check"]).code(3);
    for said in [
        "attribute that a rule fills \"Amont\"",
        "Amount",
        "without `owner` and `reason`",
        "that changes nothing",
    ] {
        assert!(ran.stderr.contains(said), "{said}: {}", ran.stderr);
    }
}

#[test]
fn what_was_decided_about_a_break_holds_where_the_same_break_comes_back() {
    let (erp, project) = (Erp::start(), project());
    let two = |by: i64| {
        move |one: &mut Posting| {
            match &*one.id {
                "P00007" => one.amount += by,
                "P00009" => one.note = "changed".to_owned(),
                _ => {}
            }
            one.id != "P00011"
        }
    };
    held(&project, two(1), "");
    project.run(&erp, RECONCILE).code(5);
    let open = |erp: &Erp| -> u64 {
        let report = project.report(erp);
        report["objects"][0]["breaks_open"].as_u64().unwrap()
    };
    assert_eq!(open(&erp), 3);
    let decide = |arguments: &[&str]| {
        let who = ["--by", "Jane", "--why", "Agreed with accounting", "--run"];
        let run = project.report(&erp)["run"].to_string();
        let all = [&["break"], arguments, &who, &[&*run]].concat();
        project.run(&erp, &all)
    };
    let said = decide(&["accept", "P00007"]).ok().stdout;
    assert_eq!(said.trim(), "1 break of run 1 accepted by Jane");
    decide(&["fix", "--field", "Note"]).ok();
    decide(&["explain", "--kind", "missing"]).ok();
    assert_eq!(open(&erp), 0);
    // The same breaks, in the next run: what was said to be fixed is not.
    let ran = project.run(&erp, RECONCILE).code(5);
    assert!(
        ran.stdout
            .contains("Breaks that are not open: 1 accepted, 1 explained"),
        "{}",
        ran.stdout
    );
    assert_eq!(open(&erp), 1);
    // Another amount is another break; a decision can be taken back.
    held(&project, two(2), "");
    project.run(&erp, RECONCILE).code(5);
    assert_eq!(open(&erp), 2);
    decide(&["reopen", "P00011"]).ok();
    assert_eq!(open(&erp), 3);
    let listed = project.run(&erp, &["break", "list", "P00011", "--run", "3"]);
    assert!(listed.ok().stdout.contains("REC-MISSING postings P00011"));
    decide(&["accept"]).code(2);
    decide(&["accept", "P00012"]).code(2);
}

#[test]
fn what_was_decided_about_breaks_explains_the_differences_of_control_totals() {
    let (erp, project) = (Erp::start(), project());
    let totals = "control_totals:\n  - { sum: Amount, by: Currency }\n";
    project.write("mappings/postings.yaml", format!("{MAPPING}{totals}"));
    let mut stray = posting(1);
    stray.id = "X00001".to_owned();
    let stray = line(&stray) + "\n";
    let happens = |one: &mut Posting| {
        match &*one.id {
            // Its currency and its amount: it leaves one group, and enters another with more.
            "P00007" => (one.currency, one.amount) = ("XOF", one.amount + 50),
            "P00010" => one.note = "changed".to_owned(),
            _ => {}
        }
        one.id != "P00011"
    };
    held(&project, happens, &stray);
    project.run(&erp, RECONCILE).code(5);
    let differences = || -> Vec<String> {
        let report = project.report(&erp);
        let totals = report["objects"][0]["totals"].as_array().unwrap().clone();
        let differing = totals.iter().filter(|total| total["agrees"] == false);
        differing
            .map(|total| {
                let decided = total["decided"].as_str().unwrap_or("none");
                format!(
                    "{} {} {decided}",
                    total["group"].as_str().unwrap(),
                    total["difference"].as_str().unwrap()
                )
            })
            .collect()
    };
    let decide = |arguments: &[&str]| {
        let who = ["--by", "Jane", "--why", "Agreed with accounting"];
        project
            .run(&erp, &[&["break", "accept"], arguments, &who].concat())
            .ok();
    };
    let before = differences();
    assert_eq!(before.len(), 3, "{before:?}");
    assert!(before.iter().all(|line| line.ends_with(" none")));
    decide(&["P00007", "--field", "Amount"]);
    // Its currency is open still.
    assert_eq!(differences(), before);
    decide(&["P00007", "--field", "Currency"]);
    assert!(differences().contains(&"XOF 79.50 79.50".to_owned()));
    decide(&["--all"]);
    for line in differences() {
        let parts: Vec<&str> = line.split(' ').collect();
        assert_eq!(parts[1], parts[2], "{line}");
    }
    let report = project.report(&erp);
    assert_eq!(report["verdict"]["level"], "good", "{}", report["verdict"]);
    assert_eq!(
        report["verdict"]["sentence"],
        "Nothing was sent: 900 of 900 records read were held against a file in the place of the ERP, and people \
         decided about what it holds otherwise (5 accepted)."
    );
    let told = project
        .run(&erp, &["report", "--format", "markdown"])
        .ok()
        .stdout;
    assert!(told.contains("**Nothing is open.**"), "{told}");
    // A spreadsheet program says the same of each group.
    let totals = rows(&workbook(&project, &erp), "Totals");
    let agree = |word: &str| {
        let lines = totals.iter().filter(|row| row["Agrees"] == word);
        lines.map(|row| &*row["Group"]).collect::<Vec<_>>()
    };
    assert_eq!(agree("decided").len(), 3);
    assert!(agree("decided").contains(&"XOF"));
    assert_eq!(agree("no"), [""; 0]);
}
