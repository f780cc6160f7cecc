//! Records that a copybook describes.

use landbridge_contract::{SourceConnector, SourceFaultKind};
use landbridge_testkit::support;
use serde_json::{Value as Json, json};

use super::{faults, read_with, shown};
use crate::FixedWidthConnector;

/// Text in EBCDIC, code page 037, for the signs used here.
fn ebcdic(text: &str) -> Vec<u8> {
    text.bytes()
        .map(|byte| match byte {
            b'0'..=b'9' => byte - b'0' + 0xF0,
            b'A'..=b'I' => byte - b'A' + 0xC1,
            b'J'..=b'R' => byte - b'J' + 0xD1,
            b'S'..=b'Z' => byte - b'S' + 0xE2,
            _ => 0x40,
        })
        .collect()
}

const STAFF: &str = "\
000100 01 STAFF.
000200    05 ID      PIC 9(3).
000300    05 NAME    PIC X(5).
000400    05 PAY     PIC S9(5)V99 COMP-3.
000500    05 GRADE   PIC S9(4) COMP.
000600    05 BALANCE PIC S9(3)V9.
";

#[test]
fn a_mainframe_file_is_read_by_its_copybook() {
    let stated = json!({"copybook": STAFF, "encoding": "cp037"});
    let mut bytes = ebcdic("001ANN  ");
    bytes.extend([0x00, 0x12, 0x34, 0x5C, 0xFF, 0xFE]);
    bytes.extend(ebcdic("123M"));
    bytes.extend(ebcdic("002ZOE  "));
    bytes.extend([0x99, 0x99, 0x99, 0x9D, 0x00, 0x07]);
    bytes.extend(ebcdic("    "));
    let drained = read_with(bytes, &stated).unwrap();
    assert_eq!(
        shown(&drained),
        [
            "1: 1 | ANN | 123.45 | -2 | -123.4",
            "2: 2 | ZOE | -99999.99 | 7 | -"
        ]
    );
}

#[test]
fn a_condition_on_what_the_copybook_does_not_have_is_refused() {
    let copybook = "01 R.\n 05 T PIC X(2).\n 05 P PIC X(4).\n 05 Q REDEFINES P PIC X(4).\n";
    let found = |when: Json| {
        let stated = json!({"copybook": copybook, "framing": "lines", "when": when});
        read_with("01abcd\n", &stated)
            .map(|drained| shown(&drained))
            .map_err(|fault| fault.found)
    };
    assert_eq!(
        found(json!({"P": {"t": "01"}, "q": {"T": "02"}})).unwrap(),
        ["1: 01 | abcd | -"]
    );
    let unknown = found(json!({"PP": {"T": "01"}})).unwrap_err();
    assert!(
        unknown.contains("a condition for `PP`, which is no item of it"),
        "{unknown}"
    );
    let unknown = found(json!({"P": {"TT": "01"}})).unwrap_err();
    assert!(unknown.contains("a condition for `P` on `TT`"), "{unknown}");
}

#[test]
fn shared_places_are_read_by_their_condition() {
    let copybook = "01 R.\n 05 T PIC X(2).\n 05 PERSON.\n  10 FIRST PIC X(4).\n  10 LAST PIC X(4).\n \
                    05 COMPANY REDEFINES PERSON.\n  10 TITLE PIC X(6).\n  10 N PIC 9(2).\n";
    let stated = json!({"copybook": copybook, "framing": "lines", "when": {
        "PERSON": {"T": "01"}, "COMPANY": {"T": "02"},
    }});
    let drained = read_with("01Ann Lee \n02Acme  42\n", &stated).unwrap();
    assert_eq!(
        shown(&drained),
        ["1: 01 | Ann | Lee | - | -", "2: 02 | - | - | Acme | 42"]
    );
}

#[test]
fn tables_are_nested_records_of_as_many_elements_as_are_there() {
    let copybook = "01 R.\n 05 N PIC 9.\n 05 T OCCURS 0 TO 3 TIMES DEPENDING ON N.\n  10 A PIC X(2).\n  \
                    10 B PIC 9V9 OCCURS 2.\n 05 Z PIC X.\n";
    let stated = json!({"copybook": copybook, "framing": "lines"});
    let drained = read_with("2ab1020cd3040z\n0y\n9\n", &stated).unwrap();
    assert_eq!(
        shown(&drained),
        [
            "1: 2 | z | [ab | [1.0] | [2.0]] | [cd | [3.0] | [4.0]]",
            "2: 0 | y"
        ]
    );
    assert_eq!(
        faults(&drained),
        ["staff.dat:3: a count in `N` that `T` does not allow"]
    );
}

#[test]
fn several_records_of_a_copybook_are_kinds() {
    let copybook =
        "01 HEAD.\n 05 T PIC X.\n 05 NAME PIC X(3).\n01 ITEM.\n 05 T PIC X.\n 05 QTY PIC 9(3).\n";
    let mut stated: Json = json!({"copybook": copybook, "framing": "lines", "kinds": {
        "HEAD": {"when": {"T": "H"}},
        "line": {"record": "ITEM", "when": {"T": "I"}, "in": "HEAD"},
    }});
    let drained = read_with("HAnn\nI007\nI008\nHBob\n", &stated).unwrap();
    assert_eq!(
        shown(&drained),
        ["1: H | Ann | [I | 7] | [I | 8]", "4: H | Bob"]
    );
    stated.as_object_mut().unwrap().remove("kinds");
    let fault = read_with("", &stated).unwrap_err();
    assert_eq!(fault.kind, SourceFaultKind::Option);
    assert!(
        fault
            .found
            .contains("a copybook of several records: HEAD, ITEM")
    );
}

#[test]
fn a_copybook_that_cannot_be_read_is_an_option_fault() {
    let stated = json!({"copybook": "01 A PIC Q.", "encoding": "cp037"});
    let fault = read_with("", &stated).unwrap_err();
    assert_eq!(
        fault.found,
        "option `copybook`: picture `Q` in `01 A PIC Q`"
    );
    let options = support::options(&json!({"copybook": "staff.cpy"}));
    assert!(
        FixedWidthConnector.check(&options).is_empty(),
        "the text is not known before"
    );
}
