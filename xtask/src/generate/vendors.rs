//! The vendors of the example, and what is wrong with some of them.

use super::countries::COUNTRIES;
use super::names::{Names, stem};
use super::planted::Mark;
use super::prng::Prng;
use super::regions::Country;
use super::table::{Cell, Row};

pub(crate) const ID: usize = 0;
const NAME: usize = 1;
const TYPE: usize = 3;
const STATUS: usize = 5;
const TAX_ID: usize = 7;
const VAT: usize = 8;
const DUNS: usize = 9;
const FOUNDED: usize = 10;
const VALID_UNTIL: usize = 11;
pub(crate) const CURRENCY: usize = 12;
pub(crate) const BALANCE: usize = 13;

/// Column names with the group that stands above each.
pub(crate) const COLUMNS: &[(&str, &str)] = &[
    ("Identity", "Vendor ID"),
    ("Identity", "Vendor Name"),
    ("Identity", "Also Known As"),
    ("Classification", "Type"),
    ("Classification", "Category"),
    ("Classification", "Status"),
    ("Tax", "Tax Country"),
    ("Tax", "Tax ID"),
    ("Tax", "VAT No."),
    ("Register", "D-U-N-S"),
    ("Register", "Founded"),
    ("Register", "Valid Until"),
    ("Finance", "Currency"),
    ("Finance", "Open Balance"),
];

/// Vendors with different ids; duplicates and conflicts come on top.
const VENDORS: usize = 4990;

/// The legacy codes of vendor types that the crosswalk knows.
const TYPES: &[&str] = &["10", "10", "10", "20", "30", "40", "50", "60"];
const CATEGORIES: &[&str] = &["G", "G", "G", "S", "W", "C", "T"];

/// What other parts of the example need to know of one vendor.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) id: String,
    pub(crate) country: &'static Country,
    pub(crate) stem: String,
    pub(crate) state: State,
}

/// Whether a vendor may be referred to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Clean,
    /// Not carried over.
    Closed,
    /// Rejected for its type: a reference to it is a finding.
    Rejected,
    /// Has another fault; nothing refers to it.
    Faulty,
    /// Has a fault in one of its sites; nothing refers to it.
    FaultySite,
    /// Has no id.
    Nameless,
}

/// The sheet, and what is known of each vendor.
#[derive(Debug)]
pub(crate) struct Vendors {
    pub(crate) rows: Vec<Row>,
    pub(crate) known: Vec<Known>,
}

impl Vendors {
    /// Ids of the vendors in this state.
    pub(crate) fn ids(&self, state: State) -> Vec<&str> {
        self.known
            .iter()
            .filter(|known| known.state == state)
            .map(|known| &*known.id)
            .collect()
    }

    /// How many records the mapping's `where` leaves out.
    pub(crate) fn closed(&self) -> usize {
        self.rows
            .iter()
            .filter(|row| row.text(STATUS) == "CLOSED")
            .count()
    }
}

/// Makes the vendors, spoils some, and adds duplicates.
pub(crate) fn generate(prng: &mut Prng) -> Vendors {
    let mut names = Names::default();
    let mut vendors = Vendors {
        rows: Vec::new(),
        known: Vec::new(),
    };
    let mut id = 117;
    for number in 0..VENDORS {
        id += prng.between(1, 9);
        let (row, known) = vendor(prng, &mut names, number, id);
        vendors.rows.push(row);
        vendors.known.push(known);
    }
    let mut free: Vec<usize> = (0..VENDORS)
        .filter(|index| {
            vendors
                .known
                .get(*index)
                .is_some_and(|known| known.state == State::Clean)
        })
        .collect();
    prng.shuffle(&mut free);
    let mut free = free.into_iter();
    spoil_cells(&mut vendors, &mut free);
    spoil_records(&mut vendors, &mut free);
    share_tax_ids(&mut vendors, &mut free);
    let copies = copies(prng, &mut names, &mut vendors, &mut free);
    for copy in copies {
        let at = prng.below(vendors.rows.len());
        vendors.rows.insert(at, copy);
    }
    vendors
}

