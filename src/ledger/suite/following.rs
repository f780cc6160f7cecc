//! A record is found by its key with all that is known of it, in however many rows of records it may stand.

use proptest::prelude::*;

use super::*;

fn finding(line: u64, found: &str) -> Finding {
    Finding {
        code: &codes::VAL_REQUIRED,
        severity: Severity::Warning,
        stage: Stage::Validate,
        field: "Name".into(),
        origin: Origin::File {
            file: "v.csv".into(),
        },
        found: format!("{found} {line}"),
        expected: "a value".to_owned(),
    }
}

/// Lines of the records with a key, the latest first, and what was found about them.
fn followed(ledger: &Ledger, key: &str) -> Vec<(u64, Vec<String>)> {
    let records = ledger.records_by_key(key).unwrap();
    let told = records.iter().map(|record| {
        let findings = ledger.record_findings(record.record).unwrap();
        (
            record.place.line,
            findings.into_iter().map(|one| one.found).collect(),
        )
    });
    told.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Stages of a few runs; some findings are there from the start, some come late; a write may fail in between,
    /// and nothing may be known of where some records are.
    #[test]
    fn every_record_is_found_with_its_findings(
        stages in prop::collection::vec(
            (prop::collection::vec((0_u8..6, any::<bool>(), any::<bool>()), 0..12), any::<bool>()), 1..5,
        ),
        forgotten in any::<bool>(),
    ) {
        let world = world();
        let mut expected: Vec<(String, u64, Vec<String>)> = Vec::new();
        let mut line = 0;
        for (records, fails_once) in stages {
            let run = world.ledger.open_run(&facts(), &RunTerms::default()).unwrap();
            let mut staged = Vec::new();
            for (key, early, _) in &records {
                line += 1;
                let mut one = record(line, &format!("K{key}"), "x");
                if *early {
                    one.findings = vec![finding(line, "early")];
                }
                staged.push(one);
            }
            if fails_once {
                let raw = rusqlite::Connection::open(&world.path).unwrap();
                raw.execute_batch("CREATE TRIGGER full BEFORE INSERT ON record BEGIN SELECT raise(ABORT, 'no room'); END")
                    .unwrap();
                let object = world.ledger.object("suppliers").unwrap();
                let refused = world.ledger.stage(run, object, ExtractId(1), &staged);
                prop_assert_eq!(refused.is_err(), !staged.is_empty());
                raw.execute_batch("DROP TRIGGER full").unwrap();
            }
            let object = world.stage_in(run, "suppliers", &staged);
            let mut late = Vec::new();
            for (one, (key, early, comes_late)) in staged.iter().zip(&records) {
                let line = one.place.line;
                let mut found = Vec::new();
                if *early {
                    found.push(format!("early {line}"));
                }
                if *comes_late {
                    found.push(format!("late {line}"));
                    let ready = world.ready(run, object);
                    let index = usize::try_from(line - staged[0].place.line).unwrap();
                    late.push((Some(ready[index].record), finding(line, "late")));
                }
                expected.push((format!("K{key}"), line, found));
            }
            world.ledger.add_findings(run, object, &late).unwrap();
        }
        if forgotten {
            let raw = rusqlite::Connection::open(&world.path).unwrap();
            raw.execute_batch("DELETE FROM key_chunk WHERE rowid % 2 = 0").unwrap();
        }
        for key in 0..6 {
            let key = format!("K{key}");
            let of_key = expected.iter().rev().filter(|(one, _, _)| *one == key);
            let of_key: Vec<_> = of_key.map(|(_, line, found)| (*line, found.clone())).collect();
            prop_assert_eq!(followed(&world.ledger, &key), of_key);
        }
        prop_assert_eq!(followed(&world.ledger, "K9"), []);
    }
}

#[test]
fn records_of_a_stage_longer_than_a_row_are_found_at_its_ends_and_between() {
    let world = world();
    let records: Vec<_> = (1..=140_000)
        .map(|line| StagedRecord {
            payload: None,
            ..record(line, &format!("K{line}"), "x")
        })
        .collect();
    world.stage("suppliers", &records);
    let raw = rusqlite::Connection::open(&world.path).unwrap();
    let chunks: i64 = raw
        .query_row("SELECT count(*) FROM key_chunk", [], |row| row.get(0))
        .unwrap();
    assert_eq!(chunks, 3);
    for line in [1, 65_536, 65_537, 131_072, 131_073, 140_000] {
        assert_eq!(
            followed(&world.ledger, &format!("K{line}")),
            [(line, vec![])]
        );
    }
}
