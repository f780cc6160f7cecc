//! Nested collections with requests of their own.

use super::*;
use landbridge_contract::{Effect, Fault, FaultKind, Method, Retry};

fn with_sites() -> RestTarget {
    target_of(&with(&[("  one: {", &format!("{CHILDREN}  one: {{"))]))
}

fn supplier_with_sites(write: Write) -> Outgoing {
    let site = |name| Value::Record(fields(&[("Site", Value::text(name))]));
    let mut record = supplier(1, write);
    record.payload.push((
        Name::from("Sites"),
        Value::List(vec![site("North"), site("South")]),
    ));
    record
}

#[test]
fn nested_records_follow_their_record() {
    let (mut load, step) = start(&with_sites(), vec![supplier_with_sites(Write::Create)]);
    assert!(!body(&sent(step)).contains("Sites"));
    let site = sent(load.advance(answer(201, r#"{"data":{"id":5}}"#)));
    assert_eq!(
        (&*site.path, body(&site)),
        ("/api/7/suppliers/5/sites?v=2", r#"{"Site":"North"}"#)
    );
    let site = sent(load.advance(answer(201, r#"{"data":{"id":51}}"#)));
    assert_eq!(body(&site), r#"{"Site":"South"}"#);
    assert_eq!(verdicts(load.advance(answer(204, ""))), [loaded("5", true)]);
}

#[test]
fn a_record_whose_nested_record_is_refused_is_taken_back() {
    let refused = r#"{"errors":[{"detail":"no such site","field":"Site"}]}"#;
    let begin = || {
        let (mut load, _) = start(&with_sites(), vec![supplier_with_sites(Write::Create)]);
        sent(load.advance(answer(201, r#"{"data":{"id":5}}"#)));
        let undo = sent(load.advance(answer(422, refused)));
        assert_eq!(
            (undo.method, &*undo.path),
            (Method::Delete, "/api/7/suppliers/5?v=2")
        );
        load
    };
    let taken_back = verdicts(begin().advance(answer(204, "")));
    assert_eq!(refusal(&taken_back[0]), ["|Site|no such site"]);
    let gone = verdicts(begin().advance(answer(410, "")));
    assert_eq!(refusal(&gone[0]), ["|Site|no such site"]);
    for unsaid in [202, 404, 405] {
        let left = verdicts(begin().advance(answer(unsaid, "")));
        assert!(
            matches!(&left[0], Verdict::InDoubt { why } if why.contains("target id `5`")),
            "{unsaid}"
        );
    }
}

#[test]
fn a_nested_record_without_an_answer_leaves_the_record_in_doubt_whatever_the_fault() {
    let (mut load, _) = start(&with_sites(), vec![supplier_with_sites(Write::Create)]);
    sent(load.advance(answer(201, r#"{"data":{"id":5}}"#)));
    let fault = Fault {
        kind: FaultKind::Throttled,
        retry: Retry::Backoff,
        effect: Effect::None,
        operation: "create".to_owned(),
        message: "too many".to_owned(),
    };
    let told = verdicts(load.advance(Event::Fault(fault)));
    assert!(matches!(&told[0], Verdict::InDoubt { .. }));
}

#[test]
fn they_are_not_changed_as_no_request_says_which_one_is_meant() {
    let (_, step) = start(
        &with_sites(),
        vec![supplier_with_sites(Write::Update("5".into()))],
    );
    assert!(refusal(&verdicts(step)[0])[0].contains("`Sites` has requests of its own"));
}

#[test]
fn they_are_read_with_their_record() {
    let target = with_sites();
    let mut read = target.look_up(
        &object(&target, "suppliers"),
        vec![key("Number", Value::text("V-1"))],
    );
    read.advance(Event::Start);
    let sites = sent(read.advance(answer(200, r#"{"data":[{"id":5,"Number":"V-1"}]}"#)));
    assert_eq!(sites.path, "/api/7/suppliers/5/sites?v=2");
    let Step::Yield(replies) = read.advance(answer(200, r#"{"data":[{"Site":"North"}]}"#)) else {
        panic!("nothing was found");
    };
    let Reply::LookUp(found) = &replies[0] else {
        panic!("no look-up");
    };
    let sites = found.found[0].attribute("Sites");
    assert_eq!(
        *sites,
        Value::List(vec![Value::Record(fields(&[(
            "Site",
            Value::text("North")
        )]))])
    );
}
