use proptest::prelude::*;

use super::Closing;

fn five_thousand() -> Closing {
    Closing {
        read: 5_000,
        skipped_filtered: 7,
        skipped_duplicate: 4,
        skipped_unchanged: 1,
        rejected: 38,
        loaded: 4_950,
        ..Closing::default()
    }
}

#[test]
fn the_equation_is_written_as_people_read_it() {
    assert!(five_thousand().holds());
    assert_eq!(
        five_thousand().to_string(),
        "5,000 read = 12 skipped + 38 rejected + 4,950 loaded + 0 refused + 0 in doubt + 0 not yet sent"
    );
}

#[test]
fn an_equation_that_does_not_hold_says_by_how_much() {
    let lost = Closing {
        loaded: 3_949,
        ..five_thousand()
    };
    assert!(!lost.holds());
    assert!(lost.to_string().starts_with("5,000 read ≠ 12 skipped"));
    assert!(lost.to_string().ends_with("(1,001 not accounted for)"));
    let doubled = Closing {
        in_doubt: 1,
        ..five_thousand()
    };
    assert!(doubled.to_string().ends_with("(1 too many)"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn it_holds_just_when_every_record_is_somewhere(counts in any::<[u32; 8]>(), read in any::<u64>()) {
        let [filtered, duplicate, unchanged, rejected, loaded, refused, in_doubt, not_sent] =
            counts.map(u64::from);
        let closing = Closing {
            read,
            skipped_filtered: filtered,
            skipped_duplicate: duplicate,
            skipped_unchanged: unchanged,
            rejected,
            loaded,
            refused,
            in_doubt,
            not_sent,
        };
        let all = counts.iter().map(|count| u64::from(*count)).sum();
        prop_assert_eq!(closing.holds(), read == all);
        let closed = Closing { read: all, ..closing };
        prop_assert!(closed.holds());
        let one_lost = Closing { read: all + 1, ..closing };
        prop_assert!(!one_lost.holds());
    }
}
