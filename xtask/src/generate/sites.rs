//! The sites of the vendors: a second sheet, joined by the vendor's id.

use super::countries::COUNTRIES;
use super::names::{postal_code, slug, street};
use super::planted::Mark;
use super::prng::Prng;
use super::table::{Cell, Row};
use super::vendors::{Known, State, Vendors};

const VENDOR: usize = 0;
const SITE: usize = 1;
const COUNTRY: usize = 5;
const PURCHASING: usize = 6;
const EMAIL: usize = 7;

/// Column names with the group that stands above each.
pub(crate) const COLUMNS: &[(&str, &str)] = &[
    ("Site", "Vendor ID"),
    ("Site", "Site"),
    ("Address", "Street"),
    ("Address", "City"),
    ("Address", "Postal Code"),
    ("Address", "Country"),
    ("Use", "Purchasing"),
    ("Use", "E-mail"),
];

const FIRST_SITES: &[&str] = &["HEAD OFFICE", "MAIN OFFICE", "HEADQUARTERS"];
const OTHER_SITES: &[&str] = &[
    "WAREHOUSE",
    "DEPOT",
    "PORT OFFICE",
    "FIELD OFFICE",
    "SHOWROOM",
];

/// Makes the sites, spoils some, and adds orphans.
pub(crate) fn generate(prng: &mut Prng, vendors: &mut Vendors) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut clean = Vec::new();
    // Sites of closed vendors were purged in the old system.
    let with_sites = |known: &&Known| !matches!(known.state, State::Closed | State::Nameless);
    choose_faulty(prng, vendors);
    for known in vendors.known.iter().filter(with_sites) {
        let more = prng.below(100);
        let count = if more < 62 {
            1
        } else if more < 93 {
            2
        } else {
            3
        };
        for number in 0..count {
            if number == 0 && known.state == State::FaultySite {
                clean.push(rows.len());
            }
            rows.push(site(prng, known, number));
        }
    }
    spoil(&mut rows, clean);
    for number in 0..6 {
        let orphan = orphan(prng, vendors, number);
        let at = prng.below(rows.len());
        rows.insert(at, orphan);
    }
    // Mostly in the order of the vendors, as such sheets are; not so much that a join may count on
    // it.
    for _ in 0..400 {
        let (one, other) = (prng.below(rows.len()), prng.below(rows.len()));
        rows.swap(one, other);
    }
    rows
}

const FAULTS_IN_CELLS: usize = 18;

/// Sets aside the vendors whose sites are spoiled, so that nothing refers to them.
fn choose_faulty(prng: &mut Prng, vendors: &mut Vendors) {
    let mut clean: Vec<&mut Known> = vendors
        .known
        .iter_mut()
        .filter(|known| known.state == State::Clean)
        .collect();
    prng.shuffle(&mut clean);
    for known in clean.into_iter().take(FAULTS_IN_CELLS) {
        known.state = State::FaultySite;
    }
}

fn site(prng: &mut Prng, known: &Known, number: usize) -> Row {
    let country = if prng.chance(90) {
        known.country
    } else {
        prng.one_of(COUNTRIES)
    };
    let name = match number {
        0 => prng.pick(FIRST_SITES).to_owned(),
        number => format!("{} {}", prng.pick(OTHER_SITES), number + 1),
    };
    let purchasing = number == 0 || prng.chance(40);
    let email = if prng.chance(30) {
        let box_name = prng.pick(&["info", "sales", "orders", "office"]);
        format!("{box_name}@{}.example", slug(&known.stem))
    } else {
        String::new()
    };
    Row::new(vec![
        Cell::text(&*known.id),
        Cell::text(name),
        Cell::text(street(prng, country.region)),
        Cell::text(prng.pick(country.cities)),
        Cell::text(if prng.chance(60) {
            postal_code(prng, country)
        } else {
            String::new()
        }),
        Cell::text(country.legacy),
        Cell::text(if purchasing { "Y" } else { "N" }),
        Cell::text(email),
    ])
}

fn spoil(rows: &mut [Row], clean: Vec<usize>) {
    let faults: [(&str, &str, usize, &str, [&str; 6]); 3] = [
        (
            "MAP-UNMAPPED-CODE",
            "country without a crosswalk entry",
            COUNTRY,
            "addresses.Country",
            ["999", "KEN", "12", "DDR", "000", "1O1"],
        ),
        (
            "VAL-LENGTH",
            "text too long",
            SITE,
            "sites.SupplierSite",
            [
                "WAREHOUSE AND CUSTOMS OFFICE",
                "MAIN OFFICE (NEW BUILDING)",
                "HEAD OFFICE, 3RD FLOOR",
                "HEADQUARTERS UNTIL 2019",
                "REGIONAL LOGISTICS CENTRE",
                "OFFICE OF THE LIQUIDATOR",
            ],
        ),
        (
            "VAL-PATTERN",
            "text of the wrong form",
            EMAIL,
            "addresses.Email",
            [
                "info(at)supplier.example",
                "sales@",
                "orders@supplier@example",
                "none",
                "office supplier.example",
                "@supplier.example",
            ],
        ),
    ];
    let mut clean = clean.into_iter();
    for (code, kind, column, field, texts) in faults {
        for text in texts {
            let row = clean.next().and_then(|index| rows.get_mut(index));
            let row = row.expect("there are more sites than faults");
            row.spoil(
                Cell::text(text),
                Mark::cell(code, kind, column, field, format!("\"{text}\"")),
            );
        }
    }
}

/// A site of a vendor that is not there. No site for purchasing, so that it is met only once.
fn orphan(prng: &mut Prng, vendors: &Vendors, number: usize) -> Row {
    let known = prng.one_of(&vendors.known);
    let mut row = site(prng, known, 0);
    let id = format!("{:06}", 900_100 + number * 137);
    row.set(PURCHASING, Cell::text("N"));
    row.set(EMAIL, Cell::Empty);
    let note = format!("there is no vendor {id}");
    row.spoil(
        Cell::text(id),
        Mark::cell(
            "JOIN-ORPHAN",
            "site of no vendor",
            VENDOR,
            "addresses",
            note,
        ),
    );
    row
}
