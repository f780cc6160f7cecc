//! Joined records: nested parts that stand in another sheet or file, found by key.
//!
//! They are read before the main source and held in memory, so their number is limited. Every
//! one that is never asked for belongs to nothing, and is a finding.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use landbridge_contract::{Layout, Record, Text};

use super::fault::RunFault;
use super::files;
use super::open::{each_record, open_hashed};
use crate::diagnose::{Finding, Severity, Stage, codes, masked};
use crate::ledger::ExtractFacts;
use crate::mapping::{Evaluator, JoinPlan, JoinedRecord, Mapped, Plan, SourceSpec, Watch};

/// Joined records held at the most, over all joins of a mapping. At some 500 bytes each they
/// take one gigabyte; a larger part belongs in the main source, or in a mapping of its own.
pub(super) const RECORDS_MAX: usize = 2_000_000;

/// All joined records of a mapping.
#[derive(Debug, Default)]
pub(super) struct Joined {
    joins: Vec<Join>,
}

#[derive(Debug, Default)]
struct Join {
    groups: HashMap<Text, Group>,
    /// Records without a key: they belong to nothing from the start.
    keyless: Vec<Held>,
}

#[derive(Debug, Default)]
struct Group {
    held: Vec<Held>,
    used: AtomicBool,
}

#[derive(Debug)]
struct Held {
    record: Record,
    layout: Arc<Layout>,
}

impl Joined {
    /// Reads the joined sources of a mapping. A file that cannot be read to its end is a fault:
    /// records without some of their parts would look whole.
    ///
    /// `files` gets each file with its hash, as it was read.
    pub(super) fn read(
        plan: &Plan,
        data: &Path,
        files: &mut Vec<ExtractFacts>,
    ) -> Result<Self, RunFault> {
        let mut joined = Self::default();
        let mut left = RECORDS_MAX;
        for join in plan.joins() {
            joined.joins.push(read_join(join, data, &mut left, files)?);
        }
        Ok(joined)
    }

    /// The records that belong to a main record, for each join in order.
    pub(super) fn of<'a>(&'a self, plan: &Plan, record: &Record) -> Vec<Vec<JoinedRecord<'a>>> {
        let mut all = Vec::with_capacity(self.joins.len());
        for (join, plan) in self.joins.iter().zip(plan.joins()) {
            let group = plan.main_key(record).and_then(|key| join.groups.get(&key));
            let Some(group) = group else {
                all.push(Vec::new());
                continue;
            };
            group.used.store(true, Ordering::Relaxed);
            let held = group.held.iter();
            all.push(
                held.map(|held| JoinedRecord {
                    record: &held.record,
                    layout: &held.layout,
                })
                .collect(),
            );
        }
        all
    }

    /// Carries the plan out on a record with what belongs to it.
    pub(super) fn evaluate<W: Watch>(
        &self,
        plan: &Plan,
        evaluator: &mut Evaluator<'_, W>,
        (record, layout): (&Record, &Layout),
        mapped: &mut Mapped,
    ) {
        let joined = self.of(plan, record);
        let joined: Vec<&[_]> = joined.iter().map(Vec::as_slice).collect();
        evaluator.evaluate(record, layout, &joined, mapped);
    }

    /// A finding for every joined record that no record of the mapping asked for. Two joins over
    /// the same sheet say it once.
    pub(super) fn orphans(&self, plan: &Plan) -> Vec<Finding> {
        let mut findings: Vec<Finding> = Vec::new();
        let mut said = HashSet::new();
        for (join, plan) in self.joins.iter().zip(plan.joins()) {
            let unused = join
                .groups
                .values()
                .filter(|group| !group.used.load(Ordering::Relaxed));
            let alone = unused.flat_map(|group| &group.held).chain(&join.keyless);
            for held in alone {
                let finding = orphan(plan, held);
                if said.insert(finding.origin.clone()) {
                    findings.push(finding);
                }
            }
        }
        findings.sort_by(|left, right| left.origin.cmp(&right.origin));
        findings
    }
}

fn orphan(plan: &JoinPlan, held: &Held) -> Finding {
    let slot = plan.joined_slots().first().copied();
    let line = slot
        .and_then(|slot| held.record.slots.get(slot))
        .map_or(0, |slot| slot.line);
    Finding {
        code: &codes::JOIN_ORPHAN,
        severity: Severity::Error,
        stage: Stage::Map,
        field: Text::from(&*plan.attribute),
        origin: held.layout.origin(held.record.place, &[], slot, line),
        found: slot.map_or_else(String::new, |slot| {
            masked(held.record.value(slot), plan.personal)
        }),
        expected: "the key of a record of this mapping".to_owned(),
    }
}

fn read_join(
    join: &JoinPlan,
    data: &Path,
    left: &mut usize,
    hashed: &mut Vec<ExtractFacts>,
) -> Result<Join, RunFault> {
    let mut read = Join::default();
    for file in files::matching(data, &join.source.pattern) {
        let source = open_hashed(&join.source, &file, hashed)?;
        let read_all = each_record(source, &file.name, &join.projection, |record, layout| {
            *left = left.checked_sub(1).ok_or_else(|| RunFault::File {
                file: file.name.clone(),
                message: format!("more than {RECORDS_MAX} joined records"),
            })?;
            let key = join.joined_key(&record);
            let held = Held {
                record,
                layout: Arc::clone(layout),
            };
            match key {
                Some(key) => read.groups.entry(key).or_default().held.push(held),
                None => read.keyless.push(held),
            }
            Ok(())
        });
        read_all.map_err(|fault| hidden(fault, &join.source, *left))?;
    }
    Ok(read)
}

/// A fault may repeat what could not be read: not where the source is confidential.
pub(super) fn hidden(fault: RunFault, source: &SourceSpec, left: usize) -> RunFault {
    match fault {
        RunFault::File { file, .. } if source.confidential && left > 0 => RunFault::File {
            file,
            message: "a record that cannot be read; what stands there is confidential".to_owned(),
        },
        other => other,
    }
}
