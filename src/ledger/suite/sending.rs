//! Sending exactly once, as far as the ledger can hold it.

use proptest::prelude::*;

use super::*;

/// A lock that failed to keep a second process out: its file was removed.
fn remove_lock(world: &World) {
    let mut name = world.path.clone().into_os_string();
    name.push(".lock");
    std::fs::remove_file(name).unwrap();
}

#[test]
fn a_second_writer_is_refused_until_the_first_is_gone() {
    let world = world();
    let other = Ledger::open(&world.path).unwrap();
    let lock = world
        .ledger
        .lock_for_writing(&EntryFacts::default())
        .unwrap();
    assert!(matches!(
        other.lock_for_writing(&EntryFacts::default()),
        Err(LedgerFault::Locked { .. })
    ));
    drop(lock);
    other.lock_for_writing(&EntryFacts::default()).unwrap();
}

#[cfg(unix)]
#[test]
fn a_ledger_under_a_second_name_is_locked_too() {
    let world = world();
    let link = world.path.with_file_name("link.db");
    std::os::unix::fs::symlink(&world.path, &link).unwrap();
    let other = Ledger::open(&link).unwrap();
    let _lock = world
        .ledger
        .lock_for_writing(&EntryFacts::default())
        .unwrap();
    assert!(matches!(
        other.lock_for_writing(&EntryFacts::default()),
        Err(LedgerFault::Locked { .. })
    ));
}

#[test]
fn who_was_taken_over_can_neither_send_nor_settle() {
    let world = world();
    let object = world.stage("suppliers", &[record(1, "A", "x"), record(2, "B", "x")]);
    let _first = world
        .ledger
        .lock_for_writing(&EntryFacts::default())
        .unwrap();
    let claimed = world.ready(world.run, object);
    let attempt = world.intend(world.run, object, &claimed[0]);

    remove_lock(&world);
    let other = Ledger::open(&world.path).unwrap();
    let _second = other.lock_for_writing(&EntryFacts::default()).unwrap();
    assert_eq!(other.doubt_what_was_sending().unwrap(), 1);

    let taken_over = |fault| matches!(fault, Err(LedgerFault::TakenOver { .. }));
    assert!(taken_over(
        world
            .ledger
            .note_intent(world.run, object, &[claimed[1].record], "now")
            .map(drop)
    ));
    let late = [settled(attempt, claimed[0].record, Outcome::Ready)];
    assert!(taken_over(world.ledger.settle(TARGET, &late)));
    assert!(taken_over(world.ledger.doubt_what_was_sending().map(drop)));
    assert_eq!(
        world.states(world.run),
        [("not yet sent", 1), ("in doubt", 1)]
    );
}

#[test]
fn a_record_can_be_sent_only_when_it_is_ready() {
    let world = world();
    let object = world.stage("suppliers", &[record(1, "A", "x")]);
    let claimed = world.ready(world.run, object);
    world.intend(world.run, object, &claimed[0]);
    let again = world
        .ledger
        .note_intent(world.run, object, &[claimed[0].record], "now");
    assert!(matches!(again, Err(LedgerFault::Impossible(_))));
}

#[test]
fn an_attempt_is_shown_once_whether_it_is_open_in_doubt_or_settled() {
    let world = world();
    let object = world.stage("suppliers", &[record(1, "A", "x")]);
    let shown = |record| {
        let outcomes = world.outcomes(record).into_iter();
        outcomes.map(Option::unwrap_or_default).collect::<Vec<_>>()
    };
    let [claimed] = world.ready(world.run, object).try_into().unwrap();
    assert_eq!(shown(claimed.record), [""; 0]);
    let first = world.intend(world.run, object, &claimed);
    assert_eq!(shown(claimed.record), [""]);
    world.settle(first, &claimed, Outcome::Ready);
    assert_eq!(shown(claimed.record), ["not sent"]);
    let second = world.intend(world.run, object, &claimed);
    let why = "cut".to_owned();
    world.settle(second, &claimed, Outcome::InDoubt { why });
    assert_eq!(shown(claimed.record), ["not sent", "in doubt"]);
    world.settle(second, &claimed, loaded("7"));
    assert_eq!(shown(claimed.record), ["not sent", "created"]);
}

