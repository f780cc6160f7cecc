//! The judgements, as tables of columns and expected words.

use std::fmt::Write as _;
use std::io::Cursor;
use std::sync::Arc;

use landbridge_contract::{
    Batch, Flow, Input, Layout, LayoutKind, Name, Notice, NoticeKind, Options, Place, Record, Slot,
    Tally, Value,
};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{ColumnProfile, Profile, Profiler};

fn layout(names: &[&str]) -> Arc<Layout> {
    Arc::new(Layout {
        file: Arc::from("vendors.csv"),
        kind: LayoutKind::Lines,
        names: names.iter().map(|name| Name::from(*name)).collect(),
        columns: (0..).take(names.len()).collect(),
        children: Vec::new(),
        pieces: Vec::new(),
    })
}

fn record(ordinal: u64, values: Vec<Value>) -> Record {
    Record {
        ordinal,
        place: Place {
            line: ordinal + 1,
            ..Place::default()
        },
        slots: (values.into_iter())
            .map(|value| Slot {
                value,
                ..Slot::default()
            })
            .collect(),
        ..Record::default()
    }
}

fn profile_of(names: &[&str], rows: Vec<Vec<Value>>, key: &[&str]) -> Profile {
    let layout = layout(names);
    let key: Vec<String> = key.iter().map(|name| (*name).to_owned()).collect();
    let mut profiler = Profiler::new(&key);
    let mut records = 0;
    for (ordinal, values) in (1..).zip(rows) {
        profiler.add(&layout, &record(ordinal, values));
        records = ordinal;
    }
    let tally = Tally {
        records,
        ..Tally::default()
    };
    profiler.finish("vendors.csv", tally)
}

fn text(text: &str) -> Value {
    if text.is_empty() {
        Value::Null
    } else {
        Value::text(text)
    }
}

fn column_of(name: &str, values: Vec<Value>) -> ColumnProfile {
    let rows = values.into_iter().map(|value| vec![value]).collect();
    let mut profile = profile_of(&[name], rows, &[]);
    profile.tables.remove(0).columns.remove(0)
}

/// All remarks on a column of texts: `code: words`, and below each the first origin and value.
fn remarks(name: &str, values: &[&str]) -> String {
    remarks_on(&column_of(
        name,
        values.iter().map(|value| text(value)).collect(),
    ))
}

fn remarks_on(column: &ColumnProfile) -> String {
    let mut all = String::new();
    for one in &column.suspicions {
        writeln!(all, "{} {}: {}", one.severity.word(), one.code, one.text).unwrap();
        if let Some(sample) = one.samples.first() {
            writeln!(all, "  {} = {}", sample.origin, sample.value).unwrap();
        }
    }
    all
}

#[track_caller]
fn check(name: &str, values: &[&str], expected: &str) {
    let expected: Vec<&str> = expected
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .collect();
    let found = remarks(name, values);
    let found: Vec<&str> = found.lines().map(str::trim).collect();
    assert_eq!(found, expected, "{values:?}");
}

/// Checks one remark among others.
#[track_caller]
fn says(name: &str, values: &[&str], expected: &str) {
    let found = remarks(name, values);
    assert!(found.contains(expected), "not among:\n{found}");
}

#[track_caller]
fn says_not(name: &str, values: &[&str], code: &str) {
    let found = remarks(name, values);
    assert!(!found.contains(code), "among:\n{found}");
}

