//! The only clock: everything else is told the time.

use std::time::Instant;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Now, in UTC, to the second: `2026-03-01T12:34:56Z`.
pub fn now() -> String {
    let seconds = Timestamp::now().as_second();
    #[cfg(test)]
    let seconds = seconds + rehearsal::set_by();
    Timestamp::from_second(seconds).map_or_else(|_| String::new(), |now| now.to_string())
}

/// Today's date in UTC.
pub fn today() -> Date {
    TimeZone::UTC.to_datetime(Timestamp::now()).date()
}

/// Measures how long something takes.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts measuring.
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// Milliseconds since the start.
    pub fn milliseconds(self) -> u64 {
        u64::try_from(self.0.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// A clock on the wall that tests set anew.
#[cfg(test)]
pub(crate) mod rehearsal {
    use std::cell::Cell;

    thread_local! {
        static SET_BY: Cell<i64> = const { Cell::new(0) };
    }

    /// Sets the clock so many seconds off.
    pub(crate) fn set_anew(seconds: i64) {
        SET_BY.set(seconds);
    }

    pub(super) fn set_by() -> i64 {
        SET_BY.get()
    }
}