/// What an attempt was about stood there already, without an outcome, when older programs noted it.
#[test]
fn an_attempt_that_an_older_program_left_open_is_shown_and_settled_like_any_other() {
    let world = world();
    let object = world.stage("suppliers", &[record(1, "A", "x"), record(2, "B", "y")]);
    let claimed = world.ready(world.run, object);
    let records = [claimed[0].record, claimed[1].record];
    let attempt = world
        .ledger
        .note_intent(world.run, object, &records, "now")
        .unwrap();
    rusqlite::Connection::open(&world.path)
        .unwrap()
        .execute_batch(
            "INSERT INTO attempt_record (attempt, record) SELECT attempt, record FROM doubt",
        )
        .unwrap();
    assert_eq!(world.outcomes(records[0]), [None]);
    let both = records.map(|record| settled(attempt, record, loaded("7")));
    world.ledger.settle(TARGET, &both).unwrap();
    for record in records {
        assert_eq!(world.outcomes(record), [Some("created".to_owned())]);
    }
}

#[test]
fn what_was_sending_when_the_process_died_is_in_doubt_until_it_is_settled() {
    let world = world();
    let object = world.stage("suppliers", &[record(1, "A", "x"), record(2, "B", "y")]);
    let claimed = world.ready(world.run, object);
    world.intend(world.run, object, &claimed[0]);
    drop(world.ledger);

    let ledger = Ledger::open(&world.path).unwrap();
    assert_eq!(ledger.doubt_what_was_sending().unwrap(), 1);
    let doubts = ledger.in_doubt(TARGET, object, RecordId(0), 10).unwrap();
    assert_eq!(doubts.len(), 1);
    assert_eq!(doubts[0].claimed.payload, b"x");
    let found = settled(doubts[0].attempt, doubts[0].claimed.record, loaded("301"));
    ledger.settle(TARGET, &[found]).unwrap();
    let left = ledger.in_doubt(TARGET, object, RecordId(0), 10).unwrap();
    assert_eq!(left.len(), 0);
    assert_eq!(
        ledger.target_id(TARGET, object, "A").unwrap().as_deref(),
        Some("301")
    );
}

#[test]
fn settling_twice_changes_nothing() {
    let world = world();
    let object = world.stage("suppliers", &[record(1, "A", "x")]);
    let claimed = world.ready(world.run, object);
    let attempt = world.intend(world.run, object, &claimed[0]);
    world.settle(attempt, &claimed[0], loaded("300"));
    world.settle(attempt, &claimed[0], Outcome::Ready);
    assert_eq!(world.states(world.run), [("loaded", 1)]);
}

#[test]
fn an_answer_settles_its_own_attempt_and_no_later_one() {
    let world = world();
    let object = world.stage("suppliers", &[record(1, "A", "x")]);
    let claimed = world.ready(world.run, object);
    let first = world.intend(world.run, object, &claimed[0]);
    world.settle(first, &claimed[0], Outcome::Ready);
    world.intend(world.run, object, &claimed[0]);
    // The first answer once more, while the record is under way for the second time.
    world.settle(first, &claimed[0], Outcome::Ready);
    assert_eq!(world.states(world.run), [("sending", 1)]);
}

