use proptest::prelude::*;

use super::{Keyed, OutOfOrder, Pair, Side, pair};

/// A stream of these keys, each with its number.
fn stream(keys: &[&str]) -> Vec<Keyed<usize>> {
    let keyed = |(item, key): (usize, &&str)| Keyed {
        key: (*key).into(),
        item,
    };
    keys.iter().enumerate().map(keyed).collect()
}

fn said(ledger: &[&str], target: &[&str]) -> Vec<String> {
    let pairs = pair(stream(ledger).into_iter(), stream(target).into_iter());
    pairs
        .map(|pair| match pair {
            Ok(Pair::Both { ledger, target }) => format!("both {}={}", ledger.key, target.key),
            Ok(Pair::OnlyLedger(one)) => format!("ledger {}", one.key),
            Ok(Pair::OnlyTarget(one)) => format!("target {}", one.key),
            Ok(Pair::DuplicateTarget(one)) => format!("duplicate {}", one.key),
            Err(fault) => fault.to_string(),
        })
        .collect()
}

#[test]
fn each_record_is_held_by_both_or_by_one() {
    assert_eq!(
        said(&["A", "B", "D"], &["B", "C", "D"]),
        ["ledger A", "both B=B", "target C", "both D=D"]
    );
    assert_eq!(said(&[], &["A"]), ["target A"]);
    assert_eq!(said(&["A"], &[]), ["ledger A"]);
}

#[test]
fn one_more_under_the_same_key_in_the_erp_is_a_duplicate_whether_it_was_sent_or_not() {
    assert_eq!(
        said(&["A", "B"], &["A", "A", "B"]),
        ["both A=A", "duplicate A", "both B=B"]
    );
    assert_eq!(said(&[], &["A", "A"]), ["target A", "duplicate A"]);
}

#[test]
fn keys_that_the_ledger_holds_twice_are_paired_one_by_one() {
    assert_eq!(said(&["A", "A"], &["A"]), ["both A=A", "ledger A"]);
    assert_eq!(said(&["A", "A"], &["A", "A"]), ["both A=A", "both A=A"]);
}

#[test]
fn a_stream_that_is_not_sorted_ends_the_pairing_instead_of_inventing_breaks() {
    let words = "the records of the ERP are not in the order of their keys";
    assert_eq!(
        said(&["A", "B"], &["B", "A", "C"]),
        ["ledger A", "both B=B", words]
    );
    let mut pairs = pair(stream(&["B", "A"]).into_iter(), stream(&[]).into_iter());
    assert!(pairs.next().unwrap().is_ok());
    assert_eq!(pairs.next(), Some(Err(OutOfOrder { side: Side::Ledger })));
    assert_eq!(pairs.next(), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_element_of_both_sides_comes_out_exactly_once(
        mut ledger in proptest::collection::vec("[a-d]{0,2}", 0..30),
        mut target in proptest::collection::vec("[a-d]{0,2}", 0..30),
    ) {
        ledger.sort();
        target.sort();
        let keys = |all: &[String]| -> Vec<Keyed<usize>> {
            stream(&all.iter().map(String::as_str).collect::<Vec<_>>())
        };
        let (mut left, mut right) = (Vec::new(), Vec::new());
        for one in pair(keys(&ledger).into_iter(), keys(&target).into_iter()) {
            match one.unwrap() {
                Pair::Both { ledger, target } => {
                    prop_assert_eq!(&ledger.key, &target.key);
                    left.push(ledger);
                    right.push(target);
                }
                Pair::OnlyLedger(one) => left.push(one),
                Pair::OnlyTarget(one) => right.push(one),
                Pair::DuplicateTarget(one) => {
                    prop_assert_eq!(Some(&one.key), right.last().map(|last| &last.key));
                    right.push(one);
                }
            }
        }
        prop_assert_eq!(left, keys(&ledger));
        prop_assert_eq!(right, keys(&target));
    }
}
