//! The stock counts of each office's warehouses, in a workbook.

use super::super::super::table::Cell;
use super::super::answers::{Answers, decimal};
use super::super::estate::{Central, Estate, Office};
use super::super::files::{Out, Sheet, at_cell, at_row, date_cell, workbook};
use super::items::item;
use super::{Faults, MODULE, day, day_first, put};
use crate::Outcome;

const STOCK: &str = "stock";
const SHEET: &str = "Stock count";
const COLUMNS: &[&str] = &[
    "Warehouse",
    "Item",
    "Description",
    "Unit",
    "Quantity",
    "Unit cost USD",
    "Counted on",
    "Remarks",
    "Office",
];

/// What is wrong with a count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    UnknownItem,
    Negative,
    Words,
    Day,
    ErrorCell,
    Twice,
}

const FAULTS: &[Fault] = &[
    Fault::UnknownItem,
    Fault::Negative,
    Fault::Words,
    Fault::Day,
    Fault::ErrorCell,
    Fault::Twice,
];

struct Count {
    cells: Vec<Cell>,
    /// In hundredths; nothing where the cell holds no number.
    quantity: i64,
    fault: Option<Fault>,
}

/// Writes `stock.xlsx` of an office.
pub(super) fn write(estate: &Estate, office: &Office, faults: &Faults, out: &mut Out) -> Outcome {
    let sound = estate.scaled(350, 6);
    let mut counts: Vec<Count> = (0..sound)
        .map(|number| count(estate, office, number))
        .collect();
    for kind in faults.of(FAULTS.len(), 1) {
        if let Some(fault) = FAULTS.get(kind) {
            counts.extend(spoiled(estate, office, sound + 2 * kind, *fault));
        }
    }
    let file = format!("{}/stock.xlsx", office.folder());
    let rows: Vec<Vec<Cell>> = counts.iter().map(|count| count.cells.clone()).collect();
    let title = format!("{} – stock count", office.business_unit());
    let sheet = Sheet {
        name: SHEET,
        titles: &[&title, "as of 31/12/2025"],
        columns: COLUMNS,
        rows: &rows,
    };
    for (place, count) in counts.iter().enumerate() {
        let expected = out.answers.of(STOCK);
        expected.read += 1;
        expected.add("quantity", "", count.quantity);
        if count.fault.is_none() && count.quantity == 0 {
            expected.filtered += 1;
        }
        if let Some(fault) = count.fault {
            plant(&file, sheet.row(place), fault, &mut out.answers);
        }
    }
    out.put(MODULE, &file, workbook(&title, &[sheet])?)?;
    Ok(())
}

fn count(estate: &Estate, office: &Office, number: usize) -> Count {
    let mut chance = estate.chance("stock", office.index, number);
    let items = estate.central(Central::Item);
    let item = item(estate, (office.index * 13 + number) % items);
    let counted = day(&mut chance, 2025, 2025);
    let quantity = if chance.chance(4) {
        0
    } else {
        chance.between(1, 40_000)
    };
    let date = if chance.chance(30) {
        Cell::text(day_first(&counted))
    } else {
        date_cell(&counted)
    };
    Count {
        cells: vec![
            Cell::text(format!("WH{}", number / items + 1)),
            Cell::text(item.number),
            Cell::text(item.name),
            Cell::text(item.unit),
            Cell::Number(quantity.to_string()),
            Cell::Number(decimal(item.price)),
            date,
            Cell::text(if chance.chance(5) { "recounted" } else { "" }),
            Cell::text(office.code()),
        ],
        quantity: quantity * 100,
        fault: None,
    }
}

fn spoiled(estate: &Estate, office: &Office, number: usize, fault: Fault) -> Vec<Count> {
    // A warehouse of its own, where nothing else lies.
    let make = |quantity: i64| {
        let mut one = count(estate, office, number);
        put(
            &mut one.cells,
            0,
            Cell::text(format!("TR{}", number % 90 + 10)),
        );
        put(&mut one.cells, 4, Cell::Number(quantity.to_string()));
        one.quantity = quantity * 100;
        one.fault = Some(fault);
        one
    };
    let mut one = make(25);
    match fault {
        Fault::UnknownItem => put(&mut one.cells, 1, Cell::text("ITM-88888")),
        Fault::Negative => one = make(-3),
        Fault::Words => {
            put(&mut one.cells, 4, Cell::text("about thirty"));
            one.quantity = 0;
        }
        Fault::Day => put(&mut one.cells, 6, Cell::text("31/02/2025")),
        Fault::ErrorCell => put(&mut one.cells, 5, Cell::NotAvailable),
        Fault::Twice => return vec![one, make(26)],
    }
    vec![one]
}

fn plant(file: &str, row: usize, fault: Fault, answers: &mut Answers) {
    let cell = |column: usize| at_cell(file, SHEET, column, row);
    let (code, field, origin, kind) = match fault {
        Fault::UnknownItem => (
            "REF-MISSING",
            "ItemNumber",
            cell(1),
            "item that is not in the catalogue",
        ),
        Fault::Negative => (
            "VAL-CHECK",
            "TransactionQuantity",
            cell(4),
            "negative stock",
        ),
        Fault::Words => (
            "MAP-NUMBER-FORMAT",
            "TransactionQuantity",
            cell(4),
            "quantity in words",
        ),
        Fault::Day => (
            "MAP-DATE-FORMAT",
            "TransactionDate",
            cell(6),
            "day that does not exist",
        ),
        Fault::ErrorCell => (
            "SRC-ERROR-CELL",
            "Unit cost USD",
            cell(5),
            "cell that shows an error",
        ),
        Fault::Twice => (
            "KEY-CONFLICT",
            "",
            at_row(file, SHEET, row),
            "one place counted twice",
        ),
    };
    answers.of(STOCK).rejected += 1;
    if fault == Fault::Words {
        // `where` asks for it too.
        answers.finding(STOCK, "MAP-EXPRESSION", "where", cell(4), kind);
    }
    answers.finding(STOCK, code, field, origin, kind);
}
