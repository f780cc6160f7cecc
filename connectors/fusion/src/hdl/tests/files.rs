//! What stands in a file.

use std::io::{Cursor, Read};

use base64::Engine as _;
use landbridge_contract::{
    Event, OptionValue, Options, Outgoing, Step, Target, Value, Verdict, Write,
};
use landbridge_contract::{Receipt, Reply};

use super::{attempt, object, options, record, sent, target, text, worker};

/// The file that is uploaded for records.
fn file(name: &str, stated: &Options, batch: Vec<Outgoing>) -> String {
    let keys: Vec<&str> = batch[0].key.parts.iter().map(|(name, _)| &**name).collect();
    let spec = object(name, &keys, stated);
    let mut load = target().load_job(&spec, batch, &attempt());
    let upload = sent(load.advance(Event::Start));
    assert_eq!(
        upload.path,
        "/hcmRestApi/resources/11.13.18.05/dataLoadDataSets/action/uploadFile"
    );
    let body: serde_json::Value = serde_json::from_slice(&upload.body).unwrap();
    assert_eq!(body["fileName"], "LB00000000000000073.zip");
    let engine = base64::engine::general_purpose::STANDARD;
    let archive = engine.decode(body["content"].as_str().unwrap()).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
    assert_eq!(archive.len(), 1);
    let mut entry = archive.by_index(0).unwrap();
    assert_eq!(entry.name().unwrap(), name);
    let mut text = String::new();
    entry.read_to_string(&mut text).unwrap();
    text
}

#[track_caller]
fn check(name: &str, keys: &[&str], records: &[&str], golden: &str) {
    let records = records.iter().zip(1..);
    let batch = records.map(|(json, number)| record(number, keys, json));
    let written = file(name, &Options::default(), batch.collect());
    assert_eq!(written, golden, "{name}");
}

const ANN: &str = r#"{
    "PersonNumber": "W001", "StartDate": "2026-01-01", "DateOfBirth": "1985-03-15", "ActionCode": "HIRE",
    "PersonName": [{"NameType": "GLOBAL", "LegislationCode": "US", "LastName": "Example", "FirstName": "Ann"}],
    "WorkRelationship": [{"LegalEmployerName": "US1 Legal Entity", "DateStart": "2026-01-01", "WorkerType": "E",
        "PrimaryFlag": true,
        "Assignment": [{"AssignmentName": "W001", "AssignmentNumber": "W001", "AssignmentStatusTypeCode": "ACTIVE_PROCESS",
            "PersonTypeCode": "Employee", "BusinessUnitShortCode": "US1 Business Unit", "PrimaryAssignmentFlag": true}]}],
    "PersonEmail": [{"EmailType": "W1", "EmailAddress": "ann@example.com", "PrimaryFlag": true},
        {"EmailType": "H1", "EmailAddress": "ann@home.example", "PrimaryFlag": false}],
    "PersonPhone": [{"LegislationCode": "US", "PhoneType": "W1", "CountryCodeNumber": 1, "AreaCode": "650",
        "PhoneNumber": "5550100", "PrimaryFlag": "Y"}],
    "PersonAddress": [{"AddressType": "HOME", "AddressLine1": "1 Tea Lane", "AddressLine2": "c/o Example\nBack door",
        "AddressLine3": "", "AddressLine4": "", "TownOrCity": "Redwood City", "Region1": "", "Region2": "CA",
        "PostalCode": "94065", "Country": "US", "PrimaryFlag": "Y"}],
    "PersonNationalIdentifier": [{"LegislationCode": "US", "NationalIdentifierType": "SSN",
        "NationalIdentifierNumber": "987-65-4320", "PrimaryFlag": "Y"}],
    "PersonLegislativeData": [{"LegislationCode": "US", "Sex": "F", "MaritalStatus": "M",
        "HighestEducationLevel": "BACHELORS"}]}"#;

/// Names and numbers with what a line uses for itself.
const MARIA: &str = r#"{
    "PersonNumber": "W002", "StartDate": "2026-02-01", "DateOfBirth": "1990-12-31", "ActionCode": "HIRE",
    "PersonName": [{"NameType": "GLOBAL", "LegislationCode": "CH", "LastName": "O'Neil|Ünal", "FirstName": "Bö",
        "MiddleNames": "Maria", "Title": "DR."}],
    "WorkRelationship": [{"LegalEmployerName": "US1 Legal Entity", "DateStart": "2026-02-01", "WorkerType": "E",
        "PrimaryFlag": true,
        "Assignment": [{"AssignmentName": "E2", "AssignmentNumber": "E2", "AssignmentStatusTypeCode": "ACTIVE_PROCESS",
            "PersonTypeCode": "Employee", "BusinessUnitShortCode": "US1 Business Unit", "PrimaryAssignmentFlag": true}]}]}"#;

#[test]
fn a_file_of_workers_has_the_sections_that_a_pod_took() {
    check(
        "Worker.dat",
        &["PersonNumber"],
        &[ANN, MARIA],
        include_str!("../golden/Worker.dat"),
    );
}

