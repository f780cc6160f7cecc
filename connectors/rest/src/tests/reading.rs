//! Look-ups and reading back.

use super::*;
use landbridge_contract::{Fault, Method};
use proptest::prelude::*;

/// Reads all, with these answers by turn; the ids found and the paths asked.
fn read(profile: &str, answers: &[Response]) -> (Result<Vec<String>, Fault>, Vec<String>) {
    let target = target_of(profile);
    let mut spec = object(&target, "suppliers");
    spec.attributes = vec![
        Name::from("Name"),
        Name::from("Lines"),
        Name::from("Lines.Amount"),
    ];
    let mut exchange = target.read_back(&spec);
    let (mut ids, mut paths) = (Vec::new(), Vec::new());
    let mut answers = answers.iter();
    let mut event = Event::Start;
    loop {
        let mut take = |replies: Vec<Reply>| {
            for reply in replies {
                if let Reply::Found(found) = reply {
                    ids.push(found.target_id.to_string());
                }
            }
        };
        event = match exchange.advance(event) {
            Step::Send(request) => {
                paths.push(request.path.clone());
                Event::Answer(answers.next().expect("no more answers").clone())
            }
            Step::Yield(replies) => {
                take(replies);
                Event::Taken
            }
            Step::Done(replies) => {
                take(replies);
                return (Ok(ids), paths);
            }
            Step::Failed(fault) => return (Err(fault), paths),
            Step::Wait(_) => Event::Elapsed,
            Step::Note(_) => Event::Noted,
        };
    }
}

fn pages(bodies: &[&str]) -> Vec<Response> {
    bodies.iter().map(|body| response(200, body)).collect()
}

#[test]
fn pages_are_asked_for_by_offset_until_all_that_is_counted_was_read() {
    let answers = pages(&[
        r#"{"data":[{"id":1},{"id":2}],"total":3}"#,
        r#"{"data":[{"id":3}],"total":3}"#,
    ]);
    let (ids, paths) = read(PROFILE, &answers);
    assert_eq!(ids.unwrap(), ["1", "2", "3"]);
    assert_eq!(
        paths,
        [
            "/api/7/suppliers?v=2&offset=0&limit=2&fields=id%2CName%2CLines",
            "/api/7/suppliers?v=2&offset=2&limit=2&fields=id%2CName%2CLines"
        ]
    );
}

#[test]
fn without_a_count_only_an_empty_page_is_the_end() {
    let profile = with(&[("    total: /total\n", "")]);
    let answers = pages(&[
        r#"{"data":[{"id":1}]}"#,
        r#"{"data":[{"id":2}]}"#,
        r#"{"data":[]}"#,
    ]);
    assert_eq!(read(&profile, &answers).0.unwrap(), ["1", "2"]);
}

