use jiff::civil::{Date, date};
use landbridge_contract::Value;
use proptest::prelude::*;

use super::{Ageing, Bucket};

const RUN_DATE: Date = date(2026, 5, 31);

fn months() -> Ageing {
    Ageing::new(vec![30, 60, 90], None).unwrap()
}

fn bucket(value: &Value) -> String {
    months().bucket(value, RUN_DATE).into()
}

#[test]
fn an_item_is_as_old_as_the_days_since_its_date() {
    let of = |year, month, day| bucket(&Value::Date(date(year, month, day)));
    assert_eq!(of(2026, 6, 1), "not due");
    assert_eq!(of(2026, 5, 31), "not due");
    assert_eq!(of(2026, 5, 30), "1–30");
    assert_eq!(of(2026, 5, 1), "1–30");
    assert_eq!(of(2026, 4, 30), "31–60");
    assert_eq!(of(2026, 3, 2), "61–90");
    assert_eq!(of(2026, 3, 1), "over 90");
}

#[test]
fn what_the_erp_returns_as_text_is_the_same_day() {
    for text in [
        "2026-05-01",
        "2026-05-01T00:00:00.000+00:00",
        "2026-05-01 10:00:00",
    ] {
        assert_eq!(bucket(&Value::text(text)), "1–30", "{text}");
    }
    assert_eq!(
        bucket(&Value::DateTime(date(2026, 5, 1).at(23, 59, 0, 0))),
        "1–30"
    );
}

#[test]
fn what_is_no_date_has_none() {
    for value in [
        Value::Null,
        Value::Bool(false),
        Value::text(""),
        Value::text("on receipt"),
        Value::text("2026-02-30"),
        Value::text("2026-05-011"),
    ] {
        assert_eq!(bucket(&value), "no date", "{value:?}");
    }
}

#[test]
fn a_stated_day_holds_whatever_the_day_of_the_run() {
    let ageing = Ageing::new(vec![30], Some(date(2025, 12, 31))).unwrap();
    let item = Value::Date(date(2026, 1, 1));
    assert_eq!(ageing.bucket(&item, RUN_DATE), "not due");
    assert!(!ageing.needs_run_date() && months().needs_run_date());
}

#[test]
fn buckets_rise_from_one_day_up() {
    for wrong in [vec![], vec![0, 30], vec![30, 30], vec![60, 30]] {
        assert_eq!(Ageing::new(wrong.clone(), None), None, "{wrong:?}");
    }
}

proptest! {
    /// Against a naive reference: the buckets that a day lies in by counting the days up one by one.
    #[test]
    fn every_day_is_in_the_bucket_that_counting_days_says(late in -400_i32..400, ends in prop::collection::btree_set(1_u32..300, 1..6)) {
        let last_days: Vec<u32> = ends.into_iter().collect();
        let ageing = Ageing::new(last_days.clone(), None).unwrap();
        let item = RUN_DATE - jiff::Span::new().days(late);
        let mut counted = 0;
        let mut day = item;
        while day < RUN_DATE {
            day = day.tomorrow().unwrap();
            counted += 1;
        }
        let below = last_days.iter().filter(|last| **last < counted).count();
        let first = below.checked_sub(1).map_or(1, |one| last_days[one] + 1);
        let expected = match last_days.get(below) {
            _ if counted == 0 => "not due".to_owned(),
            Some(last) => format!("{first}–{last}"),
            None => format!("over {}", first - 1),
        };
        prop_assert_eq!(ageing.bucket(&Value::Date(item), RUN_DATE), expected);
    }

    /// Older items never stand before younger ones.
    #[test]
    fn buckets_stand_in_the_order_of_age(one in -100_i32..200, other in -100_i32..200) {
        let of = |late: i32| {
            let item = RUN_DATE - jiff::Span::new().days(late);
            Bucket::named(&months().bucket(&Value::Date(item), RUN_DATE)).unwrap().rank()
        };
        prop_assert!((one > other) || of(one) <= of(other));
    }
}
