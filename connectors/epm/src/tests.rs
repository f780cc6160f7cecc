//! Slices, cells and jobs driven by hand with answers as Planning gives them.

use bytes::Bytes;
use landbridge_contract::{
    AttemptName, BusinessKey, Effect, Event, Exchange, Fault, FaultKind, Fields, Method, Name,
    ObjectSpec, OptionValue, Options, Outgoing, Receipt, Reply, Request, Response, Retry, Step,
    Target, TargetConnector, Value, Verdict, Write,
};
use landbridge_testkit::target::{Case, assert_conforms};
use serde_json::{Value as Json, json};

use crate::{Epm, EpmTarget, Settings};

fn texts(items: &[&str]) -> OptionValue {
    let items = items
        .iter()
        .map(|item| OptionValue::Text((*item).to_owned()));
    OptionValue::List(items.collect())
}

fn options(stated: &[(&str, OptionValue)]) -> Options {
    let stated = stated.iter();
    Options(
        stated
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect(),
    )
}

fn text(text: &str) -> OptionValue {
    OptionValue::Text(text.to_owned())
}

const DIMENSIONS: [&str; 5] = ["Scenario", "Year", "Period", "Entity", "Account"];

/// A cube whose cells are known by five members.
fn stated(more: &[(&str, OptionValue)]) -> Options {
    let mut all = vec![
        ("pov", texts(&["Scenario", "Year"])),
        ("columns", texts(&["Period"])),
        ("rows", texts(&["Entity", "Account"])),
    ];
    all.extend(more.iter().cloned());
    options(&all)
}

fn target() -> EpmTarget {
    let settings = options(&[("application", text("Vision"))]);
    EpmTarget::new(Settings::read(&settings).unwrap())
}

fn cube(more: &[(&str, OptionValue)]) -> ObjectSpec {
    let mut spec = target().object("Plan1", &stated(more)).unwrap();
    spec.key_attributes = DIMENSIONS.iter().map(|name| Name::from(*name)).collect();
    spec
}

/// A record as it is stored: JSON with all its digits.
fn cell(record: i64, members: [&str; 5], value: &str) -> Outgoing {
    let members: Fields = DIMENSIONS
        .iter()
        .zip(members)
        .map(|(name, member)| (Name::from(*name), Value::text(member)))
        .collect();
    let mut payload = members.clone();
    payload.push((
        Name::from("Amount"),
        landbridge_contract::json::from_number(value),
    ));
    Outgoing {
        record,
        key: BusinessKey { parts: members },
        write: Write::Upsert,
        payload,
    }
}

fn budget(record: i64, period: &str, entity: &str, value: &str) -> Outgoing {
    cell(record, ["Budget", "FY26", period, entity, "A_5000"], value)
}

#[track_caller]
fn sent(step: Step) -> Request {
    match step {
        Step::Send(request) => request,
        other => panic!("expected a request, found {other:?}"),
    }
}

fn body(request: &Request) -> Json {
    serde_json::from_slice(&request.body).unwrap()
}

fn answer(exchange: &mut dyn Exchange, status: u16, body: &str) -> Step {
    exchange.advance(Event::Answer(Response {
        status,
        headers: Vec::new(),
        body: Bytes::from(body.to_owned()),
    }))
}

/// What is said of each record in the end, in the order of their numbers.
#[track_caller]
fn verdicts(step: Step) -> Vec<(i64, String)> {
    let Step::Done(replies) = step else {
        panic!("expected the end, found {step:?}");
    };
    let mut all: Vec<(i64, String)> = replies
        .into_iter()
        .map(|reply| match reply {
            Reply::Receipt(Receipt { record, verdict }) => (record, words(&verdict)),
            other => panic!("{other:?}"),
        })
        .collect();
    all.sort();
    all
}

fn words(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Loaded { target_id, .. } => format!("loaded {target_id}"),
        Verdict::Refused { messages } => format!("refused: {}", messages[0].text),
        Verdict::InDoubt { why } => format!("in doubt: {why}"),
        Verdict::NotSent { why, .. } => format!("not sent: {why}"),
    }
}

