//! The requirements in words, each with the check that holds it.
//!
//! A requirement whose words are not on these lists does not hold, and an entry that no requirement
//! meets must leave its list.

use std::path::Path;

use landbridge_contract::SourceFaultKind::{Format, Limit, Protected, Refused};
use landbridge_contract::{SourceFault, SourceFaultKind};
use rust_decimal::Decimal;

use super::checks::{
    Held, big_numbers, book_numbers, cells, check, codes, column, costs, currencies, empty, errors,
    exported, filled, hidden_cells, impossible_dates, intended_dates, joined_header, last_row,
    phantom, prices, records_begin, repeated_rows, rows_kept, scaled, sizes, spans, text_dates,
    visibility,
};
use super::number;
use super::whole::{Book, Sheet};

type Read = Result<Book, SourceFault>;

/// What a check looks at.
pub(super) struct Case<'c> {
    path: &'c Path,
    book: &'c Book,
    /// The first of its sheets.
    sheet: &'c Sheet,
}

type Check = fn(&Case<'_>) -> Held;

/// The file, the beginning of the requirement, and its check, of files that are read.
const READ: &[(&str, &str, Check)] = &[
    (
        "date_1904.xlsx",
        "Serial numbers must be read with the 1904 epoch",
        |it| cells(it.sheet, &[("A1", "2021-01-01"), ("A2", "2021-01-02")]),
    ),
    (
        "date_1904.xlsx",
        "A3 is a duration of 918610 seconds",
        |it| cells(it.sheet, &[("A3", "255:10:10")]),
    ),
    (
        "dates-leap-year-1900-xlsx.xlsx",
        "In sheet for_testing, column A",
        |it| intended_dates(it.sheet),
    ),
    (
        "dates-leap-year-1900-xlsx.xlsx",
        "Rows marked FALSE cannot be represented",
        |it| impossible_dates(it.sheet),
    ),
    (
        "multiline-headers.xlsx",
        "Merged ranges must be reported or filled",
        |it| joined_header(it.path),
    ),
    (
        "multiline-headers.xlsx",
        "Data records start in row 4",
        |it| records_begin(it.path, &[("header", "1-5")], 4),
    ),
    (
        "hxl-input-merged.xlsx",
        "Row ids \"001\"..\"004\" are text",
        |it| {
            let ids = [("A4", "001"), ("A5", "002"), ("A6", "003"), ("A7", "004")];
            cells(it.sheet, &ids)
        },
    ),
    ("hxl-input-merged.xlsx", "Row 3 is an HXL tag row", |it| {
        records_begin(it.path, &[("header", "2"), ("data_from", "4")], 4)
    }),
    (
        "hxl-input-merged.xlsx",
        "Merged body cells carry a value only",
        |it| {
            filled(it.sheet, &["G5", "I4", "D5"])?;
            empty(it.sheet, &["G6", "I5", "I6", "I7", "D6"])
        },
    ),
    (
        "CollapsedHide.xlsx",
        "Hidden row 4 and hidden column A",
        |it| hidden_cells(it.sheet),
    ),
    (
        "sheet_visibility.xlsx",
        "All three sheets must be discovered",
        |it| visibility(it.book),
    ),
    ("ErrorTypes.xlsx", "Cells typed \"e\" must surface", |it| {
        errors(it.sheet)
    }),
    (
        "ErrorTypes.xlsx",
        "Sidecar ErrorTypes.xlsx.0.csv is what Excel",
        |it| exported(it.path, it.book, "ErrorTypes.xlsx.excel2016.csv"),
    ),
    ("InlineStrings.xlsx", "Inline strings in column C", |it| {
        filled(it.sheet, &["C1", "C2", "C3", "C4", "C5", "C6", "C7"])
    }),
    ("phonetic_text.xlsx", "Text must be exactly", |it| {
        cells(it.sheet, &[("A1", "漢字"), ("A2", "漢字withColor")])
    }),
    ("big-texty-numbers.xlsx", "2147483648 must not wrap", |it| {
        big_numbers(it.sheet)
    }),
    (
        "currency-formats.xlsx",
        "Values are plain numbers 0.5 and 10000",
        |it| currencies(it.sheet),
    ),
    (
        "skipping.xlsx",
        "Physical row numbers must be preserved",
        |it| rows_kept(it.book),
    ),
    (
        "number_rows_repeated.ods",
        "Repeated rows must be expanded",
        |it| repeated_rows(it.book),
    ),
    ("ods_formats.ods", "Percentage 2.0 means 200 %", |it| {
        cells(it.sheet, &[("F2", "2")])
    }),
    ("SampleSS.strict.xlsx", "Sheets must be found", |it| {
        check(it.book.sheets.len() == 3, "three sheets")
    }),
    ("testVarious.xlsb", "Dates are doubles plus a style", |it| {
        cells(it.sheet, &[("B10", "2017-03-09")])
    }),
    ("testEXCEL_95.xls", "Must open; RK numbers", |it| {
        scaled(it.sheet)
    }),
    ("SimpleMacro.xlsm", "Read the data; do not execute", |it| {
        cells(it.sheet, &[("A1", "This is a macro workbook")])?;
        let known = it.book.detected.iter().any(|(what, _)| *what == "macros");
        check(known, "macros are told")
    }),
    (
        "table_with_absolute_paths.xlsx",
        "Sheet and table must be found",
        |it| {
            let titles = [
                ("A1", "Item"),
                ("B1", "Name"),
                ("A2", "100"),
                ("B2", "North"),
            ];
            cells(it.sheet, &titles)?;
            records_begin(it.path, &[("table", "Table1")], 2)
        },
    ),
    (
        "NoDimensionOrCellReference.xlsx",
        "Column positions must be counted",
        |it| filled(it.sheet, &["A2", "B2", "C2", "H2", "H7"]),
    ),
    (
        "NoDimensionOrCellReference.xlsx",
        "Two sheets, 7x8 and 20x8",
        |it| sizes(it.book, &[56, 160]),
    ),
    ("TimeSpan.xlsx", "Only 9 rows hold data", |it| {
        check(last_row(it.sheet) == 9, "nine rows")
    }),
    ("TimeSpan.xlsx", "Columns A and B are durations", |it| {
        spans(it.sheet)
    }),
    (
        "TimeSpan.xlsx",
        "Row 6: serial 60 is the non-existent",
        |it| phantom(it.sheet, "C6"),
    ),
    (
        "link-external-workbook-a.xlsx",
        "B1 must be the cached 20",
        |it| cells(it.sheet, &[("B1", "20")]),
    ),
    (
        "xls_NoCodePage.xls",
        "Must not fail because of the missing code page",
        |it| book_numbers(it.sheet),
    ),
    (
        "ocha_som_unhcr_prmn_displacement.xlsx",
        "Text dates such as \"30/04/2016\"",
        |it| text_dates(it.sheet),
    ),
    (
        "ocha_som_unhcr_prmn_displacement.xlsx",
        "Control total: sum of \"Number of Individuals\"",
        |it| {
            let numbers = column(it.sheet, 4).filter_map(|cell| number(&cell.value));
            let sum: Decimal = numbers.sum();
            check(sum == Decimal::from(6_531_116), "the control total")
        },
    ),
    (
        "ne_1033_excess_property.xlsx",
        "fips and federal_supply_class look numeric",
        |it| codes(it.sheet),
    ),
    (
        "ne_1033_excess_property.xlsx",
        "total_cost = quantity x acquisition_cost",
        |it| costs(it.sheet),
    ),
    (
        "simple-monthly-budget.xlsx",
        "Not a single rectangular table",
        |it| {
            cells(it.sheet, &[("B4", "Item"), ("E4", "2336")])?;
            records_begin(it.path, &[("header", "4")], 5)?;
            records_begin(it.path, &[("range", "B10:C23")], 11)
        },
    ),
    (
        "issue682_absolute_rels.xlsb",
        "Must not take the process down",
        |it| cells(it.sheet, &[("A1", "100"), ("B1", "10"), ("C1", "1")]),
    ),
    (
        "xlsx-corrupted.xlsx",
        "Reject with a clear message or recover",
        |it| sizes(it.book, &[11, 7]),
    ),
    (
        "hxl-input-broken.xlsx",
        "The data is intact and must be read",
        |it| check(last_row(it.sheet) == 6_433, "6,433 rows"),
    ),
    (
        "steel_prices_broken_ole.xls",
        "Read with warning or reject; 9 sheets",
        |it| prices(it.book),
    ),
    ("xls_named.xlsx", "Detect by content", |it| {
        let mut told = it.book.detected.iter();
        let known = told.any(|(_, found)| found.starts_with("xls "));
        check(known, "the form is told as xls")
    }),
];

/// How a file is refused: the kinds of fault, words of the message, and whether it must be.
type Refusal = (&'static [SourceFaultKind], &'static str, bool);

/// The file, the beginning of the requirement, and the refusal that answers it.
const REFUSED: &[(&str, &str, Refusal)] = &[
    (
        "as3xls_BIFF4.xls",
        "Either read 10 x 5 cells or reject",
        (&[Format], "Excel 4", true),
    ),
    (
        "poc-xmlbomb.xlsx",
        "Reject quickly; never expand entities",
        (&[Refused], "document type declaration", true),
    ),
    (
        "pass_protected.xlsx",
        "Message must say password protected",
        (&[Protected], "password", true),
    ),
    (
        "duplicate-filename.xlsx",
        "Reject, or always read the same entry",
        (&[Refused], "same name", true),
    ),
    (
        "ods_repeat_dos.ods",
        "Refuse within memory limit",
        (&[Limit], "cells", true),
    ),
    (
        "ole_directory_loop_oom.xls",
        "Reject within 10 s and 512 MB",
        (&[Format, Limit], "directory", true),
    ),
    (
        "xlsx-corrupted.xlsx",
        "Reject with a clear message or recover",
        (&[Format], "", false),
    ),
    (
        "steel_prices_broken_ole.xls",
        "Read with warning or reject",
        (&[Format], "", false),
    ),
    (
        "issue682_absolute_rels.xlsb",
        "Must not take the process down",
        (&[Format], "", false),
    ),
];

/// Whether a requirement of a file holds.
pub(super) fn holds(path: &Path, sentence: &str, read: &Read) -> Held {
    let name = path.file_name().unwrap().to_str().unwrap();
    let of = |file: &str, words: &str| file == name && sentence.starts_with(words);
    let refusal = REFUSED.iter().find(|(file, words, _)| of(file, words));
    match (refusal, read) {
        (Some((.., (kinds, words, _))), Err(fault)) => {
            let said = fault.to_string();
            return if kinds.contains(&fault.kind) && said.contains(words) {
                Ok(())
            } else {
                Err(said)
            };
        }
        (Some((.., (.., true))), Ok(_)) => return Err("it was read".to_owned()),
        _ => {}
    }
    let book = read.as_ref().map_err(ToString::to_string)?;
    let sheet = book.sheets.first().ok_or("no sheet")?;
    let check = READ.iter().find(|(file, words, _)| of(file, words));
    let (.., check) = check.ok_or("no check is written for it")?;
    check(&Case { path, book, sheet })
}

/// The entries of these lists that are of a file and that none of its requirements meets.
pub(super) fn unmet(name: &str, sentences: &[&str]) -> Vec<&'static str> {
    let read = READ.iter().map(|(file, words, _)| (*file, *words));
    let refused = REFUSED.iter().map(|(file, words, _)| (*file, *words));
    let own = read.chain(refused).filter(|(file, _)| *file == name);
    let met = |words: &str| sentences.iter().any(|sentence| sentence.starts_with(words));
    own.map(|(_, words)| words)
        .filter(|words| !met(words))
        .collect()
}
