//! Public workbooks, held against what is known of them.
//!
//! The samples lie beside the repository, in `../shared/data`, each folder with the facts that a
//! correct reader must find (`expectations.json`, `SOURCES.md`). Where the folder is missing the
//! tests say so and pass, but not in CI.

mod checks;
mod keys;
mod musts;
mod whole;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use landbridge_contract::{Input, NoticeKind, Scratch, SourceFault, SourceFaultKind, Value};
use landbridge_testkit::support;
use rust_decimal::Decimal;
use serde_json::Value as Json;

use whole::{Book, Cell, Sheet, read};

/// How long a file may take (the expectations of the folder `hostile`).
const TIME_MAX: Duration = Duration::from_mins(1);

/// How long it may take to refuse a file.
const REFUSAL_TIME_MAX: Duration = Duration::from_secs(10);

/// Facts that do not hold yet: the file, words of the fact, and why. An entry whose facts all hold
/// must leave the list.
const SHORT: &[(&str, &str, &str)] = &[
    (
        "as3xls_BIFF4.xls",
        "outcome accept",
        "refused as Excel 4.0, which the requirement in words allows",
    ),
    (
        "dates-leap-year-1900-xlsx.xlsx",
        "cells of the type text",
        PHANTOM,
    ),
    (
        "dates-leap-year-1900-xlsx.xlsx",
        "cells of the type datetime",
        PHANTOM,
    ),
    ("TimeSpan.xlsx", "cells of the type text", PHANTOM),
    ("TimeSpan.xlsx", "cells of the type datetime", PHANTOM),
    (
        "multiline-headers.xlsx",
        "Data records start in row 4",
        "the file merges its titles down to row 5 (A1:A5, C4:C5, D4:D5): row 4 belongs to the \
         header, and the other requirement joins both rows into its names",
    ),
    (
        "simple-monthly-budget.xlsx",
        "formula_cells",
        "two of the seven are `xm:f` of a format or a chart in a cell: five cells have formulas",
    ),
    (
        "simple-monthly-budget.xlsx",
        "defined_names",
        "both names stand for sums, and a source tells the names of blocks of cells",
    ),
];

/// Files that are refused though they hold facts, and why: what they hold counts as short.
const REFUSED: &[(&str, &str)] = &[
    (
        "as3xls_BIFF4.xls",
        "a workbook of Excel 4.0 is refused by name, which the requirement in words allows",
    ),
    (
        "duplicate-filename.xlsx",
        "a container with two parts of one name is refused, which its outcome allows",
    ),
];

/// Why a day that the facts count as a date is text here.
const PHANTOM: &str =
    "29 February 1900 does not exist: it is text with a finding, as the requirement in words asks";

#[test]
fn public_workbooks_read_as_is_known_of_them() {
    hold("spreadsheet");
}

#[test]
fn hostile_workbooks_are_refused_or_read_whole() {
    hold("hostile");
}

/// The sample lies in the folder of the XML connector, and is a workbook.
#[test]
fn an_xml_file_that_is_a_workbook_is_read_as_one() {
    let Some(folder) = data("xml") else { return };
    let path = folder.join("SampleSS_SpreadsheetML2003.xml");
    let book = read(&|| input(&path)).unwrap();
    let names: Vec<&str> = book.sheets.iter().map(|sheet| &*sheet.name).collect();
    assert_eq!(names, ["First Sheet", "Sheet Number 2", "Sheet3"]);
    let sizes: Vec<usize> = book.sheets.iter().map(|sheet| sheet.cells.len()).collect();
    assert_eq!(sizes, [4, 11, 0]);
    let numbers = book.sheets[1].cells.values();
    let numbers: Vec<Decimal> = numbers.filter_map(|cell| number(&cell.value)).collect();
    assert_eq!(numbers, [1, 10, 2, 13].map(Decimal::from));
    assert_eq!(book.sheets[0].at("A4").unwrap().told().1, "This one is red");
}

