//! A whole check beside what others need to validate the same file, or only to read it.
//!
//! One ledger of 1,000,000 × 20 in three states: no fault, one cell in a hundred faulty, three in ten. Every
//! planted fault must be found at its cell, and nothing else.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use super::Bench;
use super::faulty_ledger::{COLUMNS, Ledger, RULES};
use super::process::{Cost, measure};
use super::sources::{ledger_example, python_environment};
use crate::{Outcome, say};

const RECORDS: u32 = 1_000_000;
/// Records for the peers that take minutes for a million.
const FEW: u32 = 100_000;
/// Megabytes that a check may take at its peak.
const PEAK_MAX: u64 = 250;
/// Readings of which the median counts.
const ROUNDS: usize = 3;

/// Measures all of it. `LANDBRIDGE_SEED` repeats an earlier run.
pub(super) fn run(bench: &Bench) -> Outcome {
    let seed = std::env::var("LANDBRIDGE_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or(20_261_126);
    say(&format!(
        "seed {seed}, {RULES} rules, {RECORDS} × {}",
        COLUMNS.len()
    ));
    let mut checks = Vec::new();
    for per_mille in [0, 10, 300] {
        let ledger = Ledger {
            records: RECORDS,
            per_mille,
            seed,
        };
        let folder = bench.folder.join(format!("faulty-{seed}-{per_mille}"));
        checks.push((per_mille, own(bench, ledger, &folder)?, folder));
    }
    let Some((_, _, folder)) = checks.first() else {
        return Ok(());
    };
    let workbook = folder.join("data/vendors.xlsx");
    let example = ledger_example(bench)?;
    let mut readings = Vec::new();
    for _ in 0..ROUNDS {
        let mut command = Command::new(&example);
        command.arg("calamine").arg(&workbook).stdout(Stdio::null());
        readings.push(measure(command)?);
    }
    let calamine = median(readings);
    tell("calamine, only reads the cells", calamine);
    say(&format!(
        "asked: a whole check no longer than calamine reads, under {PEAK_MAX} MB; measured:"
    ));
    for (per_mille, own, _) in &checks {
        let (part, whole) = (own.wall.as_millis(), calamine.wall.as_millis().max(1));
        say(&format!(
            "  {per_mille} ‰ faulty: {}.{:02} × and {} MB",
            part / whole,
            part * 100 / whole % 100,
            own.megabytes()
        ));
    }
    peers(bench, folder, seed)
}

/// Checks one ledger, and holds what was found against what was planted.
fn own(bench: &Bench, ledger: Ledger, folder: &Path) -> Result<Cost, Box<dyn std::error::Error>> {
    project(folder)?;
    ledger.workbook(&folder.join("data/vendors.xlsx"))?;
    let mut costs = Vec::new();
    for _ in 0..ROUNDS {
        drop(std::fs::remove_dir_all(folder.join(".landbridge")));
        let mut check = Command::new(&bench.program);
        check
            .args(["check", "--without-copies"])
            .current_dir(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let cost = measure(check)?;
        if cost.code != 0 {
            return Err(format!("the check ended with {}", cost.code).into());
        }
        costs.push(cost);
    }
    let cost = median(costs);
    let (found, missed, invented) = compared(bench, ledger, folder)?;
    tell(
        &format!("landbridge check, {} ‰ faulty", ledger.per_mille),
        cost,
    );
    say(&format!(
        "  {found} planted faults found at their cells, {missed} missed, {invented} invented"
    ));
    if missed + invented > 0 {
        return Err("what was found is not what was planted".into());
    }
    Ok(cost)
}

/// How many planted faults were found, how many were not, and how many findings are about something else.
fn compared(
    bench: &Bench,
    ledger: Ledger,
    folder: &Path,
) -> Result<(u64, u64, u64), Box<dyn std::error::Error>> {
    let mut open = ledger.planted()?;
    let mut rejects = Command::new(&bench.program)
        .args(["rejects", "--format", "json"])
        .current_dir(folder)
        .stdout(Stdio::piped())
        .spawn()?;
    let listed = rejects.stdout.take().ok_or("no output")?;
    let (mut found, mut invented) = (0, 0);
    for line in BufReader::with_capacity(1 << 20, listed).lines() {
        let line: serde_json::Value = serde_json::from_str(&line?)?;
        let cell = line
            .get("origin")
            .and_then(|one| one.as_str())
            .and_then(cell);
        let bit = cell.and_then(|(row, column)| {
            // Row 1 holds the names of columns.
            let planted = open.get_mut(row.checked_sub(2)?)?;
            let bit = 1_u32.checked_shl(column)?;
            let was = *planted & bit != 0;
            *planted &= !bit;
            was.then_some(())
        });
        match bit {
            Some(()) => found += 1,
            None => invented += 1,
        }
    }
    rejects.wait()?;
    let missed = open.iter().map(|bits| u64::from(bits.count_ones())).sum();
    Ok((found, missed, invented))
}

/// Row from 1 and column from 0 of `vendors.xlsx › Vendors!C17`, for columns of one letter.
fn cell(origin: &str) -> Option<(usize, u32)> {
    let (_, cell) = origin.rsplit_once('!')?;
    let letter = cell.bytes().next().filter(u8::is_ascii_uppercase)?;
    Some((cell.get(1..)?.parse().ok()?, u32::from(letter - b'A')))
}

fn median(mut costs: Vec<Cost>) -> Cost {
    costs.sort_by_key(|cost| cost.wall);
    let middle = costs.len() / 2;
    costs.swap_remove(middle)
}

fn tell(what: &str, cost: Cost) {
    say(&format!(
        "{what:<44} {:>7} ms  {:>5} MB",
        cost.wall.as_millis(),
        cost.megabytes()
    ));
}

/// What people use today, on the same records.
fn peers(bench: &Bench, folder: &Path, seed: u64) -> Outcome {
    let text = folder.join("vendors.csv");
    Ledger {
        records: RECORDS,
        per_mille: 0,
        seed,
    }
    .text(&text)?;
    let few = folder.join("vendors-few.csv");
    Ledger {
        records: FEW,
        per_mille: 10,
        seed,
    }
    .text(&few)?;
    if let Ok(cost) = qsv(folder, &text) {
        tell("qsv validate, csv", cost);
    } else {
        say("left out: qsv is not installed (cargo install qsv --features lite)");
    }
    let packages = ["polars", "fastexcel", "pandas", "pandera", "frictionless"];
    let Some(python) = python_environment(bench, "python-check", &packages) else {
        say("left out: python3 or its packages cannot be had here");
        return Ok(());
    };
    let schema = folder.join("frictionless.json");
    std::fs::write(&schema, FRICTIONLESS)?;
    let workbook = folder.join("data/vendors.xlsx");
    for (name, file, code) in [
        ("polars (fastexcel), only reads, xlsx", &workbook, POLARS),
        ("pandera lazy, csv", &text, PANDERA),
        (
            "frictionless, 100,000 records only, csv",
            &few,
            FRICTIONLESS_RUN,
        ),
    ] {
        let mut command = Command::new(&python);
        command
            .arg("-c")
            .arg(code)
            .arg(file)
            .arg(&schema)
            .current_dir(folder);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        match measure(command)? {
            cost if cost.code == 0 => tell(name, cost),
            cost => say(&format!("{name}: ended with {}", cost.code)),
        }
    }
    Ok(())
}

fn qsv(folder: &Path, text: &Path) -> Result<Cost, Box<dyn std::error::Error>> {
    let schema = folder.join("schemas/suppliers.json");
    let mut command = Command::new("qsv");
    command
        .args(["validate", "--delimiter", ";"])
        .arg(text)
        .arg(schema);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    measure(command)
}

const POLARS: &str = "import sys,polars; polars.read_excel(sys.argv[1])";
const PANDERA: &str = "\
import sys, pandas, pandera.pandas as pa
C, K = pa.Column, pa.Check
schema = pa.DataFrameSchema({
    'Name': C(str, K.str_length(1, 60)), 'Kind': C(str, K.isin(['TR','WA','CO','SU'])),
    'Country': C(str, K.isin(['KE','NO','FR','PE','NP','JO'])), 'Currency': C(str, K.str_matches('^[A-Z]{3}$')),
    'Founded': C(int, K.in_range(1800, 2030)), 'Created': C(str, K.str_matches(r'^\\d\\d/\\d\\d/\\d{4}$')),
    'Balance': C(str, K.str_matches(r'^\\d{1,3}(\\.\\d{3})*,\\d\\d$')), 'Limit': C(float, K.ge(0)),
    'Active': C(str, K.isin(['Y','N'])), 'Email': C(str, K.str_contains('@')),
    'Terms': C(str, K.str_length(1, 10)), 'Tax ID': C(str, K.str_length(1)) })
frame = pandas.read_csv(sys.argv[1], sep=';')
try: schema.validate(frame, lazy=True)
except pa.errors.SchemaErrors: pass
";
const FRICTIONLESS_RUN: &str = "\
import sys
from frictionless import Resource, Dialect, Schema, formats
resource = Resource(sys.argv[1].split('/')[-1], dialect=Dialect(controls=[formats.CsvControl(delimiter=';')]), schema=Schema.from_descriptor(sys.argv[2].split('/')[-1]))
resource.validate(limit_errors=1000000)
";
const FRICTIONLESS: &str = r#"{ "fields": [
 {"name":"Vendor ID","type":"string"},{"name":"Name","type":"string","constraints":{"required":true,"maxLength":60}},
 {"name":"Kind","type":"string","constraints":{"enum":["TR","WA","CO","SU"]}},
 {"name":"Country","type":"string","constraints":{"enum":["KE","NO","FR","PE","NP","JO"]}},
 {"name":"Currency","type":"string","constraints":{"pattern":"[A-Z]{3}"}},
 {"name":"Founded","type":"integer","constraints":{"minimum":1800,"maximum":2030}},
 {"name":"Created","type":"date","format":"%d/%m/%Y"},
 {"name":"Balance","type":"number","decimalChar":",","groupChar":"."},
 {"name":"Limit","type":"number","constraints":{"minimum":0}},
 {"name":"Active","type":"boolean","trueValues":["Y"],"falseValues":["N"]},
 {"name":"Email","type":"string","constraints":{"pattern":".+@.+"}},
 {"name":"Terms","type":"string","constraints":{"maxLength":10}},
 {"name":"Tax ID","type":"string","constraints":{"required":true}},
 {"name":"Alias","type":"string"},{"name":"City","type":"string"},{"name":"Street","type":"string"},
 {"name":"Phone","type":"string"},{"name":"Buyer","type":"string"},{"name":"Bank","type":"string"},
 {"name":"Remark","type":"string"} ] }"#;

