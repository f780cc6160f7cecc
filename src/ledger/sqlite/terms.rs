//! What held in a run beside its plan.

use rusqlite::{OptionalExtension, Row, params};

use super::Ledger;
use super::runs::count;
use crate::crash::Step;
use crate::ledger::{
    ApprovalTerm, CrosswalkTerm, LedgerFault, ParameterTerm, RunFacts, RunId, RunState, RunTerms,
};

impl Ledger {
    /// Opens a run in state `staging`, with what holds in it. A second call opens another run.
    pub fn open_run(&self, facts: &RunFacts, terms: &RunTerms) -> Result<RunId, LedgerFault> {
        self.fact(Step::OpenRun, |transaction| {
        transaction.execute(
            "INSERT INTO run (command, purpose, target, plan_hash, state, started, run_date, operator, gates)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                facts.command,
                facts.purpose,
                facts.target,
                facts.plan_hash,
                RunState::Staging.word(),
                facts.started,
                facts.run_date.map(|date| date.to_string()).unwrap_or_default(),
                facts.operator,
                terms.gates
            ],
        )?;
        let run = transaction.last_insert_rowid();
        for one in &terms.parameters {
            transaction.execute(
                "INSERT INTO parameter (run, object, name, value) VALUES (?1, ?2, ?3, ?4)",
                params![run, one.object, one.name, one.value],
            )?;
        }
        for one in &terms.crosswalks {
            transaction.execute(
                "INSERT INTO crosswalk (run, name, owner, version, sha256, codes)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    run,
                    one.name,
                    one.owner,
                    one.version,
                    one.sha256,
                    i64::try_from(one.codes).unwrap_or(i64::MAX)
                ],
            )?;
        }
        for one in &terms.approvals {
            transaction.execute(
                "INSERT INTO approval (run, object, source, purpose, approver) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![run, one.object, one.source, one.purpose, one.approver],
            )?;
        }
        Ok(RunId(run))
        })
    }

    /// Keeps the gates that a run is judged by from now on: those of the command that goes on with it. Harmless when
    /// repeated.
    pub fn keep_gates(&self, run: RunId, gates: &str) -> Result<(), LedgerFault> {
        self.fact(Step::RunState, |transaction| {
            let kept = "UPDATE run SET gates = ?2 WHERE id = ?1";
            transaction.execute(kept, params![run.0, gates])?;
            Ok(())
        })
    }

    /// What held in a run; nothing for a run of a ledger that did not keep it yet.
    pub fn terms(&self, run: RunId) -> Result<RunTerms, LedgerFault> {
        let parameter = |row: &Row<'_>| {
            Ok(ParameterTerm {
                object: row.get(0)?,
                name: row.get(1)?,
                value: row.get(2)?,
            })
        };
        let crosswalk = |row: &Row<'_>| {
            Ok(CrosswalkTerm {
                name: row.get(0)?,
                owner: row.get(1)?,
                version: row.get(2)?,
                sha256: row.get(3)?,
                codes: count(row, 4)?,
            })
        };
        let approval = |row: &Row<'_>| {
            Ok(ApprovalTerm {
                object: row.get(0)?,
                source: row.get(1)?,
                purpose: row.get(2)?,
                approver: row.get(3)?,
            })
        };
        let gates = {
            let connection = self.connection();
            let kept = "SELECT gates FROM run WHERE id = ?1";
            let kept = connection.query_row(kept, [run.0], |row| row.get(0));
            kept.optional()?.flatten()
        };
        Ok(RunTerms {
            gates,
            parameters: self.lines_of(
                run,
                "SELECT object, name, value FROM parameter WHERE run = ?1 ORDER BY rowid",
                parameter,
            )?,
            crosswalks: self.lines_of(
                run,
                "SELECT name, owner, version, sha256, codes FROM crosswalk WHERE run = ?1 ORDER BY rowid",
                crosswalk,
            )?,
            approvals: self.lines_of(
                run,
                "SELECT object, source, purpose, approver FROM approval WHERE run = ?1 ORDER BY rowid",
                approval,
            )?,
        })
    }

    fn lines_of<T>(
        &self,
        run: RunId,
        query: &str,
        line: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, LedgerFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(query)?;
        let lines = statement.query_map([run.0], line)?;
        Ok(lines.collect::<Result<_, _>>()?)
    }
}
