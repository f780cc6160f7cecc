//! Exchanges run to their end, with the Fusion connector as the target.

use landbridge_contract::{
    BusinessKey, Effect, Event, Exchange, Fault, FaultKind, Method, ObjectSpec, Options, Outgoing,
    Receipt, Reply, Step, Target, TargetConnector, Value, Verdict, Write,
};
use landbridge_fusion::Fusion;
use tokio::sync::mpsc;

use super::server::{Act, Server};
use super::{config, transport};
use crate::transport::{Authentication, Cancel, Secret, Transport};

fn target() -> (Box<dyn Target>, ObjectSpec) {
    let target = Fusion.build(&Options::default()).unwrap();
    let object = target.object("fixedAssets", &Options::default()).unwrap();
    (target, object)
}

fn assets(count: i64) -> Vec<Outgoing> {
    (1..=count)
        .map(|record| Outgoing {
            record,
            key: BusinessKey {
                parts: vec![("AssetNumber".into(), Value::Integer(record))],
            },
            write: Write::Create,
            payload: vec![("AssetNumber".into(), Value::Integer(record))],
        })
        .collect()
}

fn verdicts(replies: &[Reply]) -> Vec<&Verdict> {
    replies
        .iter()
        .map(|reply| match reply {
            Reply::Receipt(Receipt { verdict, .. }) => verdict,
            other => panic!("{other:?}"),
        })
        .collect()
}

#[tokio::test]
async fn a_load_brings_one_receipt_for_each_record() {
    let server = Server::start([
        Act::answer(201, "", r#"{"AssetId":300000000000001}"#),
        Act::answer(400, "", "The value is too long. (FND-2825)"),
        Act::Cut,
        Act::answer(201, "", r#"{"AssetId":300000000000004}"#),
    ])
    .await;
    let (target, object) = target();
    let transport = transport(&server);
    let driven = transport
        .collect(target.load(&object, assets(4)), &*target)
        .await;
    assert!(driven.fault.is_none());
    let verdicts = verdicts(&driven.replies);
    assert!(
        matches!(verdicts[0], Verdict::Loaded { target_id, .. } if target_id == "300000000000001")
    );
    assert!(matches!(verdicts[1], Verdict::Refused { .. }));
    assert!(matches!(verdicts[2], Verdict::InDoubt { .. }));
    // What comes after an answer that got lost is sent all the same.
    assert!(matches!(verdicts[3], Verdict::Loaded { .. }));
}

#[tokio::test]
async fn a_password_is_taken_out_of_what_the_target_says_and_never_out_of_ids() {
    let server = Server::start([
        Act::answer(201, "", r#"{"AssetId":300000000000001}"#),
        Act::answer(400, "", "Login 3000 may not do this. (FND-2825)"),
    ])
    .await;
    let (target, object) = target();
    let mut config = config(&server.url);
    config.authentication = Authentication::Basic {
        user: "loader".to_owned(),
        password: Secret::new("3000"),
    };
    let transport = Transport::new(config, Cancel::new()).unwrap();
    let driven = transport
        .collect(target.load(&object, assets(2)), &*target)
        .await;
    let verdicts = verdicts(&driven.replies);
    assert!(
        matches!(verdicts[0], Verdict::Loaded { target_id, .. } if target_id == "300000000000001"),
        "{verdicts:?}"
    );
    assert!(
        !format!("{:?}", verdicts[1]).contains("3000"),
        "{verdicts:?}"
    );
}

/// An exchange that ends with what a success says.
struct Repeats;

impl Exchange for Repeats {
    fn advance(&mut self, event: Event) -> Step {
        match event {
            Event::Answer(answer) => Step::Failed(Fault::unintelligible(
                "read it",
                String::from_utf8_lossy(&answer.body),
            )),
            _ => Step::Send(super::request(Method::Get)),
        }
    }
}

#[tokio::test]
async fn a_password_is_taken_out_of_the_fault_that_an_exchange_makes_of_a_success() {
    let server = Server::start([Act::answer(200, "", "welcome, canary-password")]).await;
    let mut config = config(&server.url);
    config.authentication = Authentication::Basic {
        user: "loader".to_owned(),
        password: Secret::new("canary-password"),
    };
    let transport = Transport::new(config, Cancel::new()).unwrap();
    let (target, _) = target();
    let driven = transport.collect(Box::new(Repeats), &*target).await;
    let fault = driven.fault.unwrap();
    assert_eq!(fault.message, "welcome, ‹secret›");
}

#[tokio::test]
async fn reading_back_waits_until_a_page_is_taken() {
    let page = |id: u32, more: bool| {
        Act::answer(
            200,
            "",
            &format!(r#"{{"items":[{{"AssetId":{id}}}],"hasMore":{more}}}"#),
        )
    };
    let server = Server::start([page(1, true), page(2, true), page(3, true), page(4, false)]).await;
    let (target, object) = target();
    let transport = transport(&server);
    let (sender, mut receiver) = mpsc::channel(1);
    let exchange = target.read_back(&object);
    let reading = tokio::spawn(async move { transport.drive(exchange, &*target, &sender).await });
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    assert!(server.seen().len() <= 2, "one in the channel, one in hand");
    let mut pages = 0;
    while let Some(replies) = receiver.recv().await {
        assert_eq!(replies.len(), 1);
        pages += 1;
    }
    assert_eq!(pages, 4);
    reading.await.unwrap().unwrap();
}

#[tokio::test]
async fn nobody_there_to_take_replies_ends_the_exchange() {
    let body = r#"{"items":[{"AssetId":1}],"hasMore":true}"#;
    let server = Server::start([Act::answer(200, "", body)]).await;
    let (target, object) = target();
    let (sender, receiver) = mpsc::channel(1);
    drop(receiver);
    let outcome = transport(&server)
        .drive(target.read_back(&object), &*target, &sender)
        .await;
    assert_eq!(outcome.unwrap_err().kind, FaultKind::Cancelled);
}

#[tokio::test]
async fn a_cancelled_load_sends_nothing_and_says_so() {
    let server = Server::start([]).await;
    let (target, object) = target();
    let cancel = Cancel::new();
    let transport = Transport::new(config(&server.url), cancel.clone()).unwrap();
    cancel.cancel();
    let driven = transport
        .collect(target.load(&object, assets(2)), &*target)
        .await;
    assert!(
        verdicts(&driven.replies)
            .iter()
            .all(|verdict| matches!(verdict, Verdict::NotSent { .. }))
    );
    assert_eq!(driven.replies.len(), 2);
    let driven = transport.collect(target.read_back(&object), &*target).await;
    let fault = driven.fault.unwrap();
    assert_eq!(
        (fault.kind, fault.effect),
        (FaultKind::Cancelled, Effect::None)
    );
    assert!(server.seen().is_empty());
}
