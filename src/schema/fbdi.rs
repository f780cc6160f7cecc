//! Tables of FBDI columns: what stands where in the CSV files that Fusion imports in bulk.
//!
//! Tab-separated, one line a column of a file: `csv_file`, `position`, `column`, `kind` (char, date,
//! number), `sqlldr_width` (the greatest length), `date_mask`; further columns are for people. Import
//! files say nothing of what is required.

use std::collections::{BTreeMap, BTreeSet};

use landbridge_contract::Name;

use super::document::no_object;
use super::{Attribute, AttributeKind, ObjectSchema, SchemaFault};

/// The columns that are read; the table has them in its first line, in any order.
const COLUMNS: [&str; 6] = [
    "csv_file",
    "position",
    "column",
    "kind",
    "sqlldr_width",
    "date_mask",
];

/// What a line of the table says.
#[derive(Debug)]
struct Line {
    number: usize,
    column: String,
    kind: AttributeKind,
    width: Option<u32>,
}

/// A table.
#[derive(Debug)]
pub(super) struct Table {
    files: BTreeMap<String, Vec<Line>>,
}

/// Whether a text begins as such a table.
pub(super) fn is_table(text: &str) -> bool {
    let mut names = text.lines().next().unwrap_or_default().split('\t');
    names.any(|name| name.trim() == "csv_file")
}

impl Table {
    /// Reads a table.
    pub(super) fn parse(text: &str) -> Result<Self, SchemaFault> {
        let mut lines = text.lines().zip(1..);
        let header: Vec<&str> = lines
            .next()
            .map(|(line, _)| line.split('\t').map(str::trim).collect())
            .unwrap_or_default();
        let mut places = [0; COLUMNS.len()];
        for (place, wanted) in places.iter_mut().zip(COLUMNS) {
            let found = header.iter().position(|name| *name == wanted);
            *place = found.ok_or_else(|| {
                let found = format!("the columns {}", header.join(", "));
                SchemaFault::new("line 1", found, format!("a column `{wanted}`"))
            })?;
        }
        let mut files: BTreeMap<String, Vec<Line>> = BTreeMap::new();
        for (text, number) in lines.filter(|(text, _)| !text.trim().is_empty()) {
            let cells: Vec<&str> = text.split('\t').map(str::trim).collect();
            let cell = |at: usize| cells.get(at).copied().unwrap_or_default();
            let [file, position, column, kind, width, mask] = places.map(cell);
            let fault = |found: &str, expected: String| {
                SchemaFault::new(format!("line {number}"), format!("\"{found}\""), expected)
            };
            if file.is_empty() || column.is_empty() {
                return Err(fault(text, "the names of a file and a column".to_owned()));
            }
            let known = files.entry(file.to_owned()).or_default();
            let next = known.len() + 1;
            if position != next.to_string() {
                return Err(fault(position, format!("position {next} of {file}")));
            }
            let width = match width {
                "" => None,
                stated => Some(
                    stated
                        .parse()
                        .map_err(|_error| fault(stated, "a length".to_owned()))?,
                ),
            };
            let kind = match kind {
                "char" => AttributeKind::Text,
                "number" => AttributeKind::Number,
                "date" if mask.contains("HH") => AttributeKind::DateTime,
                "date" => AttributeKind::Date,
                other => return Err(fault(other, "char, date or number".to_owned())),
            };
            known.push(Line {
                number,
                column: column.to_owned(),
                kind,
                width,
            });
        }
        Ok(Self { files })
    }

    /// The files, without `.csv`.
    pub(super) fn names(&self) -> Vec<String> {
        let names = self.files.keys().map(|file| object_of(file).to_owned());
        names.collect()
    }

    /// Whether a file has this name.
    pub(super) fn holds(&self, object: &str) -> bool {
        let mut files = self.files.keys();
        files.any(|file| object_of(file) == object_of(object))
    }

    /// The columns of one file as an object.
    pub(super) fn object(&self, object: &str) -> Result<ObjectSchema, SchemaFault> {
        let wanted = object_of(object);
        let Some((file, lines)) = self
            .files
            .iter()
            .find(|(file, _)| object_of(file) == wanted)
        else {
            let known = self.files.keys().map(|file| object_of(file));
            return Err(no_object("document", object, known));
        };
        let mut schema = ObjectSchema::new(object);
        let mut seen = BTreeSet::new();
        let mut placeholders = 0;
        for line in lines {
            // A position that the import passes over has no name of its own.
            if line.column.starts_with('(') {
                placeholders += 1;
                continue;
            }
            let mut attribute = Attribute::new(&line.column, line.kind);
            if line.kind == AttributeKind::Text {
                attribute.length_max = line.width;
            }
            if !seen.insert(Name::clone(&attribute.name)) {
                let at = format!("line {}", line.number);
                let found = format!("column `{}` a second time", line.column);
                return Err(SchemaFault::new(at, found, "each column once"));
            }
            schema.attributes.push(attribute);
        }
        schema.notes.push(format!(
            "{file}: which columns are required is not stated; not checked"
        ));
        if placeholders > 0 {
            schema.notes.push(format!(
                "{file}: {placeholders} positions without a name are left empty"
            ));
        }
        Ok(schema)
    }
}

fn object_of(file: &str) -> &str {
    file.strip_suffix(".csv").unwrap_or(file)
}
