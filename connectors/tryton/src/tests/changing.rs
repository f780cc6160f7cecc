//! Changing records: what differs is written, nested records are paired.

use super::*;

/// A vendor as the server shows it.
fn held(id: i64, code: &str, addresses: Json) -> Json {
    json!({"id": id, "code": code, "name": "Acme", "_timestamp": "1795.1", "addresses.": addresses})
}

fn address(id: i64, name: &str, city: &str) -> Json {
    json!({"id": id, "party_name": name, "city": city, "_timestamp": "1795.2"})
}

/// The values written to the only record, and the context.
fn written(talk: &Talk) -> (&Json, &Json) {
    let (method, parameters) = &talk.calls[1];
    assert_eq!(method, "model.party.party.write");
    (&parameters[1], &parameters[2])
}

fn change(stated: Json, sent: &[(&str, &str)], there: Json) -> Talk {
    let load = target().load(
        &object("party.party", stated),
        vec![vendor(1, Write::Upsert, "V-1", sent)],
    );
    let mut told = vec![Says::Result(json!([held(7, "V-1", there)]))];
    if !sent.is_empty() && !sent.iter().any(|(_, city)| city.is_empty()) {
        told.push(Says::Result(Json::Null));
    }
    talk(load, told)
}

#[test]
fn nested_records_are_paired_by_their_key_and_only_what_differs_is_written() {
    let stated = json!({"child_keys": {"addresses": "party_name"}});
    let there = json!([address(3, "South", "Bergen"), address(2, "North", "Oslo")]);
    let sent = [("North", "Oslo"), ("South", "Narvik"), ("West", "Kirkenes")];
    let talk = change(stated, &sent, there);
    assert_eq!(shown(&talk), ["1 changed 7"]);
    let (values, context) = written(&talk);
    assert_eq!(
        *values,
        json!({"addresses": [
            ["create", [{"party_name": "West", "city": "Kirkenes"}]],
            ["write", [3], {"city": "Narvik"}],
        ]})
    );
    // Whoever changed the record or the address in between is not overwritten.
    assert_eq!(
        context["_timestamp"],
        json!({"party.party,7": "1795.1", "party.address,3": "1795.2"})
    );
}

#[test]
fn nested_records_that_are_not_sent_refuse_the_record_unless_the_mapping_says_what_becomes_of_them()
{
    let there = json!([address(2, "North", "Oslo"), address(3, "South", "Bergen")]);
    let key = json!({"addresses": "party_name"});
    let load = |absent: &str, told: Vec<Says>| {
        let stated = json!({"child_keys": key, "absent_children": absent});
        let sent = vendor(1, Write::Upsert, "V-1", &[("North", "Tromso")]);
        let load = target().load(&object("party.party", stated), vec![sent]);
        let first = Says::Result(json!([held(7, "V-1", there.clone())]));
        talk(load, std::iter::once(first).chain(told))
    };
    let refused = load("refuse", Vec::new());
    assert_eq!(
        shown(&refused),
        [
            "1 refused: the ERP has 1 in `addresses` that are not sent; say in the mapping's target whether they stay or go \
          (absent_children: keep or delete), or send them"
        ]
    );
    let done = || vec![Says::Result(Json::Null)];
    let kept = load("keep", done());
    assert_eq!(
        *written(&kept).0,
        json!({"addresses": [["write", [2], {"city": "Tromso"}]]})
    );
    let deleted = load("delete", done());
    assert_eq!(
        *written(&deleted).0,
        json!({"addresses": [["write", [2], {"city": "Tromso"}], ["delete", [3]]]})
    );
}

