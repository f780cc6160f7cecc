//! Records that are deleted again.

use landbridge_contract::{Removal, Removing};

use super::*;

fn remove(told: Says) -> Talk {
    let (target, object) = (target(), object("party.party", json!({"deletes": true})));
    let removing = Removing {
        record: 1,
        target_id: "5".into(),
    };
    let exchange = target.remove(&object, &removing, &Removal::Delete);
    talk(exchange.unwrap(), [told])
}

#[test]
fn a_record_is_deleted_in_one_call() {
    let talk = remove(Says::Result(Json::Null));
    assert_eq!(methods(&talk), ["delete"]);
    assert_eq!(talk.calls[0].1[0], json!([5]));
    assert!(talk.replies.is_empty());
}

#[test]
fn what_the_server_does_not_delete_is_refused_with_its_words() {
    let denied = Says::Error(json!([
        "UserError",
        ["You cannot delete a posted move.", "", null]
    ]));
    let told = shown(&remove(denied));
    assert_eq!(told, ["1 refused: You cannot delete a posted move."]);
}

#[test]
fn nothing_is_deleted_unless_the_mapping_says_that_it_may_be() {
    let today = text("2026-03-01");
    let of = |stated: Json| target().removal(&object("party.party", stated), &today);
    assert!(matches!(of(json!({})), Removal::Cannot { .. }));
    assert_eq!(of(json!({"deletes": true})), Removal::Delete);
}
