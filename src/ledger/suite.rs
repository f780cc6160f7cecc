//! What every ledger must do, as a list of cases.

use std::path::Path;

use landbridge_contract::{Origin, Place, Reference};

use super::*;
use crate::diagnose::{Finding, Severity, Stage, codes};

mod causes;
mod entries;
mod following;
mod reading_back;
mod removing;
mod sending;
mod settling;
mod steps;

const TARGET: &str = "erp";

fn facts() -> RunFacts {
    RunFacts {
        command: "load".into(),
        purpose: "rehearsal 1".into(),
        operator: "ann".into(),
        target: TARGET.into(),
        plan_hash: "abc".into(),
        run_date: None,
        started: "2026-01-01T00:00:00Z".into(),
    }
}

struct World {
    _folder: tempfile::TempDir,
    path: std::path::PathBuf,
    ledger: Ledger,
    run: RunId,
}

fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let ledger = Ledger::open(&path).unwrap();
    let run = ledger.open_run(&facts(), &RunTerms::default()).unwrap();
    World {
        _folder: folder,
        path,
        ledger,
        run,
    }
}

fn record(line: u64, key: &str, payload: &str) -> StagedRecord {
    StagedRecord {
        ordinal: line,
        place: Place {
            line,
            number: 0,
            byte: 0,
            piece: 0,
        },
        key: key.into(),
        payload: Some(payload.as_bytes().to_vec()),
        payload_hash: payload_hash(payload.as_bytes()),
        ..StagedRecord::default()
    }
}

impl World {
    fn stage(&self, object: &str, records: &[StagedRecord]) -> ObjectId {
        self.stage_in(self.run, object, records)
    }

    fn stage_in(&self, run: RunId, object: &str, records: &[StagedRecord]) -> ObjectId {
        let object = self.ledger.object(object).unwrap();
        self.ledger.begin_stage(run, object).unwrap();
        let facts = ExtractFacts {
            file: "v.csv".into(),
            sha256: "00".into(),
            bytes: 1,
        };
        let extract = self
            .ledger
            .record_extract(run, object, &facts, "lines")
            .unwrap();
        self.ledger.stage(run, object, extract, records).unwrap();
        self.ledger.end_stage(run, object).unwrap();
        object
    }

    fn issues(&self, object: ObjectId) -> Vec<(u64, Issue)> {
        let mut issues = Vec::new();
        self.ledger
            .cross_issues(self.run, object, TARGET, |(_, _, place), issue| {
                issues.push((place.line, issue));
            })
            .unwrap();
        issues
    }

    fn states(&self, run: RunId) -> Vec<(&'static str, u64)> {
        let counts = self.ledger.counts(run).unwrap();
        counts
            .iter()
            .map(|line| (line.state.word(), line.records))
            .collect()
    }

    fn ready(&self, run: RunId, object: ObjectId) -> Vec<Claimed> {
        self.ledger
            .ready(run, object, TARGET, RecordId(0), 1_000)
            .unwrap()
    }

    fn send(&self, run: RunId, object: ObjectId, outcome: &Outcome) {
        for claimed in self.ready(run, object) {
            let attempt = self.intend(run, object, &claimed);
            self.settle(attempt, &claimed, outcome.clone());
        }
    }

    fn intend(&self, run: RunId, object: ObjectId, claimed: &Claimed) -> AttemptId {
        self.ledger
            .note_intent(run, object, &[claimed.record], "now")
            .unwrap()
    }

    /// What attempts of a record came to; nothing of one that is open.
    fn outcomes(&self, record: RecordId) -> Vec<Option<String>> {
        let attempts = self.ledger.attempts(record).unwrap().into_iter();
        attempts.map(|one| one.outcome).collect()
    }

    fn settle(&self, attempt: AttemptId, claimed: &Claimed, outcome: Outcome) {
        self.ledger
            .settle(TARGET, &[settled(attempt, claimed.record, outcome)])
            .unwrap();
    }
}

fn settled(attempt: AttemptId, record: RecordId, outcome: Outcome) -> Settled {
    Settled {
        attempt,
        record,
        outcome,
    }
}

fn loaded(id: &str) -> Outcome {
    Outcome::Loaded {
        target_id: id.into(),
        created: true,
    }
}

#[test]
fn a_ledger_of_a_newer_format_is_refused_and_left_alone() {
    let world = world();
    drop(world.ledger);
    let raw = rusqlite::Connection::open(&world.path).unwrap();
    raw.pragma_update(None, "user_version", 99).unwrap();
    drop(raw);
    assert!(matches!(
        Ledger::open(&world.path),
        Err(LedgerFault::Newer {
            found: 99,
            known: 18,
            ..
        })
    ));
}

