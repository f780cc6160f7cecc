//! What only the ERP can say of records: questions, its answers, and what became of the asking.
//!
//! Each distinct question is answered once in a run, however many records raise it. Questions and
//! answers are on disk, so memory does not grow with them.

use compact_str::CompactString;
use landbridge_contract::Reference;
use rusqlite::{OptionalExtension, params};

use super::Ledger;
use super::runs::count;
use super::settling::{Located, located};
use crate::ledger::{
    Answer, AskedLine, Issue, LedgerFault, ObjectId, Question, RecordId, RecordState, RunId,
    StagedReference, key_hash,
};

/// The subject under which answers about the records of an object stand.
const RECORD: &str = "record ";

impl Ledger {
    /// The next distinct questions of an object's ready records that were not answered in this run, in the
    /// order of subjects. Records that the ledger knows to be in the ERP are not asked for.
    pub fn open_questions(
        &self,
        run: RunId,
        object: ObjectId,
        target: &str,
        after: Option<&Question>,
        limit: usize,
    ) -> Result<Vec<Question>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(
            "SELECT DISTINCT question.subject, question.key_hash, question.key FROM stage, question
                 JOIN record ON record.id = question.record
             WHERE stage.run = ?1 AND stage.object = ?2 AND question.record BETWEEN first_record AND last_record
                 AND record.state = ?3 AND (question.subject, question.key_hash, question.key) > (?5, ?6, ?7)
                 AND NOT EXISTS (SELECT 1 FROM answer WHERE answer.target = ?4 AND answer.subject = question.subject
                     AND answer.key_hash = question.key_hash AND answer.key = question.key AND answer.run = ?1)
                 AND NOT EXISTS (SELECT 1 FROM carried JOIN object ON object.id = carried.object
                     WHERE carried.target = ?4 AND question.subject = 'record ' || object.name
                         AND carried.key_hash = question.key_hash AND carried.key = question.key)
             ORDER BY question.subject, question.key_hash, question.key LIMIT ?8",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let (subject, key) = after.map_or(("", ""), |one| (&one.subject, &one.key));
        let hash = after.map_or(i64::MIN, |one| key_hash(&one.key));
        let ready = RecordState::Ready.number();
        let lines = statement.query_map(
            params![run.0, object.0, ready, target, subject, hash, key, limit],
            |row| {
                Ok(Question {
                    subject: row.get::<_, String>(0)?.into(),
                    key: row.get::<_, String>(2)?.into(),
                })
            },
        )?;
        Ok(lines.collect::<Result<_, _>>()?)
    }

