//! The chain of entries, and digests over the rows of a run.

use super::*;
use crate::ledger::{Depth, EntryFacts, broken_at};

fn ended(run: RunId, what: &str) -> EntryFacts {
    EntryFacts {
        at: "2026-11-21T18:00:03Z".to_owned(),
        operator: "ann".to_owned(),
        run: Some(run),
        what: what.to_owned(),
        statement: String::new(),
    }
}

fn altered(world: &World, sql: &str) {
    let raw = rusqlite::Connection::open(&world.path).unwrap();
    assert!(raw.execute(sql, []).unwrap() > 0, "{sql}");
}

#[test]
fn entries_follow_each_other_and_an_altered_or_lost_one_is_found() {
    let world = world();
    let _lock = world
        .ledger
        .lock_for_writing(&EntryFacts::default())
        .unwrap();
    for what in ["load", "reconcile", "retry"] {
        let facts = ended(world.run, what);
        world.ledger.end_entry(&facts, Depth::Whole).unwrap();
    }
    let entries = world.ledger.entries().unwrap();
    let told: Vec<&str> = entries.iter().map(|one| one.facts.what.as_str()).collect();
    assert_eq!(told, ["", "load", "reconcile", "retry"]);
    assert_eq!(broken_at(&entries), None);
    for (what, number) in [
        ("UPDATE entry SET operator = 'bob' WHERE number = 2", 2),
        ("UPDATE entry SET operator = 'ann' WHERE number = 2", 0),
        ("UPDATE entry SET statement = '00' WHERE number = 1", 1),
        ("UPDATE entry SET statement = '' WHERE number = 1", 0),
        ("DELETE FROM entry WHERE number = 3", 3),
    ] {
        altered(&world, what);
        let found = broken_at(&world.ledger.entries().unwrap());
        assert_eq!(found.map_or(0, |(number, _)| number), number, "{what}");
    }
}

#[test]
fn an_entry_made_anew_with_its_own_hash_does_not_fit_the_next_one() {
    let world = world();
    let _lock = world
        .ledger
        .lock_for_writing(&EntryFacts::default())
        .unwrap();
    world
        .ledger
        .end_entry(&ended(world.run, "load"), Depth::Whole)
        .unwrap();
    let mut entries = world.ledger.entries().unwrap();
    entries[0].facts.operator = "bob".to_owned();
    entries[0].hash = entries[0].hash_of();
    assert_eq!(broken_at(&entries).map(|(number, _)| number), Some(2));
}

#[test]
fn the_digest_of_a_run_changes_with_any_of_its_rows_and_with_no_other() {
    let world = world();
    let object = world.stage("suppliers", &[record(1, "A", "x"), record(2, "B", "y")]);
    world.send(world.run, object, &loaded("100"));
    let signed = world.ledger.run_digest(world.run).unwrap();
    let other = world
        .ledger
        .open_run(&facts(), &RunTerms::default())
        .unwrap();
    world.stage_in(other, "suppliers", &[record(1, "C", "z")]);
    assert_eq!(world.ledger.run_digest(world.run).unwrap(), signed);
    for (what, back, table) in [
        (
            "UPDATE record SET payload = X'77' WHERE key = 'A'",
            "UPDATE record SET payload = X'78' WHERE key = 'A'",
            "record",
        ),
        (
            "UPDATE attempt_record SET outcome = outcome || '!' WHERE attempt = 1",
            "UPDATE attempt_record SET outcome = rtrim(outcome, '!') WHERE attempt = 1",
            "attempt_record",
        ),
        (
            "UPDATE run SET operator = 'bob' WHERE id = 1",
            "UPDATE run SET operator = 'ann' WHERE id = 1",
            "run",
        ),
        (
            "UPDATE run SET gates = '{}' WHERE id = 1",
            "UPDATE run SET gates = NULL WHERE id = 1",
            "gates",
        ),
    ] {
        altered(&world, what);
        let now = world.ledger.run_digest(world.run).unwrap();
        let differ: Vec<&str> = now
            .tables
            .iter()
            .zip(&signed.tables)
            .filter(|(now, then)| now != then)
            .map(|(now, _)| now.0.as_str())
            .collect();
        assert_eq!(differ, [table], "{what}");
        assert_ne!(now.whole(), signed.whole());
        altered(&world, back);
    }
    assert_eq!(world.ledger.run_digest(world.run).unwrap(), signed);
}

