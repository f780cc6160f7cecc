//! Retrying: of what is staged anew, only what an earlier run rejected.

use rusqlite::params;

use super::Ledger;
use super::runs::count;
use crate::crash::Step;
use crate::ledger::{LedgerFault, ObjectId, RecordState, RunId, SkipReason};

/// What a retry did about one object of the run that it retried, in records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetriedLine {
    /// The object.
    pub object: ObjectId,
    /// The run that was retried.
    pub earlier: RunId,
    /// Refused ones of that run that were sent again.
    pub resent: u64,
    /// Of these, loaded now.
    pub loaded: u64,
    /// Of these, refused again.
    pub refused: u64,
    /// Of these, in doubt or not sent.
    pub unsettled: u64,
    /// Rejects of that run.
    pub rejects: u64,
    /// Of these, rejected no more.
    pub mended: u64,
}

impl Ledger {
    /// Records what a retry did about one object of the run that it retried. A second call for the object takes the place of the first.
    pub fn record_retried(&self, run: RunId, line: &RetriedLine) -> Result<(), LedgerFault> {
        let figures = [
            line.resent,
            line.loaded,
            line.refused,
            line.unsettled,
            line.rejects,
            line.mended,
        ];
        let [resent, loaded, refused, unsettled, rejects, mended] =
            figures.map(|records| i64::try_from(records).unwrap_or(i64::MAX));
        self.connection().execute(
            "INSERT OR REPLACE INTO retried (run, object, earlier, resent, loaded, refused, unsettled, rejects, mended)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                run.0,
                line.object.0,
                line.earlier.0,
                resent,
                loaded,
                refused,
                unsettled,
                rejects,
                mended
            ],
        )?;
        Ok(())
    }

    /// What a retry did about the run that it retried, by object; none for any other run.
    pub fn retried(&self, run: RunId) -> Result<Vec<RetriedLine>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(
            "SELECT object, earlier, resent, loaded, refused, unsettled, rejects, mended FROM retried WHERE run = ?1
             ORDER BY object",
        )?;
        let lines = statement.query_map([run.0], |row| {
            Ok(RetriedLine {
                object: ObjectId(row.get(0)?),
                earlier: RunId(row.get(1)?),
                resent: count(row, 2)?,
                loaded: count(row, 3)?,
                refused: count(row, 4)?,
                unsettled: count(row, 5)?,
                rejects: count(row, 6)?,
                mended: count(row, 7)?,
            })
        })?;
        Ok(lines.collect::<Result<_, _>>()?)
    }

    /// Keeps of the ready records of an object only those that an earlier run rejected, and, where a key is given, only that one; all
    /// others are marked as not asked for. A record is known again by its key, and one that had none by its number in its file.
    /// Returns how many are left. A second call changes nothing.
    pub fn keep_rejects_of(
        &self,
        run: RunId,
        object: ObjectId,
        earlier: RunId,
        key: Option<&str>,
    ) -> Result<u64, LedgerFault> {
        // Tens of its number tell the state: 50 is rejected.
        const REJECTED: &str = "
            FROM stage, record JOIN extract ON extract.id = record.extract
            WHERE stage.run = ?1 AND stage.object = ?2 AND record.id BETWEEN first_record AND last_record
                AND record.state / 10 = 5";
        self.fact(Step::SkipUnchanged, |transaction| {
            transaction.execute_batch(
                "DROP TABLE IF EXISTS temp.rejected_key; DROP TABLE IF EXISTS temp.rejected_place;
                 CREATE TEMP TABLE rejected_key (key_hash INTEGER, key TEXT, PRIMARY KEY (key_hash, key)) WITHOUT ROWID;
                 CREATE TEMP TABLE rejected_place (file TEXT, ordinal INTEGER, PRIMARY KEY (file, ordinal)) WITHOUT ROWID;",
            )?;
            transaction.execute(
                &format!(
                    "INSERT OR IGNORE INTO temp.rejected_key SELECT record.key_hash, record.key {REJECTED} AND record.key <> ''"
                ),
                params![earlier.0, object.0],
            )?;
            transaction.execute(
                &format!(
                    "INSERT OR IGNORE INTO temp.rejected_place SELECT extract.file, record.ordinal {REJECTED} AND record.key = ''"
                ),
                params![earlier.0, object.0],
            )?;
            transaction.execute(
                "UPDATE record SET state = ?4
                 WHERE record.state = ?3 AND record.id BETWEEN
                         (SELECT first_record FROM stage WHERE run = ?1 AND object = ?2)
                         AND (SELECT last_record FROM stage WHERE run = ?1 AND object = ?2)
                     AND NOT ((?5 IS NULL OR record.key = ?5)
                         AND ((record.key_hash, record.key) IN (SELECT key_hash, key FROM temp.rejected_key)
                             OR ((SELECT file FROM extract WHERE extract.id = record.extract), record.ordinal)
                                 IN (SELECT file, ordinal FROM temp.rejected_place)))",
                params![
                    run.0,
                    object.0,
                    RecordState::Ready.number(),
                    RecordState::Skipped(SkipReason::NotAsked).number(),
                    key
                ],
            )?;
            let left = transaction.query_row(
                "SELECT count(*) FROM stage, record WHERE stage.run = ?1 AND stage.object = ?2
                     AND record.id BETWEEN first_record AND last_record AND record.state = ?3",
                params![run.0, object.0, RecordState::Ready.number()],
                |row| count(row, 0),
            )?;
            Ok(left)
        })
    }
}
