//! Public legacy files that were not made for Landbridge, mapped and loaded.
//!
//! The files have licences of their own and are not part of the project: they are read from a
//! folder `shared/data` beside the checkout. Where it is not there, each test says so.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::support::{Erp, Project, home, public_file};

/// The project for a file, with the file in its data folder, and what is known of the file.
fn project(name: &str, folder: &str, file: &str) -> Option<(Project, Json)> {
    let path = public_file(folder, file)?;
    let project = Project::copy_of(&home().join("tests/real-files").join(name));
    project.write(&format!("data/{file}"), std::fs::read(&path).unwrap());
    let known = std::fs::read_to_string(path.with_file_name("expectations.json")).unwrap();
    let known: Json = serde_json::from_str(&known).unwrap();
    Some((project, known["files"][file].clone()))
}

/// Loads a project, holds its report to the closing equation, and runs it again without a write.
fn load(project: &Project) -> (Erp, Json) {
    let erp = Erp::start();
    let report = load_into(project, &erp, &["run"]);
    (erp, report)
}

fn load_into(project: &Project, erp: &Erp, command: &[&str]) -> Json {
    let first = project.run(erp, command);
    println!("exit {}\n{}", first.code, first.stdout);
    let report = project.report(erp);
    for object in report["objects"].as_array().unwrap() {
        let funnel = &object["funnel"];
        let sum = |name: &str| -> u64 {
            match &funnel[name] {
                Json::Object(parts) => parts.values().filter_map(Json::as_u64).sum(),
                number => number.as_u64().unwrap(),
            }
        };
        let parts = [
            "skipped", "rejected", "loaded", "refused", "in_doubt", "not_sent",
        ];
        let accounted: u64 = parts.into_iter().map(sum).sum();
        assert_eq!(
            sum("read"),
            accounted,
            "{}: the closing equation holds",
            object["name"]
        );
    }
    let sent = erp.counters().writes_attempted;
    project.run(erp, command);
    assert_eq!(
        erp.counters().writes_attempted,
        sent,
        "a second run sends no write"
    );
    report
}

fn object<'a>(report: &'a Json, name: &str) -> &'a Json {
    let objects = report["objects"].as_array().unwrap();
    objects
        .iter()
        .find(|object| object["name"] == name)
        .unwrap()
}

fn created(report: &Json, name: &str) -> u64 {
    object(report, name)["funnel"]["loaded"]["created"]
        .as_u64()
        .unwrap()
}

fn read(report: &Json, name: &str) -> u64 {
    object(report, name)["funnel"]["read"].as_u64().unwrap()
}

fn total<'a>(report: &'a Json, of: &str, name: &str, group: &str) -> &'a Json {
    let totals = object(report, of)["totals"].as_array().unwrap();
    let found = totals
        .iter()
        .find(|total| total["name"] == name && total["group"] == group);
    found.unwrap_or_else(|| panic!("no total {name} {group} in {totals:#?}"))
}

/// A control total is the file's own in the source, and the same in the ERP.
fn agrees(total: &Json, expected: &str) {
    let exact = |text: &Json| -> rust_decimal::Decimal { text.as_str().unwrap().parse().unwrap() };
    assert_eq!(
        exact(&total["source"]),
        expected.parse().unwrap(),
        "{total:#}"
    );
    assert_eq!(exact(&total["erp"]), exact(&total["loaded"]), "{total:#}");
}

