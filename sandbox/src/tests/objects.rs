use serde_json::{Value, json};

use super::client::act;
use super::*;

fn pod() -> Pod {
    let pod = Pod::new();
    let mut body = supplier("Acme Tools");
    body["SupplierNumber"] = json!("V-1");
    pod.send(&post("/suppliers", &body)).expect(201);
    pod
}

fn invoice(number: &str) -> Value {
    json!({"InvoiceNumber": number, "InvoiceCurrency": "EUR", "InvoiceAmount": 100,
        "InvoiceDate": "2026-01-31", "BusinessUnit": "Africa BU", "SupplierNumber": "V-1",
        "invoiceLines": [{"LineNumber": 1, "LineType": "ITEM", "LineAmount": 100,
            "invoiceDistributions": [{"DistributionLineNumber": 1, "DistributionAmount": 100}]}]})
}

#[test]
fn an_invoice_fills_what_it_leaves_out() {
    let pod = pod();
    let item = pod
        .send(&post("/invoices", &invoice("I-1")))
        .expect(201)
        .json();
    for (name, expected) in [
        ("Supplier", json!("Acme Tools")),
        ("SupplierId", json!(300_000_000_000_001_i64)),
        ("PaymentCurrency", json!("EUR")),
        ("InvoiceType", json!("STANDARD")),
        ("AccountingDate", json!("2026-01-31")),
        ("ValidationStatus", json!("Not validated")),
    ] {
        assert_eq!(item[name], expected, "{name}");
    }
    let line = &item["invoiceLines"]["items"][0];
    assert_eq!(
        line["invoiceDistributions"]["items"][0]["DistributionAmount"],
        100
    );
    let path = format!("/invoices/{}/action/validateInvoice", item["InvoiceId"]);
    pod.send(&post(&path, &json!({}))).expect(415);
    pod.send(&act(&path, &json!({"Nested": {"a": 1}})))
        .expect(400);
    pod.send(&act(&path, &json!({}))).expect(200);
    let status = pod
        .send(&get("/invoices?q=InvoiceNumber='I-1'"))
        .column("ValidationStatus");
    assert_eq!(status, ["Validated"]);
    pod.send(&act("/invoices/300000000000002/action/frame", &json!({})))
        .expect(404);
}

#[test]
fn an_invoice_needs_a_supplier_that_exists() {
    let pod = pod();
    let refused = |change: Value| {
        let mut body = invoice("I-1");
        body.as_object_mut().unwrap().remove("SupplierNumber");
        body.as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        pod.send(&post("/invoices", &body)).expect(400).details()
    };
    let invalid = |name: &str| [format!("The value of the attribute {name} isn't valid.")];
    assert_eq!(refused(json!({"Supplier": "Nobody"})), invalid("Supplier"));
    assert_eq!(refused(json!({"SupplierId": 5})), invalid("SupplierId"));
    assert_eq!(
        refused(json!({"Supplier": "Acme Tools", "SupplierNumber": "V-2"})),
        invalid("SupplierNumber")
    );
    assert_eq!(
        refused(json!({})),
        ["Attribute Supplier in Invoice is required. (JBO-27014)"]
    );
}

#[test]
fn an_invoice_number_is_unique_per_supplier() {
    let pod = pod();
    pod.send(&post("/suppliers", &supplier("Second")))
        .expect(201);
    pod.send(&post("/invoices", &invoice("I-1"))).expect(201);
    pod.send(&post("/invoices", &invoice("I-1"))).expect(400);
    let mut other = invoice("I-1");
    other["SupplierNumber"] = json!(null);
    other["Supplier"] = json!("Second");
    pod.send(&post("/invoices", &other)).expect(201);
}

#[test]
fn an_order_is_created_as_a_draft_and_read_as_an_order() {
    let pod = pod();
    let order = json!({"OrderNumber": "PO-1", "ProcurementBU": "Africa BU", "CurrencyCode": "USD",
        "Supplier": "Acme Tools", "lines": [{"LineNumber": 1, "Description": "Chairs",
        "Quantity": 4, "UOM": "Each", "Price": 12.5, "Amount": 50, "NeedByDate": "2026-03-01"}]});
    let id = pod
        .send(&post("/draftPurchaseOrders", &order))
        .expect(201)
        .json()["POHeaderId"]
        .clone();
    let read = pod
        .send(&get("/purchaseOrders?q=OrderNumber='PO-1'&expand=lines"))
        .expect(200);
    assert_eq!(read.column("SupplierNumber"), ["V-1"]);
    assert_eq!(
        read.json()["items"][0]["lines"]["items"][0]["Price"],
        json!(12.5)
    );
    assert_eq!(read.column("Status"), ["INCOMPLETE"]);
    let submit = act(
        &format!("/draftPurchaseOrders/{id}/action/submit"),
        &json!({}),
    );
    pod.send(&submit).expect(200);
    let again = pod.send(&submit).expect(400);
    assert_eq!(
        again.details(),
        ["The purchase order has been submitted already."]
    );
    assert_eq!(
        pod.send(&get(&format!("/purchaseOrders/{id}"))).json()["Status"],
        "OPEN"
    );
    pod.send(&post("/draftPurchaseOrders", &order)).expect(400);
}