#[test]
fn a_record_is_held_back_while_one_with_its_key_is_in_doubt() {
    let world = world();
    let object = world.stage("suppliers", &[record(1, "A", "x"), record(2, "B", "x")]);
    let claimed = world.ready(world.run, object);
    let attempt = world.intend(world.run, object, &claimed[0]);
    world.ledger.doubt_what_was_sending().unwrap();

    // The extract changed, so that the next run stages everything anew.
    let next = world
        .ledger
        .open_run(&facts(), &RunTerms::default())
        .unwrap();
    world.stage_in(
        next,
        "suppliers",
        &[record(1, "A", "changed"), record(2, "B", "x")],
    );
    let keys = |world: &World| -> Vec<String> {
        let ready = world.ready(next, object);
        ready.iter().map(|one| one.key.to_string()).collect()
    };
    assert_eq!(keys(&world), ["B"]);
    assert_eq!(world.ledger.held_back(next, object, TARGET).unwrap(), 1);
    // Into another target the same key is another record.
    assert_eq!(world.ledger.held_back(next, object, "other").unwrap(), 0);

    world.settle(attempt, &claimed[0], loaded("300"));
    assert_eq!(keys(&world), ["A", "B"]);
    assert_eq!(
        world.ready(next, object)[0].known_as.as_deref(),
        Some("300")
    );
    assert_eq!(world.ledger.held_back(next, object, TARGET).unwrap(), 0);
}

/// What may happen to one record in the ledger.
#[derive(Debug, Clone, Copy)]
enum Event {
    Intend,
    Loaded,
    NotSent,
    Lost,
    /// An answer that came before comes again.
    Repeated,
    Died,
}