#[test]
fn a_file_of_salaries_keeps_every_digit() {
    let salary = r#"{"AssignmentNumber": "W001", "DateFrom": "2026-01-01", "SalaryAmount": 123456.789,
        "SalaryBasisName": "US1 Annual", "SalaryApproved": "Y", "ActionCode": "HIRE"}"#;
    let golden = include_str!("../golden/Salary.dat");
    check(
        "Salary.dat",
        &["AssignmentNumber", "DateFrom"],
        &[salary],
        golden,
    );
}

#[test]
fn values_of_an_element_entry_repeat_what_names_it() {
    let entry = r#"{"AssignmentNumber": "W001", "ElementName": "Car Allowance", "LegislativeDataGroupName": "US LDG",
        "EffectiveStartDate": "2026-01-01", "ElementEntryValue": [
            {"InputValueName": "Amount", "ScreenEntryValue": 300.00}, {"InputValueName": "Basis", "ScreenEntryValue": "km"}]}"#;
    let golden = include_str!("../golden/ElementEntry.dat");
    let keys = ["AssignmentNumber", "ElementName"];
    check("ElementEntry.dat", &keys, &[entry], golden);
}

#[test]
fn absences_and_learning_records_are_one_line_each() {
    let absence = r#"{"Employer": "US1 Legal Entity", "PersonNumber": "W001", "AbsenceType": "Vacation",
        "AbsenceReason": "Family", "AbsenceStatus": "SUBMITTED", "ApprovalStatus": "APPROVED",
        "StartDate": "2026-07-01", "EndDate": "2026-07-10", "Duration": 8}"#;
    let golden = include_str!("../golden/PersonAbsenceEntry.dat");
    let keys = ["PersonNumber", "StartDate"];
    check("PersonAbsenceEntry.dat", &keys, &[absence], golden);
    let record = r#"{"LearningRecordNumber": "L-1", "LearningItemType": "COURSE", "LearningItemNumber": "C-100",
        "LearnerNumber": "W001", "AssignmentType": "REQUIRED", "LearningRecordStatus": "COMPLETED",
        "LearningRecordStartDate": "2025-03-01", "LearningRecordCompletionDate": "2025-03-02"}"#;
    let golden = include_str!("../golden/LearningRecord.dat");
    check(
        "LearningRecord.dat",
        &["LearningRecordNumber"],
        &[record],
        golden,
    );
}

#[test]
fn what_is_known_by_name_only_has_the_attributes_of_the_mapping() {
    let document = r#"{"PerfDocName": "2025", "PersonNumber": "W001"}"#;
    let golden = include_str!("../golden/PerfDocComplete.dat");
    let keys = ["PersonNumber", "PerfDocName"];
    check("PerfDocComplete.dat", &keys, &[document], golden);
    let requisition = r#"{"RequisitionNumber": "R-1", "Title": "Field officer", "HiringTeam": [{"MemberNumber": "W001"}]}"#;
    let golden = include_str!("../golden/JobRequisition.dat");
    check(
        "JobRequisition.dat",
        &["RequisitionNumber"],
        &[requisition],
        golden,
    );

    let candidate = r#"{"CandidateNumber": "C-1", "CandidateName": [{"LastName": "Example"}],
        "CandidateSkill": [{"Skill": "Masonry"}]}"#;
    let parents = [("CandidateSkill".to_owned(), text("PersonId"))];
    let stated = options(&[("components", OptionValue::Map(parents.into()))]);
    let batch = vec![record(1, &["CandidateNumber"], candidate)];
    let written = file("Candidate.dat", &stated, batch);
    assert_eq!(written, include_str!("../golden/Candidate.dat"));
}

#[test]
fn a_change_of_assignments_goes_by_user_keys_and_without_the_worker() {
    let change = r#"{"PersonNumber": "W001", "WorkRelationship": [{"DateStart": "2026-01-01", "Assignment": [
        {"ActionCode": "ASG_CHANGE", "EffectiveStartDate": "2026-07-01", "AssignmentNumber": "W001",
         "PrimaryAssignmentFlag": "Y", "PersonNumber": "W001", "WorkTermsNumber": "ET-W001", "NormalHours": 37.5,
         "WorkTerms": {"PersonNumber": "W001"}}]}]}"#;
    let sections = ["WorkTerms", "Assignment"].map(text);
    let stated = options(&[
        ("source_keys", OptionValue::Bool(false)),
        ("sections", OptionValue::List(sections.into())),
        (
            "set",
            OptionValue::Map([("PURGE_FUTURE_CHANGES".to_owned(), text("N"))].into()),
        ),
    ]);
    let written = file(
        "Worker.dat",
        &stated,
        vec![record(1, &["PersonNumber"], change)],
    );
    assert_eq!(written, include_str!("../golden/WorkerChange.dat"));
}

