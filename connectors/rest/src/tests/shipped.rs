//! The profiles that come with the program, held against answers as those systems give them.

use super::*;
use landbridge_contract::Method;

fn shipped(name: &str, parameters: &[(&str, &str)]) -> RestTarget {
    let mut options = Options::default();
    let text = |text: &str| OptionValue::Text(text.to_owned());
    options.0.insert("profile".to_owned(), text(name));
    let parameters = parameters
        .iter()
        .map(|(name, value)| ((*name).to_owned(), text(value)));
    options.0.insert(
        "parameters".to_owned(),
        OptionValue::Map(parameters.collect()),
    );
    match Settings::read(&options) {
        Ok(settings) => RestTarget::new(settings),
        Err(faults) => panic!("{faults:#?}"),
    }
}

fn record(write: Write, key_name: &str, payload: &[(&str, Value)]) -> Outgoing {
    let payload = fields(payload);
    let value = payload
        .iter()
        .find(|(name, _)| &**name == key_name)
        .unwrap()
        .1
        .clone();
    Outgoing {
        record: 1,
        key: key(key_name, value),
        write,
        payload,
    }
}

fn lines(fields: &[(&str, Value)]) -> Value {
    Value::List(vec![Value::Record(super::fields(fields))])
}

fn amount(text: &str) -> Value {
    Value::Decimal(text.parse().unwrap())
}

#[test]
fn every_shipped_profile_is_right() {
    for name in crate::shipped::names() {
        let faults = crate::profile::Profile::parse(crate::shipped::text(name).unwrap());
        assert!(faults.is_ok(), "{name}: {:#?}", faults.err());
    }
}

#[test]
fn erpnext_makes_an_invoice_with_its_lines() {
    let target = shipped("erpnext", &[]);
    let invoice = record(
        Write::Create,
        "bill_no",
        &[
            ("bill_no", Value::text("R-1")),
            ("posting_date", Value::Date("2024-02-29".parse().unwrap())),
            ("update_stock", Value::Bool(false)),
            (
                "items",
                lines(&[("item_code", Value::text("A")), ("rate", amount("1.10"))]),
            ),
        ],
    );
    let mut load = target.load(&object(&target, "Purchase Invoice"), vec![invoice]);
    let request = sent(load.advance(Event::Start));
    assert_eq!(
        (request.method, &*request.path),
        (Method::Post, "/api/resource/Purchase%20Invoice")
    );
    assert_eq!(
        body(&request),
        r#"{"bill_no":"R-1","posting_date":"2024-02-29","update_stock":0,"items":[{"item_code":"A","rate":1.10}]}"#
    );
    let said = r#"{"exception":"frappe.exceptions.MandatoryError: [Purchase Invoice]: supplier","exc_type":"MandatoryError",
        "_server_messages":"[\"{\\\"message\\\": \\\"Supplier is needed\\\", \\\"indicator\\\": \\\"red\\\"}\"]"}"#;
    let told = verdicts(load.advance(answer(417, said)));
    assert_eq!(
        refusal(&told[0]),
        [
            "||Supplier is needed",
            "MandatoryError||frappe.exceptions.MandatoryError: [Purchase Invoice]: supplier"
        ]
    );
}

