use serde_json::{Value, json};

use super::*;
use client::Request;

fn vendor() -> Value {
    let mut body = supplier("Acme Tools");
    body["SupplierNumber"] = json!("V-1");
    body["sites"] = json!([
        {"SupplierSite": "NAIROBI", "ProcurementBU": "Africa BU", "SupplierAddressName": "HQ"}]);
    body["addresses"] = json!([{"AddressName": "HQ", "CountryCode": "KE", "City": "Nairobi"}]);
    body["contacts"] =
        json!([{"FirstName": "Ada", "LastName": "Park", "Email": "ada@example.org"}]);
    body
}

#[test]
fn a_post_answers_201_with_the_whole_item_its_children_and_its_address() {
    let pod = Pod::new();
    let answer = pod.send(&post("/suppliers", &vendor())).expect(201);
    let item = answer.json();
    assert_eq!(item["SupplierId"], json!(300_000_000_000_001_i64));
    assert_eq!(item["SupplierPartyId"], json!(100_000_000_000_001_i64));
    assert_eq!(item["BusinessRelationshipCode"], "SPEND_AUTHORIZED");
    assert_eq!(item["TaxOrganizationTypeCode"], "CORPORATION");
    assert_eq!(item["CreatedBy"], "loader");
    assert!(item["CreationDate"].as_str().unwrap().ends_with("+00:00"));
    assert_eq!(item["addresses"]["items"][0]["Country"], "Kenya");
    let address = &item["addresses"]["items"][0]["SupplierAddressId"];
    assert_eq!(&item["sites"]["items"][0]["SupplierAddressId"], address);
    let location = answer.header("location").unwrap();
    assert!(
        location.ends_with("/suppliers/300000000000001"),
        "{location}"
    );
    assert!(answer.header("etag").is_some());
    let counters = pod.counters();
    assert_eq!(counters.writes_committed, 1);
    assert_eq!(counters.objects["suppliers"].creates, 1);
    assert_eq!(counters.objects["suppliers/sites"].creates, 1);
}

#[test]
fn a_refused_child_leaves_nothing_behind() {
    let pod = Pod::new();
    let mut body = vendor();
    body["contacts"][0]["LastName"] = json!(null);
    pod.send(&post("/suppliers", &body)).expect(400);
    assert_eq!(pod.send(&get("/suppliers")).json()["count"], 0);
    assert_eq!(pod.counters().writes_committed, 0);
    assert_eq!(pod.counters().writes_attempted, 1);
    assert!(pod.counters().objects.is_empty());
}

#[test]
fn a_patch_changes_only_what_it_names() {
    let pod = Pod::new();
    pod.send(&post("/suppliers", &vendor())).expect(201);
    let change = json!({"DUNSNumber": "123456789", "BusinessRelationship": "Prospective"});
    let item = pod
        .send(&patch("/suppliers/300000000000001", &change))
        .expect(200)
        .json();
    assert_eq!(
        (&item["DUNSNumber"], &item["Supplier"]),
        (&json!("123456789"), &json!("Acme Tools"))
    );
    assert_eq!(item["BusinessRelationshipCode"], "PROSPECTIVE");
    let cleared = pod
        .send(&patch(
            "/suppliers/300000000000001",
            &json!({"DUNSNumber": null}),
        ))
        .expect(200);
    assert_eq!(cleared.json()["DUNSNumber"], json!(null));
    pod.send(&patch(
        "/suppliers/300000000000001",
        &json!({"Supplier": null}),
    ))
    .expect(400);
    pod.send(&patch(
        "/suppliers/300000000000001",
        &json!({"CreatedBy": "x"}),
    ))
    .expect(400);
    let by_post = post("/suppliers/300000000000001", &json!({"SIC": "7"}))
        .header("X-HTTP-Method-Override", "PATCH");
    assert_eq!(pod.send(&by_post).expect(200).json()["SIC"], "7");
    assert_eq!(pod.counters().objects["suppliers"].updates, 3);
}

#[test]
fn a_key_that_changes_is_found_by_its_new_value_only() {
    let pod = Pod::new();
    pod.send(&post("/suppliers", &vendor())).expect(201);
    pod.send(&patch(
        "/suppliers/300000000000001",
        &json!({"SupplierNumber": "V-2"}),
    ))
    .expect(200);
    let count = |q: &str| pod.send(&get(&format!("/suppliers?q={q}"))).json()["count"].clone();
    assert_eq!(count("SupplierNumber='V-1'"), 0);
    assert_eq!(count("SupplierNumber='V-2'"), 1);
}

