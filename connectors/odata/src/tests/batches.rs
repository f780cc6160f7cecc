//! Several records in one request. The forms of answers are those of OData Version 4.01 Part 1,
//! "Multipart Batch Response", and JSON Format, "Batch Response".

use landbridge_contract::BatchSize;

use super::*;
use crate::Form;

fn batching(form: Form) -> ODataTarget {
    ODataTarget::new(Settings {
        batch: Some(form),
        batch_records: 10,
        ..Settings::default()
    })
}

fn records(count: i64, write: &Write) -> Vec<Outgoing> {
    let record = |number: i64| {
        let mut record = supplier(number, write.clone());
        record.key = key("Code", Value::text(format!("V-{number}")));
        record.payload = fields(&[("Code", Value::text(format!("V-{number}")))]);
        record
    };
    (1..=count).map(record).collect()
}

fn load_all(target: &ODataTarget, batch: Vec<Outgoing>, answers: Vec<Response>) -> Talk {
    talk(target, target.load(&object("Suppliers"), batch), answers)
}

/// What became of each record, by its number.
fn verdicts(talk: &Talk) -> Vec<(i64, String)> {
    let mut verdicts: Vec<(i64, String)> = talk
        .replies
        .iter()
        .map(|reply| match reply {
            Reply::Receipt(Receipt { record, verdict }) => (*record, in_words(verdict)),
            other => panic!("{other:?}"),
        })
        .collect();
    verdicts.sort_unstable();
    verdicts
}

fn in_words(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Loaded { target_id, created } => {
            format!("{} {target_id}", if *created { "made" } else { "changed" })
        }
        Verdict::Refused { messages } => format!("refused: {}", messages[0].text),
        Verdict::NotSent { .. } => "not sent".to_owned(),
        Verdict::InDoubt { .. } => "in doubt".to_owned(),
    }
}

fn told(talk: &Talk) -> Vec<String> {
    let verdicts = verdicts(talk).into_iter();
    verdicts
        .map(|(record, word)| format!("{record} {word}"))
        .collect()
}

#[test]
fn a_json_batch_holds_a_change_set_for_each_record_and_answers_in_any_order() {
    let answers = r#"{"responses":[
        {"id":"2","atomicityGroup":"g2","status":201,"headers":{"location":"Suppliers(9)"},"body":{"Id":9}},
        {"id":"0","atomicityGroup":"g0","status":201,"body":{"Id":7}},
        {"id":"1","atomicityGroup":"g1","status":400,"body":{"error":{"code":"1","message":"no name"}}}]}"#;
    let target = batching(Form::Json);
    let talk = load_all(
        &target,
        records(3, &Write::Create),
        vec![answer(200, answers)],
    );
    assert_eq!(talk.said(), ["POST /$batch"]);
    assert_eq!(told(&talk), ["1 made 7", "2 refused: no name", "3 made 9"]);
    let request = &talk.requests[0];
    let sent: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
    let second = &sent["requests"][1];
    assert_eq!(second["url"], "Suppliers");
    assert_eq!(second["method"], "post");
    assert_eq!(second["atomicityGroup"], "g1");
    assert_eq!(second["body"]["Code"], "V-2");
    assert_eq!(second["headers"]["content-type"], "application/json");
    assert!(
        header(request, "prefer")
            .unwrap()
            .contains("continue-on-error")
    );
}

