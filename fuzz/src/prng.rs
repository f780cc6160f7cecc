//! Chance that is the same on every machine.

/// A `SplitMix64` generator (Steele, Lea, Flood 2014).
#[derive(Debug)]
pub(crate) struct Prng(u64);

impl Prng {
    /// The generator for one input of one reader.
    pub(crate) fn of(seed: u64, reader: &str, number: u64) -> Self {
        let named = reader.bytes().fold(seed, |state, byte| {
            state.rotate_left(7) ^ u64::from(byte).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        });
        let mut prng = Self(named ^ number.wrapping_mul(0xD134_2543_DE82_EF95));
        // Neighbouring numbers must not give neighbouring sequences.
        prng.next();
        prng
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 up to, not including, `end`; 0 when `end` is 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % end).unwrap_or(0)
    }

    /// One of the items; nothing of none.
    pub(crate) fn one_of<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(items.len()))
    }

    /// Any byte.
    pub(crate) fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[0]
    }
}
