//! The posted journals of each office's ledger, half a year a file, as the old ERP writes them in XML.

use super::super::accounts::ACCOUNTS;
use super::super::answers::decimal;
use super::super::estate::{Account, Estate, Office};
use super::super::files::{Out, escaped};
use super::lines::Lines;
use super::{MODULE, Told, day, dotted, money, tell, with_faults};
use crate::Outcome;

const JOURNALS: &str = "journals";

const KINDS: &[&str] = &["PAY", "RCP", "ADJ", "PRL", "DEP"];

/// What is wrong with a journal.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    Unbalanced,
    UnknownAccount,
    Closed,
    Kind,
    Words,
    Draft,
    Twice,
}

const FAULTS: &[Fault] = &[
    Fault::Unbalanced,
    Fault::UnknownAccount,
    Fault::Closed,
    Fault::Kind,
    Fault::Words,
    Fault::Draft,
    Fault::Twice,
];

/// A line; debits are above nothing, credits below.
struct Line {
    account: String,
    text: &'static str,
    amount: i64,
    written: Option<&'static str>,
}

struct Journal {
    number: String,
    kind: &'static str,
    status: &'static str,
    date: String,
    lines: Vec<Line>,
    fault: Option<Fault>,
}

/// Writes `journals-1.xml` and `journals-2.xml` of an office.
pub(super) fn write(estate: &Estate, office: &Office, out: &mut Out) -> Outcome {
    let sound = estate.scaled(1000, 4);
    let make = |number| journal(estate, office, number);
    let journals = with_faults(estate, office, FAULTS, sound, make, spoil);
    let halves = journals.split_at(journals.len() / 2);
    for (half, number) in [halves.0, halves.1].into_iter().zip(1..) {
        let mut page = Lines::new(format!("{}/journals-{number}.xml", office.folder()));
        page.push("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        page.push(&format!(
            "<Ledger system=\"GL-2000\" office=\"{}\" exported=\"2025-12-31\">",
            office.code()
        ));
        let mut place = 0;
        for one in half {
            place += 1;
            write_one(&mut page, office, one, place, out);
            if one.fault == Some(Fault::Twice) {
                place += 1;
                write_one(&mut page, office, one, place, out);
                out.answers.of(JOURNALS).duplicates += 1;
            }
        }
        page.push("</Ledger>");
        let file = page.file.clone();
        out.put(MODULE, &file, page.bytes())?;
    }
    Ok(())
}

fn journal(estate: &Estate, office: &Office, number: usize) -> Journal {
    let mut chance = estate.chance("journal", office.index, number);
    let expenses: Vec<&Account> = ACCOUNTS
        .iter()
        .filter(|account| account.class == 'X')
        .collect();
    let mut lines: Vec<Line> = (0..chance.between(1, 3))
        .map(|_| {
            let account = chance.pick(&expenses);
            Line {
                account: dotted(account.number),
                text: account.name,
                amount: money(&mut chance, office.currency, 4_000_000),
                written: None,
            }
        })
        .collect();
    let paid: i64 = lines.iter().map(|line| line.amount).sum();
    lines.push(Line {
        account: dotted("11100"),
        text: "Bank",
        amount: -paid,
        written: None,
    });
    Journal {
        number: format!("{}-J{number:06}", office.code()),
        kind: chance.pick(KINDS),
        status: "POSTED",
        date: day(&mut chance, 2025),
        lines,
        fault: None,
    }
}

fn spoil(journal: &mut Journal, fault: Fault) {
    journal.fault = Some(fault);
    match (fault, journal.lines.first_mut()) {
        (Fault::Unbalanced, Some(line)) => line.amount += 500,
        (Fault::UnknownAccount, Some(line)) => line.account = "77.777".to_owned(),
        (Fault::Closed, _) => journal.date = "2024-11-30".to_owned(),
        (Fault::Kind, _) => journal.kind = "XXX",
        (Fault::Words, Some(line)) => line.written = Some("12.500,00"),
        (Fault::Draft, _) => journal.status = "DRAFT",
        (Fault::Twice, _) | (_, None) => {}
    }
}

/// Where the parts of a journal stand.
struct Places {
    batch: usize,
    journal: usize,
    line: usize,
}

fn write_one(page: &mut Lines, office: &Office, journal: &Journal, place: usize, out: &mut Out) {
    let batch = page.push(&format!(
        "<Batch id=\"{}\" currency=\"{}\" status=\"{}\">",
        journal.number, office.currency, journal.status
    ));
    let header = page.push(&format!(
        "<Journal id=\"{}\" currency=\"{}\" kind=\"{}\" date=\"{}\">",
        journal.number, office.currency, journal.kind, journal.date
    ));
    let mut first = 0;
    for line in &journal.lines {
        let amount = decimal(line.amount.abs());
        let amount = line.written.unwrap_or(&amount);
        let side = if line.amount < 0 { "credit" } else { "debit" };
        let at = page.push(&format!(
            "<Line account=\"{}\" office=\"{}\" {side}=\"{amount}\">{}</Line>",
            line.account,
            office.number(),
            escaped(line.text)
        ));
        if first == 0 {
            first = at;
        }
        if line.written.is_none() {
            let expected = out.answers.of(JOURNALS);
            expected.add(side, office.currency, line.amount.abs());
        }
    }
    page.push("</Journal></Batch>");
    out.answers.of(JOURNALS).read += 1;
    let Some(fault) = journal.fault else { return };
    let places = Places {
        batch,
        journal: header,
        line: first,
    };
    plant(page, fault, place, &places, out);
}

fn plant(page: &Lines, fault: Fault, place: usize, places: &Places, out: &mut Out) {
    let at =
        |line: usize, inner: &str| page.at_path(line, &format!("/Ledger/Batch[{place}]{inner}"));
    let (code, field, origin, kind) = match fault {
        Fault::Unbalanced => (
            "VAL-BALANCE",
            "journalHeaders.journalLines.EnteredDrAmount",
            at(places.batch, ""),
            "journal that does not balance",
        ),
        Fault::UnknownAccount => (
            "MAP-LOOKUP-MISSING",
            "journalHeaders.journalLines.Description",
            at(places.line, "/Journal[1]/Line[1]/@account"),
            "account that the chart does not have",
        ),
        Fault::Closed => (
            "MAP-PERIOD",
            "journalHeaders.PeriodName",
            at(places.journal, "/Journal[1]/@date"),
            "period that is closed",
        ),
        Fault::Kind => (
            "MAP-UNMAPPED-CODE",
            "journalHeaders.UserJeCategoryName",
            at(places.journal, "/Journal[1]/@kind"),
            "kind that no crosswalk has",
        ),
        Fault::Words => (
            "MAP-NUMBER-FORMAT",
            "journalHeaders.journalLines.EnteredDrAmount",
            at(places.line, "/Journal[1]/Line[1]/@debit"),
            "amount in another form",
        ),
        Fault::Draft => {
            out.answers.of(JOURNALS).filtered += 1;
            return;
        }
        Fault::Twice => return,
    };
    if fault == Fault::Words {
        // The control total asks for it too.
        let path = at(places.line, "/Journal/Line[1]/@debit");
        out.answers.finding(JOURNALS, code, "@debit", path, kind);
    }
    let told = Told {
        code,
        field,
        origin,
        kind,
    };
    tell(&mut out.answers, JOURNALS, told);
}