/// Part 1, "Multipart Batch Response": a change set that was done is multipart itself, one that
/// was refused is a single answer.
#[test]
fn a_multipart_batch_is_answered_part_by_part() {
    let body = "--b\r\nContent-Type: multipart/mixed; boundary=cs1\r\n\r\n\
        --cs1\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\nContent-ID: 0\r\n\r\n\
        HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n\r\n{\"Id\":7}\r\n--cs1--\r\n\
        --b\r\nContent-Type: application/http\r\n\r\n\
        HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\n\r\n{\"error\":{\"code\":\"1\",\"message\":\"no name\"}}\r\n--b--\r\n";
    let answered = response(
        200,
        &[("content-type", "multipart/mixed; boundary=\"b\"")],
        body,
    );
    let target = batching(Form::Multipart);
    let talk = load_all(&target, records(2, &Write::Create), vec![answered]);
    assert_eq!(told(&talk), ["1 made 7", "2 refused: no name"]);
    let request = &talk.requests[0];
    let form = header(request, "content-type").unwrap();
    let boundary = form.strip_prefix("multipart/mixed; boundary=").unwrap();
    let sent = std::str::from_utf8(&request.body).unwrap();
    assert_eq!(sent.matches(&format!("--{boundary}\r\n")).count(), 2);
    assert!(sent.ends_with(&format!("--{boundary}--\r\n")));
    assert_eq!(sent.matches("POST Suppliers HTTP/1.1\r\n").count(), 2);
    assert!(sent.contains("\r\n\r\n{\"Code\":\"V-2\"}\r\n"), "{sent}");
}

/// Seen on a service: it stops at the first change set that fails, whatever was asked, and the rest
/// is missing. Nobody can say of the rest; it is looked up.
#[test]
fn what_a_service_leaves_out_is_in_doubt() {
    let body = "--b\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 400 Bad Request\r\n\r\nno\r\n--b--\r\n";
    let answered = response(200, &[("content-type", "multipart/mixed;boundary=b")], body);
    let talk = load_all(
        &batching(Form::Multipart),
        records(3, &Write::Create),
        vec![answered],
    );
    assert_eq!(told(&talk), ["1 refused: no", "2 in doubt", "3 in doubt"]);
    let some = r#"{"responses":[{"id":"1","status":201,"body":{"Id":7}}]}"#;
    let talk = load_all(
        &batching(Form::Json),
        records(3, &Write::Create),
        vec![answer(200, some)],
    );
    assert_eq!(told(&talk), ["1 in doubt", "2 made 7", "3 in doubt"]);
}

/// Behind a success nobody can say which answers are missing, unless they say what they answer.
#[test]
fn answers_left_out_in_the_middle_are_not_given_to_others() {
    let part = |id: &str, number: u8| {
        format!(
            "--b\r\nContent-Type: multipart/mixed; boundary=cs\r\n\r\n--cs\r\nContent-Type: application/http\r\n{id}\r\n\
             HTTP/1.1 201 Created\r\n\r\n{{\"Id\":{number}}}\r\n--cs--\r\n"
        )
    };
    let headers = [("content-type", "multipart/mixed;boundary=b")];
    let told_of = |ids: [&str; 2]| {
        let body = format!("{}{}--b--\r\n", part(ids[0], 7), part(ids[1], 8));
        let answered = response(200, &headers, &body);
        let batch = records(3, &Write::Create);
        told(&load_all(&batching(Form::Multipart), batch, vec![answered]))
    };
    let none = ["1 in doubt", "2 in doubt", "3 in doubt"];
    assert_eq!(told_of(["", ""]), none);
    assert_eq!(told_of(["Content-ID: 0\r\n", "Content-ID: 2\r\n"]), none);
    let known = told_of(["Content-ID: 0\r\n", "Content-ID: 1\r\n"]);
    assert_eq!(known, ["1 made 7", "2 made 8", "3 in doubt"]);
}

/// 424: not done for the sake of another record; 429: not now. Neither is the record's own fault.
#[test]
fn what_was_not_begun_in_a_batch_goes_once_more_alone() {
    let answers = r#"{"responses":[{"id":"0","status":400,"body":{"error":{"message":"no"}}},
        {"id":"1","status":424},{"id":"2","status":429}]}"#;
    let answers = vec![
        answer(200, answers),
        answer(201, r#"{"Id":7}"#),
        answer(424, ""),
    ];
    let talk = load_all(&batching(Form::Json), records(3, &Write::Create), answers);
    assert_eq!(
        talk.said(),
        ["POST /$batch", "POST /Suppliers", "POST /Suppliers"]
    );
    let refused = "3 refused: HTTP 424 Failed Dependency, without explanation";
    assert_eq!(told(&talk), ["1 refused: no", "2 made 7", refused]);
}