#[test]
fn children_have_their_own_addresses() {
    let pod = Pod::new();
    pod.send(&post("/suppliers", &vendor())).expect(201);
    let path = "/suppliers/300000000000001/child/addresses";
    let created = pod
        .send(&post(
            path,
            &json!({"AddressName": "Depot", "Country": "Uganda"}),
        ))
        .expect(201);
    let id = created.json()["SupplierAddressId"].as_i64().unwrap();
    let parent = created.json()["links"]
        .as_array()
        .unwrap()
        .iter()
        .find(|link| link["rel"] == "parent")
        .unwrap()["href"]
        .clone();
    assert!(
        parent
            .as_str()
            .unwrap()
            .ends_with("/suppliers/300000000000001"),
        "{parent}"
    );
    assert_eq!(
        pod.send(&get(path)).expect(200).column("AddressName"),
        ["HQ", "Depot"]
    );
    let own = format!("{path}/{id}");
    assert_eq!(
        pod.send(&patch(&own, &json!({"City": "Kampala"})))
            .expect(200)
            .json()["City"],
        "Kampala"
    );
    pod.send(&Request::with("DELETE", &own)).expect(204);
    pod.send(&get(&own)).expect(404);
    pod.send(&get("/suppliers/300000000000009/child/addresses"))
        .expect(404);
}

#[test]
fn upsert_inserts_with_201_and_updates_with_200_down_to_the_children() {
    let pod = Pod::new();
    let upsert = |body: &Value| pod.send(&post("/suppliers", body).header("Upsert-Mode", "true"));
    upsert(&vendor()).expect(201);
    let mut second = vendor();
    second["DUNSNumber"] = json!("7");
    second["addresses"] = json!([
        {"AddressName": "HQ", "CountryCode": "KE", "City": "Mombasa"},
        {"AddressName": "Depot", "CountryCode": "UG"}]);
    let item = upsert(&second).expect(200).json();
    assert_eq!(item["DUNSNumber"], "7");
    let cities: Vec<&Value> = item["addresses"]["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| &item["City"])
        .collect();
    assert_eq!(cities, [&json!("Mombasa"), &json!(null)]);
    let counters = pod.counters();
    assert_eq!(
        (
            counters.objects["suppliers"].creates,
            counters.objects["suppliers"].updates
        ),
        (1, 1)
    );
    assert_eq!(counters.objects["suppliers/addresses"].creates, 2);
    upsert(&json!({"SupplierId": 300_000_000_000_001_i64, "SIC": "1"})).expect(200);
    pod.send(&post("/suppliers", &vendor()).header("Upsert-Mode", "false"))
        .expect(400);
    pod.send(&post("/suppliers", &vendor()).header("Upsert-Mode", "maybe"))
        .expect(400);
}

#[test]
fn upsert_finds_an_invoice_by_the_name_of_its_supplier() {
    let pod = Pod::new();
    pod.send(&post("/suppliers", &vendor())).expect(201);
    let invoice = json!({"InvoiceNumber": "I-1", "InvoiceCurrency": "KES", "InvoiceAmount": 5,
        "InvoiceDate": "2026-01-31", "BusinessUnit": "Africa BU", "Supplier": "Acme Tools",
        "invoiceLines": [{"LineNumber": 1, "LineType": "ITEM", "LineAmount": 5}]});
    for status in [201, 200, 200] {
        pod.send(&post("/invoices", &invoice).header("Upsert-Mode", "true"))
            .expect(status);
    }
    assert_eq!(pod.counters().objects["invoices"].creates, 1);
    assert_eq!(pod.counters().objects["invoices/invoiceLines"].creates, 1);
}

#[test]
fn if_match_guards_a_change() {
    let pod = Pod::new();
    let etag = pod
        .send(&post("/suppliers", &vendor()))
        .expect(201)
        .header("etag")
        .unwrap()
        .to_owned();
    let change =
        patch("/suppliers/300000000000001", &json!({"SIC": "1"})).header("If-Match", &etag);
    pod.send(&change).expect(200);
    pod.send(&change).expect(412);
}

#[test]
fn decimals_keep_every_digit() {
    let pod = Pod::new();
    pod.send(&post("/suppliers", &vendor())).expect(201);
    let text = r#"{"InvoiceNumber": "I-1", "InvoiceCurrency": "KES", "InvoiceDate": "2026-01-31",
        "InvoiceAmount": 123456789012345678.10, "BusinessUnit": "Africa BU", "SupplierNumber": "V-1"}"#;
    let request = post("/invoices", &json!({})).body(text);
    assert!(
        pod.send(&request)
            .expect(201)
            .body
            .contains("\"InvoiceAmount\":123456789012345678.10,")
    );
    let found = pod.send(&get("/invoices?q=InvoiceAmount = 123456789012345678.1"));
    assert!(found.expect(200).body.contains("123456789012345678.10"));
}

