//! Binary workbooks, put together record by record.

use std::io::{Cursor, Write as _};

use landbridge_contract::{NoticeKind, Options, SourceFaultKind};
use landbridge_testkit::support;

use crate::made::{fault, noticed, options, read, read_with, shown, text};

/// A record: kind and length in seven bits a byte, then the content.
fn record(kind: u16, content: &[u8]) -> Vec<u8> {
    let [low, high] = kind.to_le_bytes();
    let mut bytes = if kind < 0x80 {
        vec![low]
    } else {
        vec![low | 0x80, high << 1 | low >> 7]
    };
    let mut length = content.len();
    loop {
        let more = if length > 0x7f { 0x80 } else { 0 };
        bytes.push(u8::try_from(length & 0x7f).unwrap() | more);
        length >>= 7;
        if length == 0 {
            break;
        }
    }
    bytes.extend(content);
    bytes
}

fn number(number: u32) -> [u8; 4] {
    number.to_le_bytes()
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let count = u32::try_from(units.len() / 2).unwrap();
    [&number(count)[..], &units].concat()
}

pub(crate) fn row(row: u32, hidden: bool) -> Vec<u8> {
    let flags = [0, if hidden { 0x10 } else { 0 }, 0];
    record(0, &[&number(row)[..], &[0; 6], &flags, &[0; 4]].concat())
}

pub(crate) fn cell(kind: u16, column: u32, style: u32, value: &[u8]) -> Vec<u8> {
    record(kind, &[&number(column), &number(style), value].concat())
}

fn string(column: u32, text: &str) -> Vec<u8> {
    cell(6, column, 0, &wide(text))
}

/// As [`book`], with a shared string.
fn a_book(sheet: &[Vec<u8>]) -> Vec<u8> {
    book(sheet, &["shared é"])
}

/// A workbook of the sheets `A` (with these records) and `B` (very hidden, empty), with these shared
/// strings.
pub(crate) fn book(sheet: &[Vec<u8>], shared: &[&str]) -> Vec<u8> {
    let bundle = |state, id, name| {
        let fields = [&number(state)[..], &number(1), &wide(id), &wide(name)];
        record(156, &fields.concat())
    };
    let workbook = [
        record(153, &[0; 8]),
        bundle(0, "r1", "A"),
        bundle(2, "r2", "B"),
    ]
    .concat();
    let format = |id: u16, code| record(44, &[&id.to_le_bytes()[..], &wide(code)].concat());
    let style = |id: u16| record(47, &[&[0, 0], &id.to_le_bytes()[..], &[0; 12]].concat());
    let styles = [
        format(164, "0.00\\ [$EUR]"),
        format(165, "[h]:mm"),
        style(9), // of named styles: does not count
        record(617, &number(4)),
        style(0),
        style(14),
        style(164),
        style(165),
        record(618, &[]),
    ];
    let strings = shared.iter();
    let strings: Vec<Vec<u8>> = strings
        .map(|text| record(19, &[&[0][..], &wide(text)].concat()))
        .collect();
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"x/relationships/{kind}\" Target=\"{target}\"/>")
    };
    let relations = |all: &[String]| format!("<Relationships>{}</Relationships>", all.concat());
    let root = relations(&[relation("r1", "officeDocument", "/xl/workbook.bin")]);
    let of_book = relations(&[
        relation("r1", "worksheet", "/xl/worksheets/sheet1.bin"),
        relation("r2", "worksheet", "worksheets/sheet2.bin"),
        relation("r3", "styles", "styles.bin"),
        relation("r4", "sharedStrings", "sharedStrings.bin"),
    ]);
    let rows = [record(145, &[]), sheet.concat()].concat();
    let parts: [(&str, &[u8]); 8] = [
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.bin", &workbook),
        ("xl/_rels/workbook.bin.rels", of_book.as_bytes()),
        ("xl/worksheets/sheet1.bin", &rows),
        ("xl/worksheets/sheet2.bin", &[]),
        ("xl/styles.bin", &styles.concat()),
        ("xl/sharedStrings.bin", &strings.concat()),
    ];
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(name, options).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub(crate) fn header() -> Vec<u8> {
    [
        row(0, false),
        string(0, "A"),
        string(1, "B"),
        string(2, "C"),
    ]
    .concat()
}

