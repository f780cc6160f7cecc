//! The requirements in words, one by one.

use std::path::Path;

use landbridge_contract::{NoticeKind, OptionValue, Options, SourceFault, SourceFaultKind, Value};
use landbridge_spreadsheet::Spreadsheet;
use landbridge_testkit::support::{self, Drained};
use rust_decimal::Decimal;

use super::whole::{Book, Cell, Sheet};
use super::{Facts, input, number, seconds};

type Held = Result<(), String>;
type Read = Result<Book, SourceFault>;

/// Whether the requirement of a file with this number holds.
pub(super) fn holds(path: &Path, index: usize, read: &Read) -> Held {
    let name = path.file_name().unwrap().to_str().unwrap();
    if let Some(refused) = refusal(name, read) {
        return refused;
    }
    let book = read.as_ref().map_err(ToString::to_string)?;
    let sheet = book.sheets.first().ok_or("no sheet")?;
    match (name, index) {
        ("date_1904.xlsx", 0) => cells(sheet, &[("A1", "2021-01-01"), ("A2", "2021-01-02")]),
        ("date_1904.xlsx", 1) => cells(sheet, &[("A3", "255:10:10")]),
        ("dates-leap-year-1900-xlsx.xlsx", 0) => intended_dates(sheet),
        ("dates-leap-year-1900-xlsx.xlsx", _) => impossible_dates(sheet),
        ("multiline-headers.xlsx", 0) => joined_header(path),
        ("multiline-headers.xlsx", _) => records_begin(path, &[("header", "1-5")], 6),
        ("hxl-input-merged.xlsx", 0) => cells(
            sheet,
            &[("A4", "001"), ("A5", "002"), ("A6", "003"), ("A7", "004")],
        ),
        ("hxl-input-merged.xlsx", 1) => {
            records_begin(path, &[("header", "2"), ("data_from", "4")], 4)
        }
        ("hxl-input-merged.xlsx", _) => {
            filled(sheet, &["G5", "I4", "D5"])?;
            empty(sheet, &["G6", "I5", "I6", "I7", "D6"])
        }
        ("CollapsedHide.xlsx", _) => hidden_cells(sheet),
        ("sheet_visibility.xlsx", _) => visibility(book),
        ("ErrorTypes.xlsx", 0) => errors(sheet),
        ("ErrorTypes.xlsx", _) => Ok(()), // held cell by cell, below
        ("InlineStrings.xlsx", _) => filled(sheet, &["C1", "C2", "C3", "C4", "C5", "C6", "C7"]),
        ("phonetic_text.xlsx", _) => cells(sheet, &[("A1", "漢字"), ("A2", "漢字withColor")]),
        ("big-texty-numbers.xlsx", _) => big_numbers(sheet),
        ("currency-formats.xlsx", _) => currencies(sheet),
        ("skipping.xlsx", _) => rows_kept(book),
        _ => holds_of_others(path, name, index, book, sheet),
    }
}

