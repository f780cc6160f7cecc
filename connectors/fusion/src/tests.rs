//! Exchanges driven by hand with answers as Fusion gives them.

mod actions;
mod batches;
mod effective;
mod loading;
mod reading;
mod removing;

use bytes::Bytes;
use landbridge_contract::{
    BusinessKey, Effect, Event, Exchange, FaultKind, Login, Method, Name, ObjectSpec, OptionValue,
    Options, Outgoing, Request, Response, Retry, Step, Target, TargetConnector, Value, Write,
};
use landbridge_testkit::target::{Case, assert_conforms};
use proptest::prelude::*;

use crate::{Fusion, FusionTarget, Settings};

fn target() -> FusionTarget {
    FusionTarget::new(Settings::default())
}

fn object(name: &str) -> ObjectSpec {
    target().object(name, &Options::default()).unwrap()
}

fn options(stated: &[(&str, OptionValue)]) -> Options {
    Options(
        stated
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect(),
    )
}

fn text(text: &str) -> OptionValue {
    OptionValue::Text(text.to_owned())
}

fn answer(status: u16, body: &str) -> Event {
    Event::Answer(response(status, body))
}

fn response(status: u16, body: &str) -> Response {
    Response {
        status,
        headers: Vec::new(),
        body: Bytes::from(body.to_owned()),
    }
}

fn key(name: &str, value: Value) -> BusinessKey {
    BusinessKey {
        parts: vec![(Name::from(name), value)],
    }
}

fn supplier(record: i64, write: Write) -> Outgoing {
    Outgoing {
        record,
        key: key("SupplierNumber", Value::text("V-1")),
        write,
        payload: vec![
            (Name::from("SupplierNumber"), Value::text("V-1")),
            (Name::from("Supplier"), Value::text("Canary Tools")),
        ],
    }
}

/// Starts an exchange that begins with a request.
fn sent(step: Step) -> Request {
    match step {
        Step::Send(request) => request,
        other => panic!("expected a request, found {other:?}"),
    }
}

fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    let found = request.headers.iter().find(|(header, _)| *header == name);
    found.map(|(_, value)| value.as_str())
}

#[test]
fn the_connector_conforms() {
    let bodies = [
        r#"{"SupplierId":300000047507499}"#,
        r#"{"SupplierId":3.5}"#,
        r#"{"SupplierId":1,"o:errorDetails":[{"detail":"no"}]}"#,
        r#"{"items":[{"SupplierId":1,"sites":{"items":[],"hasMore":true}}],"hasMore":false}"#,
        r#"{"items":[{"SupplierId":1}],"hasMore":true,"count":1}"#,
        r#"{"items":[{"SupplierId":1}],"hasMore":false,"count":1}"#,
        r#"{"title":"Bad Request","status":"400","o:errorDetails":[{"detail":"x"}]}"#,
    ];
    let target = target();
    let mut nested = supplier(3, Write::Update("7".into()));
    nested.payload.push((
        Name::from("sites"),
        Value::List(vec![Value::Record(Vec::new())]),
    ));
    assert_conforms(&Case {
        target: &target,
        object: object("suppliers"),
        batch: vec![
            supplier(1, Write::Create),
            supplier(2, Write::Upsert),
            nested,
            supplier(4, Write::Update("8".into())),
        ],
        keys: vec![
            key("Supplier", Value::text("Canary Tools")),
            key("SupplierNumber", Value::text("V-1")),
        ],
        bodies: bodies.iter().map(|body| body.as_bytes().to_vec()).collect(),
        canaries: vec!["Canary".to_owned(), "V-1".to_owned()],
    });
}

#[test]
fn what_the_catalogue_does_not_know_a_mapping_can_state() {
    let nothing = Options::default();
    assert!(target().object("vehicles", &nothing).is_none());
    let stated = options(&[
        ("path", text("/hcmRestApi/resources/11.13.18.05/workers")),
        (
            "children",
            OptionValue::Map([("names".to_owned(), text(""))].into()),
        ),
    ]);
    let workers = target().object("workers", &stated).unwrap();
    assert_eq!(workers.path, "/hcmRestApi/resources/11.13.18.05/workers");
    assert_eq!(workers.read_path, workers.path);
    assert_eq!(workers.id_attribute, "");
    assert_eq!(workers.children, [(Name::from("names"), String::new())]);

    for path in ["a?b", "../up", "a b", "/", ""] {
        let stated = options(&[("path", text(path))]);
        assert!(target().object("vehicles", &stated).is_none(), "{path}");
    }
}

