//! Workbooks made in memory, and short ways to read them.

use std::io::{Cursor, Read as _, Write as _};

use landbridge_contract::{NoticeKind, OptionValue, Options, SourceConnector as _, SourceFault};
use landbridge_spreadsheet::Spreadsheet;
use landbridge_testkit::support::{self, Drained};
use rust_xlsxwriter::{Workbook, Worksheet};

pub(crate) const FILE: &str = "vendors.xlsx";

/// A workbook of one sheet, `Vendors`.
pub(crate) fn sheet(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet().set_name("Vendors").unwrap());
    book.save_to_buffer().unwrap()
}

/// A sheet of texts; an empty text is no cell.
pub(crate) fn texts(rows: &[&[&str]]) -> Vec<u8> {
    sheet(|sheet| write(sheet, rows))
}

pub(crate) fn write(sheet: &mut Worksheet, rows: &[&[&str]]) {
    for (row, cells) in (0_u32..).zip(rows) {
        for (column, text) in (0_u16..).zip(*cells) {
            if !text.is_empty() {
                sheet.write_string(row, column, *text).unwrap();
            }
        }
    }
}

pub(crate) fn options<const N: usize>(pairs: [(&str, OptionValue); N]) -> Options {
    Options(
        pairs
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    )
}

pub(crate) fn text(text: &str) -> OptionValue {
    OptionValue::Text(text.to_owned())
}

pub(crate) fn read_with(bytes: &[u8], options: &Options) -> Result<Drained, SourceFault> {
    support::collect(&Spreadsheet, support::input(FILE, bytes), options)
}

pub(crate) fn read(bytes: &[u8]) -> Drained {
    let drained = read_with(bytes, &Options::default()).unwrap();
    assert_eq!(drained.ended_by, None);
    drained
}

/// The fault of a file that cannot be opened or read to its end.
pub(crate) fn fault(bytes: &[u8], options: &Options) -> SourceFault {
    match read_with(bytes, options) {
        Err(fault) => fault,
        Ok(drained) => drained.ended_by.expect("the file is refused"),
    }
}

/// The names of the columns.
pub(crate) fn columns(bytes: &[u8], options: &Options) -> Vec<String> {
    let input = support::input(FILE, bytes);
    let mut source = Spreadsheet.open(input, options).unwrap();
    let columns = source.columns().unwrap().unwrap();
    columns
        .iter()
        .map(|column| column.name.to_string())
        .collect()
}

/// Each record as `place: values`, values as `kind value`.
pub(crate) fn shown(drained: &Drained) -> Vec<String> {
    let records = drained.records.iter().map(|yielded| {
        let record = &yielded.record;
        let origin = yielded
            .layout
            .origin(record.place, &[], None, 0)
            .to_string();
        let values = record.slots.iter().map(|slot| match slot.value.kind() {
            "nothing" => "-".to_owned(),
            kind => format!("{kind} {}", slot.value),
        });
        let place = origin.split(" › ").nth(1).unwrap().to_owned();
        format!("{place}: {}", values.collect::<Vec<_>>().join(" | "))
    });
    records.collect()
}

/// Each notice as its origin, kind and found text.
pub(crate) fn noticed(drained: &Drained) -> Vec<(String, NoticeKind, String)> {
    let mut all = Vec::new();
    for yielded in &drained.records {
        for notice in &yielded.record.notices {
            let slot = notice.slot.map(|slot| usize::try_from(slot).unwrap());
            let origin = yielded.layout.origin(yielded.record.place, &[], slot, 0);
            let place = origin.to_string().split(" › ").nth(1).unwrap().to_owned();
            all.push((place, notice.kind, notice.found.clone()));
        }
    }
    all
}

/// Rewrites the parts of a zip container; a part for which nothing comes back is left out.
pub(crate) fn rewrite(
    bytes: &[u8],
    mut part: impl FnMut(&str, Vec<u8>) -> Option<Vec<u8>>,
) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let name = String::from_utf8(entry.name_raw().to_vec()).unwrap();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        if let Some(content) = part(&name, content) {
            let options = zip::write::SimpleFileOptions::default();
            writer.start_file(name, options).unwrap();
            writer.write_all(&content).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}

/// Replaces text in one part.
pub(crate) fn replaced(bytes: &[u8], part: &str, from: &str, to: &str) -> Vec<u8> {
    let mut done = false;
    let bytes = rewrite(bytes, |name, content| {
        if name != part {
            return Some(content);
        }
        let content = String::from_utf8(content).unwrap();
        done = content.contains(from);
        Some(content.replace(from, to).into_bytes())
    });
    assert!(done, "`{from}` is not in {part}");
    bytes
}

/// An ods workbook with this content of its spreadsheet element.
pub(crate) fn ods(tables: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content \
         xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\">\
         <office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>\
         </office:document-content>"
    );
    let parts = [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest/>"),
        ("content.xml", &content),
    ];
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(name, options).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A container of these parts.
pub(crate) fn container(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(*name, options).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook written by hand: one sheet, `Vendors`, with these children of its root element, and
/// these shared string items.
pub(crate) fn by_hand(sheet: &str, strings: &str) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let relations = |all: &str| format!("<Relationships xmlns=\"{PACKAGE}\">{all}</Relationships>");
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>")
    };
    let workbook = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><sheets><sheet name=\"Vendors\" \
         sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let of_workbook = [
        relation("rId1", "worksheet", "worksheets/sheet1.xml"),
        relation("rId2", "sharedStrings", "sharedStrings.xml"),
    ];
    let root = relation("rId1", "officeDocument", "xl/workbook.xml");
    let parts = [
        ("[Content_Types].xml", "<Types/>".to_owned()),
        ("_rels/.rels", relations(&root)),
        ("xl/workbook.xml", workbook),
        (
            "xl/_rels/workbook.xml.rels",
            relations(&of_workbook.concat()),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{MAIN}\">{sheet}</worksheet>"),
        ),
        (
            "xl/sharedStrings.xml",
            format!("<sst xmlns=\"{MAIN}\">{strings}</sst>"),
        ),
    ];
    container(&parts.map(|(name, content)| (name, content.into_bytes())))
}
