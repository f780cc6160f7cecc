//! The many ways in which programs write the same workbook.

use landbridge_contract::{NoticeKind, Options, SourceFaultKind, Value};
use rust_xlsxwriter::{Format, FormatAlign, Formula};

use crate::made::{
    by_hand, container, fault, noticed, options, read, read_with, replaced, rewrite, sheet, shown,
    text, texts, write,
};

const SHEET: &str = "xl/worksheets/sheet1.xml";

fn rows(rows: &str) -> String {
    format!("<sheetData>{rows}</sheetData>")
}

#[test]
fn cells_of_every_type_are_read() {
    let bytes = by_hand(
        &rows(
            "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Kind</t></is></c></row>\
             <row r=\"2\"><c r=\"A2\" t=\"s\"><v> 0 </v></c></row>\
             <row r=\"3\"><c r=\"A3\" t=\"str\"><f>A9</f><v>a &amp; b</v></c></row>\
             <row r=\"4\"><c r=\"A4\" t=\"b\"><v>true</v></c></row>\
             <row r=\"5\"><c r=\"A5\" t=\"d\"><v>2024-02-29T08:30:00</v></c></row>\
             <row r=\"6\"><c r=\"A6\" t=\"e\"><v>#N/A</v></c></row>\
             <row r=\"7\"><c r=\"A7\" t=\"n\"><v>1.50E+2</v></c></row>\
             <row r=\"8\"><c r=\"A8\"><v>careless</v></c></row>\
             <row r=\"9\"><c r=\"A9\" t=\"inlineStr\"><is><r><t>in</t></r><rPh sb=\"0\" eb=\"1\">\
             <t>no</t></rPh><r><rPr><b/></rPr><t xml:space=\"preserve\">line </t></r></is></c></row>",
        ),
        "<si><t>shared</t></si>",
    );
    let drained = read(&bytes);
    assert_eq!(
        shown(&drained),
        [
            "Vendors, row 2: text shared",
            "Vendors, row 3: text a & b",
            "Vendors, row 4: true/false true",
            "Vendors, row 5: date-time 2024-02-29T08:30:00",
            "Vendors, row 6: -",
            "Vendors, row 7: integer 150",
            "Vendors, row 8: text careless",
            "Vendors, row 9: text inline ",
        ]
    );
    assert_eq!(noticed(&drained).len(), 1);
}

#[test]
fn sections_comments_entities_and_escapes_are_text() {
    let bytes = by_hand(
        &rows(
            "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row><!-- </row> -->\
             <row r=\"2\"><c r=\"A2\" t=\"s\"><!-- <v>0</v> --><v>1</v></c></row>\
             <row r=\"3\"><c r=\"A3\" t=\"s\"><v>2</v></c></row><?stop </sheetData> ?>\
             <row r=\"4\"><c r=\"A4\" t=\"inlineStr\"><is><t><![CDATA[</row><row> & ]]></t></is></c></row>",
        ),
        "<si><t>Text</t></si><si><t>&#65;&lt;b&gt; <![CDATA[<c>]]></t></si>\
         <si><t>one_x000D_\ntwo_x005F_x000D_</t></si>",
    );
    let drained = read(&bytes);
    assert_eq!(
        shown(&drained),
        [
            "Vendors, row 2: text A<b> <c>",
            "Vendors, row 3: text one\r\ntwo_x000D_",
            "Vendors, row 4: text </row><row> & ",
        ]
    );
}

#[test]
fn any_prefix_and_the_strict_form_read_alike() {
    let plain = sheet(|sheet| {
        write(sheet, &[&["Id", "Amount"], &["7", ""], &["8", ""]]);
        sheet.write_number(1, 1, 12.5).unwrap();
    });
    let expected = shown(&read(&plain));
    let prefixed = rewrite(&plain, |name, content| {
        let text = String::from_utf8(content).unwrap();
        let ours = name == SHEET || name == "xl/sharedStrings.xml" || name == "xl/workbook.xml";
        let text = if ours {
            text.replace("</", "</x:")
                .replace('<', "<x:")
                .replace("<x:/x:", "</x:")
                .replace("<x:?", "<?")
                .replace("xmlns=", "xmlns:x=")
        } else {
            text
        };
        Some(text.into_bytes())
    });
    assert_eq!(shown(&read(&prefixed)), expected);
    let strict = rewrite(&plain, |_, content| {
        let text = String::from_utf8(content).unwrap();
        let text = text.replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/",
            "http://purl.oclc.org/ooxml/officeDocument/",
        );
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        Some(
            text.replace(main, "http://purl.oclc.org/ooxml/spreadsheetml/main")
                .into_bytes(),
        )
    });
    assert_eq!(shown(&read(&strict)), expected);
}