#[test]
fn erpnext_finds_a_supplier_reads_it_whole_and_changes_it_as_it_was_read() {
    let target = shipped("erpnext", &[]);
    let supplier = record(
        Write::Upsert,
        "supplier_name",
        &[
            ("supplier_name", Value::text("O'Hara \"X\"")),
            ("disabled", Value::Bool(true)),
        ],
    );
    let mut load = target.load(&object(&target, "Supplier"), vec![supplier]);
    let find = sent(load.advance(Event::Start));
    let query = percent_encoding::percent_decode_str(&find.path)
        .decode_utf8()
        .unwrap()
        .into_owned();
    assert_eq!(
        query,
        r#"/api/resource/Supplier?fields=["*"]&filters=[["supplier_name","=","O'Hara \"X\""]]&limit_page_length=100"#
    );
    let one = sent(load.advance(answer(200, r#"{"data":[{"name":"SUP-1"}]}"#)));
    assert_eq!(one.path, "/api/resource/Supplier/SUP-1");
    let whole = r#"{"data":{"name":"SUP-1","supplier_name":"O'Hara \"X\"","disabled":0,"modified":"2024-01-01 10:00:00.1"}}"#;
    let update = sent(load.advance(answer(200, whole)));
    assert_eq!(
        (update.method, &*update.path),
        (Method::Put, "/api/resource/Supplier/SUP-1")
    );
    assert_eq!(
        body(&update),
        r#"{"supplier_name":"O'Hara \"X\"","disabled":1,"modified":"2024-01-01 10:00:00.1"}"#
    );
    let done = load.advance(answer(
        200,
        r#"{"data":{"name":"SUP-1"},"_server_messages":"[\"{\\\"message\\\": \\\"Saved\\\"}\"]"}"#,
    ));
    assert_eq!(verdicts(done), [loaded("SUP-1", false)]);
}

#[test]
fn quickbooks_changes_a_vendor_by_its_token_and_tells_faults_in_a_success() {
    let target = shipped("quickbooks", &[("company", "4620816365")]);
    let vendor = record(
        Write::Upsert,
        "DisplayName",
        &[("DisplayName", Value::text("O'Hara"))],
    );
    let mut load = target.load(&object(&target, "Vendor"), vec![vendor]);
    let find = sent(load.advance(Event::Start));
    let path = percent_encoding::percent_decode_str(&find.path)
        .decode_utf8()
        .unwrap()
        .into_owned();
    assert_eq!(
        path,
        r"/v3/company/4620816365/query?minorversion=75&query=select * from Vendor where DisplayName = 'O\'Hara' startposition 1 maxresults 100"
    );
    let found = r#"{"QueryResponse":{"Vendor":[{"Id":"56","SyncToken":"3","DisplayName":"O'Hara"}],"startPosition":1,"maxResults":1},"time":"t"}"#;
    let update = sent(load.advance(answer(200, found)));
    assert!(
        update
            .path
            .starts_with("/v3/company/4620816365/vendor?minorversion=75&requestid=")
    );
    assert_eq!(
        body(&update),
        r#"{"DisplayName":"O'Hara","Id":"56","SyncToken":"3","sparse":true}"#
    );
    let fault = r#"{"Fault":{"Error":[{"Message":"Stale Object Error","Detail":"Stale Object Error : You and X were working on this","code":"5010","element":""}],"type":"ValidationFault"},"time":"t"}"#;
    let told = verdicts(load.advance(answer(200, fault)));
    assert_eq!(
        refusal(&told[0]),
        ["5010||Stale Object Error : You and X were working on this"]
    );
}

#[test]
fn quickbooks_leaves_the_list_out_where_nothing_is_found_and_tells_duplicates() {
    let target = shipped("quickbooks", &[("company", "1")]);
    let bill = record(
        Write::Upsert,
        "DocNumber",
        &[
            ("DocNumber", Value::text("B-1")),
            ("Line", lines(&[("Amount", amount("103.55"))])),
        ],
    );
    let mut load = target.load(&object(&target, "Bill"), vec![bill]);
    load.advance(Event::Start);
    let create = sent(load.advance(answer(200, r#"{"QueryResponse":{},"time":"t"}"#)));
    assert!(create.path.starts_with("/v3/company/1/bill?"));
    assert_eq!(
        body(&create),
        r#"{"DocNumber":"B-1","Line":[{"Amount":103.55}]}"#
    );
    let twice = r#"{"Fault":{"Error":[{"Message":"Duplicate Document Number Error","Detail":"This number has already been used.","code":"6140"}],"type":"ValidationFault"}}"#;
    let told = verdicts(load.advance(answer(400, twice)));
    assert!(refusal(&told[0])[0].contains("has this record already"));
}

#[test]
fn xero_takes_contacts_together_and_answers_for_each() {
    let target = shipped("xero", &[("tenant", "a-b-c")]);
    let contact = |number: i64, name: &str| Outgoing {
        record: number,
        ..record(Write::Create, "Name", &[("Name", Value::text(name))])
    };
    let batch = vec![contact(1, "Acme"), contact(2, "Basel"), contact(3, "Cairo")];
    let mut load = target.load(&object(&target, "Contacts"), batch);
    let request = sent(load.advance(Event::Start));
    assert_eq!(
        (request.method, &*request.path),
        (Method::Put, "/api.xro/2.0/Contacts?summarizeErrors=false")
    );
    assert_eq!(header(&request, "xero-tenant-id"), Some("a-b-c"));
    assert!(header(&request, "idempotency-key").is_some());
    assert_eq!(
        body(&request),
        r#"{"Contacts":[{"Name":"Acme"},{"Name":"Basel"},{"Name":"Cairo"}]}"#
    );
    // A refused record is shown with an id that means nothing.
    let said = r#"{"Status":"OK","Contacts":[{"ContactID":"c-1","Name":"Acme","StatusAttributeString":"OK"},
        {"ContactID":"00000000-0000-0000-0000-000000000000","Name":"Basel","StatusAttributeString":"ERROR","ValidationErrors":[{"Message":"The contact name Basel is already assigned to another contact. The contact name must be unique across all active contacts."}]},
        {"ContactID":"c-3","Name":"Cairo","StatusAttributeString":"OK"}]}"#;
    let told = verdicts(load.advance(answer(200, said)));
    assert_eq!(
        [&told[0], &told[2]],
        [&loaded("c-1", true), &loaded("c-3", true)]
    );
    assert!(refusal(&told[1])[0].contains("has this record already"));
}

#[test]
fn xero_refuses_an_invoice_and_reads_dates_of_its_own_form() {
    let target = shipped("xero", &[("tenant", "t")]);
    let invoice = record(
        Write::Create,
        "InvoiceNumber",
        &[
            ("InvoiceNumber", Value::text("R-1")),
            ("LineItems", lines(&[("UnitAmount", amount("20.00"))])),
        ],
    );
    let spec = object(&target, "Invoices");
    let mut load = target.load(&spec, vec![invoice]);
    let request = sent(load.advance(Event::Start));
    assert_eq!(
        body(&request),
        r#"{"Invoices":[{"InvoiceNumber":"R-1","LineItems":[{"UnitAmount":20.00}]}]}"#
    );
    let said = r#"{"ErrorNumber":10,"Type":"ValidationException","Message":"A validation exception occurred","Elements":[{"InvoiceID":"x","ValidationErrors":[{"Message":"Account code is not valid"}]}]}"#;
    let told = verdicts(load.advance(answer(400, said)));
    assert_eq!(
        refusal(&told[0]),
        [
            "||Account code is not valid",
            "10||A validation exception occurred"
        ]
    );

    let mut look_up = target.look_up(&spec, vec![key("InvoiceNumber", Value::text("R-1"))]);
    let find = sent(look_up.advance(Event::Start));
    assert!(find.path.contains("where=InvoiceNumber%3D%3D%22R-1%22"));
    let found = r#"{"Invoices":[{"InvoiceID":"i-1","InvoiceNumber":"R-1","Date":"/Date(1709164800000+0000)/"}]}"#;
    let Step::Yield(replies) = look_up.advance(answer(200, found)) else {
        panic!("nothing was found");
    };
    let Reply::LookUp(found) = &replies[0] else {
        panic!("no look-up");
    };
    assert_eq!(
        *found.found[0].attribute("Date"),
        Value::Date("2024-02-29".parse().unwrap())
    );
}
