//! The organisation's own banks, their branches, and the accounts there.
//!
//! Resources and required attributes are those that pods took. That a branch names its bank, and an account its branch, by id as
//! well is from general knowledge of Oracle's guide.

use crate::model::{Fill, Object, Reference, Scope, Values, date, flag, integer, text};
use crate::values::CURRENCIES;

const BANK: Reference = Reference {
    collection: "cashBanks",
    scope: Scope::Everywhere,
    forms: &[("BankName", "BankName"), ("BankPartyId", "BankPartyId")],
};

const BRANCH: Reference = Reference {
    collection: "cashBankBranches",
    scope: Scope::Everywhere,
    forms: &[
        ("BankBranchName", "BankBranchName"),
        ("BranchPartyId", "BranchPartyId"),
    ],
};

pub(super) fn banks() -> Object {
    let attributes = vec![
        text("BankName", 360).mandatory(),
        text("CountryName", 80),
        text("BankNumber", 30),
        text("Description", 240),
        text("TaxpayerIdNumber", 20),
        text("TaxRegistrationNumber", 30),
    ];
    Object::new(
        "cashBanks",
        "CashBank",
        "cashBanks",
        "BankPartyId",
        attributes,
    )
    .keys(&[&["BankName"]])
}

pub(super) fn branches() -> Object {
    let attributes = vec![
        text("BankName", 360).mandatory(),
        integer("BankPartyId"),
        text("BankBranchName", 360).mandatory(),
        text("BranchNumber", 30),
        text("CountryName", 80),
        text("EFTSWIFTCode", 12),
        text("Description", 240),
    ];
    Object::new(
        "cashBankBranches",
        "CashBankBranch",
        "cashBankBranches",
        "BranchPartyId",
        attributes,
    )
    .keys(&[&["BankBranchName"]])
    .reference(BANK)
}

pub(super) fn accounts() -> Object {
    let attributes = vec![
        text("BankAccountName", 80).mandatory(),
        text("BankAccountNumber", 30).mandatory(),
        text("CurrencyCode", 15)
            .mandatory()
            .one_of(Values::List(CURRENCIES)),
        text("LegalEntityName", 240).mandatory(),
        text("BankName", 360),
        text("BankBranchName", 360).mandatory(),
        integer("BranchPartyId"),
        text("IBANNumber", 50),
        text("Description", 240),
        text("CashAccountCombination", 800),
        date("EndDate"),
        flag("MultipleCurrencyAllowedFlag").fill(Fill::Flag(false)),
    ];
    Object::new(
        "cashBankAccounts",
        "CashBankAccount",
        "cashBankAccounts",
        "BankAccountId",
        attributes,
    )
    .keys(&[&["BankAccountName"]])
    .reference(BRANCH)
}
