//! The organisation's own bank accounts, which each office keeps in a workbook: a sheet of banks, one of branches, one of accounts.

use super::super::super::table::Cell;
use super::super::estate::{Estate, Office};
use super::super::files::{Out, Sheet, at_cell, at_row, workbook};
use super::{MODULE, Told, faults, mixed, tell};
use crate::Outcome;

const BANKS: &str = "cash-banks";
const BRANCHES: &str = "bank-branches";
const ACCOUNTS: &str = "bank-accounts";

const BANK_COLUMNS: &[&str] = &["Bank", "Country", "Bank No", "Remarks"];
const BRANCH_COLUMNS: &[&str] = &["Branch", "Bank", "Country", "Branch No", "BIC"];
const ACCOUNT_COLUMNS: &[&str] = &[
    "Account name",
    "Bank",
    "Branch",
    "Account No",
    "Currency",
    "Purpose",
    "Ledger account",
    "Status",
];

/// What is wrong with a bank, a branch or an account.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    BankCountry,
    BankNameless,
    BankTwice,
    BankOfTwoNumbers,
    BranchOfNoBank,
    BranchBic,
    BranchNameless,
    BranchCountry,
    AccountOfNoBranch,
    AccountCurrency,
    AccountNumberless,
    AccountClosed,
    AccountLedger,
}

const FAULTS: &[Fault] = &[
    Fault::BankCountry,
    Fault::BankNameless,
    Fault::BankTwice,
    Fault::BankOfTwoNumbers,
    Fault::BranchOfNoBank,
    Fault::BranchBic,
    Fault::BranchNameless,
    Fault::BranchCountry,
    Fault::AccountOfNoBranch,
    Fault::AccountCurrency,
    Fault::AccountNumberless,
    Fault::AccountClosed,
    Fault::AccountLedger,
];

/// A row with what is wrong with it.
struct Row {
    cells: Vec<String>,
    fault: Option<Fault>,
}

impl Row {
    fn sound(cells: Vec<String>) -> Self {
        Self { cells, fault: None }
    }

    fn faulty(mut cells: Vec<String>, fault: Fault, column: usize, text: &str) -> Self {
        if let Some(cell) = cells.get_mut(column) {
            text.clone_into(cell);
        }
        Self {
            cells,
            fault: Some(fault),
        }
    }
}

/// Writes `cash.xlsx` of an office.
pub(super) fn write(estate: &Estate, office: &Office, out: &mut Out) -> Outcome {
    let banks = estate.scaled(3, 2);
    let accounts = estate.scaled(8, 3);
    let planted = faults(estate, office, FAULTS, 2 * banks + accounts);
    let mut faulty: [Vec<Row>; 3] = [Vec::new(), Vec::new(), Vec::new()];
    for (nth, fault) in planted.into_iter().enumerate() {
        let (sheet, rows) = spoiled(office, 100 + nth, fault);
        if let Some(list) = faulty.get_mut(sheet) {
            list.extend(rows);
        }
    }
    let [bank_faults, branch_faults, account_faults] = faulty;
    let sound = |count: usize, row: fn(&Office, usize) -> Vec<String>| {
        let rows = (0..count).map(|nth| Row::sound(row(office, nth)));
        rows.collect::<Vec<Row>>()
    };
    let sheets = [
        (
            BANKS,
            "Banks",
            BANK_COLUMNS,
            mixed(sound(banks, bank), bank_faults),
        ),
        (
            BRANCHES,
            "Branches",
            BRANCH_COLUMNS,
            mixed(sound(banks, branch), branch_faults),
        ),
        (
            ACCOUNTS,
            "Accounts",
            ACCOUNT_COLUMNS,
            mixed(sound(accounts, account), account_faults),
        ),
    ];
    let file = format!("{}/cash.xlsx", office.folder());
    let title = format!("{} – bank accounts", office.business_unit());
    let cells = sheets.each_ref().map(|(_, _, _, rows)| as_cells(rows));
    let titles = [title.as_str()];
    let mut written = Vec::new();
    for ((object, name, columns, rows), cells) in sheets.iter().zip(&cells) {
        let sheet = Sheet {
            name,
            titles: &titles,
            columns,
            rows: cells,
        };
        for (place, row) in rows.iter().enumerate() {
            out.answers.of(object).read += 1;
            if let Some(fault) = row.fault {
                plant(&file, object, (&sheet, place), fault, out);
            }
        }
        written.push(sheet);
    }
    out.put(MODULE, &file, workbook(&title, &written)?)?;
    Ok(())
}

fn as_cells(rows: &[Row]) -> Vec<Vec<Cell>> {
    let cells = |row: &Row| row.cells.iter().map(Cell::text).collect();
    rows.iter().map(cells).collect()
}

fn bank_name(office: &Office, nth: usize) -> String {
    let kind = match nth % 3 {
        0 => "Commercial Bank",
        1 => "Cooperative Bank",
        _ => "Savings Bank",
    };
    let more = if nth < 3 {
        String::new()
    } else {
        format!(" {nth}")
    };
    format!("{} {kind}{more}", office.city)
}

fn branch_name(office: &Office, nth: usize) -> String {
    format!("{}, main branch", bank_name(office, nth))
}