#[test]
fn dynamics_vendors_arrive_as_the_vendor_migration_expects_them() {
    let Some((project, known)) =
        project("dynamics-vendors", "delimited", "dynamics_sl_vendors.csv")
    else {
        return;
    };
    let (erp, report) = load(&project);
    assert_eq!(
        read(&report, "suppliers"),
        known["expect"]["data_records"].as_u64().unwrap()
    );
    assert_eq!(
        object(&report, "suppliers")["funnel"]["skipped"]["filtered"],
        2
    );
    assert_eq!(created(&report, "suppliers"), 85);

    let expected = home().join("../shared/data/delimited/dynamics_bc_vendors_expected.csv");
    let mut expected = csv::Reader::from_path(expected).unwrap();
    let held = erp.all("suppliers", "addresses,sites");
    assert_eq!(held.len(), 85);
    let mut compared = 0;
    for line in expected.deserialize() {
        let line: BTreeMap<String, String> = line.unwrap();
        let field = |name: &str| {
            let named = line
                .iter()
                .find(|(column, _)| column.trim_start_matches('\u{feff}') == name);
            named
                .unwrap_or_else(|| panic!("no {name} in {line:?}"))
                .1
                .trim()
        };
        let number = field("No.").to_owned();
        let one = held.iter().find(|one| one["SupplierNumber"] == *number);
        let one = one.unwrap_or_else(|| panic!("{number} is not in the ERP"));
        let (address, site) = (first(&one["addresses"]), first(&one["sites"]));
        for (held, column) in [
            (&one["Supplier"], "Search Name"),
            (&one["SupplierTypeCode"], "Vendor Posting Group"),
            (&address["AddressLine1"], "Address"),
            (&address["AddressLine2"], "Address 2"),
            (&address["City"], "City"),
            (&address["State"], "State"),
            (&address["PostalCode"], "ZIP Code"),
            (&address["Addressee"], "Contact"),
            (&address["PhoneNumber"], "Phone No."),
            (&address["FaxNumber"], "Fax No."),
            (&address["Email"], "Email"),
            (&site["PaymentTerms"], "Payment Terms Code"),
        ] {
            let held = held.as_str().unwrap_or_default();
            let wanted = field(column);
            let same = match column {
                "Search Name" => held.to_uppercase() == wanted,
                _ => held == wanted,
            };
            assert!(
                same,
                "{number} {column}: \"{held}\" where \"{wanted}\" is expected"
            );
            compared += 1;
        }
    }
    println!("{compared} values of 85 vendors are what the vendor's own migration expects");
    assert_eq!(compared, 85 * 12);
}

/// The first nested record of a collection.
fn first(collection: &Json) -> Json {
    match collection {
        Json::Object(collection) => collection["items"][0].clone(),
        list => list[0].clone(),
    }
}

#[test]
fn leeds_payments_arrive_to_the_penny() {
    let Some((project, known)) = project("leeds-spend", "delimited", "leeds_spend_2010-12_raw.csv")
    else {
        return;
    };
    let (_erp, report) = load(&project);
    assert_eq!(
        read(&report, "invoices"),
        known["expect"]["data_records"].as_u64().unwrap()
    );
    let expected = known["expect"]["totals"]["Net amount"]["sum"]
        .as_str()
        .unwrap();
    agrees(total(&report, "invoices", "Net amount", ""), expected);
}

#[test]
fn the_excess_property_register_arrives_with_its_sums() {
    let Some((project, known)) = project(
        "excess-property",
        "spreadsheet",
        "ne_1033_excess_property.xlsx",
    ) else {
        return;
    };
    let (_erp, report) = load(&project);
    assert_eq!(read(&report, "fixedAssets"), 1_036);
    assert_eq!(
        created(&report, "fixedAssets"),
        1_036,
        "equal rows are things of their own"
    );
    let sums = &known["expect"]["sheets"][0]["numeric_column_sums"];
    let exact = |text: &Json| -> rust_decimal::Decimal { text.as_str().unwrap().parse().unwrap() };
    for (name, column) in [("quantity", "F"), ("cost", "I")] {
        let sum = sums[column]["sum"].as_str().unwrap();
        agrees(total(&report, "fixedAssets", name, ""), sum);
    }
    let hash_total = &total(&report, "fixedAssets", "unit cost (hash total)", "")["source"];
    assert_eq!(exact(hash_total), exact(&sums["H"]["sum"]));
    assert!(
        total(&report, "fixedAssets", "unit cost (hash total)", "")["erp"].is_null(),
        "what no attribute carries is not read back, and no difference"
    );
    let repeated = object(&report, "fixedAssets")["causes"].as_array().unwrap();
    let repeated: u64 = repeated
        .iter()
        .filter(|cause| {
            cause["expected"]
                .as_str()
                .unwrap()
                .contains("more than once")
        })
        .map(|cause| cause["count"].as_u64().unwrap())
        .sum();
    println!("{repeated} rows repeat another");
    assert_eq!(repeated, 875, "rows that repeat another are found");
}