fn vendor(prng: &mut Prng, names: &mut Names, number: usize, id: i64) -> (Row, Known) {
    let country = prng.one_of(COUNTRIES);
    let (name, stem) = names.company(prng, country.region);
    let name = match prng.below(40) {
        0 => format!("{name}  "),
        1 => name.replacen(' ', "  ", 1),
        _ => name,
    };
    let id = format!("{id:06}");
    let closed = prng.chance(6);
    let status = match prng.below(10) {
        _ if closed => "CLOSED",
        0 => "DORMANT",
        _ => "ACTIVE",
    };
    let cells = vec![
        Cell::text(&*id),
        Cell::text(name),
        Cell::text(alias(prng, country)),
        Cell::text(prng.pick(TYPES)),
        Cell::text(prng.pick(CATEGORIES)),
        Cell::text(status),
        Cell::text(country.legacy),
        optional(
            prng,
            80,
            format!("{}{:09}", country.iso, 100_000_000 + number * 83_473),
        ),
        optional_code(prng, 18, country.iso),
        optional_digits(prng, 14),
        if prng.chance(45) {
            Cell::Number(prng.between(1921, 2022).to_string())
        } else {
            Cell::Empty
        },
        valid_until(prng),
        Cell::text(if prng.chance(64) { "USD" } else { "EUR" }),
        balance(prng),
    ];
    let state = if closed { State::Closed } else { State::Clean };
    (
        Row::new(cells),
        Known {
            id,
            country,
            stem,
            state,
        },
    )
}

fn alias(prng: &mut Prng, country: &Country) -> String {
    match prng.below(100) {
        0..12 if !country.region.script.is_empty() => prng.pick(country.region.script).to_owned(),
        12..20 => stem(prng, country.region).to_uppercase(),
        _ => String::new(),
    }
}

fn optional(prng: &mut Prng, percent: usize, text: String) -> Cell {
    if prng.chance(percent) {
        Cell::Text(text)
    } else {
        Cell::Empty
    }
}

fn optional_code(prng: &mut Prng, percent: usize, iso: &str) -> Cell {
    let text = format!("{iso}{:08}", prng.between(1, 99_999_999));
    optional(prng, percent, text)
}

fn optional_digits(prng: &mut Prng, percent: usize) -> Cell {
    let text = format!("{:09}", prng.between(1_000_000, 999_999_999));
    optional(prng, percent, text)
}

/// Clerks typed some dates as text; the rest are true dates of the workbook.
fn valid_until(prng: &mut Prng) -> Cell {
    let (year, month, day) = (
        prng.between(2031, 2036),
        prng.between(1, 12),
        prng.between(1, 28),
    );
    if prng.chance(60) {
        return Cell::Text(format!("{day:02}/{month:02}/{year}"));
    }
    Cell::Date(
        u16::try_from(year).unwrap_or(2031),
        u8::try_from(month).unwrap_or(1),
        u8::try_from(day).unwrap_or(1),
    )
}

fn balance(prng: &mut Prng) -> Cell {
    let magnitude = prng.pick(&[90_000_i64, 1_200_000, 25_000_000]);
    let cents = if prng.chance(60) {
        0
    } else {
        prng.between(-magnitude / 20, magnitude)
    };
    let sign = if cents < 0 { "-" } else { "" };
    Cell::Number(format!(
        "{sign}{}.{:02}",
        cents.abs() / 100,
        cents.abs() % 100
    ))
}

type Free = std::vec::IntoIter<usize>;

/// Takes the next vendor without a fault and gives it this state.
fn take<'a>(vendors: &'a mut Vendors, free: &mut Free, state: State) -> &'a mut Row {
    let index = free.next().expect("there are more vendors than faults");
    vendors
        .known
        .get_mut(index)
        .expect("the vendor is known")
        .state = state;
    vendors.rows.get_mut(index).expect("the vendor has a row")
}

