//! Internal justice: the register of cases, which stays where it is, and the counts that its unit hands out.
//!
//! Everything is invented. The register is written so that a rehearsal can show that nobody reads it.

use super::super::super::table::Cell;
use super::super::estate::{Estate, Office};
use super::super::files::{Out, Sheet, date_cell, delimited, workbook};
use super::{Faults, MODULE, day, texts};
use crate::Outcome;

/// The counts that the unit hands out.
const FILE: &str = "hq/case-data/counts.csv";

/// The mapping of the counts.
const COUNTS: &str = "case-counts";

/// Fewer cases than this are not told: who knows the office would know the person.
const FEW: usize = 5;

const CATEGORIES: &[&str] = &["Complaint", "Investigation", "Disciplinary", "Appeal"];
const YEARS: &[&str] = &["2023", "2024", "2025"];
const REGISTER: &[&str] = &[
    "Case",
    "Office",
    "Category",
    "Opened",
    "Person concerned",
    "Reported by",
    "Allegation",
    "Outcome",
];
const ALLEGATIONS: &[&str] = &[
    "Misuse of a vehicle",
    "False invoices",
    "Harassment",
    "Conflict of interest",
    "Retaliation",
];
const COLUMNS: &[&str] = &["Office", "Category", "Year", "Cases"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Office,
    Category,
    Few,
    Year,
}

const FAULTS: &[Wrong] = &[Wrong::Office, Wrong::Category, Wrong::Few, Wrong::Year];

/// Writes `hq/case-data/register.xlsx` and `hq/case-data/counts.csv`.
pub(super) fn write(estate: &Estate, out: &mut Out) -> Outcome {
    let mut register = Vec::new();
    let mut text = String::new();
    delimited(&mut text, ';', COLUMNS);
    for office in estate.offices() {
        counts(estate, &office, &mut register, &mut text, out)?;
    }
    let wrong = Faults {
        offices: 1,
        office: 0,
    };
    for wrong in wrong.of(FAULTS) {
        plant(wrong, &mut text, out)?;
    }
    out.put(MODULE, FILE, text)?;
    let sheets = [Sheet {
        name: "Register",
        titles: &[
            "Register of cases",
            "STRICTLY CONFIDENTIAL",
            "All of it is invented",
        ],
        columns: REGISTER,
        rows: &register,
    }];
    let bytes = workbook("Register of cases", &sheets)?;
    out.put(MODULE, "hq/case-data/register.xlsx", bytes)?;
    Ok(())
}

/// Cases of an office for the register, and its lines of counts.
fn counts(
    estate: &Estate,
    office: &Office,
    register: &mut Vec<Vec<Cell>>,
    text: &mut String,
    out: &mut Out,
) -> Outcome {
    for (nth, category) in CATEGORIES.iter().enumerate() {
        for (year, shown) in YEARS.iter().enumerate() {
            let mut chance = estate.chance("cases", office.index, nth * 8 + year);
            let cases = chance.below(12);
            for number in 0..cases {
                register.push(case(estate, office, category, shown, number));
            }
            let told = match cases {
                0 => "0".to_owned(),
                few if few < FEW => format!("<{FEW}"),
                cases => cases.to_string(),
            };
            delimited(text, ';', &[&office.code(), category, shown, &told]);
            let counted = out.answers.of(COUNTS);
            counted.read += 1;
            if told.starts_with('<') {
                counted.filtered += 1;
            }
            let cases = if told.starts_with('<') { 0 } else { cases };
            counted.add("cases", "", i64::try_from(cases)? * 100);
        }
    }
    Ok(())
}

/// Adds a line of counts with which something is wrong.
fn plant(wrong: Wrong, text: &mut String, out: &mut Out) -> Outcome {
    let (fields, column, code, field, kind) = match wrong {
        Wrong::Office => (
            ["QQ99", "Complaint", "2024", "7"],
            1,
            "MAP-UNMAPPED-CODE",
            "Entity",
            "office without a line in the crosswalk",
        ),
        Wrong::Category => (
            ["KE01", "Rumour", "2024", "6"],
            2,
            "MAP-UNMAPPED-CODE",
            "Account",
            "category without a line in the crosswalk",
        ),
        Wrong::Few => (
            ["KE01", "Complaint", "2026", "2"],
            4,
            "VAL-CHECK",
            "Cases",
            "small count that should have been held back",
        ),
        Wrong::Year => (
            ["KE01", "Appeal", "MMXX", "8"],
            3,
            "MAP-UNMAPPED-CODE",
            "Year",
            "year without a line in the crosswalk",
        ),
    };
    delimited(text, ';', &fields);
    let line = text.lines().count();
    let name = COLUMNS.get(column - 1).copied().unwrap_or_default();
    let origin = format!("{FILE}:{line}, column {column} ({name})");
    let counted = out.answers.of(COUNTS);
    counted.read += 1;
    counted.rejected += 1;
    let [.., cases] = fields;
    let cases: i64 = cases.parse()?;
    counted.add("cases", "", cases * 100);
    out.answers.finding(COUNTS, code, field, origin, kind);
    Ok(())
}

/// A case of the register.
fn case(estate: &Estate, office: &Office, category: &str, year: &str, number: usize) -> Vec<Cell> {
    let mut chance = estate.chance("case", office.index, number);
    let concerned = estate.person(office, 80_000 + number);
    let by = estate.person(office, 81_000 + number);
    let opened = day(&mut chance, 2025, 2025).replace("2025", year);
    let mark = category.get(..2).unwrap_or_default().to_uppercase();
    let mut row = texts(&[
        &format!("{mark}-{}-{year}-{number:03}", office.code()),
        &office.code(),
        category,
    ]);
    row.push(date_cell(&opened));
    row.extend(texts(&[
        &format!("{} {}", concerned.first, concerned.last),
        &format!("{} {}", by.first, by.last),
        chance.pick(ALLEGATIONS),
        chance.pick(&["open", "unfounded", "dismissed", "warned", "settled"]),
    ]));
    row
}
