//! Measures how fast a large workbook is read, and in how much memory.
//!
//! `ledger make FILE [ROWS] [SHEETS]` writes a vendor ledger of 20 columns (default: one sheet of
//! 1,000,000 rows). `ledger read FILE [COLUMNS]` reads all sheets as records with places, the first
//! columns or all. `ledger calamine FILE` only draws the cells from the streaming reader of
//! `calamine`, and makes no records of them. Each reading tells its time, and the peak of this process' memory; so one process reads once.

#![expect(clippy::print_stdout, reason = "printing is what an example is for")]

use std::error::Error;
use std::fs::File;
use std::io::BufReader;
use std::sync::Arc;
use std::time::Instant;

use calamine::{DataRef, Reader as _, Xlsx};
use landbridge_contract::{
    Batch, Flow, Input, OptionValue, Options, Scratch, SourceConnector as _, Value,
};
use landbridge_spreadsheet::Spreadsheet;
use rust_xlsxwriter::{Format, Workbook, Worksheet};

type Outcome = Result<(), Box<dyn Error>>;

/// Records drawn at a time.
const RECORDS: usize = 1_000;

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["make", path] => make(path, 1_000_000, 1),
        ["make", path, rows] => make(path, rows.parse()?, 1),
        ["make", path, rows, sheets] => make(path, rows.parse()?, sheets.parse()?),
        ["read", path] => timed(|| read(path, usize::MAX)),
        ["read", path, columns] => timed(|| read(path, columns.parse()?)),
        ["calamine", path] => timed(|| with_calamine(path)),
        _ => {
            println!(
                "usage: ledger make FILE [ROWS] [SHEETS] | read FILE [COLUMNS] | calamine FILE"
            );
            Ok(())
        }
    }
}

fn timed(read: impl FnOnce() -> Result<(u64, u64), Box<dyn Error>>) -> Outcome {
    let start = Instant::now();
    let (records, cells) = read()?;
    let wall = start.elapsed().as_millis();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM"));
    let peak: u64 = peak
        .and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
        .unwrap_or(0);
    let cpu = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = cpu.split_whitespace().skip(13).take(2);
    let ticks: u64 = ticks.filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    println!(
        "{records} records, {cells} cells: {wall} ms wall, {} ms CPU, peak {} MiB",
        ticks * 10,
        peak / 1_024
    );
    Ok(())
}

fn read(path: &str, columns: usize) -> Result<(u64, u64), Box<dyn Error>> {
    let input = Input {
        file: Arc::from(path),
        bytes: Box::new(File::open(path)?),
        scratch: Scratch::new(|| Ok(Box::new(tempfile::tempfile()?))),
    };
    let all = OptionValue::Text("*".to_owned());
    let options = Options([("sheet".to_owned(), all)].into());
    let mut source = Spreadsheet.open(input, &options)?;
    let mut projection = source.everything()?;
    projection.fields.truncate(columns);
    let mut reader = source.read(&projection)?;
    let mut batch = Batch::default();
    let mut cells = 0;
    loop {
        let flow = reader.next_batch(&mut batch, RECORDS)?;
        let slots = batch.records.iter().flat_map(|record| &record.slots);
        let filled = slots.filter(|slot| slot.value != Value::Null).count();
        cells += u64::try_from(filled)?;
        if flow == Flow::End {
            return Ok((reader.tally().records, cells));
        }
    }
}

fn with_calamine(path: &str) -> Result<(u64, u64), Box<dyn Error>> {
    let mut book: Xlsx<_> = Xlsx::new(BufReader::new(File::open(path)?))?;
    let (mut records, mut cells) = (0, 0);
    for sheet in book.sheet_names() {
        let mut reader = book.worksheet_cells_reader(&sheet)?;
        let mut last = 0;
        while let Some(cell) = reader.next_cell()? {
            if matches!(cell.get_value(), DataRef::Empty) {
                continue;
            }
            let (row, _) = cell.get_position();
            cells += u64::from(row > 0); // without the header
            records += u64::from(row != last);
            last = row;
        }
    }
    Ok((records, cells))
}

/// Numbers that look like chance and are the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

const COLUMNS: [&str; 20] = [
    "Vendor ID",
    "Vendor Name",
    "Legacy No",
    "Street",
    "City",
    "Country",
    "Currency",
    "Opened",
    "Last Paid",
    "Inactive From",
    "Balance",
    "Credit Limit",
    "Invoices",
    "Tax ID",
    "Email",
    "Status",
    "Terms",
    "Rate",
    "Owner",
    "Notes",
];

