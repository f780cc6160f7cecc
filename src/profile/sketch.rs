//! Sketches: figures about all values in memory that does not grow, the same on every machine.

use std::collections::BTreeSet;

use super::limits::{DRAWN_MAX, HASHES_MAX, SEED};
use crate::mixed::mixed;

/// A hash of 64 bits that is the same on every machine and in every version.
pub(super) fn hash(text: &str) -> u64 {
    let mut state = SEED;
    let mut chunks = text.as_bytes().chunks_exact(8);
    for chunk in &mut chunks {
        let mut word = [0; 8];
        word.copy_from_slice(chunk);
        state = mixed(state ^ u64::from_le_bytes(word));
    }
    let mut word = [0; 8];
    for (to, from) in word.iter_mut().zip(chunks.remainder()) {
        *to = *from;
    }
    let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
    mixed(mixed(state ^ u64::from_le_bytes(word)) ^ length)
}

/// Estimates how many different values there are from the smallest hashes: were they evenly
/// spread, the k-th smallest of n lies at k/n of the range.
#[derive(Debug, Default)]
pub(super) struct Different {
    smallest: BTreeSet<u64>,
    largest: u64,
}

impl Different {
    pub(super) fn add(&mut self, hash: u64) {
        let full = self.smallest.len() >= HASHES_MAX;
        if full && hash >= self.largest {
            return;
        }
        if self.smallest.insert(hash) && full {
            self.smallest.pop_last();
        }
        self.largest = self.smallest.last().copied().unwrap_or(u64::MAX);
    }

    /// The number, and whether it is exact.
    pub(super) fn count(&self) -> (u64, bool) {
        let kept = u64::try_from(self.smallest.len()).unwrap_or(u64::MAX);
        if self.smallest.len() < HASHES_MAX {
            return (kept, true);
        }
        let below = u128::from(kept - 1) << 64;
        let estimate = below / u128::from(self.largest.max(1));
        (u64::try_from(estimate).unwrap_or(u64::MAX), false)
    }
}

/// Values drawn by lot, each of all seen with the same chance.
#[derive(Debug)]
pub(super) struct Drawn<T> {
    values: Vec<T>,
    seen: u64,
}

impl<T> Default for Drawn<T> {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            seen: 0,
        }
    }
}

impl<T> Drawn<T> {
    pub(super) fn add(&mut self, value: T) {
        self.seen += 1;
        if self.values.len() < DRAWN_MAX {
            self.values.push(value);
            return;
        }
        let lot = mixed(SEED ^ self.seen) % self.seen;
        if let Some(slot) = usize::try_from(lot)
            .ok()
            .and_then(|lot| self.values.get_mut(lot))
        {
            *slot = value;
        }
    }

    /// What `pick` takes of the values drawn, sorted.
    pub(super) fn sorted<O: Ord>(&self, pick: impl Fn(&T) -> Option<O>) -> Vec<O> {
        let mut all: Vec<O> = self.values.iter().filter_map(pick).collect();
        all.sort_unstable();
        all
    }
}
