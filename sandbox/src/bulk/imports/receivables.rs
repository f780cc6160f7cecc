//! Receivables invoices: lines of one transaction number become an invoice.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde_json::{Map, Value};

use super::super::{Row, interfaces};
use super::{Import, make, object, open};
use crate::counters::Change;

/// What belongs to a line, by its attributes; all else belongs to the invoice.
const OF_LINES: [&str; 4] = ["Description", "Quantity", "UnitSellingPrice", "LineAmount"];

/// Takes all lines that no import has taken. A line cannot name its group, and the source by its id (parameter 3) is known to a pod only.
pub(super) fn invoices(
    db: &Connection,
    import: &mut Import<'_>,
    changes: &mut Vec<(&'static str, Change)>,
) -> rusqlite::Result<()> {
    let made = object("receivablesInvoices")?;
    let mut together: BTreeMap<(i64, String), Vec<Row>> = BTreeMap::new();
    for row in import.take("RaInterfaceLinesAll.csv", |_| true) {
        let key = (row.load, row.at(7).to_owned());
        together.entry(key).or_default().push(row);
    }
    for rows in together.into_values() {
        let closed = rows.iter().any(|row| !open(row.at(6)));
        let wrong = if closed {
            let text = "The accounting date must be in an open or future period.";
            Some(("GL_DATE".to_owned(), text.to_owned()))
        } else {
            let outcome = make(db, import.user, made, 0, invoice(&rows), changes)?;
            outcome.err().map(|(attribute, text)| {
                if attribute.starts_with("BillTo") {
                    let text = "The bill-to customer account number is invalid.";
                    return ("BILL_CUSTOMER_ACCOUNT_NUMBER".to_owned(), text.to_owned());
                }
                (attribute, text)
            })
        };
        if let Some(wrong) = wrong {
            for row in rows {
                import.reject(row, wrong.clone());
            }
        }
    }
    Ok(())
}

fn invoice(rows: &[Row]) -> Map<String, Value> {
    let mut invoice = Map::new();
    let mut lines = Vec::new();
    for (row, number) in rows.iter().zip(1..) {
        let known = interfaces::of(row.file).map_or_else(Map::new, |file| file.attributes(row));
        let mut line = Map::from_iter([("LineNumber".to_owned(), Value::from(number))]);
        for (name, value) in known {
            if OF_LINES.contains(&name.as_str()) {
                line.insert(name, value);
            } else {
                invoice.insert(name, value);
            }
        }
        lines.push(Value::Object(line));
    }
    invoice.insert("receivablesInvoiceLines".to_owned(), Value::Array(lines));
    invoice
}
