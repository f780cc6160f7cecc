//! What inputs are made from: small files of every shape that a reader knows, and words that hurt.

use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet, XlsxError};

/// Words for workbooks: markup of cells, numbers at the edges, constructs that are refused.
pub(crate) const WORKBOOK_WORDS: &[&[u8]] = &[
    b"<row r=\"1048577\">",
    b"<row r=\"0\">",
    b"<c r=\"XFE1\">",
    b"<c r=\"\">",
    b"<c t=\"s\"><v>999999</v></c>",
    b"<c t=\"s\"><v>-1</v></c>",
    b"<c t=\"e\"><v>#REF!</v></c>",
    b"<c t=\"d\"><v>2024-13-45</v></c>",
    b"<c t=\"b\"><v>2</v></c>",
    b"<v>1e999</v>",
    b"<v>9999999999999999999999</v>",
    b"<v>-0</v>",
    b"<v>NaN</v>",
    b"<is><r><t>",
    b"</t></r></is>",
    b"<rPh>",
    b"</row>",
    b"<row>",
    b"<c>",
    b"</c>",
    b"</sheetData>",
    b"<sheetData>",
    b"<mergeCell ref=\"A1:XFD1048576\"/>",
    b"<col min=\"1\" max=\"16384\" hidden=\"1\"/>",
    b"_x000D_",
    b"_x005F_x000D_",
    b"&#x0;",
    b"&#1114112;",
    b"&lol;",
    b"<!DOCTYPE x [<!ENTITY a \"b\">]>",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"-->",
    b"<?",
    b"\xEF\xBB\xBF",
    b"\xFF\xFE",
    b"\x00",
    b"\xED\xA0\x80",
    b" hidden=\"1\"",
    b" s=\"99999\"",
    b" r=\"A1\"",
    b" spans=\"1:99999\"",
    b" date1904=\"1\"",
    b"xmlns:x=\"urn:x\"",
    b"formatCode=\"[h]:mm:ss.000;[Red]0/0;;@\"",
    b"numFmtId=\"4294967295\"",
    b"../../../etc/passwd",
    b"ref=\"A1:B\"",
    b"<definedName name=\"R\">Sheet1!$A$1:$XFD$9</definedName>",
];

/// Words for XML.
pub(crate) const DOCUMENT_WORDS: &[&[u8]] = &[
    b"<order>",
    b"</order>",
    b"<order/>",
    b"<line qty=\"",
    b"\"",
    b"'",
    b">",
    b"<",
    b"/>",
    b"&",
    b"&amp;",
    b"&#0;",
    b"&#x10FFFF;",
    b"&#x110000;",
    b"&undefined;",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"--",
    b"-->",
    b"<?xml version=\"1.0\"?>",
    b"<?pi",
    b"?>",
    b"<!DOCTYPE orders SYSTEM \"file:///etc/passwd\">",
    b"<!DOCTYPE o [<!ENTITY a \"aaaa\">]>",
    b"xmlns=\"urn:x\"",
    b"xmlns:o=\"urn:o\"",
    b"o:order",
    b"xml:space=\"preserve\"",
    b"encoding=\"utf-16\"",
    b"encoding=\"iso-8859-1\"",
    b"encoding=\"nonsense\"",
    b"\xEF\xBB\xBF",
    b"\xFF\xFE",
    b"\xFE\xFF",
    b"\x00",
    b"\xC3\x28",
    b"\xED\xA0\x80",
    b"<a><a><a><a><a><a>",
    b"\r\n",
    b"\r",
    b"\n",
    b"<orders>",
    b"</orders>",
];

/// Words for delimited text.
pub(crate) const TABLE_WORDS: &[&[u8]] = &[
    b"\"",
    b"\"\"",
    b",",
    b";",
    b"\t",
    b"|",
    b"\r\n",
    b"\r",
    b"\n",
    b"\n\n\n",
    b"\x00",
    b"\xEF\xBB\xBF",
    b"\xFF\xFE",
    b"\xFE\xFF",
    b"\xE9",
    b"\x80",
    b"#",
    b"sep=;",
    b"Total",
    b"=1+1",
    b"'",
    b"\\",
    b"\x1A",
    b"1.234,56",
    b"\"unclosed",
    b"\x0C",
];

