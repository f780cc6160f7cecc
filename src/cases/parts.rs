//! The parts of a case: what is given, and what is expected of each given record.

use std::collections::BTreeMap;

use landbridge_contract::{Name, Value};

use super::markdown::{Located, Table};
use super::model::{
    Expectation, Expected, ExpectedFinding, GivenRow, GivenTable, GivenValue, wrong,
};
use super::spelling;
use crate::diagnose::{Diagnostics, Location, codes};
use crate::mapping::{Named, PIECES_MAX};
use crate::project::unknown_name;

/// The column that tells which record a line is about, where there are several.
const RECORD: &str = "#";

/// A part of a case.
#[derive(Debug, Clone)]
pub(super) struct Part {
    kind: Kind,
    at: Location,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Given(Option<Name>),
    Expected,
    Findings,
    Rejected,
    Skipped,
}

impl Part {
    /// The part that a heading begins.
    pub(super) fn of(title: &Located, out: &mut Diagnostics) -> Option<Self> {
        const PARTS: [&str; 5] = ["given", "expected", "findings", "rejected", "skipped"];
        let (word, rest) = title.text.split_once(' ').unwrap_or((&title.text, ""));
        let rest = rest.trim().trim_matches('`');
        let kind = match (word, rest) {
            ("given", "") => Kind::Given(None),
            ("given", of) => Kind::Given(Some(Name::from(of))),
            ("expected", "") => Kind::Expected,
            ("findings", "") => Kind::Findings,
            ("rejected", "") => Kind::Rejected,
            ("skipped", "") => Kind::Skipped,
            _ => {
                let what = "part of a case";
                let wrong = unknown_name(&codes::MAPPING_CASE, &title.at, what, &title.text, PARTS);
                out.push(wrong);
                return None;
            }
        };
        Some(Self {
            kind,
            at: title.at.clone(),
        })
    }

    fn heading(&self) -> String {
        match &self.kind {
            Kind::Given(None) => "### given".to_owned(),
            Kind::Given(Some(of)) => format!("### given {of}"),
            Kind::Expected => "### expected".to_owned(),
            Kind::Findings => "### findings".to_owned(),
            Kind::Rejected => "### rejected".to_owned(),
            Kind::Skipped => "### skipped".to_owned(),
        }
    }
}

/// The parts of a case as they come.
#[derive(Debug, Default)]
pub(super) struct Parts(Vec<(Part, Option<Table>)>);

impl Parts {
    pub(super) fn begin(&mut self, part: Part, out: &mut Diagnostics) {
        if self.0.iter().any(|(known, _)| known.kind == part.kind) {
            let found = format!("a second {}", part.heading());
            out.push(wrong(&part.at, found, "each part once, with all its lines"));
        }
        self.0.push((part, None));
    }

    pub(super) fn table(&mut self, table: Table, out: &mut Diagnostics) {
        let at = table.header.first().map(|cell| cell.at.clone());
        match self.0.last_mut() {
            Some((_, part @ None)) => *part = Some(table),
            Some((part, Some(_))) => out.push(wrong(
                &at.unwrap_or_else(|| part.at.clone()),
                format!("a second table under {}", part.heading()),
                "one table a part",
            )),
            None => {
                let expected = "### given, ### expected, ### findings, ### rejected or ### skipped";
                if let Some(at) = at {
                    out.push(wrong(&at, "a table outside of a part", expected));
                }
            }
        }
    }
}

