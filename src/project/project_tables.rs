//! Reads the tables of rates and units that landbridge.yaml names.

use landbridge_contract::Name;

use super::block::{Block, Stated};
use super::catalog::ConnectorCatalog;
use super::keys::{self, KeyTable};
use super::mapping_file::{date_patterns_of, number};
use super::mistake::mistake;
use super::model::{CalendarDef, TableDef};
use super::project_calendars::calendar;
use super::project_file::members;
use super::source_spec::source_spec;
use super::yaml::Entry;
use crate::diagnose::{Diagnostics, codes};
use crate::mapping::Named;
use crate::mapping::functions::{DatePatterns, NumberForm};

/// The tables of a project.
pub(super) struct ProjectTables {
    pub(super) rates: Vec<TableDef>,
    pub(super) calendars: Vec<CalendarDef>,
    pub(super) units: Vec<TableDef>,
}

/// Reads `rates`, `calendars` and `units`.
pub(super) fn tables(
    block: &mut Block<'_>,
    catalog: &dyn ConnectorCatalog,
    out: &mut Diagnostics,
) -> ProjectTables {
    ProjectTables {
        rates: members(block, "rates", out)
            .iter()
            .filter_map(|entry| rates(entry, catalog, out))
            .collect(),
        calendars: members(block, "calendars", out)
            .iter()
            .filter_map(|entry| calendar(entry, catalog, out))
            .collect(),
        units: members(block, "units", out)
            .iter()
            .filter_map(|entry| units(entry, catalog, out))
            .collect(),
    }
}

/// A table of rates of exchange.
fn rates(entry: &Entry, catalog: &dyn ConnectorCatalog, out: &mut Diagnostics) -> Option<TableDef> {
    let columns = ["from", "to", "date", "rate"];
    let mut block = Block::of(&entry.node, "a file and its columns", out)?;
    let dates = date_patterns_of(&mut block, out);
    table(entry, block, &columns, dates, &keys::RATES, catalog, out)
}

/// A table of units.
fn units(entry: &Entry, catalog: &dyn ConnectorCatalog, out: &mut Diagnostics) -> Option<TableDef> {
    let columns = ["unit", "of", "factor"];
    let block = Block::of(&entry.node, "a file and its columns", out)?;
    table(entry, block, &columns, None, &keys::UNITS, catalog, out)
}

fn table(
    entry: &Entry,
    mut block: Block<'_>,
    columns: &[&'static str],
    dates: Option<DatePatterns>,
    keys: &'static KeyTable,
    catalog: &dyn ConnectorCatalog,
    out: &mut Diagnostics,
) -> Option<TableDef> {
    let form = block.node("number").and_then(|node| number(node, out));
    let stated: Vec<Stated<String>> = columns
        .iter()
        .filter_map(|key| block.text(key, out))
        .collect();
    let source = source_spec(block, keys, catalog, out);
    if stated.len() < columns.len() {
        out.push(mistake(
            &codes::MAPPING_TYPE,
            &entry.at,
            format!("`{}` without all of its columns", entry.key),
            format!("the columns {}", columns.join(", ")),
        ));
        return None;
    }
    Some(TableDef {
        name: Name::from(entry.key.as_str()),
        source: source?,
        columns: stated
            .into_iter()
            .map(|one| Named {
                name: Name::from(one.value),
                at: one.at,
            })
            .collect(),
        dates,
        number: form.unwrap_or(NumberForm::PLAIN),
    })
}
