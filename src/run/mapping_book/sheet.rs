//! Reading the sheets of a workbook that came back.

use std::collections::BTreeMap;
use std::path::Path;

use landbridge_contract::{Name, OptionValue, Options, Projection};

use super::super::fault::RunFault;
use super::super::files::{LegacyFile, Readable};
use super::super::open::each_record;
use crate::mapping::CheckedMapping;
use crate::project::Project;
use crate::registry;

/// A line of a sheet: the cells of the wanted columns, trimmed, and where each stands.
pub(super) struct Line {
    /// None for a column that the sheet does not have any more.
    pub(super) cells: Vec<Option<String>>,
    pub(super) origins: Vec<String>,
}

/// The lines of a sheet. Its header is the row with the first `needed` of these titles, wherever it stands;
/// the columns behind them may be missing.
pub(super) fn sheet(
    workbook: &Path,
    sheet: &str,
    titles: &[&str],
    needed: usize,
) -> Result<Vec<Line>, RunFault> {
    let file = LegacyFile {
        path: workbook.to_owned(),
        entry: None,
        name: workbook.display().to_string(),
    };
    let connector = registry::source("spreadsheet")
        .ok_or_else(|| RunFault::Defect("no connector reads workbooks".to_owned()))?;
    let text = |text: &&str| OptionValue::Text((*text).to_owned());
    let header = titles.iter().take(needed).map(text).collect();
    let options = Options(BTreeMap::from([
        ("sheet".to_owned(), text(&sheet)),
        ("header".to_owned(), OptionValue::List(header)),
    ]));
    let mut source = Readable::open(&file)?.source(connector, &options)?;
    let there = source.columns()?.unwrap_or_default();
    let slots: Vec<Option<usize>> = titles
        .iter()
        .scan(0, |next, title| {
            let slot = there
                .iter()
                .any(|column| *column.name == **title)
                .then_some(*next);
            *next += usize::from(slot.is_some());
            Some(slot)
        })
        .collect();
    let wanted = titles.iter().zip(&slots).filter(|(_, slot)| slot.is_some());
    let projection = Projection {
        fields: wanted.map(|(title, _)| Name::from(*title)).collect(),
        ..Projection::default()
    };
    let mut lines = Vec::new();
    each_record(source, &file.name, &projection, |record, layout| {
        let cell = |slot: usize| {
            let text = record.value(slot).to_string().replace("\r\n", "\n");
            text.trim().to_owned()
        };
        let origin = |slot| layout.origin(record.place, &[], Some(slot), 0).to_string();
        lines.push(Line {
            cells: slots.iter().map(|slot| slot.map(cell)).collect(),
            origins: slots
                .iter()
                .map(|slot| slot.map_or_else(String::new, origin))
                .collect(),
        });
        Ok(())
    })?;
    Ok(lines)
}

/// The text of a mapping's file as it is on the disk.
pub(super) fn mapping_text(
    project: &Project,
    mapping: &CheckedMapping,
) -> Result<String, RunFault> {
    let path = project.dir.join(&*mapping.file);
    std::fs::read_to_string(&path).map_err(|error| unusable(mapping, &error.to_string()))
}

pub(super) fn unusable(mapping: &CheckedMapping, why: &str) -> RunFault {
    RunFault::File {
        file: mapping.file.to_string(),
        message: why.to_owned(),
    }
}
