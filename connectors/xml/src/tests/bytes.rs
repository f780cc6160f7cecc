//! Encodings and line ends.

use landbridge_contract::{NoticeKind, SourceConnector as _, SourceFaultKind};
use landbridge_testkit::support::{self, options, projection};
use serde_json::json;

use super::{read, read_with, shown};
use crate::XmlConnector;

fn values(bytes: impl Into<Vec<u8>>, stated: serde_json::Value) -> Result<Vec<String>, String> {
    let mut stated = stated;
    stated["records"] = json!("/r/o");
    let drained = read_with(bytes, &stated, &projection(["."]));
    drained
        .map(|drained| shown(&drained))
        .map_err(|fault| format!("{:?}: {}", fault.kind, fault.found))
}

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
fn mark_and_declaration_tell_the_encoding() {
    let text = |declared: &str| format!("<?xml version='1.0' {declared}?><r><o>Zoë</o></r>");
    let wanted = Ok(vec!["Zoë".to_owned()]);
    assert_eq!(values(text(""), json!({})), wanted);
    assert_eq!(
        values(format!("\u{FEFF}{}", text("encoding='UTF-8'")), json!({})),
        wanted
    );
    for little in [true, false] {
        let marked = wide(&format!("\u{FEFF}{}", text("encoding='UTF-16'")), little);
        assert_eq!(values(marked, json!({})), wanted);
        assert_eq!(
            values(wide(&text(""), little), json!({})),
            wanted,
            "without a mark"
        );
    }
    let latin: Vec<u8> = text("encoding=\"ISO-8859-1\"")
        .chars()
        .map(|sign| u8::try_from(u32::from(sign)).unwrap())
        .collect();
    assert_eq!(values(latin.clone(), json!({})), wanted);
    let undeclared: Vec<u8> = latin
        .iter()
        .copied()
        .skip(latin.len() - "<r><o>Zo?</o></r>".len())
        .collect();
    assert_eq!(values(undeclared, json!({"encoding": "latin1"})), wanted);
}

#[test]
fn a_declaration_that_contradicts_the_bytes_is_a_fault_until_the_encoding_is_stated() {
    let wrong = "<?xml version='1.0' encoding='utf-16'?><r><o>é</o></r>";
    assert_eq!(
        values(wrong, json!({})),
        Err("Format: utf-16 declared, and bytes that are not".to_owned())
    );
    assert_eq!(
        values(wrong, json!({"encoding": "utf-8"})),
        Ok(vec!["é".to_owned()])
    );
    let marked = "\u{FEFF}<?xml version='1.0' encoding='iso-8859-1'?><r><o/></r>";
    let said = "and UTF-8 by the bytes (byte order mark)";
    assert_eq!(
        values(marked, json!({})),
        Err(format!("Format: iso-8859-1 declared, {said}"))
    );
    assert_eq!(
        values(marked, json!({"encoding": "iso-8859-1"})),
        Err(format!("Format: windows-1252 stated, {said}"))
    );
    let unknown = "<?xml version='1.0' encoding='ebcdic'?><r/>";
    assert_eq!(
        values(unknown, json!({})),
        Err("Format: the unknown encoding `ebcdic` declared".to_owned())
    );
}

#[test]
fn what_was_found_out_is_told() {
    let mut source = XmlConnector
        .open(
            support::input("o.xml", "\u{FEFF}<r/>"),
            &options(&json!({})),
        )
        .unwrap();
    assert_eq!(
        source.detected(),
        [
            ("encoding", "UTF-8 (byte order mark)".to_owned()),
            ("records", "1 of /r".to_owned())
        ]
    );
}

#[test]
fn bytes_that_are_invalid_are_noticed_on_their_value() {
    let bytes = b"<r><o a='x'>Andr\xE9</o><o a='\xFF'>y</o></r>";
    let drained = read_with(
        &bytes[..],
        &json!({"records": "/r/o"}),
        &projection([".", "@a"]),
    )
    .unwrap();
    assert_eq!(shown(&drained), ["Andr\u{FFFD} | x", "y | \u{FFFD}"]);
    let notices = |index: usize| {
        let notices = &drained.records[index].record.notices;
        notices
            .iter()
            .map(|notice| (notice.slot, notice.kind))
            .collect::<Vec<_>>()
    };
    assert_eq!(notices(0), [(Some(0), NoticeKind::Undecodable)]);
    assert_eq!(notices(1), [(Some(1), NoticeKind::Undecodable)]);
}

#[test]
fn lines_are_counted_whatever_ends_them() {
    let drained = read("<r>\r<o/>\r\n<o/>\n\r<o\n/><o/></r>", "/r/o", ["."]);
    let lines: Vec<u64> = drained
        .records
        .iter()
        .map(|yielded| yielded.record.place.line)
        .collect();
    assert_eq!(lines, [2, 3, 5, 6]);
}

