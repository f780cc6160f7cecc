//! What the requirements in words ask, one function each.

use std::path::Path;

use landbridge_contract::{NoticeKind, OptionValue, Options, Value};
use landbridge_spreadsheet::Spreadsheet;
use landbridge_testkit::support::{self, Drained};
use rust_decimal::Decimal;

use super::whole::{Book, Cell, Sheet};
use super::{Facts, input, number, seconds};

pub(super) type Held = Result<(), String>;

pub(super) fn check(holds: bool, what: &str) -> Held {
    holds.then_some(()).ok_or_else(|| format!("not so: {what}"))
}

/// Cells have these values, as they are written.
pub(super) fn cells(sheet: &Sheet, expected: &[(&str, &str)]) -> Held {
    for (address, value) in expected {
        let cell = sheet.at(address);
        let found = cell.map(|cell| cell.value.to_string());
        if found.as_deref() != Some(*value) {
            return Err(format!("{address} is {cell:?}"));
        }
    }
    Ok(())
}

pub(super) fn filled(sheet: &Sheet, addresses: &[&str]) -> Held {
    let missing = addresses.iter().find(|address| sheet.at(address).is_none());
    missing.map_or(Ok(()), |address| Err(format!("{address} is empty")))
}

pub(super) fn empty(sheet: &Sheet, addresses: &[&str]) -> Held {
    let there = addresses.iter().find(|address| sheet.at(address).is_some());
    there.map_or(Ok(()), |address| Err(format!("{address} is not empty")))
}

/// The sheets have these numbers of cells.
pub(super) fn sizes(book: &Book, expected: &[usize]) -> Held {
    let sizes: Vec<usize> = book.sheets.iter().map(|sheet| sheet.cells.len()).collect();
    check(sizes == expected, &format!("sheets of {sizes:?} cells"))
}

pub(super) fn last_row(sheet: &Sheet) -> u32 {
    sheet.cells.keys().map(|(row, _)| *row).max().unwrap_or(0)
}

/// The cells of a column, from 0, below the first row.
pub(super) fn column(sheet: &Sheet, column: u32) -> impl Iterator<Item = &Cell> {
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

pub(super) fn records_begin(path: &Path, options: &[(&str, &str)], row: u64) -> Held {
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

pub(super) fn joined_header(path: &Path) -> Held {
    let drained = drained(path, &[("header", "1-5")]);
    let layout = &drained.records.first().ok_or("no record")?.layout;
    let name = layout.names.get(3).ok_or("no column D")?;
    let joined = name.starts_with("Cumulative impact") && name.ends_with("from baseline (%)");
    check(joined, name)?;
    // The titles are merged down to row 5, so that the records begin below it.
    records_begin(path, &[("header", "1-5")], 6)
}

pub(super) fn intended_dates(sheet: &Sheet) -> Held {
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

pub(super) fn impossible_dates(sheet: &Sheet) -> Held {
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

pub(super) fn hidden_cells(sheet: &Sheet) -> Held {
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

pub(super) fn visibility(book: &Book) -> Held {
    let notes: Vec<&str> = book
        .sheets
        .iter()
        .map(|sheet| sheet.note.as_str())
        .collect();
    check(notes == ["", "hidden", "very hidden"], &notes.join("; "))
}

pub(super) fn errors(sheet: &Sheet) -> Held {
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

pub(super) fn big_numbers(sheet: &Sheet) -> Held {
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

pub(super) fn currencies(sheet: &Sheet) -> Held {
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

pub(super) fn rows_kept(book: &Book) -> Held {
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

pub(super) fn repeated_rows(book: &Book) -> Held {
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

pub(super) fn scaled(sheet: &Sheet) -> Held {
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

pub(super) fn spans(sheet: &Sheet) -> Held {
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

pub(super) fn phantom(sheet: &Sheet, address: &str) -> Held {
    let cell = sheet.at(address).ok_or("an empty cell")?;
    check(
        cell.noticed(NoticeKind::PhantomDate).is_some(),
        "it is noticed",
    )
}

pub(super) fn book_numbers(sheet: &Sheet) -> Held {
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
pub(super) fn text_dates(sheet: &Sheet) -> Held {
    check(
        column(sheet, 0).all(|cell| matches!(cell.value, Value::Text(_))),
        "dates are text",
    )
}

/// Codes keep all their digits: whole numbers without a notice, which a mapping can pad.
pub(super) fn codes(sheet: &Sheet) -> Held {
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

pub(super) fn costs(sheet: &Sheet) -> Held {
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

/// What Excel exported of a workbook is what is shown of it.
pub(super) fn exported(path: &Path, book: &Book, file: &str) -> Held {
    let mut facts = Facts::default();
    hold_shown(&mut facts, book, &path.with_file_name(file));
    let different = facts.all.iter().filter(|fact| fact.found.is_some()).count();
    check(
        different == 0 && !facts.all.is_empty(),
        &format!("{different} of {} cells differ", facts.all.len()),
    )
}

/// Sheets of prices, each with two titles merged over its columns and the header below them.
pub(super) fn prices(book: &Book) -> Held {
    check(book.sheets.len() == 9, "nine sheets")?;
    for sheet in &book.sheets {
        let in_row = |row: u32| sheet.cells.keys().filter(|(at, _)| *at == row).count();
        let header = (1..10).find(|row| in_row(*row) > 1);
        let titles = [in_row(1), in_row(2)];
        check(
            titles == [1, 1] && header > Some(2),
            &format!("{}: {titles:?} cells above row {header:?}", sheet.name),
        )?;
    }
    Ok(())
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
