//! The open invoices of the old payables system: a German export of the 1990s, Windows-1252.

use super::goods::{GOODS, OFFICES};
use super::planted::{Mark, Planted};
use super::prng::Prng;
use super::table::{Cell, Row};
use super::vendors::{State, Vendors};

pub(crate) const NUMBER: usize = 0;
const VENDOR: usize = 1;
pub(crate) const DATE: usize = 2;
pub(crate) const AMOUNT: usize = 3;
pub(crate) const CURRENCY: usize = 4;
const NET: usize = 5;
const TEXT: usize = 7;
const TERMS: usize = 8;
const BUYER: usize = 11;

pub(crate) const FILE: &str = "invoices.csv";

pub(crate) const COLUMNS: &[&str] = &[
    "Rechnungsnr",
    "Kreditor",
    "Rechnungsdatum",
    "Betrag",
    "Währung",
    "Netto",
    "Steuer",
    "Text",
    "Zahlungsziel",
    "Niederlassung",
    "Art",
    "Besteller",
    "Bemerkung",
];

/// Records in the file.
const INVOICES: usize = 8000;
/// Of these, those that stand there twice.
const COPIES: usize = 5;

const CURRENCIES: &[&str] = &["EUR", "EUR", "EUR", "USD", "USD", "CHF"];
const TAX_PERCENT: &[i64] = &[0, 0, 0, 5, 7, 10, 16, 19, 20];
const TERMS_CODES: &[&str] = &["Z00", "Z14", "Z30", "Z30", "Z30", "Z45", "Z60"];
const REMARKS: &[&str] = &[
    "geprüft",
    "Skonto möglich",
    "3 % Nachlass vereinbart",
    "Original fehlt",
    "siehe Vertrag §4",
    "Rückfrage; Klärung durch Büro Genf",
    "Lieferung \"frei Haus\"",
    "bar bezahlt: 12 €",
];
const BUYERS: &[&str] = &[
    "a.haddad",
    "m.kowalska",
    "j.otieno",
    "f.ndiaye",
    "c.rojas",
    "t.nguyen",
];

/// Makes the invoices and spoils some.
pub(crate) fn generate(prng: &mut Prng, vendors: &Vendors) -> Vec<Row> {
    let ids = vendors.ids(State::Clean);
    let mut rows: Vec<Row> = (0..INVOICES - COPIES)
        .map(|number| invoice(prng, &ids, number))
        .collect();
    // A record over two lines keeps its faults from having one line number; those stay clean.
    let mut free: Vec<usize> = (0..rows.len())
        .filter(|index| rows.get(*index).is_some_and(|row| !is_over_two_lines(row)))
        .collect();
    prng.shuffle(&mut free);
    let mut free = free.into_iter();
    spoil_values(&mut rows, &mut free);
    spoil_references(&mut rows, &mut free, vendors);
    spoil_lines(&mut rows, &mut free);
    let copies = copies(&mut rows, &mut free);
    for copy in copies {
        let at = prng.below(rows.len());
        rows.insert(at, copy);
    }
    rows
}

fn is_over_two_lines(row: &Row) -> bool {
    row.text(TEXT).contains('\n')
}

fn invoice(prng: &mut Prng, vendors: &[&str], number: usize) -> Row {
    let (office, _) = prng.pick(OFFICES);
    let (year, month, day) = (
        prng.between(2022, 2024),
        prng.between(1, 12),
        prng.between(1, 28),
    );
    let credit = prng.chance(4);
    let magnitude = prng.pick(&[40_000, 900_000, 6_500_000]);
    let net = prng.between(1_500, magnitude) * if credit { -1 } else { 1 };
    let tax = net * prng.pick(TAX_PERCENT) / 100;
    let buyer = if prng.chance(25) {
        format!("{}@meridian.example", prng.pick(BUYERS))
    } else {
        String::new()
    };
    let remark = if prng.chance(9) {
        prng.pick(REMARKS)
    } else {
        ""
    };
    Row::new(vec![
        Cell::Text(format!("{office}{:02}-{:05}", year % 100, number + 1)),
        Cell::text(prng.pick(vendors)),
        Cell::Text(format!("{day:02}.{month:02}.{year}")),
        Cell::Text(german(net + tax)),
        Cell::text(prng.pick(CURRENCIES)),
        Cell::Text(german(net)),
        Cell::Text(german(tax)),
        Cell::Text(description(prng)),
        Cell::text(prng.pick(TERMS_CODES)),
        Cell::text(office),
        Cell::text(if credit { "GU" } else { "RE" }),
        Cell::text(buyer),
        Cell::text(remark),
    ])
}

