use landbridge_contract::Name;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{Agreement, Book, TotalKey, TotalSheet};
use crate::reconcile::Sum;

const BOOKS: [Book; 8] = [
    Book::Read,
    Book::Skipped,
    Book::Rejected,
    Book::Refused,
    Book::InDoubt,
    Book::NotSent,
    Book::Loaded,
    Book::Erp,
];

fn key(group: &str) -> TotalKey {
    TotalKey {
        object: Name::from("invoices"),
        name: Name::from("Amount"),
        group: Name::from(group),
    }
}

fn sheet(posted: &[(Book, &str)]) -> TotalSheet {
    let mut sheet = TotalSheet::default();
    for (book, value) in posted {
        sheet.post(&key("EUR"), *book, Some(value.parse().unwrap()));
    }
    sheet
}

fn agreement(posted: &[(Book, &str)]) -> Agreement {
    sheet(posted).line(&key("EUR")).unwrap().agreement()
}

#[test]
fn three_books_that_say_the_same_agree() {
    use Book::{Erp, Loaded, Read, Rejected};
    let posted = [
        (Read, "10.00"),
        (Read, "5.5"),
        (Rejected, "5.50"),
        (Loaded, "10"),
        (Erp, "10.0"),
    ];
    assert_eq!(agreement(&posted), Agreement::Agrees);
    assert_eq!(sheet(&posted).differing().count(), 0);
}

#[test]
fn a_cent_that_the_erp_lost_is_a_difference() {
    let posted = [
        (Book::Read, "10.00"),
        (Book::Loaded, "10.00"),
        (Book::Erp, "9.99"),
    ];
    assert_eq!(agreement(&posted), Agreement::ErpDiffers);
    let sheet = sheet(&posted);
    let line = sheet.line(&key("EUR")).unwrap();
    assert_eq!(line.difference(), Some((0, Some("-0.01".parse().unwrap()))));
}

#[test]
fn equal_sums_of_different_counts_do_not_agree() {
    let posted = [
        (Book::Read, "10"),
        (Book::Loaded, "10"),
        (Book::Erp, "4"),
        (Book::Erp, "6"),
    ];
    assert_eq!(agreement(&posted), Agreement::ErpDiffers);
}

#[test]
fn what_was_read_and_is_nowhere_is_said_before_the_erp_is_blamed() {
    let posted = [
        (Book::Read, "10"),
        (Book::Read, "1"),
        (Book::Loaded, "10"),
        (Book::Erp, "9"),
    ];
    assert_eq!(agreement(&posted), Agreement::SourceDiffers);
    let sheet = sheet(&posted);
    assert_eq!(
        sheet.line(&key("EUR")).unwrap().unaccounted(),
        (-1, Some(-Decimal::ONE))
    );
}

#[test]
fn an_erp_that_was_not_read_back_neither_agrees_nor_differs() {
    let posted = [(Book::Read, "10"), (Book::Loaded, "10")];
    assert_eq!(agreement(&posted), Agreement::NotReadBack);
    let mut sheet = sheet(&posted);
    assert_eq!(sheet.line(&key("EUR")).unwrap().difference(), None);
    sheet.read_back("invoices");
    assert_eq!(
        sheet.line(&key("EUR")).unwrap().agreement(),
        Agreement::ErpDiffers
    );
}

#[test]
fn a_group_that_only_the_erp_has_is_a_difference() {
    let mut sheet = sheet(&[(Book::Read, "1"), (Book::Loaded, "1"), (Book::Erp, "1")]);
    sheet.post_sum(&key("USD"), Book::Erp, &Sum::of(1, Decimal::TEN));
    let differing: Vec<&TotalKey> = sheet.differing().map(|(key, _)| key).collect();
    assert_eq!(differing, [&key("USD")]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn sheets_filled_apart_and_merged_in_any_order_are_the_sheet_filled_at_once(
        posts in proptest::collection::vec((0_usize..3, 0_usize..8, any::<i32>(), 0_u32..4, 0_usize..3), 0..30),
    ) {
        let mut whole = TotalSheet::default();
        let mut parts = [TotalSheet::default(), TotalSheet::default(), TotalSheet::default()];
        for (group, book, digits, scale, part) in posts {
            let key = key(["", "EUR", "USD"][group]);
            let value = Some(Decimal::new(i64::from(digits), scale));
            whole.post(&key, BOOKS[book], value);
            parts[part].post(&key, BOOKS[book], value);
        }
        for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0]] {
            let mut merged = TotalSheet::default();
            for part in order {
                merged.merge(&parts[part]);
            }
            prop_assert_eq!(&merged, &whole);
        }
    }
}
