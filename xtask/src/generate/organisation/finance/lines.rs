//! A file line by line, so that the place of everything in it is known.

use super::super::files::{delimited, windows_1252};

/// The file so far.
pub(super) struct Lines {
    /// Its path below the data folder.
    pub(super) file: String,
    text: String,
    line: usize,
}

impl Lines {
    pub(super) fn new(file: String) -> Self {
        Self {
            file,
            text: String::new(),
            line: 0,
        }
    }

    /// Adds a line; gives its number.
    pub(super) fn push(&mut self, line: &str) -> usize {
        self.text.push_str(line);
        self.text.push('\n');
        self.line += 1;
        self.line
    }

    /// Adds a line of fields with semicolons between; gives its number.
    pub(super) fn fields(&mut self, fields: &[&str]) -> usize {
        delimited(&mut self.text, ';', fields);
        self.line += 1;
        self.line
    }

    /// A line, as Landbridge prints its place.
    pub(super) fn at(&self, line: usize) -> String {
        format!("{}:{line}", self.file)
    }

    /// A field of a line, by its column of these.
    pub(super) fn at_field(&self, line: usize, columns: &[&str], name: &str) -> String {
        let column = columns.iter().position(|known| *known == name);
        let column = column.map_or(0, |at| at + 1);
        format!("{}:{line}, column {column} ({name})", self.file)
    }

    /// An element or attribute of XML.
    pub(super) fn at_path(&self, line: usize, path: &str) -> String {
        format!("{}:{line} {path}", self.file)
    }

    pub(super) fn bytes(self) -> Vec<u8> {
        self.text.into_bytes()
    }

    pub(super) fn windows_1252(self) -> Vec<u8> {
        windows_1252(&self.text)
    }
}
