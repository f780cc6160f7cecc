//! The organisation itself: its offices, and who and what they have, by number.
//!
//! Everything follows from the seed and a number alone, so that every module names the same supplier by the same key
//! without having written it, and nothing of the whole is held in memory.

use super::super::countries::COUNTRIES;
use super::super::prng::Prng;
use super::super::regions::Country;
use super::places::{Place, place};
use super::words;

/// The company of all account combinations.
pub(crate) const COMPANY: &str = "01";

/// The organisation, as large as asked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Estate {
    seed: u64,
    offices: usize,
    /// Thousandths of the size that a real organisation of so many offices has.
    scale: usize,
}

/// A country office.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Office {
    /// Its place in the list, from 0.
    pub(crate) index: usize,
    pub(crate) country: &'static Country,
    pub(crate) city: &'static str,
    /// The currency it pays in (ISO 4217).
    pub(crate) currency: &'static str,
    /// The language that its files are kept in: `en`, `fr` or `es`.
    pub(crate) language: &'static str,
    /// Which of its country's offices it is, from 1.
    nth: usize,
}

impl Office {
    /// `KE01`: what the offices call themselves.
    pub(crate) fn code(&self) -> String {
        format!("{}{:02}", self.country.iso, self.nth)
    }

    /// `001`: the office in account combinations and in old numbers.
    pub(crate) fn number(&self) -> String {
        format!("{:03}", self.index + 1)
    }

    /// `Meridian Nairobi`: its business unit in the ERP, and its name.
    pub(crate) fn business_unit(&self) -> String {
        format!("Meridian {}", self.city)
    }

    /// The folder of its files below the data folder: `offices/KE01`.
    pub(crate) fn folder(&self) -> String {
        format!("offices/{}", self.code())
    }
}

/// What an office has many of. The numbers below the count of [`Estate::count`] are sound in every module and may be referred
/// to; what is planted with a fault gets a number from [`Estate::count`] on, to which nothing refers by accident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Supplier,
    /// Implementing partners, who are suppliers of a class of their own.
    Partner,
    Worker,
    Project,
    /// Fixed assets; the first are the vehicles.
    Asset,
    Vehicle,
    Contract,
    Order,
}

/// What headquarters keep for all offices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Central {
    Donor,
    Item,
}

/// A natural account of the chart of accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) number: &'static str,
    pub(crate) name: &'static str,
    /// `A` asset, `L` liability, `E` net assets, `R` revenue, `X` expense.
    pub(crate) class: char,
}

/// A person who works for an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    /// `0010023`, also in the payroll host.
    pub(crate) number: String,
    pub(crate) first: String,
    pub(crate) last: String,
    pub(crate) email: String,
    /// First day of employment, `YYYY-MM-DD`.
    pub(crate) hired: String,
    /// `YYYY-MM-DD`.
    pub(crate) born: String,
}

impl Estate {
    pub(crate) fn new(seed: u64, offices: usize, scale: usize) -> Self {
        Self {
            seed,
            offices,
            scale,
        }
    }

    /// The offices, in order.
    pub(crate) fn offices(&self) -> impl Iterator<Item = Office> + use<> {
        (0..self.offices).map(office)
    }

    /// So many as at scale 1, at this scale; at least `least`.
    pub(crate) fn scaled(&self, at_scale_1: usize, least: usize) -> usize {
        (at_scale_1 * self.scale / 1000).max(least)
    }

    /// How many of a kind each office has.
    pub(crate) fn count(&self, kind: Kind) -> usize {
        let (at_scale_1, least) = match kind {
            Kind::Supplier | Kind::Worker | Kind::Asset => (100, 6),
            Kind::Partner | Kind::Contract => (10, 3),
            Kind::Project => (20, 3),
            Kind::Vehicle => (15, 3),
            Kind::Order => (60, 4),
        };
        self.scaled(at_scale_1, least)
    }

    /// How many of a kind headquarters keep.
    pub(crate) fn central(&self, kind: Central) -> usize {
        match kind {
            Central::Donor => self.scaled(400, 6),
            Central::Item => self.scaled(2000, 10),
        }
    }

