//! Findings are counted by cause, whatever the order they come in.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn finding(field: &str, line: u64, found: &str) -> Finding {
    Finding {
        code: &codes::VAL_REQUIRED,
        severity: Severity::Warning,
        stage: Stage::Validate,
        field: field.into(),
        origin: Origin::Line {
            file: "v.csv".into(),
            line,
            column: None,
        },
        found: found.to_owned(),
        expected: "a value".to_owned(),
    }
}

/// Attribute, findings, records with one, and what the samples found.
fn told(ledger: &Ledger, run: RunId) -> Vec<(String, u64, u64, Vec<String>)> {
    let causes = ledger.causes(run).unwrap();
    let mut told: Vec<_> = causes
        .into_iter()
        .map(|cause| {
            let samples = cause.samples.into_iter().map(|(_, _, found)| found);
            (
                cause.field,
                cause.findings,
                cause.records,
                samples.collect(),
            )
        })
        .collect();
    told.sort();
    told
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Findings come in writes of any size, about records in any order or about none, and another process may
    /// write some of them.
    #[test]
    fn causes_count_their_findings_and_records_in_any_order(
        writes in prop::collection::vec(
            (prop::collection::vec((0_usize..3, prop::option::of(0_usize..6)), 0..8), any::<bool>()), 0..6,
        )
    ) {
        let mut world = world();
        let records: Vec<_> = (1..=6).map(|line| record(line, &format!("K{line}"), "x")).collect();
        let object = world.stage("suppliers", &records);
        let ids: Vec<RecordId> =
            world.ready(world.run, object).iter().map(|claimed| claimed.record).collect();
        let mut expected: Vec<(String, u64, BTreeSet<usize>, Vec<String>)> = ["A", "B", "C"]
            .map(|field| (field.to_owned(), 0, BTreeSet::new(), Vec::new()))
            .to_vec();
        let mut number = 0;
        for (write, by_another) in writes {
            if by_another {
                world.ledger = Ledger::open(&world.path).unwrap();
                drop(world.ledger.lock_for_writing(&EntryFacts::default()).unwrap());
            }
            let mut findings = Vec::new();
            for (cause, about) in write {
                number += 1;
                let found = format!("finding {number}");
                let (field, count, of_records, samples) = &mut expected[cause];
                findings.push((about.map(|index| ids[index]), finding(field, number, &found)));
                *count += 1;
                of_records.extend(about);
                if samples.len() < 5 {
                    samples.push(found);
                }
            }
            world.ledger.add_findings(world.run, object, &findings).unwrap();
        }
        let expected: Vec<_> = expected
            .into_iter()
            .filter(|(_, count, _, _)| *count > 0)
            .map(|(field, count, of_records, samples)| (field, count, of_records.len() as u64, samples))
            .collect();
        prop_assert_eq!(told(&world.ledger, world.run), expected);
    }
}

#[test]
fn a_write_that_did_not_happen_counts_nothing_and_the_next_counts_right() {
    let world = world();
    let object = world.stage("suppliers", &[record(1, "A", "x")]);
    let findings = [(None, finding("A", 1, "first"))];
    let raw = rusqlite::Connection::open(&world.path).unwrap();
    raw.execute_batch(
        "CREATE TRIGGER full BEFORE UPDATE OF findings ON cause BEGIN SELECT raise(ABORT, 'no room'); END",
    )
    .unwrap();
    assert!(
        world
            .ledger
            .add_findings(world.run, object, &findings)
            .is_err()
    );
    assert_eq!(told(&world.ledger, world.run), []);
    raw.execute_batch("DROP TRIGGER full").unwrap();
    world
        .ledger
        .add_findings(world.run, object, &findings)
        .unwrap();
    assert_eq!(
        told(&world.ledger, world.run),
        [("A".to_owned(), 1, 0, vec!["first".to_owned()])]
    );
}

#[test]
fn causes_of_an_older_ledger_are_counted_when_it_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let raw = sqlite::of_format(&path, 5);
    raw.execute_batch(
        "INSERT INTO cause VALUES (1, 1, 1, 'VAL-REQUIRED', 'warning', 'validate', 'A', 'a value');
         INSERT INTO finding VALUES (1, 1, 7, 'v.csv:1', '0'), (2, 1, 9, 'v.csv:1', '1'), (3, 1, 7, 'v.csv:1', '2'),
             (4, 1, NULL, 'v.csv:1', '3'), (5, 1, 9, 'v.csv:1', '4'), (6, 1, 9, 'v.csv:1', '5');",
    )
    .unwrap();
    drop(raw);
    let samples = ["0", "1", "2", "3", "4"].map(str::to_owned).to_vec();
    let counted = [("A".to_owned(), 6, 2, samples)];
    assert_eq!(told(&Ledger::open(&path).unwrap(), RunId(1)), counted);
}