const PROJECT: &str = "\
version: 1
project: faulty-ledger
targets:
  erp: { fusion: { framework_version: 4 }, url: http://127.0.0.1:9 }
target: erp
crosswalks:
  kinds: { delimited: crosswalks/kinds.csv, from: legacy, to: erp }
gates: { rejects_max: 100% }
";

fn project(folder: &Path) -> Outcome {
    for sub in ["data", "mappings", "schemas", "crosswalks"] {
        std::fs::create_dir_all(folder.join(sub))?;
    }
    let mut mapping = String::from(
        "version: 1\nobject: suppliers\nsource: { spreadsheet: vendors.xlsx }\n\
         business_key: VendorID\nfields:\n",
    );
    let mut properties = Vec::new();
    for column in COLUMNS {
        let attribute = column.replace(' ', "");
        let (rule, kind) = match column {
            "Name" => ("", r#""string", "maxLength": 60"#),
            "Kind" => (", crosswalk: kinds", r#""string""#),
            "Country" => (
                "",
                r#""string", "enum": ["KE", "NO", "FR", "PE", "NP", "JO"]"#,
            ),
            "Currency" => ("", r#""string", "pattern": "^[A-Z]{3}$""#),
            "Founded" => ("", r#""integer", "minimum": 1800, "maximum": 2030"#),
            "Created" => (", date: \"%d/%m/%Y\"", r#""string", "format": "date""#),
            "Balance" => (", number: de", r#""number""#),
            "Limit" => ("", r#""number", "multipleOf": 0.01"#),
            "Active" => ("", r#""boolean""#),
            "Email" => ("", r#""string", "pattern": "@""#),
            "Terms" => ("", r#""string", "maxLength": 10"#),
            _ => ("", r#""string", "maxLength": 80"#),
        };
        writeln!(mapping, "  {attribute}: {{ from: {column}{rule} }}")?;
        properties.push(format!("    \"{attribute}\": {{ \"type\": {kind} }}"));
    }
    let schema = format!(
        "{{\n  \"type\": \"object\",\n  \"required\": [\"VendorID\", \"Name\", \"TaxID\"],\n  \
         \"properties\": {{\n{}\n  }},\n  \"additionalProperties\": false\n}}\n",
        properties.join(",\n")
    );
    std::fs::write(folder.join("landbridge.yaml"), PROJECT)?;
    std::fs::write(
        folder.join("crosswalks/kinds.csv"),
        "legacy,erp\nTR,TRADE\nWA,WATER\nCO,CONSULTING\nSU,SUPPLIES\n",
    )?;
    std::fs::write(folder.join("mappings/suppliers.yaml"), mapping)?;
    std::fs::write(folder.join("schemas/suppliers.json"), schema)?;
    Ok(())
}
