//! Import jobs: which lines they take, what they make of them, and what they do not want.
//!
//! The texts of rejections are those that pods gave.

mod assets;
mod budgets;
mod customers;
mod inventory;
mod journals;
mod orders;
mod payables;
mod projects;
mod receivables;
mod suppliers;

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::Connection;
use serde_json::{Map, Value};

use super::Row;
use crate::counters::{Change, Tally};
use crate::model::Object;
use crate::objects::{self, value_sets};
use crate::rest::Writing;
use crate::store::{self, Store};

/// A line that was not wanted.
#[derive(Clone, Debug)]
pub(super) struct Rejection {
    pub(super) file: &'static str,
    pub(super) line: usize,
    pub(super) column: String,
    pub(super) text: String,
}

/// An import under way.
pub(super) struct Import<'a> {
    rows: &'a mut Vec<Row>,
    user: &'a str,
    parameters: Vec<&'a str>,
    /// Lines that it found.
    pub(super) taken: usize,
    pub(super) rejections: Vec<Rejection>,
}

/// What is wrong with a line: column and text.
type Wrong = (String, String);

/// Lines of a file by their load and a value of theirs.
type Together = HashMap<(i64, String), Vec<Row>>;

/// The first day of the first period that is open. None is closed after it.
const OPEN_FROM: &str = "2015/01/01";

/// Whether a day of a file is in an open period; a line without one takes a day that is.
fn open(day: &str) -> bool {
    day.is_empty() || day >= OPEN_FROM
}

impl<'a> Import<'a> {
    pub(super) fn new(rows: &'a mut Vec<Row>, user: &'a str, parameters: &'a str) -> Self {
        Self {
            rows,
            user,
            parameters: parameters.split(',').collect(),
            taken: 0,
            rejections: Vec::new(),
        }
    }

    /// The parameter at a position, from 1; nothing where it is none.
    fn parameter(&self, position: usize) -> &'a str {
        let found = position
            .checked_sub(1)
            .and_then(|at| self.parameters.get(at));
        let found = found.copied().unwrap_or_default();
        if found == "#NULL" { "" } else { found }
    }

    /// Takes the lines of a file that are meant out of the interface.
    fn take(&mut self, file: &str, meant: impl Fn(&Row) -> bool) -> Vec<Row> {
        let (taken, left): (Vec<Row>, Vec<Row>) = std::mem::take(self.rows)
            .into_iter()
            .partition(|row| row.file == file && !row.rejected && meant(row));
        *self.rows = left;
        self.taken += taken.len();
        taken
    }

    /// Takes the lines of another file that belong to lines taken: those of the same load with one of these values.
    fn belonging(&mut self, file: &str, position: usize, to: &[(i64, String)]) -> Vec<Row> {
        self.take(file, |row| {
            to.iter()
                .any(|(load, value)| *load == row.load && value == row.at(position))
        })
    }

    /// Takes the lines of a file that are meant, by the value at a position. To look for those of one record at a time would walk over all
    /// again and again.
    fn together(&mut self, file: &str, position: usize, meant: impl Fn(&Row) -> bool) -> Together {
        let mut together = Together::new();
        for row in self.take(file, meant) {
            let key = (row.load, row.at(position).to_owned());
            together.entry(key).or_default().push(row);
        }
        together
    }

    /// Puts back what was taken and belongs to nothing that was.
    fn give_back(&mut self, left: Together) {
        for row in left.into_values().flatten() {
            self.taken = self.taken.saturating_sub(1);
            self.put_back(row);
        }
    }

    /// A line that is not wanted stays behind.
    fn reject(&mut self, mut row: Row, (column, text): Wrong) {
        self.rejections.push(Rejection {
            file: row.file,
            line: row.line,
            column,
            text,
        });
        row.rejected = true;
        self.rows.push(row);
    }

    /// Puts a line back as it was.
    fn put_back(&mut self, row: Row) {
        self.rows.push(row);
    }
}

