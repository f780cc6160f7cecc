//! The protocol of exactly once against a simulated ERP: the loader and the ledger as they are, and around them a
//! world in which answers get lost, processes die at any step, locks fail, clocks jump and what was made shows late.
//!
//! Everything follows from a plan, so that a failure is shrunk to the shortest plan that shows it; proptest prints the
//! plan, and its seed.

mod erp;
mod jobs;
mod process;
mod time;

use std::time::Duration;

use proptest::prelude::*;

use crate::crash::{Moment, Step};
use erp::{Fate, Wants};
use process::Life;

/// Milliseconds after which an effect shows for certain: more than a request takes and hides together.
const VISIBLE_WITHIN: u64 = 100;
/// Milliseconds that a request is under way at the most, and that what it made is hidden at the most.
const SLOWEST: u64 = 45;

fn fate() -> impl Strategy<Value = Fate> {
    let takes = 0..SLOWEST;
    prop_oneof![
        4 => (takes.clone(), takes.clone()).prop_map(|(takes, hidden)| Fate::Answered { takes, hidden }),
        3 => (takes.clone(), takes.clone()).prop_map(|(takes, hidden)| Fate::AnswerLost { takes, hidden }),
        1 => takes.prop_map(|takes| Fate::RequestLost { takes }),
        1 => Just(Fate::NotSent),
    ]
}

fn life() -> impl Strategy<Value = Life> {
    let step = prop::sample::select(Step::ALL.to_vec());
    let moment = prop_oneof![
        Just(Moment::Before),
        Just(Moment::Within),
        Just(Moment::After)
    ];
    (
        prop::option::weighted(0.5, 0..500_u64),
        prop::option::weighted(0.4, (step, moment, 1..4_u32)),
        any::<bool>(),
        prop::bool::weighted(0.5),
        prop::option::weighted(0.5, 0..200_u64),
        -100_000..100_000_i64,
        (1..4_usize, any::<bool>(), any::<bool>()),
    )
        .prop_map(
            |(lives, dies_at, restages, removes_lock, after, clock, (together, whole, jobs))| {
                Life {
                    lives: lives.map(Duration::from_millis),
                    dies_at,
                    restages,
                    removes_lock,
                    starts_during_the_last: after.map(Duration::from_millis),
                    clock_jumps: clock,
                    together,
                    whole,
                    jobs,
                }
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 250, max_shrink_iters: 4_000, ..ProptestConfig::default() })]

    /// Whatever is lost, whoever dies, however often and when: in the end the ERP holds every record that it accepts
    /// exactly once, none that it refuses, and the ledger says of each what is the case.
    #[test]
    fn whatever_happens_every_record_is_in_the_erp_exactly_once(
        wants in prop::collection::vec(
            prop_oneof![5 => Just(Wants::Accept), 1 => Just(Wants::Refuse)],
            1..16,
        ),
        fates in prop::collection::vec(fate(), 0..40),
        usual in 1..SLOWEST,
        lives in prop::collection::vec(life(), 0..8),
    ) {
        let wrong = process::story(&wants, fates, usual, &lives);
        prop_assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

#[test]
fn a_record_that_shows_late_is_not_sent_again() {
    let lost = Fate::AnswerLost {
        takes: 40,
        hidden: 40,
    };
    let wrong = process::story(&[Wants::Accept; 3], vec![lost; 3], 1, &[Life::peaceful()]);
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn of_records_that_go_together_each_is_settled_by_its_own_answer() {
    let (takes, hidden) = (10, 10);
    let fates = vec![
        Fate::Answered { takes, hidden },
        Fate::AnswerLost { takes, hidden },
        Fate::NotSent,
    ];
    let wants = [Wants::Accept, Wants::Accept, Wants::Refuse, Wants::Accept];
    for whole in [false, true] {
        let together = Life {
            together: 4,
            whole,
            ..Life::peaceful()
        };
        let wrong = process::story(&wants, fates.clone(), 1, &[together]);
        assert_eq!(wrong, [""; 0], "{whole}");
    }
}

#[test]
fn requests_that_take_long_hold_up_no_others() {
    let slow = Fate::Answered {
        takes: 5_000,
        hidden: 0,
    };
    // Two go at a time, and three are noted.
    let order = process::order(&[Wants::Accept; 6], vec![slow; 2]);
    assert_eq!(order, ["2", "0", "1", "3", "4", "5"]);
}

/// Sent again as they were, they would get no answer again, for ever.
#[test]
fn records_that_get_no_answer_together_go_fewer_at_a_time_until_they_do() {
    let together = Life {
        together: 20,
        whole: true,
        ..Life::peaceful()
    };
    for bears in [1, 3, 19] {
        let wrong = process::story_of_one(&[Wants::Accept; 45], bears, &together);
        assert_eq!(wrong, [""; 0], "{bears}");
    }
}

/// A process that sends a job of three and dies at a point.
fn job_that_dies(dies_at: Option<(Step, Moment, u32)>) -> Life {
    Life {
        together: 3,
        jobs: true,
        dies_at,
        ..Life::peaceful()
    }
}

#[test]
fn a_job_that_still_runs_is_gone_on_with_wherever_its_process_died() {
    let steps = [
        Step::Intent,
        Step::Send,
        Step::Note,
        Step::JobRequest,
        Step::JobWait,
        Step::Resume,
        Step::Settle,
    ];
    for step in steps {
        for &moment in step.moments() {
            for nth in 1..4 {
                let lives = [
                    job_that_dies(Some((step, moment, nth))),
                    job_that_dies(None),
                ];
                let wants = [Wants::Accept, Wants::Refuse, Wants::Accept];
                let wrong = process::story(&wants, Vec::new(), 5, &lives);
                assert_eq!(wrong, [""; 0], "{step:?} {moment:?} {nth}");
            }
        }
    }
}

#[test]
fn a_job_whose_answer_got_lost_is_found_by_its_name() {
    let lost = Fate::AnswerLost {
        takes: 44,
        hidden: 44,
    };
    let wrong = process::story(&[Wants::Accept; 3], vec![lost], 5, &[job_that_dies(None)]);
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn a_job_is_gone_on_with_also_where_records_go_in_requests_by_now() {
    let begun = Life {
        lives: Some(Duration::from_millis(30)),
        ..job_that_dies(None)
    };
    let lives = [begun, Life::peaceful()];
    let wrong = process::story(&[Wants::Accept; 3], Vec::new(), 5, &lives);
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn a_request_that_outlives_its_process_is_not_sent_again() {
    let slow = Fate::Answered {
        takes: 44,
        hidden: 44,
    };
    let killed = Life {
        lives: Some(Duration::from_millis(1)),
        ..Life::peaceful()
    };
    let wrong = process::story(&[Wants::Accept; 3], vec![slow; 3], 1, &[killed]);
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn two_processes_without_a_lock_between_them_send_nothing_twice() {
    let slow = Fate::Answered {
        takes: 30,
        hidden: 30,
    };
    let intruder = Life {
        removes_lock: true,
        restages: true,
        starts_during_the_last: Some(Duration::from_millis(10)),
        ..Life::peaceful()
    };
    let wrong = process::story(
        &[Wants::Accept; 24],
        vec![slow; 80],
        1,
        &[Life::peaceful(), intruder],
    );
    assert_eq!(wrong, [""; 0]);
}