#[test]
fn the_history_of_a_name_is_one_record_with_several_lines() {
    let mut ann = worker(1, "W001");
    let names = r#"{"PersonName": [
        {"EffectiveStartDate": "2026-01-01", "LastName": "Example"},
        {"EffectiveStartDate": "2026-06-01", "LastName": "Married"}]}"#;
    let names = super::payload(names).remove(0);
    ann.payload.retain(|(name, _)| **name != *names.0);
    ann.payload.push(names);
    let written = file("Worker.dat", &Options::default(), vec![ann]);
    let lines: Vec<&str> = written
        .lines()
        .filter(|line| line.starts_with("MERGE|PersonName"))
        .collect();
    assert_eq!(
        lines,
        [
            "MERGE|PersonName|HRC_SQLLOADER|W001_NME|2026/01/01|W001|GLOBAL|Example",
            "MERGE|PersonName|HRC_SQLLOADER|W001_NME|2026/06/01|W001|GLOBAL|Married",
        ]
    );
}

#[test]
fn nothing_is_cleared_but_by_a_change() {
    let json = r#"{"AssignmentNumber": "W001", "SalaryBasisName": null}"#;
    let cleared = |write| {
        let mut salary = record(1, &["AssignmentNumber"], json);
        salary.write = write;
        let written = file("Salary.dat", &Options::default(), vec![salary]);
        written.lines().last().unwrap().to_owned()
    };
    assert_eq!(
        cleared(Write::Create),
        "MERGE|Salary|HRC_SQLLOADER|W001|W001|"
    );
    assert_eq!(
        cleared(Write::Upsert),
        "MERGE|Salary|HRC_SQLLOADER|W001|W001|#NULL"
    );
    assert_eq!(
        cleared(Write::Update("7".into())),
        "MERGE|Salary|HRC_SQLLOADER|W001|W001|#NULL"
    );
}

/// The refusals of records that are not sent at all.
fn refused(batch: Vec<Outgoing>) -> Vec<(i64, String)> {
    let spec = object("Worker.dat", &["PersonNumber"], &Options::default());
    let mut load = target().load_job(&spec, batch, &attempt());
    let Step::Done(replies) = load.advance(Event::Start) else {
        panic!("expected the end");
    };
    let refusals = replies.into_iter().map(|reply| match reply {
        Reply::Receipt(Receipt {
            record,
            verdict: Verdict::Refused { messages },
        }) => (
            record,
            format!("{}: {}", messages[0].path, messages[0].text),
        ),
        other => panic!("{other:?}"),
    });
    refusals.collect()
}

#[test]
fn a_record_that_cannot_be_written_is_refused_here_and_the_others_go() {
    let mut clears = worker(1, "W001");
    clears.payload.push(("Title".into(), Value::text("#NULL")));
    let mut twice = worker(2, "W002");
    let emails = r#"{"PersonEmail": [{"EmailType": "W1", "EmailAddress": "a"}, {"EmailType": "W1", "EmailAddress": "b"}]}"#;
    twice.payload.extend(super::payload(emails));
    assert_eq!(
        refused(vec![clears.clone(), twice]),
        [
            (
                1,
                "Title: found the text `#NULL`, expected another text: in the file `#NULL` clears the attribute".to_owned()
            ),
            (
                2,
                "PersonEmail: found two PersonEmail lines with the same source key, expected a different EmailType or \
                 SourceSystemId in each PersonEmail line"
                    .to_owned()
            ),
        ]
    );
    let written = file(
        "Worker.dat",
        &Options::default(),
        vec![clears, worker(3, "W003")],
    );
    assert!(
        !written.contains("W001") && written.contains("W003"),
        "{written}"
    );
}

#[test]
fn keys_of_several_parts_are_told_apart_whatever_they_hold() {
    let of = |left: &str, right: &str| {
        let json = format!(r#"{{"AssignmentNumber": "{left}", "DateFrom": "{right}"}}"#);
        let salary = record(1, &["AssignmentNumber", "DateFrom"], &json);
        super::super::file::key_text(&salary.key)
    };
    let all = [of("a:", "b"), of("a", ":b"), of("a%3A", "b"), of("a", "b")];
    let distinct: std::collections::BTreeSet<&String> = all.iter().collect();
    assert_eq!(distinct.len(), all.len(), "{all:?}");
}

#[test]
fn what_is_known_of_a_file_is_described_without_asking_the_pod() {
    let spec = target().object("Worker.dat", &Options::default()).unwrap();
    let Step::Done(replies) = target().describe(&spec).advance(Event::Start) else {
        panic!("expected a description");
    };
    let [Reply::Description(text)] = replies.as_slice() else {
        panic!("{replies:?}");
    };
    let schema: serde_json::Value = serde_json::from_str(text).unwrap();
    assert_eq!(schema["additionalProperties"], true);
    assert_eq!(schema["properties"]["DateOfBirth"]["format"], "date");
    let relationship = &schema["properties"]["WorkRelationship"]["items"]["properties"];
    let assignment = &relationship["Assignment"]["items"]["properties"];
    assert_eq!(assignment["PrimaryAssignmentFlag"]["enum"][0], "Y");
    assert!(schema["properties"].get("WorkTerms").is_none());
}
