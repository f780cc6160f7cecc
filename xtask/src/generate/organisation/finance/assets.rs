//! The register of fixed assets that each office keeps in a workbook. The vehicles stand first.

use super::super::super::table::Cell;
use super::super::answers::decimal;
use super::super::estate::{Estate, Kind, Office};
use super::super::files::{Out, Sheet, at_cell, date_cell, workbook};
use super::{MODULE, Told, day, tell, with_faults};
use crate::Outcome;

const ASSETS: &str = "assets";
const SHEET: &str = "Register";

const COLUMNS: &[&str] = &[
    "Asset No",
    "Description",
    "Class",
    "In service",
    "Cost USD",
    "Depreciated USD",
    "Life years",
    "Serial No",
    "Place",
    "Condition",
];

/// A class of assets: the register's code, the ERP's category, what there is of it, years of life, most cost in hundredths.
struct Class {
    code: &'static str,
    category: &'static str,
    things: &'static [&'static str],
    years: i64,
    most: i64,
}

const VEHICLES: Class = Class {
    code: "VEH",
    category: "VEHICLE-LIGHT",
    things: &["Land cruiser", "Pick-up", "Minibus", "Truck 7 t"],
    years: 8,
    most: 9_000_000,
};

const OTHERS: &[Class] = &[
    Class {
        code: "ICT",
        category: "COMPUTER-EQUIPMENT",
        things: &["Laptop", "Server", "Satellite terminal", "Printer"],
        years: 4,
        most: 900_000,
    },
    Class {
        code: "FUR",
        category: "FURNITURE-OFFICE",
        things: &["Conference table", "Archive shelves", "Safe"],
        years: 10,
        most: 400_000,
    },
    Class {
        code: "GEN",
        category: "EQUIPMENT-POWER",
        things: &["Generator 20 kVA", "Solar plant", "Inverter"],
        years: 10,
        most: 4_000_000,
    },
];

/// What is wrong with an asset.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    Class,
    Cost,
    Day,
    OverDepreciated,
    Words,
    Disposed,
}

const FAULTS: &[Fault] = &[
    Fault::Class,
    Fault::Cost,
    Fault::Day,
    Fault::OverDepreciated,
    Fault::Words,
    Fault::Disposed,
];

struct Asset {
    /// The cells in the order of the columns.
    cells: Vec<Cell>,
    /// The group of the control total.
    category: &'static str,
    /// In hundredths; nothing where the cell holds no number.
    cost: Option<i64>,
    fault: Option<Fault>,
}

/// Writes `assets.xlsx` of an office.
pub(super) fn write(estate: &Estate, office: &Office, out: &mut Out) -> Outcome {
    let sound = estate.count(Kind::Asset);
    let make = |number| asset(estate, office, number);
    let assets = with_faults(estate, office, FAULTS, sound, make, spoil);
    let file = format!("{}/assets.xlsx", office.folder());
    let title = format!("{} – register of assets", office.business_unit());
    let rows: Vec<Vec<Cell>> = assets.iter().map(|asset| asset.cells.clone()).collect();
    let sheet = Sheet {
        name: SHEET,
        titles: &[&title, "Book MERIDIAN CORP", "as of 31/12/2025"],
        columns: COLUMNS,
        rows: &rows,
    };
    for (place, asset) in assets.iter().enumerate() {
        let expected = out.answers.of(ASSETS);
        expected.read += 1;
        if let Some(cost) = asset.cost {
            expected.add("cost", asset.category, cost);
        }
        if let Some(fault) = asset.fault {
            plant(&file, sheet.row(place), fault, out);
        }
    }
    out.put(MODULE, &file, workbook(&title, &[sheet])?)?;
    Ok(())
}

fn asset(estate: &Estate, office: &Office, number: usize) -> Asset {
    let mut chance = estate.chance("asset", office.index, number);
    let class = if number < estate.count(Kind::Vehicle) {
        &VEHICLES
    } else {
        chance.one_of(OTHERS)
    };
    let cost = chance.between(20_000, class.most);
    let year = chance.between(2017, 2024);
    // A year's share for each year of use, and never more than the cost.
    let used = (2025 - year).min(class.years);
    let depreciated = cost / class.years * used;
    let bought = day(&mut chance, year);
    let date = if chance.chance(25) {
        let parts: Vec<&str> = bought.split('-').rev().collect();
        Cell::text(parts.join("/"))
    } else {
        date_cell(&bought)
    };
    Asset {
        cells: vec![
            Cell::text(estate.key(Kind::Asset, office, number)),
            Cell::text(chance.pick(class.things)),
            Cell::text(class.code),
            date,
            Cell::Number(decimal(cost)),
            Cell::Number(decimal(depreciated)),
            Cell::Number(class.years.to_string()),
            Cell::text(format!("SN{}{:04}", office.number(), number)),
            Cell::text(office.code()),
            Cell::text(chance.pick(&["good", "fair"])),
        ],
        category: class.category,
        cost: Some(cost),
        fault: None,
    }
}

fn spoil(asset: &mut Asset, fault: Fault) {
    asset.fault = Some(fault);
    let (column, cell) = match fault {
        Fault::Class => (2, Cell::text("ART")),
        Fault::Cost => (4, Cell::Number("-120.00".to_owned())),
        Fault::Day => (3, Cell::text("31/04/2021")),
        Fault::OverDepreciated => (5, Cell::Number("9999999.00".to_owned())),
        Fault::Words => (4, Cell::text("donated")),
        Fault::Disposed => (9, Cell::text("disposed")),
    };
    if let Some(place) = asset.cells.get_mut(column) {
        *place = cell;
    }
    match fault {
        Fault::Class => asset.category = "ART",
        Fault::Cost => {
            asset.cost = Some(-12_000);
            if let Some(depreciated) = asset.cells.get_mut(5) {
                *depreciated = Cell::Number("-120.00".to_owned());
            }
        }
        Fault::Words => asset.cost = None,
        Fault::Day | Fault::OverDepreciated | Fault::Disposed => {}
    }
}

fn plant(file: &str, row: usize, fault: Fault, out: &mut Out) {
    let cell = |column: usize| at_cell(file, SHEET, column, row);
    let (code, field, origin, kind) = match fault {
        Fault::Class => (
            "MAP-UNMAPPED-CODE",
            "CategoryCode",
            cell(2),
            "class that no crosswalk has",
        ),
        Fault::Cost => ("VAL-CHECK", "Cost", cell(4), "cost below nothing"),
        Fault::Day => (
            "MAP-DATE-FORMAT",
            "DateInService",
            cell(3),
            "day that does not exist",
        ),
        Fault::OverDepreciated => (
            "VAL-CHECK",
            "DepreciationReserve",
            cell(5),
            "depreciated by more than the cost",
        ),
        Fault::Words => ("MAP-TYPE", "Cost", cell(4), "cost in words"),
        Fault::Disposed => {
            out.answers.of(ASSETS).filtered += 1;
            return;
        }
    };
    let told = Told {
        code,
        field,
        origin,
        kind,
    };
    tell(&mut out.answers, ASSETS, told);
}
