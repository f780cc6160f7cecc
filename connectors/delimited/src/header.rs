//! Column names: squeezed, made distinct, and found again by name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use landbridge_contract::{ColumnInfo, Name, Origin, SourceFault, SourceFaultKind, column_letters};

/// The columns of a file.
#[derive(Debug, Clone)]
pub(crate) struct Columns {
    pub(crate) file: Arc<str>,
    pub(crate) names: Vec<Name>,
    /// The line of each header field; of the first record where there is no header.
    pub(crate) lines: Vec<u64>,
}

/// Names columns by a header's fields.
pub(crate) fn column_names(fields: impl Iterator<Item = String>) -> Vec<Name> {
    let mut seen = BTreeSet::new();
    let mut repeats: BTreeMap<String, usize> = BTreeMap::new();
    let mut names = Vec::new();
    for (column, field) in fields.enumerate() {
        let words: Vec<&str> = field.split_whitespace().collect();
        let base = if words.is_empty() {
            format!("column {}", letters(column))
        } else {
            words.join(" ")
        };
        let mut name = base.clone();
        while !seen.insert(name.clone()) {
            let number = repeats.entry(base.clone()).or_insert(1);
            *number += 1;
            name = format!("{base} ({number})");
        }
        names.push(Name::from(name));
    }
    names
}

/// The letters of a column.
fn letters(column: usize) -> String {
    column_letters(u32::try_from(column).unwrap_or(u32::MAX))
}

impl Columns {
    /// The columns as the contract gives them.
    pub(crate) fn infos(&self) -> Vec<ColumnInfo> {
        let lines = self.lines.iter().chain(std::iter::repeat(&1));
        let mut infos = Vec::new();
        for ((column, name), line) in (0_u32..).zip(&self.names).zip(lines) {
            infos.push(ColumnInfo {
                name: Arc::clone(name),
                column,
                origin: Origin::Line {
                    file: Arc::clone(&self.file),
                    line: *line,
                    column: Some((column + 1, Arc::clone(name))),
                },
            });
        }
        infos
    }

    /// The columns of the names asked for; all that are missing in one fault.
    pub(crate) fn find(&self, wanted: &[Name]) -> Result<Vec<u32>, SourceFault> {
        let known: BTreeMap<&str, u32> = self.names.iter().map(|name| &**name).zip(0..).collect();
        let mut missing = Vec::new();
        let mut found = Vec::with_capacity(wanted.len());
        for name in wanted {
            match known.get(&**name) {
                Some(column) => found.push(*column),
                None => missing.push(format!("`{name}`")),
            }
        }
        if missing.is_empty() {
            return Ok(found);
        }
        let names: Vec<String> = self.names.iter().map(|name| format!("`{name}`")).collect();
        Err(SourceFault {
            kind: SourceFaultKind::Header,
            origin: Origin::Line {
                file: Arc::clone(&self.file),
                line: self.lines.first().copied().unwrap_or(1),
                column: None,
            },
            found: format!("no column {}", missing.join(", ")),
            expected: format!("one of the columns {}", names.join(", ")),
            fix: "correct the name in the mapping, or set `header` to the line with the column \
                  names"
                .to_owned(),
        })
    }
}
