//! Records on their way out, and what becomes of the answers.

use landbridge_contract::{
    Event, Fault, FaultKind, Method, Name, OptionValue, Options, Receipt, Reply, Retry, Step,
    Target, TargetMessage, Value, Verdict, Write,
};

use super::{answer, header, object, options, sent, supplier, target};
use crate::{FusionTarget, Settings};

/// Sends one record and answers it.
fn verdict(write: Write, status: u16, body: &str) -> Verdict {
    let mut load = target().load(&object("suppliers"), vec![supplier(7, write)]);
    sent(load.advance(Event::Start));
    only_verdict(load.advance(answer(status, body)))
}

fn only_verdict(step: Step) -> Verdict {
    let Step::Done(replies) = step else {
        panic!("expected the end, found {step:?}");
    };
    match replies.as_slice() {
        [Reply::Receipt(Receipt { record: 7, verdict })] => verdict.clone(),
        other => panic!("expected one receipt, found {other:?}"),
    }
}

fn loaded(target_id: &str, created: bool) -> Verdict {
    Verdict::Loaded {
        target_id: target_id.into(),
        created,
    }
}

fn messages(status: u16, body: &str) -> Vec<TargetMessage> {
    match verdict(Write::Create, status, body) {
        Verdict::Refused { messages } => messages,
        other => panic!("expected a refusal, found {other:?}"),
    }
}

fn said(code: &str, path: &str, text: &str) -> TargetMessage {
    TargetMessage {
        code: code.to_owned(),
        path: path.to_owned(),
        text: text.to_owned(),
    }
}

#[test]
fn a_create_is_a_post_of_the_payload_with_the_framework_version() {
    let mut load = target().load(&object("suppliers"), vec![supplier(7, Write::Create)]);
    let request = sent(load.advance(Event::Start));
    assert_eq!(request.method, Method::Post);
    assert_eq!(request.path, "/fscmRestApi/resources/11.13.18.05/suppliers");
    assert_eq!(
        &request.body[..],
        br#"{"SupplierNumber":"V-1","Supplier":"Canary Tools"}"#
    );
    assert_eq!(header(&request, "rest-framework-version"), Some("4"));
    assert_eq!(
        header(&request, "content-type"),
        Some("application/vnd.oracle.adf.resourceitem+json")
    );
    assert_eq!(header(&request, "upsert-mode"), None);
}

#[test]
fn an_upsert_says_so_and_an_update_names_the_record() {
    let mut load = target().load(&object("suppliers"), vec![supplier(7, Write::Upsert)]);
    let request = sent(load.advance(Event::Start));
    assert_eq!(header(&request, "upsert-mode"), Some("true"));

    let update = supplier(7, Write::Update("00/02 é".into()));
    let mut load = target().load(&object("suppliers"), vec![update]);
    let request = sent(load.advance(Event::Start));
    assert_eq!(request.method, Method::Patch);
    assert!(request.path.ends_with("/suppliers/00%2F02%20%C3%A9"));
}

#[test]
fn an_update_with_nested_records_is_an_upsert_that_names_the_id() {
    let mut update = supplier(7, Write::Update("300000047507499".into()));
    let site = Value::Record(vec![(Name::from("SupplierSite"), Value::text("MAIN"))]);
    update
        .payload
        .push((Name::from("sites"), Value::List(vec![site])));
    let mut load = target().load(&object("suppliers"), vec![update.clone()]);
    let request = sent(load.advance(Event::Start));
    assert_eq!(request.method, Method::Post);
    assert_eq!(header(&request, "upsert-mode"), Some("true"));
    assert!(
        request
            .body
            .starts_with(br#"{"SupplierId":300000047507499,"#)
    );

    let stated = options(&[(
        "without_upsert",
        OptionValue::List(vec![OptionValue::Text("suppliers".to_owned())]),
    )]);
    let plain = FusionTarget::new(Settings::read(&stated).unwrap());
    let mut load = plain.load(&object("suppliers"), vec![update]);
    let verdict = only_verdict(load.advance(Event::Start));
    assert!(matches!(verdict, Verdict::Refused { .. }));
}

#[test]
fn an_answer_with_the_id_is_a_success_and_keeps_every_digit() {
    let body = r#"{"SupplierId":300000047507499123,"Supplier":"x"}"#;
    let id = "300000047507499123";
    assert_eq!(verdict(Write::Create, 201, body), loaded(id, true));
    assert_eq!(verdict(Write::Upsert, 201, body), loaded(id, true));
    assert_eq!(verdict(Write::Upsert, 200, body), loaded(id, false));
    let update = || Write::Update(id.into());
    assert_eq!(verdict(update(), 200, body), loaded(id, false));
    assert_eq!(verdict(update(), 204, ""), loaded(id, false));
}

#[test]
fn without_an_id_attribute_the_id_stands_in_the_records_own_link() {
    let body = r#"{"links":[
        {"rel":"canonical","href":"https://pod/x/other"},
        {"rel":"self","href":"https://pod/fscmRestApi/resources/latest/suppliers/00020000ABCD"}]}"#;
    assert_eq!(
        verdict(Write::Create, 201, body),
        loaded("00020000ABCD", true)
    );
}

