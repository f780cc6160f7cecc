//! Where every request waits for its departure: in order of arrival, for a slot, for the end of a
//! pause, for its turn in the pace.

use std::num::{NonZeroU32, NonZeroUsize};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use governor::clock::MonotonicClock;
use tokio::time::Instant;

use super::cancel::Cancel;
use super::pace::Pace;
use super::slots::{Slot, Slots};

/// The gate of one target.
///
/// One request at a time stands at the front; the others queue in order of arrival. The slot is
/// taken before the turn in the pace, so that a turn once taken is used at once: a request that
/// left later than its turn would bunch with the next.
pub(super) struct Gate {
    front: tokio::sync::Mutex<()>,
    slots: Arc<Slots>,
    pace: Option<Pace<MonotonicClock>>,
    paused_until: Mutex<Option<Instant>>,
    /// The longest pause that is waited out.
    pause_max: Duration,
}

/// Why a request may not depart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    /// The wait was cancelled.
    Cancelled,
    /// The target wants to be left alone for so long that waiting here helps nobody.
    Paused(Duration),
}

impl Gate {
    pub(super) fn new(
        limit: Option<NonZeroU32>,
        concurrency_max: NonZeroUsize,
        pause_max: Duration,
    ) -> Self {
        Self {
            front: tokio::sync::Mutex::new(()),
            slots: Slots::new(concurrency_max.get()),
            pace: limit.map(|limit| Pace::new(limit, MonotonicClock)),
            paused_until: Mutex::new(None),
            pause_max,
        }
    }

    /// Requests that may be in flight at present.
    pub(super) fn concurrency(&self) -> usize {
        self.slots.limit()
    }

    /// Lets nothing depart before that time has passed. The longest pause stands.
    pub(super) fn pause(&self, time: Duration) {
        let until = Instant::now() + time;
        let mut paused = self.lock();
        *paused = Some(paused.map_or(until, |before| before.max(until)));
    }

    /// Waits for departure. The caller sends at once when this returns.
    pub(super) async fn enter(&self, cancel: &Cancel) -> Result<Slot, Held> {
        if cancel.is_cancelled() {
            return Err(Held::Cancelled);
        }
        tokio::select! {
            biased;
            () = cancel.cancelled() => Err(Held::Cancelled),
            slot = self.wait() => slot,
        }
    }

    async fn wait(&self) -> Result<Slot, Held> {
        let _front = self.front.lock().await;
        let slot = self.slots.take().await;
        loop {
            let pause = self.pause_left();
            let wait = match (pause, &self.pace) {
                (Some(pause), _) if pause > self.pause_max => return Err(Held::Paused(pause)),
                (Some(pause), _) => pause,
                (None, None) => return Ok(slot),
                (None, Some(pace)) => match pace.take() {
                    Ok(()) => return Ok(slot),
                    Err(wait) => wait,
                },
            };
            tokio::time::sleep(wait).await;
        }
    }

    fn pause_left(&self) -> Option<Duration> {
        let mut paused = self.lock();
        let left = (*paused)?.saturating_duration_since(Instant::now());
        if left.is_zero() {
            *paused = None;
            return None;
        }
        Some(left)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        // No holder of the lock can panic halfway through a change.
        self.paused_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
