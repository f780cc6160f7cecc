//! What may be sent to a target, and when: one budget for all that talk to it.
//!
//! Requests a second, requests a day, permitted hours, pauses that the target asks for, a pace that yields when
//! the target refuses, and a circuit that opens when it fails. The budget stands in a small file beside the ledger,
//! so that all processes on one ledger share it; without such a file it is this process's own.

mod ahead;
mod hours;
mod shared;
mod state;

use std::num::NonZeroU32;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

pub use hours::{Hours, HoursFault};
pub(super) use state::{Turn, Why};

use crate::clock;
use shared::Shared;
use state::State;

/// What the project permits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limits {
    /// Requests in any one second at the most; none stated, none kept until the target refuses.
    pub per_second: Option<NonZeroU32>,
    /// Requests in one day of UTC at the most.
    pub per_day: Option<NonZeroU32>,
    /// When requests may be sent; always unless stated.
    pub hours: Option<Hours>,
}

/// How a request ended, as far as the budget cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// The target answered.
    Well,
    /// The target says that it gets too many requests.
    Throttled,
    /// The target, or what is in front of it, does not work.
    Failed,
    /// Nobody was there, or the connection was cut: a failure that says nothing of how much the target bears.
    Lost,
    /// Nothing can be said.
    Unclear,
}

/// What an end of a request changed for all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// The circuit opened: nothing is sent for so long, after so many failures in a row.
    Opened(Duration, u64),
    /// The target answers again.
    Closed,
    /// The pace fell to so many thousandths of a request a second.
    Slower(u64),
}

/// The budget of one target.
pub(super) struct Budget {
    limits: Limits,
    store: Store,
}

enum Store {
    Own(Mutex<State>),
    Shared(Shared),
}

impl Budget {
    /// A budget kept in this file, or only here where there is none or it cannot be used.
    pub(super) fn new(limits: Limits, file: Option<&Path>) -> Self {
        let shared = file.and_then(|file| match Shared::open(file) {
            Ok(shared) => Some(shared),
            Err(error) => {
                tracing::debug!(%error, "the pace is not shared with other processes");
                None
            }
        });
        let store = shared.map_or_else(|| Store::Own(Mutex::default()), Store::Shared);
        Self { limits, store }
    }

    /// Takes the right to depart now, or says what holds the request. Whoever is told to wait asks again.
    pub(super) fn take(&self) -> Turn {
        let wall = self.limits.needs_the_wall().then(clock::wall);
        let turn = match (&self.store, wall) {
            // Those that the day's requests or the hour hold back are counted one by one.
            (Store::Shared(shared), None) => shared.take(&self.limits),
            _ => self.with(|state| state.take(&self.limits, clock::monotonic(), wall)),
        };
        turn.unwrap_or(Turn::Held(shared::BUSY, Why::Pace))
    }

    /// Lets one request try now, though the circuit is open.
    pub(super) fn try_now(&self) {
        self.surely(|state| state.try_now(clock::monotonic()));
    }

    /// Nothing may depart before that time has passed. The longest pause stands.
    pub(super) fn pause(&self, time: Duration) {
        self.surely(|state| state.pause(clock::monotonic(), time));
    }

    /// A request that departed then has ended.
    pub(super) fn ended(&self, departed: u64, ended: Ended) -> Option<Change> {
        let now = clock::monotonic();
        let nothing_to_tell = match ended {
            Ended::Unclear => true,
            Ended::Well => self.glance(|state| state.is_at_ease(&self.limits)),
            Ended::Throttled | Ended::Failed | Ended::Lost => false,
        };
        if nothing_to_tell {
            return None;
        }
        self.surely(|state| state.ended(&self.limits, now, departed, ended))
    }

    /// The state as this process saw it last.
    fn glance<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        match &self.store {
            Store::Own(state) => look(&state.lock().unwrap_or_else(PoisonError::into_inner)),
            Store::Shared(shared) => shared.glance(look),
        }
    }

    /// Changes the state; nothing where another process is just at it.
    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> Option<T> {
        match &self.store {
            Store::Own(state) => Some(change(
                &mut state.lock().unwrap_or_else(PoisonError::into_inner),
            )),
            Store::Shared(shared) => shared.with(change),
        }
    }

    /// The same, waiting for others: what was learnt must not be lost.
    fn surely<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        match &self.store {
            Store::Own(state) => change(&mut state.lock().unwrap_or_else(PoisonError::into_inner)),
            Store::Shared(shared) => shared.surely(change),
        }
    }
}

impl Limits {
    fn needs_the_wall(&self) -> bool {
        self.per_day.is_some() || self.hours.is_some()
    }
}

#[cfg(test)]
mod tests;
