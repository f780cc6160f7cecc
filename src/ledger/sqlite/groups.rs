//! What shows only over groups of records: amounts that do not balance, spans that overlap.
//!
//! Runs after [`super::Ledger::cross_issues`] and what comes of it is recorded: a record that is
//! rejected counts in no group. Groups are sorted on disk, so memory does not grow with them.

use rusqlite::{Connection, params};
use rust_decimal::Decimal;

use super::Ledger;
use super::runs::count;
use super::settling::{Located, located, place, tell};
use crate::ledger::{ExtractId, Issue, LedgerFault, ObjectId, RecordState, RunId};

/// A group, what its amounts add up to, its records, and the first of them.
type Group = ((u16, i64), Option<Decimal>, i64, i64);

/// The last record of a group of spans with the latest last day so far.
struct Latest {
    group: (u16, i64),
    at: Located,
    last: String,
    /// Whether its own overlap has been told.
    told: bool,
}

impl Ledger {
    /// Calls back with every ready record whose group does not balance, and with every ready record
    /// whose span overlaps with another of its group. The caller turns them into findings.
    pub fn group_issues(
        &self,
        run: RunId,
        object: ObjectId,
        mut each: impl FnMut(Located, Issue),
    ) -> Result<(), LedgerFault> {
        self.unbalanced(run, object, &mut each)?;
        self.overlapping(run, object, &mut each)
    }

    fn unbalanced(
        &self,
        run: RunId,
        object: ObjectId,
        each: &mut impl FnMut(Located, Issue),
    ) -> Result<(), LedgerFault> {
        let connection = self.connection();
        connection.execute_batch(
            "DROP TABLE IF EXISTS temp.unbalanced;
             CREATE TEMP TABLE unbalanced (check_number INTEGER, hash INTEGER, sum TEXT, records INTEGER, first INTEGER)",
        )?;
        add_up(&connection, run, object)?;
        let mut statement = connection.prepare(
            "SELECT record.id, record.extract, record.line, record.number, record.byte, unbalanced.check_number,
                 unbalanced.sum, unbalanced.records, other.extract, other.line, other.number, other.byte
             FROM stage, balance
                 JOIN record ON record.id = balance.record
                 JOIN temp.unbalanced ON unbalanced.check_number = balance.check_number AND unbalanced.hash = balance.hash
                 JOIN record AS other ON other.id = unbalanced.first
             WHERE stage.run = ?1 AND stage.object = ?2 AND record.state = ?3
                 AND balance.record BETWEEN first_record AND last_record
             ORDER BY record.id",
        )?;
        tell(&mut statement, (run, object), each, |row| {
            Ok(Issue::Unbalanced {
                check: row.get(5)?,
                sum: Decimal::from_str_exact(row.get_ref(6)?.as_str().unwrap_or_default()).ok(),
                records: count(row, 7)?,
                first_extract: ExtractId(row.get(8)?),
                first: place(row, 9)?,
            })
        })
    }

    fn overlapping(
        &self,
        run: RunId,
        object: ObjectId,
        each: &mut impl FnMut(Located, Issue),
    ) -> Result<(), LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(
            "SELECT record.id, record.extract, record.line, record.number, record.byte, check_number, hash, first, last
             FROM span, stage, record
             WHERE stage.run = ?1 AND stage.object = ?2 AND span.record = record.id
                 AND record.id BETWEEN first_record AND last_record AND state = ?3
             ORDER BY check_number, hash, first, record.id",
        )?;
        let mut rows = statement.query(params![run.0, object.0, RecordState::Ready.number()])?;
        let mut latest: Option<Latest> = None;
        while let Some(row) = rows.next()? {
            let at = located(row)?;
            let (group, first): ((u16, i64), String) = ((row.get(5)?, row.get(6)?), row.get(7)?);
            let last: String = row.get(8)?;
            let before = latest.as_mut().filter(|before| before.group == group);
            let mut overlaps = false;
            if let Some(before) = before
                && first <= before.last
            {
                overlaps = true;
                each(at, overlap(group.0, before.at));
                if !std::mem::replace(&mut before.told, true) {
                    each(before.at, overlap(group.0, at));
                }
                if last <= before.last {
                    continue;
                }
            }
            latest = Some(Latest {
                group,
                at,
                last,
                told: overlaps,
            });
        }
        Ok(())
    }
}

fn overlap(check: u16, (_, extract, place): Located) -> Issue {
    Issue::Overlap {
        check,
        other: place,
        other_extract: extract,
    }
}

/// Puts the groups aside that do not add up to nothing.
fn add_up(connection: &Connection, run: RunId, object: ObjectId) -> Result<(), LedgerFault> {
    // Sums are exact decimals, which SQL does not have.
    let mut amounts = connection.prepare(
        "SELECT check_number, hash, amount, record FROM balance, stage, record
         WHERE stage.run = ?1 AND stage.object = ?2 AND balance.record = record.id
             AND record.id BETWEEN first_record AND last_record AND state = ?3
         ORDER BY check_number, hash, record",
    )?;
    let mut insert =
        connection.prepare("INSERT INTO temp.unbalanced VALUES (?1, ?2, ?3, ?4, ?5)")?;
    let mut keep = |(check, hash): (u16, i64), sum: Option<Decimal>, records: i64, first: i64| {
        // A sum that no decimal can hold is not nothing either.
        let shown = match sum {
            Some(sum) if sum.is_zero() => return Ok(0),
            Some(sum) => sum.to_string(),
            None => String::new(),
        };
        insert.execute(params![check, hash, shown, records, first])
    };
    let mut open: Option<Group> = None;
    let mut rows = amounts.query(params![run.0, object.0, RecordState::Ready.number()])?;
    while let Some(row) = rows.next()? {
        let group = (row.get(0)?, row.get(1)?);
        let amount = Decimal::from_str_exact(row.get_ref(2)?.as_str().unwrap_or_default()).ok();
        match &mut open {
            Some((same, sum, records, _)) if *same == group => {
                *sum = sum
                    .zip(amount)
                    .and_then(|(sum, more)| sum.checked_add(more));
                *records += 1;
            }
            _ => {
                if let Some((group, sum, records, first)) =
                    open.replace((group, amount, 1, row.get(3)?))
                {
                    keep(group, sum, records, first)?;
                }
            }
        }
    }
    if let Some((group, sum, records, first)) = open {
        keep(group, sum, records, first)?;
    }
    Ok(())
}
