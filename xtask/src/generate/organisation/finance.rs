//! What the systems of finance export: the chart of accounts, trial balances and journals of each office's ledger, open items of payables
//! and receivables with the debtors behind them, registers of assets, and the organisation's own bank accounts.

mod assets;
mod balances;
mod cash;
mod chart;
mod customers;
mod invoices;
mod journals;
mod lines;
mod receivables;

use super::super::prng::Prng;
use super::answers::{Answers, decimal};
use super::estate::{Estate, Office};
use super::files::Out;
use super::places;
use crate::Outcome;

/// The module's name in the key of right answers.
const MODULE: &str = "finance";

/// Writes the files of the module.
pub(super) fn write(estate: &Estate, out: &mut Out) -> Outcome {
    chart::write(out)?;
    customers::write_donors(estate, out)?;
    for office in estate.offices() {
        balances::write(estate, &office, out)?;
        journals::write(estate, &office, out)?;
        invoices::write(estate, &office, out)?;
        customers::write(estate, &office, out)?;
        receivables::write(estate, &office, out)?;
        assets::write(estate, &office, out)?;
        cash::write(estate, &office, out)?;
    }
    Ok(())
}

/// The faults of an office that has so many sound records: each kind comes once at least among all offices, and one of five hundred
/// records has one.
fn faults<F: Copy>(estate: &Estate, office: &Office, kinds: &[F], records: usize) -> Vec<F> {
    let (offices, own) = (estate.offices().count(), office.index);
    let once = kinds.iter().enumerate();
    let once = once.filter(|(kind, _)| {
        if offices < kinds.len() {
            kind % offices == own
        } else {
            *kind == own
        }
    });
    let until = |office: usize| office * records / 500;
    let more = until(own)..until(own + 1);
    let more = more.filter_map(|nth| kinds.get(nth % kinds.len()));
    once.map(|(_, kind)| kind).chain(more).copied().collect()
}

/// An office's sound records, with those that are spoilt between them: these have the numbers behind the sound ones.
fn with_faults<T, F: Copy>(
    estate: &Estate,
    office: &Office,
    kinds: &[F],
    sound: usize,
    make: impl Fn(usize) -> T,
    spoil: impl Fn(&mut T, F),
) -> Vec<T> {
    let planted = faults(estate, office, kinds, sound).into_iter();
    let faulty = planted.zip(sound..).map(|(fault, number)| {
        let mut one = make(number);
        spoil(&mut one, fault);
        one
    });
    let faulty: Vec<T> = faulty.collect();
    mixed((0..sound).map(make).collect(), faulty)
}

/// What a planted fault must be found as.
struct Told {
    code: &'static str,
    field: &'static str,
    origin: String,
    kind: &'static str,
}

/// Counts a record as held back, with the finding that holds it.
fn tell(answers: &mut Answers, object: &'static str, told: Told) {
    answers.of(object).rejected += 1;
    answers.finding(object, told.code, told.field, told.origin, told.kind);
}

/// Puts what has a fault among what is sound, not all of it at one place.
fn mixed<T>(mut sound: Vec<T>, faulty: Vec<T>) -> Vec<T> {
    for (nth, one) in faulty.into_iter().enumerate() {
        let place = (nth * 7 + 1).min(sound.len());
        sound.insert(place, one);
    }
    sound
}

/// An amount in hundredths, whole where the currency has no hundredths.
fn money(chance: &mut Prng, currency: &str, most: i64) -> i64 {
    let amount = chance.between(1000, most);
    if places::decimals(currency) == 0 {
        amount / 100 * 100
    } else {
        amount
    }
}

/// A natural account as the old ledgers write it: `51.200`.
fn dotted(account: &str) -> String {
    let (class, rest) = account.split_at(2.min(account.len()));
    format!("{class}.{rest}")
}

/// Hundredths with a decimal comma: `1234,50`.
fn comma(hundredths: i64) -> String {
    decimal(hundredths).replace('.', ",")
}

/// `2025-03-04` as `04.03.2025`.
fn with_points(date: &str) -> String {
    let parts: Vec<&str> = date.split('-').rev().collect();
    parts.join(".")
}

/// A day of a year that every month has: `2025-03-04`.
fn day(chance: &mut Prng, year: i64) -> String {
    format!(
        "{year}-{:02}-{:02}",
        chance.between(1, 12),
        chance.between(1, 28)
    )
}
