//! The conversation driven by hand, with answers that say less than one would like.

use std::io::{Cursor, Write as _};

use base64::Engine as _;
use bytes::Bytes;
use landbridge_contract::{OptionValue, Options, Target, Value, json};
use serde_json::json;
use zip::write::SimpleFileOptions;

use super::*;
use crate::{FusionTarget, Settings};

const POLL: Duration = Duration::from_mins(1);
const LOST_JOB: Duration = Duration::from_hours(1);
const SHOWS: Duration = Duration::from_mins(1);

fn tools() -> Tools {
    Tools {
        wire: Wire::new(&Settings::default()),
        base_path: "/fscmRestApi/resources/11.13.18.05".to_owned(),
        waits: Waits {
            poll: POLL,
            lost_call: Duration::from_secs(1),
            lost_job: LOST_JOB,
            shows: SHOWS,
        },
    }
}

fn object() -> ObjectSpec {
    let parameters = [("source", "External"), ("ledger_id", "300")]
        .map(|(name, value)| (name.to_owned(), OptionValue::Text(value.to_owned())));
    let template = OptionValue::Text("payables-invoices".to_owned());
    let options = Options(
        [
            ("fbdi".to_owned(), template),
            (
                "parameters".to_owned(),
                OptionValue::Map(parameters.into_iter().collect()),
            ),
        ]
        .into_iter()
        .collect(),
    );
    let target = FusionTarget::new(Settings::default());
    target.object("invoices", &options).unwrap()
}

fn fields(told: &serde_json::Value) -> Fields {
    match json::from_json(told) {
        Value::Record(fields) => fields,
        other => panic!("{other:?}"),
    }
}

fn invoice() -> serde_json::Value {
    json!({
        "InvoiceNumber": "INV-1", "InvoiceAmount": "1500.00", "InvoiceDate": "2026-07-03",
        "invoiceLines": [{"LineNumber": 1, "LineAmount": 1000}, {"LineNumber": 2, "LineAmount": 500}]
    })
}

fn batch() -> Vec<Outgoing> {
    vec![Outgoing {
        record: 1,
        key: BusinessKey {
            parts: vec![("InvoiceNumber".into(), Value::text("INV-1"))],
        },
        write: Write::Create,
        payload: fields(&invoice()),
    }]
}

/// An import that is gone on with from this stage.
fn resumed(stage: Stage) -> Job {
    resumed_with(&object(), &batch, stage)
}

/// The same of other records.
fn resumed_with(object: &ObjectSpec, batch: &dyn Fn() -> Vec<Outgoing>, stage: Stage) -> Job {
    let plan = Plan::of(&object.options).unwrap();
    let attempt = AttemptName::new(6, 17);
    let mut fresh = Job::new(tools(), object, plan.clone(), batch(), &attempt);
    fresh.advance(Event::Start);
    assert!(!fresh.packed.is_empty());
    let note = Note {
        template: plan.template.name.to_owned(),
        load: 0,
        again: 0,
        hash: fresh.packed.hash(),
        uncertain: false,
        stage,
    };
    Job::resumed(tools(), object, plan, batch(), (&attempt, note))
}

fn answer(status: u16, body: &serde_json::Value) -> Event {
    Event::Answer(Response {
        status,
        headers: Vec::new(),
        body: Bytes::from(body.to_string()),
    })
}

fn item(item: &serde_json::Value) -> Event {
    answer(200, &json!({"items": [item], "hasMore": false}))
}

fn none() -> Event {
    answer(200, &json!({"items": [], "hasMore": false}))
}

#[track_caller]
fn asked(step: Step) -> Request {
    match step {
        Step::Send(request) => request,
        other => panic!("expected a request, found {other:?}"),
    }
}

/// Lets pauses pass until something else is done; how long they were.
fn pass(job: &mut Job, mut step: Step) -> (Step, Duration) {
    let mut passed = Duration::ZERO;
    while let Step::Wait(pause) = step {
        passed += pause;
        step = job.advance(Event::Elapsed);
    }
    (step, passed)
}

/// Goes on to the end while this is answered to each question; the verdict, and how long that took.
#[track_caller]
fn verdict_after(job: &mut Job, mut step: Step, told: impl Fn() -> Event) -> (Verdict, Duration) {
    let mut passed = Duration::ZERO;
    for _ in 0..1_000 {
        let (next, pause) = pass(job, step);
        passed += pause;
        step = match next {
            Step::Send(_) => job.advance(told()),
            Step::Done(mut replies) | Step::Yield(mut replies) if !replies.is_empty() => {
                match replies.remove(0) {
                    Reply::Receipt(receipt) => return (receipt.verdict, passed),
                    other => panic!("{other:?}"),
                }
            }
            other => panic!("expected the end, found {other:?}"),
        };
    }
    panic!("it goes on for ever");
}

