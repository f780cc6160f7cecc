//! Exchanges driven by hand, with answers as they were recorded with Tryton 8.0.

mod acting;
mod changing;
mod loading;
mod reading;
mod removing;
mod values;

use std::collections::VecDeque;

use bytes::Bytes;
use landbridge_contract::{
    BusinessKey, Effect, Event, Exchange, Fault, FaultKind, Fields, Name, ObjectSpec, OptionValue,
    Options, Outgoing, Receipt, Reply, Request, Response, Retry, SignIn as _, Step, Target as _,
    TargetConnector as _, Value, Verdict, Write,
};
use landbridge_testkit::support::options;
use landbridge_testkit::target::{Case, assert_conforms};
use serde_json::{Value as Json, json};

use crate::sign_in::Login;
use crate::{Settings, Tryton, TrytonTarget};

/// What the server says of its models: of each field what is used here.
fn model(name: &str) -> Json {
    let char = json!({"type": "char", "strip": true, "string": "Text"});
    match name {
        "party.party" => json!({
            "id": {"type": "integer", "readonly": true},
            "code": {"type": "char", "strip": true, "required": true, "string": "Code", "size": null},
            "name": char, "active": {"type": "boolean", "required": true},
            "code_digit": {"type": "integer", "readonly": true},
            "credit": {"type": "numeric"}, "since": {"type": "date"}, "seen": {"type": "datetime"},
            "categories": {"type": "many2many", "relation": "party.category"},
            "addresses": {"type": "one2many", "relation": "party.address", "relation_field": "party"},
        }),
        "party.address" => json!({
            "party": {"type": "many2one", "relation": "party.party", "required": true},
            "party_name": char, "city": char, "country": {"type": "many2one", "relation": "country.country"},
            "active": {"type": "boolean", "required": true},
        }),
        "account.move" => json!({
            "description": char, "journal": {"type": "many2one", "relation": "account.journal", "required": true},
            "date": {"type": "date", "required": true},
            "state": {"type": "selection", "readonly": true, "required": true,
                "selection": [["draft", "Draft"], ["posted", "Posted"]]},
            "lines": {"type": "one2many", "relation": "account.move.line", "relation_field": "move"},
        }),
        "account.move.line" => json!({
            "move": {"type": "many2one", "relation": "account.move", "required": true},
            "date": {"type": "date", "required": true},
            "account": {"type": "many2one", "relation": "account.account", "required": true},
            "debit": {"type": "numeric", "required": true}, "credit": {"type": "numeric", "required": true},
            "description": char,
        }),
        other => panic!("nobody asks for {other}"),
    }
}

fn target() -> TrytonTarget {
    TrytonTarget::new(Settings::default())
}

/// An object as a mapping with these options would have it.
fn object(name: &str, stated: Json) -> ObjectSpec {
    let mut object = target().object(name, &options(&stated)).unwrap();
    let (key, paths): (&str, &[&str]) = match name {
        "party.party" => (
            "code",
            &[
                "code",
                "name",
                "addresses",
                "addresses.party_name",
                "addresses.city",
            ],
        ),
        _ => (
            "description",
            &[
                "description",
                "date",
                "lines",
                "lines.account",
                "lines.debit",
            ],
        ),
    };
    object.key_attributes = vec![Name::from(key)];
    object.attributes = paths.iter().map(|path| Name::from(*path)).collect();
    object
}

fn fields(parts: &[(&str, Value)]) -> Fields {
    let part = |(name, value): &(&str, Value)| (Name::from(*name), value.clone());
    parts.iter().map(part).collect()
}

fn record(parts: &[(&str, Value)]) -> Value {
    Value::Record(fields(parts))
}

fn text(text: &str) -> Value {
    Value::text(text)
}

fn outgoing(record: i64, key: &str, write: Write, payload: Fields) -> Outgoing {
    let value = payload.iter().find(|(name, _)| **name == *key);
    let value = value.map_or(Value::Null, |(_, value)| value.clone());
    Outgoing {
        record,
        key: BusinessKey {
            parts: vec![(Name::from(key), value)],
        },
        write,
        payload,
    }
}

