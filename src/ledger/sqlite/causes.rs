//! Causes of findings: each kept once, and counted as its findings arrive.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::hash::{BuildHasher, RandomState};
use std::sync::{MutexGuard, PoisonError};

use compact_str::CompactString;
use rusqlite::{CachedStatement, Connection, params};

use super::Ledger;
use super::runs::count;
use super::staging::whole;
use crate::diagnose::{Finding, Severity, Stage};
use crate::ledger::{LedgerFault, ObjectId, RunId};

/// Findings of a cause that are kept at hand as samples.
const SAMPLES_KEPT: u64 = 5;
/// Causes kept in memory before all are forgotten (they are found again in the table). A mapping has only so
/// many rules, and a cause's `expected` holds no values of records.
const CAUSES_IN_MEMORY_MAX: usize = 50_000;

/// A cause of findings, with how often and a few samples.
#[derive(Debug, Clone)]
pub struct CauseLine {
    /// The object.
    pub object: ObjectId,
    /// The code as findings show it.
    pub code: String,
    /// `error` or `warning`.
    pub severity: String,
    /// Word of the stage.
    pub stage: String,
    /// Attribute or column.
    pub field: String,
    /// What was expected.
    pub expected: String,
    /// Findings.
    pub findings: u64,
    /// Records with at least one.
    pub records: u64,
    /// Origin, key, found; of the first five findings.
    pub samples: Vec<(String, String, String)>,
}

/// The causes met so far, so that a finding costs one insert and no text is copied to look its cause up.
#[derive(Debug, Default)]
pub(super) struct Causes {
    known: Vec<Known>,
    by_hash: HashMap<u64, Vec<usize>>,
    hasher: RandomState,
    /// Those whose counts stand in no table yet.
    changed: Vec<usize>,
}

#[derive(Debug)]
struct Known {
    id: i64,
    place: (RunId, ObjectId),
    code: &'static str,
    severity: Severity,
    stage: Stage,
    field: CompactString,
    expected: String,
    tally: Tally,
    is_changed: bool,
}

/// The counts of a cause, as its line in the table has them.
#[derive(Debug, Clone, Copy)]
struct Tally {
    findings: u64,
    records: u64,
    last_record: i64,
    recount: bool,
}

impl Tally {
    fn add(&mut self, record: Option<i64>) {
        self.findings += 1;
        let Some(record) = record else {
            return;
        };
        self.recount |= record < self.last_record;
        if record > self.last_record {
            self.records += 1;
            self.last_record = record;
        }
    }
}

/// Writes findings within one transaction. [`FindingWriter::finish`] ends it.
pub(super) struct FindingWriter<'a> {
    transaction: &'a Connection,
    causes: MutexGuard<'a, Causes>,
    insert: CachedStatement<'a>,
    /// The origin of the finding in hand; reused.
    origin: String,
    /// The number of the last finding.
    finding: i64,
}

impl<'a> FindingWriter<'a> {
    pub(super) fn new(
        ledger: &'a Ledger,
        transaction: &'a Connection,
    ) -> Result<Self, LedgerFault> {
        Ok(Self {
            transaction,
            causes: ledger.causes.lock().unwrap_or_else(PoisonError::into_inner),
            insert: transaction.prepare_cached(
                "INSERT INTO finding (cause, record, origin, found) VALUES (?1, ?2, ?3, ?4)",
            )?,
            origin: String::new(),
            finding: 0,
        })
    }

    pub(super) fn add(
        &mut self,
        place: (RunId, ObjectId),
        record: Option<i64>,
        finding: &Finding,
    ) -> Result<(), LedgerFault> {
        let index = self.causes.index(self.transaction, place, finding)?;
        let Some(known) = self.causes.known.get_mut(index) else {
            return Err(LedgerFault::Impossible("a cause was forgotten".to_owned()));
        };
        self.origin.clear();
        write!(self.origin, "{}", finding.origin)
            .map_err(|error| LedgerFault::Impossible(error.to_string()))?;
        self.insert
            .execute(params![known.id, record, self.origin, finding.found])?;
        self.finding = self.transaction.last_insert_rowid();
        known.tally.add(record);
        if known.tally.findings <= SAMPLES_KEPT {
            self.transaction
                .prepare_cached("INSERT INTO cause_sample (cause, finding) VALUES (?1, ?2)")?
                .execute([known.id, self.finding])?;
        }
        if !known.is_changed {
            known.is_changed = true;
            self.causes.changed.push(index);
        }
        Ok(())
    }

    /// Notes that the finding just added came after its record was staged.
    pub(super) fn is_late(&self, record: Option<i64>) -> Result<(), LedgerFault> {
        if let Some(record) = record {
            self.transaction
                .prepare_cached("INSERT INTO late_finding (record, finding) VALUES (?1, ?2)")?
                .execute([record, self.finding])?;
        }
        Ok(())
    }

    /// Writes the counts.
    pub(super) fn finish(mut self) -> Result<(), LedgerFault> {
        self.causes.write_counts(self.transaction)
    }
}

