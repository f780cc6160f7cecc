//! Views: what reports and look-ups read. Nothing here changes the ledger.

use std::collections::BTreeMap;

use rusqlite::{Row, params};
use rust_decimal::Decimal;

use super::Ledger;
use super::runs::count;
use crate::diagnose::{Severity, codes};
use crate::ledger::{
    Book, BookTotal, CountLine, LedgerFault, ObjectId, RecordState, RunId, TotalId, TotalLine,
};

/// One attempt to send a record.
#[derive(Debug, Clone)]
pub struct AttemptLine {
    /// Its number.
    pub attempt: i64,
    /// When, ISO 8601.
    pub started: String,
    /// What became of it; none while it is open.
    pub outcome: Option<String>,
    /// The ERP's words, or why it is in doubt.
    pub message: Option<String>,
}

/// A code that a run did not find in its crosswalk.
#[derive(Debug, Clone)]
pub struct UnmappedLine {
    /// What was expected: names the crosswalk.
    pub expected: String,
    /// The code as findings show it.
    pub found: String,
    /// Records that it holds up.
    pub records: u64,
    /// Where it was found first.
    pub origin: String,
}

/// A finding, for lists.
#[derive(Debug, Clone)]
pub struct FindingLine {
    /// The object.
    pub object: ObjectId,
    /// Code.
    pub code: String,
    /// `error` or `warning`.
    pub severity: String,
    /// Word of the stage.
    pub stage: String,
    /// Attribute or column.
    pub field: String,
    /// Where.
    pub origin: String,
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: String,
    /// Business key; empty where there is none.
    pub key: String,
}

