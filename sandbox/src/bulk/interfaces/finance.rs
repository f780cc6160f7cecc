//! The files of customers and of receivables invoices.

use super::File;
use super::Form::{Date as D, Number as N, Text as T};

pub(super) const CUSTOMERS: &[File] = &[
    File {
        names: &["HzImpPartiesT.csv"],
        table: "HZ_IMP_PARTIES_T",
        columns: &[
            (5, "PARTY_TYPE", "PartyType", T),
            (9, "JGZZ_FISCAL_CODE", "TaxpayerIdentificationNumber", T),
            (10, "ORGANIZATION_NAME", "PartyName", T),
            (11, "DUNS_NUMBER_C", "DUNSNumber", T),
        ],
    },
    File {
        names: &["HzImpLocationsT.csv"],
        table: "HZ_IMP_LOCATIONS_T",
        columns: &[
            (5, "COUNTRY", "CountryCode", T),
            (6, "ADDRESS1", "AddressLine1", T),
            (7, "ADDRESS2", "AddressLine2", T),
            (10, "CITY", "City", T),
            (14, "POSTAL_CODE", "PostalCode", T),
        ],
    },
    File {
        names: &["HzImpPartySitesT.csv"],
        table: "HZ_IMP_PARTYSITES_T",
        columns: &[(9, "PARTY_SITE_NAME", "SiteName", T)],
    },
    File {
        names: &["HzImpPartySiteUsesT.csv"],
        table: "HZ_IMP_PARTYSITEUSES_T",
        columns: &[],
    },
    File {
        names: &["HzImpAccountsT.csv"],
        table: "HZ_IMP_ACCOUNTS_T",
        columns: &[
            (6, "ACCOUNT_NUMBER", "AccountNumber", T),
            (8, "CUSTOMER_TYPE", "CustomerType", T),
            (9, "CUSTOMER_CLASS_CODE", "CustomerClassCode", T),
            (10, "ACCOUNT_NAME", "AccountName", T),
            (11, "ACCOUNT_ESTABLISHED_DATE", "AccountEstablishedDate", D),
        ],
    },
    File {
        names: &["HzImpAcctSitesT.csv"],
        table: "HZ_IMP_ACCTSITES_T",
        columns: &[
            (5, "CUST_SITE_ORIG_SYS_REF", "SiteReference", T),
            (12, "SET_CODE", "SetCode", T),
        ],
    },
    File {
        names: &["HzImpAcctSiteUsesT.csv"],
        table: "HZ_IMP_ACCTSITEUSES_T",
        columns: &[
            (6, "SITE_USE_CODE", "SiteUseCode", T),
            (7, "PRIMARY_FLAG", "PrimaryFlag", T),
        ],
    },
];

pub(super) const RECEIVABLES: &[File] = &[File {
    names: &["RaInterfaceLinesAll.csv"],
    table: "RA_INTERFACE_LINES_ALL",
    columns: &[
        (2, "BATCH_SOURCE_NAME", "TransactionSource", T),
        (3, "CUST_TRX_TYPE_NAME", "TransactionType", T),
        (4, "TERM_NAME", "PaymentTerms", T),
        (5, "TRX_DATE", "TransactionDate", D),
        (6, "GL_DATE", "AccountingDate", D),
        (7, "TRX_NUMBER", "TransactionNumber", T),
        (
            19,
            "BILL_CUSTOMER_ACCOUNT_NUMBER",
            "BillToCustomerNumber",
            T,
        ),
        (27, "DESCRIPTION", "Description", T),
        (28, "CURRENCY_CODE", "InvoiceCurrencyCode", T),
        (29, "CONVERSION_TYPE", "ConversionRateType", T),
        (30, "CONVERSION_DATE", "ConversionDate", D),
        (32, "AMOUNT", "LineAmount", N),
        (33, "QUANTITY", "Quantity", N),
        (35, "UNIT_SELLING_PRICE", "UnitSellingPrice", N),
        (287, "BU_NAME", "BusinessUnit", T),
        (288, "COMMENTS", "Comments", T),
    ],
}];
