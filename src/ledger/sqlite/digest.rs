//! A digest over the rows of a run, streamed through SHA-256.
//!
//! Tables, their columns and the order of rows are fixed: a later format of the ledger may add columns and tables, and
//! what was signed before must still come to the same digest. What is added belongs into a form of its own, beside
//! this one, and statements name the form that they were made with.

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use sha2::{Digest, Sha256};

use crate::hex::hex;
use crate::ledger::{Depth, LedgerFault, RunDigest, RunId};

/// The newest form of digest. Statements name the form that they were made with.
pub const DIGEST_FORM: u32 = 5;

struct Part {
    table: &'static str,
    /// Whether a check's digest has it: no more rows than there are objects, files, causes and terms.
    brief: bool,
    /// The first form that has it.
    since: u32,
    /// The run's rows, with the run as `?1`.
    rows: &'static str,
}

const fn brief(table: &'static str, rows: &'static str) -> Part {
    Part {
        table,
        brief: true,
        since: 1,
        rows,
    }
}

const fn whole(table: &'static str, rows: &'static str) -> Part {
    Part {
        table,
        brief: false,
        since: 1,
        rows,
    }
}

const PARTS: &[Part] = &[
    brief(
        "run",
        "SELECT id, command, purpose, target, plan_hash, state, started, ended, run_date, operator FROM run WHERE id = ?1",
    ),
    brief(
        "object",
        "SELECT id, name FROM object WHERE id IN (SELECT object FROM stage WHERE run = ?1) ORDER BY id",
    ),
    brief(
        "stage",
        "SELECT run, object, first_record, last_record, settled FROM stage WHERE run = ?1 ORDER BY object",
    ),
    brief(
        "extract",
        "SELECT id, run, object, file, sha256, bytes, form, records, faults, blank, complete FROM extract
         WHERE run = ?1 ORDER BY id",
    ),
    whole(
        "record",
        "SELECT id, run, object, extract, ordinal, line, number, byte, key, key_hash, payload_hash, state, created,
             target_id, payload FROM record
         WHERE id BETWEEN (SELECT min(first_record) FROM stage WHERE run = ?1)
             AND (SELECT max(last_record) FROM stage WHERE run = ?1) ORDER BY id",
    ),
    brief(
        "total",
        "SELECT id, run, object, name FROM total WHERE run = ?1 ORDER BY id",
    ),
    whole(
        "contribution",
        "SELECT record, total, group_name, amount FROM contribution
         WHERE record BETWEEN (SELECT min(first_record) FROM stage WHERE run = ?1)
             AND (SELECT max(last_record) FROM stage WHERE run = ?1) ORDER BY record, total, group_name",
    ),
    brief(
        "cause",
        "SELECT id, run, object, code, severity, stage, field, expected, findings, records, last_record, recount
         FROM cause WHERE run = ?1 ORDER BY id",
    ),
    // Samples hold the first findings of each cause: nothing of the run stands before them.
    whole(
        "finding",
        "SELECT id, cause, record, origin, found FROM finding
         WHERE id >= (SELECT min(finding) FROM cause_sample WHERE cause IN (SELECT id FROM cause WHERE run = ?1))
             AND cause IN (SELECT id FROM cause WHERE run = ?1) ORDER BY id",
    ),
    whole(
        "cause_sample",
        "SELECT cause, finding FROM cause_sample WHERE cause IN (SELECT id FROM cause WHERE run = ?1)
         ORDER BY cause, finding",
    ),
    whole(
        "attempt",
        "SELECT id, run, object, started FROM attempt WHERE run = ?1 ORDER BY id",
    ),
    whole(
        "attempt_record",
        "SELECT attempt, record, outcome, message FROM attempt_record
         WHERE attempt IN (SELECT id FROM attempt WHERE run = ?1) ORDER BY attempt, record",
    ),
    whole(
        "doubt",
        "SELECT record, run, object, attempt, why FROM doubt WHERE run = ?1 ORDER BY record",
    ),
    // Answers about lists of values are forgotten by the next run; those about records are kept.
    whole(
        "answer",
        "SELECT target, subject, key_hash, key, run, found, target_id FROM answer
         WHERE run = ?1 AND subject LIKE 'record %' ORDER BY target, subject, key_hash, key",
    ),
    brief(
        "asked",
        "SELECT run, object, subject, asked, amiss, unasked, requests, why FROM asked WHERE run = ?1 ORDER BY rowid",
    ),
    whole(
        "target_record",
        "SELECT id, run, object, key, target_id, body FROM target_record WHERE run = ?1 ORDER BY id",
    ),
    whole(
        "break",
        "SELECT id, run, object, code, key, record, field, origin, sent, found, target_id, source, identity FROM break
         WHERE run = ?1 ORDER BY id",
    ),
    brief(
        "book_total",
        "SELECT book, run, object, name, group_name, sum, amounts FROM book_total WHERE run = ?1 ORDER BY rowid",
    ),
    brief(
        "counted",
        "SELECT run, object, records, faults FROM counted WHERE run = ?1 ORDER BY object",
    ),
    brief(
        "key_total",
        "SELECT run, object, book, keys, hash FROM key_total WHERE run = ?1 ORDER BY object, book",
    ),
    brief(
        "not_held",
        "SELECT run, object, why FROM not_held WHERE run = ?1 ORDER BY object",
    ),
    // Whether a decision is over is said by later runs.
    whole(
        "disposition",
        "SELECT id, object, identity, decision, by_whom, at, why, run FROM disposition WHERE run = ?1 ORDER BY id",
    ),
    brief(
        "allowed",
        "SELECT run, object, field, rule, owner, reason, differences FROM allowed WHERE run = ?1 ORDER BY rowid",
    ),
    brief(
        "proposal",
        "SELECT run, object, code, field, breaks, of_all, words FROM proposal WHERE run = ?1 ORDER BY rowid",
    ),
    brief(
        "timing",
        "SELECT run, stage, object, milliseconds, records FROM timing WHERE run = ?1 ORDER BY rowid",
    ),
    brief(
        "parameter",
        "SELECT run, object, name, value FROM parameter WHERE run = ?1 ORDER BY rowid",
    ),
    brief(
        "crosswalk",
        "SELECT run, name, owner, version, sha256, codes FROM crosswalk WHERE run = ?1 ORDER BY rowid",
    ),
    brief(
        "approval",
        "SELECT run, object, source, purpose, approver FROM approval WHERE run = ?1 ORDER BY rowid",
    ),
    Part {
        since: 2,
        ..brief(
            "beside",
            "SELECT run, object, file, sha256, bytes FROM beside WHERE run = ?1 ORDER BY object, file, sha256",
        )
    },
    Part {
        since: 2,
        ..brief("gates", "SELECT id, gates FROM run WHERE id = ?1")
    },
    // What a run made and that was taken back, asked of it or not.
    Part {
        since: 3,
        ..whole(
            "removal",
            "SELECT record, run, object, target_id, outcome, message, by_whom, at FROM removal WHERE run = ?1
             ORDER BY record",
        )
    },
    Part {
        since: 3,
        ..brief(
            "canary",
            "SELECT run, records, released_by, released_at FROM canary WHERE run = ?1",
        )
    },
    Part {
        since: 3,
        ..whole(
            "attempt_note",
            "SELECT attempt, note FROM attempt_note WHERE attempt IN (SELECT id FROM attempt WHERE run = ?1)
             ORDER BY attempt",
        )
    },
    Part {
        since: 3,
        ..brief(
            "retried",
            "SELECT run, object, earlier, resent, loaded, refused, unsettled, rejects, mended FROM retried WHERE run = ?1
             ORDER BY object",
        )
    },
    Part {
        since: 4,
        ..brief("ending", "SELECT run, ending FROM ending WHERE run = ?1")
    },
    Part {
        since: 4,
        ..brief(
            "stage_requests",
            "SELECT run, object, stage, requests FROM stage_requests WHERE run = ?1 ORDER BY rowid",
        )
    },
    Part {
        since: 5,
        ..whole(
            "effect",
            "SELECT run, object, first_break, last_break, name, group_name, amount FROM effect WHERE run = ?1
             ORDER BY rowid",
        )
    },
];

