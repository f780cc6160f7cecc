//! Records that an action changes.

use landbridge_contract::{
    Event, Method, Name, ObjectSpec, OptionValue, Outgoing, Reply, Step, Target, TargetConnector,
    Value, Verdict, Write,
};

use super::batches::batching;
use super::{answer, header, key, options, sent, target, text};
use crate::Fusion;

/// Draft orders that are submitted, with a parameter.
fn orders() -> ObjectSpec {
    let parameters = OptionValue::List(vec![text("Reason")]);
    let stated = options(&[
        ("action", text("submit")),
        ("action_parameters", parameters),
    ]);
    target().object("purchaseOrders", &stated).unwrap()
}

fn order(record: i64, write: Write) -> Outgoing {
    Outgoing {
        record,
        key: key("OrderNumber", Value::text("PO-1")),
        write,
        payload: vec![
            (Name::from("OrderNumber"), Value::text("PO-1")),
            (Name::from("Status"), Value::text("OPEN")),
            (Name::from("Reason"), Value::text("Cut-over")),
        ],
    }
}

/// What the answer to an action means for its record.
fn verdict(status: u16, body: &str) -> Verdict {
    let mut load = target().load(&orders(), vec![order(1, Write::Update("7".into()))]);
    sent(load.advance(Event::Start));
    match load.advance(answer(status, body)) {
        Step::Done(replies) => match replies.into_iter().next() {
            Some(Reply::Receipt(receipt)) => receipt.verdict,
            other => panic!("expected a receipt, found {other:?}"),
        },
        other => panic!("expected an end, found {other:?}"),
    }
}

#[test]
fn an_action_is_sent_to_the_record_with_its_parameters_alone() {
    let mut load = target().load(&orders(), vec![order(1, Write::Update("7".into()))]);
    let request = sent(load.advance(Event::Start));
    assert_eq!(request.method, Method::Post);
    assert!(
        request
            .path
            .ends_with("/draftPurchaseOrders/7/action/submit"),
        "{}",
        request.path
    );
    assert_eq!(
        header(&request, "content-type"),
        Some("application/vnd.oracle.adf.action+json")
    );
    assert_eq!(header(&request, "upsert-mode"), None);
    assert_eq!(&*request.body, br#"{"Reason":"Cut-over"}"#);
}

#[test]
fn an_action_without_parameters_has_an_empty_body() {
    let mut orders = orders();
    orders.options.0.remove("action_parameters");
    let mut load = target().load(&orders, vec![order(1, Write::Update("7".into()))]);
    assert_eq!(&*sent(load.advance(Event::Start)).body, b"{}");
}

#[test]
fn actions_go_one_by_one_where_writes_go_in_batches() {
    let orders = orders();
    assert_eq!(
        batching(10)
            .capabilities(&orders)
            .records_per_request_max
            .get(),
        1
    );
    let records = vec![
        order(1, Write::Update("7".into())),
        order(2, Write::Update("8".into())),
    ];
    let mut load = batching(10).load(&orders, records);
    let first = sent(load.advance(Event::Start));
    assert!(first.path.ends_with("/7/action/submit"), "{}", first.path);
    let second = sent(load.advance(answer(200, r#"{"result":"done"}"#)));
    assert!(second.path.ends_with("/8/action/submit"), "{}", second.path);
}

#[test]
fn an_action_makes_nothing() {
    for write in [Write::Create, Write::Upsert] {
        let mut load = target().load(&orders(), vec![order(1, write)]);
        match load.advance(Event::Start) {
            Step::Done(replies) => assert!(
                matches!(&replies[..], [Reply::Receipt(one)] if matches!(one.verdict, Verdict::Refused { .. })),
                "{replies:?}"
            ),
            other => panic!("expected an end, found {other:?}"),
        }
    }
}

#[test]
fn a_result_is_a_success_unless_it_says_failure() {
    let done = Verdict::Loaded {
        target_id: "7".into(),
        created: false,
    };
    for body in [
        r#"{"result":"The purchase order was submitted."}"#,
        r#"{"result":"SUCCESS"}"#,
        r#"{"result":null}"#,
        r#"{"result":{"Status":"SUCCESS"}}"#,
        r#"{"result":"{\"Status\":\"SUCCESS\"}"}"#,
    ] {
        assert_eq!(verdict(200, body), done, "{body}");
    }
    assert_eq!(verdict(204, ""), done);
    for body in [
        r#"{"result":"ERROR"}"#,
        r#"{"result":{"Status":"ERROR","ErrorMessage":"on hold"}}"#,
        r#"{"result":"{\"STATUS\":\"Failure\",\"ErrorMessage\":\"on hold\"}"}"#,
        r#"{"result":null,"o:errorDetails":[{"detail":"on hold"}]}"#,
    ] {
        let Verdict::Refused { messages } = verdict(200, body) else {
            panic!("{body}");
        };
        assert!(!messages[0].text.is_empty());
        assert_eq!(
            messages[0].text.contains("on hold"),
            body.contains("on hold"),
            "{body}"
        );
    }
    let refused = verdict(
        400,
        r#"{"title":"Bad Request","detail":"submitted already"}"#,
    );
    assert!(matches!(refused, Verdict::Refused { .. }), "{refused:?}");
}

#[test]
fn an_answer_that_is_no_result_leaves_the_record_in_doubt() {
    for body in [
        "",
        "<html>",
        "[]",
        r#"{"POHeaderId":7}"#,
        r#"{"result":false}"#,
    ] {
        let verdict = verdict(200, body);
        assert!(
            matches!(verdict, Verdict::InDoubt { .. }),
            "{body}: {verdict:?}"
        );
    }
}

#[test]
fn parameters_are_not_compared() {
    assert!(target().never_shows(&orders(), "Reason"));
    assert!(!target().never_shows(&orders(), "Status"));
}

#[test]
fn what_is_no_action_is_told() {
    let wrong = |stated: &[(&str, OptionValue)]| -> Vec<String> {
        let faults = Fusion.check_object(&options(stated));
        faults.into_iter().map(|fault| fault.option).collect()
    };
    let list = |name: &str| OptionValue::List(vec![text(name)]);
    assert!(wrong(&[("action", text("submit"))]).is_empty());
    for name in ["", "sub mit", "1st", "a/b", "../submit"] {
        assert_eq!(wrong(&[("action", text(name))]), ["action"], "{name}");
    }
    assert_eq!(
        wrong(&[("action_parameters", list("Reason"))]),
        ["action_parameters"]
    );
    let nested = [
        ("action", text("submit")),
        ("action_parameters", list("lines.Price")),
    ];
    assert_eq!(wrong(&nested), ["action_parameters"]);
    let dated = [
        ("action", text("submit")),
        ("effective_start", text("2026-07-01")),
    ];
    assert_eq!(wrong(&dated), ["action"]);
}