#[test]
fn parts_are_found_through_relations_whatever_their_names() {
    let plain = texts(&[&["Id"], &["7"]]);
    let mut moved: Vec<(String, Vec<u8>)> = Vec::new();
    rewrite(&plain, |name, content| {
        let text = String::from_utf8(content).unwrap();
        let text = match name {
            "_rels/.rels" => text.replace("xl/workbook.xml", "/Deep/Book.xml"),
            "xl/_rels/workbook.xml.rels" => text
                .replace("worksheets/sheet1.xml", "/Deep\\A.XML")
                .replace("sharedStrings.xml", "../other/./texts.xml"),
            _ => text,
        };
        let name = match name {
            "xl/workbook.xml" => "deep/book.xml",
            "xl/_rels/workbook.xml.rels" => "deep/_rels/book.xml.rels",
            SHEET => "Deep/a.xml",
            "xl/sharedStrings.xml" => "Other/Texts.xml",
            name => name,
        };
        moved.push((name.to_owned(), text.into_bytes()));
        None
    });
    let moved: Vec<(&str, Vec<u8>)> = moved
        .iter()
        .map(|(name, c)| (name.as_str(), c.clone()))
        .collect();
    assert_eq!(shown(&read(&container(&moved))), ["Vendors, row 2: text 7"]);
}

#[test]
fn parts_in_utf_16_are_read() {
    let plain = texts(&[&["Größe"], &["7 m² 😀"]]);
    for big in [false, true] {
        let wide = rewrite(&plain, |name, content| {
            if name != SHEET && name != "xl/sharedStrings.xml" {
                return Some(content);
            }
            let text = String::from_utf8(content)
                .unwrap()
                .replace("UTF-8", "UTF-16");
            let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
            let bytes = units.flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            });
            Some(bytes.collect())
        });
        assert_eq!(
            shown(&read(&wide)),
            ["Vendors, row 2: text 7 m² 😀"],
            "{big}"
        );
    }
    let broken = replaced(&plain, SHEET, "UTF-8", "UTF-16");
    assert_eq!(
        fault(&broken, &Options::default()).kind,
        SourceFaultKind::Format
    );
}

#[test]
fn what_a_sheet_claims_of_its_size_does_not_count() {
    let bytes = texts(&[&["Id", "Name"], &["7", "Acme"], &["8", "Bolt"]]);
    let small = replaced(&bytes, SHEET, "ref=\"A1:B3\"", "ref=\"A1\"");
    assert_eq!(shown(&read(&small)), shown(&read(&bytes)));
    let huge = replaced(&bytes, SHEET, "ref=\"A1:B3\"", "ref=\"A1:XFD1048576\"");
    assert_eq!(shown(&read(&huge)), shown(&read(&bytes)));
}

#[test]
fn a_string_that_is_not_there_and_a_word_for_a_number_are_faults() {
    for (cell, words) in [
        ("<c r=\"A2\" t=\"s\"><v>9</v></c>", "shared string `9`"),
        ("<c r=\"A2\" t=\"n\"><v>ten</v></c>", "holds `ten`"),
        ("<c r=\"A2\" t=\"q\"><v>1</v></c>", "unknown type `q`"),
        ("<c r=\"A2\" t=\"str\"><v>&lol;</v></c>", "not defined"),
        ("<c r=\"A2\"><v>1</v></row>", "do not close"),
    ] {
        let header = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>";
        let bytes = by_hand(
            &rows(&format!("{header}<row r=\"2\">{cell}</row>")),
            "<si><t>Id</t></si>",
        );
        let fault = fault(&bytes, &Options::default());
        assert_eq!(fault.kind, SourceFaultKind::Format, "{fault}");
        assert!(fault.to_string().contains(words), "{fault}");
        assert!(fault.to_string().contains("Vendors, row 2"), "{fault}");
    }
}

#[test]
fn a_document_type_anywhere_is_refused() {
    for part in [SHEET, "xl/workbook.xml", "xl/styles.xml", "_rels/.rels"] {
        let bytes = rewrite(&texts(&[&["Id"], &["7"]]), |name, content| {
            let text = String::from_utf8(content).unwrap();
            let text = if name == part {
                // Behind so much white space that a look at the first bytes does not see it.
                text.replace(
                    "?>",
                    &format!("?>{}<!DOCTYPE a [<!ENTITY b \"c\">]>", " ".repeat(9_000)),
                )
            } else {
                text
            };
            Some(text.into_bytes())
        });
        assert_eq!(
            fault(&bytes, &Options::default()).kind,
            SourceFaultKind::Refused,
            "{part}"
        );
    }
}

