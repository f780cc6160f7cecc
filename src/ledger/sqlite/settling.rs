//! Settling a stage: what only shows when all records of an object are there.
//!
//! Runs once per object after its last record: uniqueness, then keys, then references, then what
//! is unchanged. Each pass sorts on disk, so memory does not grow with the records.

use rusqlite::{Connection, params};

use super::Ledger;
use super::runs::count;
use super::seen_keys::SeenKeys;
use super::staging::whole;
use crate::crash::Step;
use crate::ledger::{
    ExtractId, Issue, LedgerFault, ObjectId, RecordId, RecordState, RunId, SkipReason,
    StagedReference, WHOLE_GROUPS,
};
use landbridge_contract::{Place, Reference};

/// Where a record stands: what the caller needs to write its origin.
pub(super) type Located = (RecordId, ExtractId, Place);

/// The hashes of keys that more than one record of the object may have, all such keys among them, into
/// `temp.repeated_key`; whether there are any. What was staged by this process is known; else all are sorted, which
/// for their hashes alone takes a tenth of what it takes for the records.
fn find_repeated_keys(
    connection: &Connection,
    seen: &SeenKeys,
    run: RunId,
    object: ObjectId,
) -> Result<bool, LedgerFault> {
    let named = seen.repeated(run, object);
    if named.is_some_and(<[i64]>::is_empty) {
        return Ok(false);
    }
    connection.execute_batch(
        "CREATE TEMP TABLE IF NOT EXISTS repeated_key (key_hash INTEGER PRIMARY KEY);
         DELETE FROM temp.repeated_key;",
    )?;
    if let Some(named) = named {
        let mut insert =
            connection.prepare("INSERT OR IGNORE INTO temp.repeated_key (key_hash) VALUES (?1)")?;
        for hash in named {
            insert.execute([hash])?;
        }
        return Ok(true);
    }
    let found = connection.execute(
        "INSERT INTO temp.repeated_key
         SELECT key_hash FROM record, stage
         WHERE stage.run = ?1 AND stage.object = ?2 AND key <> '' AND id BETWEEN first_record AND last_record
         GROUP BY key_hash HAVING count(*) > 1",
        params![run.0, object.0],
    )?;
    Ok(found > 0)
}

impl Ledger {
    /// Closes the range of an object's records. Must come after its last [`Ledger::stage`].
    pub fn end_stage(&self, run: RunId, object: ObjectId) -> Result<(), LedgerFault> {
        self.fact(Step::EndStage, |transaction| {
            self.key_chunk().flush(transaction)?;
            transaction.execute(
                "UPDATE stage SET last_record = (SELECT coalesce(max(id), 0) FROM record)
                 WHERE run = ?1 AND object = ?2",
                params![run.0, object.0],
            )?;
            Ok(())
        })
    }