#[test]
fn a_ledger_of_every_older_format_is_brought_to_the_present_one_with_what_it_holds() {
    for format in 1..18 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.db");
        let raw = sqlite::of_format(&path, format);
        let hash = key_hash("A");
        raw.execute_batch(&format!(
            "INSERT INTO run (id, command, purpose, target, plan_hash, state, started)
                 VALUES (1, 'load', 'rehearsal 1', 'erp', 'abc', 'reconciled', '2026-01-01T00:00:00Z');
             INSERT INTO object VALUES (1, 'suppliers');
             INSERT INTO stage VALUES (1, 1, 1, 1, 0);
             INSERT INTO extract VALUES (1, 1, 1, 'v.csv', '00', 1, 'lines', 1, 0, 0, 1);
             INSERT INTO record (id, run, object, extract, ordinal, line, number, byte, key, key_hash, payload_hash, state,
                     created, target_id, payload)
                 VALUES (1, 1, 1, 1, 1, 2, 0, 0, 'A', {hash}, x'00112233445566778899aabbccddeeff', 20, 1, '77', x'7b7d');
             INSERT INTO break (id, run, object, code, key, record, field, origin, sent, found, target_id)
                 VALUES (1, 1, 1, 'REC-TEXT', 'A', 1, 'Name', 'v.csv:2', 'sent', 'found', '77');
             INSERT INTO carried (target, object, key_hash, key, target_id, payload_hash, record)
                 VALUES ('erp', 1, {hash}, 'A', '77', x'00112233445566778899aabbccddeeff', 1);",
        ))
        .unwrap();
        drop(raw);
        let ledger = Ledger::open(&path).unwrap();
        assert_eq!(ledger.records_by_key("A").unwrap().len(), 1, "{format}");
        let carried = ledger.carried_id("erp", ObjectId(1), "A").unwrap();
        assert_eq!(carried.as_deref(), Some("77"), "{format}");
        let run = ledger.run(RunId(1)).unwrap().unwrap();
        assert_eq!(run.facts.run_date, None, "{format}");
        // What was not kept then is not made up.
        assert_eq!(run.facts.operator, "", "{format}");
        assert_eq!(ledger.terms(RunId(1)).unwrap().gates, None, "{format}");
        assert_eq!(ledger.entries().unwrap(), [], "{format}");
        let breaks = ledger.breaks(RunId(1), 10).unwrap();
        let (_, one, decided) = &breaks.first[0];
        assert_eq!(*decided, None, "{format}");
        assert_eq!((&*one.found, &*one.source), ("found", ""), "{format}");
        assert!(ledger.counted(RunId(1)).unwrap().is_empty(), "{format}");
        assert!(ledger.beside(RunId(1)).unwrap().is_empty(), "{format}");
        let run = ledger.lock_for_writing(&EntryFacts::default()).unwrap();
        drop(run);
        ledger
            .group_issues(RunId(1), ObjectId(1), |_, _| panic!("there is no rule"))
            .unwrap();
    }
}

#[test]
fn what_held_in_a_run_is_kept_with_it_and_with_no_other() {
    let world = world();
    let terms = RunTerms {
        gates: Some("{}".to_owned()),
        parameters: vec![ParameterTerm {
            object: "suppliers".into(),
            name: "unit".into(),
            value: "Geneva".into(),
        }],
        crosswalks: vec![CrosswalkTerm {
            name: "countries".into(),
            owner: "Ann".into(),
            version: "2".into(),
            sha256: "00".into(),
            codes: 249,
        }],
        approvals: vec![ApprovalTerm {
            object: "suppliers".into(),
            source: "banks.csv".into(),
            purpose: "payments".into(),
            approver: "Jane".into(),
        }],
    };
    let run = world.ledger.open_run(&facts(), &terms).unwrap();
    assert_eq!(world.ledger.terms(run).unwrap(), terms);
    assert_eq!(world.ledger.terms(world.run).unwrap(), RunTerms::default());
}

#[test]
fn a_file_that_is_no_ledger_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let check = |path: &Path| {
        assert!(matches!(
            Ledger::open(path),
            Err(LedgerFault::Foreign { .. })
        ));
    };
    let text = folder.path().join("text.db");
    std::fs::write(
        &text,
        "this is no database, however long it may be, and never was one ......",
    )
    .unwrap();
    check(&text);
    let other = folder.path().join("other.db");
    rusqlite::Connection::open(&other)
        .unwrap()
        .execute_batch("CREATE TABLE t (a)")
        .unwrap();
    check(&other);
}

#[test]
fn the_same_record_twice_is_sent_once() {
    let world = world();
    let object = world.stage(
        "suppliers",
        &[
            record(1, "A", "x"),
            record(2, "A", "x"),
            record(3, "B", "x"),
        ],
    );
    assert_eq!(world.ledger.skip_duplicates(world.run, object).unwrap(), 1);
    assert_eq!(world.ledger.skip_duplicates(world.run, object).unwrap(), 0);
    assert_eq!(world.issues(object), []);
    assert_eq!(
        world.states(world.run),
        [("not yet sent", 2), ("skipped: duplicate", 1)]
    );
}

#[test]
fn records_with_one_key_and_different_content_name_each_other() {
    let world = world();
    let object = world.stage(
        "suppliers",
        &[
            record(1, "A", "x"),
            record(2, "A", "y"),
            record(3, "A", "z"),
        ],
    );
    world.ledger.skip_duplicates(world.run, object).unwrap();
    let others: Vec<(u64, u64)> = world
        .issues(object)
        .into_iter()
        .map(|(line, issue)| match issue {
            Issue::KeyConflict { other, .. } => (line, other.line),
            issue => panic!("unexpected {issue:?}"),
        })
        .collect();
    assert_eq!(others, [(1, 2), (2, 1), (3, 1)]);
}

