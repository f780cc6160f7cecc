use std::fmt::Write as _;
use std::io::Cursor;
use std::sync::Arc;

use landbridge_contract::{
    Batch, ChildProjection, Flow, Input, Options, PathStep, Projection, Record, Scratch, Source,
};
use proptest::prelude::*;

use super::Grouped;
use crate::diagnose::Location;
use crate::mapping::{GroupSpec, Named, weight};
use crate::registry;

fn named(name: &str) -> Named {
    Named {
        name: name.into(),
        at: Location {
            file: "m.yaml".into(),
            line: 1,
            column: 1,
        },
    }
}

fn spec(by: &[&str], gather: bool) -> GroupSpec {
    GroupSpec {
        by: by.iter().map(|name| named(name)).collect(),
        into: named("lines"),
        gather,
        inner: None,
    }
}

fn fields(names: &[&str]) -> Projection {
    Projection {
        fields: names.iter().map(|name| (*name).into()).collect(),
        ..Projection::default()
    }
}

/// Invoices with their lines.
fn wanted() -> Projection {
    Projection {
        children: vec![ChildProjection {
            path: "lines".into(),
            projection: fields(&["Amount", "Invoice"]),
        }],
        ..fields(&["Invoice", "Vendor"])
    }
}

fn opened(kind: &str, text: &str, spec: &GroupSpec) -> Grouped {
    let input = Input {
        file: Arc::from("rows"),
        bytes: Box::new(Cursor::new(text.to_owned().into_bytes())),
        scratch: Scratch::default(),
    };
    let connector = registry::source(kind).unwrap();
    Grouped::new(connector.open(input, &Options::default()).unwrap(), spec)
}

fn values(record: &Record) -> String {
    let values: Vec<String> = record
        .slots
        .iter()
        .map(|slot| slot.value.to_string())
        .collect();
    values.join(" ")
}

/// The records, one a line: the values, then each line with the origin of its amount.
fn read(kind: &str, text: &str, spec: &GroupSpec, records_max: usize) -> (String, u64) {
    let mut reader = Box::new(opened(kind, text, spec)).read(&wanted()).unwrap();
    let mut batch = Batch::default();
    let mut shown = String::new();
    let mut ordinal = 0;
    loop {
        let flow = reader.next_batch(&mut batch, records_max).unwrap();
        assert!(batch.records.len() + batch.faults.len() <= records_max.max(2));
        let layout = reader.layout();
        for record in &batch.records {
            assert!(record.ordinal > ordinal, "{shown}");
            ordinal = record.ordinal;
            write!(shown, "{}:", values(record)).unwrap();
            for line in &record.children[0] {
                let step = PathStep {
                    child: 0,
                    place: line.place,
                };
                let origin = layout.origin(record.place, &[step], Some(0), line.slots[0].line);
                write!(shown, " [{} at {origin}]", values(line)).unwrap();
            }
            for notice in &record.notices {
                write!(shown, " {:?} {}", notice.kind, notice.found).unwrap();
            }
            shown.push('\n');
        }
        if flow == Flow::End {
            return (shown, reader.tally().records);
        }
    }
}

const ROWS: &str = "Invoice,Vendor,Amount\nA,V,1\nA,V,2\n,V,3\n,V,4\nB,W,5\n";