/// As [`holds`]: of the other forms, of real workbooks, and of hostile ones.
fn holds_of_others(path: &Path, name: &str, index: usize, book: &Book, sheet: &Sheet) -> Held {
    match (name, index) {
        ("number_rows_repeated.ods", _) => repeated_rows(book),
        ("ods_formats.ods", _) => cells(sheet, &[("F2", "2")]),
        ("SampleSS.strict.xlsx", _) => check(book.sheets.len() == 3, "three sheets"),
        ("testVarious.xlsb", _) => cells(sheet, &[("B10", "2017-03-09")]),
        ("testEXCEL_95.xls", _) => scaled(sheet),
        ("SimpleMacro.xlsm", _) => {
            cells(sheet, &[("A1", "This is a macro workbook")])?;
            let known = book.detected.iter().any(|(what, _)| *what == "macros");
            check(known, "macros are told")
        }
        ("table_with_absolute_paths.xlsx", _) => cells(
            sheet,
            &[
                ("A1", "Item"),
                ("B1", "Name"),
                ("A2", "100"),
                ("B2", "North"),
            ],
        ),
        ("NoDimensionOrCellReference.xlsx", 0) => filled(sheet, &["A2", "B2", "C2", "H2", "H7"]),
        ("NoDimensionOrCellReference.xlsx", _) => {
            let sizes: Vec<usize> = book.sheets.iter().map(|sheet| sheet.cells.len()).collect();
            check(sizes == [56, 160], "sheets of 7 x 8 and 20 x 8 cells")
        }
        ("TimeSpan.xlsx", 0) => check(last_row(sheet) == 9, "nine rows"),
        ("TimeSpan.xlsx", 1) => spans(sheet),
        ("TimeSpan.xlsx", _) => phantom(sheet, "C6"),
        ("link-external-workbook-a.xlsx", _) => cells(sheet, &[("B1", "20")]),
        ("xls_NoCodePage.xls", _) => book_numbers(sheet),
        ("ocha_som_unhcr_prmn_displacement.xlsx", 0) => text_dates(sheet),
        ("ocha_som_unhcr_prmn_displacement.xlsx", _) => {
            let sum: Decimal = column(sheet, 4)
                .filter_map(|cell| number(&cell.value))
                .sum();
            check(sum == Decimal::from(6_531_116), "the control total")
        }
        ("ne_1033_excess_property.xlsx", 0) => codes(sheet),
        ("ne_1033_excess_property.xlsx", _) => costs(sheet),
        ("simple-monthly-budget.xlsx", _) => {
            cells(sheet, &[("B4", "Item"), ("E4", "2336")])?;
            records_begin(path, &[("header", "4")], 5)
        }
        ("issue682_absolute_rels.xlsb", _) => {
            cells(sheet, &[("A1", "100"), ("B1", "10"), ("C1", "1")])
        }
        ("xlsx-corrupted.xlsx", _) => {
            let sizes: Vec<usize> = book.sheets.iter().map(|sheet| sheet.cells.len()).collect();
            check(sizes == [11, 7], "all 18 cells")
        }
        ("hxl-input-broken.xlsx", _) => check(last_row(sheet) == 6_433, "6,433 rows"),
        ("steel_prices_broken_ole.xls", _) => check(book.sheets.len() == 9, "nine sheets"),
        ("xls_named.xlsx", _) => {
            let known = book
                .detected
                .iter()
                .any(|(_, found)| found.starts_with("xls "));
            check(known, "the form is told as xls")
        }
        _ => Err("no check is written for it".to_owned()),
    }
}

/// For files that may or must be refused, and were: whether the message names the cause.
fn refusal(name: &str, read: &Read) -> Option<Held> {
    use SourceFaultKind::{Format, Limit, Protected, Refused};
    let (kinds, words): (&[SourceFaultKind], &str) = match name {
        "as3xls_BIFF4.xls" => (&[Format], "Excel 4"),
        "poc-xmlbomb.xlsx" => (&[Refused], "document type declaration"),
        "pass_protected.xlsx" => (&[Protected], "password"),
        "duplicate-filename.xlsx" => (&[Refused], "same name"),
        "ods_repeat_dos.ods" => (&[Limit], "cells"),
        "ole_directory_loop_oom.xls" => (&[Format, Limit], "directory"),
        "xlsx-corrupted.xlsx" | "steel_prices_broken_ole.xls" | "issue682_absolute_rels.xlsb" => {
            (&[Format], "")
        }
        _ => return None,
    };
    match read {
        Err(fault) if kinds.contains(&fault.kind) && fault.to_string().contains(words) => {
            Some(Ok(()))
        }
        Err(fault) => Some(Err(fault.to_string())),
        // What may be read is held against the facts of its cells.
        Ok(_) if words.is_empty() => None,
        Ok(_) => Some(Err("it was read".to_owned())),
    }
}

