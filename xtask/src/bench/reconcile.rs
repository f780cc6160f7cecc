//! A reconciliation of a million records with planted differences, beside what others find and need.
//!
//! One ledger of 1,000,000 × 20, amounts of 18 and 28 digits among its columns, and a file with what the ERP holds of it: the
//! same but for 1,000 differences of every kind. Every one must be found, and nothing else.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use super::Bench;
use super::process::{Cost, measure};
use super::sources::python_environment;
use super::vendor_ledger::{self, COLUMNS};
use crate::generate::Prng;
use crate::{Outcome, say};

const RECORDS: u64 = 1_000_000;
const DIFFERENCES: usize = 1_000;
/// Megabytes that a reconciliation may take at its peak.
const PEAK_MAX: u64 = 200;

/// What is planted: the code of the break, the key, the attribute.
type Planted = BTreeSet<(&'static str, String, String)>;

const DATE: usize = 9;
const BALANCE: usize = 12;
const LIMIT: usize = 13;

/// Measures it. `LANDBRIDGE_SEED` repeats an earlier run, `LANDBRIDGE_RECORDS` takes fewer records.
pub(super) fn run(bench: &Bench) -> Outcome {
    let stated = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let seed = stated("LANDBRIDGE_SEED").unwrap_or(20_261_126);
    let records = stated("LANDBRIDGE_RECORDS").unwrap_or(RECORDS);
    say(&format!(
        "seed {seed}, {records} × {}, {DIFFERENCES} differences planted",
        COLUMNS.len()
    ));
    let folder = bench.folder.join(format!("reconcile-{records}-{seed}"));
    project(&folder)?;
    let planted = write_both(&folder, records, seed)?;
    let mut command = Command::new(&bench.program);
    command
        .args(["reconcile", "--against", "erp.csv", "--object", "suppliers"])
        .current_dir(&folder)
        .stdout(Stdio::null())
        .stderr(Stdio::inherit());
    let cost = measure(command)?;
    // Open breaks are over the gate.
    if cost.code != 5 {
        return Err(format!("the reconciliation ended with {}", cost.code).into());
    }
    let (missed, invented) = held_against(bench, &folder, planted.clone())?;
    tell("landbridge reconcile --against", cost);
    say(&format!(
        "  {} of {} planted differences found, {missed} missed, {invented} invented",
        planted.len() - missed,
        planted.len()
    ));
    say(&format!(
        "asked: every one and no other, under {PEAK_MAX} MB; measured: {} MB",
        cost.megabytes()
    ));
    peers(bench, &folder, planted.len())?;
    reladiff(bench, &folder, &planted)?;
    if missed + invented > 0 {
        return Err("what was found is not what was planted".into());
    }
    Ok(())
}

fn tell(what: &str, cost: Cost) {
    say(&format!(
        "{what:<44} {:>7} ms  {:>5} MB",
        cost.wall.as_millis(),
        cost.megabytes()
    ));
}

/// One record: a date of one form, and amounts of 18 and of 28 digits.
fn record(number: u64, prng: &mut Prng, fields: &mut Vec<String>) {
    vendor_ledger::record(number, prng, fields);
    let mut digits = |count: usize| -> String {
        let all =
            (0..count).map(|_| char::from_digit(u32::try_from(prng.below(10)).unwrap_or(0), 10));
        all.flatten().collect()
    };
    let (balance, limit) = (digits(17), digits(27));
    for (column, value) in [
        (
            DATE,
            format!(
                "20{:02}-{:02}-{:02}",
                number % 25,
                number % 12 + 1,
                number % 27 + 1
            ),
        ),
        (
            BALANCE,
            format!(
                "7{}.{}",
                balance.get(..13).unwrap_or(""),
                balance.get(13..).unwrap_or("")
            ),
        ),
        (
            LIMIT,
            format!(
                "4{}.{}",
                limit.get(..15).unwrap_or(""),
                limit.get(15..).unwrap_or("")
            ),
        ),
    ] {
        if let Some(field) = fields.get_mut(column) {
            *field = value;
        }
    }
}

/// Another last digit.
fn last_digit(amount: &str) -> String {
    let mut changed = amount.to_owned();
    let last = changed.pop().unwrap_or('0');
    changed.push(if last == '5' { '6' } else { '5' });
    changed
}

/// Writes the extract, and what the ERP holds of it.
fn write_both(
    folder: &Path,
    records: u64,
    seed: u64,
) -> Result<Planted, Box<dyn std::error::Error>> {
    let mut chosen = BTreeSet::new();
    let mut dice = Prng::new(seed ^ 0x5eed);
    let most = usize::try_from(records)?;
    while chosen.len() < DIFFERENCES.min(most / 2) {
        chosen.insert(u64::try_from(dice.below(most))? + 1);
    }
    let mut source =
        BufWriter::with_capacity(1 << 20, File::create(folder.join("data/vendors.csv"))?);
    let mut erp = BufWriter::with_capacity(1 << 20, File::create(folder.join("erp.csv"))?);
    writeln!(source, "{}", COLUMNS.join(","))?;
    let attributes: Vec<String> = COLUMNS.iter().map(|column| attribute(column)).collect();
    writeln!(erp, "{}", attributes.join(","))?;
    let (mut planted, mut prng, mut fields) = (Planted::new(), Prng::new(seed), Vec::new());
    for number in 1..=records {
        record(number, &mut prng, &mut fields);
        writeln!(source, "{}", fields.join(","))?;
        if chosen.contains(&number) {
            differ(
                planted.len() % 7,
                &mut fields,
                &attributes,
                &mut planted,
                &mut erp,
            )?;
        } else {
            writeln!(erp, "{}", fields.join(","))?;
        }
    }
    source.into_inner()?.sync_all()?;
    erp.into_inner()?.sync_all()?;
    Ok(planted)
}

/// Writes what the ERP holds of a record with a difference of one kind.
fn differ(
    kind: usize,
    fields: &mut [String],
    attributes: &[String],
    planted: &mut Planted,
    erp: &mut impl std::io::Write,
) -> std::io::Result<()> {
    let key = fields.first().cloned().unwrap_or_default();
    let name = |column: usize| attributes.get(column).cloned().unwrap_or_default();
    let change = |column: usize, fields: &mut [String], with: &dyn Fn(&str) -> String| {
        if let Some(field) = fields.get_mut(column) {
            *field = with(field);
        }
    };
    let (code, field) = match kind {
        0 => ("REC-MISSING", String::new()),
        1 => {
            let stranger = format!("X{key}");
            writeln!(erp, "{}", fields.join(","))?;
            change(0, fields, &|_| stranger.clone());
            writeln!(erp, "{}", fields.join(","))?;
            planted.insert(("REC-UNEXPECTED", stranger, String::new()));
            return Ok(());
        }
        2 => {
            writeln!(erp, "{}", fields.join(","))?;
            ("REC-DUPLICATE", String::new())
        }
        3 => {
            change(BALANCE, fields, &last_digit);
            ("REC-AMOUNT", name(BALANCE))
        }
        4 => {
            change(LIMIT, fields, &last_digit);
            ("REC-AMOUNT", name(LIMIT))
        }
        5 => {
            change(DATE, fields, &|date| {
                format!("{}28", date.get(..8).unwrap_or(""))
            });
            ("REC-DATE", name(DATE))
        }
        _ => {
            change(1, fields, &|text| text.replacen(' ', "_", 1));
            ("REC-TEXT", name(1))
        }
    };
    if kind > 0 {
        writeln!(erp, "{}", fields.join(","))?;
    }
    planted.insert((code, key, field));
    Ok(())
}

/// How many planted differences were not found, and how many breaks are about something else.
fn held_against(
    bench: &Bench,
    folder: &Path,
    mut planted: Planted,
) -> Result<(usize, usize), Box<dyn std::error::Error>> {
    let mut list = Command::new(&bench.program)
        .args(["break", "list", "--format", "json"])
        .current_dir(folder)
        .stdout(Stdio::piped())
        .spawn()?;
    let listed = list.stdout.take().ok_or("no output")?;
    let mut invented = 0;
    for line in BufReader::new(listed).lines() {
        let line: serde_json::Value = serde_json::from_str(&line?)?;
        let text = |name: &str| {
            line.get(name)
                .and_then(|one| one.as_str())
                .unwrap_or_default()
        };
        let found = planted.iter().find(|(code, key, field)| {
            *code == text("code") && *key == text("key") && *field == text("field")
        });
        match found.cloned() {
            Some(found) => {
                planted.remove(&found);
            }
            None => invented += 1,
        }
    }
    list.wait()?;
    Ok((planted.len(), invented))
}

fn attribute(column: &str) -> String {
    match column {
        "Vendor ID" => "VendorId".to_owned(),
        column => column.split(' ').collect(),
    }
}

const PROJECT: &str = "\
version: 1
project: vendor-ledger
targets:
  erp: { fusion: { framework_version: 4 }, url: http://127.0.0.1:9 }
target: erp
";

fn project(folder: &Path) -> Outcome {
    for sub in ["data", "mappings", "schemas"] {
        std::fs::create_dir_all(folder.join(sub))?;
    }
    drop(std::fs::remove_dir_all(folder.join(".landbridge")));
    drop(std::fs::remove_dir_all(folder.join("reports")));
    let mut mapping = String::from(
        "version: 1\nobject: suppliers\nsource: { delimited: vendors.csv }\n\
         business_key: VendorId\nfields:\n",
    );
    let mut properties = Vec::new();
    for (number, column) in COLUMNS.iter().enumerate() {
        let (rule, kind) = match number {
            DATE => (", date: \"%Y-%m-%d\"", r#""string", "format": "date""#),
            BALANCE | LIMIT => (", number: plain", r#""number""#),
            _ => ("", r#""string""#),
        };
        let attribute = attribute(column);
        writeln!(mapping, "  {attribute}: {{ from: {column}{rule} }}")?;
        properties.push(format!("    \"{attribute}\": {{ \"type\": {kind} }}"));
    }
    let schema = format!(
        "{{\n  \"type\": \"object\",\n  \"properties\": {{\n{}\n  }},\n  \"additionalProperties\": false\n}}\n",
        properties.join(",\n")
    );
    std::fs::write(folder.join("landbridge.yaml"), PROJECT)?;
    std::fs::write(folder.join("mappings/suppliers.yaml"), mapping)?;
    std::fs::write(folder.join("schemas/suppliers.json"), schema)?;
    Ok(())
}

/// What people use today, on the same two files.
fn peers(bench: &Bench, folder: &Path, planted: usize) -> Outcome {
    let Some(python) = python_environment(bench, "python-reconcile", &["polars"]) else {
        say("left out: python3 or polars cannot be had here");
        return Ok(());
    };
    let counts = folder.join("polars.txt");
    let mut command = Command::new(&python);
    command
        .arg("-c")
        .arg(POLARS)
        .current_dir(folder)
        .stdout(File::create(&counts)?)
        .stderr(Stdio::null());
    let cost = measure(command)?;
    if cost.code != 0 {
        say(&format!("polars: ended with {}", cost.code));
        return Ok(());
    }
    let found: usize = std::fs::read_to_string(&counts)?.trim().parse()?;
    tell("polars, the two files joined by key", cost);
    say(&format!(
        "  {found} differences found, {} falsely passed",
        planted.saturating_sub(found)
    ));
    say("left out: the data validation tool wants both sides in a warehouse");
    Ok(())
}

/// The same two files as tables of a `PostgreSQL`, compared by reladiff with both of its algorithms. It names records that differ, so
/// a planted difference counts as found where its key is named.
fn reladiff(bench: &Bench, folder: &Path, planted: &Planted) -> Outcome {
    let binaries = Command::new(bench.root.join("tests/servers/postgres/binaries.sh")).output()?;
    let packages = ["reladiff", "psycopg2-binary"];
    let Some(python) = python_environment(bench, "python-reladiff", &packages)
        .filter(|_| binaries.status.success())
    else {
        say("left out: reladiff or PostgreSQL cannot be had here");
        return Ok(());
    };
    let answer = folder.join("reladiff.json");
    let mut command = Command::new(&python);
    command
        .arg(bench.root.join("xtask/src/bench/peers/reladiff_tables.py"))
        .arg(String::from_utf8(binaries.stdout)?.trim())
        .arg(folder)
        .stdout(File::create(&answer)?)
        .stderr(Stdio::inherit());
    let cost = measure(command)?;
    if cost.code != 0 {
        say(&format!("reladiff: ended with {}", cost.code));
        return Ok(());
    }
    let said: serde_json::Value = serde_json::from_slice(&std::fs::read(&answer)?)?;
    let number = |path: &str| said.pointer(path).and_then(serde_json::Value::as_u64);
    say(&format!(
        "reladiff on PostgreSQL, both files copied into it {:>8} ms",
        number("/filling_ms").unwrap_or(0)
    ));
    let wanted: BTreeSet<&str> = planted.iter().map(|(_, key, _)| key.as_str()).collect();
    for algorithm in ["hashdiff", "joindiff"] {
        let keys = said.pointer(&format!("/{algorithm}/keys"));
        let keys = keys.and_then(serde_json::Value::as_array);
        let keys = keys.into_iter().flatten().filter_map(|key| key.as_str());
        let named: BTreeSet<&str> = keys.collect();
        let found = wanted.intersection(&named).count();
        say(&format!(
            "reladiff, {algorithm:<34} {:>7} ms  {:>5} MB of the client\n  {found} of {} planted differences found, {} falsely \
             passed, {} invented",
            number(&format!("/{algorithm}/took_ms")).unwrap_or(0),
            cost.megabytes(),
            wanted.len(),
            wanted.len() - found,
            named.difference(&wanted).count()
        ));
    }
    Ok(())
}

/// Counts missing, unexpected and doubled keys, and values that differ, with the types that it finds by itself.
const POLARS: &str = "\
import polars as pl
s = pl.read_csv('data/vendors.csv'); t = pl.read_csv('erp.csv', schema_overrides={'VendorId': pl.String})
s = s.rename(dict(zip(s.columns, t.columns))).with_columns(pl.col('VendorId').cast(pl.String).str.zfill(8))
k = 'VendorId'
n = s.join(t, on=k, how='anti').height + t.join(s, on=k, how='anti').height + (t.height - t[k].n_unique())
t = t.unique(k)
j = s.join(t, on=k, how='inner', suffix='_erp')
for c in s.columns:
    if c != k: n += j.filter(pl.col(c).ne_missing(pl.col(c + '_erp'))).height
print(n)
";
