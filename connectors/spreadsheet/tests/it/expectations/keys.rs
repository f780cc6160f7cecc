//! The keys under which facts stand, so that one that no check reads is seen.

use std::path::Path;

use landbridge_contract::{OptionValue, SourceConnector as _, SourceFault};
use landbridge_spreadsheet::Spreadsheet;
use landbridge_testkit::support;
use serde_json::Value as Json;

use super::whole::{Book, formulas, options};
use super::{Facts, input};

/// Of a file: what is checked, then where it comes from and what other readers make of it.
const FILE: &[&str] = &[
    "sha256",
    "bytes",
    "expect",
    "must",
    "sidecars",
    "workbook", //
    "source",
    "license",
    "special",
    "readers",
    "disagreements",
];
/// Of what a file must give; who found it and a note are no facts.
const EXPECT: &[&str] = &[
    "outcome",
    "sheets",
    "error_cells_added_to_truth", //
    "truth_reader",
    "note",
];
const SHEET: &[&str] = &[
    "name",
    "visible",
    "type",
    "last_row",
    "last_col",
    "nonempty_rows",
    "nonempty_cells",
    "types",
    "cells",
    "numeric_column_sums",
    "hidden_rows",
    "hidden_cols",
    "merged",
    "merged_count",
];
const TYPES: &[&str] = &[
    "text", "number", "datetime", "time", "duration", "bool", "error",
];
/// Of a workbook: what a reader tells, then how it is stored (parts and their sizes, the table of
/// shared strings, the code page that its texts are read with), which the cells prove.
const WORKBOOK: &[&str] = &[
    "date1904",
    "vba",
    "tables",
    "error_cells",
    "formula_cells",
    "container",
    "biff",
    "defined_names", //
    "zip_entries",
    "zip_uncompressed",
    "sst",
    "inline_string_cells",
    "codepage",
    "part_errors",
    "max_rss_mb",
];

/// Every key of a file is known to a check.
pub(super) fn hold(facts: &mut Facts, file: &Json) {
    known(facts, file, FILE);
    known(facts, &file["expect"], EXPECT);
    known(facts, &file["workbook"], WORKBOOK);
    for sheet in file["expect"]["sheets"].as_array().into_iter().flatten() {
        known(facts, sheet, SHEET);
        known(facts, &sheet["types"], TYPES);
        for cell in sheet["cells"].as_object().into_iter().flatten() {
            known(facts, cell.1, &["t", "v"]);
        }
        for sum in sheet["numeric_column_sums"]
            .as_object()
            .into_iter()
            .flatten()
        {
            known(facts, sum.1, &["n", "sum"]);
        }
    }
}

fn known(facts: &mut Facts, object: &Json, keys: &[&str]) {
    for key in support::unknown_keys(object, keys) {
        facts.hold(&format!("`{key}`"), false, || {
            "no check knows it".to_owned()
        });
    }
}

/// What is known of the workbook as a whole; nothing holds where it was not read.
pub(super) fn hold_workbook(facts: &mut Facts, path: &Path, book: Option<&Book>, file: &Json) {
    let none = Book::default();
    let book = book.unwrap_or(&none);
    let known = &file["workbook"];
    let told = |what: &str| {
        let mut detected = book.detected.iter();
        let found = detected.find(|(own, _)| *own == what);
        found.map_or("", |(_, found)| found.as_str())
    };
    if known["date1904"] == true {
        facts.equal("date1904", &told("dates"), &"counted from 1904");
    }
    if known["vba"] == true {
        facts.equal("vba", &told("macros"), &"present, not run");
    }
    for key in ["container", "biff"] {
        let form = match known[key].as_str() {
            Some(form) => form,
            None if known[key].is_null() => continue,
            None => "xls",
        };
        facts.hold(key, told("format").starts_with(form), || {
            told("format").to_owned()
        });
    }
    let cells = book.sheets.iter().flat_map(|sheet| sheet.cells.values());
    let errors = cells.filter(|cell| cell.told().0 == "error").count();
    for (key, count) in [
        ("error_cells", &known["error_cells"]),
        (
            "error_cells_added_to_truth",
            &file["expect"]["error_cells_added_to_truth"],
        ),
    ] {
        hold_count(facts, key, count, || Ok(errors));
    }
    hold_count(facts, "formula_cells", &known["formula_cells"], || {
        formulas(&|| input(path), book.sheets.len())
    });
    hold_count(facts, "defined_names", &known["defined_names"], || {
        Ok(named(path))
    });
    for table in known["tables"].as_array().into_iter().flatten() {
        let name = table["name"].as_str().unwrap();
        let found = cells_of_table(path, name);
        facts.equal(
            &format!("table {name}"),
            &found.as_deref(),
            &table["ref"].as_str(),
        );
    }
}

fn hold_count(
    facts: &mut Facts,
    key: &str,
    expected: &Json,
    found: impl FnOnce() -> Result<usize, SourceFault>,
) {
    let Some(expected) = expected.as_u64() else {
        return;
    };
    if facts.refused {
        return facts.hold(key, false, String::new);
    }
    let found = found().map(|found| u64::try_from(found).unwrap());
    facts.equal(key, &found, &Ok(expected));
}

/// How many names a range can have: all are told where one is not there.
fn named(path: &Path) -> usize {
    let mut options = options(1);
    let range = OptionValue::Text("no such name".to_owned());
    options.0.insert("range".to_owned(), range);
    let fault = Spreadsheet.open(input(path), &options).err().unwrap();
    let names = fault.expected.split_once("one of ");
    names.map_or(0, |(_, names)| names.split(", ").count())
}

/// The cells of a table with its titles, as the source tells them.
fn cells_of_table(path: &Path, name: &str) -> Option<String> {
    let table = OptionValue::Text(name.to_owned());
    let options = landbridge_contract::Options([("table".to_owned(), table)].into());
    let mut source = Spreadsheet.open(input(path), &options).ok()?;
    let detected = source.detected().into_iter();
    detected
        .into_iter()
        .find(|(what, _)| *what == "cells")
        .map(|(_, cells)| cells)
}
