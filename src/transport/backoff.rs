//! Growing pauses with a random part, so that many that failed together do not return together.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::mixed::{STEP, mixed};

/// Makes pauses. The same seed gives the same pauses in the same order.
pub(super) struct Backoff {
    first: Duration,
    max: Duration,
    state: AtomicU64,
}

impl Backoff {
    pub(super) fn new(first: Duration, max: Duration, seed: u64) -> Self {
        Self {
            first,
            max,
            state: AtomicU64::new(seed),
        }
    }

    /// The pause before repetition number `retry` (from 0): between half and all of
    /// `first × 2^retry`, never over the maximum.
    pub(super) fn pause(&self, retry: u32) -> Duration {
        let grown = 2_u32
            .checked_pow(retry)
            .and_then(|times| self.first.checked_mul(times))
            .map_or(self.max, |grown| grown.min(self.max));
        let half = grown / 2;
        let half_nanos = u64::try_from(half.as_nanos()).unwrap_or(u64::MAX);
        let part = match half_nanos {
            0 => 0,
            nanos => self.random() % nanos,
        };
        half + Duration::from_nanos(part)
    }

    /// The next number of the splitmix64 sequence.
    fn random(&self) -> u64 {
        mixed(self.state.fetch_add(STEP, Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_their_maximum_and_repeat_with_the_seed() {
        let make = || Backoff::new(Duration::from_millis(100), Duration::from_secs(1), 7);
        let pauses = |backoff: Backoff| -> Vec<Duration> {
            (0..40).map(|retry| backoff.pause(retry)).collect()
        };
        let first_run = pauses(make());
        assert_eq!(first_run, pauses(make()));
        assert!(
            first_run[0] >= Duration::from_millis(50) && first_run[0] < Duration::from_millis(100)
        );
        assert!(
            first_run[1] >= Duration::from_millis(100) && first_run[1] < Duration::from_millis(200)
        );
        assert!(
            first_run
                .iter()
                .skip(4)
                .all(|pause| *pause >= Duration::from_millis(500)
                    && *pause <= Duration::from_secs(1))
        );
    }
}
