//! What projects cost and may cost, and the budgets of the general ledger: made by file imports, and read.
//!
//! The columns of the imports are those of files that pods accepted. `projectExpenditureItems` and `projectBudgets` are
//! names from general knowledge. `ledgerBudgetBalances` is an invention: a pod shows budget balances in inquiries and
//! reports, and a client must not take the resource for a fact about the real ERP.

use crate::model::{
    Object, Operations, Reference, Scope, Values, amount, date, integer, number, text,
};
use crate::values::CURRENCIES;

/// Nothing is written but by imports.
const READ_ONLY: Operations = Operations {
    create: false,
    update: false,
    delete: false,
};

/// Costs of projects.
pub(super) fn expenditures() -> Object {
    let attributes = vec![
        text("OriginalTransactionReference", 120).mandatory(),
        text("BusinessUnitName", 240).mandatory(),
        text("TransactionSourceName", 240),
        text("DocumentName", 240),
        text("DocumentEntryName", 240),
        text("ExpenditureBatchName", 240),
        date("ExpenditureItemDate").mandatory(),
        text("PersonNumber", 30),
        text("ProjectNumber", 25).mandatory(),
        text("TaskNumber", 100).mandatory(),
        text("ExpenditureTypeName", 240).mandatory(),
        text("ExpenditureOrganizationName", 240),
        number("Quantity", 24, 6),
        text("UnitOfMeasureCode", 30),
        text("TransactionCurrencyCode", 15).one_of(Values::List(CURRENCIES)),
        amount("TransactionCurrencyRawCost"),
        text("Comment", 240),
        text("ContractNumber", 120),
    ];
    Object::new(
        "projectExpenditureItems",
        "ProjectExpenditureItem",
        "projectExpenditureItems",
        "TransactionNumber",
        attributes,
    )
    .keys(&[&["OriginalTransactionReference"]])
    .operations(READ_ONLY)
}

/// Lines of project budgets, one for each resource of a task and period.
pub(super) fn budgets() -> Object {
    const PROJECT: Reference = Reference {
        collection: "projects",
        scope: Scope::Everywhere,
        forms: &[("ProjectNumber", "ProjectNumber")],
    };
    let attributes = vec![
        text("SourceBudgetLineReference", 120).mandatory(),
        text("FinancialPlanType", 240).mandatory(),
        text("ProjectNumber", 25).mandatory(),
        text("TaskNumber", 100),
        text("PlanVersionName", 240),
        text("PlanVersionStatus", 30),
        text("ResourceName", 240),
        text("PeriodName", 30),
        text("PlanningCurrencyCode", 15).one_of(Values::List(CURRENCIES)),
        number("Quantity", 24, 6),
        amount("RawCost"),
        integer("PlanVersionNumber"),
    ];
    Object::new(
        "projectBudgets",
        "ProjectBudgetLine",
        "projectBudgets",
        "PlanLineId",
        attributes,
    )
    .keys(&[&["SourceBudgetLineReference"]])
    .reference(PROJECT)
    .operations(READ_ONLY)
}

/// Budgets of accounts in periods.
pub(super) fn ledger_budgets() -> Object {
    let attributes = vec![
        text("BudgetName", 30).mandatory(),
        text("LedgerName", 30),
        text("PeriodName", 15).mandatory(),
        text("CurrencyCode", 15).one_of(Values::List(CURRENCIES)),
        text("AccountCombination", 800).mandatory(),
        amount("BudgetAmount").mandatory(),
    ];
    Object::new(
        "ledgerBudgetBalances",
        "LedgerBudgetBalance",
        "ledgerBudgetBalances",
        "BudgetBalanceId",
        attributes,
    )
    .keys(&[&[
        "AccountCombination",
        "PeriodName",
        "BudgetName",
        "CurrencyCode",
    ]])
    .operations(READ_ONLY)
}
