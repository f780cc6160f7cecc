//! The open items of payables, a line of an invoice in each line: semicolons, decimal commas, Windows-1252.

use super::super::accounts::ACCOUNTS;
use super::super::estate::{Account, Estate, Kind, Office};
use super::super::files::Out;
use super::lines::Lines;
use super::{MODULE, Told, comma, day, money, tell, with_faults, with_points};
use crate::Outcome;

const INVOICES: &str = "invoices";

const COLUMNS: &[&str] = &[
    "Invoice", "Vendor", "Office", "Kind", "Dated", "Terms", "Currency", "Total", "Status", "Line",
    "Amount", "Account", "Project", "Text",
];

const TERMS: &[&str] = &["N30", "N30", "N45", "IMM"];

/// What is wrong with an invoice.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    UnknownVendor,
    Sum,
    Terms,
    Amount,
    Tomorrow,
    Paid,
    Apart,
    Kind,
}

const FAULTS: &[Fault] = &[
    Fault::UnknownVendor,
    Fault::Sum,
    Fault::Terms,
    Fault::Amount,
    Fault::Tomorrow,
    Fault::Paid,
    Fault::Apart,
    Fault::Kind,
];

struct Line {
    amount: i64,
    written: Option<&'static str>,
    account: String,
    text: &'static str,
}

struct Invoice {
    number: String,
    vendor: String,
    kind: &'static str,
    dated: String,
    terms: &'static str,
    total: i64,
    status: &'static str,
    project: String,
    lines: Vec<Line>,
    fault: Option<Fault>,
}

/// Writes `payables.csv` of an office.
pub(super) fn write(estate: &Estate, office: &Office, out: &mut Out) -> Outcome {
    let sound = estate.scaled(250, 5);
    let make = |number| invoice(estate, office, number);
    let mut invoices = with_faults(estate, office, FAULTS, sound, make, |one, fault| {
        spoil(one, office, fault);
    });
    // What is to stand apart needs others behind it.
    invoices.sort_by_key(|one| one.fault != Some(Fault::Apart));
    let mut page = Lines::new(format!("{}/payables.csv", office.folder()));
    page.fields(COLUMNS);
    // The lines of what stands apart, behind the last invoice.
    let mut left = Vec::new();
    for one in &invoices {
        let apart = one.fault == Some(Fault::Apart);
        let here = if apart { 1 } else { one.lines.len() };
        let first = write_lines(&mut page, office, one, 0..here, out);
        out.answers.of(INVOICES).read += 1;
        match one.fault {
            Some(Fault::Apart) => {
                left.push(one);
                plant(&page, Fault::Apart, first, out);
            }
            Some(fault) => plant(&page, fault, first, out),
            None => {}
        }
    }
    for one in left {
        let first = write_lines(&mut page, office, one, 1..one.lines.len(), out);
        out.answers.of(INVOICES).read += 1;
        plant(&page, Fault::Apart, first, out);
    }
    let file = page.file.clone();
    out.put(MODULE, &file, page.windows_1252())?;
    Ok(())
}

fn invoice(estate: &Estate, office: &Office, number: usize) -> Invoice {
    let mut chance = estate.chance("payable", office.index, number);
    let expenses: Vec<&Account> = ACCOUNTS
        .iter()
        .filter(|account| account.class == 'X')
        .collect();
    let credit = chance.chance(6);
    let lines: Vec<Line> = (0..chance.between(1, 3))
        .map(|_| {
            let account = chance.pick(&expenses);
            let amount = money(&mut chance, office.currency, 6_000_000);
            Line {
                amount: if credit { -amount } else { amount },
                written: None,
                account: estate.combination(office, account),
                text: account.name,
            }
        })
        .collect();
    let vendor = chance.below(estate.count(Kind::Supplier));
    let project = chance.below(estate.count(Kind::Project));
    Invoice {
        number: format!("{}/{:05}", office.code(), number + 1),
        vendor: estate.key(Kind::Supplier, office, vendor),
        kind: if credit { "GS" } else { "RE" },
        dated: day(&mut chance, 2025),
        terms: chance.pick(TERMS),
        total: lines.iter().map(|line| line.amount).sum(),
        status: "OPEN",
        project: estate.key(Kind::Project, office, project),
        lines,
        fault: None,
    }
}