/// Formats of an Excel 95 workbook, under which its column E shows numbers of all kinds.
#[test]
fn formats_of_an_old_workbook_are_carried_out() {
    let Some(folder) = data("spreadsheet") else {
        return;
    };
    let path = folder.join("testEXCEL_95.xls");
    let book = read(&|| input(&path)).unwrap();
    for (address, expected) in [
        ("E7", "155.00%"),
        ("E15", "1,234,500"),
        ("E20", "$1,253.82"),
    ] {
        let shown = book.sheets[0].at(address).unwrap().shown.as_deref();
        assert_eq!(shown, Some(expected), "{address}");
    }
}

/// A fact in words.
pub(crate) struct Fact {
    words: String,
    /// What was found instead, where it does not hold.
    found: Option<String>,
    /// Whether the file is refused, so that nothing can be held against it.
    refused: bool,
}

/// The facts of a folder and which of them hold.
#[derive(Default)]
pub(crate) struct Facts {
    file: String,
    all: Vec<Fact>,
    refused: bool,
}

impl Facts {
    /// Notes whether a fact holds. Of a refused file none does.
    pub(crate) fn hold(&mut self, fact: &str, holds: bool, found: impl FnOnce() -> String) {
        let found = if self.refused {
            Some("the file is refused".to_owned())
        } else {
            (!holds).then(found)
        };
        self.all.push(Fact {
            words: format!("{}: {fact}", self.file),
            found,
            refused: self.refused,
        });
    }

    pub(crate) fn equal<T: PartialEq + std::fmt::Debug>(
        &mut self,
        fact: &str,
        found: &T,
        expected: &T,
    ) {
        self.hold(fact, found == expected, || {
            format!("{found:?}, not {expected:?}")
        });
    }
}

fn hold(folder: &str) {
    let Some(folder) = data(folder) else { return };
    let expectations = std::fs::read_to_string(folder.join("expectations.json")).unwrap();
    let expectations: Json = serde_json::from_str(&expectations).unwrap();
    let mut facts = Facts::default();
    for (name, file) in expectations["files"].as_object().unwrap() {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        if ["xml", "csv"].contains(&ending) {
            continue; // of other connectors
        }
        facts.file.clone_from(name);
        hold_file(&mut facts, &folder.join(name), file);
    }
    tell(&folder, &facts.all);
}

