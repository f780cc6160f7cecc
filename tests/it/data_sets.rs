//! Workers and salaries by HCM Data Loader: what arrives, what is refused in the pod's words on the right record, that
//! whoever dies meanwhile loses and doubles nothing, and that all agrees in the end.

use std::time::Duration;

use landbridge_sandbox::{Faults, SandboxConfig};
use serde_json::Value as Json;

use crate::support::{Erp, PASSWORD, Project, Ran, USER, run};

const PROJECT: &str = "version: 1
project: people
targets:
  pod:
    fusion: { framework_version: 4 }
    visible_within_seconds: 0
    url: { env: LANDBRIDGE_URL }
    auth: { basic: { user: { env: LANDBRIDGE_USER }, password: { env: LANDBRIDGE_PASSWORD } } }
target: pod
waves:
  people: [workers]
  pay: [salaries]
";

const WORKERS: &str = r#"version: 1
object: workers
source:
  delimited: contracts.csv
  group: { by: Number, into: contracts, group: { by: Assignment, into: assignments } }
business_key: PersonNumber
target: { object: Worker.dat, write: upsert, poll_seconds: 1, hidden_seconds: 2 }
fields:
  PersonNumber: { from: Number }
  StartDate:    { from: Start, date: "%d/%m/%Y" }
  DateOfBirth:  { from: Born, date: "%d/%m/%Y", personal: true }
  ActionCode:   { value: HIRE }
  PersonName:
    each: contracts
    fields:
      LegislationCode: { value: US }
      LastName:        { from: Last, personal: true }
      FirstName:       { from: First }
  WorkRelationship:
    each: contracts
    fields:
      LegalEmployerName: { value: US1 Legal Entity }
      DateStart:         { from: Start, date: "%d/%m/%Y" }
      WorkerType:        { value: E }
      PrimaryFlag:       { value: "Y" }
      Assignment:
        each: assignments
        fields:
          AssignmentNumber:         { from: Assignment }
          AssignmentName:           { from: Assignment }
          AssignmentStatusTypeCode: { value: ACTIVE_PROCESS }
          PersonTypeCode:           { value: Employee }
          PrimaryAssignmentFlag:    { value: "Y" }
  PersonEmail:
    each: { delimited: emails.csv }
    on: Number
    fields:
      EmailType:    { from: Kind }
      EmailAddress: { from: Address, personal: true }
      PrimaryFlag:  { value: "Y" }
"#;

const SALARIES: &str = r#"version: 1
object: salaries
source: { delimited: pay.csv }
business_key: [AssignmentNumber, DateFrom]
target: { object: Salary.dat, write: upsert, poll_seconds: 1, hidden_seconds: 2 }
fields:
  AssignmentNumber: { from: Assignment }
  DateFrom:         { from: From, date: "%d/%m/%Y" }
  SalaryAmount:     { from: Amount, number: en }
  SalaryBasisName:  { value: US1 Annual }
  SalaryApproved:   { value: "Y" }
  ActionCode:       { value: HIRE }
control_totals:
  - { name: pay, sum: Amount, number: en, against: SalaryAmount }
"#;

const CONTRACTS: &str = "\
Number,Assignment,Start,Born,Last,First
W1,W1,01/01/2020,31/12/1980,O'Neil|\u{dc}nal,Ann
W2,E2,15/03/2021,01/02/1990,Canaryname,Bo
W3,W3,01/07/2022,29/02/1992,Third,Cy
";

const EMAILS: &str = "\
Number,Kind,Address
W1,W1,ann@example.org
W1,H1,ann@home.example
W2,ZZINVALID,bo@example.org
";

/// The last is of an assignment that nobody has.
const PAY: &str = "\
Assignment,From,Amount
W1,01/01/2020,\"123,456.789\"
W3,01/07/2022,0.10
W9,01/07/2022,1.00
";