fn spoil(invoice: &mut Invoice, office: &Office, fault: Fault) {
    invoice.fault = Some(fault);
    match (fault, invoice.lines.first_mut()) {
        (Fault::UnknownVendor, _) => invoice.vendor = format!("{}77777", office.number()),
        (Fault::Sum, _) => invoice.total += 100,
        (Fault::Terms, _) => invoice.terms = "N99",
        (Fault::Amount, Some(line)) => {
            line.written = Some("1,250.00");
            invoice.kind = "RE";
        }
        (Fault::Tomorrow, _) => invoice.dated = "2062-03-01".to_owned(),
        (Fault::Paid, _) => invoice.status = "PAID",
        (Fault::Kind, _) => invoice.kind = "ZZ",
        (Fault::Apart, Some(line)) => {
            // Two lines at least, or none could stand apart.
            let second = Line {
                amount: 2000,
                written: None,
                account: line.account.clone(),
                text: "Freight",
            };
            invoice.lines.truncate(1);
            invoice.lines.push(second);
            invoice.total = invoice.lines.iter().map(|line| line.amount).sum();
        }
        (Fault::Amount | Fault::Apart, None) => {}
    }
}

/// Writes some lines of an invoice; gives the number of the first.
fn write_lines(
    page: &mut Lines,
    office: &Office,
    invoice: &Invoice,
    which: std::ops::Range<usize>,
    out: &mut Out,
) -> usize {
    let (code, dated) = (office.code(), with_points(&invoice.dated));
    let total = comma(invoice.total);
    let mut first = 0;
    let lines = invoice.lines.iter().enumerate();
    for (nth, line) in lines.filter(|(nth, _)| which.contains(nth)) {
        let amount = comma(line.amount);
        let cells = [
            &invoice.number,
            &invoice.vendor,
            &code,
            invoice.kind,
            &dated,
            invoice.terms,
            office.currency,
            &total,
            invoice.status,
            &(nth + 1).to_string(),
            line.written.unwrap_or(&amount),
            &line.account,
            &invoice.project,
            line.text,
        ];
        let at = page.fields(&cells);
        first = if first == 0 { at } else { first };
        if line.written.is_none() {
            let expected = out.answers.of(INVOICES);
            expected.add("open items", office.currency, line.amount);
        }
    }
    first
}

fn plant(page: &Lines, fault: Fault, first: usize, out: &mut Out) {
    let field = |name: &str| page.at_field(first, COLUMNS, name);
    let (code, attribute, origin, kind) = match fault {
        Fault::UnknownVendor => (
            "REF-MISSING",
            "SupplierNumber",
            field("Vendor"),
            "invoice of a vendor that is not there",
        ),
        Fault::Sum => (
            "VAL-SUM",
            "InvoiceAmount",
            field("Total"),
            "total that is not the sum of the lines",
        ),
        Fault::Terms => (
            "MAP-UNMAPPED-CODE",
            "PaymentTerms",
            field("Terms"),
            "terms that no crosswalk has",
        ),
        Fault::Amount => (
            "MAP-NUMBER-FORMAT",
            "invoiceLines.LineAmount",
            field("Amount"),
            "amount in another form",
        ),
        Fault::Tomorrow => (
            "VAL-CHECK",
            "InvoiceDate",
            field("Dated"),
            "invoice of the future",
        ),
        Fault::Kind => (
            "MAP-UNMAPPED-CODE",
            "InvoiceType",
            field("Kind"),
            "kind that no crosswalk has",
        ),
        Fault::Apart => (
            "GROUP-CUT",
            "",
            page.at(first),
            "lines of one invoice that stand apart",
        ),
        Fault::Paid => {
            out.answers.of(INVOICES).filtered += 1;
            return;
        }
    };
    if fault == Fault::Apart {
        // A part of an invoice is not what its total says either.
        let total = field("Total");
        out.answers
            .finding(INVOICES, "VAL-SUM", "InvoiceAmount", total, kind);
    }
    let told = Told {
        code,
        field: attribute,
        origin,
        kind,
    };
    tell(&mut out.answers, INVOICES, told);
}
