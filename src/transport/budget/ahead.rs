//! Turns that a process has taken from the shared file and not used yet: at thousands of requests a second, a visit
//! to the file for each costs as much as sending it.

/// Nanoseconds for which turns are taken ahead. They are used up to so much later than the file says, which is a
/// part of the lateness that the pace allows for.
pub(super) const HOLDS: u64 = 1_000_000;
/// Turns that are taken ahead at the most.
const MOST: u64 = 32;

/// The turns at hand.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    left: u64,
    until: u64,
    /// Since when turns are counted, how many there were since, and how many in the time before.
    since: u64,
    asked: u64,
    usual: u64,
}

impl Ahead {
    /// Uses one of the turns at hand, where there is one that still holds.
    pub(super) fn spend(&mut self, now: u64) -> bool {
        self.count(now);
        if self.left == 0 || now >= self.until {
            return false;
        }
        self.left -= 1;
        true
    }

    fn count(&mut self, now: u64) {
        let passed = now.saturating_sub(self.since);
        if passed >= HOLDS {
            // After a pause nothing is usual.
            self.usual = if passed < 2 * HOLDS { self.asked } else { 0 };
            (self.since, self.asked) = (now, 0);
        }
        self.asked += 1;
    }

    /// How many turns are worth taking beside the one that is asked for.
    pub(super) fn wanted(&self) -> u64 {
        self.usual.saturating_sub(1).min(MOST)
    }

    /// Keeps turns that were taken.
    pub(super) fn keep(&mut self, turns: u64, now: u64) {
        (self.left, self.until) = (turns, now + HOLDS);
    }

    /// Gives the turns back that are left.
    pub(super) fn unused(&mut self) -> u64 {
        std::mem::take(&mut self.left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGIN: u64 = 1_000 * HOLDS;

    #[test]
    fn nothing_is_taken_ahead_where_turns_are_rare() {
        let mut ahead = Ahead::default();
        for turn in 0..20 {
            // 200 a second.
            assert!(!ahead.spend(BEGIN + turn * 5 * HOLDS));
            assert_eq!(ahead.wanted(), 0);
        }
    }

    #[test]
    fn as_many_are_taken_ahead_as_are_usual_and_they_end_after_a_moment() {
        let mut ahead = Ahead::default();
        // 5,000 a second.
        for turn in 0..10 {
            ahead.spend(BEGIN + turn * HOLDS / 5);
        }
        let now = BEGIN + 2 * HOLDS;
        assert!(!ahead.spend(now));
        assert_eq!(ahead.wanted(), 4);
        ahead.keep(4, now);
        assert!(ahead.spend(now + HOLDS / 2));
        assert!(!ahead.spend(now + HOLDS));
        assert_eq!(ahead.unused(), 3);
        assert_eq!(ahead.unused(), 0);
    }
}
