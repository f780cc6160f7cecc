//! What is loaded into the interface: files by name, and where what stands in their lines.
//!
//! Only columns of which the sandbox makes something are listed; the others are loaded and passed over.

mod budgets;
mod finance;
mod supply;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::{Map, Value};

use super::Row;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Text,
    Number,
    Integer,
    Date,
    /// A day with a time, `2026/07/03 00:00:00`, in UTC.
    Moment,
    /// `Y` or `N`.
    Flag,
    /// Nothing is made of it; it must be a day or a number all the same.
    Unused(Unused),
}

/// What is loaded and passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unused {
    Date,
    Number,
}

/// A column: position from 1, its name, the attribute that it fills.
pub(super) type Column = (usize, &'static str, &'static str, Form);

/// A file of an interface.
#[derive(Debug)]
pub(super) struct File {
    /// Its names, exact to the letter.
    pub(super) names: &'static [&'static str],
    pub(super) table: &'static str,
    pub(super) columns: &'static [Column],
}

/// An interface, by its number.
#[derive(Debug)]
pub(super) struct Interface {
    pub(super) number: &'static str,
    pub(super) files: &'static [File],
}

use Form::{Date as D, Flag as F, Integer as I, Number as N, Text as T};

const SUPPLIERS: File = File {
    names: &["PoSupplierImport.csv", "PozSuppliersInt.csv"],
    table: "POZ_SUPPLIERS_INT",
    columns: &[
        (2, "VENDOR_NAME", "Supplier", T),
        (4, "SEGMENT1", "SupplierNumber", T),
        (5, "VENDOR_NAME_ALT", "AlternateName", T),
        (
            6,
            "ORGANIZATION_TYPE_LOOKUP_CODE",
            "TaxOrganizationTypeCode",
            T,
        ),
        (7, "VENDOR_TYPE_LOOKUP_CODE", "SupplierTypeCode", T),
        (8, "END_DATE_ACTIVE", "InactiveDate", D),
        (9, "BUSINESS_RELATIONSHIP", "BusinessRelationshipCode", T),
        (10, "PARENT_SUPPLIER_NAME", "ParentSupplier", T),
        (11, "ALIAS", "Alias", T),
        (12, "DUNS_NUMBER", "DUNSNumber", T),
        (13, "ONE_TIME_FLAG", "OneTimeSupplierFlag", F),
        (14, "CUSTOMER_NUM", "CustomerNumber", T),
        (15, "STANDARD_INDUSTRY_CLASS", "StandardIndustryClass", T),
        (16, "NI_NUMBER", "NationalInsuranceNumber", T),
        (17, "CORPORATE_WEBSITE", "CorporateWebsite", T),
        (19, "CHIEF_EXECUTIVE_NAME", "CEOName", T),
        (21, "TAX_COUNTRY_CODE", "TaxpayerCountryCode", T),
        (22, "NUM_1099", "TaxpayerId", T),
        (24, "TYPE_1099", "FederalReportableTypeCode", T),
        (29, "ALLOW_AWT_FLAG", "UseWithholdingTaxFlag", F),
        (32, "VAT_REGISTRATION_NUM", "TaxRegistrationNumber", T),
    ],
};

