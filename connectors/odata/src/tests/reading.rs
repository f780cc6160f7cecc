//! Reading: pages, counts, nested collections, look-ups.

use super::*;

const SELECT: &str =
    "$select=Address%2CCode%2CId%2CLimit%2CName&$expand=addresses%28%24select%3DId%2Cstreet%29";

fn read_back(settings: Settings, answers: Vec<Response>) -> Talk {
    let target = ODataTarget::new(settings);
    talk(&target, target.read_back(&object("Suppliers")), answers)
}

fn ids(talk: &Talk) -> Vec<&str> {
    let id = |reply: &'_ Reply| match reply {
        Reply::Found(found) => found.target_id.clone(),
        other => panic!("{other:?}"),
    };
    let ids: Vec<_> = talk.replies.iter().map(id).collect();
    ids.into_iter()
        .map(|id| &*Box::leak(id.into_string().into_boxed_str()))
        .collect()
}

/// Part 1, "Server-Driven Paging": the link is opaque. It may be relative (seen), whole, or begin
/// at the host's root.
#[test]
fn pages_are_followed_by_their_links_in_every_form() {
    for link in [
        "Suppliers?$skiptoken=2",
        "?$skiptoken=2",
        "https://erp.example.org/odata/v4/Suppliers?$skiptoken=2",
        "/odata/v4/Suppliers?$skiptoken=2",
    ] {
        let first = format!(
            r#"{{"@odata.context":"https://erp.example.org/odata/v4/$metadata#Suppliers","value":[{{"Id":1}},{{"Id":2}}],"@odata.count":3,"@odata.nextLink":"{link}"}}"#
        );
        let answers = vec![answer(200, &first), answer(200, r#"{"value":[{"Id":3}]}"#)];
        let talk = read_back(Settings::default(), answers);
        assert!(talk.fault.is_none(), "{:?}", talk.fault);
        assert_eq!(
            talk.said(),
            [
                format!("GET /Suppliers?{SELECT}&$orderby=Id&$count=true"),
                "GET /Suppliers?$skiptoken=2".to_owned()
            ]
        );
        assert_eq!(ids(&talk), ["1", "2", "3"]);
    }
    let elsewhere =
        r#"{"value":[{"Id":1}],"@odata.nextLink":"https://other.example.org/Vendors?p=2"}"#;
    let talk = read_back(Settings::default(), vec![answer(200, elsewhere)]);
    assert!(
        talk.fault
            .unwrap()
            .message
            .contains("the next page is not at the target")
    );
}

/// Seen on a service: pages are capped and nothing says so but the count.
#[test]
fn a_page_that_was_capped_in_silence_is_read_on() {
    let first = answer(200, r#"{"value":[{"Id":1},{"Id":2}],"@odata.count":3}"#);
    let second = answer(200, r#"{"value":[{"Id":3}]}"#);
    let talk = read_back(Settings::default(), vec![first, second]);
    assert_eq!(ids(&talk), ["1", "2", "3"]);
    assert!(
        talk.said()[1].ends_with("&$orderby=Id&$skip=2"),
        "{:?}",
        talk.said()
    );
    let first = answer(200, r#"{"value":[{"Id":1}],"@odata.count":"2"}"#);
    let talk = read_back(
        Settings::default(),
        vec![first, answer(200, r#"{"value":[]}"#)],
    );
    let why = talk.fault.unwrap().message;
    assert!(why.contains("counts 2 records and shows 1"), "{why}");
}

#[test]
fn pages_by_number_end_with_an_empty_one_and_notice_a_service_that_ignores_them() {
    let settings = || Settings {
        paging: crate::Paging::Skip,
        page_size: 2,
        count: false,
        ..Settings::default()
    };
    let page = |body: &str| answer(200, body);
    let answers = vec![
        page(r#"{"value":[{"Id":1},{"Id":2}]}"#),
        // Fewer than asked for is not yet the end: the service may cap lower.
        page(r#"{"value":[{"Id":3}]}"#),
        page(r#"{"value":[]}"#),
    ];
    let talk = read_back(settings(), answers);
    // An empty page says that there is no more, where nothing counts.
    assert!(talk.fault.is_none(), "{:?}", talk.fault);
    assert_eq!(ids(&talk), ["1", "2", "3"]);
    assert!(
        talk.said()[2].ends_with("&$top=2&$skip=3"),
        "{:?}",
        talk.said()
    );
    let same = || page(r#"{"value":[{"Id":1}]}"#);
    let talk = read_back(settings(), vec![same(), same()]);
    assert!(talk.fault.unwrap().message.contains("ignores $skip"));
}

/// JSON Format, "Control Information: nextLink" on an expanded collection.
#[test]
fn nested_records_that_came_cut_are_completed() {
    let cut = r#"{"value":[{"Id":1,"addresses":[{"Id":5,"street":"a"}],"addresses@odata.nextLink":"Suppliers(1)/addresses?$skip=1"}]}"#;
    let rest =
        r#"{"value":[{"Id":6,"street":"b"}],"@odata.nextLink":"Suppliers(1)/addresses?$skip=2"}"#;
    let last = r#"{"value":[{"Id":7,"street":"c"}]}"#;
    let answers = [cut, rest, last].map(|body| answer(200, body)).to_vec();
    let talk = read_back(Settings::default(), answers);
    assert!(talk.fault.is_none(), "{:?}", talk.fault);
    assert_eq!(
        talk.said()[1..],
        [
            "GET /Suppliers(1)/addresses?$skip=1",
            "GET /Suppliers(1)/addresses?$skip=2"
        ]
    );
    let Reply::Found(found) = &talk.replies[0] else {
        panic!()
    };
    let Value::List(addresses) = found.attribute("addresses") else {
        panic!("{found:?}")
    };
    assert_eq!(addresses.len(), 3);
}

/// Seen on a service: decimals come back as text. All their digits are kept.
#[test]
fn numbers_that_travel_as_text_are_numbers() {
    let body = r##"{"value":[{"@odata.etag":"x","Id":"9007199254740993","Limit":"12345678901234567890.10","Code":"007","Limit@odata.type":"#Decimal"}]}"##;
    let talk = read_back(Settings::default(), vec![answer(200, body)]);
    let Reply::Found(found) = &talk.replies[0] else {
        panic!()
    };
    assert_eq!(found.target_id, "9007199254740993");
    let limit = Value::Decimal("12345678901234567890.10".parse().unwrap());
    assert_eq!(*found.attribute("Limit"), limit);
    assert_eq!(*found.attribute("Code"), Value::text("007"));
    let names: Vec<&str> = found.attributes.iter().map(|(name, _)| &**name).collect();
    assert_eq!(names, ["Id", "Limit", "Code"]);
}

#[test]
fn a_success_with_an_error_is_no_page() {
    let body = r#"{"value":[{"Id":1}],"error":{"code":"1","message":"the rest was lost"}}"#;
    let talk = read_back(Settings::default(), vec![answer(200, body)]);
    assert!(
        talk.fault
            .unwrap()
            .message
            .contains("a success with an error")
    );
    assert!(talk.replies.is_empty());
    let keyless = r#"{"value":[{"Code":"x"}]}"#;
    let talk = read_back(Settings::default(), vec![answer(200, keyless)]);
    assert!(
        talk.fault
            .unwrap()
            .message
            .contains("a record without its key (Id)")
    );
}

#[test]
fn records_are_looked_up_by_filter_or_by_their_key() {
    let target = target();
    let keys = vec![
        key("Code", Value::text("V-1")),
        key("Code", Value::text("V-2")),
    ];
    let exchange = target.look_up(&object("Suppliers"), keys);
    let found = r#"{"value":[{"Id":1,"Code":"V-1"}]}"#;
    let answers = [found, r#"{"value":[]}"#].map(|body| answer(200, body));
    let told = talk(&target, exchange, answers.to_vec());
    let filter = format!("GET /Suppliers?$filter=Code%20eq%20%27V-1%27&{SELECT}&$top=10");
    assert_eq!(told.said()[0], filter);
    let counts = told.replies.iter().map(|reply| match reply {
        Reply::LookUp(look_up) => look_up.found.len(),
        other => panic!("{other:?}"),
    });
    assert_eq!(counts.collect::<Vec<_>>(), [1, 0]);

    // Where the business key is the key of the entity, its address is asked.
    let uid = "21ec2020-3aea-1069-a2dd-08002b30309d";
    let exchange = target.look_up(&object("Tags"), vec![key("Uid", Value::text(uid))]);
    let told = talk(&target, exchange, vec![answer(404, "")]);
    assert_eq!(told.said(), [format!("GET /Tags({uid})")]);
    assert!(matches!(&told.replies[..], [Reply::LookUp(look_up)] if look_up.found.is_empty()));
}

#[test]
fn a_refused_look_up_does_not_repeat_the_key() {
    let target = target();
    let exchange = target.look_up(
        &object("Suppliers"),
        vec![key("Code", Value::text("secret"))],
    );
    let body = r#"{"error":{"code":"1","message":"cannot filter Code eq 'secret'"}}"#;
    let talk = talk(&target, exchange, vec![answer(400, body)]);
    let why = talk.fault.unwrap().message;
    assert!(
        why.contains("cannot filter") && !why.contains("secret"),
        "{why}"
    );
}

#[test]
fn the_description_is_the_metadata_document() {
    let target = target();
    let talk = talk(&target, target.describe(&object("Suppliers")), vec![]);
    assert!(matches!(&talk.replies[..], [Reply::Description(text)] if text == METADATA));
}
