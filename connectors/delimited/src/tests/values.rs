//! Values, blank lines, ragged records and lines.

use landbridge_contract::Tally;
use landbridge_testkit::support::Drained;
use serde_json::json;

use super::{columns, faults, notices, read, read_with, shown};

#[test]
fn values_are_text_as_it_stands_and_empty_fields_are_nothing() {
    let drained = read("Id,Name,Zip\n007, Ann ,01234\n8,\"\",\n");
    assert_eq!(shown(&drained), ["2: 007 |  Ann  | 01234", "3: 8 | - | -"]);
}

#[test]
fn quotes_hold_delimiters_line_ends_and_doubled_quotes() {
    let drained = read("Id,Note\n1,\"a, b\"\n2,\"say \"\"so\"\"\"\n3,\"two\nlines\"\n");
    assert_eq!(
        shown(&drained),
        ["2: 1 | a, b", "3: 2 | say \"so\"", "4: 3 | two\nlines"]
    );
}

#[test]
fn text_after_a_closing_quote_belongs_to_the_field() {
    let drained = read("Id,Note\n1,\"a\" b\n2, \"c\"\n");
    assert_eq!(shown(&drained), ["2: 1 | a b", "3: 2 |  \"c\""]);
}

#[test]
fn without_a_quote_character_quotes_are_text() {
    let drained = read_with("Id,Size\n1,5\" pipe\n2,\"x\n", &json!({"quote": ""})).unwrap();
    assert_eq!(shown(&drained), ["2: 1 | 5\" pipe", "3: 2 | \"x"]);
}

#[test]
fn every_line_end_ends_a_record_in_any_mixture() {
    let drained = read("a,b\r1,2\n3,4\r\n5,6\r\r\n7,8");
    assert_eq!(
        shown(&drained),
        ["2: 1 | 2", "3: 3 | 4", "4: 5 | 6", "6: 7 | 8"]
    );
    assert_eq!(drained.tally.blank, 1);
}

#[test]
fn lines_are_those_of_the_file_though_records_span_several() {
    let drained = read("Id,Note,Town\n1,\"a\nb\r\nc\",Oslo\n2,d,Bern\n");
    assert_eq!(
        shown(&drained),
        ["2: 1 | a\nb\r\nc | Oslo", "5: 2 | d | Bern"]
    );
    let first = &drained.records[0].record;
    let lines: Vec<u64> = first.slots.iter().map(|slot| slot.line).collect();
    assert_eq!(
        lines,
        [0, 0, 4],
        "the third value stands two lines further down"
    );
    let origin = drained.records[0]
        .layout
        .origin(first.place, &[], Some(2), first.slots[2].line);
    assert_eq!(origin.to_string(), "vendors.csv:4, column 3 (Town)");
}

#[test]
fn bytes_are_offsets_in_the_file_with_its_byte_order_mark() {
    let bytes = |drained: &Drained| -> Vec<u64> {
        drained
            .records
            .iter()
            .map(|yielded| yielded.record.place.byte)
            .collect()
    };
    assert_eq!(bytes(&read("\u{FEFF}a,b\n1,2\r\n\n3,4\n")), [7, 13]);
    let latin = read_with(&b"a,b\n1,\xE9\n"[..], &json!({"encoding": "latin1"})).unwrap();
    assert_eq!(bytes(&latin), [0], "a transcoded file has no offsets");
}

#[test]
fn lines_without_text_are_counted_and_passed_over() {
    let drained = read("Id,Name\n1,Ann\n\n,\n , \n\"\",\"\"\n2,Bob\n   \n");
    assert_eq!(shown(&drained), ["2: 1 | Ann", "7: 2 | Bob"]);
    assert_eq!(
        drained.tally,
        Tally {
            records: 2,
            faults: 0,
            blank: 5
        }
    );
}

#[test]
fn a_short_record_is_padded_with_a_notice() {
    let drained = read("a,b,c\n1,2\n3\n4,5,6\n");
    assert_eq!(
        shown(&drained),
        ["2: 1 | 2 | -", "3: 3 | - | -", "4: 4 | 5 | 6"]
    );
    assert_eq!(
        notices(&drained),
        ["1/-: Ragged 2 of 3 fields", "2/-: Ragged 1 of 3 fields"]
    );
}

#[test]
fn a_short_record_is_a_fault_where_the_mapping_says_so() {
    let drained = read_with("a,b\n1\n2,3\n", &json!({"ragged": "refuse"})).unwrap();
    assert_eq!(shown(&drained), ["3: 2 | 3"]);
    assert_eq!(faults(&drained), ["vendors.csv:2: 1 field"]);
}

#[test]
fn a_long_record_is_a_fault_unless_what_is_too_much_is_empty() {
    let drained = read("a,b\n1,2,,\n3,4,,x\n5,6\n");
    assert_eq!(shown(&drained), ["2: 1 | 2", "4: 5 | 6"]);
    assert_eq!(
        faults(&drained),
        ["vendors.csv:3: 4 fields; field 4 is not empty"]
    );
    assert_eq!(
        drained.tally,
        Tally {
            records: 2,
            faults: 1,
            blank: 0
        }
    );
    assert_eq!(drained.records[1].record.ordinal, 3);
}

#[test]
fn column_names_are_squeezed_and_made_distinct() {
    let names = columns(
        "  Net \u{a0} amount ,Name,,Name,Name (2),Name,\"Two\nlines\"\n",
        &json!({}),
    );
    assert_eq!(
        names,
        [
            "Net amount",
            "Name",
            "column C",
            "Name (2)",
            "Name (2) (2)",
            "Name (3)",
            "Two lines"
        ]
    );
}
