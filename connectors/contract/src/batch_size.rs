//! How much goes together in one request, found out by trying.
//!
//! What a target takes in one request is rarely written down: a gateway caps bytes, a product caps
//! records, and either may change. A refusal for size (413) has no effect, so it is safe to ask for
//! too much and learn.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::value::Name;

/// What fits is known well enough where it is this close to what does not: a tenth.
const CLOSE: usize = 10;

/// What one request for an object may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchSize {
    records: usize,
    records_max: usize,
    /// Bytes of the largest body taken since the last refusal for size.
    fits: usize,
    /// Bytes of the smallest body that was refused for its size.
    too_large: Option<usize>,
}

impl BatchSize {
    /// So many records at the most, and nothing known of bytes.
    pub fn new(records_max: usize) -> Self {
        let records = records_max.max(1);
        Self {
            records,
            records_max: records,
            fits: 0,
            too_large: None,
        }
    }

    /// Records that go together at present, at least one.
    pub fn records(&self) -> usize {
        self.records
    }

    /// Bytes that go together at present: halfway between what fits and what does not, until the two are
    /// close. A record that is larger goes alone.
    pub fn bytes(&self) -> usize {
        match self.too_large {
            None => usize::MAX,
            Some(large) if large - self.fits <= large / CLOSE => self.fits,
            Some(large) => usize::midpoint(self.fits, large),
        }
    }

    /// So many records in so many bytes were taken; more records may go next time.
    pub fn taken(&mut self, records: usize, bytes: usize) {
        // What was too large once may fit now, and says that nothing is known any more.
        if self.too_large.is_some_and(|large| large <= bytes) {
            self.too_large = None;
        }
        self.fits = self.fits.max(bytes);
        if records >= self.records {
            let more = self.records + self.records_max.div_ceil(16);
            self.records = more.min(self.records_max);
        }
    }

    /// So many bytes were refused for their size.
    pub fn too_large(&mut self, bytes: usize) {
        let large = self.too_large.map_or(bytes, |known| known.min(bytes));
        self.too_large = Some(large);
        if self.fits >= large {
            self.fits = large / 2;
        }
    }

    /// Going together did harm to so many records: half as many go next. Requests of one size that are under way at the
    /// same time halve it once.
    pub fn troubled(&mut self, records: usize) {
        self.records = self.records.min(records / 2).max(1);
    }

    /// Nothing goes together any more: the target does not know how.
    pub fn alone(&mut self) {
        self.records = 1;
        self.records_max = 1;
    }
}

/// What is known of each object of a target, shared by all its conversations.
#[derive(Debug)]
pub struct BatchSizes {
    records_max: usize,
    known: Mutex<BTreeMap<Name, BatchSize>>,
}

impl BatchSizes {
    /// So many records of any object at the most.
    pub fn new(records_max: usize) -> Self {
        Self {
            records_max,
            known: Mutex::default(),
        }
    }

    /// What an object's next request may hold.
    pub fn of(&self, object: &Name) -> BatchSize {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let size = known.get(object).copied();
        size.unwrap_or_else(|| BatchSize::new(self.records_max))
    }

    /// Notes what a request taught.
    pub fn learn(&self, object: &Name, lesson: impl FnOnce(&mut BatchSize)) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let size = known.entry(Name::clone(object));
        lesson(size.or_insert_with(|| BatchSize::new(self.records_max)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Sends bodies as large as is thought right to a target with a limit, so often.
    fn try_out(size: &mut BatchSize, wished: usize, limit: usize, times: usize) -> usize {
        let mut refused = 0;
        for _ in 0..times {
            let bytes = wished.min(size.bytes());
            if bytes > limit {
                refused += 1;
                size.too_large(bytes);
            } else {
                size.taken(1, bytes);
            }
        }
        refused
    }

    proptest! {
        /// Whatever the limit: it is found in few refusals, and used to nine tenths.
        #[test]
        fn a_limit_of_bytes_is_found_and_used(limit in 1_000..200_000_usize, wished in 1_000..400_000_usize) {
            let mut size = BatchSize::new(50);
            let refused = try_out(&mut size, wished, limit, 60);
            prop_assert!(refused <= 20, "{refused} refusals");
            prop_assert_eq!(try_out(&mut size, wished, limit, 60), 0);
            let used = wished.min(size.bytes());
            prop_assert!(used * 10 >= wished.min(limit) * 9, "{used} of {limit}");
        }

        /// A limit that falls is found anew.
        #[test]
        fn a_limit_that_falls_is_found_again(limit in 4_000..200_000_usize, part in 2..4_usize) {
            let mut size = BatchSize::new(50);
            try_out(&mut size, 400_000, limit, 60);
            try_out(&mut size, 400_000, limit / part, 60);
            prop_assert!(size.bytes() <= limit / part);
        }
    }

    #[test]
    fn records_are_halved_by_trouble_and_come_back_one_part_at_a_time() {
        let mut size = BatchSize::new(48);
        for _ in 0..5 {
            size.troubled(48);
        }
        size.troubled(24);
        assert_eq!(size.records(), 12);
        size.taken(5, 100);
        assert_eq!(size.records(), 12, "no more were tried");
        for _ in 0..20 {
            size.taken(size.records(), 100);
        }
        assert_eq!(size.records(), 48);
        size.troubled(2);
        assert_eq!(size.records(), 1);
        size.taken(1, 100);
        assert!(
            size.records() > 1,
            "one that goes well alone is a beginning"
        );
        size.alone();
        size.taken(1, 100);
        assert_eq!(size.records(), 1);
    }

    #[test]
    fn what_one_conversation_learns_the_next_one_knows() {
        let (suppliers, invoices) = (Name::from("suppliers"), Name::from("invoices"));
        let sizes = BatchSizes::new(10);
        sizes.learn(&suppliers, |size| size.troubled(10));
        assert_eq!(sizes.of(&suppliers).records(), 5);
        assert_eq!(sizes.of(&invoices).records(), 10);
    }
}