    /// Marks later records with the same key and the same content as duplicates.
    /// Returns how many. A second call finds none.
    pub fn skip_duplicates(&self, run: RunId, object: ObjectId) -> Result<u64, LedgerFault> {
        self.fact(Step::SkipDuplicates, |transaction| {
            if !find_repeated_keys(transaction, &self.seen_keys(), run, object)? {
                return Ok(0);
            }
            let changed = transaction.execute(
                "UPDATE record SET state = ?3 WHERE id IN (
                     SELECT id FROM (
                         SELECT id, row_number() OVER (PARTITION BY key_hash, key, payload_hash ORDER BY id) AS copy
                         FROM record, stage
                         WHERE stage.run = ?1 AND stage.object = ?2 AND record.state = ?4 AND key <> ''
                             AND id BETWEEN first_record AND last_record
                             AND key_hash IN (SELECT key_hash FROM temp.repeated_key))
                     WHERE copy > 1)",
                params![
                    run.0,
                    object.0,
                    RecordState::Skipped(SkipReason::Duplicate).number(),
                    RecordState::Ready.number()
                ],
            )?;
            Ok(u64::try_from(changed).unwrap_or(0))
        })
    }

    /// Calls back with every record of a group of rows that stands in several places. Whatever became of the
    /// records counts: a part that is rejected is missing in the other. Parts of which nobody wants any are
    /// passed over. Comes before [`Ledger::skip_duplicates`]: two parts that hold the same are no copies.
    pub fn cut_groups(
        &self,
        run: RunId,
        object: ObjectId,
        mut each: impl FnMut((RecordId, ExtractId, Place), Issue),
    ) -> Result<(), LedgerFault> {
        let connection = self.connection();
        // The first names the second, the others the first.
        let mut statement = connection.prepare(&format!(
            "WITH part AS (
                 SELECT record.id, extract, line, number, byte, state, hash
                 FROM stage, record, uniqueness
                 WHERE stage.run = ?1 AND stage.object = ?2 AND uniqueness.record = record.id
                     AND uniqueness.record BETWEEN first_record AND last_record AND check_number = {WHOLE_GROUPS}),
             numbered AS (
                 SELECT *, row_number() OVER same AS copy, count(*) OVER (PARTITION BY hash) AS copies,
                     max(state <> ?3) OVER (PARTITION BY hash) AS is_wanted,
                     first_value(id) OVER same AS first, lead(id) OVER same AS next
                 FROM part WINDOW same AS (PARTITION BY hash ORDER BY id))
             SELECT numbered.id, numbered.extract, numbered.line, numbered.number, numbered.byte,
                 other.extract, other.line, other.number, other.byte
             FROM numbered JOIN record AS other ON other.id = iif(copy = 1, next, first)
             WHERE copies > 1 AND is_wanted ORDER BY numbered.id",
        ))?;
        let filtered = RecordState::Skipped(SkipReason::Filtered).number();
        let mut rows = statement.query(params![run.0, object.0, filtered])?;
        while let Some(row) = rows.next()? {
            let issue = Issue::GroupCut {
                other_extract: ExtractId(row.get(5)?),
                other: place(row, 6)?,
            };
            each(located(row)?, issue);
        }
        Ok(())
    }

    /// Calls back with every issue that shows only across records: values that are not unique,
    /// keys in conflict, references that lead nowhere. The caller turns them into findings and
    /// records these with [`Ledger::add_findings`].
    pub fn cross_issues(
        &self,
        run: RunId,
        object: ObjectId,
        target: &str,
        mut each: impl FnMut((RecordId, ExtractId, Place), Issue),
    ) -> Result<(), LedgerFault> {
        self.not_unique(run, object, &mut each)?;
        self.loaded_before(run, object, &mut each)?;
        self.key_conflicts(run, object, &mut each)?;
        self.dangling_references(run, object, target, &mut each)
    }

    fn not_unique(
        &self,
        run: RunId,
        object: ObjectId,
        each: &mut impl FnMut(Located, Issue),
    ) -> Result<(), LedgerFault> {
        let connection = self.connection();
        // Every record of a group is reported: the first names the second, the others the first.
        let mut statement = connection.prepare(&format!(
            "WITH wanted AS (
                 SELECT record.id, extract, line, number, byte, check_number, hash
                 FROM stage, record, uniqueness
                 WHERE stage.run = ?1 AND stage.object = ?2 AND uniqueness.record = record.id
                     AND uniqueness.record BETWEEN first_record AND last_record AND state = ?3
                     AND check_number <> {WHOLE_GROUPS}),
             numbered AS (
                 SELECT *, row_number() OVER same AS copy, count(*) OVER (PARTITION BY check_number, hash) AS copies,
                     first_value(id) OVER same AS first, lead(id) OVER same AS next
                 FROM wanted WINDOW same AS (PARTITION BY check_number, hash ORDER BY id))
             SELECT numbered.id, numbered.extract, numbered.line, numbered.number, numbered.byte, check_number,
                 other.extract, other.line, other.number, other.byte
             FROM numbered JOIN record AS other ON other.id = iif(copy = 1, next, first)
             WHERE copies > 1 ORDER BY numbered.id",
        ))?;
        tell(&mut statement, (run, object), each, |row| {
            Ok(Issue::NotUnique {
                check: row.get(5)?,
                other_extract: ExtractId(row.get(6)?),
                other: place(row, 7)?,
            })
        })
    }

    fn key_conflicts(
        &self,
        run: RunId,
        object: ObjectId,
        each: &mut impl FnMut(Located, Issue),
    ) -> Result<(), LedgerFault> {
        let connection = self.connection();
        if !find_repeated_keys(&connection, &self.seen_keys(), run, object)? {
            return Ok(());
        }
        // Identical copies are skipped before; whatever is still ready under one key differs.
        let mut statement = connection.prepare(
            "WITH numbered AS (
                 SELECT id, extract, line, number, byte, key, row_number() OVER same AS copy,
                     count(*) OVER (PARTITION BY key_hash, key) AS copies, first_value(id) OVER same AS first,
                     lead(id) OVER same AS next
                 FROM record, stage
                 WHERE stage.run = ?1 AND stage.object = ?2 AND state = ?3 AND key <> ''
                     AND id BETWEEN first_record AND last_record
                     AND key_hash IN (SELECT key_hash FROM temp.repeated_key)
                 WINDOW same AS (PARTITION BY key_hash, key ORDER BY id))
             SELECT numbered.id, numbered.extract, numbered.line, numbered.number, numbered.byte, numbered.key,
                 other.extract, other.line, other.number, other.byte
             FROM numbered JOIN record AS other ON other.id = iif(copy = 1, next, first)
             WHERE copies > 1 ORDER BY numbered.id",
        )?;
        tell(&mut statement, (run, object), each, |row| {
            Ok(Issue::KeyConflict {
                key: row.get::<_, String>(5)?.into(),
                other_extract: ExtractId(row.get(6)?),
                other: place(row, 7)?,
            })
        })
    }

    fn dangling_references(
        &self,
        run: RunId,
        object: ObjectId,
        target: &str,
        each: &mut impl FnMut(Located, Issue),
    ) -> Result<(), LedgerFault> {
        let connection = self.connection();
        connection.execute_batch(
            "DROP TABLE IF EXISTS temp.referable;
             CREATE TEMP TABLE referable (object INTEGER, key_hash INTEGER, key TEXT, fit INTEGER,
                 PRIMARY KEY (object, key_hash, key)) WITHOUT ROWID;",
        )?;
        // A key is fit to be referred to when at least one record under it is, or was, carried.
        connection.execute(
            "INSERT INTO temp.referable
             SELECT record.object, record.key_hash, record.key, max(state IN (?3, ?4, ?5, ?6, ?7, ?8))
             FROM record, stage
             WHERE stage.run = ?1 AND record.object = stage.object AND id BETWEEN first_record AND last_record
                 AND stage.object IN (SELECT DISTINCT reference.object FROM reference, stage AS own
                     WHERE own.run = ?1 AND own.object = ?2 AND reference.record BETWEEN own.first_record AND own.last_record)
             GROUP BY record.object, record.key_hash, record.key",
            params![
                run.0,
                object.0,
                RecordState::Ready.number(),
                RecordState::Sending.number(),
                RecordState::Loaded.number(),
                RecordState::InDoubt.number(),
                RecordState::Skipped(SkipReason::Unchanged).number(),
                RecordState::Skipped(SkipReason::Duplicate).number(),
            ],
        )?;
        let mut statement = connection.prepare(
            "SELECT record.id, record.extract, record.line, record.number, record.byte, object.name, reference.key, referable.fit,
                 reference.field, reference.origin, reference.personal
             FROM stage, reference
                 JOIN record ON record.id = reference.record
                 JOIN object ON object.id = reference.object
                 LEFT JOIN temp.referable ON referable.object = reference.object
                     AND referable.key_hash = reference.key_hash AND referable.key = reference.key
             WHERE stage.run = ?1 AND stage.object = ?2 AND record.state = ?3
                 AND reference.record BETWEEN first_record AND last_record
                 AND coalesce(referable.fit, 0) = 0
                 AND NOT (referable.fit IS NULL AND EXISTS (
                     SELECT 1 FROM carried WHERE carried.target = ?4 AND carried.object = reference.object
                         AND carried.key_hash = reference.key_hash AND carried.key = reference.key))
             ORDER BY record.id",
        )?;
        let mut rows = statement.query(params![
            run.0,
            object.0,
            RecordState::Ready.number(),
            target
        ])?;
        while let Some(row) = rows.next()? {
            let object: String = row.get(5)?;
            let reference = StagedReference {
                reference: Reference {
                    object: object.into(),
                    key: row.get::<_, String>(6)?.into(),
                },
                field: row.get::<_, String>(8)?.into(),
                origin: row.get(9)?,
                personal: row.get(10)?,
            };
            let rejected = row.get::<_, Option<i64>>(7)?.is_some();
            let issue = Issue::Dangling {
                reference,
                rejected,
            };
            each(located(row)?, issue);
        }
        Ok(())
    }

    /// Forgets what was kept only to settle the stages of a run.
    pub fn end_settling(&self) -> Result<(), LedgerFault> {
        self.fact(Step::EndSettling, |transaction| {
            transaction.execute_batch(
                "DELETE FROM uniqueness; DELETE FROM reference; DELETE FROM balance; DELETE FROM span;
                 DELETE FROM question; DELETE FROM answer WHERE subject NOT LIKE 'record %';",
            )?;
            Ok(())
        })
    }

    /// Marks ready records that the ERP holds already with the same content as unchanged.
    /// Returns how many. A second call finds none.
    pub fn skip_unchanged(
        &self,
        run: RunId,
        object: ObjectId,
        target: &str,
    ) -> Result<u64, LedgerFault> {
        self.fact(Step::SkipUnchanged, |transaction| {
            let changed = transaction.execute(
                "UPDATE record SET state = ?4, target_id = carried.target_id
                 FROM carried, stage
                 WHERE stage.run = ?1 AND stage.object = ?2 AND record.id BETWEEN first_record AND last_record
                     AND record.state = ?5 AND carried.target = ?3 AND carried.object = record.object
                     AND carried.key_hash = record.key_hash AND carried.key = record.key
                     AND carried.payload_hash = record.payload_hash",
                params![
                    run.0,
                    object.0,
                    target,
                    RecordState::Skipped(SkipReason::Unchanged).number(),
                    RecordState::Ready.number()
                ],
            )?;
            Ok(u64::try_from(changed).unwrap_or(0))
        })
    }
}

