//! Numbers without a pattern, the same on every machine.

/// Mixes the bits of a number: of numbers that follow each other in steps of [`STEP`] it makes the sequence of `SplitMix64`
/// (Steele, Lea, Flood 2014).
pub(crate) fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(STEP);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// From one number to the next.
pub(crate) const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
