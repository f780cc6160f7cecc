//! Actions after a record is made: posting, warnings, what is half done.

use super::*;

fn stated() -> ObjectSpec {
    object(
        "account.move",
        json!({"actions": ["post"], "finished": {"state": "posted"}, "context": {"company": 1}}),
    )
}

/// A journal entry of two lines.
fn entry(record: i64, write: Write, description: &str) -> Outgoing {
    let line = |account: i64| {
        self::record(&[
            ("account", Value::Integer(account)),
            ("debit", Value::Decimal("5.00".parse().unwrap())),
        ])
    };
    let payload = fields(&[
        ("description", text(description)),
        ("date", text("2024-01-31")),
        ("state", text("posted")),
        ("lines", Value::List(vec![line(7), line(8)])),
    ]);
    outgoing(record, "description", write, payload)
}

/// The same as the server shows it.
fn held(id: i64, description: &str, state: &str) -> Json {
    let line = |id: i64, account: i64| json!({"id": id, "account": account, "debit": {"__class__": "Decimal", "decimal": "5.00"}});
    json!({
        "id": id, "description": description, "state": state,
        "date": {"__class__": "date", "year": 2024, "month": 1, "day": 31},
        "lines.": [line(2, 8), line(1, 7)],
    })
}

fn unbalanced() -> Says {
    let words = "To post move \"(5)\", you must balance all its lines debits and credits.";
    Says::Error(json!(["UserError", [words, "", null]]))
}

#[test]
fn records_are_made_then_acted_upon_and_are_loaded_once_both_are_done() {
    let batch = vec![
        entry(1, Write::Create, "E-1"),
        entry(2, Write::Create, "E-2"),
    ];
    let load = target().load(&stated(), batch);
    let talk = talk(
        load,
        [
            Says::Result(json!([])),
            Says::Result(json!([5, 6])),
            Says::Result(Json::Null),
        ],
    );
    assert_eq!(methods(&talk), ["search_read", "create", "post"]);
    // The field that the action reaches is not written.
    assert!(talk.calls[1].1[0][0].get("state").is_none());
    assert_eq!(
        talk.calls[2].1,
        json!([[5, 6], {"company": 1, "active_test": false}])
    );
    assert_eq!(shown(&talk), ["1 created 5", "2 created 6"]);
}

#[test]
fn a_record_whose_action_is_refused_is_taken_back_and_the_others_go() {
    let batch = vec![
        entry(1, Write::Create, "E-1"),
        entry(2, Write::Create, "E-2"),
    ];
    let load = target().load(&stated(), batch);
    let told = [
        Says::Result(json!([])),
        Says::Result(json!([5, 6])),
        unbalanced(),
        unbalanced(),
        Says::Result(Json::Null),
        Says::Result(Json::Null),
    ];
    let talk = talk(load, told);
    assert_eq!(
        methods(&talk),
        ["search_read", "create", "post", "post", "delete", "post"]
    );
    assert_eq!(talk.calls[4].1[0], json!([5]));
    assert_eq!(
        shown(&talk),
        [
            "1 refused: To post move \"(5)\", you must balance all its lines debits and credits.",
            "2 created 6",
        ]
    );
}

#[test]
fn what_cannot_be_taken_back_is_told() {
    let load = target().load(&stated(), vec![entry(1, Write::Create, "E-1")]);
    let denied = Says::Error(json!([
        "UserError",
        ["You are not allowed to delete.", "Within groups: ", null]
    ]));
    let told = [
        Says::Result(json!([])),
        Says::Result(json!([5])),
        unbalanced(),
        denied,
    ];
    let told = shown(&talk(load, told));
    assert!(
        told[0].ends_with("the unfinished record 5 could not be taken back: You are not allowed to delete. (Within groups:)"),
        "{told:?}"
    );
}

#[test]
fn an_action_that_the_server_does_not_have_refuses_its_records_and_takes_them_back() {
    let batch = vec![
        entry(1, Write::Create, "E-1"),
        entry(2, Write::Create, "E-2"),
    ];
    let told = [
        Says::Result(json!([held(5, "E-1", "draft")])),
        Says::Result(json!([6])),
        Says::Status(403, "<p>Forbidden</p>"),
        Says::Result(Json::Null),
    ];
    let talk = talk(target().load(&stated(), batch), told);
    assert_eq!(
        methods(&talk),
        ["search_read", "create", "post", "delete"],
        "no half of them has the action either"
    );
    assert_eq!(talk.calls[3].1[0], json!([6]));
    let told = shown(&talk);
    for (said, end) in told.iter().zip([
        "the unfinished record 5 was there before and was left as it is",
        "check `object` and `actions` of the mapping's target",
    ]) {
        assert!(said.contains("refused: HTTP 403"), "{said}");
        assert!(said.ends_with(end), "{said}");
    }
}

