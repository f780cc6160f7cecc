//! The files that mappings look into beside their extracts, as a run read them.

use rusqlite::params;

use super::Ledger;
use super::runs::count;
use crate::ledger::{ExtractFacts, LedgerFault, ObjectId, RunId};

impl Ledger {
    /// Records the files that were read for joins and lookups of an object, in one transaction. A second call for the same
    /// files changes nothing.
    pub fn record_beside(
        &self,
        run: RunId,
        object: ObjectId,
        files: &[ExtractFacts],
    ) -> Result<(), LedgerFault> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        for one in files {
            transaction.execute(
                "INSERT OR IGNORE INTO beside (run, object, file, sha256, bytes) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![
                    run.0,
                    object.0,
                    one.file,
                    one.sha256,
                    i64::try_from(one.bytes).unwrap_or(i64::MAX)
                ],
            )?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// The files that were read beside the extracts of a run, by object and name; none for a run of a ledger that did not
    /// keep them yet.
    pub fn beside(&self, run: RunId) -> Result<Vec<(ObjectId, ExtractFacts)>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(
            "SELECT object, file, sha256, bytes FROM beside WHERE run = ?1 ORDER BY object, file, sha256",
        )?;
        let lines = statement.query_map([run.0], |row| {
            let facts = ExtractFacts {
                file: row.get(1)?,
                sha256: row.get(2)?,
                bytes: count(row, 3)?,
            };
            Ok((ObjectId(row.get(0)?), facts))
        })?;
        Ok(lines.collect::<Result<_, _>>()?)
    }

    /// Those of one object.
    pub fn beside_of(
        &self,
        run: RunId,
        object: ObjectId,
    ) -> Result<Vec<ExtractFacts>, LedgerFault> {
        let mut files = self.beside(run)?;
        files.retain(|(of, _)| *of == object);
        Ok(files.into_iter().map(|(_, facts)| facts).collect())
    }
}
