//! What shows only across records is the same whoever settles a stage: the process that staged it, or another.

use proptest::prelude::*;

use super::*;

/// Keys in conflict by line, and how many records stand in each state.
type Settled = (Vec<(u64, String)>, Vec<(&'static str, u64)>);

fn settled(records: &[StagedRecord], by_another: bool) -> Settled {
    let mut world = world();
    let object = world.stage("suppliers", records);
    if by_another {
        world.ledger = Ledger::open(&world.path).unwrap();
        drop(
            world
                .ledger
                .lock_for_writing(&EntryFacts::default())
                .unwrap(),
        );
    }
    world.ledger.skip_duplicates(world.run, object).unwrap();
    let issues = world.issues(object);
    let issues = issues
        .into_iter()
        .map(|(line, issue)| (line, format!("{issue:?}")));
    (issues.collect(), world.states(world.run))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn duplicates_and_conflicts_do_not_depend_on_who_settles(
        pairs in prop::collection::vec((0_u8..20, 0_u8..3), 0..60)
    ) {
        let records: Vec<_> = (1..)
            .zip(&pairs)
            .map(|(line, (key, payload))| {
                // Key 0 stands for a record without one.
                let key = if *key == 0 { String::new() } else { format!("K{key}") };
                record(line, &key, &payload.to_string())
            })
            .collect();
        prop_assert_eq!(settled(&records, false), settled(&records, true));
    }
}
