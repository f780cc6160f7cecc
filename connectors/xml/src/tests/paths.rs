//! Record paths and field paths.

use landbridge_contract::{SourceConnector as _, SourceFaultKind};
use landbridge_testkit::support::{options, projection};
use serde_json::json;

use super::{child, read, read_with, shown};
use crate::XmlConnector;

const FLOWS: &str =
    "<f><t flow='in' n='1'/><g><t flow='out' n='2'/><t flow='in' n='3'/></g><t n='4'/></f>";

fn selected(records: &str) -> String {
    shown(&read(FLOWS, records, ["@n"])).join(" ")
}

#[test]
fn record_paths_select_by_depth_and_attributes() {
    for (records, expected) in [
        ("/f/t", "1 4"),
        ("//t", "1 2 3 4"),
        ("/f/g/t", "2 3"),
        ("/f//t", "1 2 3 4"),
        ("//g/t", "2 3"),
        ("/*/t", "1 4"),
        ("//t[@flow='in']", "1 3"),
        ("//t[ @flow = \"out\" ]", "2"),
        ("//t[@flow]", "1 2 3"),
        ("/f/t[2]", "4"),
        ("/f/g/t[@flow='in'][1]", "3"),
    ] {
        assert_eq!(selected(records), expected, "{records}");
    }
}

#[test]
fn field_paths_select_by_position_and_attributes() {
    let xml = "<r><o>\
        <l k='a'><q>1</q></l><l k='b'><q>2</q></l><x/><l k='a'><q>3</q></l>\
        <d type='end' iso='2019-12-31'/><d type='start' iso='2019-01-01'/>\
        </o></r>";
    let drained = read(
        xml,
        "/r/o",
        [
            "l[2]/q",
            "l[@k='a'][2]/q",
            "l[3][@k='b']/q",
            "d[@type='start']/@iso",
            "./d[1]/@type",
            ".//q",
            "l//*/@k",
        ],
    );
    let fault = drained;
    assert_eq!(
        shown(&fault),
        ["2 | 3 | - | 2019-01-01 | end | [1; 2; 3] | -"]
    );
}

#[test]
fn positions_count_anew_under_each_parent() {
    let xml = "<r><o><g><l>1</l><l>2</l></g><g><l>3</l><l>4</l></g></o></r>";
    assert_eq!(
        shown(&read(xml, "/r/o", ["g[2]/l[1]", ".//l[2]"])),
        ["3 | [2; 4]"]
    );
}

#[test]
fn an_element_reached_two_ways_is_taken_once() {
    let xml = "<r><o><a><a><b>1</b></a></a></o></r>";
    assert_eq!(shown(&read(xml, "/r/o", ["a//b", ".//a//b"])), ["1 | 1"]);
}

const SPACES: &str = "<d xmlns='urn:one' xmlns:p='urn:two'><o p:k='1' k='2'><a>x</a><p:a>y</p:a>\
    <q:a xmlns:q='urn:two'>z</q:a></o></d>";

#[test]
fn names_are_compared_as_written_where_no_namespace_is_bound() {
    let drained = read(
        SPACES,
        "/d/o",
        [
            "a",
            "p:a",
            "*:a",
            "@k",
            "@p:k",
            "{urn:two}a",
            "{urn:one}a",
            "p:*",
        ],
    );
    assert_eq!(
        shown(&drained),
        ["x | y | [x; y; z] | 2 | 1 | [y; z] | x | y"]
    );
}

#[test]
fn bound_prefixes_stand_for_namespaces_whatever_the_file_writes() {
    let stated = json!({"records": "/one:d/one:o", "namespaces": {"one": "urn:one", "p": "urn:two", "t": "urn:two"}});
    let wanted = projection(["one:a", "p:a", "t:a", "@t:k", "a", "one:*"]);
    let drained = read_with(SPACES, &stated, &wanted).unwrap();
    assert_eq!(shown(&drained), ["x | [y; z] | [y; z] | 1 | x | x"]);
}

#[test]
fn the_empty_prefix_binds_element_names_without_one() {
    let stated = json!({"records": "/d/o", "namespaces": {"": "urn:one"}});
    let wanted = projection(["a", "@k"]);
    assert_eq!(
        shown(&read_with(SPACES, &stated, &wanted).unwrap()),
        ["x | 2"]
    );
    let other = json!({"records": "/d/o", "namespaces": {"": "urn:other"}});
    assert_eq!(
        read_with(SPACES, &other, &wanted).unwrap_err().kind,
        SourceFaultKind::Part
    );
}

#[test]
fn record_paths_that_cannot_be_read_are_refused_without_a_file() {
    for (records, why) in [
        (
            "orders/order",
            "`orders/order` does not begin with `/` or `//`",
        ),
        ("/", "nothing where a name is expected"),
        ("/a/", "nothing where a name is expected"),
        ("/a/@b", "`/a/@b` ends in an attribute"),
        (
            "/a/../b",
            "`..` inside a path: only the path of a field goes up, and at its beginning, as `../../Account/Id`",
        ),
        (
            "/a[b='c']/d",
            "`/a[b='c']/d`: what stands inside an element can be tested on the records themselves, not around them",
        ),
        (
            "/a[b='c'][2]",
            "a position after a test of what stands inside",
        ),
        (
            "/a[b='c']|/a[b='d']",
            "`/a[b='d']` can be the same element as another path, and one tests what stands inside it: use a mapping for each",
        ),
        ("/a|b", "`b` does not begin with `/` or `//`"),
        ("/a[@b=c]", "a value without quotes in a predicate"),
        ("/a[@b='c]", "a quote that does not close"),
        ("/a[2", "`` where `]` is expected"),
        ("/a[0]", "the predicate `[0]`: positions count from 1"),
        (
            "/a/text()",
            "`text()`: functions and node types are not known",
        ),
        ("/{urn:x", "a namespace without `}`"),
        ("/a b", "`b` where `/` or `|` is expected"),
    ] {
        let faults = XmlConnector.check(&options(&json!({ "records": records })));
        assert_eq!(faults.len(), 1, "{records}");
        assert_eq!(faults[0].found, why, "{records}");
    }
}

#[test]
fn all_field_paths_that_cannot_be_read_are_named_in_one_fault() {
    let mut wanted = projection(["@id", "b/../@x", "/r/o", "a[", "a//@b/c", "../.."]);
    wanted.children.push(child("l/@k", [], vec![]));
    let fault = read_with("<r><o/></r>", &json!({"records": "/r/o"}), &wanted).unwrap_err();
    assert_eq!(fault.kind, SourceFaultKind::Header);
    for path in [
        "`b/../@x`: `..` inside a path",
        "`/r/o`: leads into the records",
        "`../..`: `../..` ends in `..`",
        "`a[`:",
        "`a//@b/c`:",
        "`l/@k` ends in",
    ] {
        assert!(fault.found.contains(path), "{path} in {}", fault.found);
    }
    assert!(!fault.found.contains("@id"));
}
