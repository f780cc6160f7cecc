//! What was decided about breaks, what rules let pass, and what breaks have in common.

use rusqlite::{Row, params};

use super::Ledger;
use super::runs::count;
use crate::ledger::{
    AllowedLine, Decision, Disposition, LedgerFault, ObjectId, ProposalLine, RunId,
};

/// The disposition of a break that is in force: the latest word on it, unless it was taken back, or said that the break
/// was fixed and the ERP was read back since.
pub(super) const IN_FORCE: &str = "
    (SELECT word.id FROM disposition AS word
     WHERE word.id = (SELECT max(id) FROM disposition
                      WHERE object = break.object AND identity = break.identity AND break.identity <> x'')
         AND word.decision <> 'reopened' AND NOT (word.decision = 'fixed' AND word.over))";

impl Ledger {
    /// Records what rules let pass, and what breaks have in common.
    pub fn post_patterns(
        &self,
        run: RunId,
        object: ObjectId,
        allowed: &[AllowedLine],
        proposals: &[ProposalLine],
    ) -> Result<(), LedgerFault> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        for one in allowed {
            transaction.execute(
                "INSERT INTO allowed (run, object, field, rule, owner, reason, differences)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    run.0,
                    object.0,
                    one.field,
                    one.rule,
                    one.owner,
                    one.reason,
                    i64::try_from(one.differences).unwrap_or(i64::MAX)
                ],
            )?;
        }
        for one in proposals {
            transaction.execute(
                "INSERT INTO proposal (run, object, code, field, breaks, of_all, words)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    run.0,
                    object.0,
                    one.code,
                    one.field,
                    i64::try_from(one.breaks).unwrap_or(i64::MAX),
                    i64::try_from(one.of).unwrap_or(i64::MAX),
                    one.words
                ],
            )?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// What rules let pass in a run.
    pub fn allowed(&self, run: RunId) -> Result<Vec<(ObjectId, AllowedLine)>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(
            "SELECT object, field, rule, owner, reason, differences FROM allowed WHERE run = ?1 ORDER BY rowid",
        )?;
        let lines = statement.query_map([run.0], |row| {
            let line = AllowedLine {
                field: row.get(1)?,
                rule: row.get(2)?,
                owner: row.get(3)?,
                reason: row.get(4)?,
                differences: count(row, 5)?,
            };
            Ok((ObjectId(row.get(0)?), line))
        })?;
        Ok(lines.collect::<Result<_, _>>()?)
    }

    /// What breaks of a run have in common.
    pub fn proposals(&self, run: RunId) -> Result<Vec<(ObjectId, ProposalLine)>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(
            "SELECT object, code, field, breaks, of_all, words FROM proposal WHERE run = ?1 ORDER BY rowid",
        )?;
        let lines = statement.query_map([run.0], |row| {
            let line = ProposalLine {
                code: row.get(1)?,
                field: row.get(2)?,
                breaks: count(row, 3)?,
                of: count(row, 4)?,
                words: row.get(5)?,
            };
            Ok((ObjectId(row.get(0)?), line))
        })?;
        Ok(lines.collect::<Result<_, _>>()?)
    }
}

/// A disposition from five columns; none where they are empty.
pub(super) fn disposition(row: &Row<'_>, first: usize) -> rusqlite::Result<Option<Disposition>> {
    let Some(word) = row.get::<_, Option<String>>(first)? else {
        return Ok(None);
    };
    let decision = Decision::ALL.into_iter().find(|one| one.word() == word);
    Ok(Some(Disposition {
        decision: decision.unwrap_or(Decision::Reopened),
        by: row.get(first + 1)?,
        at: row.get(first + 2)?,
        why: row.get(first + 3)?,
        run: RunId(row.get(first + 4)?),
    }))
}
