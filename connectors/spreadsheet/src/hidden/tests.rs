//! Marks and rows in the XML of a sheet.

use proptest::prelude::*;

use super::{HiddenRows, Range, TooMany, Trace, rows};

fn sheet(rows: &str) -> String {
    format!("<worksheet><cols><col hidden=\"1\"/></cols><sheetData>{rows}</sheetData></worksheet>")
}

fn ranges(xml: &str) -> Vec<Range> {
    rows(sheet(xml).as_bytes(), 100).unwrap()
}

fn traced(bytes: &[u8], chunk: usize) -> bool {
    let mut trace = Trace::default();
    for chunk in bytes.chunks(chunk) {
        trace.take(chunk);
    }
    trace.found()
}

#[test]
fn a_row_is_hidden_if_it_says_so_or_has_no_height() {
    for (row, hidden) in [
        ("<row r=\"1\" hidden=\"1\"/>", true),
        ("<row r=\"1\" hidden='true'><c r=\"A1\"/></row>", true),
        ("<x:row r=\"1\" hidden=\"&#49;\"></x:row>", true),
        ("<row ht=\"0\" customHeight=\"1\"/>", true),
        ("<row customHeight=\"true\" ht = \"0.0\"/>", true),
        ("<row r=\"1\" hidden=\"0\"/>", false),
        ("<row r=\"1\" hidden=\"false\"/>", false),
        ("<row ht=\"0\"/>", false),
        ("<row ht=\"0.75\" customHeight=\"1\"/>", false),
        ("<row collapsed=\"1\" x:hidden=\"1\"/>", false),
        ("<!-- <row r=\"1\" hidden=\"1\"/> -->", false),
        (
            "<c><is><t><![CDATA[<row hidden=\"1\">]]></t></is></c>",
            false,
        ),
    ] {
        let expected: &[Range] = if hidden { &[(1, 1)] } else { &[] };
        assert_eq!(ranges(row), expected, "{row}");
        assert!(!hidden || traced(row.as_bytes(), 64), "{row}");
    }
}

#[test]
fn a_row_without_a_number_follows_the_one_before() {
    let xml = "<row/><row hidden=\"1\"/><row hidden=\"1\"/><row/><row r=\"9\"/>\
               <row hidden=\"1\"></row><row r=\"1048577\" hidden=\"1\"/>";
    assert_eq!(ranges(xml), [(2, 3), (10, 10)]);
}

#[test]
fn rows_in_another_order_are_sorted() {
    let xml = "<row r=\"7\" hidden=\"1\"/><row r=\"2\" hidden=\"1\"/>";
    assert_eq!(ranges(xml), [(2, 2), (7, 7)]);
}

#[test]
fn what_is_broken_ends_the_walk_with_what_was_found() {
    let xml = "<sheetData><row r=\"2\" hidden=\"1\"/><row r=";
    assert_eq!(rows(xml.as_bytes(), 100).unwrap(), [(2, 2)]);
}

#[test]
fn more_ranges_than_there_is_room_for_are_refused() {
    let xml = sheet("<row r=\"1\" hidden=\"1\"/><row r=\"3\" hidden=\"1\"/>");
    assert_eq!(rows(xml.as_bytes(), 1), Err(TooMany));
    assert_eq!(rows(xml.as_bytes(), 2), Ok(vec![(1, 1), (3, 3)]));
}

#[test]
fn common_sheets_bear_no_mark() {
    let row = "<row r=\"1\" spans=\"1:2\" ht=\"15.5\" customHeight=\"1\"><c r=\"A1\" t=\"s\">\
               <v>0</v></c><c t=\"inlineStr\"><is><t>Freight, both ways</t></is></c></row>";
    assert!(!traced(row.as_bytes(), 64));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_mark_is_found_however_the_bytes_come(before in "[a-z<> ]{0,40}", chunk in 1_usize..50) {
        let xml = format!("{before} hidden=\"1\"/>");
        prop_assert!(traced(xml.as_bytes(), chunk));
    }

    #[test]
    fn a_lookup_holds_exactly_the_hidden_rows(
        hidden in prop::collection::btree_set(1_u32..60, 0..30),
        asked in prop::collection::btree_set(1_u32..60, 0..30),
    ) {
        let xml = hidden.iter().map(|row| format!("<row r=\"{row}\" hidden=\"1\"/>"));
        let rows = HiddenRows(ranges(&xml.collect::<Vec<_>>().concat()).into());
        let mut lookup = rows.lookup();
        for row in asked {
            prop_assert_eq!(lookup.holds(row), hidden.contains(&row), "{}", row);
        }
    }
}
