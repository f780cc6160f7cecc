//! Making records: what is called, and what answers mean.

use super::*;

#[test]
fn records_are_made_together_with_their_nested_records_in_the_servers_own_types() {
    let mut first = vendor(1, Write::Create, "V-1", &[("North", "Oslo")]);
    first.payload.extend(fields(&[
        ("credit", Value::Decimal("1000.10".parse().unwrap())),
        ("since", text("2024-02-29")),
        (
            "categories",
            Value::List(vec![Value::Integer(4), Value::Integer(9)]),
        ),
    ]));
    let second = vendor(2, Write::Create, "V-2", &[]);
    let load = target().load(
        &object("party.party", json!({"context": {"company": 1}})),
        vec![first, second],
    );
    let talk = talk(load, [Says::Result(json!([7, 8]))]);
    assert_eq!(shown(&talk), ["1 created 7", "2 created 8"]);
    let (method, parameters) = &talk.calls[0];
    assert_eq!(method, "model.party.party.create");
    assert_eq!(
        parameters[0][0],
        json!({
            "code": "V-1", "name": "Acme",
            "addresses": [["create", [{"party_name": "North", "city": "Oslo"}]]],
            "credit": {"__class__": "Decimal", "decimal": "1000.10"},
            "since": {"__class__": "date", "year": 2024, "month": 2, "day": 29},
            "categories": [["add", [4, 9]]],
        })
    );
    assert_eq!(parameters[1], json!({"company": 1, "active_test": false}));
}

#[test]
fn of_records_that_go_together_only_the_guilty_one_is_refused_and_in_the_servers_words() {
    let batch: Vec<Outgoing> = (1..=4)
        .map(|record| vendor(record, Write::Create, &format!("V-{record}"), &[]))
        .collect();
    let load = target().load(&object("party.party", json!({})), batch);
    let told = [
        taken(),
        Says::Result(json!([11, 12])),
        taken(),
        taken(),
        Says::Result(json!([14])),
    ];
    let talk = talk(load, told);
    assert_eq!(
        shown(&talk),
        [
            "1 created 11",
            "2 created 12",
            "3 refused: The code on party must be unique.",
            "4 created 14",
        ]
    );
    let sizes = talk
        .calls
        .iter()
        .map(|(_, parameters)| parameters[0].as_array().unwrap().len());
    assert_eq!(sizes.collect::<Vec<_>>(), [4, 2, 2, 1, 1]);
}

#[test]
fn a_call_that_is_too_large_or_cannot_be_read_is_halved_too() {
    let batch = vec![
        vendor(1, Write::Create, "V-1", &[]),
        vendor(2, Write::Create, "V-2", &[]),
    ];
    let load = target().load(&object("party.party", json!({})), batch);
    let unreadable = Says::Status(
        400,
        "<title>400 Bad Request</title>\n<p>Unable to read JSON request</p>",
    );
    let told = [Says::Status(413, ""), Says::Result(json!([1])), unreadable];
    assert_eq!(
        shown(&talk(load, told)),
        [
            "1 created 1",
            "2 refused: HTTP 400: Unable to read JSON request"
        ]
    );
}

#[test]
fn a_lost_answer_leaves_its_records_in_doubt_and_the_next_call_is_made() {
    let settings = Settings::read(&options(&json!({"batch_records": 2}))).unwrap();
    let target = TrytonTarget::new(settings);
    let batch = (1..=4)
        .map(|record| vendor(record, Write::Create, &format!("V-{record}"), &[]))
        .collect();
    let load = target.load(&object("party.party", json!({})), batch);
    let talk = talk(load, [Says::Cut, Says::Result(json!([3, 4]))]);
    assert_eq!(
        shown(&talk),
        ["1 in doubt", "2 in doubt", "3 created 3", "4 created 4"]
    );
}