#[test]
fn values_have_their_types() {
    let bytes = a_book(&[
        header(),
        row(1, false),
        cell(7, 0, 0, &number(0)),
        cell(2, 1, 0, &number(155 << 2 | 3)),
        cell(5, 2, 1, &42_803.0_f64.to_le_bytes()),
        row(3, false),
        cell(9, 0, 3, &1.5_f64.to_le_bytes()),
        cell(10, 1, 0, &[1]),
        cell(8, 2, 0, &wide("of a formula")),
        row(4, false),
        cell(62, 0, 0, &[&[1][..], &wide("rich"), &[0; 8]].concat()),
        record(16, &[&number(2)[..], &2.5_f64.to_le_bytes()].concat()),
        cell(1, 2, 2, &[]),
        record(146, &[]),
    ]);
    assert_eq!(
        shown(&read(&bytes)),
        [
            "A, row 2: text shared é | decimal 1.55 | date 2017-03-09",
            "A, row 4: text 36:00:00 | true/false true | text of a formula",
            "A, row 5: text rich | decimal 2.5 | -",
        ]
    );
}

#[test]
fn what_is_shown_hidden_or_an_error_is_told() {
    let bytes = a_book(&[
        record(60, &[&number(1)[..], &number(1), &[0; 8], &[1, 0]].concat()),
        header(),
        row(1, true),
        cell(5, 0, 2, &1.5_f64.to_le_bytes()),
        cell(11, 1, 0, &[0x1d]),
        cell(3, 2, 0, &[0x2a]),
        record(146, &[]),
    ]);
    let expected = [
        ("A, row 2", NoticeKind::Hidden, "hidden row"),
        ("A!B2", NoticeKind::ErrorCell, "#NAME?"),
        ("A!C2", NoticeKind::ErrorCell, "#N/A"),
        ("A!B2", NoticeKind::HiddenColumn, "hidden column B"),
    ];
    let expected = expected.map(|(place, kind, found)| (place.to_owned(), kind, found.to_owned()));
    assert_eq!(noticed(&read(&bytes)), expected);
    let (source, mut projection) = support::everything(
        &landbridge_spreadsheet::Spreadsheet,
        support::input("a.xlsb", bytes),
        &Options::default(),
    )
    .unwrap();
    projection.shown = true;
    let mut reader = source.read(&projection).unwrap();
    let mut batch = landbridge_contract::Batch::default();
    reader.next_batch(&mut batch, 10).unwrap();
    let shown = batch.records[0].slots[0].shown.as_deref();
    assert_eq!(shown, Some("1.50 EUR"));
}

#[test]
fn merged_cells_name_their_columns_and_hidden_sheets_are_read() {
    let merged = [number(0), number(0), number(0), number(1)].concat();
    let bytes = a_book(&[
        row(0, false),
        string(0, "Cost"),
        string(2, "Note"),
        row(1, false),
        string(0, "EUR"),
        string(1, "CHF"),
        row(2, false),
        string(0, "1"),
        record(146, &[]),
        record(176, &merged),
    ]);
    let header = support::options(&serde_json::json!({ "header": [1, 2] }));
    let drained = read_with(&bytes, &header).unwrap();
    let names = &drained.records[0].layout.names;
    let names: Vec<&str> = names.iter().map(|name| &**name).collect();
    assert_eq!(names, ["Cost / EUR", "Cost / CHF", "Note"]);
    let empty = fault(&bytes, &options([("sheet", text("B"))]));
    assert_eq!(empty.kind, SourceFaultKind::Header);
}

#[test]
fn what_cannot_be_read_is_refused() {
    let cut = [&[header(), row(1, false)].concat()[..], &[5, 16, 0]].concat();
    let back = [header(), row(1, false), string(1, "b"), string(0, "a")].concat();
    let beyond = [header(), row(1, false), string(16_384, "b")].concat();
    let short = [header(), row(1, false), cell(5, 0, 0, &[0; 4])].concat();
    let missing = [header(), row(1, false), cell(7, 0, 0, &number(7))].concat();
    let endless = [header(), row(1, false), record(6, &vec![0; 9 << 20])].concat();
    for (sheet, words) in [
        (cut, "ends in the middle"),
        (back, "out of order"),
        (beyond, "beyond the last column"),
        (short, "cut short in row 2"),
        (missing, "shared string that is not there"),
        (endless, "a record of 9437184 bytes"),
    ] {
        let fault = fault(&a_book(&[sheet]), &Options::default());
        assert!(fault.found.contains(words), "{fault}");
    }
}
