//! Two checks side by side: what was fixed between them, what is new, what remains.

use rusqlite::params;

use super::Ledger;
use crate::ledger::{LedgerFault, RunId};

/// Findings of an earlier run held against those of a later one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ComparedFindings {
    /// Found then, and not now.
    pub fixed: u64,
    /// Found now, and not then.
    pub new: u64,
    /// Found both times.
    pub remaining: u64,
}

/// The findings of two runs about the objects that both have. A finding is the same where the code, the
/// attribute and the record are; a record is told by its business key, or else by its place. So a cell that
/// is wrong in another way now is new, and one that moved with its row is the same.
const COMPARED: &str = "
    WITH both AS (
        SELECT object FROM stage WHERE run = ?1 INTERSECT SELECT object FROM stage WHERE run = ?2
    ), told AS MATERIALIZED (
        SELECT DISTINCT cause.run AS run, cause.object AS object, code, field,
            coalesce(nullif(record.key, ''), origin) AS record
        FROM cause JOIN finding ON finding.cause = cause.id LEFT JOIN record ON record.id = finding.record
        WHERE cause.run IN (?1, ?2) AND cause.object IN (SELECT object FROM both)
    ), runs AS (
        SELECT count(*) AS both, min(run) AS first FROM told GROUP BY object, code, field, record
    )
    SELECT coalesce(sum(both = 1 AND first = ?1), 0), coalesce(sum(both = 1 AND first = ?2), 0),
        coalesce(sum(both = 2), 0) FROM runs";

impl Ledger {
    /// The findings of `earlier` held against those of `later`, for the objects that both runs have. None where
    /// the two have more than `at_most` findings together.
    pub fn compare_findings(
        &self,
        earlier: RunId,
        later: RunId,
        at_most: u64,
    ) -> Result<Option<ComparedFindings>, LedgerFault> {
        let connection = self.connection();
        let all: i64 = connection.query_row(
            "SELECT coalesce(sum(findings), 0) FROM cause WHERE run IN (?1, ?2)",
            params![earlier.0, later.0],
            |row| row.get(0),
        )?;
        if u64::try_from(all).is_ok_and(|all| all > at_most) {
            return Ok(None);
        }
        let mut statement = connection.prepare(COMPARED)?;
        let compared = statement.query_row(params![earlier.0, later.0], |row| {
            Ok(ComparedFindings {
                fixed: super::runs::count(row, 0)?,
                new: super::runs::count(row, 1)?,
                remaining: super::runs::count(row, 2)?,
            })
        })?;
        Ok(Some(compared))
    }
}
