//! The most frequent values, exact while there are few different ones.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use landbridge_contract::Text;

use super::spot::kept;

/// Counts values; beyond its size the rare half is dropped, and what is left are lower bounds.
#[derive(Debug)]
pub(super) struct Counted {
    entries: HashMap<u64, Entry, BuildHasherDefault<AsIs>>,
    size: usize,
    /// The largest count that was dropped: a count may be short by so much.
    short: u64,
}

#[derive(Debug)]
struct Entry {
    text: Text,
    count: u64,
}

impl Counted {
    pub(super) fn new(size: usize) -> Self {
        Self {
            entries: HashMap::default(),
            size,
            short: 0,
        }
    }

    pub(super) fn add(&mut self, hash: u64, text: &str) {
        if let Some(entry) = self.entries.get_mut(&hash) {
            entry.count += 1;
            return;
        }
        if self.entries.len() >= self.size {
            self.drop_rare();
        }
        let entry = Entry {
            text: kept(text),
            count: 1,
        };
        self.entries.insert(hash, entry);
    }

    fn drop_rare(&mut self) {
        let mut counts: Vec<u64> = self.entries.values().map(|entry| entry.count).collect();
        counts.sort_unstable();
        let middle = counts.get(counts.len() / 2).copied().unwrap_or(1);
        self.entries.retain(|_, entry| entry.count > middle);
        self.short += middle;
    }

    /// Whether every different value was counted from its first time on.
    pub(super) fn exact(&self) -> bool {
        self.short == 0
    }

    /// Different values, where exact.
    pub(super) fn different(&self) -> usize {
        self.entries.len()
    }

    /// The values by count, the most frequent first; those that may owe their place to chance are
    /// left out.
    pub(super) fn top(&self, max: usize) -> Vec<(Text, u64)> {
        let mut all: Vec<(&Text, u64)> = (self.entries.values())
            .filter(|entry| entry.count > self.short)
            .map(|entry| (&entry.text, entry.count))
            .collect();
        all.sort_unstable_by(|(a, more), (b, less)| less.cmp(more).then_with(|| a.cmp(b)));
        let top = all.into_iter().take(max);
        top.map(|(text, count)| (text.clone(), count)).collect()
    }
}

/// Takes a hash as it is.
#[derive(Debug, Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}