/// Nobody can say how far a service went that answers a batch with a refusal of something in it.
#[test]
fn a_batch_refused_for_what_is_in_it_leaves_all_in_doubt() {
    let answers = vec![answer(409, "")];
    let talk = load_all(&batching(Form::Json), records(2, &Write::Create), answers);
    assert_eq!(told(&talk), ["1 in doubt", "2 in doubt"]);
}

/// An answer that was cut, or that answers twice, proves nothing of any record.
#[test]
fn a_batch_that_cannot_be_read_leaves_all_in_doubt() {
    let cut = "--b\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 201 Created\r\n\r\n{\"Id\":7}";
    let headers = [("content-type", "multipart/mixed; boundary=b")];
    let twice =
        r#"{"responses":[{"id":"0","status":201,"body":{"Id":7}},{"id":"0","status":400}]}"#;
    let foreign = r#"{"responses":[{"id":"7","status":201}]}"#;
    for (form, answered) in [
        (Form::Multipart, response(200, &headers, cut)),
        (Form::Multipart, response(200, &[], cut)),
        (Form::Json, answer(200, twice)),
        (Form::Json, answer(200, foreign)),
        (Form::Json, answer(200, "[]")),
    ] {
        let talk = load_all(&batching(form), records(2, &Write::Create), vec![answered]);
        assert_eq!(told(&talk), ["1 in doubt", "2 in doubt"]);
    }
}

/// A part that was turned away was not done; one that failed within may have been.
#[test]
fn each_answer_in_a_batch_is_judged_as_if_it_stood_alone() {
    let answers = r#"{"responses":[{"id":"0","status":401},{"id":"1","status":500},{"id":"2","status":503}]}"#;
    let talk = load_all(
        &batching(Form::Json),
        records(3, &Write::Create),
        vec![answer(200, answers)],
    );
    assert_eq!(told(&talk), ["1 not sent", "2 in doubt", "3 in doubt"]);
}

