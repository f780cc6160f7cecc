//! Several records in one request.

use super::*;

fn batching() -> RestTarget {
    target_of(&with(&[("  one: {", &format!("{BATCH}  one: {{"))]))
}

fn three() -> Vec<Outgoing> {
    (1..=3)
        .map(|record| supplier(record, Write::Create))
        .collect()
}

#[test]
fn each_record_gets_its_own_answer() {
    let target = batching();
    assert_eq!(
        target
            .capabilities(&object(&target, "suppliers"))
            .records_per_request_max
            .get(),
        3
    );
    let mut batch = three();
    batch[1].write = Write::Update("22".into());
    let (mut load, step) = start(&target, batch);
    let request = sent(step);
    assert_eq!(request.path, "/api/7/suppliers/batch?v=2");
    let json: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
    assert_eq!(json["records"].as_array().unwrap().len(), 3);
    let said = r#"{"records":[{"id":1,"Number":"V-1"},{"id":22},{"id":0,"status":"refused","errors":[{"detail":"no","code":"exists"}]}]}"#;
    let verdicts = verdicts(load.advance(answer(200, said)));
    assert_eq!(verdicts[..2], [loaded("1", true), loaded("22", false)]);
    assert_eq!(refusal(&verdicts[2])[0], "exists||no");
}

#[test]
fn an_answer_in_the_wrong_place_or_left_out_is_in_doubt() {
    let is_in_doubt = |verdict: &Verdict| matches!(verdict, Verdict::InDoubt { .. });
    let (mut load, _) = start(&batching(), three());
    let swapped =
        r#"{"records":[{"id":2,"Number":"V-2"},{"id":1,"Number":"V-1"},{"id":3,"Number":"V-3"}]}"#;
    let told = verdicts(load.advance(answer(200, swapped)));
    assert!(is_in_doubt(&told[0]) && is_in_doubt(&told[1]));
    assert_eq!(told[2], loaded("3", true));

    let (mut load, _) = start(&batching(), three());
    let told = verdicts(load.advance(answer(200, r#"{"records":[{"id":1},{"id":2}]}"#)));
    assert!(told.iter().all(is_in_doubt));
}

#[test]
fn a_request_refused_as_a_whole_is_in_doubt_unless_the_profile_says_that_nothing_was_done() {
    let (mut load, _) = start(&batching(), three());
    let told = verdicts(load.advance(answer(400, "{}")));
    assert!(
        told.iter()
            .all(|one| matches!(one, Verdict::InDoubt { .. }))
    );

    let whole = format!("{BATCH}    refused_whole: true\n  one: {{");
    let target = target_of(&with(&[("  one: {", &whole)]));
    let (mut load, _) = start(&target, three());
    let first = sent(load.advance(answer(400, "{}")));
    assert_eq!(first.path, "/api/7/suppliers?v=2", "one by one");
    for record in 1..=2 {
        let made = format!(r#"{{"data":{{"id":{record}}}}}"#);
        sent(load.advance(answer(201, &made)));
    }
    let told = verdicts(load.advance(answer(400, r#"{"errors":[{"detail":"bad"}]}"#)));
    assert_eq!(told[..2], [loaded("1", true), loaded("2", true)]);
    assert_eq!(refusal(&told[2]), ["||bad"]);
}

#[test]
fn what_is_too_large_goes_in_parts() {
    let (mut load, _) = start(&batching(), three());
    let alone = sent(load.advance(answer(413, "")));
    assert_eq!(alone.path, "/api/7/suppliers?v=2");
}
