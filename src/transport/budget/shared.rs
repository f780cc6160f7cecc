//! The budget in a file that several processes share.
//!
//! It holds one small state, read and written whole under a lock that the system frees when its holder dies. What
//! cannot be read counts as a new one: the pace is then found again, and nothing else depends on it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::Limits;
use super::ahead::Ahead;
use super::state::{BYTES, State, Turn};
use crate::clock;

/// How long whoever finds the file in use is told to wait.
pub(super) const BUSY: Duration = Duration::from_millis(1);

/// Tries before that: another process holds the lock for some microseconds.
const TRIES: usize = 50;

/// Tries of whoever must not give up, a millisecond apart: after them the holder is taken for stopped.
const TRIES_SURE: usize = 500;

pub(super) struct Shared {
    file: File,
    /// What this process saw last, and what it goes by where the file cannot be used.
    seen: Mutex<State>,
    /// Turns taken from the file that are not used yet.
    ahead: Mutex<Ahead>,
}

impl Shared {
    /// Opens the file, made where it is not there; its folder must be.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        Ok(Self {
            file,
            seen: Mutex::default(),
            ahead: Mutex::default(),
        })
    }

    /// What this process saw last.
    pub(super) fn glance<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.seen())
    }

    /// Takes the right to depart now, or says what holds the request; nothing where another process is just at the file.
    /// At a high pace the next turns are taken as well, and given back where they are not used within a moment.
    pub(super) fn take(&self, limits: &Limits) -> Option<Turn> {
        let mut ahead = self.ahead();
        if ahead.spend(clock::monotonic()) {
            return Some(Turn::Go);
        }
        let wanted = ahead.wanted();
        self.with(|state| {
            // Not before the file is held: to whoever reads of a departure later than now, the clock began anew.
            let now = clock::monotonic();
            state.give_back(ahead.unused());
            let turn = state.take(limits, now, None);
            if turn == Turn::Go {
                ahead.keep(state.take_ahead(limits, now, wanted), now);
            }
            turn
        })
    }

    /// Changes the state; nothing where another process is just at it.
    pub(super) fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> Option<T> {
        let mut seen = self.seen();
        self.lock(TRIES, std::thread::yield_now)
            .then(|| self.change(&mut seen, change))
    }

    /// The same; where the other does not give the file free, it is changed here alone.
    pub(super) fn surely<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        // Whatever is told may hold what was to depart next.
        let unused = self.ahead().unused();
        let change = |state: &mut State| {
            state.give_back(unused);
            change(state)
        };
        let mut seen = self.seen();
        if self.lock(TRIES, std::thread::yield_now)
            || self.lock(TRIES_SURE, || std::thread::sleep(BUSY))
        {
            self.change(&mut seen, change)
        } else {
            change(&mut seen)
        }
    }

    fn ahead(&self) -> MutexGuard<'_, Ahead> {
        // No holder of the lock can panic halfway through a change.
        self.ahead.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn seen(&self) -> MutexGuard<'_, State> {
        // No holder of the lock can panic halfway through a change.
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self, tries: usize, wait: impl Fn()) -> bool {
        for _ in 0..tries {
            match self.file.try_lock() {
                Err(TryLockError::WouldBlock) => wait(),
                // On a disk without locks: better unshared than not at all.
                Ok(()) | Err(TryLockError::Error(_)) => return true,
            }
        }
        false
    }

    fn change<T>(&self, seen: &mut State, change: impl FnOnce(&mut State) -> T) -> T {
        if let Ok(state) = self.read() {
            *seen = state;
        }
        let value = change(seen);
        // A disk that is full keeps what it had; this process goes by what it knows.
        if self.write(seen).is_err() {
            tracing::debug!("the pace cannot be written");
        }
        drop(self.file.unlock());
        value
    }

    fn read(&self) -> io::Result<State> {
        let mut bytes = [0; BYTES];
        (&self.file).rewind()?;
        match (&self.file).read_exact(&mut bytes) {
            Ok(()) => Ok(State::from_bytes(&bytes).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(State::default()),
            Err(error) => Err(error),
        }
    }

    fn write(&self, state: &State) -> io::Result<()> {
        (&self.file).rewind()?;
        (&self.file).write_all(&state.to_bytes())
    }
}
