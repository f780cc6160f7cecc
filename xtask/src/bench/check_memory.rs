//! Memory of a check: it must not grow with the file.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use super::process::{Cost, measure};
use super::{Bench, vendor_ledger};
use crate::{Outcome, say};

/// Megabytes that a check may take at its peak.
const PEAK_MAX: u64 = 120;
/// How much more it may take for three times the records, in percent.
const GROWTH_MAX: u64 = 10;

/// The address in [`PROJECT`], at which nobody is.
pub(super) const NOWHERE: &str = "http://127.0.0.1:9";
const PROJECT: &str = "\
version: 1
project: vendor-ledger
targets:
  erp:
    fusion: { framework_version: 4 }
    url: http://127.0.0.1:9
target: erp
gates: { rejects_max: 100% }
";

/// Measures both sizes and says what was asked.
pub(super) fn run(bench: &Bench) -> Outcome {
    let small = check(bench, 1_000_000)?;
    let large = check(bench, 3_000_000)?;
    let growth = (large.peak_kib * 100 / small.peak_kib.max(1)).saturating_sub(100);
    say(&format!(
        "asked: under {PEAK_MAX} MB, and at most {GROWTH_MAX}% more for three times the records; \
         measured: {} MB and {growth}% more",
        small.megabytes()
    ));
    Ok(())
}

fn check(bench: &Bench, records: u64) -> Result<Cost, Box<dyn std::error::Error>> {
    let folder = bench.folder.join(format!("check-{records}"));
    project(&folder)?;
    vendor_ledger::csv(&folder.join("data/vendors.csv"), records)?;
    let mut command = Command::new(&bench.program);
    command
        .arg("check")
        .current_dir(&folder)
        .stdout(Stdio::null())
        .stderr(Stdio::inherit());
    let cost = measure(command)?;
    // One record in ten has a date that must be rejected: the gate lets them pass.
    if cost.code != 0 {
        return Err(format!("the check of {records} records ended with {}", cost.code).into());
    }
    say(&format!(
        "check of {records} × 20: {} MB at the peak, {:.1} s",
        cost.megabytes(),
        cost.wall.as_secs_f64()
    ));
    Ok(cost)
}

/// Writes a project that maps all columns, each to an attribute of its own, with the rules that
/// such mappings have. A ledger of an earlier run is taken away, so that every run does the same.
pub(super) fn project(folder: &Path) -> Outcome {
    for sub in ["data", "mappings", "schemas"] {
        std::fs::create_dir_all(folder.join(sub))?;
    }
    drop(std::fs::remove_dir_all(folder.join(".landbridge")));
    drop(std::fs::remove_dir_all(folder.join("reports")));
    let mut mapping = String::from(
        "version: 1\nobject: suppliers\nsource: { delimited: vendors.csv }\n\
         business_key: VendorId\ndefaults: { clean: [trim] }\nfields:\n",
    );
    let mut properties = Vec::new();
    for column in vendor_ledger::COLUMNS {
        let attribute: String = column.split(' ').collect();
        let attribute = if column == "Vendor ID" {
            "VendorId"
        } else {
            &attribute
        };
        let (rule, kind) = match column {
            "Created" | "Changed" => (", date: \"%Y-%m-%d\"", r#""string", "format": "date""#),
            "Balance" | "Credit Limit" => (", number: plain", r#""number", "multipleOf": 0.01"#),
            _ => ("", r#""string", "maxLength": 60"#),
        };
        writeln!(mapping, "  {attribute}: {{ from: {column}{rule} }}")?;
        properties.push(format!("    \"{attribute}\": {{ \"type\": {kind} }}"));
    }
    mapping.push_str("control_totals:\n  - { sum: Balance, by: Currency }\n");
    let schema = format!(
        "{{\n  \"type\": \"object\",\n  \"required\": [\"VendorId\", \"Name\"],\n  \
         \"properties\": {{\n{}\n  }},\n  \"additionalProperties\": false\n}}\n",
        properties.join(",\n")
    );
    std::fs::write(folder.join("landbridge.yaml"), PROJECT)?;
    std::fs::write(folder.join("mappings/suppliers.yaml"), mapping)?;
    std::fs::write(folder.join("schemas/suppliers.json"), schema)?;
    Ok(())
}
