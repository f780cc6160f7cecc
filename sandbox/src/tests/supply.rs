//! Supply chain: items, requisitions, bank accounts, roles by REST; orders and inventory transactions by file.

use std::io::{Cursor, Read as _, Write as _};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::client::{Pod, act, get, post};
use super::supplier;

const PO: &str = "/oracle/apps/ess/prc/po/pdoi,ImportSPOJob";
const INV: &str = "/oracle/apps/ess/scm/inventory/materialTransactions/txnManager,SingleTMEssJob";
const USERS: &str = "/hcmRestApi/resources/11.13.18.05/userAccounts";

/// A line of a file: values by their positions.
fn line(values: &[(usize, &str)]) -> String {
    let last = values.iter().map(|(at, _)| *at).max().unwrap_or(0);
    let mut fields = vec![""; last];
    for (at, text) in values {
        fields[at - 1] = text;
    }
    fields.join(",") + "\n"
}

/// Imports files; what the import says of them.
fn import(pod: &Pod, interface: &str, job: &str, files: &[(&str, &str)]) -> (String, String) {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    let content = STANDARD.encode(zip.finish().unwrap().into_inner());
    let options =
        format!("InterfaceDetails={interface},ImportOption=Y,PurgeOption=Y,ExtractFileType=ALL");
    let body = json!({
        "OperationName": "importBulkData", "DocumentContent": content, "ContentType": "zip", "FileName": "a-1.zip",
        "DocumentAccount": "prc$/purchaseOrder$/import$", "JobName": job, "ParameterList": "1,2,SUBMIT",
        "CallbackURL": "#NULL", "NotificationCode": "10", "JobOptions": options,
    });
    let sent = pod
        .send(&post("/erpintegrations", &body))
        .expect(201)
        .json();
    let request = sent["ReqstId"].as_str().unwrap().to_owned();
    let asked = |finder: &str| {
        let path = format!("/erpintegrations?finder={finder};requestId={request}");
        pod.send(&get(&path)).expect(200).json()["items"][0].clone()
    };
    let status = loop {
        let found = asked("ESSJobStatusRF")["RequestStatus"].clone();
        if ["SUCCEEDED", "WARNING", "ERROR"]
            .iter()
            .any(|end| found == *end)
        {
            break found.as_str().unwrap().to_owned();
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    let path = format!(
        "/erpintegrations?finder=ESSJobExecutionDetailsRF;requestId={request},fileType=ALL"
    );
    let found = pod.send(&get(&path)).expect(200).json();
    let bytes = found["items"][0]["DocumentContent"]
        .as_str()
        .unwrap()
        .to_owned();
    let bytes = STANDARD.decode(bytes).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut reports = String::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        file.read_to_string(&mut reports).unwrap();
    }
    (status, reports)
}

fn item(number: &str) -> Value {
    json!({"ItemNumber": number, "OrganizationCode": "MASTER", "ItemDescription": "Family tent",
        "ItemClass": "Shelter", "PrimaryUOMValue": "Each"})
}

/// A pod with a vendor that has a site.
fn pod() -> Pod {
    let pod = Pod::new();
    let mut body = supplier("Acme Tools");
    body["SupplierNumber"] = json!("V-1");
    body["addresses"] = json!([{"AddressName": "HQ", "Country": "Kenya"}]);
    body["sites"] =
        json!([{"SupplierSite": "MAIN", "ProcurementBU": "Main BU", "SupplierAddressName": "HQ"}]);
    pod.send(&post("/suppliers", &body)).expect(201);
    pod
}

/// The four files of one order.
fn order(number: &str, vendor: &str, site: &str, action: &str) -> [String; 4] {
    [
        line(&[
            (1, number),
            (2, "ORIGINAL"),
            (6, number),
            (9, "Main BU"),
            (14, "USD"),
            (22, vendor),
            (23, site),
        ]),
        line(&[
            (1, number),
            (2, number),
            (3, action),
            (4, "1"),
            (6, "I-1"),
            (7, "Tent"),
            (10, "25.5"),
            (11, "3"),
            (13, "8.5"),
        ]),
        line(&[
            (1, number),
            (2, number),
            (3, "1"),
            (7, "3"),
            (8, "2026/03/04"),
            (12, "EXPENSE"),
        ]),
        line(&[
            (1, number),
            (2, number),
            (3, "1"),
            (8, "3"),
            (9, "01"),
            (10, "52100"),
            (11, "000"),
        ]),
    ]
}

fn import_orders(pod: &Pod, orders: &[[String; 4]]) -> (String, String) {
    let file = |at: usize| -> String { orders.iter().map(|order| order[at].clone()).collect() };
    let names = [
        "PoHeadersInterfaceOrder.csv",
        "PoLinesInterfaceOrder.csv",
        "PoLineLocationsInterfaceOrder.csv",
        "PoDistributionsInterfaceOrder.csv",
    ];
    let texts: Vec<String> = (0..4).map(file).collect();
    let files: Vec<(&str, &str)> = names
        .into_iter()
        .zip(texts.iter().map(String::as_str))
        .collect();
    import(pod, "21", PO, &files)
}

#[test]
fn an_order_is_made_with_all_its_levels() {
    let pod = pod();
    let (status, _) = import_orders(&pod, &[order("1", "V-1", "MAIN", "")]);
    assert_eq!(status, "SUCCEEDED");
    let path = "/purchaseOrders?expand=lines.schedules.distributions";
    let made = pod.send(&get(path)).expect(200).json()["items"][0].clone();
    assert_eq!(made["Supplier"], "Acme Tools");
    let line = &made["lines"]["items"][0];
    assert_eq!(
        (&line["Amount"], &line["Item"]),
        (&json!(25.5), &json!("I-1"))
    );
    let schedule = &line["schedules"]["items"][0];
    assert_eq!(schedule["RequestedDeliveryDate"], "2026-03-04");
    let distribution = &schedule["distributions"]["items"][0];
    assert_eq!(distribution["POChargeAccount"], "01-52100-000");
}

#[test]
fn an_order_is_refused_as_a_whole_and_the_others_are_made() {
    let pod = pod();
    let (status, reports) = import_orders(
        &pod,
        &[
            order("1", "V-1", "MAIN", ""),
            order("2", "V-9", "MAIN", ""),
            order("3", "V-1", "ELSEWHERE", ""),
            order("4", "V-1", "MAIN", "ORIGINAL"),
        ],
    );
    assert_eq!(status, "WARNING");
    let found = pod.send(&get("/purchaseOrders")).expect(200);
    assert_eq!(found.column("OrderNumber"), ["1"]);
    assert!(reports.contains("VENDOR_NUM"), "{reports}");
    assert!(
        reports.contains("The supplier site isn't valid."),
        "{reports}"
    );
    assert!(
        reports.contains("The value of the attribute isn't valid."),
        "{reports}"
    );
}

#[test]
fn a_transaction_needs_an_item_that_is_there() {
    let pod = pod();
    pod.send(&post("/itemsV2", &item("I-1"))).expect(201);
    let count = |item: &str, reference: &str| {
        line(&[
            (1, "Main stock"),
            (8, item),
            (11, "WH1"),
            (33, "12.5"),
            (37, "2025/12/31 00:00:00"),
            (39, "Opening stock"),
            (104, reference),
        ])
    };
    let text = count("I-1", "A/1") + &count("I-9", "A/9");
    let (status, reports) = import(&pod, "33", INV, &[("InvTransactionsInterface.csv", &text)]);
    assert_eq!(status, "WARNING");
    assert!(reports.contains("INV_INVALID_ITEM"), "{reports}");
    let found = pod
        .send(&get("/inventoryCompletedTransactions"))
        .expect(200);
    assert_eq!(found.column("TransactionReference"), ["A/1"]);
    assert_eq!(
        found.column("TransactionDate"),
        ["2025-12-31T00:00:00.000+00:00"]
    );
    // One moment that is none, and the loader takes nothing of the file.
    let text = count("I-1", "A/2") + &count("I-1", "A/3").replace("2025/12/31", "31/12/2025");
    let (status, reports) = import(&pod, "33", INV, &[("InvTransactionsInterface.csv", &text)]);
    assert_eq!(status, "ERROR");
    assert!(reports.contains("ORA-01843"), "{reports}");
    pod.send(&post(
        "/inventoryCompletedTransactions",
        &json!({"ItemNumber": "I-1"}),
    ))
    .expect(400);
}

#[test]
fn an_item_is_known_by_number_and_organization() {
    let pod = Pod::new();
    pod.send(&post("/itemsV2", &item("I-1"))).expect(201);
    pod.send(&post("/itemsV2", &item("I-1"))).expect(400);
    let mut other = item("I-1");
    other["OrganizationCode"] = json!("NBO");
    pod.send(&post("/itemsV2", &other)).expect(201);
    let mut wrong = item("I-2");
    wrong["PrimaryUOMValue"] = json!("Bundle");
    let told = pod.send(&post("/itemsV2", &wrong)).expect(400);
    assert_eq!(
        told.details(),
        ["The value of the attribute PrimaryUOMValue isn't valid."]
    );
}

#[test]
fn a_requisition_needs_a_place_and_a_requester_in_each_line() {
    let pod = Pod::new();
    let line = json!({"LineNumber": 1, "ItemDescription": "Tent", "CategoryName": "Relief items", "Quantity": 2,
        "UOM": "Each", "Price": 8.5, "CurrencyCode": "USD", "RequestedDeliveryDate": "2026-03-04",
        "DestinationType": "Expense", "DeliverToLocationCode": "NBO", "RequesterEmail": "a@example.org"});
    let body = json!({"Requisition": "R-1", "RequisitioningBU": "Main BU", "PreparerEmail": "b@example.org",
        "lines": [line]});
    let made = pod
        .send(&post("/purchaseRequisitions", &body))
        .expect(201)
        .json();
    assert_eq!(made["DocumentStatus"], "Incomplete");
    let path = format!(
        "/purchaseRequisitions/{}/action/submitRequisition",
        made["RequisitionHeaderId"]
    );
    pod.send(&act(&path, &json!({}))).expect(200);
    for (name, value) in [
        ("RequesterEmail", json!(null)),
        ("DeliverToLocationCode", json!(null)),
        ("UOM", json!("ZZZ")),
    ] {
        let mut wrong = body.clone();
        wrong["Requisition"] = json!("R-2");
        wrong["lines"][0][name] = value;
        let told = pod
            .send(&post("/purchaseRequisitions", &wrong))
            .expect(400)
            .details();
        assert!(told[0].contains(name), "{told:?}");
    }
}

#[test]
fn an_account_belongs_to_a_supplier_that_exists() {
    let pod = pod();
    let body = |owner: &str, number: &str| {
        json!({"BankAccountNumber": number, "CountryCode": "KE", "BankName": "First Harbour Bank",
            "accountOwners": [{"AccountOwnerPartyName": owner}]})
    };
    let made = pod
        .send(&post("/externalBankAccounts", &body("Acme Tools", "1")))
        .expect(201)
        .json();
    let owner = &made["accountOwners"]["items"][0];
    let supplier = pod
        .send(&get("/suppliers"))
        .expect(200)
        .column("SupplierPartyId");
    assert_eq!(owner["AccountOwnerPartyId"], supplier[0]);
    pod.send(&post("/externalBankAccounts", &body("Nobody", "2")))
        .expect(400);
    pod.send(&post("/externalBankAccounts", &body("Acme Tools", "1")))
        .expect(400);
}

#[test]
fn an_account_is_paid_to_for_its_owner_and_at_the_owners_sites() {
    let pod = pod();
    let mut other = supplier("Other Tools");
    other["SupplierNumber"] = json!("OTHER");
    pod.send(&post("/suppliers", &other)).expect(201);
    let account = json!({"BankAccountNumber": "1", "CountryCode": "KE", "BankName": "First Harbour Bank",
        "accountOwners": [{"AccountOwnerPartyName": "Acme Tools"}]});
    let account = pod.send(&post("/externalBankAccounts", &account));
    let account = account.expect(201).json()["BankAccountId"].clone();
    let body = |supplier: &str, site: &str| {
        json!({"SupplierNumber": supplier, "SupplierSite": site, "PaymentInstrumentId": account,
            "PaymentInstrumentType": "BANKACCOUNT", "PaymentFlow": "DISBURSEMENTS"})
    };
    let refused = |body: &Value, attribute: &str| {
        let told = pod.send(&post("/instrumentAssignments", body)).expect(400);
        let text = format!("The value of the attribute {attribute} isn't valid.");
        assert_eq!(told.details(), [text]);
    };
    refused(&body("OTHER", ""), "PaymentPartyId");
    refused(&body("NOBODY", ""), "SupplierNumber");
    refused(&body("V-1", "NOWHERE"), "SupplierSite");
    let made = pod.send(&post("/instrumentAssignments", &body("V-1", "MAIN")));
    assert_eq!(made.expect(201).json()["BankAccountNumber"], "1");
    pod.send(&post("/instrumentAssignments", &body("V-1", "MAIN")))
        .expect(400);
}

#[test]
fn a_user_gets_roles_that_there_are() {
    let pod = Pod::new();
    let body = |user: &str, role: &str| json!({"Username": user, "userAccountRoles": [{"RoleCode": role}]});
    pod.send(&post(USERS, &body("KE010001", "ORA_PO_BUYER_JOB")))
        .expect(201);
    let told = pod
        .send(&post(USERS, &body("KE010002", "ORA_NO_SUCH_JOB")))
        .expect(400);
    assert_eq!(
        told.details(),
        ["The value of the attribute RoleCode isn't valid."]
    );
}

#[test]
fn a_supplier_has_a_flexfield_with_its_assessment() {
    let pod = Pod::new();
    let mut body = supplier("Amani Foundation");
    body["DFF"] = json!([{"__FLEX_Context": "Implementing partner", "riskRating": "LOW", "assessmentScore": 88}]);
    pod.send(&post("/suppliers", &body)).expect(201);
    let found = pod.send(&get("/suppliers?expand=DFF")).expect(200).json();
    assert_eq!(found["items"][0]["DFF"]["items"][0]["assessmentScore"], 88);
    let mut wrong = supplier("Other Foundation");
    wrong["DFF"] = json!([{"riskRating": "to be discussed"}]);
    pod.send(&post("/suppliers", &wrong)).expect(400);
}
