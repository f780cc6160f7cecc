//! Accounts of users with the roles that they hold.
//!
//! The names of resource and attributes are from general knowledge of Oracle's guide for human resources.

use crate::model::{Object, Operations, Values, flag, text};

/// Roles that the sandbox has been set up with: code and name.
const ROLES: &[(&str, &str)] = &[
    ("ORA_PO_PROCUREMENT_REQUESTER", "Procurement Requester"),
    ("ORA_PO_BUYER_JOB", "Buyer"),
    ("ORA_PO_PROCUREMENT_MANAGER_JOB", "Procurement Manager"),
    (
        "ORA_POZ_SUPPLIER_ADMINISTRATOR_JOB",
        "Supplier Administrator",
    ),
    ("ORA_RCV_RECEIVING_AGENT_JOB", "Receiving Agent"),
    ("ORA_INV_WAREHOUSE_MANAGER_JOB", "Warehouse Manager"),
    (
        "ORA_AP_ACCOUNTS_PAYABLE_SPECIALIST_JOB",
        "Accounts Payable Specialist",
    ),
    (
        "ORA_AP_ACCOUNTS_PAYABLE_MANAGER_JOB",
        "Accounts Payable Manager",
    ),
    ("ORA_CE_CASH_MANAGER_JOB", "Cash Manager"),
];

pub(super) fn object() -> Object {
    let attributes = vec![
        text("Username", 100).mandatory(),
        text("PersonNumber", 30),
        text("WorkEmail", 240),
        flag("SuspendedFlag"),
    ];
    Object::new(
        "userAccounts",
        "UserAccount",
        "userAccounts",
        "UserId",
        attributes,
    )
    .keys(&[&["Username"]])
    .operations(Operations {
        create: true,
        update: true,
        delete: true,
    })
    .child(roles())
}

fn roles() -> Object {
    let attributes = vec![
        text("RoleCode", 100)
            .mandatory()
            .one_of(Values::Codes(ROLES)),
        text("DataSecurityContextValue", 240),
    ];
    Object::new(
        "userAccountRoles",
        "UserAccountRole",
        "userAccounts/userAccountRoles",
        "UserRoleId",
        attributes,
    )
    .keys(&[&["RoleCode", "DataSecurityContextValue"]])
}