#[test]
fn assets_and_projects_keep_amounts_and_currencies() {
    let pod = pod();
    let asset = json!({"AssetNumber": "A-1", "BookTypeCode": "CORP", "Description": "Truck",
        "CategoryCode": "VEHICLE-TRUCK", "Cost": 48_000, "DateInService": "2020-05-01"});
    let item = pod.send(&post("/fixedAssets", &asset)).expect(201).json();
    assert_eq!((&item["Units"], &item["Cost"]), (&json!(1), &json!(48_000)));
    pod.send(&post("/fixedAssets", &asset)).expect(400);
    let project = json!({"ProjectNumber": "P-1", "ProjectName": "Wells", "ProjectStatusCode": "ACTIVE",
        "ProjectFundings": [
            {"SponsorName": "Foundation", "Amount": 10.01, "Currency": "EUR"},
            {"SponsorName": "Ministry", "Amount": 5_000_000, "Currency": "UGX"}]});
    let item = pod.send(&post("/projects", &project)).expect(201).json();
    assert_eq!(item["ProjectStatus"], "Active");
    assert_eq!(item["ProjectFundings"]["items"][1]["Currency"], "UGX");
    let bad = json!({"SponsorName": "X", "Amount": 1, "Currency": "ZZZ"});
    pod.send(&post(
        &format!("/projects/{}/child/ProjectFundings", item["ProjectId"]),
        &bad,
    ))
    .expect(400);
}

#[test]
fn describe_says_what_an_object_is_made_of() {
    let pod = pod();
    let json = pod.send(&get("/invoices/describe")).expect(200).json();
    let object = &json["Resources"]["invoices"];
    let attribute = |name: &str| {
        let attributes = object["attributes"].as_array().unwrap();
        attributes
            .iter()
            .find(|attribute| attribute["name"] == name)
            .unwrap()
            .clone()
    };
    let number = attribute("InvoiceNumber");
    assert_eq!(
        (&number["type"], &number["precision"]),
        (&json!("string"), &json!(50))
    );
    assert_eq!(
        (&number["mandatory"], &number["allowChanges"]),
        (&json!(true), &json!("always"))
    );
    assert_eq!(attribute("BusinessUnit")["allowChanges"], "inCreate");
    assert_eq!(attribute("CreationDate")["allowChanges"], "never");
    assert_eq!(attribute("InvoiceAmount")["scale"], 6);
    assert_eq!(
        object["collection"]["finders"][0]["attributes"][0]["name"],
        "InvoiceId"
    );
    assert_eq!(object["collection"]["rangeSize"], 25);
    let lines = &object["children"]["invoiceLines"];
    assert!(lines["children"]["invoiceDistributions"]["attributes"].is_array());
    let catalog = pod.send(&get("/describe")).expect(200).json();
    let names: Vec<&String> = catalog["Resources"].as_object().unwrap().keys().collect();
    let first = [
        "suppliers",
        "invoices",
        "draftPurchaseOrders",
        "purchaseOrders",
        "fixedAssets",
        "journalBatches",
        "projects",
    ];
    assert_eq!(names[..first.len()], first);
    pod.send(&get("/describe?metadataMode=minimal")).expect(200);
    pod.send(&get("/invoices/describe?metadataMode=minimal"))
        .expect(400);
    pod.send(&get("/suppliers/300000000000001/describe"))
        .expect(200);
    pod.send(&get("/suppliers/300000000000009/describe"))
        .expect(404);
}

#[test]
fn every_table_is_consistent() {
    fn check(object: &crate::model::Object) {
        let has = |name: &str| assert!(object.attribute(name).is_some(), "{}: {name}", object.name);
        object
            .keys
            .iter()
            .copied()
            .flatten()
            .for_each(|name| has(name));
        for pair in &object.pairs {
            has(pair.meaning);
            has(pair.code);
        }
        for reference in &object.references {
            let target = crate::objects::by_collection(reference.collection).unwrap();
            for (here, there) in reference.forms {
                has(here);
                let attribute = target.attribute(there).unwrap();
                assert!(attribute.indexed, "{} refers to {there}", object.name);
            }
        }
        for attribute in &object.attributes {
            if let crate::model::Fill::CopyOf(other) = attribute.fill {
                has(other);
            }
            assert_eq!(
                object
                    .attributes
                    .iter()
                    .filter(|known| known.name == attribute.name)
                    .count(),
                1,
                "{}: {}",
                object.name,
                attribute.name
            );
        }
        object.children.iter().for_each(check);
    }
    for area in [crate::objects::Area::Fscm, crate::objects::Area::Hcm] {
        crate::objects::catalog(area).iter().for_each(check);
    }
}