#[test]
fn lines_and_bytes_are_those_of_the_file_in_any_encoding() {
    let xml = "<r>\n<o>é</o><o/></r>";
    let places = |bytes: Vec<u8>, encoding: serde_json::Value| -> Vec<(u64, u64)> {
        let stated = json!({"records": "/r/o", "encoding": encoding});
        let drained = read_with(bytes, &stated, &projection(["."])).unwrap();
        let places = drained.records.iter().map(|yielded| yielded.record.place);
        places.map(|place| (place.line, place.byte)).collect()
    };
    let null = serde_json::Value::Null;
    let marked = wide(&format!("\u{FEFF}{xml}"), true);
    assert_eq!(places(marked, null.clone()), [(2, 10), (2, 26)]);
    let marked = format!("\u{FEFF}{xml}").into_bytes();
    assert_eq!(places(marked, null.clone()), [(2, 7), (2, 16)]);
    let latin: Vec<u8> = xml
        .chars()
        .map(|sign| u8::try_from(sign).unwrap())
        .collect();
    assert_eq!(places(latin.clone(), json!("latin1")), [(2, 4), (2, 12)]);
    assert_eq!(
        places(latin, null),
        [(2, 4), (2, 12)],
        "after a byte that is invalid"
    );
    let (japanese, _, _) = encoding_rs::SHIFT_JIS.encode("<r>\n<o>円</o><o/></r>");
    assert_eq!(
        places(japanese.into_owned(), json!("shift_jis")),
        [(2, 0), (2, 0)],
        "where letters have several widths the byte is not known"
    );
}

#[test]
fn an_empty_file_is_no_document() {
    let fault = read_with("", &json!({"records": "/r/o"}), &projection(["."])).unwrap_err();
    assert_eq!(fault.kind, SourceFaultKind::Format);
}

#[test]
fn a_declaration_that_the_bytes_belie_is_told_with_both_names() {
    let head = "<?xml version='1.0' encoding='ISO-8859-1'?>";
    let utf8 = format!("{head}<r><o>Zoë</o></r>");
    assert_eq!(
        values(utf8.clone(), json!({})),
        Err(
            "Format: ISO-8859-1 declared, and UTF-8 by the bytes (letters of several bytes)"
                .to_owned()
        )
    );
    assert_eq!(
        values(utf8.clone(), json!({"encoding": "utf-8"})),
        Ok(vec!["Zoë".to_owned()])
    );
    // Further down than a look at the beginning reaches, and where it is stated all the same.
    let late = format!("{head}<r>{}<o>Zoë</o></r>", " ".repeat(100_000));
    for (bytes, stated) in [(late, json!({})), (utf8, json!({"encoding": "latin1"}))] {
        let mut stated = stated;
        stated["records"] = json!("/r/o");
        let drained = read_with(bytes, &stated, &projection(["."])).unwrap();
        let notice = &drained.records[0].record.notices[0];
        assert_eq!(notice.kind, NoticeKind::Undecodable);
        assert_eq!(
            notice.found,
            "ZoÃ« (read as windows-1252, UTF-8 by the bytes)"
        );
    }
    let honest = b"<?xml version='1.0' encoding='ISO-8859-1'?><r><o>Zo\xEB \xA9</o></r>";
    let drained = read_with(&honest[..], &json!({"records": "/r/o"}), &projection(["."])).unwrap();
    assert!(drained.records[0].record.notices.is_empty());
}

#[test]
fn a_character_cut_by_the_end_of_a_read_is_whole() {
    // One byte more or less moves every character across the border of a chunk once.
    for shift in 0..4 {
        let xml = format!("<r>{}<o>{}</o></r>", " ".repeat(shift), "€".repeat(200_000));
        let drained = read(&xml, "/r/o", ["."]);
        assert_eq!(
            drained.records[0].record.slots[0]
                .value
                .to_string()
                .chars()
                .count(),
            200_000
        );
        assert!(drained.records[0].record.notices.is_empty());
    }
}

#[test]
fn bytes_that_are_no_utf_8_are_told_where_the_encoding_is() {
    for (bytes, told) in [
        (
            &b"<r>\xE9</r>"[..],
            "UTF-8 (none declared, and bytes that are not: state the true one as `encoding`)",
        ),
        (
            b"<?xml version='1.0' encoding='UTF-8'?><r>\xE9</r>",
            "UTF-8 (declared, and bytes that are not: state the true one as `encoding`)",
        ),
        (
            b"<?xml version='1.0' encoding='UTF-8'?><r>e</r>",
            "UTF-8 (declared)",
        ),
    ] {
        let mut source = XmlConnector
            .open(support::input("o.xml", bytes), &options(&json!({})))
            .unwrap();
        assert_eq!(source.detected()[0].1, told);
    }
}
