//! Several records in one request, of which Fusion commits all or none.

use landbridge_contract::{
    Effect, Event, Exchange, Fault, FaultKind, Name, Outgoing, Reply, Request, Response, Retry,
    Step, Target, Value, Verdict, Write,
};
use landbridge_testkit::target::{Case, assert_conforms};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::{header, key, object, options, response};
use crate::{FusionTarget, Settings};

pub(super) fn batching(records: i64) -> FusionTarget {
    let stated = options(&[(
        "batch_records",
        landbridge_contract::OptionValue::Integer(records),
    )]);
    FusionTarget::new(Settings::read(&stated).unwrap())
}

fn record(number: i64, write: Write) -> Outgoing {
    let code = format!("V-{number}");
    Outgoing {
        record: number,
        key: key("SupplierNumber", Value::text(code.clone())),
        write,
        payload: vec![(Name::from("SupplierNumber"), Value::text(code))],
    }
}

fn records(count: i64) -> Vec<Outgoing> {
    (1..=count)
        .map(|number| record(number, Write::Create))
        .collect()
}

/// Drives a conversation with somebody who answers; gives the requests and what was told of each record.
fn talk(
    exchange: Box<dyn Exchange>,
    mut answers: impl FnMut(&Request) -> Response,
) -> (Vec<Request>, Vec<String>) {
    talk_over(exchange, |request| Event::Answer(answers(request)))
}

/// The same over a network that may lose an answer.
fn talk_over(
    mut exchange: Box<dyn Exchange>,
    mut happens: impl FnMut(&Request) -> Event,
) -> (Vec<Request>, Vec<String>) {
    let mut requests = Vec::new();
    let mut event = Event::Start;
    loop {
        match exchange.advance(event) {
            Step::Send(request) => {
                event = happens(&request);
                requests.push(request);
            }
            Step::Done(replies) => return (requests, told(replies)),
            other => panic!("{other:?}"),
        }
    }
}

fn told(replies: Vec<Reply>) -> Vec<String> {
    let mut told: Vec<(i64, String)> = replies
        .into_iter()
        .map(|reply| match reply {
            Reply::Receipt(receipt) => (receipt.record, in_words(&receipt.verdict)),
            other => panic!("{other:?}"),
        })
        .collect();
    told.sort_unstable();
    let told = told.into_iter();
    told.map(|(record, word)| format!("{record} {word}"))
        .collect()
}

fn in_words(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Loaded { target_id, created } => {
            format!("{} {target_id}", if *created { "made" } else { "changed" })
        }
        Verdict::Refused { messages } => format!("refused: {}", messages[0].text),
        Verdict::NotSent { .. } => "not sent".to_owned(),
        Verdict::InDoubt { .. } => "in doubt".to_owned(),
    }
}

/// How the pod names the part that it refuses.
#[derive(Debug, Clone, Copy)]
enum Blames {
    Rightly,
    CountsFromOne,
    Nobody,
}

/// A pod that takes batches, and refuses the suppliers of these numbers.
struct Pod {
    refuses: Vec<i64>,
    blames: Blames,
    bytes_max: usize,
    made: Vec<String>,
}

impl Pod {
    fn new(refuses: &[i64], blames: Blames) -> Self {
        Self {
            refuses: refuses.to_vec(),
            blames,
            bytes_max: usize::MAX,
            made: Vec::new(),
        }
    }

