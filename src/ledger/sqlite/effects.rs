//! By how much breaks move control totals, and how much of it is decided about.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use rust_decimal::Decimal;

use super::Ledger;
use super::dispositions::IN_FORCE;
use super::view::{exact, too_large};
use crate::ledger::{BookTotal, BrokenRecord, LedgerFault, ObjectId, RunId};

impl Ledger {
    /// The part of each control total's difference that people decided about: the sum over all records of which every break is
    /// decided about. A record with an open break explains nothing yet.
    pub fn decided_totals(&self, run: RunId) -> Result<Vec<(ObjectId, BookTotal)>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(&format!(
            "SELECT object, name, group_name, amount FROM effect WHERE run = ?1 AND NOT EXISTS (
                 SELECT 1 FROM break WHERE break.id BETWEEN first_break AND last_break AND {IN_FORCE} IS NULL)",
        ))?;
        let mut sums: BTreeMap<(i64, String, String), (Decimal, u64)> = BTreeMap::new();
        let mut rows = statement.query([run.0])?;
        while let Some(row) = rows.next()? {
            let amount = exact(&row.get::<_, String>(3)?)?;
            let key = (row.get(0)?, row.get(1)?, row.get(2)?);
            let (sum, count) = sums.entry(key).or_default();
            *sum = sum.checked_add(amount).ok_or_else(too_large)?;
            *count += 1;
        }
        let totals = sums.into_iter();
        Ok(totals
            .map(|((object, name, group), (sum, count))| {
                let total = BookTotal {
                    name,
                    group,
                    sum,
                    count,
                };
                (ObjectId(object), total)
            })
            .collect())
    }
}

/// Notes the effects of a record whose breaks were the last to be written.
pub(super) fn note(
    connection: &Connection,
    (run, object): (RunId, ObjectId),
    record: &BrokenRecord,
) -> Result<(), LedgerFault> {
    if record.effects.is_empty() {
        return Ok(());
    }
    let last = connection.last_insert_rowid();
    let breaks = i64::try_from(record.breaks.len()).unwrap_or(i64::MAX);
    let mut insert = connection.prepare_cached(
        "INSERT INTO effect (run, object, first_break, last_break, name, group_name, amount)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for effect in &record.effects {
        insert.execute(params![
            run.0,
            object.0,
            last - breaks + 1,
            last,
            effect.name,
            effect.group,
            effect.amount.to_string()
        ])?;
    }
    Ok(())
}
