//! The open requisitions of each office, from its request register: semicolons, decimal commas, a row for each line.

use super::super::answers::Answers;
use super::super::estate::{Central, Estate, Kind, Office};
use super::super::files::{Out, delimited};
use super::items::item;
use super::{Faults, MODULE, comma, day, day_first};
use crate::Outcome;

const REQUISITIONS: &str = "requisitions";

const COLUMNS: &[&str] = &[
    "Request",
    "Line",
    "Prepared by",
    "Purpose",
    "Item",
    "Text",
    "Category",
    "Quantity",
    "Unit",
    "Price",
    "Currency",
    "Needed on",
    "Requester",
];

const PURPOSES: &[&str] = &[
    "Replenishment of the regional stock",
    "Winter response",
    "Cholera preparedness",
    "Refurbishment of the office",
];

/// What is wrong with a requisition.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    Unit,
    Day,
    Quantity,
    Mail,
    Apart,
    Preparer,
}

const FAULTS: &[Fault] = &[
    Fault::Unit,
    Fault::Day,
    Fault::Quantity,
    Fault::Mail,
    Fault::Apart,
    Fault::Preparer,
];

/// Writes `requisitions.csv` of an office.
pub(super) fn write(estate: &Estate, office: &Office, faults: &Faults, out: &mut Out) -> Outcome {
    let sound = estate.scaled(50, 4);
    let file = format!("{}/requisitions.csv", office.folder());
    let mut text = String::new();
    delimited(&mut text, ';', COLUMNS);
    let mut line = 1;
    let mut add = |rows: &[Vec<String>]| {
        for row in rows {
            let cells: Vec<&str> = row.iter().map(String::as_str).collect();
            delimited(&mut text, ';', &cells);
            line += 1;
        }
        line + 1 - rows.len()
    };
    let answers = &mut out.answers;
    for number in 0..sound {
        let rows = rows(estate, office, number);
        add(&rows);
        count(&rows, answers);
    }
    for kind in faults.of(FAULTS.len(), 5) {
        let Some(fault) = FAULTS.get(kind).copied() else {
            continue;
        };
        let mut wrong = rows(estate, office, sound + kind);
        wrong.truncate(2);
        spoil(&mut wrong, fault);
        count(&wrong, answers);
        if fault == Fault::Apart {
            // Another one stands between its rows.
            let between = rows(estate, office, sound + kind + 100);
            count(&between, answers);
            let first = add(wrong.get(..1).unwrap_or_default());
            add(&between);
            let second = add(wrong.get(1..).unwrap_or_default());
            let expected = answers.of(REQUISITIONS);
            expected.read += 1;
            expected.rejected += 2;
            for line in [first, second] {
                answers.finding(
                    REQUISITIONS,
                    "GROUP-CUT",
                    "",
                    format!("{file}:{line}"),
                    "rows that stand apart",
                );
            }
        } else {
            let first = add(&wrong);
            plant(&file, first, fault, answers);
        }
    }
    out.put(MODULE, &file, text)?;
    Ok(())
}

fn count(rows: &[Vec<String>], answers: &mut Answers) {
    let expected = answers.of(REQUISITIONS);
    expected.read += 1;
    for row in rows {
        let digits = |column: usize| {
            row.get(column)
                .map_or(0, |cell| cell.replace(',', "").parse().unwrap_or(0))
        };
        expected.add("estimated value", "", digits(7) * digits(9) / 100);
    }
}

/// The rows of a requisition; two at the least.
fn rows(estate: &Estate, office: &Office, number: usize) -> Vec<Vec<String>> {
    let mut chance = estate.chance("requisition", office.index, number);
    let workers = estate.count(Kind::Worker);
    let preparer = estate.person(office, chance.below(workers)).email;
    let requester = estate.person(office, chance.below(workers)).email;
    let purpose = chance.pick(PURPOSES);
    let needed = day_first(&day(&mut chance, 2026, 2026));
    let items = estate.central(Central::Item);
    (1..=chance.between(2, 3))
        .map(|line| {
            let item = item(estate, chance.below(items));
            vec![
                format!("{}-R{number:05}", office.code()),
                line.to_string(),
                preparer.clone(),
                purpose.to_owned(),
                item.number,
                item.name,
                "RELIEF".to_owned(),
                comma(chance.between(1, 300) * 100),
                item.unit.to_owned(),
                comma(item.price),
                "USD".to_owned(),
                needed.clone(),
                requester.clone(),
            ]
        })
        .collect()
}

fn spoil(rows: &mut [Vec<String>], fault: Fault) {
    let Some(last) = rows.last_mut() else { return };
    let (column, text) = match fault {
        Fault::Unit => (8, "PLT".to_owned()),
        Fault::Day => (11, "soon".to_owned()),
        Fault::Quantity => (7, "1.5O".to_owned()),
        Fault::Mail => (12, "the warehouse".to_owned()),
        Fault::Preparer => (2, "somebody.else@meridian.example".to_owned()),
        Fault::Apart => return,
    };
    if let Some(cell) = last.get_mut(column) {
        *cell = text;
    }
}

fn plant(file: &str, first: usize, fault: Fault, answers: &mut Answers) {
    let at = |column: usize| {
        let name = COLUMNS.get(column).copied().unwrap_or_default();
        format!("{file}:{}, column {} ({name})", first + 1, column + 1)
    };
    let (code, field, origin, kind) = match fault {
        Fault::Unit => (
            "MAP-UNMAPPED-CODE",
            "lines.UOM",
            at(8),
            "unit that no crosswalk has",
        ),
        Fault::Day => (
            "MAP-DATE-FORMAT",
            "lines.RequestedDeliveryDate",
            at(11),
            "day in words",
        ),
        Fault::Quantity => (
            "MAP-NUMBER-FORMAT",
            "lines.Quantity",
            at(7),
            "letter in a quantity",
        ),
        Fault::Mail => (
            "MAP-FORM",
            "lines.RequesterEmail",
            at(12),
            "no mail address",
        ),
        Fault::Preparer => (
            "GROUP-DIFFERS",
            "Prepared by",
            at(2),
            "rows that contradict each other",
        ),
        Fault::Apart => return,
    };
    answers.of(REQUISITIONS).rejected += 1;
    if fault == Fault::Quantity {
        // The value of the line is made of it.
        answers.finding(REQUISITIONS, "MAP-EXPRESSION", "lines.Amount", at(7), kind);
    }
    answers.finding(REQUISITIONS, code, field, origin, kind);
}
