//! Notes of attempts: what finds a job again after whoever began it died.

use landbridge_contract::AttemptName;
use rusqlite::{OptionalExtension, params};

use super::Ledger;
use super::loading::claimed;
use crate::crash::Step;
use crate::ledger::{
    AttemptId, Claimed, LedgerFault, Noted, ObjectId, RecordId, RecordState, RunId,
};

/// The records (in state `?3`) that an attempt (`?2`) left in doubt. Sorted by the doubt's own column: by the record's, every
/// record of the ledger would be read to save the sorting.
const DOUBTS_OF: &str = "
    SELECT record.id, record.key, record.payload, carried.target_id
    FROM doubt JOIN record ON record.id = doubt.record
        LEFT JOIN carried ON carried.target = ?1 AND carried.object = record.object
            AND carried.key_hash = record.key_hash AND carried.key = record.key
    WHERE doubt.attempt = ?2 AND record.state = ?3 ORDER BY doubt.record";

impl Ledger {
    /// The name of an attempt, which no other attempt has, of this ledger or of another.
    pub fn attempt_name(&self, attempt: AttemptId) -> Result<AttemptName, LedgerFault> {
        let connection = self.connection();
        let number: i64 = connection
            .prepare_cached("SELECT number FROM identity")?
            .query_row([], |row| row.get(0))?;
        Ok(AttemptName::new(number.cast_unsigned(), attempt.0))
    }

    /// Notes the intent to send records as a job: as [`Ledger::note_intent`], with a note that says that nothing is
    /// sent yet.
    pub fn note_job(
        &self,
        run: RunId,
        object: ObjectId,
        records: &[RecordId],
        now: &str,
    ) -> Result<AttemptId, LedgerFault> {
        self.fact(Step::Intent, |transaction| {
            let attempt = super::loading::intend(transaction, (run, object), records, now)?;
            transaction
                .prepare_cached("INSERT INTO attempt_note (attempt, note) VALUES (?1, '')")?
                .execute([attempt.0])?;
            Ok(attempt)
        })
    }

    /// Keeps a note with an attempt, in place of the one before. Fails without effect where another process took over,
    /// so that who was taken over begins nothing more. Noting the same again is harmless.
    pub fn note(&self, attempt: AttemptId, note: &str) -> Result<(), LedgerFault> {
        self.fact(Step::Note, |transaction| {
            transaction
                .prepare_cached(
                    "INSERT INTO attempt_note (attempt, note) VALUES (?1, ?2)
                     ON CONFLICT DO UPDATE SET note = excluded.note",
                )?
                .execute(params![attempt.0, note])?;
            Ok(())
        })
    }

    /// The next attempt after `after` that has a note and left records of an object in doubt, of all runs into this target.
    pub fn noted(
        &self,
        target: &str,
        object: ObjectId,
        after: AttemptId,
    ) -> Result<Option<Noted>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(
            "SELECT attempt_note.attempt, attempt_note.note
             FROM doubt JOIN attempt_note ON attempt_note.attempt = doubt.attempt
                 JOIN run ON run.id = doubt.run JOIN record ON record.id = doubt.record
             WHERE attempt_note.attempt > ?3 AND run.target = ?1 AND doubt.object = ?2 AND record.state = ?4
             ORDER BY attempt_note.attempt LIMIT 1",
        )?;
        let in_doubt = RecordState::InDoubt.number();
        let noted = statement
            .query_row(params![target, object.0, after.0, in_doubt], |row| {
                Ok(Noted {
                    attempt: AttemptId(row.get(0)?),
                    note: row.get(1)?,
                })
            })
            .optional()?;
        Ok(noted)
    }

    /// The records that an attempt left in doubt, in order of arrival.
    pub fn doubts_of(&self, target: &str, attempt: AttemptId) -> Result<Vec<Claimed>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(DOUBTS_OF)?;
        let in_doubt = RecordState::InDoubt.number();
        let records = statement.query_map(params![target, attempt.0, in_doubt], claimed)?;
        Ok(records.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_attempt_left_in_doubt_is_found_without_reading_every_record() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("ledger.db")).unwrap();
        let connection = ledger.connection();
        let mut statement = connection
            .prepare(&format!("EXPLAIN QUERY PLAN {DOUBTS_OF}"))
            .unwrap();
        let steps = statement.query_map(params!["erp", 1, 1], |row| row.get(3));
        let steps: Vec<String> = steps.unwrap().collect::<Result<_, _>>().unwrap();
        assert_eq!(steps[0], "SCAN doubt");
        assert!(steps[1].starts_with("SEARCH record USING INTEGER PRIMARY KEY"));
    }
}
