//! XML Spreadsheet 2003: what is read of it, and what is refused.

use landbridge_contract::{NoticeKind, Options, SourceConnector as _, SourceFaultKind};
use landbridge_spreadsheet::Spreadsheet;
use landbridge_testkit::support;

use crate::made::{fault, noticed, options, read, read_with, shown, text};

const STYLES: &str = r#"<Styles>
    <Style ss:ID="Default" ss:Name="Normal"><NumberFormat/></Style>
    <Style ss:ID="day"><NumberFormat ss:Format="Short Date"/></Style>
    <Style ss:ID="span"><NumberFormat ss:Format="[h]:mm:ss"/></Style>
    <Style ss:ID="bold" ss:Parent="span"><Font ss:Bold="1"/></Style>
    </Styles>"#;

/// A workbook of these sheets.
fn book(sheets: &str) -> String {
    format!(
        r#"<?xml version="1.0"?>
        <?mso-application progid="Excel.Sheet"?>
        <Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
          xmlns:x="urn:schemas-microsoft-com:office:excel"
          xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">{STYLES}{sheets}</Workbook>"#
    )
}

/// A workbook of one sheet, `Vendors`, with these rows below a header of `A`, `B`, `C`.
fn rows(rows: &str) -> String {
    let header = ["A", "B", "C"].map(string).concat();
    let table = format!("<Table><Row>{header}</Row>{rows}</Table>");
    book(&format!(
        r#"<Worksheet ss:Name="Vendors">{table}</Worksheet>"#
    ))
}

fn string(text: &str) -> String {
    data("String", text)
}