#[test]
fn what_shows_that_actions_are_done_is_compared_as_its_field_is() {
    let load = |debit: &str| {
        let mut stated = object(
            "account.move.line",
            json!({"actions": ["settle"], "finished": {"debit": 5, "date": "2024-01-31"}}),
        );
        stated.attributes = vec![Name::from("description")];
        let payload = fields(&[("description", text("L-1"))]);
        let sent = outgoing(1, "description", Write::Upsert, payload);
        let held = json!({
            "id": 5, "description": "L-1", "debit": {"__class__": "Decimal", "decimal": debit},
            "date": {"__class__": "date", "year": 2024, "month": 1, "day": 31},
        });
        let acted = (debit != "5.00").then_some(Says::Result(Json::Null));
        let told = std::iter::once(Says::Result(json!([held]))).chain(acted);
        let talk = talk(target().load(&stated, vec![sent]), told);
        methods(&talk).len()
    };
    assert_eq!(load("5.00"), 1, "nothing is left to do");
    assert_eq!(load("4.00"), 2);
}

#[test]
fn a_record_that_was_left_half_done_is_finished_and_not_made_again() {
    let load = target().load(&stated(), vec![entry(1, Write::Create, "E-1")]);
    let told = [
        Says::Result(json!([held(5, "E-1", "draft")])),
        Says::Result(Json::Null),
    ];
    let talk = talk(load, told);
    assert_eq!(methods(&talk), ["search_read", "post"]);
    assert_eq!(shown(&talk), ["1 changed 5"]);
}

#[test]
fn a_record_that_is_done_already_is_not_made_a_second_time() {
    let load = target().load(&stated(), vec![entry(1, Write::Create, "E-1")]);
    let told = shown(&talk(
        load,
        [Says::Result(json!([held(5, "E-1", "posted")]))],
    ));
    assert!(
        told[0].contains("there is a record with this business key already"),
        "{told:?}"
    );
}

#[test]
fn what_was_made_and_not_finished_is_in_doubt_even_where_the_call_did_not_leave() {
    for lost in [Says::Cut, Says::Gone] {
        let load = target().load(&stated(), vec![entry(1, Write::Create, "E-1")]);
        let told = [Says::Result(json!([])), Says::Result(json!([5])), lost];
        assert_eq!(shown(&talk(load, told)), ["1 in doubt"]);
    }
}

#[test]
fn a_record_that_is_not_finished_is_not_found() {
    let key = BusinessKey {
        parts: vec![(Name::from("description"), text("E-1"))],
    };
    let talk = talk(
        target().look_up(&stated(), vec![key]),
        [Says::Result(json!([]))],
    );
    assert_eq!(
        talk.calls[0].1[0],
        json!([[["description", "=", "E-1"]], ["state", "=", "posted"]])
    );
}

#[test]
fn a_warning_refuses_its_record_unless_the_mapping_accepts_it_by_name() {
    let warning = || {
        let name = "99ba69afe432253fdbdd01a73b2b3b86.invoice_similar";
        let words = "The invoice \"[R-1]\" is similar to invoice \"[R-1]\".";
        Says::Error(json!(["UserWarning", [name, words, ""]]))
    };
    let load = target().load(
        &object("party.party", json!({})),
        vec![vendor(1, Write::Create, "V-1", &[])],
    );
    assert_eq!(
        shown(&talk(load, [warning()])),
        ["1 refused: invoice_similar The invoice \"[R-1]\" is similar to invoice \"[R-1]\"."]
    );

    let accepts = object(
        "party.party",
        json!({"accept_warnings": ["invoice_similar"]}),
    );
    let load = target().load(&accepts, vec![vendor(1, Write::Create, "V-1", &[])]);
    let told = [
        warning(),
        Says::Result(Json::Null),
        Says::Result(json!([7])),
    ];
    let accepted = talk(load, told);
    assert_eq!(shown(&accepted), ["1 created 7"]);
    let (method, parameters) = &accepted.calls[1];
    assert_eq!(method, "model.res.user.warning.skip");
    assert_eq!(
        parameters[0],
        "99ba69afe432253fdbdd01a73b2b3b86.invoice_similar"
    );
    assert_eq!(
        accepted.calls[0], accepted.calls[2],
        "the same call once more"
    );
}

#[test]
fn a_server_that_warns_for_ever_does_not_hold_a_load_for_ever() {
    let accepts = object("party.party", json!({"accept_warnings": ["again"]}));
    let load = target().load(&accepts, vec![vendor(1, Write::Create, "V-1", &[])]);
    let warning = Says::Error(json!(["UserWarning", ["1.again", "Again?", ""]]));
    let told = (0..100).flat_map(|_| [warning.clone(), Says::Result(Json::Null)]);
    let told: Vec<Says> = told.chain([warning.clone()]).collect();
    assert_eq!(shown(&talk(load, told)), ["1 refused: again Again?"]);
}
