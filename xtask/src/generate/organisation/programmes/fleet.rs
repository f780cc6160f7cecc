//! The vehicles of each office, the log of their meters and what their fuel cards paid for.

use super::super::estate::{Estate, Kind, Office};
use super::super::files::{Out, Sheet, date_cell, workbook};
use super::table::{At, Fault, Table, fault};
use super::{MODULE, day_of_year, planted};
use crate::Outcome;
use crate::generate::table::Cell;

const VEHICLES: &[&str] = &[
    "Vehicle No",
    "Office",
    "Class",
    "Make and Model",
    "Chassis No",
    "Fixed Asset",
    "In Service",
    "Plate",
    "Fuel",
    "Driver",
    "Model Year",
    "Meter 1",
    "Start 1",
    "Meter 2",
    "Start 2",
    "State",
];

const VEHICLE_FAULTS: &[Fault] = &[
    fault(
        "class without a crosswalk entry",
        ("Class", "TRICYCLE"),
        ("MAP-UNMAPPED-CODE", "ItemId"),
    ),
    fault(
        "vehicle without a fixed asset",
        ("Fixed Asset", ""),
        ("VAL-REQUIRED", "fixedAssetAssociations.FixedAssetId"),
    ),
    fault(
        "fixed asset that is not there",
        ("Fixed Asset", "A99*999"),
        ("REF-MISSING", "fixedAssetAssociations.FixedAssetId"),
    ),
    fault(
        "date in another format",
        ("In Service", "March 2021"),
        ("MAP-DATE-FORMAT", "InServiceDate"),
    ),
    fault(
        "fuel without a crosswalk entry",
        ("Fuel", "K"),
        ("MAP-UNMAPPED-CODE", "assetDFF.fuelType"),
    ),
    fault(
        "office that is not registered",
        ("Office", "ZZ99"),
        ("MAP-LOOKUP-MISSING", "OperatingOrganizationId"),
    ),
];

const LOG: &[&str] = &["Vehicle", "Meter", "Date", "Reading", "Unit", "Remark"];

const LOG_FAULTS: &[Fault] = &[
    fault(
        "vehicle that is not there",
        ("Vehicle", "A99*999"),
        ("REF-MISSING", "AssetId"),
    ),
    fault(
        "meter that vehicles do not have",
        ("Meter", "TACHO"),
        ("VAL-ALLOWED", "MeterCode"),
    ),
    fault(
        "reading in words",
        ("Reading", "broken"),
        ("MAP-NUMBER-FORMAT", "DisplayedValue"),
    ),
    fault(
        "reading below nothing",
        ("Reading", "-5"),
        ("VAL-CHECK", "DisplayedValue"),
    ),
    fault(
        "unit that is none",
        ("Unit", "leagues"),
        ("MAP-CONVERT", "DisplayedValue"),
    )
    .at(At::Column("Reading")),
];

const CARD: &[&str] = &[
    "Voucher", "Day", "Vehicle", "Work", "Litres", "Cost", "Currency", "Odometer", "Station",
];

/// The widths of the fields of a card's line.
const WIDTHS: [usize; 9] = [14, 8, 10, 1, 8, 12, 3, 7, 30];

const CARD_FAULTS: &[Fault] = &[
    fault(
        "vehicle that is not there",
        ("Vehicle", "A99*998"),
        ("REF-MISSING", "AssetId"),
    ),
    fault(
        "work without a crosswalk entry",
        ("Work", "X"),
        ("MAP-UNMAPPED-CODE", "WorkOrderTypeCode"),
    ),
    fault(
        "currency that is none",
        ("Currency", "QQQ"),
        ("MAP-FORM", "WorkOrderDFF.currencyCode"),
    ),
    fault(
        "day of no calendar",
        ("Day", "20250231"),
        ("SRC-MALFORMED", "Day"),
    ),
];

/// Writes the files of an office.
pub(super) fn write(estate: &Estate, office: &Office, out: &mut Out) -> Outcome {
    vehicles(estate, office, out)?;
    log(estate, office, out)?;
    cards(estate, office, out)
}

fn vehicles(estate: &Estate, office: &Office, out: &mut Out) -> Outcome {
    let mut table = Table::new("vehicles", VEHICLES).of(office);
    let count = estate.count(Kind::Vehicle);
    for number in 0..count {
        table.push(vehicle(estate, office, number, number, "IN USE"));
    }
    let faults = planted(estate, office, VEHICLE_FAULTS);
    for (place, fault) in faults.into_iter().enumerate() {
        // Numbers of vehicles beyond the sound ones are sound assets of other kinds; these have a number of their own.
        table.spoilt(vehicle(estate, office, 90_000 + place, 0, "IN USE"), fault);
    }
    table.push(vehicle(estate, office, 91_000, 1, "SOLD"));
    table.count(out);
    let of = out.answers.of("vehicles");
    of.filtered += 1;
    of.add("vehicles", "", i64::try_from(table.len() * 100)?);
    let file = format!("{}/fleet.xlsx", office.folder());
    let title = format!("Fleet of {}", office.business_unit());
    let titles = [&*title, "One line a vehicle; two meters at the most"];
    let sheet: Sheet<'_> = table.sheet(&file, ("Vehicles", &titles), out);
    out.put(MODULE, &file, workbook(&title, &[sheet])?)?;
    Ok(())
}

