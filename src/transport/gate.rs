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
