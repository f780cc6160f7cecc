//! Purchase orders with lines, schedules and distributions.

use std::collections::HashMap;

use rusqlite::Connection;
use serde_json::{Map, Value};

use super::super::{Row, interfaces};
use super::{Import, Wrong, known, make, object};
use crate::counters::Change;

/// Lines of a file by their load and the key of what they belong to.
type Below = HashMap<(i64, String), Vec<Row>>;

/// What stands below orders in the interface.
struct Parts {
    lines: Below,
    schedules: Below,
    distributions: Below,
}

impl Parts {
    /// Takes all lines of the three files at once: looking for those of one order at a time would walk over all again and again.
    fn take(import: &mut Import<'_>) -> Self {
        let mut below = |file: &str| {
            let mut found = Below::new();
            for row in import.take(file, |_| true) {
                let key = (row.load, row.at(2).to_owned());
                found.entry(key).or_default().push(row);
            }
            found
        };
        Self {
            lines: below("PoLinesInterfaceOrder.csv"),
            schedules: below("PoLineLocationsInterfaceOrder.csv"),
            distributions: below("PoDistributionsInterfaceOrder.csv"),
        }
    }

    /// The lines of an order, and all that stands below them.
    fn of(&mut self, header: &Row) -> (Vec<Value>, Vec<Row>) {
        let mut rows = Vec::new();
        let mut lines = Vec::new();
        for line in taken(&mut self.lines, header) {
            let mut schedules = Vec::new();
            for schedule in taken(&mut self.schedules, &line) {
                let parts = taken(&mut self.distributions, &schedule);
                let told = parts.iter().map(|part| Value::Object(distribution(part)));
                let told = told.collect();
                rows.extend(parts);
                schedules.push(with(&schedule, "distributions", told));
                rows.push(schedule);
            }
            lines.push(with(&line, "schedules", schedules));
            rows.push(line);
        }
        (lines, rows)
    }

    /// What no order took.
    fn left(self) -> impl Iterator<Item = Row> {
        let files = [self.lines, self.schedules, self.distributions];
        files.into_iter().flatten().flat_map(|(_, rows)| rows)
    }
}

fn taken(below: &mut Below, row: &Row) -> Vec<Row> {
    let key = (row.load, row.at(1).to_owned());
    below.remove(&key).unwrap_or_default()
}

fn attributes(row: &Row) -> Map<String, Value> {
    interfaces::of(row.file).map_or_else(Map::new, |file| file.attributes(row))
}

fn with(row: &Row, child: &str, records: Vec<Value>) -> Value {
    let mut told = attributes(row);
    told.insert(child.to_owned(), Value::Array(records));
    Value::Object(told)
}

/// A distribution; its account stands in columns 9 to 38, a segment each.
fn distribution(row: &Row) -> Map<String, Value> {
    let mut told = attributes(row);
    let segments: Vec<&str> = (9..=38).map(|position| row.at(position)).collect();
    let account = segments.join("-");
    let account = account.trim_end_matches('-');
    if !account.is_empty() {
        told.insert("POChargeAccount".to_owned(), account.into());
    }
    told
}

/// Takes all orders that no import has taken. An order of which a part is wrong is not made.
pub(super) fn orders(
    db: &Connection,
    import: &mut Import<'_>,
    changes: &mut Vec<(&'static str, Change)>,
) -> rusqlite::Result<()> {
    let orders = object("purchaseOrders")?;
    let headers = import.take("PoHeadersInterfaceOrder.csv", |_| true);
    let mut parts = Parts::take(import);
    for header in headers {
        let (lines, rows) = parts.of(&header);
        let mut wrong = wrong(db, &header, &rows)?;
        if wrong.is_none() {
            let mut order = attributes(&header);
            order.insert("lines".to_owned(), Value::Array(lines));
            wrong = make(db, import.user, orders, 0, order, changes)?.err();
        }
        if let Some(wrong) = wrong {
            import.reject(header, wrong);
            for mut row in rows {
                row.rejected = true;
                import.put_back(row);
            }
        }
    }
    for row in parts.left() {
        import.put_back(row);
    }
    Ok(())
}

/// What pods do not want of an order, beside what holds for its attributes.
fn wrong(db: &Connection, header: &Row, rows: &[Row]) -> rusqlite::Result<Option<Wrong>> {
    const INVALID: &str = "The value of the attribute isn't valid.";
    let by = if header.at(22).is_empty() {
        known(db, ("suppliers", "Supplier"), 0, header.at(21))?
    } else {
        known(db, ("suppliers", "SupplierNumber"), 0, header.at(22))?
    };
    let Some(supplier) = by else {
        let column = if header.at(22).is_empty() {
            "VENDOR_NAME"
        } else {
            "VENDOR_NUM"
        };
        return Ok(Some((column.to_owned(), INVALID.to_owned())));
    };
    let site = header.at(23);
    let found = known(db, ("suppliers/sites", "SupplierSite"), supplier, site)?;
    if found.is_none() {
        let text = "The supplier site isn't valid. Verify that the site is active, has the purchasing purpose and is assigned to \
                    the business unit.";
        return Ok(Some(("VENDOR_SITE_CODE".to_owned(), text.to_owned())));
    }
    let stated = |row: &&Row| row.file == "PoLinesInterfaceOrder.csv" && !row.at(3).is_empty();
    let action = rows.iter().any(|row| stated(&row));
    Ok(action.then(|| ("ACTION".to_owned(), INVALID.to_owned())))
}