#[test]
fn pages_are_asked_for_by_number_cursor_address_and_link() {
    let by = |paging: &str, query: &str| {
        with(&[
            ("paging: { by: offset, size: 2 }", paging),
            (
                "query: { offset: \"{offset}\", limit: \"{size}\", fields: \"{attributes}\" }",
                query,
            ),
            ("    total: /total\n", ""),
        ])
    };
    let page = by(
        "paging: { by: page, first: 0, more: /more }",
        "query: { page: \"{page}\" }",
    );
    let answers = pages(&[
        r#"{"data":[{"id":1}],"more":true}"#,
        r#"{"data":[{"id":2}],"more":false}"#,
    ]);
    let (ids, paths) = read(&page, &answers);
    assert_eq!(ids.unwrap(), ["1", "2"]);
    assert!(
        paths[0].ends_with("page=0") && paths[1].ends_with("page=1"),
        "{paths:?}"
    );

    let cursor = by(
        "paging: { by: cursor, next: /next }",
        "query: { after: \"{cursor}\" }",
    );
    let answers = pages(&[
        r#"{"data":[{"id":1}],"next":"a/b"}"#,
        r#"{"data":[{"id":2}],"next":null}"#,
    ]);
    let (ids, paths) = read(&cursor, &answers);
    assert_eq!(ids.unwrap(), ["1", "2"]);
    assert!(
        paths[0].ends_with("?v=2") && paths[1].ends_with("after=a%2Fb"),
        "{paths:?}"
    );

    let next = by("paging: { by: next, next: /links/next }", "query: {}");
    let answers = pages(&[
        r#"{"data":[{"id":1}],"links":{"next":"https://erp.example/x/api/7/suppliers?p=2"}}"#,
        r#"{"data":[{"id":2}],"links":{}}"#,
    ]);
    let (ids, paths) = read(&next, &answers);
    assert_eq!(ids.unwrap(), ["1", "2"]);
    assert_eq!(paths[1], "/api/7/suppliers?p=2");

    let link = by("paging: { by: link }", "query: {}");
    let mut answers = pages(&[r#"{"data":[{"id":1}]}"#, r#"{"data":[{"id":2}]}"#]);
    let header = r#"<https://erp.example/api/7/suppliers?p=2>; rel="next""#;
    answers[0]
        .headers
        .push(("link".to_owned(), header.to_owned()));
    let (ids, paths) = read(&link, &answers);
    assert_eq!(ids.unwrap(), ["1", "2"]);
    assert_eq!(paths[1], "/api/7/suppliers?p=2");
}

#[test]
fn a_page_that_is_missing_or_comes_twice_never_looks_whole() {
    for (bodies, why) in [
        (
            &[r#"{"data":[{"id":1},{"id":2}],"total":4}"#; 2][..],
            "the same page came twice",
        ),
        (
            &[r#"{"data":[],"total":4}"#][..],
            "has more but gives nothing",
        ),
        (&[r#"{"total":4}"#][..], "no records at `/data`"),
        (
            &[r#"{"data":[{"name":"x"}],"total":1}"#][..],
            "no id at `/id`",
        ),
        (
            &[r#"{"data":[],"errors":[{"detail":"broken"}]}"#][..],
            "a success with an error: broken",
        ),
        (&["<html>"][..], "no JSON"),
    ] {
        let fault = read(PROFILE, &pages(bodies)).0.unwrap_err();
        assert!(fault.message.contains(why), "{why}: {}", fault.message);
    }
    let fault = read(PROFILE, &[response(404, "{}")]).0.unwrap_err();
    assert!(fault.message.contains("HTTP 404"));
}

#[test]
fn records_whose_lists_leave_parts_out_are_read_one_by_one() {
    let profile = with(&[("    total: /total\n", "    total: /total\n    each: true\n")]);
    let answers = [
        response(200, r#"{"data":[{"id":1},{"id":2}],"total":2}"#),
        response(200, r#"{"data":{"id":1,"Name":"x"}}"#),
        response(404, "{}"),
    ];
    let (ids, paths) = read(&profile, &answers);
    assert_eq!(ids.unwrap(), ["1"], "the other one was removed meanwhile");
    assert_eq!(
        paths[1..],
        ["/api/7/suppliers/1?v=2", "/api/7/suppliers/2?v=2"]
    );
}

#[test]
fn a_search_may_be_a_post_with_a_body() {
    let find = "    method: POST\n    body: { q: { all: \"{filter}\", company: \"{company}\", size: 5 } }\n    filter: { comparison: { field: \"{name}\", is: \"{literal}\" }, quoting: bare }";
    let profile = with(&[
        ("    query: { filter: \"{filter}\" }\n", ""),
        ("    filter: { comparison: \"{name} eq {literal}\" }", find),
    ]);
    let target = target_of(&profile);
    let keys = vec![key("Number", Value::text("V-\"1"))];
    let request = sent(
        target
            .look_up(&object(&target, "suppliers"), keys)
            .advance(Event::Start),
    );
    assert_eq!(request.method, Method::Ask);
    assert!(request.method.is_safe());
    assert_eq!(
        body(&request),
        r#"{"q":{"all":[{"field":"Number","is":"V-\"1"}],"company":"7","size":5}}"#
    );
}

#[test]
fn a_record_addressed_by_its_key_is_absent_where_the_address_is_unknown_and_a_search_is_not() {
    let by_address = with(&[
        ("    query: { filter: \"{filter}\" }\n", ""),
        ("    filter: { comparison: \"{name} eq {literal}\" }\n", ""),
        (
            "  find:\n    path: \"/{object}\"",
            "  find:\n    path: \"/{object}/{key.Number}\"",
        ),
    ]);
    let ask = |profile: &str| {
        let target = target_of(profile);
        let spec = object(&target, "suppliers");
        assert!(target.capabilities(&spec).look_up);
        let mut look_up = target.look_up(&spec, vec![key("Number", Value::text("V/1"))]);
        let request = sent(look_up.advance(Event::Start));
        (request.path, look_up.advance(answer(404, "{}")))
    };
    let (path, step) = ask(&by_address);
    assert_eq!(path, "/api/7/suppliers/V%2F1?v=2");
    assert!(
        matches!(step, Step::Yield(replies) if matches!(&replies[0], Reply::LookUp(one) if one.found.is_empty()))
    );
    assert!(matches!(ask(PROFILE).1, Step::Failed(_)));
}

#[test]
fn an_object_is_not_looked_up_by_a_key_that_lacks_what_the_profile_asks_by() {
    let profile = with(&[
        (
            "    query: { filter: \"{filter}\" }\n",
            "    query: { number: \"{key.Code}\" }\n",
        ),
        ("    filter: { comparison: \"{name} eq {literal}\" }\n", ""),
    ]);
    let target = target_of(&profile);
    assert!(!target.capabilities(&object(&target, "suppliers")).look_up);
}

#[test]
fn a_fault_of_a_look_up_does_not_repeat_the_key() {
    let target = target_of(PROFILE);
    let mut look_up = target.look_up(
        &object(&target, "suppliers"),
        vec![key("Number", Value::text("V-77"))],
    );
    look_up.advance(Event::Start);
    let said = answer(400, r#"{"errors":[{"detail":"cannot find V-77"}]}"#);
    let Step::Failed(fault) = look_up.advance(said) else {
        panic!("no fault");
    };
    assert!(!fault.message.contains("V-77"), "{}", fault.message);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// However a target cuts its pages: every record is read once, in order.
    #[test]
    fn every_record_is_read_once_however_pages_are_cut(cuts in proptest::collection::vec(1..4_usize, 0..8)) {
        let total: usize = cuts.iter().sum();
        let mut next = 0;
        let mut answers = Vec::new();
        for cut in &cuts {
            let items: Vec<String> = (0..*cut).map(|at| format!("{{\"id\":{}}}", next + at)).collect();
            next += cut;
            answers.push(response(200, &format!("{{\"data\":[{}],\"total\":{total}}}", items.join(","))));
        }
        if answers.is_empty() {
            answers.push(response(200, r#"{"data":[],"total":0}"#));
        }
        let (ids, _) = read(PROFILE, &answers);
        let expected: Vec<String> = (0..total).map(|id| id.to_string()).collect();
        prop_assert_eq!(ids.unwrap(), expected);
    }
}