#[test]
fn the_oracle_purchase_order_arrives_with_all_its_lines() {
    let Some((project, known)) = project("oracle-order", "xml", "oracle_purchase_order.xml") else {
        return;
    };
    let (erp, report) = load(&project);
    assert_eq!(created(&report, "orders"), 1);
    let product = &known["expect"]["sum_of_product"];
    agrees(
        total(&report, "orders", "order value", ""),
        product["sum"].as_str().unwrap(),
    );
    agrees(
        total(&report, "orders", "quantity", ""),
        product["sum_Quantity"].as_str().unwrap(),
    );
    let order = &erp.all("purchaseOrders", "lines")[0];
    let lines = order["lines"]["items"]
        .as_array()
        .or(order["lines"].as_array())
        .unwrap();
    assert_eq!(
        lines.len() as u64,
        known["expect"]["counts"]["//LineItem"].as_u64().unwrap()
    );
}

#[test]
fn relief_projects_arrive_and_their_duplicates_are_found() {
    let Some((project, known)) = project("ocha-activities", "xml", "iati_ocha_activities.xml")
    else {
        return;
    };
    let (_erp, report) = load(&project);
    let keys = &known["expect"]["unique://iati-activity/other-identifier"];
    assert_eq!(read(&report, "projects"), keys["n"].as_u64().unwrap());
    let funnel = &object(&report, "projects")["funnel"];
    let twice = funnel["skipped"]["duplicate"].as_u64().unwrap();
    let rejected = funnel["rejected"]["validate"].as_u64().unwrap();
    println!("{twice} identical copies skipped, {rejected} records in conflict or not acceptable");
    assert!(twice + rejected > 0, "the duplicates are found");
    for (currency, group) in known["expect"]["sum_by_attribute"]["groups"]
        .as_object()
        .unwrap()
    {
        agrees(
            total(&report, "projects", "funding", currency),
            group["sum"].as_str().unwrap(),
        );
    }
}

/// The order that one form of the `IDoc` becomes.
struct Order {
    /// The bytes that were sent for it.
    payload: String,
    /// What the ERP holds of it.
    held: Json,
    report: Json,
    /// What is known of the file.
    known: Json,
}

/// Loads the order from one form of the `IDoc`, in a project and an ERP of its own.
fn order_from(wave: &str, folder: &str, file: &str) -> Option<Order> {
    let (project, known) = project("idoc-orders", folder, file)?;
    let erp = Erp::start();
    let supplier = serde_json::json!({
        "Supplier": "CPI", "TaxOrganizationType": "Corporation", "BusinessRelationship": "Spend Authorized",
    });
    let suppliers = "/fscmRestApi/resources/11.13.18.05/suppliers";
    let made = erp.ask("POST", suppliers, Some(&supplier.to_string()));
    assert_eq!(made["Supplier"], "CPI", "{made:#}");
    let report = load_into(&project, &erp, &["run", wave]);
    assert_eq!((read(&report, wave), created(&report, wave)), (1, 1));
    let ledger = rusqlite::Connection::open(project.path().join(".landbridge/ledger.db")).unwrap();
    let payload = ledger
        .query_row(
            "SELECT CAST(payload AS TEXT) FROM record ORDER BY rowid LIMIT 1",
            [],
            |row| row.get(0),
        )
        .unwrap();
    let mut held = erp.all("purchaseOrders", "lines");
    assert_eq!(held.len(), 1);
    Some(Order {
        payload,
        held: held.remove(0),
        report,
        known,
    })
}