#[test]
fn a_success_that_does_not_prove_itself_is_in_doubt() {
    for (status, body) in [
        (200, ""),
        (200, "<html><title>Sign in</title></html>"),
        (200, r#"{"Supplier":"x"}"#),
        (201, r#"{"SupplierId":3.0e17}"#),
        (201, r#"{"SupplierId":1,"o:errorDetails":[{"detail":"x"}]}"#),
        (202, r#"{"SupplierId":1}"#),
        (204, ""),
    ] {
        let verdict = verdict(Write::Create, status, body);
        assert!(
            matches!(verdict, Verdict::InDoubt { .. }),
            "{status} {body}: {verdict:?}"
        );
    }
    let other = verdict(Write::Update("1".into()), 200, r#"{"SupplierId":2}"#);
    assert!(matches!(other, Verdict::InDoubt { .. }), "{other:?}");
}

#[test]
fn a_success_that_says_only_errors_is_a_refusal() {
    let body = r#"{"o:errorDetails":[{"detail":"No such site"}]}"#;
    assert_eq!(messages(200, body), [said("", "", "No such site")]);
}

#[test]
fn structured_errors_are_told_one_by_one_with_code_and_path() {
    let body = r#"{"title":"Bad Request","status":"400","o:errorDetails":[
        {"detail":"Unable to parse the provided payload","o:errorCode":"27521","o:errorPath":"/lines/0/Amount"},
        {"detail":"JBO-27024: Failed to validate a row","o:errorCode":"27024","o:errorDetails":[
            {"detail":"JBO-27014: Attribute SetId in Terms is required","o:errorPath":"/SetId"},
            {"detail":"The value XYZ is too long. (FND-2825)","o:errorCode":"27023","o:errorPath":"/Supplier"}]}]}"#;
    assert_eq!(
        messages(400, body),
        [
            said(
                "27521",
                "/lines/0/Amount",
                "Unable to parse the provided payload"
            ),
            said("JBO-27024", "", "JBO-27024: Failed to validate a row"),
            said(
                "JBO-27014",
                "/SetId",
                "JBO-27014: Attribute SetId in Terms is required"
            ),
            said(
                "FND-2825",
                "/Supplier",
                "The value XYZ is too long. (FND-2825)"
            ),
        ]
    );
}

#[test]
fn problem_objects_text_and_pages_are_told_too() {
    let problem = r#"{"type":"http://x","title":"Conflict","detail":"Already there","o:errorCode":"OKC-195788"}"#;
    assert_eq!(
        messages(409, problem),
        [said("OKC-195788", "", "Already there")]
    );
    assert_eq!(
        messages(
            400,
            "Invalid attribute \"x\" in the payload.\r\n\r\nSecond line (AP-12)"
        ),
        [
            said("", "", "Invalid attribute \"x\" in the payload."),
            said("AP-12", "", "Second line (AP-12)")
        ]
    );
    assert_eq!(
        messages(
            404,
            "<html><head><title>404 Not Found</title></head><body><h1>Nothing here</h1></body>"
        ),
        [said("", "", "404 Not Found: Nothing here")]
    );
    assert_eq!(
        messages(413, ""),
        [said(
            "",
            "",
            "HTTP 413 Content Too Large, without explanation"
        )]
    );
}

#[test]
fn long_explanations_are_cut() {
    let long = "é".repeat(5_000);
    let told = messages(400, &long);
    assert_eq!(told[0].text.chars().count(), 1_001);
    let many = "x\n".repeat(500);
    assert_eq!(messages(400, &many).len(), 50);
}

#[test]
fn who_is_stopped_midway_leaves_one_record_in_doubt_and_sends_no_other() {
    use landbridge_contract::Effect;
    let batch = (1..=3).map(|number| supplier(number, Write::Create));
    let mut load = target().load(&object("suppliers"), batch.collect());
    sent(load.advance(Event::Start));
    let fault = Fault {
        kind: FaultKind::Cancelled,
        retry: Retry::Backoff,
        effect: Effect::Unknown,
        operation: "create suppliers".to_owned(),
        message: "cancelled here".to_owned(),
    };
    let Step::Done(replies) = load.advance(Event::Fault(fault)) else {
        panic!("expected the end");
    };
    let in_doubt: Vec<bool> = replies
        .iter()
        .map(|reply| match reply {
            Reply::Receipt(receipt) => matches!(receipt.verdict, Verdict::InDoubt { .. }),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(in_doubt, [true, false, false]);
}

#[test]
fn an_unresolved_reference_is_never_sent() {
    use landbridge_contract::Reference;
    let mut record = supplier(7, Write::Create);
    let reference = Reference {
        object: Name::from("sites"),
        key: "x".into(),
    };
    record
        .payload
        .push((Name::from("SiteId"), Value::Reference(Box::new(reference))));
    let mut load = target().load(&object("suppliers"), vec![record]);
    let verdict = only_verdict(load.advance(Event::Start));
    assert!(matches!(verdict, Verdict::NotSent { .. }), "{verdict:?}");
}

#[test]
fn an_id_that_leads_elsewhere_is_refused() {
    for id in ["", ".", ".."] {
        let record = supplier(7, Write::Update(id.into()));
        let suppliers = target().object("suppliers", &Options::default()).unwrap();
        let mut load = target().load(&suppliers, vec![record]);
        let verdict = only_verdict(load.advance(Event::Start));
        assert!(matches!(verdict, Verdict::Refused { .. }), "{verdict:?}");
    }
}