/// What the parts say, when all have come. Where a given row may make several records, how many there are to
/// expect something of shows only when the case is carried out.
pub(super) fn finished(
    parts: Parts,
    case: &Location,
    makes_several: bool,
    out: &mut Diagnostics,
) -> (Vec<GivenTable>, Vec<Expected>) {
    let has_given = parts
        .0
        .iter()
        .any(|(part, _)| part.kind == Kind::Given(None));
    let (given, outcome): (Vec<_>, Vec<_>) = parts
        .0
        .into_iter()
        .partition(|(part, _)| matches!(part.kind, Kind::Given(_)));
    let mut tables = Vec::new();
    for (part, table) in given {
        let Kind::Given(of) = &part.kind else {
            continue;
        };
        let of = of.clone().map(|name| Named {
            name,
            at: part.at.clone(),
        });
        match table.filter(|table| !table.rows.is_empty()) {
            Some(table) => tables.push(given_table(of, part.at.clone(), table, out)),
            None => out.push(wrong(
                &part.at,
                format!("{} without records", part.heading()),
                "a table: the columns of the source, and a line for each record",
            )),
        }
    }
    let main = tables.iter().find(|table| table.of.is_none());
    let Some(given) = main.map(|table| table.rows.len()) else {
        if !has_given {
            let expected = "### given, with a table of records of the mapping's source";
            out.push(wrong(case, "a case without given records", expected));
        }
        return (tables, Vec::new());
    };
    let mut outcomes = Outcomes {
        records: (!makes_several).then_some(given),
        expected: BTreeMap::new(),
    };
    let is_open = outcome.is_empty();
    for (part, table) in outcome {
        outcomes.part(&part, table, out);
    }
    let last = outcomes.expected.last_key_value();
    let records = outcomes
        .records
        .unwrap_or_else(|| last.map_or(1, |(last, _)| *last));
    let missing = (1..=records).find(|number| !outcomes.expected.contains_key(number));
    if let Some(missing) = missing.filter(|_| !is_open) {
        let found = format!("no outcome of record {missing}");
        let expected = "every given record in ### expected, ### rejected or ### skipped";
        out.push(wrong(case, found, expected));
    }
    for expected in outcomes.expected.values() {
        if matches!(&expected.expectation, Expectation::Payload(values) if values.is_empty()) {
            let wanted = "### expected with the payload beside it, or ### rejected";
            out.push(wrong(&expected.at, "### findings alone", wanted));
        }
    }
    (tables, outcomes.expected.into_values().collect())
}

/// A column and a value a line, for records with many columns; else a record a line.
fn given_table(of: Option<Named>, at: Location, table: Table, out: &mut Diagnostics) -> GivenTable {
    let names: Vec<&str> = table.header.iter().map(|cell| cell.text.as_str()).collect();
    if names == ["column", "value"] {
        return one_record(of, at, table, out);
    }
    let owner_column = if of.is_some() {
        names.iter().position(|name| *name == RECORD)
    } else {
        None
    };
    let mut columns: Vec<(Named, u32)> = Vec::new();
    for (index, cell) in (0..).zip(&table.header) {
        if owner_column.is_some_and(|owner| u32::try_from(owner).is_ok_and(|own| own == index)) {
            continue;
        }
        column(cell, index, &mut columns, out);
    }
    let mut rows = Vec::new();
    for row in &table.rows {
        let row_at = row
            .first()
            .map_or_else(|| at.clone(), |cell| cell.at.clone());
        let owner = owner_column.and_then(|column| row.get(column));
        let cells = (0..)
            .zip(row)
            .filter(|(index, _)| Some(*index) != owner_column);
        rows.push(GivenRow {
            at: row_at,
            owner: owner.map_or_else(Vec::new, |cell| numbers(cell, out)),
            values: cells.map(|(_, cell)| given_value(cell, out)).collect(),
        });
    }
    GivenTable {
        of,
        at,
        columns,
        rows,
        says_owners: owner_column.is_some(),
    }
}

fn one_record(of: Option<Named>, at: Location, table: Table, out: &mut Diagnostics) -> GivenTable {
    let mut columns = Vec::new();
    let mut values = Vec::new();
    for row in &table.rows {
        if let [name, cell] = row.as_slice() {
            column(name, 1, &mut columns, out);
            values.push(given_value(cell, out));
        }
    }
    GivenTable {
        of,
        columns,
        rows: vec![GivenRow {
            at: at.clone(),
            owner: Vec::new(),
            values,
        }],
        at,
        says_owners: false,
    }
}

fn column(cell: &Located, index: u32, columns: &mut Vec<(Named, u32)>, out: &mut Diagnostics) {
    if columns.iter().any(|(known, _)| *known.name == *cell.text) {
        let found = format!("a second column \"{}\"", cell.text);
        out.push(wrong(&cell.at, found, "each column once"));
    }
    let named = Named {
        name: Name::from(cell.text.as_str()),
        at: cell.at.clone(),
    };
    columns.push((named, index));
}

