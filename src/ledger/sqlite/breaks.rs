//! The breaks of a run, and what was decided about them: noted, counted, listed.

use std::ops::ControlFlow;

use rusqlite::{Connection, Row, params};

use super::dispositions::{IN_FORCE, disposition};
use super::runs::count;
use super::{Ledger, digest, entries};
use crate::crash::Step;
use crate::ledger::{
    Break, Choice, Depth, Disposition, EntryFacts, LedgerFault, ObjectId, RecordId, RunId,
};

/// The breaks of a run.
#[derive(Debug, Clone, Default)]
pub struct BreakLines {
    /// How many of each code are open, per object.
    pub counts: Vec<(ObjectId, String, u64)>,
    /// About how many what was decided, per object.
    pub decided: Vec<(ObjectId, String, u64)>,
    /// The first of all, with what was decided about them.
    pub first: Vec<(ObjectId, Break, Option<Disposition>)>,
}

impl Ledger {
    /// Records what was decided about all breaks of a run that are meant, and chains an entry over the rows of the run
    /// to it: both or neither. Returns how many; where there are none, nothing is written. The latest decision about a
    /// break counts, also in later runs in which the same break comes back.
    pub fn dispose(
        &self,
        run: RunId,
        choice: &Choice,
        decided: &Disposition,
        entry: &EntryFacts,
    ) -> Result<u64, LedgerFault> {
        self.fact(Step::Entry, |transaction| {
            let disposed = note(transaction, run, choice, decided)?;
            if disposed > 0 {
                let digest = digest::digest(transaction, run, Depth::Whole)?.whole();
                entries::append(transaction, entry, digest)?;
            }
            Ok(disposed)
        })
    }

    /// Breaks of a run: those that are open by code, what was decided about the others, and the first of all.
    pub fn breaks(&self, run: RunId, breaks_max: usize) -> Result<BreakLines, LedgerFault> {
        let mut lines = BreakLines::default();
        {
            let connection = self.connection();
            let mut statement = connection.prepare(&format!(
                "SELECT break.object, code, decision, count(*) FROM break LEFT JOIN disposition ON disposition.id = {IN_FORCE}
                 WHERE break.run = ?1 GROUP BY break.object, code, decision",
            ))?;
            let mut rows = statement.query([run.0])?;
            while let Some(row) = rows.next()? {
                let (object, breaks) = (ObjectId(row.get(0)?), count(row, 3)?);
                match row.get::<_, Option<String>>(2)? {
                    None => lines.counts.push((object, row.get(1)?, breaks)),
                    Some(word) => lines.decided.push((object, word, breaks)),
                }
            }
        }
        self.each_break(run, |object, one, decided| {
            if lines.first.len() == breaks_max {
                return ControlFlow::Break(());
            }
            lines.first.push((object, one, decided));
            ControlFlow::Continue(())
        })?;
        Ok(lines)
    }

    /// Calls back with the breaks of a run in the order in which they were found, each with what was decided about it. The
    /// ledger must not be called from within.
    pub fn each_break(
        &self,
        run: RunId,
        mut each: impl FnMut(ObjectId, Break, Option<Disposition>) -> ControlFlow<()>,
    ) -> Result<(), LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(&format!(
            "SELECT break.object, code, key, record, field, origin, sent, found, target_id, source, break.identity,
                 decision, by_whom, at, why, disposition.run
             FROM break LEFT JOIN disposition ON disposition.id = {IN_FORCE}
             WHERE break.run = ?1 ORDER BY break.id",
        ))?;
        let mut rows = statement.query([run.0])?;
        while let Some(row) = rows.next()? {
            let decided = disposition(row, 11)?;
            if each(ObjectId(row.get(0)?), break_line(row)?, decided).is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// Adds the decision to each break that is meant, once where two are the same. Holds one at a time.
fn note(
    connection: &Connection,
    run: RunId,
    choice: &Choice,
    decided: &Disposition,
) -> Result<u64, LedgerFault> {
    let before: i64 =
        connection.query_row("SELECT coalesce(max(id), 0) FROM disposition", [], |row| {
            row.get(0)
        })?;
    let mut insert = connection.prepare(
        "INSERT INTO disposition (object, identity, decision, by_whom, at, why, run)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE NOT EXISTS (
             SELECT 1 FROM disposition WHERE object = ?1 AND identity = ?2 AND id > ?8)",
    )?;
    // What has no identity is not decided about.
    let mut breaks = connection.prepare(
        "SELECT break.object, code, key, record, field, origin, sent, found, target_id, source, identity, object.name
         FROM break JOIN object ON object.id = break.object WHERE run = ?1 AND identity <> x'' ORDER BY break.id",
    )?;
    let mut disposed = 0;
    let mut rows = breaks.query([run.0])?;
    while let Some(row) = rows.next()? {
        let one = break_line(row)?;
        if !choice.means(row.get_ref(11)?.as_str().unwrap_or_default(), &one) {
            continue;
        }
        disposed += insert.execute(params![
            row.get::<_, i64>(0)?,
            one.identity,
            decided.decision.word(),
            decided.by,
            decided.at,
            decided.why,
            run.0,
            before
        ])?;
    }
    Ok(u64::try_from(disposed).unwrap_or(u64::MAX))
}

/// A break from the columns after the object's.
fn break_line(row: &Row<'_>) -> rusqlite::Result<Break> {
    Ok(Break {
        code: row.get(1)?,
        key: row.get(2)?,
        record: row.get::<_, Option<i64>>(3)?.map(RecordId),
        field: row.get(4)?,
        origin: row.get(5)?,
        sent: row.get(6)?,
        found: row.get(7)?,
        target_id: row.get(8)?,
        source: row.get(9)?,
        identity: row.get(10)?,
    })
}
