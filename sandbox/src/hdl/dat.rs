//! Reads a `.dat` file: METADATA, MERGE and DELETE lines, fields between bars, a backslash as escape.

use std::collections::BTreeMap;

use super::business::Business;

/// What is said of a line or of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) line: Option<usize>,
    pub(super) source_id: Option<String>,
    pub(super) text: String,
}

/// A data line.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Counted from 1.
    pub(super) line: usize,
    /// Its component's place.
    pub(super) part: usize,
    /// Its fields by attribute; empty ones are left out.
    pub(super) values: BTreeMap<String, String>,
}

impl Row {
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// Owner and source key in one, where the line has a source key.
    pub(super) fn source_key(&self) -> Option<String> {
        let id = self.value("SourceSystemId")?;
        Some(key(self.value("SourceSystemOwner").unwrap_or_default(), id))
    }

    pub(super) fn says(&self, text: impl Into<String>) -> Said {
        Said {
            line: Some(self.line),
            source_id: self.value("SourceSystemId").map(str::to_owned),
            text: text.into(),
        }
    }
}

pub(super) fn key(owner: &str, id: &str) -> String {
    format!("{owner}|{id}")
}

/// A file that was read.
#[derive(Debug, Default)]
pub(super) struct File {
    pub(super) rows: Vec<Row>,
    /// What is wrong with single lines.
    pub(super) lines: Vec<Said>,
    /// What rejects the whole file.
    pub(super) whole: Vec<Said>,
}

/// Reads a file of a business object.
pub(super) fn read(business: &Business, text: &str) -> File {
    let mut file = File::default();
    let mut columns: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        let whole = |text: String| Said {
            line: Some(number),
            source_id: None,
            text,
        };
        let fields = fields(line);
        let (word, rest) = fields
            .split_first()
            .map_or(("", &[][..]), |(w, r)| (w.as_str(), r));
        if line.trim().is_empty() || word.starts_with("COMMENT") || word.starts_with("SET ") {
            continue;
        }
        let (name, rest) = rest
            .split_first()
            .map_or(("", &[][..]), |(n, r)| (n.as_str(), r));
        let Some(part) = business.part(name) else {
            file.whole.push(whole(format!(
                "The {name} component isn't valid for the {} business object.",
                business.name
            )));
            continue;
        };
        match word {
            "METADATA" => {
                let known = business.parts.get(part);
                for column in rest {
                    // `Attribute=Other` maps a heading to what it means.
                    let attribute = column.split('=').next().unwrap_or(column);
                    if !known.is_some_and(|known| known.knows(attribute)) {
                        file.whole.push(whole(format!(
                            "The {column} attribute is unknown for V2 version of the {name} business object."
                        )));
                    }
                }
                columns.insert(part, rest.to_vec());
            }
            "MERGE" => match columns.get(&part) {
                None => file.whole.push(whole(format!(
                    "The METADATA line for the {name} component must come before its data lines."
                ))),
                Some(columns) if columns.len() != rest.len() => {
                    file.lines.push(whole(format!(
                        "The line has {} attributes and its METADATA line {}.",
                        rest.len(),
                        columns.len()
                    )));
                }
                Some(columns) => {
                    let values = columns
                        .iter()
                        .zip(rest)
                        .filter(|(_, value)| !value.is_empty());
                    let values = values.map(|(name, value)| (name.clone(), value.clone()));
                    file.rows.push(Row {
                        line: number,
                        part,
                        values: values.collect(),
                    });
                }
            },
            other => file
                .whole
                .push(whole(format!("The instruction {other} isn't valid."))),
        }
    }
    file
}

/// The fields of a line, without their escapes.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        let Some(field) = fields.last_mut() else {
            break;
        };
        match character {
            '|' => fields.push(String::new()),
            '\\' => match characters.next() {
                Some('n') => field.push('\n'),
                Some(other) => field.push(other),
                None => field.push('\\'),
            },
            other => field.push(other),
        }
    }
    fields
}
