//! The state of a budget, and how it goes on; pure, told the time.
//!
//! Times are nanoseconds of a clock that all processes of a machine share and nobody can set, rates thousandths of a
//! request a second.

use std::time::Duration;

use super::ahead::HOLDS;
use super::{Change, Ended, Limits};
use crate::clock::Wall;

/// Nanoseconds over which the requests of one second are spread: 1% more than a second.
///
/// `limit + 1` departures then lie at least `SECOND - LATENESS` = 1.005 s apart from first to
/// last, so no window of one second ever holds more than the limit, wherever it begins, with 5 ms
/// left for the network to bunch them. The price is 1% of the rate.
const SECOND: u64 = 1_010_000_000;

/// Nanoseconds of lateness that are caught up. Timers fire at whole milliseconds and tasks wake
/// late; without catching up, each delay would be lost for good (a tenth of the rate at 100/s).
const LATENESS: u64 = 5_000_000;

const NANOS: u64 = 1_000_000_000;

/// The lowest pace, in thousandths.
const RATE_MIN: u64 = 1_000;

/// A pace that nobody used for so long is forgotten: the target may bear more by now.
const FORGOTTEN_AFTER: u64 = 600 * NANOS;

/// Time between two raises of the pace.
const RAISE_EVERY: u64 = NANOS;

/// Time after a refusal before the pace is raised, the first time: a single refusal may come of a moment.
const HOLD_FIRST: u64 = 5 * NANOS;

/// The same once a limit was found: the pace was refused again after it was lowered, or after a careful raise. It doubles
/// with each further raise that was refused, so that a limit that stays is touched ever more rarely.
const HOLD_FOUND: u64 = 30 * NANOS;
const HOLD_MAX: u64 = 60 * NANOS;

/// A refusal after so many departures and so much time without one does not lower the pace, unless another comes as soon:
/// a limit that is exceeded refuses again and again, whereas gateways turn single requests away whatever the pace.
const CALM_REQUESTS: u64 = 32;
const CALM_TIME: u64 = NANOS / 2;

/// Whoever raised the pace so lately is told by a single refusal that it was too much.
const RAISED_LATELY: u64 = 2 * RAISE_EVERY;

/// Failures in a row that open the circuit.
const FAILURES: u64 = 5;

/// How long it stays open, the first time and at the most.
const OPEN_FIRST: u64 = NANOS;
const OPEN_MAX: u64 = 30 * NANOS;

/// The fields.
const WORDS: usize = 17;

/// Bytes of a state: what it is, its fields, a sum over both.
pub(super) const BYTES: usize = (WORDS + 2) * 8;

/// The first eight bytes, with the version of the form.
const MAGIC: u64 = u64::from_le_bytes(*b"lb-pace2");

/// Where the budget stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct State {
    /// When the last request departed.
    used: u64,
    /// When the next request is due.
    due: u64,
    paused_until: u64,
    /// The present pace; 0 for none.
    rate: u64,
    /// When the pace was lowered, and raised, the last time.
    lowered: u64,
    raised: u64,
    /// How long it is not raised after it was lowered.
    hold: u64,
    /// Requests that failed in a row.
    failures: u64,
    open_until: u64,
    /// How long the circuit is open at a time; since when it is.
    open_for: u64,
    open_since: u64,
    /// Whether one request is under way through the open circuit.
    trying: u64,
    /// The day (since 1970), and its requests.
    day: u64,
    day_count: u64,
    /// The second and its requests, in one word, and those of the second before.
    seconds: u64,
    /// When the target refused the last time, and the requests since.
    refused: u64,
    since_refused: u64,
}

/// Whether a request may depart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// It departs now.
    Go,
    /// It waits so long, and asks again.
    Held(Duration, Why),
}

/// What holds a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// Its turn has not come.
    Pace,
    /// The target wants to be left alone.
    Paused,
    /// The hours are not permitted.
    Hours,
    /// The requests of the day are used up.
    Quota,
    /// The target failed so often in a row, and has for so long.
    Open(u64, Duration),
}

fn stated(limits: &Limits) -> u64 {
    limits
        .per_second
        .map_or(0, |limit| u64::from(limit.get()) * 1_000)
}

impl State {
    /// The present pace, in thousandths; 0 for none.
    #[cfg(test)]
    pub(super) fn rate(&self) -> u64 {
        self.rate
    }

    /// Takes the right to depart now, or says what holds the request.
    pub(super) fn take(&mut self, limits: &Limits, now: u64, wall: Option<Wall>) -> Turn {
        self.refresh(limits, now);
        let held = |until: u64, why| Turn::Held(Duration::from_nanos(until - now), why);
        if self.paused_until > now {
            return held(self.paused_until, Why::Paused);
        }
        if let Some(wall) = wall
            && let Some(turn) = self.by_the_wall(limits, wall)
        {
            return turn;
        }
        if self.open_until > now {
            let since = Duration::from_nanos(now - self.open_since.min(now));
            return held(self.open_until, Why::Open(self.failures, since));
        }
        if let Some(interval) = (SECOND * 1_000).checked_div(self.rate) {
            if self.due > now + LATENESS {
                return held(self.due - LATENESS, Why::Pace);
            }
            self.due = self.due.max(now) + interval;
        }
        if self.failures >= FAILURES {
            // One tries; the others wait for what becomes of it.
            self.trying = 1;
            self.open_until = now + self.open_for;
        }
        self.used = now;
        self.day_count += 1;
        self.since_refused += 1;
        self.count(now);
        Turn::Go
    }

