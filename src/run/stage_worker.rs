//! What a thread of the staging pipeline does with each record: maps it, and makes it ready for the ledger.

use landbridge_contract::{Batch, Layout, Record, json};

use super::independent::Means;
use super::joins::Joined;
use super::pipeline::Worker;
use super::source_hash::SourceHasher;
use super::stage::{Keep, merged};
use crate::diagnose::{Finding, Severity, Stage};
use crate::ledger::{
    Contribution, StagedRecord, StagedReference, Staging, TotalId, WHOLE_GROUPS, key_hash,
    payload_hash,
};
use crate::lie::{self, Lie};
use crate::mapping::{Evaluator, Mapped, MappedVerdict, Plan};

/// One thread's share of the work.
pub(super) struct StageWorker<'a> {
    plan: &'a Plan,
    joined: &'a Joined,
    totals: &'a [TotalId],
    evaluator: Evaluator<'a>,
    keep: Keep,
    mapped: Mapped,
    buffer: Vec<u8>,
    source_hasher: SourceHasher,
}

impl<'a> StageWorker<'a> {
    /// `asks` says whether values are to be looked for in the ERP's lists.
    pub(super) fn new(means: Means<'a>, totals: &'a [TotalId], keep: Keep, asks: bool) -> Self {
        Self {
            plan: means.plan,
            joined: means.joined,
            totals,
            evaluator: means.evaluator().asking_for_lists(asks),
            keep,
            mapped: Mapped::default(),
            buffer: Vec::new(),
            source_hasher: SourceHasher::new(means.plan),
        }
    }
}

impl Worker for StageWorker<'_> {
    fn work(&mut self, layout: &Layout, batch: &Batch, staged: &mut Vec<StagedRecord>) {
        for record in &batch.records {
            let one = self.record(layout, record);
            if lie::told(Lie::Drop, &one.key) {
                continue;
            }
            if lie::told(Lie::Double, &one.key) {
                staged.push(one.clone());
            }
            staged.push(one);
        }
    }
}

impl StageWorker<'_> {
    fn record(&mut self, layout: &Layout, record: &Record) -> StagedRecord {
        let joined = self.joined.of(self.plan, record);
        let joined: Vec<&[_]> = joined.iter().map(Vec::as_slice).collect();
        self.evaluator
            .evaluate(record, layout, &joined, &mut self.mapped);
        let mapped = &mut self.mapped;
        let verdict = match mapped.verdict {
            MappedVerdict::Ready => Staging::Ready,
            MappedVerdict::Filtered => Staging::Filtered,
            MappedVerdict::Rejected => Staging::Rejected(stage_of(&mapped.findings)),
        };
        let key = mapped.key.text();
        if lie::told(Lie::Alter, &key) {
            lie::alter(&mut mapped.payload, &key);
        }
        self.buffer.clear();
        json::write_fields(&mapped.payload, &mut self.buffer);
        let payload_hash = payload_hash(&self.buffer);
        if lie::told(Lie::AlterKept, &key) {
            lie::alter(&mut mapped.payload, &key);
            self.buffer.clear();
            json::write_fields(&mapped.payload, &mut self.buffer);
        }
        let wanted = self.keep == Keep::Payloads && verdict == Staging::Ready;
        StagedRecord {
            ordinal: record.ordinal,
            place: record.place,
            key,
            verdict,
            payload: wanted.then(|| self.buffer.clone()),
            payload_hash,
            source_hash: wanted.then(|| self.source_hasher.of(record, &joined)),
            findings: std::mem::take(&mut mapped.findings),
            uniques: mapped
                .uniques
                .iter()
                .map(|(check, text)| (check_number(*check), key_hash(text)))
                .chain(mapped.group.iter().map(|key| (WHOLE_GROUPS, key_hash(key))))
                .collect(),
            balances: mapped
                .balances
                .iter()
                .map(|(check, group, amount)| (check_number(*check), key_hash(group), *amount))
                .collect(),
            spans: mapped
                .spans
                .iter()
                .map(|(check, group, first, last)| {
                    (check_number(*check), key_hash(group), *first, *last)
                })
                .collect(),
            references: mapped.references.drain(..).map(staged_reference).collect(),
            questions: mapped.questions.drain(..).map(staged_reference).collect(),
            contributions: contributions(&mapped.contributions, self.totals),
        }
    }
}

/// Nobody writes as many checks as would not fit.
fn check_number(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

/// The stage at which a record was refused: the first of its errors.
fn stage_of(findings: &[Finding]) -> Stage {
    let errors = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error);
    errors
        .map(|finding| finding.stage)
        .min()
        .unwrap_or(Stage::Validate)
}

fn staged_reference(used: crate::mapping::ReferenceUse) -> StagedReference {
    StagedReference {
        reference: used.reference,
        field: used.field,
        origin: used.origin.to_string(),
        personal: used.personal,
    }
}

/// What a record adds to each total and group, once for each.
fn contributions(made: &[crate::mapping::Contribution], totals: &[TotalId]) -> Vec<Contribution> {
    let merged = merged(made).into_iter();
    let known = merged.filter_map(|(total, group, amount)| {
        let total = *totals.get(total)?;
        Some(Contribution {
            total,
            group,
            amount,
        })
    });
    known.collect()
}