fn description(prng: &mut Prng) -> String {
    let good = prng.one_of(GOODS);
    let price = german(prng.between(good.price.0, good.price.1));
    match prng.below(200) {
        0 => format!("{}\nLieferung über Büro Genf", good.german),
        1..4 => format!("{}; Rest folgt", good.german),
        4..80 => good.german.to_owned(),
        80..120 => format!("{} à {price} €", good.german),
        120..190 => good.french.to_owned(),
        _ => format!("{} – {price} €", good.french),
    }
}

/// An amount in cents as `-1.234,56`.
pub(crate) fn german(cents: i64) -> String {
    let digits = (cents.abs() / 100).to_string();
    let mut whole = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            whole.push('.');
        }
        whole.push(digit);
    }
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{whole},{:02}", cents.abs() % 100)
}

type Free = std::vec::IntoIter<usize>;

fn take<'a>(rows: &'a mut [Row], free: &mut Free) -> &'a mut Row {
    let index = free.next().expect("there are more invoices than faults");
    rows.get_mut(index).expect("the index is one of the rows'")
}

/// Wrong values in single fields: code, what it is, column, attribute, the values.
type Wrong = (
    &'static str,
    &'static str,
    usize,
    &'static str,
    &'static [&'static str],
);

#[rustfmt::skip]
const WRONG: &[Wrong] = &[
    ("MAP-DATE-FORMAT", "impossible date", DATE, "InvoiceDate",
        &["30.02.2024", "31.04.2023", "29.02.2023", "00.01.2024", "31.11.2022", "15.13.2024"]),
    ("MAP-DATE-FORMAT", "date in another format", DATE, "InvoiceDate",
        &["2024-05-31", "05/31/2024", "3. Mai 2024", "20240531", "KW 22/2024", "Mai 2024"]),
    ("MAP-NUMBER-FORMAT", "number with letters", AMOUNT, "InvoiceAmount",
        &["1.2O4,56", "12,5O", "l.250,00", "ca. 300,00", "1.450,- €", "siehe Anlage",
          "4.500,00 EUR", "?"]),
    ("MAP-UNMAPPED-CODE", "currency without a crosswalk entry", CURRENCY, "InvoiceCurrency",
        &["ECU", "DM", "SFR", "EURO", "U$D"]),
    ("MAP-UNMAPPED-CODE", "payment terms without a crosswalk entry", TERMS, "PaymentTerms",
        &["Z99", "30 T", "NETTO", "Z3O"]),
    ("VAL-REQUIRED", "required value missing", DATE, "InvoiceDate", &["", "", "", ""]),
];

/// Puts wrong values into single fields.
fn spoil_values(rows: &mut [Row], free: &mut Free) {
    for (code, kind, column, field, texts) in WRONG {
        for text in *texts {
            let note = if text.is_empty() {
                "empty".to_owned()
            } else {
                format!("\"{text}\"")
            };
            let mark = Mark::cell(code, kind, *column, field, note);
            take(rows, free).spoil(Cell::text(*text), mark);
        }
    }
    let long = "Sammelrechnung über Hilfsgüter gemäß Rahmenvertrag, ".repeat(5);
    for _ in 0..4 {
        let note = format!("{} characters", long.chars().count());
        let mark = Mark::cell("VAL-LENGTH", "text too long", TEXT, "Description", note);
        take(rows, free).spoil(Cell::text(&*long), mark);
    }
}

