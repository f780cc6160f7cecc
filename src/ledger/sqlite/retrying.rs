//! Retrying: of what is staged anew, only what an earlier run rejected.

use rusqlite::params;

use super::Ledger;
use crate::crash::Step;
use crate::ledger::{LedgerFault, ObjectId, RecordState, RunId, SkipReason};

impl Ledger {
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
                |row| super::runs::count(row, 0),
            )?;
            Ok(left)
        })
    }
}
