//! Writing: one case for each way in which services answer.

use super::*;

/// OData Version 4.01 Part 1, "Create Related Entities When Creating an Entity": nested records go
/// with their parent. The address that comes back may be relative (seen on a service).
#[test]
fn a_record_is_made_with_its_nested_records() {
    let shown = r#"{"@odata.context":"$metadata#Suppliers/$entity","Id":7,"Code":"V-1"}"#;
    let made = response(201, &[("location", "Suppliers(7)")], shown);
    let talk = load(&target(), supplier(1, Write::Create), vec![made]);
    assert_eq!(talk.said(), ["POST /Suppliers"]);
    let body = std::str::from_utf8(&talk.requests[0].body).unwrap();
    assert_eq!(
        body,
        r#"{"Code":"V-1","Name":"Canary Tools","addresses":[{"street":"1 Quay"}]}"#
    );
    let loaded = Verdict::Loaded {
        target_id: "7".into(),
        created: true,
    };
    assert_eq!(*talk.verdict(), loaded);
}

/// Part 1, "Preference return=representation and return=minimal": 204 names the record in a header.
#[test]
fn an_answer_without_a_body_names_the_record_in_a_header() {
    for name in ["odata-entityid", "location"] {
        let made = response(204, &[(name, "http://erp/odata/Suppliers(8)")], "");
        let talk = load(&target(), supplier(1, Write::Create), vec![made]);
        assert!(matches!(talk.verdict(), Verdict::Loaded { target_id, .. } if target_id == "8"));
    }
}