    /// Chance of its own for one thing: the same whenever it is asked for. `what` names the use (`"invoice amounts"`).
    pub(crate) fn chance(&self, what: &str, office: usize, number: usize) -> Prng {
        let mut mixed = self.seed ^ 0xCBF2_9CE4_8422_2325;
        let numbers = format!("{what}/{office}/{number}");
        for byte in numbers.bytes() {
            mixed = (mixed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        }
        Prng::new(mixed)
    }

    /// The key by which a thing is known in legacy systems and in the ERP.
    ///
    /// | kind | key |
    /// |---|---|
    /// | supplier, partner | eight digits: `00100023`, partners from `00190000` on |
    /// | worker | seven digits: `0010023` |
    /// | project | `KE01-P007` |
    /// | asset, vehicle | `A00100023`; vehicles are the first assets |
    /// | contract, order | `KE01-C007`, `KE01-PO00012` |
    pub(crate) fn key(&self, kind: Kind, office: &Office, number: usize) -> String {
        let (code, digits) = (office.code(), office.number());
        match kind {
            Kind::Supplier => format!("{digits}{number:05}"),
            Kind::Partner => format!("{digits}{:05}", 90_000 + number),
            Kind::Worker => format!("{digits}{number:04}"),
            Kind::Project => format!("{code}-P{number:03}"),
            Kind::Asset | Kind::Vehicle => format!("A{digits}{number:05}"),
            Kind::Contract => format!("{code}-C{number:03}"),
            Kind::Order => format!("{code}-PO{number:05}"),
        }
    }

    /// The key of what headquarters keep: `D0007`, `ITM-00042`.
    pub(crate) fn central_key(&self, kind: Central, number: usize) -> String {
        match kind {
            Central::Donor => format!("D{number:04}"),
            Central::Item => format!("ITM-{number:05}"),
        }
    }

    /// The name of a supplier or partner; no two of an estate have the same.
    pub(crate) fn company(&self, kind: Kind, office: &Office, number: usize) -> String {
        words::company(office, number, kind == Kind::Partner)
    }

    /// The name of a donor.
    pub(crate) fn donor(&self, number: usize) -> String {
        words::donor(number)
    }

    /// The name of a project.
    pub(crate) fn project(&self, office: &Office, number: usize) -> String {
        words::project(office, number)
    }

    /// A worker.
    pub(crate) fn person(&self, office: &Office, number: usize) -> Person {
        let mut chance = self.chance("person", office.index, number);
        let (first, last) = words::person(&mut chance, office);
        let key = self.key(Kind::Worker, office, number);
        let mut day = |from: i64, to: i64| {
            let (year, month) = (chance.between(from, to), chance.between(1, 12));
            format!("{year}-{month:02}-{:02}", chance.between(1, 28))
        };
        Person {
            first,
            last,
            email: format!("p{key}@meridian.example"),
            born: day(1960, 1986),
            hired: day(2005, 2024),
            number: key,
        }
    }

    /// An account combination: company, office, account, programme, future use (`01-001-51200-0000-000`).
    pub(crate) fn combination(&self, office: &Office, account: &Account) -> String {
        format!("{COMPANY}-{}-{}-0000-000", office.number(), account.number)
    }
}

/// Countries whose offices come early, so that the smallest estate has files in French and in Spanish too: the place that they
/// change with whoever has it.
const EARLY: [(usize, &str); 2] = [(2, "SN"), (3, "CO")];

/// The office's place in the order of countries.
fn place_in_order(index: usize) -> usize {
    for (early, iso) in EARLY {
        let own = COUNTRIES.iter().position(|country| country.iso == iso);
        match own {
            Some(own) if index == early => return own,
            Some(own) if index == own => return early,
            _ => {}
        }
    }
    index
}

/// First every country's first city, then every second one, and so on.
fn office(index: usize) -> Office {
    let rounds = 0..COUNTRIES.len();
    let mut places = rounds.flat_map(|round| {
        let cities = COUNTRIES.iter().map(move |country| (country, round));
        cities.filter(|(country, round)| country.cities.len() > *round)
    });
    let (country, round) = places
        .nth(place_in_order(index))
        .expect("there are as many offices as known cities at the most");
    let Place { currency, language } = place(country.iso);
    Office {
        index,
        country,
        city: country.cities.get(round).copied().unwrap_or_default(),
        currency,
        language,
        nth: round + 1,
    }
}

/// As many offices as there are cities.
pub(crate) fn offices_max() -> usize {
    COUNTRIES.iter().map(|country| country.cities.len()).sum()
}
