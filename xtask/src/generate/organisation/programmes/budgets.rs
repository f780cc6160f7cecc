//! The budget sheet of each office, and the ledger's budget of headquarters.

use super::super::answers::decimal;
use super::super::estate::{Account, Estate, Office};
use super::super::files::{Out, workbook};
use super::projects::RESOURCES;
use super::table::{Fault, Table, fault, hundredths, number};
use super::{HQ, MODULE, money, planted};
use crate::Outcome;
use crate::generate::table::Cell;

const PLAN: &[&str] = &[
    "Line", "Office", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
    "Dec",
];

/// Columns of months.
const MONTHS: usize = 12;

const PLAN_FAULTS: &[Fault] = &[
    fault(
        "line without a crosswalk entry",
        ("Line", "Sundries"),
        ("MAP-UNMAPPED-CODE", "Account"),
    ),
    fault(
        "office that is not registered",
        ("Office", "ZZ99"),
        ("MAP-LOOKUP-MISSING", "Entity"),
    ),
    fault(
        "amount in words",
        ("Mar", "tbd"),
        ("MAP-NUMBER-FORMAT", "Amount"),
    ),
    fault(
        "budget below nothing",
        ("Apr", "-10.00"),
        ("VAL-CHECK", "Amount"),
    ),
];

/// Writes the budget sheet of an office.
pub(super) fn plan(estate: &Estate, office: &Office, out: &mut Out) -> Outcome {
    let mut table = Table::new("plan-slices", PLAN).of(office);
    let faults = planted(estate, office, PLAN_FAULTS);
    for (at, line) in RESOURCES.iter().enumerate() {
        let cells = line_of_plan(estate, office, at, line);
        // Each spoilt line stands in the place of a sound one, as a line more would be a cell twice.
        match faults.get(at) {
            Some(fault) => {
                table.spoilt(cells, fault);
                // Every month of the line says the same of its own record.
                for _ in 1..records_of(fault) {
                    table.also(at, fault);
                }
            }
            None => table.push(cells),
        }
    }
    count_cells(&table, &faults, out);
    let file = format!("{}/budget.xlsx", office.folder());
    let title = format!("Operating budget 2026, {}", office.business_unit());
    let titles = [&*title, "Approved", "US dollars"];
    let mut sheet = table.sheet(&file, ("Budget", &titles), out);
    let mut total = vec![Cell::text("Total"), Cell::Empty];
    total.resize(PLAN.len(), Cell::Empty);
    let mut rows = table.rows().to_vec();
    rows.push(total);
    sheet.rows = &rows;
    out.put(MODULE, &file, workbook(&title, &[sheet])?)?;
    Ok(())
}

fn line_of_plan(estate: &Estate, office: &Office, at: usize, line: &str) -> Vec<Cell> {
    let mut chance = estate.chance("plan", office.index, at);
    let mut cells = vec![Cell::text(line), Cell::text(office.code())];
    cells.extend((0..MONTHS).map(|_| number(money(&mut chance, "USD", 30_000))));
    cells
}

/// Every month of a line is a record.
fn count_cells(table: &Table, faults: &[&Fault], out: &mut Out) {
    let of = out.answers.of("plan-slices");
    for row in table.rows() {
        of.read += MONTHS;
        // Groups are named as the crosswalk names them: `A_5000` and so on.
        let line = table.text(row, "Line");
        let known = RESOURCES.iter().position(|name| *name == line);
        let line = known.map_or_else(|| line.to_owned(), |at| format!("A_50{at}0"));
        for column in PLAN.iter().skip(2) {
            if let Some(amount) = hundredths(table.text(row, column), '.') {
                of.add("budget", &*line, amount);
            }
        }
    }
    of.rejected += faults.iter().map(|fault| records_of(fault)).sum::<usize>();
}

/// Records that a fault spoils: one where it is in a month, else all of the line.
fn records_of(fault: &Fault) -> usize {
    let in_month = PLAN.iter().skip(2).any(|month| *month == fault.column);
    if in_month { 1 } else { MONTHS }
}

/// Natural accounts that have a budget.
const ACCOUNTS: &[&str] = &["51100", "52100", "53200", "56100", "57200"];

/// Writes the ledger's budget: one line an office, account and quarter.
#[expect(clippy::too_many_lines, reason = "the faults are told one by one")]
pub(super) fn ledger(estate: &Estate, out: &mut Out) -> Outcome {
    let file = format!("{HQ}/gl-budget.jsonl");
    let mut text = String::new();
    let mut line = 0;
    let mut push = |text: &mut String, account: &str, month: &str, amount: &str| {
        line += 1;
        let currency = "USD";
        text.push_str(&format!("{{\"account\":\"{account}\",\"month\":\"{month}\",\"currency\":\"{currency}\",\"amount\":{amount}}}\n"));
        line
    };
    for office in estate.offices() {
        for (at, natural) in ACCOUNTS.iter().enumerate() {
            let account = Account {
                number: natural,
                name: "",
                class: 'X',
            };
            let combination = estate.combination(&office, &account);
            let mut chance = estate.chance("ledger budget", office.index, at);
            for month in 1..=MONTHS {
                let amount = money(&mut chance, "USD", 40_000);
                let month = format!("2026-{month:02}-01");
                push(&mut text, &combination, &month, &decimal(amount));
                count(out, amount, false);
            }
        }
    }
    let object = "gl-budgets";
    for (account, month, amount, code, field, key, kind) in [
        (
            "01-001-59999-0000-000",
            "2031-01-01",
            "10.00",
            "MAP-PERIOD",
            "PeriodName",
            "/month",
            "month outside of the budget year",
        ),
        (
            "",
            "2026-01-01",
            "11.00",
            "KEY-MISSING",
            "AccountCombination",
            "/account",
            "required value missing",
        ),
        (
            "01-001-59999-0000-000",
            "2026-13-01",
            "12.00",
            "MAP-DATE-FORMAT",
            "PeriodName",
            "/month",
            "day of no calendar",
        ),
        (
            "01-001-59998-0000-000",
            "2026-01-01",
            "-13.00",
            "VAL-CHECK",
            "BudgetAmount",
            "/amount",
            "budget below nothing",
        ),
    ] {
        let line = push(&mut text, account, month, amount);
        out.answers.finding(
            object,
            code,
            field,
            format!("{file}:{line} {key}").trim_end().to_owned(),
            kind,
        );
        count(out, hundredths(amount, '.').unwrap_or_default(), true);
    }
    out.put(MODULE, &file, text)?;
    Ok(())
}

fn count(out: &mut Out, amount: i64, rejected: bool) {
    let of = out.answers.of("gl-budgets");
    of.read += 1;
    of.rejected += usize::from(rejected);
    of.add("ledger budget", "USD", amount);
}