/// A vendor with addresses, each a name and a city.
fn vendor(record: i64, write: Write, code: &str, addresses: &[(&str, &str)]) -> Outgoing {
    let address = |(name, city): &(&str, &str)| {
        self::record(&[("party_name", text(name)), ("city", text(city))])
    };
    let addresses = addresses.iter().map(address).collect();
    let payload = fields(&[
        ("code", text(code)),
        ("name", text("Acme")),
        ("addresses", Value::List(addresses)),
    ]);
    outgoing(record, "code", write, payload)
}

/// A conversation: what was called, and what came of it.
struct Talk {
    /// Methods and parameters, without the descriptions of models.
    calls: Vec<(String, Json)>,
    replies: Vec<Reply>,
    failed: Option<Fault>,
}

/// What the server says next.
#[derive(Clone)]
enum Says {
    Result(Json),
    Error(Json),
    Status(u16, &'static str),
    /// Nobody answers, and nobody knows what became of the call.
    Cut,
    /// There is no connection.
    Gone,
}

/// Drives an exchange: descriptions of models are answered, everything else as told.
fn talk(exchange: Box<dyn Exchange>, told: impl IntoIterator<Item = Says>) -> Talk {
    talk_with(exchange, told, |_| None)
}

/// The same with a server that has models of its own.
fn talk_with(
    mut exchange: Box<dyn Exchange>,
    told: impl IntoIterator<Item = Says>,
    own: impl Fn(&str) -> Option<Json>,
) -> Talk {
    let mut told: VecDeque<Says> = told.into_iter().collect();
    let mut talk = Talk {
        calls: Vec::new(),
        replies: Vec::new(),
        failed: None,
    };
    let mut event = Event::Start;
    for _ in 0..1_000 {
        event = match exchange.advance(event) {
            Step::Send(request) => {
                let call: Json = serde_json::from_slice(&request.body).unwrap();
                let method = call["method"].as_str().unwrap().to_owned();
                if let Some(name) = method.strip_prefix("model.")
                    && let Some(name) = name.strip_suffix(".fields_get")
                {
                    heard(
                        &request,
                        Says::Result(own(name).unwrap_or_else(|| model(name))),
                    )
                } else {
                    talk.calls.push((method, call["params"].clone()));
                    let says = told.pop_front().expect("the server was told an answer");
                    heard(&request, says)
                }
            }
            Step::Wait(_) => Event::Elapsed,
            Step::Note(_) => Event::Noted,
            Step::Yield(replies) => {
                talk.replies.extend(replies);
                Event::Taken
            }
            Step::Done(replies) => {
                talk.replies.extend(replies);
                assert!(told.is_empty(), "answers are left");
                return talk;
            }
            Step::Failed(fault) => {
                talk.failed = Some(fault);
                return talk;
            }
        };
    }
    panic!("the exchange does not end");
}

fn heard(request: &Request, says: Says) -> Event {
    let fault = |kind, effect| {
        Event::Fault(Fault {
            kind,
            retry: Retry::Backoff,
            effect,
            operation: request.label.clone(),
            message: "as the test wants".to_owned(),
        })
    };
    let (status, body) = match says {
        Says::Result(result) => (200, json!({"id": 1, "result": result}).to_string()),
        Says::Error(error) => (200, json!({"id": 1, "error": error}).to_string()),
        Says::Status(status, body) => (status, body.to_owned()),
        Says::Cut => return fault(FaultKind::Cut, Effect::Unknown),
        Says::Gone => return fault(FaultKind::Unreachable, Effect::None),
    };
    let response = response(status, &body);
    match target().judge(request, &response) {
        Some(fault) => Event::Fault(fault),
        None => Event::Answer(response),
    }
}

fn response(status: u16, body: &str) -> Response {
    Response {
        status,
        headers: vec![("content-encoding".to_owned(), "gzip".to_owned())],
        body: Bytes::copy_from_slice(body.as_bytes()),
    }
}

/// The verdicts in the order of the records.
fn verdicts(talk: &Talk) -> Vec<(i64, Verdict)> {
    let receipts = talk.replies.iter().map(|reply| match reply {
        Reply::Receipt(Receipt { record, verdict }) => (*record, verdict.clone()),
        other => panic!("{other:?}"),
    });
    let mut receipts: Vec<(i64, Verdict)> = receipts.collect();
    receipts.sort_by_key(|(record, _)| *record);
    receipts
}

/// A verdict in one word and what goes with it.
fn shown(talk: &Talk) -> Vec<String> {
    let shown = verdicts(talk)
        .into_iter()
        .map(|(record, verdict)| match verdict {
            Verdict::Loaded { target_id, created } => {
                let how = if created { "created" } else { "changed" };
                format!("{record} {how} {target_id}")
            }
            Verdict::Refused { messages } => {
                let texts: Vec<String> = messages
                    .iter()
                    .map(|one| [&*one.code, &*one.text].join(" ").trim().to_owned())
                    .collect();
                format!("{record} refused: {}", texts.join("; "))
            }
            Verdict::NotSent { .. } => format!("{record} not sent"),
            Verdict::InDoubt { .. } => format!("{record} in doubt"),
        });
    shown.collect()
}

fn methods(talk: &Talk) -> Vec<&str> {
    let names = talk.calls.iter().map(|(method, _)| method.as_str());
    names.map(|name| name.rsplit('.').next().unwrap()).collect()
}

/// The error for a code that is there already, as recorded.
fn taken() -> Says {
    Says::Error(json!([
        "UserError",
        ["The code on party must be unique.", "", null]
    ]))
}

#[test]
fn it_conforms_whatever_the_server_answers() {
    let target = target();
    let posted = object(
        "account.move",
        json!({"actions": ["post"], "finished": {"state": "posted"}, "accept_warnings": ["similar"]}),
    );
    let entry = |record, write| {
        let payload = fields(&[
            ("description", text("canary-description")),
            ("date", text("2024-01-31")),
            (
                "lines",
                Value::List(vec![self::record(&[("account", Value::Integer(7))])]),
            ),
        ]);
        outgoing(record, "description", write, payload)
    };
    let bodies = [
        json!({"id": 1, "result": [7, 8, 9]}),
        json!({"id": 1, "result": [7]}),
        json!({"id": 1, "result": null}),
        json!({"id": 1, "result": model("account.move")}),
        json!({"id": 1, "result": model("party.party")}),
        json!({"id": 1, "result": [{"id": 7, "state": "draft", "description": "canary-description", "lines.": []}]}),
        json!({"id": 1, "result": [{"id": 7, "code": "V-canary", "addresses.": []}]}),
        json!({"id": 1, "error": ["UserError", ["No.", "", null]]}),
        json!({"id": 1, "error": ["UserWarning", ["99ba.similar", "Is it so?", ""]]}),
        json!({"id": 1, "error": ["'colour'", ""]}),
        json!({"id": 2, "result": [7]}),
    ];
    let bodies: Vec<Vec<u8>> = bodies
        .iter()
        .map(|body| body.to_string().into_bytes())
        .collect();
    let (party, plain) = (object("party.party", json!({})), Write::Update("7".into()));
    let cases = [
        (
            posted,
            "description",
            vec![
                entry(1, Write::Create),
                entry(2, Write::Upsert),
                entry(3, plain.clone()),
            ],
        ),
        (
            party,
            "code",
            vec![
                vendor(1, Write::Create, "V-canary", &[("canary", "Oslo")]),
                vendor(2, Write::Create, "V-2", &[]),
                vendor(3, Write::Upsert, "V-3", &[("canary", "Oslo")]),
                vendor(4, plain, "V-4", &[]),
                vendor(5, Write::Update("no number".into()), "V-5", &[]),
            ],
        ),
    ];
    for (object, key, batch) in cases {
        let keys = ["canary-1", "2"].map(|value| BusinessKey {
            parts: vec![(Name::from(key), text(value))],
        });
        assert_conforms(&Case {
            target: &target,
            object,
            batch,
            keys: keys.to_vec(),
            bodies: bodies.clone(),
            canaries: vec!["canary".to_owned(), "Oslo".to_owned()],
        });
    }
}

#[test]
fn a_session_is_opened_with_user_and_password_and_shown_as_a_header() {
    let request = Login.request("loader", "secret \"word\"");
    let call: Json = serde_json::from_slice(&request.body).unwrap();
    assert_eq!(call["method"], "common.db.login");
    assert_eq!(
        call["params"],
        json!(["loader", {"password": "secret \"word\""}, "en"])
    );
    let opened = response(200, r#"{"id":1,"result":[1,"f9837416",null]}"#);
    let header = Login.authorization("loader", &opened).unwrap();
    // base64 of loader:1:f9837416
    assert_eq!(header, "Session bG9hZGVyOjE6Zjk4Mzc0MTY=");
    let asks = r#"{"id":1,"error":["LoginException",["otp","Code of the device","char"]]}"#;
    let fault = Login
        .authorization("loader", &response(200, asks))
        .unwrap_err();
    assert_eq!(fault.kind, FaultKind::Unauthenticated);
}

#[test]
fn statuses_say_what_a_call_may_have_done() {
    let request = Login.request("loader", "x");
    let write = Request {
        method: landbridge_contract::Method::Post,
        ..request.clone()
    };
    let judged = |status| {
        let fault = target().judge(&write, &response(status, "<p>x</p>"));
        fault.map(|fault| (fault.kind, fault.effect))
    };
    // Before any work.
    assert_eq!(
        judged(401),
        Some((FaultKind::Unauthenticated, Effect::None))
    );
    assert_eq!(judged(403), Some((FaultKind::Refused, Effect::None)));
    assert_eq!(judged(404), Some((FaultKind::Refused, Effect::None)));
    assert_eq!(judged(429), Some((FaultKind::Throttled, Effect::None)));
    // The database failed before a commit, at it, or after it; something in front gave up.
    assert_eq!(judged(503), Some((FaultKind::Unavailable, Effect::Unknown)));
    assert_eq!(judged(504), Some((FaultKind::TimedOut, Effect::Unknown)));
    assert_eq!(
        judged(500),
        Some((FaultKind::TargetFailed, Effect::Unknown))
    );
    // The exchange knows what these mean.
    assert_eq!(judged(200), None);
    assert_eq!(judged(400), None);
    // A question has no effect, though it goes over the wire as a POST.
    let fault = target().judge(&request, &response(503, "")).unwrap();
    assert_eq!(
        (request.method.as_str(), fault.effect),
        ("POST", Effect::None)
    );
}

#[test]
fn options_that_are_wrong_are_told_all_at_once() {
    let faults = Tryton.check(&options(
        &json!({"batch_records": 0, "page_size": 9000, "colour": "red"}),
    ));
    let mut names: Vec<&str> = faults.iter().map(|fault| fault.option.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["batch_records", "colour", "page_size"]);

    let stated = json!({
        "actions": ["post it"], "domain": "all", "absent_children": "forget", "child_keys": {"lines": 7},
        "context": {"company": 1},
    });
    let faults = Tryton.check_object(&options(&stated));
    let mut names: Vec<&str> = faults.iter().map(|fault| fault.option.as_str()).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "absent_children",
            "actions",
            "actions",
            "child_keys",
            "domain"
        ]
    );
    assert_eq!(
        Tryton.check_object(&Options(std::collections::BTreeMap::from([(
            "finished".to_owned(),
            OptionValue::Map([("state".to_owned(), OptionValue::Text("posted".to_owned()))].into()),
        )]))),
        []
    );
}