/// Makes one record below a parent, wholly or not at all; the error is what is wrong with it.
fn make(
    db: &Connection,
    user: &str,
    object: &'static Object,
    parent: i64,
    attributes: Map<String, Value>,
    changes: &mut Vec<(&'static str, Change)>,
) -> rusqlite::Result<Result<i64, Wrong>> {
    db.execute_batch("SAVEPOINT line")?;
    let mut writing = Writing::new(db, user, false);
    let id = writing.create(object, parent, attributes, "")?;
    if let Some(problem) = writing.problems.first() {
        let path = problem.path.clone().unwrap_or_default();
        let column = path.trim_start_matches('/').to_owned();
        let wrong = (column, problem.detail.clone());
        db.execute_batch("ROLLBACK TO line; RELEASE line")?;
        return Ok(Err(wrong));
    }
    changes.append(&mut writing.changes);
    db.execute_batch("RELEASE line")?;
    Ok(Ok(id))
}

/// The record of a top-level object with this value in an indexed attribute.
fn known(
    db: &Connection,
    (collection, attribute): (&str, &str),
    parent: i64,
    value: &str,
) -> rusqlite::Result<Option<i64>> {
    let ids = store::ids_by_key(db, (collection, attribute), parent, value)?;
    Ok(ids.first().copied())
}

/// The natural accounts of the chart of accounts; nothing where none were loaded, and any account will do.
fn chart(db: &Connection) -> rusqlite::Result<Option<i64>> {
    let range = store::Range {
        collection: value_sets::VALUES,
        parent: value_sets::NATURAL_ACCOUNTS,
        created_until: i64::MAX,
    };
    let loaded = store::count(db, range)? > 0;
    Ok(loaded.then_some(value_sets::NATURAL_ACCOUNTS))
}

/// Whether a chart of accounts has this account.
fn has_account(db: &Connection, chart: Option<i64>, account: &str) -> rusqlite::Result<bool> {
    match chart {
        None => Ok(true),
        Some(set) => Ok(known(db, (value_sets::VALUES, "Value"), set, account)?.is_some()),
    }
}

/// The object that keeps its records there; a catalog without it is a mistake of the sandbox.
fn object(collection: &str) -> rusqlite::Result<&'static Object> {
    objects::by_collection(collection).ok_or(rusqlite::Error::InvalidQuery)
}

type Run =
    fn(&Connection, &mut Import<'_>, &mut Vec<(&'static str, Change)>) -> rusqlite::Result<()>;

/// The import jobs, by the last part of their path.
const JOBS: &[(&str, Run)] = &[
    ("ImportSuppliers", suppliers::suppliers),
    ("ImportSupplierAddresses", suppliers::addresses),
    ("ImportSupplierSites", suppliers::sites),
    ("ImportSupplierSiteAssignments", suppliers::assignments),
    ("ImportSupplierContacts", suppliers::contacts),
    ("APXIIMPT", payables::invoices),
    ("JournalImportLauncher", journals::journals),
    ("CDMAutoBulkImportJob", customers::customers),
    ("AutoInvoiceMasterEss", receivables::invoices),
    ("AutoInvoiceImportEss", receivables::invoices),
    ("PrepareMassAdditions", assets::prepare),
    ("PostMassAdditions", assets::post),
    ("ImportProjectJobDef", projects::projects),
    ("ImportAndProcessTxnsJob", budgets::costs),
    ("ImportBudgetsInterfaceData", budgets::project_budgets),
    ("ValidateAndLoadBudgets", budgets::ledger_budgets),
    ("ImportSPOJob", orders::orders),
    ("SingleTMEssJob", inventory::transactions),
];

/// Whether a path names a job that the sandbox has.
pub(super) fn is_known(path: &str) -> bool {
    let definition = path.rsplit('/').next().unwrap_or_default();
    JOBS.iter().any(|(name, _)| *name == definition)
}

/// Runs an import; what it made is committed at once.
pub(super) fn run(
    definition: &str,
    import: &mut Import<'_>,
    store: &Arc<Store>,
    tally: &Tally,
) -> rusqlite::Result<()> {
    let Some((_, run)) = JOBS.iter().find(|(name, _)| *name == definition) else {
        return Ok(());
    };
    store.write(
        |db| {
            let mut changes = Vec::new();
            run(db, import, &mut changes)?;
            Ok::<_, rusqlite::Error>(changes)
        },
        |changes| tally.committed(changes),
    )?;
    Ok(())
}
