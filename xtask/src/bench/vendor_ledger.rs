//! A vendor ledger of any size, the same on every machine: 20 columns as legacy systems keep them.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use crate::generate::Prng;

/// The columns, in their order.
pub(crate) const COLUMNS: [&str; 20] = [
    "Vendor ID",
    "Name",
    "Alias",
    "Country",
    "City",
    "Street",
    "Postal Code",
    "Phone",
    "Email",
    "Created",
    "Changed",
    "Currency",
    "Balance",
    "Credit Limit",
    "Terms",
    "Category",
    "Buyer",
    "Bank",
    "Account",
    "Remark",
];

const COUNTRIES: [&str; 8] = ["KEN", "NOR", "FRA", "PER", "NPL", "JOR", "SEN", "FJI"];
const CURRENCIES: [&str; 4] = ["USD", "EUR", "CHF", "KES"];
const KINDS: [&str; 6] = [
    "Trading",
    "Transport",
    "Water",
    "Consulting",
    "Supplies",
    "Printing",
];
const ENDINGS: [&str; 4] = ["Ltd", "SARL", "AS", "Co"];
const CITIES: [&str; 6] = ["Nairobi", "Oslo", "Lyon", "Lima", "Pokhara", "Amman"];

/// Writes the fields of one record, in the order of [`COLUMNS`]; an empty text is a gap.
pub(crate) fn record(number: u64, prng: &mut Prng, fields: &mut Vec<String>) {
    let mut pick = |from: &[&str]| {
        from.get(prng.below(from.len()))
            .copied()
            .unwrap_or("")
            .to_owned()
    };
    let (kind, ending, city) = (pick(&KINDS), pick(&ENDINGS), pick(&CITIES));
    let (country, currency) = (pick(&COUNTRIES), pick(&CURRENCIES));
    let mut below = |bound: usize| prng.below(bound);
    let (day, month, year) = (1 + below(28), 1 + below(12), 1995 + below(29));
    // One record in ten keeps its date as text of another form.
    let created = if below(10) == 0 {
        format!("{day}.{month}.{year}")
    } else {
        format!("{year}-{month:02}-{day:02}")
    };
    let balance = format!("{}.{:02}", below(2_000_000), below(100));
    let gap = |text: String, keep: bool| if keep { text } else { String::new() };
    fields.clear();
    fields.extend([
        format!("{number:08}"),
        format!("{city} {kind} {number} {ending}"),
        gap(format!("{kind} {}", below(5_000)), below(3) > 0),
        country,
        city,
        format!("{} Market Road", 1 + below(900)),
        format!("{:05}", below(100_000)),
        format!("+254 {:09}", below(1_000_000_000)),
        gap(format!("office{number}@example.org"), below(4) > 0),
        created,
        gap(format!("{year}-{month:02}-{day:02}"), below(2) > 0),
        currency,
        balance,
        format!("{}.00", below(500) * 1_000),
        format!("NET{}", 15 + 15 * below(4)),
        format!("C{:03}", below(40)),
        format!("B{:02}", below(60)),
        gap(format!("BANK{:04}", below(3_000)), below(2) > 0),
        gap(format!("{:012}", below(1_000_000_000)), below(2) > 0),
        gap("reviewed".to_owned(), below(5) == 0),
    ]);
}

/// Writes a CSV of so many records, where it is not there yet.
pub(crate) fn csv(path: &Path, records: u64) -> std::io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    let unfinished = path.with_extension("part");
    let mut out = BufWriter::with_capacity(1 << 20, File::create(&unfinished)?);
    writeln!(out, "{}", COLUMNS.join(","))?;
    let mut prng = Prng::new(20);
    let mut fields = Vec::new();
    for number in 1..=records {
        record(number, &mut prng, &mut fields);
        writeln!(out, "{}", fields.join(","))?;
    }
    out.into_inner()?.sync_all()?;
    std::fs::rename(unfinished, path)
}