const ADDRESSES: File = File {
    names: &["PozSupAddressesInt.csv", "PozSupplierAddressesInt.csv"],
    table: "POZ_SUP_ADDRESSES_INT",
    columns: &[
        (3, "PARTY_SITE_NAME", "AddressName", T),
        (5, "COUNTRY", "CountryCode", T),
        (6, "ADDRESS_LINE1", "AddressLine1", T),
        (7, "ADDRESS_LINE2", "AddressLine2", T),
        (8, "ADDRESS_LINE3", "AddressLine3", T),
        (9, "ADDRESS_LINE4", "AddressLine4", T),
        (16, "BUILDING", "Building", T),
        (17, "FLOOR_NUMBER", "FloorNumber", T),
        (18, "CITY", "City", T),
        (19, "STATE", "State", T),
        (20, "PROVINCE", "Province", T),
        (21, "COUNTY", "County", T),
        (22, "POSTAL_CODE", "PostalCode", T),
        (23, "POSTAL_PLUS4_CODE", "PostalCodeExtension", T),
        (24, "ADDRESSEE", "Addressee", T),
        (25, "GLOBAL_LOCATION_NUMBER", "GlobalLocationNumber", T),
        (26, "PARTY_SITE_LANGUAGE", "Language", T),
        (27, "INACTIVE_DATE", "InactiveDate", D),
        (28, "PHONE_COUNTRY_CODE", "PhoneCountryCode", T),
        (29, "PHONE_AREA_CODE", "PhoneAreaCode", T),
        (30, "PHONE", "PhoneNumber", T),
        (31, "PHONE_EXTENSION", "PhoneExtension", T),
        (34, "FAX", "FaxNumber", T),
        (
            35,
            "RFQ_OR_BIDDING_PURPOSE_FLAG",
            "AddressPurposeRFQOrBiddingFlag",
            F,
        ),
        (36, "ORDERING_PURPOSE_FLAG", "AddressPurposeOrderingFlag", F),
        (37, "REMIT_TO_PURPOSE_FLAG", "AddressPurposeRemitToFlag", F),
        (93, "EMAIL_ADDRESS", "Email", T),
    ],
};

const SITES: File = File {
    names: &["PozSupplierSitesInt.csv"],
    table: "POZ_SUPPLIER_SITES_INT",
    columns: &[
        (3, "PROCUREMENT_BUSINESS_UNIT_NAME", "ProcurementBU", T),
        (4, "PARTY_SITE_NAME", "SupplierAddressName", T),
        (5, "VENDOR_SITE_CODE", "SupplierSite", T),
        (7, "INACTIVE_DATE", "InactiveDate", D),
        (8, "RFQ_ONLY_SITE_FLAG", "SitePurposeSourcingOnlyFlag", F),
        (9, "PURCHASING_SITE_FLAG", "SitePurposePurchasingFlag", F),
        (10, "PCARD_SITE_FLAG", "SitePurposeProcurementCardFlag", F),
        (11, "PAY_SITE_FLAG", "SitePurposePayFlag", F),
        (12, "PRIMARY_PAY_SITE_FLAG", "SitePurposePrimaryPayFlag", F),
        (
            13,
            "TAX_REPORTING_SITE_FLAG",
            "IncomeTaxReportingSiteFlag",
            F,
        ),
        (14, "VENDOR_SITE_CODE_ALT", "AlternateSiteName", T),
        (15, "CUSTOMER_NUM", "CustomerNumber", T),
        (18, "SUPPLIER_NOTIF_METHOD", "CommunicationMethodCode", T),
        (19, "EMAIL_ADDRESS", "Email", T),
        (23, "HOLD_FLAG", "HoldAllNewPurchasingDocumentsFlag", F),
        (24, "PURCHASING_HOLD_REASON", "PurchasingHoldReason", T),
        (28, "FREIGHT_TERMS_LOOKUP_CODE", "FreightTerms", T),
        (30, "FOB_LOOKUP_CODE", "FOB", T),
        (52, "INVOICE_CURRENCY_CODE", "InvoiceCurrencyCode", T),
        (53, "INVOICE_AMOUNT_LIMIT", "InvoiceAmountLimit", N),
        (54, "MATCH_OPTION", "InvoiceMatchOption", T),
        (56, "PAYMENT_CURRENCY_CODE", "PaymentCurrencyCode", T),
        (57, "PAYMENT_PRIORITY", "PaymentPriority", I),
        (58, "PAY_GROUP_LOOKUP_CODE", "PayGroup", T),
        (61, "HOLD_ALL_PAYMENTS_FLAG", "HoldAllInvoicesFlag", F),
        (66, "HOLD_REASON", "PaymentHoldReason", T),
        (67, "TERMS_NAME", "PaymentTerms", T),
        (68, "TERMS_DATE_BASIS", "PaymentTermsDateBasis", T),
    ],
};