fn repeated<'a>(value: &'a str, times: usize, others: &[&'a str]) -> Vec<&'a str> {
    let mut all = vec![value; times];
    all.extend(others);
    all
}

#[test]
fn day_or_month_first_is_told_by_numbers_over_twelve() {
    check(
        "Paid",
        &["31/01/2026", "05/02/2026", "17/02/2026"],
        "know day-first: day first: 2 have a first number over 12, none a second
           vendors.csv:2, column 1 (Paid) = 31/01/2026",
    );
    check(
        "Paid",
        &["01/31/2026", "05/02/2026"],
        "know month-first: month first: 1 has a second number over 12, none a first
           vendors.csv:2, column 1 (Paid) = 01/31/2026",
    );
    check(
        "Paid",
        &["01/02/2026", "05/02/2026"],
        "look ambiguous-date: day or month first is ambiguous: no number is over 12 in any of 2
           vendors.csv:2, column 1 (Paid) = 01/02/2026",
    );
    check(
        "Paid",
        &["31/01/2026", "30/01/2026", "02/28/2026"],
        "mend mixed-date-order: day and month change places: 2 have a first number over 12, 1 a second
           vendors.csv:4, column 1 (Paid) = 02/28/2026",
    );
}

#[test]
fn dates_that_cannot_be_are_to_be_mended_and_forms_are_counted() {
    says(
        "Paid",
        &["2026-02-28", "2026-02-30"],
        "mend impossible-date: 1 is a day that no calendar has",
    );
    says(
        "Paid",
        &["2026-02-28", "2026-03-01", "13.03.2026"],
        "look date-forms: dates in 2 forms: YYYY-MM-DD (2), DD.MM.YYYY (1)",
    );
    says(
        "Paid",
        &["24-Dec-10", "31-Dec-10"],
        "look short-year: 2 have a year of two digits",
    );
    says(
        "Paid",
        &["20260131", "20260228", "20260331"],
        "know compact-date: dates as eight digits",
    );
    says(
        "Paid",
        &["2026-01-01", "9999-12-31"],
        "look far-date: 1 date is far from the rest",
    );
}

#[test]
fn codes_that_lost_their_zeros_are_told_from_running_numbers() {
    let mut zips: Vec<String> = (0..90).map(|n| (10_203 + n * 977).to_string()).collect();
    zips.extend((0..10).map(|n| (1_203 + n * 77).to_string()));
    let zips: Vec<&str> = zips.iter().map(String::as_str).collect();
    says(
        "ZipCode",
        &zips,
        "mend lost-zeros: 10 of 100 are shorter than 5 digits: leading zeros may be lost\n  \
         vendors.csv:92, column 1 (ZipCode) = 1203",
    );
    let counter: Vec<String> = (1..=5_000).map(|n: u32| n.to_string()).collect();
    let counter: Vec<&str> = counter.iter().map(String::as_str).collect();
    says_not("Id", &counter, "lost-zeros");
    says(
        "Terms",
        &["06", "05", "01"],
        "know leading-zeros: 3 begin with a zero",
    );
}

#[test]
fn separators_are_read_by_what_only_one_reading_allows() {
    check(
        "Amount",
        &["1.200,50", "17,25", "3,5"],
        "know decimal-comma: decimal comma: 3 values say so
           vendors.csv:2, column 1 (Amount) = 1.200,50
         know number-forms: numbers written with: thousands grouped by point (1)
           vendors.csv:2, column 1 (Amount) = 1.200,50",
    );
    check(
        "Amount",
        &["1,234", "2,500"],
        "look ambiguous-separator: 2 can be read in two ways (`1,234`), and no other value tells
           vendors.csv:2, column 1 (Amount) = 1,234",
    );
    says(
        "Amount",
        &["1,234", "2,500", "7", "12", "900"],
        "know grouped-thousands: thousands grouped by comma (2)",
    );
    says(
        "Amount",
        &["1,234.50", "2,50", "17.5"],
        "mend mixed-separators: 2 have a decimal point, 1 a decimal comma",
    );
    says(
        "Amount",
        &["12.50-", "(3.00)", "7.25"],
        "numbers written with: minus at the end (1), negative in parentheses (1)",
    );
    // Addresses of machines are no numbers.
    says_not(
        "Host",
        &["66.59.32.255", "122.243.174.115", "10.0.0.1"],
        "decimal",
    );
}

#[test]
fn sums_are_exact_under_the_reading_that_holds() {
    let sum = |values: &[&str]| {
        let values = values.iter().map(|value| text(value)).collect();
        let numbers = column_of("Amount", values).numbers;
        numbers
            .and_then(|numbers| numbers.sum)
            .map(|sum| sum.to_string())
    };
    assert_eq!(sum(&["0.1", "0.2"]).as_deref(), Some("0.3"));
    assert_eq!(sum(&["1.200,50", "0,25", "7"]).as_deref(), Some("1207.75"));
    assert_eq!(sum(&["(3.00)", "12.50-", "1.5"]).as_deref(), Some("-14.00"));
    assert_eq!(sum(&["1,234", "2,500"]), None, "two readings have no sum");
    assert_eq!(sum(&["0012", "0013"]), None, "codes have no sum");
}

#[test]
fn long_numbers_and_exponents_are_told() {
    says(
        "Ref",
        &["12345678901234567", "1"],
        "look long-number: 1 has more than 15 digits",
    );
    says(
        "Ref",
        &["1.23E+15", "12"],
        "mend exponent: 1 is written with an exponent",
    );
}

#[test]
fn values_of_another_type_are_named_with_their_origins() {
    let values = repeated("12.50", 40, &["see note"]);
    check(
        "Amount",
        &values,
        "mend other-type: 1 of 41 is no number
           vendors.csv:42, column 1 (Amount) = see note",
    );
    let column = column_of(
        "Amount",
        (0..20)
            .map(|n| match n {
                7 => Value::text("8.00"),
                n => Value::Decimal(Decimal::new(n * 100 + 25, 2)),
            })
            .collect(),
    );
    let found = remarks_on(&column);
    assert!(
        found.contains("look kept-as-text: 1 number is kept as text"),
        "{found}"
    );
}

#[test]
fn what_stands_for_no_value_is_listed_and_not_counted_as_a_type() {
    let values = repeated("12", 20, &["N/A", "-", "#REF!", "N/A"]);
    let found = remarks("Amount", &values);
    assert!(
        found.contains("look placeholder: 3 stand for no value: `N/A` (2), `-` (1)"),
        "{found}"
    );
    assert!(
        found.contains("mend error-value: 1 holds an error: `#REF!` (1)"),
        "{found}"
    );
    assert!(!found.contains("other-type"), "{found}");
}

#[test]
fn white_space_and_what_does_not_show_are_told() {
    says(
        "Name",
        &["Ann ", "Eve"],
        "know outer-space: 1 has white space around",
    );
    says(
        "Name",
        &["A\nB", "Eve"],
        "know line-breaks: 1 holds a line break or a tab",
    );
    says(
        "Name",
        &["A\u{7}B", "Eve"],
        "look control-characters: 1 holds a character",
    );
    says("Name", &["A\u{200b}B", "Eve"], "look control-characters");
    says("Name", &["CrÃ©dit", "Eve"], "mend garbled: 1 is garbled");
    says_not("Name", &["Crédit Ândré", "Eve"], "garbled");
}

#[test]
fn shapes_of_codes_show_the_odd_one() {
    let values = repeated("AB-1234", 30, &["AB1234"]);
    says(
        "Code",
        &values,
        "look rare-shape: 1 of 31 has another shape than `AA-9999`",
    );
    let towns = repeated("Leeds", 30, &["Sioux City"]);
    says_not("Town", &towns, "rare-shape");
}

#[test]
fn spellings_that_differ_only_in_case_or_white_space_are_brought_together() {
    says(
        "Name",
        &["Paper Ltd", "PAPER  LTD", "Paper Ltd", "Ink"],
        "look variants: 1 value is written in several ways that differ only in case or white space: \
         `Paper Ltd` (2), `PAPER  LTD` (1)",
    );
}

#[test]
fn long_texts_that_only_begin_alike_are_no_variants() {
    let (one, other) = (
        format!("{}one", "x".repeat(120)),
        format!("{}other", "x".repeat(120)),
    );
    says_not("About", &[&one, &other, "Ink"], "variants");
}

#[test]
fn numbers_far_from_the_rest_are_named() {
    let mut values: Vec<String> = (0..60).map(|n| format!("{}.50", 100 + n)).collect();
    values.push("98000.00".to_owned());
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    says(
        "Price",
        &values,
        "look outlier: 1 lies far from the rest: half of all values are from 115.5 to 145.5\n  \
         vendors.csv:62, column 1 (Price) = 98000.00",
    );
    let mut tail: Vec<String> = (0..60).map(|n: u64| (n * n * n + 5).to_string()).collect();
    tail.push("-4".to_owned());
    let tail: Vec<&str> = tail.iter().map(String::as_str).collect();
    says_not("Price", &tail, "outlier");
    says(
        "Price",
        &tail,
        "look few-negative: 1 is negative, 60 are not",
    );
}

#[test]
fn a_header_among_the_records_is_told() {
    says(
        "Vendor",
        &["Aria", "Vendor", "Cairn"],
        "mend header-among-records: 1 value is the name",
    );
}

#[test]
fn columns_that_say_nothing_are_told() {
    check("State", &["NE", "NE"], "know constant: always `NE`");
    check("State", &["", ""], "know empty: nothing in any record");
}

#[test]
fn a_key_names_its_duplicates_with_both_origins() {
    let rows: Vec<Vec<Value>> = (1..=200)
        .map(|n| {
            let id = if n == 150 { 20 } else { n };
            vec![text(&format!("V{id:04}")), text(&format!("name {}", n % 7))]
        })
        .collect();
    let profile = profile_of(&["Vendor", "Name"], rows, &["Name", "Vendor"]);
    let keys = &profile.tables[0].keys;
    assert_eq!(keys.len(), 2);
    assert!(keys[0].stated);
    assert_eq!(keys[0].columns, ["Name", "Vendor"]);
    assert_eq!(keys[0].duplicates, 0, "another name makes another key");
    assert_eq!(keys[1].columns, ["Vendor"]);
    assert_eq!(keys[1].duplicates, 1);
    assert_eq!(keys[1].samples[0].value, "V0020");
    assert_eq!(keys[1].samples[0].first, "vendors.csv:21");
    assert_eq!(keys[1].samples[0].again, "vendors.csv:151");
}

#[test]
fn amounts_and_dates_are_no_keys_though_they_differ() {
    let rows: Vec<Vec<Value>> = (1..=50_u32)
        .map(|n| {
            vec![
                text(&format!("{n}.25")),
                text(&format!("2026-01-{:02}", n % 28 + 1)),
            ]
        })
        .collect();
    let profile = profile_of(&["Amount", "Paid"], rows, &[]);
    assert!(profile.tables[0].keys.is_empty());
}

#[test]
fn a_record_that_looks_like_a_total_is_told() {
    let mut rows: Vec<Vec<Value>> = (1..=6)
        .map(|n| vec![text("Pens"), text(&n.to_string())])
        .collect();
    rows.push(vec![text("Total:"), text("21")]);
    let profile = profile_of(&["What", "Amount"], rows.clone(), &[]);
    let found = &profile.tables[0].suspicions[0];
    assert_eq!(found.code, "total-record");
    assert_eq!(found.samples[0].origin, "vendors.csv:8");
    // Without the word, the sum tells.
    rows.pop();
    rows.push(vec![Value::Null, text("21")]);
    let profile = profile_of(&["What", "Amount"], rows, &[]);
    assert_eq!(profile.tables[0].suspicions[0].code, "last-is-sum");
}

#[test]
fn hidden_records_are_counted_with_their_origins() {
    let layout = layout(&["Name"]);
    let mut profiler = Profiler::new(&[]);
    let mut hidden = record(1, vec![text("Ann")]);
    hidden.notices.push(Notice {
        slot: None,
        kind: NoticeKind::Hidden,
        found: String::new(),
    });
    profiler.add(&layout, &hidden);
    let profile = profiler.finish("vendors.csv", Tally::default());
    let noticed = &profile.tables[0].noticed[0];
    assert_eq!((noticed.kind, noticed.count), ("hidden", 1));
    assert_eq!(noticed.samples[0].origin, "vendors.csv:2");
}

#[test]
fn many_different_values_are_estimated_and_said_so_and_the_frequent_ones_stay() {
    let values: Vec<Value> = (0..40_000_u32)
        .map(|n| {
            text(&if n % 10 == 0 {
                "often".to_owned()
            } else {
                format!("v{n}")
            })
        })
        .collect();
    let column = column_of("Name", values);
    assert!(!column.distinct.exact);
    let off = column.distinct.count.abs_diff(36_001);
    assert!(off < 36_001 / 10, "{}", column.distinct.count);
    assert_eq!(column.frequent[0].value, "often");
    assert!(!column.frequent[0].exact);
    assert!(column.frequent[0].count > 3_000 && column.frequent[0].count <= 4_000);
}

/// The profile of a delimited file that is read in batches of this size.
fn profile_in_batches(bytes: &str, size: usize) -> Profile {
    let connector = crate::registry::source("delimited").unwrap();
    let input = Input {
        file: Arc::from("vendors.csv"),
        bytes: Box::new(Cursor::new(bytes.to_owned())),
        scratch: landbridge_contract::Scratch::default(),
    };
    let mut source = connector.open(input, &Options::default()).unwrap();
    let everything = source.everything().unwrap();
    let mut reader = source.read(&everything).unwrap();
    let mut profiler = Profiler::new(&["Id".to_owned()]);
    let mut batch = Batch::default();
    loop {
        let flow = reader.next_batch(&mut batch, size).unwrap();
        let layout = reader.layout();
        for record in &batch.records {
            profiler.add(&layout, record);
        }
        for fault in &batch.faults {
            profiler.add_fault(fault);
        }
        if flow == Flow::End {
            return profiler.finish("vendors.csv", reader.tally());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_profile_does_not_depend_on_the_size_of_batches(
        values in proptest::collection::vec(
            "[ -!#-+.-~]{0,12}|[0-9]{1,4}[.][0-9]{1,3}|[0-3][0-9]/[01][0-9]/20[12][0-9]", 1..60
        ),
        size in 2_usize..40,
    ) {
        let mut bytes = String::from("Id,Value,Same\n");
        for (number, value) in values.iter().enumerate() {
            writeln!(bytes, "{},{value},{value}", number % 50).unwrap();
        }
        let once = profile_in_batches(&bytes, 1);
        prop_assert_eq!(&once, &profile_in_batches(&bytes, size));
        prop_assert_eq!(&once, &profile_in_batches(&bytes, 10_000));
        let column = &once.tables[0].columns[1];
        let kinds: u64 = column.kinds.iter().map(|kind| kind.count).sum();
        prop_assert_eq!(kinds + column.empty, column.records);
    }
}