fn make(path: &str, rows: u32, sheets: u32) -> Outcome {
    let mut book = Workbook::new();
    let date = Format::new().set_num_format("dd/mm/yyyy");
    let mut chance = Chance(2_026);
    for number in 1..=sheets {
        let sheet = book.add_worksheet_with_low_memory()?;
        sheet.set_name(format!("Ledger {number}"))?;
        for (column, name) in (0..).zip(COLUMNS) {
            sheet.write_string(0, column, name)?;
        }
        for row in 1..=rows {
            let id = u64::from(number - 1) * u64::from(rows) + u64::from(row);
            write_row(sheet, row, id, &mut chance, &date)?;
        }
    }
    book.save(path)?;
    Ok(())
}

fn write_row(
    sheet: &mut Worksheet,
    row: u32,
    id: u64,
    chance: &mut Chance,
    date: &Format,
) -> Outcome {
    let words = [
        "Northern", "Delta", "Harbour", "Union", "Crescent", "Highland", "Coastal", "Prime",
    ];
    let kinds = [
        "Trading",
        "Supplies",
        "Logistics",
        "Works",
        "Medical",
        "Printing",
        "Foods",
        "Energy",
    ];
    let mut pick = |list: &[&str; 8], limit: u64| {
        let at = usize::try_from(chance.below(limit.min(8))).unwrap_or(0);
        list.get(at).map_or("", |word| *word).to_owned()
    };
    let (first, second) = (pick(&words, 8), pick(&kinds, 8));
    let number = |number: u64| number.to_string().parse::<f64>().unwrap_or(0.0);
    sheet.write_string(row, 0, format!("{id:010}"))?;
    sheet.write_string(row, 1, format!("{first} {second} {id} Ltd"))?;
    sheet.write_string(
        row,
        2,
        format!("00-{:07}-{}", chance.below(9_999_999), id % 97),
    )?;
    sheet.write_string(
        row,
        3,
        format!("{} {first} Street", chance.below(9_000) + id % 1_000),
    )?;
    sheet.write_string(row, 4, format!("City {}", chance.below(400)))?;
    sheet.write_string(row, 5, format!("C{:02}", chance.below(90)))?;
    sheet.write_string(row, 6, format!("CU{}", chance.below(9)))?;
    sheet.write_number_with_format(row, 7, number(36_000 + chance.below(9_000)), date)?;
    if chance.below(3) > 0 {
        sheet.write_number_with_format(row, 8, number(42_000 + chance.below(3_000)), date)?;
    }
    if chance.below(10) == 0 {
        sheet.write_string(
            row,
            9,
            format!(
                "{:02}/{:02}/2019",
                chance.below(31) + 1,
                chance.below(12) + 1
            ),
        )?;
    } else {
        sheet.write_number_with_format(row, 9, number(43_000 + chance.below(3_000)), date)?;
    }
    write_amounts(sheet, row, id, chance)
}

fn write_amounts(sheet: &mut Worksheet, row: u32, id: u64, chance: &mut Chance) -> Outcome {
    let cents = |cents: u64| {
        let amount = format!("{}.{:02}", cents / 100, cents % 100);
        amount.parse::<f64>().unwrap_or(0.0)
    };
    let states = ["ACTIVE", "CLOSED", "ON HOLD"];
    sheet.write_number(row, 10, cents(chance.below(99_999_999)))?;
    sheet.write_number(row, 11, cents(chance.below(9_999) * 100))?;
    sheet.write_number(row, 12, u32::try_from(chance.below(500))?)?;
    sheet.write_string(row, 13, format!("TX{:09}", chance.below(999_999_999)))?;
    if chance.below(2) == 0 {
        sheet.write_string(row, 14, format!("accounts.{id}@vendor.example"))?;
    }
    let state = states.get(usize::try_from(chance.below(3))?);
    sheet.write_string(row, 15, *state.unwrap_or(&""))?;
    if chance.below(5) > 0 {
        sheet.write_string(row, 16, format!("NET{}", chance.below(12) * 15))?;
    }
    sheet.write_number(row, 17, cents(chance.below(9_999)))?;
    if chance.below(4) > 0 {
        sheet.write_string(row, 18, format!("Officer {}", chance.below(700)))?;
    }
    if chance.below(10) == 0 {
        sheet.write_string(
            row,
            19,
            format!("migrated from ledger {}", chance.below(50)),
        )?;
    }
    Ok(())
}
