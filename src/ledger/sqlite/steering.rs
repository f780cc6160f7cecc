//! Steering: who paused the loads of a ledger, and who let a run go on after its first records.

use rusqlite::{OptionalExtension, params};

use super::Ledger;
use super::runs::count;
use crate::crash::Step;
use crate::ledger::{Claimed, LedgerFault, ObjectId, Pause, RecordId, RecordState, RunId};

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

    /// Records that somebody lets a run go on beyond its first records. A second call changes nothing.
    pub fn release(&self, run: RunId, by: &str, now: &str) -> Result<(), LedgerFault> {
        self.fact(Step::RunState, |transaction| {
            transaction.execute(
                "INSERT OR IGNORE INTO released (run, by_whom, at) VALUES (?1, ?2, ?3)",
                params![run.0, by, now],
            )?;
            Ok(())
        })
    }

    /// Whether somebody has let a run go on beyond its first records.
    pub fn is_released(&self, run: RunId) -> Result<bool, LedgerFault> {
        let connection = self.connection();
        let released: i64 = connection.query_row(
            "SELECT count(*) FROM released WHERE run = ?1",
            [run.0],
            |row| row.get(0),
        )?;
        Ok(released > 0)
    }

    /// How many records of an object in a run have left, whatever came of them.
    pub fn sent(&self, run: RunId, object: ObjectId) -> Result<u64, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(
            "SELECT count(*) FROM stage, record
             WHERE stage.run = ?1 AND stage.object = ?2 AND record.id BETWEEN first_record AND last_record
                 AND record.state IN (?3, ?4, ?5, ?6)",
        )?;
        let states = [
            RecordState::Sending,
            RecordState::Loaded,
            RecordState::Refused,
            RecordState::InDoubt,
        ]
        .map(RecordState::number);
        let [sending, loaded, refused, in_doubt] = states;
        Ok(statement.query_row(
            params![run.0, object.0, sending, loaded, refused, in_doubt],
            |row| count(row, 0),
        )?)
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
