//! Records that are deleted again.

use landbridge_contract::{Removal, Removing};

use super::*;

fn removing(id: &str) -> Removing {
    Removing {
        record: 1,
        target_id: id.into(),
    }
}

fn remove(id: &str, answers: Vec<Response>) -> Talk {
    let (target, object) = (target(), object("Suppliers"));
    let exchange = target.remove(&object, &removing(id), &Removal::Delete);
    talk(&target, exchange.unwrap(), answers)
}

#[test]
fn a_record_is_deleted_in_the_version_in_which_it_was_read() {
    let held = answer(200, r#"{"@odata.etag":"W/\"3\"","Id":7,"Code":"V-1"}"#);
    let talk = remove("7", vec![held, answer(204, "")]);
    let said = talk.said();
    assert!(said[0].starts_with("GET /Suppliers(7)"), "{said:?}");
    assert_eq!(said[1], "DELETE /Suppliers(7)");
    assert_eq!(header(&talk.requests[1], "if-match"), Some("W/\"3\""));
    assert!(talk.replies.is_empty() && talk.fault.is_none());
}

#[test]
fn what_is_not_there_any_more_is_not_deleted() {
    let talk = remove("7", vec![answer(404, "")]);
    assert_eq!(talk.requests.len(), 1, "it is only read");
    assert!(talk.replies.is_empty() && talk.fault.is_none());
}

#[test]
fn what_was_changed_meanwhile_is_refused_by_the_service() {
    let held = answer(200, r#"{"@odata.etag":"W/\"3\"","Id":7,"Code":"V-1"}"#);
    let changed = answer(
        412,
        r#"{"error":{"code":"412","message":"Precondition failed"}}"#,
    );
    let talk = remove("7", vec![held, changed]);
    assert_eq!(talk.refusal(), [("412", "", "Precondition failed")]);
}

#[test]
fn nothing_is_deleted_unless_the_mapping_says_that_it_may_be() {
    let target = target();
    let today = Value::text("2026-03-01");
    let of = |options: &Options| {
        let object = target.object("Suppliers", options).unwrap();
        target.removal(&object, &today)
    };
    assert!(matches!(of(&Options::default()), Removal::Cannot { .. }));
    let stated = [("deletes".to_owned(), OptionValue::Bool(true))];
    assert_eq!(of(&Options(stated.into())), Removal::Delete);
}
