//! Records that are more than can be held.

use landbridge_contract::Projection;
use landbridge_lines::PARTS_MAX;
use landbridge_testkit::support::{self, Drained};
use serde_json::json;

use super::{orders, read_orders};
use crate::FixedWidthConnector;

/// The faults of a read, which goes on to its end.
fn faults(drained: &Drained) -> Vec<String> {
    assert!(drained.whole());
    let faults = drained.faults.iter();
    faults
        .map(|fault| format!("{}: {}", fault.origin, fault.found))
        .collect()
}

#[test]
fn a_record_with_more_lines_than_can_be_held_is_a_reject_and_the_next_one_is_read() {
    let lines = "LNabc\n".repeat(PARTS_MAX + 10);
    let drained = read_orders(&format!("HD01\n{lines}HD02\nLNdef\n"), &["No"]);
    let found = format!(
        "staff.dat:{}: a record with more than {PARTS_MAX} nested ones",
        PARTS_MAX + 2
    );
    assert_eq!(faults(&drained), [found]);
    assert_eq!(drained.records.len(), 1);
    let next = &drained.records[0].record;
    assert_eq!(
        (next.value(0).to_string().as_str(), next.children[0].len()),
        ("02", 1)
    );
}

#[test]
fn a_record_that_takes_more_values_of_its_lines_than_can_be_held_is_a_reject() {
    let lines = "LNabc\n".repeat(1_200_000);
    let input = support::input("staff.dat", format!("HD01\n{lines}HD02\nLNdef\n"));
    let source = support::everything(&FixedWidthConnector, input, &support::options(&orders()));
    let fields = support::projection(["No", "line/Item"]);
    let wanted = Projection {
        fields: fields.fields,
        ..Projection::default()
    };
    let drained = support::drain(source.unwrap().0, &wanted, 100).unwrap();
    let found = faults(&drained);
    assert!(
        found[0].ends_with("a record that takes more than 64 MiB with its nested ones"),
        "{found:?}"
    );
    assert_eq!((found.len(), drained.records.len()), (1, 1));
    assert_eq!(drained.records[0].record.value(1).to_string(), "def");
}

#[test]
fn a_record_of_tables_with_more_elements_than_can_be_held_is_a_reject() {
    let book = "       01 R.\n          05 A OCCURS 500 TIMES.\n             10 B OCCURS 500 TIMES PIC X.\n";
    let stated =
        support::options(&json!({"copybook": book, "framing": "lines", "encoding": "utf-8"}));
    let text = format!("{}\nxy\n", "x".repeat(250_000));
    let input = support::input("staff.dat", text);
    let drained = support::collect(&FixedWidthConnector, input, &stated).unwrap();
    let found = format!("staff.dat:1: a record with more than {PARTS_MAX} nested ones");
    assert_eq!(faults(&drained), [found]);
    assert_eq!(drained.records.len(), 1);
}

#[test]
fn a_batch_ends_where_much_is_held_though_more_records_were_asked_for() {
    let line = |number: u32| format!("{number:05}{}\n", "x".repeat(1_000_000));
    let text: String = (0..12).map(line).collect();
    let layout = json!({"layout": [
        {"name": "No", "from": 1, "length": 5},
        {"name": "Text", "from": 6, "length": 1_000_000},
    ]});
    let input = support::input("staff.dat", text);
    let (source, wanted) =
        support::everything(&FixedWidthConnector, input, &support::options(&layout)).unwrap();
    let mut reader = source.read(&wanted).unwrap();
    let mut batch = landbridge_contract::Batch::default();
    reader.next_batch(&mut batch, 1_000).unwrap();
    assert_eq!(batch.records.len(), 9, "the first above 8 MiB ends it");
    reader.next_batch(&mut batch, 1_000).unwrap();
    assert_eq!(batch.records.len(), 3);
}
