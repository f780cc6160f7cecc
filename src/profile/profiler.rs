//! Takes records, gives a profile.

use std::collections::BTreeMap;
use std::sync::Arc;

use landbridge_contract::{
    Layout, LayoutKind, Name, PathStep, Record, RecordFault, Tally as ReadTally, Text, Value,
};

use super::column::Column;
use super::judge;
use super::key::Watch;
use super::limits::{KEY_SLOTS_MAX, SAMPLES_MAX, VALUES_ALL_MAX, VALUES_MAX, VALUES_MIN};
use super::model::{Duplicate, FaultSample, KeyProfile, Noticed, Profile, Sample, TableProfile};
use super::notice;
use super::spot::{At, Spot, Tally};
use crate::mixed::mixed;

/// Gathers what records hold. Takes each record once, in the order of the file.
#[derive(Debug)]
pub struct Profiler {
    stated: Vec<Name>,
    layouts: Vec<Arc<Layout>>,
    root: Option<Table>,
    faults: Vec<FaultSample>,
    steps: Vec<PathStep>,
}

/// Records of one kind, so far.
#[derive(Debug)]
struct Table {
    path: String,
    records: u64,
    columns: Vec<Column>,
    /// A watch for each column; only for records of the file.
    watches: Vec<Watch>,
    stated: Option<Stated>,
    noticed: BTreeMap<&'static str, (&'static str, Tally, Vec<Option<usize>>)>,
    totals: Tally,
    children: Vec<Table>,
    typed: bool,
}

/// The key that was stated.
#[derive(Debug)]
struct Stated {
    slots: Vec<usize>,
    watch: Watch,
}

impl Profiler {
    /// Starts; `key` names the columns that together should be unique, none to state no key. Names
    /// that the file does not have are passed over: see [`Profiler::missing`].
    pub fn new(key: &[String]) -> Self {
        Self {
            stated: key.iter().map(|name| Name::from(name.as_str())).collect(),
            layouts: Vec::new(),
            root: None,
            faults: Vec::new(),
            steps: Vec::new(),
        }
    }

    /// The stated columns that a file with this layout does not have.
    pub fn missing(&self, layout: &Layout) -> Vec<Name> {
        let stated = self.stated.iter();
        stated
            .filter(|name| !layout.names.contains(name))
            .cloned()
            .collect()
    }

    /// Takes a record.
    pub fn add(&mut self, layout: &Arc<Layout>, record: &Record) {
        if !self
            .layouts
            .last()
            .is_some_and(|last| Arc::ptr_eq(last, layout))
        {
            self.layouts.push(Arc::clone(layout));
        }
        let number = u32::try_from(self.layouts.len() - 1).unwrap_or(u32::MAX);
        let stated = &self.stated;
        let root = self.root.get_or_insert_with(|| Table::root(layout, stated));
        let mut steps = std::mem::take(&mut self.steps);
        let visit = Visit {
            number,
            root: record,
            kind: &layout.kind,
        };
        root.add(&visit, record, &mut steps);
        self.steps = steps;
    }

    /// Takes a record that could not be read.
    pub fn add_fault(&mut self, fault: &RecordFault) {
        if self.faults.len() < SAMPLES_MAX {
            self.faults.push(FaultSample {
                origin: fault.origin.to_string(),
                found: fault.found.clone(),
                expected: fault.expected.clone(),
            });
        }
    }

    /// What was gathered; `tally` is what the reader counted.
    pub fn finish(self, file: &str, tally: ReadTally) -> Profile {
        let mut tables = Vec::new();
        let records = self.root.as_ref().map_or(0, |root| root.records);
        if let Some(root) = self.root {
            root.finish(&self.layouts, &mut tables);
        }
        Profile {
            file: file.to_owned(),
            records,
            faults: tally.faults,
            blank: tally.blank,
            fault_samples: self.faults,
            tables,
        }
    }
}

/// What stays the same while a record and those nested in it are taken.
struct Visit<'a> {
    number: u32,
    root: &'a Record,
    kind: &'a LayoutKind,
}

impl Table {
    fn root(layout: &Layout, stated: &[Name]) -> Self {
        let all = count_columns(layout).max(1);
        let values_max = (VALUES_ALL_MAX / all).clamp(VALUES_MIN, VALUES_MAX);
        let mut root = Self::new(layout, String::new(), values_max);
        root.watches = layout.names.iter().map(|_| Watch::start()).collect();
        let slots: Vec<usize> = (stated.iter())
            .filter_map(|name| layout.names.iter().position(|column| column == name))
            .collect();
        root.stated = (!slots.is_empty()).then(|| Stated {
            slots,
            watch: Watch::start(),
        });
        root
    }

    fn new(layout: &Layout, path: String, values_max: usize) -> Self {
        let child = |(index, child): (usize, &Layout)| {
            let own = match &child.kind {
                LayoutKind::Elements { path } => path.to_string(),
                LayoutKind::Cells { sheet } => sheet.to_string(),
                LayoutKind::Lines => format!("nested {}", index + 1),
            };
            let path = if path.is_empty() {
                own
            } else {
                format!("{path}/{own}")
            };
            Self::new(child, path, values_max)
        };
        let columns = layout.names.iter();
        Self {
            records: 0,
            columns: columns
                .map(|name| Column::new(name.clone(), values_max))
                .collect(),
            watches: Vec::new(),
            stated: None,
            noticed: BTreeMap::new(),
            totals: Tally::default(),
            children: layout.children.iter().enumerate().map(child).collect(),
            typed: false,
            path,
        }
    }