const ACCEPTED: &str = r#"{"numAcceptedCells":4,"numUpdateCells":4,"numRejectedCells":0,"rejectedCells":[],"rejectedCellsWithDetails":[]}"#;

#[test]
fn records_become_a_slice_whose_every_crossing_is_a_record() {
    let batch = vec![
        budget(1, "Jan", "E_101", "100.10"),
        budget(2, "Feb", "E_101", "200"),
        budget(3, "Jan", "E_102", "0.05"),
        budget(4, "Feb", "E_102", "12345678901234567.89"),
        // Only one month: a slice with the others would empty its second.
        budget(5, "Feb", "E_103", "7"),
    ];
    let mut load = target().load(&cube(&[]), batch);
    let first = sent(load.advance(Event::Start));
    assert_eq!(first.method, Method::Post);
    assert_eq!(
        first.path,
        "/HyperionPlanning/rest/v3/applications/Vision/plantypes/Plan1/importdataslice"
    );
    assert_eq!(
        body(&first)["dataGrid"],
        json!({"pov": ["Budget", "FY26"], "columns": [["Feb"]],
        "rows": [{"headers": ["E_103", "A_5000"], "data": ["7"]}]})
    );
    let second = sent(answer(
        &mut *load,
        200,
        r#"{"numAcceptedCells":1,"numRejectedCells":0}"#,
    ));
    assert_eq!(
        body(&second)["dataGrid"],
        json!({"pov": ["Budget", "FY26"], "columns": [["Feb", "Jan"]],
        "rows": [{"headers": ["E_101", "A_5000"], "data": ["200", "100.10"]},
                 {"headers": ["E_102", "A_5000"], "data": ["12345678901234567.89", "0.05"]}]})
    );
    assert_eq!(body(&second)["customParams"]["IncludeRejectedCells"], true);
    let verdicts = verdicts(answer(&mut *load, 200, ACCEPTED));
    assert_eq!(verdicts.len(), 5);
    assert_eq!(verdicts[0].1, "loaded Budget | FY26 | Jan | E_101 | A_5000");
}

fn two() -> Box<dyn Exchange> {
    let batch = vec![
        budget(1, "Jan", "E_101", "1"),
        budget(2, "Jan", "E_999", "2"),
    ];
    let mut load = target().load(&cube(&[]), batch);
    sent(load.advance(Event::Start));
    load
}

#[test]
fn a_rejected_cell_refuses_the_record_that_it_came_from() {
    let mut load = two();
    let rejected = r#"{"numAcceptedCells":1,"numRejectedCells":1,
        "rejectedCells":["[Budget, FY26, Jan, E_999, A_5000]"],
        "rejectedCellsWithDetails":[{"memberNames":["Budget","FY26","Jan","E_999","A_5000"],
            "readOnlyReasons":[],"otherReasons":["The member E_999 does not exist."]}]}"#;
    let said = verdicts(answer(&mut *load, 200, rejected));
    assert_eq!(said[0].1, "loaded Budget | FY26 | Jan | E_101 | A_5000");
    assert_eq!(said[1].1, "refused: The member E_999 does not exist.");

    // Without details the list of cells names it.
    let mut load = two();
    let listed = r#"{"numAcceptedCells":1,"numRejectedCells":1,"rejectedCells":["[Budget, FY26, Jan, E_999, A_5000]"]}"#;
    let said = verdicts(answer(&mut *load, 200, listed));
    assert!(
        said[1]
            .1
            .starts_with("refused: the cell was rejected without a reason"),
        "{said:?}"
    );
}

