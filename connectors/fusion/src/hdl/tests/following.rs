//! A data set from its upload to its end, and what becomes of its records.

use std::time::Duration;

use landbridge_contract::{
    Effect, Event, Exchange, Fault, FaultKind, Options, Receipt, Reply, Retry, Step, Target,
    Verdict,
};
use landbridge_testkit::target::{Case, assert_conforms};
use proptest::prelude::*;

use super::{answer, attempt, object, sent, target, worker};

const DONE: &str = r#"{"RequestId":107468,"DataSetStatusCode":"ORA_SUCCESS","ObjectSuccessCount":2,"ObjectLoadErrorCount":0}"#;
const NO_MESSAGES: &str = r#"{"items":[],"hasMore":false}"#;
const TWO_FOUND: &str = r#"{"items":[{"PersonId":300000000000001,"PersonNumber":"W001"},
    {"PersonId":300000000000002,"PersonNumber":"W002"}],"hasMore":false}"#;

fn begun() -> Box<dyn Exchange> {
    let spec = object("Worker.dat", &["PersonNumber"], &Options::default());
    let batch = vec![worker(1, "W001"), worker(2, "W002")];
    target().load_job(&spec, batch, &attempt())
}

#[track_caller]
fn noted(step: Step) -> String {
    match step {
        Step::Note(note) => note.to_string(),
        other => panic!("expected a note, found {other:?}"),
    }
}

#[track_caller]
fn waits(step: &Step) {
    assert!(matches!(step, Step::Wait(_)), "{step:?}");
}

/// Up to the question for its state.
fn submitted() -> Box<dyn Exchange> {
    noted_last().0
}

/// The same, with what was noted last.
fn noted_last() -> (Box<dyn Exchange>, String) {
    let mut load = begun();
    sent(load.advance(Event::Start));
    let note = answer(
        &mut *load,
        200,
        r#"{"result":{"Status":"SUCCESS","ContentId":"UCMFA00078879"}}"#,
    );
    assert!(noted(note).contains("UCMFA00078879"));
    let create = sent(load.advance(Event::Noted));
    assert!(
        create
            .path
            .ends_with("/dataLoadDataSets/action/createFileDataSet")
    );
    assert_eq!(
        &create.body[..],
        br#"{"contentId":"UCMFA00078879","fileAction":"IMPORT_AND_LOAD"}"#
    );
    let said = r#"{"result":"{\"Status\":\"SUCCESS\",\"RequestId\":\"107468\"}"}"#;
    let note = noted(answer(&mut *load, 200, said));
    assert!(note.contains("107468"));
    waits(&load.advance(Event::Noted));
    (load, note)
}

/// The verdicts at the end.
#[track_caller]
fn verdicts(step: Step) -> Vec<Verdict> {
    let Step::Done(replies) = step else {
        panic!("expected the end, found {step:?}");
    };
    let verdicts = replies.into_iter().map(|reply| match reply {
        Reply::Receipt(Receipt { verdict, .. }) => verdict,
        other => panic!("{other:?}"),
    });
    verdicts.collect()
}

/// What is said of the records after this state, these messages and this answer about their ids.
fn settled(state: &str, messages: &str, ids: Option<&str>) -> Vec<Verdict> {
    let mut load = submitted();
    sent(load.advance(Event::Elapsed));
    sent(answer(&mut *load, 200, state));
    let step = answer(&mut *load, 200, messages);
    match ids {
        None => verdicts(step),
        Some(ids) => {
            let asked = sent(step);
            assert!(asked.path.contains("/workers?q="), "{}", asked.path);
            verdicts(answer(&mut *load, 200, ids))
        }
    }
}

/// The records were not loaded before: for all that anybody here knows, they are made.
fn loaded(id: &str) -> Verdict {
    Verdict::Loaded {
        target_id: id.into(),
        created: true,
    }
}

fn words(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Refused { messages } => messages
            .iter()
            .map(|one| one.text.as_str())
            .collect::<Vec<_>>()
            .join(" / "),
        Verdict::InDoubt { why } => format!("in doubt: {why}"),
        other => format!("{other:?}"),
    }
}

