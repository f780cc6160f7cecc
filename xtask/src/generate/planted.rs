//! The faults that are put into the example on purpose, and where they stand.

use serde::Serialize;

/// A fault put on a cell, a field or a whole record, before it is known where that will stand.
#[derive(Debug, Clone)]
pub(crate) struct Mark {
    /// Code of the finding; none for duplicates, which are skipped without a finding.
    pub(crate) code: Option<&'static str>,
    /// What was done, as a short name; counted in the summary.
    pub(crate) kind: &'static str,
    /// Column counted from 0; none for the record as a whole.
    pub(crate) column: Option<usize>,
    /// Target attribute or source column; empty for the record.
    pub(crate) field: &'static str,
    /// In words.
    pub(crate) note: String,
}

impl Mark {
    pub(crate) fn cell(
        code: &'static str,
        kind: &'static str,
        column: usize,
        field: &'static str,
        note: impl Into<String>,
    ) -> Self {
        Self {
            code: Some(code),
            kind,
            column: Some(column),
            field,
            note: note.into(),
        }
    }

    pub(crate) fn record(code: &'static str, kind: &'static str, note: impl Into<String>) -> Self {
        Self {
            code: Some(code),
            kind,
            column: None,
            field: "",
            note: note.into(),
        }
    }

    pub(crate) fn duplicate(note: impl Into<String>) -> Self {
        let kind = "duplicate with the same content";
        Self {
            code: None,
            kind,
            column: None,
            field: "",
            note: note.into(),
        }
    }
}

/// One planted fault in its place.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Planted {
    /// File name inside `data`.
    pub(crate) file: &'static str,
    /// Sheet row or text line, counted from 1.
    pub(crate) line: usize,
    /// Origin as Landbridge prints it.
    pub(crate) origin: String,
    /// The mapping that meets the fault.
    pub(crate) object: &'static str,
    /// Code of the finding; none for duplicates.
    pub(crate) code: Option<&'static str>,
    /// Target attribute or source column; empty for the record.
    pub(crate) field: &'static str,
    /// What was done, as a short name.
    pub(crate) kind: &'static str,
    /// In words.
    pub(crate) note: String,
}

impl Planted {
    pub(crate) fn new(
        file: &'static str,
        object: &'static str,
        line: usize,
        origin: String,
        mark: &Mark,
    ) -> Self {
        let Mark {
            code,
            kind,
            field,
            note,
            ..
        } = mark;
        Self {
            file,
            line,
            origin,
            object,
            code: *code,
            field,
            kind,
            note: note.clone(),
        }
    }
}