#[test]
fn a_success_that_does_not_prove_itself_is_in_doubt() {
    let unproven = [
        answer(201, ""),
        answer(201, r#"{"Code":"V-1"}"#),
        answer(200, "<html>please sign in</html>"),
        answer(202, r#"{"Id":7}"#),
        answer(201, r#"{"Id":7,"error":{"code":"1","message":"half"}}"#),
        response(
            201,
            &[("sap-messages", r#"[{"code":"X","numericSeverity":4}]"#)],
            r#"{"Id":7}"#,
        ),
    ];
    for answer in unproven {
        let said = format!("{answer:?}");
        let talk = load(&target(), supplier(1, Write::Create), vec![answer]);
        assert!(matches!(talk.verdict(), Verdict::InDoubt { .. }), "{said}");
    }
    let failed = answer(200, r#"{"error":{"code":"1","message":"not done"}}"#);
    let talk = load(&target(), supplier(1, Write::Create), vec![failed]);
    assert_eq!(talk.refusal(), [("1", "", "not done")]);
}

/// JSON Format, "Error Response". Several violations come as `details` with nested targets.
#[test]
fn every_detail_of_a_refusal_is_told_with_its_attribute() {
    let body = r#"{"error":{"code":"400","message":"Multiple errors occurred","details":[
        {"code":"ASSERT","message":"too long","target":"Name"},
        {"code":"ASSERT","message":"is required","target":"addresses[0]/street"}]}}"#;
    let talk = load(
        &target(),
        supplier(1, Write::Create),
        vec![answer(400, body)],
    );
    assert_eq!(
        talk.refusal(),
        [
            ("ASSERT", "Name", "too long"),
            (
                "ASSERT",
                "addresses.street",
                "addresses[0]/street: is required"
            ),
            ("400", "", "Multiple errors occurred"),
        ]
    );
    for (target, attribute) in [
        ("Name", "Name"),
        ("/#TRANSIENT#/Name", "Name"),
        ("in/addresses(Id=5,Draft=false)/street", "addresses.street"),
        ("Suppliers(7)/Name", "Name"),
        ("addresses[12]/lines[0]/Amount", "addresses.lines.Amount"),
        ("", ""),
    ] {
        let found = crate::messages::attribute(target);
        if target.starts_with("in/") {
            // A key in parentheses may be that of the record itself: what follows it is sure.
            assert!(attribute.ends_with(&found), "{found}");
        } else {
            assert_eq!(found, attribute, "{target}");
        }
    }
}

/// Seen on a service: malformed JSON and wrong types are 400 with plain text; 413 has none.
#[test]
fn refusals_in_other_forms_are_told_too() {
    let text = answer(
        400,
        "Deserialization Error: Invalid value for property 'Name'",
    );
    let talk = load(&target(), supplier(1, Write::Create), vec![text]);
    assert_eq!(
        talk.refusal(),
        [(
            "",
            "",
            "Deserialization Error: Invalid value for property 'Name'"
        )]
    );
    let talk = load(&target(), supplier(1, Write::Create), vec![answer(413, "")]);
    let said = talk.refusal()[0].2;
    assert_eq!(said, "HTTP 413 Content Too Large, without explanation");
    let sap = r#"{"error":{"code":"X/1","message":{"lang":"en","value":"no"},"innererror":{"errordetails":[{"code":"X/2","message":"bad city","target":"Address/City"}]}}}"#;
    let talk = load(
        &target(),
        supplier(1, Write::Create),
        vec![answer(400, sap)],
    );
    let told = [("X/2", "Address.City", "bad city"), ("X/1", "", "no")];
    assert_eq!(talk.refusal(), told);
}

/// Seen on a service: a duplicate key answers a bare 500. It looks as if it could be repeated, and
/// is not; whether the record is there is asked for.
#[test]
fn a_bare_500_is_in_doubt_and_never_repeated() {
    let post = |response: &Response| {
        let mut request = crate::session::Session::new(Settings::default()).get("/S".into(), "x");
        request.method = Method::Post;
        target().judge(&request, response).unwrap()
    };
    let fault = post(&answer(500, ""));
    assert_eq!(
        (fault.kind, fault.effect),
        (FaultKind::TargetFailed, Effect::Unknown)
    );
    let talk = load(&target(), supplier(1, Write::Create), vec![answer(500, "")]);
    assert!(matches!(talk.verdict(), Verdict::InDoubt { .. }));
    // A rate limiter in front answers 429 in HTML, before anything is done.
    let throttled = response(429, &[("retry-after", "3")], "<html>slow down</html>");
    let fault = post(&throttled);
    assert_eq!(
        (fault.kind, fault.effect),
        (FaultKind::Throttled, Effect::None)
    );
    assert_eq!(fault.retry, Retry::After(std::time::Duration::from_secs(3)));
    assert!(
        target()
            .judge(&talk.requests[0], &answer(501, ""))
            .is_none()
    );
}

/// Part 1, "Upsert" is not used: a record is found by its business key, then made or changed.
#[test]
fn an_upsert_makes_what_is_not_there_and_changes_what_is() {
    let find = "GET /Suppliers?$filter=Code%20eq%20%27V-1%27&$select=Code%2CId&$top=2";
    let none = answer(200, r#"{"value":[]}"#);
    let made = answer(201, r#"{"Id":7}"#);
    let talk = load(&target(), supplier(1, Write::Upsert), vec![none, made]);
    assert_eq!(talk.said(), [find, "POST /Suppliers"]);
    assert!(matches!(
        talk.verdict(),
        Verdict::Loaded { created: true, .. }
    ));

    let one = answer(200, r#"{"value":[{"@odata.etag":"W/\"v1\"","Id":7}]}"#);
    let talk = load(
        &target(),
        supplier(1, Write::Upsert),
        vec![one, answer(204, "")],
    );
    assert_eq!(talk.said(), [find, "PATCH /Suppliers(7)"]);
    assert_eq!(header(&talk.requests[1], "if-match"), Some("W/\"v1\""));
    let changed = Verdict::Loaded {
        target_id: "7".into(),
        created: false,
    };
    assert_eq!(*talk.verdict(), changed);

    let two = answer(200, r#"{"value":[{"Id":7},{"Id":8}]}"#);
    let talk = load(&target(), supplier(1, Write::Upsert), vec![two]);
    assert_eq!(
        talk.refusal()[0].2,
        "several records under the same business key"
    );

    // Seen on a server: its filter takes V'1 for V1, others do not tell capitals from small letters.
    let other = answer(200, r#"{"value":[{"Id":7,"Code":"v-1"}]}"#);
    let talk = load(&target(), supplier(1, Write::Upsert), vec![other]);
    let said = talk.refusal()[0].2;
    assert!(said.contains("another text in its business key"), "{said}");
}

/// Part 1, "Optimistic Concurrency": 428 where `If-Match` is missing, 412 where it is stale.
#[test]
fn a_record_that_somebody_else_changed_is_not_overwritten() {
    let update = || supplier(1, Write::Update("7".into()));
    let held = || answer(200, r#"{"@odata.etag":"W/\"v1\"","Id":7}"#);
    let stale = answer(
        412,
        r#"{"error":{"code":"412","message":"Precondition failed"}}"#,
    );
    let talk = load(&target(), update(), vec![held(), stale]);
    assert_eq!(
        talk.said(),
        ["GET /Suppliers(7)?$select=Code%2CId", "PATCH /Suppliers(7)"]
    );
    let told = talk.refusal();
    assert!(
        told[0]
            .2
            .starts_with("the record was changed by somebody else"),
        "{told:?}"
    );
    assert_eq!(told[1].2, "Precondition failed");
    // Without a version the record must be there at all: PATCH would make it otherwise.
    let unversioned = answer(200, r#"{"Id":7}"#);
    let talk = load(
        &target(),
        update(),
        vec![unversioned, answer(200, r#"{"Id":7}"#)],
    );
    assert_eq!(header(&talk.requests[1], "if-match"), Some("*"));
    let talk = load(&target(), update(), vec![answer(404, "")]);
    assert!(
        talk.refusal()[0]
            .2
            .contains("no record with the target id `7`")
    );
    let talk = load(
        &target(),
        update(),
        vec![held(), answer(200, r#"{"Id":8}"#)],
    );
    assert!(matches!(talk.verdict(), Verdict::InDoubt { .. }));
}

#[test]
fn put_replaces_where_it_is_stated() {
    let target = ODataTarget::new(Settings {
        put: vec!["Suppliers".into()],
        ..Settings::default()
    });
    let answers = vec![answer(200, r#"{"Id":7}"#), answer(204, "")];
    let talk = load(&target, supplier(1, Write::Update("7".into())), answers);
    assert_eq!(talk.requests[1].method, Method::Put);
}

/// Seen on a service: a time without zone is taken as UTC in silence. It is said instead. Numbers
/// travel as text where that is stated (JSON Format, `IEEE754Compatible`).
#[test]
fn values_are_written_as_the_metadata_wants_them() {
    let mut record = supplier(1, Write::Create);
    record.payload = fields(&[
        ("Code", Value::Integer(17)),
        (
            "Limit",
            Value::Decimal("12345678901234567890.10".parse().unwrap()),
        ),
        ("Since", Value::text("2024-01-31T10:00:00")),
        ("Born", Value::text("2024-01-31")),
    ]);
    let target = ODataTarget::new(Settings {
        numbers_as_text: true,
        ..Settings::default()
    });
    let made = vec![answer(201, r#"{"Id":"7"}"#)];
    let talk = load(&target, record, made);
    let body = std::str::from_utf8(&talk.requests[0].body).unwrap();
    assert_eq!(
        body,
        r#"{"Code":"17","Limit":"12345678901234567890.10","Since":"2024-01-31T10:00:00Z","Born":"2024-01-31"}"#
    );
    let form = header(&talk.requests[0], "content-type").unwrap();
    assert_eq!(form, "application/json;IEEE754Compatible=true");
}

#[test]
fn what_the_metadata_does_not_hold_stops_the_load_before_anything_is_sent() {
    let target = target();
    let unknown = target.object("Vendors", &Options::default()).unwrap();
    let exchange = target.load(&unknown, vec![supplier(1, Write::Create)]);
    let talk = talk(&target, exchange, vec![]);
    let Verdict::NotSent { why, .. } = talk.verdict() else {
        panic!("{:?}", talk.verdict());
    };
    assert!(
        why.contains("no entity set `Vendors`; it has Journals, Suppliers, Tags"),
        "{why}"
    );
}
