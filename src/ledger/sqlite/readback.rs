//! Reading back: what the ERP holds, and how it differs.

use std::ops::ControlFlow;

use rusqlite::{Connection, params};

use super::settling::place;
use super::{Ledger, effects};
use crate::crash::Step;
use crate::diagnose::Stage;
use crate::ledger::{
    Book, BookTotal, Break, BrokenRecord, ExtractId, LedgerFault, ObjectId, RecordId, RecordLine,
    RecordState, RunId, RunState, SkipReason, TargetSide,
};

impl Ledger {
    /// Forgets what an earlier read-back of this object in this run brought, its end included: it begins anew, and until it
    /// has come to its end the run is not reconciled. A second call forgets nothing more.
    ///
    /// A run that was reconciled is loaded again, or given up where records of it wait: those were staged anew since, and
    /// nobody may carry on with them.
    pub fn begin_read_back(&self, run: RunId, object: ObjectId) -> Result<(), LedgerFault> {
        self.fact(Step::RunState, |transaction| {
            for rows in [
                "target_record WHERE",
                "break WHERE",
                "effect WHERE",
                "key_total WHERE",
                "allowed WHERE",
                "proposal WHERE",
                "not_held WHERE",
                "book_total WHERE book = 'erp' AND",
            ] {
                transaction.execute(
                    &format!("DELETE FROM {rows} run = ?1 AND object = ?2"),
                    params![run.0, object.0],
                )?;
            }
            transaction.execute(
                "DELETE FROM timing WHERE run = ?1 AND stage = ?3
                     AND object = (SELECT name FROM object WHERE id = ?2)",
                params![run.0, object.0, Stage::Reconcile.word()],
            )?;
            transaction.execute(
                "UPDATE run SET state = CASE WHEN EXISTS (
                         SELECT 1 FROM stage, record WHERE stage.run = ?1 AND id BETWEEN first_record AND last_record
                             AND record.object = stage.object AND record.state IN (?3, ?4, ?5)
                     ) THEN ?6 ELSE ?7 END
                 WHERE id = ?1 AND state = ?2",
                params![
                    run.0,
                    RunState::Reconciled.word(),
                    RecordState::Ready.number(),
                    RecordState::Sending.number(),
                    RecordState::InDoubt.number(),
                    RunState::Abandoned.word(),
                    RunState::Loaded.word(),
                ],
            )?;
            Ok(())
        })
    }

    /// A run is changed in the ERP after it was read back: what was compared says nothing of it any more, until it is read
    /// back again. Harmless when repeated.
    pub fn forget_comparison(&self, run: RunId) -> Result<(), LedgerFault> {
        self.fact(Step::RunState, |transaction| {
            transaction.execute(
                "DELETE FROM timing WHERE run = ?1 AND stage = ?2",
                params![run.0, Stage::Reconcile.word()],
            )?;
            transaction.execute(
                "UPDATE run SET state = ?3 WHERE id = ?1 AND state = ?2",
                params![run.0, RunState::Reconciled.word(), RunState::Loaded.word()],
            )?;
            Ok(())
        })
    }

    /// Whether what was said to be fixed is fixed shows from now on: a break that is there again is open again. Reading the
    /// ERP back shows it for what was said of runs that were compared with the ERP, a file in its place for what was said
    /// of such a file. A second call changes nothing.
    pub fn fixes_show(&self, run: RunId, object: ObjectId) -> Result<(), LedgerFault> {
        self.connection().execute(
            "UPDATE disposition SET over = 1 WHERE object = ?2 AND decision = 'fixed' AND over = 0
                 AND (SELECT command = 'reconcile' FROM run WHERE run.id = disposition.run)
                     = (SELECT command = 'reconcile' FROM run WHERE run.id = ?1)",
            params![run.0, object.0],
        )?;
        Ok(())
    }

    /// Appends records read back, in one transaction.
    pub fn add_target_records(
        &self,
        run: RunId,
        object: ObjectId,
        records: &[TargetSide],
    ) -> Result<(), LedgerFault> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        for record in records {
            transaction
                .prepare_cached(
                    "INSERT INTO target_record (run, object, key, target_id, body)
                     VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![
                    run.0,
                    object.0,
                    record.key.as_str(),
                    record.target_id.as_str(),
                    record.body
                ])?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// A page of records read back, in the order of their keys, after the place given.
    /// Start with an empty key and 0; the second part of each is the place to go on from.
    pub fn target_records(
        &self,
        run: RunId,
        object: ObjectId,
        after: (&str, i64),
        records_max: usize,
    ) -> Result<Vec<(i64, TargetSide)>, LedgerFault> {
        let connection = self.connection();
        connection.execute_batch(
            "CREATE INDEX IF NOT EXISTS target_record_key ON target_record (run, object, key, id)",
        )?;
        let mut statement = connection.prepare_cached(
            "SELECT id, key, target_id, body FROM target_record
             WHERE run = ?1 AND object = ?2 AND (key, id) > (?3, ?4)
             ORDER BY key, id LIMIT ?5",
        )?;
        let records = statement.query_map(
            params![
                run.0,
                object.0,
                after.0,
                after.1,
                i64::try_from(records_max).unwrap_or(i64::MAX)
            ],
            |row| {
                let side = TargetSide {
                    key: row.get::<_, String>(1)?.into(),
                    target_id: row.get::<_, String>(2)?.into(),
                    body: row.get(3)?,
                };
                Ok((row.get(0)?, side))
            },
        )?;
        Ok(records.collect::<Result<_, _>>()?)
    }

    /// What the ERP returned under a key, the first where there are several; none where it was not read back, or returned
    /// nothing.
    pub fn returned(
        &self,
        run: RunId,
        object: ObjectId,
        key: &str,
    ) -> Result<Option<TargetSide>, LedgerFault> {
        let after = (key, 0);
        let page = self.target_records(run, object, after, 1)?;
        let first = page.into_iter().map(|(_, side)| side).next();
        Ok(first.filter(|side| side.key == key))
    }

    /// Calls back with the records of a run that the ERP should hold (loaded, or unchanged since an
    /// earlier run; or ready, where that is asked for), in the order of their keys. The sort is on disk. The ledger must
    /// not be called from within.
    pub fn held_records(
        &self,
        run: RunId,
        object: ObjectId,
        with_ready: bool,
        mut each: impl FnMut(RecordLine) -> ControlFlow<()>,
    ) -> Result<(), LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(
            "SELECT id, extract, line, number, byte, key, state, payload, target_id FROM record, stage
             WHERE stage.run = ?1 AND stage.object = ?2 AND id BETWEEN first_record AND last_record
                 AND state IN (?3, ?4, ?5)
             ORDER BY key, id",
        )?;
        let mut rows = statement.query(params![
            run.0,
            object.0,
            RecordState::Loaded.number(),
            RecordState::Skipped(SkipReason::Unchanged).number(),
            with_ready.then(|| RecordState::Ready.number())
        ])?;
        while let Some(row) = rows.next()? {
            let state = RecordState::from_number(row.get(6)?).unwrap_or(RecordState::Loaded);
            let line = RecordLine {
                record: RecordId(row.get(0)?),
                run,
                object,
                extract: ExtractId(row.get(1)?),
                place: place(row, 2)?,
                key: row.get::<_, String>(5)?.into(),
                state,
                payload: row.get(7)?,
                target_id: row.get::<_, Option<String>>(8)?.map(Into::into),
            };
            if each(line).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Records breaks, in one transaction.
    pub fn raise_breaks(
        &self,
        run: RunId,
        object: ObjectId,
        broken: &[BrokenRecord],
    ) -> Result<(), LedgerFault> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        for record in broken {
            for one in &record.breaks {
                raise(&transaction, (run, object), one)?;
            }
            effects::note(&transaction, (run, object), record)?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// Records sums that are kept beside the records.
    pub fn post_totals(
        &self,
        run: RunId,
        object: ObjectId,
        book: Book,
        totals: &[BookTotal],
    ) -> Result<(), LedgerFault> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        for total in totals {
            transaction.execute(
                "INSERT INTO book_total (book, run, object, name, group_name, sum, amounts)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    book.word(),
                    run.0,
                    object.0,
                    total.name,
                    total.group,
                    total.sum.to_string(),
                    i64::try_from(total.count).unwrap_or(i64::MAX)
                ],
            )?;
        }
        transaction.commit()?;
        Ok(())
    }
}

fn raise(
    connection: &Connection,
    (run, object): (RunId, ObjectId),
    one: &Break,
) -> Result<(), LedgerFault> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO break (run, object, code, key, record, field, origin, sent, found, target_id, source, identity)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?;
    insert.execute(params![
        run.0,
        object.0,
        one.code,
        one.key,
        one.record.map(|record| record.0),
        one.field,
        one.origin,
        one.sent,
        one.found,
        one.target_id,
        one.source,
        one.identity
    ])?;
    Ok(())
}
