//! Planning: what is staged is held against what the ERP holds, and told as what a load would do. Nothing is sent.
//!
//! Both sides come in the order of their keys, one record of each at a time, whatever their numbers.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::mpsc::sync_channel;

use landbridge_contract::{Fields, Value};

use super::extract_form::{record_origin, value_origin};
use super::fault::RunFault;
use super::hiding::shown_id;
use super::planned::{Fate, FateCount, PlannedField, PlannedObject, PlannedRecord};
use super::read_back::{ReadBack, TargetPages, fields};
use crate::diagnose::HIDDEN;
use crate::ledger::{
    ChangedBy, ExtractId, ExtractLine, Ledger, PlannedLine, RecordLine, RecordState, SkipReason,
    TargetSide,
};
use crate::mapping::WriteMode;
use crate::reconcile::{FieldBreak, Keyed, Pair, compare, pair};

/// Records of the ledger on their way to be paired.
const RECORDS_WAITING_MAX: usize = 512;

/// Takes the records of a plan one by one.
pub(super) type Told<'a> = &'a mut dyn FnMut(&PlannedRecord);

/// The plan of one object, under way.
pub(super) struct Planner<'a> {
    pub(super) name: &'a str,
    /// The target's name in the project.
    pub(super) target: &'a str,
    /// Whether records are made, or changed where they are there.
    pub(super) write: WriteMode,
    /// The action by which they are changed, where it is one.
    pub(super) action: Option<String>,
    /// What the ERP holds, fetched already.
    pub(super) held: &'a ReadBack<'a>,
}

impl Planner<'_> {
    /// Pairs both sides, tells each record, and counts them.
    pub(super) fn run(&self, each: Told<'_>) -> Result<PlannedObject, RunFault> {
        let ReadBack {
            ledger,
            run,
            object,
            ..
        } = *self.held;
        let extracts = ledger.extracts(run)?.into_iter();
        let mut telling = Telling {
            of: self,
            extracts: extracts.map(|line| (line.extract, line)).collect(),
            counts: BTreeMap::new(),
            because: ChangedBy::default(),
            each,
        };
        self.pair_all(&mut telling)?;
        let Telling {
            mut counts,
            because,
            ..
        } = telling;
        // Also those without a key, which were not paired.
        for line in ledger.counts(run)? {
            let fate = match line.state {
                RecordState::Rejected(_) | RecordState::RejectedReference => Fate::Rejected,
                RecordState::Skipped(SkipReason::Filtered | SkipReason::Duplicate) => Fate::Skipped,
                _ => continue,
            };
            if line.object == object {
                *counts.entry(fate).or_default() += line.records;
            }
        }
        let records = Fate::ALL.into_iter().filter_map(|fate| {
            let records = counts.get(&fate).copied().filter(|records| *records > 0);
            records.map(|records| FateCount { fate, records })
        });
        Ok(PlannedObject {
            object: self.name.to_owned(),
            action: self.action.clone(),
            only_changes: self.write == WriteMode::Update,
            records: records.collect(),
            because,
            held_back: ledger.held_back(run, object, self.target)?,
        })
    }

    fn pair_all(&self, telling: &mut Telling<'_, '_>) -> Result<(), RunFault> {
        let (run, object) = (self.held.run, self.held.object);
        let reader = Ledger::open_existing(self.held.ledger.path())?;
        let (records, staged) = sync_channel::<PlannedLine>(RECORDS_WAITING_MAX);
        std::thread::scope(|scope| {
            let reading = scope.spawn(move || {
                reader.planned_records(run, object, self.target, |line| match records.send(line) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(_gone) => ControlFlow::Break(()),
                })
            });
            let mut pages = TargetPages::new(self.held);
            let told = telling.all(staged.into_iter(), &mut pages);
            let read = reading.join().map_err(|_panic| {
                RunFault::Defect("the thread that reads the ledger died".to_owned())
            })?;
            read?;
            pages.fault.map_or(told, Err)
        })
    }
}

/// Turns pairs into what is told.
struct Telling<'a, 'e> {
    of: &'a Planner<'a>,
    extracts: BTreeMap<ExtractId, ExtractLine>,
    counts: BTreeMap<Fate, u64>,
    because: ChangedBy,
    each: Told<'e>,
}

impl Telling<'_, '_> {
    fn all(
        &mut self,
        staged: impl Iterator<Item = PlannedLine>,
        pages: &mut TargetPages<'_>,
    ) -> Result<(), RunFault> {
        // The first of those with one key stands for all.
        let mut last = None;
        let firsts = staged.filter(|line| {
            let again = last.as_ref() == Some(&line.record.key);
            last = Some(line.record.key.clone());
            !again
        });
        let firsts = firsts.map(|line| Keyed {
            key: line.record.key.clone(),
            item: line,
        });
        for pair in pair(firsts, pages) {
            match pair.map_err(|fault| RunFault::Defect(fault.to_string()))? {
                Pair::Both { ledger, target } => self.both(&ledger.item, &target.item)?,
                Pair::OnlyLedger(one) => self.only_staged(&one.item),
                Pair::OnlyTarget(one) => self.only_erp(Fate::OnlyErp, &one.item),
                Pair::DuplicateTarget(one) => self.only_erp(Fate::Duplicate, &one.item),
            }
        }
        Ok(())
    }

