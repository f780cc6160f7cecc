use super::{Before, Names, RawCell, RowStart, Taken, Visit, reference, take};
use crate::xlsx::scan::Halt;

#[derive(Default)]
struct Seen(Vec<String>);

impl Visit for Seen {
    fn row(&mut self, row: RowStart) {
        let hidden = if row.hidden { " hidden" } else { "" };
        self.0.push(format!("row {}{hidden}", row.number));
    }

    fn cell(&mut self, cell: &RawCell<'_>) -> Result<(), Halt> {
        let value = String::from_utf8_lossy(cell.value);
        let formula = cell
            .formula
            .as_ref()
            .map(|formula| String::from_utf8_lossy(formula.text));
        let formula = formula.map(|text| format!(" ={text}")).unwrap_or_default();
        let text = format!(
            "{} s{} {:?} {value}{formula}",
            cell.column, cell.style, cell.kind
        );
        self.0.push(text);
        Ok(())
    }
}

fn seen(xml: &str, root: &str) -> Result<Vec<String>, Halt> {
    let mut rest = xml.as_bytes();
    let mut seen = Seen::default();
    let mut before = Before::default();
    let names = Names::of_root(root.as_bytes());
    loop {
        match take(&mut rest, &names, before, &mut seen) {
            Ok(Taken::Row(row)) => {
                before = Before {
                    counted: row,
                    last: row,
                }
            }
            Ok(Taken::Bare(row)) => before.counted = row,
            Ok(Taken::Other) => {}
            Ok(Taken::End) | Err(Halt::More) => return Ok(seen.0),
            Err(halt) => return Err(halt),
        }
    }
}

#[test]
fn however_a_row_is_written_its_cells_are_the_same() {
    let expected = ["row 3", "0 s0 Shared 7", "2 s4 Unsaid 1.5", "4 s0 Bool 1"];
    for (root, row) in [
        (
            "worksheet",
            "<row r=\"3\"><c r=\"A3\" t=\"s\"><v>7</v></c><c r=\"B3\" s=\"1\"/>\
             <c r=\"C3\" s=\"4\"><v>1.5</v></c><c r=\"E3\" t=\"b\"><v>1</v></c></row></sheetData>",
        ),
        (
            "x:worksheet",
            "<x:row r='3' >\n<x:c t='s' r='A3'><x:v xml:space=\"preserve\">7</x:v></x:c>\
             <y:c r=\"A3\"><y:v>9</y:v></y:c><x:c r='C3' s=\"4\"><!-- <x:c> --><x:v>1.5</x:v>\
             <x:extLst><x:ext/></x:extLst></x:c><?x </x:row> ?><x:c r='E3' t = 'b' ><x:v>1</x:v>\
             </x:c></x:row></x:sheetData>",
        ),
    ] {
        assert_eq!(seen(row, root).unwrap(), expected, "{root}");
    }
}

#[test]
fn rows_and_cells_without_references_are_counted() {
    let xml = "<row><c><v>1</v></c><c/><c><v>2</v></c></row><row/><row><c r=\"B3\"><v>3</v></c>\
               <c><v>4</v></c></row>";
    let expected = [
        "row 1",
        "0 s0 Unsaid 1",
        "2 s0 Unsaid 2",
        "row 3",
        "1 s0 Unsaid 3",
        "2 s0 Unsaid 4",
    ];
    assert_eq!(seen(xml, "worksheet").unwrap(), expected);
}

#[test]
fn hidden_is_a_row_that_says_so_or_has_no_height() {
    let row =
        |attributes: &str| format!("<row r=\"1\" {attributes}><c r=\"A1\"><v>1</v></c></row>");
    for (attributes, hidden) in [
        ("hidden=\"1\"", true),
        ("hidden='true'", true),
        ("hidden=\"0\"", false),
        ("ht=\"0\" customHeight=\"1\"", true),
        ("ht=\"0\"", false),
        ("ht=\"15\" customHeight=\"1\"", false),
    ] {
        let seen = seen(&row(attributes), "worksheet").unwrap();
        assert_eq!(seen[0] == "row 1 hidden", hidden, "{attributes}");
    }
}

#[test]
fn formulas_and_inline_strings_are_kept_apart_from_values() {
    let xml = "<row r=\"1\"><c r=\"A1\" t=\"str\"><f>A9&amp;1</f><v>x</v></c>\
               <c r=\"B1\" t=\"inlineStr\"><is><t>y</t></is></c><c r=\"C1\"><f t=\"shared\" si=\"0\"/>\
               <v>2</v></c></row>";
    let seen = seen(xml, "worksheet").unwrap();
    assert_eq!(
        seen[1..],
        [
            "0 s0 Text x =A9&amp;1",
            "1 s0 Inline <t>y</t></is>",
            "2 s0 Unsaid 2 ="
        ]
    );
}

#[test]
fn cells_out_of_order_twice_or_of_another_row_are_refused() {
    for cells in [
        "<c r=\"B1\"/><c r=\"A1\"/>",
        "<c r=\"A1\"/><c r=\"A1\"/>",
        "<c r=\"A2\"/>",
        "<c r=\"ZZZ1\"/>",
        "<c r=\"1A\"/>",
        "<c r=\"A1\" t=\"x\"/>",
    ] {
        let xml = format!("<row r=\"1\">{cells}</row>");
        assert!(
            matches!(seen(&xml, "worksheet"), Err(Halt::Broken(_))),
            "{cells}"
        );
    }
    let twice = "<row r=\"2\"><c r=\"A2\"/></row><row r=\"2\"><c r=\"B2\"/></row>";
    assert!(seen(twice, "worksheet").is_err());
}

#[test]
fn references_are_columns_and_rows() {
    assert_eq!(reference(b"AB12\""), Some((27, 12, &b"\""[..])));
    assert_eq!(
        reference(b"XFD1048576"),
        Some((16_383, 1_048_576, &b""[..]))
    );
    for wrong in [&b"12"[..], b"A", b"A0", b"ZZZZZZZZZ1", b"A99999999999"] {
        assert_eq!(reference(wrong), None, "{wrong:?}");
    }
}
