//! Bank accounts of suppliers, with the parties that own them, and what makes payments go to them.
//!
//! Resource, account attributes and `accountOwners` are Oracle's; the owner's name as an alternative to the id is from general
//! knowledge of its guide, as are the attributes of `instrumentAssignments`.

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
        integer("AccountOwnerPartyId").indexed(),
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

/// An account is paid to once it is assigned to its owner, or to one of the owner's sites.
pub(super) fn assignments() -> Object {
    let attributes = vec![
        integer("VendorId").indexed(),
        integer("PaymentPartyId"),
        text("SupplierNumber", 30).mandatory(),
        text("SupplierSite", 15),
        integer("PaymentInstrumentId").mandatory(),
        text("BankAccountNumber", 100),
        text("PaymentInstrumentType", 30)
            .mandatory()
            .one_of(Values::List(&["BANKACCOUNT"])),
        text("PaymentFlow", 30)
            .mandatory()
            .one_of(Values::List(&["DISBURSEMENTS"])),
        text("Intent", 30).fill(Fill::Text("Supplier")),
        text("PrimaryIndicator", 1)
            .one_of(Values::List(YES_OR_NO))
            .fill(Fill::Text("N")),
        date("StartDate"),
        date("EndDate"),
    ];
    Object::new(
        "instrumentAssignments",
        "InstrumentAssignment",
        "instrumentAssignments",
        "PaymentInstrumentAssignmentId",
        attributes,
    )
    .keys(&[&["SupplierNumber", "BankAccountNumber"]])
    .operations(Operations {
        create: true,
        update: true,
        delete: false,
    })
    .reference(Reference {
        collection: "suppliers",
        scope: Scope::Everywhere,
        forms: &[
            ("VendorId", "SupplierId"),
            ("SupplierNumber", "SupplierNumber"),
            ("PaymentPartyId", "SupplierPartyId"),
        ],
    })
    .reference(Reference {
        collection: "externalBankAccounts",
        scope: Scope::Everywhere,
        forms: &[
            ("PaymentInstrumentId", "BankAccountId"),
            ("BankAccountNumber", "BankAccountNumber"),
        ],
    })
    // The payee owns the account, and the site is one of the payee's.
    .reference(Reference {
        collection: "externalBankAccounts/accountOwners",
        scope: Scope::Within("PaymentInstrumentId"),
        forms: &[("PaymentPartyId", "AccountOwnerPartyId")],
    })
    .reference(Reference {
        collection: "suppliers/sites",
        scope: Scope::Within("VendorId"),
        forms: &[("SupplierSite", "SupplierSite")],
    })
}
