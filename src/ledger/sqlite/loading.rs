//! Loading: the intent before the first byte, the answer once, the doubt until the ERP was asked.

use compact_str::CompactString;
use rusqlite::{Connection, OptionalExtension, params};

use super::Ledger;
use super::causes::FindingWriter;
use crate::crash::Step;
use crate::ledger::{
    AttemptId, Claimed, Doubted, LedgerFault, ObjectId, Outcome, RecordId, RecordState, RunId,
    Settled, key_hash,
};

/// Keys of an object (`?2`) of which a record is in doubt or being sent into a target (`?6`): looked for once a query, and
/// some hundreds while a load is under way. Asked with `CASE WHEN … IN`: `NOT IN` with two columns goes through all of
/// them for each record, as one might be null.
const KEYS_IN_DOUBT: &str = "
    SELECT open.key_hash, open.key FROM doubt JOIN record AS open ON open.id = doubt.record
        JOIN run ON run.id = doubt.run
    WHERE doubt.object = ?2 AND run.target = ?6";

impl Ledger {
    /// The next records that are ready to be sent, in order of arrival, after `after`. A record is held back while
    /// another with its key, of whatever run into this target, is in doubt: sent now, it might be there twice.
    pub fn ready(
        &self,
        run: RunId,
        object: ObjectId,
        target: &str,
        after: RecordId,
        records_max: usize,
    ) -> Result<Vec<Claimed>, LedgerFault> {
        self.ready_within(run, object, target, after, (records_max, u64::MAX))
    }