#[test]
fn rows_of_one_record_that_stand_apart_are_reported_whatever_became_of_them() {
    let world = world();
    let part = |ordinal, group, verdict| StagedRecord {
        uniques: vec![(WHOLE_GROUPS, group)],
        verdict,
        ..record(ordinal, &format!("K{ordinal}"), "x")
    };
    let rejected = Staging::Rejected(Stage::Map);
    let object = world.stage(
        "invoices",
        &[
            part(1, 7, Staging::Ready),
            part(2, 7, rejected),
            part(3, 8, Staging::Filtered),
            part(4, 8, Staging::Filtered),
            part(5, 9, Staging::Filtered),
            part(6, 9, Staging::Ready),
            part(7, 10, Staging::Ready),
        ],
    );
    let mut named = Vec::new();
    let each = |(_, _, place): (RecordId, ExtractId, Place), issue| match issue {
        Issue::GroupCut { other, .. } => named.push((place.line, other.line)),
        issue => panic!("unexpected {issue:?}"),
    };
    world.ledger.cut_groups(world.run, object, each).unwrap();
    assert_eq!(named, [(1, 2), (2, 1), (5, 6), (6, 5)]);
    assert_eq!(world.issues(object), []);
}

#[test]
fn values_that_must_be_unique_are_reported_on_every_record() {
    let world = world();
    let with = |line, hash| StagedRecord {
        uniques: vec![(0, hash)],
        ..record(line, &line.to_string(), "x")
    };
    let object = world.stage("suppliers", &[with(1, 7), with(2, 8), with(3, 7)]);
    let lines: Vec<u64> = world
        .issues(object)
        .into_iter()
        .map(|(line, _)| line)
        .collect();
    assert_eq!(lines, [1, 3]);
}

#[test]
fn a_reference_must_lead_to_a_record_that_is_or_was_carried() {
    let world = world();
    let rejected = StagedRecord {
        verdict: Staging::Rejected(Stage::Validate),
        ..record(2, "BAD", "x")
    };
    world.stage("suppliers", &[record(1, "GOOD", "x"), rejected]);
    let to = |line, key: &str| StagedRecord {
        references: vec![StagedReference {
            reference: Reference {
                object: "suppliers".into(),
                key: key.into(),
            },
            field: "SupplierId".into(),
            origin: format!("v.csv:{line}"),
            personal: false,
        }],
        ..record(line, &line.to_string(), "y")
    };
    let object = world.stage("invoices", &[to(1, "GOOD"), to(2, "BAD"), to(3, "NONE")]);
    let issues = world.issues(object);
    assert!(
        matches!(
            issues.as_slice(),
            [
                (2, Issue::Dangling { rejected: true, .. }),
                (
                    3,
                    Issue::Dangling {
                        rejected: false,
                        ..
                    }
                )
            ]
        ),
        "{issues:?}"
    );
}

#[test]
fn an_error_on_a_staged_record_rejects_it_and_a_warning_does_not() {
    let world = world();
    let object = world.stage("suppliers", &[record(1, "A", "x"), record(2, "B", "x")]);
    let finding = |severity| Finding {
        code: &codes::VAL_UNIQUE,
        severity,
        stage: Stage::Validate,
        field: "TaxpayerId".into(),
        origin: Origin::File {
            file: "v.csv".into(),
        },
        found: "f".into(),
        expected: "e".into(),
    };
    let ready = world.ready(world.run, object);
    let findings = [
        (Some(ready[0].record), finding(Severity::Error)),
        (Some(ready[1].record), finding(Severity::Warning)),
    ];
    world
        .ledger
        .add_findings(world.run, object, &findings)
        .unwrap();
    assert_eq!(
        world.states(world.run),
        [("not yet sent", 1), ("rejected", 1)]
    );
    let causes = world.ledger.causes(world.run).unwrap();
    assert_eq!(
        causes
            .iter()
            .map(|cause| cause.findings)
            .collect::<Vec<_>>(),
        [1, 1]
    );
}

#[test]
fn what_was_loaded_is_unchanged_in_the_next_run_and_a_change_is_sent() {
    let world = world();
    let object = world.stage("suppliers", &[record(1, "A", "x"), record(2, "B", "x")]);
    world.send(world.run, object, &loaded("300"));
    let next = world
        .ledger
        .open_run(&facts(), &RunTerms::default())
        .unwrap();
    world.stage_in(
        next,
        "suppliers",
        &[record(1, "A", "x"), record(2, "B", "changed")],
    );
    assert_eq!(
        world
            .ledger
            .skip_unchanged(next, object, "another target")
            .unwrap(),
        0
    );
    assert_eq!(
        world.ledger.skip_unchanged(next, object, TARGET).unwrap(),
        1
    );
    let ready = world.ready(next, object);
    assert_eq!(ready.len(), 1);
    assert_eq!(ready[0].known_as.as_deref(), Some("300"));
}
