//! Looking up, reading back, describing.

use super::*;

fn keys(codes: &[&str]) -> Vec<BusinessKey> {
    let key = |code: &&str| BusinessKey {
        parts: vec![(Name::from("code"), text(code))],
    };
    codes.iter().map(key).collect()
}

fn found(talk: &Talk) -> Vec<(String, Vec<String>)> {
    let found = talk.replies.iter().map(|reply| match reply {
        Reply::LookUp(look_up) => {
            let ids = look_up.found.iter().map(|one| one.target_id.to_string());
            (look_up.key.text().to_string(), ids.collect())
        }
        other => panic!("{other:?}"),
    });
    found.collect()
}

#[test]
fn keys_are_asked_for_together_and_answered_one_by_one() {
    let look_up = target().look_up(
        &object("party.party", json!({})),
        keys(&["V-1", "V-2", "v-3"]),
    );
    let held = |id: i64, code: &str| json!({"id": id, "code": code, "name": "A", "addresses.": []});
    let answer = json!([
        held(4, "V-2"),
        held(5, "V-1"),
        held(6, "V-1"),
        held(9, "V-3")
    ]);
    let talk = talk(look_up, [Says::Result(answer)]);
    let expected = [("V-1", vec!["5", "6"]), ("V-2", vec!["4"]), ("v-3", vec![])];
    let expected =
        expected.map(|(key, ids)| (key.to_owned(), ids.into_iter().map(str::to_owned).collect()));
    assert_eq!(found(&talk), expected);
    let parameters = &talk.calls[0].1;
    assert_eq!(
        parameters[0],
        json!([[["code", "in", ["V-1", "V-2", "v-3"]]]])
    );
    assert_eq!(parameters[3], json!([["id", "ASC"]]));
    assert_eq!(
        parameters[4],
        json!(["addresses.city", "addresses.party_name", "code", "name"])
    );
    // One that is inactive is there all the same.
    assert_eq!(parameters[5], json!({"active_test": false}));
}

#[test]
fn an_empty_text_is_asked_for_as_nothing_too() {
    let look_up = target().look_up(&object("party.party", json!({})), keys(&[""]));
    let talk = talk(look_up, [Says::Result(json!([]))]);
    assert_eq!(
        talk.calls[0].1[0],
        json!([[["OR", ["code", "=", null], ["code", "=", ""]]]])
    );
}

#[test]
fn a_fault_of_a_look_up_shows_no_key() {
    let look_up = target().look_up(&object("party.party", json!({})), keys(&["canary-1"]));
    let words = "The value \"canary-1\" is not one of the allowed options.";
    let talk = talk(
        look_up,
        [Says::Error(json!(["UserError", [words, "", null]]))],
    );
    let fault = talk.failed.unwrap();
    assert_eq!(fault.kind, FaultKind::Refused);
    assert!(!fault.to_string().contains("canary"), "{fault}");
}

#[test]
fn reading_back_goes_on_behind_the_last_record_until_a_page_is_empty() {
    let stated = json!({"domain": [["code", "like", "V-%"]]});
    let read = target().read_back(&object("party.party", stated));
    let address = |id: i64, city: &str| json!({"id": id, "party_name": null, "city": city});
    let first = json!([
        {"id": 3, "code": "V-1", "name": "A", "addresses.": [address(8, "Second"), address(5, "First")]},
        {"id": 7, "code": "V-2", "name": null, "addresses.": []},
    ]);
    let talk = talk(read, [Says::Result(first), Says::Result(json!([]))]);
    assert_eq!(
        talk.calls[0].1[0],
        json!([["id", ">", 0], [["code", "like", "V-%"]]])
    );
    assert_eq!(talk.calls[1].1[0][0], json!(["id", ">", 7]));
    let Reply::Found(one) = &talk.replies[0] else {
        panic!("a record");
    };
    // In the order in which they were made, whatever the model's own order is.
    let cities = one.attribute("addresses").to_string();
    assert_eq!(
        cities,
        "party_name: , city: First; party_name: , city: Second"
    );
}

#[test]
fn records_out_of_order_are_no_shorter_list() {
    let read = target().read_back(&object("party.party", json!({})));
    let page = json!([{"id": 3, "code": "V-1"}, {"id": 3, "code": "V-1"}]);
    let talk = talk(read, [Says::Result(page)]);
    assert_eq!(talk.failed.unwrap().kind, FaultKind::Unintelligible);
}

#[test]
fn a_model_that_is_not_there_is_told() {
    let read = target().read_back(&object("party.party", json!({})));
    let mut read = read;
    let Step::Send(request) = read.advance(Event::Start) else {
        panic!("the model is asked for");
    };
    let event = heard(&request, Says::Error(json!(["'party.nope'", ""])));
    let Step::Failed(fault) = read.advance(event) else {
        panic!("nothing can be read");
    };
    assert_eq!(
        fault.to_string(),
        "describe party.party: the server fails at it: 'party.nope'"
    );
}

#[test]
fn an_object_is_described_as_a_json_schema() {
    let stated = json!({"finished": {"state": "posted"}});
    let describe = target().describe(&object("account.move", stated));
    let filled = [
        Says::Result(json!({"state": "draft", "journal": null, "date": null})),
        Says::Result(json!({"debit": {"__class__": "Decimal", "decimal": "0"}, "credit": 0})),
    ];
    let talk = talk(describe, filled);
    let Reply::Description(text) = &talk.replies[0] else {
        panic!("a description");
    };
    let schema: Json = serde_json::from_str(text).unwrap();
    assert_eq!(schema["required"], json!(["date", "journal"]));
    let properties = &schema["properties"];
    assert_eq!(properties["date"]["format"], "date");
    assert_eq!(properties["state"]["enum"], json!(["draft", "posted"]));
    // Reached by an action, so that a mapping may state it.
    assert_eq!(properties["state"]["readOnly"], Json::Null);
    let line = &properties["lines"]["items"];
    // What leads back, what the server fills in and what mirrors the entry need not be sent.
    assert_eq!(line["required"], json!(["account"]));
    assert_eq!(line["properties"]["move"], Json::Null);
    assert_eq!(line["properties"]["debit"]["type"], "number");
}
