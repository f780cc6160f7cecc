//! Families of an office's staff: a workbook that the office keeps for insurance and evacuation.

use super::super::super::table::Cell;
use super::super::estate::{Estate, Kind, Office};
use super::super::files::{Out, Sheet, at_cell, date_cell, workbook};
use super::super::languages::{self, called};
use super::{Faults, MODULE, day, nobody};
use crate::Outcome;

/// The mapping.
const DEPENDANTS: &str = "dependants";

const COLUMNS: &[&str] = &[
    "Staff No",
    "No",
    "Relation",
    "Surname",
    "Given name",
    "Born",
    "Country",
    "Emergency",
];
const SHEET: &str = "Family";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Nobody,
    Relation,
    NoName,
    Unborn,
    NoNumber,
}

const FAULTS: &[Wrong] = &[
    Wrong::Nobody,
    Wrong::Relation,
    Wrong::NoName,
    Wrong::Unborn,
    Wrong::NoNumber,
];

/// Writes `family.xlsx` of an office.
pub(super) fn write(estate: &Estate, office: &Office, faults: &Faults, out: &mut Out) -> Outcome {
    let mut rows = Vec::new();
    let count = estate.count(Kind::Worker);
    for number in 0..count {
        for nth in 0..(number * 7) % 4 {
            rows.push(relative(estate, office, number, nth));
        }
    }
    let file = format!("{}/family.xlsx", office.folder());
    for (nth, wrong) in faults.of(FAULTS).into_iter().enumerate() {
        let mut row = relative(estate, office, nth % count.max(1), 5);
        let (column, cell, code, field, kind) = match wrong {
            Wrong::Nobody => (
                0,
                Cell::text(nobody(office, nth)),
                "REF-MISSING",
                "ContactRelationship.RelatedPersonNumber",
                "relative of nobody",
            ),
            Wrong::Relation => (
                2,
                Cell::text("Neighbour"),
                "MAP-UNMAPPED-CODE",
                "ContactRelationship.ContactType",
                "relation without a line in the crosswalk",
            ),
            Wrong::NoName => (
                3,
                Cell::Empty,
                "VAL-REQUIRED",
                "ContactName.LastName",
                "relative without a family name",
            ),
            Wrong::Unborn => (
                5,
                date_cell("2093-04-01"),
                "VAL-CHECK",
                "DateOfBirth",
                "born on a day to come",
            ),
            Wrong::NoNumber => (
                1,
                Cell::Empty,
                "KEY-MISSING",
                "PersonNumber",
                "relative without a number",
            ),
        };
        if let Some(place) = row.get_mut(column) {
            *place = cell;
        }
        rows.push(row);
        let origin = at_cell(&file, SHEET, column, rows.len() + 3);
        out.answers.of(DEPENDANTS).rejected += 1;
        out.answers.finding(DEPENDANTS, code, field, origin, kind);
    }
    let counted = out.answers.of(DEPENDANTS);
    counted.read += rows.len();
    counted.add("dependants", "", i64::try_from(rows.len())? * 100);
    let headings = languages::headings(languages::FAMILY, COLUMNS, office.language);
    let sheets = [Sheet {
        name: SHEET,
        titles: &["Family members", "For insurance and evacuation only"],
        columns: &headings,
        rows: &rows,
    }];
    out.put(MODULE, &file, workbook("Family members", &sheets)?)?;
    Ok(())
}

/// A relative: the first is a partner, the others are children.
fn relative(estate: &Estate, office: &Office, number: usize, nth: usize) -> Vec<Cell> {
    let mut chance = estate.chance("family", office.index, number * 8 + nth);
    let worker = estate.person(office, number);
    let given = estate.person(office, 60_000 + number * 8 + nth).first;
    let (relation, born) = match nth {
        0 => ("Spouse", day(&mut chance, 1962, 1990)),
        _ => ("Child", day(&mut chance, 2006, 2024)),
    };
    let word = |english| Cell::text(called(languages::FAMILY, english, office.language));
    vec![
        Cell::text(&worker.number),
        Cell::text(format!("D{}{nth}", worker.number)),
        word(relation),
        Cell::text(&worker.last),
        Cell::text(given),
        date_cell(&born),
        Cell::text(office.country.name),
        word(if nth == 0 { "yes" } else { "no" }),
    ]
}
