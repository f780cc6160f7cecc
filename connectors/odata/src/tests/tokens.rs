//! Tokens for writes, as SAP's gateway wants them ("Cross-Site Request Forgery Protection" in the
//! documentation of SAP Gateway Foundation).

use super::*;

fn given(token: &str) -> Response {
    let headers = [
        ("x-csrf-token", token),
        ("set-cookie", "SAP_SESSIONID=abc; path=/; HttpOnly"),
        ("set-cookie", "usercontext=client-100; path=/"),
    ];
    response(200, &headers, "{}")
}

fn required() -> Response {
    response(
        403,
        &[("x-csrf-token", "Required")],
        "CSRF token validation failed",
    )
}

fn made() -> Response {
    answer(201, r#"{"Id":7}"#)
}

#[test]
fn a_token_is_fetched_before_the_first_write_and_kept_with_its_session() {
    let target = ODataTarget::new(Settings {
        csrf: true,
        ..Settings::default()
    });
    let talk = load(
        &target,
        supplier(1, Write::Create),
        vec![given("t1"), made()],
    );
    assert_eq!(talk.said(), ["GET /", "POST /Suppliers"]);
    assert_eq!(header(&talk.requests[0], "x-csrf-token"), Some("Fetch"));
    assert_eq!(header(&talk.requests[1], "x-csrf-token"), Some("t1"));
    let cookies = header(&talk.requests[1], "cookie");
    assert_eq!(cookies, Some("SAP_SESSIONID=abc; usercontext=client-100"));
    // The next record needs no new one.
    let talk = load(&target, supplier(2, Write::Create), vec![made()]);
    assert_eq!(header(&talk.requests[0], "x-csrf-token"), Some("t1"));
}

#[test]
fn a_token_that_is_asked_for_or_too_old_is_fetched_and_the_write_sent_again() {
    let target = target();
    let answers = vec![required(), given("t1"), made()];
    let talk = load(&target, supplier(1, Write::Create), answers);
    assert_eq!(talk.said(), ["POST /Suppliers", "GET /", "POST /Suppliers"]);
    assert_eq!(talk.requests[0].body, talk.requests[2].body);
    assert!(matches!(talk.verdict(), Verdict::Loaded { .. }));
    let answers = vec![required(), given("t2"), made()];
    let talk = load(&target, supplier(2, Write::Create), answers);
    assert_eq!(header(&talk.requests[0], "x-csrf-token"), Some("t1"));
    assert_eq!(header(&talk.requests[2], "x-csrf-token"), Some("t2"));
}

/// It goes over the wire as a POST, which the gateway lets nobody send without one.
#[test]
fn a_batch_that_only_reads_has_a_token_too() {
    let target = ODataTarget::new(Settings {
        csrf: true,
        batch: Some(crate::Form::Json),
        batch_records: 10,
        ..Settings::default()
    });
    let batch = (1..=2).map(|number| supplier(number, Write::Upsert));
    let load = target.load(&object("Suppliers"), batch.collect());
    let found =
        |id: usize| format!(r#"{{"id":"{id}","status":200,"body":{{"value":[{{"Id":{id}}}]}}}}"#);
    let done = |id: usize| format!(r#"{{"id":"{id}","status":204}}"#);
    let all = |one: &dyn Fn(usize) -> String| {
        answer(200, &format!(r#"{{"responses":[{},{}]}}"#, one(0), one(1)))
    };
    let answers = vec![given("t1"), all(&found), all(&done)];
    let talk = talk(&target, load, answers);
    assert_eq!(talk.said(), ["GET /", "POST /$batch", "POST /$batch"]);
    assert_eq!(header(&talk.requests[1], "x-csrf-token"), Some("t1"));
}

#[test]
fn a_service_that_refuses_its_own_token_does_not_turn_in_a_circle() {
    let answers = vec![required(), given("t1"), required()];
    let talk = load(&target(), supplier(1, Write::Create), answers);
    assert!(matches!(talk.verdict(), Verdict::NotSent { .. }));
    let none = answer(200, "{}");
    let talk = load(
        &target(),
        supplier(1, Write::Create),
        vec![required(), none],
    );
    let Verdict::NotSent { why, .. } = talk.verdict() else {
        panic!("{:?}", talk.verdict());
    };
    assert!(why.contains("gives no x-csrf-token"), "{why}");
    // A plain 403 is a matter of rights.
    let talk = load(&target(), supplier(1, Write::Create), vec![answer(403, "")]);
    let Verdict::NotSent { why, .. } = talk.verdict() else {
        panic!("{:?}", talk.verdict());
    };
    assert!(why.contains("the user may not do this"), "{why}");
}

#[test]
fn parameters_go_with_every_request() {
    let stated = [("sap-client".to_owned(), OptionValue::Text("100".into()))];
    let options = [("parameters".to_owned(), OptionValue::Map(stated.into()))];
    let target = ODataTarget::new(Settings::read(&Options(options.into())).unwrap());
    let answers = vec![answer(200, r#"{"value":[]}"#), made()];
    let talk = load(&target, supplier(1, Write::Upsert), answers);
    let said = talk.said();
    assert!(said[0].ends_with("&$top=2&sap-client=100"), "{said:?}");
    assert_eq!(said[1], "POST /Suppliers?sap-client=100");
}