const ASSIGNMENTS: File = File {
    names: &["PozSiteAssignmentsInt.csv"],
    table: "POZ_SITE_ASSIGNMENTS_INT",
    columns: &[
        (5, "BUSINESS_UNIT_NAME", "ClientBU", T),
        (6, "BILL_TO_BU_NAME", "BillToBU", T),
        (7, "SHIP_TO_LOCATION_CODE", "ShipToLocation", T),
        (8, "BILL_TO_LOCATION_CODE", "BillToLocation", T),
        (15, "INACTIVE_DATE", "InactiveDate", D),
    ],
};

const CONTACTS: File = File {
    names: &["PozSupContactsInt.csv"],
    table: "POZ_SUP_CONTACTS_INT",
    columns: &[
        (3, "PREFIX", "Salutation", T),
        (4, "FIRST_NAME", "FirstName", T),
        (6, "MIDDLE_NAME", "MiddleName", T),
        (7, "LAST_NAME", "LastName", T),
        (9, "TITLE", "JobTitle", T),
        (10, "PRIMARY_ADMIN_CONTACT", "AdministrativeContactFlag", F),
        (11, "EMAIL_ADDRESS", "Email", T),
        (13, "PHONE_COUNTRY_CODE", "PhoneCountryCode", T),
        (14, "AREA_CODE", "PhoneAreaCode", T),
        (15, "PHONE", "PhoneNumber", T),
        (16, "PHONE_EXTENSION", "PhoneExtension", T),
        (19, "FAX", "FaxNumber", T),
        (20, "MOBILE_COUNTRY_CODE", "MobileCountryCode", T),
        (22, "MOBILE", "MobileNumber", T),
        (23, "INACTIVE_DATE", "InactiveDate", D),
    ],
};

const INVOICES: File = File {
    names: &["ApInvoicesInterface.csv"],
    table: "AP_INVOICES_INTERFACE",
    columns: &[
        (2, "OPERATING_UNIT", "BusinessUnit", T),
        (3, "SOURCE", "InvoiceSource", T),
        (4, "INVOICE_NUM", "InvoiceNumber", T),
        (5, "INVOICE_AMOUNT", "InvoiceAmount", N),
        (6, "INVOICE_DATE", "InvoiceDate", D),
        (7, "VENDOR_NAME", "Supplier", T),
        (8, "VENDOR_NUM", "SupplierNumber", T),
        (9, "VENDOR_SITE_CODE", "SupplierSite", T),
        (10, "INVOICE_CURRENCY_CODE", "InvoiceCurrency", T),
        (11, "PAYMENT_CURRENCY_CODE", "PaymentCurrency", T),
        (12, "DESCRIPTION", "Description", T),
        (14, "INVOICE_TYPE_LOOKUP_CODE", "InvoiceType", T),
        (15, "LEGAL_ENTITY_NAME", "LegalEntity", T),
        (20, "TERMS_NAME", "PaymentTerms", T),
        (21, "TERMS_DATE", "TermsDate", D),
        (22, "GOODS_RECEIVED_DATE", "GoodsReceivedDate", D),
        (23, "INVOICE_RECEIVED_DATE", "InvoiceReceivedDate", D),
        (24, "GL_DATE", "AccountingDate", D),
        (25, "PAYMENT_METHOD_CODE", "PaymentMethodCode", T),
        (26, "PAY_GROUP_LOOKUP_CODE", "PayGroup", T),
        (27, "EXCLUSIVE_PAYMENT_FLAG", "PayAloneFlag", T),
        (34, "EXCHANGE_RATE_TYPE", "ConversionRateType", T),
        (35, "EXCHANGE_DATE", "ConversionDate", D),
        (36, "EXCHANGE_RATE", "ConversionRate", N),
        (
            37,
            "ACCTS_PAY_CODE_CONCATENATED",
            "LiabilityDistribution",
            T,
        ),
        (38, "DOC_CATEGORY_CODE", "DocumentCategory", T),
        (39, "VOUCHER_NUM", "VoucherNumber", T),
        (45, "REMIT_TO_SUPPLIER_NAME", "RemitToSupplier", T),
        (53, "PAYMENT_REASON_COMMENTS", "PaymentReasonComments", T),
        (54, "REMITTANCE_MESSAGE1", "RemittanceMessageOne", T),
        (59, "TAXATION_COUNTRY", "TaxationCountry", T),
        (71, "CONTROL_AMOUNT", "ControlAmount", N),
        (134, "REQUESTER_EMAIL_ADDRESS", "RequesterEmail", T),
    ],
};

