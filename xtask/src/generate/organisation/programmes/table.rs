//! A table of a legacy file, and what is planted in its rows.

use super::super::answers::decimal;
use super::super::estate::Office;
use super::super::files::{Out, Sheet, at_cell, at_row, delimited};
use crate::generate::table::Cell;

/// What can be done to a sound row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fault {
    /// A short name.
    pub(super) kind: &'static str,
    /// The column that is spoilt; empty where nothing is.
    pub(super) column: &'static str,
    /// What stands there then; `*` is the number of the office.
    pub(super) value: &'static str,
    /// The code of the finding, and the attribute that it is about.
    pub(super) code: &'static str,
    pub(super) field: &'static str,
    /// Where it is said.
    pub(super) at: At,
    /// Whether the record is held back.
    pub(super) rejects: bool,
}

/// Where a finding stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    /// At the spoilt column.
    Here,
    /// At another column.
    Column(&'static str),
    /// At the row.
    Row,
    /// In another file, where it is told by hand.
    Elsewhere,
}

/// A fault at the spoilt column that holds its record back.
pub(super) const fn fault(
    kind: &'static str,
    (column, value): (&'static str, &'static str),
    (code, field): (&'static str, &'static str),
) -> Fault {
    Fault {
        kind,
        column,
        value,
        code,
        field,
        at: At::Here,
        rejects: true,
    }
}

impl Fault {
    /// The same, said elsewhere.
    pub(super) const fn at(mut self, at: At) -> Self {
        self.at = at;
        self
    }

    /// The same about another attribute.
    pub(super) const fn about(mut self, field: &'static str) -> Self {
        self.field = field;
        self
    }

    /// The same as a warning.
    pub(super) const fn warns(mut self) -> Self {
        self.rejects = false;
        self
    }
}

/// Rows with their findings.
#[derive(Debug)]
pub(super) struct Table {
    object: &'static str,
    columns: &'static [&'static str],
    /// What the columns are called in the file; empty for their names.
    headings: Vec<&'static str>,
    /// The number of the office.
    office: String,
    rows: Vec<Vec<Cell>>,
    /// Row, column and fault.
    planted: Vec<(usize, Option<usize>, Fault)>,
}

