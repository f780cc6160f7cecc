//! Reading back: a read-back that begins takes everything back that an earlier one said.

use super::*;

fn reconciled(world: &World, object: ObjectId) {
    world.ledger.begin_read_back(world.run, object).unwrap();
    let word = Stage::Reconcile.word();
    world
        .ledger
        .record_timing(world.run, word, "suppliers", 5, 1)
        .unwrap();
    let ended = Some("2026-01-01T00:00:09Z");
    world
        .ledger
        .set_run_state(world.run, RunState::Reconciled, ended)
        .unwrap();
}

fn state(world: &World) -> RunState {
    world.ledger.run(world.run).unwrap().unwrap().state
}

#[test]
fn a_read_back_that_begins_anew_leaves_a_run_that_is_not_reconciled() {
    let world = world();
    let object = world.stage("suppliers", &[record(1, "A", "x")]);
    world.send(world.run, object, &loaded("100"));
    reconciled(&world, object);
    world.ledger.begin_read_back(world.run, object).unwrap();
    assert_eq!(state(&world), RunState::Loaded);
    assert_eq!(world.ledger.timings(world.run).unwrap(), []);
}

#[test]
fn a_run_with_records_that_wait_is_not_carried_on_with_after_a_read_back_that_failed() {
    let world = world();
    let object = world.stage("suppliers", &[record(1, "A", "x")]);
    reconciled(&world, object);
    world.ledger.begin_read_back(world.run, object).unwrap();
    assert_eq!(state(&world), RunState::Abandoned);
}

#[test]
fn a_read_back_that_begins_leaves_the_state_of_a_run_that_was_never_reconciled() {
    let world = world();
    let object = world.stage("suppliers", &[record(1, "A", "x")]);
    for before in [RunState::Loading, RunState::Loaded, RunState::Abandoned] {
        world.ledger.set_run_state(world.run, before, None).unwrap();
        world.ledger.begin_read_back(world.run, object).unwrap();
        assert_eq!(state(&world), before);
    }
}

fn broken(value: &str) -> Break {
    Break {
        code: codes::REC_TEXT.id.to_owned(),
        key: "A".to_owned(),
        record: None,
        field: "lines[2].Name".to_owned(),
        origin: String::new(),
        sent: value.to_owned(),
        found: String::new(),
        target_id: String::new(),
        source: String::new(),
        identity: value.as_bytes().to_vec(),
    }
}

/// A record with one break.
fn alone(value: &str) -> BrokenRecord {
    BrokenRecord {
        breaks: vec![broken(value)],
        effects: Vec::new(),
    }
}

fn said(run: RunId, decision: Decision) -> Disposition {
    Disposition {
        decision,
        by: "Jane".to_owned(),
        at: "2026-01-02T00:00:00Z".to_owned(),
        why: "Agreed".to_owned(),
        run,
    }
}

fn entry(run: RunId) -> EntryFacts {
    EntryFacts {
        run: Some(run),
        what: "break".to_owned(),
        ..EntryFacts::default()
    }
}

fn open(world: &World, run: RunId) -> u64 {
    let breaks = world.ledger.breaks(run, 10).unwrap();
    breaks.counts.iter().map(|(_, _, open)| open).sum()
}

#[test]
fn a_decision_and_its_entry_are_there_both_or_neither() {
    let world = world();
    let object = world.stage("suppliers", &[record(1, "A", "x")]);
    let run = world.run;
    let breaks = ["one", "one", "two"].map(alone);
    world.ledger.raise_breaks(run, object, &breaks).unwrap();
    let choice = Choice {
        field: Some("lines.Name".to_owned()),
        ..Choice::default()
    };
    let raw = rusqlite::Connection::open(&world.path).unwrap();
    raw.execute_batch(
        "CREATE TRIGGER full BEFORE INSERT ON entry BEGIN SELECT raise(ABORT, 'no room'); END",
    )
    .unwrap();
    let accepted = said(run, Decision::Accepted);
    let refused = world.ledger.dispose(run, &choice, &accepted, &entry(run));
    assert!(refused.is_err());
    assert_eq!(open(&world, run), 3);
    raw.execute_batch("DROP TRIGGER full").unwrap();
    // The same break twice is decided about once.
    let decided = world.ledger.dispose(run, &choice, &accepted, &entry(run));
    assert_eq!(decided.unwrap(), 2);
    assert_eq!(open(&world, run), 0);
    let entries = world.ledger.entries().unwrap();
    let digest = world.ledger.run_digest(run).unwrap().whole();
    assert_eq!(entries.last().unwrap().digest, digest);
    // What is not there is not decided about, and leaves no entry.
    let nothing = Choice {
        key: Some("B".to_owned()),
        ..Choice::default()
    };
    let decided = world.ledger.dispose(run, &nothing, &accepted, &entry(run));
    assert_eq!(decided.unwrap(), 0);
    assert_eq!(world.ledger.entries().unwrap(), entries);
}

