//! Payables invoices with their lines.

use rusqlite::Connection;
use serde_json::Value;

use super::super::{Row, interfaces};
use super::{Import, Wrong, chart, has_account, make, object, open};
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
    let mut together = import.together("ApInvoiceLinesInterface.csv", 1, |_| true);
    let accounts = chart(db)?;
    for header in headers {
        let key = (header.load, header.at(1).to_owned());
        let lines = together.remove(&key).unwrap_or_default();
        let file = |name: &str| interfaces::of(name);
        let mut attributes =
            file(header.file).map_or_else(Default::default, |f| f.attributes(&header));
        let told = lines
            .iter()
            .filter_map(|line| Some(file(line.file)?.attributes(line)));
        let told: Vec<Value> = told.map(Value::Object).collect();
        attributes.insert("invoiceLines".to_owned(), Value::Array(told));
        let wrong = if let Some(wrong) = wrong(db, accounts, &header, &lines)? {
            Some(wrong)
        } else {
            let made = make(db, import.user, invoices, 0, attributes, changes)?;
            made.err().map(in_words_of_payables)
        };
        if let Some(wrong) = wrong {
            import.reject(header, wrong);
            for mut line in lines {
                line.rejected = true;
                import.put_back(line);
            }
        }
    }
    import.give_back(together);
    Ok(())
}

/// What pods do not want of an invoice, beside what holds for its attributes.
fn wrong(
    db: &Connection,
    chart: Option<i64>,
    header: &Row,
    lines: &[Row],
) -> rusqlite::Result<Option<Wrong>> {
    let of = |column: &str, text: &str| Ok(Some((column.to_owned(), text.to_owned())));
    if !open(header.at(24)) {
        return of("GL_DATE", "ACCT DATE NOT IN OPEN PD");
    }
    for line in lines {
        // Company, office, account: the third segment.
        let account = line.at(22).split(['-', '.']).nth(2).unwrap_or_default();
        if !account.is_empty() && !has_account(db, chart, account)? {
            return of("DIST_CODE_CONCATENATED", "INVALID DISTRIBUTION ACCT");
        }
    }
    Ok(None)
}

fn in_words_of_payables((attribute, text): Wrong) -> Wrong {
    let of = |column: &str, text: &str| (column.to_owned(), text.to_owned());
    if attribute.starts_with("Supplier") {
        of("VENDOR_NAME", "INVALID SUPPLIER")
    } else if text.contains("already exists") {
        of("INVOICE_NUM", "DUPLICATE INVOICE NUMBER")
    } else {
        (attribute, text)
    }
}
