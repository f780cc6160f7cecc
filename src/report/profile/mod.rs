//! The profile of a file for people and programs: a summary of 80 columns, a page, a document.

pub mod html;
pub mod json;
pub mod table;

use serde::Serialize;

use super::format::{count, counted};
use super::verdict::Level;
use crate::profile::{KeyProfile, Kind, Profile, Sample, Severity, Suspicion, TableProfile};

/// What the source found out about the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detected {
    /// The connector's word.
    pub kind: String,
    /// Name and value with its evidence, in the order in which they are told.
    pub lines: Vec<(String, String)>,
}

/// Something to look at, with the column or the records that it is about.
struct Point<'a> {
    severity: Severity,
    code: &'a str,
    /// Path of the nested records; empty for those of the file.
    path: &'a str,
    /// Column; none for whole records.
    column: Option<(usize, &'a str)>,
    text: String,
    samples: Vec<Sample>,
}

/// All there is to look at, the gravest first.
fn points(profile: &Profile) -> Vec<Point<'_>> {
    let mut points = Vec::new();
    for table in &profile.tables {
        points.extend(of_records(table));
        points.extend(table.keys.iter().filter_map(|key| of_key(table, key)));
        for (index, column) in table.columns.iter().enumerate() {
            let at = Some((index, &*column.name));
            points.extend((column.suspicions.iter()).map(|one| of_suspicion(table, at, one)));
        }
    }
    if profile.faults > 0 {
        points.push(of_faults(profile));
    }
    points.sort_by_key(|point| point.severity);
    points
}

fn of_suspicion<'a>(
    table: &'a TableProfile,
    column: Option<(usize, &'a str)>,
    suspicion: &'a Suspicion,
) -> Point<'a> {
    Point {
        severity: suspicion.severity,
        code: suspicion.code,
        path: &table.path,
        column,
        text: suspicion.text.clone(),
        samples: suspicion.samples.clone(),
    }
}

fn of_records(table: &TableProfile) -> Vec<Point<'_>> {
    let suspicions = table.suspicions.iter();
    let mut points: Vec<Point<'_>> = suspicions
        .map(|suspicion| of_suspicion(table, None, suspicion))
        .collect();
    points.extend(table.noticed.iter().map(|noticed| Point {
        severity: match noticed.kind {
            "digits-lost" | "error-cell" | "undecodable" | "phantom-date" | "malformed" => {
                Severity::Mend
            }
            _ => Severity::Look,
        },
        code: noticed.kind,
        path: &table.path,
        column: None,
        text: format!(
            "{} ({})",
            noticed.about,
            counted(noticed.count, "time", "times")
        ),
        samples: noticed.samples.clone(),
    }));
    points
}

/// A key with duplicates or empties; one without is good news and told elsewhere.
fn of_key<'a>(table: &'a TableProfile, key: &'a KeyProfile) -> Option<Point<'a>> {
    if key.duplicates == 0 && key.empty == 0 {
        return None;
    }
    let samples = key.samples.iter().map(|duplicate| Sample {
        origin: format!("{}, again {}", duplicate.first, duplicate.again),
        value: duplicate.value.clone(),
    });
    Some(Point {
        severity: if key.stated {
            Severity::Mend
        } else {
            Severity::Look
        },
        code: "duplicate-key",
        path: &table.path,
        column: None,
        text: key_words(table, key),
        samples: samples.collect(),
    })
}

fn of_faults(profile: &Profile) -> Point<'_> {
    let samples = profile.fault_samples.iter();
    Point {
        severity: Severity::Mend,
        code: "unreadable-record",
        path: "",
        column: None,
        text: format!(
            "{} not be read",
            counted(profile.faults, "record could", "records could")
        ),
        samples: samples
            .map(|fault| Sample {
                origin: fault.origin.clone(),
                value: format!("{}; expected {}", fault.found, fault.expected),
            })
            .collect(),
    }
}

/// A key in words.
fn key_words(table: &TableProfile, key: &KeyProfile) -> String {
    let names: Vec<String> = key.columns.iter().map(|name| format!("`{name}`")).collect();
    let names = names.join(" with ");
    let mut flaws = Vec::new();
    if key.duplicates > 0 {
        let verb = counted(key.duplicates, "record repeats", "records repeat");
        flaws.push(format!("{verb} an earlier value"));
    }
    if key.empty > 0 {
        flaws.push(counted(key.empty, "record has none", "records have none"));
    }
    match (flaws.is_empty(), key.stated) {
        (true, _) => format!("{names} is unique in all {}", count(table.records)),
        (false, true) => format!("{names} is not unique: {}", flaws.join(", ")),
        (false, false) => format!("{names} is nearly unique: {}", flaws.join(", ")),
    }
}

/// The verdict: how grave, and in one sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Verdict {
    #[serde(skip)]
    level: Level,
    mend: usize,
    look: usize,
    know: usize,
    sentence: String,
}

fn verdict(profile: &Profile) -> Verdict {
    let points = points(profile);
    let of = |severity| {
        points
            .iter()
            .filter(|point| point.severity == severity)
            .count()
    };
    let (mend, look, know) = (of(Severity::Mend), of(Severity::Look), of(Severity::Know));
    let things = |number: usize| {
        let number = u64::try_from(number).unwrap_or(u64::MAX);
        counted(number, "thing", "things")
    };
    let (level, sentence) = match (mend, look) {
        (0, 0) => (Level::Good, "Nothing stands out.".to_owned()),
        (0, look) => (Level::Attention, format!("{} to look at.", things(look))),
        (mend, 0) => (Level::Bad, format!("{} to mend.", things(mend))),
        (mend, look) => (
            Level::Bad,
            format!("{} to mend and {} to look at.", things(mend), things(look)),
        ),
    };
    Verdict {
        level,
        mend,
        look,
        know,
        sentence,
    }
}

/// The word for a kind: in a file that keeps no types, text that reads as a number is a number.
fn kind_word(kind: Kind, typed: bool) -> &'static str {
    match kind {
        Kind::NumberInText if !typed => "number",
        Kind::DateInText if !typed => "date",
        kind => kind.words(),
    }
}

/// A value between marks where it has outer white space, so that it shows.
fn quoted(value: &str) -> String {
    if value.trim() == value {
        value.to_owned()
    } else {
        format!("“{value}”")
    }
}

/// An origin without the file, which stands above: `line 812, column 4 (Amount)`.
fn place(origin: &str, file: &str) -> String {
    let short = |origin: &str| -> String {
        let Some(rest) = origin.strip_prefix(file) else {
            return origin.to_owned();
        };
        if let Some(cell) = rest.strip_prefix(" › ") {
            return cell.to_owned();
        }
        match rest.strip_prefix(':') {
            Some(line) => format!("line {line}"),
            None => origin.to_owned(),
        }
    };
    match origin.split_once(", again ") {
        Some((first, again)) => format!("{}, again {}", short(first), short(again)),
        None => short(origin),
    }
}
