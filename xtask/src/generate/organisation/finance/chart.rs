//! The chart of accounts that headquarters keep: semicolons, Windows-1252.

use super::super::accounts::ACCOUNTS;
use super::super::files::Out;
use super::lines::Lines;
use super::{MODULE, Told, dotted, tell};
use crate::Outcome;

const VALUES: &str = "account-values";

const FILE: &str = "hq/chart-of-accounts.csv";

const COLUMNS: &[&str] = &["Account", "Name", "Class", "Valid from", "Status"];

/// Accounts that are wrong, beside the sound ones: cells in the order of the columns; code, attribute and column of what must be
/// found, and what was done. Without a code the record is left out by the status.
const FAULTY: &[([&str; 5], (&str, &str, &str), &str)] = &[
    (
        ["61.000", "Suspense", "S", "01.01.2015", "ACTIVE"],
        ("MAP-UNMAPPED-CODE", "AccountType", "Class"),
        "class that no crosswalk has",
    ),
    (
        ["61.010", "Old clearing", "A", "00.00.0000", "ACTIVE"],
        ("MAP-DATE-FORMAT", "StartDateActive", "Valid from"),
        "day that does not exist",
    ),
    (
        ["61.02", "Clearing of advances", "A", "01.01.2015", "ACTIVE"],
        ("VAL-CHECK", "Value", "Account"),
        "account of four digits",
    ),
    (
        ["61.030", "", "A", "01.01.2015", "ACTIVE"],
        ("VAL-REQUIRED", "Description", "Name"),
        "account without a name",
    ),
    (
        ["", "Nameless number", "A", "01.01.2015", "ACTIVE"],
        ("KEY-MISSING", "Value", "Account"),
        "account without a number",
    ),
    (
        ["69.000", "Closed in 2019", "A", "01.01.2010", "CLOSED"],
        ("", "", ""),
        "closed account",
    ),
];

/// Writes the chart.
pub(super) fn write(out: &mut Out) -> Outcome {
    let mut page = Lines::new(FILE.to_owned());
    page.fields(COLUMNS);
    for account in ACCOUNTS {
        let class = account.class.to_string();
        let number = dotted(account.number);
        let cells = [&number, account.name, &class, "01.01.2015", "ACTIVE"];
        page.fields(&cells);
        out.answers.of(VALUES).read += 1;
        // Somebody entered it a second time.
        if account.number == "55000" {
            page.fields(&cells);
            out.answers.of(VALUES).read += 1;
            out.answers.of(VALUES).duplicates += 1;
        }
    }
    for (cells, (code, field, column), kind) in FAULTY {
        let line = page.fields(cells);
        out.answers.of(VALUES).read += 1;
        if code.is_empty() {
            out.answers.of(VALUES).filtered += 1;
            continue;
        }
        let told = Told {
            code,
            field,
            origin: page.at_field(line, COLUMNS, column),
            kind,
        };
        tell(&mut out.answers, VALUES, told);
    }
    out.put(MODULE, FILE, page.windows_1252())?;
    Ok(())
}
