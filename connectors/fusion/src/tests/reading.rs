//! Look-ups, reading back, descriptions.

use landbridge_contract::{
    Event, Exchange, Fault, FaultKind, Found, ObjectSpec, Options, Reply, Step, Target, Value,
};

use super::{answer, key, object, options, sent, target, text};

const BASE: &str = "/fscmRestApi/resources/11.13.18.05";

fn found(step: Step) -> Vec<Found> {
    let (Step::Yield(replies) | Step::Done(replies)) = step else {
        panic!("expected replies, found {step:?}");
    };
    replies
        .into_iter()
        .flat_map(|reply| match reply {
            Reply::Found(found) => vec![found],
            Reply::LookUp(look_up) => look_up.found,
            other => panic!("{other:?}"),
        })
        .collect()
}

fn failed(step: Step) -> Fault {
    match step {
        Step::Failed(fault) => fault,
        other => panic!("expected a fault, found {other:?}"),
    }
}

fn assets() -> ObjectSpec {
    object("fixedAssets")
}

#[test]
fn a_look_up_asks_by_expression_and_tells_all_it_finds() {
    let keys = vec![
        key("AssetNumber", Value::text("O'Hara & Co")),
        key("AssetNumber", Value::text("2")),
    ];
    let mut look_up = target().look_up(&assets(), keys);
    let request = sent(look_up.advance(Event::Start));
    assert_eq!(
        request.path,
        format!(
            "{BASE}/fixedAssets?q=AssetNumber%3D%27O%27%27Hara%20%26%20Co%27&onlyData=true&limit=10&offset=0"
        )
    );
    let two = r#"{"items":[{"AssetId":1},{"AssetId":2}],"count":2,"hasMore":false}"#;
    assert_eq!(found(look_up.advance(answer(200, two))).len(), 2);
    sent(look_up.advance(Event::Taken));
    let none = r#"{"items":[],"count":0,"hasMore":false,"limit":25,"offset":0,"links":[]}"#;
    assert_eq!(found(look_up.advance(answer(200, none))).len(), 0);
    assert!(matches!(look_up.advance(Event::Taken), Step::Done(rest) if rest.is_empty()));
}

#[test]
fn a_refused_look_up_is_a_fault_that_shows_no_key() {
    let mut look_up =
        target().look_up(&assets(), vec![key("AssetNumber", Value::text("Canary-7"))]);
    sent(look_up.advance(Event::Start));
    let body = r#"{"title":"Bad Request","detail":"AssetNumber='Canary-7' is not queryable"}"#;
    let fault = failed(look_up.advance(answer(400, body)));
    assert_eq!(fault.kind, FaultKind::Refused);
    assert_eq!(
        fault.message,
        "HTTP 400: AssetNumber='‹value›' is not queryable"
    );
    assert!(!fault.to_string().contains("Canary"));
}

#[test]
fn reading_back_advances_by_what_came_not_by_what_was_asked() {
    let mut read = target().read_back(&assets());
    let request = sent(read.advance(Event::Start));
    assert_eq!(
        request.path,
        format!("{BASE}/fixedAssets?orderBy=AssetId:asc&onlyData=true&limit=500&offset=0")
    );
    let first = r#"{"items":[{"AssetId":1,"Cost":10.50},{"AssetId":2}],"hasMore":true,"limit":2,"offset":0}"#;
    let records = found(read.advance(answer(200, first)));
    assert_eq!(records[0].target_id, "1");
    let cost = records[0].attribute("Cost").to_string();
    assert_eq!(cost, "10.50", "digits as sent");
    let request = sent(read.advance(Event::Taken));
    assert!(request.path.ends_with("&offset=2"));
    let last = r#"{"items":[{"AssetId":3}],"hasMore":false,"offset":2}"#;
    let step = read.advance(answer(200, last));
    assert!(matches!(step, Step::Done(_)));
    assert_eq!(found(step).len(), 1);
}

#[test]
fn a_read_that_would_never_end_or_makes_no_sense_is_a_fault() {
    for body in [
        r#"{"items":[],"count":0,"hasMore":true}"#,
        r#"{"items":[{"AssetId":1}],"hasMore":false,"offset":40}"#,
        r#"{"items":[{"Asset":"without an id"}],"hasMore":false}"#,
        r#"{"items":{}}"#,
        "[]",
        "<html>",
    ] {
        let mut read = target().read_back(&assets());
        sent(read.advance(Event::Start));
        let fault = failed(read.advance(answer(200, body)));
        assert_eq!(fault.kind, FaultKind::Unintelligible, "{body}");
    }
    let mut read = target().read_back(&assets());
    sent(read.advance(Event::Start));
    let page = r#"{"items":[{"AssetId":1}],"hasMore":true}"#;
    found(read.advance(answer(200, page)));
    sent(read.advance(Event::Taken));
    let fault = failed(read.advance(answer(200, page)));
    assert!(fault.message.contains("same page"), "{fault}");
}

