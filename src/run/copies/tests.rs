use std::io::Cursor;
use std::sync::Arc;

use landbridge_contract::{Batch, Flow, Input, Name, Options, Projection, Scratch, Source, Value};

use super::Numbered;
use crate::registry;

const REGISTER: &str = "Item,Place,Cost\nchair,Oslo,10\ntable,Oslo,90\nchair,Oslo,10\n\
                        chair,Bergen,10\nchair,Oslo,10\n";

fn register(copies: &str) -> Numbered {
    let input = Input {
        file: Arc::from("register.csv"),
        bytes: Box::new(Cursor::new(REGISTER.as_bytes())),
        scratch: Scratch::default(),
    };
    let connector = registry::source("delimited").unwrap();
    let source = connector.open(input, &Options::default()).unwrap();
    Numbered::new(source, Name::from(copies))
}

fn projection(fields: &[&str]) -> Projection {
    Projection {
        fields: fields.iter().map(|field| Name::from(*field)).collect(),
        ..Projection::default()
    }
}

/// The records of the register as texts, with the origin of the last value of each.
fn read(fields: &[&str]) -> Vec<(String, String)> {
    let mut reader = Box::new(register("Copy"))
        .read(&projection(fields))
        .unwrap();
    let mut batch = Batch::default();
    let mut read = Vec::new();
    loop {
        // Small batches, so that buffers are used again.
        let flow = reader.next_batch(&mut batch, 2).unwrap();
        let layout = reader.layout();
        for record in &batch.records {
            let values = record.slots.iter().map(|slot| slot.value.to_string());
            let values: Vec<String> = values.collect();
            let last = record.slots.len() - 1;
            let origin = layout.origin(record.place, &[], Some(last), 0);
            read.push((values.join(" "), origin.to_string()));
        }
        if flow == Flow::End {
            return read;
        }
    }
}

fn values(fields: &[&str]) -> Vec<String> {
    read(fields).into_iter().map(|(values, _)| values).collect()
}

#[test]
fn equal_records_are_numbered_in_their_order() {
    assert_eq!(
        values(&["Item", "Place", "Copy"]),
        [
            "chair Oslo 1",
            "table Oslo 1",
            "chair Oslo 2",
            "chair Bergen 1",
            "chair Oslo 3"
        ]
    );
}

#[test]
fn only_what_is_read_makes_records_different() {
    assert_eq!(
        values(&["Copy", "Item"]),
        ["1 chair", "1 table", "2 chair", "3 chair", "4 chair"]
    );
}

#[test]
fn the_number_stands_in_no_column_and_other_origins_stay() {
    let numbers = read(&["Item", "Copy"]);
    assert_eq!(numbers[0].1, "register.csv:2");
    let places = read(&["Copy", "Place"]);
    assert_eq!(places[2].1, "register.csv:4, column 2 (Place)");
}

#[test]
fn the_column_is_known_beside_those_of_the_file() {
    let columns = register("Copy").columns().unwrap().unwrap();
    let names: Vec<&str> = columns.iter().map(|column| &*column.name).collect();
    assert_eq!(names, ["Item", "Place", "Cost", "Copy"]);
}

#[test]
fn a_name_that_the_file_has_is_refused() {
    let fault = register("Cost").columns().unwrap_err();
    assert!(fault.found.contains("`Cost`"), "{fault}");
}

#[test]
fn a_mapping_that_does_not_ask_for_the_number_pays_nothing_for_it() {
    let mut reader = Box::new(register("Copy"))
        .read(&projection(&["Cost"]))
        .unwrap();
    let mut batch = Batch::default();
    reader.next_batch(&mut batch, 10).unwrap();
    assert_eq!(batch.records[0].slots[0].value, Value::text("10"));
    assert_eq!(batch.records[0].slots.len(), 1);
}
