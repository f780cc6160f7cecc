//! Files that are broken, protected, no workbooks, or made to do harm: each a clear fault.

use std::io::{Cursor, Write as _};

use landbridge_contract::{Options, SourceFault, SourceFaultKind};

use proptest::prelude::*;

use crate::made::{container, fault, ods, read, replaced, rewrite, texts};

const SHEET: &str = "xl/worksheets/sheet1.xml";

fn sample() -> Vec<u8> {
    texts(&[&["Id", "Name"], &["7", "Acme"], &["8", "Bolt"]])
}

fn refused(bytes: &[u8], kind: SourceFaultKind, words: &str) -> SourceFault {
    let fault = fault(bytes, &Options::default());
    assert_eq!(fault.kind, kind, "{fault}");
    assert!(fault.to_string().contains(words), "{fault}");
    assert!(!fault.fix.is_empty());
    fault
}

#[test]
fn a_part_that_grows_too_much_is_refused_unread() {
    let bomb = rewrite(&sample(), |name, content| {
        Some(if name == SHEET {
            vec![b' '; 48 << 20]
        } else {
            content
        })
    });
    assert!(bomb.len() < 1 << 20);
    refused(&bomb, SourceFaultKind::Limit, "grow");
}

#[test]
fn a_cell_that_no_sheet_could_hold_is_refused() {
    let words = (0_u32..3_000_000).map(|i| i.wrapping_mul(2_654_435_761).to_string());
    let noise = words.collect::<Vec<_>>().join(" ");
    let bytes = replaced(&sample(), "xl/sharedStrings.xml", "Acme", &noise);
    refused(&bytes, SourceFaultKind::Limit, "without a tag");
}

#[test]
fn a_count_that_would_reserve_all_memory_is_refused() {
    let bytes = replaced(
        &sample(),
        "xl/sharedStrings.xml",
        "uniqueCount=\"6\"",
        "uniqueCount=\"99999999999\"",
    );
    refused(&bytes, SourceFaultKind::Limit, "shared strings");
}

#[test]
fn a_container_cut_short_is_truncated() {
    let bytes = sample();
    refused(
        &bytes[..bytes.len() / 2],
        SourceFaultKind::Truncated,
        "directory",
    );
}

#[test]
fn a_container_whose_bytes_changed_is_refused_before_the_first_record() {
    let bytes = sample();
    let mut changed = 0;
    for at in (100..bytes.len() - 100).step_by(61) {
        let mut bytes = bytes.clone();
        bytes[at] ^= 0x10;
        // Either refused, or the change is in what is not read (a date stamp).
        if let Ok(drained) = crate::made::read_with(&bytes, &Options::default()) {
            assert_eq!(drained.ended_by, None, "byte {at}");
            assert_eq!(drained.records, read(&sample()).records, "byte {at}");
        } else {
            changed += 1;
        }
    }
    assert!(changed > 10, "{changed}");
}

#[test]
fn a_document_type_is_refused() {
    let bytes = replaced(
        &sample(),
        "xl/sharedStrings.xml",
        "<sst",
        "<!DOCTYPE sst [<!ENTITY a \"b\">]><sst",
    );
    refused(&bytes, SourceFaultKind::Refused, "document type");
}

#[test]
fn cells_out_of_order_are_refused() {
    let swapped = replaced(&sample(), SHEET, "r=\"B2\"", "r=\"A2\"");
    let fault = refused(&swapped, SourceFaultKind::Format, "out of order");
    assert!(fault.to_string().contains("Vendors, row 2"), "{fault}");
    let back = replaced(&sample(), SHEET, "r=\"A3\"", "r=\"A1\"");
    refused(&back, SourceFaultKind::Format, "out of order");
    let beyond = replaced(&sample(), SHEET, "r=\"B3\"", "r=\"ZZZ3\"");
    refused(&beyond, SourceFaultKind::Format, "");
}

#[test]
fn records_before_a_broken_row_are_yielded_first() {
    let many: Vec<Vec<String>> = (0..2_000).map(|row| vec![format!("v{row}")]).collect();
    let rows: Vec<Vec<&str>> = many
        .iter()
        .map(|r| r.iter().map(String::as_str).collect())
        .collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let bytes = replaced(&texts(&rows), SHEET, "r=\"A1900\"", "r=\"A5\"");
    let drained = crate::made::read_with(&bytes, &Options::default()).unwrap();
    assert_eq!(drained.records.len(), 1_898);
    assert_eq!(drained.ended_by.unwrap().kind, SourceFaultKind::Format);
}

#[test]
fn a_sheet_that_ends_in_the_middle_is_a_fault() {
    let bytes = rewrite(&sample(), |name, mut content| {
        if name == SHEET {
            content.truncate(content.len() - 120);
        }
        Some(content)
    });
    refused(&bytes, SourceFaultKind::Format, "");
    let without = rewrite(&sample(), |name, content| {
        (name != SHEET).then_some(content)
    });
    refused(&without, SourceFaultKind::Format, "");
}

