//! What was sent and received.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counts of one transport since it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stats {
    /// Requests that departed, repetitions included.
    pub requests: u64,
    /// Repetitions among them.
    pub retries: u64,
    /// Answers that said "too many requests".
    pub throttled: u64,
    /// Requests that ended in a fault, repetitions included.
    pub faults: u64,
    /// Bytes of request bodies.
    pub bytes_sent: u64,
    /// Bytes of answers' bodies.
    pub bytes_received: u64,
    /// Requests that may be in flight at present.
    pub concurrency: usize,
}

/// The counters behind [`Stats`].
#[derive(Debug, Default)]
pub(super) struct Counters {
    pub(super) requests: AtomicU64,
    pub(super) retries: AtomicU64,
    pub(super) throttled: AtomicU64,
    pub(super) faults: AtomicU64,
    pub(super) bytes_sent: AtomicU64,
    pub(super) bytes_received: AtomicU64,
}

impl Counters {
    pub(super) fn snapshot(&self, concurrency: usize) -> Stats {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Stats {
            requests: read(&self.requests),
            retries: read(&self.retries),
            throttled: read(&self.throttled),
            faults: read(&self.faults),
            bytes_sent: read(&self.bytes_sent),
            bytes_received: read(&self.bytes_received),
            concurrency,
        }
    }
}

/// Adds to a counter.
pub(super) fn add(counter: &AtomicU64, amount: usize) {
    counter.fetch_add(u64::try_from(amount).unwrap_or(u64::MAX), Ordering::Relaxed);
}