impl Table {
    pub(super) fn new(object: &'static str, columns: &'static [&'static str]) -> Self {
        Self {
            object,
            columns,
            headings: Vec::new(),
            office: String::new(),
            rows: Vec::new(),
            planted: Vec::new(),
        }
    }

    /// The same for an office.
    pub(super) fn of(mut self, office: &Office) -> Self {
        self.office = office.number();
        self
    }

    /// The same with other headings.
    pub(super) fn headed(mut self, headings: Vec<&'static str>) -> Self {
        self.headings = headings;
        self
    }

    /// The headings of the file.
    fn headings(&self) -> &[&'static str] {
        if self.headings.is_empty() {
            self.columns
        } else {
            &self.headings
        }
    }

    /// Adds a row.
    pub(super) fn push(&mut self, cells: Vec<Cell>) {
        debug_assert_eq!(cells.len(), self.columns.len());
        self.rows.push(cells);
    }

    /// Adds a row with a fault.
    pub(super) fn spoilt(&mut self, mut cells: Vec<Cell>, fault: &Fault) {
        let place = |name: &str| self.columns.iter().position(|column| *column == name);
        let spoilt = place(fault.column);
        if let Some(cell) = spoilt.and_then(|at| cells.get_mut(at)) {
            *cell = Cell::text(fault.value.replace('*', &self.office));
        }
        let at = match fault.at {
            At::Here => spoilt,
            At::Column(name) => place(name),
            At::Row | At::Elsewhere => None,
        };
        self.planted.push((self.rows.len(), at, *fault));
        self.push(cells);
    }

    /// Tells another finding of a spoilt row, at the place of its first one.
    pub(super) fn also(&mut self, row: usize, fault: &Fault) {
        let place = self.planted.iter().find(|(at, ..)| *at == row);
        let place = place.and_then(|(_, place, _)| *place);
        self.planted.push((row, place, *fault));
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn columns(&self) -> &'static [&'static str] {
        self.columns
    }

    pub(super) fn rows(&self) -> &[Vec<Cell>] {
        &self.rows
    }

    /// The text of a cell.
    pub(super) fn text<'a>(&self, row: &'a [Cell], column: &str) -> &'a str {
        let at = self.columns.iter().position(|name| *name == column);
        match at.and_then(|at| row.get(at)) {
            Some(Cell::Text(text) | Cell::Number(text)) => text,
            _ => "",
        }
    }

    /// Counts rows and rejects of the object.
    pub(super) fn count(&self, out: &mut Out) {
        let of = out.answers.of(self.object);
        of.read += self.rows.len();
        of.rejected += self.planted.iter().filter(|(.., f)| f.rejects).count();
    }

    /// Adds to a control total of the object, by the amounts that can be read.
    pub(super) fn total(
        &self,
        out: &mut Out,
        name: &'static str,
        (amount, by): (&str, &str),
        point: char,
    ) {
        for row in &self.rows {
            if let Some(hundredths) = hundredths(self.text(row, amount), point) {
                let group = self.text(row, by).to_owned();
                out.answers.of(self.object).add(name, group, hundredths);
            }
        }
    }

    /// What is told at a place of this file.
    fn told(&self) -> impl Iterator<Item = &(usize, Option<usize>, Fault)> {
        self.planted
            .iter()
            .filter(|(.., fault)| fault.at != At::Elsewhere)
    }

    /// The text of a delimited file with these rows; says what is planted in it.
    pub(super) fn delimited(&self, file: &str, delimiter: char, out: &mut Out) -> String {
        let mut text = String::new();
        delimited(&mut text, delimiter, self.headings());
        for row in &self.rows {
            let fields: Vec<&str> = row
                .iter()
                .map(|cell| match cell {
                    Cell::Text(text) | Cell::Number(text) => text.as_str(),
                    _ => "",
                })
                .collect();
            delimited(&mut text, delimiter, &fields);
        }
        for (row, column, fault) in self.told() {
            let line = row + 2;
            let named = column.and_then(|at| Some((at + 1, self.headings().get(at)?)));
            let origin = match named {
                Some((at, name)) => format!("{file}:{line}, column {at} ({name})"),
                None => format!("{file}:{line}"),
            };
            let (code, field) = (fault.code, fault.field);
            out.answers
                .finding(self.object, code, field, origin, fault.kind);
        }
        text
    }

    /// Says what is planted in a file of fields of these widths.
    pub(super) fn say_fixed(&self, file: &str, widths: &[usize], out: &mut Out) {
        for (row, column, fault) in self.told() {
            let line = row + 1;
            let named = column.and_then(|at| Some((at, self.columns.get(at)?)));
            let origin = match named {
                Some((at, name)) => {
                    let before: usize = widths.iter().take(at).sum();
                    format!("{file}:{line}, column {} ({name})", before + 1)
                }
                None => format!("{file}:{line}"),
            };
            let (code, field) = (fault.code, fault.field);
            out.answers
                .finding(self.object, code, field, origin, fault.kind);
        }
    }

    /// A sheet with these rows; says what is planted in it.
    pub(super) fn sheet<'a>(
        &'a self,
        file: &str,
        (name, titles): (&'a str, &'a [&'a str]),
        out: &mut Out,
    ) -> Sheet<'a> {
        let sheet = Sheet {
            name,
            titles,
            columns: self.columns,
            rows: &self.rows,
        };
        for (row, column, fault) in self.told() {
            let line = sheet.row(*row);
            let origin = match column {
                Some(column) => at_cell(file, name, *column, line),
                None => at_row(file, name, line),
            };
            let (code, field) = (fault.code, fault.field);
            out.answers
                .finding(self.object, code, field, origin, fault.kind);
        }
        sheet
    }
}

/// `1,234.5` with the point `.` as 123450; nothing where it is no amount.
pub(super) fn hundredths(text: &str, point: char) -> Option<i64> {
    let plain: String = text
        .chars()
        .filter(|sign| sign.is_ascii_digit() || *sign == point || *sign == '-')
        .collect();
    let strange = |sign: char| !(sign.is_ascii_digit() || ",.-".contains(sign));
    if plain.is_empty() || text.contains(strange) {
        return None;
    }
    let (whole, part) = plain.split_once(point).unwrap_or((&plain, ""));
    format!("{whole}{part:0<2}").parse().ok()
}

/// Hundredths as a decimal number of a cell.
pub(super) fn number(hundredths: i64) -> Cell {
    Cell::Number(decimal(hundredths))
}

/// Hundredths as European systems write them: `1.234,50`.
pub(super) fn european(hundredths: i64) -> String {
    let digits = decimal(hundredths);
    let (whole, part) = digits.split_once('.').unwrap_or((&digits, "00"));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) && !grouped.ends_with('-') {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    format!("{grouped},{part}")
}