#[test]
fn what_is_counted_and_found_is_loaded() {
    let verdicts = settled(DONE, NO_MESSAGES, Some(TWO_FOUND));
    assert_eq!(
        verdicts,
        [loaded("300000000000001"), loaded("300000000000002")]
    );
}

#[test]
fn a_refused_object_gets_the_words_of_its_lines_and_the_others_are_loaded() {
    let state = r#"{"DataSetStatusCode":"ORA_IN_ERROR","ObjectSuccessCount":"1","ObjectLoadErrorCount":"1"}"#;
    // The last line is the assignment of the second worker.
    let messages = r#"{"items":[
        {"DatFileName":"Worker.dat","FileLine":15,"SourceSystemId":"W002_ASG","MessageText":"No such unit. (PER-1)"},
        {"DatFileName":"Worker.dat","FileLine":15,"SourceSystemId":"W002_ASG","MessageText":"Only a remark","MessageTypeCode":"WARNING"},
        {"DatFileName":"Worker.dat","FileLine":null,"SourceSystemId":"W002_NME","MessageText":"No such title."}],"hasMore":false}"#;
    let one = r#"{"items":[{"PersonId":300000000000001,"PersonNumber":"W001"}],"hasMore":false}"#;
    let verdicts = settled(state, messages, Some(one));
    assert_eq!(verdicts[0], loaded("300000000000001"));
    assert_eq!(
        words(&verdicts[1]),
        "No such unit. (PER-1) / No such title."
    );
}

#[test]
fn an_end_that_counts_something_else_proves_nothing() {
    for state in [
        r#"{"RequestId":"9","DataSetStatusCode":"ORA_COMPLETED"}"#,
        r#"{"RequestId":"9","DataSetStatusCode":"ORA_SUCCESS","ObjectSuccessCount":1,"ObjectLoadErrorCount":0}"#,
        r#"{"RequestId":"9","DataSetStatusCode":"ORA_STOPPED","ObjectSuccessCount":0}"#,
    ] {
        for verdict in settled(state, NO_MESSAGES, None) {
            let words = words(&verdict);
            assert!(
                words.starts_with("in doubt: data set 9 ended as ORA_"),
                "{words}"
            );
        }
    }
}

#[test]
fn what_is_counted_and_not_found_is_in_doubt() {
    let one = r#"{"items":[{"PersonId":1,"PersonNumber":"W001"}],"hasMore":false}"#;
    let verdicts = settled(DONE, NO_MESSAGES, Some(one));
    assert_eq!(verdicts[0], loaded("1"));
    assert_eq!(
        words(&verdicts[1]),
        "in doubt: data set 107468 counts it as loaded, and it is not found"
    );
}

#[test]
fn a_file_that_is_refused_as_a_whole_refuses_every_record_in_its_words() {
    let state = r#"{"DataSetStatusCode":"ORA_IN_ERROR","ObjectSuccessCount":0,"ObjectLoadErrorCount":0,"FileLineImportErrorCount":1}"#;
    let messages = r#"{"items":[{"DatFileName":"Worker.dat","FileLine":1,"SourceSystemId":null,
        "MessageText":"The Colour attribute is unknown for V2 version of the Worker business object."}],"hasMore":false}"#;
    for verdict in settled(state, messages, None) {
        assert!(words(&verdict).starts_with("The Colour attribute is unknown"));
    }
}

#[test]
fn a_message_about_a_line_of_nobody_known_leaves_all_in_doubt() {
    let messages =
        r#"{"items":[{"FileLine":99,"SourceSystemId":null,"MessageText":"No."}],"hasMore":false}"#;
    for verdict in settled(DONE, messages, None) {
        assert!(words(&verdict).starts_with("in doubt"), "{verdict:?}");
    }
    let none = r#"{"DataSetStatusCode":"ORA_IN_ERROR","ObjectSuccessCount":0}"#;
    for verdict in settled(none, messages, None) {
        assert!(words(&verdict).starts_with("in doubt"), "{verdict:?}");
    }
}

