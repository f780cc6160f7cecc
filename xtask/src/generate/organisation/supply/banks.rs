//! The bank accounts of vendors, from each office's payment program: semicolons, Windows-1252.

use super::super::answers::Answers;
use super::super::estate::{Estate, Kind, Office};
use super::super::files::{Out, delimited, windows_1252};
use super::{Faults, MODULE, day, day_first, put};
use crate::Outcome;

const ACCOUNTS: &str = "supplier-banks";

/// What assigns the accounts to those who are paid, from the same file.
const INSTRUMENTS: &str = "payment-instruments";

const COLUMNS: &[&str] = &[
    "Vendor", "Bank", "Branch", "Country", "Account", "IBAN", "Currency", "Since", "Use", "Site",
];

const BANKS: &[&str] = &[
    "Banque du Littoral",
    "First Harbour Bank",
    "Crédit Rural Réuni",
    "Highland Trust Bank",
    "Banco de la Ribera",
];

/// What is wrong with an account.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    CheckDigits,
    UnknownVendor,
    Currency,
    Shared,
    Day,
    NoBank,
    Use,
    Site,
}

const FAULTS: &[Fault] = &[
    Fault::CheckDigits,
    Fault::UnknownVendor,
    Fault::Currency,
    Fault::Shared,
    Fault::Day,
    Fault::NoBank,
    Fault::Use,
    Fault::Site,
];

struct Account {
    /// The cells in the order of the columns.
    cells: Vec<String>,
    fault: Option<Fault>,
}

/// Writes `vendor-banks.csv` of an office.
pub(super) fn write(estate: &Estate, office: &Office, faults: &Faults, out: &mut Out) -> Outcome {
    let sound = estate.count(Kind::Supplier);
    let mut accounts: Vec<Account> = (0..sound)
        .map(|number| Account {
            cells: cells(estate, office, number),
            fault: None,
        })
        .collect();
    for kind in faults.of(FAULTS.len(), 5) {
        let Some(fault) = FAULTS.get(kind) else {
            continue;
        };
        // The vendors exist; what is wrong is their second account.
        for cells in spoiled(estate, office, kind, *fault) {
            accounts.push(Account {
                cells,
                fault: Some(*fault),
            });
        }
    }
    let file = format!("{}/vendor-banks.csv", office.folder());
    let mut text = String::new();
    delimited(&mut text, ';', COLUMNS);
    for (account, line) in accounts.iter().zip(2..) {
        let cells: Vec<&str> = account.cells.iter().map(String::as_str).collect();
        delimited(&mut text, ';', &cells);
        let expected = out.answers.of(ACCOUNTS);
        expected.read += 1;
        let currency = account.cells.get(6).cloned().unwrap_or_default();
        expected.add("accounts", currency, 100);
        let instruments = out.answers.of(INSTRUMENTS);
        instruments.read += 1;
        // Groups are named as the crosswalk names them.
        let primary = match account.cells.get(8).map(String::as_str) {
            Some("MAIN") => "Y",
            Some("OTHER") => "N",
            other => other.unwrap_or_default(),
        };
        instruments.add("accounts paid to", primary, 100);
        if let Some(fault) = account.fault {
            plant(&file, line, fault, &mut out.answers);
        }
    }
    out.put(MODULE, &file, windows_1252(&text))?;
    Ok(())
}

fn cells(estate: &Estate, office: &Office, number: usize) -> Vec<String> {
    let mut chance = estate.chance("bank account", office.index, number);
    let iso = office.country.iso;
    let account = format!("{}{number:05}{}", office.number(), chance.between(10, 99));
    let (since, bank) = (day(&mut chance, 2008, 2024), chance.pick(BANKS));
    // Every vendor has a site of this name; the others are for all sites.
    let site = if chance.chance(10) { "MAIN" } else { "" };
    vec![
        estate.key(Kind::Supplier, office, number),
        bank.to_owned(),
        format!("{} {}", office.city, chance.between(1, 9)),
        iso.to_owned(),
        account.clone(),
        iban(iso, &account).unwrap_or_default(),
        office.currency.to_owned(),
        day_first(&since),
        "MAIN".to_owned(),
        site.to_owned(),
    ]
}