fn project() -> Project {
    let project = Project::empty();
    project.write("landbridge.yaml", PROJECT);
    // Nobody describes a file: what is known of it is the schema to start from.
    let mut pull = project.command(
        "http://127.0.0.1:9",
        &["schema", "pull", "pod", "Worker.dat", "Salary.dat"],
    );
    run(&mut pull).ok();
    project.write("mappings/workers.yaml", WORKERS);
    project.write("mappings/salaries.yaml", SALARIES);
    project.write("data/contracts.csv", CONTRACTS);
    project.write("data/emails.csv", EMAILS);
    project.write("data/pay.csv", PAY);
    project
}

/// A pod that hides a data set at first and takes its time.
fn slow_pod() -> Erp {
    Erp::with(SandboxConfig::with_user(USER, PASSWORD).faults(Faults {
        data_set_delay: Duration::from_millis(1_500),
        data_set_not_found_delay: Duration::from_millis(500),
        ..Faults::default()
    }))
}

fn items(erp: &Erp, path: &str) -> Vec<Json> {
    let path = format!("/hcmRestApi/resources/11.13.18.05/{path}&onlyData=true&limit=500");
    let page = erp.ask("GET", &path, None);
    page["items"]
        .as_array()
        .unwrap_or_else(|| panic!("{page:#}"))
        .clone()
}

fn workers(erp: &Erp) -> Vec<Json> {
    items(
        erp,
        "workers?expand=names,emails,workRelationships.assignments&orderBy=PersonNumber",
    )
}

fn funnel(report: &Json, object: &str) -> Json {
    let mut objects = report["objects"].as_array().unwrap().iter();
    let one = objects.find(|one| one["name"] == object).unwrap();
    one["funnel"].clone()
}

/// What was refused: key, origin and the pod's words.
fn refusals(report: &Json) -> Vec<[String; 3]> {
    let objects = report["objects"].as_array().unwrap().iter();
    let causes = objects.flat_map(|one| one["causes"].as_array().unwrap());
    let samples = causes.flat_map(|cause| cause["samples"].as_array().unwrap());
    let text = |sample: &Json, name: &str| sample[name].as_str().unwrap().to_owned();
    samples
        .map(|sample| ["key", "origin", "found"].map(|name| text(sample, name)))
        .collect()
}

#[test]
fn workers_and_their_salaries_arrive_by_file_and_one_line_is_refused_in_the_words_of_the_pod() {
    let erp = slow_pod();
    let project = project();
    project.run(&erp, &["check"]).ok();
    assert_eq!(erp.counters().writes_attempted, 0, "a check writes nothing");
    let ran = project.run(&erp, &["run", "people"]).code(4);
    for text in [&ran.stdout, &ran.stderr] {
        assert!(
            !text.contains("Canaryname") && !text.contains("bo@example.org"),
            "{text}"
        );
    }
    let people = project.report(&erp);
    let told = refusals(&people);
    assert_eq!(told.len(), 1, "{told:#?}");
    let worker = &told[0];
    assert_eq!(
        (worker[0].as_str(), worker[1].as_str()),
        ("W2", "contracts.csv:3")
    );
    assert!(
        worker[2].contains(
            "The ZZINVALID value for the EmailType attribute is invalid and doesn't exist in the EMAIL_TYPE list of values."
        ),
        "{}",
        worker[2]
    );
    project.run(&erp, &["run", "pay"]).code(4);
    let pay = project.report(&erp);
    let told = refusals(&pay);
    assert_eq!(told.len(), 1, "{told:#?}");
    let salary = &told[0];
    assert!(salary[2].contains(
        "You need to enter a valid value for the AssignmentId attribute. The current values are W9."
    ));
    for (report, object) in [(&people, "workers"), (&pay, "salaries")] {
        assert_eq!(funnel(report, object)["refused"], 1);
        assert_eq!(funnel(report, object)["loaded"]["created"], 2);
        assert_eq!(report["objects"][0]["breaks_open"], 0, "{report:#}");
    }

    let all = workers(&erp);
    assert_eq!(all.len(), 2);
    assert_eq!(all[0]["names"]["items"][0]["LastName"], "O'Neil|\u{dc}nal");
    assert_eq!(all[0]["emails"]["items"].as_array().unwrap().len(), 2);
    let relationship = &all[1]["workRelationships"]["items"][0];
    assert_eq!(
        relationship["assignments"]["items"][0]["AssignmentNumber"],
        "W3"
    );
    let pay = items(&erp, "salaries?orderBy=AssignmentNumber");
    let amounts: Vec<String> = pay
        .iter()
        .map(|one| one["SalaryAmount"].to_string())
        .collect();
    assert_eq!(amounts, ["123456.789", "0.10"]);

    // What is mended goes alone, in a data set of its own; who is there already stays as he is.
    project.write("data/emails.csv", EMAILS.replace("ZZINVALID", "W1"));
    project.write("data/pay.csv", PAY.replace("W9,", "E2,"));
    project.run(&erp, &["run", "people"]).ok();
    let report = project.report(&erp);
    assert_eq!(funnel(&report, "workers")["skipped"]["unchanged"], 2);
    project.run(&erp, &["run", "pay"]).ok();
    assert_eq!(workers(&erp).len(), 3);
    assert_eq!(items(&erp, "dataLoadDataSets?orderBy=RequestId").len(), 4);
    assert_eq!(erp.counters().objects["workers"].updates, 0);
}