fn check(holds: bool, what: &str) -> Held {
    holds.then_some(()).ok_or_else(|| format!("not so: {what}"))
}

/// Cells have these values, as they are written.
fn cells(sheet: &Sheet, expected: &[(&str, &str)]) -> Held {
    for (address, value) in expected {
        let cell = sheet.at(address);
        let found = cell.map(|cell| cell.value.to_string());
        if found.as_deref() != Some(*value) {
            return Err(format!("{address} is {cell:?}"));
        }
    }
    Ok(())
}

fn filled(sheet: &Sheet, addresses: &[&str]) -> Held {
    let missing = addresses.iter().find(|address| sheet.at(address).is_none());
    missing.map_or(Ok(()), |address| Err(format!("{address} is empty")))
}

fn empty(sheet: &Sheet, addresses: &[&str]) -> Held {
    let there = addresses.iter().find(|address| sheet.at(address).is_some());
    there.map_or(Ok(()), |address| Err(format!("{address} is not empty")))
}

fn last_row(sheet: &Sheet) -> u32 {
    sheet.cells.keys().map(|(row, _)| *row).max().unwrap_or(0)
}

/// The cells of a column, from 0, below the first row.
fn column(sheet: &Sheet, column: u32) -> impl Iterator<Item = &Cell> {
    let cells = sheet.cells.iter();
    cells
        .filter(move |((row, at), _)| *at == column && *row > 1)
        .map(|(_, cell)| cell)
}

/// The column, from 0, under a title in the first row.
fn titled(sheet: &Sheet, title: &str) -> Result<u32, String> {
    let mut cells = sheet.cells.iter();
    let title = cells.find(|((row, _), cell)| *row == 1 && cell.value == Value::text(title));
    title
        .map(|((_, column), _)| *column)
        .ok_or_else(|| "no such title".to_owned())
}

fn drained(path: &Path, pairs: &[(&str, &str)]) -> Drained {
    let pairs = pairs.iter().map(|(name, value)| {
        let number = value.parse().map(OptionValue::Integer);
        let value = number.unwrap_or_else(|_| OptionValue::Text((*value).to_owned()));
        ((*name).to_owned(), value)
    });
    support::collect(&Spreadsheet, input(path), &Options(pairs.collect())).unwrap()
}

fn records_begin(path: &Path, options: &[(&str, &str)], row: u64) -> Held {
    let drained = drained(path, options);
    let first = drained
        .records
        .first()
        .map(|yielded| yielded.record.place.line);
    check(
        first == Some(row),
        &format!("{first:?} is the first record"),
    )
}

fn joined_header(path: &Path) -> Held {
    let drained = drained(path, &[("header", "1-5")]);
    let layout = &drained.records.first().ok_or("no record")?.layout;
    let name = layout.names.get(3).ok_or("no column D")?;
    let joined = name.starts_with("Cumulative impact") && name.ends_with("from baseline (%)");
    check(joined, name)
}

fn intended_dates(sheet: &Sheet) -> Held {
    for row in 2..=last_row(sheet) {
        let at = |column: &str| sheet.at(&format!("{column}{row}")).map(|cell| &cell.value);
        if at("C") != Some(&Value::Bool(true)) {
            continue;
        }
        let Some(Value::DateTime(moment)) = at("A") else {
            return Err(format!("row {row} is no date"));
        };
        let seen = moment.to_string().replace('T', " ");
        check(at("B") == Some(&Value::text(&seen)), &seen)?;
    }
    Ok(())
}

fn impossible_dates(sheet: &Sheet) -> Held {
    let mut phantoms = 0;
    for row in 2..=last_row(sheet) {
        let at = |column: &str| sheet.at(&format!("{column}{row}"));
        if at("C").is_some_and(|cell| cell.value == Value::Bool(false)) {
            let cell = at("A").ok_or("an empty cell")?;
            check(
                matches!(cell.value, Value::Text(_)),
                "what is no date is text",
            )?;
            phantoms += u32::from(cell.noticed(NoticeKind::PhantomDate).is_some());
        }
    }
    check(phantoms == 1, "the day that never was is noticed")
}