/// The verdict of one record after a data set that counts one object.
fn of_one(name: &str, keys: &[&str], json: &str, ids: Option<&str>) -> Verdict {
    let spec = object(name, keys, &Options::default());
    let batch = vec![super::record(1, keys, json)];
    let note = r#"{"name":"LB7","content":"U1","request":"5","mark":""}"#;
    let mut load = target().resume(&spec, batch, &attempt(), note).unwrap();
    load.advance(Event::Start);
    sent(load.advance(Event::Elapsed));
    sent(answer(
        &mut *load,
        200,
        r#"{"DataSetStatusCode":"ORA_SUCCESS","ObjectSuccessCount":1}"#,
    ));
    let step = answer(&mut *load, 200, NO_MESSAGES);
    match ids {
        None => verdicts(step).remove(0),
        Some(ids) => {
            sent(step);
            verdicts(answer(&mut *load, 200, ids)).remove(0)
        }
    }
}

#[test]
fn what_no_resource_shows_is_known_by_its_source_key_or_else_by_its_key() {
    let plan = r#"{"GoalPlanExternalId":"G-1","GoalPlanName":"Goals"}"#;
    let verdict = of_one("GoalPlan.dat", &["GoalPlanExternalId"], plan, None);
    assert_eq!(verdict, loaded("G-1"));
    let visa = of_one(
        "Visa.dat",
        &["Number", "Kind"],
        r#"{"Number":"V:1","Kind":"B"}"#,
        None,
    );
    assert_eq!(visa, loaded("V%3A1:B"));
}

#[test]
fn records_known_by_several_attributes_are_found_by_all_of_them() {
    let salary = r#"{"AssignmentNumber":"W1","DateFrom":"2026-01-01"}"#;
    let keys = ["AssignmentNumber", "DateFrom"];
    let item = |from: &str| {
        format!(
            r#"{{"items":[{{"SalaryId":7,"AssignmentNumber":"W1","DateFrom":"{from}"}}],"hasMore":false}}"#
        )
    };
    assert_eq!(
        of_one("Salary.dat", &keys, salary, Some(&item("2026-01-01"))),
        loaded("7")
    );
    let other = of_one("Salary.dat", &keys, salary, Some(&item("2025-01-01")));
    assert!(matches!(other, Verdict::InDoubt { .. }), "{other:?}");
    // An absence has other names in its resource than in its file.
    let absence = r#"{"PersonNumber":"W1","StartDate":"2026-07-01"}"#;
    let found = r#"{"items":[{"personAbsenceEntryId":9,"personNumber":"W1","startDate":"2026-07-01"}],"hasMore":false}"#;
    let keys = ["PersonNumber", "StartDate"];
    assert_eq!(
        of_one("PersonAbsenceEntry.dat", &keys, absence, Some(found)),
        loaded("9")
    );
}

#[test]
fn a_data_set_that_does_not_show_yet_is_waited_for() {
    let mut load = submitted();
    for _ in 0..3 {
        sent(load.advance(Event::Elapsed));
        waits(&answer(&mut *load, 404, ""));
    }
    sent(load.advance(Event::Elapsed));
    waits(&answer(
        &mut *load,
        200,
        r#"{"DataSetStatusCode":"ORA_IN_PROGRESS"}"#,
    ));
    sent(load.advance(Event::Elapsed));
    sent(answer(&mut *load, 200, DONE));
}

#[test]
fn one_that_never_shows_leaves_its_records_in_doubt() {
    let mut load = submitted();
    let mut waited = Duration::ZERO;
    loop {
        sent(load.advance(Event::Elapsed));
        match answer(&mut *load, 404, "") {
            Step::Wait(pause) => waited += pause,
            step => {
                let verdicts = verdicts(step);
                assert!(
                    verdicts
                        .iter()
                        .all(|one| words(one).contains("the ERP does not know it"))
                );
                break;
            }
        }
    }
    assert!(waited >= Duration::from_mins(1), "{waited:?}");
}

fn cut(effect: Effect) -> Fault {
    Fault {
        kind: FaultKind::Cut,
        retry: Retry::Backoff,
        effect,
        operation: "submit".to_owned(),
        message: "cut".to_owned(),
    }
}