#[test]
fn nested_records_that_are_all_gone_are_held_against_the_word_of_the_mapping_too() {
    // Two alike: nothing has to tell them apart where none is sent.
    let there = json!([address(2, "North", "Oslo"), address(3, "North", "Oslo")]);
    let load = |absent: &str, told: Vec<Says>| {
        let stated = json!({"child_keys": {"addresses": "party_name"}, "absent_children": absent});
        let mut sent = vendor(1, Write::Upsert, "V-1", &[]);
        // A mapping sends no empty list.
        sent.payload.retain(|(name, _)| **name != *"addresses");
        let load = target().load(&object("party.party", stated), vec![sent]);
        let first = Says::Result(json!([held(7, "V-1", there.clone())]));
        talk(load, std::iter::once(first).chain(told))
    };
    let refused = shown(&load("refuse", Vec::new()));
    assert!(
        refused[0].contains("the ERP has 2 in `addresses`"),
        "{refused:?}"
    );
    assert_eq!(shown(&load("keep", Vec::new())), ["1 changed 7"]);
    let deleted = load("delete", vec![Says::Result(Json::Null)]);
    assert_eq!(
        *written(&deleted).0,
        json!({"addresses": [["delete", [2, 3]]]})
    );
}

#[test]
fn keys_of_nested_records_are_compared_by_value_whatever_type_of_number_they_have() {
    for kind in ["float", "timedelta", "numeric"] {
        let shown = |number: &str| -> Json {
            let number: Json = serde_json::from_str(number).unwrap();
            match kind {
                "timedelta" => json!({"__class__": "timedelta", "seconds": number}),
                "numeric" => json!({"__class__": "Decimal", "decimal": number.to_string()}),
                _ => number,
            }
        };
        let place = |number: &str, city: &str| {
            record(&[
                ("weight", Value::Decimal(number.parse().unwrap())),
                ("city", text(city)),
            ])
        };
        let mut sent = vendor(1, Write::Upsert, "V-1", &[]);
        let places = vec![place("2.50", "Narvik"), place("1.00", "Oslo")];
        sent.payload
            .push((Name::from("places"), Value::List(places)));
        let stated = json!({"child_keys": {"places": "weight"}});
        let load = target().load(&object("party.party", stated), vec![sent]);
        let mut there = held(7, "V-1", json!([]));
        let place =
            |id: i64, number: &str| json!({"id": id, "weight": shown(number), "city": "Oslo"});
        there["places."] = json!([place(2, "2.5"), place(3, "1")]);
        let told = [Says::Result(json!([there])), Says::Result(Json::Null)];
        let talk = talk_with(load, told, |name| match name {
            "party.place" => Some(json!({
                "weight": {"type": kind}, "city": {"type": "char", "strip": true},
            })),
            "party.party" => {
                let mut party = model(name);
                party["places"] = json!({"type": "one2many", "relation": "party.place", "relation_field": "party"});
                Some(party)
            }
            _ => None,
        });
        assert_eq!(
            *written(&talk).0,
            json!({"places": [["write", [2], {"city": "Narvik"}]]}),
            "{kind}"
        );
    }
}

#[test]
fn without_a_key_only_equal_nested_records_are_the_same() {
    let there = || json!([address(2, "North", "Oslo")]);
    // What is there is left, what is new is added.
    let more = change(
        json!({}),
        &[("North", "Oslo"), ("West", "Kirkenes")],
        there(),
    );
    assert_eq!(
        *written(&more).0,
        json!({"addresses": [["create", [{"party_name": "West", "city": "Kirkenes"}]]]})
    );
    // Which one has changed is not guessed.
    let load = target().load(
        &object("party.party", json!({"absent_children": "keep"})),
        vec![vendor(1, Write::Upsert, "V-1", &[("North", "Tromso")])],
    );
    let told = shown(&talk(
        load,
        [Says::Result(json!([held(7, "V-1", there())]))],
    ));
    assert!(
        told[0].contains("nothing says which of its records is which"),
        "{told:?}"
    );
    // Where all may be made anew, they are.
    let anew = change(
        json!({"absent_children": "delete"}),
        &[("North", "Tromso")],
        there(),
    );
    assert_eq!(
        *written(&anew).0,
        json!({"addresses": [["create", [{"party_name": "North", "city": "Tromso"}]], ["delete", [2]]]})
    );
}