impl RunDigest {
    /// The digest as an older form has it: without the tables that came later.
    #[must_use]
    pub fn in_form(&self, form: u32) -> Self {
        let later: Vec<&str> = PARTS
            .iter()
            .filter(|part| part.since > form)
            .map(|part| part.table)
            .collect();
        let mut tables = self.tables.clone();
        tables.retain(|(table, _)| !later.contains(&table.as_str()));
        Self { tables }
    }
}

/// The digest over the rows of a run. Reads them once, in order, and holds one at a time.
pub(super) fn digest(
    connection: &Connection,
    run: RunId,
    depth: Depth,
) -> Result<RunDigest, LedgerFault> {
    let mut tables = Vec::new();
    for part in PARTS {
        if depth == Depth::Whole || part.brief {
            let digest = rows_digest(connection, run, part)?;
            tables.push((part.table.to_owned(), digest));
        }
    }
    Ok(RunDigest { tables })
}

/// Every value is hashed with its type and length, so that no two tables come to the same bytes.
fn rows_digest(connection: &Connection, run: RunId, part: &Part) -> Result<String, LedgerFault> {
    let mut hasher = Sha256::new();
    let mut statement = connection.prepare(part.rows)?;
    let columns = statement.column_count();
    let mut rows = statement.query([run.0])?;
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            let (kind, bytes): (u8, &[u8]) = match row.get_ref(column)? {
                ValueRef::Null => (0, &[]),
                ValueRef::Integer(number) => {
                    hasher.update([1]);
                    hasher.update(number.to_be_bytes());
                    continue;
                }
                ValueRef::Real(number) => {
                    hasher.update([2]);
                    hasher.update(number.to_bits().to_be_bytes());
                    continue;
                }
                ValueRef::Text(bytes) => (3, bytes),
                ValueRef::Blob(bytes) => (4, bytes),
            };
            hasher.update([kind]);
            hasher.update((bytes.len() as u64).to_be_bytes());
            hasher.update(bytes);
        }
    }
    Ok(hex(&hasher.finalize()))
}