/// What was not sent yet is none of it: only a service that turns everybody away ends a conversation.
#[test]
fn an_answer_that_got_lost_leaves_its_own_records_in_doubt_and_no_others() {
    let target = batching(Form::Json);
    let learn = |size: &mut BatchSize| size.troubled(4);
    target.session.sizes.learn(&"Suppliers".into(), learn);
    let made = |id: u8| answer(201, &format!(r#"{{"Id":{id}}}"#));
    // What took too long together goes alone from then on.
    let answers = vec![answer(504, ""), made(7), made(9)];
    let talk = load_all(&target, records(4, &Write::Create), answers);
    let expected = ["1 in doubt", "2 in doubt", "3 made 7", "4 made 9"];
    assert_eq!(told(&talk), expected);

    let target = batching(Form::Json);
    let turned_away = load_all(&target, records(12, &Write::Create), vec![answer(429, "")]);
    assert!(
        told(&turned_away)
            .iter()
            .all(|told| told.ends_with("not sent"))
    );
}

/// Nothing was written: no record is in doubt, and an answer that is too long for somebody on the way comes in parts.
#[test]
fn a_batch_that_only_reads_leaves_nothing_in_doubt_and_is_asked_for_in_parts() {
    let none = r#"{"responses":[{"id":"0","status":200,"body":{"value":[]}},{"id":"1","status":200,"body":{"value":[]}}]}"#;
    let one = |id: usize| format!(r#"{{"id":"{id}","status":201,"body":{{"Id":{}}}}}"#, 7 + id);
    let made = format!(r#"{{"responses":[{},{}]}}"#, one(0), one(1));
    let answers = vec![
        answer(504, ""),
        answer(200, none),
        answer(200, none),
        answer(200, &made),
        answer(200, &made),
    ];
    let talk = load_all(&batching(Form::Json), records(4, &Write::Upsert), answers);
    assert_eq!(
        told(&talk),
        ["1 made 7", "2 made 8", "3 made 7", "4 made 8"]
    );
    let safe: Vec<bool> = talk
        .requests
        .iter()
        .map(|one| one.method.is_safe())
        .collect();
    assert_eq!(safe, [true, true, true, false, false]);
}

#[test]
fn questions_go_together_as_many_as_was_learnt() {
    let one = |id: usize| format!(r#"{{"id":"{id}","status":201,"body":{{"Id":{}}}}}"#, 7 + id);
    let made = answer(200, &format!(r#"{{"responses":[{},{}]}}"#, one(0), one(1)));
    let none = answer(200, r#"{"value":[]}"#);
    let none_of_two = answer(
        200,
        r#"{"responses":[{"id":"0","status":200,"body":{"value":[]}},{"id":"1","status":200,"body":{"value":[]}}]}"#,
    );
    let asked = |lesson: &dyn Fn(&mut BatchSize), count: i64, answers: Vec<Response>| {
        let target = batching(Form::Json);
        target.session.sizes.learn(&"Suppliers".into(), lesson);
        let talk = load_all(&target, records(count, &Write::Upsert), answers);
        let labels = talk.requests.iter().map(|one| one.label.clone());
        labels.collect::<Vec<String>>()
    };
    let of_records = asked(
        &|size| size.troubled(4),
        4,
        vec![none_of_two.clone(), none_of_two, made.clone(), made.clone()],
    );
    assert_eq!(of_records[..2], ["find 2 Suppliers", "find 2 Suppliers"]);
    let of_bytes = asked(
        &|size| size.too_large(1_400),
        2,
        vec![none.clone(), none, made],
    );
    let alone = ["find Suppliers", "find Suppliers", "write 2 Suppliers"];
    assert_eq!(of_bytes, alone);
}

/// Reading again does no harm: what the service did not answer is asked for alone.
#[test]
fn what_was_not_found_out_together_is_asked_alone() {
    let found = r#"{"responses":[{"id":"0","status":200,"body":{"value":[]}}]}"#;
    let answers = vec![
        answer(200, found),
        answer(200, r#"{"value":[{"Id":8,"Code":"V-2"}]}"#),
        answer(201, r#"{"Id":7}"#),
        answer(204, ""),
    ];
    let talk = load_all(&batching(Form::Json), records(2, &Write::Upsert), answers);
    assert_eq!(told(&talk), ["1 made 7", "2 changed 8"]);
    assert_eq!(talk.said().len(), 4);
}

#[test]
fn an_upsert_finds_all_records_together_and_then_writes_them_together() {
    let found = r#"{"responses":[
        {"id":"0","status":200,"body":{"value":[]}},
        {"id":"1","status":200,"body":{"value":[{"Id":8,"Code":"V-2","@odata.etag":"W/\"1\""}]}}]}"#;
    let done = r#"{"responses":[{"id":"0","status":201,"body":{"Id":7}},{"id":"1","status":412}]}"#;
    let answers = vec![answer(200, found), answer(200, done)];
    let talk = load_all(&batching(Form::Json), records(2, &Write::Upsert), answers);
    assert_eq!(talk.said(), ["POST /$batch", "POST /$batch"]);
    let told = told(&talk);
    assert_eq!(told[0], "1 made 7");
    assert!(
        told[1].starts_with("2 refused: the record was changed by somebody else"),
        "{told:?}"
    );
    let asked: serde_json::Value = serde_json::from_slice(&talk.requests[0].body).unwrap();
    assert!(asked["requests"][0].get("atomicityGroup").is_none());
    let written: serde_json::Value = serde_json::from_slice(&talk.requests[1].body).unwrap();
    assert_eq!(written["requests"][1]["headers"]["if-match"], "W/\"1\"");
}

/// Seen on a service: bodies over 100 kB are 413, batches too. Fewer go together then.
#[test]
fn a_batch_that_is_too_large_goes_in_smaller_ones_and_one_not_known_one_by_one() {
    let one = |id: usize| format!(r#"{{"id":"{id}","status":201,"body":{{"Id":{}}}}}"#, 7 + id);
    let two = format!(r#"{{"responses":[{},{}]}}"#, one(0), one(1));
    let answers = vec![answer(413, ""), answer(200, &two), answer(200, &two)];
    let talk = load_all(&batching(Form::Json), records(4, &Write::Create), answers);
    assert_eq!(talk.said().len(), 3);
    assert!(
        told(&talk).iter().all(|told| told.contains("made")),
        "{:?}",
        told(&talk)
    );

    let answers = vec![answer(200, &two), answer(200, &two)];
    let target = &batching(Form::Json);
    let first = load_all(
        target,
        records(4, &Write::Create),
        vec![answer(413, ""), answer(200, &two), answer(200, &two)],
    );
    assert_eq!(first.said().len(), 3);
    let next = load_all(target, records(4, &Write::Create), answers);
    assert_eq!(next.said().len(), 2, "what was learnt is kept");

    let answers = vec![
        answer(501, ""),
        answer(201, r#"{"Id":7}"#),
        answer(201, r#"{"Id":8}"#),
    ];
    let talk = load_all(&batching(Form::Json), records(2, &Write::Create), answers);
    assert_eq!(
        talk.said(),
        ["POST /$batch", "POST /Suppliers", "POST /Suppliers"]
    );
    assert_eq!(told(&talk), ["1 made 7", "2 made 8"]);
}

#[test]
fn digits_and_boundaries_in_payloads_stay_what_they_are() {
    let mut batch = records(2, &Write::Create);
    batch[0].payload = fields(&[
        (
            "Limit",
            Value::Decimal("12345678901234567890.10".parse().unwrap()),
        ),
        ("Name", Value::text("--batch_landbridge--")),
    ]);
    let answers = vec![answer(500, "")];
    let talk = load_all(&batching(Form::Json), batch.clone(), answers.clone());
    let sent = std::str::from_utf8(&talk.requests[0].body).unwrap();
    assert!(sent.contains("12345678901234567890.10"), "{sent}");
    assert_eq!(told(&talk), ["1 in doubt", "2 in doubt"]);
    let talk = load_all(&batching(Form::Multipart), batch, answers);
    let form = header(&talk.requests[0], "content-type").unwrap();
    assert!(!form.ends_with("=batch_landbridge"), "{form}");
}

#[test]
fn batches_hold_to_the_contract_whatever_is_answered() {
    for form in [Form::Json, Form::Multipart] {
        let target = batching(form);
        let bodies = [
            METADATA,
            r#"{"responses":[{"id":"0","status":200,"body":{"value":[]}},{"id":"1","status":201,"body":{"Id":7}}]}"#,
            r#"{"responses":[{"id":"1","status":200,"body":{"value":[{"Id":7}]}}]}"#,
            r#"{"value":[{"Id":7}]}"#,
            r#"{"Id":7}"#,
        ];
        assert_conforms(&Case {
            target: &target,
            object: object("Suppliers"),
            batch: [
                records(2, &Write::Upsert),
                records(4, &Write::Create)[2..].to_vec(),
            ]
            .concat(),
            keys: vec![key("Code", Value::text("V-1"))],
            bodies: bodies.map(|body| body.as_bytes().to_vec()).to_vec(),
            canaries: vec!["V-2".to_owned()],
        });
    }
}