#[test]
fn an_order_is_the_same_from_a_flat_idoc_and_from_its_xml_form() {
    let flat = order_from("flat", "delimited", "sap_idoc_ORDERS05_flat.txt");
    let xml = order_from("xml", "xml", "sap_idoc_ORDERS05.xml");
    let (Some(flat), Some(xml)) = (flat, xml) else {
        return;
    };
    println!("{}", flat.payload);
    assert_eq!(flat.payload, xml.payload, "byte for byte");
    let payload: Json = serde_json::from_str(&flat.payload).unwrap();
    let expected = serde_json::json!({
        "OrderNumber": "P8218007",
        "OrderDate": "2020-12-15",
        "ReferenceNumber": "0000000000225645",
        "DocumentStyle": "IIL4",
        "Supplier": "CPI",
        "SupplierOrder": "P8218007",
        "CurrencyCode": "EUR",
        "FreightTerms": "02",
        "Carrier": "RISK/PENSION",
        "NoteToReceiver": "IRGENDWO",
        "NoteToSupplier": "Date 011: 20201215",
        "ProcurementBU": "1000",
        "Description": "Sales area 1000/10/00, gross weight 5 KG",
        "BillToLocation": "1460",
        "SoldToLegalEntity": "BT NAME",
        "DefaultShipToLocation": "1460 RECIPIENT, 1234 BT DRIVE, 02138 CAMBRIDGE",
        "lines": [{"LineNumber": 1, "Item": "M-12", "Description": "M-12", "Quantity": 1}],
    });
    assert_eq!(payload, expected, "every field, every line");
    for (name, value) in expected.as_object().unwrap() {
        for order in [&flat, &xml] {
            let held = match name.as_str() {
                "lines" => &first(&order.held["lines"])["Item"],
                _ => &order.held[name],
            };
            let value = if name == "lines" {
                &value[0]["Item"]
            } else {
                value
            };
            assert_eq!(held, value, "the ERP holds {name}");
        }
    }
    agrees(total(&flat.report, "flat", "quantity", ""), "1");
    agrees(total(&xml.report, "xml", "quantity", ""), "1");

    let (values, counts) = (
        &xml.known["expect"]["values"],
        &xml.known["expect"]["counts"],
    );
    assert_eq!(payload["ReferenceNumber"], values["//EDI_DC40/DOCNUM"][0]);
    assert_eq!(payload["CurrencyCode"], values["//E1EDK01/CURCY"][0]);
    let quantity = payload["lines"][0]["Quantity"].to_string();
    assert_eq!(quantity, values["(//E1EDP01/MENGE)[1]"][0]);
    let lines = payload["lines"].as_array().unwrap().len();
    assert_eq!(counts["//E1EDP01"], lines);
    let known = &flat.known["expect"];
    assert_eq!(known["segments"]["E2EDP01008"], lines);
    assert_eq!(
        payload["ReferenceNumber"],
        known["docnum_in_data_records"][0]
    );
}

#[test]
fn ach_batches_arrive_with_their_entries_and_agree_with_their_controls() {
    let Some((project, known)) = project("nacha", "delimited", "nacha_20110805A.ach") else {
        return;
    };
    let (erp, report) = load(&project);
    let (known, computed) = (&known["expect"], &known["expect"]["computed"]);
    let batches = known["record_types"]["5"].as_u64().unwrap();
    assert_eq!(created(&report, "invoices"), batches);
    let invoices = erp.all("invoices", "invoiceLines");
    let lines = invoices.iter().map(|invoice| &invoice["invoiceLines"]);
    let lines = lines.map(|lines| {
        lines["items"]
            .as_array()
            .or(lines.as_array())
            .unwrap()
            .len()
    });
    let entries = known["record_types"]["6"].as_u64().unwrap();
    assert_eq!(lines.sum::<usize>() as u64, entries);

    let cents = |name: &str| rust_decimal::Decimal::new(computed[name].as_i64().unwrap(), 2);
    let (debits, credits) = (cents("debit_cents"), cents("credit_cents"));
    let entries = |service| total(&report, "invoices", "entries", service);
    agrees(entries("225"), &debits.to_string());
    agrees(entries("220"), &credits.to_string());
    let stated = total(&report, "invoices", "batches", "");
    agrees(stated, &(debits + credits).to_string());
}
