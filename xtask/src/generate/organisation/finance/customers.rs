//! Who owes the organisation something: donors from the donor database of headquarters, and debtors of the offices, in files of one
//! form: semicolons, Windows-1252.

use super::super::super::countries::COUNTRIES;
use super::super::super::names::street;
use super::super::estate::{Central, Estate, Kind, Office};
use super::super::files::Out;
use super::lines::Lines;
use super::{MODULE, Told, day, tell, with_faults, with_points};
use crate::Outcome;

const CUSTOMERS: &str = "customers";

const COLUMNS: &[&str] = &[
    "No", "Name", "Kind", "Class", "Country", "Street", "City", "Postcode", "Since", "Tax ID",
];

/// What is wrong with a debtor.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    Class,
    Nameless,
    Country,
    Since,
    Twice,
    TwoOfOne,
    Gone,
}

const FAULTS: &[Fault] = &[
    Fault::Class,
    Fault::Nameless,
    Fault::Country,
    Fault::Since,
    Fault::Twice,
    Fault::TwoOfOne,
    Fault::Gone,
];

struct Debtor {
    /// The cells in the order of the columns.
    cells: Vec<String>,
    fault: Option<Fault>,
}

/// The number of a debtor of an office: `C00100023`.
pub(super) fn number(office: &Office, nth: usize) -> String {
    format!("C{}{nth:05}", office.number())
}

/// How many debtors each office has of its own.
pub(super) fn count(estate: &Estate) -> usize {
    estate.scaled(20, 2)
}

/// Writes `offices/HQ/debtors.csv`, with the donors.
pub(super) fn write_donors(estate: &Estate, out: &mut Out) -> Outcome {
    let donors = (0..estate.central(Central::Donor)).map(|number| donor(estate, number));
    write_all("offices/HQ/debtors.csv".to_owned(), donors.collect(), out)
}

/// Writes `debtors.csv` of an office.
pub(super) fn write(estate: &Estate, office: &Office, out: &mut Out) -> Outcome {
    let sound = count(estate);
    let make = |number| debtor(estate, office, number);
    let all = with_faults(estate, office, FAULTS, sound, make, spoil);
    write_all(format!("{}/debtors.csv", office.folder()), all, out)
}

fn donor(estate: &Estate, number: usize) -> Debtor {
    let mut chance = estate.chance("donor account", 0, number);
    let country = chance.one_of(COUNTRIES);
    let name = estate.donor(number);
    let class = if name.contains("Foundation") {
        "FND"
    } else {
        "GOV"
    };
    Debtor {
        cells: vec![
            estate.central_key(Central::Donor, number),
            name,
            "ORG".to_owned(),
            class.to_owned(),
            country.legacy.to_owned(),
            street(&mut chance, country.region),
            (*chance.one_of(country.cities)).to_owned(),
            String::new(),
            with_points(&day(&mut chance, 2012)),
            String::new(),
        ],
        fault: None,
    }
}

fn debtor(estate: &Estate, office: &Office, nth: usize) -> Debtor {
    let mut chance = estate.chance("debtor", office.index, nth);
    // Names of their own, beside those of suppliers.
    let name = estate.company(Kind::Supplier, office, 5000 + nth);
    Debtor {
        cells: vec![
            number(office, nth),
            name,
            "ORG".to_owned(),
            chance.pick(&["LOC", "LOC", "PAR"]).to_owned(),
            office.country.legacy.to_owned(),
            street(&mut chance, office.country.region),
            office.city.to_owned(),
            format!("{:05}", chance.between(10_000, 99_999)),
            with_points(&day(&mut chance, 2021)),
            format!(
                "{}{}",
                office.country.iso,
                chance.between(10_000_000, 99_999_999)
            ),
        ],
        fault: None,
    }
}

fn spoil(debtor: &mut Debtor, fault: Fault) {
    debtor.fault = Some(fault);
    let mut set = |name: &str, text: &str| {
        let column = COLUMNS.iter().position(|known| *known == name);
        if let Some(cell) = column.and_then(|at| debtor.cells.get_mut(at)) {
            text.clone_into(cell);
        }
    };
    match fault {
        Fault::Class => set("Class", "???"),
        Fault::Nameless => set("Name", ""),
        Fault::Country => set("Country", "999"),
        Fault::Since => set("Since", "31.02.2020"),
        Fault::Gone => set("Class", "OLD"),
        Fault::Twice | Fault::TwoOfOne => {}
    }
}

fn write_all(file: String, debtors: Vec<Debtor>, out: &mut Out) -> Outcome {
    let mut page = Lines::new(file);
    page.fields(COLUMNS);
    for debtor in debtors {
        let line = put(&mut page, &debtor.cells);
        let expected = out.answers.of(CUSTOMERS);
        expected.read += 1;
        match debtor.fault {
            None => {}
            Some(Fault::Gone) => expected.filtered += 1,
            Some(Fault::Twice) => {
                put(&mut page, &debtor.cells);
                expected.read += 1;
                expected.duplicates += 1;
            }
            Some(Fault::TwoOfOne) => {
                let mut other = debtor.cells.clone();
                if let Some(cell) = other.get_mut(5) {
                    cell.push_str(" 2");
                }
                let second = put(&mut page, &other);
                expected.read += 1;
                for line in [line, second] {
                    let told = Told {
                        code: "KEY-CONFLICT",
                        field: "",
                        origin: page.at(line),
                        kind: "two debtors of one number",
                    };
                    tell(&mut out.answers, CUSTOMERS, told);
                }
            }
            Some(fault) => plant(&page, line, fault, out),
        }
    }
    let file = page.file.clone();
    out.put(MODULE, &file, page.windows_1252())?;
    Ok(())
}

fn put(page: &mut Lines, cells: &[String]) -> usize {
    let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
    page.fields(&cells)
}

fn plant(page: &Lines, line: usize, fault: Fault, out: &mut Out) {
    let (code, field, column, kind) = match fault {
        Fault::Class => (
            "MAP-UNMAPPED-CODE",
            "CustomerClassCode",
            "Class",
            "class that no crosswalk has",
        ),
        Fault::Nameless => ("VAL-REQUIRED", "PartyName", "Name", "debtor without a name"),
        Fault::Country => (
            "MAP-UNMAPPED-CODE",
            "sites.CountryCode",
            "Country",
            "country that no crosswalk has",
        ),
        _ => (
            "MAP-DATE-FORMAT",
            "AccountEstablishedDate",
            "Since",
            "day that does not exist",
        ),
    };
    let told = Told {
        code,
        field,
        origin: page.at_field(line, COLUMNS, column),
        kind,
    };
    tell(&mut out.answers, CUSTOMERS, told);
}