    /// The same, until their payloads have so many bytes together; at least one.
    pub fn ready_within(
        &self,
        run: RunId,
        object: ObjectId,
        target: &str,
        after: RecordId,
        (records_max, bytes_max): (usize, u64),
    ) -> Result<Vec<Claimed>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(&format!(
            "SELECT record.id, record.key, record.payload, carried.target_id
             FROM stage, record LEFT JOIN carried ON carried.target = ?6 AND carried.object = record.object
                 AND carried.key_hash = record.key_hash AND carried.key = record.key
             WHERE stage.run = ?1 AND stage.object = ?2
                 AND record.id BETWEEN max(first_record, ?3 + 1) AND last_record
                 AND record.state = ?4
                 AND CASE WHEN (record.key_hash, record.key) IN ({KEYS_IN_DOUBT}) THEN FALSE ELSE TRUE END
             ORDER BY record.id LIMIT ?5",
        ))?;
        let mut rows = statement.query(params![
            run.0,
            object.0,
            after.0,
            RecordState::Ready.number(),
            i64::try_from(records_max).unwrap_or(i64::MAX),
            target
        ])?;
        let mut records = Vec::new();
        let mut bytes: u64 = 0;
        while let Some(row) = rows.next()? {
            let record = claimed(row)?;
            bytes = bytes.saturating_add(record.payload.len() as u64);
            if bytes > bytes_max && !records.is_empty() {
                break;
            }
            records.push(record);
        }
        Ok(records)
    }

    /// How many records that are ready are held back, since another with their key is in doubt.
    pub fn held_back(
        &self,
        run: RunId,
        object: ObjectId,
        target: &str,
    ) -> Result<u64, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(&format!(
            "SELECT count(*) FROM stage, record
             WHERE stage.run = ?1 AND stage.object = ?2 AND record.id BETWEEN first_record AND last_record
                 AND record.state = ?3 AND (record.key_hash, record.key) IN ({KEYS_IN_DOUBT})",
        ))?;
        let ready = RecordState::Ready.number();
        let none = rusqlite::types::Null;
        Ok(
            statement.query_row(params![run.0, object.0, ready, none, none, target], |row| {
                super::runs::count(row, 0)
            })?,
        )
    }

    /// Records, before the first byte leaves, that these records are being sent: they become
    /// `sending`. Fails without effect where one of them is not ready, or where another process took over.
    pub fn note_intent(
        &self,
        run: RunId,
        object: ObjectId,
        records: &[RecordId],
        now: &str,
    ) -> Result<AttemptId, LedgerFault> {
        self.fact(Step::Intent, |transaction| {
            intend(transaction, (run, object), records, now)
        })
    }

    /// Records what became of records that were sent, once, in one transaction. Only the attempt that left a record
    /// open settles it: for a record that is settled already, or that another attempt has sent since, nothing
    /// changes. Settling again is harmless.
    pub fn settle(&self, target: &str, settled: &[Settled]) -> Result<(), LedgerFault> {
        self.fact(Step::Settle, |transaction| {
            let mut writer = SettleWriter::new(transaction)?;
            // Answers come in any order; what was noted together mostly ends alike.
            let mut settled: Vec<&Settled> = settled.iter().collect();
            settled.sort_by_key(|one| (one.attempt.0, one.record.0));
            let mut settled = settled.as_slice();
            while let Some((one, rest)) = settled.split_first() {
                let made = made_in_a_row(settled);
                if made.len() > 1 && writer.settle_made(target, made)? {
                    settled = settled.get(made.len()..).unwrap_or_default();
                    continue;
                }
                settled = rest;
                let Outcome::Refused { finding, .. } = &one.outcome else {
                    writer.settle(target, one)?;
                    continue;
                };
                let place = writer.place(one)?;
                writer.settle(target, one)?;
                if let Some(place) = place {
                    let mut findings = FindingWriter::new(self, transaction)?;
                    findings.add(place, Some(one.record.0), finding)?;
                    findings.is_late(Some(one.record.0))?;
                    findings.finish()?;
                }
            }
            Ok(())
        })
    }

    /// Turns every `sending` record into `in doubt`: called when a process starts, since whoever
    /// was sending is gone. Returns how many records are in doubt now, over all runs.
    pub fn doubt_what_was_sending(&self) -> Result<u64, LedgerFault> {
        self.fact(Step::Doubt, |transaction| {
            transaction.execute(
                "UPDATE record SET state = ?1 WHERE state = ?2 AND id IN (SELECT record FROM doubt)",
                params![RecordState::InDoubt.number(), RecordState::Sending.number()],
            )?;
            Ok(transaction.query_row("SELECT count(*) FROM doubt", [], |row| {
                super::runs::count(row, 0)
            })?)
        })
    }

    /// Records in doubt after `after`, in order of arrival, of all runs into this target.
    pub fn in_doubt(
        &self,
        target: &str,
        object: ObjectId,
        after: RecordId,
        records_max: usize,
    ) -> Result<Vec<Doubted>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(
            "SELECT record.id, record.key, record.payload, carried.target_id, doubt.attempt
             FROM doubt JOIN record ON record.id = doubt.record JOIN run ON run.id = doubt.run
                 LEFT JOIN carried ON carried.target = ?1 AND carried.object = record.object
                     AND carried.key_hash = record.key_hash AND carried.key = record.key
             WHERE run.target = ?1 AND doubt.object = ?2 AND doubt.record > ?3 AND record.state = ?4
             ORDER BY doubt.record LIMIT ?5",
        )?;
        let records = statement.query_map(
            params![
                target,
                object.0,
                after.0,
                RecordState::InDoubt.number(),
                i64::try_from(records_max).unwrap_or(i64::MAX)
            ],
            |row| {
                Ok(Doubted {
                    claimed: claimed(row)?,
                    attempt: AttemptId(row.get(4)?),
                })
            },
        )?;
        Ok(records.collect::<Result<_, _>>()?)
    }

    /// The target id of the record of an object with this key, where the ERP is known to hold it.
    pub fn target_id(
        &self,
        target: &str,
        object: ObjectId,
        key: &str,
    ) -> Result<Option<CompactString>, LedgerFault> {
        match self.carried_id(target, object, key)? {
            Some(id) => Ok(Some(id)),
            None => self.answered_id(target, object, key),
        }
    }

    /// The target id of the record of an object with this key that a run of this ledger put into the ERP.
    pub fn carried_id(
        &self,
        target: &str,
        object: ObjectId,
        key: &str,
    ) -> Result<Option<CompactString>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(
            "SELECT target_id FROM carried WHERE target = ?1 AND object = ?2 AND key_hash = ?3 AND key = ?4",
        )?;
        let id = statement
            .query_row(params![target, object.0, key_hash(key), key], |row| {
                row.get::<_, String>(0)
            })
            .optional()?;
        Ok(id.map(CompactString::from))
    }

    /// Makes refused records of a run ready again (`retry`): all of them, or those of one key.
    /// Returns how many.
    pub fn reopen_refused(&self, run: RunId, key: Option<&str>) -> Result<u64, LedgerFault> {
        self.fact(Step::Reopen, |transaction| {
            let changed = transaction.execute(
                "UPDATE record SET state = ?2 WHERE state = ?3 AND run = ?1 AND (?4 IS NULL OR key = ?4)
                     AND id BETWEEN (SELECT min(first_record) FROM stage WHERE run = ?1)
                         AND (SELECT max(last_record) FROM stage WHERE run = ?1)",
                params![run.0, RecordState::Ready.number(), RecordState::Refused.number(), key],
            )?;
            Ok(u64::try_from(changed).unwrap_or(0))
        })
    }
}

