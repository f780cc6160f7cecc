//! Exchanges driven by hand with answers as ERPs give them.

mod loading;
mod mistakes;
mod parts;
mod reading;
mod shipped;
mod together;

use bytes::Bytes;
use landbridge_contract::{
    BusinessKey, Event, Exchange, Name, ObjectSpec, OptionValue, Options, Outgoing, Reply, Request,
    Response, Step, Target, TargetConnector, Value, Verdict, Write,
};
use landbridge_testkit::target::{Case, assert_conforms};

use crate::settings::PROFILE_FILE;
use crate::{Rest, RestTarget, Settings};

/// A profile with a bit of everything; tests put other parts in the place of some.
const PROFILE: &str = r#"version: 1
about: An ERP that nobody has
parameters: { company: the company's number }
limits: { records: 3, requests_per_second: 4 }
statuses: { refused: [417], throttled: [420] }
defaults:
  base_path: /api/{company}
  headers: { X-Company: "{company}" }
  query: { v: "2" }
  id: /id
  errors:
    messages:
      - { at: /errors/*, text: [/detail, /title], code: /code, path: /field }
    duplicate: { statuses: [409], codes: [exists] }
  create:
    path: "/{object}"
    headers: { Idempotency-Key: "{idempotency}" }
    answer: /data
  update: { path: "/{object}/{id}", answer: /data }
  find:
    path: "/{object}"
    query: { filter: "{filter}" }
    items: /data
    filter: { comparison: "{name} eq {literal}" }
  read:
    path: "/{object}"
    query: { offset: "{offset}", limit: "{size}", fields: "{attributes}" }
    items: /data
    total: /total
    paging: { by: offset, size: 2 }
  one: { path: "/{object}/{id}", items: /data }
objects:
  suppliers: { key: [Number] }
"#;

/// A target by a profile, for company 7.
fn target_of(profile: &str) -> RestTarget {
    match Settings::read(&options(profile)) {
        Ok(settings) => RestTarget::new(settings),
        Err(faults) => panic!("{faults:#?}"),
    }
}

fn options(profile: &str) -> Options {
    let mut options = Options::default();
    let text = OptionValue::Text(profile.to_owned());
    options.0.insert(PROFILE_FILE.to_owned(), text);
    if profile.contains("parameters:") {
        let company = [("company".to_owned(), OptionValue::Integer(7))];
        let stated = OptionValue::Map(company.into());
        options.0.insert("parameters".to_owned(), stated);
    }
    options
}

/// The profile with these texts in the place of others.
fn with(changes: &[(&str, &str)]) -> String {
    let mut profile = PROFILE.to_owned();
    for (old, new) in changes {
        assert!(profile.contains(old), "`{old}` is not in the profile");
        profile = profile.replace(old, new);
    }
    profile
}

fn object(target: &RestTarget, name: &str) -> ObjectSpec {
    target.object(name, &Options::default()).unwrap()
}

fn response(status: u16, body: &str) -> Response {
    Response {
        status,
        headers: Vec::new(),
        body: Bytes::from(body.to_owned()),
    }
}

fn answer(status: u16, body: &str) -> Event {
    Event::Answer(response(status, body))
}

fn key(name: &str, value: Value) -> BusinessKey {
    BusinessKey {
        parts: vec![(Name::from(name), value)],
    }
}

fn fields(fields: &[(&str, Value)]) -> Vec<(Name, Value)> {
    let fields = fields
        .iter()
        .map(|(name, value)| (Name::from(*name), value.clone()));
    fields.collect()
}

fn supplier(record: i64, write: Write) -> Outgoing {
    let number = format!("V-{record}");
    Outgoing {
        record,
        key: key("Number", Value::text(&number)),
        write,
        payload: fields(&[
            ("Number", Value::text(&number)),
            ("Name", Value::text("Canary Tools")),
            ("Limit", Value::Decimal("100.10".parse().unwrap())),
        ]),
    }
}

#[track_caller]
fn sent(step: Step) -> Request {
    match step {
        Step::Send(request) => request,
        other => panic!("expected a request, found {other:?}"),
    }
}

/// The verdicts of a load's last replies, in the order of its records.
#[track_caller]
fn verdicts(step: Step) -> Vec<Verdict> {
    let Step::Done(replies) = step else {
        panic!("expected the end, found {step:?}");
    };
    let mut receipts: Vec<_> = replies
        .into_iter()
        .map(|reply| match reply {
            Reply::Receipt(receipt) => receipt,
            other => panic!("expected a receipt, found {other:?}"),
        })
        .collect();
    receipts.sort_by_key(|receipt| receipt.record);
    receipts
        .into_iter()
        .map(|receipt| receipt.verdict)
        .collect()
}

fn loaded(id: &str, created: bool) -> Verdict {
    Verdict::Loaded {
        target_id: id.into(),
        created,
    }
}

/// What a refusal says: code, path and text of each message.
#[track_caller]
fn refusal(verdict: &Verdict) -> Vec<String> {
    let Verdict::Refused { messages } = verdict else {
        panic!("expected a refusal, found {verdict:?}");
    };
    let said = messages
        .iter()
        .map(|one| format!("{}|{}|{}", one.code, one.path, one.text));
    said.collect()
}

fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    let found = request.headers.iter().find(|(header, _)| *header == name);
    found.map(|(_, value)| value.as_str())
}

fn body(request: &Request) -> &str {
    std::str::from_utf8(&request.body).unwrap()
}

fn start(target: &RestTarget, batch: Vec<Outgoing>) -> (Box<dyn Exchange>, Step) {
    let mut load = target.load(&object(target, "suppliers"), batch);
    let step = load.advance(Event::Start);
    (load, step)
}

const BATCH: &str = r#"  batch:
    path: "/{object}/batch"
    body: /records/-
    answers: /records
    updates: true
    errors:
      messages: [{ at: /errors/*, text: /detail, code: /code }]
      refused: { /status: [failed, refused] }
"#;

const CHILDREN: &str = r#"  undo: { path: "/{object}/{id}" }
  children:
    Sites:
      create: { path: "/{object}/{id}/sites", answer: /data }
      read: { path: "/{object}/{id}/sites", items: /data }
"#;

const VERSION: &str = "  version: /etag\n";

#[test]
fn the_connector_conforms() {
    let bodies = [
        r#"{"data":{"id":"1","etag":"a"}}"#,
        r#"{"data":{"id":3.5}}"#,
        r#"{"data":[{"id":1,"etag":"a"}],"total":1}"#,
        r#"{"data":[{"id":1},{"id":2}],"total":7}"#,
        r#"{"data":{"id":1},"errors":[{"detail":"no"}]}"#,
        r#"{"errors":[{"detail":"no","code":"exists"}]}"#,
        r#"{"records":[{"id":1},{"id":2}]}"#,
        r#"{"records":[{"status":"refused","id":0}]}"#,
        r#"{"data":[],"next":"?page=2"}"#,
    ];
    let by_next = "paging: { by: next, next: /next }";
    let versioned =
        "update: { path: \"/{object}/{id}\", headers: { If-Match: \"{version}\" }, answer: /data }";
    let plain = "update: { path: \"/{object}/{id}\", answer: /data }";
    let profiles = [
        PROFILE.to_owned(),
        with(&[("  one: {", &format!("{BATCH}  one: {{"))]),
        with(&[
            ("  one: {", &format!("{CHILDREN}  one: {{")),
            ("paging: { by: offset, size: 2 }", by_next),
        ]),
        with(&[
            ("  one: {", &format!("{VERSION}  one: {{")),
            (plain, versioned),
            ("total: /total", "each: true"),
        ]),
    ];
    for profile in profiles {
        let target = target_of(&profile);
        let mut nested = supplier(3, Write::Create);
        let site = Value::Record(fields(&[("Site", Value::text("Canary"))]));
        nested
            .payload
            .push((Name::from("Sites"), Value::List(vec![site.clone(), site])));
        assert_conforms(&Case {
            target: &target,
            object: object(&target, "suppliers"),
            batch: vec![
                supplier(1, Write::Create),
                supplier(2, Write::Upsert),
                nested,
                supplier(4, Write::Update("8".into())),
                supplier(5, Write::Create),
            ],
            keys: vec![
                key("Number", Value::text("V-1")),
                key("Name", Value::text("Canary Tools")),
            ],
            bodies: bodies.iter().map(|body| body.as_bytes().to_vec()).collect(),
            canaries: vec!["Canary".to_owned(), "V-1".to_owned()],
        });
    }
}

#[test]
fn what_the_makers_advise_is_handed_on() {
    let advice = target_of(PROFILE).advice();
    assert_eq!(advice.requests_per_second.map(u32::from), Some(4));
    assert_eq!(advice.requests_per_day, None);
}

#[test]
fn an_object_that_the_profile_does_not_know_is_none() {
    let target = target_of(PROFILE);
    assert!(target.object("invoices", &Options::default()).is_none());
    assert_eq!(target.object_names(), ["suppliers"]);
    let others = with(&[(
        "objects:\n  suppliers: { key: [Number] }\n",
        "other_objects: true\n",
    )]);
    let target = target_of(&others);
    let spec = target
        .object("Purchase Invoice", &Options::default())
        .unwrap();
    let mut reading = target.read_back(&spec);
    let request = sent(reading.advance(Event::Start));
    assert_eq!(
        request.path,
        "/api/7/Purchase%20Invoice?v=2&offset=0&limit=2"
    );
}

#[test]
fn options_are_held_against_the_profile() {
    let faults = |stated: &[(&str, OptionValue)]| {
        let stated = stated
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()));
        let faults = Rest.check(&Options(stated.collect()));
        let faults = faults
            .into_iter()
            .map(|one| format!("{}: {}, not {}", one.option, one.found, one.expected));
        faults.collect::<Vec<String>>()
    };
    let text = |text: &str| OptionValue::Text(text.to_owned());
    assert_eq!(
        faults(&[]),
        ["profile: no profile, not `profile` with a name, or `profile_file` with a file"]
    );
    assert_eq!(
        faults(&[("profile", text("sap"))]),
        [
            "profile: \"sap\", not one of erpnext, quickbooks, xero; a file of your own stands in `profile_file`"
        ]
    );
    assert_eq!(
        faults(&[("profile", text("quickbooks"))]),
        ["parameters: no `company`, not a value for each that the profile leaves open: company"]
    );
    let company = OptionValue::Map([("companny".to_owned(), text("1"))].into());
    assert_eq!(
        faults(&[("profile", text("quickbooks")), ("parameters", company)]),
        [
            "parameters: `companny`, not of company",
            "parameters: no `company`, not a value for each that the profile leaves open: company"
        ]
    );
    assert_eq!(
        faults(&[("profile", text("erpnext"))]),
        Vec::<String>::new()
    );
    // The file is not read yet.
    assert_eq!(
        faults(&[("profile_file", text("own.yaml"))]),
        Vec::<String>::new()
    );
}
