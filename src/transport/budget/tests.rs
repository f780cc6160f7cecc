//! The budget on a clock that the tests turn, shared by processes that see it only as bytes.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use proptest::prelude::*;

use super::state::BYTES;
use super::*;
use crate::clock::Wall;
use crate::mixed::mixed;

const MILLI: u64 = 1_000_000;
const SECOND: u64 = 1_000 * MILLI;
/// A machine that has been up for a while.
const BEGIN: u64 = 5_000 * SECOND;

fn limits(per_second: u32) -> Limits {
    Limits {
        per_second: NonZeroU32::new(per_second),
        ..Limits::default()
    }
}

/// A target that admits so many a second, with a tenth of a second as tolerance (at least four requests).
struct Target {
    per_second: u64,
    due: u64,
    /// Requests of a thousand that a gateway in front of it turns away, whatever the pace.
    turned_away: u64,
    /// What they are drawn from.
    dice: u64,
}

impl Target {
    fn admits(&mut self, now: u64) -> bool {
        if self.turned_away > self.draw() % 1_000 {
            return false;
        }
        let interval = SECOND / self.per_second;
        let tolerance = interval * (self.per_second / 10).max(4);
        let due = self.due.max(now);
        if due - now > tolerance {
            return false;
        }
        self.due = due + interval;
        true
    }

    /// The next of numbers that follow no pattern.
    fn draw(&mut self) -> u64 {
        self.dice += 1;
        mixed(self.dice)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// A process asks for its turn.
    Asks(usize),
    /// A request arrives.
    Arrives(usize, u64),
    /// Its answer does.
    Answered(usize, u64, bool),
}

/// Processes that always have something to send, up to eight requests at a time each.
struct World {
    file: [u8; BYTES],
    limits: Limits,
    target: Target,
    events: BinaryHeap<Reverse<(u64, usize, Event)>>,
    in_flight: Vec<usize>,
    lateness: Vec<u64>,
    turns: usize,
    /// What the target asks for with a refusal.
    pause: Duration,
    /// When requests were admitted, and when refused.
    admitted: Vec<u64>,
    refused: Vec<u64>,
    departed: Vec<u64>,
}

impl World {
    fn new(processes: usize, limits: Limits, target: u64, lateness: &[u64]) -> Self {
        let mut world = Self {
            file: [0; BYTES],
            limits,
            target: Target {
                per_second: target,
                due: 0,
                turned_away: 0,
                dice: 0,
            },
            events: BinaryHeap::new(),
            in_flight: vec![0; processes],
            lateness: lateness.to_vec(),
            turns: 0,
            pause: Duration::from_secs(1),
            admitted: Vec::new(),
            refused: Vec::new(),
            departed: Vec::new(),
        };
        for process in 0..processes {
            world.push(BEGIN, Event::Asks(process));
        }
        world
    }

    fn push(&mut self, at: u64, event: Event) {
        self.turns += 1;
        self.events.push(Reverse((at, self.turns, event)));
    }

    /// The next of the delays that timers and networks have.
    fn late(&self) -> u64 {
        self.lateness[self.turns % self.lateness.len()]
    }

    fn state<T>(&mut self, change: impl FnOnce(&mut State, &Limits) -> T) -> T {
        let mut state = State::from_bytes(&self.file).unwrap_or_default();
        let value = change(&mut state, &self.limits);
        self.file = state.to_bytes();
        value
    }

    /// Lets time pass until so many seconds after the beginning.
    fn until(&mut self, seconds: u64) {
        while let Some(Reverse((now, turn, event))) = self.events.pop() {
            if now > BEGIN + seconds * SECOND {
                self.events.push(Reverse((now, turn, event)));
                return;
            }
            match event {
                Event::Asks(process) => self.asks(process, now),
                Event::Arrives(process, departed) => {
                    let admitted = self.target.admits(now);
                    let list = if admitted {
                        &mut self.admitted
                    } else {
                        &mut self.refused
                    };
                    list.push(now - BEGIN);
                    self.push(
                        now + 20 * MILLI,
                        Event::Answered(process, departed, admitted),
                    );
                }
                Event::Answered(process, departed, admitted) => {
                    let ended = if admitted {
                        Ended::Well
                    } else {
                        Ended::Throttled
                    };
                    let pause = self.pause;
                    self.state(|state, limits| {
                        state.ended(limits, now, departed, ended);
                        if !admitted {
                            state.pause(now, pause);
                        }
                    });
                    if self.in_flight[process] == 8 {
                        self.push(now, Event::Asks(process));
                    }
                    self.in_flight[process] -= 1;
                }
            }
        }
    }

