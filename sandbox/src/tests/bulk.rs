//! Imports by file, as a client meets them.

use std::io::{Cursor, Read as _, Write as _};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::client::{Pod, get, post};
use crate::Faults;

const GL: &str = "/oracle/apps/ess/financials/generalLedger/programs/common,JournalImportLauncher";

pub(super) fn zip(files: &[(&str, &str)]) -> String {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    STANDARD.encode(zip.finish().unwrap().into_inner())
}

/// A line of a journal: group, account, debit, credit.
fn line(group: &str, account: &str, debit: &str, credit: &str) -> String {
    let mut fields = vec![""; 95];
    for (position, text) in [
        (1, "NEW"),
        (3, "2026/07/01"),
        (4, "Legacy"),
        (5, "Adjustment"),
        (6, "USD"),
        (9, "101"),
        (11, account),
        (39, debit),
        (40, credit),
        (43, "B-1"),
        (67, group),
        (92, "Main"),
    ] {
        fields[position - 1] = text;
    }
    fields.join(",") + "\n"
}

/// Loads and imports a file of an interface by a job.
pub(super) fn import_by(
    pod: &Pod,
    content: &str,
    (interface, job): (&str, &str),
    parameters: &str,
) -> Value {
    let options = ALL.replace("15", interface);
    let body = json!({
        "OperationName": "importBulkData", "DocumentContent": content, "ContentType": "zip", "FileName": "a-1.zip",
        "DocumentAccount": "fin$/any$/import$", "JobName": job, "ParameterList": parameters,
        "CallbackURL": "#NULL", "NotificationCode": "10", "JobOptions": options,
    });
    pod.send(&post("/erpintegrations", &body))
        .expect(201)
        .json()
}

fn import(pod: &Pod, content: &str, parameters: &str, options: &str) -> Value {
    let body = json!({
        "OperationName": "importBulkData", "DocumentContent": content, "ContentType": "zip", "FileName": "a-1.zip",
        "DocumentAccount": "fin$/generalLedger$/import$", "JobName": GL, "ParameterList": parameters,
        "CallbackURL": "#NULL", "NotificationCode": "10", "JobOptions": options,
    });
    pod.send(&post("/erpintegrations", &body))
        .expect(201)
        .json()
}

const ALL: &str = "InterfaceDetails=15,ImportOption=Y,PurgeOption=Y,ExtractFileType=ALL";

fn status(pod: &Pod, request: &Value) -> String {
    let path = format!(
        "/erpintegrations?finder=ESSJobStatusRF;requestId={}",
        request.as_str().unwrap()
    );
    let found = pod.send(&get(&path)).expect(200).json();
    found["items"][0]["RequestStatus"]
        .as_str()
        .unwrap()
        .to_owned()
}