const INVOICE_LINES: File = File {
    names: &["ApInvoiceLinesInterface.csv"],
    table: "AP_INVOICE_LINES_INTERFACE",
    columns: &[
        (2, "LINE_NUMBER", "LineNumber", I),
        (3, "LINE_TYPE_LOOKUP_CODE", "LineType", T),
        (4, "AMOUNT", "LineAmount", N),
        (5, "QUANTITY_INVOICED", "Quantity", N),
        (6, "UNIT_PRICE", "UnitPrice", N),
        (7, "UNIT_OF_MEAS_LOOKUP_CODE", "UOM", T),
        (8, "DESCRIPTION", "Description", T),
        (9, "PO_NUMBER", "PurchaseOrderNumber", T),
        (10, "PO_LINE_NUMBER", "PurchaseOrderLineNumber", I),
        (16, "RECEIPT_NUMBER", "ReceiptNumber", T),
        (22, "DIST_CODE_CONCATENATED", "DistributionCombination", T),
        (23, "DISTRIBUTION_SET_NAME", "DistributionSet", T),
        (24, "ACCOUNTING_DATE", "AccountingDate", D),
        (28, "TAX_CLASSIFICATION_CODE", "TaxClassification", T),
        (29, "SHIP_TO_LOCATION_CODE", "ShipToLocationCode", T),
        (44, "TAX_RATE_CODE", "TaxRateName", T),
        (128, "PJC_PROJECT_NUMBER", "ProjectNumber", T),
        (129, "PJC_TASK_NUMBER", "TaskNumber", T),
        (130, "PJC_EXPENDITURE_TYPE_NAME", "ExpenditureType", T),
        (163, "REQUESTER_EMAIL_ADDRESS", "RequesterEmail", T),
    ],
};

const JOURNALS: File = File {
    names: &["GlInterface.csv"],
    table: "GL_INTERFACE",
    columns: &[
        (3, "ACCOUNTING_DATE", "AccountingDate", D),
        (5, "USER_JE_CATEGORY_NAME", "UserJeCategoryName", T),
        (6, "CURRENCY_CODE", "CurrencyCode", T),
        (7, "DATE_CREATED", "", Form::Unused(Unused::Date)),
        (39, "ENTERED_DR", "EnteredDrAmount", N),
        (40, "ENTERED_CR", "EnteredCrAmount", N),
        (41, "ACCOUNTED_DR", "AccountedDrAmount", N),
        (42, "ACCOUNTED_CR", "AccountedCrAmount", N),
        (65, "CURRENCY_CONVERSION_DATE", "ConversionDate", D),
        (66, "CURRENCY_CONVERSION_RATE", "ConversionRate", N),
        (67, "GROUP_ID", "", Form::Unused(Unused::Number)),
    ],
};

const ASSETS: File = File {
    names: &["FaMassAdditions.csv"],
    table: "FA_MASS_ADDITIONS",
    columns: &[
        (2, "BOOK_TYPE_CODE", "BookTypeCode", T),
        (4, "ASSET_NUMBER", "AssetNumber", T),
        (5, "DESCRIPTION", "Description", T),
        (6, "TAG_NUMBER", "TagNumber", T),
        (7, "MANUFACTURER_NAME", "Manufacturer", T),
        (8, "SERIAL_NUMBER", "SerialNumber", T),
        (9, "MODEL_NUMBER", "Model", T),
        (10, "ASSET_TYPE", "AssetType", T),
        (11, "FIXED_ASSETS_COST", "Cost", N),
        (12, "DATE_PLACED_IN_SERVICE", "DateInService", D),
        (14, "FIXED_ASSETS_UNITS", "Units", I),
        (25, "PARENT_ASSET_NUMBER", "ParentAssetNumber", T),
        (40, "IN_USE_FLAG", "InUseFlag", T),
        (41, "OWNED_LEASED", "OwnershipCode", T),
        (42, "NEW_USED", "NewUsedCode", T),
        (48, "DEPRECIATE_FLAG", "DepreciateFlag", T),
        (50, "SALVAGE_VALUE", "SalvageValue", N),
        (53, "DEPRN_RESERVE", "DepreciationReserve", N),
        (58, "METHOD_CODE", "DepreciationMethod", T),
        (59, "LIFE_IN_MONTHS", "LifeInMonths", I),
        (399, "VENDOR_NAME", "SupplierName", T),
        (400, "VENDOR_NUMBER", "SupplierNumber", T),
        (401, "PO_NUMBER", "PurchaseOrderNumber", T),
        (402, "INVOICE_NUMBER", "InvoiceNumber", T),
        (410, "PROJECT_NUMBER", "ProjectNumber", T),
    ],
};

