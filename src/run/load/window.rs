//! How many requests are noted before they leave, and how long answers wait to be settled together.
//!
//! A transaction that waits for the disk costs as much for one record as for a hundred, so that a fast target is
//! only kept busy where many share one. A slow target gains nothing from it, and whatever is noted and has not
//! left would only be in doubt if the process died, or go out after somebody asked for a pause: so the window is
//! as wide as the target is fast.

use std::time::Duration;

/// Requests are noted for so long ahead.
const AHEAD: Duration = Duration::from_millis(80);
/// The same, in times of what the ledger needs for one round: the target must not run dry while the disk is slow.
const ROUNDS_AHEAD: u32 = 4;
/// So long at the most, however slow the disk is.
const AHEAD_MAX: Duration = Duration::from_millis(500);
/// Requests that are noted and not settled, at the most.
const REQUESTS_MAX: usize = 2_048;
/// How long an answer waits for others before it is settled.
const LINGER: Duration = Duration::from_millis(40);
/// How often it is looked meanwhile whether enough have come.
pub(super) const LOOKS: Duration = Duration::from_millis(3);

/// How many requests may be noted and not settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    /// What keeps every connection busy.
    least: usize,
    most: usize,
    now: usize,
    linger: Duration,
}

/// What a round of sending and settling came to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Round {
    /// Requests that were answered.
    pub(super) answered: usize,
    /// How long it took.
    pub(super) took: Duration,
    /// How long of that the ledger was waited for.
    pub(super) ledger: Duration,
    /// Whether the target had nothing left to do in the end, though there was more to send: how fast it is, it did not
    /// show.
    pub(super) ran_dry: bool,
}

impl Window {
    /// A window that begins with so many requests, and never has fewer.
    pub(super) fn new(least: usize) -> Self {
        Self {
            least,
            most: REQUESTS_MAX.max(least),
            now: least,
            linger: LINGER,
        }
    }

    /// A window that stays as it is, for answers that wait for no others.
    pub(super) fn fixed(requests: usize) -> Self {
        Self {
            least: requests,
            most: requests,
            now: requests,
            linger: Duration::ZERO,
        }
    }

    /// Requests that may be noted and not settled at present.
    pub(super) fn requests(self) -> usize {
        self.now
    }

    /// Requests that are never more.
    pub(super) fn most(self) -> usize {
        self.most
    }

    /// As few are left when the next ones are noted.
    pub(super) fn low(self) -> usize {
        self.now / 2
    }

    /// How long an answer waits for others.
    pub(super) fn linger(self) -> Duration {
        self.linger
    }

    /// Learns how fast the target is from a round. The window at most doubles or halves.
    pub(super) fn learn(&mut self, round: Round) {
        if round.ran_dry {
            self.now = self.now.saturating_mul(2).min(self.most);
            return;
        }
        let ahead = (round.ledger * ROUNDS_AHEAD).clamp(AHEAD, AHEAD_MAX);
        let answered = u128::try_from(round.answered).unwrap_or(u128::MAX);
        let wanted = answered.saturating_mul(ahead.as_micros());
        // A round that took no time says nothing of the target.
        let Some(wanted) = wanted.checked_div(round.took.as_micros()) else {
            return;
        };
        let wanted = usize::try_from(wanted).unwrap_or(usize::MAX);
        let (fewest, highest) = (self.now / 2, self.now.saturating_mul(2));
        self.now = wanted.clamp(fewest, highest).clamp(self.least, self.most);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(answered: usize, took: u64, ledger: u64) -> Round {
        Round {
            answered,
            took: Duration::from_millis(took),
            ledger: Duration::from_millis(ledger),
            ran_dry: false,
        }
    }

    fn dry(round: Round) -> Round {
        Round {
            ran_dry: true,
            ..round
        }
    }

    fn after(rounds: &[Round]) -> usize {
        let mut window = Window::new(32);
        for &one in rounds {
            window.learn(one);
        }
        window.requests()
    }

    #[test]
    fn a_slow_target_is_sent_to_as_if_no_ledger_were_waited_for() {
        // 200 requests a second: 16 in 80 ms.
        assert_eq!(after(&[round(16, 80, 4); 20]), 32);
    }

    #[test]
    fn a_fast_target_gets_what_it_takes_in_eighty_milliseconds() {
        // 4,000 requests a second.
        assert_eq!(after(&[round(80, 20, 4); 20]), 320);
        assert_eq!(after(&[round(80, 20, 4)]), 64, "it grows step by step");
    }

    #[test]
    fn a_slow_disk_does_not_let_the_target_run_dry() {
        // 16 requests, then 40 ms for the disk: there must be enough for it in the end.
        assert_eq!(after(&[round(16, 42, 40); 2]), 60);
        assert_eq!(after(&[round(400, 1, 40); 20]), REQUESTS_MAX);
    }

    #[test]
    fn a_target_that_ran_dry_gets_more_whatever_it_seemed_to_take_and_never_too_much() {
        // One write that took half a second says nothing of the target.
        assert_eq!(after(&[dry(round(32, 500, 490))]), 64);
        assert_eq!(after(&[dry(round(32, 500, 490)); 20]), REQUESTS_MAX);
        let mut fixed = Window::fixed(1);
        fixed.learn(dry(round(1, 500, 490)));
        assert_eq!(fixed.requests(), 1);
    }

    #[test]
    fn a_target_that_became_slow_is_noticed_within_a_few_rounds() {
        let mut rounds = vec![round(80, 20, 4); 20];
        rounds.extend([round(80, 1_600, 4); 4]);
        assert_eq!(after(&rounds), 32);
    }

    #[test]
    fn a_round_without_time_and_a_fixed_window_change_nothing() {
        assert_eq!(after(&[round(16, 0, 0)]), 32);
        let mut fixed = Window::fixed(1);
        fixed.learn(round(80, 20, 4));
        assert_eq!((fixed.requests(), fixed.low()), (1, 0));
        assert_eq!(fixed.linger(), Duration::ZERO);
    }
}
