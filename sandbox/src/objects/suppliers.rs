//! Suppliers, with their addresses, sites and contacts.
//!
//! Names, lengths and the minimum of required attributes follow Oracle's REST documentation of the
//! suppliers resource and observed replies of it.

use crate::model::{
    Attribute, Fill, Object, Operations, Reference, Scope, Values, amount, date, flag, id, integer,
    number, text,
};
use crate::values::{COUNTRIES, CURRENCIES};

const TAX_ORGANIZATION_TYPES: &[(&str, &str)] = &[
    ("CORPORATION", "Corporation"),
    ("FOREIGN_CORPORATION", "Foreign Corporation"),
    ("FOREIGN_GOVERNMENT_AGENCY", "Foreign Government Agency"),
    ("FOREIGN_INDIVIDUAL", "Foreign Individual"),
    ("FOREIGN_PARTNERSHIP", "Foreign Partnership"),
    ("GOVERNMENT_AGENCY", "Government Agency"),
    ("INDIVIDUAL", "Individual"),
    ("PARTNERSHIP", "Partnership"),
];

const BUSINESS_RELATIONSHIPS: &[(&str, &str)] = &[
    ("SPEND_AUTHORIZED", "Spend Authorized"),
    ("PROSPECTIVE", "Prospective"),
];

fn profile() -> Vec<Attribute> {
    vec![
        integer("SupplierPartyId")
            .read_only()
            .indexed()
            .fill(Fill::ShiftedId(-200_000_000_000_000)),
        text("Supplier", 360).mandatory(),
        text("SupplierNumber", 30).fill(Fill::OwnNumber),
        text("AlternateName", 360),
        text("AliasNotes", 1000),
        text("Alias", 360),
        text("TaxOrganizationType", 80).mandatory(),
        text("TaxOrganizationTypeCode", 25),
        text("SupplierType", 80),
        text("SupplierTypeCode", 30),
        text("BusinessRelationship", 80).mandatory(),
        text("BusinessRelationshipCode", 30),
        text("Status", 30).read_only().fill(Fill::Text("ACTIVE")),
        date("InactiveDate"),
        text("ParentSupplier", 360),
        text("ParentSupplierNumber", 30),
        text("CustomerNumber", 25),
        text("DUNSNumber", 30),
        text("SIC", 25),
        text("NationalInsuranceNumber", 30),
        text("CorporateWebsite", 150),
        integer("YearEstablished"),
        text("MissionStatement", 1000),
        text("CEOName", 240),
        text("TaxpayerCountry", 80),
        text("TaxpayerCountryCode", 2),
        text("TaxpayerId", 30),
        text("TaxRegistrationCountry", 80),
        text("TaxRegistrationCountryCode", 2),
        text("TaxRegistrationNumber", 50),
        text("FederalReportableTypeCode", 10),
        flag("UseWithholdingTaxFlag"),
        flag("OneTimeSupplierFlag").fill(Fill::Flag(false)),
        text("StandardIndustryClass", 25),
        text("PreferredFunctionalCurrencyCode", 15).one_of(Values::List(CURRENCIES)),
        amount("CurrentYearPotentialRevenue"),
        text("DataFoxScore", 30).read_only().not_queryable(),
    ]
}

pub(super) fn object() -> Object {
    Object::new(
        "suppliers",
        "Supplier",
        "suppliers",
        "SupplierId",
        profile(),
    )
    .keys(&[&["Supplier"], &["SupplierNumber"]])
    .pair(
        "TaxOrganizationType",
        "TaxOrganizationTypeCode",
        TAX_ORGANIZATION_TYPES,
    )
    .pair(
        "BusinessRelationship",
        "BusinessRelationshipCode",
        BUSINESS_RELATIONSHIPS,
    )
    .pair("TaxpayerCountry", "TaxpayerCountryCode", COUNTRIES)
    .pair(
        "TaxRegistrationCountry",
        "TaxRegistrationCountryCode",
        COUNTRIES,
    )
    .operations(Operations {
        create: true,
        update: true,
        delete: false,
    })
    .child(addresses())
    .child(sites())
    .child(contacts())
    .child(flexfields())
}

/// The descriptive flexfield of a supplier. Segments are the set-up of each pod: these are those of an organisation that assesses
/// its implementing partners.
fn flexfields() -> Object {
    let attributes = vec![
        text("__FLEX_Context", 80).not_queryable(),
        text("partnerType", 30).not_queryable(),
        number("assessmentScore", 5, 1).not_queryable(),
        text("riskRating", 30)
            .not_queryable()
            .one_of(Values::List(&["LOW", "MODERATE", "SIGNIFICANT", "HIGH"])),
        date("assessedOn").not_queryable(),
        date("assessmentValidUntil").not_queryable(),
    ];
    Object::new(
        "DFF",
        "SupplierDFF",
        "suppliers/DFF",
        "SupplierDffId",
        attributes,
    )
}