#[test]
fn a_form_of_digest_that_was_signed_stays_as_it_is_when_tables_are_added() {
    let world = world();
    let object = world.stage("suppliers", &[record(1, "A", "x")]);
    let before = world.ledger.run_digest(world.run).unwrap();
    let register = ExtractFacts {
        file: "register.csv".into(),
        sha256: "00".into(),
        bytes: 1,
    };
    let files = [register];
    world
        .ledger
        .record_beside(world.run, object, &files)
        .unwrap();
    assert_eq!(world.ledger.beside_of(world.run, object).unwrap(), files);
    let after = world.ledger.run_digest(world.run).unwrap();
    assert_ne!(after.in_form(2), before.in_form(2));
    assert_eq!(after.in_form(1), before.in_form(1));
    assert_eq!(after.in_form(1).tables.len(), 28);
    assert_eq!(after.in_form(2).tables.len(), 30);
    assert_eq!(after.in_form(3).tables.len(), 34);
    assert_eq!(after.in_form(4).tables.len(), 36);
    assert_eq!(after.in_form(5), after);
}

#[test]
fn why_a_command_stopped_and_its_requests_are_in_the_fourth_form() {
    let world = world();
    let (ledger, run) = (&world.ledger, world.run);
    let mut before = ledger.run_digest(run).unwrap();
    let steps: [(&str, &dyn Fn()); 2] = [
        ("ending", &|| ledger.keep_ending(run, Some("why")).unwrap()),
        ("stage_requests", &|| {
            ledger.record_requests(run, "load", "sites", 3).unwrap();
        }),
    ];
    for (table, step) in steps {
        step();
        let after = ledger.run_digest(run).unwrap();
        let differ: Vec<&str> = (after.tables.iter().zip(&before.tables))
            .filter(|(now, then)| now != then)
            .map(|(now, _)| now.0.as_str())
            .collect();
        assert_eq!(differ, [table]);
        assert_eq!(after.in_form(3), before.in_form(3), "{table}");
        before = after;
    }
    ledger.record_requests(run, "load", "sites", 4).unwrap();
    ledger
        .record_requests(run, "reconcile", "sites", 5)
        .unwrap();
    assert_eq!(
        ledger.requests(run, "load").unwrap(),
        [("sites".to_owned(), 7)]
    );
    assert_eq!(ledger.ending(run).unwrap().as_deref(), Some("why"));
    ledger.keep_ending(run, None).unwrap();
    assert_eq!(ledger.ending(run).unwrap(), None);
}

#[test]
fn who_let_a_run_go_on_what_was_taken_back_and_notes_of_jobs_are_in_the_third_form() {
    let world = world();
    let suppliers = world.stage("suppliers", &[record(1, "A", "x"), record(2, "B", "y")]);
    world.ledger.begin_canary(world.run, 1).unwrap();
    world.send(world.run, suppliers, &loaded("7"));
    let sites = world.stage("sites", &[record(1, "S", "x")]);
    let ready = world.ready(world.run, sites);
    let own: Vec<RecordId> = ready.iter().map(|one| one.record).collect();
    let job = world
        .ledger
        .note_job(world.run, sites, &own, "now")
        .unwrap();
    let mut before = world.ledger.run_digest(world.run).unwrap();
    let made = world
        .ledger
        .made(world.run, suppliers, TARGET, RecordId(0), 10)
        .unwrap();
    let steps: [(&str, &dyn Fn()); 3] = [
        ("canary", &|| {
            world.ledger.release(world.run, "ann", "now").unwrap();
        }),
        ("removal", &|| {
            let record = made[0].claimed.record;
            world
                .ledger
                .note_removal(TARGET, record, "ann", "now")
                .unwrap();
        }),
        ("attempt_note", &|| {
            world.ledger.note(job, "request 42").unwrap();
        }),
    ];
    for (table, step) in steps {
        step();
        let after = world.ledger.run_digest(world.run).unwrap();
        let both = after.tables.iter().zip(&before.tables);
        let differ: Vec<&str> = both
            .filter(|(now, then)| now != then)
            .map(|(now, _)| now.0.as_str())
            .collect();
        assert_eq!(differ, [table]);
        assert_eq!(after.in_form(2), before.in_form(2), "{table}");
        before = after;
    }
    let changes = [
        "UPDATE canary SET released_by = 'bob'",
        "UPDATE removal SET by_whom = 'bob'",
        "UPDATE attempt_note SET note = 'request 43'",
    ];
    for change in changes {
        altered(&world, change);
        let after = world.ledger.run_digest(world.run).unwrap();
        assert_ne!(after.whole(), before.whole(), "{change}");
        assert_eq!(after.in_form(2), before.in_form(2), "{change}");
        before = after;
    }
}
