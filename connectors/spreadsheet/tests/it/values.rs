//! Cells and the values that they read as.

use landbridge_contract::{NoticeKind, Options, Value};
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Worksheet};

use crate::made::{noticed, ods, read, replaced, sheet, shown, write};

const SHEET: &str = "xl/worksheets/sheet1.xml";

fn dated(sheet: &mut Worksheet, row: u32, serial: f64, format: &str) {
    let format = Format::new().set_num_format(format);
    sheet
        .write_number_with_format(row, 0, serial, &format)
        .unwrap();
}

#[test]
fn texts_keep_their_zeros_and_spaces() {
    let drained = read(&sheet(|sheet| {
        write(
            sheet,
            &[&["Id", "Name"], &["00042", "  Acme  Ltd "], &["1e5", "1/2"]],
        );
    }));
    assert_eq!(
        shown(&drained),
        [
            "Vendors, row 2: text 00042 | text   Acme  Ltd ",
            "Vendors, row 3: text 1e5 | text 1/2",
        ]
    );
}

#[test]
fn numbers_are_the_digits_that_a_person_sees() {
    let drained = read(&sheet(|sheet| {
        write(sheet, &[&["Amount"]]);
        let numbers = [
            5.0,
            -1_234.5,
            0.1,
            0.300_000_000_000_000_04,
            19_990.000_000_000_004,
        ];
        for (row, number) in (1..).zip(numbers) {
            sheet.write_number(row, 0, number).unwrap();
        }
    }));
    let values: Vec<String> = shown(&drained);
    assert_eq!(
        values,
        [
            "Vendors, row 2: integer 5",
            "Vendors, row 3: decimal -1234.5",
            "Vendors, row 4: decimal 0.1",
            "Vendors, row 5: decimal 0.3",
            "Vendors, row 6: integer 19990",
        ]
    );
    assert_eq!(noticed(&drained), []);
}

#[test]
fn digits_beyond_fifteen_are_noticed_with_their_cell() {
    let drained = read(&sheet(|sheet| {
        write(sheet, &[&["Account"]]);
        sheet.write_number(1, 0, 4_111_111_111_111_111.0).unwrap();
    }));
    assert_eq!(
        shown(&drained),
        ["Vendors, row 2: integer 4111111111111111"]
    );
    let found = "4111111111111111".to_owned();
    assert_eq!(
        noticed(&drained),
        [("Vendors!A2".to_owned(), NoticeKind::DigitsLost, found)]
    );
}

#[test]
fn dates_date_times_times_and_durations_are_told_apart() {
    let drained = read(&sheet(|sheet| {
        write(sheet, &[&["When"]]);
        dated(sheet, 1, 44_197.0, "dd/mm/yyyy");
        dated(sheet, 2, 44_197.75, "dd/mm/yyyy hh:mm");
        dated(sheet, 3, 0.75, "hh:mm");
        dated(sheet, 4, 10.5, "[h]:mm");
        dated(sheet, 5, 44_197.0, "0");
        dated(sheet, 6, 60.0, "dd/mm/yyyy");
    }));
    assert_eq!(
        shown(&drained),
        [
            "Vendors, row 2: date 2021-01-01",
            "Vendors, row 3: date-time 2021-01-01T18:00:00",
            "Vendors, row 4: text 18:00:00",
            "Vendors, row 5: text 252:00:00",
            "Vendors, row 6: integer 44197",
            "Vendors, row 7: text 1900-02-29",
        ]
    );
    assert_eq!(noticed(&drained)[0].1, NoticeKind::PhantomDate);
}

#[test]
fn dates_are_counted_from_1904_where_the_workbook_says_so() {
    let bytes = sheet(|sheet| {
        write(sheet, &[&["When"]]);
        dated(sheet, 1, 42_735.0, "dd/mm/yyyy");
    });
    let bytes = replaced(
        &bytes,
        "xl/workbook.xml",
        "<workbookPr ",
        "<workbookPr date1904=\"1\" ",
    );
    assert_eq!(shown(&read(&bytes)), ["Vendors, row 2: date 2021-01-01"]);
}

#[test]
fn written_dates_read_back() {
    let drained = read(&sheet(|sheet| {
        write(sheet, &[&["When"]]);
        let format = Format::new().set_num_format("yyyy-mm-dd");
        let date = ExcelDateTime::from_ymd(2024, 2, 29).unwrap();
        sheet
            .write_datetime_with_format(1, 0, &date, &format)
            .unwrap();
    }));
    assert_eq!(shown(&drained), ["Vendors, row 2: date 2024-02-29"]);
}

#[test]
fn formulas_read_as_their_last_result() {
    let drained = read(&sheet(|sheet| {
        write(sheet, &[&["Sum", "Name", "Error"]]);
        sheet
            .write_formula(1, 0, Formula::new("=A9+1").set_result("12.5"))
            .unwrap();
        sheet
            .write_formula(1, 1, Formula::new("=B9").set_result("Acme"))
            .unwrap();
        sheet
            .write_formula(1, 2, Formula::new("=NA()").set_result("#N/A"))
            .unwrap();
    }));
    assert_eq!(
        shown(&drained),
        ["Vendors, row 2: decimal 12.5 | text Acme | -"]
    );
    let found = "#N/A".to_owned();
    assert_eq!(
        noticed(&drained),
        [("Vendors!C2".to_owned(), NoticeKind::ErrorCell, found)]
    );
}