#[test]
fn orders_are_written_as_drafts_and_read_as_orders() {
    let orders = object("purchaseOrders");
    assert!(orders.path.ends_with("/draftPurchaseOrders"));
    assert!(orders.read_path.ends_with("/purchaseOrders"));
}

#[test]
fn all_wrong_options_are_told_at_once() {
    let stated = options(&[
        ("framework_version", OptionValue::Integer(1)),
        ("page_size", OptionValue::Integer(501)),
        ("base_path", text("no slash")),
        ("colour", text("blue")),
    ]);
    let faults = Fusion.check(&stated);
    let mut names: Vec<&str> = faults.iter().map(|fault| fault.option.as_str()).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        ["base_path", "colour", "framework_version", "page_size"]
    );
    assert!(Fusion.build(&stated).is_err());
    assert!(Fusion.build(&Options::default()).is_ok());
}

/// Judges an answer to a request of that method.
fn judged(
    method: Method,
    status: u16,
    body: &str,
    headers: &[(&str, &str)],
) -> Option<(FaultKind, Retry, Effect)> {
    let request = Request {
        method,
        path: "/x".to_owned(),
        headers: Vec::new(),
        body: Bytes::new(),
        login: Login::Main,
        label: "create suppliers".to_owned(),
    };
    let mut response = response(status, body);
    response.headers = headers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let fault = target().judge(&request, &response)?;
    assert!(!fault.message.contains("Canary"), "{}", fault.message);
    Some((fault.kind, fault.retry, fault.effect))
}

#[test]
fn an_answer_at_the_door_has_no_effect_and_one_from_a_gateway_an_unknown_one() {
    use std::time::Duration;
    let post = |status| judged(Method::Post, status, "<h1>Canary</h1>", &[]).unwrap();
    let never = Retry::Never;
    assert_eq!(
        post(429),
        (FaultKind::Throttled, Retry::Backoff, Effect::None)
    );
    assert_eq!(post(401), (FaultKind::Unauthenticated, never, Effect::None));
    assert_eq!(post(403), (FaultKind::Forbidden, never, Effect::None));
    for status in [502, 503] {
        assert_eq!(
            post(status),
            (FaultKind::Unavailable, Retry::Backoff, Effect::Unknown)
        );
    }
    assert_eq!(
        post(504),
        (FaultKind::TimedOut, Retry::Backoff, Effect::Unknown)
    );
    let read = judged(Method::Get, 503, "", &[("retry-after", "9")]).unwrap();
    let nine = Retry::After(Duration::from_secs(9));
    assert_eq!(read, (FaultKind::Unavailable, nine, Effect::None));
    let dated = [
        ("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ("date", "Sun, 06 Nov 1994 08:49:30 GMT"),
    ];
    let seven = Retry::After(Duration::from_secs(7));
    let throttled = judged(Method::Post, 429, "", &dated).unwrap();
    assert_eq!(throttled, (FaultKind::Throttled, seven, Effect::None));
}

#[test]
fn a_500_is_a_refusal_only_where_a_product_speaks() {
    let judge = |body| judged(Method::Post, 500, body, &[]).map(|(_, _, effect)| effect);
    let product = r#"{"title":"x","o:errorDetails":[{"detail":"Too long. (FND-2825)"}]}"#;
    assert_eq!(judge(product), None);
    let framework = r#"{"title":"JBO-29000: Unexpected exception","status":"500"}"#;
    assert_eq!(judge(framework), Some(Effect::Unknown));
    assert_eq!(judge("Too long. (FND-2825)"), Some(Effect::Unknown));
    assert_eq!(judge(""), Some(Effect::Unknown));
}

#[test]
fn refusals_and_successes_are_left_to_the_exchange() {
    for status in [200, 201, 204, 400, 404, 409, 412, 413, 422] {
        assert_eq!(judged(Method::Post, status, "", &[]), None, "{status}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_answer_whatever_makes_it_panic(
        status in 200u16..600,
        body in prop::collection::vec(any::<u8>(), 0..200),
        retry_after in "\\PC{0,40}",
    ) {
        let response = Response {
            status,
            headers: vec![("retry-after".to_owned(), retry_after)],
            body: Bytes::from(body),
        };
        let target = target();
        let suppliers = object("suppliers");
        let exchanges: Vec<Box<dyn Exchange>> = vec![
            target.load(&suppliers, vec![supplier(1, Write::Upsert)]),
            target.look_up(&suppliers, vec![key("Supplier", Value::text("x"))]),
            target.read_back(&suppliers),
            target.describe(&suppliers),
        ];
        for mut exchange in exchanges {
            let request = sent(exchange.advance(Event::Start));
            drop(target.judge(&request, &response));
            drop(exchange.advance(Event::Answer(response.clone())));
        }
    }
}
