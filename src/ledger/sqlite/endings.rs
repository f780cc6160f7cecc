//! What the command that ran knows and nobody could tell later: why it stopped, and how many requests it made.

use rusqlite::{OptionalExtension as _, params};

use super::Ledger;
use super::runs::count;
use crate::ledger::{LedgerFault, RunId};

impl Ledger {
    /// Keeps why a command ended before all was done, as JSON; with none, forgets what an earlier one said.
    pub fn keep_ending(&self, run: RunId, ending: Option<&str>) -> Result<(), LedgerFault> {
        let connection = self.connection();
        match ending {
            Some(ending) => connection.execute(
                "INSERT OR REPLACE INTO ending (run, ending) VALUES (?1, ?2)",
                params![run.0, ending],
            )?,
            None => connection.execute("DELETE FROM ending WHERE run = ?1", [run.0])?,
        };
        Ok(())
    }

    /// Why the last command of a run ended before all was done, as JSON, where it came to say so.
    pub fn ending(&self, run: RunId) -> Result<Option<String>, LedgerFault> {
        let connection = self.connection();
        let mut statement =
            connection.prepare_cached("SELECT ending FROM ending WHERE run = ?1")?;
        Ok(statement.query_row([run.0], |row| row.get(0)).optional()?)
    }

    /// Records how many requests a stage of an object took.
    pub fn record_requests(
        &self,
        run: RunId,
        stage: &str,
        object: &str,
        requests: u64,
    ) -> Result<(), LedgerFault> {
        self.connection().execute(
            "INSERT INTO stage_requests (run, object, stage, requests) VALUES (?1, ?2, ?3, ?4)",
            params![
                run.0,
                object,
                stage,
                i64::try_from(requests).unwrap_or(i64::MAX)
            ],
        )?;
        Ok(())
    }

    /// The requests that a stage of each object of a run took, whatever they asked for; none of a run of which nobody counted
    /// them.
    pub fn requests(&self, run: RunId, stage: &str) -> Result<Vec<(String, u64)>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(
            "SELECT object, sum(requests) FROM stage_requests WHERE run = ?1 AND stage = ?2 GROUP BY object",
        )?;
        let lines = statement.query_map(params![run.0, stage], |row| {
            Ok((row.get(0)?, count(row, 1)?))
        })?;
        Ok(lines.collect::<Result<_, _>>()?)
    }
}