    /// Takes turns beside the one that was just taken: so many at the most, and no more than the pace permits within
    /// the time for which they hold. How many it took.
    pub(super) fn take_ahead(&mut self, limits: &Limits, now: u64, most: u64) -> u64 {
        let by_pace = match self.rate {
            0 => most,
            rate => rate / 1_000 * HOLDS / NANOS,
        };
        // While requests fail, each is looked at before the next.
        if self.failures > 0 {
            return 0;
        }
        let mut taken = 0;
        while taken < most.min(by_pace) && self.take(limits, now, None) == Turn::Go {
            taken += 1;
        }
        taken
    }

    /// Takes turns back that nobody used.
    pub(super) fn give_back(&mut self, turns: u64) {
        if turns == 0 {
            return;
        }
        let interval = (SECOND * 1_000).checked_div(self.rate).unwrap_or(0);
        self.due = self.due.saturating_sub(interval * turns);
        self.day_count = self.day_count.saturating_sub(turns);
        self.since_refused = self.since_refused.saturating_sub(turns);
        let (second, before, count) = self.counted();
        self.seconds = (second << 48) | (before << 24) | count.saturating_sub(turns);
    }

    /// What the day and the hour hold back.
    fn by_the_wall(&mut self, limits: &Limits, wall: Wall) -> Option<Turn> {
        if let Some(left) = limits
            .hours
            .as_ref()
            .and_then(|hours| hours.closed_for(wall))
        {
            return Some(Turn::Held(left, Why::Hours));
        }
        if self.day != wall.day {
            self.day = wall.day;
            self.day_count = 0;
        }
        let quota = limits
            .per_day
            .map_or(u64::MAX, |quota| u64::from(quota.get()));
        (self.day_count >= quota).then(|| Turn::Held(wall.day_left(), Why::Quota))
    }

    /// Forgets what does not hold any more: another limit was stated, the machine was started anew (its clock with
    /// it), nobody sent anything for long.
    fn refresh(&mut self, limits: &Limits, now: u64) {
        let stated = stated(limits);
        let clock_began_anew = self.used > now;
        if clock_began_anew || now - self.used > FORGOTTEN_AFTER {
            let pause = if clock_began_anew {
                0
            } else {
                self.paused_until
            };
            *self = Self {
                day: self.day,
                day_count: self.day_count,
                paused_until: pause,
                rate: stated,
                used: now,
                refused: now,
                ..Self::default()
            };
        }
        if stated > 0 && (self.rate == 0 || self.rate > stated || self.lowered == 0) {
            self.rate = stated;
        }
        // A pace was stated until now, and is not any more.
        if stated == 0 && self.lowered == 0 {
            self.rate = 0;
        }
        self.due = self.due.min(now + 2 * NANOS);
    }

    /// Counts a departure in its second.
    fn count(&mut self, now: u64) {
        let (second, before, count) = self.counted();
        let present = (now / NANOS) & 0xffff;
        let (before, count) = match present.wrapping_sub(second) & 0xffff {
            0 => (before, count + 1),
            1 => (count, 1),
            _ => (0, 1),
        };
        self.seconds = (present << 48) | (before.min(0xff_ffff) << 24) | count.min(0xff_ffff);
    }

    fn counted(&self) -> (u64, u64, u64) {
        let low = |shift: u32| (self.seconds >> shift) & 0xff_ffff;
        (self.seconds >> 48, low(24), low(0))
    }

    /// Nothing may depart before that time has passed. The longest pause stands.
    pub(super) fn pause(&mut self, now: u64, time: Duration) {
        let nanos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.paused_until = self.paused_until.max(now.saturating_add(nanos));
    }

    /// Lets one request try now, though the circuit is open: whoever begins anew may know more than the circuit.
    pub(super) fn try_now(&mut self, now: u64) {
        if self.failures >= FAILURES {
            (self.open_until, self.open_since) = (0, now);
        }
    }

    /// Whether a good end would change nothing.
    pub(super) fn is_at_ease(&self, limits: &Limits) -> bool {
        self.failures == 0 && self.rate == stated(limits)
    }

    /// A request that departed then has ended.
    pub(super) fn ended(
        &mut self,
        limits: &Limits,
        now: u64,
        departed: u64,
        ended: Ended,
    ) -> Option<Change> {
        match ended {
            Ended::Well => {
                self.raise(stated(limits), now);
                self.close()
            }
            Ended::Throttled => {
                // Whoever throttles is there.
                let closed = self.close();
                self.lower(stated(limits), now, departed).or(closed)
            }
            Ended::Failed | Ended::Lost => self.failed(now),
            Ended::Unclear => None,
        }
    }