/// Prints how many facts hold and fails where the lists of those that do not are not exact.
fn tell(folder: &Path, facts: &[Fact]) {
    let passed = facts.iter().filter(|fact| fact.found.is_none()).count();
    println!(
        "{}: {passed} of {} facts hold",
        folder.display(),
        facts.len()
    );
    let mut wrong = Vec::new();
    let mut met = Vec::new();
    for Fact { words, found, .. } in facts.iter().filter(|fact| !fact.refused) {
        let Some(found) = found else { continue };
        let short = SHORT.iter().find(|(file, part, _)| {
            words
                .strip_prefix(file)
                .is_some_and(|words| words.contains(part))
        });
        match short {
            Some(short) => {
                println!("short: {words}: {found} ({})", short.2);
                met.push((short.0, short.1));
            }
            None => wrong.push(format!("does not hold: {words}: {found}")),
        }
    }
    for (file, why) in REFUSED {
        let of_file = |fact: &&Fact| fact.refused && fact.words.starts_with(file);
        let count = facts.iter().filter(of_file).count();
        if count > 0 {
            println!("short: {file}: all its {count} facts ({why})");
            met.push((*file, ""));
        }
    }
    let known = |fact: &Fact| REFUSED.iter().any(|(file, _)| fact.words.starts_with(file));
    for fact in facts.iter().filter(|fact| fact.refused && !known(fact)) {
        wrong.push(format!("refused: {}", fact.words));
    }
    let shorts = SHORT.iter().map(|(file, part, _)| (*file, *part));
    for short in shorts.chain(REFUSED.iter().map(|(file, _)| (*file, ""))) {
        if folder.join(short.0).is_file() && !met.contains(&short) {
            wrong.push(format!("holds now, take it off the list: {short:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The folder of the samples, beside the repository.
pub(crate) fn data(folder: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .unwrap();
    let folder = root.join("../shared/data").join(folder);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("{} is not there: nothing was checked", folder.display());
    assert!(std::env::var_os("CI").is_none(), "CI must have the samples");
    None
}

pub(crate) fn input(path: &Path) -> Input {
    Input {
        file: Arc::from(path.file_name().unwrap().to_str().unwrap()),
        bytes: Box::new(File::open(path).unwrap()),
        scratch: Scratch::default(),
    }
}

fn hold_file(facts: &mut Facts, path: &Path, file: &Json) {
    let bytes = std::fs::read(path).unwrap();
    facts.equal(
        "sha256",
        &Some(&*support::sha256(&bytes)),
        &file["sha256"].as_str(),
    );
    let size = u64::try_from(bytes.len()).ok();
    facts.equal("bytes", &size, &file["bytes"].as_u64());
    let begin = Instant::now();
    let read = read(&|| input(path));
    let took = begin.elapsed();
    let expect = &file["expect"];
    let outcome = expect["outcome"].as_str().unwrap();
    let time = if outcome.starts_with("reject") {
        REFUSAL_TIME_MAX
    } else {
        TIME_MAX
    };
    facts.hold("time", took < time, || format!("{took:?}"));
    hold_outcome(facts, outcome, &read);
    keys::hold(facts, file);
    facts.refused = read.is_err();
    let book = read.as_ref().ok();
    // Of a file that nobody can read, nothing is known.
    if book.is_some() || expect["sheets"] != Json::Array(Vec::new()) {
        hold_sheets(facts, book.unwrap_or(&Book::default()), expect);
        keys::hold_workbook(facts, path, book, file);
    }
    facts.refused = false;
    let musts = file["must"].as_array().unwrap().iter();
    let musts: Vec<&str> = musts.map(|sentence| sentence.as_str().unwrap()).collect();
    for sentence in &musts {
        let held = musts::holds(path, sentence, &read);
        facts.hold(sentence, held == Ok(()), || held.unwrap_err());
    }
    for words in musts::unmet(&facts.file, &musts) {
        facts.hold(words, false, || "no requirement begins so".to_owned());
    }
    for sidecar in file["sidecars"].as_array().into_iter().flatten() {
        let name = sidecar["file"].as_str().unwrap();
        if let Ok(book) = &read {
            checks::hold_shown(facts, book, &path.with_file_name(name));
        }
    }
}

fn hold_outcome(facts: &mut Facts, outcome: &str, read: &Result<Book, SourceFault>) {
    let fault = read.as_ref().err();
    let holds = match outcome {
        "accept" => fault.is_none(),
        "reject" => fault.is_some_and(|fault| fault.kind != SourceFaultKind::Io),
        "reject_password" => fault.is_some_and(|fault| {
            fault.kind == SourceFaultKind::Protected && fault.to_string().contains("password")
        }),
        "either" | "accept_or_explain" => {
            fault.is_none_or(|fault| fault.kind != SourceFaultKind::Io && !fault.fix.is_empty())
        }
        _ => false,
    };
    facts.hold(&format!("outcome {outcome}"), holds, || match fault {
        Some(fault) => fault.to_string(),
        None => "it was read".to_owned(),
    });
}

fn hold_sheets(facts: &mut Facts, book: &Book, expect: &Json) {
    let sheets = expect["sheets"].as_array().unwrap();
    let names: Vec<&str> = sheets
        .iter()
        .map(|sheet| sheet["name"].as_str().unwrap())
        .collect();
    let found: Vec<&str> = book
        .sheets
        .iter()
        .map(|sheet| sheet.name.as_str())
        .collect();
    facts.equal("names of sheets", &found, &names);
    for expected in sheets {
        let name = expected["name"].as_str().unwrap();
        let missing = Sheet {
            name: name.to_owned(),
            ..Sheet::default()
        };
        hold_sheet(facts, book.sheet(name).unwrap_or(&missing), expected);
    }
}

fn hold_sheet(facts: &mut Facts, sheet: &Sheet, expected: &Json) {
    let name = &sheet.name;
    let note = match expected["visible"].as_str() {
        Some("Hidden") => "hidden",
        Some("VeryHidden") => "very hidden",
        _ => "",
    };
    let fact = format!("{name}: visibility");
    facts.hold(
        &fact,
        sheet.note.split(", ").any(|known| known == note),
        || sheet.note.clone(),
    );
    let rows = sheet.cells.keys().map(|(row, _)| *row);
    let mut filled: Vec<u32> = rows.clone().collect();
    filled.dedup();
    let count = |count: usize| u64::try_from(count).unwrap();
    for (fact, found) in [
        ("last_row", u64::from(rows.max().unwrap_or(0))),
        (
            "last_col",
            sheet
                .cells
                .keys()
                .map(|(_, column)| u64::from(*column) + 1)
                .max()
                .unwrap_or(0),
        ),
        ("nonempty_rows", count(filled.len())),
        ("nonempty_cells", count(sheet.cells.len())),
    ] {
        let expected = expected[fact].as_u64().unwrap_or(0);
        facts.equal(&format!("{name}: {fact}"), &found, &expected);
    }
    // A source tells sheets of cells only, not charts and macros.
    facts.equal(
        &format!("{name}: type"),
        &Some("WorkSheet"),
        &expected["type"].as_str(),
    );
    hold_merged(facts, sheet, expected);
    hold_types(facts, sheet, expected);
    for (address, cell) in expected["cells"].as_object().into_iter().flatten() {
        let (kind, value) = (cell["t"].as_str().unwrap(), cell["v"].as_str().unwrap());
        let found = sheet.at(address);
        let holds = found.is_some_and(|found| is(found, kind, value));
        facts.hold(&format!("{name}!{address}"), holds, || {
            format!("{:?}, not {kind} {value}", found.map(Cell::told))
        });
    }
    for (column, sum) in expected["numeric_column_sums"]
        .as_object()
        .into_iter()
        .flatten()
    {
        hold_sum(facts, sheet, column, sum);
    }
    hold_hidden(facts, sheet, expected);
}

/// The rows and columns that are not shown.
fn hold_hidden(facts: &mut Facts, sheet: &Sheet, expected: &Json) {
    let name = &sheet.name;
    for row in expected["hidden_rows"].as_array().into_iter().flatten() {
        let row = u32::try_from(row.as_u64().unwrap()).unwrap();
        let hidden = |(noticed, kind, _): &(u32, NoticeKind, String)| {
            *noticed == row && *kind == NoticeKind::Hidden
        };
        let holds = sheet.rows.iter().any(hidden);
        facts.hold(&format!("{name}: row {row} is hidden"), holds, || {
            "not noticed".to_owned()
        });
    }
    for column in expected["hidden_cols"].as_array().into_iter().flatten() {
        let letters = column.as_str().unwrap();
        let (_, column) = whole::position(&format!("{letters}1")).unwrap();
        let mut cells = sheet.cells.iter().filter(|((_, at), _)| *at == column);
        let holds = cells.any(|(_, cell)| cell.noticed(NoticeKind::HiddenColumn).is_some());
        facts.hold(
            &format!("{name}: column {letters} is hidden"),
            holds,
            || "not noticed".to_owned(),
        );
    }
}

/// The merged cells, in any order.
fn hold_merged(facts: &mut Facts, sheet: &Sheet, expected: &Json) {
    let count = u64::try_from(sheet.merged.len()).ok();
    let name = &sheet.name;
    facts.equal(
        &format!("{name}: merged_count"),
        &count,
        &expected["merged_count"].as_u64(),
    );
    let areas = expected["merged"].as_array().into_iter().flatten();
    for area in areas.map(|area| area.as_str().unwrap()) {
        let holds = sheet.merged.iter().any(|own| own == area);
        facts.hold(&format!("{name}: {area} is merged"), holds, || {
            format!("merged are {:?}", sheet.merged)
        });
    }
}

/// The number of cells of each type. Times and durations are text as Excel shows them here.
fn hold_types(facts: &mut Facts, sheet: &Sheet, expected: &Json) {
    let types = expected["types"].as_object();
    let wanted = |kind: &str| -> u64 {
        let alike: &[&str] = match kind {
            "text" => &["text", "time", "duration"],
            _ => &[kind],
        };
        let counts = types.into_iter().flatten();
        let counts = counts.filter(|(own, _)| alike.contains(&own.as_str()));
        counts.filter_map(|(_, count)| count.as_u64()).sum()
    };
    for kind in ["text", "number", "datetime", "bool", "error"] {
        let cells = sheet.cells.values();
        let found = cells.filter(|cell| cell.told().0 == kind).count();
        let fact = format!("{}: cells of the type {kind}", sheet.name);
        facts.equal(&fact, &u64::try_from(found).unwrap(), &wanted(kind));
    }
}

/// Whether a cell is of a type and value. Numbers show the 15 digits that are sure; the facts
/// give the shortest text of the stored number.
fn is(cell: &Cell, kind: &str, value: &str) -> bool {
    let (found, text) = cell.told();
    match kind {
        "number" => found == "number" && sure(&text) == sure(value),
        "time" => found == "text" && text == value,
        "duration" => found == "text" && seconds(&text) == value.parse().ok(),
        "text" => match value.strip_suffix('…') {
            Some(begin) => found == "text" && text.starts_with(begin),
            None => found == "text" && text.replace("\r\n", "\n") == value.replace("\r\n", "\n"),
        },
        _ => found == kind && text == value,
    }
}

/// A number to its 15 digits.
fn sure(text: &str) -> Option<Decimal> {
    let number: Decimal = text.parse().ok()?;
    number.round_sf(15).map(|number| number.normalize())
}

/// The seconds of a clock such as `255:10:10`.
pub(crate) fn seconds(clock: &str) -> Option<Decimal> {
    let parts = clock.split(':').map(str::parse::<Decimal>);
    let parts: Vec<Decimal> = parts.collect::<Result<_, _>>().ok()?;
    let [hours, minutes, seconds] = parts.as_slice() else {
        return None;
    };
    Some(hours * Decimal::from(3_600) + minutes * Decimal::from(60) + seconds)
}

/// The sum of a column agrees to the digits that are sure of its numbers.
fn hold_sum(facts: &mut Facts, sheet: &Sheet, column: &str, expected: &Json) {
    let (_, column_number) = whole::position(&format!("{column}1")).unwrap();
    let cells = sheet
        .cells
        .iter()
        .filter(|((_, at), _)| *at == column_number);
    let numbers: Vec<Decimal> = cells.filter_map(|(_, cell)| number(&cell.value)).collect();
    let sum: Decimal = numbers.iter().sum();
    let largest = numbers.iter().map(Decimal::abs).max().unwrap_or_default();
    // Half of the fifteenth digit for every number; none for whole ones, which are exact.
    let whole = numbers.iter().all(|number| number.fract().is_zero());
    let allowed = if whole {
        Decimal::ZERO
    } else {
        largest * Decimal::new(5, 15) * Decimal::from(numbers.len())
    };
    let wanted: Decimal = expected["sum"].as_str().unwrap().parse().unwrap();
    let count = expected["n"].as_u64().unwrap();
    let agrees = (sum - wanted).abs() <= allowed && u64::try_from(numbers.len()) == Ok(count);
    facts.hold(
        &format!("{}: sum of column {column}", sheet.name),
        agrees,
        || format!("{sum} of {}, not {wanted} of {count}", numbers.len()),
    );
}

pub(crate) fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Integer(number) => Some(Decimal::from(*number)),
        Value::Decimal(number) => Some(*number),
        _ => None,
    }
}