pub(super) fn ended(pod: &Pod, request: &Value) -> String {
    loop {
        let status = status(pod, request);
        if matches!(status.as_str(), "SUCCEEDED" | "WARNING" | "ERROR") {
            return status;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

pub(super) fn reports(pod: &Pod, request: &Value) -> String {
    let request = request.as_str().unwrap();
    let path = format!(
        "/erpintegrations?finder=ESSJobExecutionDetailsRF;requestId={request},fileType=ALL"
    );
    let found = pod.send(&get(&path)).expect(200).json();
    let content = found["items"][0]["DocumentContent"]
        .as_str()
        .unwrap()
        .to_owned();
    let bytes = STANDARD.decode(content).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut all = String::new();
    for at in 0..archive.len() {
        archive
            .by_index(at)
            .unwrap()
            .read_to_string(&mut all)
            .unwrap();
    }
    all
}

fn batches(pod: &Pod) -> usize {
    let found = pod.send(&get("/journalBatches")).expect(200);
    found.column("JeBatchName").len()
}

#[test]
fn a_file_is_loaded_and_imported_and_the_same_file_again_is_refused_by_its_key() {
    let pod = Pod::new();
    let text = line("7", "6", "5.5", "") + &line("7", "1", "", "5.5");
    let content = zip(&[("GlInterface.csv", &text)]);
    let sent = import(&pod, &content, "#NULL,Legacy,300,7,N,N,N", ALL);
    assert_eq!(ended(&pod, &sent["ReqstId"]), "SUCCEEDED");
    let path = "/journalBatches?expand=journalHeaders.journalLines";
    let batch = pod.send(&get(path)).expect(200).json()["items"][0].clone();
    assert_eq!(batch["JeBatchName"], "B-1");
    let lines = &batch["journalHeaders"]["items"][0]["journalLines"]["items"];
    assert_eq!(lines[0]["AccountCombination"], "101--6");
    assert_eq!(lines[1]["EnteredCrAmount"], 5.5);
    let again = import(&pod, &content, "#NULL,Legacy,300,7,N,N,N", ALL);
    assert_eq!(ended(&pod, &again["ReqstId"]), "WARNING");
    assert!(reports(&pod, &again["ReqstId"]).contains("already exists"));
    assert_eq!(batches(&pod), 1);
}

#[test]
fn a_job_takes_its_time_and_a_job_above_waits_paused_for_the_one_below() {
    let pod = Pod::new();
    pod.set_faults(Faults {
        job_latency: Duration::from_millis(300),
        ..Faults::default()
    });
    let text = line("7", "6", "5", "") + &line("7", "1", "", "5");
    let sent = import(
        &pod,
        &zip(&[("GlInterface.csv", &text)]),
        "#NULL,Legacy,300,7,N,N,N",
        ALL,
    );
    let request = &sent["ReqstId"];
    assert_eq!(status(&pod, request), "WAIT");
    let mut seen = vec![String::new()];
    while seen.last().unwrap() != "SUCCEEDED" {
        let now = status(&pod, request);
        if *seen.last().unwrap() != now {
            assert!(seen.len() < 8, "{seen:?}");
            seen.push(now);
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(seen.contains(&"PAUSED".to_owned()), "{seen:?}");
    let request = request.as_str().unwrap();
    let path = format!("/erpintegrations?finder=ESSExecutionDetailsRF;requestId={request}");
    let told = pod.send(&get(&path)).expect(200).json();
    let tree: Value =
        serde_json::from_str(told["items"][0]["RequestStatus"].as_str().unwrap()).unwrap();
    assert_eq!(tree["JOBS"]["CHILD"][0]["JOBNAME"], "JournalImportLauncher");
    assert_eq!(status(&pod, &json!("999")), "");
}

#[test]
fn one_line_that_cannot_be_taken_purges_every_line_and_the_log_names_it() {
    let pod = Pod::new();
    let bad = line("7", "1", "", "5").replace("2026/07/01", "01/07/2026");
    let text = line("7", "6", "5", "") + &bad;
    let sent = import(
        &pod,
        &zip(&[("GlInterface.csv", &text)]),
        "#NULL,Legacy,300,7,N,N,N",
        ALL,
    );
    assert_eq!(ended(&pod, &sent["ReqstId"]), "ERROR");
    let log = reports(&pod, &sent["ReqstId"]);
    assert!(
        log.contains("Record 2: Rejected - Error on table GL_INTERFACE, column ACCOUNTING_DATE."),
        "{log}"
    );
    assert!(log.contains("ORA-01843: not a valid month"), "{log}");
    // Nothing of it is there for whoever imports all.
    let other = import(
        &pod,
        &zip(&[("GlInterface.csv", "")]),
        "#NULL,Legacy,300,ALL,N,N,N",
        ALL,
    );
    assert_eq!(ended(&pod, &other["ReqstId"]), "SUCCEEDED");
    assert_eq!(batches(&pod), 0);
    let foreign = import(
        &pod,
        &zip(&[("Journals.csv", &text)]),
        "#NULL,Legacy,300,7,N,N,N",
        ALL,
    );
    assert_eq!(ended(&pod, &foreign["ReqstId"]), "ERROR");
}

#[test]
fn an_import_takes_its_own_group_and_succeeds_where_there_is_none() {
    let pod = Pod::new();
    let text = line("7", "6", "5", "") + &line("7", "1", "", "5");
    let content = zip(&[("GlInterface.csv", &text)]);
    let sent = import(&pod, &content, "#NULL,Legacy,300,8,N,N,N", ALL);
    assert_eq!(ended(&pod, &sent["ReqstId"]), "SUCCEEDED");
    assert_eq!(batches(&pod), 0);
    let wrong = line("9", "99999", "5", "") + &line("9", "1", "", "5");
    let content = zip(&[("GlInterface.csv", &wrong)]);
    let sent = import(&pod, &content, "#NULL,Legacy,300,9,N,N,N", ALL);
    assert_eq!(ended(&pod, &sent["ReqstId"]), "WARNING");
    assert!(reports(&pod, &sent["ReqstId"]).contains("EF04: FLEX-VALUE DOES NOT EXIST"));
    // Without the option nobody is told of lines that were not wanted.
    let sent = import(
        &pod,
        &content,
        "#NULL,Legacy,300,9,N,N,N",
        "InterfaceDetails=15",
    );
    ended(&pod, &sent["ReqstId"]);
    assert!(!reports(&pod, &sent["ReqstId"]).contains("EF04"));
}

#[test]
fn what_is_turned_away_is_a_success_with_the_number_minus_one() {
    let pod = Pod::new();
    let body = |job: &str| {
        json!({"OperationName": "submitESSJobRequest", "JobPackageName": "/oracle/apps/ess/x/",
            "JobDefName": job, "ESSParameters": "#NULL", "ReqstId": null})
    };
    let told = pod
        .send(&post("/erpintegrations", &body("NoSuchJob")))
        .expect(201);
    assert_eq!(told.json()["ReqstId"], "-1");
    pod.set_faults(Faults {
        may_not_import: vec!["loader".to_owned()],
        ..Faults::default()
    });
    let told = pod
        .send(&post("/erpintegrations", &body("JournalImportLauncher")))
        .expect(201);
    assert_eq!(told.json()["ReqstId"], "-1");
    // Loading is for another privilege: the load succeeds, and nobody imports.
    let text = line("7", "6", "5", "") + &line("7", "1", "", "5");
    let sent = import(
        &pod,
        &zip(&[("GlInterface.csv", &text)]),
        "#NULL,Legacy,300,7,N,N,N",
        ALL,
    );
    assert_eq!(ended(&pod, &sent["ReqstId"]), "SUCCEEDED");
    assert_eq!(batches(&pod), 0);
    let wrong = json!({"OperationName": "importBulkData", "requestId": "1"});
    let told = pod.send(&post("/erpintegrations", &wrong)).expect(400);
    assert_eq!(
        told.details(),
        ["Invalid attribute \"requestId\" in the payload"]
    );
}

#[test]
fn a_file_is_found_by_the_beginning_of_its_name() {
    let pod = Pod::new();
    let body = json!({"OperationName": "uploadFileToUCM", "DocumentContent": zip(&[]), "ContentType": "zip",
        "FileName": "LB-7-1.zip", "DocumentAccount": "fin$/payables$/import$", "DocumentId": null});
    let told = pod
        .send(&post("/erpintegrations", &body))
        .expect(201)
        .json();
    let find = |prefix: &str| {
        let path = format!(
            "/erpintegrations?finder=DocumentIdsByFilePrefixRF;filePrefix={prefix},docAccount=x"
        );
        pod.send(&get(&path)).expect(200).column("DocumentId")
    };
    assert_eq!(find("LB-7-"), [told["DocumentId"].clone()]);
    assert_eq!(find("LB-8-").len(), 0);
}
