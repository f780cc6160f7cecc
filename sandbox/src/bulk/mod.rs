//! Imports by file: documents, the interface they are loaded into, and jobs that take time.
//!
//! All operations go to `erpintegrations`, as Oracle's REST guide for financials has them and as pods answer: a submission that
//! is turned away is a success whose number is `-1`; a load of which one line has a bad date or number ends with an
//! error and leaves nothing; an import takes the lines of its group and of no other, and "succeeds" where that is none;
//! what it does not want stays behind and is told in its report; the same file again is there again.
//!
//! An invention is the table of rejections in a report (`…_rejections.csv`): on a pod each product has a report of its own.
//! Documents, interface and jobs live in memory, and end with the sandbox.

mod csv;
mod imports;
mod interfaces;
mod jobs;
mod operations;
mod zipped;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use crate::counters::Tally;
use crate::store::Store;
use jobs::Job;

pub(crate) use operations::{Asking, answer};

/// The number of the first job.
const FIRST_JOB: i64 = 36_526;

/// The number of the first document.
const FIRST_DOCUMENT: i64 = 123_456;

/// A file that was uploaded.
#[derive(Debug)]
struct Document {
    name: String,
    bytes: Vec<u8>,
}

/// A line in the interface.
#[derive(Clone, Debug)]
struct Row {
    /// The job that loaded it.
    load: i64,
    /// The file, by the first of its names.
    file: &'static str,
    /// Its line, from 1.
    line: usize,
    fields: Vec<String>,
    /// An import did not want it: no import takes it again.
    rejected: bool,
    /// A job prepared it for the job after it.
    prepared: bool,
}

impl Row {
    /// The value at a position, from 1; empty where there is none.
    fn at(&self, position: usize) -> &str {
        let found = position.checked_sub(1).and_then(|at| self.fields.get(at));
        found.map_or("", String::as_str)
    }
}

#[derive(Debug, Default)]
struct Inner {
    jobs: BTreeMap<i64, Job>,
    documents: BTreeMap<i64, Document>,
    rows: Vec<Row>,
}

impl Inner {
    fn next_job(&self) -> i64 {
        self.jobs
            .last_key_value()
            .map_or(FIRST_JOB, |(last, _)| last + 1)
    }

    fn keep(&mut self, document: Document) -> i64 {
        let last = self.documents.last_key_value();
        let number = last.map_or(FIRST_DOCUMENT, |(last, _)| last + 1);
        self.documents.insert(number, document);
        number
    }
}

/// The bulk imports of a sandbox.
#[derive(Debug, Default)]
pub(crate) struct Bulk {
    inner: Mutex<Inner>,
}

impl Bulk {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does what jobs have done by now: a job works whether or not somebody asks for it, and nothing can see that it did not.
    pub(crate) fn catch_up(&self, store: &Arc<Store>, tally: &Tally) {
        let now = Timestamp::now().as_millisecond();
        let mut inner = self.lock();
        while let Some(number) = inner.due(now) {
            inner.work(number, store, tally);
        }
    }

    /// The archives that were uploaded, by their names.
    pub(crate) fn uploads(&self) -> Vec<(String, Vec<u8>)> {
        let inner = self.lock();
        let documents = inner.documents.values();
        documents
            .map(|one| (one.name.clone(), one.bytes.clone()))
            .collect()
    }

    /// Forgets everything.
    pub(crate) fn clear(&self) {
        *self.lock() = Inner::default();
    }
}
