//! What the systems of workforce, payroll, human resources and internal justice export: each office's personnel register,
//! leave, families, appraisals and training; the payroll host; recruitment; the register of cases.

mod cases;
mod family;
mod leave;
mod payroll;
mod personnel;
mod recruitment;
mod talent;
mod training;

use super::super::prng::Prng;
use super::super::table::Cell;
use super::estate::{Estate, Office};
use super::files::Out;
use crate::Outcome;

/// The module's name in the key of right answers.
const MODULE: &str = "people";

/// Writes the files of the module.
pub(super) fn write(estate: &Estate, out: &mut Out) -> Outcome {
    let offices = estate.offices().count();
    for office in estate.offices() {
        let faults = Faults {
            offices,
            office: office.index,
        };
        personnel::write(estate, &office, &faults, out)?;
        payroll::write(estate, &office, &faults, out)?;
        leave::write(estate, &office, &faults, out)?;
        family::write(estate, &office, &faults, out)?;
        talent::write(estate, &office, &faults, out)?;
        training::write(estate, &office, &faults, out)?;
        recruitment::write(estate, &office, &faults, out)?;
    }
    cases::write(estate, out)
}

/// Which faults an office has: each kind comes once at least, however few offices there are.
struct Faults {
    offices: usize,
    office: usize,
}

/// Offices from one with a kind of fault to the next, where there are so many.
const EVERY: usize = 20;

impl Faults {
    /// The faults, of all that there are of an object, that this office has.
    fn of<T: Copy>(&self, all: &[T]) -> Vec<T> {
        let period = self.offices.clamp(1, EVERY);
        let own = self.office % period;
        let planted = all.iter().enumerate();
        let planted = planted.filter(|(nth, _)| nth % period == own);
        planted.map(|(_, fault)| *fault).collect()
    }
}

/// A number of a worker whom nobody knows.
fn nobody(office: &Office, nth: usize) -> String {
    format!("{}{:04}", office.number(), 9_900 + nth)
}

/// `2025-03-04`, from a year to a year.
fn day(chance: &mut Prng, from: i64, to: i64) -> String {
    let (year, month) = (chance.between(from, to), chance.between(1, 12));
    format!("{year}-{month:02}-{:02}", chance.between(1, 28))
}

/// `2025-03-04` as `04/03/2025`.
fn day_first(date: &str) -> String {
    let parts: Vec<&str> = date.split('-').rev().collect();
    parts.join("/")
}

/// Cells of texts, in their order.
fn texts(texts: &[&str]) -> Vec<Cell> {
    texts.iter().map(|text| Cell::text(*text)).collect()
}

/// A digit or several as a number that an index or an amount is made of.
fn small(number: usize) -> i64 {
    i64::try_from(number).unwrap_or_default()
}