#[test]
fn cells_that_are_counted_and_not_named_are_sent_apart_until_they_stand_alone() {
    for (status, first) in [
        (200, r#"{"numAcceptedCells":1,"numRejectedCells":1}"#),
        (400, r#"{"detail":"bad grid"}"#),
    ] {
        let mut load = two();
        let left = sent(answer(&mut *load, status, first));
        assert_eq!(body(&left)["dataGrid"]["rows"][0]["headers"][0], "E_101");
        let right = sent(answer(
            &mut *load,
            200,
            r#"{"numAcceptedCells":"1","numRejectedCells":"0"}"#,
        ));
        assert_eq!(body(&right)["dataGrid"]["rows"][0]["headers"][0], "E_999");
        let said = verdicts(answer(
            &mut *load,
            status,
            r#"{"numAcceptedCells":0,"numRejectedCells":1,"detail":"no such member"}"#,
        ));
        assert!(said[0].1.starts_with("loaded"), "{said:?}");
        assert!(said[1].1.starts_with("refused"), "{said:?}");
    }
}

#[test]
fn an_answer_that_does_not_account_for_every_cell_is_in_doubt() {
    for answered in [
        "{}",
        "[]",
        "<html>",
        r#"{"numAcceptedCells":1,"numRejectedCells":0}"#,
    ] {
        let said = verdicts(answer(&mut *two(), 200, answered));
        assert!(
            said.iter().all(|(_, one)| one.starts_with("in doubt")),
            "{answered}: {said:?}"
        );
    }
}

#[test]
fn a_record_without_a_member_or_value_is_refused_here() {
    let mut nameless = budget(1, "Jan", "E_101", "1");
    nameless.payload.retain(|(name, _)| **name != *"Entity");
    let mut valueless = budget(2, "Jan", "E_101", "1");
    valueless.payload.retain(|(name, _)| **name != *"Amount");
    let mut load = target().load(&cube(&[]), vec![nameless, valueless]);
    let said = verdicts(load.advance(Event::Start));
    assert_eq!(said[0].1, "refused: no member of this dimension");
    assert_eq!(said[1].1, "refused: no value for the cell");
}

#[test]
fn a_look_up_asks_for_one_crossing_and_an_empty_cell_is_not_there() {
    let asked = |status, answered: &str| {
        let key = budget(1, "Jan", "E_101", "1").key;
        let mut look_up = target().look_up(&cube(&[]), vec![key]);
        let request = sent(look_up.advance(Event::Start));
        assert_eq!(request.method, Method::Ask);
        assert_eq!(
            body(&request)["gridDefinition"]["rows"],
            json!([
            {"dimensions": ["Entity", "Account"], "members": [["E_101"], ["A_5000"]]}])
        );
        match answer(&mut *look_up, status, answered) {
            Step::Yield(replies) => match replies.into_iter().next() {
                Some(Reply::LookUp(look_up)) => look_up.found,
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    };
    let grid = |data: &str| {
        format!(
            r#"{{"pov":["Budget","FY26"],"columns":[["Jan"]],"rows":[{{"headers":["E_101","A_5000"],"data":[{data}]}}]}}"#
        )
    };
    let found = asked(200, &grid("\"1234567890.10\""));
    assert_eq!(
        found[0].attribute("Amount"),
        &Value::Decimal("1234567890.10".parse().unwrap())
    );
    assert_eq!(found[0].attribute("Entity"), &Value::text("E_101"));
    assert_eq!(found[0].target_id, "Budget | FY26 | Jan | E_101 | A_5000");
    assert!(asked(200, &grid("\"#missing\"")).is_empty());
    assert!(asked(200, &grid("null")).is_empty());
    assert!(
        asked(
            200,
            r#"{"pov":["Budget","FY26"],"columns":[["Jan"]],"rows":[]}"#
        )
        .is_empty()
    );
    assert!(asked(400, r#"{"detail":"no such member"}"#).is_empty());
}

#[test]
fn reading_back_asks_for_what_the_mapping_names_one_point_of_view_at_a_time() {
    let read = [
        ("Scenario".to_owned(), text("Budget")),
        ("Year".to_owned(), texts(&["FY26", "FY27"])),
        ("Period".to_owned(), texts(&["Jan", "Feb"])),
        ("Entity".to_owned(), text("ILvl0Descendants(Entity)")),
        ("Account".to_owned(), text("A_5000")),
    ];
    let spec = cube(&[("read", OptionValue::Map(read.into()))]);
    let mut reading = target().read_back(&spec);
    let first = sent(reading.advance(Event::Start));
    assert_eq!(
        body(&first)["gridDefinition"]["pov"]["members"],
        json!([["Budget"], ["FY26"]])
    );
    let grid = r##"{"pov":["Budget","FY26"],"columns":[["Jan","Feb"]],"rows":[{"headers":["E_101","A_5000"],"data":["1","#missing"]}]}"##;
    let Step::Yield(replies) = answer(&mut *reading, 200, grid) else {
        panic!("expected cells");
    };
    assert_eq!(replies.len(), 1);
    let second = sent(reading.advance(Event::Taken));
    assert_eq!(
        body(&second)["gridDefinition"]["pov"]["members"],
        json!([["Budget"], ["FY27"]])
    );

    let mut reading = target().read_back(&cube(&[]));
    assert!(matches!(reading.advance(Event::Start), Step::Failed(_)));
}

fn by_job(batch: Vec<Outgoing>) -> Box<dyn Exchange> {
    let spec = cube(&[("job", text("ImportBudget"))]);
    target().load_job(&spec, batch, &AttemptName::new(7, 3))
}

#[test]
fn a_job_is_proved_by_reading_and_what_is_not_there_goes_as_a_slice() {
    let batch = vec![
        budget(1, "Jan", "E_101", "100.10"),
        budget(2, "Jan", "E_999", "2"),
    ];
    let mut load = by_job(batch);
    let upload = sent(load.advance(Event::Start));
    assert!(upload.path.starts_with(
        "/interop/rest/11.1.2.3.600/applicationsnapshots/LB00000000000000073x0.csv/contents?q="
    ));
    assert_eq!(
        std::str::from_utf8(&upload.body).unwrap(),
        "\"Account\",\"Jan\",\"Point-of-View\",\"Data Load Cube Name\"\n\
         \"A_5000\",\"100.10\",\"Budget,FY26,E_101\",\"Plan1\"\n\
         \"A_5000\",\"2\",\"Budget,FY26,E_999\",\"Plan1\"\n"
    );
    assert!(matches!(
        answer(&mut *load, 200, r#"{"status":0}"#),
        Step::Note(_)
    ));
    let submit = sent(load.advance(Event::Noted));
    assert_eq!(
        submit.path,
        "/HyperionPlanning/rest/v3/applications/Vision/jobs"
    );
    assert_eq!(
        body(&submit)["parameters"]["importFileName"],
        "LB00000000000000073x0.csv"
    );
    let Step::Note(note) = answer(&mut *load, 200, r#"{"jobId":224,"status":-1}"#) else {
        panic!("expected a note");
    };
    assert!(note.contains("224"), "{note}");
    assert!(matches!(load.advance(Event::Noted), Step::Wait(_)));
    assert!(
        sent(load.advance(Event::Elapsed))
            .path
            .ends_with("/jobs/224")
    );
    // It says that all went well.
    let proof = sent(answer(&mut *load, 200, r#"{"jobId":224,"status":0}"#));
    assert!(proof.path.ends_with("/exportdataslice") && proof.method == Method::Ask);
    let held = r#"{"pov":["Budget","FY26"],"columns":[["Jan"]],"rows":[{"headers":["E_101","A_5000"],"data":["100.1"]}]}"#;
    let slice = sent(answer(&mut *load, 200, held));
    assert!(slice.path.ends_with("/importdataslice"));
    assert_eq!(
        body(&slice)["dataGrid"]["rows"].as_array().unwrap().len(),
        1
    );
    let said = verdicts(answer(
        &mut *load,
        200,
        r#"{"numAcceptedCells":0,"numRejectedCells":1}"#,
    ));
    assert!(
        said[0].1.starts_with("loaded") && said[1].1.starts_with("refused"),
        "{said:?}"
    );
}

#[test]
fn whoever_comes_after_a_crash_waits_for_the_job_before_anything_is_read_or_written() {
    let spec = cube(&[("job", text("ImportBudget"))]);
    let batch = || vec![budget(1, "Jan", "E_101", "1")];
    let resume = |note: &str| target().resume(&spec, batch(), &AttemptName::new(7, 3), note);
    assert!(resume("").is_none());
    let mut load = resume(r#"{"file":"x.csv","job":"224"}"#).unwrap();
    assert!(matches!(load.advance(Event::Start), Step::Wait(_)));
    assert!(
        sent(load.advance(Event::Elapsed))
            .path
            .ends_with("/jobs/224")
    );
    assert!(matches!(
        answer(&mut *load, 200, r#"{"jobId":224,"status":-1}"#),
        Step::Wait(_)
    ));
    sent(load.advance(Event::Elapsed));
    let proof = sent(answer(&mut *load, 200, r#"{"jobId":224,"status":0}"#));
    assert!(proof.path.ends_with("/exportdataslice"));

    let mut load = resume(r#"{"file":"x.csv"}"#).unwrap();
    assert!(matches!(load.advance(Event::Start), Step::Wait(_)));
    assert!(
        sent(load.advance(Event::Elapsed))
            .path
            .ends_with("/exportdataslice")
    );
}

#[test]
fn a_cut_while_a_job_runs_leaves_it_to_the_next_run() {
    let spec = cube(&[("job", text("ImportBudget"))]);
    let batch = vec![budget(1, "Jan", "E_101", "1")];
    let note = r#"{"file":"x.csv","job":"224"}"#;
    let mut load = target()
        .resume(&spec, batch, &AttemptName::new(7, 3), note)
        .unwrap();
    load.advance(Event::Start);
    sent(load.advance(Event::Elapsed));
    let fault = Fault {
        kind: FaultKind::Cut,
        retry: Retry::Backoff,
        effect: Effect::None,
        operation: "follow".to_owned(),
        message: "cut".to_owned(),
    };
    assert!(matches!(load.advance(Event::Fault(fault)), Step::Failed(_)));
}

#[test]
fn all_wrong_options_are_told_at_once() {
    let wrong = options(&[("base_path", text("no slash")), ("colour", text("blue"))]);
    assert_eq!(Epm.check(&wrong).len(), 3);
    let wrong = options(&[
        ("pov", texts(&["Entity"])),
        ("rows", texts(&["Entity"])),
        ("job", text("x")),
    ]);
    let faults = Epm.check_object(&wrong);
    let told: Vec<&str> = faults.iter().map(|fault| fault.option.as_str()).collect();
    assert_eq!(told, ["columns", "rows"]);
    let keyless = {
        let mut spec = cube(&[]);
        spec.key_attributes.pop();
        spec
    };
    assert!(!target().capabilities(&keyless).look_up);
    assert!(target().capabilities(&cube(&[])).look_up);
}

#[test]
fn the_connector_conforms() {
    let bodies = [
        ACCEPTED,
        r#"{"numAcceptedCells":2,"numRejectedCells":0}"#,
        r#"{"numAcceptedCells":1,"numRejectedCells":1,"rejectedCells":["[Budget, FY26, Jan, Canary, A_5000]"]}"#,
        r#"{"pov":["Budget","FY26"],"columns":[["Jan"]],"rows":[{"headers":["Canary","A_5000"],"data":["1"]}]}"#,
        r#"{"pov":[],"columns":[[]],"rows":[{"headers":[],"data":["1"]}]}"#,
    ];
    let target = target();
    let read = DIMENSIONS.map(|name| (name.to_owned(), text("x")));
    assert_conforms(&Case {
        target: &target,
        object: cube(&[("read", OptionValue::Map(read.into()))]),
        batch: vec![
            budget(1, "Jan", "Canary", "1"),
            budget(2, "Jan", "E_101", "2"),
        ],
        keys: vec![budget(1, "Jan", "Canary", "1").key],
        bodies: bodies.iter().map(|body| body.as_bytes().to_vec()).collect(),
        canaries: vec!["Canary".to_owned()],
    });
}
