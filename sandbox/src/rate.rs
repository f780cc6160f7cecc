//! The enforced rate of requests.
//!
//! It is the generic cell rate algorithm on a monotonic clock, over all clients together, measured when the
//! head of a request has arrived. With `T` = 1 second / `per_second` and a tolerance `tau` = `burst` × `T`:
//!
//! - A request is due at the theoretical arrival time `TAT`, and admitted when it comes no earlier
//!   than `TAT − tau`. Then `TAT` moves to max(now, `TAT`) + `T`.
//! - A refused request uses nothing up, however many there are.
//! - So a window of length `W`, wherever it begins, admits at most 1 + ⌊(`W` + `tau`) / `T`⌋ requests.
//! - A client that spaces its requests by `T` or more is never refused as long as none of them is
//!   delayed on its way by more than `tau` beyond the fastest: `tau` is the allowance for jitter.
//! - `Retry-After` is the time until the next request would be admitted, rounded up to seconds.
//!
//! The default burst is `per_second` / 10 (100 ms of requests) and at least 4.

use std::time::{Duration, Instant};

use crate::faults::{RateLimit, RetryAfter};

const NANOS: u64 = 1_000_000_000;

/// A limiter in use.
#[derive(Debug)]
pub(crate) struct Limiter {
    limit: RateLimit,
    interval: Duration,
    tolerance: Duration,
    due: Option<Instant>,
}

impl Limiter {
    pub(crate) fn new(limit: RateLimit) -> Self {
        let per_second = limit.per_second.max(1);
        let burst = limit.burst.unwrap_or_else(|| (per_second / 10).max(4));
        let interval = Duration::from_nanos(NANOS / u64::from(per_second));
        Self {
            limit,
            interval,
            tolerance: interval.saturating_mul(burst),
            due: None,
        }
    }

    pub(crate) fn limit(&self) -> RateLimit {
        self.limit
    }

    /// Admits a request, or says how long it is too early.
    pub(crate) fn admit(&mut self, now: Instant) -> Result<(), Duration> {
        let due = self.due.map_or(now, |due| due.max(now));
        let early = due.saturating_duration_since(now);
        if early > self.tolerance {
            return Err(early.saturating_sub(self.tolerance));
        }
        self.due = Some(due + self.interval);
        Ok(())
    }
}

/// The text of `Retry-After` for a wait that begins now.
pub(crate) fn retry_after(form: RetryAfter, wait: Duration, now: jiff::Timestamp) -> String {
    let seconds = wait
        .as_secs()
        .saturating_add(u64::from(wait.subsec_nanos() > 0))
        .max(1);
    match form {
        RetryAfter::Seconds => seconds.to_string(),
        RetryAfter::HttpDate => {
            // One second more than rounding up: the date itself has no fraction.
            let wait = jiff::SignedDuration::from_secs(
                i64::try_from(seconds).unwrap_or(i64::MAX).saturating_add(1),
            );
            let then = now.saturating_add(wait).unwrap_or(now);
            then.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn limiter(per_second: u32, burst: u32) -> Limiter {
        Limiter::new(RateLimit {
            burst: Some(burst),
            ..RateLimit::per_second(per_second)
        })
    }

    #[test]
    fn at_one_moment_one_request_more_than_the_burst_is_admitted() {
        let now = Instant::now();
        let mut limiter = limiter(10, 4);
        let admitted = (0..20).filter(|_| limiter.admit(now).is_ok()).count();
        assert_eq!(admitted, 5);
    }

    #[test]
    fn a_refused_request_uses_nothing_up_and_learns_how_long_to_wait() {
        let start = Instant::now();
        let mut limiter = limiter(10, 0);
        assert_eq!(limiter.admit(start), Ok(()));
        for _ in 0..100 {
            assert_eq!(limiter.admit(start), Err(Duration::from_millis(100)));
        }
        assert_eq!(limiter.admit(start + Duration::from_millis(100)), Ok(()));
    }

    #[test]
    fn retry_after_is_rounded_up_in_both_forms() {
        let now: jiff::Timestamp = "2026-03-01T10:00:00.4Z".parse().unwrap();
        let wait = Duration::from_millis(1_200);
        assert_eq!(retry_after(RetryAfter::Seconds, wait, now), "2");
        assert_eq!(
            retry_after(RetryAfter::HttpDate, wait, now),
            "Sun, 01 Mar 2026 10:00:03 GMT"
        );
        assert_eq!(
            retry_after(RetryAfter::Seconds, Duration::from_millis(3), now),
            "1"
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn requests_at_exactly_the_limit_with_jitter_below_the_tolerance_are_never_refused(
            per_second in 1_u32..2_000,
            jitter in proptest::collection::vec(0_u32..1_000, 200),
        ) {
            let start = Instant::now();
            let mut limiter = limiter(per_second, 3);
            for (index, thousandths) in (0_u32..).zip(jitter) {
                let delay = limiter.tolerance * thousandths / 1_000;
                let arrival = start + limiter.interval * index + delay;
                prop_assert!(limiter.admit(arrival).is_ok());
            }
        }

        #[test]
        fn no_window_admits_more_than_the_documented_number(
            per_second in 1_u32..500,
            burst in 0_u32..20,
            gaps in proptest::collection::vec(0_u64..20_000_000, 300),
        ) {
            let start = Instant::now();
            let mut limiter = limiter(per_second, burst);
            let (interval, tolerance) = (limiter.interval, limiter.tolerance);
            let mut now = start;
            let mut admitted = Vec::new();
            for gap in gaps {
                now += Duration::from_nanos(gap);
                if limiter.admit(now).is_ok() {
                    admitted.push(now);
                }
            }
            for (first, from) in admitted.iter().enumerate() {
                for (last, to) in admitted.iter().enumerate().skip(first) {
                    let window = to.duration_since(*from) + tolerance;
                    let most = 1 + window.as_nanos() / interval.as_nanos();
                    prop_assert!(u128::try_from(last - first + 1).unwrap() <= most);
                }
            }
        }
    }
}
