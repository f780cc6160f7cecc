//! Taking back: what a run made, and what became of each record that was to be taken back.
//!
//! The order is that of loading: the intent is noted before the request leaves, and an answer settles it once. A record whose removal
//! is open is not loaded again before the ERP was asked for it.

use rusqlite::{OptionalExtension, params};

use super::Ledger;
use super::loading::claimed;
use super::runs::count;
use crate::crash::Step;
use crate::ledger::{Claimed, LedgerFault, ObjectId, RecordId, RecordState, RunId, SkipReason};

/// A record that a run made and that was not taken back.
#[derive(Debug, Clone)]
pub struct Made {
    /// The record; known under the id that the ERP gave it.
    pub claimed: Claimed,
    /// The latest run that loaded its key since, where one did.
    pub changed_in: Option<RunId>,
    /// Whether a removal of it is open: asked for, effect unknown.
    pub is_open: bool,
}

/// What became of a record that was to be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Removed {
    /// The ERP does not hold it any more, or holds it out of use.
    TakenBack,
    /// The ERP does not do it; its words.
    Refused(String),
    /// Nothing was done: no request left.
    NotSent,
    /// It is not known; why.
    InDoubt(String),
}

impl Ledger {
    /// Records of an object that a run made, in order of arrival, after `after`; those that were taken back are not among them.
    pub fn made(
        &self,
        run: RunId,
        object: ObjectId,
        target: &str,
        after: RecordId,
        records_max: usize,
    ) -> Result<Vec<Made>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(
            "SELECT record.id, record.key, record.payload, record.target_id, later.run,
                 coalesce(removal.outcome IN ('sending', 'in doubt'), 0)
             FROM stage, record
                 LEFT JOIN carried ON carried.target = ?3 AND carried.object = record.object
                     AND carried.key_hash = record.key_hash AND carried.key = record.key
                 LEFT JOIN record AS later ON later.id = carried.record AND later.id <> record.id
                 LEFT JOIN removal ON removal.record = record.id
             WHERE stage.run = ?1 AND stage.object = ?2 AND record.id BETWEEN max(first_record, ?4 + 1) AND last_record
                 AND record.state = ?5 AND record.created = 1
             ORDER BY record.id LIMIT ?6",
        )?;
        let records = statement.query_map(
            params![
                run.0,
                object.0,
                target,
                after.0,
                RecordState::Loaded.number(),
                i64::try_from(records_max).unwrap_or(i64::MAX)
            ],
            |row| {
                Ok(Made {
                    claimed: claimed(row)?,
                    changed_in: row.get::<_, Option<i64>>(4)?.map(RunId),
                    is_open: row.get(5)?,
                })
            },
        )?;
        Ok(records.collect::<Result<_, _>>()?)
    }

    /// Records, before the request leaves, that a record is being taken back. Fails without effect where it is not one that its run
    /// made and that nothing loaded since.
    pub fn note_removal(
        &self,
        target: &str,
        record: RecordId,
        by: &str,
        now: &str,
    ) -> Result<(), LedgerFault> {
        self.fact(Step::Intent, |transaction| {
            let noted = transaction
                .prepare_cached(
                    "INSERT INTO removal (record, run, object, target_id, outcome, message, by_whom, at)
                     SELECT record.id, record.run, record.object, record.target_id, 'sending', '', ?3, ?4
                     FROM record JOIN carried ON carried.target = ?2 AND carried.object = record.object
                         AND carried.key_hash = record.key_hash AND carried.key = record.key
                     WHERE record.id = ?1 AND record.state = ?5 AND record.created = 1 AND carried.record = record.id
                     ON CONFLICT (record) DO UPDATE SET outcome = 'sending', message = '',
                         by_whom = excluded.by_whom, at = excluded.at",
                )?
                .execute(params![record.0, target, by, now, RecordState::Loaded.number()])?;
            if noted != 1 {
                return Err(LedgerFault::Impossible(format!(
                    "record {} was to be taken back and is not one that its run made",
                    record.0
                )));
            }
            Ok(())
        })
    }

    /// Records what became of a record that was to be taken back, once: one without an open removal stays as it is. Of one that is
    /// taken back the ledger knows no target id any more, so that it can be loaded again.
    pub fn settle_removal(&self, record: RecordId, removed: &Removed) -> Result<(), LedgerFault> {
        let (outcome, message) = match removed {
            Removed::TakenBack => ("taken back", ""),
            Removed::Refused(words) => ("refused", words.as_str()),
            Removed::NotSent => ("not sent", ""),
            Removed::InDoubt(why) => ("in doubt", why.as_str()),
        };
        self.fact(Step::Settle, |transaction| {
            let open: Option<String> = transaction
                .prepare_cached(
                    "UPDATE removal SET outcome = ?2, message = ?3
                     WHERE record = ?1 AND outcome IN ('sending', 'in doubt')
                     RETURNING (SELECT run.target FROM run WHERE run.id = removal.run)",
                )?
                .query_row(params![record.0, outcome, message], |row| row.get(0))
                .optional()?;
            if let (Some(target), Removed::TakenBack) = (open, removed) {
                let state = RecordState::Skipped(SkipReason::TakenBack).number();
                transaction.execute(
                    "UPDATE record SET state = ?2 WHERE id = ?1",
                    params![record.0, state],
                )?;
                transaction.execute(
                    "DELETE FROM carried WHERE target = ?2 AND record = ?1
                         AND (object, key_hash, key) IN (SELECT object, key_hash, key FROM record WHERE id = ?1)",
                    params![record.0, target],
                )?;
            }
            Ok(())
        })
    }

    /// Runs into a target of which records are being taken back, with how many: a process died on the way, or the effect is not
    /// known yet.
    pub fn open_removals(&self, target: &str) -> Result<Vec<(RunId, u64)>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(
            "SELECT removal.run, count(*) FROM removal JOIN run ON run.id = removal.run
             WHERE run.target = ?1 AND removal.outcome IN ('sending', 'in doubt')
             GROUP BY removal.run ORDER BY removal.run",
        )?;
        let runs = statement.query_map([target], |row| Ok((RunId(row.get(0)?), count(row, 1)?)))?;
        Ok(runs.collect::<Result<_, _>>()?)
    }
}
