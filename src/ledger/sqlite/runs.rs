//! Runs, objects, extracts: opening, closing, finding again.

use landbridge_contract::Place;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::Ledger;
use crate::crash::Step;
use crate::ledger::{
    ExtractFacts, ExtractId, ExtractLine, LedgerFault, ObjectId, RecordId, RunFacts, RunId,
    RunLine, RunState, TotalId,
};

/// An extract from the first ten columns of a row.
fn extract_line(row: &Row<'_>) -> rusqlite::Result<ExtractLine> {
    Ok(ExtractLine {
        extract: ExtractId(row.get(0)?),
        object: ObjectId(row.get(1)?),
        facts: ExtractFacts {
            file: row.get(2)?,
            sha256: row.get(3)?,
            bytes: count(row, 4)?,
        },
        form: row.get(5)?,
        records: count(row, 6)?,
        faults: count(row, 7)?,
        blank: count(row, 8)?,
        complete: row.get(9)?,
    })
}

impl Ledger {
    /// Sets the state of a run; `ended` is kept where it is none. Harmless when repeated.
    pub fn set_run_state(
        &self,
        run: RunId,
        state: RunState,
        ended: Option<&str>,
    ) -> Result<(), LedgerFault> {
        self.fact(Step::RunState, |transaction| {
            transaction.execute(
                "UPDATE run SET state = ?2, ended = coalesce(?3, ended) WHERE id = ?1",
                params![run.0, state.word(), ended],
            )?;
            Ok(())
        })
    }

    /// One run.
    pub fn run(&self, run: RunId) -> Result<Option<RunLine>, LedgerFault> {
        let connection = self.connection();
        let line = connection
            .query_row("SELECT * FROM run WHERE id = ?1", [run.0], run_line)
            .optional()?;
        Ok(line)
    }

