//! The trial balance of each office's ledger by period, which becomes its opening journals: XML, decimal commas.

use super::super::accounts::ACCOUNTS;
use super::super::estate::{Estate, Office};
use super::super::files::Out;
use super::lines::Lines;
use super::{MODULE, Told, comma, dotted, faults, mixed, money, tell};
use crate::Outcome;

const BALANCES: &str = "gl-balances";

/// The account that takes what is over.
const OPENING: &str = "39010";

/// Currencies of the balances that have a fault, so that they meet no sound one.
const OTHER: &[&str] = &["SEK", "NOK", "DKK", "CZK", "PLN", "MXN"];

/// What is wrong with a balance.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    Unbalanced,
    UnknownAccount,
    Closed,
    Words,
}

const FAULTS: &[Fault] = &[
    Fault::Unbalanced,
    Fault::UnknownAccount,
    Fault::Closed,
    Fault::Words,
];

/// An account of a balance; debits are above nothing, credits below.
struct Row {
    account: String,
    amount: i64,
    /// What stands in the place of the amount.
    written: Option<&'static str>,
}

struct Balance {
    period: String,
    currency: &'static str,
    rows: Vec<Row>,
    fault: Option<Fault>,
}

/// Writes `trial-balance.xml` of an office.
pub(super) fn write(estate: &Estate, office: &Office, out: &mut Out) -> Outcome {
    let periods = estate.scaled(12, 2).min(12);
    let sound = (1..=periods).map(|month| balance(estate, office, month, office.currency));
    let sound: Vec<Balance> = sound.collect();
    let others: Vec<&str> = OTHER
        .iter()
        .copied()
        .filter(|currency| *currency != office.currency)
        .collect();
    let faulty = faults(estate, office, FAULTS, periods);
    let faulty = faulty.into_iter().zip(others).map(|(fault, currency)| {
        let mut one = balance(estate, office, 12, currency);
        spoil(&mut one, fault);
        one
    });
    let faulty: Vec<Balance> = faulty.collect();
    let mut page = Lines::new(format!("{}/trial-balance.xml", office.folder()));
    page.push("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    page.push("<TrialBalance system=\"GL-2000\" exported=\"2025-12-31\">");
    for (one, place) in mixed(sound, faulty).iter().zip(1..) {
        write_one(&mut page, office, one, place, out);
    }
    page.push("</TrialBalance>");
    let file = page.file.clone();
    out.put(MODULE, &file, page.bytes())?;
    Ok(())
}

fn balance(estate: &Estate, office: &Office, month: usize, currency: &'static str) -> Balance {
    let mut chance = estate.chance("balance", office.index, month);
    let accounts = estate.scaled(40, 6).min(40);
    let first = chance.below(ACCOUNTS.len());
    let picked = ACCOUNTS.iter().cycle().skip(first).take(accounts);
    let mut rows: Vec<Row> = picked
        .filter(|account| account.number != OPENING)
        .map(|account| {
            let amount = money(&mut chance, currency, 90_000_000);
            Row {
                account: dotted(account.number),
                amount: if matches!(account.class, 'A' | 'X') {
                    amount
                } else {
                    -amount
                },
                written: None,
            }
        })
        .collect();
    let over: i64 = rows.iter().map(|row| row.amount).sum();
    rows.push(Row {
        account: dotted(OPENING),
        amount: -over,
        written: None,
    });
    Balance {
        period: format!("2025-{month:02}"),
        currency,
        rows,
        fault: None,
    }
}

fn spoil(balance: &mut Balance, fault: Fault) {
    balance.fault = Some(fault);
    if let Some(row) = balance.rows.first_mut() {
        match fault {
            Fault::Unbalanced => row.amount += if row.amount < 0 { -100 } else { 100 },
            Fault::UnknownAccount => row.account = "88.888".to_owned(),
            Fault::Closed => balance.period = "2024-12".to_owned(),
            Fault::Words => {
                row.written = Some("see annex");
                row.amount = row.amount.abs();
            }
        }
    }
}

fn write_one(page: &mut Lines, office: &Office, balance: &Balance, place: usize, out: &mut Out) {
    let (period, currency) = (&balance.period, balance.currency);
    let head = page.push(&format!(
        "<Balance office=\"{}\" period=\"{period}\" currency=\"{currency}\">",
        office.number()
    ));
    let journal = page.push(&format!(
        "<Journal name=\"Opening {} {period} {currency}\" period=\"{period}\" currency=\"{currency}\">",
        office.code()
    ));
    for row in &balance.rows {
        let amount = comma(row.amount.abs());
        let side = if row.amount < 0 { "credit" } else { "debit" };
        page.push(&format!(
            "<Account no=\"{}\" office=\"{}\" {side}=\"{}\"/>",
            row.account,
            office.number(),
            row.written.unwrap_or(&amount)
        ));
        if row.written.is_none() {
            let expected = out.answers.of(BALANCES);
            expected.add(side, balance.currency, row.amount.abs());
        }
    }
    page.push("</Journal></Balance>");
    out.answers.of(BALANCES).read += 1;
    let Some(fault) = balance.fault else { return };
    let at = |line: usize, inner: &str| {
        page.at_path(line, &format!("/TrialBalance/Balance[{place}]{inner}"))
    };
    let (code, field, origin, kind) = match fault {
        Fault::Unbalanced => (
            "VAL-BALANCE",
            "journalHeaders.journalLines.EnteredDrAmount",
            at(head, ""),
            "trial balance that does not tie",
        ),
        Fault::UnknownAccount => (
            "MAP-LOOKUP-MISSING",
            "journalHeaders.journalLines.Description",
            at(journal + 1, "/Journal[1]/Account[1]/@no"),
            "account that the chart does not have",
        ),
        Fault::Closed => (
            "MAP-PERIOD",
            "journalHeaders.PeriodName",
            at(journal, "/Journal[1]/@period"),
            "period that is closed",
        ),
        Fault::Words => (
            "MAP-NUMBER-FORMAT",
            "journalHeaders.journalLines.EnteredDrAmount",
            at(journal + 1, "/Journal[1]/Account[1]/@debit"),
            "amount in words",
        ),
    };
    if fault == Fault::Words {
        // The control total asks for it too.
        let path = at(journal + 1, "/Journal/Account[1]/@debit");
        out.answers.finding(BALANCES, code, "@debit", path, kind);
    }
    let told = Told {
        code,
        field,
        origin,
        kind,
    };
    tell(&mut out.answers, BALANCES, told);
}