fn given_value(cell: &Located, out: &mut Diagnostics) -> GivenValue {
    let line = cell.at.line;
    let shown = cell.text.strip_prefix('=').map(str::trim);
    if let Some(shown) = shown.filter(|shown| shown.starts_with('#')) {
        return GivenValue {
            value: Value::Null,
            error_cell: Some(shown.to_owned()),
            line,
        };
    }
    GivenValue {
        value: value(cell, out),
        error_cell: None,
        line,
    }
}

fn value(cell: &Located, out: &mut Diagnostics) -> Value {
    spelling::read(&cell.text).unwrap_or_else(|| {
        out.push(wrong(&cell.at, cell.text.clone(), spelling::FORMS));
        Value::Null
    })
}

/// `2` or `2.1`: the second record, and the first of those nested in it.
fn numbers(cell: &Located, out: &mut Diagnostics) -> Vec<usize> {
    let parts: Option<Vec<usize>> = cell
        .text
        .split('.')
        .map(|part| part.parse().ok().filter(|number| *number > 0))
        .collect();
    parts.unwrap_or_else(|| {
        let expected = "the number of a given record, from 1; 2.1 for one nested in another";
        out.push(wrong(&cell.at, format!("# \"{}\"", cell.text), expected));
        Vec::new()
    })
}

/// What is expected of each record, by its number.
struct Outcomes {
    /// How many records there are; none where that is not known yet.
    records: Option<usize>,
    expected: BTreeMap<usize, Expected>,
}

impl Outcomes {
    fn part(&mut self, part: &Part, table: Option<Table>, out: &mut Diagnostics) {
        let (allowed, needed): (&[&str], &[&str]) = match part.kind {
            Kind::Expected => (&[RECORD, "attribute", "value"], &["attribute", "value"]),
            Kind::Findings | Kind::Rejected => (
                &[RECORD, "code", "attribute", "found", "expected"],
                &["code"],
            ),
            Kind::Skipped | Kind::Given(_) => (&[RECORD], &[RECORD]),
        };
        let Some(table) = table else {
            if part.kind == Kind::Skipped && self.records.is_none_or(|records| records == 1) {
                self.outcome(1, &part.at, Expectation::Skipped, out);
                return;
            }
            let found = format!("{} without a table", part.heading());
            let expected = format!("a table with the columns {}", needed.join(", "));
            out.push(wrong(&part.at, found, expected));
            return;
        };
        let Some(columns) = Columns::of(&table, allowed, needed, &part.at, out) else {
            return;
        };
        if table.rows.is_empty() {
            let found = format!("{} with an empty table", part.heading());
            out.push(wrong(&part.at, found, "at least one line"));
        }
        for row in &table.rows {
            let Some(number) = self.number(&columns, row, &part.at, out) else {
                continue;
            };
            self.line(&part.kind, number, &columns, row, out);
        }
    }

    /// The number of the record that a line is about.
    fn number(
        &self,
        columns: &Columns<'_>,
        row: &[Located],
        part: &Location,
        out: &mut Diagnostics,
    ) -> Option<usize> {
        let Some(cell) = columns.cell(RECORD, row) else {
            if let Some(records) = self.records.filter(|records| *records > 1) {
                let at = row.first().map_or(part, |cell| &cell.at);
                let found = format!("no column # where {records} records are given");
                out.push(wrong(at, found, "a column # with the number of the record"));
                return None;
            }
            return Some(1);
        };
        let number = cell.text.parse().ok();
        let records = self.records.unwrap_or(PIECES_MAX);
        let number = number.filter(|number| (1..=records).contains(number));
        if number.is_none() {
            let expected = format!("the number of a given record, 1 to {records}");
            out.push(wrong(&cell.at, format!("# \"{}\"", cell.text), expected));
        }
        number
    }

