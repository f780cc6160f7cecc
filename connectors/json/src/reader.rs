//! Fills batches.

use std::sync::Arc;

use landbridge_contract::{
    Batch, Flow, Layout, Place, ReadSeek, Record, RecordFault, RecordReader, SourceFault,
    SourceFaultKind, Tally,
};

use crate::cutter::{Cutter, Form, Next, RECORD_BYTES_MAX, origin};
use crate::plan::Plan;
use crate::taker::{Problem, Taker};

/// Bytes of text after which a batch is handed over though it has room for more records.
const BATCH_BYTES: usize = 4 * 1024 * 1024;

/// Yields the records of one file.
pub(crate) struct JsonReader {
    pub(crate) cutter: Cutter<Box<dyn ReadSeek>>,
    pub(crate) form: Form,
    pub(crate) plan: Plan,
    pub(crate) layout: Arc<Layout>,
    /// True where the file is no UTF-8: offsets are not those of the file.
    pub(crate) decoded: bool,
    pub(crate) tally: Tally,
    /// A fault of the stream that waits until the records before it have been yielded.
    pub(crate) pending: Option<SourceFault>,
}

impl JsonReader {
    fn take(&self, record: &mut Record) -> Result<(), Problem> {
        let line = self.cutter.record_line();
        record.ordinal = self.ordinal();
        record.place = Place {
            line,
            number: match self.form {
                Form::Elements => self.cutter.element(),
                Form::Lines | Form::Object => 0,
            },
            byte: if self.decoded {
                0
            } else {
                self.cutter.record_byte()
            },
            piece: 0,
        };
        Taker::new(self.cutter.record(), line, self.decoded)?.take(&self.plan, record)
    }

    fn ordinal(&self) -> u64 {
        self.tally.records + self.tally.faults + 1
    }

    /// A fault of a record; of the stream where what follows cannot be trusted.
    fn refuse(&mut self, problem: Problem, batch: &mut Batch) {
        let line = self.cutter.record_line() + problem.below;
        if problem.broken && self.form != Form::Lines {
            self.pending = Some(SourceFault {
                kind: SourceFaultKind::Format,
                origin: origin(&self.layout.file, line),
                found: problem.found,
                expected: problem.expected.to_owned(),
                fix: "correct the file at this place, or ask for it again".to_owned(),
            });
            return;
        }
        batch.faults.push(RecordFault {
            ordinal: self.ordinal(),
            origin: origin(&self.layout.file, line),
            found: problem.found,
            expected: problem.expected.to_owned(),
        });
        self.tally.faults += 1;
    }

    fn fill(&mut self, batch: &mut Batch, records_max: usize) -> Flow {
        let mut used = 0;
        let mut bytes = 0;
        let flow = loop {
            if used + batch.faults.len() >= records_max || bytes >= BATCH_BYTES {
                break Flow::More;
            }
            let problem = match self.cutter.next(self.form) {
                Ok(Next::End) => break Flow::End,
                Ok(Next::Blank) => {
                    self.tally.blank += 1;
                    continue;
                }
                Ok(Next::TooLong) => Some(too_long()),
                Ok(Next::Record) => {
                    if used == batch.records.len() {
                        batch.records.push(Record::default());
                    }
                    let Some(record) = batch.records.get_mut(used) else {
                        break Flow::More;
                    };
                    self.take(record).err()
                }
                Err(fault) => {
                    self.pending = Some(fault);
                    break Flow::More;
                }
            };
            bytes += self.cutter.record().len();
            match problem {
                None => {
                    used += 1;
                    self.tally.records += 1;
                }
                Some(problem) => self.refuse(problem, batch),
            }
            if self.pending.is_some() {
                break Flow::More;
            }
        };
        batch.records.truncate(used);
        flow
    }
}

impl RecordReader for JsonReader {
    fn layout(&self) -> Arc<Layout> {
        Arc::clone(&self.layout)
    }

    fn next_batch(&mut self, batch: &mut Batch, records_max: usize) -> Result<Flow, SourceFault> {
        batch.faults.clear();
        if self.pending.is_none() {
            let flow = self.fill(batch, records_max.max(1));
            if self.pending.is_none() || !batch.records.is_empty() || !batch.faults.is_empty() {
                return Ok(flow);
            }
        }
        batch.records.clear();
        match self.pending.take() {
            Some(fault) => Err(fault),
            None => Ok(Flow::End),
        }
    }

    fn tally(&self) -> Tally {
        self.tally
    }
}

fn too_long() -> Problem {
    Problem {
        below: 0,
        found: format!("a line longer than {} MiB", RECORD_BYTES_MAX / 1024 / 1024),
        expected: "records of reasonable length",
        broken: true,
    }
}
