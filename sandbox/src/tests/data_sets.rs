//! Data sets of HCM Data Loader, and the workers that they make.

use std::io::{Cursor, Write as _};
use std::time::Duration;

use base64::Engine as _;
use serde_json::{Value, json};

use super::client::{Pod, get, post};
use crate::Faults;

pub(super) const HCM: &str = "/hcmRestApi/resources/11.13.18.05";

/// Two workers as a pod took them, and one whose address has no country.
pub(super) const WORKERS: &str = "\
COMMENT What a pod took
METADATA|Worker|SourceSystemOwner|SourceSystemId|EffectiveStartDate|PersonNumber|StartDate|DateOfBirth|ActionCode
MERGE|Worker|HRC_SQLLOADER|W001|2026/01/01|W001|2026/01/01|1985/03/15|HIRE
MERGE|Worker|HRC_SQLLOADER|W002|2026/01/01|W002|2026/01/01||HIRE
METADATA|PersonName|SourceSystemOwner|SourceSystemId|EffectiveStartDate|PersonId(SourceSystemId)|NameType|LegislationCode|LastName|FirstName|MiddleNames|Title
MERGE|PersonName|HRC_SQLLOADER|W001_NME|2026/01/01|W001|GLOBAL|US|Exa\\|mple|Ann||
MERGE|PersonName|HRC_SQLLOADER|W002_NME|2026/01/01|W002|GLOBAL|US|Second|Bo||
METADATA|WorkRelationship|SourceSystemOwner|SourceSystemId|PersonId(SourceSystemId)|LegalEmployerName|DateStart|WorkerType|PrimaryFlag
MERGE|WorkRelationship|HRC_SQLLOADER|W001_POS|W001|US1 Legal Entity|2026/01/01|E|Y
MERGE|WorkRelationship|HRC_SQLLOADER|W002_POS|W002|US1 Legal Entity|2026/01/01|E|Y
METADATA|WorkTerms|SourceSystemOwner|SourceSystemId|PeriodOfServiceId(SourceSystemId)|ActionCode|EffectiveStartDate|EffectiveSequence|EffectiveLatestChange|DateStart|AssignmentName|AssignmentNumber|PrimaryWorkTermsFlag
MERGE|WorkTerms|HRC_SQLLOADER|W001_TRM|W001_POS|HIRE|2026/01/01|1|Y|2026/01/01|ET-W001|ET-W001|Y
MERGE|WorkTerms|HRC_SQLLOADER|W002_TRM|W002_POS|HIRE|2026/01/01|1|Y|2026/01/01|ET-W002|ET-W002|Y
METADATA|Assignment|SourceSystemOwner|SourceSystemId|ActionCode|EffectiveStartDate|EffectiveSequence|EffectiveLatestChange|WorkTermsAssignmentId(SourceSystemId)|AssignmentName|AssignmentNumber|AssignmentStatusTypeCode|PersonTypeCode|BusinessUnitShortCode|PrimaryAssignmentFlag
MERGE|Assignment|HRC_SQLLOADER|W001_ASG|HIRE|2026/01/01|1|Y|W001_TRM|W001|W001|ACTIVE_PROCESS|Employee|US1 Business Unit|Y
MERGE|Assignment|HRC_SQLLOADER|W002_ASG|HIRE|2026/01/01|1|Y|W002_TRM|W002|W002|ACTIVE_PROCESS|Employee|US1 Business Unit|Y
METADATA|PersonAddress|SourceSystemOwner|SourceSystemId|EffectiveStartDate|PersonId(SourceSystemId)|AddressType|AddressLine1|Country|PrimaryFlag
MERGE|PersonAddress|HRC_SQLLOADER|W001_ADR|2026/01/01|W001|HOME|1 Tea Lane|US|Y
MERGE|PersonAddress|HRC_SQLLOADER|W002_ADR|2026/01/01|W002|HOME|2 Tea Lane|ZZ|Y
";

