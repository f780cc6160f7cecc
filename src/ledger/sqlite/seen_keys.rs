//! The keys met while an object is staged: which of them may be there more than once.
//!
//! Nearly all keys stand once, and sorting a million to find that out takes longer than reading them did. A
//! filter of fixed size names those that may have come before; only these are looked at.

use crate::ledger::{ObjectId, RunId};

/// Words of a block: one line of a processor's cache, so that a key costs one look into memory.
const BLOCK: usize = 8;
/// Blocks; with [`BLOCK`] words of eight bytes, 16 MiB. Of ten million keys about one in a hundred is named wrongly.
const BLOCKS: usize = 1 << 18;
/// Bits that a key sets in its block.
const PROBES: u32 = 5;
/// Keys named before sorting all of them is the cheaper way.
const NAMED_MAX: usize = 1 << 18;

/// A filter over the hashes of the keys of one object (a blocked Bloom filter).
#[derive(Debug, Default)]
pub(super) struct SeenKeys {
    /// Whose keys these are; none where not all of them came by here.
    of: Option<(RunId, ObjectId)>,
    bits: Vec<u64>,
    named: Vec<i64>,
}

impl SeenKeys {
    /// Begins with the first record of an object.
    pub(super) fn begin(&mut self, run: RunId, object: ObjectId) {
        self.of = Some((run, object));
        self.bits.fill(0);
        self.named.clear();
    }

    /// Adds a key by its hash, whose bits are as good as random: it is the beginning of a SHA-256.
    pub(super) fn add(&mut self, of: (RunId, ObjectId), hash: i64) {
        if self.of != Some(of) {
            return;
        }
        if self.bits.is_empty() {
            self.bits = vec![0; BLOCK * BLOCKS];
        }
        let hash_bits = hash.cast_unsigned();
        let block = usize::try_from(hash_bits >> 46).unwrap_or_default() * BLOCK;
        let Some(block) = self.bits.get_mut(block..block + BLOCK) else {
            return;
        };
        let mut seen = true;
        for probe in 0..PROBES {
            let bit = hash_bits >> (9 * probe);
            let word = usize::try_from(bit >> 6 & 7).unwrap_or_default();
            let mask = 1_u64 << (bit & 63);
            if let Some(word) = block.get_mut(word) {
                seen &= *word & mask != 0;
                *word |= mask;
            }
        }
        if !seen {
            return;
        }
        if self.named.len() >= NAMED_MAX {
            self.of = None;
        }
        self.named.push(hash);
    }

    /// The hashes of keys that may be there more than once, all such keys among them; none where they are not
    /// known.
    pub(super) fn repeated(&self, run: RunId, object: ObjectId) -> Option<&[i64]> {
        (self.of == Some((run, object))).then_some(&self.named)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ledger::key_hash;

    const OF: (RunId, ObjectId) = (RunId(1), ObjectId(2));

    proptest! {
        #[test]
        fn every_key_that_comes_again_is_named(keys in prop::collection::vec(0_u16..500, 0..400)) {
            let mut seen = SeenKeys::default();
            seen.begin(OF.0, OF.1);
            let mut twice = Vec::new();
            for (index, key) in keys.iter().enumerate() {
                seen.add(OF, key_hash(&key.to_string()));
                if keys[..index].contains(key) {
                    twice.push(key_hash(&key.to_string()));
                }
            }
            let named = seen.repeated(OF.0, OF.1).unwrap();
            prop_assert!(twice.iter().all(|hash| named.contains(hash)));
        }
    }

    #[test]
    fn of_a_million_keys_that_stand_once_hardly_any_is_named() {
        let mut seen = SeenKeys::default();
        seen.begin(OF.0, OF.1);
        (0..1_000_000).for_each(|key: u32| seen.add(OF, key_hash(&key.to_string())));
        assert!(seen.repeated(OF.0, OF.1).unwrap().len() < 200);
    }

    #[test]
    fn keys_of_another_object_or_more_repeated_ones_than_are_kept_are_not_known() {
        let mut seen = SeenKeys::default();
        seen.add(OF, 1);
        assert_eq!(seen.repeated(OF.0, OF.1), None);
        seen.begin(OF.0, OF.1);
        assert_eq!(seen.repeated(OF.0, ObjectId(3)), None);
        (0..=NAMED_MAX + 1).for_each(|_| seen.add(OF, 7));
        assert_eq!(seen.repeated(OF.0, OF.1), None);
        seen.begin(OF.0, OF.1);
        assert_eq!(seen.repeated(OF.0, OF.1), Some(&[][..]));
    }
}
