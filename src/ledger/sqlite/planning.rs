//! Planning: what is staged of an object, beside what the ledger knows of the same keys.

use std::ops::ControlFlow;

use rusqlite::params;

use super::Ledger;
use super::settling::place;
use crate::crash::Step;
use crate::ledger::{
    Because, ChangedBy, ExtractId, LedgerFault, ObjectId, RecordId, RecordLine, RecordState, RunId,
    SkipReason,
};

/// A staged record, and what the ledger knows of its key in the target.
#[derive(Debug, Clone)]
pub struct PlannedLine {
    /// The record; its target id is the one under which its key was loaded before.
    pub record: RecordLine,
    /// Why it is not what was loaded; none where its key was not loaded, or is the same.
    pub because: Option<Because>,
}

impl Ledger {
    /// Calls back with the staged records of an object that have a key, in the order of their keys; of those with one key, the one that
    /// would be sent comes first. The sort is on disk. The ledger must not be called from within.
    pub fn planned_records(
        &self,
        run: RunId,
        object: ObjectId,
        target: &str,
        mut each: impl FnMut(PlannedLine) -> ControlFlow<()>,
    ) -> Result<(), LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(
            "SELECT record.id, extract, line, number, byte, record.key, state, payload, carried.target_id,
                 carried.payload_hash <> record.payload_hash, carried.source_hash, record.source_hash
             FROM stage, record LEFT JOIN carried ON carried.target = ?3 AND carried.object = record.object
                 AND carried.key_hash = record.key_hash AND carried.key = record.key
             WHERE stage.run = ?1 AND stage.object = ?2 AND record.id BETWEEN first_record AND last_record
                 AND record.key <> ''
             ORDER BY record.key, state NOT IN (?4, ?5), record.id",
        )?;
        let mut rows = statement.query(params![
            run.0,
            object.0,
            target,
            RecordState::Ready.number(),
            RecordState::Skipped(SkipReason::Unchanged).number()
        ])?;
        while let Some(row) = rows.next()? {
            let changed: Option<bool> = row.get(9)?;
            let (loaded, now): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get(10)?, row.get(11)?);
            let record = RecordLine {
                record: RecordId(row.get(0)?),
                run,
                object,
                extract: ExtractId(row.get(1)?),
                place: place(row, 2)?,
                key: row.get::<_, String>(5)?.into(),
                state: RecordState::from_number(row.get(6)?).unwrap_or(RecordState::Ready),
                payload: row.get(7)?,
                target_id: row.get::<_, Option<String>>(8)?.map(Into::into),
            };
            let line = PlannedLine {
                record,
                because: (changed == Some(true))
                    .then(|| Because::of(loaded.as_deref(), now.as_deref())),
            };
            if each(line).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// How many records that are ready were loaded before and are not the same any more, by why.
    pub fn changed_by(
        &self,
        run: RunId,
        object: ObjectId,
        target: &str,
    ) -> Result<ChangedBy, LedgerFault> {
        let connection = self.connection();
        let mut changed = ChangedBy::default();
        // The first load of an object need not look at each of its records.
        let is_first: bool = connection.query_row(
            "SELECT NOT EXISTS (SELECT 1 FROM carried WHERE target = ?1 AND object = ?2)",
            params![target, object.0],
            |row| row.get(0),
        )?;
        if is_first {
            return Ok(changed);
        }
        let mut statement = connection.prepare(
            "SELECT carried.source_hash, record.source_hash
             FROM stage, record JOIN carried ON carried.target = ?3 AND carried.object = record.object
                 AND carried.key_hash = record.key_hash AND carried.key = record.key
             WHERE stage.run = ?1 AND stage.object = ?2 AND record.id BETWEEN first_record AND last_record
                 AND record.state = ?4 AND carried.payload_hash <> record.payload_hash",
        )?;
        let ready = RecordState::Ready.number();
        let mut rows = statement.query(params![run.0, object.0, target, ready])?;
        while let Some(row) = rows.next()? {
            let (loaded, now): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get(0)?, row.get(1)?);
            changed.add(Because::of(loaded.as_deref(), now.as_deref()));
        }
        Ok(changed)
    }

    /// Forgets what only a plan needs when it is told: what would have been sent, and what the ERP returned. Verdicts, findings
    /// and totals stay, as those of a check. A second call finds none.
    pub fn forget_planned(&self, run: RunId) -> Result<(), LedgerFault> {
        self.fact(Step::EndSettling, |transaction| {
            transaction.execute("DELETE FROM target_record WHERE run = ?1", [run.0])?;
            transaction.execute(
                "UPDATE record SET payload = NULL WHERE run = ?1 AND payload IS NOT NULL
                     AND id BETWEEN (SELECT min(first_record) FROM stage WHERE run = ?1)
                         AND (SELECT max(last_record) FROM stage WHERE run = ?1)",
                [run.0],
            )?;
            Ok(())
        })
    }
}
