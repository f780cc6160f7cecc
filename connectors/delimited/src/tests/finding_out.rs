//! What the source finds out by itself: encoding and delimiter, with evidence.

use landbridge_contract::{SourceConnector as _, SourceFaultKind};
use landbridge_testkit::support;
use serde_json::json;

use super::{detected, notices, read, read_with, shown};
use crate::DelimitedConnector;

fn wide(text: &str, little: bool) -> Vec<u8> {
    let units = text.encode_utf16();
    units
        .flat_map(|unit| {
            if little {
                unit.to_le_bytes()
            } else {
                unit.to_be_bytes()
            }
        })
        .collect()
}

#[test]
fn byte_order_marks_decide_the_encoding() {
    let text = "\u{FEFF}Id,Name\n1,Zoë\n";
    for (bytes, name) in [
        (text.as_bytes().to_vec(), "UTF-8"),
        (wide(text, true), "UTF-16LE"),
        (wide(text, false), "UTF-16BE"),
    ] {
        assert_eq!(
            detected(bytes.clone(), "encoding"),
            format!("{name} (byte order mark)")
        );
        assert_eq!(shown(&read(bytes)), ["2: 1 | Zoë"]);
    }
}

#[test]
fn wide_text_without_a_mark_is_known_by_its_zeros() {
    let bytes = wide("Id,Name\n1,Zoë\n", true);
    assert_eq!(
        detected(bytes.clone(), "encoding"),
        "UTF-16LE (every other byte is zero)"
    );
    assert_eq!(shown(&read(bytes)), ["2: 1 | Zoë"]);
}

#[test]
fn western_text_that_is_not_utf_8_is_windows_1252() {
    let bytes = b"Id,Name\n1,Andr\xE9 Caf\xE9\n2,\x80 5\n";
    assert_eq!(
        detected(&bytes[..], "encoding"),
        "windows-1252 (not UTF-8 at byte 14; most likely by 3 bytes from 0x80 up, 1 of them below 0xA0)"
    );
    assert_eq!(
        shown(&read(&bytes[..])),
        ["2: 1 | André Café", "3: 2 | € 5"]
    );
}

#[test]
fn a_stated_encoding_is_not_second_guessed() {
    let drained = read_with(
        &b"Id,Name\n1,\xB1\n"[..],
        &json!({"encoding": "iso-8859-2"}),
    )
    .unwrap();
    assert_eq!(shown(&drained), ["2: 1 | ą"]);
}

#[test]
fn a_byte_order_mark_that_contradicts_the_stated_encoding_is_a_fault() {
    let fault = read_with("\u{FEFF}a\n1\n", &json!({"encoding": "windows-1252"})).unwrap_err();
    assert_eq!(fault.kind, SourceFaultKind::Option);
    assert_eq!(fault.found, "a byte order mark of utf-8");
}

#[test]
fn bytes_that_turn_out_invalid_are_noticed_on_their_value() {
    let mut bytes = b"Id,Name\n".to_vec();
    for number in 0..60_000 {
        bytes.extend_from_slice(format!("{number},Ann\n").as_bytes());
    }
    bytes.extend_from_slice(b"x,Andr\xE9\ny,Zo\xC3\xAB\n");
    let drained = read(bytes);
    assert!(drained.whole());
    assert_eq!(notices(&drained), ["60001/1: Undecodable Andr\u{FFFD}"]);
    assert_eq!(shown(&drained).last().unwrap(), "60003: y | Zoë");
}

#[test]
fn malformed_bytes_of_a_stated_encoding_are_noticed() {
    let mut bytes = wide("Id,Name\n1,A", true);
    bytes.extend_from_slice(&[0x00, 0xD8]); // half a pair
    bytes.extend_from_slice(&wide("\n2,B\n", true));
    let drained = read_with(bytes, &json!({"encoding": "utf-16le"})).unwrap();
    assert_eq!(notices(&drained), ["1/1: Undecodable A\u{FFFD}"]);
    assert_eq!(shown(&drained), ["2: 1 | A\u{FFFD}", "3: 2 | B"]);
}

#[test]
fn zero_characters_are_taken_out_with_a_notice() {
    let drained = read("Id,Name\n1,A\0nn\n2,\0\n3,Bob\n");
    assert_eq!(shown(&drained), ["2: 1 | Ann", "3: 2 | -", "4: 3 | Bob"]);
    assert_eq!(
        notices(&drained),
        ["1/1: Undecodable A\\0nn", "2/1: Undecodable \\0"]
    );
}

#[test]
fn the_delimiter_is_the_one_that_gives_even_records() {
    for (text, delimiter) in [
        (
            "a,b,c\n1,2,3\n",
            "comma (3 fields in 2 of the first 2 lines)",
        ),
        (
            "a;b\n1,5;2,5\n3,5;4\n",
            "semicolon (2 fields in 3 of the first 3 lines)",
        ),
        (
            "a\tb\n1, 2\t3\n",
            "tab (2 fields in 2 of the first 2 lines)",
        ),
        ("a|b\n1|2\n", "bar (2 fields in 2 of the first 2 lines)"),
        (
            "a;b\n\"1;,;,\";2\n",
            "semicolon (2 fields in 2 of the first 2 lines)",
        ),
        (
            "Title, of, sorts\n\na;b;c\n1;2;3\n4;5;6\n7;8;9\n",
            "semicolon (3 fields in 4 of the first 5 lines)",
        ),
        (
            "sep=;\na;b\n1,2;3\n",
            "semicolon (the first line says `sep=`)",
        ),
        (
            "Name\nAnn\n",
            "comma (no delimiter found in the first lines: one column)",
        ),
    ] {
        assert_eq!(detected(text, "delimiter"), delimiter, "{text}");
    }
}

#[test]
fn a_separator_line_is_no_header() {
    assert_eq!(shown(&read("sep=;\na;b\n1;2\n")), ["3: 1 | 2"]);
}

#[test]
fn the_name_of_a_tsv_file_decides() {
    let input = support::input("Vendors.TSV", "a,b\n1,2\n");
    let mut source = DelimitedConnector
        .open(input, &support::options(&json!({})))
        .unwrap();
    assert_eq!(
        source.detected()[1].1,
        "tab (the file's name ends in `.tsv`)"
    );
}

#[test]
fn workbooks_and_archives_are_refused_by_name() {
    let fault = read_with(&b"PK\x03\x04rest"[..], &json!({})).unwrap_err();
    assert_eq!(fault.kind, SourceFaultKind::Format);
    assert_eq!(fault.found, "a zip archive or xlsx workbook");
}
