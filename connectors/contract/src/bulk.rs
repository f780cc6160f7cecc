//! Jobs: many records in one request, settled by a job that runs at the target.

use std::fmt;
use std::num::NonZeroU32;

/// Attempts that a name in figures can tell apart: eight digits of it are the attempt.
const ATTEMPTS: u64 = 100_000_000;

/// Ledgers that a name in figures can tell apart, so that the whole has at most eighteen digits.
const LEDGERS: u64 = 1_000_000_000;

/// How records go as jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bulk {
    /// Records in one job at the most.
    pub records_max: NonZeroU32,
    /// Bytes of stored payloads in one job at the most; a record that is larger goes alone.
    pub bytes_max: u64,
}

/// The name of an attempt: no other attempt of this ledger has it, and no attempt of another ledger. It is known before
/// anything is sent, so that a file, a data set or a group can carry it and be found by it after a crash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptName {
    ledger: u64,
    attempt: u64,
}

impl AttemptName {
    /// The name of an attempt of a ledger that chose this number for itself once.
    pub fn new(ledger: u64, attempt: i64) -> Self {
        Self {
            ledger,
            attempt: attempt.unsigned_abs(),
        }
    }

    /// In figures: 9 to 18 digits, for groups and batches that are numbers.
    pub fn number(&self) -> u64 {
        (self.ledger % LEDGERS + 1) * ATTEMPTS + self.attempt % ATTEMPTS
    }
}

/// `LB-000000001a2b3c4d-17`: letters of the Latin alphabet, digits and hyphens, at most 40 characters.
impl fmt::Display for AttemptName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LB-{:016x}-{}", self.ledger, self.attempt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_of_one_ledger_and_of_two_have_names_of_their_own() {
        let first = AttemptName::new(7, 1);
        assert_eq!(first.to_string(), "LB-0000000000000007-1");
        assert_eq!(first.number(), 800_000_001);
        let others = [AttemptName::new(7, 2), AttemptName::new(8, 1)];
        for other in others {
            assert_ne!(other.to_string(), first.to_string());
            assert_ne!(other.number(), first.number());
        }
    }

    #[test]
    fn a_name_in_figures_fits_eighteen_digits_whatever_the_ledger() {
        let largest = AttemptName::new(u64::MAX, i64::MAX);
        assert!(largest.number() < 1_000_000_000_000_000_000);
        assert!(largest.to_string().len() <= 40);
    }
}
