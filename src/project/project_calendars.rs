//! Reads the calendars of accounting periods that landbridge.yaml names.

use jiff::civil::Date;
use landbridge_contract::Name;

use super::block::{Block, Stated};
use super::catalog::ConnectorCatalog;
use super::keys;
use super::mapping_file::date_patterns_of;
use super::mistake::mistake;
use super::model::{CalendarDef, CalendarFrom, TableDef};
use super::source_spec::source_spec;
use super::yaml::Entry;
use crate::diagnose::{Diagnostics, codes};
use crate::mapping::functions::NumberForm;
use crate::mapping::{Calendar, MonthNames, Named};

/// A calendar: months with a pattern of names, or a file that lists its periods.
pub(super) fn calendar(
    entry: &Entry,
    catalog: &dyn ConnectorCatalog,
    out: &mut Diagnostics,
) -> Option<CalendarDef> {
    let block = Block::of(&entry.node, "names of months, or a file of periods", out)?;
    let from = if block.has("months") {
        CalendarFrom::Months(months(entry, block, out)?)
    } else {
        file(entry, block, catalog, out)?
    };
    Some(CalendarDef {
        name: Name::from(entry.key.as_str()),
        from,
    })
}

fn months(entry: &Entry, mut block: Block<'_>, out: &mut Diagnostics) -> Option<Calendar> {
    let pattern = block.text("months", out);
    let start = block.number("start", out).unwrap_or(1);
    let first = block.text("first", out);
    let last = block.text("last", out);
    block.finish(&keys::CALENDAR_MONTHS, out);
    let (Some(pattern), Some(first), Some(last)) = (pattern, first, last) else {
        out.push(mistake(
            &codes::MAPPING_TYPE,
            &entry.at,
            format!(
                "calendar `{}` without `months`, `first` or `last`",
                entry.key
            ),
            "months: \"{Mon}-{yy}\", first: 2019-01-01, last: 2019-12-31",
        ));
        return None;
    };
    let names = MonthNames::new(&pattern.value, start);
    if names.is_none() {
        let parts: Vec<&str> = MonthNames::PARTS.iter().map(|(part, _)| *part).collect();
        out.push(mistake(
            &codes::MAPPING_CALENDAR,
            &pattern.at,
            format!("\"{}\", from month {start} on", pattern.value),
            format!("names made of {}; a start from 1 to 12", parts.join(", ")),
        ));
    }
    let (first, last) = (day(&first, out), day(&last, out));
    let calendar = names?.calendar(first?, last?);
    calendar
        .map_err(|expected| {
            let found = format!("calendar `{}`", entry.key);
            out.push(mistake(
                &codes::MAPPING_CALENDAR,
                &entry.at,
                found,
                expected,
            ));
        })
        .ok()
}

fn day(stated: &Stated<String>, out: &mut Diagnostics) -> Option<Date> {
    let day = stated.value.parse().ok();
    if day.is_none() {
        let found = format!("\"{}\"", stated.value);
        let expected = "a day as 2019-01-31";
        out.push(mistake(
            &codes::MAPPING_CALENDAR,
            &stated.at,
            found,
            expected,
        ));
    }
    day
}

fn file(
    entry: &Entry,
    mut block: Block<'_>,
    catalog: &dyn ConnectorCatalog,
    out: &mut Diagnostics,
) -> Option<CalendarFrom> {
    let stated: Vec<Stated<String>> = ["period", "from", "to"]
        .into_iter()
        .filter_map(|key| block.text(key, out))
        .collect();
    let state = block.text("state", out);
    let open = block.texts("open", out).unwrap_or_default();
    let dates = date_patterns_of(&mut block, out);
    let source = source_spec(block, &keys::CALENDAR_FILE, catalog, out);
    if stated.len() < 3 {
        out.push(mistake(
            &codes::MAPPING_TYPE,
            &entry.at,
            format!("calendar `{}` without all of its columns", entry.key),
            "the columns period, from, to, or months: \"{Mon}-{yy}\"",
        ));
        return None;
    }
    if state.is_some() == open.is_empty() {
        out.push(mistake(
            &codes::MAPPING_CALENDAR,
            &entry.at,
            "one of `state` and `open`",
            "both: the column, and its words for an open period",
        ));
        return None;
    }
    let columns = stated.into_iter().chain(state).map(|one| Named {
        name: Name::from(one.value),
        at: one.at,
    });
    Some(CalendarFrom::File {
        table: Box::new(TableDef {
            name: Name::from(entry.key.as_str()),
            source: source?,
            columns: columns.collect(),
            dates,
            number: NumberForm::PLAIN,
        }),
        open: open.into_iter().map(|one| one.value).collect(),
    })
}