fn archive(files: &[(&str, &str)]) -> String {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

fn act(pod: &Pod, action: &str, body: &Value) -> Value {
    let path = format!("{HCM}/dataLoadDataSets/action/{action}");
    let result = pod.send(&post(&path, body)).expect(200).json()["result"].clone();
    match result.as_str() {
        Some(text) => serde_json::from_str(text).unwrap(),
        None => result,
    }
}

/// Uploads and submits; the number of the data set.
fn submit(pod: &Pod, files: &[(&str, &str)]) -> String {
    let upload = json!({"content": archive(files), "fileName": "Set1.zip"});
    let content = act(pod, "uploadFile", &upload)["ContentId"].clone();
    let create = json!({"contentId": content, "fileAction": "IMPORT_AND_LOAD"});
    let submitted = act(pod, "createFileDataSet", &create);
    assert_eq!(submitted["Status"], "SUCCESS");
    submitted["RequestId"].as_str().unwrap().to_owned()
}

/// The data set, and its messages as line, source key and text.
fn state(pod: &Pod, request: &str) -> (Value, Vec<(Value, Value, String)>) {
    let path = format!("{HCM}/dataLoadDataSets/{request}?onlyData=true");
    let set = pod.send(&get(&path)).expect(200).json();
    let path = format!(
        "{HCM}/dataLoadDataSets/{request}/child/messages?onlyData=true&orderBy=DatFileName,FileLine&limit=500"
    );
    let messages = pod.send(&get(&path)).expect(200).json();
    let told = messages["items"].as_array().unwrap().iter().map(|one| {
        let text = one["MessageText"].as_str().unwrap().to_owned();
        (one["FileLine"].clone(), one["SourceSystemId"].clone(), text)
    });
    (set, told.collect())
}

pub(super) fn load(pod: &Pod, file: &str, text: &str) -> (Value, Vec<(Value, Value, String)>) {
    let request = submit(pod, &[(file, text)]);
    state(pod, &request)
}

fn workers(pod: &Pod) -> Vec<Value> {
    let path =
        format!("{HCM}/workers?onlyData=true&expand=names,addresses,workRelationships.assignments");
    let all = pod.send(&get(&path)).expect(200).json();
    all["items"].as_array().unwrap().clone()
}

#[test]
fn of_two_workers_one_fails_in_one_component_and_the_other_is_kept() {
    let pod = Pod::new();
    let (set, messages) = load(&pod, "Worker.dat", WORKERS);
    assert_eq!(set["DataSetStatusCode"], "ORA_IN_ERROR");
    assert_eq!(
        (&set["ObjectSuccessCount"], &set["ObjectLoadErrorCount"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(set["FileLineImportSuccessCount"], 12);
    assert_eq!(messages.len(), 1, "{messages:?}");
    let text = "The ZZ value for the Country attribute is invalid and doesn't exist in the TERRITORY_CODE list of values.";
    assert_eq!(messages[0], (json!(19), json!("W002_ADR"), text.to_owned()));
    let all = workers(&pod);
    assert_eq!(all.len(), 1);
    let ann = &all[0];
    assert_eq!(ann["PersonNumber"], "W001");
    assert_eq!(ann["DateOfBirth"], "1985-03-15");
    assert_eq!(ann["names"]["items"][0]["LastName"], "Exa|mple");
    let relationship = &ann["workRelationships"]["items"][0];
    assert_eq!(relationship["PrimaryFlag"], true);
    assert_eq!(
        relationship["assignments"]["items"][0]["BusinessUnitName"],
        "US1 Business Unit"
    );
}

#[test]
fn the_same_file_again_changes_and_makes_nothing_anew() {
    let pod = Pod::new();
    let fine = WORKERS.replace("|ZZ|", "|CH|");
    load(&pod, "Worker.dat", &fine);
    let first = workers(&pod);
    let married = fine.replace("Second", "Married");
    let (set, messages) = load(&pod, "Worker.dat", &married);
    assert_eq!(
        (set["DataSetStatusCode"].as_str(), messages.len()),
        (Some("ORA_SUCCESS"), 0)
    );
    let again = workers(&pod);
    assert_eq!(again.len(), 2);
    assert_eq!(again[0]["PersonId"], first[0]["PersonId"]);
    let names = again[1]["names"]["items"].as_array().unwrap();
    assert_eq!((names.len(), &names[0]["LastName"]), (1, &json!("Married")));
}

/// The only message of a file with these lines, after the two workers.
fn said(lines: &str) -> String {
    let pod = Pod::new();
    load(&pod, "Worker.dat", &WORKERS.replace("|ZZ|", "|CH|"));
    let (set, messages) = load(&pod, "Worker.dat", lines);
    assert_eq!(set["DataSetStatusCode"], "ORA_IN_ERROR");
    assert_eq!(messages.len(), 1, "{messages:?}");
    messages[0].2.clone()
}

#[test]
fn what_is_wrong_is_said_in_the_words_of_the_pod() {
    let unknown = "METADATA|Worker|SourceSystemOwner|SourceSystemId|Colour\nMERGE|Worker|HRC_SQLLOADER|W001|red\n";
    assert_eq!(
        said(unknown),
        "The Colour attribute is unknown for V2 version of the Worker business object."
    );
    let keyless =
        "METADATA|PersonEmail|EmailType|EmailAddress\nMERGE|PersonEmail|W1|a@example.com\n";
    assert_eq!(
        said(keyless),
        "The line for component PersonEmail with instruction MERGE doesn't include values that define a unique \
         reference to the record."
    );
    let nobody = "METADATA|PersonEmail|SourceSystemOwner|SourceSystemId|PersonId(SourceSystemId)|EmailType|EmailAddress\n\
                  MERGE|PersonEmail|HRC_SQLLOADER|E1|W009|W1|a@example.com\n";
    assert_eq!(
        said(nobody),
        "You need to enter a valid value for the PersonId attribute. The current values are HRC_SQLLOADER,W009."
    );
    let list = "METADATA|PersonEmail|SourceSystemOwner|SourceSystemId|PersonId(SourceSystemId)|EmailType|EmailAddress\n\
                MERGE|PersonEmail|HRC_SQLLOADER|E1|W001|ZZINVALID|a@example.com\n";
    assert_eq!(
        said(list),
        "The ZZINVALID value for the EmailType attribute is invalid and doesn't exist in the EMAIL_TYPE list of values."
    );
    let terms = "METADATA|Assignment|AssignmentNumber|PersonNumber|ActionCode|EffectiveStartDate\n\
                 MERGE|Assignment|W001|W001|ASG_CHANGE|2026/07/01\n";
    assert_eq!(
        said(terms),
        "Work terms records are required when you create or update assignments."
    );
    let owner = "METADATA|Worker|SourceSystemOwner|SourceSystemId|PersonNumber\nMERGE|Worker|NOBODY|W7|W7\n";
    assert!(said(owner).contains("HRC_SOURCE_SYSTEM_OWNER list of values"));
    let date = "METADATA|Worker|SourceSystemOwner|SourceSystemId|DateOfBirth\nMERGE|Worker|HRC_SQLLOADER|W001|1985-03-15\n";
    assert!(said(date).contains("isn't a date in the format YYYY/MM/DD"));
}

#[test]
fn a_file_is_named_after_a_top_level_object() {
    let pod = Pod::new();
    let (set, messages) = load(
        &pod,
        "Assignment.dat",
        "METADATA|Assignment|AssignmentNumber\n",
    );
    assert_eq!(set["DataSetStatusCode"], "ORA_IN_ERROR");
    assert_eq!(set["ObjectSuccessCount"], 0);
    assert_eq!(
        messages,
        [(
            json!(null),
            json!(null),
            "The Assignment file name isn't valid. You need to use the name of a top-level supported business \
             object as the file name."
                .to_owned()
        )]
    );
}

#[test]
fn whoever_was_not_made_by_a_file_has_no_source_key_and_is_known_by_the_user_key() {
    let pod = Pod::new();
    let path = format!("{HCM}/workers");
    let made =
        json!({"PersonNumber": "W5", "names": [{"LastName": "Byrest", "LegislationCode": "US"}]});
    pod.send(&post(&path, &made)).expect(201);
    let invented = "METADATA|Worker|SourceSystemOwner|SourceSystemId|PersonNumber\nMERGE|Worker|HRC_SQLLOADER|W5|W5\n";
    let (_, messages) = load(&pod, "Worker.dat", invented);
    assert_eq!(
        messages[0].2,
        "You can't update this record because the SourceSystemId W5 and SourceSystemOwner HRC_SQLLOADER are invalid."
    );
    let by_user = "METADATA|Worker|PersonNumber|DateOfBirth\nMERGE|Worker|W5|1999/09/09\n";
    let (set, _) = load(&pod, "Worker.dat", by_user);
    assert_eq!(set["ObjectSuccessCount"], 1);
    assert_eq!(workers(&pod)[0]["DateOfBirth"], "1999-09-09");
}

#[test]
fn salaries_and_absences_name_who_they_are_of() {
    let pod = Pod::new();
    load(&pod, "Worker.dat", &WORKERS.replace("|ZZ|", "|CH|"));
    let salaries = "METADATA|Salary|SourceSystemOwner|SourceSystemId|AssignmentNumber|AssignmentId(SourceSystemId)|DateFrom|SalaryAmount|SalaryBasisName|ActionCode\n\
        MERGE|Salary|HRC_SQLLOADER|S1|W001||2026/01/01|123456.789|US1 Annual|HIRE\n\
        MERGE|Salary|HRC_SQLLOADER|S2||W002_ASG|2026/01/01|1.10|US1 Annual|HIRE\n\
        MERGE|Salary|HRC_SQLLOADER|S3|W009||2026/01/01|1|US1 Annual|HIRE\n";
    let (set, messages) = load(&pod, "Salary.dat", salaries);
    assert_eq!(
        (&set["ObjectSuccessCount"], &set["ObjectLoadErrorCount"]),
        (&json!(2), &json!(1))
    );
    assert_eq!(
        messages,
        [(
            json!(4),
            json!("S3"),
            "You need to enter a valid value for the AssignmentId attribute. The current values are W009.".to_owned()
        )]
    );
    let path = format!("{HCM}/salaries?onlyData=true");
    let items = pod.send(&get(&path)).expect(200).json()["items"].clone();
    assert_eq!(items[0]["SalaryAmount"].to_string(), "123456.789");
    assert_eq!(items[1]["AssignmentNumber"], "W002");
}

#[test]
fn a_data_set_is_hidden_first_then_under_way_then_loaded() {
    let pod = Pod::new();
    pod.set_faults(Faults {
        data_set_delay: Duration::from_millis(700),
        data_set_not_found_delay: Duration::from_millis(300),
        ..Faults::default()
    });
    let request = submit(&pod, &[("Worker.dat", WORKERS)]);
    let path = format!("{HCM}/dataLoadDataSets/{request}?onlyData=true");
    pod.send(&get(&path)).expect(404);
    std::thread::sleep(Duration::from_millis(350));
    let set = pod.send(&get(&path)).expect(200).json();
    assert_eq!(set["DataSetStatusCode"], "ORA_IN_PROGRESS");
    assert_eq!(set["ObjectSuccessCount"], json!(null));
    assert_eq!(workers(&pod).len(), 0);
    std::thread::sleep(Duration::from_millis(400));
    assert_eq!(workers(&pod).len(), 1);
    let by_name = format!("{HCM}/dataLoadDataSets?onlyData=true&q=DataSetName='Set1'");
    let found = pod.send(&get(&by_name)).expect(200).json();
    assert_eq!(found["items"][0]["RequestId"].to_string(), request);
}

#[test]
fn a_worker_is_addressed_by_an_opaque_key() {
    let pod = Pod::new();
    load(&pod, "Worker.dat", WORKERS);
    let path = format!("{HCM}/workers");
    let worker = pod.send(&get(&path)).expect(200).json()["items"][0].clone();
    let href = worker["links"][0]["href"].as_str().unwrap();
    let address = href.split_once("/workers/").unwrap().1;
    assert!(address.starts_with("00020000000EACED"), "{address}");
    let path = format!("{HCM}/workers/{address}");
    let same = pod.send(&get(&path)).expect(200).json();
    assert_eq!(same["PersonId"], worker["PersonId"]);
    let by_id = format!("{HCM}/workers/{}", worker["PersonId"]);
    pod.send(&get(&by_id)).expect(404);
    pod.send(&get("/workers")).expect(404);
}
