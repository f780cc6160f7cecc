//! The independent book: a pass of its own over an extract.
//!
//! It opens the file again and adds up what it reads, one record after the other. It knows neither the pipeline nor what the
//! pipeline passed on, so that a record lost or doubled there makes the books differ.

use std::sync::atomic::{AtomicBool, Ordering};

use landbridge_contract::{Batch, DeclaredTotal, Flow, Layout, Record};

use super::fault::RunFault;
use super::files::LegacyFile;
use super::joins::Joined;
use super::open::open_source;
use super::stage::{Sums, add_to, merged};
use crate::ledger::Counted;
use crate::mapping::{Crosswalks, Evaluator, Lookups, Mapped, Plan, RunContext, SourceSpec};

/// Records drawn at once.
const BATCH: usize = 512;

/// What is needed to read and map an extract apart from the pipeline.
#[derive(Clone, Copy)]
pub(super) struct Means<'a> {
    pub(super) source: &'a SourceSpec,
    pub(super) plan: &'a Plan,
    pub(super) crosswalks: &'a Crosswalks,
    pub(super) context: RunContext,
    pub(super) joined: &'a Joined,
    pub(super) lookups: &'a Lookups,
}

/// What a pass over one extract added up.
#[derive(Debug, Default)]
pub(super) struct Book {
    pub(super) counted: Counted,
    /// Sums of the control totals.
    pub(super) sums: Sums,
    /// Totals that the extract states of itself.
    pub(super) declared: Vec<DeclaredTotal>,
}

impl<'a> Means<'a> {
    /// An evaluator, for one thread.
    pub(super) fn evaluator(&self) -> Evaluator<'a> {
        let evaluator = self.plan.evaluator(self.crosswalks, self.context);
        evaluator.with_lookups(self.lookups)
    }

    /// Adds up an extract. Ends early, with what was read so far, when `stop` is set, and where the file cannot be read any
    /// further, which the pipeline says.
    pub(super) fn add_up(&self, file: &LegacyFile, stop: &AtomicBool) -> Result<Book, RunFault> {
        let mut evaluator = self.evaluator();
        let mut mapped = Mapped::default();
        let mut book = Book::default();
        let mut reader = match open_source(self.source, file) {
            Ok(source) => source.read(self.plan.projection())?,
            Err(RunFault::Source(_)) => return Ok(book),
            Err(fault) => return Err(fault),
        };
        let mut batch = Batch::default();
        loop {
            let flow = reader.next_batch(&mut batch, BATCH);
            let layout = reader.layout();
            for record in &batch.records {
                let joined = self.joined.of(self.plan, record);
                let joined: Vec<&[_]> = joined.iter().map(Vec::as_slice).collect();
                evaluator.add_up(record, &layout, &joined, &mut mapped);
                for (total, group, amount) in merged(&mapped.contributions) {
                    add_to(&mut book.sums, (total, group), amount)?;
                }
            }
            book.counted.records += batch.records.len() as u64;
            book.counted.faults += batch.faults.len() as u64;
            let more = matches!(flow, Ok(Flow::More));
            if !more || stop.load(Ordering::Relaxed) {
                book.declared = reader.declared();
                return Ok(book);
            }
        }
    }

    /// Reads and maps an extract, and calls back with each record and what comes of it.
    pub(super) fn map(
        &self,
        file: &LegacyFile,
        mut each: impl FnMut(&Record, &Layout, &Mapped) -> Result<(), RunFault>,
    ) -> Result<(), RunFault> {
        let mut evaluator = self.evaluator();
        let mut mapped = Mapped::default();
        let mut reader = open_source(self.source, file)?.read(self.plan.projection())?;
        let mut batch = Batch::default();
        loop {
            let flow = reader.next_batch(&mut batch, BATCH)?;
            let layout = reader.layout();
            for record in &batch.records {
                let of = (record, &*layout);
                self.joined
                    .evaluate(self.plan, &mut evaluator, of, &mut mapped);
                each(record, &layout, &mapped)?;
            }
            if flow == Flow::End {
                return Ok(());
            }
        }
    }
}
