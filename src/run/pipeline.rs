//! The staging pipeline: one thread reads, every core maps and validates, the caller writes.
//!
//! All queues are bounded and batches are reused, so memory does not grow with the file. Results
//! come to the caller in the order of the extract, whichever worker finishes first.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded};
use landbridge_contract::{
    Batch, DeclaredTotal, Flow, Layout, RecordFault, RecordReader, SourceFault, Tally,
};

use super::fault::RunFault;
use crate::ledger::StagedRecord;

/// Records in a batch: large enough that passing it on costs nothing beside the work in it, small
/// enough that a batch of wide records stays well under a megabyte.
pub(super) const RECORDS_PER_BATCH: usize = 512;
/// Batches waiting between two stages.
const BATCHES_WAITING_MAX: usize = 3;

/// Maps and validates batches; each thread has its own.
pub(super) trait Worker: Send {
    /// Turns every record of the batch into a staged one, in order.
    fn work(&mut self, layout: &Layout, batch: &Batch, staged: &mut Vec<StagedRecord>);
}

/// A batch that went through.
#[derive(Debug)]
pub(super) struct Finished {
    /// What the records' slots mean.
    pub(super) layout: Arc<Layout>,
    /// The records, mapped and validated.
    pub(super) staged: Vec<StagedRecord>,
    /// Records that could not be read.
    pub(super) faults: Vec<RecordFault>,
}

/// What reading came to.
#[derive(Debug)]
pub(super) struct Ending {
    /// The reader's own counts.
    pub(super) tally: Tally,
    /// Totals that the extract states of itself.
    pub(super) declared: Vec<DeclaredTotal>,
    /// Why reading stopped before the end of the file, where it did.
    pub(super) fault: Option<SourceFault>,
}

struct Job {
    number: u64,
    layout: Arc<Layout>,
    batch: Batch,
}

struct Done {
    number: u64,
    finished: Finished,
}

/// Runs a file through, this many records at a time. `sink` is called in the order of the extract,
/// on the calling thread; its fault stops everything. What comes of it depends neither on the size of
/// the batches nor on the number of workers.
pub(super) fn run<W: Worker>(
    mut reader: Box<dyn RecordReader>,
    workers: Vec<W>,
    records_per_batch: usize,
    mut sink: impl FnMut(Finished) -> Result<(), RunFault>,
) -> Result<Ending, RunFault> {
    let (jobs, waiting) = bounded::<Job>(BATCHES_WAITING_MAX);
    let (done, finished) = bounded::<Done>(BATCHES_WAITING_MAX);
    let (used, reusable) = bounded::<Batch>(BATCHES_WAITING_MAX * 4);
    thread::scope(|scope| {
        let extraction =
            scope.spawn(move || extract(&mut *reader, records_per_batch, &jobs, &reusable));
        for worker in workers {
            let (waiting, done, used) = (waiting.clone(), done.clone(), used.clone());
            scope.spawn(move || process(worker, &waiting, &done, &used));
        }
        drop((waiting, done, used));
        let outcome = collect(&finished, &mut sink);
        // Closing the last queue unwinds the stages before it when the sink has failed.
        drop(finished);
        let ending = extraction
            .join()
            .map_err(|_panic| RunFault::Defect("the extraction thread died".to_owned()));
        outcome.and(ending)
    })
}

fn extract(
    reader: &mut dyn RecordReader,
    records_per_batch: usize,
    jobs: &Sender<Job>,
    reusable: &Receiver<Batch>,
) -> Ending {
    let mut number = 0;
    loop {
        let mut batch = reusable.try_recv().unwrap_or_default();
        let flow = match reader.next_batch(&mut batch, records_per_batch) {
            Ok(flow) => flow,
            Err(fault) => {
                return Ending {
                    tally: reader.tally(),
                    declared: reader.declared(),
                    fault: Some(fault),
                };
            }
        };
        let job = Job {
            number,
            layout: reader.layout(),
            batch,
        };
        if jobs.send(job).is_err() || flow == Flow::End {
            return Ending {
                tally: reader.tally(),
                declared: reader.declared(),
                fault: None,
            };
        }
        number += 1;
    }
}

fn process<W: Worker>(
    mut worker: W,
    waiting: &Receiver<Job>,
    done: &Sender<Done>,
    used: &Sender<Batch>,
) {
    for Job {
        number,
        layout,
        mut batch,
    } in waiting
    {
        let mut staged = Vec::with_capacity(batch.records.len());
        worker.work(&layout, &batch, &mut staged);
        let faults = std::mem::take(&mut batch.faults);
        // A full or closed queue only means that the batch is not reused.
        drop(used.try_send(batch));
        if done
            .send(Done {
                number,
                finished: Finished {
                    layout,
                    staged,
                    faults,
                },
            })
            .is_err()
        {
            return;
        }
    }
}

fn collect(
    finished: &Receiver<Done>,
    sink: &mut impl FnMut(Finished) -> Result<(), RunFault>,
) -> Result<(), RunFault> {
    let mut next = 0;
    // Holds no more than the workers can be ahead of each other.
    let mut early: BTreeMap<u64, Finished> = BTreeMap::new();
    for done in finished {
        early.insert(done.number, done.finished);
        while let Some(ready) = early.remove(&next) {
            sink(ready)?;
            next += 1;
        }
    }
    if early.is_empty() {
        return Ok(());
    }
    Err(RunFault::Defect(
        "a batch of records was lost between two threads".to_owned(),
    ))
}

#[cfg(test)]
mod tests;