    fn line(
        &mut self,
        kind: &Kind,
        number: usize,
        columns: &Columns<'_>,
        row: &[Located],
        out: &mut Diagnostics,
    ) {
        let text = |name| columns.cell(name, row).map(|cell| cell.text.clone());
        match kind {
            Kind::Expected => {
                let (Some(path), Some(cell)) =
                    (columns.cell("attribute", row), columns.cell("value", row))
                else {
                    return;
                };
                let value = (!cell.text.is_empty()).then(|| value(cell, out));
                let payload = Expectation::Payload(Vec::new());
                let Some(expected) = self.outcome(number, &path.at, payload, out) else {
                    return;
                };
                if let Expectation::Payload(values) = &mut expected.expectation {
                    if values.iter().any(|(known, _, _)| *known == path.text) {
                        let found = format!("a second line for {}", path.text);
                        out.push(wrong(&path.at, found, "each attribute once"));
                    }
                    values.push((path.text.clone(), value, path.at.clone()));
                }
            }
            Kind::Findings | Kind::Rejected => {
                let Some(code) = columns.cell("code", row) else {
                    return;
                };
                let known = codes::ALL.iter().map(|one| one.id);
                if !known.clone().any(|known| *known == *code.text) {
                    let what = "code";
                    let wrong =
                        unknown_name(&codes::MAPPING_CASE, &code.at, what, &code.text, known);
                    out.push(wrong);
                }
                let stated = |name| text(name).filter(|text: &String| !text.is_empty());
                let finding = ExpectedFinding {
                    code: code.text.clone(),
                    attribute: stated("attribute"),
                    found: stated("found"),
                    expected: stated("expected"),
                    at: code.at.clone(),
                };
                let expectation = if *kind == Kind::Rejected {
                    Expectation::Rejected
                } else {
                    Expectation::Payload(Vec::new())
                };
                if let Some(expected) = self.outcome(number, &code.at, expectation, out) {
                    expected.findings.push(finding);
                }
            }
            Kind::Skipped | Kind::Given(_) => {
                let at = row.first().map(|cell| cell.at.clone());
                if let Some(at) = at {
                    self.outcome(number, &at, Expectation::Skipped, out);
                }
            }
        }
    }

    /// What is expected of a record; said where something else is expected of it too.
    fn outcome(
        &mut self,
        number: usize,
        at: &Location,
        expectation: Expectation,
        out: &mut Diagnostics,
    ) -> Option<&mut Expected> {
        let expected = self.expected.entry(number).or_insert_with(|| Expected {
            at: at.clone(),
            expectation: expectation.clone(),
            findings: Vec::new(),
        });
        let is_same =
            std::mem::discriminant(&expected.expectation) == std::mem::discriminant(&expectation);
        if !is_same {
            let found = format!("two outcomes of record {number}");
            let wanted = "a payload (### expected, with ### findings that only warn), ### rejected or ### skipped";
            out.push(wrong(at, found, wanted));
            return None;
        }
        Some(expected)
    }
}

/// The columns of a table by name.
struct Columns<'a>(BTreeMap<&'a str, usize>);

impl<'a> Columns<'a> {
    fn of(
        table: &'a Table,
        allowed: &[&str],
        needed: &[&str],
        part: &Location,
        out: &mut Diagnostics,
    ) -> Option<Self> {
        let mut columns = BTreeMap::new();
        let mistakes = out.0.len();
        for (index, cell) in table.header.iter().enumerate() {
            if !allowed.contains(&&*cell.text) {
                let known = allowed.iter().copied();
                let what = "column";
                let wrong = unknown_name(&codes::MAPPING_CASE, &cell.at, what, &cell.text, known);
                out.push(wrong);
            } else if columns.insert(&*cell.text, index).is_some() {
                let found = format!("a second column \"{}\"", cell.text);
                out.push(wrong(&cell.at, found, "each column once"));
            }
        }
        for name in needed.iter().filter(|name| !columns.contains_key(**name)) {
            let at = table.header.first().map_or(part, |cell| &cell.at);
            let found = format!("no column \"{name}\"");
            let expected = format!("the columns {}", allowed.join(", "));
            out.push(wrong(at, found, expected));
        }
        (out.0.len() == mistakes).then_some(Self(columns))
    }

    fn cell<'r>(&self, name: &str, row: &'r [Located]) -> Option<&'r Located> {
        row.get(*self.0.get(name)?)
    }
}
