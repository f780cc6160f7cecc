//! Files that are broken or made to do harm.

use landbridge_contract::{Projection, SourceFault, SourceFaultKind};
use landbridge_testkit::support::{Drained, projection};
use serde_json::json;

use super::{child, read, read_with, shown};
use crate::{ATTRIBUTES_MAX, DEPTH_MAX, NAME_BYTES_MAX, RECORD_BYTES_MAX, VALUES_MAX};

/// Reads `/r/o`; gives the records before the fault and the fault.
fn broken(xml: impl Into<Vec<u8>>) -> (Vec<String>, SourceFault) {
    match read_with(xml, &json!({"records": "/r/o"}), &projection(["."])) {
        Ok(Drained { ended_by: None, .. }) => panic!("the file was read"),
        Ok(mut drained) => {
            let fault = drained.ended_by.take().unwrap();
            (shown(&drained), fault)
        }
        Err(fault) => (Vec::new(), fault),
    }
}

fn told(xml: &str) -> String {
    let (records, fault) = broken(xml);
    format!("{} {:?} {fault}", records.len(), fault.kind)
}

#[test]
fn entities_of_the_file_are_refused_before_they_are_met() {
    for xml in [
        "<!DOCTYPE r [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]>\n<r><o>&b;</o></r>",
        "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><r><o>&x;</o></r>",
        "<!DOCTYPE r SYSTEM 'r.dtd' [ <!ENTITY % p SYSTEM 'http://example.org/p'> %p; ]><r><o/></r>",
    ] {
        let (_, fault) = broken(xml);
        assert_eq!(fault.kind, SourceFaultKind::Refused);
        assert_eq!(fault.found, "entity declarations in the document type");
    }
    let wide: Vec<u8> = "\u{FEFF}<!DOCTYPE r [<!ENTITY a 'x'>]><r/>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(
        broken(wide).1.kind,
        SourceFaultKind::Refused,
        "in any encoding"
    );
}

#[test]
fn a_document_type_without_declarations_is_passed_over() {
    let xml = "<!DOCTYPE r SYSTEM 'http://example.org/r.dtd'><r><o>1</o></r>";
    assert_eq!(shown(&read(xml, "/r/o", ["."])), ["1"]);
    assert_eq!(
        shown(&read("<!DOCTYPE r [ ]><r><o>1</o></r>", "/r/o", ["."])),
        ["1"]
    );
}

#[test]
fn unknown_references_are_faults() {
    for (xml, found) in [
        ("<r><o>&eacute;</o></r>", "the reference `&eacute;`"),
        ("<r><o a='&x;'/></r>", ""),
        ("<r><o>&#0;</o></r>", "the reference `&#0;`"),
        ("<r><o>&#xD800;</o></r>", "the reference `&#xD800;`"),
        ("<r><o>A & B</o></r>", "a `&` that begins no reference"),
    ] {
        if found.is_empty() {
            let fault = read_with(xml, &json!({"records": "/r/o"}), &projection(["@a"]));
            assert!(fault.is_err(), "an attribute that is asked for");
            continue;
        }
        let (_, fault) = broken(xml);
        assert_eq!(
            (fault.kind, fault.found.as_str()),
            (SourceFaultKind::Format, found)
        );
    }
}

#[test]
fn records_before_a_break_are_yielded_and_the_break_has_its_line() {
    let whole = "<r>\n<o>1</o>\n<o>2</o>\n";
    for (rest, expected) in [
        (
            "<o>3",
            "2 Truncated orders.xml:4 /r/o: found the end of the file on line 4 inside `/r/o`, expected its end tag",
        ),
        (
            "",
            "2 Truncated orders.xml:4 /r: found the end of the file on line 4 inside `/r`, expected its end tag",
        ),
        (
            "<o a=\"x>",
            "2 Truncated orders.xml:4 /r: found the end of the file inside a tag, expected the rest of it",
        ),
        (
            "<o>3</p></r>",
            "2 Format orders.xml:4 /r/o: found `</p>`, expected `</o>`",
        ),
        (
            "</r>\n<r/>",
            "2 Format orders.xml:5 /: found a second root element `<r>`, expected one root element",
        ),
        (
            "</r></r>",
            "2 Format orders.xml:4 /: found `</r>`, expected no end tag: no element is open",
        ),
        (
            "</r>rest",
            "2 Format orders.xml:4 /: found text outside the root element, expected an XML document",
        ),
        (
            "<o a=1/></r>",
            "2 Format orders.xml:4 /r/o: found an attribute `a` without a quoted value, expected attributes as `name=\"value\"`",
        ),
        (
            "<o a='1' a='2'/></r>",
            "2 Format orders.xml:4 /r/o: found the attribute `a` twice, expected each attribute once",
        ),
        (
            "<o a='1'b='2'/></r>",
            "2 Format orders.xml:4 /r/o: found an attribute without white space before it, expected white space between attributes",
        ),
        (
            "<!x></r>",
            "2 Format orders.xml:4 /r: found `<!` that begins nothing known, expected a comment, CDATA or a tag",
        ),
    ] {
        assert_eq!(told(&format!("{whole}{rest}")), expected, "{rest}");
    }
}

