//! The reader of xlsx workbooks against `calamine`, on workbooks of chance.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use jiff::ToSpan as _;
use jiff::civil::date;
use landbridge_contract::{NoticeKind, OptionValue, Value};
use proptest::prelude::*;
use rust_decimal::Decimal;
use rust_xlsxwriter::{Format, Formula, Workbook};

use crate::made::{options, read_with, rewrite};

#[derive(Debug, Clone)]
enum Written {
    Text(String),
    Number(i64, u32),
    Day(u32),
    Bool(bool),
    Blank,
    Formula(i32),
    TextFormula(String),
    Error,
}

fn written() -> impl Strategy<Value = Written> {
    prop_oneof![
        4 => "[ a-zé€0-9<>&\"'_x]{1,40}".prop_map(Written::Text),
        1 => Just(Written::Text("_x000D_ &amp; ]]>".to_owned())),
        3 => (-999_999_999_999_i64..=999_999_999_999, 0_u32..=6)
            .prop_map(|(coefficient, scale)| Written::Number(coefficient, scale)),
        2 => (61_u32..80_000).prop_map(Written::Day),
        1 => any::<bool>().prop_map(Written::Bool),
        1 => Just(Written::Blank),
        1 => any::<i32>().prop_map(Written::Formula),
        1 => "[a-z&<]{1,9}".prop_map(Written::TextFormula),
        1 => Just(Written::Error),
    ]
}

type Grid = Vec<(u32, u16, Written)>;

fn workbook(grid: &Grid) -> Vec<u8> {
    let mut book = Workbook::new();
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let sheet = book.add_worksheet();
    for (row, column, cell) in grid {
        let (row, column) = (*row, *column);
        match cell {
            Written::Text(text) => sheet.write_string(row, column, text),
            Written::Number(coefficient, scale) => {
                let number = Decimal::new(*coefficient, *scale).to_string();
                sheet.write_number(row, column, number.parse::<f64>().unwrap())
            }
            Written::Day(day_number) => {
                sheet.write_number_with_format(row, column, *day_number, &day)
            }
            Written::Bool(value) => sheet.write_boolean(row, column, *value),
            Written::Blank => sheet.write_blank(row, column, &day),
            Written::Formula(result) => {
                let result = result.to_string();
                sheet.write_formula(row, column, Formula::new("=1+A1").set_result(result))
            }
            Written::TextFormula(result) => {
                sheet.write_formula(row, column, Formula::new("=\"a\"&B2").set_result(result))
            }
            Written::Error => {
                sheet.write_formula(row, column, Formula::new("=NA()").set_result("#N/A"))
            }
        }
        .unwrap();
    }
    book.save_to_buffer().unwrap()
}

/// Turns shared strings into inline ones.
fn inline(bytes: &[u8]) -> Vec<u8> {
    let mut strings = Vec::new();
    rewrite(bytes, |name, content| {
        if name == "xl/sharedStrings.xml" {
            let text = String::from_utf8(content).unwrap();
            let items = text.split("<si>").skip(1);
            strings = items
                .map(|item| item.split("</si>").next().unwrap().to_owned())
                .collect();
        }
        None
    });
    rewrite(bytes, |name, content| {
        if name != "xl/worksheets/sheet1.xml" {
            return Some(content);
        }
        let text = String::from_utf8(content).unwrap();
        let mut parts = text.split(" t=\"s\"><v>");
        let mut out = parts.next().unwrap().to_owned();
        for part in parts {
            let (number, rest) = part.split_once("</v>").unwrap();
            let string: &String = &strings[number.parse::<usize>().unwrap()];
            out.extend([" t=\"inlineStr\"><is>", string, "</is>", rest]);
        }
        Some(out.into_bytes())
    })
}

type Seen = BTreeMap<(u64, u32), String>;

fn with_calamine(bytes: &[u8]) -> Seen {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let (first_row, first_column) = range.start().unwrap_or_default();
    let mut seen = Seen::new();
    for (row, column, data) in range.used_cells() {
        let place = (
            u64::try_from(row).unwrap() + u64::from(first_row) + 1,
            u32::try_from(column).unwrap() + first_column,
        );
        let value = match data {
            Data::Empty => continue,
            Data::String(text) if text.is_empty() => continue,
            Data::String(text) => Value::text(text),
            Data::Float(number) => {
                let exact: Decimal = number.to_string().parse().unwrap();
                Value::Decimal(exact.normalize())
            }
            Data::Int(number) => Value::Integer(*number),
            Data::Bool(value) => Value::Bool(*value),
            Data::DateTime(moment) => {
                let days: i64 = moment.as_f64().to_string().parse().unwrap();
                Value::Date(date(1899, 12, 30) + days.days())
            }
            Data::Error(error) => Value::text(format!("error {error}")),
            other => panic!("{other:?}"),
        };
        seen.insert(place, value.to_string());
    }
    seen
}

fn with_ours(bytes: &[u8]) -> Seen {
    let letters = options([("header", OptionValue::Integer(0))]);
    let drained = read_with(bytes, &letters).unwrap();
    assert_eq!(drained.ended_by, None);
    let mut seen = Seen::new();
    for yielded in &drained.records {
        for (column, slot) in yielded.layout.columns.iter().zip(&yielded.record.slots) {
            if slot.value != Value::Null {
                seen.insert((yielded.record.place.line, *column), slot.value.to_string());
            }
        }
        for notice in &yielded.record.notices {
            assert_eq!(notice.kind, NoticeKind::ErrorCell);
            let slot = usize::try_from(notice.slot.unwrap()).unwrap();
            let place = (yielded.record.place.line, yielded.layout.columns[slot]);
            seen.insert(place, format!("error {}", notice.found));
        }
    }
    seen
}

/// Rows of spaces only are no records, and columns of spaces only no columns: what a person does
/// not see is left out of both.
fn without_blanks(mut seen: Seen) -> Seen {
    seen.retain(|_, text| !text.trim().is_empty());
    seen
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn both_readers_see_the_same_cells(
        grid in prop::collection::vec((0_u32..60, 0_u16..30, written()), 0..80),
        inlined in any::<bool>(),
    ) {
        let bytes = workbook(&grid);
        let bytes = if inlined { inline(&bytes) } else { bytes };
        let theirs = without_blanks(with_calamine(&bytes));
        if theirs.is_empty() {
            return Ok(());
        }
        prop_assert_eq!(without_blanks(with_ours(&bytes)), theirs);
    }
}
