//! Customer accounts with their parties and sites, which come into being by import.
//!
//! An invention: on a pod parties, accounts and sites are read in several places, and none shows all that an import takes. The
//! sandbox shows them as one object, so that customer mappings can be rehearsed; a client must not take it for a fact.

use crate::model::{Fill, Object, Operations, Values, date, text};
use crate::values::COUNTRIES;

pub(super) fn object() -> Object {
    let attributes = vec![
        text("AccountNumber", 30).mandatory(),
        text("AccountName", 240),
        text("CustomerType", 30)
            .one_of(Values::List(&["R", "I"]))
            .fill(Fill::Text("R")),
        text("CustomerClassCode", 30),
        date("AccountEstablishedDate"),
        text("PartyName", 360).mandatory().indexed(),
        text("PartyType", 30)
            .mandatory()
            .one_of(Values::List(&["ORGANIZATION", "PERSON"])),
        text("TaxpayerIdentificationNumber", 50),
        text("DUNSNumber", 30),
    ];
    Object::new(
        "customerAccounts",
        "CustomerAccount",
        "customerAccounts",
        "CustomerAccountId",
        attributes,
    )
    .keys(&[&["AccountNumber"]])
    .operations(Operations {
        create: false,
        update: true,
        delete: false,
    })
    .child(sites())
}

fn sites() -> Object {
    let attributes = vec![
        text("SiteReference", 240).mandatory(),
        text("SiteName", 240),
        text("SetCode", 240),
        text("CountryCode", 2)
            .mandatory()
            .one_of(Values::Codes(COUNTRIES)),
        text("AddressLine1", 240),
        text("AddressLine2", 240),
        text("City", 60),
        text("PostalCode", 60),
        text("SiteUseCode", 30).one_of(Values::List(&["BILL_TO", "SHIP_TO"])),
        text("PrimaryFlag", 1).one_of(Values::List(&["Y", "N"])),
    ];
    Object::new(
        "sites",
        "CustomerAccountSite",
        "customerAccounts/sites",
        "CustomerAccountSiteId",
        attributes,
    )
    .keys(&[&["SiteReference"]])
}
