//! Journals: lines of one group become batches, journals and their lines.

use std::collections::BTreeMap;

use rusqlite::Connection;
use rust_decimal::Decimal;
use serde_json::{Map, Value};

use super::super::{Row, interfaces};
use super::{Import, chart, has_account, make, object, open};
use crate::counters::Change;

/// An account that no chart of accounts has.
const NO_ACCOUNT: &str = "99999";

/// Takes the lines of one source (parameter 2) and one group (parameter 4, or ALL). Lines are put together by their batch
/// name; a batch of which one line is wrong, or that does not balance, is not made.
pub(super) fn journals(
    db: &Connection,
    import: &mut Import<'_>,
    changes: &mut Vec<(&'static str, Change)>,
) -> rusqlite::Result<()> {
    let (source, group) = (import.parameter(2), import.parameter(4));
    let batches = object("journalBatches")?;
    let accounts = chart(db)?;
    let rows = import.take("GlInterface.csv", |row| {
        row.at(4) == source && (group == "ALL" || row.at(67) == group)
    });
    let mut together: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for row in rows {
        let name = row.at(43).to_owned();
        together.entry(name).or_default().push(row);
    }
    for (name, rows) in together {
        let amount = |position: usize| -> Decimal {
            let amounts = rows
                .iter()
                .filter_map(|row| row.at(position).parse::<Decimal>().ok());
            amounts.sum()
        };
        let unbalanced = amount(39) != amount(40);
        let mut told = Vec::new();
        for row in &rows {
            told.push(wrong(db, accounts, row)?);
        }
        if unbalanced || told.iter().any(Option::is_some) {
            for (row, wrong) in rows.into_iter().zip(told) {
                let other = if unbalanced {
                    "EU02: This journal entry is unbalanced"
                } else {
                    "Another line of the batch is in error"
                };
                let text = wrong.unwrap_or_else(|| other.to_owned());
                import.reject(row, (String::new(), text));
            }
            continue;
        }
        let batch = batch(&name, &rows);
        if let Err(wrong) = make(db, import.user, batches, 0, batch, changes)? {
            for row in rows {
                import.reject(row, wrong.clone());
            }
        }
    }
    Ok(())
}

/// What is wrong with a line by itself.
fn wrong(db: &Connection, chart: Option<i64>, row: &Row) -> rusqlite::Result<Option<String>> {
    let account = row.at(11);
    if account == NO_ACCOUNT || !has_account(db, chart, account)? {
        return Ok(Some(format!(
            "EF04: FLEX-VALUE DOES NOT EXIST (SEGMENT=Account) (VALUESET=Account) (VALUE={account})"
        )));
    }
    let closed = !open(row.at(3));
    Ok(closed.then(|| "EP01: This date is not in any open or future enterable period.".to_owned()))
}

fn put(into: &mut Map<String, Value>, name: &str, text: &str) {
    if !text.is_empty() {
        into.insert(name.to_owned(), text.into());
    }
}

fn batch(name: &str, rows: &[Row]) -> Map<String, Value> {
    let mut batch = Map::new();
    put(&mut batch, "JeBatchName", name);
    let mut headers: Vec<(String, Map<String, Value>, Vec<Value>)> = Vec::new();
    for row in rows {
        for (attribute, position) in [
            ("BatchDescription", 44),
            ("LedgerName", 92),
            ("UserJeSourceName", 4),
            ("GroupId", 67),
        ] {
            put(&mut batch, attribute, row.at(position));
        }
        let mut known = interfaces::of(row.file).map_or_else(Map::new, |file| file.attributes(row));
        let mut line = Map::new();
        for name in [
            "EnteredDrAmount",
            "EnteredCrAmount",
            "AccountedDrAmount",
            "AccountedCrAmount",
        ] {
            if let Some(value) = known.remove(name) {
                line.insert(name.to_owned(), value);
            }
        }
        put(&mut line, "Description", row.at(52));
        let segments: Vec<&str> = (9..=38).map(|position| row.at(position)).collect();
        let used = segments.iter().rposition(|segment| !segment.is_empty());
        let used = used.map_or(0, |last| last + 1);
        let account: Vec<&str> = segments.into_iter().take(used).collect();
        put(&mut line, "AccountCombination", &account.join("-"));
        for (attribute, position) in [
            ("JournalName", 46),
            ("Description", 47),
            ("ExternalReference", 48),
            ("ConversionRateType", 64),
            ("PeriodName", 95),
        ] {
            put(&mut known, attribute, row.at(position));
        }
        let key = format!(
            "{}\n{}\n{}\n{}",
            row.at(46),
            row.at(3),
            row.at(5),
            row.at(6)
        );
        let at = headers.iter().position(|(other, _, _)| *other == key);
        match at.and_then(|at| headers.get_mut(at)) {
            Some((_, _, lines)) => lines.push(Value::Object(line)),
            None => headers.push((key, known, vec![Value::Object(line)])),
        }
    }
    let headers = headers.into_iter().map(|(_, mut header, mut lines)| {
        for (line, number) in lines.iter_mut().zip(1..) {
            if let Value::Object(line) = line {
                line.insert("JeLineNumber".to_owned(), Value::from(number));
            }
        }
        header.insert("journalLines".to_owned(), Value::Array(lines));
        Value::Object(header)
    });
    batch.insert("journalHeaders".to_owned(), Value::Array(headers.collect()));
    batch
}