/// Delimited text of several kinds.
pub(crate) fn tables() -> Vec<Vec<u8>> {
    [
        &b"Vendor ID,Name,Country,Amount\n00017,Acme Ltd,NOR,12.50\n00018,\"Water, wells\",KEN,-3.00\n"[..],
        b"sep=;\r\nNr;Bezeichnung;Betrag\r\n1;\"Zeile 1\r\nZeile 2\";1.234,56\r\n2;M\xFCller;0,10\r\n",
        b"# export of the old system\n# 2019\nid\tname\n1\tone\n\n2\ttwo\nTotal\t2\n",
        b"a|b|c\r1|2|3\r4|5\r6|7|8|9\r",
        b"\xFF\xFEa\0,\0b\0\n\x001\0,\x002\0\n\0",
        b"id,id,,x\n1,2,3,4\nid,id,,x\n5,6,7,8\n",
        b"",
    ]
    .iter()
    .map(|text| text.to_vec())
    .collect()
}

/// XML of several kinds.
pub(crate) fn documents() -> Vec<Vec<u8>> {
    [
        &b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<orders xmlns:o=\"urn:o\">\n  <order id=\"1\" date=\"2019-01-02\">\n    <vendor>Acme</vendor>\n    <line qty=\"2\"><part>P1</part></line>\n    <line qty=\"3\"><part>P2</part><![CDATA[x<y]]></line>\n  </order>\n  <!-- and -->\n  <order id=\"2\"><o:note>caf\xC3\xA9 &amp; co</o:note></order>\n</orders>\n"[..],
        b"<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><orders><order><vendor>caf\xE9</vendor></order><order/></orders>",
        b"\xFF\xFE<\0o\0r\0d\0e\0r\0s\0>\0<\0o\0r\0d\0e\0r\0/\0>\0<\0/\0o\0r\0d\0e\0r\0s\0>\0",
        b"<orders><order><a><b><c>1</c></b></a><a><b/></a></order><order>text <i>mixed</i> text</order></orders>",
        b"<o:orders xmlns:o='urn:o'><o:order o:id='1'/><o:order o:id='2'><o:line/></o:order></o:orders>",
        b"",
    ]
    .iter()
    .map(|text| text.to_vec())
    .collect()
}

/// An XML spreadsheet of 2003.
pub(crate) fn spreadsheetml() -> Vec<Vec<u8>> {
    vec![
        br#"<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
 <Styles><Style ss:ID="d"><NumberFormat ss:Format="dd/mm/yyyy"/></Style></Styles>
 <Worksheet ss:Name="Vendors"><Table>
  <Column ss:Index="2" ss:Hidden="1"/>
  <Row><Cell><Data ss:Type="String">Vendor ID</Data></Cell><Cell ss:Index="3"><Data ss:Type="String">Amount</Data></Cell></Row>
  <Row ss:Index="4" ss:Hidden="1"><Cell><Data ss:Type="Number">17</Data></Cell><Cell ss:MergeAcross="2"><Data ss:Type="Number">1.5</Data></Cell></Row>
  <Row><Cell ss:StyleID="d"><Data ss:Type="DateTime">2019-02-28T00:00:00.000</Data></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell><Cell><Data ss:Type="Error">#N/A</Data></Cell></Row>
 </Table></Worksheet>
</Workbook>"#
            .to_vec(),
    ]
}

/// Fixed-width files of several kinds.
pub(crate) fn fixed_width() -> Vec<Vec<u8>> {
    [
        &b"000100001250\n000200000300\n0003-0000100\n"[..],
        b"H0001\nL0002\nL0003\nH0002\nL0009\n",
        b"ab\xC3\xA9cdefghij\r\nab\xE9cdefghij\r\n",
        b"",
    ]
    .iter()
    .map(|text| text.to_vec())
    .collect()
}

/// Copybooks of several kinds.
pub(crate) fn copybooks() -> Vec<Vec<u8>> {
    [
        &b"       01  VENDOR-RECORD.\n           05  VENDOR-ID      PIC 9(10).\n           05  VENDOR-NAME    PIC X(10).\n           05  BALANCE        PIC S9(4)V99 COMP-3.\n           05  KIND           PIC XX.\n           05  CODE-A         PIC S9(4) COMP.\n"[..],
        b"       01  R.\n           05  N PIC 9(2).\n           05  T OCCURS 1 TO 9 TIMES DEPENDING ON N.\n             10  A PIC X(2).\n             10  B PIC S9(3) SIGN LEADING SEPARATE.\n",
        b"       01  R.\n           05  K PIC X.\n           05  A PIC X(8).\n           05  FILLER PIC X(4).\n             88  YES VALUE 'Y'.\n",
    ]
    .iter()
    .map(|text| text.to_vec())
    .collect()
}

/// The file that copybooks are tried on.
pub(crate) const COPYBOOK_FILE: &[u8] =
    b"0000000123ACME      \x00\x12\x3C01\x00\x0C\n0000000456WATER     \x00\x45\x6D02\x00\x08\n";

