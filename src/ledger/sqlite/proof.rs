//! What proves a run: independent counts, hash totals over keys, the records in the order of the extract.

use std::ops::ControlFlow;

use rusqlite::params;

use super::Ledger;
use super::runs::count;
use super::settling::place;
use crate::ledger::{
    Counted, ExtractId, KeyBook, KeyTotal, LedgerFault, ObjectId, OwnKeys, RecordId, RecordState,
    RunId, StagedLine,
};

impl Ledger {
    /// Records what an independent pass over the extracts of an object counted. A second call replaces it.
    pub fn post_counted(
        &self,
        run: RunId,
        object: ObjectId,
        counted: Counted,
    ) -> Result<(), LedgerFault> {
        self.connection().execute(
            "INSERT OR REPLACE INTO counted (run, object, records, faults) VALUES (?1, ?2, ?3, ?4)",
            params![
                run.0,
                object.0,
                i64::try_from(counted.records).unwrap_or(i64::MAX),
                i64::try_from(counted.faults).unwrap_or(i64::MAX)
            ],
        )?;
        Ok(())
    }

    /// What independent passes counted in a run, by object.
    pub fn counted(&self, run: RunId) -> Result<Vec<(ObjectId, Counted)>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(
            "SELECT object, records, faults FROM counted WHERE run = ?1 ORDER BY object",
        )?;
        let lines = statement.query_map([run.0], |row| {
            let counted = Counted {
                records: count(row, 1)?,
                faults: count(row, 2)?,
            };
            Ok((ObjectId(row.get(0)?), counted))
        })?;
        Ok(lines.collect::<Result<_, _>>()?)
    }

    /// Records a hash total over the keys of a book. A second call replaces it.
    pub fn post_key_total(
        &self,
        run: RunId,
        object: ObjectId,
        book: KeyBook,
        total: KeyTotal,
    ) -> Result<(), LedgerFault> {
        self.connection().execute(
            "INSERT OR REPLACE INTO key_total (run, object, book, keys, hash) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                run.0,
                object.0,
                book.word(),
                i64::try_from(total.keys).unwrap_or(i64::MAX),
                total.hash.to_string()
            ],
        )?;
        Ok(())
    }

    /// Takes the hash totals over the ledger's own keys and records them; those that are ready count as held where that is
    /// asked for. For whoever does not go through the records anyway.
    pub fn total_own_keys(
        &self,
        run: RunId,
        object: ObjectId,
        with_ready: bool,
    ) -> Result<(), LedgerFault> {
        let mut own = OwnKeys::new(with_ready);
        self.staged_records(run, object, false, |line| {
            own.add(&line);
            ControlFlow::Continue(())
        })?;
        self.post_own_keys(run, object, &own)
    }

    /// Records the hash totals over the ledger's own keys. A second call replaces them.
    pub fn post_own_keys(
        &self,
        run: RunId,
        object: ObjectId,
        own: &OwnKeys,
    ) -> Result<(), LedgerFault> {
        self.post_key_total(run, object, KeyBook::Ledger, own.all)?;
        self.post_key_total(run, object, KeyBook::Held, own.held)
    }

    /// The hash totals of a run.
    pub fn key_totals(
        &self,
        run: RunId,
    ) -> Result<Vec<(ObjectId, KeyBook, KeyTotal)>, LedgerFault> {
        let connection = self.connection();
        let mut statement =
            connection.prepare("SELECT object, book, keys, hash FROM key_total WHERE run = ?1")?;
        let mut rows = statement.query([run.0])?;
        let mut totals = Vec::new();
        while let Some(row) = rows.next()? {
            let word: String = row.get(1)?;
            let hash: String = row.get(3)?;
            let book = KeyBook::ALL.into_iter().find(|book| book.word() == word);
            if let (Some(book), Ok(hash)) = (book, hash.parse()) {
                let keys = count(row, 2)?;
                totals.push((ObjectId(row.get(0)?), book, KeyTotal { keys, hash }));
            }
        }
        Ok(totals)
    }

    /// Records why the ledger could not be held against the extracts of an object. A second call replaces it.
    pub fn post_not_held(
        &self,
        run: RunId,
        object: ObjectId,
        why: &str,
    ) -> Result<(), LedgerFault> {
        self.connection().execute(
            "INSERT OR REPLACE INTO not_held (run, object, why) VALUES (?1, ?2, ?3)",
            params![run.0, object.0, why],
        )?;
        Ok(())
    }

    /// Why the ledger could not be held against the extracts, for each object where it could not.
    pub fn not_held(&self, run: RunId) -> Result<Vec<(ObjectId, String)>, LedgerFault> {
        let connection = self.connection();
        let mut statement =
            connection.prepare("SELECT object, why FROM not_held WHERE run = ?1")?;
        let lines = statement.query_map([run.0], |row| Ok((ObjectId(row.get(0)?), row.get(1)?)))?;
        Ok(lines.collect::<Result<_, _>>()?)
    }

    /// Calls back with the records of an object in order of arrival, without those that could not be read, and with what
    /// is sent where that is asked for. The ledger must not be called from within.
    pub fn staged_records(
        &self,
        run: RunId,
        object: ObjectId,
        with_payloads: bool,
        mut each: impl FnMut(StagedLine) -> ControlFlow<()>,
    ) -> Result<(), LedgerFault> {
        let connection = self.connection();
        // What could not be read has no payload, not even an empty one.
        let payload = if with_payloads { "payload" } else { "NULL" };
        let mut statement = connection.prepare(&format!(
            "SELECT id, extract, ordinal, line, number, byte, key, state, payload_hash, {payload} FROM stage, record
             WHERE stage.run = ?1 AND stage.object = ?2 AND id BETWEEN first_record AND last_record
                 AND payload_hash <> zeroblob(16)
             ORDER BY id",
        ))?;
        let mut rows = statement.query(params![run.0, object.0])?;
        while let Some(row) = rows.next()? {
            let state = RecordState::from_number(row.get(7)?).ok_or_else(|| {
                LedgerFault::Impossible("a record has a state that is not known".to_owned())
            })?;
            let line = StagedLine {
                record: RecordId(row.get(0)?),
                extract: ExtractId(row.get(1)?),
                ordinal: count(row, 2)?,
                place: place(row, 3)?,
                key: row.get_ref(6)?.as_str().unwrap_or_default().into(),
                state,
                payload_hash: row.get(8)?,
                payload: row.get(9)?,
            };
            if each(line).is_break() {
                break;
            }
        }
        Ok(())
    }
}
