//! Payables invoices with their lines.

use rusqlite::Connection;
use serde_json::Value;

use super::super::interfaces;
use super::{Import, make, object};
use crate::counters::Change;

/// Takes the invoices of one source (parameter 8) and one group (parameter 9); none where either differs.
pub(super) fn invoices(
    db: &Connection,
    import: &mut Import<'_>,
    changes: &mut Vec<(&'static str, Change)>,
) -> rusqlite::Result<()> {
    let (source, group) = (import.parameter(8), import.parameter(9));
    let invoices = object("invoices")?;
    let headers = import.take("ApInvoicesInterface.csv", |row| {
        row.at(3) == source && (group.is_empty() || row.at(13) == group)
    });
    for header in headers {
        let key = [(header.load, header.at(1).to_owned())];
        let lines = import.belonging("ApInvoiceLinesInterface.csv", 1, &key);
        let file = |name: &str| interfaces::of(name);
        let mut attributes =
            file(header.file).map_or_else(Default::default, |f| f.attributes(&header));
        let told = lines
            .iter()
            .filter_map(|line| Some(file(line.file)?.attributes(line)));
        let told: Vec<Value> = told.map(Value::Object).collect();
        attributes.insert("invoiceLines".to_owned(), Value::Array(told));
        if let Err((attribute, text)) = make(db, import.user, invoices, 0, attributes, changes)? {
            let wrong = if attribute.starts_with("Supplier") {
                ("VENDOR_NAME".to_owned(), "INVALID SUPPLIER".to_owned())
            } else if text.contains("already exists") {
                (
                    "INVOICE_NUM".to_owned(),
                    "DUPLICATE INVOICE NUMBER".to_owned(),
                )
            } else {
                (attribute, text)
            };
            import.reject(header, wrong);
            for mut line in lines {
                line.rejected = true;
                import.put_back(line);
            }
        }
    }
    Ok(())
}
