//! Steering: who paused the loads of a ledger, and who let a run go on after its first records.

use rusqlite::{OptionalExtension, params};

use super::Ledger;
use super::runs::count;
use crate::crash::Step;
use crate::ledger::{
    CanaryState, Claimed, LedgerFault, ObjectId, Pause, RecordId, RecordState, RunId,
};

impl Ledger {
    /// Pauses all loads on this ledger, those under way too: they send nothing more until [`Ledger::resume`]. Needs no right to write,
    /// which a load under way holds. A second call changes who paused it, and since when.
    pub fn pause(&self, pause: &Pause) -> Result<(), LedgerFault> {
        self.connection().execute(
            "INSERT INTO pause (id, by_whom, at) VALUES (1, ?1, ?2)
             ON CONFLICT (id) DO UPDATE SET by_whom = excluded.by_whom, at = excluded.at",
            params![pause.by, pause.at],
        )?;
        Ok(())
    }

    /// Lets loads go on. Whether they were paused; a second call finds nothing.
    pub fn resume(&self) -> Result<bool, LedgerFault> {
        Ok(self.connection().execute("DELETE FROM pause", [])? > 0)
    }

    /// Who paused the loads of this ledger; none where they are not paused.
    pub fn paused(&self) -> Result<Option<Pause>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached("SELECT by_whom, at FROM pause")?;
        let pause = statement.query_row([], |row| {
            Ok(Pause {
                by: row.get(0)?,
                at: row.get(1)?,
            })
        });
        Ok(pause.optional()?)
    }

    /// Records that of each object of a run only so many records are sent before somebody lets the rest follow. A second call
    /// changes nothing, and neither does one for a run that was let go on.
    pub fn begin_canary(&self, run: RunId, records: u64) -> Result<(), LedgerFault> {
        self.fact(Step::RunState, |transaction| {
            transaction.execute(
                "INSERT OR IGNORE INTO canary (run, records) VALUES (?1, ?2)",
                params![run.0, i64::try_from(records).unwrap_or(i64::MAX)],
            )?;
            Ok(())
        })
    }

    /// Records that somebody lets a run go on beyond its first records. A second call changes nothing.
    pub fn release(&self, run: RunId, by: &str, now: &str) -> Result<(), LedgerFault> {
        self.fact(Step::RunState, |transaction| {
            transaction.execute(
                "INSERT INTO canary (run, records, released_by, released_at) VALUES (?1, 0, ?2, ?3)
                 ON CONFLICT (run) DO UPDATE SET released_by = excluded.released_by, released_at = excluded.released_at
                     WHERE released_by IS NULL",
                params![run.0, by, now],
            )?;
            Ok(())
        })
    }

    /// The canary of a run; none where it has none yet.
    pub fn canary(&self, run: RunId) -> Result<Option<CanaryState>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection
            .prepare_cached("SELECT records, released_by IS NOT NULL FROM canary WHERE run = ?1")?;
        let canary = statement.query_row([run.0], |row| {
            let is_released: bool = row.get(1)?;
            Ok(if is_released {
                CanaryState::Released
            } else {
                CanaryState::Holds(count(row, 0)?)
            })
        });
        Ok(canary.optional()?)
    }

    /// How many records of an object in a run have left, whatever came of them.
    pub fn sent(&self, run: RunId, object: ObjectId) -> Result<u64, LedgerFault> {
        use RecordState::{InDoubt, Loaded, Refused, Sending};
        self.in_states((run, object), &[Sending, Loaded, Refused, InDoubt])
    }

    /// How many records of an object in a run are ready, or have left and are not settled.
    pub fn waiting(&self, run: RunId, object: ObjectId) -> Result<u64, LedgerFault> {
        use RecordState::{InDoubt, Ready, Sending};
        self.in_states((run, object), &[Ready, Sending, InDoubt])
    }

    fn in_states(
        &self,
        (run, object): (RunId, ObjectId),
        states: &[RecordState],
    ) -> Result<u64, LedgerFault> {
        let numbers = states.iter().map(|state| state.number().to_string());
        let numbers: Vec<String> = numbers.collect();
        let connection = self.connection();
        let mut statement = connection.prepare_cached(&format!(
            "SELECT count(*) FROM stage, record
             WHERE stage.run = ?1 AND stage.object = ?2 AND record.id BETWEEN first_record AND last_record
                 AND record.state IN ({})",
            numbers.join(", ")
        ))?;
        Ok(statement.query_row([run.0, object.0], |row| count(row, 0))?)
    }

    /// Records of an object that a run has loaded, in order of arrival, after `after`.
    pub fn loaded(
        &self,
        run: RunId,
        object: ObjectId,
        after: RecordId,
        records_max: usize,
    ) -> Result<Vec<Claimed>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(
            "SELECT record.id, key, payload, target_id FROM stage, record
             WHERE stage.run = ?1 AND stage.object = ?2 AND record.id BETWEEN max(first_record, ?3 + 1) AND last_record
                 AND record.state = ?4
             ORDER BY record.id LIMIT ?5",
        )?;
        let records = statement.query_map(
            params![
                run.0,
                object.0,
                after.0,
                RecordState::Loaded.number(),
                i64::try_from(records_max).unwrap_or(i64::MAX)
            ],
            super::loading::claimed,
        )?;
        Ok(records.collect::<Result<_, _>>()?)
    }
}