#[test]
fn rows_that_stand_together_are_one_record_and_rows_without_a_key_are_each_one() {
    let (shown, records) = read("delimited", ROWS, &spec(&["Invoice"], false), 512);
    insta::assert_snapshot!(shown, @r"
    A V: [1 A at rows:2, column 3 (Amount)] [2 A at rows:3, column 3 (Amount)]
     V: [3  at rows:4, column 3 (Amount)]
     V: [4  at rows:5, column 3 (Amount)]
    B W: [5 B at rows:6, column 3 (Amount)]
    ");
    assert_eq!(records, 4);
}

#[test]
fn elements_that_were_put_into_a_record_keep_their_own_paths() {
    let text = "{\"Invoice\":\"A\",\"Amount\":1}\n{\"Invoice\":\"A\",\"Amount\":2}\n";
    let (shown, _) = read("json", text, &spec(&["Invoice"], false), 512);
    insta::assert_snapshot!(shown, @"A : [1 A at rows:1 /Amount] [2 A at rows:2 /Amount]");
}

#[test]
fn groups_beside_a_row_that_cannot_be_read_say_so() {
    let text = "{\"Invoice\":\"A\"}\n{\"Invoice\":\"B\"}\n{\"Inv\n{\"Invoice\":\"C\"}\n{\"Invoice\":\"D\"}\n";
    let (shown, records) = read("json", text, &spec(&["Invoice"], false), 512);
    let torn: Vec<bool> = shown
        .lines()
        .map(|line| line.contains("Incomplete"))
        .collect();
    assert_eq!(torn, [false, true, true, false], "{shown}");
    assert_eq!(records, 4);
}

#[test]
fn a_row_that_cannot_be_read_ends_a_source_whose_rows_are_gathered() {
    let text = "{\"Invoice\":\"A\"}\n{\"Inv\n{\"Invoice\":\"C\"}\n";
    let source = Box::new(opened("json", text, &spec(&["Invoice"], true)));
    let mut reader = source.read(&wanted()).unwrap();
    let fault = reader.next_batch(&mut Batch::default(), 8).unwrap_err();
    assert_eq!(fault.origin.to_string(), "rows:2");
}

#[test]
fn a_group_too_large_for_memory_is_refused_and_reading_goes_on() {
    let mut text = "Invoice,Vendor,Amount\nA,V,1\n".to_owned();
    for _ in 0..=super::reader::ROWS_MAX {
        text.push_str("B,V,1\n");
    }
    text.push_str("C,V,1\n");
    let source = Box::new(opened("delimited", &text, &spec(&["Invoice"], false)));
    let mut reader = source.read(&fields(&["Invoice"])).unwrap();
    let mut batch = Batch::default();
    assert_eq!(reader.next_batch(&mut batch, 512).unwrap(), Flow::End);
    assert_eq!((batch.records.len(), batch.faults.len()), (2, 1));
    assert_eq!(batch.faults[0].origin.to_string(), "rows:3");
}

#[test]
fn groups_of_large_rows_do_not_fill_memory_together() {
    let vendor = "v".repeat(900_000);
    let rows: Vec<String> = (0..60)
        .map(|invoice| format!("I{invoice:02},{vendor},1\n"))
        .collect();
    let text = format!("Invoice,Vendor,Amount\n{}", rows.concat());
    for gather in [false, true] {
        let source = Box::new(opened("delimited", &text, &spec(&["Invoice"], gather)));
        let mut reader = source.read(&wanted()).unwrap();
        let (mut batch, mut records) = (Batch::default(), 0);
        loop {
            let flow = reader.next_batch(&mut batch, 512).unwrap();
            let held = batch.records.iter().rev().skip(1);
            let held: usize = held.map(weight).sum();
            assert!(held <= 16 << 20, "{held} bytes at once");
            records += batch.records.len();
            if flow == Flow::End {
                break;
            }
        }
        assert_eq!(records, 60);
    }
}

/// Rows of invoices and amounts, in the order of the invoices.
fn rows() -> impl Strategy<Value = Vec<(u8, u8)>> {
    proptest::collection::vec((0..6_u8, 0..200_u8), 0..60)
}

fn file(rows: &[(u8, u8)]) -> String {
    let lines = rows
        .iter()
        .map(|(invoice, amount)| format!("I{invoice},V,{amount}\n"));
    format!("Invoice,Vendor,Amount\n{}", lines.collect::<String>())
}

/// Each record with its amounts, sorted, without origins.
fn content(shown: &str) -> Vec<(String, Vec<String>)> {
    let mut records: Vec<(String, Vec<String>)> = shown
        .lines()
        .map(|line| {
            let mut parts = line.split(" [");
            let head = parts.next().unwrap().to_owned();
            let mut amounts: Vec<String> = parts
                .map(|part| part.split(' ').next().unwrap().to_owned())
                .collect();
            amounts.sort();
            (head, amounts)
        })
        .collect();
    records.sort();
    records
}

proptest! {
    #[test]
    fn the_size_of_batches_does_not_show(rows in rows(), size in 1..7_usize, gather: bool) {
        let text = file(&rows);
        let spec = spec(&["Invoice"], gather);
        prop_assert_eq!(read("delimited", &text, &spec, size), read("delimited", &text, &spec, 512));
    }

    #[test]
    fn gathered_rows_make_the_same_records_in_any_order(rows in rows(), mixed in rows().prop_shuffle()) {
        let mut sorted = mixed.clone();
        sorted.sort_unstable();
        let together = read("delimited", &file(&sorted), &spec(&["Invoice"], false), 512).0;
        let gathered = read("delimited", &file(&mixed), &spec(&["Invoice"], true), 512).0;
        prop_assert_eq!(content(&together), content(&gathered));
        let alone = read("delimited", &file(&rows), &spec(&["Invoice"], true), 512).0;
        let amounts: usize = content(&alone).iter().map(|(_, amounts)| amounts.len()).sum();
        prop_assert_eq!(amounts, rows.len());
    }
}
