//! The open items of receivables that offices keep in workbooks, with dates as dates and as text.

use super::super::super::table::Cell;
use super::super::answers::decimal;
use super::super::estate::{Central, Estate, Office};
use super::super::files::{Out, Sheet, at_cell, date_cell, workbook};
use super::{MODULE, Told, customers, day, money, tell, with_faults};
use crate::Outcome;

const RECEIVABLES: &str = "receivables";
const SHEET: &str = "Open items";

const COLUMNS: &[&str] = &[
    "Document", "Debtor", "Date", "Due", "Currency", "Amount", "Subject", "Remarks",
];

/// What is wrong with an open item.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    UnknownDebtor,
    Words,
    Day,
    Currency,
    Nothing,
    ErrorCell,
    Settled,
}

const FAULTS: &[Fault] = &[
    Fault::UnknownDebtor,
    Fault::Words,
    Fault::Day,
    Fault::Currency,
    Fault::Nothing,
    Fault::ErrorCell,
    Fault::Settled,
];

struct Item {
    /// The cells in the order of the columns.
    cells: Vec<Cell>,
    currency: &'static str,
    /// In hundredths; nothing where the cell holds no number.
    amount: Option<i64>,
    fault: Option<Fault>,
}

/// Writes `receivables.xlsx` of an office.
pub(super) fn write(estate: &Estate, office: &Office, out: &mut Out) -> Outcome {
    let sound = estate.scaled(100, 4);
    let make = |number| item(estate, office, number);
    let items = with_faults(estate, office, FAULTS, sound, make, spoil);
    let file = format!("{}/receivables.xlsx", office.folder());
    let title = format!("{} – open items of debtors", office.business_unit());
    let rows: Vec<Vec<Cell>> = items.iter().map(|item| item.cells.clone()).collect();
    let sheet = Sheet {
        name: SHEET,
        titles: &[&title, "as of 31/12/2025"],
        columns: COLUMNS,
        rows: &rows,
    };
    for (place, item) in items.iter().enumerate() {
        let expected = out.answers.of(RECEIVABLES);
        expected.read += 1;
        if let Some(amount) = item.amount {
            expected.add("open items", item.currency, amount);
        }
        if let Some(fault) = item.fault {
            plant(&file, sheet.row(place), fault, out);
        }
    }
    out.put(MODULE, &file, workbook(&title, &[sheet])?)?;
    Ok(())
}

fn item(estate: &Estate, office: &Office, number: usize) -> Item {
    let mut chance = estate.chance("receivable", office.index, number);
    let debtor = if chance.chance(40) {
        let donor = chance.below(estate.central(Central::Donor));
        estate.central_key(Central::Donor, donor)
    } else {
        customers::number(office, chance.below(customers::count(estate)))
    };
    let currency = chance.pick(&["USD", "EUR", office.currency]);
    let amount = money(&mut chance, currency, 80_000_000);
    let dated = day(&mut chance, 2025);
    // Whoever typed the date as text wrote it as it is spoken.
    let date = if chance.chance(30) {
        let parts: Vec<&str> = dated.split('-').rev().collect();
        Cell::text(parts.join("/"))
    } else {
        date_cell(&dated)
    };
    Item {
        cells: vec![
            Cell::text(format!("{}-R{:05}", office.code(), number + 1)),
            Cell::text(debtor),
            date,
            date_cell(&day(&mut chance, 2026)),
            Cell::text(currency),
            Cell::Number(decimal(amount)),
            Cell::text(chance.pick(&["Second instalment", "Cost sharing", "Refund of advance"])),
            Cell::Empty,
        ],
        currency,
        amount: Some(amount),
        fault: None,
    }
}

fn spoil(item: &mut Item, fault: Fault) {
    item.fault = Some(fault);
    let (column, cell) = match fault {
        Fault::UnknownDebtor => (1, Cell::text("D9999")),
        Fault::Words => (5, Cell::text("to be agreed")),
        Fault::Day => (2, Cell::text("30/02/2025")),
        Fault::Currency => (4, Cell::text("US$")),
        Fault::Nothing => (5, Cell::Number("0".to_owned())),
        Fault::ErrorCell => (5, Cell::NotAvailable),
        Fault::Settled => (7, Cell::text("settled")),
    };
    if let Some(place) = item.cells.get_mut(column) {
        *place = cell;
    }
    match fault {
        Fault::Words | Fault::ErrorCell => item.amount = None,
        Fault::Nothing => item.amount = Some(0),
        Fault::Currency => item.currency = "US$",
        Fault::UnknownDebtor | Fault::Day | Fault::Settled => {}
    }
}

fn plant(file: &str, row: usize, fault: Fault, out: &mut Out) {
    let cell = |column: usize| at_cell(file, SHEET, column, row);
    let (code, field, origin, kind) = match fault {
        Fault::UnknownDebtor => (
            "REF-MISSING",
            "BillToCustomerNumber",
            cell(1),
            "item of a debtor who is not there",
        ),
        Fault::Words => (
            "MAP-TYPE",
            "receivablesInvoiceLines.LineAmount",
            cell(5),
            "amount in words",
        ),
        Fault::Day => (
            "MAP-DATE-FORMAT",
            "TransactionDate",
            cell(2),
            "day that does not exist",
        ),
        Fault::Currency => (
            "MAP-FORM",
            "InvoiceCurrencyCode",
            cell(4),
            "sign in the place of a currency",
        ),
        Fault::Nothing => ("VAL-CHECK", "Amount", cell(5), "item of nothing"),
        Fault::ErrorCell => (
            "SRC-ERROR-CELL",
            "Amount",
            cell(5),
            "cell that shows an error",
        ),
        Fault::Settled => {
            out.answers.of(RECEIVABLES).filtered += 1;
            return;
        }
    };
    let told = Told {
        code,
        field,
        origin,
        kind,
    };
    tell(&mut out.answers, RECEIVABLES, told);
}
