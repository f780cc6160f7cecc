//! Costs of projects, and budgets of projects and of the general ledger.

use super::File;
use super::Form::{Date as D, Integer as I, Number as N, Text as T, Unused as U};
use super::Unused;

pub(super) const COSTS: File = File {
    names: &["PjcTxnXfaceStageAll.csv"],
    table: "PJC_TXN_XFACE_ALL",
    columns: &[
        (2, "BUSINESS_UNIT", "BusinessUnitName", T),
        (4, "USER_TRANSACTION_SOURCE", "TransactionSourceName", T),
        (5, "TRANSACTION_SOURCE_ID", "", U(Unused::Number)),
        (6, "DOCUMENT_NAME", "DocumentName", T),
        (7, "DOCUMENT_ID", "", U(Unused::Number)),
        (8, "DOC_ENTRY_NAME", "DocumentEntryName", T),
        (10, "BATCH_NAME", "ExpenditureBatchName", T),
        (13, "EXPENDITURE_ITEM_DATE", "ExpenditureItemDate", D),
        (14, "PERSON_NUMBER", "PersonNumber", T),
        (19, "PROJECT_NUMBER", "ProjectNumber", T),
        (22, "TASK_NUMBER", "TaskNumber", T),
        (25, "EXPENDITURE_TYPE", "ExpenditureTypeName", T),
        (27, "ORGANIZATION_NAME", "ExpenditureOrganizationName", T),
        (29, "QUANTITY", "Quantity", N),
        (31, "UNIT_OF_MEASURE", "UnitOfMeasureCode", T),
        (
            36,
            "ORIG_TRANSACTION_REFERENCE",
            "OriginalTransactionReference",
            T,
        ),
        (39, "EXPENDITURE_COMMENT", "Comment", T),
        (41, "DENOM_CURRENCY_CODE", "TransactionCurrencyCode", T),
        (43, "DENOM_RAW_COST", "TransactionCurrencyRawCost", N),
        (99, "CONTRACT_NUMBER", "ContractNumber", T),
    ],
};

pub(super) const PROJECT: File = File {
    names: &["PjoPlanVersionsXface.csv"],
    table: "PJO_PLAN_VERSIONS_XFACE",
    columns: &[
        (2, "FINANCIAL_PLAN_TYPE", "FinancialPlanType", T),
        (3, "PROJECT_NUMBER", "ProjectNumber", T),
        (6, "TASK_NUMBER", "TaskNumber", T),
        (7, "PLAN_VERSION_NAME", "PlanVersionName", T),
        (9, "PLAN_VERSION_STATUS", "PlanVersionStatus", T),
        (10, "RESOURCE_NAME", "ResourceName", T),
        (11, "PERIOD_NAME", "PeriodName", T),
        (12, "PLANNING_CURRENCY", "PlanningCurrencyCode", T),
        (13, "TOTAL_QUANTITY", "Quantity", N),
        (14, "TOTAL_TC_RAW_COST", "RawCost", N),
        (
            16,
            "SRC_BUDGET_LINE_REFERENCE",
            "SourceBudgetLineReference",
            T,
        ),
        (61, "PLAN_VERSION_NUMBER", "PlanVersionNumber", I),
    ],
};

pub(super) const LEDGER: File = File {
    names: &["GlBudgetInterface.csv"],
    table: "GL_BUDGET_INTERFACE",
    columns: &[
        (4, "BUDGET_NAME", "BudgetName", T),
        (5, "PERIOD_NAME", "PeriodName", T),
        (6, "CURRENCY_CODE", "CurrencyCode", T),
        (37, "BUDGET_AMOUNT", "BudgetAmount", N),
        (38, "LEDGER_NAME", "LedgerName", T),
    ],
};