    fn add(&mut self, visit: &Visit<'_>, record: &Record, steps: &mut Vec<PathStep>) {
        self.records += 1;
        let mut hashes = Vec::new();
        let mut at = At {
            layout: visit.number,
            place: visit.root.place,
            steps,
            line: 0,
        };
        for (index, column) in self.columns.iter_mut().enumerate() {
            let slot = record.slots.get(index);
            at.line = slot.map_or(0, |slot| slot.line);
            let value = record.value(index);
            self.typed |= !matches!(value, Value::Null | Value::Text(_) | Value::List(_));
            let hash = column.add(value, record.ordinal, &at);
            if let Some(watch) = self.watches.get_mut(index) {
                watch.add(hash, &at, visit.kind, || value.to_string());
                if watch.hopeless() {
                    watch.give_up();
                }
            }
            if self.stated.is_some() {
                hashes.push(hash);
            }
        }
        at.line = 0;
        self.add_stated(&hashes, record, &at, visit.kind);
        self.add_notices(record, &at);
        if let Some(text) = judge::total_word(record) {
            self.totals.add(&at, text);
        }
        if self.records.is_multiple_of(1_024) {
            self.keep_within_memory();
        }
        for (child, (records, table)) in record.children.iter().zip(&mut self.children).enumerate()
        {
            for nested in records {
                steps.push(PathStep {
                    child,
                    place: nested.place,
                });
                table.add(visit, nested, steps);
                steps.pop();
            }
        }
    }

    fn add_stated(
        &mut self,
        hashes: &[Option<u64>],
        record: &Record,
        at: &At<'_>,
        kind: &LayoutKind,
    ) {
        let Some(stated) = &mut self.stated else {
            return;
        };
        let parts = || stated.slots.iter();
        let mut all = None;
        for (number, slot) in parts().enumerate() {
            if let Some(hash) = hashes.get(*slot).copied().flatten() {
                let number = u64::try_from(number).unwrap_or(0);
                all = Some(mixed(all.unwrap_or(0) ^ hash.wrapping_add(number)));
            }
        }
        stated.watch.add(all, at, kind, || {
            let values: Vec<String> = parts()
                .map(|slot| record.value(*slot).to_string())
                .collect();
            values.join(" | ")
        });
    }

    fn add_notices(&mut self, record: &Record, at: &At<'_>) {
        for noticed in &record.notices {
            let slot = noticed.slot.and_then(|slot| usize::try_from(slot).ok());
            let entry = self.noticed.entry(notice::code(noticed.kind));
            let (_, tally, slots) = entry
                .or_insert_with(|| (notice::words(noticed.kind), Tally::default(), Vec::new()));
            tally.add(at, &noticed.found);
            if slots.len() < tally.samples.len() {
                slots.push(slot);
            }
        }
    }

    /// Gives up the least likely keys where all together hold too many hashes.
    fn keep_within_memory(&mut self) {
        while self.watches.iter().map(Watch::slots).sum::<usize>() > KEY_SLOTS_MAX {
            let held = self.watches.iter_mut().enumerate();
            let held = held.filter(|(_, watch)| watch.followed());
            let worst = held.max_by_key(|(index, watch)| (watch.duplicates + watch.empty, *index));
            let Some((_, worst)) = worst else {
                return;
            };
            worst.give_up();
        }
    }

    fn finish(self, layouts: &[Arc<Layout>], tables: &mut Vec<TableProfile>) {
        let shown = Shown { layouts };
        let mut suspicions = judge::records(&self.columns, &self.totals, self.records, &shown);
        let noticed: Vec<Noticed> = (self.noticed.into_iter())
            .map(|(kind, (about, tally, slots))| Noticed {
                kind,
                about,
                count: tally.count,
                samples: (tally.samples.iter().zip(slots))
                    .map(|((spot, found), slot)| shown.sample(spot, slot, found))
                    .collect(),
            })
            .collect();
        let mut columns = Vec::new();
        let mut keys = Vec::new();
        if let Some(stated) = &self.stated {
            let names = stated
                .slots
                .iter()
                .filter_map(|slot| self.columns.get(*slot));
            let names = names.map(|column| column.name.to_string()).collect();
            keys.push(shown.key(&stated.watch, names, true));
        }
        for (index, column) in self.columns.iter().enumerate() {
            let watch = self.watches.get(index);
            columns.push(judge::column(column, index, watch, self.typed, &shown));
            if let Some(watch) = watch.filter(|watch| judge::may_be_key(column, watch)) {
                keys.push(shown.key(watch, vec![column.name.to_string()], false));
            }
        }
        suspicions.sort_by_key(|suspicion| suspicion.severity);
        tables.push(TableProfile {
            path: self.path,
            records: self.records,
            typed: self.typed,
            columns,
            keys,
            noticed,
            suspicions,
        });
        for child in self.children {
            child.finish(layouts, tables);
        }
    }
}

fn count_columns(layout: &Layout) -> usize {
    layout.names.len() + layout.children.iter().map(count_columns).sum::<usize>()
}

/// Turns what was kept into what is shown.
#[derive(Debug)]
pub(super) struct Shown<'a> {
    layouts: &'a [Arc<Layout>],
}

impl Shown<'_> {
    pub(super) fn sample(&self, spot: &Spot, slot: Option<usize>, text: &Text) -> Sample {
        Sample {
            origin: spot.origin(self.layouts, slot),
            value: text.to_string(),
        }
    }

    fn key(&self, watch: &Watch, columns: Vec<String>, stated: bool) -> KeyProfile {
        let samples = watch.samples.iter();
        KeyProfile {
            columns,
            stated,
            duplicates: watch.duplicates,
            empty: watch.empty,
            samples: samples
                .map(|again| Duplicate {
                    value: again.value.to_string(),
                    first: again.first.origin(self.layouts, None),
                    again: again.again.origin(self.layouts, None),
                })
                .collect(),
        }
    }
}