#[test]
fn nested_records_that_nothing_tells_apart_refuse_the_record() {
    let stated = json!({"child_keys": {"addresses": ["party_name"]}});
    let load = target().load(
        &object("party.party", stated),
        vec![vendor(
            1,
            Write::Upsert,
            "V-1",
            &[("North", "Oslo"), ("North", "Bergen")],
        )],
    );
    let told = shown(&talk(
        load,
        [Says::Result(json!([held(7, "V-1", json!([]))]))],
    ));
    assert!(
        told[0].contains("`addresses` is sent several with the same party_name"),
        "{told:?}"
    );
}

#[test]
fn a_record_that_is_as_it_was_sent_is_not_written() {
    let load = target().load(
        &object("party.party", json!({})),
        vec![vendor(
            1,
            Write::Update("7".into()),
            "V-1",
            &[("North", "Oslo ")],
        )],
    );
    // The server takes blanks away; numbers and moments are compared by value.
    let there = json!([address(2, "North", "Oslo")]);
    let talk = talk(load, [Says::Result(json!([held(7, "V-1", there)]))]);
    assert_eq!(shown(&talk), ["1 changed 7"]);
    assert_eq!(methods(&talk), ["search_read"]);
    assert_eq!(talk.calls[0].1[0], json!([["id", "in", [7]]]));
}

#[test]
fn changes_go_together_and_a_record_that_somebody_else_changed_is_refused_alone() {
    let batch = vec![
        vendor(1, Write::Upsert, "V-1", &[]),
        vendor(2, Write::Upsert, "V-2", &[]),
    ];
    let load = target().load(&object("party.party", json!({})), batch);
    let other = |id: i64, code: &str| json!({"id": id, "code": code, "name": "Other", "_timestamp": "1.5", "addresses.": []});
    let stale = || {
        Says::Error(json!([
            "ConcurrencyException",
            "Records were modified in the meanwhile"
        ]))
    };
    let told = [
        Says::Result(json!([other(7, "V-1"), other(8, "V-2")])),
        stale(),
        Says::Result(Json::Null),
        stale(),
    ];
    let talk = talk(load, told);
    assert_eq!(talk.calls[1].1[0], json!([7]));
    assert_eq!(talk.calls[1].1[1], json!({"name": "Acme"}));
    assert_eq!(talk.calls[1].1[2], json!([8]));
    assert_eq!(
        shown(&talk),
        [
            "1 changed 7",
            "2 refused: the record was changed by somebody else since it was read; see what it holds, then load again",
        ]
    );
}

#[test]
fn a_record_that_is_gone_is_told() {
    let load = target().load(
        &object("party.party", json!({})),
        vec![vendor(1, Write::Update("7".into()), "V-1", &[])],
    );
    assert_eq!(
        shown(&talk(load, [Says::Result(json!([]))])),
        ["1 refused: there is no record with the target id `7` any more"]
    );
}

#[test]
fn links_to_other_records_are_added_and_never_cut_in_silence() {
    let linked = |absent: &str, told: Vec<Says>| {
        let mut sent = vendor(1, Write::Upsert, "V-1", &[]);
        let numbers = [4, 5].map(Value::Integer);
        sent.payload
            .push((Name::from("categories"), Value::List(numbers.to_vec())));
        let stated = object("party.party", json!({"absent_children": absent}));
        let mut there = held(7, "V-1", json!([]));
        there["categories"] = json!([5, 6]);
        let first = Says::Result(json!([there]));
        talk(
            target().load(&stated, vec![sent]),
            std::iter::once(first).chain(told),
        )
    };
    assert!(
        shown(&linked("refuse", Vec::new()))[0].contains("1 in `categories` that are not sent")
    );
    let kept = linked("keep", vec![Says::Result(Json::Null)]);
    assert_eq!(*written(&kept).0, json!({"categories": [["add", [4]]]}));
    let cut = linked("delete", vec![Says::Result(Json::Null)]);
    assert_eq!(
        *written(&cut).0,
        json!({"categories": [["add", [4]], ["remove", [6]]]})
    );
}