fn data(kind: &str, text: &str) -> String {
    format!(r#"<Cell><Data ss:Type="{kind}">{text}</Data></Cell>"#)
}

#[test]
fn values_have_their_types() {
    let cells = |kinds: [(&str, &str); 3]| {
        let cells = kinds.map(|(kind, text)| data(kind, text)).concat();
        format!("<Row>{cells}</Row>")
    };
    let file = rows(
        &[
            cells([
                ("Number", "12.50"),
                ("String", "  00012 "),
                ("Boolean", "1"),
            ]),
            cells([
                ("DateTime", "2017-03-09T00:00:00.000"),
                ("DateTime", "2017-03-09T08:30:00.000"),
                ("DateTime", "1899-12-31T08:30:00.000"),
            ]),
            cells([
                ("Number", "1E3"),
                ("String", "&lt;a&gt; &amp; &#233;&#10;b"),
                ("Boolean", "0"),
            ]),
        ]
        .concat(),
    );
    assert_eq!(
        shown(&read(file.as_bytes())),
        [
            "Vendors, row 2: decimal 12.5 | text   00012  | true/false true",
            "Vendors, row 3: date 2017-03-09 | date-time 2017-03-09T08:30:00 | text 08:30:00",
            "Vendors, row 4: integer 1000 | text <a> & é\nb | true/false false",
        ]
    );
}

#[test]
fn formats_tell_dates_and_durations() {
    let cell = |style: &str, kind: &str, text: &str| {
        format!(r#"<Cell ss:StyleID="{style}"><Data ss:Type="{kind}">{text}</Data></Cell>"#)
    };
    let file = rows(&format!(
        r#"<Row>{}{}{}</Row><Row ss:StyleID="day">{}</Row>"#,
        cell("span", "DateTime", "1900-01-01T12:00:00.000"),
        cell("bold", "Number", "1.5"),
        cell("day", "Number", "42803"),
        data("Number", "42803"),
    ));
    assert_eq!(
        shown(&read(file.as_bytes())),
        [
            "Vendors, row 2: text 36:00:00 | text 36:00:00 | date 2017-03-09",
            "Vendors, row 3: date 2017-03-09 | - | -",
        ]
    );
}

#[test]
fn dates_may_be_counted_from_1904() {
    let file = rows(&format!(
        "<Row>{}</Row>",
        data("DateTime", "1904-01-02T00:00:00.000")
    ));
    let from_1904 = file.replace(
        "<Worksheet",
        "<x:ExcelWorkbook><x:Date1904/></x:ExcelWorkbook><Worksheet",
    );
    for (file, system) in [(file, "1900"), (from_1904, "1904")] {
        let input = support::input("a.xml", file.as_bytes());
        let mut source = Spreadsheet.open(input, &Options::default()).unwrap();
        let detected = source.detected();
        assert!(detected.contains(&("format", "XML Spreadsheet 2003".to_owned())));
        assert!(detected.contains(&("dates", format!("counted from {system}"))));
        let records = shown(&read(file.as_bytes()));
        assert_eq!(records, ["Vendors, row 2: date 1904-01-02 | - | -"]);
    }
}

#[test]
fn errors_and_days_that_never_were_are_noticed() {
    let file = rows(&format!(
        r#"<Row>{}{}<Cell ss:Formula="=RC[-1]"/></Row>"#,
        data("Error", "#N/A"),
        data("DateTime", "1900-02-29T00:00:00.000"),
    ));
    let found = noticed(&read(file.as_bytes()));
    let kinds: Vec<NoticeKind> = found.iter().map(|(_, kind, _)| *kind).collect();
    assert_eq!(
        kinds,
        [
            NoticeKind::ErrorCell,
            NoticeKind::PhantomDate,
            NoticeKind::ErrorCell
        ]
    );
    assert_eq!(found[0].2, "#N/A");
    assert_eq!(found[2].2, "a formula without its value");
}

#[test]
fn cells_and_rows_left_out_leave_gaps() {
    let file = rows(&format!(
        r#"<Row ss:Index="4"><Cell ss:Index="3"><Data ss:Type="String">c4</Data></Cell></Row>
           <Row ss:Span="2"/>
           <Row>{}<Cell/>{}</Row>"#,
        string("a8"),
        string("c8"),
    ));
    assert_eq!(
        shown(&read(file.as_bytes())),
        [
            "Vendors, row 4: - | - | text c4",
            "Vendors, row 8: text a8 | - | text c8",
        ]
    );
}

#[test]
fn merged_cells_take_their_columns_and_name_them() {
    let header = r#"<Row><Cell ss:MergeAcross="1"><Data ss:Type="String">Cost</Data></Cell>
        <Cell ss:MergeDown="1"><Data ss:Type="String">Note</Data></Cell></Row>"#;
    let table = format!(
        "<Table>{header}<Row>{}{}</Row><Row>{}{}{}</Row></Table>",
        string("EUR"),
        string("CHF"),
        string("1"),
        string("2"),
        string("3"),
    );
    let file = book(&format!(r#"<Worksheet ss:Name="A">{table}</Worksheet>"#));
    let options = support::options(&serde_json::json!({ "header": [1, 2] }));
    let drained = read_with(file.as_bytes(), &options).unwrap();
    assert_eq!(shown(&drained), ["A, row 3: text 1 | text 2 | text 3"]);
    let names: Vec<&str> = drained.records[0]
        .layout
        .names
        .iter()
        .map(|name| &**name)
        .collect();
    assert_eq!(names, ["Cost / EUR", "Cost / CHF", "Note"]);
}

#[test]
fn what_is_hidden_is_noticed() {
    let table = format!(
        r#"<Table><Row>{a}</Row><Row ss:Hidden="1">{b}</Row><Row>{b}</Row>
           <Row ss:Height="0">{b}</Row></Table>"#,
        a = string("A"),
        b = string("b"),
    );
    let file = book(&format!(
        r#"<Worksheet ss:Name="Open">{table}</Worksheet>
           <Worksheet ss:Name="Gone">{table}<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">
           <Visible>SheetVeryHidden</Visible></WorksheetOptions></Worksheet>"#
    ));
    let hidden = |sheet: &str, row: u32| (format!("{sheet}, row {row}"), NoticeKind::Hidden);
    let seen = |options: &Options| {
        let drained = read_with(file.as_bytes(), options).unwrap();
        let notices = noticed(&drained).into_iter();
        notices
            .map(|(place, kind, _)| (place, kind))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        seen(&Options::default()),
        [hidden("Open", 2), hidden("Open", 4)]
    );
    let all = [hidden("Gone", 2), hidden("Gone", 3), hidden("Gone", 4)];
    assert_eq!(seen(&options([("sheet", text("Gone"))])), all);
}

#[test]
fn only_the_data_of_a_cell_is_its_value() {
    let file = rows(
        r#"<Row><Cell><Comment ss:Author="x"><ss:Data>not this</ss:Data></Comment><ss:Data
            ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"><B>Bold</B><Font> and plain</Font></ss:Data>
            <NamedCell ss:Name="n"/></Cell><Cell><Data ss:Type="String"><![CDATA[<c>]]></Data></Cell></Row>"#,
    );
    assert_eq!(
        shown(&read(file.as_bytes())),
        ["Vendors, row 2: text Bold and plain | text <c> | -"]
    );
}

#[test]
fn other_encodings_are_read() {
    let file = rows(&format!("<Row>{}</Row>", string("é")));
    let wide: Vec<u8> = format!("\u{feff}{file}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let latin = file.replace("version=\"1.0\"", "version=\"1.0\" encoding=\"iso-8859-1\"");
    let latin: Vec<u8> = latin
        .chars()
        .map(|character| u8::try_from(u32::from(character)).unwrap())
        .collect();
    for bytes in [wide, latin] {
        let records = shown(&read(&bytes));
        assert_eq!(records, ["Vendors, row 2: text é | - | -"]);
    }
}

#[test]
fn what_cannot_be_read_is_refused() {
    let whole = rows(&format!("<Row>{}</Row>", string("a")));
    let cut = &whole.as_bytes()[..whole.len() - 30];
    let in_a_tag = &whole.as_bytes()[..whole.find("<Table>").unwrap() + 3];
    let doctype = whole.replace(
        "<Workbook",
        "<!DOCTYPE Workbook [<!ENTITY a \"b\">]><Workbook",
    );
    let deep = rows(&"<a>".repeat(300));
    let run = rows(&format!("<Row>{}</Row>", string(&"x".repeat(9 << 20))));
    let number = rows(&format!("<Row>{}</Row>", data("Number", "12,5")));
    let untyped = rows("<Row><Cell><Data>1</Data></Cell></Row>");
    let back = rows(r#"<Row ss:Index="1"/>"#);
    let beyond = rows(r#"<Row ss:Index="1048577"/>"#);
    let wide = rows(r#"<Row><Cell ss:Index="16384" ss:MergeAcross="1"/></Row>"#);
    let entity = rows(&format!("<Row>{}</Row>", string("&nbsp;")));
    let ends = whole.replace("</Row>", "</Rov>");
    let bytes = rows(&format!("<Row>{}</Row>", string("\u{e9}"))).into_bytes();
    let bytes: Vec<u8> = bytes.into_iter().filter(|byte| *byte != 0xa9).collect();
    for (file, kind, words) in [
        (cut, SourceFaultKind::Truncated, "ends in the middle"),
        (in_a_tag, SourceFaultKind::Truncated, "ends in the middle"),
        (
            doctype.as_bytes(),
            SourceFaultKind::Refused,
            "document type declaration",
        ),
        (
            deep.as_bytes(),
            SourceFaultKind::Limit,
            "nested more than 256",
        ),
        (
            run.as_bytes(),
            SourceFaultKind::Limit,
            "longer than any cell",
        ),
        (
            number.as_bytes(),
            SourceFaultKind::Format,
            "`12,5` as data of type `Number` in cell A2",
        ),
        (
            untyped.as_bytes(),
            SourceFaultKind::Format,
            "no type (sheet \"Vendors\", row 2)",
        ),
        (back.as_bytes(), SourceFaultKind::Format, "out of order"),
        (
            beyond.as_bytes(),
            SourceFaultKind::Format,
            "a row beyond the last",
        ),
        (
            wide.as_bytes(),
            SourceFaultKind::Format,
            "beyond the last row or column",
        ),
        (entity.as_bytes(), SourceFaultKind::Format, "`&nbsp;`"),
        (ends.as_bytes(), SourceFaultKind::Format, "broken XML"),
        (bytes.as_slice(), SourceFaultKind::Format, "not valid"),
        (
            book("").as_bytes(),
            SourceFaultKind::Format,
            "without sheets",
        ),
    ] {
        let fault = fault(file, &Options::default());
        assert_eq!(fault.kind, kind, "{fault}");
        assert!(fault.found.contains(words), "{fault}");
    }
}
