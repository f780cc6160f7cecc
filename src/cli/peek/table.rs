//! A line a record, for flat records whose columns fit beside each other.

use std::io::Write;

use landbridge_contract::{Layout, LayoutKind, Record, Slot, Value};

use rust_decimal::Decimal;

use crate::cli::exit::Failure;
use crate::cli::source::WIDTH;
use crate::report::text::{columns, fit, left, right, visible, wrapped};

/// A column is not cut to fewer characters than this.
const COLUMNS_MIN: usize = 8;
/// A column does not take more than this while others want room.
const COLUMNS_MAX: usize = 40;
/// Lines over which the name of a column may go.
const NAME_LINES_MAX: usize = 3;
/// Room that a name is given even where its values need less.
const NAME_COLUMNS: usize = 16;
/// Characters between two columns.
const GAP: usize = 2;

/// Which columns are shown, and how wide.
pub(super) struct Table {
    shown: Vec<Column>,
    /// Names of columns without a value in the records that decided.
    empty: Vec<String>,
    origin: usize,
    headed: bool,
    /// The sheet of the last record, which is named where it changes.
    sheet: Option<String>,
}

struct Column {
    slot: usize,
    name: String,
    width: usize,
    number: bool,
}

impl Table {
    /// A table that shows every column that has a value in these records; none where they do not
    /// fit into the width or where records are nested.
    pub(super) fn fitting(layout: &Layout, records: &[Record]) -> Option<Self> {
        if !layout.children.is_empty() || records.is_empty() {
            return None;
        }
        let mut shown = Vec::new();
        let mut empty = Vec::new();
        for (slot, name) in layout.names.iter().enumerate() {
            let name = visible(name);
            let slots = || records.iter().filter_map(|record| record.slots.get(slot));
            if slots().all(|slot| slot.value.is_blank()) {
                empty.push(name);
                continue;
            }
            let widest = slots().map(|slot| columns(&cell(slot))).max();
            shown.push(Column {
                slot,
                width: widest.unwrap_or(0).max(name_width(&name)),
                name,
                number: slots().all(is_number),
            });
        }
        let origin = records
            .iter()
            .map(|record| columns(&origin(layout, record)));
        let origin = origin.max().unwrap_or(0).max(origin_title(layout).len());
        let room = WIDTH.checked_sub(origin + GAP * shown.len())?;
        fit_into(&mut shown, room)?;
        Some(Self {
            shown,
            empty,
            origin,
            headed: false,
            sheet: None,
        })
    }

    /// Shows records, the first time under the names of the columns.
    pub(super) fn show(
        &mut self,
        out: &mut dyn Write,
        layout: &Layout,
        records: &[Record],
    ) -> Result<(), Failure> {
        if !self.headed {
            self.head(out, layout)?;
        }
        if let LayoutKind::Cells { sheet } = &layout.kind
            && self.sheet.as_deref() != Some(&**sheet)
        {
            if self.sheet.is_some() {
                super::say_wrapped(out, &format!("Sheet {sheet}"), 0)?;
            }
            self.sheet = Some(sheet.to_string());
        }
        for record in records {
            let mut line = right(&origin(layout, record), self.origin);
            for column in &self.shown {
                let text = record.slots.get(column.slot).map(cell).unwrap_or_default();
                line.push_str(&" ".repeat(GAP));
                line.push_str(&column.padded(&text));
            }
            crate::cli::print(out, line.trim_end())?;
            super::say_notices(out, layout, record, 2)?;
        }
        Ok(())
    }

    fn head(&mut self, out: &mut dyn Write, layout: &Layout) -> Result<(), Failure> {
        self.headed = true;
        if !self.empty.is_empty() {
            let names = format!("Nothing here in: {}", self.empty.join(", "));
            super::say_wrapped(out, &names, 0)?;
            crate::cli::print(out, "")?;
        }
        let names: Vec<Vec<String>> = (self.shown.iter())
            .map(|column| wrapped(&column.name, column.width))
            .collect();
        let height = names
            .iter()
            .map(Vec::len)
            .max()
            .unwrap_or(1)
            .min(NAME_LINES_MAX);
        for index in 0..height {
            let last = index + 1 == height;
            let title = if last { origin_title(layout) } else { "" };
            let mut line = right(title, self.origin);
            for (column, names) in self.shown.iter().zip(&names) {
                // Names stand on the rule: a short one leaves the upper lines empty.
                let above = height.saturating_sub(names.len());
                let part = index.checked_sub(above).and_then(|index| names.get(index));
                let mut part = part.cloned().unwrap_or_default();
                if last && names.len() > height {
                    part.push('…');
                }
                line.push_str(&" ".repeat(GAP));
                line.push_str(&column.padded(&part));
            }
            crate::cli::print(out, line.trim_end())?;
        }
        let mut rule = "─".repeat(self.origin);
        for column in &self.shown {
            rule.push_str(&" ".repeat(GAP));
            rule.push_str(&"─".repeat(column.width));
        }
        crate::cli::print(out, &rule)
    }
}

impl Column {
    fn padded(&self, text: &str) -> String {
        if self.number {
            right(text, self.width)
        } else {
            left(&fit(text, self.width), self.width)
        }
    }
}

/// Narrows the widest columns until all fit; none where that would cut one too short to read.
fn fit_into(shown: &mut [Column], room: usize) -> Option<()> {
    for column in shown.iter_mut() {
        column.width = column.width.min(COLUMNS_MAX);
    }
    while shown.iter().map(|column| column.width).sum::<usize>() > room {
        // Numbers are not cut: half a number is another number.
        let texts = shown.iter_mut().filter(|column| !column.number);
        let widest = texts.max_by_key(|column| column.width)?;
        if widest.width <= COLUMNS_MIN {
            return None;
        }
        widest.width -= 1;
    }
    Some(())
}

fn is_number(slot: &Slot) -> bool {
    match &slot.value {
        Value::Text(text) => {
            let plain = text.trim().replace(',', "");
            plain.is_empty() || plain.parse::<Decimal>().is_ok()
        }
        Value::Null | Value::Integer(_) | Value::Decimal(_) => true,
        _ => false,
    }
}

/// Columns that a name needs over at most [`NAME_LINES_MAX`] lines.
fn name_width(name: &str) -> usize {
    let word = name.split_whitespace().map(columns).max().unwrap_or(0);
    let third = columns(name).div_ceil(NAME_LINES_MAX);
    word.min(NAME_COLUMNS).max(third.min(NAME_COLUMNS)).max(1)
}

fn cell(slot: &Slot) -> String {
    super::seen(&slot.value.to_string())
}

fn origin_title(layout: &Layout) -> &'static str {
    match layout.kind {
        LayoutKind::Cells { .. } => "Row",
        LayoutKind::Lines | LayoutKind::Elements { .. } => "Line",
    }
}

/// The origin within the file, which stands above the table.
fn origin(layout: &Layout, record: &Record) -> String {
    match &layout.kind {
        LayoutKind::Cells { .. } | LayoutKind::Lines => record.place.line.to_string(),
        LayoutKind::Elements { .. } => format!("{} [{}]", record.place.line, record.place.number),
    }
}