/// Puts wrong values into single cells.
fn spoil_cells(vendors: &mut Vendors, free: &mut Free) {
    for code in ["99", "7", "XX", "1O", "00", "75", "N/A", "15"] {
        let mark = Mark::cell(
            "MAP-UNMAPPED-CODE",
            "vendor type without a crosswalk entry",
            TYPE,
            "TaxOrganizationType",
            format!("type {code} is not in the crosswalk"),
        );
        take(vendors, free, State::Rejected).spoil(Cell::text(code), mark);
    }
    let mut cell = |texts: &[&str], code, kind, column, field| {
        for text in texts {
            let mark = Mark::cell(code, kind, column, field, format!("\"{text}\""));
            take(vendors, free, State::Faulty).spoil(Cell::text(*text), mark);
        }
    };
    cell(
        &[
            "31/02/2032",
            "30/02/2033",
            "31/04/2032",
            "00/05/2034",
            "29/02/2033",
            "12/13/2032",
        ],
        "MAP-DATE-FORMAT",
        "impossible date",
        VALID_UNTIL,
        "InactiveDate",
    );
    cell(
        &[
            "31.12.2032",
            "2033-06-30",
            "31-Dec-2032",
            "30 June 2034",
            "until further notice",
            "2035",
        ],
        "MAP-DATE-FORMAT",
        "date in another format",
        VALID_UNTIL,
        "InactiveDate",
    );
    cell(
        &["c. 1998", "1987?", "MCMXCII", "1960s", "unknown", "20O4"],
        "MAP-TYPE",
        "whole number with letters",
        FOUNDED,
        "YearEstablished",
    );
    cell(
        &["US$", "EURO", "U.S.D.", "usd", "€", "EUR/USD"],
        "VAL-ALLOWED",
        "value that the ERP does not know",
        CURRENCY,
        "PreferredFunctionalCurrencyCode",
    );
    for _ in 0..6 {
        let mark = Mark::cell(
            "VAL-REQUIRED",
            "required value missing",
            NAME,
            "Supplier",
            "no name",
        );
        take(vendors, free, State::Faulty).spoil(Cell::Empty, mark);
    }
}

/// Faults that only a workbook can have, and records without a key.
fn spoil_records(vendors: &mut Vendors, free: &mut Free) {
    for _ in 0..6 {
        let mark = Mark::cell(
            "SRC-ERROR-CELL",
            "error cell",
            DUNS,
            "D-U-N-S",
            "a formula that ended in #N/A",
        );
        take(vendors, free, State::Faulty).spoil(Cell::NotAvailable, mark);
    }
    for number in [
        "12345678901234567",
        "98765432109876543",
        "55544433322211199",
        "10203040506070809",
        "31415926535897931",
    ] {
        let mark = Mark::cell(
            "SRC-DIGITS-LOST",
            "more digits than a spreadsheet keeps",
            VAT,
            "VAT No.",
            "17 digits stored as a number",
        );
        take(vendors, free, State::Faulty).spoil(Cell::Number(number.to_owned()), mark);
    }
    for _ in 0..3 {
        let mark = Mark::cell(
            "KEY-MISSING",
            "business key empty",
            ID,
            "SupplierNumber",
            "no id",
        );
        take(vendors, free, State::Nameless).spoil(Cell::Empty, mark);
    }
    for _ in 0..4 {
        let mark = Mark::cell(
            "SRC-PHANTOM-DATE",
            "date of no calendar",
            VALID_UNTIL,
            "Valid Until",
            "29 February 1900",
        );
        take(vendors, free, State::Faulty).spoil(Cell::PhantomDate, mark);
    }
}

/// Gives pairs of vendors the same tax id.
fn share_tax_ids(vendors: &mut Vendors, free: &mut Free) {
    for number in 0..4 {
        let tax_id = format!("XX{:09}", 700_000_000 + number * 1_111);
        for _ in 0..2 {
            let mark = Mark::cell(
                "VAL-UNIQUE",
                "value that must be unique",
                TAX_ID,
                "TaxpayerId",
                format!("two vendors have {tax_id}"),
            );
            take(vendors, free, State::Faulty).spoil(Cell::text(&*tax_id), mark);
        }
    }
}

/// Records that stand in the sheet twice: as they are, or with another name.
fn copies(prng: &mut Prng, names: &mut Names, vendors: &mut Vendors, free: &mut Free) -> Vec<Row> {
    let mut copies = Vec::new();
    for _ in 0..6 {
        // Without a tax id, so that the copy does not break the uniqueness of that as well.
        let row = take(vendors, free, State::Faulty);
        row.set(TAX_ID, Cell::Empty);
        let mut copy = row.clone();
        copy.marks.push(Mark::duplicate(format!(
            "vendor {} stands here twice",
            row.text(ID)
        )));
        copies.push(copy);
    }
    for _ in 0..4 {
        let region = &super::regions::ANGLO;
        let (name, _) = names.company(prng, region);
        let row = take(vendors, free, State::Faulty);
        row.set(TAX_ID, Cell::Empty);
        let note = format!("vendor {} stands here twice, with two names", row.text(ID));
        row.marks.push(Mark::record(
            "KEY-CONFLICT",
            "same key, different content",
            &*note,
        ));
        let mut copy = row.clone();
        copy.set(NAME, Cell::text(name));
        copies.push(copy);
    }
    copies
}