#[test]
fn truth_values_are_truth_values_and_empty_texts_are_nothing() {
    let drained = read(&sheet(|sheet| {
        write(sheet, &[&["Active", "Note"]]);
        sheet.write_boolean(1, 0, true).unwrap();
        sheet
            .write_formula(1, 1, Formula::new("=\"\"").set_result(""))
            .unwrap();
    }));
    assert_eq!(drained.records[0].record.value(0), &Value::Bool(true));
    assert_ne!(drained.records[0].record.value(1).kind(), "text");
}

#[test]
fn cells_without_references_stand_where_they_are_counted() {
    let bytes = sheet(|sheet| write(sheet, &[&["A", "B"], &["1", "2"], &["3", "4"]]));
    let mut bare = bytes;
    for reference in ["A1", "B1", "A2", "B2", "A3", "B3"] {
        bare = replaced(&bare, SHEET, &format!(" r=\"{reference}\""), "");
    }
    for row in 1..=3 {
        bare = replaced(&bare, SHEET, &format!("<row r=\"{row}\""), "<row");
    }
    assert_eq!(
        shown(&read(&bare)),
        [
            "Vendors, row 2: text 1 | text 2",
            "Vendors, row 3: text 3 | text 4"
        ]
    );
}

#[test]
fn an_ods_workbook_reads_alike() {
    let cell = |kind: &str, value: &str| {
        format!("<table:table-cell office:value-type=\"{kind}\" {value}/>")
    };
    let title = |text: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let rows = format!(
        "<table:table table:name=\"Vendors\"><table:table-row>{}{}{}{}</table:table-row>\
         <table:table-row table:number-rows-repeated=\"3\"><table:table-cell/></table:table-row>\
         <table:table-row>{}{}{}{}</table:table-row></table:table>",
        title("Amount"),
        title("When"),
        title("Took"),
        title("Id"),
        cell("float", "office:value=\"0.30000000000000004\""),
        cell("date", "office:date-value=\"2024-02-29\""),
        cell("time", "office:time-value=\"PT27H17M54S\""),
        title("#N/A"),
    );
    let drained = read(&ods(&rows));
    assert_eq!(
        shown(&drained),
        ["Vendors, row 5: decimal 0.3 | date 2024-02-29 | text 27:17:54 | -"]
    );
    assert_eq!(noticed(&drained)[0].1, NoticeKind::ErrorCell);
    assert_eq!(drained.tally.blank, 3);
}

#[derive(Debug, Clone)]
enum Written {
    Nothing,
    Text(String),
    Number(i64, u32),
}

fn written() -> impl Strategy<Value = Written> {
    prop_oneof![
        1 => Just(Written::Nothing),
        3 => "[a-zé€0-9][ a-zA-Z0-9é€<>&\"']{0,12}".prop_map(Written::Text),
        3 => (-999_999_999_999_i64..=999_999_999_999, 0_u32..=6)
            .prop_map(|(coefficient, scale)| Written::Number(coefficient, scale)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_grid_reads_back_as_it_was_written(
        grid in prop::collection::vec(prop::collection::vec(written(), 1..5), 0..12),
    ) {
        let bytes = sheet(|sheet| {
            write(sheet, &[&["a", "b", "c", "d"]]);
            for (row, cells) in (1..).zip(&grid) {
                for (column, cell) in (0..).zip(cells) {
                    match cell {
                        Written::Nothing => {}
                        Written::Text(text) => {
                            sheet.write_string(row, column, text).unwrap();
                        }
                        Written::Number(coefficient, scale) => {
                            let decimal = rust_decimal::Decimal::new(*coefficient, *scale);
                            let number: f64 = decimal.to_string().parse().unwrap();
                            sheet.write_number(row, column, number).unwrap();
                        }
                    }
                }
            }
        });
        let drained = crate::made::read_with(&bytes, &Options::default()).unwrap();
        prop_assert_eq!(&drained.ended_by, &None);
        let filled = |cells: &Vec<Written>| {
            cells.iter().any(|cell| !matches!(cell, Written::Nothing))
        };
        let expected: Vec<_> = (2_u64..).zip(&grid).filter(|(_, cells)| filled(cells)).collect();
        prop_assert_eq!(drained.records.len(), expected.len());
        for (yielded, (row, cells)) in drained.records.iter().zip(expected) {
            prop_assert_eq!(yielded.record.place.line, row);
            for (slot, cell) in cells.iter().enumerate() {
                let value = yielded.record.value(slot);
                match cell {
                    Written::Nothing => prop_assert_eq!(value, &Value::Null),
                    Written::Text(text) => prop_assert_eq!(value, &Value::text(text)),
                    Written::Number(coefficient, scale) => prop_assert_eq!(
                        value.as_decimal().unwrap(),
                        rust_decimal::Decimal::new(*coefficient, *scale)
                    ),
                }
            }
        }
    }
}
