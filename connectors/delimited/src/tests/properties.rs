//! What must hold for all files.

use landbridge_contract::{Options, SourceConnector as _, Value};
use landbridge_testkit::support;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::DelimitedConnector;
use crate::lines::{field_lines, line_ends};

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-zé ]{0,6}",
        1 => "[,;\"\r\na\t|]{0,8}",
        1 => "\\PC{0,30}",
    ]
}

/// A table whose records all have text in the first column, so that none is blank.
fn table() -> impl Strategy<Value = Vec<Vec<String>>> {
    (1..5_usize).prop_flat_map(|columns| {
        let record = ("[a-z]{1,3}", vec(text(), columns)).prop_map(|(first, mut rest)| {
            rest.insert(0, first);
            rest
        });
        vec(record, 0..12)
    })
}

fn written(table: &[Vec<String>], delimiter: u8, terminator: csv::Terminator) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .terminator(terminator)
        .from_writer(Vec::new());
    let columns = table.first().map_or(2, Vec::len);
    let names = (0..columns).map(|column| format!("Name {column}"));
    writer.write_record(names).unwrap();
    for record in table {
        writer.write_record(record).unwrap();
    }
    writer.into_inner().unwrap()
}

/// Reads lines with tags of two kinds, one of which states a total of the file.
fn lines_with_tags(text: String, size: usize) -> support::Drained {
    let stated = serde_json::json!({"delimiter": "blanks", "kinds": {
        "V": {"line": "^#V", "columns": ["tag", "a"], "end": "^}", "totals": ["a"]},
        "T": {"line": "^#T", "in": "V", "columns": ["tag", "b"]},
    }});
    let input = support::input("table.se", text.into_bytes());
    let opened =
        support::everything(&DelimitedConnector, input, &support::options(&stated)).unwrap();
    let (source, everything) = opened;
    support::drain(source, &everything, size).unwrap()
}

#[test]
fn a_line_that_ends_a_record_and_is_a_fault_itself_keeps_the_batch_in_its_size() {
    let drained = lines_with_tags("#V 5\n#V x".to_owned(), 1);
    assert_eq!(drained.breaches, Vec::<String>::new());
    assert_eq!((drained.records.len(), drained.faults.len()), (2, 1));
    let fault = drained.faults.first().unwrap();
    assert_eq!(fault.found, "\"x\" in the total `a`");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_table_reads_back_equal_with_true_lines_in_any_batch(
        table in table(),
        delimiter in prop::sample::select(vec![b',', b';', b'\t', b'|']),
        end in 0..3_usize,
        size in 1..9_usize,
    ) {
        let terminator = match end {
            0 => csv::Terminator::CRLF,
            1 => csv::Terminator::Any(b'\n'),
            _ => csv::Terminator::Any(b'\r'),
        };
        let bytes = written(&table, delimiter, terminator);
        let stated = serde_json::json!({"delimiter": char::from(delimiter).to_string(), "encoding": "utf-8"});
        let input = support::input("table.csv", bytes.clone());
        let mut source = DelimitedConnector.open(input, &support::options(&stated)).unwrap();
        let everything = source.everything().unwrap();
        let drained = support::drain(source, &everything, size).unwrap();
        prop_assert!(drained.whole());
        prop_assert_eq!(drained.records.len(), table.len());
        for (yielded, expected) in drained.records.iter().zip(&table) {
            let record = &yielded.record;
            for (slot, text) in record.slots.iter().zip(expected) {
                let value = if text.is_empty() { Value::Null } else { Value::text(text) };
                prop_assert_eq!(&slot.value, &value);
            }
            let byte = usize::try_from(record.place.byte).unwrap();
            prop_assert_eq!(record.place.line, line_ends(&bytes[..byte]) + 1);
        }
    }

    #[test]
    fn the_second_look_finds_as_many_fields_as_the_parser(record in vec(text(), 1..5)) {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
        writer.write_record(&record).unwrap();
        let bytes = writer.into_inner().unwrap();
        let looked = field_lines(&bytes[..bytes.len() - 1], b',', Some(b'"'), 1);
        prop_assert_eq!(looked.begins.len(), record.len());
        prop_assert_eq!(looked.open_quote, None);
    }

    #[test]
    fn any_bytes_are_read_or_refused_without_a_panic(bytes in vec(any::<u8>(), 0..400), size in 1..4_usize) {
        let input = support::input("table.csv", bytes);
        if let Ok(mut source) = DelimitedConnector.open(input, &Options::default()) {
            let everything = source.everything().unwrap();
            let drained = support::drain(source, &everything, size).unwrap();
            prop_assert!(drained.breaches.is_empty());
        }
    }

    #[test]
    fn any_lines_with_tags_are_read_or_refused_without_a_panic(
        pieces in vec(prop::sample::select(vec!["#V", "#T", " 1", "\n", "\r", "\"", "{", "}", "\\", "\0", "é"]), 0..60),
        size in 1..4_usize,
    ) {
        let drained = lines_with_tags(pieces.concat(), size);
        prop_assert!(drained.breaches.is_empty());
    }
}