/// Writes the intent to send records.
pub(super) fn intend(
    transaction: &Connection,
    (run, object): (RunId, ObjectId),
    records: &[RecordId],
    now: &str,
) -> Result<AttemptId, LedgerFault> {
    transaction
        .prepare_cached("INSERT INTO attempt (run, object, started) VALUES (?1, ?2, ?3)")?
        .execute(params![run.0, object.0, now])?;
    let attempt = transaction.last_insert_rowid();
    for (first, last) in in_a_row(records) {
        let changed = transaction
            .prepare_cached(
                "UPDATE record SET state = ?3 WHERE id BETWEEN ?1 AND ?2 AND state = ?4",
            )?
            .execute(params![
                first,
                last,
                RecordState::Sending.number(),
                RecordState::Ready.number()
            ])?;
        if i64::try_from(changed).ok() != Some(last - first + 1) {
            return Err(LedgerFault::Impossible(format!(
                "records {first} to {last} were to be sent and not all of them are ready"
            )));
        }
        // Until it is settled, this says which attempt sent the record.
        transaction
            .prepare_cached(
                "INSERT INTO doubt (record, run, object, attempt)
                 SELECT id, ?4, ?5, ?3 FROM record WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
            )?
            .execute([first, last, attempt, run.0, object.0])?;
    }
    Ok(AttemptId(attempt))
}

/// The numbers as closed ranges without gaps, in their order: records that follow each other are written at once.
fn in_a_row(records: &[RecordId]) -> Vec<(i64, i64)> {
    let mut ranges: Vec<(i64, i64)> = Vec::new();
    for record in records {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == record.0 => *last = record.0,
            _ => ranges.push((record.0, record.0)),
        }
    }
    ranges
}

/// The first of these that one attempt made in the target, up to a gap in their numbers.
fn made_in_a_row<'s, 'o>(settled: &'s [&'o Settled]) -> &'s [&'o Settled] {
    let is_made = |one: &Settled| matches!(one.outcome, Outcome::Loaded { created: true, .. });
    let follows = |one: &&Settled, next: &&Settled| {
        one.attempt == next.attempt && one.record.0 + 1 == next.record.0 && is_made(next)
    };
    let first = settled.chunk_by(follows).next().unwrap_or_default();
    match first.first() {
        Some(one) if is_made(one) => first,
        _ => &[],
    }
}

pub(super) fn claimed(row: &rusqlite::Row<'_>) -> rusqlite::Result<Claimed> {
    Ok(Claimed {
        record: RecordId(row.get(0)?),
        key: row.get::<_, String>(1)?.into(),
        payload: row.get::<_, Option<Vec<u8>>>(2)?.unwrap_or_default(),
        known_as: row.get::<_, Option<String>>(3)?.map(CompactString::from),
    })
}

/// Settles records one by one, with what is looked up once for all of them.
struct SettleWriter<'t> {
    place: Statement<'t>,
    no_doubt: Statement<'t>,
    doubt: Statement<'t>,
    record: Statement<'t>,
    carried: Statement<'t>,
    attempt: Statement<'t>,
    /// The same for records in a row.
    open_row: Statement<'t>,
    no_doubt_row: Statement<'t>,
    attempt_row: Statement<'t>,
}

type Statement<'t> = rusqlite::CachedStatement<'t>;

