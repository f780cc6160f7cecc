//! EPM Planning: slices, rejected cells, files and jobs.

use std::time::Duration;

use serde_json::{Value, json};

use super::client::{Pod, Request, get, post};
use crate::Faults;

const CUBE: &str = "/HyperionPlanning/rest/v3/applications/Planning/plantypes/Plan1";
const JOBS: &str = "/HyperionPlanning/rest/v3/applications/Planning/jobs";

fn import(pod: &Pod, entity: &str, data: &Value) -> Value {
    let body = json!({
        "customParams": {"IncludeRejectedCells": true, "IncludeRejectedCellsWithDetails": true},
        "dataGrid": {"pov": ["Budget", "Working", "FY26", "USD"], "columns": [["Jan", "Feb"]],
            "rows": [{"headers": [entity, "A_5000"], "data": data}]}});
    pod.send(&post(&format!("{CUBE}/importdataslice"), &body))
        .expect(200)
        .json()
}

fn export(pod: &Pod) -> Value {
    let body = json!({"exportPlanningData": false, "gridDefinition": {"suppressMissingBlocks": true,
        "pov": {"dimensions": ["Scenario", "Version", "Year", "Currency"], "members": [["Budget"], ["Working"], ["FY26"], ["USD"]]},
        "columns": [{"dimensions": ["Period"], "members": [["Jan", "Feb"]]}],
        "rows": [{"dimensions": ["Entity", "Account"], "members": [["ILvl0Descendants(Total Entity)"], ["A_5000"]]}]}});
    pod.send(&post(&format!("{CUBE}/exportdataslice"), &body))
        .expect(200)
        .json()
}

#[test]
fn a_slice_that_is_written_is_read_digit_by_digit() {
    let pod = Pod::new();
    let said = import(&pod, "E_101", &json!(["100.10", "#missing"]));
    assert_eq!(
        (&said["numAcceptedCells"], &said["numRejectedCells"]),
        (&json!(2), &json!(0))
    );
    assert_eq!(
        export(&pod),
        json!({"pov": ["Budget", "Working", "FY26", "USD"], "columns": [["Jan", "Feb"]],
            "rows": [{"headers": ["E_101", "A_5000"], "data": ["100.10", "#missing"]}]})
    );
    import(&pod, "E_101", &json!(["#missing", "7"]));
    assert_eq!(export(&pod)["rows"][0]["data"], json!(["#missing", "7"]));
}

#[test]
fn unknown_and_closed_members_reject_their_cells_and_no_others() {
    let pod = Pod::new();
    for (entity, list, words) in [
        (
            "E_999",
            "otherReasons",
            "The member E_999 does not exist for the specified cube.",
        ),
        (
            "Total Entity",
            "readOnlyReasons",
            "The member Total Entity is read-only.",
        ),
    ] {
        let said = import(&pod, entity, &json!(["1", "2"]));
        assert_eq!(said["numRejectedCells"], 2);
        assert_eq!(
            said["rejectedCells"][0],
            format!("[Budget, Working, FY26, USD, Jan, {entity}, A_5000]")
        );
        assert_eq!(said["rejectedCellsWithDetails"][0][list], json!([words]));
    }
    let said = import(&pod, "E_102", &json!(["x", "2"]));
    assert_eq!(
        (&said["numAcceptedCells"], &said["numRejectedCells"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(export(&pod)["rows"][0]["data"], json!(["#missing", "2"]));
}

#[test]
fn a_job_imports_a_file_after_its_time_and_counts_what_it_rejects() {
    let pod = Pod::new();
    pod.set_faults(Faults {
        data_set_delay: Duration::from_millis(300),
        ..Faults::default()
    });
    let file = "\"Account\",\"Jan\",\"Feb\",\"Point-of-View\",\"Data Load Cube Name\"\n\
        \"A_5000\",\"1\",\"2\",\"Budget,Working,FY26,USD,E_101\",\"Plan1\"\n\
        \"A_5000\",\"1\",\"2\",\"Budget,Working,FY26,USD,E_999\",\"Plan1\"\n";
    let path = "/interop/rest/11.1.2.3.600/applicationsnapshots/b.csv/contents";
    pod.send(&Request::with("POST", path).body(file))
        .expect(200);
    let submit = json!({"jobType": "IMPORT_DATA", "jobName": "ImportBudget", "parameters": {"importFileName": "b.csv"}});
    let job = pod.send(&post(JOBS, &submit)).expect(200).json();
    assert_eq!(job["status"], -1);
    assert_eq!(export(&pod)["rows"], json!([]));
    std::thread::sleep(Duration::from_millis(350));
    let path = format!("{JOBS}/{}", job["jobId"]);
    assert_eq!(pod.send(&get(&path)).expect(200).json()["status"], 0);
    let details = pod
        .send(&get(&format!("{path}/details")))
        .expect(200)
        .json();
    assert_eq!(
        (
            &details["items"][0]["recordsRead"],
            &details["items"][0]["recordsRejected"]
        ),
        (&json!(2), &json!(1))
    );
    assert_eq!(export(&pod)["rows"][0]["data"], json!(["1", "2"]));
    let unknown = json!({"jobType": "IMPORT_DATA", "jobName": "Other", "parameters": {}});
    pod.send(&post(JOBS, &unknown)).expect(400);
}
