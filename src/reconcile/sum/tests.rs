use proptest::prelude::*;
use rust_decimal::Decimal;

use super::Sum;

fn sum(values: &[&str]) -> Sum {
    let mut sum = Sum::default();
    for value in values {
        sum.add(&Sum::one(Some(value.parse().unwrap())));
    }
    sum
}

fn shown(values: &[&str]) -> String {
    sum(values)
        .value()
        .map_or_else(|| "lost".to_owned(), |value| value.to_string())
}

#[test]
fn sums_are_exact_whatever_the_decimals() {
    assert_eq!(shown(&["0.1", "0.2"]), "0.3");
    assert_eq!(shown(&["0.5", "0.25", "0.25"]), "1");
    assert_eq!(shown(&["12.50", "-12.5"]), "0");
    assert_eq!(shown(&[]), "0");
    assert_eq!(shown(&["100", "0.001"]), "100.001");
}

#[test]
fn a_cent_is_not_lost_beside_a_number_of_28_digits() {
    let great = "7000000000000000000000000000";
    assert_eq!(
        shown(&[great, "0.01"]),
        "lost",
        "this has more digits than can be shown"
    );
    assert_eq!(
        shown(&[great, "0.01", "-7000000000000000000000000000"]),
        "0.01"
    );
    assert!(!sum(&[great, "0.01"]).agrees_with(&sum(&[great, "0.02"])));
    assert!(sum(&[great, "0.01"]).agrees_with(&sum(&["0.01", great])));
}

#[test]
fn values_without_a_number_are_counted() {
    let mut one = Sum::one(None);
    one.add(&Sum::one(Some(Decimal::ONE)));
    assert_eq!((one.count, one.value()), (2, Some(Decimal::ONE)));
    assert!(!one.agrees_with(&sum(&["1"])), "the counts differ");
    assert_eq!(one.minus(&sum(&["3"])), (1, Some(Decimal::from(-2))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_of_adding_never_shows(
        values in proptest::collection::vec((any::<i64>(), 0_u32..20), 1..20),
        cut in 0_usize..20,
    ) {
        let ones: Vec<Sum> = values
            .iter()
            .map(|(digits, scale)| Sum::one(Some(Decimal::new(*digits, *scale))))
            .collect();
        let all = |ones: &[Sum]| ones.iter().fold(Sum::default(), |mut sum, one| { sum.add(one); sum });
        let forwards = all(&ones);
        let backwards = all(&ones.iter().rev().cloned().collect::<Vec<_>>());
        let (left, right) = ones.split_at(cut.min(ones.len()));
        let mut halves = all(right);
        halves.add(&all(left));
        prop_assert!(forwards.agrees_with(&backwards));
        prop_assert!(forwards.agrees_with(&halves));
        prop_assert_eq!(forwards.value(), backwards.value());
        prop_assert_eq!(forwards.value(), halves.value());
    }

    #[test]
    fn small_sums_are_those_of_the_decimal_type(values in proptest::collection::vec((any::<i32>(), 0_u32..5), 0..20)) {
        let decimals: Vec<Decimal> =
            values.iter().map(|(digits, scale)| Decimal::new(i64::from(*digits), *scale)).collect();
        let mut exact = Sum::default();
        for decimal in &decimals {
            exact.add(&Sum::one(Some(*decimal)));
        }
        prop_assert_eq!(exact.value(), Some(decimals.iter().sum::<Decimal>()));
    }
}