impl Ledger {
    /// The objects staged in a run, in order, and whether each stage was settled.
    pub fn staged_objects(&self, run: RunId) -> Result<Vec<(ObjectId, String)>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(
            "SELECT object.id, object.name FROM stage JOIN object ON object.id = stage.object
             WHERE stage.run = ?1 ORDER BY first_record, stage.object",
        )?;
        let lines = statement.query_map([run.0], |row| Ok((ObjectId(row.get(0)?), row.get(1)?)))?;
        Ok(lines.collect::<Result<_, _>>()?)
    }

    /// How many records of each object are in each state.
    pub fn counts(&self, run: RunId) -> Result<Vec<CountLine>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(
            "SELECT record.object, state, created FROM stage, record
             WHERE stage.run = ?1 AND record.object = stage.object AND id BETWEEN first_record AND last_record",
        )?;
        let mut rows = statement.query([run.0])?;
        // Grouped by the database, every record would be sorted first.
        let mut counted: BTreeMap<(i64, i64, bool), u64> = BTreeMap::new();
        let mut same = None;
        let mut records = 0;
        while let Some(row) = rows.next()? {
            let one = (row.get(0)?, row.get(1)?, row.get(2)?);
            if same != Some(one) {
                if let Some(same) = same.replace(one) {
                    *counted.entry(same).or_default() += records;
                }
                records = 0;
            }
            records += 1;
        }
        if let Some(same) = same {
            *counted.entry(same).or_default() += records;
        }
        let lines = counted
            .into_iter()
            .map(|((object, state, created), records)| {
                let state = RecordState::from_number(state).ok_or_else(|| {
                    LedgerFault::Impossible("a record has a state that is not known".to_owned())
                })?;
                Ok(CountLine {
                    object: ObjectId(object),
                    state,
                    created,
                    records,
                })
            });
        lines.collect()
    }

    /// Control totals summed by state. Sums are exact and made here, record by record.
    pub fn totals(&self, run: RunId) -> Result<Vec<TotalLine>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(
            "SELECT total.id, total.object, total.name, group_name, state, amount
             FROM contribution CROSS JOIN total ON total.id = contribution.total
                 CROSS JOIN record ON record.id = contribution.record
             WHERE total.run = ?1
                 AND contribution.record BETWEEN (SELECT min(first_record) FROM stage WHERE run = ?1)
                     AND (SELECT max(last_record) FROM stage WHERE run = ?1)",
        )?;
        let mut rows = statement.query([run.0])?;
        let mut sums: BTreeMap<(i64, String, i64), TotalLine> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let (total, group, state) = (row.get(0)?, row.get::<_, String>(3)?, row.get(4)?);
            let amount: Decimal = exact(&row.get::<_, String>(5)?)?;
            let known = RecordState::from_number(state).unwrap_or(RecordState::Ready);
            let (object, name) = (ObjectId(row.get(1)?), row.get(2)?);
            let line = sums
                .entry((total, group.clone(), state))
                .or_insert_with(|| TotalLine {
                    total: TotalId(total),
                    object,
                    name,
                    group,
                    state: known,
                    sum: Decimal::ZERO,
                    count: 0,
                });
            line.sum = line.sum.checked_add(amount).ok_or_else(too_large)?;
            line.count += 1;
        }
        Ok(sums.into_values().collect())
    }

    /// Sums that are kept beside the records.
    pub fn book_totals(
        &self,
        run: RunId,
        book: Book,
    ) -> Result<Vec<(ObjectId, BookTotal)>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(
            "SELECT object, name, group_name, sum, amounts FROM book_total
             WHERE run = ?1 AND book = ?2 ORDER BY rowid",
        )?;
        let mut rows = statement.query(params![run.0, book.word()])?;
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            let total = BookTotal {
                name: row.get(1)?,
                group: row.get(2)?,
                sum: exact(&row.get::<_, String>(3)?)?,
                count: count(row, 4)?,
            };
            lines.push((ObjectId(row.get(0)?), total));
        }
        Ok(lines)
    }

    /// Object, code, and how many records have a finding of it; a finding that belongs to no record
    /// counts as one.
    pub fn records_by_code(&self, run: RunId) -> Result<Vec<(String, String, u64)>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(
            "SELECT object.name, code, count(DISTINCT record) + sum(record IS NULL)
             FROM cause JOIN finding ON finding.cause = cause.id JOIN object ON object.id = cause.object
             WHERE cause.run = ?1 GROUP BY object.id, code",
        )?;
        let lines = statement.query_map([run.0], |row| {
            Ok((row.get(0)?, row.get(1)?, count(row, 2)?))
        })?;
        Ok(lines.collect::<Result<_, _>>()?)
    }

    /// Object, and how many of its records have a warning; a warning that belongs to no record counts as
    /// one.
    pub fn records_with_warnings(&self, run: RunId) -> Result<Vec<(String, u64)>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(
            "SELECT object.name, count(DISTINCT record) + sum(record IS NULL)
             FROM cause JOIN finding ON finding.cause = cause.id JOIN object ON object.id = cause.object
             WHERE cause.run = ?1 AND severity = ?2 GROUP BY object.id",
        )?;
        let warning = Severity::Warning.word();
        let lines = statement.query_map(params![run.0, warning], |row| {
            Ok((row.get(0)?, count(row, 1)?))
        })?;
        Ok(lines.collect::<Result<_, _>>()?)
    }

    /// The codes that a run did not find in their crosswalks, by crosswalk; within one, those that hold
    /// up most records first.
    pub fn unmapped_codes(&self, run: RunId) -> Result<Vec<UnmappedLine>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(
            "SELECT expected, found, count(DISTINCT record), origin, min(finding.id)
             FROM finding JOIN cause ON cause.id = finding.cause
             WHERE cause.run = ?1 AND code = ?2
             GROUP BY expected, found ORDER BY expected, count(DISTINCT record) DESC, min(finding.id)",
        )?;
        let lines = statement.query_map(params![run.0, codes::MAP_UNMAPPED_CODE.id], |row| {
            Ok(UnmappedLine {
                expected: row.get(0)?,
                found: row.get(1)?,
                records: count(row, 2)?,
                origin: row.get(3)?,
            })
        })?;
        Ok(lines.collect::<Result<_, _>>()?)
    }

    /// Calls back with a run's findings in order of arrival, those of one code where given.
    pub fn findings(
        &self,
        run: RunId,
        code: Option<&str>,
        mut each: impl FnMut(FindingLine) -> std::ops::ControlFlow<()>,
    ) -> Result<(), LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(
            "SELECT cause.object, code, severity, stage, field, origin, found, expected, coalesce(record.key, '')
             FROM finding JOIN cause ON cause.id = finding.cause LEFT JOIN record ON record.id = finding.record
             WHERE cause.run = ?1 AND (?2 IS NULL OR code = ?2)
                 AND finding.id >= (SELECT min(first.finding) FROM cause_sample AS first JOIN cause AS of
                     ON of.id = first.cause WHERE of.run = ?1)
             ORDER BY finding.id",
        )?;
        let mut rows = statement.query(params![run.0, code])?;
        while let Some(row) = rows.next()? {
            if each(finding_line(row)?).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// The latest run of one of these commands, or any where none is given.
    pub fn latest_run(&self, commands: &[&str]) -> Result<Option<RunId>, LedgerFault> {
        Ok(self
            .runs()?
            .into_iter()
            .find(|line| commands.is_empty() || commands.contains(&line.facts.command.as_str()))
            .map(|line| line.run))
    }
}

/// A finding from nine columns: object, code, severity, stage, field, origin, found, expected, key.
pub(super) fn finding_line(row: &Row<'_>) -> rusqlite::Result<FindingLine> {
    Ok(FindingLine {
        object: ObjectId(row.get(0)?),
        code: row.get(1)?,
        severity: row.get(2)?,
        stage: row.get(3)?,
        field: row.get(4)?,
        origin: row.get(5)?,
        found: row.get(6)?,
        expected: row.get(7)?,
        key: row.get(8)?,
    })
}

pub(super) fn exact(digits: &str) -> Result<Decimal, LedgerFault> {
    digits.parse().map_err(|_ignored: rust_decimal::Error| {
        LedgerFault::Impossible(format!("an amount is stored as \"{digits}\""))
    })
}

pub(super) fn too_large() -> LedgerFault {
    LedgerFault::Impossible("a control total has more than 28 digits".to_owned())
}
