//! The register of implementing partners that each office keeps in a workbook, with the results of their assessments.

use super::super::super::table::Cell;
use super::super::answers::Answers;
use super::super::estate::{Estate, Kind, Office};
use super::super::files::{Out, Sheet, at_cell, date_cell, workbook};
use super::{Faults, MODULE, day, day_first, street};
use crate::Outcome;

const PARTNERS: &str = "partners";
const SHEET: &str = "Partners";
const COLUMNS: &[&str] = &[
    "Partner",
    "Name",
    "Kind",
    "Country",
    "City",
    "Street",
    "Contact",
    "Mail",
    "Risk",
    "Score",
    "Assessed on",
    "Valid until",
];
const KINDS: &[&str] = &["NGO-N", "NGO-I", "GOV", "CBO"];
const RISKS: &[&str] = &["Low", "Medium", "Significant", "High"];

/// A name that is nearly so on the list of those barred.
const BARRED: &str = "Ostergaard and Prill Freight Consortium";

/// What is wrong with a partner.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    Expired,
    Risk,
    Score,
    NoName,
    Barred,
    NeverAssessed,
    TwoReadings,
}

const FAULTS: &[Fault] = &[
    Fault::Expired,
    Fault::Risk,
    Fault::Score,
    Fault::NoName,
    Fault::Barred,
    Fault::NeverAssessed,
    Fault::TwoReadings,
];

/// Writes `partners.xlsx` of an office.
pub(super) fn write(estate: &Estate, office: &Office, faults: &Faults, out: &mut Out) -> Outcome {
    let sound = estate.count(Kind::Partner);
    let mut partners: Vec<(Vec<Cell>, Option<Fault>)> = (0..sound)
        .map(|number| (cells(estate, office, number), None))
        .collect();
    for kind in faults.of(FAULTS.len(), 5) {
        if let Some(fault) = FAULTS.get(kind) {
            let mut cells = cells(estate, office, sound + kind);
            spoil(&mut cells, office, *fault);
            partners.insert(kind.min(sound), (cells, Some(*fault)));
        }
    }
    let file = format!("{}/partners.xlsx", office.folder());
    let rows: Vec<Vec<Cell>> = partners.iter().map(|(cells, _)| cells.clone()).collect();
    let title = format!("{} – implementing partners", office.business_unit());
    let sheet = Sheet {
        name: SHEET,
        titles: &[&title, "Assessments are valid for five years"],
        columns: COLUMNS,
        rows: &rows,
    };
    for (place, (_, fault)) in partners.iter().enumerate() {
        out.answers.of(PARTNERS).read += 1;
        if let Some(fault) = fault {
            plant(&file, sheet.row(place), *fault, &mut out.answers);
        }
    }
    out.put(MODULE, &file, workbook(&title, &[sheet])?)?;
    Ok(())
}

fn cells(estate: &Estate, office: &Office, number: usize) -> Vec<Cell> {
    let mut chance = estate.chance("partner", office.index, number);
    let id = estate.key(Kind::Partner, office, number);
    let person = estate.person(office, 60_000 + number);
    // Until five years later.
    let assessed = day(&mut chance, 2022, 2025);
    let (year, rest) = assessed.split_at(4);
    let until = format!("{}{rest}", year.parse::<u16>().unwrap_or(2025) + 5);
    let written = chance.chance(35);
    let date = |day: &str| {
        if written {
            Cell::text(day_first(day))
        } else {
            date_cell(day)
        }
    };
    vec![
        Cell::text(id.clone()),
        Cell::text(estate.company(Kind::Partner, office, number)),
        Cell::text(chance.pick(KINDS)),
        Cell::text(office.country.legacy),
        Cell::text(office.city),
        Cell::text(street(estate, office, "partner street", number)),
        Cell::text(format!("{}, {}", person.last, person.first)),
        Cell::text(format!("office@p{id}.example")),
        Cell::text(chance.pick(RISKS)),
        Cell::Number(chance.between(20, 100).to_string()),
        date(&assessed),
        date(&until),
    ]
}

fn spoil(cells: &mut [Cell], office: &Office, fault: Fault) {
    let mut set = |column: usize, cell: Cell| {
        if let Some(place) = cells.get_mut(column) {
            *place = cell;
        }
    };
    match fault {
        Fault::Expired => {
            set(10, date_cell("2018-05-14"));
            set(11, date_cell("2023-05-14"));
        }
        Fault::Risk => set(8, Cell::text("to be discussed")),
        Fault::Score => set(9, Cell::Number("172".to_owned())),
        Fault::NoName => set(1, Cell::Empty),
        Fault::TwoReadings => set(6, Cell::text("Maria Garcia Lopez")),
        Fault::Barred => set(1, Cell::text(format!("{BARRED} {}", office.code()))),
        Fault::NeverAssessed => {
            for column in 8..12 {
                set(column, Cell::Empty);
            }
        }
    }
}

fn plant(file: &str, row: usize, fault: Fault, answers: &mut Answers) {
    let cell = |column: usize| at_cell(file, SHEET, column, row);
    let (code, field, origin, kind) = match fault {
        Fault::Expired => (
            "VAL-CHECK",
            "Valid until",
            cell(11),
            "assessment that has run out",
        ),
        Fault::Risk => (
            "MAP-UNMAPPED-CODE",
            "DFF.riskRating",
            cell(8),
            "risk that no crosswalk has",
        ),
        Fault::Score => ("VAL-CHECK", "Score", cell(9), "score beyond the scale"),
        Fault::NoName => ("VAL-REQUIRED", "Supplier", cell(1), "no name"),
        Fault::Barred => ("VAL-SCREEN", "Supplier", cell(1), "barred partner"),
        Fault::TwoReadings => {
            let kind = "name that can be read in two ways";
            for field in ["contacts.FirstName", "contacts.LastName"] {
                answers.finding(PARTNERS, "MAP-NAME", field, cell(6), kind);
            }
            answers.of(PARTNERS).rejected += 1;
            return;
        }
        Fault::NeverAssessed => (
            "VAL-CHECK",
            "Valid until",
            cell(11),
            "partner that was never assessed",
        ),
    };
    answers.of(PARTNERS).rejected += 1;
    answers.finding(PARTNERS, code, field, origin, kind);
}