/// Loads the workers, and dies at a point.
fn killed_at(project: &Project, erp: &Erp, point: &str) -> Ran {
    let arguments = ["load", "--object", "workers", "--log-level", "error"];
    let mut load = project.command(&erp.url(), &arguments);
    run(load.env("LANDBRIDGE_CRASH_AT", point))
}

#[test]
fn whoever_dies_between_upload_and_settling_leaves_a_data_set_that_is_found_again() {
    // Before and after every request, note and pause of a data set, and while it is settled.
    let points = [
        "intent.after",
        "note.within",
        "note.after",
        "job-request.after:1",
        "job-request.before:2",
        "job-request.after:2",
        "note.before:2",
        "note.after:2",
        "job-wait.before",
        "job-wait.after:2",
        "job-request.after:3",
        "settle.before",
        "settle.within",
        "settle.after",
    ];
    for some in points.chunks(5) {
        std::thread::scope(|scope| {
            for point in some {
                scope.spawn(|| goes_on_after(point));
            }
        });
    }
}

/// Kills a load at a point and loads again: everybody is there once, written once.
fn goes_on_after(point: &str) {
    let erp = slow_pod();
    let project = project();
    project.write("data/emails.csv", EMAILS.replace("ZZINVALID", "W2"));
    let died = killed_at(&project, &erp, point);
    assert!(died.code != 0, "{point}: {}", died.stderr);
    let ran = project.run(&erp, &["load", "--object", "workers"]).ok();
    let report = project.report(&erp);
    let loaded = &funnel(&report, "workers")["loaded"];
    assert_eq!(
        loaded["created"], 3,
        "{point}: {}\n{}",
        ran.stdout, ran.stderr
    );
    assert_eq!(workers(&erp).len(), 3, "{point}");
    let counters = erp.counters();
    assert_eq!(counters.objects["workers"].creates, 3, "{point}");
    assert_eq!(
        counters.objects["workers"].updates, 0,
        "{point}: written twice"
    );
    project.run(&erp, &["reconcile"]).ok();
}

#[test]
fn a_lost_answer_to_the_submit_makes_no_second_data_set() {
    let erp = slow_pod();
    let project = project();
    project.write("data/emails.csv", EMAILS.replace("ZZINVALID", "W2"));
    // Every committed write loses its answer: the upload goes again in a later load, the submit is found by its name.
    erp.set_faults(Faults {
        lost_reply_share: landbridge_sandbox::Share::per_million(500_000),
        data_set_delay: Duration::from_millis(300),
        seed: 11,
        ..Faults::default()
    });
    for _ in 0..8 {
        let ran = project.run(&erp, &["load", "--object", "workers"]);
        if ran.code == 0 {
            break;
        }
    }
    erp.set_faults(Faults::default());
    project.run(&erp, &["run", "--object", "workers"]).ok();
    assert_eq!(items(&erp, "dataLoadDataSets?orderBy=RequestId").len(), 1);
    assert_eq!(erp.counters().objects["workers"].creates, 3);
}

