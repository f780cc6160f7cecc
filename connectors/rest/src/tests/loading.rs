//! Records that are made and changed one by one.

use super::*;
use landbridge_contract::{Effect, FaultKind, Method, Retry};

#[test]
fn a_record_is_made_by_the_profiles_request() {
    let target = target_of(PROFILE);
    let (mut load, step) = start(&target, vec![supplier(1, Write::Create)]);
    let request = sent(step);
    assert_eq!(
        (request.method, &*request.path),
        (Method::Post, "/api/7/suppliers?v=2")
    );
    assert_eq!(header(&request, "x-company"), Some("7"));
    assert_eq!(header(&request, "content-type"), Some("application/json"));
    assert_eq!(header(&request, "idempotency-key").map(str::len), Some(32));
    assert_eq!(
        body(&request),
        r#"{"Number":"V-1","Name":"Canary Tools","Limit":100.10}"#
    );
    let done = load.advance(answer(201, r#"{"data":{"id":300000047507499123}}"#));
    assert_eq!(verdicts(done), [loaded("300000047507499123", true)]);
}

#[test]
fn the_same_content_has_the_same_idempotency_key_and_another_has_another() {
    let target = target_of(PROFILE);
    let key_of = |record: Outgoing| {
        let request = sent(start(&target, vec![record]).1);
        header(&request, "idempotency-key").unwrap().to_owned()
    };
    let first = key_of(supplier(1, Write::Create));
    assert_eq!(first, key_of(supplier(1, Write::Create)));
    assert_ne!(first, key_of(supplier(2, Write::Create)));
    let mut mended = supplier(1, Write::Create);
    mended.payload[1].1 = Value::text("Canary Tool");
    assert_ne!(first, key_of(mended));
}

#[test]
fn records_stand_where_the_profile_puts_them_with_what_it_adds() {
    let profile = with(&[(
        "    answer: /data\n  update",
        "    answer: /data\n    body: /data/attributes\n    add: { kind: supplier, Name: \"{key.Number}!\", active: true }\n  update",
    )]);
    let request = sent(start(&target_of(&profile), vec![supplier(1, Write::Create)]).1);
    assert_eq!(
        body(&request),
        r#"{"data":{"attributes":{"Number":"V-1","Limit":100.10,"kind":"supplier","Name":"V-1!","active":true}}}"#
    );
}

#[test]
fn refusals_say_what_the_erp_says_with_the_attribute() {
    let target = target_of(PROFILE);
    let (mut load, _) = start(&target, vec![supplier(1, Write::Create)]);
    let said = r#"{"errors":[{"title":"Bad","detail":"too long","code":"E7","field":"Lines[2].Name"},{"title":"Sorry"}]}"#;
    let verdicts = verdicts(load.advance(answer(422, said)));
    assert_eq!(
        refusal(&verdicts[0]),
        ["E7|Lines.Name|Lines[2].Name: too long", "||Sorry"]
    );
}

#[test]
fn a_refusal_for_what_is_there_already_is_told_from_others() {
    let target = target_of(PROFILE);
    for (status, body) in [
        (409, "{}"),
        (
            400,
            r#"{"errors":[{"detail":"Number taken","code":"exists"}]}"#,
        ),
    ] {
        let (mut load, _) = start(&target, vec![supplier(1, Write::Create)]);
        let verdicts = verdicts(load.advance(answer(status, body)));
        let said = refusal(&verdicts[0]);
        assert_eq!(said[0], "||the target says that it has this record already");
        assert_eq!(said.len(), 2);
    }
}

#[test]
fn a_duplicate_that_comes_as_a_failure_is_a_refusal_and_another_failure_is_in_doubt() {
    let target = target_of(PROFILE);
    let request = sent(start(&target, vec![supplier(1, Write::Create)]).1);
    let exists = response(500, r#"{"errors":[{"detail":"x","code":"exists"}]}"#);
    assert_eq!(target.judge(&request, &exists), None);
    let failed = target.judge(&request, &response(500, "{}")).unwrap();
    assert_eq!(
        (failed.kind, failed.effect),
        (FaultKind::TargetFailed, Effect::Unknown)
    );
}

#[test]
fn statuses_mean_what_the_profile_says() {
    let target = target_of(PROFILE);
    let request = sent(start(&target, vec![supplier(1, Write::Create)]).1);
    let fault = target.judge(&request, &response(420, "")).unwrap();
    assert_eq!(
        (fault.kind, fault.effect, fault.retry),
        (FaultKind::Throttled, Effect::None, Retry::Backoff)
    );
    assert_eq!(target.judge(&request, &response(417, "")), None);
}

#[test]
fn a_success_that_carries_errors_or_shows_no_id_is_no_success() {
    let target = target_of(PROFILE);
    let after = |status, body| {
        let (mut load, _) = start(&target, vec![supplier(1, Write::Create)]);
        verdicts(load.advance(answer(status, body))).remove(0)
    };
    let errors = r#"{"errors":[{"detail":"no"}]}"#;
    assert_eq!(refusal(&after(200, errors)), ["||no"]);
    let both = r#"{"data":{"id":1},"errors":[{"detail":"no"}]}"#;
    for (status, body) in [
        (200, both),
        (200, "{}"),
        (200, "nonsense"),
        (202, r#"{"data":{"id":1}}"#),
        (204, ""),
    ] {
        let verdict = after(status, body);
        assert!(
            matches!(verdict, Verdict::InDoubt { .. }),
            "{status} {body}: {verdict:?}"
        );
    }
}

#[test]
fn the_address_of_what_was_made_tells_its_id_where_the_body_does_not() {
    let target = target_of(PROFILE);
    let (mut load, _) = start(&target, vec![supplier(1, Write::Create)]);
    let mut made = response(201, "");
    made.headers.push((
        "location".to_owned(),
        "https://erp.example/api/7/suppliers/A%2F1".to_owned(),
    ));
    assert_eq!(
        verdicts(load.advance(Event::Answer(made))),
        [loaded("A/1", true)]
    );
}

#[test]
fn an_upsert_finds_the_record_first_and_makes_or_changes_it() {
    let target = target_of(PROFILE);
    let (mut load, step) = start(&target, vec![supplier(1, Write::Upsert)]);
    let find = sent(step);
    assert_eq!(find.method, Method::Get);
    assert_eq!(
        find.path,
        "/api/7/suppliers?v=2&filter=Number%20eq%20%27V-1%27"
    );
    let update = sent(load.advance(answer(200, r#"{"data":[{"id":"a b","Number":"V-1"}]}"#)));
    assert_eq!(
        (update.method, &*update.path),
        (Method::Patch, "/api/7/suppliers/a%20b?v=2")
    );
    let done = load.advance(answer(200, r#"{"data":{"id":"a b"}}"#));
    assert_eq!(verdicts(done), [loaded("a b", false)]);

    let (mut load, _) = start(&target, vec![supplier(1, Write::Upsert)]);
    let create = sent(load.advance(answer(200, r#"{"data":[]}"#)));
    assert_eq!(create.method, Method::Post);
}

#[test]
fn an_upsert_refuses_what_it_cannot_tell_apart() {
    let target = target_of(PROFILE);
    for (found, why) in [
        (
            r#"{"data":[{"id":1,"Number":"V-1"},{"id":2,"Number":"V-1"}]}"#,
            "several records",
        ),
        (
            r#"{"data":[{"id":1,"Number":"v-1"}]}"#,
            "another text in its business key",
        ),
    ] {
        let (mut load, _) = start(&target, vec![supplier(1, Write::Upsert)]);
        let verdicts = verdicts(load.advance(answer(200, found)));
        assert!(refusal(&verdicts[0])[0].contains(why));
    }
}

#[test]
fn a_search_that_finds_parts_of_words_is_narrowed_to_the_key() {
    let profile = with(&[(
        "    filter: { comparison",
        "    exact: false\n    filter: { comparison",
    )]);
    let (mut load, _) = start(&target_of(&profile), vec![supplier(1, Write::Upsert)]);
    let found = r#"{"data":[{"id":1,"Number":"V-10"},{"id":2,"Number":"V-1"}]}"#;
    assert!(
        sent(load.advance(answer(200, found)))
            .path
            .starts_with("/api/7/suppliers/2")
    );
}

#[test]
fn a_change_names_the_version_that_it_is_made_to() {
    let profile = with(&[
        ("  one: {", "  version: etag\n  one: {"),
        (
            "update: { path: \"/{object}/{id}\", answer",
            "update: { path: \"/{object}/{id}\", headers: { If-Match: \"{version}\" }, add: { Id: \"{id}\" }, answer",
        ),
    ]);
    let target = target_of(&profile);
    let (mut load, step) = start(&target, vec![supplier(1, Write::Update("9".into()))]);
    assert_eq!(sent(step).path, "/api/7/suppliers/9?v=2");
    let mut found = response(200, r#"{"data":{"id":9}}"#);
    found
        .headers
        .push(("etag".to_owned(), "W/\"3\"".to_owned()));
    let update = sent(load.advance(Event::Answer(found)));
    assert_eq!(header(&update, "if-match"), Some("W/\"3\""));
    assert!(body(&update).ends_with(r#","Id":"9"}"#));
    let verdicts = verdicts(load.advance(answer(412, "{}")));
    assert!(refusal(&verdicts[0])[0].contains("changed by somebody else"));

    let (mut load, _) = start(&target, vec![supplier(1, Write::Update("9".into()))]);
    let gone = super::verdicts(load.advance(answer(404, "{}")));
    assert!(refusal(&gone[0])[0].contains("there is no record with the target id `9` any more"));
}

#[test]
fn an_answer_that_shows_another_record_than_the_one_changed_is_in_doubt() {
    let target = target_of(PROFILE);
    let (mut load, _) = start(&target, vec![supplier(1, Write::Update("9".into()))]);
    let verdicts = verdicts(load.advance(answer(200, r#"{"data":{"id":8}}"#)));
    assert!(matches!(&verdicts[0], Verdict::InDoubt { why } if why.contains("another record")));
    let (mut load, _) = start(&target, vec![supplier(1, Write::Update("9".into()))]);
    assert_eq!(
        super::verdicts(load.advance(answer(204, ""))),
        [loaded("9", false)]
    );
}

#[test]
fn a_lost_answer_leaves_its_record_in_doubt_and_the_rest_unsent() {
    let target = target_of(PROFILE);
    let (mut load, _) = start(
        &target,
        vec![supplier(1, Write::Create), supplier(2, Write::Create)],
    );
    let done = load.advance(Event::Fault(landbridge_contract::Fault {
        kind: FaultKind::Cut,
        retry: Retry::Backoff,
        effect: Effect::Unknown,
        operation: "create suppliers".to_owned(),
        message: "cut".to_owned(),
    }));
    let verdicts = verdicts(done);
    assert!(matches!(verdicts[0], Verdict::InDoubt { .. }));
    assert!(matches!(verdicts[1], Verdict::NotSent { .. }));
}

#[test]
fn what_the_profile_has_no_request_for_is_refused_without_asking() {
    let profile = with(&[(
        "  update: { path: \"/{object}/{id}\", answer: /data }\n",
        "",
    )]);
    let (_, step) = start(
        &target_of(&profile),
        vec![supplier(1, Write::Update("9".into()))],
    );
    assert!(refusal(&verdicts(step)[0])[0].contains("no `update`"));
}