const ASSET_PLACES: File = File {
    names: &["FaMassaddDistributions.csv"],
    table: "FA_MASSADD_DISTRIBUTIONS",
    columns: &[(2, "UNITS", "", Form::Unused(Unused::Number))],
};

const PROJECTS: File = File {
    names: &["PjfProjectsAllXface.csv"],
    table: "PJF_PROJECTS_ALL_XFACE",
    columns: &[
        (1, "PROJECT_NAME", "ProjectName", T),
        (2, "PROJECT_NUMBER", "ProjectNumber", T),
        (3, "SOURCE_TEMPLATE_NUMBER", "SourceTemplateNumber", T),
        (4, "SOURCE_APPLICATION_CODE", "SourceApplicationCode", T),
        (5, "SOURCE_PROJECT_REFERENCE", "SourceProjectReference", T),
        (6, "ORGANIZATION_NAME", "OwningOrganizationName", T),
        (7, "LEGAL_ENTITY_NAME", "LegalEntityName", T),
        (8, "DESCRIPTION", "Description", T),
        (10, "PROJECT_MANAGER_NAME", "ProjectManagerName", T),
        (11, "PROJECT_MANAGER_EMAIL", "ProjectManagerEmail", T),
        (12, "PROJECT_START_DATE", "ProjectStartDate", D),
        (13, "PROJECT_FINISH_DATE", "ProjectEndDate", D),
        (15, "PROJECT_STATUS_NAME", "ProjectStatus", T),
        (16, "PROJECT_PRIORITY_CODE", "PriorityCode", T),
        (20, "WORK_TYPE_NAME", "WorkTypeName", T),
        (21, "LIMIT_TO_TXN_CONTROLS_CODE", "TransactionControls", T),
        (22, "PROJECT_CURRENCY_CODE", "ProjectCurrencyCode", T),
    ],
};

const TASKS: File = File {
    names: &["PjfProjElementsXface.csv"],
    table: "PJF_PROJ_ELEMENTS_XFACE",
    columns: &[
        (3, "TASK_NAME", "TaskName", T),
        (4, "TASK_NUMBER", "TaskNumber", T),
        (5, "TASK_DESCRIPTION", "TaskDescription", T),
        (6, "PARENT_TASK_NUMBER", "ParentTaskNumber", T),
        (7, "PLANNING_START_DATE", "TaskStartDate", D),
        (8, "PLANNING_END_DATE", "TaskFinishDate", D),
        (11, "CHARGEABLE_FLAG", "ChargeableFlag", F),
        (12, "BILLABLE_FLAG", "BillableFlag", F),
    ],
};

