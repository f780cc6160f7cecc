//! Reads the tables of rates, units and periods that a project names, each once, before the first record.

use jiff::civil::Date;
use landbridge_contract::{Layout, Name, Projection, Record, Text, Value};
use rust_decimal::Decimal;
use sha2::{Digest as _, Sha256};

use super::fault::RunFault;
use super::files::{self, LegacyFile};
use super::open::{each_record, open_source};
use super::prepare::{missing_file, unreadable};
use crate::diagnose::{Diagnostics, codes};
use crate::mapping::functions::UnitTable;
use crate::mapping::{Calendar, Period, Rates, Tables};
use crate::project::{CalendarFrom, Project, TableDef, mistake, unknown_name};

/// Mistakes of one table that are listed; a wrong column makes one on every line.
const LISTED_MAX: usize = 20;

/// Reads all tables; what is wrong with a line is said.
pub(super) fn read(project: &Project, hasher: &mut Sha256, out: &mut Diagnostics) -> Tables {
    let mut tables = Tables::default();
    for definition in &project.rates {
        let mut rates = Rates::default();
        each_line(project, definition, hasher, out, |record| {
            rate(definition, &mut rates, record)
        });
        rates.settle();
        tables.rates.insert(Name::clone(&definition.name), rates);
    }
    for definition in &project.units {
        let mut units = UnitTable::default();
        each_line(project, definition, hasher, out, |record| {
            unit(definition, &mut units, record)
        });
        tables.units.insert(Name::clone(&definition.name), units);
    }
    for definition in &project.calendars {
        let calendar = match &definition.from {
            CalendarFrom::Months(calendar) => calendar.clone(),
            CalendarFrom::File { table, open } => {
                let mut calendar = Calendar::default();
                each_line(project, table, hasher, out, |record| {
                    period(table, open, &mut calendar, record)
                });
                calendar
            }
        };
        let name = Name::clone(&definition.name);
        tables.calendars.insert(name, calendar);
    }
    tables
}

/// What is wrong with a line: the slot, and what is expected there.
type Wrong = (usize, String);

fn rate(definition: &TableDef, rates: &mut Rates, record: &Record) -> Result<(), Wrong> {
    let from = code(record, 0)?;
    let to = code(record, 1)?;
    let day = day(definition, record, 2)?;
    let rate = factor(definition, record, 3)?;
    let line = u32::try_from(record.place.line).unwrap_or(u32::MAX);
    if rates.insert(from, to, day, rate, line) {
        Ok(())
    } else {
        Err((0, "a table of a million lines at the most".to_owned()))
    }
}

fn unit(definition: &TableDef, units: &mut UnitTable, record: &Record) -> Result<(), Wrong> {
    let unit = code(record, 0)?;
    let of = code(record, 1)?;
    let factor = factor(definition, record, 2)?;
    units.insert(unit, of, factor).map_err(|(of, factor)| {
        (
            0,
            format!("one meaning of the unit; it is {factor} {of} already"),
        )
    })
}

fn period(
    definition: &TableDef,
    open: &[String],
    calendar: &mut Calendar,
    record: &Record,
) -> Result<(), Wrong> {
    let name = code(record, 0)?;
    let first = day(definition, record, 1)?;
    let last = day(definition, record, 2)?;
    let state = record.value(3).to_string();
    let open = open.is_empty() || open.iter().any(|word| word == state.trim());
    let period = Period {
        name,
        first,
        last,
        open,
    };
    calendar.insert(period).map_err(|expected| (0, expected))
}

fn code(record: &Record, slot: usize) -> Result<Text, Wrong> {
    let text = record.value(slot).to_string();
    match text.trim() {
        "" => Err((slot, "a code".to_owned())),
        code => Ok(Text::from(code)),
    }
}

fn day(definition: &TableDef, record: &Record, slot: usize) -> Result<Date, Wrong> {
    let value = record.value(slot);
    let patterns = definition.dates.as_ref();
    let read = match value {
        Value::Date(_) | Value::DateTime(_) => Some(value.clone()),
        other => patterns.and_then(|patterns| patterns.parse(&other.to_string())),
    };
    match read {
        Some(Value::Date(day)) => Ok(day),
        Some(Value::DateTime(moment)) => Ok(moment.date()),
        _ => {
            let expected = patterns.map_or("a date", |one| one.expected());
            Err((slot, expected.to_owned()))
        }
    }
}

/// A number above zero.
fn factor(definition: &TableDef, record: &Record, slot: usize) -> Result<Decimal, Wrong> {
    let number = match record.value(slot) {
        Value::Integer(number) => Some(Decimal::from(*number)),
        Value::Decimal(number) => Some(*number),
        Value::Text(text) => definition.number.parse(text),
        _ => None,
    };
    number
        .filter(|number| *number > Decimal::ZERO)
        .ok_or_else(|| {
            (
                slot,
                format!("{}, above zero", definition.number.describe()),
            )
        })
}

fn each_line(
    project: &Project,
    definition: &TableDef,
    hasher: &mut Sha256,
    out: &mut Diagnostics,
    mut take: impl FnMut(&Record) -> Result<(), Wrong>,
) {
    let found = files::matching(&project.dir, &definition.source.pattern);
    if found.is_empty() {
        missing_file(&project.dir, &definition.source, out);
    }
    let mut wrong = 0;
    for file in found {
        match files::facts(&file) {
            Ok(facts) => hasher.update(facts.sha256.as_bytes()),
            Err(fault) => out.push(unreadable(&definition.source, &fault)),
        }
        let read = lines(definition, &file, out, |record, layout, out| {
            if let Err((slot, expected)) = take(record) {
                wrong += 1;
                if wrong <= LISTED_MAX {
                    let origin = layout.origin(record.place, &[], Some(slot), 0);
                    let found = format!("\"{}\" at {origin}", record.value(slot));
                    let at = &definition.source.at;
                    out.push(mistake(&codes::MAPPING_TABLE, at, found, expected));
                }
            }
        });
        if let Err(fault) = read {
            out.push(unreadable(&definition.source, &fault));
        }
    }
    if wrong > LISTED_MAX {
        let found = format!("{} more lines of `{}`", wrong - LISTED_MAX, definition.name);
        let at = &definition.source.at;
        let expected = "lines that can be read";
        out.push(mistake(&codes::MAPPING_TABLE, at, found, expected));
    }
}

fn lines(
    definition: &TableDef,
    file: &LegacyFile,
    out: &mut Diagnostics,
    mut take: impl FnMut(&Record, &Layout, &mut Diagnostics),
) -> Result<(), RunFault> {
    let mut source = open_source(&definition.source, file)?;
    if let Some(columns) = source.columns()? {
        let known = || columns.iter().map(|column| &*column.name);
        let before = out.0.len();
        for column in &definition.columns {
            if !known().any(|name| name == &*column.name) {
                let code = &codes::MAPPING_COLUMN;
                out.push(unknown_name(
                    code,
                    &column.at,
                    "column",
                    &column.name,
                    known(),
                ));
            }
        }
        if out.0.len() > before {
            return Ok(());
        }
    }
    let columns = definition.columns.iter();
    let projection = Projection {
        fields: columns.map(|column| Name::clone(&column.name)).collect(),
        ..Projection::default()
    };
    each_record(source, &file.name, &projection, |record, layout| {
        take(&record, layout, out);
        Ok(())
    })
}