/// Over a mebibyte of rows, so that it is inflated on a thread of its own.
fn large() -> Vec<u8> {
    sheet(|sheet| {
        write(sheet, &[&["Id", "Amount"]]);
        for row in 1..20_000 {
            sheet.write_string(row, 0, format!("{row:05}")).unwrap();
            sheet.write_number(row, 1, row).unwrap();
        }
    })
}

#[test]
fn a_large_sheet_is_read_whole_and_in_order() {
    let drained = read(&large());
    assert_eq!(drained.records.len(), 19_999);
    for (number, yielded) in (1_u64..).zip(&drained.records) {
        assert_eq!(
            yielded.record.value(0),
            &Value::text(format!("{number:05}"))
        );
        assert_eq!(
            (yielded.record.ordinal, yielded.record.place.line),
            (number, number + 1)
        );
    }
}

#[test]
fn a_sheet_that_breaks_in_the_middle_gives_the_records_before_and_a_fault() {
    let cut = rewrite(&large(), |name, mut content| {
        if name == SHEET {
            content.truncate(content.len() * 2 / 3);
        }
        Some(content)
    });
    let bytes = large();
    let start = bytes
        .windows(SHEET.len())
        .position(|name| name == SHEET.as_bytes())
        .unwrap();
    let mut changed = bytes.clone();
    changed[start + 150_000] ^= 0x55;
    for bytes in [cut, changed] {
        let drained = read_with(&bytes, &Options::default()).unwrap();
        assert!(drained.records.len() > 5_000, "{}", drained.records.len());
        assert!(drained.records.len() < 19_999);
        assert_eq!(drained.ended_by.unwrap().kind, SourceFaultKind::Format);
    }
}

#[test]
fn a_sheet_without_rows_or_cut_behind_them_is_told() {
    let empty = by_hand("<sheetData/>", "");
    assert_eq!(
        fault(&empty, &Options::default()).kind,
        SourceFaultKind::Header
    );
    let without_end = rewrite(&texts(&[&["Id"], &["7"]]), |name, content| {
        let text = String::from_utf8(content).unwrap();
        Some(
            if name == SHEET {
                text.replace("</worksheet>", "")
            } else {
                text
            }
            .into_bytes(),
        )
    });
    let fault = fault(&without_end, &Options::default());
    assert!(fault.to_string().contains("ends in the middle"), "{fault}");
}

#[test]
fn hidden_columns_are_told_once_with_the_first_record() {
    let bytes = sheet(|sheet| {
        write(
            sheet,
            &[
                &["Id", "Salary", "Name"],
                &["7", "1", "Ann"],
                &["8", "2", "Bob"],
            ],
        );
        sheet.set_column_hidden(1).unwrap();
        sheet.set_column_width(2, 0).unwrap();
    });
    let found = |column: &str| format!("hidden column {column}");
    assert_eq!(
        noticed(&read(&bytes)),
        [
            (
                "Vendors!B2".to_owned(),
                NoticeKind::HiddenColumn,
                found("B")
            ),
            (
                "Vendors!C2".to_owned(),
                NoticeKind::HiddenColumn,
                found("C")
            ),
        ]
    );
}

#[test]
fn formulas_read_as_their_texts_where_asked_for() {
    let bytes = sheet(|sheet| {
        write(sheet, &[&["Net", "Gross"]]);
        sheet.write_number(1, 0, 10).unwrap();
        sheet
            .write_formula(1, 1, Formula::new("=A2*1.2&\"<\"").set_result("12"))
            .unwrap();
    });
    let formulas = options([("formulas", landbridge_contract::OptionValue::Bool(true))]);
    let drained = read_with(&bytes, &formulas).unwrap();
    assert_eq!(
        shown(&drained),
        ["Vendors, row 2: integer 10 | text =A2*1.2&\"<\""]
    );
    assert_eq!(
        shown(&read(&bytes)),
        ["Vendors, row 2: integer 10 | integer 12"]
    );

    let shared = by_hand(
        &rows(
            "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\"><f t=\"shared\" ref=\"B1:B3\" \
             si=\"0\">A1*$A$1</f><v>1</v></c></row><row r=\"3\"><c r=\"A3\"><v>5</v></c><c r=\"B3\">\
             <f t=\"shared\" si=\"0\"/><v>2</v></c></row>",
        ),
        "<si><t>Id</t></si>",
    );
    let drained = read_with(&shared, &formulas).unwrap();
    assert_eq!(
        shown(&drained),
        ["Vendors, row 3: integer 5 | text =A3*$A$1"]
    );
}