fn hidden_cells(sheet: &Sheet) -> Held {
    filled(sheet, &["A1", "B4"])?;
    let row = sheet
        .rows
        .iter()
        .any(|(row, kind, _)| (*row, *kind) == (4, NoticeKind::Hidden));
    check(row, "row 4 is known as hidden")?;
    let column = sheet
        .at("A1")
        .and_then(|cell| cell.noticed(NoticeKind::HiddenColumn));
    check(column.is_some(), "column A is known as hidden")
}

fn visibility(book: &Book) -> Held {
    let notes: Vec<&str> = book
        .sheets
        .iter()
        .map(|sheet| sheet.note.as_str())
        .collect();
    check(notes == ["", "hidden", "very hidden"], &notes.join("; "))
}

fn errors(sheet: &Sheet) -> Held {
    let noticed = |cell: &&Cell| cell.noticed(NoticeKind::ErrorCell).is_some();
    let count = sheet.cells.values().filter(noticed).count();
    check(count == 20, &format!("{count} errors"))?;
    let empty = sheet
        .cells
        .values()
        .filter(noticed)
        .all(|cell| cell.value == Value::Null);
    check(empty, "an error has no value")
}

fn big_numbers(sheet: &Sheet) -> Held {
    cells(sheet, &[("A4", "2147483648")])?;
    for row in 3..=7 {
        let at = |column: &str| {
            sheet
                .at(&format!("{column}{row}"))
                .map(|cell| cell.value.to_string())
        };
        check(
            at("A") == at("B"),
            &format!("row {row}: {:?}, {:?}", at("A"), at("B")),
        )?;
    }
    Ok(())
}

fn currencies(sheet: &Sheet) -> Held {
    cells(sheet, &[("D2", "0.5"), ("D3", "10000")])?;
    for (address, expected) in [("D2", "0.50 EUR"), ("D3", "10,000.00 CHF")] {
        let shown = sheet.at(address).and_then(|cell| cell.shown.as_deref());
        check(
            shown == Some(expected),
            &format!("{address} is shown as {shown:?}"),
        )?;
    }
    Ok(())
}

fn rows_kept(book: &Book) -> Held {
    let sheets = book.sheets.iter();
    let rows = sheets.map(|sheet| sheet.cells.keys().map(|(row, _)| *row).collect::<Vec<_>>());
    let rows: Vec<Vec<u32>> = rows.collect();
    let expected = [
        vec![3, 3, 5, 5, 7, 7],
        vec![1, 3, 3, 5, 5, 7, 7],
        vec![1, 2, 3, 3, 5, 5, 7, 7],
    ];
    check(rows == expected, &format!("{rows:?}"))
}

fn repeated_rows(book: &Book) -> Held {
    for sheet in &book.sheets {
        let mut rows: Vec<u32> = sheet.cells.keys().map(|(row, _)| *row).collect();
        rows.dedup();
        check(rows.len() == 5, "five rows")?;
        check(
            rows.windows(2).any(|pair| pair[1] > pair[0] + 1),
            "a gap among them",
        )?;
    }
    Ok(())
}

fn scaled(sheet: &Sheet) -> Held {
    let of = |text: &str| {
        sheet
            .cells
            .values()
            .filter(|cell| cell.value.to_string() == text)
            .count()
    };
    check(
        of("1.55") > 0 && of("155") == 0,
        "1.55 is there and 155 is not",
    )
}