fn addresses() -> Object {
    let attributes = vec![
        text("AddressName", 240).mandatory(),
        text("Country", 80).mandatory(),
        text("CountryCode", 2),
        text("AddressLine1", 240),
        text("AddressLine2", 240),
        text("AddressLine3", 240),
        text("AddressLine4", 240),
        text("City", 60),
        text("State", 60),
        text("Province", 60),
        text("County", 60),
        text("PostalCode", 20),
        text("PostalCodeExtension", 10),
        text("Building", 240),
        text("FloorNumber", 40),
        text("PhoneCountryCode", 10),
        text("PhoneAreaCode", 10),
        text("PhoneNumber", 40),
        text("PhoneExtension", 20),
        text("FaxNumber", 40),
        text("Email", 320),
        text("Addressee", 360),
        text("GlobalLocationNumber", 40),
        text("Language", 40),
        text("Status", 30).read_only().fill(Fill::Text("ACTIVE")),
        date("InactiveDate"),
        flag("AddressPurposeOrderingFlag").fill(Fill::Flag(true)),
        flag("AddressPurposeRemitToFlag").fill(Fill::Flag(true)),
        flag("AddressPurposeRFQOrBiddingFlag").fill(Fill::Flag(false)),
    ];
    Object::new(
        "addresses",
        "SupplierAddress",
        "suppliers/addresses",
        "SupplierAddressId",
        attributes,
    )
    .keys(&[&["AddressName"]])
    .pair("Country", "CountryCode", COUNTRIES)
}

fn sites() -> Object {
    let attributes = vec![
        text("SupplierSite", 15).mandatory(),
        text("ProcurementBU", 240).mandatory(),
        integer("ProcurementBUId")
            .read_only()
            .fill(Fill::ShiftedId(-100_000_000_000_000)),
        text("SupplierAddressName", 240).mandatory(),
        integer("SupplierAddressId"),
        text("AlternateSiteName", 320),
        text("Status", 30).read_only().fill(Fill::Text("ACTIVE")),
        date("InactiveDate"),
        flag("SitePurposeSourcingOnlyFlag").fill(Fill::Flag(false)),
        flag("SitePurposePurchasingFlag").fill(Fill::Flag(true)),
        flag("SitePurposeProcurementCardFlag").fill(Fill::Flag(false)),
        flag("SitePurposePayFlag").fill(Fill::Flag(true)),
        flag("SitePurposePrimaryPayFlag").fill(Fill::Flag(false)),
        flag("IncomeTaxReportingSiteFlag").fill(Fill::Flag(false)),
        text("CommunicationMethod", 80),
        text("CommunicationMethodCode", 25),
        text("Email", 2000),
        text("CustomerNumber", 25),
        text("FreightTerms", 80),
        text("FOB", 80),
        text("PaymentTerms", 50),
        text("PaymentTermsDateBasis", 80),
        text("PayGroup", 80),
        text("InvoiceCurrencyCode", 15).one_of(Values::List(CURRENCIES)),
        text("PaymentCurrencyCode", 15)
            .one_of(Values::List(CURRENCIES))
            .fill(Fill::CopyOf("InvoiceCurrencyCode")),
        amount("InvoiceAmountLimit"),
        text("InvoiceMatchOption", 80),
        integer("PaymentPriority"),
        flag("HoldAllNewPurchasingDocumentsFlag").fill(Fill::Flag(false)),
        text("PurchasingHoldReason", 240),
        flag("HoldAllInvoicesFlag").fill(Fill::Flag(false)),
        text("PaymentHoldReason", 240),
    ];
    Object::new(
        "sites",
        "SupplierSite",
        "suppliers/sites",
        "SupplierSiteId",
        attributes,
    )
    .keys(&[&["SupplierSite", "ProcurementBU"]])
    .reference(Reference {
        collection: "suppliers/addresses",
        scope: Scope::SameParent,
        forms: &[
            ("SupplierAddressName", "AddressName"),
            ("SupplierAddressId", "SupplierAddressId"),
        ],
    })
    .child(assignments())
}

fn assignments() -> Object {
    let attributes = vec![
        text("ClientBU", 240).mandatory(),
        text("BillToBU", 240),
        text("ShipToLocation", 60),
        text("BillToLocation", 60),
        date("InactiveDate"),
    ];
    Object::new(
        "assignments",
        "SupplierSiteAssignment",
        "suppliers/sites/assignments",
        "AssignmentId",
        attributes,
    )
    .keys(&[&["ClientBU"]])
}

fn contacts() -> Object {
    let attributes = vec![
        id("PersonProfileId").fill(Fill::ShiftedId(-200_000_000_000_000)),
        text("Salutation", 60),
        text("FirstName", 150).mandatory(),
        text("MiddleName", 60),
        text("LastName", 150).mandatory(),
        text("JobTitle", 100),
        flag("AdministrativeContactFlag").fill(Fill::Flag(false)),
        text("PhoneCountryCode", 10),
        text("PhoneAreaCode", 10),
        text("PhoneNumber", 40),
        text("PhoneExtension", 20),
        text("MobileCountryCode", 10),
        text("MobileNumber", 40),
        text("FaxNumber", 40),
        text("Email", 320),
        text("Status", 30).read_only().fill(Fill::Text("ACTIVE")),
        date("InactiveDate"),
    ];
    Object::new(
        "contacts",
        "SupplierContact",
        "suppliers/contacts",
        "SupplierContactId",
        attributes,
    )
    .keys(&[&["FirstName", "LastName", "Email"]])
}
