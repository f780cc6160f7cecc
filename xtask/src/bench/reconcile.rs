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
use super::process::measure;
use super::readme::{self, thousands as whole};
use super::reconcile_peers::{self, Finding};
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
    let mut findings = vec![Finding {
        what: "`landbridge reconcile --against`".to_owned(),
        wall: cost.wall,
        megabytes: cost.megabytes(),
        server_megabytes: None,
        found: planted.len() - missed,
        passed: missed,
        invented,
        ended: true,
    }];
    let keys: BTreeSet<&str> = planted.iter().map(|(_, key, _)| key.as_str()).collect();
    findings.extend(reconcile_peers::polars(bench, &folder, &keys)?);
    findings.extend(reconcile_peers::reladiff(bench, &folder, &keys)?);
    let table = table(&findings, records, planted.len());
    say(&table);
    say(&format!(
        "asked of landbridge: every one and no other, under {PEAK_MAX} MB; measured: {missed} missed, {invented} invented, {} MB",
        cost.megabytes()
    ));
    if records == RECORDS {
        readme::write(&bench.root, "reconcile", &table)?;
    }
    if missed + invented > 0 {
        return Err("what was found is not what was planted".into());
    }
    Ok(())
}

/// The table of README.
fn table(findings: &[Finding], records: u64, planted: usize) -> String {
    let mut table = String::from(
        "| on the same two books | time | peak memory | found | falsely passed | invented |\n|---|--:|--:|--:|--:|--:|\n",
    );
    for one in findings {
        let millis = one.wall.as_millis();
        let server = one.server_megabytes.map_or_else(String::new, |megabytes| {
            format!(" + {} MB of the server", whole(megabytes))
        });
        // Of what it did not come to, nobody can say that it was passed.
        let passed = if one.ended {
            counted(one.passed)
        } else {
            "—".to_owned()
        };
        let cells = [
            one.what.clone(),
            format!("{}.{} s", millis / 1_000, millis % 1_000 / 100),
            format!("{} MB{server}", whole(one.megabytes)),
            counted(one.found),
            passed,
            counted(one.invented),
        ];
        table.push_str(&["| ", &cells.join(" | "), " |\n"].concat());
    }
    let columns = COLUMNS.len();
    table
        + &format!(
            "\n{} records of {columns} fields, {} differences planted: records missing, unexpected or twice, last digits of amounts of 18 and 28 \
             digits, dates, texts.\nOf `landbridge` a difference counts as found where its kind, key and attribute are named, of the others where the \
             key is. PostgreSQL had both books already.",
            whole(records),
            counted(planted)
        )
}

fn counted(number: usize) -> String {
    whole(u64::try_from(number).unwrap_or(u64::MAX))
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