fn spans(sheet: &Sheet) -> Held {
    for row in 1..=9 {
        let at = |column: &str| sheet.at(&format!("{column}{row}")).map(|cell| &cell.value);
        let days = at("D").and_then(number).ok_or("a serial number")?;
        for column in ["A", "B"] {
            let span = at(column).and_then(|value| seconds(&value.to_string()));
            check(
                span == Some(days * Decimal::from(86_400)),
                &format!("{column}{row}"),
            )?;
        }
        let moment = matches!(at("C"), Some(Value::Date(_) | Value::DateTime(_)));
        check(moment || row == 1 || row == 6, &format!("C{row} is a date"))?;
    }
    Ok(())
}

fn phantom(sheet: &Sheet, address: &str) -> Held {
    let cell = sheet.at(address).ok_or("an empty cell")?;
    check(
        cell.noticed(NoticeKind::PhantomDate).is_some(),
        "it is noticed",
    )
}

fn book_numbers(sheet: &Sheet) -> Held {
    for cell in column(sheet, 7) {
        let digits = cell
            .value
            .as_text()
            .is_some_and(|text| text.len() == 13 && text.bytes().all(|byte| byte.is_ascii_digit()));
        check(digits, &format!("{:?}", cell.value))?;
    }
    Ok(())
}

/// What is stored as text stays text: how it is read as a date is for the mapping to say.
fn text_dates(sheet: &Sheet) -> Held {
    check(
        column(sheet, 0).all(|cell| matches!(cell.value, Value::Text(_))),
        "dates are text",
    )
}

/// Codes keep all their digits: whole numbers without a notice, which a mapping can pad.
fn codes(sheet: &Sheet) -> Held {
    for title in ["fips", "federal_supply_class"] {
        let number = titled(sheet, title)?;
        for cell in column(sheet, number) {
            let whole = matches!(cell.value, Value::Integer(_)) || cell.value.as_text().is_some();
            check(
                whole && cell.notices.is_empty(),
                &format!("{title}: {:?}", cell.value),
            )?;
        }
    }
    Ok(())
}

fn costs(sheet: &Sheet) -> Held {
    let numbers = |title: &str| {
        let cells = titled(sheet, title).map(|number| column(sheet, number))?;
        Ok::<_, String>(
            cells
                .filter_map(|cell| number(&cell.value))
                .collect::<Vec<_>>(),
        )
    };
    let (quantity, cost) = (numbers("quantity")?, numbers("acquisition_cost")?);
    let total = numbers("total_cost")?;
    check(
        quantity.len() == 1_036 && total.len() == 1_036,
        "a number in every row",
    )?;
    let products = quantity
        .iter()
        .zip(&cost)
        .map(|(quantity, cost)| quantity * cost);
    check(
        products.eq(total.iter().copied()),
        "total = quantity x cost in every row",
    )
}

/// Holds what is shown of the first sheet, or of the one that the name of the text file tells,
/// against what Excel exported.
pub(super) fn hold_shown(facts: &mut Facts, book: &Book, exported: &Path) {
    let name = exported.file_name().unwrap().to_str().unwrap();
    let second = usize::from(name.contains("sheet2"));
    let sheet = &book.sheets[second];
    let text = std::fs::read_to_string(exported).unwrap();
    for (row, line) in (1_u32..).zip(text.lines()) {
        for (column, expected) in (0_u32..).zip(fields(line)) {
            let cell = sheet.cells.get(&(row, column));
            let shown = cell.map(shown).unwrap_or_default();
            if !(cell.is_none() && expected.is_empty()) {
                let address = format!("{}{row}", landbridge_contract::column_letters(column));
                facts.equal(
                    &format!("{name}: {address} as Excel shows it"),
                    &shown,
                    &expected,
                );
            }
        }
    }
}

fn shown(cell: &Cell) -> String {
    match (&cell.shown, &cell.value) {
        (Some(shown), _) => shown.clone(),
        (None, Value::Bool(value)) => value.to_string().to_uppercase(),
        (None, Value::Null) => cell.told().1,
        (None, value) => value.to_string(),
    }
}

/// The fields of a line of the exported text, in which only commas are quoted.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            other => fields.last_mut().unwrap().push(other),
        }
    }
    fields
}