impl Causes {
    /// Which of those in memory is the cause of this finding.
    fn index(
        &mut self,
        transaction: &Connection,
        place: (RunId, ObjectId),
        finding: &Finding,
    ) -> Result<usize, LedgerFault> {
        let hash = self.hasher.hash_one((
            place.0.0,
            place.1.0,
            finding.code.id,
            finding.severity,
            finding.stage,
            finding.field.as_str(),
            finding.expected.as_str(),
        ));
        let alike = self.by_hash.get(&hash).map_or(&[][..], Vec::as_slice);
        let found = alike.iter().find(|index| {
            self.known
                .get(**index)
                .is_some_and(|known| known.is_of(place, finding))
        });
        if let Some(index) = found {
            return Ok(*index);
        }
        if self.known.len() >= CAUSES_IN_MEMORY_MAX {
            self.write_counts(transaction)?;
            self.forget();
        }
        let (id, tally) = line_of(transaction, place, finding)?;
        let index = self.known.len();
        self.known.push(Known {
            id,
            place,
            code: finding.code.id,
            severity: finding.severity,
            stage: finding.stage,
            field: finding.field.clone(),
            expected: finding.expected.clone(),
            tally,
            is_changed: false,
        });
        self.by_hash.entry(hash).or_default().push(index);
        Ok(index)
    }

    fn write_counts(&mut self, transaction: &Connection) -> Result<(), LedgerFault> {
        let mut update = transaction.prepare_cached(
            "UPDATE cause SET findings = ?2, records = ?3, last_record = ?4, recount = ?5 WHERE id = ?1",
        )?;
        for index in self.changed.drain(..) {
            let Some(known) = self.known.get_mut(index) else {
                continue;
            };
            let Tally {
                findings,
                records,
                last_record,
                recount,
            } = known.tally;
            update.execute(params![
                known.id,
                whole(findings),
                whole(records),
                last_record,
                recount
            ])?;
            known.is_changed = false;
        }
        Ok(())
    }

    fn forget(&mut self) {
        self.known.clear();
        self.by_hash.clear();
        self.changed.clear();
    }
}

impl Known {
    fn is_of(&self, place: (RunId, ObjectId), finding: &Finding) -> bool {
        self.place == place
            && self.code == finding.code.id
            && self.severity == finding.severity
            && self.stage == finding.stage
            && self.field == finding.field
            && self.expected == finding.expected
    }
}

/// The line of a cause in the table, made where it is not there yet, and its counts.
fn line_of(
    transaction: &Connection,
    (run, object): (RunId, ObjectId),
    finding: &Finding,
) -> Result<(i64, Tally), LedgerFault> {
    let facts = params![
        run.0,
        object.0,
        finding.code.id,
        finding.severity.word(),
        finding.stage.word(),
        finding.field.as_str(),
        finding.expected
    ];
    transaction
        .prepare_cached(
            "INSERT OR IGNORE INTO cause (run, object, code, severity, stage, field, expected)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(facts)?;
    let mut statement = transaction.prepare_cached(
        "SELECT id, findings, records, last_record, recount FROM cause WHERE run = ?1 AND object = ?2 AND code = ?3
             AND severity = ?4 AND stage = ?5 AND field = ?6 AND expected = ?7",
    )?;
    Ok(statement.query_row(facts, |row| {
        let tally = Tally {
            findings: count(row, 1)?,
            records: count(row, 2)?,
            last_record: row.get(3)?,
            recount: row.get(4)?,
        };
        Ok((row.get(0)?, tally))
    })?)
}

impl Ledger {
    /// Forgets what is known of causes: after a transaction that did not happen.
    pub(super) fn forget_causes(&self) {
        let mut causes = self.causes.lock().unwrap_or_else(PoisonError::into_inner);
        causes.forget();
    }

    /// The causes of a run's findings, errors first, then the most frequent, each with its first findings.
    pub fn causes(&self, run: RunId) -> Result<Vec<CauseLine>, LedgerFault> {
        let connection = self.connection();
        let recounted = recounted(&connection, run)?;
        let mut statement = connection.prepare(
            "SELECT id, object, code, severity, stage, field, expected, findings, records
             FROM cause WHERE run = ?1 AND findings > 0 ORDER BY severity, findings DESC, id",
        )?;
        let mut samples = connection.prepare(
            "SELECT origin, coalesce(record.key, ''), found
             FROM cause_sample JOIN finding ON finding.id = cause_sample.finding
                 LEFT JOIN record ON record.id = finding.record
             WHERE cause_sample.cause = ?1 ORDER BY finding.id",
        )?;
        let mut rows = statement.query([run.0])?;
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            let cause: i64 = row.get(0)?;
            let shown =
                samples.query_map([cause], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            let counted = count(row, 8)?;
            lines.push(CauseLine {
                object: ObjectId(row.get(1)?),
                code: row.get(2)?,
                severity: row.get(3)?,
                stage: row.get(4)?,
                field: row.get(5)?,
                expected: row.get(6)?,
                findings: count(row, 7)?,
                records: recounted.get(&cause).copied().unwrap_or(counted),
                samples: shown.collect::<Result<_, _>>()?,
            });
        }
        Ok(lines)
    }
}

/// The records of causes whose findings did not come in the order of their records.
fn recounted(connection: &Connection, run: RunId) -> Result<HashMap<i64, u64>, LedgerFault> {
    let mut asked = connection.prepare("SELECT id FROM cause WHERE run = ?1 AND recount = 1")?;
    if !asked.exists([run.0])? {
        return Ok(HashMap::new());
    }
    let mut statement = connection.prepare(
        "SELECT cause, count(DISTINCT record) FROM finding
         WHERE cause IN (SELECT id FROM cause WHERE run = ?1 AND recount = 1) GROUP BY cause",
    )?;
    let counts = statement.query_map([run.0], |row| Ok((row.get(0)?, count(row, 1)?)))?;
    Ok(counts.collect::<Result<_, _>>()?)
}
