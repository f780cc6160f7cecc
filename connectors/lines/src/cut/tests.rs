use std::io::Cursor;

use proptest::prelude::*;

use super::{CutFault, Cutter};

fn lines(text: &[u8]) -> Vec<(u64, u64, String)> {
    let mut cutter = Cutter::new(Cursor::new(text.to_vec()), 0, 1000);
    let mut lines = Vec::new();
    while let Some(line) = cutter.next_line().unwrap() {
        let text = String::from_utf8_lossy(line.bytes).into_owned();
        lines.push((line.number, line.byte, text));
    }
    lines
}

#[test]
fn every_form_of_line_end_ends_one_line() {
    let found = lines(b"a\rb\nc\r\n\r\nd\n\re");
    let texts: Vec<&str> = found.iter().map(|(_, _, text)| text.as_str()).collect();
    assert_eq!(texts, ["a", "b", "c", "", "d", "", "e"]);
    assert_eq!(found.last().unwrap(), &(7, 12, "e".to_owned()));
}

#[test]
fn a_block_that_the_file_cuts_is_told_by_its_length() {
    let mut cutter = Cutter::new(Cursor::new(b"abcde".to_vec()), 0, 10);
    assert_eq!(cutter.next_block(3).unwrap().unwrap().bytes, b"abc");
    assert!(matches!(cutter.next_block(3), Err(CutFault::Short(2))));
}

#[test]
fn a_line_beyond_the_limit_is_refused() {
    let mut cutter = Cutter::new(Cursor::new(vec![b'x'; 2_000_000]), 0, 1000);
    assert!(matches!(cutter.next_line(), Err(CutFault::TooLong)));
}

proptest! {
    #[test]
    fn lines_are_those_of_a_plain_split(text in "[ab\r\n]{0,40}") {
        let plain = text.replace("\r\n", "\n").replace('\r', "\n");
        let mut expected: Vec<&str> = plain.split('\n').collect();
        if expected.last() == Some(&"") {
            expected.pop();
        }
        let found: Vec<String> = lines(text.as_bytes()).into_iter().map(|(_, _, text)| text).collect();
        prop_assert_eq!(found, expected);
    }
}