fn bank(office: &Office, nth: usize) -> Vec<String> {
    vec![
        bank_name(office, nth),
        office.country.legacy.to_owned(),
        format!("{}{nth:03}", office.number()),
        String::new(),
    ]
}

fn branch(office: &Office, nth: usize) -> Vec<String> {
    vec![
        branch_name(office, nth),
        bank_name(office, nth),
        office.country.legacy.to_owned(),
        format!("{}{nth:03}01", office.number()),
        format!("MRDB{}2X", office.country.iso),
    ]
}

/// Accounts lie in the first two banks.
fn account(office: &Office, nth: usize) -> Vec<String> {
    let currency = match nth % 3 {
        0 => office.currency,
        1 => "USD",
        _ => "EUR",
    };
    vec![
        format!("{} {currency} {:02}", office.code(), nth + 1),
        bank_name(office, nth % 2),
        branch_name(office, nth % 2),
        format!("{}00{nth:04}", office.number()),
        currency.to_owned(),
        if nth.is_multiple_of(2) {
            "Programme"
        } else {
            "Payroll"
        }
        .to_owned(),
        format!("01-{}-11100-0000-000", office.number()),
        "ACTIVE".to_owned(),
    ]
}

/// The sheet, and the rows that show a fault.
fn spoiled(office: &Office, nth: usize, fault: Fault) -> (usize, Vec<Row>) {
    let of_bank = |column, text: &str| Row::faulty(bank(office, nth), fault, column, text);
    let of_branch = |column, text: &str| {
        let mut cells = branch(office, nth);
        if let Some(cell) = cells.get_mut(1) {
            *cell = bank_name(office, 0);
        }
        Row::faulty(cells, fault, column, text)
    };
    let of_account = |column, text: &str| Row::faulty(account(office, nth), fault, column, text);
    match fault {
        Fault::BankCountry => (0, vec![of_bank(1, "999")]),
        Fault::BankNameless => (0, vec![of_bank(0, "")]),
        Fault::BankTwice => {
            let one = Row::sound(bank(office, nth));
            (0, vec![one, Row::faulty(bank(office, nth), fault, 3, "")])
        }
        Fault::BankOfTwoNumbers => (0, vec![of_bank(2, "111"), of_bank(2, "222")]),
        Fault::BranchOfNoBank => (1, vec![of_branch(1, "Bank of Nowhere")]),
        Fault::BranchBic => (1, vec![of_branch(4, "MRDB-2X")]),
        Fault::BranchNameless => (1, vec![of_branch(0, "")]),
        Fault::BranchCountry => (1, vec![of_branch(2, "998")]),
        Fault::AccountOfNoBranch => (2, vec![of_account(2, "Branch of Nowhere")]),
        Fault::AccountCurrency => (2, vec![of_account(4, "$")]),
        Fault::AccountNumberless => (2, vec![of_account(3, "")]),
        Fault::AccountClosed => (2, vec![of_account(7, "CLOSED")]),
        Fault::AccountLedger => (2, vec![of_account(6, "01-11100")]),
    }
}

fn plant(
    file: &str,
    object: &'static str,
    (sheet, place): (&Sheet<'_>, usize),
    fault: Fault,
    out: &mut Out,
) {
    match fault {
        Fault::BankTwice => return out.answers.of(object).duplicates += 1,
        Fault::AccountClosed => return out.answers.of(object).filtered += 1,
        _ => {}
    }
    let row = sheet.row(place);
    let (code, field, column, kind) = found(fault);
    let origin = match column {
        Some(column) => at_cell(file, sheet.name, column, row),
        None => at_row(file, sheet.name, row),
    };
    let told = Told {
        code,
        field,
        origin,
        kind,
    };
    tell(&mut out.answers, object, told);
}

/// What a fault must be found as: code, attribute, column of the cell (the whole row without one); and what was done.
#[rustfmt::skip]
fn found(fault: Fault) -> (&'static str, &'static str, Option<usize>, &'static str) {
    match fault {
        Fault::BankCountry => ("MAP-UNMAPPED-CODE", "CountryName", Some(1), "country that no crosswalk has"),
        Fault::BankNameless => ("KEY-MISSING", "BankName", Some(0), "bank without a name"),
        Fault::BankTwice | Fault::BankOfTwoNumbers => ("KEY-CONFLICT", "", None, "one bank with two numbers"),
        Fault::BranchCountry => ("MAP-UNMAPPED-CODE", "CountryName", Some(2), "country that no crosswalk has"),
        Fault::BranchOfNoBank => ("REF-MISSING", "BankPartyId", Some(1), "branch of no bank"),
        Fault::BranchBic => ("MAP-FORM", "EFTSWIFTCode", Some(4), "BIC in another form"),
        Fault::BranchNameless => ("KEY-MISSING", "BankBranchName", Some(0), "branch without a name"),
        Fault::AccountOfNoBranch => ("REF-MISSING", "BranchPartyId", Some(2), "account at no branch"),
        Fault::AccountCurrency => ("MAP-FORM", "CurrencyCode", Some(4), "sign in the place of a currency"),
        Fault::AccountNumberless => ("VAL-REQUIRED", "BankAccountNumber", Some(3), "account without a number"),
        Fault::AccountLedger | Fault::AccountClosed => {
            ("VAL-CHECK", "CashAccountCombination", Some(6), "account combination of two segments")
        }
    }
}
