//! How many requests may be in flight: found by additive increase and multiplicative decrease.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Requests in flight at the start. Small enough not to frighten a target, large enough that a
/// rate of 100/s is reached within half a second at 200 ms an answer.
const START: usize = 4;

/// Slots for requests in flight.
pub(super) struct Slots {
    free: Arc<Semaphore>,
    state: Mutex<State>,
}

struct State {
    limit: usize,
    max: usize,
    /// Slots to be withdrawn as they come back.
    debt: usize,
    /// Successes since the last increase.
    successes: usize,
    /// Whether somebody had to wait since the last increase: without need the limit stays.
    wanted: bool,
    /// Grow by one with each success until the target first winces.
    fast: bool,
    /// Counts decreases, so that the refusals of one moment halve the limit once.
    epoch: u64,
}

/// What a request's end says about the target's strength.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signal {
    /// It bears this much.
    Well,
    /// It is overloaded: throttled, unavailable, too slow.
    Overloaded,
    /// Nothing.
    Nothing,
}

/// A slot; comes back when dropped.
pub(super) struct Slot {
    slots: Arc<Slots>,
    permit: Option<OwnedSemaphorePermit>,
    epoch: u64,
}

impl Slots {
    pub(super) fn new(max: usize) -> Arc<Self> {
        let max = max.clamp(1, Semaphore::MAX_PERMITS);
        let limit = START.min(max);
        Arc::new(Self {
            free: Arc::new(Semaphore::new(limit)),
            state: Mutex::new(State {
                limit,
                max,
                debt: 0,
                successes: 0,
                wanted: false,
                fast: true,
                epoch: 0,
            }),
        })
    }

    /// The present limit.
    pub(super) fn limit(&self) -> usize {
        self.with(|state| state.limit)
    }

    /// Waits for a slot, in order of arrival.
    pub(super) async fn take(self: &Arc<Self>) -> Slot {
        let free = Arc::clone(&self.free);
        let permit = if let Ok(permit) = Arc::clone(&free).try_acquire_owned() {
            Some(permit)
        } else {
            self.with(|state| state.wanted = true);
            // Never closed, so waiting cannot fail.
            free.acquire_owned().await.ok()
        };
        Slot {
            slots: Arc::clone(self),
            permit,
            epoch: self.with(|state| state.epoch),
        }
    }

    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        // No holder of the lock can panic halfway through a change.
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn grow(&self) {
        self.with(|state| {
            if !state.wanted || state.limit >= state.max {
                return;
            }
            state.successes += 1;
            if !state.fast && state.successes < state.limit {
                return;
            }
            state.successes = 0;
            state.wanted = false;
            state.limit += 1;
            if state.debt > 0 {
                state.debt -= 1;
            } else {
                self.free.add_permits(1);
            }
        });
    }

    fn halve(&self, epoch: u64) {
        self.with(|state| {
            if epoch != state.epoch {
                return;
            }
            let limit = (state.limit / 2).max(1);
            let fewer = state.limit - limit;
            state.debt += fewer - self.free.forget_permits(fewer);
            state.limit = limit;
            state.successes = 0;
            state.fast = false;
            state.epoch += 1;
        });
    }
}

impl Slot {
    /// Gives the slot back with what was learned.
    pub(super) fn done(self, signal: Signal) {
        match signal {
            Signal::Well => self.slots.grow(),
            Signal::Overloaded => self.slots.halve(self.epoch),
            Signal::Nothing => {}
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let Some(permit) = self.permit.take() else {
            return;
        };
        self.slots.with(|state| {
            if state.debt > 0 {
                state.debt -= 1;
                permit.forget();
            } else {
                drop(permit);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn take(slots: &Arc<Slots>, count: usize) -> Vec<Slot> {
        let mut taken = Vec::new();
        for _ in 0..count {
            taken.push(slots.take().await);
        }
        taken
    }

    #[tokio::test]
    async fn refusals_of_one_moment_halve_once_and_withdraw_slots() {
        let slots = Slots::new(64);
        let taken = take(&slots, START).await;
        for slot in taken {
            slot.done(Signal::Overloaded);
        }
        assert_eq!(slots.limit(), START / 2);
        assert_eq!(slots.free.available_permits(), START / 2);
    }

    #[tokio::test]
    async fn the_limit_grows_only_where_somebody_waits_and_never_over_the_maximum() {
        let slots = Slots::new(START + 1);
        for slot in take(&slots, START).await {
            slot.done(Signal::Well);
        }
        assert_eq!(slots.limit(), START, "nobody waited");
        for _ in 0..5 {
            let mut taken = take(&slots, slots.limit()).await;
            let waiting = tokio::spawn({
                let slots = Arc::clone(&slots);
                async move { slots.take().await.done(Signal::Well) }
            });
            tokio::task::yield_now().await;
            taken.pop().unwrap().done(Signal::Well);
            waiting.await.unwrap();
        }
        assert_eq!(slots.limit(), START + 1);
        assert_eq!(slots.free.available_permits(), START + 1);
    }

    #[tokio::test]
    async fn the_limit_never_falls_below_one() {
        let slots = Slots::new(8);
        for _ in 0..6 {
            slots.take().await.done(Signal::Overloaded);
        }
        assert_eq!(slots.limit(), 1);
        slots.take().await.done(Signal::Well);
    }
}
