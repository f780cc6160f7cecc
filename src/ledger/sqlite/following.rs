//! Following one record through the ledger.

use compact_str::CompactString;
use rusqlite::{OptionalExtension, Row, params};

use super::Ledger;
use super::key_chunks;
use super::settling::place;
use super::view::{AttemptLine, FindingLine, finding_line};
use crate::ledger::{
    ExtractId, LedgerFault, ObjectId, RecordId, RecordLine, RecordState, RunId, key_hash,
};

/// Records with one key that are shown at most.
const RECORDS_MAX: usize = 100;

impl Ledger {
    /// The latest records with this key, at most 100, the latest first.
    pub fn records_by_key(&self, key: &str) -> Result<Vec<RecordLine>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(
            "SELECT id, run, object, extract, line, number, byte, key, state, payload, target_id
             FROM record WHERE id = ?1 AND key = ?2",
        )?;
        let mut lines = Vec::new();
        for record in key_chunks::records_of(&connection, key_hash(key))? {
            if lines.len() == RECORDS_MAX {
                break;
            }
            // Other keys may have a hash that begins alike.
            lines.extend(
                statement
                    .query_row(params![record, key], record_line)
                    .optional()?,
            );
        }
        Ok(lines)
    }

    /// One record by its number.
    pub fn record(&self, record: RecordId) -> Result<Option<RecordLine>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(
            "SELECT id, run, object, extract, line, number, byte, key, state, payload, target_id
             FROM record WHERE id = ?1",
        )?;
        Ok(statement.query_row([record.0], record_line).optional()?)
    }

    /// The first records of an object of a run in a state. Looks through its records until it has so many.
    pub fn first_records(
        &self,
        run: RunId,
        object: ObjectId,
        state: RecordState,
        at_most: usize,
    ) -> Result<Vec<RecordLine>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(
            "SELECT id, record.run, record.object, extract, line, number, byte, key, state, payload, target_id
             FROM stage, record
             WHERE stage.run = ?1 AND stage.object = ?2 AND record.object = ?2
                 AND id BETWEEN first_record AND last_record AND state = ?3
             ORDER BY id LIMIT ?4",
        )?;
        let limit = i64::try_from(at_most).unwrap_or(i64::MAX);
        let lines =
            statement.query_map(params![run.0, object.0, state.number(), limit], record_line)?;
        Ok(lines.collect::<Result<_, _>>()?)
    }

    /// The attempts to send a record, in order.
    pub fn attempts(&self, record: RecordId) -> Result<Vec<AttemptLine>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(
            "SELECT attempt.id, started, outcome, message
             FROM (SELECT attempt, outcome, message FROM attempt_record WHERE record = ?1
                   UNION ALL SELECT attempt, NULL, NULL FROM doubt WHERE record = ?1 AND NOT EXISTS
                       (SELECT 1 FROM attempt_record WHERE attempt = doubt.attempt AND record = ?1)) AS own
                 JOIN attempt ON attempt.id = own.attempt
             ORDER BY attempt.id",
        )?;
        let lines = statement.query_map([record.0], |row| {
            Ok(AttemptLine {
                attempt: row.get(0)?,
                started: row.get(1)?,
                outcome: row.get(2)?,
                message: row.get(3)?,
            })
        })?;
        Ok(lines.collect::<Result<_, _>>()?)
    }

    /// The findings of one record: code, severity, origin, field, found, expected.
    pub fn record_findings(&self, record: RecordId) -> Result<Vec<FindingLine>, LedgerFault> {
        let connection = self.connection();
        // Without a known range, all findings are looked through.
        let (first, last) =
            key_chunks::findings_of(&connection, record)?.unwrap_or((i64::MIN, i64::MAX));
        let mut statement = connection.prepare(
            "SELECT cause.object, code, severity, stage, field, origin, found, expected, ''
             FROM (SELECT id FROM finding WHERE id BETWEEN ?2 AND ?3 AND record = ?1
                   UNION SELECT finding FROM late_finding WHERE record = ?1) AS own
                 JOIN finding ON finding.id = own.id JOIN cause ON cause.id = finding.cause
             ORDER BY finding.id",
        )?;
        let lines = statement.query_map([record.0, first, last], finding_line)?;
        Ok(lines.collect::<Result<_, _>>()?)
    }
}

fn record_line(row: &Row<'_>) -> rusqlite::Result<RecordLine> {
    Ok(RecordLine {
        record: RecordId(row.get(0)?),
        run: RunId(row.get(1)?),
        object: ObjectId(row.get(2)?),
        extract: ExtractId(row.get(3)?),
        place: place(row, 4)?,
        key: row.get::<_, String>(7)?.into(),
        state: RecordState::from_number(row.get(8)?).unwrap_or(RecordState::Ready),
        payload: row.get(9)?,
        target_id: row.get::<_, Option<String>>(10)?.map(CompactString::from),
    })
}