#[test]
fn nesting_is_bounded() {
    let deep = |depth: usize| {
        format!(
            "<r><o>{}{}</o></r>",
            "<a>".repeat(depth),
            "</a>".repeat(depth)
        )
    };
    assert_eq!(read(&deep(DEPTH_MAX - 2), "/r/o", ["."]).records.len(), 1);
    for depth in [DEPTH_MAX - 1, 100_000] {
        let (_, fault) = broken(deep(depth));
        assert_eq!(fault.kind, SourceFaultKind::Limit);
    }
}

#[test]
fn attributes_are_bounded() {
    let wide = |count: usize| {
        let attributes: Vec<String> = (0..count).map(|number| format!(" a{number}=''")).collect();
        let attributes = attributes.concat();
        format!("<r><o{attributes}>1</o></r>")
    };
    assert_eq!(read(&wide(ATTRIBUTES_MAX), "/r/o", ["."]).records.len(), 1);
    assert_eq!(
        broken(wide(ATTRIBUTES_MAX + 1)).1.kind,
        SourceFaultKind::Limit
    );
}

#[test]
fn a_record_is_bounded_in_bytes_however_they_are_spread() {
    let fill = "x".repeat(RECORD_BYTES_MAX + 100_000);
    let (records, fault) = broken(format!("<r><o>1</o><o>{fill}</o></r>"));
    assert_eq!((records.len(), fault.kind), (1, SourceFaultKind::Limit));
    let many = format!("<a>{}</a>", "x".repeat(1000)).repeat(RECORD_BYTES_MAX / 1000 + 100);
    let (records, fault) = broken(format!("<r><o>1</o><o>{many}</o></r>"));
    assert_eq!((records.len(), fault.kind), (1, SourceFaultKind::Limit));
    let (_, fault) = broken(format!("<r><!--{fill}--><o>1</o></r>"));
    assert_eq!(fault.kind, SourceFaultKind::Limit);
}

#[test]
fn a_record_is_bounded_in_values() {
    let wanted = Projection {
        children: vec![child("a", ["."; 20], vec![])],
        ..Projection::default()
    };
    let xml = format!("<r><o>{}</o></r>", "<a/>".repeat(VALUES_MAX / 20));
    let drained = read_with(xml, &json!({"records": "/r/o"}), &wanted).unwrap();
    let fault = drained.ended_by.unwrap();
    assert_eq!(fault.kind, SourceFaultKind::Limit);
    assert_eq!(
        fault.found,
        format!("more than {VALUES_MAX} values in one record")
    );
}

#[test]
fn names_are_bounded() {
    let named = |length: usize| {
        let name = "n".repeat(length);
        format!("<r><o>1</o><{name}>2</{name}></r>")
    };
    assert_eq!(
        read(&named(NAME_BYTES_MAX - 1), "/r/o", ["."])
            .records
            .len(),
        1
    );
    assert_eq!(broken(named(NAME_BYTES_MAX)).1.kind, SourceFaultKind::Limit);
}

#[test]
fn files_that_are_no_xml_are_told_what_they_are() {
    for (bytes, what) in [
        (
            &b"OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n<OFX><STATUS><CODE>0</STATUS></OFX>"[..],
            "an OFX file of version 1.0.2",
        ),
        (b"PK\x03\x04....", "a ZIP archive"),
        (b"\xD0\xCF\x11\xE0....", "an OLE file"),
        (b"\x1F\x8B\x08....", "a file packed with gzip"),
        (b"%PDF-1.7", "a PDF document"),
        (b" [{\"a\": 1}]", "JSON"),
        (b"\r\n<!DOCTYPE html>\n<html>", "an HTML page"),
        (b"{1:F01BANKDEFFXXXX", "a SWIFT message"),
        (b"UNB+UNOA:1+", "an EDIFACT message"),
        (b"\x4C\x6F\xA7\x94\x93", "XML in EBCDIC"),
        (b"\xFF\xFE\0\0<\0\0\0", "text in UTF-32"),
    ] {
        let (_, fault) = broken(bytes);
        assert!(fault.found.starts_with(what), "{what}: {}", fault.found);
        assert!(!fault.fix.is_empty());
    }
    assert_eq!(broken("Id,Name\n1,Ann\n").1.kind, SourceFaultKind::Format);
}

#[test]
fn an_old_workbook_is_read_by_the_source_for_workbooks() {
    let xml = "<ss:Workbook xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'><ss:Worksheet/></ss:Workbook>";
    let fault = read_with(xml, &json!({}), &projection(["."])).unwrap_err();
    assert_eq!(fault.kind, SourceFaultKind::Option);
    assert!(
        fault.found.contains("workbook of Excel 2003"),
        "{}",
        fault.found
    );
    assert!(fault.fix.contains("`spreadsheet:`"), "{}", fault.fix);
    let drained = read(xml, "//ss:Worksheet", ["."]);
    assert_eq!(drained.records.len(), 1, "by its paths it can be read");
}

#[test]
fn a_document_type_inside_the_document_is_a_fault() {
    let (_, fault) = broken("<r><!DOCTYPE r><o/></r>");
    assert_eq!(fault.found, "`<!DOCTYPE` inside the document");
}
