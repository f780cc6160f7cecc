//! What the sandbox has done, counted exactly.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

/// What was done to the records of one object or child collection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectCounters {
    /// Records created and committed.
    pub creates: u64,
    /// Records changed and committed.
    pub updates: u64,
    /// Records deleted and committed, those that went with their parent too.
    pub deletes: u64,
}

/// What the sandbox has done since it started or was reset.
///
/// Requests under `/sandbox/` and for tokens are not counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    /// Requests whose head arrived.
    pub requests: u64,
    /// The same, by method.
    pub by_method: BTreeMap<String, u64>,
    /// Requests that would write (POST, PATCH, PUT, DELETE), whatever came of them.
    pub writes_attempted: u64,
    /// Write requests that were committed, whether or not the client got the answer.
    pub writes_committed: u64,
    /// Answers 429.
    pub throttled: u64,
    /// Answers 503.
    pub unavailable: u64,
    /// Answers 504, each after a commit.
    pub gateway_timeouts: u64,
    /// Connections cut instead of an answer, each after a commit.
    pub lost_replies: u64,
    /// Connections cut before anything was done.
    pub cut_connections: u64,
    /// Answers 401.
    pub unauthorized: u64,
    /// Other answers from 400 on: the request itself was refused.
    pub refused: u64,
    /// The most requests that were under way at one time.
    pub in_flight_max: u64,
    /// Records written, by object; a child collection is `object/child`.
    pub objects: BTreeMap<String, ObjectCounters>,
}

/// One record written by a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Created,
    Updated,
    Deleted,
}

#[derive(Debug, Default)]
struct Inner {
    counters: Counters,
    in_flight: u64,
}

/// The counters of a running sandbox.
#[derive(Debug, Default)]
pub(crate) struct Tally(Mutex<Inner>);

impl Tally {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn snapshot(&self) -> Counters {
        self.lock().counters.clone()
    }

    pub(crate) fn clear(&self) {
        self.lock().counters = Counters::default();
    }

    /// Counts an arrival, and the request as under way until the guard is dropped.
    pub(crate) fn arrived(&self, method: &hyper::Method, writes: bool) -> InFlight<'_> {
        let mut inner = self.lock();
        inner.in_flight += 1;
        let in_flight = inner.in_flight;
        let counters = &mut inner.counters;
        counters.in_flight_max = counters.in_flight_max.max(in_flight);
        counters.requests += 1;
        *counters
            .by_method
            .entry(method.as_str().to_owned())
            .or_default() += 1;
        counters.writes_attempted += u64::from(writes);
        InFlight(self)
    }

    pub(crate) fn add(&self, change: impl FnOnce(&mut Counters)) {
        change(&mut self.lock().counters);
    }

    /// Counts one committed write request and its records.
    pub(crate) fn committed(&self, changes: &[(&'static str, Change)]) {
        let mut inner = self.lock();
        inner.counters.writes_committed += 1;
        drop(inner);
        self.changed(changes);
    }

    /// Counts records that were written without a request of their own.
    pub(crate) fn changed(&self, changes: &[(&'static str, Change)]) {
        let mut inner = self.lock();
        for (collection, change) in changes {
            let entry = inner
                .counters
                .objects
                .entry((*collection).to_owned())
                .or_default();
            match change {
                Change::Created => entry.creates += 1,
                Change::Updated => entry.updates += 1,
                Change::Deleted => entry.deletes += 1,
            }
        }
    }
}

/// A request under way.
#[derive(Debug)]
pub(crate) struct InFlight<'a>(&'a Tally);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.lock().in_flight -= 1;
    }
}
