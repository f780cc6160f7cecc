//! Files that are broken or made to do harm.

use landbridge_contract::SourceFaultKind;
use serde_json::json;

use super::{read, read_with, shown};
use crate::RECORD_BYTES_MAX;

#[test]
fn a_quote_that_never_closes_is_told_by_the_line_where_it_opened() {
    let mut text = "Id,Name\n1,Ann\n2,\"x\ny\",\"open\n".to_owned();
    text.push_str(&"3,Bob\n".repeat(RECORD_BYTES_MAX / 6 + 100));
    let drained = read(text);
    assert_eq!(
        shown(&drained),
        ["2: 1 | Ann"],
        "what stands before is yielded"
    );
    let fault = drained.ended_by.unwrap();
    assert_eq!(fault.kind, SourceFaultKind::Limit);
    assert_eq!(
        fault.to_string(),
        "vendors.csv:4: found a quote that does not close within 1 MiB, expected a closing quote"
    );
}

#[test]
fn a_quote_open_at_the_end_of_the_file_means_that_it_was_cut() {
    let drained = read("Id,Name\n1,Ann\n2,\"Bo");
    assert_eq!(shown(&drained), ["2: 1 | Ann"]);
    let fault = drained.ended_by.unwrap();
    assert_eq!(
        (fault.kind, fault.origin.to_string().as_str()),
        (SourceFaultKind::Truncated, "vendors.csv:3")
    );
}

#[test]
fn a_record_may_be_as_long_as_the_limit_and_no_longer() {
    let note = |length: usize| format!("Id,Note\n1,{}\n", "x".repeat(length));
    let fits = read(note(RECORD_BYTES_MAX - 3));
    assert_eq!((fits.records.len(), fits.ended_by), (1, None));
    let fault = read(note(RECORD_BYTES_MAX)).ended_by.unwrap();
    assert_eq!(fault.kind, SourceFaultKind::Limit);
    assert_eq!(fault.found, "a line longer than 1 MiB");
}

#[test]
fn a_line_of_delimiters_alone_makes_no_columns_out_of_nothing() {
    let drained = read(format!("Id,Name\n{}\n1,Ann\n", ",".repeat(100_000)));
    assert_eq!(shown(&drained), ["3: 1 | Ann"]);
    assert_eq!(drained.tally.blank, 1);
}

#[test]
fn bytes_that_are_no_text_end_in_faults_not_in_panics() {
    for seed in 0..32_u8 {
        let bytes: Vec<u8> = (0..5_000_u32)
            .map(|at| (at.wrapping_mul(2_654_435_761) >> 13).to_le_bytes()[0] ^ seed)
            .collect();
        for stated in [
            json!({}),
            json!({"header": 0}),
            json!({"encoding": "shift_jis"}),
        ] {
            drop(read_with(bytes.clone(), &stated));
        }
    }
}