    /// Additive increase: a fiftieth of the limit each second.
    fn raise(&mut self, stated: u64, now: u64) {
        if self.rate == stated || now < self.lowered + self.hold || now < self.raised + RAISE_EVERY
        {
            return;
        }
        let step = stated.max(self.rate) / 50;
        self.rate += step.max(RATE_MIN);
        self.raised = now;
        if stated > 0 && self.rate >= stated {
            self.rate = stated;
            (self.lowered, self.hold) = (0, 0);
        }
    }

    /// Multiplicative decrease: by half, or where a careful raise was one too many, by a seventh.
    fn lower(&mut self, stated: u64, now: u64, departed: u64) -> Option<Change> {
        let spared = self.is_of_a_moment(now);
        (self.refused, self.since_refused) = (now, 0);
        // The refusals of one moment lower it once.
        if departed < self.lowered {
            return None;
        }
        if spared {
            // A limit that was found refuses no more: what still does is none, and the pace may rise.
            self.hold = 0;
            return None;
        }
        let raised_since = self.raised > self.lowered && self.rate != stated;
        let (_, before, count) = self.counted();
        let present = if self.rate == 0 {
            before.max(count) * 1_000
        } else {
            self.rate
        };
        let (rate, hold) = if raised_since {
            (present * 6 / 7, (self.hold * 2).clamp(HOLD_FOUND, HOLD_MAX))
        } else if self.lowered > 0 {
            (present / 2, HOLD_FOUND)
        } else {
            (present / 2, HOLD_FIRST)
        };
        self.rate = rate.max(RATE_MIN);
        self.hold = hold;
        self.lowered = now;
        // What was due at the old pace is not due at the new one.
        self.due = now;
        Some(Change::Slower(self.rate))
    }

    /// Whether a refusal now says nothing of the pace, as far as can be told before the next.
    fn is_of_a_moment(&self, now: u64) -> bool {
        // Nothing departs in a pause, so that nothing can be refused.
        let calm_since = self.refused.max(self.paused_until.min(now));
        let raised_lately = self.raised > self.lowered && now < self.raised + RAISED_LATELY;
        self.since_refused >= CALM_REQUESTS
            && now.saturating_sub(calm_since) >= CALM_TIME
            && !raised_lately
    }

    fn close(&mut self) -> Option<Change> {
        let was_open = self.open_for > 0;
        self.failures = 0;
        self.trying = 0;
        (self.open_until, self.open_for, self.open_since) = (0, 0, 0);
        was_open.then_some(Change::Closed)
    }

    fn failed(&mut self, now: u64) -> Option<Change> {
        self.failures += 1;
        let opens = self.open_for == 0 && self.failures >= FAILURES;
        if !opens && self.trying == 0 {
            return None;
        }
        self.open_for = (self.open_for * 2).clamp(OPEN_FIRST, OPEN_MAX);
        self.open_until = now + self.open_for;
        self.trying = 0;
        if opens {
            self.open_since = now;
        }
        let time = Duration::from_nanos(self.open_for);
        Some(Change::Opened(time, self.failures))
    }

    fn words(&self) -> [u64; WORDS] {
        [
            self.used,
            self.due,
            self.paused_until,
            self.rate,
            self.lowered,
            self.raised,
            self.hold,
            self.failures,
            self.open_until,
            self.open_for,
            self.open_since,
            self.trying,
            self.day,
            self.day_count,
            self.seconds,
            self.refused,
            self.since_refused,
        ]
    }

    pub(super) fn to_bytes(&self) -> [u8; BYTES] {
        let words = self.words();
        let sum = sum(&words);
        let all = std::iter::once(MAGIC).chain(words).chain([sum]);
        let mut bytes = [0; BYTES];
        for (place, word) in bytes.chunks_exact_mut(8).zip(all) {
            place.copy_from_slice(&word.to_le_bytes());
        }
        bytes
    }

    /// The state in these bytes; nothing where they hold none.
    pub(super) fn from_bytes(bytes: &[u8; BYTES]) -> Option<Self> {
        let mut words = bytes
            .chunks_exact(8)
            .filter_map(|word| word.try_into().ok().map(u64::from_le_bytes));
        let mut next = || words.next();
        if next()? != MAGIC {
            return None;
        }
        let state = Self {
            used: next()?,
            due: next()?,
            paused_until: next()?,
            rate: next()?,
            lowered: next()?,
            raised: next()?,
            hold: next()?,
            failures: next()?,
            open_until: next()?,
            open_for: next()?,
            open_since: next()?,
            trying: next()?,
            day: next()?,
            day_count: next()?,
            seconds: next()?,
            refused: next()?,
            since_refused: next()?,
        };
        (next()? == sum(&state.words())).then_some(state)
    }
}

/// A sum that a half-written state does not have (Fowler, Noll and Vo's hash, over words).
fn sum(words: &[u64; WORDS]) -> u64 {
    words.iter().fold(0xcbf2_9ce4_8422_2325, |sum, word| {
        (sum ^ word).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