#[test]
fn children_come_as_lists_in_both_shapes() {
    let array = r#"{"items":[{"ProjectId":1,"Tasks":[{"TaskId":5}]}],"hasMore":false}"#;
    let collection = r#"{"items":[{"ProjectId":1,"Tasks":{"items":[{"TaskId":5,"links":[]}],
        "count":1,"hasMore":false,"limit":25,"offset":0,"links":[]}}],"hasMore":false}"#;
    let read = |body| {
        let mut read = target().read_back(&object("projects"));
        let request = sent(read.advance(Event::Start));
        assert!(request.path.contains("&expand=Tasks&"));
        found(read.advance(answer(200, body)))
    };
    assert_eq!(read(array), read(collection));
    let tasks = read(array)[0].attribute("Tasks").clone();
    assert!(matches!(tasks, Value::List(tasks) if tasks.len() == 1));
}

#[test]
fn a_truncated_child_list_is_read_in_full_before_the_record_is_told() {
    let mut read = target().read_back(&object("purchaseOrders"));
    sent(read.advance(Event::Start));
    let page = r#"{"items":[{"POHeaderId":1},{"POHeaderId":300100,"lines":
        {"items":[{"POLineId":1}],"count":1,"hasMore":true}}],"hasMore":false}"#;
    let request = sent(read.advance(answer(200, page)));
    assert_eq!(
        request.path,
        format!(
            "{BASE}/purchaseOrders/300100/child/lines?orderBy=POLineId:asc&onlyData=true\
             &expand=schedules,schedules.distributions&limit=500&offset=0"
        )
    );
    let first = r#"{"items":[{"POLineId":1},{"POLineId":2}],"hasMore":true,"offset":0}"#;
    let request = sent(read.advance(answer(200, first)));
    assert!(request.path.ends_with("&offset=2"));
    let rest = r#"{"items":[{"POLineId":3,"schedules":{"items":[],"count":0,"hasMore":true}}],
        "hasMore":false,"offset":2}"#;
    let request = sent(read.advance(answer(200, rest)));
    let path = format!("{BASE}/purchaseOrders/300100/child/lines/3/child/schedules?");
    assert!(request.path.starts_with(&path), "{}", request.path);
    let schedules = r#"{"items":[{"LineLocationId":9}],"hasMore":false}"#;
    let records = found(read.advance(answer(200, schedules)));
    let Value::List(lines) = records[1].attribute("lines") else {
        panic!("no lines");
    };
    assert_eq!(lines.len(), 3);
    assert!(matches!(&lines[2], Value::Record(line)
        if matches!(&line[1].1, Value::List(schedules) if schedules.len() == 1)));
}

#[test]
fn a_truncated_child_list_that_cannot_be_completed_is_a_fault() {
    let mut read = target().read_back(&object("invoices"));
    sent(read.advance(Event::Start));
    let page = r#"{"items":[{"InvoiceId":1,"invoiceLines":[{"invoiceDistributions":
        {"items":[],"count":0,"hasMore":true}}]}],"hasMore":false}"#;
    let fault = failed(read.advance(answer(200, page)));
    assert!(fault.message.contains("cannot be completed"), "{fault}");
}

#[test]
fn objects_known_by_their_link_keep_their_links() {
    let stated = options(&[("path", text("workers"))]);
    let mut workers = target().object("workers", &stated).unwrap();
    workers.key_attributes = vec!["PersonNumber".into()];
    let mut read = target().read_back(&workers);
    let request = sent(read.advance(Event::Start));
    assert!(
        request
            .path
            .contains("?orderBy=PersonNumber:asc&links=self&")
    );
    let page = r#"{"items":[{"PersonNumber":"W1","links":[{"rel":"self",
        "href":"https://pod/hcmRestApi/resources/latest/workers/0002ABCD"}]}],"hasMore":false}"#;
    let records = found(read.advance(answer(200, page)));
    assert_eq!(records[0].target_id, "0002ABCD");
    assert_eq!(records[0].attributes.len(), 1, "links are no data");
}

#[test]
fn a_description_is_handed_on_as_text() {
    let target = target();
    let suppliers = target.object("suppliers", &Options::default()).unwrap();
    let mut describe: Box<dyn Exchange> = target.describe(&suppliers);
    let request = sent(describe.advance(Event::Start));
    assert_eq!(request.path, format!("{BASE}/suppliers/describe"));
    let body = r#"{"Resources":{}}"#;
    let step = describe.advance(answer(200, body));
    assert!(matches!(step, Step::Done(replies)
        if replies == [Reply::Description(body.to_owned())]));
}
