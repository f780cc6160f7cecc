//! Traces one record: finds it in the legacy files, and carries the plan out on it with somebody
//! watching. Opens no ledger and no connection.

use std::path::Path;

use jiff::civil::Date;
use landbridge_contract::{Batch, Flow, Layout, Name, Origin, Place, Record, Text};

use super::beside::{self, Beside};
use super::extract_form::record_origin;
use super::fault::RunFault;
use super::files;
use super::joins::Joined;
use super::open::open_source;
use super::prepare::{Prepared, PreparedObject};
use super::rehearsal;
use crate::ledger::{ExtractFacts, ExtractLine, RecordLine, RunFacts};
use crate::mapping::{Evaluator, Lookups, Mapped, MappedVerdict, RunContext, Trace};

/// Records traced at the most: of one business key there should be one.
const TRACED_MAX: usize = 10;
/// Records drawn at once.
const BATCH: usize = 512;

/// Which record is traced.
#[derive(Debug, Clone)]
pub enum Which {
    /// Those with this business key.
    Key(String),
    /// The one at this place of this file, by its name.
    At(String, Place),
    /// The one with this number, counted from 1 over all files of the mapping.
    Number(u64),
}

/// What was done to a record.
#[derive(Debug)]
pub struct TracedRecord {
    /// Its mapping.
    pub mapping: Name,
    /// Its business key; empty where it has none.
    pub key: Text,
    /// Where it stands.
    pub origin: Origin,
    /// What becomes of it.
    pub verdict: MappedVerdict,
    /// What was done, step by step.
    pub trace: Trace,
}

/// Traces a record under every mapping of the project that has it.
pub fn trace(
    prepared: &Prepared,
    mapping: Option<&str>,
    which: &Which,
    run_date: Date,
) -> Result<Vec<TracedRecord>, RunFault> {
    let mut traced = Vec::new();
    let objects = prepared.objects.iter();
    for object in objects.filter(|one| mapping.is_none_or(|name| *one.mapping.object == *name)) {
        let data = &prepared.project.data_dir;
        let beside = Beside::read(&object.plan, data)?;
        let run = RunContext { run_date };
        let mut tracing = Tracing {
            prepared,
            object,
            joined: &beside.joined,
            lookups: &beside.lookups,
            which,
            run,
            finder: object
                .plan
                .evaluator(&prepared.crosswalks, run)
                .with_lookups(&beside.lookups),
            mapped: Mapped::default(),
            before: 0,
        };
        tracing.files(data, &mut traced)?;
    }
    Ok(traced)
}

/// Traces a record of an earlier run as it went then: with the prefix of its rehearsal, from the files as they were. Or says why
/// that cannot be done. `read_beside` are the files that the run looked into beside the object's extracts.
pub fn trace_in_run(
    mut prepared: Prepared,
    facts: &RunFacts,
    (extract, read_beside): (&ExtractLine, &[ExtractFacts]),
    record: &RecordLine,
    object: &str,
) -> Result<Result<(Prepared, TracedRecord), String>, RunFault> {
    let name = &extract.facts.file;
    let data = &prepared.project.data_dir;
    let mut found = prepared.objects.iter();
    let Some(own) = found.find(|one| *one.mapping.object == *object) else {
        return Ok(Err(format!("there is no mapping of {object} any more")));
    };
    let there = files::matching(data, &own.mapping.source.pattern);
    let Some(file) = there.iter().find(|file| file.name == *name) else {
        return Ok(Err(format!("{name} is not there any more")));
    };
    match files::facts(file) {
        Ok(facts) if facts.sha256 == extract.facts.sha256 => {}
        Ok(_) => return Ok(Err(format!("{name} is not what it was in the run"))),
        Err(fault) => return beside::unreadable(fault).map(Err),
    }
    let present = match beside::present(&own.plan, data) {
        Ok(present) => present,
        Err(fault) => return beside::unreadable(fault).map(Err),
    };
    if let Some(why) = beside::changed(read_beside, &present) {
        return Ok(Err(why));
    }
    let Some(run_date) = facts.run_date else {
        return Ok(Err("the ledger did not keep the date of the run".to_owned()));
    };
    rehearsal::prepare(&mut prepared, &facts.purpose);
    let which = Which::At(name.clone(), record.place);
    let traced = trace(&prepared, Some(object), &which, run_date)?;
    let own = traced.into_iter().find(|own| own.key == record.key);
    Ok(own.map(|own| (prepared, own)).ok_or_else(|| {
        let origin = record_origin(extract, record.place);
        format!("{origin} gets another key now")
    }))
}

struct Tracing<'a> {
    prepared: &'a Prepared,
    object: &'a PreparedObject,
    joined: &'a Joined,
    lookups: &'a Lookups,
    which: &'a Which,
    run: RunContext,
    /// Makes the business keys.
    finder: Evaluator<'a>,
    mapped: Mapped,
    /// Records of the files before.
    before: u64,
}

impl Tracing<'_> {
    fn files(&mut self, data: &Path, traced: &mut Vec<TracedRecord>) -> Result<(), RunFault> {
        let source = &self.object.mapping.source;
        let before = traced.len();
        for file in files::matching(data, &source.pattern) {
            if matches!(self.which, Which::At(name, _) if *name != file.name) {
                continue;
            }
            let mut reader = open_source(source, &file)?.read(self.object.plan.projection())?;
            let mut batch = Batch::default();
            let mut last = 0;
            loop {
                let flow = reader.next_batch(&mut batch, BATCH)?;
                let layout = reader.layout();
                for record in &batch.records {
                    last = last.max(record.ordinal);
                    if self.is_meant(record, &layout) {
                        traced.push(self.traced(record, &layout));
                    }
                    let here = traced.len() - before;
                    let only = !matches!(self.which, Which::Key(_)) && here > 0;
                    if only || here == TRACED_MAX {
                        return Ok(());
                    }
                }
                // A record that cannot be read has its number too.
                let faults = batch.faults.iter().map(|fault| fault.ordinal);
                last = faults.fold(last, u64::max);
                if flow == Flow::End {
                    break;
                }
            }
            self.before += last;
        }
        Ok(())
    }

    fn is_meant(&mut self, record: &Record, layout: &Layout) -> bool {
        match self.which {
            Which::Number(number) => self.before + record.ordinal == *number,
            Which::At(_, place) => record.place == *place,
            Which::Key(key) => {
                let (plan, of) = (&self.object.plan, (record, layout));
                self.joined
                    .evaluate(plan, &mut self.finder, of, &mut self.mapped);
                !self.mapped.key.parts.is_empty() && self.mapped.key.text() == key.as_str()
            }
        }
    }

    fn traced(&mut self, record: &Record, layout: &Layout) -> TracedRecord {
        let plan = &self.object.plan;
        let evaluator = plan.traced(&self.prepared.crosswalks, self.run);
        let mut evaluator = evaluator.with_lookups(self.lookups);
        let of = (record, layout);
        self.joined
            .evaluate(plan, &mut evaluator, of, &mut self.mapped);
        TracedRecord {
            mapping: Name::clone(&self.object.mapping.object),
            key: self.mapped.key.text(),
            origin: layout.origin(record.place, &[], None, 0),
            verdict: self.mapped.verdict,
            trace: evaluator.into_watch(),
        }
    }
}

#[cfg(test)]
mod tests;