    /// All runs, the latest first.
    pub fn runs(&self) -> Result<Vec<RunLine>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare("SELECT * FROM run ORDER BY id DESC")?;
        let lines = statement.query_map([], run_line)?;
        Ok(lines.collect::<Result<_, _>>()?)
    }

    /// The ledger's number for an object's name. The same name has the same number for ever.
    pub fn object(&self, name: &str) -> Result<ObjectId, LedgerFault> {
        let connection = self.connection();
        let known = |connection: &Connection| {
            connection
                .prepare_cached("SELECT id FROM object WHERE name = ?1")?
                .query_row([name], |row| row.get(0))
                .optional()
        };
        // Whoever only looks writes nothing.
        if let Some(id) = known(&connection)? {
            return Ok(ObjectId(id));
        }
        connection.execute("INSERT OR IGNORE INTO object (name) VALUES (?1)", [name])?;
        let id = known(&connection)?;
        id.map(ObjectId).ok_or_else(|| {
            LedgerFault::Impossible(
                "the name of an object is not there after it was written".to_owned(),
            )
        })
    }

    /// The name of an object.
    pub fn object_name(&self, object: ObjectId) -> Result<String, LedgerFault> {
        let connection = self.connection();
        Ok(
            connection.query_row("SELECT name FROM object WHERE id = ?1", [object.0], |row| {
                row.get(0)
            })?,
        )
    }

    /// Records that reading of an extract (or of one sheet of it) begins.
    pub fn record_extract(
        &self,
        run: RunId,
        object: ObjectId,
        facts: &ExtractFacts,
        form: &str,
    ) -> Result<ExtractId, LedgerFault> {
        let connection = self.connection();
        connection.execute(
            "INSERT INTO extract (run, object, file, sha256, bytes, form, records, faults, blank, complete)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 0, 0, 0)",
            params![
                run.0,
                object.0,
                facts.file,
                facts.sha256,
                i64::try_from(facts.bytes).unwrap_or(i64::MAX),
                form
            ],
        )?;
        Ok(ExtractId(connection.last_insert_rowid()))
    }

    /// Records what reading an extract came to. `complete` is false where the file could not be
    /// read to its end: such an extract is never taken for whole.
    pub fn close_extract(
        &self,
        extract: ExtractId,
        records: u64,
        faults: u64,
        blank: u64,
        complete: bool,
    ) -> Result<(), LedgerFault> {
        self.connection().execute(
            "UPDATE extract SET records = ?2, faults = ?3, blank = ?4, complete = ?5 WHERE id = ?1",
            params![
                extract.0,
                i64::try_from(records).unwrap_or(i64::MAX),
                i64::try_from(faults).unwrap_or(i64::MAX),
                i64::try_from(blank).unwrap_or(i64::MAX),
                complete
            ],
        )?;
        Ok(())
    }

    /// The extracts of a run in the order in which they were read.
    pub fn extracts(&self, run: RunId) -> Result<Vec<ExtractLine>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(
            "SELECT id, object, file, sha256, bytes, form, records, faults, blank, complete
             FROM extract WHERE run = ?1 ORDER BY id",
        )?;
        let lines = statement.query_map([run.0], extract_line)?;
        Ok(lines.collect::<Result<_, _>>()?)
    }

    /// The extract that a record came from, and its place in it; none where there is no such record.
    pub fn extract_of(
        &self,
        record: RecordId,
    ) -> Result<Option<(ExtractLine, Place)>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(
            "SELECT extract.id, extract.object, file, sha256, bytes, form, records, faults, blank, complete,
                 line, number, byte
             FROM record JOIN extract ON extract.id = record.extract WHERE record.id = ?1",
        )?;
        let found = statement
            .query_row([record.0], |row| {
                Ok((extract_line(row)?, super::settling::place(row, 10)?))
            })
            .optional()?;
        Ok(found)
    }

    /// Makes a control total of an object in a run known.
    pub fn define_total(
        &self,
        run: RunId,
        object: ObjectId,
        name: &str,
    ) -> Result<TotalId, LedgerFault> {
        let connection = self.connection();
        connection.execute(
            "INSERT INTO total (run, object, name) VALUES (?1, ?2, ?3)",
            params![run.0, object.0, name],
        )?;
        Ok(TotalId(connection.last_insert_rowid()))
    }

    /// Records how long a stage took for an object.
    pub fn record_timing(
        &self,
        run: RunId,
        stage: &str,
        object: &str,
        milliseconds: u64,
        records: u64,
    ) -> Result<(), LedgerFault> {
        self.connection().execute(
            "INSERT INTO timing (run, stage, object, milliseconds, records) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                run.0,
                stage,
                object,
                i64::try_from(milliseconds).unwrap_or(i64::MAX),
                i64::try_from(records).unwrap_or(i64::MAX)
            ],
        )?;
        Ok(())
    }

    /// How long each stage took: stage, object, milliseconds, records.
    pub fn timings(&self, run: RunId) -> Result<Vec<(String, String, u64, u64)>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(
            "SELECT stage, object, milliseconds, records FROM timing WHERE run = ?1 ORDER BY rowid",
        )?;
        let lines = statement.query_map([run.0], |row| {
            Ok((row.get(0)?, row.get(1)?, count(row, 2)?, count(row, 3)?))
        })?;
        Ok(lines.collect::<Result<_, _>>()?)
    }
}

/// A stored count; the columns never hold a negative number.
pub(super) fn count(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    Ok(u64::try_from(row.get::<_, i64>(column)?).unwrap_or(0))
}

fn run_line(row: &Row<'_>) -> rusqlite::Result<RunLine> {
    let state: String = row.get("state")?;
    Ok(RunLine {
        run: RunId(row.get("id")?),
        facts: RunFacts {
            command: row.get("command")?,
            purpose: row.get("purpose")?,
            operator: row.get("operator")?,
            target: row.get("target")?,
            plan_hash: row.get("plan_hash")?,
            run_date: row.get::<_, String>("run_date")?.parse().ok(),
            started: row.get("started")?,
        },
        state: RunState::from_word(&state).unwrap_or(RunState::Abandoned),
        ended: row.get("ended")?,
    })
}
