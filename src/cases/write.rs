//! Writes what came of a case into its file, where the case expects nothing yet.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::carry::Outcome;
use super::model::Case;
use super::payload::flatten;
use super::spelling::{in_cell, spell};
use crate::mapping::MappedVerdict;

/// The text of a file with the outcomes of those of its cases that expect nothing; everything else
/// stays to the byte.
pub fn fill_in(text: &str, cases: &[(&Case, &[Outcome])]) -> String {
    let outcomes: BTreeMap<usize, String> = cases
        .iter()
        .filter(|(case, _)| case.is_open())
        .filter_map(|(case, outcomes)| Some((usize::try_from(case.ends).ok()?, said(outcomes))))
        .collect();
    let mut filled = String::with_capacity(text.len());
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        filled.push_str(line);
        if let Some(outcome) = outcomes.get(&number) {
            if !line.ends_with('\n') {
                filled.push('\n');
            }
            filled.push_str(outcome);
        }
    }
    filled
}

/// The outcomes of the given records, as parts of a case.
fn said(outcomes: &[Outcome]) -> String {
    let several = outcomes.len() > 1;
    let mut payload = Lines::new(&["attribute", "value"], several);
    let mut findings = Lines::new(&["code", "attribute", "found"], several);
    let mut rejected = Lines::new(&["code", "attribute", "found"], several);
    let mut skipped = Lines::new(&[], several);
    let mut has_skipped = false;
    for (number, outcome) in (1..).zip(outcomes) {
        match outcome.verdict {
            MappedVerdict::Ready => {
                for (path, value) in flatten(&outcome.payload) {
                    payload.push(number, &[in_cell(&path), in_cell(&spell(&value))]);
                }
                push_findings(number, outcome, &mut findings);
            }
            MappedVerdict::Rejected => push_findings(number, outcome, &mut rejected),
            MappedVerdict::Filtered => {
                has_skipped = true;
                skipped.push(number, &[]);
            }
        }
    }
    let mut text = String::new();
    let parts = [
        ("expected", &payload),
        ("findings", &findings),
        ("rejected", &rejected),
    ];
    for (name, lines) in parts {
        if !lines.is_empty() {
            write!(text, "\n### {name}\n\n{}", lines.table()).expect("writing to memory");
        }
    }
    if has_skipped {
        text.push_str("\n### skipped\n");
        if several {
            write!(text, "\n{}", skipped.table()).expect("writing to memory");
        }
    }
    text
}

fn push_findings(number: usize, outcome: &Outcome, lines: &mut Lines) {
    for finding in &outcome.findings {
        // What takes several lines cannot stand in a cell; nothing stands for anything there.
        let is_plain = !finding.found.contains(char::is_control);
        let found = if is_plain { finding.found.trim() } else { "" };
        let cells = [
            finding.code.id.to_owned(),
            finding.field.replace('|', "\\|"),
            found.replace('|', "\\|"),
        ];
        lines.push(number, &cells);
    }
}

/// The lines of a table, with the number of the record where there are several.
struct Lines {
    rows: Vec<Vec<String>>,
    numbered: bool,
}

impl Lines {
    fn new(header: &[&str], numbered: bool) -> Self {
        let number = numbered.then_some("#");
        let names = number.iter().chain(header).map(|name| (*name).to_owned());
        Self {
            rows: vec![names.collect()],
            numbered,
        }
    }

    fn push(&mut self, number: usize, cells: &[String]) {
        let number = self.numbered.then(|| number.to_string());
        self.rows
            .push(number.into_iter().chain(cells.iter().cloned()).collect());
    }

    fn is_empty(&self) -> bool {
        self.rows.len() < 2
    }

    fn table(&self) -> String {
        let columns = self.rows.first().map_or(0, Vec::len);
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or(0)
                .max(3)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut text = String::new();
        for (number, row) in self.rows.iter().enumerate() {
            for (cell, width) in row.iter().zip(&widths) {
                write!(text, "| {cell:<width$} ").expect("writing to memory");
            }
            text.push_str("|\n");
            if number == 0 {
                for width in &widths {
                    write!(text, "| {} ", "-".repeat(*width)).expect("writing to memory");
                }
                text.push_str("|\n");
            }
        }
        text
    }
}