    fn both(&mut self, line: &PlannedLine, held: &TargetSide) -> Result<(), RunFault> {
        let record = &line.record;
        let is_ready = match record.state {
            RecordState::Ready => true,
            RecordState::Skipped(SkipReason::Unchanged) => false,
            _ => return Ok(()),
        };
        let mut sent = fields(record.payload.as_deref().unwrap_or_default())?;
        self.resolve(&mut sent)?;
        let differences = compare(&sent, &fields(&held.body)?, self.of.held.rules);
        let may_change = self.of.write.changes_what_is_there() || record.target_id.is_some();
        let fate = match (is_ready, differences.is_empty()) {
            (true, true) => Fate::Alike,
            (true, false) if may_change => Fate::Change,
            (true, false) => Fate::Taken,
            (false, true) => Fate::Unchanged,
            (false, false) => Fate::Drifted,
        };
        if fate == Fate::Unchanged {
            *self.counts.entry(fate).or_default() += 1;
            return Ok(());
        }
        let fields = differences.iter().map(|one| self.field(record, one));
        let fields = fields.collect();
        self.tell(fate, line, &held.target_id, fields);
        Ok(())
    }

    fn only_staged(&mut self, line: &PlannedLine) {
        let known = line.record.target_id.as_deref().unwrap_or_default();
        let fate = match line.record.state {
            RecordState::Ready if self.of.write == WriteMode::Update && known.is_empty() => {
                Fate::NotThere
            }
            // Made again by an upsert; a change of what is not there fails.
            RecordState::Ready if self.of.write == WriteMode::Upsert || known.is_empty() => {
                Fate::Create
            }
            RecordState::Ready | RecordState::Skipped(SkipReason::Unchanged) => Fate::Gone,
            _ => return,
        };
        self.tell(fate, line, known, Vec::new());
    }

    fn only_erp(&mut self, fate: Fate, held: &TargetSide) {
        *self.counts.entry(fate).or_default() += 1;
        let key = self.key(&held.key);
        let target_id = self.id(&held.target_id, &held.key);
        (self.each)(&PlannedRecord {
            object: self.of.name.to_owned(),
            fate,
            key,
            target_id,
            origin: String::new(),
            because: None,
            fields: Vec::new(),
        });
    }

    fn tell(&mut self, fate: Fate, line: &PlannedLine, id: &str, fields: Vec<PlannedField>) {
        *self.counts.entry(fate).or_default() += 1;
        let record = &line.record;
        let is_ready = record.state == RecordState::Ready;
        let because = line.because.filter(|_| is_ready);
        if let Some(because) = because {
            self.because.add(because);
        }
        let extract = self.extracts.get(&record.extract);
        let origin = extract.map(|extract| record_origin(extract, record.place).to_string());
        let key = self.key(&record.key);
        let target_id = self.id(id, &record.key);
        (self.each)(&PlannedRecord {
            object: self.of.name.to_owned(),
            fate,
            key,
            target_id,
            origin: origin.unwrap_or_default(),
            because,
            fields,
        });
    }

    fn field(&self, record: &RecordLine, one: &FieldBreak) -> PlannedField {
        let extract = self.extracts.get(&record.extract);
        let origin = extract.map(|extract| {
            match self.of.held.plan.attribute_slot(&one.path) {
                Some(slot) => value_origin(extract, record.place, Some(slot)),
                None => record_origin(extract, record.place),
            }
            .to_string()
        });
        PlannedField {
            path: one.path.to_string(),
            old: one.found.clone(),
            new: one.expected.clone(),
            origin: origin.unwrap_or_default(),
        }
    }

    fn key(&self, key: &str) -> String {
        if self.of.held.plan.key_is_personal() {
            return HIDDEN.to_owned();
        }
        key.to_owned()
    }

    fn id(&self, id: &str, key: &str) -> String {
        shown_id(id, key, self.of.held.plan.key_is_personal())
    }

    /// References become the ids that they would be sent as; that of a record which is not in the ERP yet is not known.
    fn resolve(&self, fields: &mut Fields) -> Result<(), RunFault> {
        for (_, value) in fields {
            self.resolve_value(value)?;
        }
        Ok(())
    }

    fn resolve_value(&self, value: &mut Value) -> Result<(), RunFault> {
        match value {
            Value::Reference(reference) => {
                let ledger = self.of.held.ledger;
                let object = ledger.object(&reference.object)?;
                let id = ledger.target_id(self.of.target, object, &reference.key)?;
                *value = match id.as_deref().map(str::parse::<i64>) {
                    Some(Ok(number)) => Value::Integer(number),
                    Some(Err(_text)) => Value::Text(id.unwrap_or_default()),
                    None => Value::text(format!("‹the id that {} get›", reference.object)),
                };
                Ok(())
            }
            Value::List(items) => items.iter_mut().try_for_each(|one| self.resolve_value(one)),
            Value::Record(fields) => self.resolve(fields),
            _ => Ok(()),
        }
    }
}