#[test]
fn an_upload_that_got_lost_goes_again_and_is_nobodys_record() {
    let mut load = begun();
    let first = sent(load.advance(Event::Start));
    for _ in 0..2 {
        waits(&load.advance(Event::Fault(cut(Effect::Unknown))));
        assert_eq!(sent(load.advance(Event::Elapsed)).body, first.body);
    }
    let verdicts = verdicts(load.advance(Event::Fault(cut(Effect::Unknown))));
    assert!(
        verdicts
            .iter()
            .all(|one| matches!(one, Verdict::NotSent { .. }))
    );
}

#[test]
fn after_a_lost_submit_the_data_set_is_looked_for_by_its_name_and_never_made_again() {
    let mut load = begun();
    sent(load.advance(Event::Start));
    answer(
        &mut *load,
        200,
        r#"{"result":{"Status":"SUCCESS","ContentId":"U1"}}"#,
    );
    sent(load.advance(Event::Noted));
    waits(&load.advance(Event::Fault(cut(Effect::Unknown))));
    let search = sent(load.advance(Event::Elapsed));
    assert!(
        search
            .path
            .contains("q=DataSetName%3D%27LB00000000000000073%27"),
        "{}",
        search.path
    );
    let found =
        r#"{"items":[{"RequestId":5,"DataSetStatusCode":"ORA_IN_PROGRESS"}],"hasMore":false}"#;
    assert!(noted(answer(&mut *load, 200, found)).contains("\"5\""));
    waits(&load.advance(Event::Noted));
    assert!(
        sent(load.advance(Event::Elapsed))
            .path
            .contains("/dataLoadDataSets/5?")
    );
}

