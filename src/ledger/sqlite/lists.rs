//! Whole lists of a run, one line after the other: as long as they may be, no more than a line is held.

use std::ops::ControlFlow;

use rusqlite::params;

use super::Ledger;
use super::settling::place;
use crate::diagnose::{Severity, Stage};
use crate::ledger::{ExtractId, LedgerFault, ObjectId, RecordState, RunId};
use landbridge_contract::Place;

/// A record that was rejected, or that the ERP refused.
#[derive(Debug, Clone)]
pub struct RejectLine {
    /// Its object.
    pub object: ObjectId,
    /// Its extract.
    pub extract: ExtractId,
    /// Where it stands.
    pub place: Place,
    /// Its business key.
    pub key: String,
    /// Its state.
    pub state: RecordState,
    /// The codes of what holds it up, each once.
    pub codes: String,
}

/// The states of which the list of rejects is made.
const REJECTED: [RecordState; 6] = [
    RecordState::Refused,
    RecordState::Rejected(Stage::Extract),
    RecordState::Rejected(Stage::Map),
    RecordState::Rejected(Stage::Validate),
    RecordState::Rejected(Stage::Load),
    RecordState::RejectedReference,
];

impl Ledger {
    /// Calls back with every record of a run that was rejected or refused, in order of arrival. The ledger must not be
    /// called from within.
    pub fn each_reject(
        &self,
        run: RunId,
        mut each: impl FnMut(RejectLine) -> ControlFlow<()>,
    ) -> Result<(), LedgerFault> {
        let states = REJECTED.map(|state| state.number().to_string()).join(", ");
        let connection = self.connection();
        // What was found comes sorted by record from disk, so that one pass over both is enough.
        let mut statement = connection.prepare(&format!(
            "WITH held AS MATERIALIZED (
                 SELECT finding.record AS record, group_concat(DISTINCT code) AS codes
                 FROM cause JOIN finding ON finding.cause = cause.id
                 WHERE cause.run = ?1 AND severity = ?2 AND finding.record IS NOT NULL GROUP BY finding.record
             )
             SELECT record.object, extract, line, number, byte, key, state, coalesce(codes, '')
             FROM stage CROSS JOIN record ON record.object = stage.object AND record.id BETWEEN first_record AND last_record
                 LEFT JOIN held ON held.record = record.id
             WHERE stage.run = ?1 AND state IN ({states}) ORDER BY stage.first_record, record.id"
        ))?;
        let mut rows = statement.query(params![run.0, Severity::Error.word()])?;
        while let Some(row) = rows.next()? {
            let line = RejectLine {
                object: ObjectId(row.get(0)?),
                extract: ExtractId(row.get(1)?),
                place: place(row, 2)?,
                key: row.get(5)?,
                state: RecordState::from_number(row.get(6)?).unwrap_or(RecordState::Refused),
                codes: row.get(7)?,
            };
            if each(line).is_break() {
                break;
            }
        }
        Ok(())
    }
}