#[test]
fn where_nobody_can_be_reached_nothing_more_is_sent() {
    let settings = Settings::read(&options(&json!({"batch_records": 1}))).unwrap();
    let target = TrytonTarget::new(settings);
    let batch = vec![
        vendor(1, Write::Create, "V-1", &[]),
        vendor(2, Write::Create, "V-2", &[]),
    ];
    let load = target.load(&object("party.party", json!({})), batch);
    assert_eq!(
        shown(&talk(load, [Says::Gone])),
        ["1 not sent", "2 not sent"]
    );
}

#[test]
fn an_answer_that_does_not_show_the_records_is_in_doubt() {
    for answer in [
        json!([7]),
        json!(null),
        json!(["7", "8"]),
        json!({"ids": [7, 8]}),
    ] {
        let batch = vec![
            vendor(1, Write::Create, "V-1", &[]),
            vendor(2, Write::Create, "V-2", &[]),
        ];
        let load = target().load(&object("party.party", json!({})), batch);
        assert_eq!(
            shown(&talk(load, [Says::Result(answer)])),
            ["1 in doubt", "2 in doubt"]
        );
    }
}

#[test]
fn a_value_that_the_server_has_no_form_for_is_refused_before_it_is_sent() {
    let mut wrong = vendor(1, Write::Create, "V-1", &[]);
    wrong
        .payload
        .push((Name::from("since"), text("2024-02-30")));
    let right = vendor(2, Write::Create, "V-2", &[]);
    let load = target().load(&object("party.party", json!({})), vec![wrong, right]);
    let talk = talk(load, [Says::Result(json!([8]))]);
    // The server answers an impossible day with a page, and of a batch with that of no record.
    assert_eq!(
        shown(&talk),
        [
            "1 refused: `since`: expected a day that exists, YYYY-MM-DD",
            "2 created 8"
        ]
    );
}

#[test]
fn a_field_that_the_model_has_not_is_told_with_those_that_it_has() {
    let mut wrong = vendor(1, Write::Create, "V-1", &[]);
    wrong.payload.push((Name::from("colour"), text("red")));
    let load = target().load(&object("party.party", json!({})), vec![wrong]);
    let told = shown(&talk(load, []));
    assert!(
        told[0].contains("shows this user no field `colour`; it shows active, addresses"),
        "{told:?}"
    );
}

#[test]
fn a_record_in_the_way_of_several_keys_is_no_ones() {
    // Upsert: two under one key are for a person.
    let batch = vec![
        vendor(1, Write::Upsert, "V-1", &[]),
        vendor(2, Write::Upsert, "V-2", &[]),
    ];
    let load = target().load(&object("party.party", json!({})), batch);
    let held =
        |id: i64, code: &str| json!({"id": id, "code": code, "name": "Old", "addresses.": []});
    let told = [
        Says::Result(json!([held(1, "V-1"), held(2, "V-1")])),
        Says::Result(json!([9])),
    ];
    let talk = talk(load, told);
    assert_eq!(
        shown(&talk),
        [
            "1 refused: several records under the same business key",
            "2 created 9"
        ]
    );
    assert_eq!(talk.calls[0].1[0], json!([["code", "in", ["V-1", "V-2"]]]));
}

#[test]
fn no_question_asks_for_more_records_than_the_server_gives() {
    let settings = Settings::read(&options(&json!({"batch_records": 2_000}))).unwrap();
    let batch = (0..2_000).map(|number| {
        let code = format!("V-{number}");
        vendor(number, Write::Upsert, &code, &[])
    });
    let target = TrytonTarget::new(settings);
    let load = target.load(&object("party.party", json!({})), batch.collect());
    let numbers: Vec<i64> = (0..1_000).collect();
    let nothing = || Says::Result(json!([]));
    let made = || Says::Result(json!(numbers));
    let talk = talk(load, [nothing(), nothing(), made(), made()]);
    for (method, parameters) in &talk.calls {
        let asked = parameters[2].as_u64().unwrap_or_default();
        assert!(asked <= 2_000, "{method} asks for {asked}");
    }
    assert_eq!(shown(&talk).len(), 2_000);
}
