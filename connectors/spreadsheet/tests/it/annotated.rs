//! A copy of a workbook with marks in it: the marked cells change, and nothing else does.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use std::path::Path;
use std::sync::Arc;

use landbridge_contract::{
    Annotation, AnnotationLine, CellMark, Input, Scratch, SourceConnector as _,
};
use landbridge_spreadsheet::Spreadsheet;
use proptest::prelude::*;
use rust_xlsxwriter::{Chart, Format, Formula, Note, Workbook};

use crate::made::{read, shown};

fn mark(sheet: &str, row: u64, column: Option<u32>, grave: bool, note: &str) -> AnnotationLine {
    AnnotationLine {
        cells: vec!["there".to_owned(), "error".to_owned(), note.to_owned()],
        mark: Some(CellMark {
            sheet: sheet.to_owned(),
            row,
            column,
            grave,
            note: note.to_owned(),
        }),
    }
}

fn annotation(lines: Vec<AnnotationLine>) -> Annotation {
    Annotation {
        sheet: "Findings".to_owned(),
        about: vec!["What was found".to_owned()],
        titles: ["Cell", "Weight", "Finding"]
            .map(|title| (title.to_owned(), 20))
            .to_vec(),
        author: "Landbridge".to_owned(),
        lines,
    }
}

fn input(bytes: &[u8]) -> Input {
    Input {
        file: Arc::from("vendors.xlsx"),
        bytes: Box::new(Cursor::new(bytes.to_vec())),
        scratch: Scratch::new(|| Err(std::io::Error::other("no room"))),
    }
}

/// The copy; none where the workbook cannot be annotated.
fn annotated(bytes: &[u8], lines: Vec<AnnotationLine>) -> Option<Vec<u8>> {
    let mut out = Cursor::new(Vec::new());
    let done = Spreadsheet
        .annotate(input(bytes), &annotation(lines), &mut out)
        .unwrap();
    done.then(|| out.into_inner())
}

fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut part = archive.by_index(index).unwrap();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            (part.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

fn part(bytes: &[u8], name: &str) -> String {
    String::from_utf8(parts(bytes)[name].clone()).unwrap()
}

/// The names of parts that differ, and of those that are new.
fn touched(before: &[u8], after: &[u8]) -> (Vec<String>, Vec<String>) {
    let (before, after) = (parts(before), parts(after));
    assert!(before.keys().all(|name| after.contains_key(name)));
    let changed = after
        .iter()
        .filter(|(name, bytes)| before.get(*name).is_some_and(|own| own != *bytes));
    let new = after.keys().filter(|name| !before.contains_key(*name));
    (
        changed.map(|(name, _)| name.clone()).collect(),
        new.cloned().collect(),
    )
}

/// A workbook with what people have in them.
fn lively() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let date = Format::new().set_num_format("dd/mm/yyyy").set_bold();
    let sheet = workbook.add_worksheet().set_name("Vendors").unwrap();
    sheet.set_column_width(1, 33.5).unwrap();
    sheet
        .merge_range(0, 0, 0, 3, "Vendors of 2024", &Format::new())
        .unwrap();
    for (column, name) in ["Id", "Name", "Since", "Balance"].into_iter().enumerate() {
        sheet
            .write_string(1, u16::try_from(column).unwrap(), name)
            .unwrap();
    }
    for row in 2..8 {
        sheet.write_number(row, 0, row).unwrap();
        sheet.write_string(row, 1, format!("Vendor {row}")).unwrap();
        if row % 2 == 0 {
            sheet
                .write_number_with_format(row, 2, 45_000 + row, &date)
                .unwrap();
        }
        sheet
            .write_formula(
                row,
                3,
                Formula::new(format!("=A{}*10", row + 1)).set_result("20"),
            )
            .unwrap();
    }
    sheet.set_row_hidden(5).unwrap();
    sheet
        .insert_note(3, 1, &Note::new("asked on Monday"))
        .unwrap();
    let mut chart = Chart::new_column();
    chart.add_series().set_values("Vendors!$D$3:$D$8");
    sheet.insert_chart(10, 0, &chart).unwrap();
    let other = workbook.add_worksheet().set_name("It's <other>").unwrap();
    other.write_string(0, 0, "Site").unwrap();
    workbook
        .define_name("Vendors!Ids", "=Vendors!$A$3:$A$8")
        .unwrap();
    workbook.save_to_buffer().unwrap()
}