    fn asks(&mut self, process: usize, now: u64) {
        match self.state(|state, limits| state.take(limits, now, None)) {
            Turn::Go => {
                self.departed.push(now);
                self.in_flight[process] += 1;
                let arrives = now + self.late() / 4;
                self.push(arrives, Event::Arrives(process, now));
                if self.in_flight[process] < 8 {
                    self.push(now + MILLI / 20, Event::Asks(process));
                }
            }
            Turn::Held(wait, _) => {
                let wait = u64::try_from(wait.as_nanos()).unwrap();
                self.push(now + wait + self.late(), Event::Asks(process));
            }
        }
    }

    fn between(list: &[u64], from: u64, to: u64) -> u64 {
        let (from, to) = (from * SECOND, to * SECOND);
        list.iter().filter(|at| (from..to).contains(at)).count() as u64
    }
}

/// Milliseconds by which timers are late here and there.
const LATE: [u64; 5] = [300_000, 900_000, 1_100_000, 1_900_000, 4_000_000];

#[test]
fn four_processes_use_a_limit_of_200_to_95_percent_and_are_never_refused() {
    let mut world = World::new(4, limits(200), 200, &LATE);
    world.until(30);
    assert_eq!(world.refused.len(), 0);
    let used = world.admitted.len();
    assert!(used >= 5_700, "{used} of 6,000");
}

#[test]
fn a_limit_that_drops_in_the_middle_is_found_within_three_seconds() {
    for per_second in [Some(200), None] {
        let stated = Limits {
            per_second: per_second.and_then(NonZeroU32::new),
            ..Limits::default()
        };
        let mut world = World::new(4, stated, 200, &LATE);
        world.until(15);
        world.target.per_second = 50;
        world.until(45);
        let refused = World::between(&world.refused, 18, 45);
        // Without a stated limit the pace climbs from below, and one raise is one too many.
        let raises_refused = u64::from(per_second.is_none());
        assert!(
            refused <= raises_refused,
            "{refused} refused after it was found"
        );
        let used = World::between(&world.admitted, 18, 45);
        assert!(used >= 50 * 27 * 80 / 100, "{used} of {}", 50 * 27);
        // And it is found again when the target bears more.
        world.target.per_second = 200;
        world.until(160);
        let used = World::between(&world.admitted, 150, 160);
        assert!(used >= 1_500, "{used} of 2,000");
    }
}

/// Gateways turn single requests away, whatever the pace: yielding to each of them would end at one request a second.
#[test]
fn refusals_that_do_not_come_of_the_pace_do_not_wear_it_down() {
    for dice in 1..5 {
        let mut world = World::new(4, limits(400), 10_000, &LATE);
        world.pause = Duration::ZERO;
        (world.target.turned_away, world.target.dice) = (7, dice << 32);
        world.until(600);
        let used = world.admitted.len();
        assert!(used >= 20_000, "{used} in 600 s");
    }
}

#[test]
fn a_limit_a_little_below_the_stated_one_is_found_too() {
    for (below, pause) in [
        (198, 1),
        (198, 0),
        (194, 0),
        (194, 1),
        (190, 1),
        (180, 0),
        (150, 1),
    ] {
        let mut world = World::new(4, limits(200), below, &LATE);
        world.pause = Duration::from_secs(pause);
        world.until(63);
        let refused = World::between(&world.refused, 3, 63);
        assert!(refused <= 20, "{refused} of a minute at {below}");
        let used = World::between(&world.admitted, 3, 63);
        assert!(used >= 60 * below / 2, "{used} of {}", 60 * below);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_second_holds_more_than_the_limit_however_many_processes_and_however_late(
        limit in 1..300_u32,
        processes in 1..6_usize,
        lateness in prop::collection::vec(0..60_000_000_u64, 1..20),
    ) {
        let mut world = World::new(processes, limits(limit), 10_000, &lateness);
        world.until(4);
        let over = usize::try_from(limit).unwrap();
        for window in world.departed.windows(over + 1) {
            let span = window[over] - window[0];
            prop_assert!(span >= 1_004 * MILLI, "{span}");
        }
    }

    #[test]
    fn a_state_is_read_back_as_it_was_written_and_half_of_one_is_none(
        times in prop::collection::vec(any::<u32>(), 1..20), at in 0..BYTES, bit in 0..8,
    ) {
        let mut state = State::default();
        for time in times {
            let now = BEGIN + u64::from(time);
            state.take(&limits(7), now, None);
            state.ended(&limits(7), now, now, if time % 3 == 0 { Ended::Throttled } else { Ended::Failed });
        }
        let mut bytes = state.to_bytes();
        prop_assert_eq!(State::from_bytes(&bytes), Some(state));
        bytes[at] ^= 1_u8 << bit;
        prop_assert_eq!(State::from_bytes(&bytes), None);
    }
}

#[test]
fn turns_taken_ahead_and_given_back_leave_the_budget_as_if_nobody_had_taken_them() {
    for per_second in [0, 5_000] {
        let limits = limits(per_second);
        let mut state = State::default();
        assert_eq!(state.take(&limits, BEGIN, None), Turn::Go);
        let before = state.clone();
        let taken = state.take_ahead(&limits, BEGIN, 20);
        assert_eq!(taken, if per_second == 0 { 20 } else { 5 });
        assert_ne!(state, before);
        state.give_back(taken);
        assert_eq!(state, before);
    }
}

#[test]
fn no_turn_is_taken_ahead_at_a_low_pace_or_while_requests_fail() {
    let mut state = State::default();
    assert_eq!(state.take(&limits(200), BEGIN, None), Turn::Go);
    assert_eq!(state.take_ahead(&limits(200), BEGIN, 20), 0);
    state.ended(&limits(0), BEGIN, BEGIN, Ended::Failed);
    assert_eq!(state.take_ahead(&limits(0), BEGIN, 20), 0);
}

#[test]
fn turns_taken_ahead_count_for_the_limit_of_each_second() {
    let limits = limits(5_000);
    let mut state = State::default();
    let mut departed = Vec::new();
    for step in 0..20_000 {
        let now = BEGIN + step * SECOND / 10_000;
        if state.take(&limits, now, None) == Turn::Go {
            // Used as late as they hold.
            let ahead = state.take_ahead(&limits, now, 20);
            departed.extend((0..ahead).map(|_| now + ahead::HOLDS));
            departed.push(now);
        }
    }
    departed.sort_unstable();
    let within = |from: u64| departed.partition_point(|at| *at < from + SECOND);
    let most = departed
        .iter()
        .enumerate()
        .map(|(place, from)| within(*from) - place);
    let most = most.max();
    assert!(most <= Some(5_000), "{most:?} in a second");
    assert!(departed.len() > 9_500, "{} in two seconds", departed.len());
}

#[test]
fn a_pause_holds_for_every_process_and_the_longest_stands() {
    let mut state = State::default();
    let limits = Limits::default();
    state.take(&limits, BEGIN, None);
    state.pause(BEGIN, Duration::from_secs(9));
    state.pause(BEGIN, Duration::from_secs(2));
    let mut other = State::from_bytes(&state.to_bytes()).unwrap();
    assert_eq!(
        other.take(&limits, BEGIN + SECOND, None),
        Turn::Held(Duration::from_secs(8), Why::Paused)
    );
    assert_eq!(other.take(&limits, BEGIN + 9 * SECOND, None), Turn::Go);
}

#[test]
fn the_requests_of_a_day_are_counted_by_all_and_begin_anew_at_midnight() {
    let mut state = State::default();
    let limits = Limits {
        per_day: NonZeroU32::new(3),
        hours: Some("08:00-24:00".parse().unwrap()),
        ..Limits::default()
    };
    let day = |hour: u64| Some(Wall::of(20_000 * 86_400 + hour * 3_600));
    for _ in 0..3 {
        assert_eq!(state.take(&limits, BEGIN, day(22)), Turn::Go);
    }
    assert_eq!(
        state.take(&limits, BEGIN, day(22)),
        Turn::Held(Duration::from_hours(2), Why::Quota)
    );
    assert_eq!(
        state.take(&limits, BEGIN, day(25)),
        Turn::Held(Duration::from_hours(7), Why::Hours)
    );
    // The machine was started anew meanwhile: what was counted stays.
    assert_eq!(state.take(&limits, SECOND, day(32)), Turn::Go);
}

#[test]
fn a_circuit_opens_after_five_failures_lets_one_try_and_closes_when_it_is_answered() {
    let mut state = State::default();
    let limits = Limits::default();
    let mut now = BEGIN;
    for _ in 0..8 {
        assert_eq!(state.take(&limits, now, None), Turn::Go);
    }
    let failed: Vec<_> = (0..8)
        .map(|_| state.ended(&limits, now, now, Ended::Failed))
        .collect();
    let opened = Some(Change::Opened(Duration::from_secs(1), 5));
    assert_eq!(failed.iter().filter(|change| **change == opened).count(), 1);
    assert_eq!(failed.iter().filter(|change| change.is_some()).count(), 1);
    for (failures, wait) in (9..).zip([1, 2, 4]) {
        let held = state.take(&limits, now, None);
        assert!(
            matches!(held, Turn::Held(left, Why::Open(..)) if left == Duration::from_secs(wait)),
            "{held:?}"
        );
        now += wait * SECOND;
        assert_eq!(state.take(&limits, now, None), Turn::Go, "one tries");
        assert!(matches!(
            state.take(&limits, now, None),
            Turn::Held(_, Why::Open(..))
        ));
        let longer = Change::Opened(Duration::from_secs(wait * 2), failures);
        assert_eq!(state.ended(&limits, now, now, Ended::Failed), Some(longer));
    }
    now += 8 * SECOND;
    assert_eq!(state.take(&limits, now, None), Turn::Go);
    let closed = state.ended(&limits, now, now, Ended::Well);
    assert_eq!(closed, Some(Change::Closed));
    assert_eq!(state.take(&limits, now, None), Turn::Go);
}

/// Real files and real threads: the clock is real too, so only what must never happen is asked.
#[test]
fn whoever_begins_anew_tries_once_though_the_circuit_is_open() {
    let mut state = State::default();
    let limits = Limits::default();
    for _ in 0..5 {
        assert_eq!(state.take(&limits, BEGIN, None), Turn::Go);
    }
    for _ in 0..5 {
        state.ended(&limits, BEGIN, BEGIN, Ended::Failed);
    }
    let is_held = |turn| matches!(turn, Turn::Held(_, Why::Open(5, _)));
    assert!(is_held(state.take(&limits, BEGIN, None)));
    state.try_now(BEGIN);
    assert_eq!(state.take(&limits, BEGIN, None), Turn::Go);
    assert!(is_held(state.take(&limits, BEGIN, None)));
    let closed = state.ended(&limits, BEGIN, BEGIN, Ended::Well);
    assert_eq!(closed, Some(Change::Closed));
}

#[test]
fn budgets_on_one_file_are_one_budget() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pace");
    let begun = std::time::Instant::now();
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let budget = Budget::new(limits(400), Some(&file));
            std::thread::spawn(move || {
                let mut departures = 0_u32;
                for _ in 0..60 {
                    match budget.take() {
                        Turn::Go => departures += 1,
                        Turn::Held(wait, _) => std::thread::sleep(wait),
                    }
                }
                departures
            })
        })
        .collect();
    let departures: u32 = threads
        .into_iter()
        .map(|thread| thread.join().unwrap())
        .sum();
    let permitted = begun.elapsed().as_millis() * 400 / 1_010 + 4;
    assert!(departures > 0);
    assert!(
        u128::from(departures) <= permitted,
        "{departures} of {permitted}"
    );
    let budget = Budget::new(limits(400), Some(&file));
    budget.pause(Duration::from_secs(5));
    let other = Budget::new(limits(400), Some(&file));
    assert!(matches!(other.take(), Turn::Held(_, Why::Paused)));
}

/// Whoever reads the clock before it holds the file finds a departure that is later than now, as after a restart.
#[test]
fn what_was_learnt_is_not_forgotten_while_many_ask_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pace");
    let budget = Budget::new(limits(100_000), Some(&file));
    assert_eq!(budget.take(), Turn::Go);
    let lower = Some(Change::Slower(50_000_000));
    assert_eq!(budget.ended(clock::monotonic(), Ended::Throttled), lower);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let budget = Budget::new(limits(100_000), Some(&file));
                for _ in 0..5_000 {
                    budget.take();
                }
            });
        }
    });
    assert_eq!(budget.surely(|state| state.rate()), 50_000_000);
}
