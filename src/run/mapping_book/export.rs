//! The workbook's content, out of the mapping files, their schemas and the first records of their
//! sources.

use super::super::fault::RunFault;
use super::lines::lines;
use super::samples::{Samples, samples};
use crate::mapping::{CheckedMapping, FieldRule, RuleKind};
use crate::project::{Project, RULE_CELLS, STATUS, rule_lines};
use crate::report::mapping_book::{ColumnLine, LineKind, MappingBook, MappingLine, MappingSheet};

/// Characters of a sheet's name at the most, which is what Excel allows.
const SHEET_NAME_MAX: usize = 31;
/// Names of sheets that the workbook needs for itself, in small letters.
const TAKEN: [&str; 5] = ["mappings", "columns", "lists", "exported", "history"];

/// The mapping workbook of these mappings, of all where none is named. `with_samples` shows the first
/// values of each column that is not personal; a source that cannot be read shows none.
pub fn export(
    project: &Project,
    objects: &[String],
    with_samples: bool,
) -> Result<MappingBook, RunFault> {
    let mut book = MappingBook {
        sheets: Vec::new(),
        crosswalks: project
            .crosswalks
            .iter()
            .map(|one| one.name.to_string())
            .collect(),
        status: STATUS.map(str::to_owned).to_vec(),
    };
    for mapping in &project.mappings {
        if objects.is_empty() || objects.iter().any(|one| **one == *mapping.object) {
            let name = sheet_name(&mapping.object, &book.sheets);
            book.sheets
                .push(sheet(project, mapping, name, with_samples)?);
        }
    }
    Ok(book)
}

fn sheet(
    project: &Project,
    mapping: &CheckedMapping,
    name: String,
    with_samples: bool,
) -> Result<MappingSheet, RunFault> {
    let text = super::sheet::mapping_text(project, mapping)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let rules = rule_lines(text).map_err(|why| super::sheet::unusable(mapping, &why))?;
    let seen = samples(project, mapping, with_samples);
    let mut lines = lines(&rules, mapping.schema.as_deref());
    for line in &mut lines {
        let [source, ..] = &line.cells;
        if let Some(samples) = seen.of(&line.part, source) {
            samples.clone_into(&mut line.samples);
        }
        tell_included(line, mapping);
    }
    let columns = columns(&seen, &lines);
    Ok(MappingSheet {
        name,
        mapping: mapping.object.to_string(),
        file: mapping.file.to_string(),
        owner: mapping.owner.clone().unwrap_or_default(),
        lines,
        columns,
    })
}

/// An attribute that an included rule fills is open in this file, and not missing. What is filled in there
/// becomes a rule of the mapping itself, which wins; the included file is never written.
fn tell_included(line: &mut MappingLine, mapping: &CheckedMapping) {
    if line.kind != LineKind::Open {
        return;
    }
    let Some(file) = file_of(&mapping.fields, &line.attribute) else {
        return;
    };
    if *file != *mapping.file {
        line.required = false;
        line.described = format!("{}, filled by {file}", line.described);
    }
}

/// The file in which the rule of an attribute stands.
fn file_of<'m>(rules: &'m [FieldRule], path: &str) -> Option<&'m str> {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let rule = rules.iter().find(|rule| *rule.attribute.name == *first)?;
    match (&rule.kind, rest) {
        (_, "") => Some(&rule.attribute.at.file),
        (RuleKind::Nested(nested), rest) => file_of(&nested.fields, rest),
        (RuleKind::Value(_), _) => None,
    }
}

fn columns(seen: &Samples, lines: &[MappingLine]) -> Vec<ColumnLine> {
    let all = seen.0.iter();
    all.map(|one| ColumnLine {
        part: one.part.clone(),
        name: one.column.clone(),
        samples: one.samples.clone(),
        used: one.used
            || lines
                .iter()
                .any(|line| line.part == one.part && line.cells.first() == Some(&one.column)),
    })
    .collect()
}

/// A name for the sheet of a mapping that Excel takes and that no other sheet has.
fn sheet_name(object: &str, others: &[MappingSheet]) -> String {
    let clean = object.replace(['[', ']', ':', '*', '?', '/', '\\', '\''], "_");
    let free = |name: &str| {
        let small = name.to_lowercase();
        !TAKEN.contains(&small.as_str())
            && others
                .iter()
                .all(|other| other.name.to_lowercase() != small)
    };
    (1..=u32::MAX)
        .map(|number| {
            let tail = if number == 1 {
                String::new()
            } else {
                format!(" ({number})")
            };
            let room = SHEET_NAME_MAX - tail.len();
            let name: String = clean.chars().take(room).collect();
            name + tail.as_str()
        })
        .find(|name| free(name))
        .unwrap_or_default()
}

/// The cells that may be changed stand in the workbook in the order of a rule's cells.
const _: () = assert!(RULE_CELLS.len() == 7);

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(name: &str) -> MappingSheet {
        MappingSheet {
            name: name.to_owned(),
            mapping: String::new(),
            file: String::new(),
            owner: String::new(),
            lines: Vec::new(),
            columns: Vec::new(),
        }
    }

    #[test]
    fn every_mapping_gets_a_sheet_name_of_its_own_that_excel_takes() {
        assert_eq!(sheet_name("suppliers", &[]), "suppliers");
        assert_eq!(sheet_name("Exported", &[]), "Exported (2)");
        assert_eq!(sheet_name("a/b:c", &[]), "a_b_c");
        let long = "purchaseOrderDistributionsOfTheOldSystem";
        let first = sheet_name(long, &[]);
        assert_eq!(first, "purchaseOrderDistributionsOfThe");
        let second = sheet_name(long, &[sheet(&first.to_uppercase())]);
        assert_eq!(second, "purchaseOrderDistributionsO (2)");
    }
}
