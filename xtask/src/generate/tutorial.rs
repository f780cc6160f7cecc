//! The workbook that the tutorial starts from, and the same as its owner mended it.

use super::organisation::files::{Sheet, date_cell, workbook};
use super::table::Cell;

const COLUMNS: &[&str] = &[
    "Vendor ID",
    "Vendor Name",
    "Type",
    "Country",
    "Tax ID",
    "Founded",
    "Valid Until",
];

/// One vendor: number, name, type, country, tax id, year, last day.
type Vendor = [&'static str; 7];

#[rustfmt::skip]
const VENDORS: &[Vendor] = &[
    ["17", "Baobab Stationery Ltd", "CORP", "KEN", "P051234567A", "1998", ""],
    ["18", "Fjord Shipping AS", "CORP", "NOR", "987654321", "1974", "2027-12-31"],
    ["19", "Rio Verde Catering", "SOLE", "BRA", "", "2011", ""],
    ["20", "Acacia Motors & Parts", "CORP", "KEN", "P051999888B", "2003", ""],
    ["21", "Atelier Diop", "SOLE", "SEN", "", "2016", "2026-06-30"],
    ["22", "Lumen Energy Systems", "CORP", "ZZZ", "", "2019", ""],
    ["23", "Société Kanté et Frères", "PART", "MLI", "", "1989", "31/02/2027"],
    ["24", "", "CORP", "FJI", "", "2007", ""],
    ["25", "Cedar Clinic Supplies", "CORP", "LBN", "", "1995", ""],
    ["26", "Andes Printing", "PART", "PER", "", "2001", ""],
];

/// Row, column, value.
type Mended = (usize, usize, &'static str);

/// What the owner found out.
const MENDED: &[Mended] = &[(5, 3, "ZMB"), (6, 6, "2027-02-28"), (7, 1, "Coral Freight")];

/// A file by its path.
type File = (&'static str, Vec<u8>);

/// Both workbooks.
pub(super) fn files() -> Result<Vec<File>, Box<dyn std::error::Error>> {
    let mut mended: Vec<Vendor> = VENDORS.to_vec();
    for (row, column, value) in MENDED {
        if let Some(cell) = mended.get_mut(*row).and_then(|row| row.get_mut(*column)) {
            *cell = value;
        }
    }
    Ok(vec![
        ("docs/tutorial/vendors.xlsx", book(VENDORS)?),
        ("docs/tutorial/vendors-mended.xlsx", book(&mended)?),
    ])
}

fn book(vendors: &[Vendor]) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let rows: Vec<Vec<Cell>> = vendors.iter().map(row).collect();
    let sheet = Sheet {
        name: "Vendors",
        titles: &["Vendors of the Nairobi office", "as of 31/12/2025"],
        columns: COLUMNS,
        rows: &rows,
    };
    Ok(workbook("Vendors", &[sheet])?)
}

fn row(vendor: &Vendor) -> Vec<Cell> {
    let [number, name, kind, country, tax, founded, until] = vendor;
    vec![
        Cell::Number((*number).to_owned()),
        Cell::text(*name),
        Cell::text(*kind),
        Cell::text(*country),
        Cell::text(*tax),
        Cell::Number((*founded).to_owned()),
        date_cell(until),
    ]
}