fn reports(name: &str, text: &str) -> Event {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(name, SimpleFileOptions::default()).unwrap();
    zip.write_all(text.as_bytes()).unwrap();
    let bytes = zip.finish().unwrap().into_inner();
    let content = base64::engine::general_purpose::STANDARD.encode(bytes);
    item(&json!({"DocumentContent": content}))
}

/// What is said of the invoice where the ERP shows this one.
fn said_of(shown: &serde_json::Value) -> Verdict {
    let mut job = resumed(Stage::Import("7".to_owned()));
    asked(job.advance(Event::Start));
    asked(job.advance(item(&json!({"RequestStatus": "SUCCEEDED"}))));
    let step = job.advance(item(&json!({"DocumentContent": null})));
    let mut shown = shown.clone();
    shown["InvoiceId"] = json!(300_000_001);
    verdict_after(&mut job, step, || item(&shown)).0
}

fn doubt(verdict: &Verdict) -> &str {
    match verdict {
        Verdict::InDoubt { why } => why,
        other => panic!("expected a doubt, found {other:?}"),
    }
}

#[test]
fn a_record_counts_as_loaded_only_where_it_shows_as_it_was_sent() {
    let same = json!({
        "InvoiceNumber": "INV-1", "InvoiceAmount": 1500, "InvoiceDate": "2026-07-03", "Else": 1,
        "invoiceLines": [{"LineNumber": 2, "LineAmount": 500.0}, {"LineNumber": 1, "LineAmount": 1000}]
    });
    let verdict = said_of(&same);
    assert!(
        matches!(verdict, Verdict::Loaded { created: true, .. }),
        "{verdict:?}"
    );
    let mut moments = same.clone();
    moments["InvoiceDate"] = json!("2026-07-03T00:00:00.000+00:00");
    let verdict = said_of(&moments);
    assert!(matches!(verdict, Verdict::Loaded { .. }), "{verdict:?}");
    let other = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut shown = same.clone();
        change(&mut shown);
        doubt(&said_of(&shown)).to_owned()
    };
    assert_eq!(
        other(&|shown| shown["InvoiceAmount"] = json!(1501)),
        "`InvoiceAmount` does not show as it was sent"
    );
    assert_eq!(
        other(&|shown| shown["InvoiceDate"] = json!("2026-07-03T06:00:00.000+00:00")),
        "`InvoiceDate` does not show as it was sent"
    );
    assert_eq!(
        other(&|shown| drop(shown.as_object_mut().unwrap().remove("InvoiceDate"))),
        "the ERP does not show `InvoiceDate`"
    );
    assert_eq!(
        other(&|shown| shown["invoiceLines"][0]["LineAmount"] = json!(1000)),
        "`invoiceLines` do not show as they were sent"
    );
    assert_eq!(
        other(&|shown| drop(shown["invoiceLines"].as_array_mut().unwrap().pop())),
        "the import made it with 1 of 2 `invoiceLines`"
    );
}

/// After a job that failed: the tree that the ERP tells, then the answer about its reports.
fn failed_with(tree: &serde_json::Value, told: Event) -> (Verdict, Duration) {
    let mut job = resumed(Stage::Whole("7".to_owned()));
    asked(job.advance(Event::Start));
    asked(job.advance(item(&json!({"RequestStatus": "ERROR"}))));
    asked(job.advance(item(&json!({"RequestStatus": tree.to_string()}))));
    let step = job.advance(told);
    verdict_after(&mut job, step, none)
}

#[test]
fn only_a_failed_loader_or_a_line_that_it_rejected_proves_that_nothing_was_imported() {
    let nothing = || item(&json!({"DocumentContent": null}));
    let loader = json!({"JOBS": {"REQUESTID": "7", "CHILD": [
        {"JOBNAME": "Load Interface File for Import", "STATUS": "ERROR"}]}});
    let (verdict, _) = failed_with(&loader, nothing());
    assert!(matches!(verdict, Verdict::NotSent { .. }), "{verdict:?}");
    let (verdict, passed) = failed_with(&json!({"else": 1}), nothing());
    assert!(doubt(&verdict).contains("not known for certain"));
    assert!(passed >= LOST_JOB, "{passed:?}");
    let log = "Data File: ApInvoicesInterface.csv\nRecord 1: Rejected - Error on table X, column Y.\nORA-01843: no\n";
    let (verdict, _) = failed_with(&json!({"else": 1}), reports("7.log", log));
    assert!(matches!(verdict, Verdict::Refused { .. }), "{verdict:?}");
}