/// The interfaces that the sandbox knows; their numbers are those of the real ERP.
const INTERFACES: &[Interface] = &[
    Interface {
        number: "1",
        files: &[INVOICES, INVOICE_LINES],
    },
    Interface {
        number: "2",
        files: finance::RECEIVABLES,
    },
    Interface {
        number: "4",
        files: finance::CUSTOMERS,
    },
    Interface {
        number: "9",
        files: &[ASSETS, ASSET_PLACES],
    },
    Interface {
        number: "15",
        files: &[JOURNALS],
    },
    Interface {
        number: "17",
        files: &[budgets::LEDGER],
    },
    Interface {
        number: "20",
        files: &[budgets::COSTS],
    },
    Interface {
        number: "21",
        files: supply::ORDERS,
    },
    Interface {
        number: "24",
        files: &[SUPPLIERS],
    },
    Interface {
        number: "25",
        files: &[SITES],
    },
    Interface {
        number: "26",
        files: &[CONTACTS],
    },
    Interface {
        number: "27",
        files: &[ASSIGNMENTS],
    },
    Interface {
        number: "39",
        files: &[budgets::PROJECT],
    },
    Interface {
        number: "33",
        files: supply::INVENTORY,
    },
    Interface {
        number: "46",
        files: &[PROJECTS, TASKS],
    },
    Interface {
        number: "56",
        files: &[ADDRESSES],
    },
];

/// The interface of that number.
pub(super) fn find(number: &str) -> Option<&'static Interface> {
    INTERFACES
        .iter()
        .find(|interface| interface.number == number)
}

impl Interface {
    /// The file of that name.
    pub(super) fn file(&self, name: &str) -> Option<&'static File> {
        let files: &'static [File] = self.files;
        files.iter().find(|file| file.names.contains(&name))
    }
}

impl File {
    /// The name by which its lines are known.
    pub(super) fn name(&self) -> &'static str {
        self.names.first().copied().unwrap_or_default()
    }

    /// Why the loader cannot take a line: the column, and the database's words.
    pub(super) fn refuses(&self, fields: &[String]) -> Option<(&'static str, &'static str)> {
        self.columns.iter().find_map(|(position, name, _, form)| {
            let value = fields.get(position.checked_sub(1)?)?;
            if value.is_empty() || value == "#NULL" {
                return None;
            }
            let why = match form {
                Form::Date | Form::Unused(Unused::Date) => {
                    let day = day(value);
                    day.is_none().then_some("ORA-01843: not a valid month")
                }
                Form::Moment => {
                    let moment = moment(value);
                    moment.is_none().then_some("ORA-01843: not a valid month")
                }
                Form::Number | Form::Integer | Form::Unused(Unused::Number) => {
                    let number = Decimal::from_str_exact(value);
                    number.is_err().then_some("ORA-01722: invalid number")
                }
                Form::Text | Form::Flag => None,
            };
            why.map(|why| (*name, why))
        })
    }

    /// The attributes that a line gives.
    pub(super) fn attributes(&self, row: &Row) -> Map<String, Value> {
        let mut attributes = Map::new();
        for (position, _, attribute, form) in self.columns {
            let text = row.at(*position);
            if text.is_empty() || attribute.is_empty() {
                continue;
            }
            let value = match form {
                Form::Number | Form::Integer => match serde_json::from_str(text) {
                    Ok(number) => Value::Number(number),
                    Err(_no_number) => continue,
                },
                Form::Date => match day(text) {
                    Some(day) => Value::String(day),
                    None => continue,
                },
                Form::Moment => match moment(text) {
                    Some(moment) => Value::String(moment),
                    None => continue,
                },
                Form::Flag => Value::Bool(text == "Y"),
                Form::Text => Value::String(text.replace("\\n", "\n")),
                Form::Unused(_) => continue,
            };
            attributes.insert((*attribute).to_owned(), value);
        }
        attributes
    }
}

/// `2026/07/03` as `2026-07-03`.
fn day(text: &str) -> Option<String> {
    let day = text.replace('/', "-");
    let plain = text.len() == 10 && !text.contains('-');
    (plain && day.parse::<Date>().is_ok()).then_some(day)
}

/// `2026/07/03 08:00:00` as `2026-07-03T08:00:00Z`.
fn moment(text: &str) -> Option<String> {
    let (date, time) = text.split_once(' ')?;
    let moment = format!("{}T{time}Z", day(date)?);
    moment.parse::<jiff::Timestamp>().is_ok().then_some(moment)
}

/// The file of that name, of whatever interface.
pub(super) fn of(name: &str) -> Option<&'static File> {
    let mut files = INTERFACES.iter().flat_map(|interface| interface.files);
    files.find(|file| file.name() == name)
}
