//! Bank accounts of suppliers, with the parties that own them.
//!
//! Resource, account attributes and `accountOwners` are Oracle's; the owner's name as an alternative to the id is from general
//! knowledge of its guide.

use crate::model::{Fill, Object, Operations, Reference, Scope, Values, date, integer, text};
use crate::values::CURRENCIES;

const YES_OR_NO: &[&str] = &["Y", "N"];

pub(super) fn object() -> Object {
    let attributes = vec![
        text("BankAccountNumber", 100).mandatory(),
        text("IBAN", 50),
        text("BankAccountName", 80),
        text("CountryCode", 2).mandatory(),
        text("BankName", 360).mandatory(),
        text("BranchName", 360),
        text("BIC", 30),
        text("CurrencyCode", 15).one_of(Values::List(CURRENCIES)),
        text("AllowInternationalPaymentIndicator", 1)
            .one_of(Values::List(YES_OR_NO))
            .fill(Fill::Text("Y")),
        date("StartDate"),
        date("EndDate"),
    ];
    Object::new(
        "externalBankAccounts",
        "ExternalBankAccount",
        "externalBankAccounts",
        "BankAccountId",
        attributes,
    )
    .keys(&[&["BankAccountNumber", "CountryCode", "BankName"]])
    .operations(Operations {
        create: true,
        update: true,
        delete: false,
    })
    .child(owners())
}

fn owners() -> Object {
    let attributes = vec![
        integer("AccountOwnerPartyId"),
        text("AccountOwnerPartyName", 360).mandatory(),
        text("PrimaryOwnerIndicator", 1)
            .one_of(Values::List(YES_OR_NO))
            .fill(Fill::Text("Y")),
        text("Intent", 30).fill(Fill::Text("Supplier")),
        date("StartDate"),
    ];
    Object::new(
        "accountOwners",
        "AccountOwner",
        "externalBankAccounts/accountOwners",
        "AccountOwnerId",
        attributes,
    )
    .reference(Reference {
        collection: "suppliers",
        scope: Scope::Everywhere,
        forms: &[
            ("AccountOwnerPartyName", "Supplier"),
            ("AccountOwnerPartyId", "SupplierPartyId"),
        ],
    })
}