/// Words for copybooks.
pub(crate) const COPYBOOK_WORDS: &[&[u8]] = &[
    b"PIC",
    b"PIC X(999999999)",
    b"PIC 9(18)V9(18)",
    b"PIC S9(4)V99",
    b"COMP-3",
    b"COMP",
    b"COMP-1",
    b"COMP-5",
    b"OCCURS 4000000 TIMES",
    b"OCCURS 3",
    b"DEPENDING ON N",
    b"REDEFINES A",
    b"FILLER",
    b".",
    b"(",
    b")",
    b"01 ",
    b"05 ",
    b"49 ",
    b"66 ",
    b"77 ",
    b"88 ",
    b"SIGN LEADING SEPARATE",
    b"VALUE 'X'",
    b"'",
    b"\n",
    b"      *",
    b"-",
    b"P(9)",
    b"USAGE",
    b"SYNC",
    b"EXEC SQL",
];

/// JSON of several kinds.
pub(crate) fn json() -> Vec<Vec<u8>> {
    [
        &b"[{\"id\": 1, \"name\": \"Acme\", \"amount\": 12.50, \"lines\": [{\"no\": 1}, {\"no\": 2}]}, {\"id\": 2, \"name\": null}]"[..],
        b"{\"id\":1,\"a\":{\"b\":{\"c\":true}}}\n{\"id\":2}\n\n{\"id\":3,\"x\":\"\\u00e9\\ud83d\\ude00\"}\n",
        b"{\"data\": {\"items\": [{\"id\": 123456789012345678901234567890.12}, {}], \"more\": false}}",
        b"\xEF\xBB\xBF[]",
        b"",
    ]
    .iter()
    .map(|text| text.to_vec())
    .collect()
}

/// Words for JSON.
pub(crate) const JSON_WORDS: &[&[u8]] = &[
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\"",
    b"\\",
    b"\\u",
    b"\\ud800",
    b"null",
    b"true",
    b"NaN",
    b"-",
    b"1e999999",
    b"1e-999999",
    b"0.1",
    b"99999999999999999999999999999999999999",
    b"[[[[[[[[[[[[[[[[",
    b"{\"a\":{\"a\":{\"a\":",
    b"\n",
    b"\x00",
    b"\xFF\xFE",
    b"\xC3\x28",
    b"/*",
    b"//",
    b"\"id\":1",
];

/// Workbooks of several kinds. One that cannot be made is left out; the tests say that none is.
pub(crate) fn workbooks() -> Vec<Vec<u8>> {
    [plain, formatted, merged, several]
        .into_iter()
        .filter_map(|make| {
            let mut book = Workbook::new();
            make(&mut book).ok()?;
            book.save_to_buffer().ok()
        })
        .collect()
}

fn plain(book: &mut Workbook) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    table(sheet, 0)
}

fn table(sheet: &mut Worksheet, from: u32) -> Result<(), XlsxError> {
    for (column, name) in (0..).zip(["Vendor ID", "Name", "Amount", "Active"]) {
        sheet.write_string(from, column, name)?;
    }
    for row in from + 1..from + 12 {
        sheet.write_string(row, 0, format!("{row:05}"))?;
        sheet.write_string(row, 1, format!("Vendor number {row} & co"))?;
        sheet.write_number(row, 2, f64::from(row))?;
        sheet.write_boolean(row, 3, row % 2 == 0)?;
    }
    Ok(())
}

fn formatted(book: &mut Workbook) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    table(sheet, 2)?;
    let formats = [
        "dd/mm/yyyy",
        "[h]:mm:ss",
        "0.00%",
        "#,##0.00 [$€-407]",
        "# ?/?",
        "0.00E+00",
        "00000",
        "@",
    ];
    for (row, code) in (20..).zip(formats) {
        sheet.write_number_with_format(row, 1, 43_831.25, &Format::new().set_num_format(code))?;
    }
    sheet.write_formula(30, 1, Formula::new("=1/0").set_result("#DIV/0!"))?;
    sheet.set_row_hidden(5)?;
    sheet.set_column_hidden(3)?;
    Ok(())
}

fn merged(book: &mut Workbook) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 0, 3, "Register of vendors", &Format::new())?;
    sheet.merge_range(1, 0, 1, 1, "Vendor", &Format::new())?;
    table(sheet, 2)?;
    sheet.merge_range(8, 1, 10, 1, "the same", &Format::new())?;
    Ok(())
}

fn several(book: &mut Workbook) -> Result<(), XlsxError> {
    table(book.add_worksheet().set_name("Vendors")?, 0)?;
    table(book.add_worksheet().set_name("Old")?.set_hidden(true), 4)?;
    book.add_worksheet().set_name("Empty")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_sample_can_be_made() {
        assert_eq!(super::workbooks().len(), 4);
    }
}
