//! A case as it stands in its file.

use std::sync::Arc;

use jiff::civil::Date;
use landbridge_contract::Value;

use crate::diagnose::{Diagnostic, Location, codes};
use crate::mapping::Named;
use crate::project::mistake;

/// A file of cases: those of one mapping.
#[derive(Debug)]
pub struct CaseFile {
    /// The file, relative to the project folder.
    pub file: Arc<str>,
    /// The mapping that the cases are for.
    pub mapping: Named,
    /// In the order of the file.
    pub cases: Vec<Case>,
}

/// Given records, and what should come of them.
#[derive(Debug)]
pub struct Case {
    /// Its heading.
    pub title: String,
    /// Where it begins.
    pub at: Location,
    /// What `run_date` means in expressions; none for the day of the test.
    pub run_date: Option<Date>,
    pub(super) given: Vec<GivenTable>,
    /// What is expected of each given record, in their order; empty for a case that expects nothing
    /// yet.
    pub expected: Vec<Expected>,
    /// The last line that says something.
    pub(super) ends: u32,
}

/// A table of given records.
#[derive(Debug)]
pub(super) struct GivenTable {
    /// The nested records or the other source that it stands for; none for the records of the
    /// mapping's own source.
    pub(super) of: Option<Named>,
    pub(super) at: Location,
    /// Columns with the number of each, counted from 0.
    pub(super) columns: Vec<(Named, u32)>,
    pub(super) rows: Vec<GivenRow>,
    /// Whether the rows say what they belong to.
    pub(super) says_owners: bool,
}

/// A given record.
#[derive(Debug)]
pub(super) struct GivenRow {
    pub(super) at: Location,
    /// The numbers of the records that it is nested in, outermost first.
    pub(super) owner: Vec<usize>,
    /// In the order of the columns.
    pub(super) values: Vec<GivenValue>,
}

/// A given value.
#[derive(Debug, Clone)]
pub(super) struct GivenValue {
    pub(super) value: Value,
    /// What a cell shows that holds an error instead of a value: `#N/A`.
    pub(super) error_cell: Option<String>,
    pub(super) line: u32,
}

/// What should come of a record.
#[derive(Debug, Clone)]
pub struct Expected {
    /// Where that is said.
    pub at: Location,
    /// What should become of it.
    pub expectation: Expectation,
    /// What should be found, and nothing else.
    pub findings: Vec<ExpectedFinding>,
}

/// What should become of a record.
#[derive(Debug, Clone)]
pub enum Expectation {
    /// It can be loaded with these values and no others; an attribute without a value is not sent.
    Payload(Vec<(String, Option<Value>, Location)>),
    /// A finding rejects it.
    Rejected,
    /// `where` does not want it.
    Skipped,
}

/// A finding that is expected; what is not stated may be anything.
#[derive(Debug, Clone)]
pub struct ExpectedFinding {
    /// Its code.
    pub code: String,
    /// The attribute, or the column.
    pub attribute: Option<String>,
    /// What was found, as messages show it.
    pub found: Option<String>,
    /// What was expected, as messages show it.
    pub expected: Option<String>,
    /// Where it stands.
    pub at: Location,
}

impl Case {
    /// True where nothing is expected yet.
    pub fn is_open(&self) -> bool {
        self.expected.is_empty()
    }
}

/// A mistake in a file of cases.
pub(super) fn wrong(
    at: &Location,
    found: impl Into<String>,
    expected: impl Into<String>,
) -> Diagnostic {
    mistake(&codes::MAPPING_CASE, at, found, expected)
}