#[test]
fn a_difference_of_a_total_is_decided_about_once_all_breaks_of_its_record_are() {
    let world = world();
    let object = world.stage("suppliers", &[record(1, "A", "x")]);
    let (ledger, run) = (&world.ledger, world.run);
    let moved = |group: &str, amount: &str| Effect {
        name: "Balance".to_owned(),
        group: group.to_owned(),
        amount: amount.parse().unwrap(),
    };
    let whole = BrokenRecord {
        breaks: vec![broken("amount"), broken("currency")],
        effects: vec![moved("EUR", "-10.50"), moved("USD", "10.50")],
    };
    let other = BrokenRecord {
        effects: vec![moved("EUR", "0.25")],
        ..alone("other")
    };
    let before = ledger.run_digest(run).unwrap();
    ledger.raise_breaks(run, object, &[whole, other]).unwrap();
    let digest = ledger.run_digest(run).unwrap();
    assert_ne!(digest.in_form(5), before.in_form(5));
    assert_eq!(digest.in_form(4).tables.len() + 1, digest.tables.len());
    let decide = |value: &str, decision| {
        // Only breaks of this value are meant: the others have another key.
        let raw = rusqlite::Connection::open(&world.path).unwrap();
        let key = "UPDATE break SET key = CASE WHEN sent = ?1 THEN 'this' ELSE 'that' END";
        raw.execute(key, [value]).unwrap();
        let choice = Choice {
            key: Some("this".to_owned()),
            ..Choice::default()
        };
        let said = said(run, decision);
        ledger.dispose(run, &choice, &said, &entry(run)).unwrap();
        let totals = ledger.decided_totals(run).unwrap().into_iter();
        let told = totals.map(|(_, total)| format!("{} {}", total.group, total.sum));
        told.collect::<Vec<_>>()
    };
    assert_eq!(decide("amount", Decision::Accepted), [""; 0]);
    assert_eq!(decide("other", Decision::Explained), ["EUR 0.25"]);
    let all = decide("currency", Decision::Accepted);
    assert_eq!(all, ["EUR -10.25", "USD 10.50"]);
    assert_eq!(decide("amount", Decision::Reopened), ["EUR 0.25"]);
    ledger.begin_read_back(run, object).unwrap();
    assert_eq!(ledger.decided_totals(run).unwrap(), []);
    let begun = ledger.run_digest(run).unwrap();
    let effects = |digest: &RunDigest| {
        let table = digest.tables.iter().find(|(table, _)| table == "effect");
        table.cloned().unwrap()
    };
    assert_eq!(effects(&begun), effects(&before));
}

#[test]
fn a_file_in_the_place_of_the_erp_says_nothing_of_what_was_fixed_in_the_erp() {
    let world = world();
    let object = world.stage("suppliers", &[record(1, "A", "x")]);
    let breaks = [alone("one")];
    let all = Choice::default();
    let against = RunFacts {
        command: "reconcile".to_owned(),
        ..facts()
    };
    let against = world
        .ledger
        .open_run(&against, &RunTerms::default())
        .unwrap();
    for run in [world.run, against] {
        world.ledger.raise_breaks(run, object, &breaks).unwrap();
    }
    let fixed = said(world.run, Decision::Fixed);
    world
        .ledger
        .dispose(world.run, &all, &fixed, &entry(world.run))
        .unwrap();
    world.ledger.fixes_show(against, object).unwrap();
    assert_eq!(open(&world, world.run), 0);
    world.ledger.fixes_show(world.run, object).unwrap();
    assert_eq!(open(&world, world.run), 1);
    let fixed = said(against, Decision::Fixed);
    world
        .ledger
        .dispose(against, &all, &fixed, &entry(against))
        .unwrap();
    world.ledger.fixes_show(world.run, object).unwrap();
    assert_eq!(open(&world, against), 0);
    world.ledger.fixes_show(against, object).unwrap();
    assert_eq!(open(&world, against), 1);
}

#[test]
fn what_changes_in_the_erp_after_a_read_back_leaves_a_run_that_is_not_reconciled() {
    let world = world();
    world.stage("suppliers", &[record(1, "A", "x")]);
    world
        .ledger
        .record_timing(world.run, "reconcile", "suppliers", 5, 1)
        .unwrap();
    world
        .ledger
        .record_timing(world.run, "load", "suppliers", 5, 1)
        .unwrap();
    world
        .ledger
        .set_run_state(world.run, RunState::Reconciled, None)
        .unwrap();
    for _ in 0..2 {
        world.ledger.forget_comparison(world.run).unwrap();
        let line = world.ledger.run(world.run).unwrap().unwrap();
        assert_eq!(line.state, RunState::Loaded);
        let timings = world.ledger.timings(world.run).unwrap();
        assert_eq!(timings.len(), 1, "{timings:?}");
    }
}
