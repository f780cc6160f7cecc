//! Costs of projects, and budgets of projects and of the general ledger: a record for each line.

use std::collections::BTreeSet;

use rusqlite::Connection;
use serde_json::{Map, Value};

use super::super::{Row, interfaces};
use super::{Import, Wrong, known, make, object};
use crate::counters::Change;

type Changes = Vec<(&'static str, Change)>;

/// The types of expenditure that are set up.
const EXPENDITURE_TYPES: &[&str] = &[
    "Staff Costs",
    "Travel",
    "Supplies and Commodities",
    "Equipment",
    "Contractual Services",
    "Transfers to Partners",
    "Operating Costs",
    "Training",
];

/// The types of financial plan that are set up.
const PLAN_TYPES: &[&str] = &["Approved Cost Budget", "Cost Forecast"];

/// The budgets that are set up in the ledger.
const BUDGETS: &[&str] = &["Budget", "Programme Budget"];

fn wrong(column: &str, text: &str) -> Wrong {
    (column.to_owned(), text.to_owned())
}

/// Takes costs of one transaction source and document (parameters 6 and 7).
pub(super) fn costs(
    db: &Connection,
    import: &mut Import<'_>,
    changes: &mut Changes,
) -> rusqlite::Result<()> {
    let (source, document) = (import.parameter(6), import.parameter(7));
    let rows = import.take("PjcTxnXfaceStageAll.csv", |row| {
        row.at(5) == source && row.at(7) == document
    });
    let mut batches = BTreeSet::new();
    for row in rows {
        let fault = if !EXPENDITURE_TYPES.contains(&row.at(25)) {
            Some(wrong("EXPENDITURE_TYPE", "PJC_EXP_TYPE_INVALID"))
        } else if row.at(10).is_empty() || !batches.insert(row.at(10).to_owned()) {
            Some(wrong("BATCH_NAME", "PJC_UNIQUE_BATCH_NAME"))
        } else {
            no_such_task(db, row.at(19), row.at(22))?
        };
        one(db, import, row, ("projectExpenditureItems", fault), changes)?;
    }
    Ok(())
}

/// Takes all lines of project budgets that no import has taken.
pub(super) fn project_budgets(
    db: &Connection,
    import: &mut Import<'_>,
    changes: &mut Changes,
) -> rusqlite::Result<()> {
    for row in import.take("PjoPlanVersionsXface.csv", |_| true) {
        let fault = if PLAN_TYPES.contains(&row.at(2)) {
            no_such_task(db, row.at(3), row.at(6))?
        } else {
            let text = "The financial plan type isn't valid. (PJO_XFACE_INVALID_FPT)";
            Some(wrong("FINANCIAL_PLAN_TYPE", text))
        };
        one(db, import, row, ("projectBudgets", fault), changes)?;
    }
    Ok(())
}

/// Takes the lines of a run (parameter 1); without one they stay in the interface.
pub(super) fn ledger_budgets(
    db: &Connection,
    import: &mut Import<'_>,
    changes: &mut Changes,
) -> rusqlite::Result<()> {
    let run = import.parameter(1);
    if run.is_empty() {
        return Ok(());
    }
    for row in import.take("GlBudgetInterface.csv", |row| row.at(1) == run) {
        let fault = (!BUDGETS.contains(&row.at(4)))
            .then(|| wrong("BUDGET_NAME", "You must specify a valid budget name."));
        one(db, import, row, ("ledgerBudgetBalances", fault), changes)?;
    }
    Ok(())
}

/// A project that is not there, or a task that it does not have.
fn no_such_task(db: &Connection, project: &str, task: &str) -> rusqlite::Result<Option<Wrong>> {
    let Some(project) = known(db, ("projects", "ProjectNumber"), 0, project)? else {
        return Ok(Some(wrong(
            "PROJECT_NUMBER",
            "The project number isn't valid.",
        )));
    };
    if task.is_empty() {
        return Ok(None);
    }
    let found = known(db, ("projects/Tasks", "TaskNumber"), project, task)?;
    Ok(found
        .is_none()
        .then(|| wrong("TASK_NUMBER", "The task number isn't valid.")))
}

/// Makes the record of a line, unless something is wrong with it.
fn one(
    db: &Connection,
    import: &mut Import<'_>,
    row: Row,
    (collection, fault): (&str, Option<Wrong>),
    changes: &mut Changes,
) -> rusqlite::Result<()> {
    if let Some(fault) = fault {
        import.reject(row, fault);
        return Ok(());
    }
    let mut attributes =
        interfaces::of(row.file).map_or_else(Map::new, |file| file.attributes(&row));
    if collection == "ledgerBudgetBalances" {
        let segments: Vec<&str> = (7..=36).map(|position| row.at(position)).collect();
        let whole = segments.join("-");
        let whole = whole.trim_end_matches('-');
        attributes.insert("AccountCombination".to_owned(), Value::from(whole));
    }
    let made = make(db, import.user, object(collection)?, 0, attributes, changes)?;
    if let Err(fault) = made {
        import.reject(row, fault);
    }
    Ok(())
}
