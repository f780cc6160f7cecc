//! Puts the example together: data files, what is planted, and what will be tampered with.

use std::collections::BTreeMap;

use serde::Serialize;

use super::invoices;
use super::orders::{self, Order, plain};
use super::planted::Planted;
use super::prng::Prng;
use super::sites;
use super::table::{Row, planted_in_sheet};
use super::tampering;
use super::vendors::{self, Vendors};
use super::workbook::{self, FIRST_LINE, Sheet};

const SEED: u64 = 0x4C61_6E64_6272_6964;
const VENDORS_FILE: &str = "vendors.xlsx";

/// One file of the example: its path inside `mappings/demo`, and its bytes.
pub(crate) type File = (&'static str, Vec<u8>);

/// Everything that is planted, for tests and for readers.
#[derive(Debug, Serialize)]
struct PlantedFile {
    about: &'static str,
    /// All faults, duplicates included.
    planted: usize,
    kinds: BTreeMap<String, usize>,
    /// Findings that a check must report, all of them and no others.
    findings: Vec<Planted>,
    /// Records that are skipped because an equal one stands before or behind them.
    duplicates: Vec<Planted>,
    objects: BTreeMap<&'static str, Counts>,
}

/// What a check counts for one object.
#[derive(Debug, Default, Serialize)]
struct Counts {
    /// Records in the file. A line that cannot be read as a record is one of them.
    read: usize,
    /// Left out by `where`.
    filtered: usize,
    duplicates: usize,
    /// Control total per currency as it stands in the file; amounts and lines that cannot be read
    /// are not in it.
    totals: BTreeMap<String, String>,
}

/// All generated files of the example.
pub(crate) fn files() -> Result<Vec<File>, Box<dyn std::error::Error>> {
    let mut prng = Prng::new(SEED);
    let mut vendors = vendors::generate(&mut prng);
    let sites = sites::generate(&mut prng, &mut vendors);
    let invoices = invoices::generate(&mut prng, &vendors);
    let orders = orders::generate(&mut prng, &vendors);

    let workbook = workbook::write(&[
        Sheet {
            name: "Vendors",
            title: "Vendor master as of 31/01/2025",
            columns: vendors::COLUMNS,
            rows: &vendors.rows,
        },
        Sheet {
            name: "Sites",
            title: "Sites of vendors as of 31/01/2025",
            columns: sites::COLUMNS,
            rows: &sites,
        },
    ])?;
    let (csv, in_csv) = invoices::write(&invoices);
    let (xml, in_xml) = orders::write(&orders);
    let mut planted = planted_in_sheet(
        VENDORS_FILE,
        "Vendors",
        "suppliers",
        FIRST_LINE,
        &vendors.rows,
    );
    planted.extend(planted_in_sheet(
        VENDORS_FILE,
        "Sites",
        "suppliers",
        FIRST_LINE,
        &sites,
    ));
    planted.extend(in_csv);
    planted.extend(in_xml);
    let planted = planted_file(planted, &vendors, &invoices, &orders);
    Ok(vec![
        ("data/vendors.xlsx", workbook),
        ("data/invoices.csv", csv),
        ("data/orders.xml", xml),
        ("planted.json", json(&planted)?),
        (
            "tampering.json",
            json(&tampering::list(&vendors, &invoices, &orders))?,
        ),
        ("crosswalks/countries.csv", countries()),
    ])
}

fn json<T: Serialize>(value: &T) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = serde_json::to_vec_pretty(value)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn planted_file(
    planted: Vec<Planted>,
    vendors: &Vendors,
    invoices: &[Row],
    orders: &[Order],
) -> PlantedFile {
    let mut kinds = BTreeMap::new();
    for fault in &planted {
        *kinds
            .entry(format!("{}: {}", fault.object, fault.kind))
            .or_insert(0) += 1;
    }
    let duplicates_of = |object| {
        planted
            .iter()
            .filter(|fault| fault.object == object && fault.code.is_none())
            .count()
    };
    let objects = BTreeMap::from([
        (
            "suppliers",
            Counts {
                read: vendors.rows.len(),
                filtered: vendors.closed(),
                duplicates: duplicates_of("suppliers"),
                totals: balances(vendors),
            },
        ),
        (
            "invoices",
            Counts {
                read: invoices.len(),
                filtered: 0,
                duplicates: duplicates_of("invoices"),
                totals: invoice_amounts(invoices),
            },
        ),
        (
            "orders",
            Counts {
                read: orders.len(),
                filtered: 0,
                duplicates: 0,
                totals: order_values(orders),
            },
        ),
    ]);
    let total = planted.len();
    let (findings, duplicates) = planted.into_iter().partition(|fault| fault.code.is_some());
    PlantedFile {
        about: "Faults put into the example on purpose; written by `cargo xtask generate`.",
        planted: total,
        kinds,
        findings,
        duplicates,
        objects,
    }
}

type Totals = BTreeMap<String, i64>;

fn shown(totals: Totals) -> BTreeMap<String, String> {
    totals
        .into_iter()
        .map(|(currency, cents)| (currency, plain(cents)))
        .collect()
}

fn balances(vendors: &Vendors) -> BTreeMap<String, String> {
    let mut totals = Totals::new();
    for row in &vendors.rows {
        let cents: i64 = row
            .text(vendors::BALANCE)
            .replace('.', "")
            .parse()
            .unwrap_or(0);
        *totals
            .entry(row.text(vendors::CURRENCY).to_owned())
            .or_insert(0) += cents;
    }
    shown(totals)
}

fn invoice_amounts(invoices: &[Row]) -> BTreeMap<String, String> {
    let mut totals = Totals::new();
    for row in invoices {
        let unreadable = row
            .marks
            .iter()
            .any(|mark| matches!(mark.code, Some("MAP-NUMBER-FORMAT" | "SRC-RECORD")));
        if unreadable {
            continue;
        }
        let digits = row.text(invoices::AMOUNT).replace(['.', ','], "");
        let cents: i64 = digits.parse().expect("amounts without a fault are numbers");
        *totals
            .entry(row.text(invoices::CURRENCY).to_owned())
            .or_insert(0) += cents;
    }
    shown(totals)
}

fn order_values(orders: &[Order]) -> BTreeMap<String, String> {
    let mut totals = Totals::new();
    for order in orders {
        *totals.entry(order.currency.to_owned()).or_insert(0) += order.total();
    }
    shown(totals)
}

fn countries() -> Vec<u8> {
    let mut text = String::from("legacy,iso,erp\n");
    for country in super::countries::COUNTRIES {
        text.extend([
            country.legacy,
            ",",
            country.iso,
            ",",
            country.name,
            "
",
        ]);
    }
    text.into_bytes()
}
