//! What the systems for projects, results, contracts, fleet, budgets and donors export.
//!
//! Every office has a project workbook, a voucher export, tags of the results framework, a contract register, a list of its
//! vehicles with their meter log and fuel cards, and a budget sheet; headquarters keep donors, their assessments, pledges,
//! the framework and the ledger's budget.

mod budgets;
mod contracts;
mod costs;
mod donors;
mod fleet;
mod grants;
mod projects;
mod results;
mod table;

use super::estate::{Estate, Office};
use super::files::{Out, delimited};
use crate::Outcome;
use crate::generate::prng::Prng;

const MODULE: &str = "programmes";

/// The folder of headquarters' files.
const HQ: &str = "hq/programmes";

/// Writes the files of the module.
pub(super) fn write(estate: &Estate, out: &mut Out) -> Outcome {
    out.put(
        MODULE,
        &format!("{HQ}/offices.csv"),
        register_of_offices(estate),
    )?;
    results::framework(out)?;
    for office in estate.offices() {
        projects::write(estate, &office, out)?;
        costs::write(estate, &office, out)?;
        results::write(estate, &office, out)?;
        contracts::write(estate, &office, out)?;
        fleet::write(estate, &office, out)?;
        budgets::plan(estate, &office, out)?;
    }
    budgets::ledger(estate, out)?;
    donors::write(estate, out)?;
    grants::write(estate, out)
}

/// What mappings look up of an office: its names and numbers in the ERP.
fn register_of_offices(estate: &Estate) -> String {
    let mut text = String::new();
    let columns = [
        "Office",
        "Business Unit",
        "Business Unit Id",
        "Maintenance Organization Id",
        "Entity",
    ];
    delimited(&mut text, ';', &columns);
    for office in estate.offices() {
        let index = office.index;
        let fields = [
            office.code(),
            office.business_unit(),
            (300_000_047_000_101 + index).to_string(),
            (300_000_047_200_101 + index).to_string(),
            format!("E_{}", office.number()),
        ];
        delimited(&mut text, ';', &fields.each_ref().map(String::as_str));
    }
    text
}

/// The faults of a list that are planted in an office: each in one office, and in every seventh office one more.
fn planted<'a, T>(estate: &Estate, office: &Office, kinds: &'a [T]) -> Vec<&'a T> {
    let offices = estate.offices().count();
    let more = (office.index % 7 == 3).then(|| office.index % kinds.len().max(1));
    let of_office = kinds.iter().enumerate();
    let of_office =
        of_office.filter(|(kind, _)| kind % offices == office.index || more == Some(*kind));
    of_office.map(|(_, fault)| fault).collect()
}

/// An amount in hundredths from 10 to `most` units; whole units where the currency has no smaller ones.
fn money(chance: &mut Prng, currency: &str, most: i64) -> i64 {
    let hundredths = chance.between(1_000, most * 100);
    match super::places::decimals(currency) {
        0 => hundredths / 100 * 100,
        _ => hundredths,
    }
}

/// `YYYY-MM-DD` of a day in the open year.
fn day_of_year(chance: &mut Prng) -> String {
    format!(
        "2025-{:02}-{:02}",
        chance.between(1, 12),
        chance.between(1, 28)
    )
}

/// `2025-03-14` as `14/03/2025`, with whatever stands between.
fn turned(day: &str, between: &str) -> String {
    let parts: Vec<&str> = day.split('-').rev().collect();
    parts.join(between)
}
