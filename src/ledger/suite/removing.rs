//! Taking back: only what a run made, and once.

use super::*;

/// A supplier that the world's run made, as the ERP's record 7.
fn made(world: &World) -> (ObjectId, Made) {
    let object = world.stage("suppliers", &[record(1, "A", "x")]);
    world.send(world.run, object, &loaded("7"));
    let mut all = of_run(world, world.run, object);
    (object, all.remove(0))
}

fn of_run(world: &World, run: RunId, object: ObjectId) -> Vec<Made> {
    world
        .ledger
        .made(run, object, TARGET, RecordId(0), 10)
        .unwrap()
}

fn note(world: &World, record: RecordId) -> Result<(), LedgerFault> {
    world.ledger.note_removal(TARGET, record, "ann", "now")
}

/// Another run with this content under the same key.
fn loaded_again(world: &World, payload: &str, created: bool) -> (RunId, ObjectId) {
    let run = world
        .ledger
        .open_run(&facts(), &RunTerms::default())
        .unwrap();
    let object = world.stage_in(run, "suppliers", &[record(1, "A", payload)]);
    world.ledger.skip_unchanged(run, object, TARGET).unwrap();
    let target_id = "7".into();
    world.send(run, object, &Outcome::Loaded { target_id, created });
    (run, object)
}

#[test]
fn what_is_taken_back_is_known_no_more_and_can_be_loaded_again() {
    let world = world();
    let (object, one) = made(&world);
    let record = one.claimed.record;
    note(&world, record).unwrap();
    assert_eq!(
        world.ledger.open_removals(TARGET).unwrap(),
        [(world.run, 1)]
    );
    world
        .ledger
        .settle_removal(record, &Removed::TakenBack)
        .unwrap();
    assert_eq!(world.states(world.run), [("skipped: taken back", 1)]);
    assert_eq!(world.ledger.target_id(TARGET, object, "A").unwrap(), None);
    assert!(world.ledger.open_removals(TARGET).unwrap().is_empty());
    assert!(of_run(&world, world.run, object).is_empty());
    let (again, _) = loaded_again(&world, "x", true);
    assert_eq!(world.states(again), [("loaded", 1)]);
}

#[test]
fn what_a_run_only_changed_or_another_has_changed_since_is_not_taken_back() {
    let world = world();
    let (object, one) = made(&world);
    let (later, _) = loaded_again(&world, "y", false);
    assert!(of_run(&world, later, object).is_empty(), "it made nothing");
    assert_eq!(of_run(&world, world.run, object)[0].changed_in, Some(later));
    let refused = note(&world, one.claimed.record);
    assert!(matches!(refused, Err(LedgerFault::Impossible(_))));
    assert!(world.ledger.open_removals(TARGET).unwrap().is_empty());
}

#[test]
fn a_removal_stays_open_until_it_is_settled_and_is_settled_once() {
    let world = world();
    let (object, one) = made(&world);
    let record = one.claimed.record;
    let settle = |removed: Removed| world.ledger.settle_removal(record, &removed).unwrap();
    // Without an intent there is nothing to settle.
    settle(Removed::TakenBack);
    assert_eq!(world.states(world.run), [("loaded", 1)]);
    note(&world, record).unwrap();
    settle(Removed::InDoubt("no answer".into()));
    assert!(of_run(&world, world.run, object)[0].is_open);
    // Asked for again, and refused: it is loaded still.
    note(&world, record).unwrap();
    settle(Removed::Refused("it is paid".into()));
    settle(Removed::TakenBack);
    assert_eq!(world.states(world.run), [("loaded", 1)]);
    assert!(!of_run(&world, world.run, object)[0].is_open);
    assert!(world.ledger.open_removals(TARGET).unwrap().is_empty());
}
