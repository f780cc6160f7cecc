//! A few records that somebody changes in the ERP after they were loaded.
//!
//! Reconciliation must find each of them; the demonstration shows how.

use serde::Serialize;

use super::invoices::{self, german};
use super::orders::{Order, plain};
use super::table::Row;
use super::vendors::{State, Vendors};

/// A change to the ERP behind the loader's back.
#[derive(Debug, Serialize)]
pub(crate) struct Tampering {
    /// The mapping whose record is changed.
    object: &'static str,
    /// Values of its business key, in the mapping's order.
    key: Vec<String>,
    /// The attribute changed; none where the record is deleted.
    attribute: Option<&'static str>,
    value: Option<String>,
    /// The break that reconciliation must find.
    code: &'static str,
    note: String,
}

impl Tampering {
    fn change(
        object: &'static str,
        key: &[&str],
        attribute: &'static str,
        value: String,
        code: &'static str,
        note: String,
    ) -> Self {
        let key = key.iter().map(|part| (*part).to_owned()).collect();
        Self {
            object,
            key,
            attribute: Some(attribute),
            value: Some(value),
            code,
            note,
        }
    }
}

/// The changes, the same each time; none touches a record with a planted fault.
pub(crate) fn list(vendors: &Vendors, invoices: &[Row], orders: &[Order]) -> Vec<Tampering> {
    let mut list = invoice_changes(invoices);
    if let Some(id) = vendors.ids(State::Clean).get(1234) {
        let key = format!("{id:0>8}");
        let value = "Renamed by hand".to_owned();
        let note = "the name was changed in the ERP".to_owned();
        list.push(Tampering::change(
            "suppliers",
            &[&key],
            "Supplier",
            value,
            "REC-TEXT",
            note,
        ));
    }
    if let Some(order) = orders.iter().filter(|order| order.is_clean()).nth(600) {
        let key = [&*order.number, order.business_unit()];
        let value = "Cancelled?".to_owned();
        let note = format!("was \"{}\"", order.description);
        list.push(Tampering::change(
            "orders",
            &key,
            "Description",
            value,
            "REC-TEXT",
            note,
        ));
    }
    list
}

fn invoice_changes(invoices: &[Row]) -> Vec<Tampering> {
    let clean: Vec<&Row> = invoices.iter().filter(|row| row.marks.is_empty()).collect();
    let nth = |number: usize| clean.get(number).copied();
    let mut list = Vec::new();
    for (row, added) in [(nth(211), 10_000), (nth(1977), -1)] {
        let Some(row) = row else { continue };
        let digits = row.text(invoices::AMOUNT).replace(['.', ','], "");
        let cents: i64 = digits.parse().expect("amounts without a fault are numbers");
        let value = plain(cents + added);
        let note = format!("was {}", german(cents));
        let key = [row.text(invoices::NUMBER)];
        list.push(Tampering::change(
            "invoices",
            &key,
            "InvoiceAmount",
            value,
            "REC-AMOUNT",
            note,
        ));
    }
    if let Some(row) = nth(4040) {
        let note = format!("was {}", row.text(invoices::DATE));
        let value = "2020-01-01".to_owned();
        let key = [row.text(invoices::NUMBER)];
        list.push(Tampering::change(
            "invoices",
            &key,
            "InvoiceDate",
            value,
            "REC-DATE",
            note,
        ));
    }
    if let Some(row) = nth(6006) {
        list.push(Tampering {
            object: "invoices",
            key: vec![row.text(invoices::NUMBER).to_owned()],
            attribute: None,
            value: None,
            code: "REC-MISSING",
            note: "deleted".to_owned(),
        });
    }
    list
}
