//! Names of companies, donors, projects and people, each from its number.

use super::super::names::stem;
use super::super::prng::Prng;
use super::estate::Office;

/// Numbers that one office has for the names of its suppliers, partners included.
const NAMES_OF_OFFICE: usize = 8_192;

/// Where the names of partners begin among them.
const PARTNERS_FROM: usize = 7_000;

/// A company of an office; two numbers never give the same name in one region.
pub(crate) fn company(office: &Office, number: usize, partner: bool) -> String {
    let region = office.country.region;
    let own = if partner {
        PARTNERS_FROM + number
    } else {
        number
    };
    let lists = [
        region.onsets,
        region.middles,
        region.middles,
        region.codas,
        region.trades,
        region.forms,
    ];
    let combinations: usize = lists.iter().map(|list| list.len()).product();
    let nth = office.index * NAMES_OF_OFFICE + own;
    // A prime that no list's length holds walks over all combinations before it meets one again.
    let mut left = (nth % combinations) * 1_000_003 % combinations;
    let mut words = lists.map(|list| {
        let word = list.get(left % list.len()).copied().unwrap_or_default();
        left /= list.len();
        word
    });
    if partner {
        words[5] = "Foundation";
    }
    let [onset, middle, second, coda, trade, form] = words;
    let name = format!("{onset}{middle}{second}{coda} {trade} {form}");
    // What remains goes by its city: there are more numbers than combinations.
    match nth / combinations {
        0 => name,
        more => format!("{name} {} {more}", office.city),
    }
}

const DONOR_KINDS: &[&str] = &[
    "Ministry of Foreign Affairs of",
    "Agency for International Cooperation of",
    "Ministry of Health of",
    "Trust Fund of",
    "National Committee of",
    "Embassy Programme of",
];

const PRIVATE_DONORS: &[&str] = &[
    "Aldermoor",
    "Brightwater",
    "Castellane",
    "Dunmere",
    "Elmhurst",
    "Fairholm",
    "Greystone",
    "Halvorsen",
    "Ingleside",
    "Juniper",
    "Kestrel",
    "Larkfield",
];

/// A donor; every fifth is a private one.
pub(crate) fn donor(number: usize) -> String {
    let countries = super::super::countries::COUNTRIES;
    let (round, at) = (number / 5, number % 5);
    if at == 4 {
        let name = PRIVATE_DONORS
            .get(round % PRIVATE_DONORS.len())
            .copied()
            .unwrap_or_default();
        return match round / PRIVATE_DONORS.len() {
            0 => format!("{name} Foundation"),
            more => format!("{name} Foundation {}", more + 1),
        };
    }
    let public = round * 4 + at;
    let kind = DONOR_KINDS
        .get(public / countries.len() % DONOR_KINDS.len())
        .copied()
        .unwrap_or_default();
    let country = countries
        .get(public % countries.len())
        .map_or("", |country| country.name);
    match public / countries.len() / DONOR_KINDS.len() {
        0 => format!("{kind} {country}"),
        more => format!("{kind} {country} ({})", more + 1),
    }
}

const AIMS: &[&str] = &[
    "Safe water",
    "Primary schooling",
    "Mother and child health",
    "Cash assistance",
    "Shelter and winter aid",
    "Vocational training",
    "Food security",
    "Legal aid",
    "Disaster readiness",
    "Women's cooperatives",
];

/// A project of an office.
pub(crate) fn project(office: &Office, number: usize) -> String {
    let aim = AIMS.get(number % AIMS.len()).copied().unwrap_or_default();
    format!(
        "{aim} in {}, phase {}",
        office.city,
        number / AIMS.len() + 1
    )
}

const ENGLISH: &[&str] = &[
    "Grace", "Samuel", "Miriam", "Peter", "Ruth", "Daniel", "Esther", "Joseph", "Hannah", "Simon",
    "Lydia", "Moses",
];
const FRENCH: &[&str] = &[
    "Aïcha",
    "Étienne",
    "Hélène",
    "François",
    "Zoé",
    "Bénédicte",
    "Moussa",
    "Chloé",
    "Gaëlle",
    "René",
];
const SPANISH: &[&str] = &[
    "María", "José", "Lucía", "Andrés", "Inés", "Tomás", "Begoña", "Iván", "Sofía", "Raúl",
];

/// Given name and family name.
pub(crate) fn person(chance: &mut Prng, office: &Office) -> (String, String) {
    let given = match office.language {
        "fr" => FRENCH,
        "es" => SPANISH,
        _ => ENGLISH,
    };
    let first = chance.pick(given).to_owned();
    (first, stem(chance, office.country.region))
}