#[test]
fn only_the_marked_sheet_and_what_describes_the_workbook_change() {
    let before = lively();
    let after = annotated(&before, vec![mark("Vendors", 4, Some(2), true, "no date")]).unwrap();
    let (changed, new) = touched(&before, &after);
    assert_eq!(
        changed,
        [
            "[Content_Types].xml",
            "xl/_rels/workbook.xml.rels",
            "xl/comments1.xml",
            "xl/drawings/vmlDrawing1.vml",
            "xl/styles.xml",
            "xl/workbook.xml",
            "xl/worksheets/sheet1.xml",
        ]
    );
    assert_eq!(new, ["xl/worksheets/landbridge-findings.xml"]);
}

#[test]
fn in_the_marked_sheet_only_the_marked_cells_change() {
    let before = lively();
    let lines = vec![
        mark("Vendors", 4, Some(1), false, "a vendor"),
        // A cell that the row does not have, one before all others of a sheet, a row that there is not.
        mark("Vendors", 4, Some(2), true, "no date"),
        mark("Vendors", 40, Some(5), true, "nothing here"),
    ];
    let after = annotated(&before, lines).unwrap();
    let (old, new) = (
        part(&before, "xl/worksheets/sheet1.xml"),
        part(&after, "xl/worksheets/sheet1.xml"),
    );
    let styles = part(&before, "xl/styles.xml");
    let known: u32 = styles
        .split("<cellXfs count=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let cell = old
        .split("<c r=\"B4\"")
        .nth(1)
        .unwrap()
        .split("</c>")
        .next()
        .unwrap();
    let expected = old
        .replace(
            &format!("<c r=\"B4\"{cell}</c>"),
            &format!(
                "<c s=\"{known}\" r=\"B4\"{cell}</c><c r=\"C4\" s=\"{}\"/>",
                known + 1
            ),
        )
        .replace(
            "</sheetData>",
            &format!(
                "<row r=\"40\"><c r=\"F40\" s=\"{}\"/></row></sheetData>",
                known + 1
            ),
        );
    assert_eq!(new, expected);
}

#[test]
fn a_marked_cell_keeps_its_format_and_a_note_what_it_said() {
    let before = lively();
    let lines = vec![
        mark("Vendors", 3, Some(2), true, "too late"),
        mark("Vendors", 4, Some(1), true, "first <&> second"),
        mark("Vendors", 4, Some(1), false, "and more"),
    ];
    let after = annotated(&before, lines).unwrap();
    let styles = part(&after, "xl/styles.xml");
    let xfs: Vec<&str> = styles
        .split("<cellXfs")
        .nth(1)
        .unwrap()
        .split("<xf ")
        .skip(1)
        .collect();
    let dated = xfs
        .iter()
        .find(|xf| xf.contains("numFmtId=\"164\"") && xf.contains("fillId=\"2\""))
        .unwrap();
    assert!(
        dated.contains("fontId=\"1\""),
        "the font of the cell is kept: {dated}"
    );
    let comments = part(&after, "xl/comments1.xml");
    assert!(comments.contains("asked on Monday"));
    assert!(
        comments.contains("first &lt;&amp;&gt; second\n\nand more"),
        "{comments}"
    );
    assert_eq!(comments.matches("<comment ").count(), 2);
    let drawing = part(&after, "xl/drawings/vmlDrawing1.vml");
    assert_eq!(drawing.matches("<v:shape ").count(), 2);
    assert!(drawing.contains("<x:Row>2</x:Row><x:Column>2</x:Column>"));
}

#[test]
fn the_list_stands_first_leads_to_the_cells_and_moves_nothing_else() {
    let before = lively();
    let lines = vec![
        mark("It's <other>", 1, None, true, "whole row"),
        AnnotationLine::default(),
    ];
    let after = annotated(&before, lines).unwrap();
    let book = part(&after, "xl/workbook.xml");
    let first = book.find("name=\"Findings\"").unwrap();
    assert!(first < book.find("name=\"Vendors\"").unwrap());
    assert!(
        book.contains("activeTab=\"1\""),
        "the sheet in front stays in front"
    );
    assert!(
        book.contains("localSheetId=\"1\""),
        "names of a sheet stay with it"
    );
    let list = part(&after, "xl/worksheets/landbridge-findings.xml");
    assert!(
        list.contains("location=\"&apos;It&apos;&apos;s &lt;other&gt;&apos;!A1\""),
        "{list}"
    );
}

#[test]
fn the_copy_is_read_as_the_workbook_was() {
    let before = lively();
    let after = annotated(&before, vec![mark("Vendors", 4, Some(2), true, "no date")]).unwrap();
    assert_eq!(shown(&read(&after)), shown(&read(&before)));
}

#[test]
fn a_sheet_of_the_same_name_is_left_alone() {
    let mut workbook = Workbook::new();
    workbook
        .add_worksheet()
        .set_name("findings")
        .unwrap()
        .write_string(0, 0, "x")
        .unwrap();
    let after = annotated(
        &workbook.save_to_buffer().unwrap(),
        vec![mark("findings", 1, Some(0), true, "n")],
    );
    let book = part(&after.unwrap(), "xl/workbook.xml");
    assert!(book.contains("name=\"Findings (2)\"") && book.contains("name=\"findings\""));
}

#[test]
fn a_copy_that_comes_back_gets_a_new_list_in_place_of_the_old_one_and_mended_cells_lose_their_marks()
 {
    let before = lively();
    let lines = vec![
        mark("Vendors", 4, Some(2), true, "no date"),
        mark("Vendors", 5, Some(1), true, "too long"),
        mark("It's <other>", 1, Some(0), false, "look"),
    ];
    let first = annotated(&before, lines).unwrap();
    let second = annotated(&first, vec![mark("Vendors", 5, Some(1), true, "too long")]).unwrap();
    let book = part(&second, "xl/workbook.xml");
    assert_eq!(book, part(&first, "xl/workbook.xml"));
    let list = part(&second, "xl/worksheets/landbridge-findings.xml");
    assert!(
        list.contains("too long") && !list.contains("no date"),
        "{list}"
    );
    let comments = part(&second, "xl/comments1.xml");
    assert_eq!(comments.matches("<comment ").count(), 2, "{comments}");
    assert!(comments.contains("asked on Monday") && comments.contains("too long"));
    let drawing = part(&second, "xl/drawings/vmlDrawing1.vml");
    assert_eq!(drawing.matches("<v:shape ").count(), 2);
    // What was mended has no colour any more, and its format as before.
    let styles = part(&second, "xl/styles.xml");
    let xfs = styles
        .split("<cellXfs")
        .nth(1)
        .unwrap()
        .split("</cellXfs>")
        .next()
        .unwrap();
    let xfs: Vec<&str> = xfs.split("<xf ").skip(1).collect();
    let fill_of = |sheet: &str, at: &str| {
        let cell = sheet
            .split("<c ")
            .find(|cell| cell.contains(&format!("r=\"{at}\"")))
            .unwrap();
        let style: usize = cell
            .split("s=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        xfs[style]
            .split("fillId=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned()
    };
    let sheet = part(&second, "xl/worksheets/sheet1.xml");
    assert_eq!(fill_of(&sheet, "C4"), "0");
    assert_ne!(fill_of(&sheet, "B5"), "0");
    assert_eq!(
        fill_of(&part(&second, "xl/worksheets/sheet2.xml"), "A1"),
        "0"
    );
    assert_eq!(shown(&read(&second)), shown(&read(&before)));
}

#[test]
fn what_is_no_workbook_of_this_kind_is_declined() {
    assert_eq!(annotated(b"Id;Name\n1;Acme\n", Vec::new()), None);
    assert_eq!(annotated(b"", Vec::new()), None);
}

/// A public workbook, where it is there.
fn public(file: &str) -> Option<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/spreadsheet");
    let path = folder.join(file);
    if !path.exists() {
        assert!(
            std::env::var_os("CI").is_none(),
            "{} is not there",
            path.display()
        );
        println!("left out: {} is not beside the checkout", path.display());
        return None;
    }
    Some(std::fs::read(path).unwrap())
}

#[test]
fn public_workbooks_keep_every_other_part_to_the_byte() {
    let files = [
        ("simple-monthly-budget.xlsx", "xl/charts/chart1.xml"),
        ("hxl-input-merged.xlsx", "xl/sharedStrings.xml"),
        ("ne_1033_excess_property.xlsx", "xl/sharedStrings.xml"),
        ("CollapsedHide.xlsx", "docProps/app.xml"),
        ("SimpleMacro.xlsm", "xl/vbaProject.bin"),
    ];
    for (file, kept) in files {
        let Some(before) = public(file) else {
            return;
        };
        let name = part(&before, "xl/workbook.xml");
        let sheet = name
            .split("<sheet ")
            .nth(1)
            .unwrap()
            .split("name=\"")
            .nth(1)
            .unwrap();
        let sheet = sheet.split('"').next().unwrap();
        let lines = (1..6)
            .map(|row| mark(sheet, row, Some(1), row % 2 == 0, "look"))
            .collect();
        let after = annotated(&before, lines).unwrap_or_else(|| panic!("{file} is declined"));
        let (changed, _) = touched(&before, &after);
        let allowed = [
            "[Content_Types].xml",
            "xl/_rels/workbook.xml.rels",
            "xl/styles.xml",
            "xl/workbook.xml",
            "xl/worksheets/_rels/sheet1.xml.rels",
            "xl/worksheets/sheet1.xml",
        ];
        assert!(
            changed.iter().all(|part| allowed.contains(&part.as_str())),
            "{file}: {changed:?}"
        );
        assert_eq!(parts(&before)[kept], parts(&after)[kept], "{file}");
        // Without the five marks the sheet is the same: formulas, widths, merged and hidden cells.
        let (old, new) = (
            part(&before, "xl/worksheets/sheet1.xml"),
            part(&after, "xl/worksheets/sheet1.xml"),
        );
        for held in [
            "<f",
            "<mergeCell ",
            "hidden=",
            "<col ",
            "<conditionalFormatting",
            "<drawing ",
        ] {
            assert_eq!(
                old.matches(held).count(),
                new.matches(held).count(),
                "{file}: {held}"
            );
        }
        println!(
            "{file}: {} parts kept, {} changed",
            parts(&before).len() - changed.len(),
            changed.len()
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Wherever the marks are, what is read of the copy is what was read of the workbook.
    #[test]
    fn marks_change_no_value(places in proptest::collection::vec((1_u64..12, proptest::option::of(0_u32..7)), 1..12)) {
        let before = lively();
        let lines = places.iter().map(|(row, column)| mark("Vendors", *row, *column, true, "n")).collect();
        let after = annotated(&before, lines).unwrap();
        prop_assert_eq!(shown(&read(&after)), shown(&read(&before)));
        let comments = part(&after, "xl/comments1.xml");
        prop_assert!(comments.contains("asked on Monday"));
    }
}