#[test]
fn cells_under_a_merged_cell_have_its_value_where_asked_for() {
    let bytes = sheet(|sheet| {
        let format = Format::new().set_align(FormatAlign::Center);
        write(
            sheet,
            &[
                &["Region", "Site", "Code"],
                &["", "a", "1"],
                &["", "b"],
                &["South", "c"],
            ],
        );
        sheet.merge_range(1, 0, 2, 0, "North", &format).unwrap();
        sheet.merge_range(2, 1, 2, 2, "wide", &format).unwrap();
        write(sheet, &[&[], &[], &[], &[], &["West", "d"]]);
    });
    let drained = read(&bytes);
    assert_eq!(shown(&drained)[1], "Vendors, row 3: - | text wide | -");
    let found = "under the merged cells A2:A3".to_owned();
    assert_eq!(
        noticed(&drained),
        [("Vendors!A3".to_owned(), NoticeKind::Merged, found)]
    );

    let filled = options([("fill_merged", landbridge_contract::OptionValue::Bool(true))]);
    let drained = read_with(&bytes, &filled).unwrap();
    assert_eq!(
        shown(&drained),
        [
            "Vendors, row 2: text North | text a | text 1",
            "Vendors, row 3: text North | text wide | text wide",
            "Vendors, row 4: text South | text c | -",
            "Vendors, row 5: text West | text d | -",
        ]
    );
    assert_eq!(noticed(&drained), []);
    let second = &drained.records[1];
    let line = second.record.slots[0].line;
    let origin = second
        .layout
        .origin(second.record.place, &[], Some(0), line);
    assert_eq!(origin.to_string(), "vendors.xlsx › Vendors!A2");
}

#[test]
fn a_value_under_merged_cells_of_several_columns_names_a_cell_of_theirs_that_holds_it() {
    let bytes = sheet(|sheet| {
        let format = Format::new();
        write(sheet, &[&["A", "B", "C"], &["", "", "1"], &["", "", "2"]]);
        sheet.merge_range(1, 0, 2, 1, "both", &format).unwrap();
    });
    let filled = options([("fill_merged", landbridge_contract::OptionValue::Bool(true))]);
    let drained = read_with(&bytes, &filled).unwrap();
    let origins = drained.records.iter().flat_map(|yielded| {
        let record = &yielded.record;
        (0..2).map(move |slot| {
            assert_eq!(record.value(slot), &Value::text("both"));
            let line = record.slots[slot].line;
            let origin = yielded.layout.origin(record.place, &[], Some(slot), line);
            origin.to_string().replace("vendors.xlsx › Vendors!", "")
        })
    });
    // A2 holds the value. B3 is not said to be B2, which holds nothing.
    assert_eq!(origins.collect::<Vec<_>>(), ["A2", "B2", "A2", "B3"]);
}

#[test]
fn a_message_names_the_cell_that_is_seen_whatever_stands_around_it() {
    let bytes = sheet(|sheet| {
        let format = Format::new();
        sheet.merge_range(3, 3, 3, 4, "Vendor", &format).unwrap();
        write(
            sheet,
            &[
                &[],
                &["", "printed by Ann"],
                &[],
                &[],
                &["", "", "", "Id", "Bank"],
            ],
        );
        sheet.write_string(6, 3, "7").unwrap();
        sheet
            .write_formula(9, 4, Formula::new("=1/0").set_result("#DIV/0!"))
            .unwrap();
        sheet.set_row_hidden(8).unwrap();
        sheet.set_row_hidden(9).unwrap();
    });
    let drained = read_with(&bytes, &options([("header", text("4-5"))])).unwrap();
    assert_eq!(
        shown(&drained),
        ["Vendors, row 7: text 7 | -", "Vendors, row 10: - | -"]
    );
    assert_eq!(drained.records[0].layout.names[1].as_ref(), "Vendor / Bank");
    assert_eq!(
        noticed(&drained),
        [
            (
                "Vendors, row 10".to_owned(),
                NoticeKind::Hidden,
                "hidden row".to_owned()
            ),
            (
                "Vendors!E10".to_owned(),
                NoticeKind::ErrorCell,
                "#DIV/0!".to_owned()
            ),
        ]
    );
}