#[test]
fn deleting_takes_the_children_along() {
    let pod = Pod::new();
    let project = json!({"ProjectName": "Wells", "ProjectNumber": "P1",
        "Tasks": [{"TaskNumber": "1", "TaskName": "Dig"}]});
    pod.send(&post("/projects", &project)).expect(201);
    pod.send(&Request::with("DELETE", "/projects/300000000000001"))
        .expect(204);
    assert_eq!(pod.counters().objects["projects/Tasks"].deletes, 1);
    pod.send(&get("/projects/300000000000001")).expect(404);
    pod.send(&post("/projects", &project)).expect(201);
}

#[test]
fn a_batch_commits_all_of_its_parts_or_none() {
    let pod = Pod::new();
    let batch = |parts: Value| {
        let request = post("", &json!({ "parts": parts }));
        pod.send(&request.header("Content-Type", "application/vnd.oracle.adf.batch+json"))
    };
    let answer = batch(json!([
        {"id": "a", "path": "/suppliers", "operation": "create", "payload": vendor()},
        {"id": "b", "path": "/suppliers/300000000000001", "operation": "update", "payload": {"SIC": "9"}},
        {"id": "c", "path": "/suppliers?q=Supplier='Acme Tools'&onlyData=true", "operation": "get"},
    ]))
    .expect(200)
    .json();
    assert_eq!(answer["parts"][2]["payload"]["items"][0]["SIC"], "9");
    let refused = batch(json!([
        {"id": "a", "path": "/suppliers", "operation": "create", "payload": supplier("Second")},
        {"id": "b", "path": "/suppliers", "operation": "create", "payload": {"Colour": "red"}},
    ]))
    .expect(400);
    assert_eq!(
        refused.json()["o:errorDetails"][0]["o:errorPath"],
        "/parts/1/Colour"
    );
    assert_eq!(pod.send(&get("/suppliers")).json()["count"], 1);
    let unknown =
        batch(json!([{"id": "a", "path": "/suppliers", "operation": "submit"}])).expect(400);
    assert_eq!(
        unknown.details(),
        ["The action submit isn't enabled for batch execution."]
    );
    pod.send(&post("", &json!({"parts": []}))).expect(415);
}

#[test]
fn the_state_survives_a_restart_when_it_is_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let config = client::config().state(crate::State::File(folder.path().join("erp.db")));
    let pod = Pod::start(config.clone());
    pod.send(&post("/suppliers", &vendor())).expect(201);
    pod.stop();
    let pod = Pod::start(config);
    assert_eq!(
        pod.send(&get("/suppliers?q=SupplierNumber='V-1'"))
            .column("Supplier"),
        ["Acme Tools"]
    );
    let next = pod
        .send(&post("/suppliers", &supplier("Other")))
        .expect(201)
        .json();
    assert_eq!(next["SupplierId"], json!(300_000_000_000_005_i64));
}

#[test]
fn a_header_that_says_from_when_something_holds_is_understood_or_refused() {
    let pod = Pod::new();
    let sent = |header: &str, name: &str| {
        pod.send(&post("/suppliers", &supplier(name)).header("Effective-Of", header))
    };
    let understood = [
        "RangeStartDate=2026-07-01",
        "RangeMode=UPDATE;RangeStartDate=2026-07-01;RangeEndDate=4712-12-31",
        "RangeMode=CORRECTION; RangeStartDate=2026-07-01; RangeSpan=LOGICAL_ROW_END_DATE",
    ];
    for (number, header) in understood.iter().enumerate() {
        sent(header, &format!("Acme {number}")).expect(201);
    }
    for (header, why) in [
        ("RangeStartDate=01/07/2026", "no day"),
        ("RangeStartDate=2026-02-30", "no day"),
        (
            "RangeStartDate=2026-07-01;RangeEndDate=2026-06-30",
            "before it begins",
        ),
        ("RangeMode=CHANGE;RangeStartDate=2026-07-01", "no RangeMode"),
        ("StartDate=2026-07-01", "no key"),
        ("2026-07-01", "no key with a value"),
        ("RangeMode=UPDATE;RangeMode=UPDATE", "twice"),
        ("RangeMode=END_DATE", "needs a RangeEndDate"),
    ] {
        let refused = sent(header, "Acme").expect(400);
        assert!(
            refused.details()[0].contains(why),
            "{header}: {:?}",
            refused.details()
        );
    }
}
