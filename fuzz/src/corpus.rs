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