fn events() -> impl Strategy<Value = Vec<(Event, usize)>> {
    let event = prop_oneof![
        3 => Just(Event::Intend),
        1 => Just(Event::Loaded),
        1 => Just(Event::NotSent),
        1 => Just(Event::Lost),
        1 => Just(Event::Repeated),
        1 => Just(Event::Died),
    ];
    proptest::collection::vec((event, 0_usize..4), 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// The states of records against the simplest thing that could be right: a list of states.
    #[test]
    fn every_sequence_of_facts_leaves_the_states_that_a_list_would_have(events in events()) {
        let world = world();
        let records: Vec<StagedRecord> =
            (1..=4).map(|line| record(line, &format!("K{line}"), "x")).collect();
        let object = world.stage("suppliers", &records);
        let claimed = world.ready(world.run, object);
        let mut expected = [RecordState::Ready; 4];
        let mut attempts: [Vec<AttemptId>; 4] = Default::default();
        for (event, which) in events {
            let open = matches!(expected[which], RecordState::Sending | RecordState::InDoubt);
            let mut answer = |outcome, state| {
                if let Some(attempt) = attempts[which].last() {
                    world.settle(*attempt, &claimed[which], outcome);
                }
                if open {
                    expected[which] = state;
                }
            };
            match event {
                Event::Intend => {
                    let id = claimed[which].record;
                    let noted = world.ledger.note_intent(world.run, object, &[id], "now");
                    prop_assert_eq!(noted.is_ok(), expected[which] == RecordState::Ready);
                    if let Ok(attempt) = noted {
                        attempts[which].push(attempt);
                        expected[which] = RecordState::Sending;
                    }
                }
                Event::Loaded => answer(loaded("1"), RecordState::Loaded),
                Event::NotSent => answer(Outcome::Ready, RecordState::Ready),
                Event::Lost => {
                    answer(Outcome::InDoubt { why: "cut".into() }, RecordState::InDoubt);
                }
                Event::Repeated => {
                    let earlier = attempts[which].len().saturating_sub(1);
                    for attempt in &attempts[which][..earlier] {
                        world.settle(*attempt, &claimed[which], Outcome::Ready);
                    }
                }
                Event::Died => {
                    world.ledger.doubt_what_was_sending().unwrap();
                    for state in &mut expected {
                        if *state == RecordState::Sending {
                            *state = RecordState::InDoubt;
                        }
                    }
                }
            }
            let found: Vec<RecordState> = (1..=4)
                .map(|line| world.ledger.records_by_key(&format!("K{line}")).unwrap()[0].state)
                .collect();
            prop_assert_eq!(&found[..], &expected[..]);
        }
    }
}

#[test]
fn what_finds_a_job_again_stays_with_its_attempt_until_its_records_are_settled() {
    let world = world();
    let object = world.stage("suppliers", &[record(1, "A", "x"), record(2, "B", "y")]);
    let records: Vec<RecordId> = world
        .ready(world.run, object)
        .iter()
        .map(|claimed| claimed.record)
        .collect();
    let attempt = world
        .ledger
        .note_job(world.run, object, &records, "now")
        .unwrap();
    let noted = |world: &World| world.ledger.noted(TARGET, object, AttemptId(0)).unwrap();
    // Whoever sends it still lives.
    assert_eq!(noted(&world), None);
    world.ledger.doubt_what_was_sending().unwrap();
    let note = |text: &str| Noted {
        attempt,
        note: text.to_owned(),
    };
    assert_eq!(noted(&world), Some(note("")));
    world.ledger.note(attempt, "job 7").unwrap();
    world.ledger.note(attempt, "job 8").unwrap();
    assert_eq!(noted(&world), Some(note("job 8")));
    assert_eq!(
        world.ledger.noted("other", object, AttemptId(0)).unwrap(),
        None
    );
    assert_eq!(world.ledger.noted(TARGET, object, attempt).unwrap(), None);

    let doubts = world.ledger.doubts_of(TARGET, attempt).unwrap();
    assert_eq!(
        doubts
            .iter()
            .map(|one| one.key.as_str())
            .collect::<Vec<_>>(),
        ["A", "B"]
    );
    world.settle(attempt, &doubts[0], loaded("300"));
    assert_eq!(world.ledger.doubts_of(TARGET, attempt).unwrap().len(), 1);
    world.settle(attempt, &doubts[1], Outcome::Ready);
    assert_eq!(noted(&world), None);
}

#[test]
fn who_was_taken_over_can_note_nothing() {
    let world = world();
    let object = world.stage("suppliers", &[record(1, "A", "x")]);
    let _first = world
        .ledger
        .lock_for_writing(&EntryFacts::default())
        .unwrap();
    let claimed = world.ready(world.run, object);
    let attempt = world
        .ledger
        .note_job(world.run, object, &[claimed[0].record], "now")
        .unwrap();
    remove_lock(&world);
    let other = Ledger::open(&world.path).unwrap();
    let _second = other.lock_for_writing(&EntryFacts::default()).unwrap();
    assert!(matches!(
        world.ledger.note(attempt, "job 7"),
        Err(LedgerFault::TakenOver { .. })
    ));
    // Nothing was noted, so nothing was sent.
    other.doubt_what_was_sending().unwrap();
    let noted = other.noted(TARGET, object, AttemptId(0)).unwrap().unwrap();
    assert_eq!(noted.note, "");
}

#[test]
fn two_ledgers_give_their_attempts_names_of_their_own() {
    let (one, other) = (world(), world());
    let name = |world: &World, attempt| world.ledger.attempt_name(AttemptId(attempt)).unwrap();
    assert_eq!(name(&one, 1), name(&one, 1));
    assert_ne!(name(&one, 1), name(&one, 2));
    assert_ne!(name(&one, 1), name(&other, 1));
}

#[test]
fn a_job_takes_as_many_records_as_bytes_allow_and_at_least_one() {
    let world = world();
    let records: Vec<StagedRecord> = (1..=4)
        .map(|line| record(line, &format!("K{line}"), "1234567890"))
        .collect();
    let object = world.stage("suppliers", &records);
    for (bytes, expected) in [(1, 1), (25, 2), (1_000, 3)] {
        let ready = world
            .ledger
            .ready_within(world.run, object, TARGET, RecordId(0), (3, bytes))
            .unwrap();
        assert_eq!(ready.len(), expected, "{bytes}");
    }
}
