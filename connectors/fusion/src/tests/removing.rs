//! Records that are taken back.

use landbridge_contract::{
    Event, Method, OptionValue, Receipt, Removal, Removing, Reply, Step, Target, Value, Verdict,
};

use super::{answer, object, options, sent, target};

fn today() -> Value {
    Value::text("2026-03-01")
}

fn removing() -> Removing {
    Removing {
        record: 7,
        target_id: "300".into(),
    }
}

fn end(name: &str, status: u16, body: &str) -> Step {
    let (target, object) = (target(), object(name));
    let how = target.removal(&object, &today());
    let mut remove = target.remove(&object, &removing(), &how).unwrap();
    sent(remove.advance(Event::Start));
    remove.advance(answer(status, body))
}

#[test]
fn an_invoice_is_deleted_and_a_supplier_goes_out_of_use_today() {
    let target = target();
    let request = |name: &str| {
        let object = object(name);
        let how = target.removal(&object, &today());
        let mut remove = target.remove(&object, &removing(), &how).unwrap();
        sent(remove.advance(Event::Start))
    };
    let deleted = request("invoices");
    assert_eq!(deleted.method, Method::Delete);
    assert_eq!(
        deleted.path,
        "/fscmRestApi/resources/11.13.18.05/invoices/300"
    );
    assert!(deleted.body.is_empty());
    let ended = request("suppliers");
    assert_eq!(ended.method, Method::Patch);
    assert_eq!(
        ended.path,
        "/fscmRestApi/resources/11.13.18.05/suppliers/300"
    );
    assert_eq!(&ended.body[..], br#"{"InactiveDate":"2026-03-01"}"#);
}

#[test]
fn what_is_gone_already_is_taken_back_and_a_refusal_has_the_words_of_the_erp() {
    for status in [200, 204, 404] {
        let Step::Done(replies) = end("invoices", status, "") else {
            panic!("HTTP {status}");
        };
        assert!(replies.is_empty(), "HTTP {status}");
    }
    let Step::Done(replies) = end("invoices", 400, "The invoice is paid.") else {
        panic!("a refusal ends the exchange");
    };
    let [
        Reply::Receipt(Receipt {
            record: 7,
            verdict: Verdict::Refused { messages },
        }),
    ] = replies.as_slice()
    else {
        panic!("{replies:?}");
    };
    assert!(
        messages[0].text.contains("The invoice is paid."),
        "{messages:?}"
    );
}

#[test]
fn an_order_cannot_be_taken_back_unless_the_mapping_says_so() {
    let (target, order) = (target(), object("purchaseOrders"));
    let how = target.removal(&order, &today());
    assert!(matches!(how, Removal::Cannot { .. }), "{how:?}");
    assert!(target.remove(&order, &removing(), &how).is_none());
    let stated = options(&[("deletes", OptionValue::Bool(true))]);
    let order = target.object("purchaseOrders", &stated).unwrap();
    assert_eq!(target.removal(&order, &today()), Removal::Delete);
    let stated = options(&[("deletes", OptionValue::Bool(false))]);
    let invoice = target.object("invoices", &stated).unwrap();
    assert!(matches!(
        target.removal(&invoice, &today()),
        Removal::Cannot { .. }
    ));
}

#[test]
fn an_id_that_would_lead_elsewhere_is_not_asked_for() {
    let (target, object) = (target(), object("invoices"));
    let record = Removing {
        record: 7,
        target_id: "..".into(),
    };
    assert!(target.remove(&object, &record, &Removal::Delete).is_none());
}