#[test]
fn whoever_comes_after_a_crash_goes_on_with_the_data_set() {
    let spec = object("Worker.dat", &["PersonNumber"], &Options::default());
    let batch = || vec![worker(1, "W001"), worker(2, "W002")];
    let resume = |note: &str| target().resume(&spec, batch(), &attempt(), note);
    assert!(resume("").is_none() && resume("something else").is_none());

    let mut load = resume(r#"{"name":"LB7","content":"U1","request":"5","mark":""}"#).unwrap();
    waits(&load.advance(Event::Start));
    assert!(
        sent(load.advance(Event::Elapsed))
            .path
            .contains("/dataLoadDataSets/5?")
    );
    sent(answer(&mut *load, 200, DONE));
    sent(answer(&mut *load, 200, NO_MESSAGES));
    let verdicts = verdicts(answer(&mut *load, 200, TWO_FOUND));
    assert_eq!(
        verdicts,
        [loaded("300000000000001"), loaded("300000000000002")]
    );

    // The number was never heard of: its name finds it.
    let mut load = resume(r#"{"name":"LB7","content":"U1","mark":""}"#).unwrap();
    waits(&load.advance(Event::Start));
    assert!(
        sent(load.advance(Event::Elapsed))
            .path
            .contains("DataSetName%3D%27LB7%27")
    );
}

#[test]
fn whoever_goes_on_knows_the_lines_of_the_file() {
    let spec = object("Worker.dat", &["PersonNumber"], &Options::default());
    let batch = vec![worker(1, "W001"), worker(2, "W002")];
    let mut load = target()
        .resume(&spec, batch, &attempt(), &noted_last().1)
        .unwrap();
    load.advance(Event::Start);
    sent(load.advance(Event::Elapsed));
    let state =
        r#"{"DataSetStatusCode":"ORA_IN_ERROR","ObjectSuccessCount":1,"ObjectLoadErrorCount":1}"#;
    sent(answer(&mut *load, 200, state));
    // A record by user keys has no source key: only its line tells it.
    let messages =
        r#"{"items":[{"FileLine":3,"SourceSystemId":null,"MessageText":"No."}],"hasMore":false}"#;
    sent(answer(&mut *load, 200, messages));
    let verdicts = verdicts(answer(&mut *load, 200, TWO_FOUND));
    assert_eq!(words(&verdicts[1]), "No.");
    assert_eq!(verdicts[0], loaded("300000000000001"));
}

#[test]
fn lines_of_another_batch_are_not_taken_for_those_of_this_one() {
    let spec = object("Worker.dat", &["PersonNumber"], &Options::default());
    let note = r#"{"name":"LB7","content":"U1","request":"5","mark":"0"}"#;
    let mut load = target()
        .resume(&spec, vec![worker(1, "W001")], &attempt(), note)
        .unwrap();
    load.advance(Event::Start);
    sent(load.advance(Event::Elapsed));
    let state =
        r#"{"DataSetStatusCode":"ORA_IN_ERROR","ObjectSuccessCount":1,"ObjectLoadErrorCount":1}"#;
    sent(answer(&mut *load, 200, state));
    let messages =
        r#"{"items":[{"FileLine":2,"SourceSystemId":"W009","MessageText":"No."}],"hasMore":false}"#;
    let verdicts = verdicts(answer(&mut *load, 200, messages));
    assert!(words(&verdicts[0]).starts_with("in doubt"), "{verdicts:?}");
}

#[test]
fn a_cut_while_it_runs_leaves_it_to_the_next_run() {
    let mut load = submitted();
    sent(load.advance(Event::Elapsed));
    let step = load.advance(Event::Fault(cut(Effect::None)));
    assert!(matches!(step, Step::Failed(_)), "{step:?}");
}

const BODIES: &[&str] = &[
    "",
    "{}",
    "<html></html>",
    r#"{"result":{"Status":"SUCCESS","ContentId":"U1","RequestId":"1"}}"#,
    r#"{"result":"{\"Status\":\"ERROR\"}"}"#,
    DONE,
    TWO_FOUND,
    NO_MESSAGES,
    r#"{"items":[{"RequestId":5,"DataSetStatusCode":"ORA_IN_PROGRESS"}],"hasMore":false}"#,
    r#"{"items":[{"FileLine":1,"MessageText":"no"}],"hasMore":true}"#,
];

#[test]
fn reading_conforms() {
    let target = target();
    assert_conforms(&Case {
        target: &target,
        object: object("Worker.dat", &["PersonNumber"], &Options::default()),
        batch: Vec::new(),
        keys: vec![worker(1, "W001").key],
        bodies: BODIES.iter().map(|body| body.as_bytes().to_vec()).collect(),
        canaries: vec!["Canary".to_owned(), "W001".to_owned()],
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    /// Whatever is answered: it ends, every record has one receipt unless all are left to the next run, nothing is loaded
    /// that was not shown, and what may have had an effect is never taken for not sent.
    #[test]
    fn every_data_set_comes_to_an_end(
        heard in prop::collection::vec((0..BODIES.len(), prop::sample::select(vec![0_u16, 1, 200, 200, 201, 400, 404, 413])), 1..60),
    ) {
        let mut load = begun();
        let mut event = Event::Start;
        let mut heard = heard.iter().cycle();
        let mut submitted_with_doubt = false;
        for _ in 0..2_000 {
            event = match load.advance(event) {
                Step::Send(request) => {
                    let (body, status) = heard.next().unwrap();
                    let submits = request.path.ends_with("createFileDataSet");
                    match status {
                        0 | 1 => {
                            let effect = if *status == 0 { Effect::Unknown } else { Effect::None };
                            submitted_with_doubt |= submits && effect == Effect::Unknown;
                            Event::Fault(cut(effect))
                        }
                        status => {
                            // One that says ERROR says that nothing was made.
                            submitted_with_doubt |= submits && *status < 300 && *body != 4;
                            Event::Answer(super::response(*status, BODIES[*body]))
                        }
                    }
                }
                Step::Wait(_) => Event::Elapsed,
                Step::Note(_) => Event::Noted,
                Step::Yield(_) => Event::Taken,
                Step::Failed(_) => return Ok(()),
                Step::Done(replies) => {
                    prop_assert_eq!(replies.len(), 2);
                    for reply in replies {
                        let Reply::Receipt(receipt) = reply else { panic!("{reply:?}") };
                        let not_sent = matches!(receipt.verdict, Verdict::NotSent { .. });
                        prop_assert!(!(not_sent && submitted_with_doubt));
                    }
                    return Ok(());
                }
            };
        }
        // Only a data set that stays under way is followed for so long.
        prop_assert!(heard.any(|(body, _)| BODIES[*body].contains("IN_PROGRESS")));
    }
}
