//! Keeps a rate without ever being over it.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};

/// Nanoseconds over which the requests of one second are spread: 1% more than a second.
///
/// `limit + 1` departures then lie at least `SECOND - LATENESS` = 1.005 s apart from first to
/// last, so no window of one second ever holds more than the limit, wherever it begins, with 5 ms
/// left for the network to bunch them. The price is 1% of the rate.
const SECOND: u64 = 1_010_000_000;

/// Nanoseconds of lateness that are caught up. Timers fire at whole milliseconds and tasks wake
/// late; without catching up, each delay would be lost for good (a tenth of the rate at 100/s).
const LATENESS: u64 = 5_000_000;

/// Parts of one interval that the limiter counts in, so that lateness can be finer than a request.
const PARTS_MAX: u64 = 1_000;

/// Says when the next request may depart. Whoever is told to wait asks again afterwards; the
/// asking is in order of arrival because the gate lets one ask at a time.
pub(super) struct Pace<C: Clock> {
    limiter: RateLimiter<NotKeyed, InMemoryState, C, NoOpMiddleware<C::Instant>>,
    clock: C,
    parts: NonZeroU32,
}

impl<C: Clock + Clone> Pace<C> {
    /// `limit` requests in any one second.
    pub(super) fn new(limit: NonZeroU32, clock: C) -> Self {
        let interval = SECOND / u64::from(limit.get());
        // A part lasts at least a microsecond, so that rounding it up costs nothing.
        let parts = (interval / 1_000).clamp(1, PARTS_MAX);
        let part = interval.div_ceil(parts).max(1);
        let late_parts = u32::try_from(LATENESS / part).unwrap_or(u32::MAX);
        let parts = u32::try_from(parts).map_or(NonZeroU32::MIN, |parts| {
            NonZeroU32::new(parts).unwrap_or(NonZeroU32::MIN)
        });
        let quota = Quota::with_period(Duration::from_nanos(part))
            .unwrap_or(Quota::per_second(limit))
            .allow_burst(parts.saturating_add(late_parts));
        Self {
            limiter: RateLimiter::direct_with_clock(quota, clock.clone()),
            clock,
            parts,
        }
    }

    /// Takes the right to depart now, or says how long to wait before asking again.
    pub(super) fn take(&self) -> Result<(), Duration> {
        match self.limiter.check_n(self.parts) {
            Ok(Err(not_until)) => Err(not_until.wait_time_from(self.clock.now())),
            // The burst is never smaller than one request.
            Ok(Ok(())) | Err(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use governor::clock::FakeRelativeClock;
    use proptest::prelude::*;

    /// Departure times over `seconds` with a queue that is never empty; each wake-up is late by
    /// the next of `lateness` (microseconds).
    fn departures(limit: u32, seconds: u64, lateness: &[u64]) -> Vec<Duration> {
        let clock = FakeRelativeClock::default();
        let pace = Pace::new(NonZeroU32::new(limit).unwrap(), clock.clone());
        let mut late = lateness.iter().cycle();
        let mut now = Duration::ZERO;
        let mut departures = Vec::new();
        while now < Duration::from_secs(seconds) {
            match pace.take() {
                Ok(()) => departures.push(now),
                Err(wait) => {
                    let wait = wait + Duration::from_micros(*late.next().unwrap());
                    clock.advance(wait);
                    now += wait;
                }
            }
        }
        departures
    }

    #[test]
    fn nearly_all_of_the_rate_is_used_with_timers_that_are_late() {
        for limit in [5, 100, 1_000, 10_000] {
            let made = departures(limit, 20, &[300, 900, 1_100, 1_900, 4_000]).len();
            let wanted = usize::try_from(limit).unwrap() * 20 * 98 / 100;
            assert!(made >= wanted, "{limit}/s: {made} of at least {wanted}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn no_second_holds_more_than_the_limit(
            limit in 1u32..300,
            lateness in prop::collection::vec(0u64..60_000, 1..20),
        ) {
            let departures = departures(limit, 4, &lateness);
            let over = usize::try_from(limit).unwrap();
            for window in departures.windows(over + 1) {
                let span = window[over].saturating_sub(window[0]);
                prop_assert!(span >= Duration::from_millis(1_004), "{span:?}");
            }
        }
    }
}