fn spoiled(estate: &Estate, office: &Office, kind: usize, fault: Fault) -> Vec<Vec<String>> {
    let mut one = cells(estate, office, 50_000 + 2 * kind);
    put(&mut one, 0, estate.key(Kind::Supplier, office, 0));
    put(&mut one, 8, "OTHER".to_owned());
    put(&mut one, 9, String::new());
    match fault {
        Fault::CheckDigits => {
            let right = one.get(4).and_then(|account| iban("DE", account));
            let right = right.unwrap_or_default();
            let wrong = if right.starts_with("DE00") {
                "DE01"
            } else {
                "DE00"
            };
            put(&mut one, 3, "DE".to_owned());
            let rest = right.get(4..).unwrap_or_default();
            put(&mut one, 5, format!("{wrong}{rest}"));
        }
        Fault::UnknownVendor => put(&mut one, 0, format!("{}79999", office.number())),
        Fault::Currency => put(&mut one, 6, "K$H".to_owned()),
        Fault::Use => put(&mut one, 8, "WHENEVER".to_owned()),
        Fault::Site => put(&mut one, 9, "NOWHERE".to_owned()),
        Fault::Day => put(&mut one, 7, "2019/31/12".to_owned()),
        Fault::NoBank => put(&mut one, 1, String::new()),
        Fault::Shared => {
            let mut other = one.clone();
            put(&mut other, 0, estate.key(Kind::Supplier, office, 1));
            return vec![one, other];
        }
    }
    vec![one]
}

fn plant(file: &str, line: usize, fault: Fault, answers: &mut Answers) {
    let at = |column: usize| {
        let name = COLUMNS.get(column).copied().unwrap_or_default();
        format!("{file}:{line}, column {} ({name})", column + 1)
    };
    let own = match fault {
        Fault::CheckDigits => ("MAP-FORM", "IBAN", at(5), "IBAN with wrong check digits"),
        Fault::UnknownVendor => (
            "MAP-LOOKUP-MISSING",
            "accountOwners.AccountOwnerPartyName",
            at(0),
            "account of a vendor that is not there",
        ),
        Fault::Currency => ("MAP-FORM", "CurrencyCode", at(6), "code of no currency"),
        Fault::Shared => (
            "KEY-CONFLICT",
            "",
            format!("{file}:{line}"),
            "two vendors with one account",
        ),
        Fault::Day => ("MAP-DATE-FORMAT", "StartDate", at(7), "day in another form"),
        Fault::NoBank => ("KEY-MISSING", "BankName", at(1), "no bank"),
        Fault::Use => (
            "MAP-UNMAPPED-CODE",
            "PrimaryIndicator",
            at(8),
            "use that nobody knows",
        ),
        Fault::Site => (
            "MAP-LOOKUP-MISSING",
            "SupplierSite",
            at(0),
            "site that the vendor does not have",
        ),
    };
    let (code, field, origin, kind) = own;
    answers.of(INSTRUMENTS).rejected += 1;
    if matches!(fault, Fault::Use | Fault::Site) {
        // The account itself is sound.
        answers.finding(INSTRUMENTS, code, field, origin, kind);
        return;
    }
    answers.finding(ACCOUNTS, code, field, origin, kind);
    answers.of(ACCOUNTS).rejected += 1;
    follow(fault, &at, answers);
}

/// Nothing is paid to an account that is held back.
fn follow(fault: Fault, at: &dyn Fn(usize) -> String, answers: &mut Answers) {
    let account = "PaymentInstrumentId";
    let mut told = |code, field, origin| {
        answers.finding(
            INSTRUMENTS,
            code,
            field,
            origin,
            "account that is held back",
        );
    };
    match fault {
        Fault::UnknownVendor => {
            told("REF-MISSING", "SupplierNumber", at(0));
            told("REF-REJECTED", account, at(4));
        }
        Fault::Day => told("MAP-DATE-FORMAT", "StartDate", at(7)),
        _ => told("REF-REJECTED", account, at(4)),
    }
}

/// The IBAN of an account where its country has them, by ISO 13616: letters of the bank, digits of bank and account.
fn iban(iso: &str, account: &str) -> Option<String> {
    let (bank, digits) = match iso {
        "DE" => ("", 18),
        "AT" | "LT" => ("", 16),
        "PL" => ("", 24),
        "CZ" | "SE" | "ES" => ("", 20),
        "DK" | "FI" => ("", 14),
        "NO" => ("", 11),
        "CH" => ("", 17),
        "NL" => ("LITT", 10),
        "GB" | "IE" => ("LITT", 14),
        _ => return None,
    };
    let number = format!("{bank}{account:0>digits$}");
    // ISO 7064, modulo 97: the letters count from A = 10, country and noughts stand behind.
    let rest = format!("{number}{iso}00").chars().fold(0, |rest, sign| {
        let value = sign.to_digit(36).unwrap_or_default();
        let shifted = if value > 9 { rest * 100 } else { rest * 10 };
        (shifted + value) % 97
    });
    Some(format!("{iso}{:02}{number}", 98 - rest))
}
