//! The chain of entries, and the ledger as it is signed and verified.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::Ledger;
use super::digest::digest;
use crate::crash::Step;
use crate::ledger::{Depth, EntryFacts, EntryLine, LedgerFault, RunDigest, RunId};

impl Ledger {
    /// Records how a run ended: a digest over its rows, chained to the entry before. A second call adds another
    /// entry over the rows as they are then.
    pub fn end_entry(&self, facts: &EntryFacts, depth: Depth) -> Result<(), LedgerFault> {
        self.fact(Step::Entry, |transaction| {
            let digest = match facts.run {
                Some(run) => digest(transaction, run, depth)?.whole(),
                None => String::new(),
            };
            append(transaction, facts, digest)
        })
    }

    /// All entries in their order.
    pub fn entries(&self) -> Result<Vec<EntryLine>, LedgerFault> {
        entries(&self.connection())
    }

    /// The digest over all rows of a run, as they are now.
    pub fn run_digest(&self, run: RunId) -> Result<RunDigest, LedgerFault> {
        digest(&self.connection(), run, Depth::Whole)
    }

    /// Puts everything that was recorded into the file itself, so that its bytes can be signed. Changes nothing of
    /// what the ledger holds; fails with [`LedgerFault::Busy`] where somebody reads it just now.
    pub fn into_one_file(&self) -> Result<(), LedgerFault> {
        let connection = self.connection();
        let busy: i64 =
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if busy == 0 {
            Ok(())
        } else {
            Err(LedgerFault::Busy)
        }
    }
}

/// Adds an entry to the chain.
pub(super) fn append(
    connection: &Connection,
    facts: &EntryFacts,
    digest: String,
) -> Result<(), LedgerFault> {
    let last = connection
        .prepare_cached("SELECT number, hash FROM entry ORDER BY number DESC LIMIT 1")?
        .query_row([], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
        })
        .optional()?;
    let (number, previous) = last.unwrap_or_default();
    let mut entry = EntryLine {
        number: number + 1,
        facts: facts.clone(),
        digest,
        previous,
        hash: String::new(),
    };
    entry.hash = entry.hash_of();
    connection.execute(
        "INSERT INTO entry (number, at, operator, run, what, digest, statement, previous, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            entry.number,
            entry.facts.at,
            entry.facts.operator,
            entry.facts.run.map(|run| run.0),
            entry.facts.what,
            entry.digest,
            entry.facts.statement,
            entry.previous,
            entry.hash
        ],
    )?;
    Ok(())
}

pub(super) fn entries(connection: &Connection) -> Result<Vec<EntryLine>, LedgerFault> {
    let mut statement = connection.prepare(
        "SELECT number, at, operator, run, what, digest, statement, previous, hash FROM entry ORDER BY number",
    )?;
    let lines = statement.query_map([], entry_line)?;
    Ok(lines.collect::<Result<_, _>>()?)
}

fn entry_line(row: &Row<'_>) -> rusqlite::Result<EntryLine> {
    Ok(EntryLine {
        number: row.get(0)?,
        facts: EntryFacts {
            at: row.get(1)?,
            operator: row.get(2)?,
            run: row.get::<_, Option<i64>>(3)?.map(RunId),
            what: row.get(4)?,
            statement: row.get(6)?,
        },
        digest: row.get(5)?,
        previous: row.get(7)?,
        hash: row.get(8)?,
    })
}
