//! Header, banner, comments and the other options about lines.

use landbridge_contract::{OptionFault, SourceConnector, SourceFaultKind};
use landbridge_testkit::support::options;
use serde_json::json;

use super::{columns, read, read_with, shown};
use crate::DelimitedConnector;

const REPORT: &str = "Vendors of 2019\n\nprinted \"by Ann\nId,Name\n(key),(text)\n1,Ann\n";

#[test]
fn the_header_is_the_first_line_with_text() {
    let drained = read("\n,\nId,Name\n1,Ann\n");
    assert_eq!(shown(&drained), ["4: 1 | Ann"]);
    assert_eq!(
        drained.tally.blank, 0,
        "only blank lines among the records are counted"
    );
}

#[test]
fn header_and_data_are_found_by_their_lines_whatever_stands_above() {
    let stated = json!({"header": 4, "data_from": 6});
    assert_eq!(columns(REPORT, &stated), ["Id", "Name"]);
    assert_eq!(shown(&read_with(REPORT, &stated).unwrap()), ["6: 1 | Ann"]);
}

#[test]
fn skip_passes_over_a_banner() {
    let drained = read_with(REPORT, &json!({"skip": 3, "data_from": 6})).unwrap();
    assert_eq!(shown(&drained), ["6: 1 | Ann"]);
}

#[test]
fn without_a_header_columns_are_lettered_as_in_a_spreadsheet() {
    let text = "1,Ann\n2,Bob,Oslo\n";
    assert_eq!(
        columns(text, &json!({"header": 0})),
        ["column A", "column B", "column C"]
    );
    let drained = read_with(text, &json!({"header": 0})).unwrap();
    assert_eq!(shown(&drained), ["1: 1 | Ann | -", "2: 2 | Bob | Oslo"]);
}

#[test]
fn comment_lines_are_passed_over_everywhere() {
    let text = "# by Ann\nId,Name\n#1,\"x\n2,Bob\n";
    let drained = read_with(text, &json!({"comment": "#"})).unwrap();
    assert_eq!(shown(&drained), ["4: 2 | Bob"]);
    assert_eq!(drained.tally.blank, 0);
}

#[test]
fn a_header_line_that_is_not_there_is_a_fault() {
    let fault = |text: &str, stated| {
        let fault = read_with(text, &stated).unwrap_err();
        assert_eq!(fault.kind, SourceFaultKind::Header);
        fault.found
    };
    assert_eq!(fault("", json!({})), "nothing: the file has no text");
    assert_eq!(fault("\n\n", json!({})), "nothing: the file has no text");
    assert_eq!(
        fault("a,b\n\n1,2\n", json!({"header": 2})),
        "line 2 is blank"
    );
    assert_eq!(
        fault("a,b\n", json!({"header": 9})),
        "the end of the file before line 9"
    );
    assert_eq!(
        fault("#a\nb\n", json!({"header": 1, "comment": "#"})),
        "line 1 is a comment"
    );
}

#[test]
fn data_cannot_begin_inside_the_header() {
    let fault = read_with("\"Id\nkey\",Name\n1,2\n", &json!({"data_from": 2})).unwrap_err();
    assert_eq!(fault.found, "a header that ends on line 2");
}

#[test]
fn everything_that_is_wrong_with_the_options_is_said_at_once() {
    let stated = options(&json!({
        "encoding": "klingon", "delimiter": ",,", "quote": "xx", "comment": "ab",
        "header": -1, "skip": 3, "data_from": 2, "ragged": "cut",
    }));
    let faults: Vec<OptionFault> = DelimitedConnector.check(&stated);
    let names: Vec<&str> = faults.iter().map(|fault| fault.option.as_str()).collect();
    let expected = [
        "encoding",
        "delimiter",
        "quote",
        "header",
        "comment",
        "ragged",
        "data_from",
    ];
    assert_eq!(names, expected);
}

#[test]
fn options_that_contradict_each_other_are_refused() {
    let faults = |stated| {
        let faults = DelimitedConnector.check(&options(&stated));
        faults
            .into_iter()
            .map(|fault| fault.option)
            .collect::<Vec<_>>()
    };
    assert_eq!(faults(json!({"delimiter": "\""})), ["delimiter"]);
    assert_eq!(
        faults(json!({"delimiter": "#", "comment": "#"})),
        ["comment"]
    );
    assert_eq!(faults(json!({"header": 2, "skip": 2})), ["header"]);
    assert_eq!(faults(json!({"header": 2, "data_from": 2})), ["data_from"]);
    assert_eq!(faults(json!({"colour": "red"})), ["colour"]);
    assert!(faults(json!({"header": 3, "skip": 2, "data_from": 4, "delimiter": "\\t"})).is_empty());
}

#[test]
fn a_header_that_moves_is_found_by_its_names() {
    let find = json!({"header": {"find": ["Vendor  ID", "Name"]}});
    for banner in ["", "Vendors\n\n", "a,b\nc,d\n"] {
        let text = format!("{banner}Name, Vendor ID \nAnn,1\n");
        let drained = read_with(text, &find).unwrap();
        assert_eq!(drained.records.len(), 1);
        assert_eq!(&*drained.records[0].layout.names[1], "Vendor ID");
    }
    let fault = read_with("x\nName,Vendor\n", &find).unwrap_err();
    assert_eq!(
        fault.to_string(),
        "vendors.csv:2: found no line with Vendor ID, expected a line with the column names \
         Vendor ID, Name"
    );
}

#[test]
fn a_repeated_header_is_passed_over_with_a_notice_unless_it_is_kept() {
    let text = "Id,Name\n1,Ann\nId,Name\n2,Bob\n";
    let drained = read(text);
    assert_eq!(shown(&drained), ["2: 1 | Ann", "4: 2 | Bob"]);
    assert_eq!(
        super::notices(&drained),
        ["2/-: RepeatedHeader the header again on line 3"]
    );
    assert_eq!(drained.tally.blank, 1);
    let kept = read_with(text, &json!({"repeated_header": "keep"})).unwrap();
    assert_eq!(kept.records.len(), 3);
}

#[test]
fn footnotes_after_the_records_are_none() {
    let text = "Id,Name\n1,Ann\n\n***\nSource: \"the ministry\n";
    let drained = read_with(text, &json!({"data_until": "^\\*+$"})).unwrap();
    assert_eq!(shown(&drained), ["2: 1 | Ann"]);
    assert!(drained.faults.is_empty() && drained.whole());
}
