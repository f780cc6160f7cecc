//! The only clock: everything else is told the time.

use std::time::{Duration, Instant};

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

/// A moment as the clock on a wall shows it, of UTC unless said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wall {
    /// Days since 1970.
    pub day: u64,
    /// 0 for Monday.
    pub weekday: u8,
    /// The minute of the day.
    pub minute: u16,
    /// The second of the minute.
    pub second: u8,
}

impl Wall {
    /// The moment of a Unix time, in seconds.
    pub fn of(seconds: u64) -> Self {
        let (day, second) = (seconds / 86_400, seconds % 86_400);
        Self {
            day,
            // 1970 began on a Thursday.
            weekday: u8::try_from((day + 3) % 7).unwrap_or(0),
            minute: u16::try_from(second / 60).unwrap_or(0),
            second: u8::try_from(second % 60).unwrap_or(0),
        }
    }

    /// What the clock on the wall of a zone shows at a Unix time, in seconds.
    pub fn in_zone(seconds: u64, zone: &TimeZone) -> Self {
        let moment = i64::try_from(seconds).ok();
        let moment = moment.and_then(|seconds| Timestamp::from_second(seconds).ok());
        // Beyond the year 9999 there are no zones.
        let Some(moment) = moment else {
            return Self::of(seconds);
        };
        let offset = i64::from(zone.to_offset(moment).seconds());
        Self::of(seconds.saturating_add_signed(offset))
    }

    /// Seconds since 1970.
    pub fn unix_seconds(self) -> u64 {
        self.day * 86_400 + u64::from(self.minute) * 60 + u64::from(self.second)
    }

    /// What is left of the day.
    pub fn day_left(self) -> Duration {
        let gone = u64::from(self.minute) * 60 + u64::from(self.second);
        Duration::from_secs(86_400 - gone.min(86_400))
    }
}

/// Seconds since 1970 on the clock on the wall.
pub fn unix_seconds() -> u64 {
    u64::try_from(Timestamp::now().as_second()).unwrap_or(0)
}

/// Now, by the clock on the wall.
pub fn wall() -> Wall {
    Wall::of(unix_seconds())
}

/// Nanoseconds on a clock that nobody can set and that all processes of this machine share; it begins anew
/// when the machine does.
pub fn monotonic() -> u64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    seconds * 1_000_000_000 + u64::try_from(time.tv_nsec).unwrap_or(0)
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
