//! Unique values against those of records that earlier runs loaded.
//!
//! The values are taken from what was sent, into a table on disk that lasts as long as the connection.

use rusqlite::params;

use super::Ledger;
use super::settling::{Located, located};
use crate::ledger::{Issue, LedgerFault, ObjectId, RecordId, RecordState, RunId};

impl Ledger {
    /// Forgets the unique values of loaded records, those of whatever object was settled before.
    pub fn begin_loaded_uniques(&self) -> Result<(), LedgerFault> {
        self.connection().execute_batch(
            "DROP TABLE IF EXISTS temp.loaded_unique;
             CREATE TEMP TABLE loaded_unique (check_number INTEGER, hash INTEGER, record INTEGER,
                 PRIMARY KEY (check_number, hash)) WITHOUT ROWID;",
        )?;
        Ok(())
    }

    /// Takes the unique values (check and hash) of every record of an object that the target holds, from what
    /// was sent; without records whose key is in this run again.
    pub fn loaded_uniques(
        &self,
        run: RunId,
        object: ObjectId,
        target: &str,
        mut values: impl FnMut(&[u8]) -> Vec<(u16, i64)>,
    ) -> Result<(), LedgerFault> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        {
            transaction.execute_batch(
                "DROP TABLE IF EXISTS temp.own_key;
                 CREATE TEMP TABLE own_key (key_hash INTEGER PRIMARY KEY);",
            )?;
            transaction.execute(
                "INSERT OR IGNORE INTO temp.own_key SELECT key_hash FROM record, stage
                 WHERE stage.run = ?1 AND stage.object = ?2 AND id BETWEEN first_record AND last_record",
                params![run.0, object.0],
            )?;
            let mut insert = transaction
                .prepare("INSERT OR IGNORE INTO temp.loaded_unique VALUES (?1, ?2, ?3)")?;
            let mut loaded = transaction.prepare(
                "SELECT record.id, record.payload FROM carried JOIN record ON record.id = carried.record
                 WHERE carried.target = ?1 AND carried.object = ?2 AND record.payload IS NOT NULL
                     AND carried.key_hash NOT IN (SELECT key_hash FROM temp.own_key)",
            )?;
            let mut rows = loaded.query(params![target, object.0])?;
            while let Some(row) = rows.next()? {
                let record: i64 = row.get(0)?;
                for (check, hash) in values(row.get_ref(1)?.as_blob().unwrap_or_default()) {
                    insert.execute(params![check, hash, record])?;
                }
            }
        }
        transaction.commit()?;
        Ok(())
    }

    /// Calls back with every ready record that has a unique value of a loaded one.
    pub(super) fn loaded_before(
        &self,
        run: RunId,
        object: ObjectId,
        each: &mut impl FnMut(Located, Issue),
    ) -> Result<(), LedgerFault> {
        let mut found: Vec<(Located, u16, RecordId, RunId)> = Vec::new();
        {
            let connection = self.connection();
            let known: i64 = connection.query_row(
                "SELECT count(*) FROM temp.sqlite_schema WHERE name = 'loaded_unique'",
                [],
                |row| row.get(0),
            )?;
            if known == 0 {
                return Ok(());
            }
            let mut statement = connection.prepare(
                "SELECT record.id, record.extract, record.line, record.number, record.byte, uniqueness.check_number,
                     other.id, other.run
                 FROM stage, uniqueness
                     JOIN record ON record.id = uniqueness.record
                     JOIN temp.loaded_unique AS loaded ON loaded.check_number = uniqueness.check_number
                         AND loaded.hash = uniqueness.hash
                     JOIN record AS other ON other.id = loaded.record
                 WHERE stage.run = ?1 AND stage.object = ?2 AND record.state = ?3
                     AND uniqueness.record BETWEEN first_record AND last_record
                 ORDER BY record.id",
            )?;
            let mut rows =
                statement.query(params![run.0, object.0, RecordState::Ready.number()])?;
            while let Some(row) = rows.next()? {
                let other = (RecordId(row.get(6)?), RunId(row.get(7)?));
                found.push((located(row)?, row.get(5)?, other.0, other.1));
            }
        }
        // The caller may look into the ledger for each.
        for (at, check, other, other_run) in found {
            each(
                at,
                Issue::LoadedBefore {
                    check,
                    other,
                    other_run,
                },
            );
        }
        Ok(())
    }
}