/// Calls back with every ready record that a query over a stage finds, which begins with the columns of
/// [`located`], and with what is wrong with it.
pub(super) fn tell(
    statement: &mut rusqlite::Statement<'_>,
    (run, object): (RunId, ObjectId),
    each: &mut impl FnMut(Located, Issue),
    issue: impl Fn(&rusqlite::Row<'_>) -> rusqlite::Result<Issue>,
) -> Result<(), LedgerFault> {
    let mut rows = statement.query(params![run.0, object.0, RecordState::Ready.number()])?;
    while let Some(row) = rows.next()? {
        each(located(row)?, issue(row)?);
    }
    Ok(())
}

pub(super) fn located(row: &rusqlite::Row<'_>) -> rusqlite::Result<Located> {
    Ok((
        RecordId(row.get(0)?),
        ExtractId(row.get(1)?),
        place(row, 2)?,
    ))
}

/// Bits of `record.number` that hold the number of an element. Those above hold that of the piece of a row,
/// which is 0 for a record that is a row of its own, as all were before rows could be taken apart.
const NUMBER_BITS: u32 = 40;

/// Number and piece of a place as `record.number` holds them.
pub(super) fn number_and_piece(place: Place) -> i64 {
    let number = place.number & ((1 << NUMBER_BITS) - 1);
    whole(number | u64::from(place.piece) << NUMBER_BITS)
}

pub(super) fn place(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<Place> {
    let number = count(row, column + 1)?;
    Ok(Place {
        line: count(row, column)?,
        number: number & ((1 << NUMBER_BITS) - 1),
        byte: count(row, column + 2)?,
        piece: u32::try_from(number >> NUMBER_BITS).unwrap_or(u32::MAX),
    })
}