/// What a check told of the workers: code, attribute, place and what was found.
fn told(project: &Project, erp: &Erp) -> Vec<[String; 4]> {
    let report = project.report(erp);
    let causes = report["objects"][0]["causes"].as_array().unwrap().iter();
    let told = causes.flat_map(|cause| {
        let samples = cause["samples"].as_array().unwrap().iter();
        samples.map(|sample| {
            [
                &cause["code"],
                &cause["field"],
                &sample["origin"],
                &sample["found"],
            ]
            .map(|text| text.as_str().unwrap().to_owned())
        })
    });
    let mut told: Vec<[String; 4]> = told.collect();
    told.sort();
    told
}

#[test]
fn days_that_are_none_and_keys_that_are_missing_are_told_by_a_check_and_nothing_is_sent() {
    let erp = Erp::start();
    let project = project();
    // The pod describes no file, so nothing says that the one is a date and that the others belong together.
    let more = "      DateTo: { from: Until }
      SourceSystemId: { from: Old Id }
      SourceSystemOwner: { from: Owner }
";
    project.write("mappings/workers.yaml", format!("{WORKERS}{more}"));
    let emails = "\
Number,Kind,Address,Until,Old Id,Owner
W1,W1,ann@example.org,2030-12-31,E1,OLD_HR
W1,H1,ann@home.example,someday,E2,OLD_HR
W2,W1,bo@example.org,,E3,
W3,W1,cy@example.org,,,
";
    project.write("data/emails.csv", emails);
    project.run(&erp, &["check", "--object", "workers"]).code(4);
    assert_eq!(
        told(&project, &erp),
        [
            [
                "VAL-FILE",
                "PersonEmail.DateTo",
                "emails.csv:3, column 4 (Until)",
                "\"someday\""
            ],
            [
                "VAL-FILE",
                "PersonEmail.SourceSystemOwner",
                "emails.csv:4, column 6 (Owner)",
                "nothing"
            ],
        ]
    );
    assert_eq!(erp.counters().writes_attempted, 0);
}

#[test]
fn what_the_file_cannot_hold_is_told_by_a_check_at_its_cell() {
    let erp = Erp::start();
    let project = project();
    project.write(
        "data/contracts.csv",
        CONTRACTS.replace("Third,Cy", "Third,#NULL"),
    );
    // Two addresses of one kind would have one source key.
    project.write("data/emails.csv", EMAILS.replace("W1,H1,", "W1,W1,"));
    project.run(&erp, &["check", "--object", "workers"]).code(4);
    let told = told(&project, &erp);
    assert_eq!(
        told,
        [
            [
                "VAL-FILE",
                "PersonEmail",
                "emails.csv:3",
                "two PersonEmail lines with the same source key"
            ],
            [
                "VAL-FILE",
                "PersonName.FirstName",
                "contracts.csv:4, column 6 (First)",
                "\"#NULL\""
            ],
        ]
    );
    assert_eq!(erp.counters().writes_attempted, 0);
}

#[test]
fn an_attribute_that_the_pod_does_not_know_refuses_the_records_and_says_which() {
    let erp = Erp::start();
    let project = project();
    let mapping = WORKERS.replace(
        "  ActionCode:   { value: HIRE }\n",
        "  ActionCode:   { value: HIRE }\n  Colour: { value: red }\n",
    );
    project.write("mappings/workers.yaml", mapping);
    project.run(&erp, &["load", "--object", "workers"]).code(4);
    let told = refusals(&project.report(&erp));
    assert_eq!(told.len(), 3);
    let words = "The Colour attribute is unknown for V2 version of the Worker business object.";
    assert!(told.iter().all(|one| one[2].contains(words)), "{told:#?}");
    assert_eq!(workers(&erp).len(), 0);
}

#[test]
fn what_a_mapping_states_wrongly_of_a_file_is_said_at_its_line() {
    let project = project();
    let wrong = WORKERS.replace(
        "poll_seconds: 1",
        "poll_seconds: 0, effective_date: soon, colour: red",
    );
    project.write("mappings/workers.yaml", wrong);
    let erp = Erp::start();
    let said = project.run(&erp, &["check"]).code(3).stderr;
    for words in ["poll_seconds", "a date as YYYY-MM-DD", "colour"] {
        assert!(said.contains(words), "{words}: {said}");
    }
}
