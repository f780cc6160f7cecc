use std::fmt::Write as _;
use std::io::Cursor;
use std::sync::Arc;

use landbridge_contract::{
    Batch, Input, Layout, Name, OptionValue, Options, Projection, RecordReader, Scratch,
};
use proptest::prelude::*;

use super::{Worker, run};
use crate::ledger::StagedRecord;
use crate::registry;

/// A file of so many records, of which every seventh cannot be read.
fn reader(records: u32) -> Box<dyn RecordReader> {
    let mut text = String::from("Number,Twice\n");
    for number in 1..=records {
        match number % 7 {
            0 => writeln!(text, "{number}"),
            _ => writeln!(text, "{number},{}", 2 * number),
        }
        .unwrap();
    }
    let input = Input {
        file: Arc::from("numbers.csv"),
        bytes: Box::new(Cursor::new(text.into_bytes())),
        scratch: Scratch::default(),
    };
    let refuse = OptionValue::Text("refuse".to_owned());
    let options = Options([("ragged".to_owned(), refuse)].into());
    let source = registry::source("delimited")
        .unwrap()
        .open(input, &options)
        .unwrap();
    let projection = Projection {
        fields: ["Number", "Twice"].map(Name::from).to_vec(),
        ..Projection::default()
    };
    source.read(&projection).unwrap()
}

/// A worker that is now and then slow, so that others overtake it.
struct Copier {
    drowsy: u64,
}

impl Worker for Copier {
    fn work(&mut self, _: &Layout, batch: &Batch, staged: &mut Vec<StagedRecord>) {
        for record in &batch.records {
            if record.ordinal % 50 == self.drowsy {
                std::thread::sleep(std::time::Duration::from_micros(300));
            }
            staged.push(StagedRecord {
                ordinal: record.ordinal,
                place: record.place,
                key: format!("{} {}", record.value(0), record.value(1)).into(),
                ..StagedRecord::default()
            });
        }
    }
}

/// What comes through: records and faults by their numbers in the extract.
fn through(records: u32, workers: u64, per_batch: usize) -> (Vec<String>, Vec<u64>) {
    let workers = (0..workers).map(|drowsy| Copier { drowsy }).collect();
    let (mut keys, mut faults) = (Vec::new(), Vec::new());
    let ending = run(reader(records), workers, per_batch, |finished| {
        assert!(finished.staged.len() + finished.faults.len() <= per_batch);
        keys.extend(finished.staged.iter().map(|one| one.key.to_string()));
        faults.extend(finished.faults.iter().map(|one| one.ordinal));
        Ok(())
    })
    .unwrap();
    assert_eq!(ending.fault, None);
    assert_eq!(ending.tally.records, keys.len() as u64);
    (keys, faults)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_comes_through_depends_neither_on_the_size_of_batches_nor_on_the_workers(
        records in 0_u32..1_500, workers in 1_u64..6, per_batch in 1_usize..700
    ) {
        let expected: Vec<String> = (1..=records)
            .filter(|number| number % 7 != 0)
            .map(|number| format!("{number} {}", 2 * number))
            .collect();
        let refused: Vec<u64> = (1..=u64::from(records)).filter(|number| number % 7 == 0).collect();
        prop_assert_eq!(through(records, workers, per_batch), (expected, refused));
    }
}
