//! Training of an office's staff: what the learning system exported, with commas.

use super::super::estate::{Estate, Kind, Office};
use super::super::files::{Out, delimited};
use super::{Faults, MODULE, day, nobody};
use crate::Outcome;

/// The mapping.
const LEARNING: &str = "learning";

const COLUMNS: &[&str] = &[
    "Record", "Learner", "Course", "Title", "Set by", "Begun", "Done", "State",
];
const COURSES: &[(&str, &str)] = &[
    ("SEC-101", "Security in the field, \"basic\""),
    ("ETH-010", "Conduct and ethics"),
    ("PSEA-1", "Protection from exploitation and abuse"),
    ("FIN-204", "Budget holders, part 2"),
    ("LOG-110", "Fleet and fuel"),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Nobody,
    State,
    Backwards,
    NoCourse,
    Conflict,
}

const FAULTS: &[Wrong] = &[
    Wrong::Nobody,
    Wrong::State,
    Wrong::Backwards,
    Wrong::NoCourse,
    Wrong::Conflict,
];

/// Writes `training.csv` of an office.
pub(super) fn write(estate: &Estate, office: &Office, faults: &Faults, out: &mut Out) -> Outcome {
    let file = format!("{}/training.csv", office.folder());
    let mut lines: Vec<Vec<String>> = Vec::new();
    let count = estate.count(Kind::Worker);
    for number in 0..count * 2 {
        lines.push(line(estate, office, number % count, number));
    }
    for (nth, wrong) in faults.of(FAULTS).into_iter().enumerate() {
        let mut fields = line(estate, office, nth % count, count * 2 + nth);
        let (column, text, code, field, kind) = match wrong {
            Wrong::Nobody => (
                1,
                nobody(office, nth),
                "REF-MISSING",
                "LearnerNumber",
                "training of nobody",
            ),
            Wrong::State => (
                7,
                "asleep".to_owned(),
                "MAP-UNMAPPED-CODE",
                "LearningRecordStatus",
                "state without a line in the crosswalk",
            ),
            Wrong::Backwards => (
                6,
                "1999-01-01".to_owned(),
                "VAL-CHECK",
                "LearningRecordCompletionDate",
                "done before it was begun",
            ),
            Wrong::NoCourse => (
                2,
                String::new(),
                "VAL-REQUIRED",
                "LearningItemNumber",
                "training without a course",
            ),
            Wrong::Conflict => {
                let mut other = fields.clone();
                put(&mut other, 2, "ETH-999");
                lines.extend([fields, other]);
                for line in [lines.len(), lines.len() + 1] {
                    let origin = format!("{file}:{line}");
                    out.answers.of(LEARNING).rejected += 1;
                    let kind = "two courses under one number";
                    out.answers
                        .finding(LEARNING, "KEY-CONFLICT", "", origin, kind);
                }
                continue;
            }
        };
        put(&mut fields, column, &text);
        lines.push(fields);
        let name = COLUMNS.get(column).copied().unwrap_or_default();
        let origin = format!("{file}:{}, column {} ({name})", lines.len() + 1, column + 1);
        out.answers.of(LEARNING).rejected += 1;
        out.answers.finding(LEARNING, code, field, origin, kind);
    }
    let counted = out.answers.of(LEARNING);
    counted.read += lines.len();
    counted.add("learning records", "", i64::try_from(lines.len())? * 100);
    let mut text = String::new();
    delimited(&mut text, ',', COLUMNS);
    for fields in &lines {
        let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
        delimited(&mut text, ',', &fields);
    }
    out.put(MODULE, &file, text)?;
    Ok(())
}

/// Puts a text into a column.
fn put(fields: &mut [String], column: usize, text: &str) {
    if let Some(field) = fields.get_mut(column) {
        text.clone_into(field);
    }
}

fn line(estate: &Estate, office: &Office, worker: usize, number: usize) -> Vec<String> {
    let mut chance = estate.chance("training", office.index, number);
    let (course, title) = *chance.one_of(COURSES);
    let begun = day(&mut chance, 2015, 2024);
    let done = chance.chance(80);
    let (until, state) = if done {
        let year = begun.get(..4).unwrap_or_default();
        (format!("{year}-12-31"), "completed")
    } else {
        (String::new(), "in progress")
    };
    [
        &*format!("TR-{}-{number:05}", office.code()),
        &*estate.key(Kind::Worker, office, worker),
        course,
        title,
        chance.pick(&["office", "self"]),
        &*begun,
        &*until,
        state,
    ]
    .map(str::to_owned)
    .into()
}
