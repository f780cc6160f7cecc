//! The sizes that keep memory flat. Every figure that depends on one of them says so.

/// Different values of a column that are counted one by one; beyond, the rare ones are dropped and
/// the counts of the frequent ones are lower bounds.
pub const VALUES_MAX: usize = 4_096;
/// Counted values of all columns together: a file with many columns counts fewer in each.
pub const VALUES_ALL_MAX: usize = 120_000;
/// Counted values of a column at the least.
pub const VALUES_MIN: usize = 256;
/// Smallest hashes from which the number of different values is estimated: off by about 2 % (one
/// standard deviation, 1/√k).
pub const HASHES_MAX: usize = 2_048;
/// Numbers or dates drawn by lot from which quartiles and the histogram come.
pub const DRAWN_MAX: usize = 1_000;
/// Seed of the lots.
pub const SEED: u64 = 0x6c61_6e64_6272_6964;
/// Characters of a value that are kept.
pub const TEXT_MAX: usize = 100;
/// Shapes of a column that are counted; where there are more, runs of letters and digits are
/// counted as one (`A+9+`), and where there are still more, none is told.
pub const SHAPES_MAX: usize = 128;
/// Longest text whose shape is told letter by letter.
pub const SHAPE_CHARS_MAX: usize = 24;
/// Origins kept for each thing that is suspicious.
pub const SAMPLES_MAX: usize = 5;
/// Largest and smallest values that are kept with their origins.
pub const EXTREMES_MAX: usize = 8;
/// Slots for the hashes of columns that may be keys, of all columns together, 16 bytes each.
pub const KEY_SLOTS_MAX: usize = 3_600_000;
/// Duplicates of a key that are kept with both origins.
pub const DUPLICATES_MAX: usize = 10;
/// Frequent values that are shown.
pub const FREQUENT_SHOWN: usize = 8;
/// Bars of a histogram.
pub const BARS: usize = 12;
