//! Where every request waits for its departure: in order of arrival, for a slot, for what the budget
//! of the target permits.

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::budget::{Budget, Change, Ended, Limits, Turn, Why};
use super::cancel::Cancel;
use super::slots::{Signal, Slot, Slots};
use crate::clock;

/// A circuit that is open for so long is not waited for any more.
const OPEN_PATIENCE: Duration = Duration::from_mins(2);

/// Waits from here on are said.
const SAID_AFTER: Duration = Duration::from_secs(5);

/// The gate of one target.
///
/// One request at a time stands at the front; the others queue in order of arrival. The slot is
/// taken before the turn in the pace, so that a turn once taken is used at once: a request that
/// left later than its turn would bunch with the next.
pub(super) struct Gate {
    front: tokio::sync::Mutex<()>,
    slots: Arc<Slots>,
    budget: Budget,
    /// The longest pause that is waited out.
    pause_max: Duration,
    /// Whether this process has sent anything yet. A circuit that an earlier one left open does not hold its first
    /// request: somebody has started it because the target is there again.
    began: AtomicBool,
}

/// Why a request may not depart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    /// The wait was cancelled.
    Cancelled,
    /// It would have to wait for so long that waiting here helps nobody.
    For(Duration, Why),
}

/// What is said of a wait that somebody at a terminal would wonder about.
fn waits(wait: Duration, why: Why) -> Option<String> {
    let seconds = wait.as_millis().div_ceil(1_000);
    match why {
        Why::Pace => None,
        // A moment between two tries; the circuit says by itself when it opens.
        Why::Open(_, since) if since < SAID_AFTER => None,
        Why::Open(failures, since) => Some(format!(
            "waiting for the target, which failed {failures} times in a row for {} s; what is not sent \
             {} s from now is left for the next run",
            since.as_secs(),
            OPEN_PATIENCE.saturating_sub(since).as_secs()
        )),
        _ if wait < SAID_AFTER => None,
        Why::Paused => Some(format!(
            "waiting for {seconds} s: the target asked to be left alone"
        )),
        Why::Hours => Some(format!(
            "waiting for {seconds} s until requests to the target are permitted (`hours`)"
        )),
        Why::Quota => Some(format!(
            "waiting for {seconds} s until the next day in UTC: the requests of this one are used up \
             (`requests_per_day`)"
        )),
    }
}

/// The right to one request under way.
pub(super) struct Departure {
    slot: Slot,
    at: u64,
}

impl Gate {
    pub(super) fn new(
        limits: Limits,
        shared: Option<&Path>,
        concurrency_max: NonZeroUsize,
        pause_max: Duration,
    ) -> Self {
        Self {
            front: tokio::sync::Mutex::new(()),
            slots: Slots::new(concurrency_max.get()),
            budget: Budget::new(limits, shared),
            pause_max,
            began: AtomicBool::new(false),
        }
    }

    /// Requests that may be in flight at present.
    pub(super) fn concurrency(&self) -> usize {
        self.slots.limit()
    }

    /// Lets nothing depart before that time has passed. The longest pause stands.
    pub(super) fn pause(&self, time: Duration) {
        self.budget.pause(time);
    }

    /// Waits for departure. The caller sends at once when this returns.
    pub(super) async fn enter(&self, cancel: &Cancel) -> Result<Departure, Held> {
        if cancel.is_cancelled() {
            return Err(Held::Cancelled);
        }
        tokio::select! {
            biased;
            () = cancel.cancelled() => Err(Held::Cancelled),
            departure = self.wait() => departure,
        }
    }

    async fn wait(&self) -> Result<Departure, Held> {
        let _front = self.front.lock().await;
        let slot = self.slots.take().await;
        let mut is_said = false;
        loop {
            let wait = match self.budget.take() {
                Turn::Go => {
                    self.began.store(true, Ordering::Relaxed);
                    let at = clock::monotonic();
                    return Ok(Departure { slot, at });
                }
                Turn::Held(_, Why::Open(..)) if !self.began.swap(true, Ordering::Relaxed) => {
                    self.budget.try_now();
                    continue;
                }
                Turn::Held(wait, why) => {
                    let too_long = match why {
                        Why::Pace => false,
                        Why::Paused | Why::Hours | Why::Quota => wait > self.pause_max,
                        Why::Open(_, since) => since > OPEN_PATIENCE,
                    };
                    if too_long {
                        return Err(Held::For(wait, why));
                    }
                    // Whoever stands at the front says it for all.
                    if !is_said && let Some(words) = waits(wait, why) {
                        is_said = true;
                        tracing::warn!("{words}");
                    }
                    wait
                }
            };
            tokio::time::sleep(wait).await;
        }
    }

    /// A request has ended; says what that means for the others.
    pub(super) fn done(&self, departure: Departure, ended: Ended) {
        departure.slot.done(match ended {
            Ended::Well => Signal::Well,
            Ended::Throttled | Ended::Failed => Signal::Overloaded,
            Ended::Lost | Ended::Unclear => Signal::Nothing,
        });
        match self.budget.ended(departure.at, ended) {
            Some(Change::Opened(time, failures)) => tracing::warn!(
                "the target failed {failures} times in a row: nothing is sent to it for {} s, then one request tries",
                time.as_secs()
            ),
            Some(Change::Closed) => tracing::warn!("the target answers again"),
            Some(Change::Slower(rate)) => tracing::info!(
                "the target wants fewer requests: {}.{:03} a second from now on",
                rate / 1_000,
                rate % 1_000
            ),
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_said_with_its_length_and_reason_where_somebody_would_wonder() {
        let seconds = Duration::from_secs;
        assert_eq!(waits(seconds(60), Why::Pace), None);
        assert_eq!(waits(seconds(4), Why::Paused), None);
        assert_eq!(waits(seconds(4), Why::Open(7, seconds(3))), None);
        let said = waits(seconds(8), Why::Open(9, seconds(15))).unwrap();
        assert_eq!(
            said,
            "waiting for the target, which failed 9 times in a row for 15 s; what is not sent 105 s from now \
             is left for the next run"
        );
        let said = waits(Duration::from_millis(29_100), Why::Paused).unwrap();
        assert_eq!(said, "waiting for 30 s: the target asked to be left alone");
        assert!(waits(seconds(90), Why::Hours).unwrap().contains("`hours`"));
        assert!(
            waits(seconds(90), Why::Quota)
                .unwrap()
                .contains("`requests_per_day`")
        );
    }
}