fn vehicle(
    estate: &Estate,
    office: &Office,
    number: usize,
    asset: usize,
    state: &str,
) -> Vec<Cell> {
    let mut chance = estate.chance("vehicles", office.index, number);
    let driver = chance.below(estate.count(Kind::Worker));
    let class = chance.pick(&["4X4", "PICKUP", "MINIBUS", "TRUCK", "MOTORBIKE"]);
    let hours = class == "TRUCK";
    let year = chance.between(2012, 2024);
    let meter = if hours { "ENGINE-HOURS" } else { "" };
    let start = if hours {
        chance.between(10, 900).to_string()
    } else {
        String::new()
    };
    let model = chance.pick(&[
        "Toyota Land Cruiser 79",
        "Nissan Patrol",
        "Ford Ranger",
        "Isuzu NPR",
        "Yamaha AG 200",
    ]);
    vec![
        Cell::text(estate.key(Kind::Vehicle, office, number)),
        Cell::text(office.code()),
        Cell::text(class),
        Cell::text(model),
        Cell::text(format!("jt{}{number:05}x", office.number())),
        Cell::text(estate.key(Kind::Asset, office, asset)),
        date_cell(&format!("{year}-{:02}-01", chance.between(1, 12))),
        Cell::text(format!(
            "{} {:03}-{number:03}",
            office.code(),
            chance.between(100, 999)
        )),
        Cell::text(chance.pick(&["D", "D", "P", "H"])),
        Cell::text(estate.key(Kind::Worker, office, driver)),
        Cell::Number(year.to_string()),
        Cell::text("ODOMETER"),
        Cell::Number(chance.between(0, 90_000).to_string()),
        Cell::text(meter),
        if start.is_empty() {
            Cell::Empty
        } else {
            Cell::Number(start)
        },
        Cell::text(state),
    ]
}

fn log(estate: &Estate, office: &Office, out: &mut Out) -> Outcome {
    let mut table = Table::new("readings", LOG).of(office);
    // Offices of British ways count miles.
    let unit = if office.country.iso == "GB" {
        "mi"
    } else {
        "km"
    };
    for number in 0..estate.count(Kind::Vehicle) {
        let mut chance = estate.chance("readings", office.index, number);
        let mut shown = chance.between(90_000, 120_000);
        for month in 1..=estate.scaled(12, 2).min(12) {
            shown += chance.between(200, 3_000);
            let day = format!("2025-{month:02}-{:02}", chance.between(20, 28));
            table.push(reading(estate, office, number, (&day, shown, unit)));
        }
    }
    for (place, fault) in planted(estate, office, LOG_FAULTS).into_iter().enumerate() {
        let day = format!("2024-06-{:02}", place + 1);
        table.spoilt(reading(estate, office, 0, (&day, 1000, "km")), fault);
    }
    table.count(out);
    let readings = i64::try_from(table.len() * 100)?;
    out.answers.of("readings").add("readings", "", readings);
    let file = format!("{}/meter-log.csv", office.folder());
    let text = table.delimited(&file, ',', out);
    out.put(MODULE, &file, text)?;
    Ok(())
}

fn reading(
    estate: &Estate,
    office: &Office,
    number: usize,
    (day, shown, unit): (&str, i64, &str),
) -> Vec<Cell> {
    vec![
        Cell::text(estate.key(Kind::Vehicle, office, number)),
        Cell::text("ODOMETER"),
        Cell::text(day),
        Cell::text(shown.to_string()),
        Cell::text(unit),
        Cell::text(if shown % 7 == 0 { "read by guard" } else { "" }),
    ]
}

fn cards(estate: &Estate, office: &Office, out: &mut Out) -> Outcome {
    let mut table = Table::new("fuel", CARD).of(office);
    let count = estate.scaled(240, 6);
    for number in 0..count {
        table.push(card(estate, office, number));
    }
    for (place, fault) in planted(estate, office, CARD_FAULTS).into_iter().enumerate() {
        table.spoilt(card(estate, office, count + place), fault);
    }
    table.count(out);
    table.total(out, "litres", ("Litres", ""), '.');
    table.total(out, "cost", ("Cost", "Currency"), '.');
    let file = format!("{}/fuel-cards.txt", office.folder());
    let mut text = String::new();
    for row in table.rows() {
        let fields = table.columns().iter().zip(WIDTHS).map(|(name, width)| {
            // Decimals are implied.
            let field = table.text(row, name).replace('.', "");
            let padded = match *name {
                "Litres" | "Cost" | "Odometer" => format!("{field:0>width$}"),
                _ => field,
            };
            (padded, width)
        });
        // The host fills every line up to its whole length.
        for (field, width) in fields {
            text.push_str(&format!("{field:<width$}"));
        }
        text.push_str("\r\n");
    }
    table.say_fixed(&file, &WIDTHS, out);
    out.put(MODULE, &file, text)?;
    Ok(())
}

fn card(estate: &Estate, office: &Office, number: usize) -> Vec<Cell> {
    let mut chance = estate.chance("fuel", office.index, number);
    let vehicle = chance.below(estate.count(Kind::Vehicle));
    let work = chance.pick(&["F", "F", "F", "F", "S", "R"]);
    let litres = match work {
        "F" => super::super::answers::decimal(chance.between(1_000, 9_000)),
        _ => "0.00".to_owned(),
    };
    let cost = super::money(&mut chance, office.currency, 2_000);
    vec![
        Cell::text(format!("{}-F{number:06}", office.code())),
        Cell::text(day_of_year(&mut chance).replace('-', "")),
        Cell::text(estate.key(Kind::Vehicle, office, vehicle)),
        Cell::text(work),
        Cell::text(litres),
        Cell::text(super::super::answers::decimal(cost)),
        Cell::text(office.currency),
        Cell::text(chance.between(90_000, 150_000).to_string()),
        Cell::text(format!("{} depot {}", office.city, chance.between(1, 9))),
    ]
}
