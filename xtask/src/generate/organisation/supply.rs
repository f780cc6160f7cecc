//! What the systems of supply chain, procurement and partners export: vendors, their bank accounts, items, orders,
//! requisitions, stock, users with their roles, implementing partners.

mod agreements;
mod banks;
mod items;
mod orders;
mod page;
mod partners;
mod requisitions;
mod stock;
mod users;
mod vendors;

use super::estate::{Estate, Office};
use super::files::Out;
use crate::Outcome;

/// The module's name in the key of right answers.
const MODULE: &str = "supply";

/// Writes the files of the module.
pub(super) fn write(estate: &Estate, out: &mut Out) -> Outcome {
    items::write(estate, out)?;
    orders::write_limits(out)?;
    let offices = estate.offices().count();
    for office in estate.offices() {
        let faults = Faults {
            offices,
            office: office.index,
        };
        vendors::write(estate, &office, &faults, out)?;
        banks::write(estate, &office, &faults, out)?;
        orders::write(estate, &office, &faults, out)?;
        requisitions::write(estate, &office, &faults, out)?;
        stock::write(estate, &office, &faults, out)?;
        users::write(estate, &office, &faults, out)?;
        partners::write(estate, &office, &faults, out)?;
        agreements::write(estate, &office, &faults, out)?;
    }
    Ok(())
}

/// Which faults an office has. Each kind comes once at least, however few offices there are.
struct Faults {
    offices: usize,
    office: usize,
}

impl Faults {
    /// The kinds, of so many, that this office has; with many offices about one office in `every` has one.
    fn of(&self, kinds: usize, every: usize) -> Vec<usize> {
        let period = kinds * every;
        let own = self.office % period;
        let planted = |kind: &usize| kind % period.min(self.offices) == own;
        (0..kinds).filter(planted).collect()
    }
}

/// A street of the office's country.
fn street(estate: &Estate, office: &Office, what: &str, number: usize) -> String {
    let mut chance = estate.chance(what, office.index, number);
    super::super::names::street(&mut chance, office.country.region)
}

/// `2025-03-04`, from a year to a year.
fn day(chance: &mut super::super::prng::Prng, from: i64, to: i64) -> String {
    let (year, month) = (chance.between(from, to), chance.between(1, 12));
    format!("{year}-{month:02}-{:02}", chance.between(1, 28))
}

/// `2025-03-04` as `04/03/2025`.
fn day_first(date: &str) -> String {
    let parts: Vec<&str> = date.split('-').rev().collect();
    parts.join("/")
}

/// Hundredths with a decimal comma: `1234,50`.
fn comma(hundredths: i64) -> String {
    super::answers::decimal(hundredths).replace('.', ",")
}

/// Puts a cell in the place of that in a column.
fn put<T>(cells: &mut [T], column: usize, cell: T) {
    if let Some(place) = cells.get_mut(column) {
        *place = cell;
    }
}