    fn answer(&mut self, request: &Request) -> Response {
        if request.body.len() > self.bytes_max {
            return response(413, "");
        }
        let body: Json = serde_json::from_slice(&request.body).unwrap();
        let Some(parts) = body["parts"].as_array() else {
            let number = body["SupplierNumber"].as_str().unwrap();
            return if self.refused(number) {
                response(400, r#"{"o:errorDetails":[{"detail":"no"}]}"#)
            } else {
                response(201, &self.make(number).to_string())
            };
        };
        let number = |part: &Json| {
            part["payload"]["SupplierNumber"]
                .as_str()
                .unwrap()
                .to_owned()
        };
        if let Some(at) = parts.iter().position(|part| self.refused(&number(part))) {
            let path = match self.blames {
                Blames::Rightly => format!("/parts/{at}/Supplier"),
                Blames::CountsFromOne => format!("/parts/{}/Supplier", at + 1),
                Blames::Nobody => "/Supplier".to_owned(),
            };
            let refusal = json!({"o:errorDetails": [{"detail": "no", "o:errorPath": path}]});
            return response(400, &refusal.to_string());
        }
        let answers: Vec<Json> = parts
            .iter()
            .map(|part| json!({"id": part["id"], "path": part["path"], "payload": self.make(&number(part))}))
            .collect();
        response(200, &json!({ "parts": answers }).to_string())
    }

    fn refused(&self, number: &str) -> bool {
        let number = number.trim_start_matches("V-").parse().unwrap();
        self.refuses.contains(&number)
    }

    fn make(&mut self, number: &str) -> Json {
        self.made.push(number.to_owned());
        json!({"SupplierId": self.made.len(), "SupplierNumber": number})
    }
}

#[test]
fn records_go_to_the_versions_root_as_parts_and_each_gets_its_own_id() {
    let target = batching(10);
    let mut pod = Pod::new(&[], Blames::Rightly);
    let batch = vec![
        record(1, Write::Create),
        record(2, Write::Upsert),
        record(3, Write::Update("3".into())),
    ];
    let load = target.load(&object("suppliers"), batch);
    let (requests, told) = talk(load, |request| pod.answer(request));
    assert_eq!(told, ["1 made 1", "2 made 2", "3 changed 3"]);
    let request = &requests[0];
    assert_eq!(request.path, "/fscmRestApi/resources/11.13.18.05");
    assert_eq!(
        header(request, "content-type"),
        Some("application/vnd.oracle.adf.batch+json")
    );
    let sent: Json = serde_json::from_slice(&request.body).unwrap();
    let part = |operation: &str, path: &str, number: i64| {
        json!({"id": (number - 1).to_string(), "path": path, "operation": operation,
            "payload": {"SupplierNumber": format!("V-{number}")}})
    };
    assert_eq!(
        sent,
        json!({"parts": [part("create", "/suppliers", 1), part("upsert", "/suppliers", 2),
            part("update", "/suppliers/3", 3)]})
    );
}

#[test]
fn the_guilty_record_is_settled_alone_and_the_rest_goes_together_again() {
    let target = batching(10);
    let mut pod = Pod::new(&[2], Blames::Rightly);
    let load = target.load(&object("suppliers"), records(5));
    let (requests, told) = talk(load, |request| pod.answer(request));
    let labels: Vec<&str> = requests.iter().map(|request| &*request.label).collect();
    assert_eq!(
        labels,
        [
            "write 5 suppliers",
            "create suppliers",
            "write 2 suppliers",
            "write 2 suppliers"
        ]
    );
    let made = [
        "1 made 1",
        "2 refused: no",
        "3 made 2",
        "4 made 3",
        "5 made 4",
    ];
    assert_eq!(told, made);
}

proptest! {
    /// Whoever is guilty, however the pod names the part and however little it takes at once: every record is
    /// settled by its own answer, and none is made twice.
    #[test]
    fn every_record_is_settled_by_its_own_answer(
        refuses in prop::collection::vec(1..30_i64, 0..10),
        blames in prop::sample::select(vec![Blames::Rightly, Blames::CountsFromOne, Blames::Nobody]),
        count in 1..30_usize,
        bytes_max in prop_oneof![Just(usize::MAX), 100..2_000_usize],
    ) {
        let target = batching(20);
        let mut pod = Pod::new(&refuses, blames);
        pod.bytes_max = bytes_max;
        let load = target.load(&object("suppliers"), records(i64::try_from(count).unwrap()));
        let (requests, told) = talk(load, |request| pod.answer(request));
        for (number, told) in (1..).zip(&told) {
            let refused = refuses.contains(&number);
            prop_assert_eq!(told.ends_with("refused: no"), refused, "{}", told);
            prop_assert_eq!(told.contains("made"), !refused, "{}", told);
        }
        let mut made = pod.made.clone();
        made.dedup();
        prop_assert_eq!(made.len(), pod.made.len());
        prop_assert_eq!(told.len(), count);
        prop_assert!(requests.len() <= 4 * count + 8, "{} requests", requests.len());
    }
}

#[test]
fn what_a_pod_takes_is_remembered_for_the_next_conversation() {
    let target = batching(20);
    let mut pod = Pod::new(&[], Blames::Rightly);
    pod.bytes_max = 700;
    let mut refused = 0;
    for _ in 0..10 {
        let load = target.load(&object("suppliers"), records(20));
        let (requests, _) = talk(load, |request| pod.answer(request));
        let too_large = requests.iter().filter(|request| request.body.len() > 700);
        refused += too_large.count();
    }
    assert!(refused <= 6, "{refused} batches were too large");

    let target = batching(20);
    let load = target.load(&object("suppliers"), records(3));
    let unknown = |request: &Request| {
        if request.path.ends_with("suppliers") {
            response(201, r#"{"SupplierId":1}"#)
        } else {
            response(404, "")
        }
    };
    assert_eq!(talk(load, unknown).0.len(), 4);
    let load = target.load(&object("suppliers"), records(3));
    assert_eq!(talk(load, unknown).0.len(), 3, "it knows no batches");
}

fn lost(effect: Effect) -> Event {
    Event::Fault(Fault {
        kind: FaultKind::TimedOut,
        retry: Retry::Backoff,
        effect,
        operation: "write".to_owned(),
        message: "no whole answer in time".to_owned(),
    })
}

/// What was not sent yet is none of it: only a target that turns everybody away ends a conversation.
#[test]
fn an_answer_that_got_lost_leaves_its_own_records_in_doubt_and_no_others() {
    let target = batching(20);
    target
        .sizes
        .learn(&"suppliers".into(), |size| size.troubled(4));
    let mut pod = Pod::new(&[], Blames::Rightly);
    let mut sent = 0;
    let load = target.load(&object("suppliers"), records(5));
    let (_, told) = talk_over(load, |request| {
        sent += 1;
        if sent == 2 {
            return lost(Effect::Unknown);
        }
        Event::Answer(pod.answer(request))
    });
    let expected = [
        "1 made 1",
        "2 made 2",
        "3 in doubt",
        "4 in doubt",
        "5 made 3",
    ];
    assert_eq!(told, expected);

    let load = target.load(&object("suppliers"), records(3));
    let (requests, told) = talk_over(load, |_| lost(Effect::None));
    assert_eq!(told, ["1 not sent", "2 not sent", "3 not sent"]);
    assert_eq!(requests.len(), 1, "the next one would fare no better");
}

/// Many refusals name a part, also those that mean the whole.
#[test]
fn an_object_that_takes_no_part_in_batches_goes_alone_from_the_first_refusal_on() {
    let body = r#"{"o:errorDetails":[{"detail":"The action create isn't enabled for batch execution.","o:errorPath":"/parts/0"}]}"#;
    for refusal in [response(400, body), response(501, "")] {
        let target = batching(20);
        let mut pod = Pod::new(&[], Blames::Rightly);
        let load = target.load(&object("suppliers"), records(6));
        let (requests, told) = talk_over(load, |request| {
            if request.path.ends_with("suppliers") {
                return Event::Answer(pod.answer(request));
            }
            match target.judge(request, &refusal) {
                Some(fault) => Event::Fault(fault),
                None => Event::Answer(refusal.clone()),
            }
        });
        assert!(told.iter().all(|told| told.contains("made")), "{told:?}");
        assert_eq!(requests.len(), 7, "one batch was tried");
    }
}

#[test]
fn a_batch_that_takes_too_long_is_smaller_the_next_time() {
    let target = batching(20);
    let load = target.load(&object("suppliers"), records(20));
    talk_over(load, |_| lost(Effect::Unknown));
    let load = target.load(&object("suppliers"), records(20));
    let mut pod = Pod::new(&[], Blames::Rightly);
    let (requests, _) = talk(load, |request| pod.answer(request));
    assert_eq!(requests[0].label, "write 10 suppliers");
}

/// All were committed or none: where one is said to have failed, nobody can say of the others.
#[test]
fn a_batch_that_does_not_prove_itself_is_in_doubt_as_a_whole() {
    let good = r#"{"id":"0","payload":{"SupplierId":1}}"#;
    let bodies = [
        String::new(),
        r#"{"parts":{}}"#.to_owned(),
        format!(r#"{{"parts":[{good},{good}]}}"#),
        format!(r#"{{"parts":[{good},{{"id":"7"}}]}}"#),
        format!(
            r#"{{"parts":[{good},{{"id":"1","payload":{{"o:errorDetails":[{{"detail":"x"}}]}}}}]}}"#
        ),
        format!(r#"{{"parts":[{good}],"o:errorDetails":[{{"detail":"x"}}]}}"#),
    ];
    for body in bodies {
        let load = batching(5).load(&object("suppliers"), records(2));
        let (_, told) = talk(load, |_| response(200, &body));
        assert_eq!(told, ["1 in doubt", "2 in doubt"], "{body}");
    }
    let load = batching(5).load(&object("suppliers"), records(2));
    let (_, told) = talk(load, |_| response(200, &format!(r#"{{"parts":[{good}]}}"#)));
    assert_eq!(told, ["1 made 1", "2 in doubt"]);
    let load = batching(5).load(&object("suppliers"), records(2));
    let (_, told) = talk(load, |_| response(202, &format!(r#"{{"parts":[{good}]}}"#)));
    assert_eq!(told, ["1 in doubt", "2 in doubt"]);
}

/// A part has no status: whether an upsert made the record is seen by its dates.
#[test]
fn an_upsert_in_a_batch_says_by_its_dates_what_it_did() {
    let batch = vec![record(1, Write::Upsert), record(2, Write::Upsert)];
    let load = batching(5).load(&object("suppliers"), batch);
    let body = r#"{"parts":[
        {"id":"1","payload":{"SupplierId":2,"CreationDate":"2026-01-01T00:00:00Z","LastUpdateDate":"2026-01-02T00:00:00Z"}},
        {"id":"0","payload":{"SupplierId":1,"CreationDate":"2026-01-01T00:00:00Z","LastUpdateDate":"2026-01-01T00:00:00Z"}}]}"#;
    let (_, told) = talk(load, |_| response(200, body));
    assert_eq!(told, ["1 made 1", "2 changed 2"]);
}

#[test]
fn batches_hold_to_the_contract_whatever_is_answered() {
    let bodies = [
        r#"{"parts":[{"id":"0","payload":{"SupplierId":1}},{"id":"1","payload":{"SupplierId":2}}]}"#,
        r#"{"parts":[{"id":"1","payload":{"SupplierId":2}}]}"#,
        r#"{"o:errorDetails":[{"detail":"x","o:errorPath":"/parts/1/a"}]}"#,
        r#"{"o:errorDetails":[{"detail":"The action create isn't enabled for batch execution."}]}"#,
        r#"{"SupplierId":1}"#,
    ];
    let target = batching(5);
    assert_conforms(&Case {
        target: &target,
        object: object("suppliers"),
        batch: vec![
            record(1, Write::Create),
            record(2, Write::Upsert),
            record(3, Write::Update("8".into())),
            record(4, Write::Create),
        ],
        keys: vec![key("SupplierNumber", Value::text("V-1"))],
        bodies: bodies.map(|body| body.as_bytes().to_vec()).to_vec(),
        canaries: vec!["V-2".to_owned()],
    });
}