#[test]
fn after_a_lost_answer_an_import_is_begun_again_only_when_the_first_has_ended() {
    let lost = || {
        Event::Fault(Fault {
            kind: FaultKind::Cut,
            retry: Retry::Backoff,
            effect: Effect::Unknown,
            operation: "run an import".to_owned(),
            message: "cut".to_owned(),
        })
    };
    let mut job = resumed(Stage::Held);
    assert!(asked(job.advance(Event::Start)).label.contains("import"));
    let step = job.advance(lost());
    let (step, passed) = pass(&mut job, step);
    assert!(passed >= LOST_JOB && job.uncertain, "{passed:?}");
    asked(step);

    // Whoever ended between the note and the answer may have begun it as well.
    let mut job = resumed(Stage::Loaded);
    let step = job.advance(Event::Start);
    let (step, passed) = pass(&mut job, step);
    assert!(passed >= LOST_JOB && job.uncertain, "{passed:?}");
    asked(step);
    match job.advance(item(&json!({"ReqstId": "8"}))) {
        Step::Note(note) => assert!(note.ends_with(" uncertain import 8"), "{note}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_import_that_was_turned_away_is_begun_at_once_by_the_next_run() {
    let mut job = resumed(Stage::Held);
    asked(job.advance(Event::Start));
    match job.advance(item(&json!({"ReqstId": "-1"}))) {
        Step::Note(note) => assert!(note.ends_with(" certain held"), "{note}"),
        other => panic!("{other:?}"),
    }
    assert!(matches!(job.advance(Event::Noted), Step::Yield(_)));
    assert!(matches!(job.advance(Event::Taken), Step::Failed(_)));
    // A failure of the ERP's own says nothing of what was begun.
    let mut job = resumed(Stage::Held);
    asked(job.advance(Event::Start));
    assert!(matches!(
        job.advance(answer(500, &json!({}))),
        Step::Yield(_)
    ));
    match job.advance(Event::Taken) {
        Step::Failed(fault) => assert_eq!(fault.effect, Effect::Unknown),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_answer_that_cannot_be_understood_does_not_say_that_no_file_is_there() {
    let unclear = [
        json!({}),
        json!([]),
        json!({"items": {}}),
        json!({"items": [{"Else": 1}]}),
    ];
    for unclear in unclear {
        let mut job = resumed(Stage::Sent);
        asked(job.advance(Event::Start));
        let step = job.advance(answer(200, &unclear));
        assert!(
            matches!(&step, Step::Yield(replies) if replies.is_empty()),
            "{unclear}: {step:?}"
        );
        match job.advance(Event::Taken) {
            Step::Failed(fault) => assert_eq!(fault.effect, Effect::Unknown),
            other => panic!("{other:?}"),
        }
    }
    let mut job = resumed(Stage::Sent);
    let step = job.advance(Event::Start);
    let (verdict, _) = verdict_after(&mut job, step, none);
    assert!(matches!(verdict, Verdict::NotSent { .. }), "{verdict:?}");
}

#[test]
fn a_job_that_the_erp_knows_no_more_is_not_asked_for_for_ever() {
    let unknown: [&dyn Fn() -> Event; 3] =
        [&|| item(&json!({"RequestStatus": ""})), &none, &|| {
            answer(404, &json!({}))
        }];
    for unknown in unknown {
        let mut job = resumed(Stage::Whole("7".to_owned()));
        let mut step = job.advance(Event::Start);
        let mut passed = Duration::ZERO;
        for _ in 0..200 {
            let request = asked(step);
            if request.path.contains("/invoices?") {
                break;
            }
            let told = job.advance(unknown());
            let (next, pause) = pass(&mut job, told);
            passed += pause;
            step = next;
            if job.uncertain {
                break;
            }
        }
        assert!(job.uncertain && passed >= LOST_JOB, "{passed:?}");
        let told = job.advance(none());
        let (verdict, _) = verdict_after(&mut job, told, none);
        assert!(doubt(&verdict).contains("not known for certain"));
    }
}

#[test]
fn reports_that_are_gone_leave_doubts_and_do_not_stop_the_import() {
    let mut job = resumed(Stage::Import("7".to_owned()));
    asked(job.advance(Event::Start));
    asked(job.advance(item(&json!({"RequestStatus": "SUCCEEDED"}))));
    let step = job.advance(answer(404, &json!({})));
    let (verdict, _) = verdict_after(&mut job, step, none);
    assert!(doubt(&verdict).contains("not known for certain"));
    // One that is only not told now is asked for again by the next run.
    let mut job = resumed(Stage::Import("7".to_owned()));
    asked(job.advance(Event::Start));
    asked(job.advance(item(&json!({"RequestStatus": "SUCCEEDED"}))));
    assert!(matches!(
        job.advance(answer(403, &json!({}))),
        Step::Yield(_)
    ));
}

fn supplier(number: &str) -> serde_json::Value {
    json!({
        "Supplier": format!("Vendor {number}"), "SupplierNumber": number,
        "addresses": [{"AddressName": "HQ", "CountryCode": "NO", "AddressLine1": "1 Gate", "City": "Oslo"}]
    })
}

/// An import of suppliers up to the report that refuses all, and what is done then.
fn all_suppliers_refused(numbers: &[&str], apart: bool) -> (Job, Step) {
    let mut options = Options::default();
    let template = OptionValue::Text("suppliers".to_owned());
    options.0.insert("fbdi".to_owned(), template);
    options
        .0
        .insert("import_apart".to_owned(), OptionValue::Bool(apart));
    let target = FusionTarget::new(Settings::default());
    let object = target.object("suppliers", &options).unwrap();
    let batch = || {
        let records = numbers.iter().zip(1_i64..);
        let outgoing = records.map(|(number, record)| Outgoing {
            record,
            key: BusinessKey {
                parts: vec![("SupplierNumber".into(), Value::text(*number))],
            },
            write: Write::Create,
            payload: fields(&supplier(number)),
        });
        outgoing.collect::<Vec<_>>()
    };
    let mut job = resumed_with(&object, &batch, Stage::Import("7".to_owned()));
    asked(job.advance(Event::Start));
    asked(job.advance(item(&json!({"RequestStatus": "WARNING"}))));
    let lines = (1..=numbers.len())
        .map(|line| format!("PoSupplierImport.csv,{line},VENDOR_NAME,there is one already"));
    let header = "FILE_NAME,RECORD_NUMBER,ATTRIBUTE,MESSAGE".to_owned();
    let report: Vec<String> = std::iter::once(header).chain(lines).collect();
    let report = report.join("\n");
    let step = job.advance(reports("7_rejections.csv", &report));
    (job, step)
}

fn documents(numbers: &[u32]) -> Event {
    let items: Vec<serde_json::Value> = numbers
        .iter()
        .map(|number| json!({"DocumentId": number.to_string()}))
        .collect();
    answer(200, &json!({"items": items, "hasMore": false}))
}

#[test]
fn what_was_refused_of_a_file_that_is_there_twice_goes_on_where_it_shows_as_it_was_sent() {
    let (mut job, step) = all_suppliers_refused(&["S-1", "S-2", "S-3"], false);
    let request = asked(step);
    assert!(request.path.contains("DocumentIdsByFilePrefixRF"));
    let request = asked(job.advance(documents(&[1, 2])));
    assert!(request.path.contains("/suppliers?"), "{}", request.path);
    let mut renamed = supplier("S-2");
    renamed["Supplier"] = json!("Somebody else's");
    let shown = [supplier("S-1"), renamed].map(|mut shown| {
        shown["SupplierId"] = json!(300_000_001);
        shown["addresses"] = json!([]);
        shown
    });
    let step = job.advance(answer(200, &json!({"items": shown, "hasMore": false})));
    // The third is waited for, as it may not show yet.
    let (mut step, mut passed) = (step, Duration::ZERO);
    for _ in 0..100 {
        let (next, pause) = pass(&mut job, step);
        passed += pause;
        step = match next {
            Step::Send(_) => job.advance(none()),
            other => {
                step = other;
                break;
            }
        };
    }
    assert!(passed >= SHOWS, "{passed:?}");
    assert!(
        matches!(&step, Step::Note(note) if note.contains(" 1 0 ")),
        "{step:?}"
    );
    let left: Vec<bool> = job
        .records
        .iter()
        .map(|one| one.verdict.is_none())
        .collect();
    assert_eq!(left, [true, false, false]);
    assert!(job.records[0].copied);
}

#[test]
fn a_refusal_of_a_file_that_is_there_once_stands_without_a_look_up() {
    let (mut job, step) = all_suppliers_refused(&["S-1"], false);
    asked(step);
    match job.advance(documents(&[1])) {
        Step::Done(replies) => assert!(
            matches!(
                &replies[..],
                [Reply::Receipt(Receipt {
                    verdict: Verdict::Refused { .. },
                    ..
                })]
            ),
            "{replies:?}"
        ),
        other => panic!("{other:?}"),
    }
    // One that is uploaded apart may lie there as often as it likes.
    let (_, step) = all_suppliers_refused(&["S-1"], true);
    assert!(matches!(step, Step::Done(_)), "{step:?}");
}
