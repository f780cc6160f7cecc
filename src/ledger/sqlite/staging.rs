//! Staging: records and findings appended in large transactions.

use rusqlite::{Connection, params};

use super::Ledger;
use super::causes::FindingWriter;
use super::settling::number_and_piece;
use crate::crash::Step;
use crate::diagnose::{Finding, codes};
use crate::ledger::{
    ExtractId, LedgerFault, ObjectId, RecordId, RecordState, RunId, StagedRecord, Staging, key_hash,
};

impl Ledger {
    /// Begins the staging of an object: its records are numbered from here on without a gap.
    pub fn begin_stage(&self, run: RunId, object: ObjectId) -> Result<(), LedgerFault> {
        self.fact(Step::BeginStage, |transaction| {
            transaction.execute(
                "INSERT INTO stage (run, object, first_record, last_record, settled)
                 VALUES (?1, ?2, (SELECT coalesce(max(id), 0) + 1 FROM record), 0, 0)",
                params![run.0, object.0],
            )?;
            self.seen_keys().begin(run, object);
            Ok(())
        })
    }

    /// Appends records and their findings, in one transaction.
    pub fn stage(
        &self,
        run: RunId,
        object: ObjectId,
        extract: ExtractId,
        records: &[StagedRecord],
    ) -> Result<(), LedgerFault> {
        self.fact(Step::Stage, |transaction| {
            let mut findings = FindingWriter::new(self, transaction)?;
            let mut insert = transaction.prepare_cached(
                "INSERT INTO record (run, object, extract, ordinal, line, number, byte, key, key_hash,
                     payload_hash, state, created, payload, source_hash)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 0, ?12, ?13)",
            )?;
            let (mut seen, mut chunk) = (self.seen_keys(), self.key_chunk());
            for record in records {
                let hash = key_hash(&record.key);
                let keyed = (!record.key.is_empty()).then_some(hash);
                if let Some(hash) = keyed {
                    seen.add((run, object), hash);
                }
                let state = match record.verdict {
                    Staging::Ready => RecordState::Ready,
                    Staging::Filtered => RecordState::Skipped(crate::ledger::SkipReason::Filtered),
                    Staging::Rejected(stage) => RecordState::Rejected(stage),
                };
                insert.execute(params![
                    run.0,
                    object.0,
                    extract.0,
                    whole(record.ordinal),
                    whole(record.place.line),
                    number_and_piece(record.place),
                    whole(record.place.byte),
                    record.key.as_str(),
                    hash,
                    record.payload_hash.as_slice(),
                    state.number(),
                    record.payload.as_deref(),
                    record.source_hash.as_ref().map(<[u8; 16]>::as_slice),
                ])?;
                let id = transaction.last_insert_rowid();
                chunk.add(transaction, id, keyed)?;
                for finding in &record.findings {
                    findings.add((run, object), Some(id), finding)?;
                }
                stage_parts(transaction, id, record)?;
            }
            findings.finish()
        })
    }

    /// Records findings that belong to no staged record, or to one staged before. Where an
    /// *error* belongs to a record that is ready, the record becomes rejected at its stage.
    pub fn add_findings(
        &self,
        run: RunId,
        object: ObjectId,
        findings: &[(Option<RecordId>, Finding)],
    ) -> Result<(), LedgerFault> {
        self.fact(Step::AddFindings, |transaction| {
            let mut writer = FindingWriter::new(self, transaction)?;
            for (record, finding) in findings {
                let record = record.map(|record| record.0);
                writer.add((run, object), record, finding)?;
                writer.is_late(record)?;
                if let Some(record) = record
                    && finding.severity == crate::diagnose::Severity::Error
                {
                    transaction
                        .prepare_cached(
                            "UPDATE record SET state = ?2 WHERE id = ?1 AND state = ?3",
                        )?
                        .execute(params![
                            record,
                            rejected_by(finding).number(),
                            RecordState::Ready.number()
                        ])?;
                }
            }
            writer.finish()
        })
    }
}

/// The state of a record that is rejected for a finding.
fn rejected_by(finding: &Finding) -> RecordState {
    let dangling = [&codes::REF_MISSING, &codes::REF_REJECTED];
    if dangling.contains(&finding.code) {
        return RecordState::RejectedReference;
    }
    RecordState::Rejected(finding.stage)
}

fn stage_parts(
    transaction: &Connection,
    id: i64,
    record: &StagedRecord,
) -> Result<(), LedgerFault> {
    for (check, hash) in &record.uniques {
        transaction
            .prepare_cached(
                "INSERT INTO uniqueness (record, check_number, hash) VALUES (?1, ?2, ?3)",
            )?
            .execute(params![id, check, hash])?;
    }
    for (check, hash, amount) in &record.balances {
        transaction
            .prepare_cached(
                "INSERT INTO balance (record, check_number, hash, amount) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![id, check, hash, amount.to_string()])?;
    }
    for (check, hash, first, last) in &record.spans {
        transaction
            .prepare_cached(
                "INSERT INTO span (record, check_number, hash, first, last) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![id, check, hash, first.to_string(), last.to_string()])?;
    }
    for staged in &record.references {
        let reference = &staged.reference;
        transaction
            .prepare_cached("INSERT OR IGNORE INTO object (name) VALUES (?1)")?
            .execute([&*reference.object])?;
        transaction
            .prepare_cached(
                "INSERT INTO reference (record, object, key_hash, key, field, origin, personal)
                 VALUES (?1, (SELECT id FROM object WHERE name = ?2), ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                id,
                &*reference.object,
                key_hash(&reference.key),
                reference.key.as_str(),
                staged.field.as_str(),
                staged.origin,
                staged.personal
            ])?;
    }
    stage_questions(transaction, id, record)?;
    for contribution in &record.contributions {
        transaction
            .prepare_cached(
                "INSERT INTO contribution (record, total, group_name, amount) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![
                id,
                contribution.total.0,
                contribution.group.as_str(),
                contribution.amount.to_string()
            ])?;
    }
    Ok(())
}

fn stage_questions(
    transaction: &Connection,
    id: i64,
    record: &StagedRecord,
) -> Result<(), LedgerFault> {
    for question in &record.questions {
        transaction
            .prepare_cached("INSERT INTO question VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
            .execute(params![
                id,
                &*question.reference.object,
                key_hash(&question.reference.key),
                question.reference.key.as_str(),
                question.field.as_str(),
                question.origin,
                question.personal
            ])?;
    }
    Ok(())
}

/// Line numbers and ordinals are counts of things in a file: they fit.
pub(super) fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