#[test]
fn an_ods_that_repeats_without_measure_is_refused() {
    let cell = "<table:table-cell table:number-columns-repeated=\"16384\" \
                office:value-type=\"float\" office:value=\"1\"/>";
    let row =
        format!("<table:table-row table:number-rows-repeated=\"1048576\">{cell}</table:table-row>");
    let table = format!("<table:table table:name=\"A\">{row}</table:table>");
    refused(&ods(&table), SourceFaultKind::Limit, "more cells");
    let row = format!("<table:table-row>{cell}</table:table-row>").repeat(1_000);
    let table = format!("<table:table table:name=\"A\">{row}</table:table>");
    refused(&ods(&table), SourceFaultKind::Limit, "more cells");
    let spaces = "<table:table table:name=\"A\"><table:table-row><table:table-cell \
                  office:value-type=\"string\"><text:p><text:s text:c=\"99999999999\"/></text:p>\
                  </table:table-cell></table:table-row></table:table>";
    refused(&ods(spaces), SourceFaultKind::Limit, "spaces");
}

#[test]
fn empty_repeats_after_the_data_do_no_harm() {
    let table = "<table:table table:name=\"A\"><table:table-row><table:table-cell \
                 office:value-type=\"string\"><text:p>Id</text:p></table:table-cell>\
                 <table:table-cell table:number-columns-repeated=\"16383\"/></table:table-row>\
                 <table:table-row table:number-rows-repeated=\"1048575\"><table:table-cell \
                 table:number-columns-repeated=\"16384\"/></table:table-row></table:table>";
    assert_eq!(read(&ods(table)).records.len(), 0);
}

#[test]
fn an_ods_without_its_end_is_truncated() {
    let open = "<table:table table:name=\"A\"><table:table-row>";
    let fault = fault(&ods(open), &Options::default());
    assert!(
        matches!(
            fault.kind,
            SourceFaultKind::Truncated | SourceFaultKind::Format
        ),
        "{fault}"
    );
}

/// The start of an OLE container: header and a directory whose chain loops.
fn ole(loops: bool) -> Vec<u8> {
    let mut header = vec![0_u8; 512];
    header[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    header[26..28].copy_from_slice(&3_u16.to_le_bytes());
    header[30..32].copy_from_slice(&9_u16.to_le_bytes());
    header[32..34].copy_from_slice(&6_u16.to_le_bytes());
    header[44..48].copy_from_slice(&1_u32.to_le_bytes());
    header[48..52].copy_from_slice(&1_u32.to_le_bytes()); // the directory is sector 1
    header[68..72].copy_from_slice(&0xFFFF_FFFE_u32.to_le_bytes());
    header[76..512].fill(0xFF);
    header[76..80].copy_from_slice(&0_u32.to_le_bytes()); // the table is sector 0
    let mut table = vec![0xFF_u8; 512];
    let next = if loops { 1_u32 } else { 0xFFFF_FFFE };
    table[4..8].copy_from_slice(&next.to_le_bytes());
    let mut directory = vec![0_u8; 512];
    for (at, unit) in "EncryptedPackage".encode_utf16().enumerate() {
        directory[128 + at * 2..130 + at * 2].copy_from_slice(&unit.to_le_bytes());
    }
    [header, table, directory].concat()
}

#[test]
fn an_encrypted_workbook_says_that_it_needs_a_password() {
    refused(
        &ole(false),
        SourceFaultKind::Protected,
        "protected by a password",
    );
}

#[test]
fn a_looping_ole_container_is_refused() {
    refused(&ole(true), SourceFaultKind::Format, "loops");
    let junk = [
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".as_slice(),
        &[0xA5; 5_000],
    ]
    .concat();
    refused(&junk, SourceFaultKind::Format, "OLE");
}

#[test]
fn what_is_no_workbook_says_what_it_is() {
    for (bytes, words) in [
        (
            &b"<html><table><tr><td>Id</td></tr></table></html>"[..],
            "HTML",
        ),
        (b"Id;Name\r\n7;Acme\r\n", "CSV"),
        (b"", "empty file"),
        (b"\x89PNG\r\n\x1a\n\x00", "no known form"),
    ] {
        refused(bytes, SourceFaultKind::Format, words);
    }
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default();
    writer.start_file("vendors.csv", stored).unwrap();
    writer.write_all(b"Id\n7\n").unwrap();
    let archive = writer.finish().unwrap().into_inner();
    refused(&archive, SourceFaultKind::Format, "holds no workbook");
}

#[test]
fn two_parts_whose_names_differ_in_case_only_are_refused() {
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    rewrite(&sample(), |name, content| {
        parts.push((name.to_owned(), content));
        None
    });
    parts.push((SHEET.to_uppercase(), b"<worksheet/>".to_vec()));
    let parts: Vec<(&str, Vec<u8>)> = parts
        .iter()
        .map(|(name, content)| (name.as_str(), content.clone()))
        .collect();
    refused(&container(&parts), SourceFaultKind::Refused, "two parts");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn whatever_stands_in_a_part_reading_ends(
        part in 0_usize..5,
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..4, 0_usize..12), 1..6),
    ) {
        const PIECES: [&str; 12] = [
            "<", ">", "\"", "<row>", "</row>", "</c>", "<!--", "<![CDATA[", "&", "9999999999", "-",
            "<v>",
        ];
        let part = [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml",
            "xl/_rels/workbook.xml.rels"][part];
        let bytes = rewrite(&sample(), |name, mut content| {
            if name == part {
                for (at, cut, piece) in &changes {
                    let at = at.index(content.len() + 1);
                    let end = (at + cut).min(content.len());
                    content.splice(at..end, PIECES[*piece].bytes());
                }
            }
            Some(content)
        });
        // Records or a fault, and neither a panic nor no end.
        if let Ok(drained) = crate::made::read_with(&bytes, &Options::default()) {
            prop_assert!(drained.breaches.is_empty());
            prop_assert!(drained.records.len() <= 3);
        }
    }
}