impl<'t> SettleWriter<'t> {
    fn new(transaction: &'t Connection) -> Result<Self, LedgerFault> {
        let prepare = |text| transaction.prepare_cached(text);
        Ok(Self {
            place: prepare("SELECT run, object FROM doubt WHERE record = ?1 AND attempt = ?2")?,
            no_doubt: prepare("DELETE FROM doubt WHERE record = ?1 AND attempt = ?2")?,
            doubt: prepare("UPDATE doubt SET why = ?3 WHERE record = ?1 AND attempt = ?2")?,
            record: prepare("UPDATE record SET state = ?2, target_id = ?3, created = ?4 WHERE id = ?1")?,
            carried: prepare(
                "INSERT INTO carried (target, object, key_hash, key, target_id, payload_hash, record, source_hash)
                 SELECT ?1, object, key_hash, key, target_id, payload_hash, id, source_hash FROM record
                 WHERE id BETWEEN ?2 AND ?3
                 ON CONFLICT DO UPDATE SET target_id = excluded.target_id, payload_hash = excluded.payload_hash,
                     record = excluded.record, source_hash = excluded.source_hash",
            )?,
            attempt: prepare(
                "INSERT INTO attempt_record (attempt, record, outcome, message) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO UPDATE SET outcome = excluded.outcome, message = excluded.message",
            )?,
            open_row: prepare(
                "SELECT count(*) FROM doubt WHERE record BETWEEN ?1 AND ?2 AND attempt = ?3",
            )?,
            no_doubt_row: prepare("DELETE FROM doubt WHERE record BETWEEN ?1 AND ?2")?,
            attempt_row: prepare(
                "INSERT INTO attempt_record (attempt, record, outcome)
                 SELECT ?3, id, ?4 FROM record WHERE id BETWEEN ?1 AND ?2 ORDER BY id
                 ON CONFLICT DO UPDATE SET outcome = excluded.outcome, message = NULL",
            )?,
        })
    }

    /// The run and object of a record that its attempt left open; none for any other.
    fn place(&mut self, settled: &Settled) -> Result<Option<(RunId, ObjectId)>, LedgerFault> {
        let place = self
            .place
            .query_row([settled.record.0, settled.attempt.0], |row| {
                Ok((RunId(row.get(0)?), ObjectId(row.get(1)?)))
            });
        Ok(place.optional()?)
    }

    /// Settles records in a row that their attempt made in the target. Whether it did: where it has not left all of
    /// them open, nothing changes.
    fn settle_made(&mut self, target: &str, made: &[&Settled]) -> Result<bool, LedgerFault> {
        let (Some(first), Some(last)) = (made.first(), made.last()) else {
            return Ok(true);
        };
        let (from, to, attempt) = (first.record.0, last.record.0, first.attempt.0);
        let open: i64 = self
            .open_row
            .query_row([from, to, attempt], |row| row.get(0))?;
        if usize::try_from(open).ok() != Some(made.len()) {
            return Ok(false);
        }
        self.no_doubt_row.execute([from, to])?;
        for one in made {
            self.write(one)?;
        }
        self.carried.execute(params![target, from, to])?;
        self.attempt_row
            .execute(params![from, to, attempt, word(&first.outcome)])?;
        Ok(true)
    }

    /// Settles a record that its attempt left open; for any other nothing changes.
    fn settle(&mut self, target: &str, settled: &Settled) -> Result<(), LedgerFault> {
        let (record, attempt, outcome) = (settled.record.0, settled.attempt.0, &settled.outcome);
        let left_open = match outcome {
            Outcome::InDoubt { why } => self.doubt.execute(params![record, attempt, why])?,
            _ => self.no_doubt.execute([record, attempt])?,
        };
        if left_open == 0 {
            return Ok(());
        }
        if self.write(settled)? {
            self.carried.execute(params![target, record, record])?;
        }
        self.attempt
            .execute(params![attempt, record, word(outcome), message(outcome)])?;
        Ok(())
    }

    /// Writes the state of a record that was open. Whether the target holds it from now on.
    fn write(&mut self, settled: &Settled) -> Result<bool, LedgerFault> {
        let record = settled.record.0;
        let (state, id, created) = match &settled.outcome {
            Outcome::Loaded { target_id, created } => {
                (RecordState::Loaded, Some(target_id.as_str()), *created)
            }
            Outcome::Refused { .. } => (RecordState::Refused, None, false),
            Outcome::Ready => (RecordState::Ready, None, false),
            Outcome::InDoubt { .. } => (RecordState::InDoubt, None, false),
        };
        self.record
            .execute(params![record, state.number(), id, created])?;
        Ok(id.is_some())
    }
}

fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Loaded { created: true, .. } => "created",
        Outcome::Loaded { created: false, .. } => "changed or found",
        Outcome::Refused { .. } => "refused",
        Outcome::Ready => "not sent",
        Outcome::InDoubt { .. } => "in doubt",
    }
}

fn message(outcome: &Outcome) -> Option<String> {
    match outcome {
        Outcome::Refused { finding, .. } => Some(finding.found.clone()),
        Outcome::InDoubt { why } => Some(why.clone()),
        Outcome::Loaded { .. } | Outcome::Ready => None,
    }
}