    /// How many ready records of an object raise questions that nobody answered, by subject.
    pub fn unanswered(
        &self,
        run: RunId,
        object: ObjectId,
        target: &str,
    ) -> Result<Vec<(CompactString, u64)>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(
            "SELECT subject, count(DISTINCT record.id) FROM stage, question JOIN record ON record.id = question.record
             WHERE stage.run = ?1 AND stage.object = ?2 AND question.record BETWEEN first_record AND last_record
                 AND record.state = ?3
                 AND NOT EXISTS (SELECT 1 FROM answer WHERE answer.target = ?4 AND answer.subject = question.subject
                     AND answer.key_hash = question.key_hash AND answer.key = question.key AND answer.run = ?1)
                 AND NOT EXISTS (SELECT 1 FROM carried JOIN object ON object.id = carried.object
                     WHERE carried.target = ?4 AND question.subject = 'record ' || object.name
                         AND carried.key_hash = question.key_hash AND carried.key = question.key)
             GROUP BY subject ORDER BY subject",
        )?;
        let ready = RecordState::Ready.number();
        let lines = statement.query_map(params![run.0, object.0, ready, target], |row| {
            Ok((row.get::<_, String>(0)?.into(), count(row, 1)?))
        })?;
        Ok(lines.collect::<Result<_, _>>()?)
    }

    /// Records what the ERP said. A second answer to the same question replaces the first.
    pub fn answer(
        &self,
        run: RunId,
        target: &str,
        answers: &[(Question, Answer)],
    ) -> Result<(), LedgerFault> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        for (question, answer) in answers {
            transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO answer VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                )?
                .execute(params![
                    target,
                    question.subject.as_str(),
                    key_hash(&question.key),
                    question.key.as_str(),
                    run.0,
                    super::staging::whole(answer.found),
                    answer.target_id.as_deref()
                ])?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// Calls back with every question of a ready record that the ERP answered otherwise than the record
    /// needs: a value that no list has, a record that is not there or there several times.
    pub fn amiss(
        &self,
        run: RunId,
        object: ObjectId,
        target: &str,
        mut each: impl FnMut(Located, Issue),
    ) -> Result<(), LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(
            "SELECT record.id, record.extract, record.line, record.number, record.byte, question.subject, question.key,
                 question.field, question.origin, question.personal, answer.found
             FROM stage, question
                 JOIN record ON record.id = question.record
                 JOIN answer ON answer.target = ?4 AND answer.subject = question.subject AND answer.key_hash = question.key_hash
                     AND answer.key = question.key AND answer.run = ?1
             WHERE stage.run = ?1 AND stage.object = ?2 AND question.record BETWEEN first_record AND last_record
                 AND record.state = ?3
                 AND (answer.found = 0 OR (answer.found > 1 AND question.subject LIKE 'record %'))
             ORDER BY record.id",
        )?;
        let ready = RecordState::Ready.number();
        let mut rows = statement.query(params![run.0, object.0, ready, target])?;
        while let Some(row) = rows.next()? {
            let subject: String = row.get(5)?;
            let reference = StagedReference {
                reference: Reference {
                    object: subject.into(),
                    key: row.get::<_, String>(6)?.into(),
                },
                field: row.get::<_, String>(7)?.into(),
                origin: row.get(8)?,
                personal: row.get(9)?,
            };
            let found = count(row, 10)?;
            each(located(row)?, Issue::NotInErp { reference, found });
        }
        Ok(())
    }

    /// The next ready records of an object whose keys the ledger does not know to be in the ERP.
    pub fn unknown_keys(
        &self,
        run: RunId,
        object: ObjectId,
        target: &str,
        after: RecordId,
        limit: usize,
    ) -> Result<Vec<(Located, CompactString)>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(
            "SELECT record.id, record.extract, record.line, record.number, record.byte, record.key FROM record, stage
             WHERE stage.run = ?1 AND stage.object = ?2 AND record.id BETWEEN first_record AND last_record
                 AND record.id > ?5 AND record.state = ?3 AND record.key <> ''
                 AND NOT EXISTS (SELECT 1 FROM carried WHERE carried.target = ?4 AND carried.object = ?2
                     AND carried.key_hash = record.key_hash AND carried.key = record.key)
             ORDER BY record.id LIMIT ?6",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let ready = RecordState::Ready.number();
        let lines = statement.query_map(
            params![run.0, object.0, ready, target, after.0, limit],
            |row| Ok((located(row)?, row.get::<_, String>(5)?.into())),
        )?;
        Ok(lines.collect::<Result<_, _>>()?)
    }

    /// The target id of a record that was asked for, as the latest answer has it.
    pub(super) fn answered_id(
        &self,
        target: &str,
        object: ObjectId,
        key: &str,
    ) -> Result<Option<CompactString>, LedgerFault> {
        let subject = format!("{RECORD}{}", self.object_name(object)?);
        let connection = self.connection();
        let mut statement = connection.prepare_cached(
            "SELECT target_id FROM answer WHERE target = ?1 AND subject = ?2 AND key_hash = ?3 AND key = ?4
                 AND found = 1 ORDER BY run DESC LIMIT 1",
        )?;
        let id = statement
            .query_row(params![target, subject, key_hash(key), key], |row| {
                row.get::<_, Option<String>>(0)
            })
            .optional()?;
        Ok(id.flatten().map(CompactString::from))
    }

    /// The key of the record of an object that the ERP holds under an id: of one that a run of this ledger put there, or that was
    /// asked for. Looks through all that is known of the object.
    pub fn key_of_id(
        &self,
        target: &str,
        object: &str,
        id: &str,
    ) -> Result<Option<String>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(
            "SELECT key FROM carried WHERE target = ?1 AND object = (SELECT id FROM object WHERE name = ?2) AND target_id = ?4
             UNION ALL
             SELECT key FROM answer WHERE target = ?1 AND subject = ?3 AND found = 1 AND target_id = ?4
             LIMIT 1",
        )?;
        let subject = format!("{RECORD}{object}");
        let key = statement.query_row(params![target, object, subject, id], |row| row.get(0));
        Ok(key.optional()?)
    }

    /// Records how much was asked about an object, and what could not be.
    pub fn record_asked(
        &self,
        run: RunId,
        object: ObjectId,
        line: &AskedLine,
    ) -> Result<(), LedgerFault> {
        self.connection().execute(
            "INSERT INTO asked VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                run.0,
                object.0,
                line.subject,
                super::staging::whole(line.asked),
                super::staging::whole(line.amiss),
                super::staging::whole(line.unasked),
                super::staging::whole(line.requests),
                line.why
            ],
        )?;
        Ok(())
    }

    /// What was asked in a run, in the order in which it was.
    pub fn asked(&self, run: RunId) -> Result<Vec<AskedLine>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(
            "SELECT object.name, subject, asked, amiss, unasked, requests, why
             FROM asked JOIN object ON object.id = asked.object WHERE run = ?1 ORDER BY asked.rowid",
        )?;
        let lines = statement.query_map([run.0], |row| {
            Ok(AskedLine {
                object: row.get(0)?,
                subject: row.get(1)?,
                asked: count(row, 2)?,
                amiss: count(row, 3)?,
                unasked: count(row, 4)?,
                requests: count(row, 5)?,
                why: row.get(6)?,
            })
        })?;
        Ok(lines.collect::<Result<_, _>>()?)
    }
}
