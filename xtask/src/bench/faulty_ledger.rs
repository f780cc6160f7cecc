//! A vendor ledger with planted faults, and the right answers: 20 columns, twelve of them under a rule.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use rust_xlsxwriter::{Workbook, XlsxError};

use crate::generate::Prng;

/// The columns, in their order. The rules are those of [`RULED`].
pub(super) const COLUMNS: [&str; 20] = [
    "Vendor ID",
    "Name",
    "Kind",
    "Country",
    "Currency",
    "Founded",
    "Created",
    "Balance",
    "Limit",
    "Active",
    "Email",
    "Terms",
    "Tax ID",
    "Alias",
    "City",
    "Street",
    "Phone",
    "Buyer",
    "Bank",
    "Remark",
];

/// What makes a faulty value.
type Fault = fn(&mut Prng) -> String;

/// The columns with a rule, with the form of a fault in each.
const RULED: [(usize, Fault); 12] = [
    (1, |prng| {
        format!(
            "{:05} Trading and Transport Company of the Eastern Highlands Ltd",
            prng.below(9_999)
        )
    }),
    (2, |_| "ZZ".to_owned()),
    (3, |_| "XX".to_owned()),
    (4, |_| "us$".to_owned()),
    (5, |prng| (3_000 + prng.below(900)).to_string()),
    (6, |prng| format!("31/02/{}", 1_990 + prng.below(30))),
    (7, |prng| {
        format!("{}.{}", prng.below(900), 10 + prng.below(89))
    }),
    (8, |prng| format!("{}.005", prng.below(9_000))),
    (9, |_| "maybe".to_owned()),
    (10, |prng| {
        format!("office{}.example.org", prng.below(9_999))
    }),
    (11, |prng| format!("NET{:012}", prng.below(99_999))),
    (12, |_| String::new()),
];

/// Columns that a workbook holds as numbers.
const NUMBERS: [usize; 2] = [5, 8];

/// How many columns are under a rule.
pub(super) const RULES: usize = RULED.len();

/// A ledger of so many records with `per_mille` of its ruled cells faulty, the same for the same seed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ledger {
    pub(super) records: u32,
    pub(super) per_mille: usize,
    pub(super) seed: u64,
}

impl Ledger {
    /// Calls back with each record and its planted faults, a bit a column.
    fn each(
        self,
        mut take: impl FnMut(u32, &[String], u32) -> Result<(), XlsxError>,
    ) -> Result<(), XlsxError> {
        let mut prng = Prng::new(self.seed);
        let mut fields: Vec<String> = Vec::new();
        for number in 1..=self.records {
            right(number, &mut prng, &mut fields);
            let mut planted = 0;
            for (column, fault) in RULED {
                if prng.below(1_000) < self.per_mille
                    && let Some(field) = fields.get_mut(column)
                {
                    *field = fault(&mut prng);
                    planted |= 1 << column;
                }
            }
            take(number, &fields, planted)?;
        }
        Ok(())
    }

    /// The faults of each record in their order, a bit a column.
    pub(super) fn planted(self) -> Result<Vec<u32>, XlsxError> {
        let mut all = Vec::new();
        self.each(|_, _, planted| {
            all.push(planted);
            Ok(())
        })?;
        Ok(all)
    }

    /// Writes the workbook, where it is not there yet.
    pub(super) fn workbook(self, path: &Path) -> Result<(), XlsxError> {
        if path.exists() {
            return Ok(());
        }
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet_with_low_memory()?;
        sheet.set_name("Vendors")?;
        for (column, name) in (0..).zip(COLUMNS) {
            sheet.write_string(0, column, name)?;
        }
        self.each(|row, fields, _| {
            for (column, field) in (0_u16..).zip(fields) {
                if field.is_empty() {
                    continue;
                }
                let number = NUMBERS
                    .contains(&usize::from(column))
                    .then(|| field.parse::<f64>());
                match number {
                    Some(Ok(number)) => sheet.write_number(row, column, number)?,
                    Some(Err(_)) | None => sheet.write_string(row, column, field)?,
                };
            }
            Ok(())
        })?;
        let unfinished = path.with_extension("part");
        workbook.save(&unfinished)?;
        std::fs::rename(unfinished, path)?;
        Ok(())
    }

    /// Writes the same as delimited text, where it is not there yet.
    pub(super) fn text(self, path: &Path) -> Result<(), XlsxError> {
        if path.exists() {
            return Ok(());
        }
        let unfinished = path.with_extension("part");
        let mut out = BufWriter::with_capacity(1 << 20, File::create(&unfinished)?);
        writeln!(out, "{}", COLUMNS.join(";"))?;
        self.each(|_, fields, _| {
            writeln!(out, "{}", fields.join(";"))?;
            Ok(())
        })?;
        out.flush()?;
        std::fs::rename(unfinished, path)?;
        Ok(())
    }
}

/// A record without a fault.
fn right(number: u32, prng: &mut Prng, fields: &mut Vec<String>) {
    let mut pick = |from: &[&str]| prng.pick(from).to_owned();
    let kind = pick(&["TR", "WA", "CO", "SU"]);
    let country = pick(&["KE", "NO", "FR", "PE", "NP", "JO"]);
    let currency = pick(&["USD", "EUR", "CHF", "KES"]);
    let city = pick(&["Nairobi", "Oslo", "Lyon", "Lima", "Pokhara", "Amman"]);
    let active = pick(&["Y", "N"]);
    let mut below = |bound: usize| prng.below(bound);
    let (day, month, year) = (1 + below(28), 1 + below(12), 1_995 + below(29));
    fields.clear();
    fields.extend([
        format!("{number:08}"),
        format!("{city} Trading {number} Ltd"),
        kind,
        country,
        currency,
        (1_900 + below(120)).to_string(),
        format!("{day:02}/{month:02}/{year}"),
        format!("{}.{:03},{:02}", 1 + below(900), below(1_000), below(100)),
        format!("{}.{:02}", below(90_000), below(100)),
        active,
        format!("office{number}@example.org"),
        format!("NET{}", 15 + 15 * below(4)),
        format!("T{:09}", below(1_000_000_000)),
        format!("Alias {}", below(5_000)),
        city,
        format!("{} Market Road", 1 + below(900)),
        format!("+254 {:09}", below(1_000_000_000)),
        format!("B{:02}", below(60)),
        format!("BANK{:04}", below(3_000)),
        "reviewed".to_owned(),
    ]);
}
