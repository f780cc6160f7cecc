//! Appraisals and goal plans of an office: a workbook with a sheet of each.

use super::super::super::table::Cell;
use super::super::estate::{Estate, Kind, Office};
use super::super::files::{Out, Sheet, at_cell, date_cell, workbook};
use super::{Faults, MODULE, nobody, texts};
use crate::Outcome;

const PERFORMANCE: &str = "performance";
const GOALS: &str = "goals";

const DOCUMENTS: &[&str] = &["Staff No", "Year", "State", "Score", "Signed", "Remarks"];
const PLANS: &[&str] = &["Plan", "Title", "From", "To", "Weighted", "Submitted by"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Nobody,
    Code,
    Range,
    Missing,
    Text,
}

const FAULTS: &[Wrong] = &[
    Wrong::Nobody,
    Wrong::Code,
    Wrong::Range,
    Wrong::Missing,
    Wrong::Text,
];
const PLAN_FAULTS: &[Wrong] = &[Wrong::Nobody, Wrong::Code, Wrong::Range, Wrong::Missing];

/// Writes `appraisals.xlsx` of an office.
pub(super) fn write(estate: &Estate, office: &Office, faults: &Faults, out: &mut Out) -> Outcome {
    let file = format!("{}/appraisals.xlsx", office.folder());
    let documents = documents(estate, office, faults, &file, out);
    let plans = plans(estate, office, faults, &file, out);
    let titles = ["Appraisals", "Confidential once signed"];
    let sheet = |name, columns, rows| Sheet {
        name,
        titles: &titles,
        columns,
        rows,
    };
    let sheets = [
        sheet("Documents", DOCUMENTS, &documents[..]),
        sheet("Goal plans", PLANS, &plans[..]),
    ];
    out.put(MODULE, &file, workbook("Appraisals", &sheets)?)?;
    Ok(())
}

fn documents(
    estate: &Estate,
    office: &Office,
    faults: &Faults,
    file: &str,
    out: &mut Out,
) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    let count = estate.count(Kind::Worker);
    for number in 0..count {
        let (row, score) = document(estate, office, number, "2024");
        rows.push(row);
        out.answers.of(PERFORMANCE).add("scores", "", score);
    }
    for (nth, wrong) in faults.of(FAULTS).into_iter().enumerate() {
        let (mut row, score) = document(estate, office, nth % count.max(1), "2023");
        let (column, cell, counts, code, field, kind) = match wrong {
            Wrong::Nobody => (
                0,
                Cell::text(nobody(office, nth)),
                score,
                "REF-MISSING",
                "PersonNumber",
                "appraisal of nobody",
            ),
            Wrong::Code => (
                2,
                Cell::text("lost"),
                score,
                "MAP-UNMAPPED-CODE",
                "DocumentStatusCode",
                "state without a line in the crosswalk",
            ),
            Wrong::Range => (
                3,
                Cell::Number("7.5".to_owned()),
                750,
                "VAL-RANGE",
                "OverallRating",
                "score beyond the scale",
            ),
            Wrong::Missing => (
                1,
                Cell::Empty,
                score,
                "KEY-MISSING",
                "ReviewPeriodName",
                "appraisal without a year",
            ),
            Wrong::Text => (
                3,
                Cell::NotAvailable,
                0,
                "SRC-ERROR-CELL",
                "Score",
                "formula that failed",
            ),
        };
        if let Some(place) = row.get_mut(column) {
            *place = cell;
        }
        rows.push(row);
        let origin = at_cell(file, "Documents", column, rows.len() + 3);
        let counted = out.answers.of(PERFORMANCE);
        counted.rejected += 1;
        counted.add("scores", "", counts);
        out.answers.finding(PERFORMANCE, code, field, origin, kind);
    }
    out.answers.of(PERFORMANCE).read += rows.len();
    rows
}

/// An appraisal of a year, with its score in hundredths.
fn document(estate: &Estate, office: &Office, number: usize, year: &str) -> (Vec<Cell>, i64) {
    let mut chance = estate.chance("appraisal", office.index, number);
    let score = chance.between(4, 10) * 50;
    let shown = format!("{}.{}", score / 100, score % 100 / 10);
    let mut row = texts(&[
        &estate.key(Kind::Worker, office, number),
        year,
        chance.pick(&["signed", "signed", "signed", "open"]),
    ]);
    row.push(Cell::Number(shown));
    row.push(date_cell(&format!("2025-02-{:02}", chance.between(1, 28))));
    row.push(Cell::text(chance.pick(&[
        "",
        "",
        "Ready for more",
        "Much improved",
    ])));
    (row, score)
}

fn plans(
    estate: &Estate,
    office: &Office,
    faults: &Faults,
    file: &str,
    out: &mut Out,
) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    for number in 0..estate.count(Kind::Worker).div_ceil(10) {
        rows.push(plan(estate, office, number, "P"));
    }
    for (nth, wrong) in faults.of(PLAN_FAULTS).into_iter().enumerate() {
        let mut row = plan(estate, office, nth, "X");
        let (column, cell, code, field, kind) = match wrong {
            Wrong::Nobody => (
                5,
                Cell::text(nobody(office, nth)),
                "REF-MISSING",
                "ReqSubmittedByPersonNumber",
                "plan submitted by nobody",
            ),
            Wrong::Code => (
                4,
                Cell::text("maybe"),
                "MAP-UNMAPPED-CODE",
                "EnableWeightingFlag",
                "answer without a line in the crosswalk",
            ),
            Wrong::Range => (
                3,
                date_cell("2019-01-01"),
                "VAL-CHECK",
                "EndDate",
                "plan that ends before it begins",
            ),
            _ => (
                1,
                Cell::Empty,
                "VAL-REQUIRED",
                "GoalPlanName",
                "plan without a title",
            ),
        };
        if let Some(place) = row.get_mut(column) {
            *place = cell;
        }
        rows.push(row);
        let origin = at_cell(file, "Goal plans", column, rows.len() + 3);
        out.answers.of(GOALS).rejected += 1;
        out.answers.finding(GOALS, code, field, origin, kind);
    }
    out.answers.of(GOALS).read += rows.len();
    rows
}

fn plan(estate: &Estate, office: &Office, number: usize, mark: &str) -> Vec<Cell> {
    let code = office.code();
    let mut row = texts(&[
        &format!("{code}-2025-{mark}{number:02}"),
        &format!("{} goals 2025, team {}", office.city, number + 1),
    ]);
    row.push(date_cell("2025-01-01"));
    row.push(date_cell("2025-12-31"));
    row.extend(texts(&[
        if number.is_multiple_of(2) {
            "yes"
        } else {
            "no"
        },
        &estate.key(Kind::Worker, office, number % estate.count(Kind::Worker)),
    ]));
    row
}