/// Records that contradict themselves, and references that lead nowhere.
fn spoil_references(rows: &mut [Row], free: &mut Free, vendors: &Vendors) {
    for date in ["31.12.2098", "01.01.2099", "15.06.2097", "28.02.2099"] {
        let note = format!("dated {date}");
        let kind = "date in the future";
        let mark = Mark::cell("VAL-CHECK", kind, DATE, "InvoiceDate", note);
        take(rows, free).spoil(Cell::text(date), mark);
    }
    for number in 0..6 {
        let note = "the amount is not the net amount and the tax";
        let kind = "amount is not the sum";
        let mark = Mark::cell("VAL-CHECK", kind, AMOUNT, "InvoiceAmount", note);
        let row = take(rows, free);
        row.set(NET, Cell::Text(german(100_000 + number)));
        row.set(NET + 1, Cell::Text(german(19_000)));
        row.spoil(Cell::Text(german(999_900)), mark);
    }
    for number in 0..6 {
        let id = format!("{:06}", 800_200 + number * 91);
        let note = format!("there is no vendor {id}");
        let mark = Mark::cell(
            "REF-MISSING",
            "reference to nothing",
            VENDOR,
            "SupplierId",
            note,
        );
        take(rows, free).spoil(Cell::Text(id), mark);
    }
    for id in vendors.ids(State::Rejected).iter().cycle().take(6) {
        let note = format!("vendor {id} is rejected for its type");
        let mark = Mark::cell(
            "REF-REJECTED",
            "reference to a rejected record",
            VENDOR,
            "SupplierId",
            note,
        );
        take(rows, free).spoil(Cell::text(*id), mark);
    }
}

/// Lines that are broken as text.
fn spoil_lines(rows: &mut [Row], free: &mut Free) {
    for _ in 0..4 {
        let row = take(rows, free);
        row.cells.truncate(BUYER);
        row.marks.push(Mark::record(
            "SRC-RAGGED",
            "line with too few fields",
            "11 of 13 fields",
        ));
    }
    for extra in ["Lager 3", "siehe Anlage", "2. Mahnung"] {
        let row = take(rows, free);
        row.set(BUYER + 1, Cell::text("Teillieferung"));
        row.cells.push(Cell::text(extra));
        row.marks.push(Mark::record(
            "SRC-RECORD",
            "line with too many fields",
            "14 of 13 fields",
        ));
    }
    for text in ["Wasserkanister\0, 20 l", "Lagermiete\0"] {
        let mark = Mark::cell(
            "SRC-UNDECODABLE",
            "byte that is no text",
            TEXT,
            "Text",
            "a NUL byte",
        );
        take(rows, free).spoil(Cell::text(text), mark);
    }
}

/// Records that stand in the file twice: as they are, or with another amount.
fn copies(rows: &mut [Row], free: &mut Free) -> Vec<Row> {
    let mut copies = Vec::new();
    for _ in 0..COPIES - 1 {
        let row = take(rows, free);
        let mut copy = row.clone();
        let note = format!("invoice {} stands here twice", row.text(NUMBER));
        copy.marks.push(Mark::duplicate(note));
        copies.push(copy);
    }
    let row = take(rows, free);
    let note = format!(
        "invoice {} stands here twice, with two amounts",
        row.text(NUMBER)
    );
    row.marks.push(Mark::record(
        "KEY-CONFLICT",
        "same key, different content",
        note,
    ));
    let mut copy = row.clone();
    for (column, cents) in [(AMOUNT, 714_000), (NET, 600_000), (NET + 1, 114_000)] {
        copy.set(column, Cell::Text(german(cents)));
    }
    copies.push(copy);
    copies
}

/// The file's bytes and its planted faults.
pub(crate) fn write(rows: &[Row]) -> (Vec<u8>, Vec<Planted>) {
    let mut text = COLUMNS.join(";");
    text.push_str("\r\n");
    let mut planted = Vec::new();
    let mut line = 2;
    for row in rows {
        for mark in &row.marks {
            let origin = match mark
                .column
                .and_then(|column| Some((column, COLUMNS.get(column)?)))
            {
                Some((column, name)) => format!("{FILE}:{line}, column {} ({name})", column + 1),
                None => format!("{FILE}:{line}"),
            };
            planted.push(Planted::new(FILE, "invoices", line, origin, mark));
        }
        let fields: Vec<String> = (0..row.cells.len())
            .map(|column| quoted(row.text(column)))
            .collect();
        let record = fields.join(";");
        line += 1 + record.matches('\n').count();
        text.push_str(&record);
        text.push_str("\r\n");
    }
    (windows_1252(&text), planted)
}

fn quoted(text: &str) -> String {
    if text.contains([';', '"', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// Text as bytes of Windows-1252, for the few signs above Latin-1 that the texts use.
fn windows_1252(text: &str) -> Vec<u8> {
    let byte = |sign: char| match sign {
        '€' => 0x80,
        '’' => 0x92,
        '–' => 0x96,
        sign => u8::try_from(u32::from(sign)).expect("the texts keep to Windows-1252"),
    };
    text.chars().map(byte).collect()
}
